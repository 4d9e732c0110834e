//! What a run over many samples comes to, and what changed between two, as tables for a terminal.

use comfy_table::{Attribute, Cell, CellAlignment, LineStyle, TableStyle};

use super::Look;
use super::table::new_table;
use crate::batch::summary::{Group, Summary};
use crate::batch::trend::Trend;
use crate::stack::Tool;

/// A listing has a line under its head, and none between its rows.
const LISTING: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─').junction(' '));

/// How many of the most frequent gaps are shown.
const TOP_GAPS: usize = 20;

/// The summary of a run.
#[must_use]
pub fn terminal(summary: &Summary, look: Look) -> String {
    let mut out = format!("{} samples, {} with errors", summary.samples, summary.errors);
    if let Some(value) = summary.mean_value() {
        out.push_str(&format!("; mean training value {value:.1}"));
    }
    if let Some(alignment) = summary.mean_alignment() {
        out.push_str(&format!("; mean alignment {alignment:.0}"));
    }
    out.push('\n');
    let has_alignment = summary.mean_alignment().is_some();
    let group = |(name, group): (&String, &Group)| {
        let title = Tool::of_id(name).map_or(name.as_str(), |tool| tool.title()).to_owned();
        let mut cells = vec![
            title,
            group.samples.to_string(),
            format!("{:.1}", group.mean_value()),
            format!("{:.1}", group.mean_gaps()),
        ];
        if has_alignment {
            cells.push(group.mean_alignment().map(|mean| format!("{mean:.0}")).unwrap_or_default());
        }
        cells
    };
    let heads = |first| {
        let mut heads = vec![first, "Samples", "Mean value", "Gaps a sample"];
        heads.extend(has_alignment.then_some("Mean alignment"));
        heads
    };
    out.push_str(&section(
        "Training values",
        &["Value", "Samples"],
        summary.values.iter().map(|(value, count)| vec![value.to_string(), count.to_string()]).collect(),
        look,
    ));
    out.push_str(&section("By tool of the ideal", &heads("Tool"), summary.tools.iter().map(group).collect(), look));
    out.push_str(&section(
        "By language of the ideal",
        &heads("Language"),
        summary.languages.iter().map(group).collect(),
        look,
    ));
    let mut dimensions: Vec<_> = summary.dimensions.iter().collect();
    dimensions.sort_by_key(|(name, count)| (std::cmp::Reverse(count.gaps), (*name).clone()));
    let dimensions = dimensions
        .into_iter()
        .map(|(name, count)| vec![name.clone(), count.gaps.to_string(), count.samples.to_string()]);
    out.push_str(&section("By dimension", &["Dimension", "Gaps", "Samples"], dimensions.collect(), look));
    let top = summary.top_gaps(TOP_GAPS).into_iter().map(|(name, count)| vec![name.to_owned(), count.to_string()]);
    out.push_str(&section("Most frequent gaps of the model", &["Gap", "Samples"], top.collect(), look));
    let mut checks: Vec<_> = summary.checks.iter().collect();
    checks.sort_by_key(|(name, count)| (std::cmp::Reverse(**count), (*name).clone()));
    let checks = checks.into_iter().map(|(name, count)| vec![name.clone(), count.to_string()]);
    out.push_str(&section("What is odd about the data", &["Check", "Samples"], checks.collect(), look));
    for (title, ranking) in [("Most to learn", &summary.best), ("Least to learn", &summary.worst)] {
        let rows = ranking.iter().map(|(value, id)| vec![id.clone(), value.to_string()]);
        out.push_str(&section(title, &["Sample", "Value"], rows.collect(), look));
    }
    out.push_str(&agreement(summary));
    out
}

fn agreement(summary: &Summary) -> String {
    let Some(measures) = summary.agreement.measures() else { return String::new() };
    let rho = match (measures.spearman, measures.interval) {
        (Some(rho), Some((low, high))) => format!("Spearman's rho {rho:.2} (95 % interval {low:.2} to {high:.2})"),
        (Some(rho), None) => format!("Spearman's rho {rho:.2}"),
        (None, _) => "no rank correlation, since one of the two never changes".to_owned(),
    };
    format!(
        "\nAgreement with people on {} samples: {rho}; within 1 for {:.0} %\n",
        measures.samples,
        measures.within_one * 100.0
    )
}

/// The changes between two runs.
#[must_use]
pub fn trend(trend: &Trend, look: Look) -> String {
    let mut out = format!(
        "{} samples in both runs; {} only in the first, {} only in the second\n",
        trend.paired, trend.unpaired.0, trend.unpaired.1
    );
    let changes = trend.changes.iter().map(|change| {
        vec![
            change.measure.clone(),
            change.samples.to_string(),
            format!("{:.2}", change.before),
            format!("{:.2}", change.after),
            format!("{:+.2}", change.after - change.before),
            format!("{:+.2} to {:+.2}", change.interval.0, change.interval.1),
            change.verdict().to_owned(),
        ]
    });
    out.push_str(&section(
        "Changes",
        &["Measure", "Samples", "Before", "After", "Change", "95 % interval", "Verdict"],
        changes.collect(),
        look,
    ));
    for (title, samples) in [("Fewer gaps", &trend.improved), ("More gaps", &trend.regressed)] {
        let rows = samples.iter().map(|(id, before, after)| vec![id.clone(), before.to_string(), after.to_string()]);
        out.push_str(&section(title, &["Sample", "Before", "After"], rows.collect(), look));
    }
    out
}

/// A titled table; nothing where there is nothing to show. Numbers stand to the right.
fn section(title: &str, heads: &[&str], rows: Vec<Vec<String>>, look: Look) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let mut table = new_table(look);
    table.load_style(LISTING);
    table.set_header(heads.iter().map(|head| Cell::new(head).add_attribute(Attribute::Bold)));
    table.add_rows(rows);
    for column in 1..heads.len() {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    format!("\n{title}\n{table}\n")
}
