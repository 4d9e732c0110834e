//! The reports for a terminal: the gap table with its gaps, and the inspection of one answer.

use comfy_table::{
    Attribute, Cell, Color, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width, presets,
};

use super::{Contents, Look, Report};
use crate::Analysis;
use crate::dimensions::{Evidence, Gap, Severity, SideId};
use crate::grading::scores::{ALIGNMENT, ASPECTS, Aspects, Point};
use crate::response::Response;
use crate::source::{Level, Span};
use crate::stack::{Origin, Stack};

/// How many rows a section of an inspection shows at most. Chosen because more than a few screens are not read; the
/// JSON holds them all.
const MOST_ROWS: usize = 200;

/// A listing has a line under its head, and none between its rows.
pub(super) const LISTING: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─').junction(' '));

/// The gap table, then the gaps behind it.
#[must_use]
pub fn comparison(report: &Report<'_>, contents: Contents, look: Look) -> String {
    let mut out = String::new();
    for analysis in [report.model, report.ideal] {
        out.push_str(&format!("{}: {}\n", analysis.response.name, summary(analysis)));
    }
    for verdict in &report.comparison.verdicts {
        out.push_str(&format!("\n{}: {}", verdict.verdict.id(), plain(&verdict.reason)));
    }
    out.push_str(if report.comparison.verdicts.is_empty() { "\n" } else { "\n\n" });
    let mut table = new_table(look);
    let column = |analysis: &Analysis| format!("{}\n(its lines in brackets)", analysis.response.name);
    let heads = ["Gap".to_owned(), column(report.model), column(report.ideal), "Impact".to_owned()];
    table.set_header(heads.map(|head| Cell::new(head).add_attribute(Attribute::Bold)));
    for row in &report.comparison.table {
        table.add_row([
            coloured(row.gap, row.severity).add_attribute(Attribute::Bold),
            Cell::new(plain(&within(&row.model, &report.model.response.name))),
            Cell::new(plain(&within(&row.ideal, &report.ideal.response.name))),
            Cell::new(plain(&row.impact)),
        ]);
    }
    if let Some(column) = table.column_mut(0) {
        column.set_constraint(ColumnConstraint::UpperBoundary(Width::Fixed(14)));
    }
    out.push_str(&format!("{table}\n"));
    if !contents.table_only {
        out.push_str(&format!("\n{}", gaps(&report.comparison.gaps, look)));
        out.push_str(&scores(report, contents, look));
    }
    out
}

/// The scores of both sides, and, where asked for, what each gap takes.
fn scores(report: &Report<'_>, contents: Contents, look: Look) -> String {
    let scores = &report.comparison.scores;
    let mut table = new_table(look);
    table.load_style(LISTING);
    table.set_header(["Score", "Model", "Ideal"].map(|head| Cell::new(head).add_attribute(Attribute::Bold)));
    let shown = |aspects: Option<Aspects>, at: usize| {
        aspects.and_then(|aspects| aspects.all().get(at).copied()).map_or_else(|| "–".to_owned(), |it| it.to_string())
    };
    for (at, aspect) in ASPECTS.iter().enumerate() {
        table.add_row([(*aspect).to_owned(), shown(scores.model, at), shown(scores.ideal, at)]);
    }
    if let Some(alignment) = scores.alignment {
        table.add_row([ALIGNMENT.to_owned(), alignment.to_string(), String::new()]);
    }
    let mut out = format!("\n{table}\n");
    if contents.explain_score && !scores.points.is_empty() {
        let row = |point: &Point| {
            let side = match point.side {
                SideId::Model => "model",
                SideId::Ideal => "ideal",
                SideId::Both => "",
            };
            vec![point.score.to_owned(), side.to_owned(), format!("-{:.1}", point.lost), point.gap.clone()]
        };
        let rows = scores.points.iter().map(row).collect();
        out.push_str(&section("Points", &["Score", "Side", "Points", "Gap"], rows, look));
    }
    out
}

/// Text for the column of one answer, whose head names the file: of its own places, only the lines are left.
fn within(text: &str, file: &str) -> String {
    text.replace(&format!("{file}:"), "")
}

/// The gaps, a row each, the most severe first.
fn gaps(gaps: &[Gap], look: Look) -> String {
    if gaps.is_empty() {
        return "No gap was found.\n".to_owned();
    }
    let mut table = new_table(look);
    table.load_style(presets::UTF8_HORIZONTAL_ONLY);
    table.set_header(
        ["Severity", "Dimension", "Gap", "Where"].map(|head| Cell::new(head).add_attribute(Attribute::Bold)),
    );
    for gap in gaps {
        let places: Vec<_> =
            gap.model.evidence.iter().take(2).chain(gap.ideal.evidence.iter().take(2)).map(place).collect();
        table.add_row([
            coloured(gap.severity.title(), Some(gap.severity)),
            Cell::new(gap.dimension.title()),
            Cell::new(plain(&gap.title)),
            Cell::new(places.join("\n")),
        ]);
    }
    format!("{}\n\n{table}\n", count_by_severity(gaps))
}

/// `12 gaps: 2 critical, 10 high`.
fn count_by_severity(gaps: &[Gap]) -> String {
    let counts: Vec<_> = Severity::ALL
        .iter()
        .map(|severity| (severity, gaps.iter().filter(|gap| gap.severity == *severity).count()))
        .filter(|(_, count)| *count > 0)
        .map(|(severity, count)| format!("{count} {}", severity.title()))
        .collect();
    format!("{} {}: {}", gaps.len(), if gaps.len() == 1 { "gap" } else { "gaps" }, counts.join(", "))
}

/// One answer: its tooling, blocks, regions, resources, links, coverage and diagnostics.
#[must_use]
pub fn inspection(analysis: &Analysis, look: Look) -> String {
    let Analysis { response, stack, .. } = analysis;
    let mut out = format!("{}: {}\n", response.name, summary(analysis));
    let tables = [
        section("Blocks", &["Lines", "Language", "Role", "Path"], blocks(response), look),
        section("Regions", &["Region", "Role", "Said by", "Lines"], regions(response, stack), look),
        section("Resources", &["Type", "Address", "Count", "Origin", "Lines"], resources(response, stack), look),
        section("Links", &["From", "Kind", "To"], links(stack), look),
        section("Pipelines", &["Tool", "Name", "Jobs", "Lines"], pipelines(response, stack), look),
        section("Unresolved values", &["At", "Reason", "Lines"], unresolved(response, stack), look),
        section("Diagnostics", &["Severity", "Message", "Lines"], diagnostics(response, stack), look),
    ];
    out.push_str(&tables.concat());
    let coverage = &stack.coverage;
    out.push_str(&format!(
        "\nCoverage: {} values known, {} not; {} declarations of unknown type; {} blocks not understood\n",
        coverage.resolved,
        coverage.unresolved.len(),
        coverage.unsupported.len(),
        coverage.opaque_blocks.len()
    ));
    out
}

/// A titled table; nothing where there is nothing to show.
fn section(title: &str, heads: &[&str], mut rows: Vec<Vec<String>>, look: Look) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let count = rows.len();
    rows.truncate(MOST_ROWS);
    let mut table = new_table(look);
    table.load_style(LISTING);
    table.set_header(heads.iter().map(|head| Cell::new(head).add_attribute(Attribute::Bold)));
    table.add_rows(rows);
    let left_out = match count.saturating_sub(MOST_ROWS) {
        0 => String::new(),
        left_out => format!("and {left_out} more; --format json has them all\n"),
    };
    format!("\n{title} ({count})\n{table}\n{left_out}")
}

fn blocks(response: &Response) -> Vec<Vec<String>> {
    let row = |block: &crate::response::Block| {
        let path = block.path.as_deref().unwrap_or("");
        let note = if block.replaced { " (given elsewhere)" } else { "" };
        vec![
            format!("{}-{}", block.lines.start, block.lines.end),
            block.language.id().to_owned(),
            block.role.id().to_owned(),
            format!("{path}{note}"),
        ]
    };
    response.blocks.iter().map(row).collect()
}

fn regions(response: &Response, stack: &Stack) -> Vec<Vec<String>> {
    let row = |region: &crate::stack::Region| {
        vec![
            region.name.to_string(),
            region.role.id().to_owned(),
            region.source.to_string(),
            lines(response, Some(region.span)),
        ]
    };
    stack.regions.iter().map(row).collect()
}

fn resources(response: &Response, stack: &Stack) -> Vec<Vec<String>> {
    let row = |resource: &crate::stack::Resource| {
        let origin = match &resource.origin {
            Origin::Declared => "declared".to_owned(),
            Origin::Implied(by) => format!("implied by {by}"),
        };
        vec![
            resource.kind.to_string(),
            resource.address.to_string(),
            resource.count.map_or_else(|| "?".to_owned(), |count| count.to_string()),
            if resource.conditional { format!("{origin}, conditional") } else { origin },
            lines(response, resource.span()),
        ]
    };
    stack.resources.iter().map(row).collect()
}

fn links(stack: &Stack) -> Vec<Vec<String>> {
    let row = |link: &crate::stack::Link| vec![link.from.to_string(), link.kind.id().to_owned(), link.to.to_string()];
    stack.links.iter().map(row).collect()
}

fn pipelines(response: &Response, stack: &Stack) -> Vec<Vec<String>> {
    let row = |pipeline: &crate::stack::Pipeline| {
        let jobs: Vec<&str> = pipeline.jobs.iter().map(|job| &*job.name).collect();
        let name = pipeline.name.as_deref().unwrap_or("");
        vec![pipeline.tool.title().to_owned(), name.to_owned(), jobs.join(", "), lines(response, Some(pipeline.span))]
    };
    stack.pipelines.iter().map(row).collect()
}

fn unresolved(response: &Response, stack: &Stack) -> Vec<Vec<String>> {
    let rows = stack.coverage.unresolved.iter();
    rows.map(|(at, reason, span)| vec![at.to_string(), reason.to_string(), lines(response, *span)]).collect()
}

fn diagnostics(response: &Response, stack: &Stack) -> Vec<Vec<String>> {
    let row = |diagnostic: &crate::source::Diagnostic| {
        let level = match diagnostic.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Note => "note",
        };
        vec![level.to_owned(), diagnostic.message.clone(), lines(response, diagnostic.span)]
    };
    response.diagnostics.iter().chain(&stack.diagnostics).map(row).collect()
}

/// `Terraform, hcl; ap-southeast-1; 62 resources, 41 links`.
fn summary(analysis: &Analysis) -> String {
    let stack = &analysis.stack;
    let language = stack.tooling.language.map(|language| format!(", {}", language.id())).unwrap_or_default();
    let region = stack.regions.first().map(|region| format!("; {}", region.name)).unwrap_or_default();
    format!(
        "{}{language}{region}; {} resources, {} links",
        stack.tooling.tool.title(),
        stack.resources.len(),
        stack.links.len()
    )
}

fn lines(response: &Response, span: Option<Span>) -> String {
    let Some(span) = span else { return String::new() };
    response.lines(span).to_string()
}

pub(super) fn place(evidence: &Evidence) -> String {
    format!("{}:{}", evidence.file, evidence.lines)
}

/// Text without the Markdown marks of code and emphasis, which a terminal does not render.
pub(super) fn plain(text: &str) -> String {
    text.replace(['`'], "").replace("**", "")
}

pub(super) fn new_table(look: Look) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL).set_content_arrangement(ContentArrangement::Dynamic).set_width(look.width);
    if look.color {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    table
}

pub(super) fn coloured(text: &str, severity: Option<Severity>) -> Cell {
    let color = match severity {
        Some(Severity::Critical | Severity::High) => Color::Red,
        Some(Severity::Medium) => Color::Yellow,
        Some(Severity::Low) => Color::Blue,
        Some(Severity::Info) | None => return Cell::new(text),
    };
    Cell::new(text).fg(color)
}
