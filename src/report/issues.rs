//! What the formats of other tools know: issues, each of a rule, with a message and places. Gaps and findings become them.

use std::sync::Arc;

use crate::checks::{Finding, Verdict};
use crate::dimensions::{Evidence, Gap, SideId};
use crate::response::Response;
use crate::severity::Severity;
use crate::source::Lines;

/// Something to report.
#[derive(Clone, Debug, PartialEq)]
pub struct Issue {
    /// The stable id of its rule.
    pub rule: String,
    /// What the rule is about, in a few words.
    pub about: String,
    /// Where it belongs: a dimension, or a kind of checks.
    pub group: &'static str,
    /// How severe it is.
    pub severity: Severity,
    /// Whether something is wrong; what passed is only told.
    pub failed: bool,
    /// What is so, why it matters and what to do, in plain sentences.
    pub message: String,
    /// Where, in the answer that is reported on.
    pub place: Place,
    /// The resource that it is about.
    pub address: Option<Arc<str>>,
    /// What it is compared with, in the other answer.
    pub related: Vec<Place>,
}

/// Lines of an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Its file.
    pub file: Arc<str>,
    /// The lines.
    pub lines: Lines,
}

/// The first line of an answer, where nothing in it can be pointed at: what is missing is missing from all of it.
const WHOLE: Lines = Lines { start: 1, end: 1 };

/// The gaps of a report as issues with the model's answer.
#[must_use]
pub fn of_gaps(report: &super::Report<'_>) -> Vec<Issue> {
    let model = &report.model.response.name;
    report.comparison.gaps.iter().map(|gap| of_gap(gap, model)).collect()
}

fn of_gap(gap: &Gap, model: &Arc<str>) -> Issue {
    let place = |evidence: &Evidence| Place { file: Arc::clone(&evidence.file), lines: evidence.lines };
    let first = gap.model.evidence.first();
    let rest = gap.model.evidence.iter().skip(1).chain(&gap.ideal.evidence);
    Issue {
        rule: rule_of(&gap.id),
        about: format!("{} gap", gap.dimension.title()),
        group: gap.dimension.title(),
        severity: gap.severity,
        failed: gap.side != SideId::Ideal,
        message: sentences([&gap.title, &gap.impact, &gap.recommendation]),
        place: first.map_or_else(|| Place { file: Arc::clone(model), lines: WHOLE }, place),
        address: first.or(gap.ideal.evidence.first()).and_then(|evidence| evidence.address.clone()),
        related: rest.map(place).collect(),
    }
}

/// The id of a gap without the number that tells gaps of one kind apart.
fn rule_of(id: &str) -> String {
    match id.rsplit_once('-') {
        Some((rule, number)) if number.bytes().all(|byte| byte.is_ascii_digit()) => rule.to_owned(),
        _ => id.to_owned(),
    }
}

/// The findings of one answer as issues.
#[must_use]
pub fn of_findings(response: &Response, findings: &[Finding]) -> Vec<Issue> {
    let issue = |finding: &Finding| Issue {
        rule: finding.check.id.to_string(),
        about: finding.check.what.clone(),
        group: finding.kind().title(),
        severity: finding.severity,
        failed: finding.verdict == Verdict::Failed,
        message: match finding.verdict {
            Verdict::Failed => sentences([&finding.message, &finding.check.why, &finding.check.fix]),
            _ => sentences([&finding.message]),
        },
        place: Place { file: Arc::clone(&response.name), lines: finding.lines.unwrap_or(WHOLE) },
        address: finding.address.clone(),
        related: Vec::new(),
    };
    findings.iter().map(issue).collect()
}

/// Parts as sentences, without the Markdown marks of code.
fn sentences<const N: usize>(parts: [&str; N]) -> String {
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    let sentence = |part: &str| if part.ends_with('.') { part.to_owned() } else { format!("{part}.") };
    parts.map(sentence).collect::<Vec<_>>().join(" ").replace('`', "")
}
