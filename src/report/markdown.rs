//! The gap report as Markdown.

use super::Report;
use crate::dimensions::{Evidence, Gap, SideFact};

/// The gap report as Markdown: the table, then the gaps by dimension.
#[must_use]
pub fn comparison(report: &Report<'_>) -> String {
    let (model, ideal) = (&report.model.response.name, &report.ideal.response.name);
    let mut out = format!("# Gap report: {model} against {ideal}\n\n");
    out.push_str(&format!("| Gap | {model} | {ideal} | Impact |\n| --- | --- | --- | --- |\n"));
    for row in &report.comparison.table {
        let cells = [&row.model, &row.ideal, &row.impact].map(|text| cell(text));
        out.push_str(&format!("| **{}** | {} |\n", row.gap, cells.join(" | ")));
    }
    if report.comparison.gaps.is_empty() {
        out.push_str("\nNo gap was found.\n");
        return out;
    }
    out.push_str("\n## Gaps\n");
    let mut dimensions: Vec<_> = report.comparison.gaps.iter().map(|gap| gap.dimension).collect();
    dimensions.sort_unstable();
    dimensions.dedup();
    for dimension in dimensions {
        out.push_str(&format!("\n### {}\n", capitalised(dimension.title())));
        for gap in report.comparison.gaps.iter().filter(|gap| gap.dimension == dimension) {
            out.push_str(&section(gap));
        }
    }
    out
}

/// One gap: what is so, why it matters, what to write instead.
fn section(gap: &Gap) -> String {
    let mut out = format!("\n#### {}\n\n- **Severity**: {}\n", gap.title, gap.severity.title());
    for (name, fact) in [("Model", &gap.model), ("Ideal", &gap.ideal)] {
        if let Some(text) = side(fact) {
            out.push_str(&format!("- **{name}**: {text}\n"));
        }
    }
    for (name, text) in [("Impact", &gap.impact), ("Resolution", &gap.recommendation)] {
        if !text.is_empty() {
            out.push_str(&format!("- **{name}**: {text}\n"));
        }
    }
    out
}

/// The value of a side and where it stands; nothing if there is neither.
fn side(fact: &SideFact) -> Option<String> {
    let value = fact.value.as_ref().map(|value| format!("`{}`", inline_code(value)));
    let places: Vec<_> = fact.evidence.iter().map(place).collect();
    match (value, places.is_empty()) {
        (Some(value), false) => Some(format!("{value} ({})", places.join(", "))),
        (Some(value), true) => Some(value),
        (None, false) => Some(places.join(", ")),
        (None, true) => None,
    }
}

fn place(evidence: &Evidence) -> String {
    let address = evidence.address.as_ref().map(|address| format!("`{address}` ")).unwrap_or_default();
    format!("{address}{}:{}", evidence.file, evidence.lines)
}

/// A JSON value as it can stand between backticks.
fn inline_code(value: &serde_json::Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    text.replace('`', "'").replace(['\n', '\r'], " ")
}

/// Text as it can stand in a cell of a Markdown table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', "<br>")
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
