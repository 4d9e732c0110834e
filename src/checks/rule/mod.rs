//! Rules: checks that are data. A rule names a type, when it applies, and what it requires of the settings; what is not known makes the
//! verdict unknown.

mod condition;
mod example;
mod truth;

use std::sync::Arc;

use super::Check;
use super::catalogue::Catalogue;
use super::finding::{Finding, Findings};
use super::subject::Subject;

pub use condition::Condition;
pub use truth::Truth;

/// How a simple check is decided.
#[derive(Clone, Debug, Default)]
pub struct Rule {
    /// The types that it is about.
    pub kinds: Vec<Arc<str>>,
    /// What must hold of a resource for the rule to apply.
    pub when: Vec<Condition>,
    /// What must hold of it then.
    pub requires: Vec<Condition>,
}

/// Applies every rule of a catalogue.
pub(super) fn find(subject: &Subject<'_>, catalogue: &Catalogue, findings: &mut Findings<'_>) {
    for definition in catalogue.definitions() {
        if let Some(rule) = &definition.rule {
            apply(subject, &definition.check, rule, findings);
        }
    }
}

fn apply(subject: &Subject<'_>, check: &Arc<Check>, rule: &Rule, findings: &mut Findings<'_>) {
    for resource in rule.kinds.iter().flat_map(|kind| subject.of_kind(kind)) {
        let all = |conditions: &[Condition]| Truth::all(conditions.iter().map(|it| it.holds(subject, resource)));
        let truth = match (all(&rule.when), all(&rule.requires)) {
            (Truth::No, _) => continue,
            (Truth::Unknown, Truth::No) => Truth::Unknown,
            (_, truth) => truth,
        };
        let attribute = rule.requires.iter().find_map(Condition::attribute).unwrap_or_default();
        let lines = resource.span().map(|span| subject.lines(span));
        findings.push(Finding::about(check, resource, &resource.address, attribute, truth, lines));
    }
}
