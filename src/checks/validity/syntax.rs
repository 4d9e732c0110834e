//! What reading and evaluating an answer found wrong already: code that does not parse, undefined references, circles.

use std::collections::BTreeSet;

use super::Fault;
use crate::Analysis;
use crate::response::Role;
use crate::severity::Severity;
use crate::source::{Diagnostic, Level};

pub(super) fn find(analysis: &Analysis) -> Vec<Fault> {
    let broken = broken_files(analysis);
    let mut told = BTreeSet::new();
    let mut faults = Vec::new();
    for error in errors(analysis).filter(|error| is_deployed(analysis, error)) {
        let file = error.span.map(|span| span.file);
        if !is_syntax(error) {
            // What else is wrong in a file that does not parse comes of that.
            if !(error.message.starts_with("the key ") && file.is_some_and(|file| broken.contains(&file))) {
                faults.push(Fault::new("invalid-declaration", Severity::High, error.span, error.message.clone()));
            }
        } else if told.insert(file) {
            faults.push(Fault::new("syntax", Severity::High, error.span, error.message.clone()));
        }
    }
    faults
}

/// The files that do not parse.
pub(super) fn broken_files(analysis: &Analysis) -> BTreeSet<u32> {
    errors(analysis).filter(|error| is_syntax(error)).filter_map(|error| Some(error.span?.file)).collect()
}

fn errors(analysis: &Analysis) -> impl Iterator<Item = &Diagnostic> {
    let all = analysis.response.diagnostics.iter().chain(&analysis.stack.diagnostics);
    all.filter(|diagnostic| diagnostic.level == Level::Error)
}

fn is_syntax(error: &Diagnostic) -> bool {
    error.message.contains("syntax") || error.message.starts_with("not valid")
}

/// Whether a fault stands in what is deployed: a snippet beside a template, without a name, only explains.
fn is_deployed(analysis: &Analysis, error: &Diagnostic) -> bool {
    let Some(file) = error.span.and_then(|span| analysis.response.files.get(span.file as usize)) else { return true };
    file.path.is_some() || file.role == Role::Infrastructure && super::is_of_the_tool(analysis, file.language)
}
