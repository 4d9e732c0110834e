//! Parsing: each source file, by its language, into the shared program form. One file a language.

use crate::program::form::Program;
use crate::response::{Language, Response, SourceFile};
use crate::source::Diagnostic;

/// A language's front end: lowers a text to the program form. Never fails; what does not parse is a diagnostic.
/// The first argument is the index of the source file, for spans.
pub type FrontEnd = fn(u32, &str) -> (Program, Vec<Diagnostic>);

/// The front end of each language that is parsed. Adding a language is a file beside this one and a line here.
const FRONT_ENDS: &[(Language, FrontEnd)] = &[];

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
    let programs = (0..)
        .zip(&response.files)
        .map(|(index, file)| {
            let (program, found) = parse(index, file);
            diagnostics.extend(found);
            program
        })
        .collect();
    (programs, diagnostics)
}
