//! Would it parse, run and deploy? What is certainly wrong in an answer, whatever account it is deployed to.
//!
//! Programs are held against the libraries that they call ([`program`]), declarations against the schemas of their types.

mod limits;
mod nearest;
mod policy;
mod program;
mod service;
mod syntax;
mod template;
mod terraform;
#[cfg(test)]
mod tests;

use super::{Findings, Set, Subject};
use crate::Analysis;
use crate::response::Language;
use crate::severity::Severity;
use crate::source::Span;
use crate::stack::Tool;

/// These checks.
pub(super) const SET: Set = Set { checks: CHECKS, find: report };

/// Their ids, as `grammars/checks/validity.checks` describes them.
const CHECKS: &[&str] = &[
    "syntax",
    "invalid-declaration",
    "undefined-name",
    "missing-file",
    "unknown-export",
    "unknown-own-member",
    "unexpected-argument",
    "missing-argument",
    "unknown-library-member",
    "unknown-library-argument",
    "missing-library-argument",
    "read-only-property",
    "unknown-resource-type",
    "unknown-property",
    "unknown-attribute",
    "missing-property",
    "wrong-type",
    "value-not-allowed",
    "invalid-logical-id",
    "key-attributes",
    "reserved-environment-variable",
    "value-out-of-range",
    "malformed-value",
    "conflicting-properties",
    "malformed-policy",
    "ended-service",
    "retired-version",
];

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// The check that finds it.
    pub check: &'static str,
    /// How severe it is: high where nothing deploys.
    pub severity: Severity,
    /// Where it stands.
    pub span: Option<Span>,
    /// What is wrong and what to write instead, as a sentence without a full stop.
    pub message: String,
}

impl Fault {
    fn new(check: &'static str, severity: Severity, span: impl Into<Option<Span>>, message: impl Into<String>) -> Self {
        Self { check, severity, span: span.into(), message: message.into() }
    }
}

/// Adds what is wrong in an answer to the findings.
fn report(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for fault in find(subject.analysis) {
        findings.failure(fault.check, fault.severity, fault.span, fault.message);
    }
}

/// Whether what is deployed is written in a language, as far as its tool says.
fn is_of_the_tool(analysis: &Analysis, language: Language) -> bool {
    let is_program = matches!(
        language,
        Language::Python | Language::TypeScript | Language::JavaScript | Language::Java | Language::Go
    );
    match analysis.stack.tooling.tool {
        Tool::Terraform | Tool::CloudFormation | Tool::Sam | Tool::Kubernetes => !is_program,
        _ => true,
    }
}

/// What is wrong in an answer, in the order of its lines, each thing once.
#[must_use]
pub fn find(analysis: &Analysis) -> Vec<Fault> {
    let mut faults = syntax::find(analysis);
    faults.extend(program::find(analysis));
    faults.extend(template::find(analysis));
    faults.extend(terraform::find(analysis));
    faults.sort_by(|one, other| {
        (one.span, one.severity, &one.message).cmp(&(other.span, other.severity, &other.message))
    });
    let mut told: Vec<Fault> = Vec::with_capacity(faults.len());
    for fault in faults {
        match told.iter_mut().find(|other| is_same(other, &fault)) {
            Some(other) => other.severity = other.severity.min(fault.severity),
            None => told.push(fault),
        }
    }
    told
}

/// Whether two faults say the same of one place: of a call, and of what it calls.
fn is_same(one: &Fault, other: &Fault) -> bool {
    let within = |one: Span, other: Span| one.contains(other) || other.contains(one);
    one.message == other.message
        && (one.span == other.span || one.span.zip(other.span).is_some_and(|(one, other)| within(one, other)))
}
