//! The gap report as a Markdown document: overview, the six rows, key deltas, numbered sections, recommendations and quality metrics.
//! What has no content is left out, and long lists fold.

pub mod diagram;
mod issue;
mod text;

use std::fmt::Write;

use super::{Contents, Report};
use crate::Analysis;
use crate::dimensions::language_title;
use crate::dimensions::wording::{count, thousands};
use crate::dimensions::{DimensionId, Gap, Row, Severity, SideId};
use crate::grading::scores::{ASPECTS, Aspects};
use text::{cell, escaped, fold, place};

/// How many key deltas are told. Chosen so that they fit a screen below the table.
const MOST_DELTAS: usize = 8;

/// From how many gaps on an issue is short enough to need no list of deltas: all of them are seen at once.
const FEW: usize = 3;

/// How many recommendations of one priority are shown before the list folds. Chosen as what a reader takes in at once.
const MOST_SHOWN: usize = 7;

/// The whole document.
#[must_use]
pub fn comparison(report: &Report<'_>, contents: Contents) -> String {
    if contents.table_only {
        return table(report);
    }
    let comparison = report.comparison;
    let mut out = overview(report);
    let _ = write!(out, "\n## Actual Differences vs {}\n\n", escaped(&report.ideal.response.name));
    out.push_str(&table(report));
    out.push_str(&deltas(&comparison.gaps));
    if contents.diagram {
        out.push_str(&diagram::section(report));
    }
    if !comparison.gaps.is_empty() {
        let sections = sections(&comparison.gaps);
        for (number, section) in (1..).zip(&sections) {
            out.push_str(&section_text(number, section));
        }
        out.push_str(&recommendations(&comparison.gaps));
    }
    out.push_str(&super::cost::section(report));
    out.push_str(&metrics(report));
    if contents.explain_score {
        out.push_str(&explanation(report));
    }
    out
}

/// The six rows.
fn table(report: &Report<'_>) -> String {
    let (model, ideal) = (escaped(&report.model.response.name), escaped(&report.ideal.response.name));
    let mut out = format!("| Gap | {model} | {ideal} | Impact |\n| --- | --- | --- | --- |\n");
    for Row { gap, model, ideal, impact, .. } in &report.comparison.table {
        let _ = writeln!(out, "| **{gap}** | {} | {} | {} |", cell(model), cell(ideal), cell(impact));
    }
    out
}

/// The verdicts, what was compared, and how many gaps there are.
fn overview(report: &Report<'_>) -> String {
    let (model, ideal) = (&report.model.response.name, &report.ideal.response.name);
    let mut out = format!("# Gap report: {} against {}\n", escaped(model), escaped(ideal));
    for verdict in &report.comparison.verdicts {
        let places: Vec<String> = verdict.evidence.iter().map(place).collect();
        let _ = write!(out, "\n> **{}**: {} ({})\n", verdict.verdict.id(), verdict.reason, places.join(", "));
    }
    out.push_str("\n## Overview\n\n");
    for (title, analysis) in [("model", report.model), ("ideal", report.ideal)] {
        let _ = writeln!(out, "- The {title}, {}: {}.", escaped(&analysis.response.name), summary(analysis));
    }
    let _ = writeln!(out, "- {}", totals(&report.comparison.gaps));
    if let Some(alignment) = report.comparison.scores.alignment {
        let _ = writeln!(out, "- Alignment with the ideal: {alignment} of 100.");
    }
    out
}

/// `Terraform in HCL, us-east-1, 62 resources; 12 values could not be worked out`.
fn summary(analysis: &Analysis) -> String {
    let stack = &analysis.stack;
    let mut parts = vec![match stack.tooling.language {
        Some(language) => format!("{} ({})", stack.tooling.tool.title(), language_title(language)),
        None => stack.tooling.tool.title().to_owned(),
    }];
    parts.extend(stack.regions.first().map(|region| format!("`{}`", region.name)));
    parts.push(count(stack.resources.len(), "resource", "resources"));
    let unknown = stack.coverage.unresolved.len();
    let all = unknown + stack.coverage.resolved as usize;
    let mut text = parts.join(", ");
    if unknown > 0 {
        let _ =
            write!(text, "; {} of {} values could not be worked out", thousands(unknown as f64), thousands(all as f64));
    }
    if !stack.coverage.opaque_blocks.is_empty() {
        let blocks = count(stack.coverage.opaque_blocks.len(), "code block was", "code blocks were");
        let _ = write!(text, "; {blocks} not understood");
    }
    text
}

/// `12 gaps: 2 critical, 10 high; 3 of them are faults of the ideal`.
fn totals(gaps: &[Gap]) -> String {
    if gaps.is_empty() {
        return "No gap was found.".to_owned();
    }
    let of = |side: SideId| gaps.iter().filter(|gap| gap.side == side).count();
    let severities = Severity::ALL.into_iter().filter_map(|severity| {
        let number = gaps.iter().filter(|gap| gap.severity == severity).count();
        (number > 0).then(|| format!("{number} {}", severity.title()))
    });
    let mut text = format!(
        "{} {}: {}",
        gaps.len(),
        if gaps.len() == 1 { "gap" } else { "gaps" },
        severities.collect::<Vec<_>>().join(", ")
    );
    let (ideal, both) = (of(SideId::Ideal), of(SideId::Both));
    let faults: Vec<String> = [(ideal, "the ideal's own"), (both, "on both sides")]
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, whose)| format!("{number} {} {whose}", if number == 1 { "is" } else { "are" }))
        .collect();
    if !faults.is_empty() {
        let _ = write!(text, "; {}", faults.join(", "));
    }
    text + "."
}

/// The gaps that matter most, each in a line or two with its places.
fn deltas(gaps: &[Gap]) -> String {
    let telling: Vec<&Gap> = gaps.iter().filter(|gap| gap.severity <= Severity::Medium).take(MOST_DELTAS).collect();
    if telling.is_empty() || gaps.len() <= FEW {
        return String::new();
    }
    let mut out = "\n### Key Deltas With References\n\n".to_owned();
    for gap in telling {
        let dimension = crate::dimensions::wording::capitalised(gap.dimension.title());
        let _ = write!(out, "- **{dimension}**: {}", issue::sentence(&gap.title));
        let places = issue::places_of(gap);
        if !places.is_empty() {
            let _ = write!(out, " ({places})");
        }
        out.push_str(".\n");
    }
    out
}

/// A numbered section: a dimension and its gaps.
struct Section<'a> {
    dimension: DimensionId,
    gaps: Vec<&'a Gap>,
}

/// The order of the sections.
const SECTIONS: [DimensionId; 14] = [
    DimensionId::Architecture,
    DimensionId::Tooling,
    DimensionId::Data,
    DimensionId::Configuration,
    DimensionId::Security,
    DimensionId::Resilience,
    DimensionId::Observability,
    DimensionId::Cost,
    DimensionId::Operations,
    DimensionId::Compliance,
    DimensionId::Testing,
    DimensionId::Documentation,
    DimensionId::Migration,
    DimensionId::Validity,
];

/// The dimensions that have gaps, in the order of the document.
fn sections(gaps: &[Gap]) -> Vec<Section<'_>> {
    let of = |dimension| Section { dimension, gaps: gaps.iter().filter(|gap| gap.dimension == dimension).collect() };
    SECTIONS.into_iter().map(of).filter(|section| !section.gaps.is_empty()).collect()
}

/// The title of a dimension's section.
fn section_title(dimension: DimensionId) -> &'static str {
    match dimension {
        DimensionId::Architecture => "Architecture Differences",
        DimensionId::Tooling => "Tooling Differences",
        DimensionId::Configuration => "Configuration Discrepancies",
        DimensionId::Data => "Event and Data Layer Differences",
        DimensionId::Security => "Security Vulnerabilities",
        DimensionId::Cost => "Cost Optimization Issues",
        DimensionId::Resilience => "High Availability and Resilience Issues",
        DimensionId::Observability => "Monitoring and Observability Gaps",
        DimensionId::Operations => "Operational Excellence Issues",
        DimensionId::Compliance => "Compliance and Governance Issues",
        DimensionId::Testing => "Testing and Validation Gaps",
        DimensionId::Documentation => "Documentation Issues",
        DimensionId::Migration => "Migration and Upgrade Issues",
        DimensionId::Validity => "Validity Issues",
    }
}

/// A section: what matters in full, then what matters little, folded where there is more than a little of it.
fn section_text(number: usize, section: &Section<'_>) -> String {
    let mut out = format!("\n## {number}. {}\n", section_title(section.dimension));
    let (telling, minor): (Vec<&Gap>, Vec<&Gap>) =
        section.gaps.iter().partition(|gap| gap.severity <= Severity::Medium);
    for gap in telling {
        out.push_str(&issue::text(gap));
    }
    let issues: String = minor.iter().map(|gap| issue::text(gap)).collect();
    if minor.len() > FEW {
        out.push_str(&fold(&count(minor.len(), "issue of low severity", "issues of low severity"), &issues));
    } else {
        out.push_str(&issues);
    }
    out
}

/// What to do, by priority; what is to be done to the ideal stands apart.
fn recommendations(gaps: &[Gap]) -> String {
    let mut out = String::new();
    for severity in Severity::ALL.into_iter().filter(|severity| *severity != Severity::Info) {
        let of_model = gaps.iter().filter(|gap| gap.severity == severity && gap.side != SideId::Ideal);
        out.push_str(&numbered(
            &format!("{} Priority", crate::dimensions::wording::capitalised(severity.title())),
            of_model,
        ));
    }
    let of_ideal = gaps.iter().filter(|gap| gap.side == SideId::Ideal && gap.severity != Severity::Info);
    out.push_str(&numbered("For the Ideal Answer", of_ideal));
    if out.is_empty() { out } else { format!("\n## Recommendations Summary\n{out}") }
}

/// A numbered list of recommendations under a heading; what goes beyond a screen folds.
fn numbered<'a>(heading: &str, gaps: impl Iterator<Item = &'a Gap>) -> String {
    let mut said: Vec<&str> = Vec::new();
    for gap in gaps {
        if !gap.recommendation.is_empty() && !said.contains(&gap.recommendation.as_str()) {
            said.push(&gap.recommendation);
        }
    }
    if said.is_empty() {
        return String::new();
    }
    let lines: Vec<String> = (1..).zip(&said).map(|(number, text)| format!("{number}. {text}\n")).collect();
    // One more line takes no more room than the fold.
    let shown = if lines.len() <= MOST_SHOWN + 1 { lines.len() } else { MOST_SHOWN };
    let mut out = format!("\n### {heading}\n\n{}", lines[..shown].concat());
    if shown < lines.len() {
        out.push_str(&fold(&format!("{} more", lines.len() - shown), &format!("\n{}", lines[shown..].concat())));
    }
    out
}

/// The scores of both sides.
fn metrics(report: &Report<'_>) -> String {
    let scores = &report.comparison.scores;
    let shown = |aspects: Option<Aspects>, at: usize| {
        aspects.and_then(|aspects| aspects.all().get(at).copied()).map_or_else(|| "–".to_owned(), |it| it.to_string())
    };
    let mut out =
        "\n## Quality Metrics\n\n| Score | Model (current) | Ideal (target) |\n| --- | --- | --- |\n".to_owned();
    for (at, aspect) in ASPECTS.iter().enumerate() {
        let name = crate::dimensions::wording::capitalised(aspect);
        let _ = writeln!(out, "| {name} | {} | {} |", shown(scores.model, at), shown(scores.ideal, at));
    }
    out.push_str("\nOf 100 each, less what the gaps above take");
    if scores.model.is_none() || scores.ideal.is_none() {
        out.push_str("; a side without code has none");
    }
    out.push_str(".\n");
    out
}

/// What each gap takes from which score.
fn explanation(report: &Report<'_>) -> String {
    let points = &report.comparison.scores.points;
    if points.is_empty() {
        return String::new();
    }
    let mut out = "\n### How the Scores Come About\n\n| Score | Gap | Points |\n| --- | --- | --- |\n".to_owned();
    for point in points {
        let score = match point.side {
            SideId::Model => format!("{}, model", point.score),
            SideId::Ideal => format!("{}, ideal", point.score),
            SideId::Both => point.score.to_owned(),
        };
        let _ = writeln!(out, "| {score} | `{}` | −{:.1} |", point.gap, point.lost);
    }
    out
}

#[cfg(test)]
mod tests;
