//! The page for a run over many samples: distributions, where the gaps are, agreement with people, and a table of all samples.

use maud::{Markup, html};

use super::charts::{Point, histogram, scatter};
use super::{counted, shell, theme_button, tool_title};
use crate::batch::Row;
use crate::batch::agreement::Measures;
use crate::batch::summary::{MOST_LISTED, Summary};
use crate::dimensions::DimensionId;

/// How many of the most frequent gaps are shown.
const TOP_GAPS: usize = 20;

/// The page for a run; `reports` is how the folder of the reports is reached from the page.
#[must_use]
pub fn page(summary: &Summary, source: &str, reports: Option<&str>) -> String {
    let content = html! {
        header.top {
            div {
                h1 { "Graded samples" }
                p.sub { (source) }
            }
            div.tools { (theme_button()) }
        }
        main #main {
            section.facts aria-label="In short" { (cards(summary)) }
            div.grid {
                section.card aria-labelledby="values-title" {
                    h2 #values-title { "Training value" }
                    p.dim { "How many samples have each value, by the rubric: how much there is to learn." }
                    (histogram("Samples by training value", &values(summary)))
                }
                @if !summary.alignments.is_empty() {
                    section.card aria-labelledby="alignment-title" {
                        h2 #alignment-title { "Alignment" }
                        p.dim { "How near the model is to the ideal, 0 to 100." }
                        (histogram("Samples by alignment", &alignments(summary)))
                    }
                }
                (costs(summary))
                (agreement(summary))
            }
            (heat_map(summary))
            div.grid { (top_gaps(summary)) (data_checks(summary)) }
            (samples(summary, reports))
        }
    };
    shell(&format!("Graded samples: {source}"), "batch", &content)
}

fn cards(summary: &Summary) -> Markup {
    let severity = |name: &str| summary.severities.get(name).copied().unwrap_or(0);
    let all: u64 = summary.severities.values().sum();
    html! {
        div.card { h2.eyebrow { "Samples" } p.big { (summary.samples) } p.dim { (counted(summary.errors, "error")) } }
        @if let Some(value) = summary.mean_value() {
            div.card { h2.eyebrow { "Mean training value" } p.big { (format!("{value:.1}")) } p.dim { "of 10" } }
        }
        @if let Some(alignment) = summary.mean_alignment() {
            div.card { h2.eyebrow { "Mean alignment" } p.big { (format!("{alignment:.0}")) } p.dim { "of 100" } }
        }
        div.card {
            h2.eyebrow { "Gaps" } p.big { (all) }
            p.badges { span.badge.critical { (severity("critical")) " critical" } " " span.badge.high { (severity("high")) " high" } }
        }
    }
}

fn values(summary: &Summary) -> Vec<(String, u64)> {
    let least = summary.values.keys().next().copied().unwrap_or(0).min(0);
    let most = summary.values.keys().last().copied().unwrap_or(0).max(10);
    (least..=most).map(|value| (value.to_string(), summary.values.get(&value).copied().unwrap_or(0))).collect()
}

fn alignments(summary: &Summary) -> Vec<(String, u64)> {
    (0..10)
        .map(|ten| {
            (
                format!("{}–{}", ten * 10, if ten == 9 { 100 } else { ten * 10 + 9 }),
                summary.alignments.get(&ten).copied().unwrap_or(0),
            )
        })
        .collect()
}

fn costs(summary: &Summary) -> Markup {
    let cost = |row: &Row| Some((row.model.as_ref()?.monthly_cost?, row.ideal.as_ref()?.monthly_cost?));
    let point = |row: &Row| cost(row).map(|(x, y)| Point { x, y, name: row.id.clone() });
    let points: Vec<_> = summary.listed.iter().filter_map(point).collect();
    html! {
        @if !points.is_empty() {
            section.card aria-labelledby="cost-title" {
                h2 #cost-title { "Monthly cost" }
                p.dim { "What is priced of each side, in US dollars on logarithmic axes. On the line, both cost the same." }
                (scatter("Monthly cost of the ideal by that of the model", &points, "model", "ideal"))
            }
        }
    }
}

fn agreement(summary: &Summary) -> Markup {
    let Some(measures) = summary.agreement.measures() else { return html! {} };
    html! {
        section.card aria-labelledby="agreement-title" {
            h2 #agreement-title { "Agreement with people" }
            p.dim { (in_words(&measures)) }
            (confusion(&measures))
        }
    }
}

/// The measures in a sentence.
fn in_words(measures: &Measures) -> String {
    let rho = match (measures.spearman, measures.interval) {
        (Some(rho), Some((low, high))) => format!("Spearman's rho {rho:.2} (95 % interval {low:.2} to {high:.2})"),
        (Some(rho), None) => format!("Spearman's rho {rho:.2}"),
        (None, _) => "No rank correlation, since one of the two never changes".to_owned(),
    };
    let near = measures.within_one * 100.0;
    format!(
        "{} samples have a person's score. {rho}. The training value is within 1 of it for {near:.0} %.",
        measures.samples
    )
}

/// How often each value meets each score.
fn confusion(measures: &Measures) -> Markup {
    let mut values: Vec<i64> = measures.confusion.iter().map(|(value, ..)| *value).collect();
    let mut scores: Vec<i64> = measures.confusion.iter().map(|(_, score, _)| *score).collect();
    for list in [&mut values, &mut scores] {
        list.sort_unstable();
        list.dedup();
    }
    let count = |value, score| {
        measures
            .confusion
            .iter()
            .find(|(one, other, _)| (*one, *other) == (value, score))
            .map_or(0, |(.., count)| *count)
    };
    let most = measures.confusion.iter().map(|(.., count)| *count).max().unwrap_or(1);
    html! {
        div.scroll tabindex="0" role="region" aria-label="Training value by the person's score" {
            table.heat {
                caption { "Training value (rows) by the person's score (columns)" }
                thead { tr { td {} @for score in &scores { th scope="col" { (score) } } } }
                tbody {
                    @for value in values.iter().rev() {
                        tr { th scope="row" { (value) } @for score in &scores { (heat_cell(count(*value, *score) as f64, most as f64, 0)) } }
                    }
                }
            }
        }
    }
}

/// A cell whose ground is the stronger, the larger its number is; in tenths of the largest.
fn heat_cell(value: f64, most: f64, digits: usize) -> Markup {
    let strength = if most > 0.0 { (value / most * 9.0).ceil() as u32 } else { 0 };
    html! { td class={ "heat-" (strength) } { @if value > 0.0 { (format!("{value:.digits$}")) } @else { span.dim { "·" } } } }
}

fn heat_map(summary: &Summary) -> Markup {
    let dimensions: Vec<_> = DimensionId::ALL
        .map(DimensionId::title)
        .into_iter()
        .filter(|title| summary.dimensions.contains_key(*title))
        .collect();
    let mean = |tool: &str, dimension: &str| {
        let gaps = summary.heat.get(tool).and_then(|by| by.get(dimension)).copied().unwrap_or(0);
        gaps as f64 / summary.tools.get(tool).map_or(1, |group| group.samples).max(1) as f64
    };
    let most = summary
        .tools
        .keys()
        .flat_map(|tool| dimensions.iter().map(|dimension| mean(tool, dimension)))
        .fold(0.0, f64::max);
    html! {
        section.card aria-labelledby="heat-title" {
            h2 #heat-title { "Gaps by tool and dimension" }
            p.dim { "Gaps a sample, by the tool of the ideal answer." }
            div.scroll tabindex="0" role="region" aria-labelledby="heat-title" {
                table.heat {
                    thead { tr { th scope="col" { "Tool" } th scope="col" { "Samples" } th scope="col" { "Value" } @for dimension in &dimensions { th scope="col" { (dimension) } } } }
                    tbody {
                        @for (tool, group) in &summary.tools {
                            tr {
                                th scope="row" { (tool_title(tool)) }
                                td { (group.samples) }
                                td { (format!("{:.1}", group.mean_value())) }
                                @for dimension in &dimensions { (heat_cell(mean(tool, dimension), most, 1)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn top_gaps(summary: &Summary) -> Markup {
    let top = summary.top_gaps(TOP_GAPS);
    let most = top.first().map_or(1, |(_, count)| *count).max(1);
    html! {
        section.card aria-labelledby="top-title" {
            h2 #top-title { "Most frequent gaps" }
            p.dim { "In how many samples the model has each." }
            @if top.is_empty() { p.none { "No gap was found." } }
            ol.bars {
                @for (name, count) in top {
                    @let (dimension, rest) = name.split_once(": ").unwrap_or(("", name));
                    li {
                        span.what { (rest) " " span.dim { (dimension) } }
                        span.count { (count) }
                        svg.track aria-hidden="true" viewBox="0 0 100 4" preserveAspectRatio="none" { rect.ground width="100" height="4" {} rect.bar width=(count * 100 / most) height="4" {} }
                    }
                }
            }
        }
    }
}

fn data_checks(summary: &Summary) -> Markup {
    let mut checks: Vec<_> = summary.checks.iter().collect();
    checks.sort_by_key(|(name, count)| (std::cmp::Reverse(**count), (*name).clone()));
    html! {
        section.card aria-labelledby="checks-title" {
            h2 #checks-title { "The data itself" }
            p.dim { "What is odd about samples: metadata, sides, copies. A click shows them in the table." }
            @if checks.is_empty() { p.none { "Nothing odd was found." } }
            ul.checks {
                @for (name, count) in checks {
                    li { button.chip type="button" data-search=(name) { (name) " " span.count { (count) } } }
                }
            }
        }
    }
}

fn samples(summary: &Summary, reports: Option<&str>) -> Markup {
    let has_alignment = summary.listed.iter().any(|row| row.alignment.is_some());
    let has_cost = summary.listed.iter().any(|row| row.model.as_ref().is_some_and(|side| side.monthly_cost.is_some()));
    let has_score = summary.listed.iter().any(|row| row.human_score.is_some());
    let heads = [
        ("Sample", "text", true),
        ("Tool", "text", true),
        ("Language", "text", true),
        ("Value", "number", true),
        ("Score", "number", has_score),
        ("Alignment", "number", has_alignment),
        ("Gaps", "number", true),
        ("Critical", "number", true),
        ("High", "number", true),
        ("Model $", "number", has_cost),
        ("Ideal $", "number", has_cost),
        ("Data", "text", true),
    ];
    html! {
        section.card aria-labelledby="samples-title" {
            h2 #samples-title { "Samples" }
            @if summary.samples > summary.listed.len() as u64 {
                p.dim { "The first " (MOST_LISTED) " of " (summary.samples) "; the results file holds all." }
            }
            div.filters {
                label { "Search " input #search type="search" placeholder="id, tool, check, error" autocomplete="off"; }
                label { "Tool "
                    select #tool { option value="" { "all" } @for tool in summary.tools.keys() { option value=(tool_title(tool)) { (tool_title(tool)) } } }
                }
                label { "Value from " input #least type="number" min="0" max="10" step="1"; }
                label { " to " input #most type="number" min="0" max="10" step="1"; }
                label.box { input #odd type="checkbox"; " only odd ones" }
                button type="button" #reset { "Reset" }
                output #shown aria-live="polite" { (counted(summary.listed.len() as u64, "sample")) }
            }
            div.scroll tabindex="0" role="region" aria-labelledby="samples-title" {
                table.samples #samples {
                    thead {
                        tr {
                            @for (title, kind, _) in heads.iter().filter(|(.., shown)| *shown) {
                                th scope="col" aria-sort="none" data-kind=(kind) { button type="button" { (title) } }
                            }
                        }
                    }
                    tbody { @for row in &summary.listed { (sample(row, reports, [has_score, has_alignment, has_cost])) } }
                }
            }
        }
    }
}

fn sample(row: &Row, reports: Option<&str>, [has_score, has_alignment, has_cost]: [bool; 3]) -> Markup {
    let ideal = row.ideal.as_ref();
    let severity = |name: &str| row.gaps.as_ref().and_then(|gaps| gaps.by_severity.get(name).copied());
    let cost = |side: Option<&crate::batch::row::SideRow>| {
        side.and_then(|side| side.monthly_cost).map(|cost| format!("{cost:.2}"))
    };
    let number = |value: Option<String>| html! { td.number { (value.unwrap_or_default()) } };
    let tool = ideal.map_or("", |side| tool_title(&side.tool));
    html! {
        tr data-tool=(tool) data-value=[row.training_value] data-odd[!row.checks.is_empty() || row.error.is_some()] {
            th scope="row" {
                @match (&row.report, reports) {
                    (Some(report), Some(folder)) => { a href={ (folder) "/" (report) } { (row.id) } }
                    _ => { (row.id) }
                }
            }
            td { (tool) }
            td { (ideal.and_then(|side| side.language.as_deref()).unwrap_or("")) }
            td.number data-sort=[row.training_value] {
                @if let Some(value) = row.training_value {
                    details { summary { (value) } ul.points { @for point in &row.rubric { li { span.count { (format!("{:+}", point.points)) } " " (point.reason) } } } }
                }
            }
            @if has_score { (number(row.human_score.map(|score| score.to_string()))) }
            @if has_alignment { (number(row.alignment.map(|alignment| format!("{alignment:.0}")))) }
            (number(row.gaps.as_ref().map(|gaps| gaps.total.to_string())))
            (number(severity("critical").map(|count| count.to_string())))
            (number(severity("high").map(|count| count.to_string())))
            @if has_cost { (number(cost(row.model.as_ref()))) (number(cost(ideal))) }
            td.data {
                @if let Some(error) = &row.error { span.badge.high { "error" } " " (error) " " }
                @for check in &row.checks { details.check { summary { (check.check) } p { (check.message) } } }
            }
        }
    }
}
