//! Parsing: each source file, by its language, into the shared program form. One file a language.

#[cfg(test)]
mod corpus;
mod go;
pub mod hcl;
mod java;
mod json;
mod literal;
mod lowering;
mod methods;
mod python;
mod repair;
#[cfg(test)]
mod testing;
mod tree;
mod typescript;
mod yaml;

use std::sync::Arc;

use crate::program::form::{Entry, Expression, ExpressionKind, Program};
use crate::program::value::number_text;
use crate::response::{Language, Response, SourceFile};
use crate::source::{Diagnostic, Level, Span};

/// A language's front end: lowers a text to the program form. Never fails; what does not parse is a diagnostic.
/// The first argument is the index of the source file, for spans.
pub type FrontEnd = fn(u32, &str) -> (Program, Vec<Diagnostic>);

/// The front end of each language that is parsed. Adding a language is a file beside this one and a line here.
const FRONT_ENDS: &[(Language, FrontEnd)] = &[
    (Language::Hcl, hcl::parse),
    (Language::Json, json::parse),
    (Language::Yaml, yaml::parse),
    (Language::Python, python::parse),
    (Language::TypeScript, typescript::parse),
    (Language::JavaScript, typescript::parse),
    (Language::Java, java::parse),
    (Language::Go, go::parse),
];

/// Parses one source file, the one at that index of its response.
#[must_use]
pub fn parse(index: u32, file: &SourceFile) -> (Program, Vec<Diagnostic>) {
    let front_end = FRONT_ENDS.iter().find(|(language, _)| *language == file.language);
    front_end.map_or((Program::Opaque, Vec::new()), |(_, parse)| parse(index, &file.text))
}

/// Parses every source file of a response; the programs stand in the order of its files.
#[must_use]
pub fn parse_all(response: &Response) -> (Vec<Program>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut programs: Vec<Program> = (0..)
        .zip(&response.files)
        .map(|(index, file)| {
            let (program, found) = parse(index, file);
            diagnostics.extend(found);
            program
        })
        .collect();
    methods::gather(response, &mut programs);
    (programs, diagnostics)
}

/// A scalar of a document that is a number, if it is one. A number that would not be printed as it is written (`8.0`, `0123`,
/// `1e3`) stays text, because it may be a version or an account number.
fn number_or_text(text: &str) -> ExpressionKind {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() && number_text(number) == text => ExpressionKind::Number(number),
        _ => ExpressionKind::Text(Arc::from(text)),
    }
}

/// Marks documents of which a part could not be read: each map may have entries that are not known.
fn mark_gaps(documents: &mut [Expression]) {
    for document in documents {
        let span = document.span;
        if let ExpressionKind::Map(entries) = &mut document.kind {
            entries.push(Entry::Spread(Expression { kind: ExpressionKind::Unsupported("unreadable part"), span }));
        }
    }
}

/// Says that a document gives a key twice; the later value counts.
fn duplicate_key(level: Level, key: &str, span: Span) -> Diagnostic {
    Diagnostic::new(level, format!("the key {key} is given twice"), span)
}
