//! What reading and evaluating an answer found wrong already: code that does not parse, undefined references, circles.

use super::Fault;
use crate::Analysis;
use crate::severity::Severity;
use crate::source::Level;

pub(super) fn find(analysis: &Analysis) -> Vec<Fault> {
    let all = analysis.response.diagnostics.iter().chain(&analysis.stack.diagnostics);
    let errors = all.filter(|diagnostic| diagnostic.level == Level::Error);
    let fault = |diagnostic: &crate::source::Diagnostic| {
        let check = if diagnostic.message.contains("syntax") || diagnostic.message.starts_with("not valid") {
            "syntax"
        } else {
            "invalid-declaration"
        };
        Fault::new(check, Severity::High, diagnostic.span, diagnostic.message.clone())
    };
    errors.map(fault).collect()
}
