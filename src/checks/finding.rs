//! What a check finds.

use std::sync::Arc;

use super::catalogue::Catalogue;
use super::check::{Check, CheckKind};
use super::rule::Truth;
use super::subject::Subject;
use crate::severity::Severity;
use crate::source::{Lines, Span};
use crate::stack::Resource;
use schemars::JsonSchema;
use serde::Serialize;

/// What a check says of one resource, or of one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The check.
    pub check: Arc<Check>,
    /// What it says.
    pub verdict: Verdict,
    /// How severe it is: that of the check, unless the case is worse or less so.
    pub severity: Severity,
    /// The type of what it is about.
    pub resource_type: Option<Arc<str>>,
    /// The address of what it is about: a resource, or a declaration that became part of one.
    pub address: Option<Arc<str>>,
    /// The setting that it is about, as a dotted path.
    pub attribute: Option<String>,
    /// What is so, as a sentence without a full stop.
    pub message: String,
    /// Where.
    pub lines: Option<Lines>,
}

/// What a check says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, JsonSchema, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It is not as it should be.
    Failed,
    /// It is.
    Passed,
    /// That depends on what the answer does not say.
    Unknown,
}

impl Verdict {
    /// Its name.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Passed => "passed",
            Self::Unknown => "unknown",
        }
    }
}

/// Collects findings.
#[derive(Debug)]
pub struct Findings<'a> {
    subject: &'a Subject<'a>,
    catalogue: &'a Catalogue,
    found: Vec<Finding>,
}

impl<'a> Findings<'a> {
    pub(super) fn new(subject: &'a Subject<'a>, catalogue: &'a Catalogue) -> Self {
        Self { subject, catalogue, found: Vec::new() }
    }

    /// What a check says of a resource, at its declaration.
    pub fn resource(&mut self, id: &str, resource: &Resource, attribute: &str, truth: Truth) {
        self.declared(id, resource, (&resource.address, resource.span()), attribute, truth);
    }

    /// What a check says of a declaration that became part of a resource.
    pub fn declared(
        &mut self,
        id: &str,
        resource: &Resource,
        (address, span): (&Arc<str>, Option<Span>),
        attribute: &str,
        truth: Truth,
    ) {
        let Some(check) = self.catalogue.get(id) else { return };
        let lines = span.map(|span| self.subject.lines(span));
        self.found.push(Finding::about(check, resource, address, attribute, truth, lines));
    }

    /// A finding at a place, which says itself what is so.
    pub fn place(&mut self, id: &str, span: impl Into<Option<Span>>, verdict: Verdict, message: impl Into<String>) {
        if let Some(check) = self.catalogue.get(id) {
            let lines = span.into().map(|span| self.subject.lines(span));
            self.found.push(Finding { lines, ..Finding::of(check, verdict, message.into()) });
        }
    }

    /// A failure at a place, as severe as the case is.
    pub fn failure(&mut self, id: &str, severity: Severity, span: Option<Span>, message: String) {
        if let Some(check) = self.catalogue.get(id) {
            let lines = span.map(|span| self.subject.lines(span));
            self.found.push(Finding { severity, lines, ..Finding::of(check, Verdict::Failed, message) });
        }
    }

    /// Adds a finding that was made elsewhere.
    pub fn push(&mut self, finding: Finding) {
        self.found.push(finding);
    }

    /// The findings in the order of the answer's lines.
    pub(super) fn sorted(self) -> Vec<Finding> {
        let mut found = self.found;
        let place = |finding: &Finding| finding.lines.map(|lines| (lines.start, lines.end));
        found.sort_by(|one, other| {
            let key = |finding: &Finding| (place(finding), finding.severity);
            key(one).cmp(&key(other)).then_with(|| one.check.id.cmp(&other.check.id))
        });
        found
    }
}

impl Finding {
    /// A finding that names no place yet.
    #[must_use]
    pub fn of(check: &Arc<Check>, verdict: Verdict, message: String) -> Self {
        Self {
            verdict,
            severity: check.severity,
            check: Arc::clone(check),
            resource_type: None,
            address: None,
            attribute: None,
            message,
            lines: None,
        }
    }

    /// What a check says of a resource, or of a declaration that became part of it.
    pub(super) fn about(
        check: &Arc<Check>,
        resource: &Resource,
        address: &Arc<str>,
        attribute: &str,
        truth: Truth,
        lines: Option<Lines>,
    ) -> Self {
        let (verdict, what) = match truth {
            Truth::Yes => (Verdict::Passed, format!("is as it should be: {}", check.what)),
            Truth::No => (Verdict::Failed, check.fails.clone()),
            Truth::Unknown => (Verdict::Unknown, format!("may be as it should be or not: {}", check.what)),
        };
        Self {
            resource_type: Some(Arc::clone(&resource.kind)),
            address: Some(Arc::clone(address)),
            attribute: (!attribute.is_empty()).then(|| attribute.to_owned()),
            lines,
            ..Self::of(check, verdict, format!("`{address}` {what}"))
        }
    }

    /// What its check guards against.
    #[must_use]
    pub fn kind(&self) -> CheckKind {
        self.check.kind
    }
}
