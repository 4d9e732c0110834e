//! What the files of one directory declare, by name.

use std::sync::Arc;

use indexmap::IndexMap;

use crate::program::form::{Attribute, Block, Body, Expression, ExpressionKind};
use crate::source::{Diagnostic, Level, Span};

/// Blocks by name.
type Blocks<'a> = IndexMap<Arc<str>, &'a Block>;

/// The declarations of one module.
#[derive(Default)]
pub(super) struct Module<'a> {
    pub(super) variables: Blocks<'a>,
    pub(super) locals: IndexMap<Arc<str>, &'a Attribute>,
    /// By `type.name`.
    pub(super) resources: Blocks<'a>,
    /// By `type.name`.
    pub(super) data: Blocks<'a>,
    /// Calls of other modules.
    pub(super) calls: Blocks<'a>,
    pub(super) outputs: Blocks<'a>,
    pub(super) providers: Vec<&'a Block>,
    /// `terraform { … }`.
    pub(super) settings: Vec<&'a Block>,
    /// What declares nothing but refers to what is declared: `check`, `import`, `ephemeral`.
    pub(super) others: Vec<&'a Block>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The file in which each thing was declared.
    files: IndexMap<String, Option<&'a str>>,
}

/// Kinds of block that refer to what is no longer declared.
const OF_THE_PAST: [&str; 2] = ["moved", "removed"];

impl<'a> Module<'a> {
    /// Adds what a file declares.
    pub(super) fn add(&mut self, file: Option<&'a str>, body: &'a Body) {
        for attribute in &body.attributes {
            // Code without a file is often an excerpt from inside a block.
            if file.is_some() {
                self.report(format!("argument {} stands in no block", attribute.name), attribute.span);
            }
        }
        for block in &body.blocks {
            self.add_block(file, block);
        }
    }

    fn add_block(&mut self, file: Option<&'a str>, block: &'a Block) {
        if &*block.kind == "locals" {
            for attribute in &block.body.attributes {
                if self.is_new(file, &format!("local.{}", attribute.name), attribute.span) {
                    self.locals.insert(Arc::clone(&attribute.name), attribute);
                }
            }
            return;
        }
        match &*block.kind {
            "terraform" => return self.settings.push(block),
            "provider" => return self.providers.push(block),
            "check" | "import" | "ephemeral" => return self.others.push(block),
            kind if OF_THE_PAST.contains(&kind) => return,
            _ => {}
        }
        let Some((_, wanted)) = self.table(&block.kind) else {
            // Code without a file is often an excerpt from inside a block.
            if file.is_some() {
                self.report(format!("Terraform knows no block {} here", block.kind), block.span.first());
            }
            return;
        };
        if block.labels.len() != wanted {
            return self.report(format!("block {} needs {wanted} labels", block.kind), block.span.first());
        }
        let name: Arc<str> = block.labels.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(".").into();
        if self.is_new(file, &format!("{} {name}", block.kind), block.span.first())
            && let Some((table, _)) = self.table(&block.kind)
        {
            table.insert(name, block);
        }
    }

    /// The table of that kind of block, and how many labels such a block has.
    fn table(&mut self, kind: &str) -> Option<(&mut Blocks<'a>, usize)> {
        Some(match kind {
            "variable" => (&mut self.variables, 1),
            "resource" => (&mut self.resources, 2),
            "data" => (&mut self.data, 2),
            "module" => (&mut self.calls, 1),
            "output" => (&mut self.outputs, 1),
            _ => return None,
        })
    }

    fn report(&mut self, message: String, span: Span) {
        self.diagnostics.push(Diagnostic::new(Level::Error, message, span));
    }

    /// Whether a declaration counts. One that is given twice is a mistake when both stand in files of different names;
    /// otherwise the later one replaces a draft.
    fn is_new(&mut self, file: Option<&'a str>, what: &str, span: Span) -> bool {
        let Some(&before) = self.files.get(what) else {
            self.files.insert(what.to_owned(), file);
            return true;
        };
        let base = |path: &'a str| path.rsplit('/').next();
        match (before, file) {
            // What stands in a file counts more than what stands in none.
            (Some(_), None) => false,
            (Some(before), Some(after)) if before == after || base(before) != base(after) => {
                self.report(format!("{what} is declared twice"), span);
                false
            }
            _ => {
                self.files.insert(what.to_owned(), file);
                true
            }
        }
    }
}

/// The text of an expression that is one.
pub(super) fn literal(expression: &Expression) -> Option<&str> {
    match &expression.kind {
        ExpressionKind::Text(text) => Some(text),
        _ => None,
    }
}

/// The text of an argument that is one.
pub(super) fn text<'a>(body: &'a Body, name: &str) -> Option<&'a str> {
    literal(&body.attribute(name)?.value)
}
