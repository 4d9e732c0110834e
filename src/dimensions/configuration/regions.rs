//! *Region Defaults*: where each side deploys to when nothing else is said. Its gaps are part of the configuration.

use std::sync::Arc;

use super::super::side::Side;
use super::super::wording::{Citations, code, list};
use super::super::{Context, DimensionId, Evidence, Gap, GapKind, Row, Severity, SideFact, SideId, row_severity};
use crate::prompt::{Demanded, Prompt};
use crate::stack::{Region, RegionRole};

/// How many places of the prompt are cited.
const MOST_PLACES: usize = 3;

/// The region that a side deploys to, if it says so anywhere.
fn default_of(side: Side<'_>) -> Option<&Region> {
    side.stack.regions.first().filter(|region| matches!(region.role, RegionRole::Default | RegionRole::Presumed))
}

pub(in super::super) fn gaps(context: &Context<'_>) -> Vec<Gap> {
    let (model, ideal) = (context.model_side(), context.ideal_side());
    let demanded = context.prompt.and_then(Prompt::region);
    let (ours, theirs) = (default_of(model), default_of(ideal));
    let named = |region: Option<&Region>| region.map(|region| Arc::clone(&region.name));
    // A task for several regions is followed in any of them.
    let further = |name: &Arc<str>| {
        let what = Demanded::FurtherRegion(Arc::clone(name));
        context.prompt.is_some_and(|prompt| prompt.wanted(&what).next().is_some())
    };
    let follows = |region: Option<&Region>| {
        demanded.is_none_or(|wanted| region.is_none_or(|region| region.name == *wanted || further(&region.name)))
    };
    let (side, severity, title) = match (ours, theirs) {
        (Some(a), Some(b)) if a.name != b.name => {
            let side = if !follows(ours) || follows(theirs) { SideId::Model } else { SideId::Ideal };
            let severity = if demanded.is_some() && !follows(ours) { Severity::High } else { Severity::Medium };
            (side, severity, format!("The model deploys to {}, the ideal to {}", code(&a.name), code(&b.name)))
        }
        // The same region on both sides may still not be the one that is asked for.
        (Some(a), Some(_)) if !follows(ours) => {
            (SideId::Both, Severity::High, format!("Both answers deploy to {}", code(&a.name)))
        }
        (Some(a), None) if !follows(ours) => {
            (SideId::Model, Severity::High, format!("The model deploys to {}", code(&a.name)))
        }
        (None, Some(b)) if !follows(theirs) => {
            (SideId::Ideal, Severity::Medium, format!("The ideal deploys to {}", code(&b.name)))
        }
        _ => return Vec::new(),
    };
    let mut gap = Gap::new("region".to_owned(), DimensionId::Configuration, GapKind::Changed, side, severity, title);
    let presumed = [ours, theirs].into_iter().flatten().any(|region| region.role == RegionRole::Presumed);
    gap.confidence = if presumed { 0.6 } else { 0.95 };
    gap.attribute = Some("Region".to_owned());
    gap.model = SideFact { value: named(ours).map(|name| (*name).into()), evidence: evidence(model) };
    gap.ideal = SideFact { value: named(theirs).map(|name| (*name).into()), evidence: evidence(ideal) };
    if let (Some(prompt), Some(wanted)) = (context.prompt, demanded) {
        gap.impact = asks_for(prompt, wanted);
        let lines = prompt.wanted(&Demanded::Region(Arc::clone(wanted))).next().map(|demand| demand.lines);
        gap.demand = lines.and_then(|lines| context.demand(lines));
    }
    let right = demanded.cloned().or_else(|| named(theirs));
    if let Some(right) = right {
        let places: Vec<String> = match side {
            SideId::Ideal => gap.ideal.evidence.iter().map(place).collect(),
            _ => gap.model.evidence.iter().map(place).collect(),
        };
        gap.recommendation = format!("Set the region to {} in {}.", code(&right), list(&places));
    }
    vec![gap]
}

fn place(evidence: &Evidence) -> String {
    format!("{}:{}", evidence.file, evidence.lines)
}

/// `PROMPT.md:68 asks for us-east-2.`
fn asks_for(prompt: &Prompt, region: &Arc<str>) -> String {
    let what = Demanded::Region(Arc::clone(region));
    let mut lines: Vec<_> = prompt.wanted(&what).map(|demand| demand.lines).collect();
    lines.dedup();
    lines.truncate(MOST_PLACES);
    let verb = if lines.len() == 1 { "asks" } else { "ask" };
    format!("{} {verb} for {}.", Citations::of(&prompt.name).cite_all(&lines), code(region))
}

/// Where a side names its default region.
fn evidence(side: Side<'_>) -> Vec<Evidence> {
    let default = default_of(side).map(|region| &region.name);
    let places = side.stack.regions.iter().filter(|region| Some(&region.name) == default);
    places.map(|region| side.evidence_at(region.span, None)).collect()
}

/// The row of the table.
pub(in super::super) fn row(context: &Context<'_>, gaps: &[Gap]) -> Row {
    let (model, ideal) = (context.model_side(), context.ideal_side());
    let demanded = context.prompt.and_then(|prompt| prompt.region().map(|region| asks_for(prompt, region)));
    let behind = |gap: &Gap| gap.id == "region";
    let impact = match (gaps.iter().find(|gap| behind(gap)), demanded) {
        (Some(_), Some(asks)) => asks,
        (Some(gap), None) => format!("{}.", gap.title),
        (None, _) if default_of(model).is_none() && default_of(ideal).is_none() => {
            "Neither answer names a region; both deploy to that of the environment.".to_owned()
        }
        (None, asks) => format!("No gap.{}", asks.map(|asks| format!(" {asks}")).unwrap_or_default()),
    };
    Row { gap: "Region Defaults", model: cell(model), ideal: cell(ideal), impact, severity: row_severity(gaps, behind) }
}

/// `` `us-east-2`: `config.get("region")` (IDEAL_RESPONSE.md:17), repeated in `Pulumi.yaml` (1033). ``
fn cell(side: Side<'_>) -> String {
    let Some(default) = default_of(side) else {
        let further: Vec<String> = side.stack.regions.iter().map(|region| code(&region.name)).collect();
        return match further.as_slice() {
            [] => "No region is named; it comes from the environment.".to_owned(),
            _ => format!("No default; {} further on.", list(&further)),
        };
    };
    let mut citations = Citations::of(&side.response.name);
    let source = |region: &Region, citations: &mut Citations<'_>| {
        format!("{} ({})", source_text(&region.source), citations.cite(side.lines(region.span)))
    };
    let verb = if default.role == RegionRole::Presumed { "presumably " } else { "" };
    let mut text = format!("{verb}{}: {}", code(&default.name), source(default, &mut citations));
    let repeated: Vec<String> = side
        .stack
        .regions
        .iter()
        .skip(1)
        .filter(|region| region.role == RegionRole::Repeated)
        .map(|region| source(region, &mut citations))
        .collect();
    if !repeated.is_empty() {
        text += &format!(", repeated in {}", super::super::wording::folded(&repeated));
    }
    let mut further: Vec<String> = Vec::new();
    for region in side.stack.regions.iter().filter(|region| region.name != default.name) {
        let text = format!("{} ({})", code(&region.name), citations.cite(side.lines(region.span)));
        if !further.iter().any(|known| known.starts_with(&code(&region.name))) {
            further.push(text);
        }
    }
    text.push('.');
    if !further.is_empty() {
        text += &format!(" Further: {}.", super::super::wording::folded(&further));
    }
    super::super::wording::capitalised(&text)
}

/// What says where: as code, where it is a piece of code or a file.
fn source_text(source: &str) -> String {
    let is_code = !source.contains('`') && source.contains(['"', '.', '(', '_', '=']);
    if is_code { code(source) } else { source.to_owned() }
}
