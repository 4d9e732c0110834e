//! The page for one pair: the gap table, the gaps beside both sources, and the architecture of each side.

use maud::{Markup, html};

use super::diagram::diagram;
use super::prose::{Places, link, prose};
use super::{badge, counted, shell, theme_button};
use crate::dimensions::{DimensionId, Gap, SideFact, SideId};
use crate::report::Report;
use crate::severity::Severity;
use crate::{Analysis, stack};

/// How many lines of a source the page shows. Chosen because browsers stay quick with so many; the largest real answer has fewer.
const MOST_LINES: usize = 20_000;

/// The page for a pair, with the text of both answers.
#[must_use]
pub fn page(report: &Report<'_>, model: &str, ideal: &str) -> String {
    let places = Places { model: &report.model.response.name, ideal: &report.ideal.response.name };
    let gaps = &report.comparison.gaps;
    let content = html! {
        header.top {
            div {
                h1 { "Gap report" }
                p.sub { (places.model) " against " (places.ideal) }
            }
            div.tools { (theme_button()) }
        }
        main #main {
            section.facts aria-label="Both answers" {
                (side_card("Model", report.model)) (side_card("Ideal", report.ideal)) (severity_card(gaps))
            }
            @for verdict in &report.comparison.verdicts {
                p.notice { strong { (verdict.verdict.id().replace('-', " ")) } " " (prose(&verdict.reason, places)) }
            }
            section aria-labelledby="table-title" {
                h2 #table-title { "Gap table" }
                (gap_table(report, places))
            }
            section aria-labelledby="diagram-title" {
                h2 #diagram-title { "Architecture" }
                (diagrams(report))
            }
            section.workbench aria-labelledby="gaps-title" {
                h2 #gaps-title { "Gaps and sources" }
                (filters(gaps))
                div.panes {
                    div.gaps #gaps tabindex="0" role="region" aria-label="Gaps" {
                        @if gaps.is_empty() { p.none { "No gap was found." } }
                        @for (at, gap) in gaps.iter().enumerate() { (gap_card(at, gap, places)) }
                    }
                    (source("m", places.model, model, gaps))
                    (source("i", places.ideal, ideal, gaps))
                }
            }
        }
    };
    shell(&format!("Gap report: {} against {}", places.model, places.ideal), "pair", &content)
}

fn side_card(title: &str, analysis: &Analysis) -> Markup {
    let stack::Stack { tooling, regions, resources, .. } = &analysis.stack;
    let count: u32 = resources.iter().map(|resource| resource.count.unwrap_or(1)).fold(0, u32::saturating_add);
    html! {
        div.card {
            h2.eyebrow { (title) }
            p.big { (tooling.tool.title()) @if let Some(language) = tooling.language { span.dim { " · " (language.id()) } } }
            p.dim {
                (counted(u64::from(count), "resource"))
                @if let Some(region) = regions.first() { " · " (region.name) }
                " · " (counted(u64::from(analysis.response.line_count), "line"))
            }
        }
    }
}

fn severity_card(gaps: &[Gap]) -> Markup {
    html! {
        div.card {
            h2.eyebrow { "Gaps" }
            p.big { (gaps.len()) }
            p.badges {
                @for severity in Severity::ALL {
                    @let count = gaps.iter().filter(|gap| gap.severity == severity).count();
                    @if count > 0 { span class={ "badge " (severity.title()) } { (count) " " (severity.title()) } " " }
                }
            }
        }
    }
}

fn gap_table(report: &Report<'_>, places: Places<'_>) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-labelledby="table-title" {
            table.rows {
                thead { tr { th scope="col" { "Gap" } th scope="col" { "Model" } th scope="col" { "Ideal" } th scope="col" { "Impact" } } }
                tbody {
                    @for row in &report.comparison.table {
                        tr {
                            th scope="row" { (row.gap) @if let Some(severity) = row.severity { br; (badge(severity)) } }
                            td { (prose(&row.model, places)) }
                            td { (prose(&row.ideal, places)) }
                            td { (prose(&row.impact, places)) }
                        }
                    }
                }
            }
        }
    }
}

fn diagrams(report: &Report<'_>) -> Markup {
    html! {
        div.diagrams {
            @for (title, name, analysis) in [("Model", "model", report.model), ("Ideal", "ideal", report.ideal)] {
                div.card {
                    h3.eyebrow { (title) }
                    @match diagram(analysis, name) {
                        Some(figure) => { (figure) }
                        None => { p.none { "No main resource was found." } }
                    }
                }
            }
        }
    }
}

fn filters(gaps: &[Gap]) -> Markup {
    let mut dimensions: Vec<DimensionId> = gaps.iter().map(|gap| gap.dimension).collect();
    dimensions.sort_unstable();
    dimensions.dedup();
    html! {
        div.filters {
            label { "Search " input #gap-search type="search" placeholder="words, types, settings" autocomplete="off"; }
            label { "Severity "
                select #gap-severity {
                    option value="" { "all" }
                    @for severity in Severity::ALL { option value=(severity.title()) { (severity.title()) } }
                }
            }
            label { "Dimension "
                select #gap-dimension {
                    option value="" { "all" }
                    @for dimension in dimensions { option value=(dimension.title()) { (dimension.title()) } }
                }
            }
            button type="button" #gap-previous { "Previous" }
            button type="button" #gap-next { "Next" }
            output #gap-count aria-live="polite" { (counted(gaps.len() as u64, "gap")) }
            span.dim.keys { kbd { "j" } " " kbd { "k" } " next, previous · " kbd { "/" } " search" }
        }
    }
}

fn gap_card(at: usize, gap: &Gap, places: Places<'_>) -> Markup {
    html! {
        article.gap id={ "gap-" (at) } data-severity=(gap.severity.title()) data-dimension=(gap.dimension.title()) {
            h3 { button type="button" { (prose_plain(&gap.title)) } }
            p.meta { (badge(gap.severity)) " " (gap.dimension.title()) @if gap.side != SideId::Model { " · at fault: " (gap.side.title()) } }
            dl {
                @for (title, letter, fact) in [("Model", "m", &gap.model), ("Ideal", "i", &gap.ideal)] {
                    @if fact.value.is_some() || !fact.evidence.is_empty() { dt { (title) } dd { (fact_line(fact, letter)) } }
                }
                @if !gap.impact.is_empty() { dt { "Impact" } dd { (prose(&gap.impact, places)) } }
                @if !gap.recommendation.is_empty() { dt { "Resolution" } dd { (prose(&gap.recommendation, places)) } }
            }
        }
    }
}

/// A title within a button: code, but no links.
fn prose_plain(text: &str) -> Markup {
    prose(text, Places { model: "", ideal: "" })
}

/// How long a value is shown. Chosen so that it fits some lines of the list.
const LONGEST_VALUE: usize = 240;

/// The value of a side and where it stands.
fn fact_line(fact: &SideFact, side: &str) -> Markup {
    let value = fact.value.as_ref().map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    let cut = value.map(|value| {
        if value.chars().count() > LONGEST_VALUE {
            value.chars().take(LONGEST_VALUE).collect::<String>() + "…"
        } else {
            value
        }
    });
    html! {
        @if let Some(value) = cut { code { (value) } " " }
        @for evidence in &fact.evidence {
            (link(side, evidence.lines.start, evidence.lines.end, &format!("line {}", evidence.lines)))
            " "
        }
    }
}

/// A source with its line numbers; lines that a gap speaks of are marked with the most severe one.
fn source(side: &'static str, name: &str, text: &str, gaps: &[Gap]) -> Markup {
    let count = text.lines().count();
    let mut marks: Vec<Option<Severity>> = vec![None; count.min(MOST_LINES) + 1];
    for gap in gaps {
        let fact = if side == "m" { &gap.model } else { &gap.ideal };
        // A place that spans a whole program marks only where it begins.
        for evidence in &fact.evidence {
            if let Some(mark) = marks.get_mut(evidence.lines.start as usize) {
                *mark = Some(mark.map_or(gap.severity, |known| known.min(gap.severity)));
            }
        }
    }
    html! {
        section.source aria-label={ "Source of " (name) } {
            h3 { (name) @if count > MOST_LINES { span.dim { " · first " (MOST_LINES) " of " (count) " lines" } } }
            pre #{ (side) "-source" } tabindex="0" {
                @for (at, line) in (1..).zip(text.lines().take(MOST_LINES)) {
                    @let mark = marks.get(at).copied().flatten();
                    span class={ "l" @if let Some(mark) = mark { " mark " (mark.title()) } } id={ (side) (at) } {
                        a href={ "#" (side) (at) } aria-label={ "line " (at) } { (at) } (line) "\n"
                    }
                }
            }
        }
    }
}
