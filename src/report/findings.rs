//! The findings of `gapdiff check`, as a table for a terminal and as JSON.

use comfy_table::{Attribute, Cell, presets};
use schemars::JsonSchema;
use serde::Serialize;

use super::contract::{EvidenceShape, SCHEMA_VERSION};
use super::{Look, json, table};
use crate::checks::{CheckKind, Finding, Verdict};
use crate::response::Response;
use crate::severity::Severity;

/// `gapdiff check RESPONSE --format json`.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct FindingsReport {
    /// Version of the contract.
    pub schema_version: &'static str,
    /// What the checks found, in the order of the answer's lines.
    pub findings: Vec<FindingShape>,
}

/// What a check says of one resource or place.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct FindingShape {
    /// The check's id: `s3-bucket-versioning`.
    pub id: String,
    /// What other scanners call it.
    pub aliases: Vec<String>,
    /// What it guards against.
    pub kind: CheckKind,
    /// What it says.
    pub verdict: Verdict,
    /// How severe that is, where it failed.
    pub severity: Severity,
    /// The type of what it is about, in the common model's words.
    pub resource_type: Option<String>,
    /// The address of what it is about.
    pub address: Option<String>,
    /// The setting that it is about, as a dotted path.
    pub attribute: Option<String>,
    /// What is so.
    pub message: String,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<EvidenceShape>,
}

impl FindingsReport {
    /// The report of findings in a response.
    #[must_use]
    pub fn of(response: &Response, findings: &[Finding]) -> Self {
        let shape = |finding: &Finding| FindingShape {
            id: finding.check.id.to_string(),
            aliases: finding.check.aliases.iter().map(ToString::to_string).collect(),
            kind: finding.kind(),
            verdict: finding.verdict,
            severity: finding.severity,
            resource_type: finding.resource_type.as_deref().map(str::to_owned),
            address: finding.address.as_deref().map(str::to_owned),
            attribute: finding.attribute.clone(),
            message: finding.message.clone(),
            evidence: finding.lines.map(|lines| EvidenceShape {
                file: response.name.to_string(),
                start_line: lines.start,
                end_line: lines.end,
                block: None,
            }),
        };
        Self { schema_version: SCHEMA_VERSION, findings: findings.iter().map(shape).collect() }
    }
}

/// The findings as JSON, with a final newline.
#[must_use]
pub fn json(response: &Response, findings: &[Finding]) -> String {
    json::pretty(&FindingsReport::of(response, findings))
}

/// The findings for a terminal, the most severe first.
#[must_use]
pub fn table(response: &Response, findings: &[Finding], look: Look) -> String {
    if findings.is_empty() {
        return format!("{}: no check failed.\n", response.name);
    }
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by_key(|finding| (finding.verdict, finding.severity));
    let mut rows = table::new_table(look);
    rows.load_style(presets::UTF8_HORIZONTAL_ONLY);
    let heads = ["Severity", "Check", "Finding", "Lines"];
    rows.set_header(heads.map(|head| Cell::new(head).add_attribute(Attribute::Bold)));
    for finding in sorted {
        let (word, severity) = match finding.verdict {
            Verdict::Failed => (finding.severity.title(), Some(finding.severity)),
            verdict => (verdict.title(), None),
        };
        rows.add_row([
            table::coloured(word, severity),
            Cell::new(&finding.check.id),
            Cell::new(table::plain(&finding.message)),
            Cell::new(finding.lines.map(|lines| lines.to_string()).unwrap_or_default()),
        ]);
    }
    format!("{}\n\n{rows}\n", counts(response, findings))
}

/// `RESPONSE.md: 12 failed (2 critical, 10 high), 30 passed, 1 unknown`.
fn counts(response: &Response, findings: &[Finding]) -> String {
    let of = |verdict| findings.iter().filter(move |finding| finding.verdict == verdict);
    let by_severity: Vec<String> = Severity::ALL
        .iter()
        .map(|severity| (of(Verdict::Failed).filter(|finding| finding.severity == *severity).count(), severity))
        .filter(|(count, _)| *count > 0)
        .map(|(count, severity)| format!("{count} {}", severity.title()))
        .collect();
    let mut parts = Vec::new();
    for verdict in [Verdict::Failed, Verdict::Passed, Verdict::Unknown] {
        let count = of(verdict).count();
        if count > 0 {
            let details = match verdict {
                Verdict::Failed => format!(" ({})", by_severity.join(", ")),
                _ => String::new(),
            };
            parts.push(format!("{count} {}{details}", verdict.title()));
        }
    }
    format!("{}: {}", response.name, parts.join(", "))
}
