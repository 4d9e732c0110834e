//! SARIF 2.1.0, which code hosts and editors show beside the lines.

use serde_json::{Value as Json, json};

use super::issues::{Issue, Place};
use super::json::pretty;
use crate::severity::Severity;

/// Issues as a SARIF log with one run, with a final newline.
#[must_use]
pub fn write(issues: &[Issue]) -> String {
    let mut rules: Vec<&Issue> = Vec::new();
    for issue in issues {
        if !rules.iter().any(|known| known.rule == issue.rule) {
            rules.push(issue);
        }
    }
    let index = |issue: &Issue| rules.iter().position(|rule| rule.rule == issue.rule);
    let results: Vec<Json> = issues.iter().map(|issue| result(issue, index(issue))).collect();
    pretty(&json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {
                "driver": {
                    "name": "gapdiff",
                    "version": env!("CARGO_PKG_VERSION"),
                    "rules": rules.iter().map(|issue| rule(issue)).collect::<Vec<_>>(),
                }
            },
            "results": results,
        }]
    }))
}

fn rule(issue: &Issue) -> Json {
    json!({
        "id": issue.rule,
        "shortDescription": {"text": issue.about},
        "properties": {"tags": [issue.group]},
    })
}

fn result(issue: &Issue, rule: Option<usize>) -> Json {
    let related: Vec<Json> = issue.related.iter().map(location).collect();
    let mut primary = location(&issue.place);
    if let Some(address) = &issue.address {
        primary["logicalLocations"] = json!([{"fullyQualifiedName": address, "kind": "resource"}]);
    }
    json!({
        "ruleId": issue.rule,
        "ruleIndex": rule,
        "kind": if issue.failed { "fail" } else { "informational" },
        "level": if issue.failed { level(issue.severity) } else { "none" },
        "message": {"text": issue.message},
        "locations": [primary],
        "relatedLocations": related,
        "properties": {"severity": issue.severity.title()},
    })
}

fn location(place: &Place) -> Json {
    json!({
        "physicalLocation": {
            "artifactLocation": {"uri": place.file.replace(' ', "%20")},
            "region": {"startLine": place.lines.start, "endLine": place.lines.end},
        }
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "note",
    }
}
