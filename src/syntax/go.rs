//! The front end of Go.

mod declarations;
mod expressions;
mod statements;
#[cfg(test)]
mod tests;
mod types;

use std::sync::LazyLock;

use super::tree::{self, Grammar};
use crate::program::form::Program;
use crate::source::Diagnostic;

static GRAMMAR: LazyLock<Grammar> = LazyLock::new(|| Grammar {
    language: tree_sitter_go::LANGUAGE.into(),
    expression: expressions::expression,
    statement: statements::statement,
});

/// Parses a source file.
pub(super) fn parse(file: u32, text: &str) -> (Program, Vec<Diagnostic>) {
    tree::lower(&GRAMMAR, file, text, |root, source| {
        Program::Module(declarations::with_methods(source.block(root), root, source))
    })
}
