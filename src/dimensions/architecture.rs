//! *architecture*: the style that each side really builds, its main services, and what each side lacks.
//!
//! Its gaps are those that [`super::presence`] finds for main resources, beside one of its own when the two sides build
//! systems of different styles.

use super::data::is_dead_letter;
use super::nouns::{Rank, noun};
use super::side::{Side, short_name};
use super::wording::{Citations, capitalised, code, count, folded, list};
use super::{Context, DimensionId, Gap, GapKind, Row, Severity, SideFact, SideId, row_severity, worst};
use crate::source::Lines;
use crate::stack::Resource;
use crate::stack::styles::styles;

/// How many styles a side is told by: the main one, and one beside it.
const MOST_STYLES: usize = 2;
/// How many groups of main resources a cell of the table names. Chosen so that a cell stays a few lines long.
const MOST_GROUPS: usize = 6;

/// The style that a side builds, and the next one beside it; `None` when it builds nothing that has a name.
fn style(side: Side<'_>) -> Option<String> {
    let titles: Vec<String> = styles(side.stack).iter().take(MOST_STYLES).map(|style| style.title.to_owned()).collect();
    (!titles.is_empty()).then(|| list(&titles))
}

/// The styles differ in kind: they are built on another way to run things.
pub(super) fn gaps(context: &Context<'_>) -> Vec<Gap> {
    let (model, ideal) = (context.model_side(), context.ideal_side());
    let (Some(ours), Some(theirs)) = (style(model), style(ideal)) else { return Vec::new() };
    let (our_main, their_main) = (main_groups(model), main_groups(ideal));
    let common = our_main.iter().any(|group| their_main.iter().any(|other| other.kind == group.kind));
    if ours == theirs || common {
        return Vec::new();
    }
    let title = format!("The model builds {ours}, the ideal {theirs}");
    let mut gap = Gap::new(
        "another-architecture".to_owned(),
        DimensionId::Architecture,
        GapKind::Changed,
        SideId::Model,
        Severity::Critical,
        title,
    );
    let fact = |side: Side<'_>, style: &str, groups: &[MainGroup<'_>]| SideFact {
        value: Some(style.into()),
        evidence: groups
            .iter()
            .filter_map(|group| group.members.first())
            .flat_map(|first| side.evidence(first))
            .collect(),
    };
    gap.model = fact(model, &ours, &our_main);
    gap.ideal = fact(ideal, &theirs, &their_main);
    gap.resource_types = their_main.iter().map(|group| group.kind.into()).collect();
    gap.impact = impact(context, &their_main, &our_main);
    gap.recommendation = format!(
        "Build {theirs}: {}.",
        list(&their_main.iter().map(|group| noun(group.kind).plural).collect::<Vec<_>>())
    );
    vec![gap]
}

/// The row of the table.
pub(super) fn row(context: &Context<'_>, gaps: &[Gap]) -> Row {
    let (model, ideal) = (context.model_side(), context.ideal_side());
    let (our_main, their_main) = (main_groups(model), main_groups(ideal));
    let (ours, theirs) = (style(model), style(ideal));
    let behind = || gaps.iter().filter(|gap| gap.dimension == DimensionId::Architecture);
    let impact = match (&ours, &theirs) {
        (None, None) => "Neither answer declares resources that could be compared.".to_owned(),
        (None, Some(_)) => "The model declares nothing that the ideal's could be compared with.".to_owned(),
        (Some(_), None) => "The ideal declares nothing that the model's could be compared with.".to_owned(),
        _ if behind().next().is_none() => "No gap.".to_owned(),
        _ => match impact(context, &their_main, &our_main) {
            // The main services are alike; what differs serves them.
            text if text.is_empty() => worst(gaps, DimensionId::Architecture),
            text => text,
        },
    };
    let mut ideal_cell = cell(ideal, theirs.as_deref(), &their_main, &our_main);
    if context.ideal_is_excerpt() {
        ideal_cell += " It shows an excerpt of what it deploys.";
    }
    Row {
        gap: "Architecture",
        model: cell(model, ours.as_deref(), &our_main, &their_main),
        ideal: ideal_cell,
        impact,
        severity: row_severity(gaps, |gap| gap.dimension == DimensionId::Architecture),
    }
}

/// The main resources of one type.
struct MainGroup<'a> {
    kind: &'a str,
    layer: &'static str,
    members: Vec<&'a Resource>,
}

/// The main resources of a side by type: those that compute or answer first, the network last.
fn main_groups<'a>(side: Side<'a>) -> Vec<MainGroup<'a>> {
    let mut groups: Vec<MainGroup<'_>> = Vec::new();
    for resource in &side.stack.resources {
        let noun = noun(&resource.kind);
        if noun.rank != Rank::Main {
            continue;
        }
        match groups.iter_mut().find(|group| group.kind == &*resource.kind) {
            Some(group) => group.members.push(resource),
            None => groups.push(MainGroup { kind: &resource.kind, layer: noun.layer, members: vec![resource] }),
        }
    }
    groups.sort_by_key(|group| order(group.layer));
    groups
}

/// Where a layer stands when an architecture is told.
fn order(layer: &str) -> usize {
    const ORDER: [&str; 12] = [
        "cdn",
        "api",
        "compute",
        "messaging",
        "database",
        "storage",
        "analytics",
        "ml",
        "delivery",
        "identity",
        "network",
        "security",
    ];
    ORDER.iter().position(|known| *known == layer).unwrap_or(ORDER.len())
}

/// What one side builds.
fn cell(side: Side<'_>, style: Option<&str>, own: &[MainGroup<'_>], other: &[MainGroup<'_>]) -> String {
    let Some(style) = style else {
        return match side.stack.resources.len() {
            0 => "No resource is declared.".to_owned(),
            number => format!("{} declared.", capitalised(&count(number, "resource is", "resources are"))),
        };
    };
    let mut citations = Citations::of(&side.response.name);
    let mut parts: Vec<String> =
        own.iter().take(MOST_GROUPS).map(|group| described(side, group, &mut citations)).collect();
    if own.len() > MOST_GROUPS {
        let rest: Vec<String> = own[MOST_GROUPS..].iter().map(|group| counted(group)).collect();
        parts.push(folded(&rest));
    }
    let mut text = capitalised(style);
    if !parts.is_empty() {
        text += &format!(": {}", list(&parts));
    }
    text.push('.');
    let lacking: Vec<String> = other
        .iter()
        .filter(|group| !own.iter().any(|mine| mine.kind == group.kind))
        .map(|group| noun(group.kind).singular)
        .collect();
    if !lacking.is_empty() {
        text += &format!(" No {}.", folded(&lacking).replace(" and ", " or "));
    }
    text
}

/// ``three managed node groups `system`, `application` and `gpu` (1075-1192)``; queues with their dead-letter queues.
fn described(side: Side<'_>, group: &MainGroup<'_>, citations: &mut Citations<'_>) -> String {
    let (dead, live): (Vec<&Resource>, Vec<&Resource>) =
        group.members.iter().partition(|resource| is_dead_letter(side, resource));
    if !dead.is_empty() && !live.is_empty() {
        let live = MainGroup { kind: group.kind, layer: group.layer, members: live };
        let queues = if dead.len() == 1 { "a dead-letter queue" } else { "dead-letter queues" };
        return format!("{} with {queues}", described(side, &live, citations));
    }
    let only = group.members.len() == 1;
    let mut names: Vec<String> = Vec::new();
    let mut places: Vec<Lines> = Vec::new();
    for resource in &group.members {
        let name = if only { &resource.address } else { short_name(resource) };
        let name = code(name.split('[').next().unwrap_or_default());
        if !names.contains(&name) {
            names.push(name);
        }
        places.extend(side.lines_of(resource).filter(|lines| !places.contains(lines)));
    }
    format!("{} {} ({})", counted(group), folded(&names), citations.cite_some(&places))
}

fn counted(group: &MainGroup<'_>) -> String {
    let noun = noun(group.kind);
    let number = group.members.iter().map(|resource| resource.count.unwrap_or(1) as usize).sum();
    if number == 1 { noun.singular } else { count(number, &noun.singular, &noun.plural) }
}

/// What it means that the one builds other things than the other: the prompt's demands for what the model lacks.
fn impact(context: &Context<'_>, theirs: &[MainGroup<'_>], ours: &[MainGroup<'_>]) -> String {
    let lacking: Vec<&MainGroup<'_>> =
        theirs.iter().filter(|group| !ours.iter().any(|mine| mine.kind == group.kind)).collect();
    let beyond: Vec<String> = ours
        .iter()
        .filter(|group| !theirs.iter().any(|their| their.kind == group.kind))
        .map(|group| noun(group.kind).plural)
        .collect();
    let mut sentences = Vec::new();
    if !lacking.is_empty() && lacking.len() == theirs.len() {
        sentences.push("A different system: none of the ideal's main services is there.".to_owned());
    } else if !lacking.is_empty() {
        let names: Vec<String> = lacking.iter().map(|group| noun(group.kind).plural).collect();
        sentences.push(format!("The model lacks {}.", folded(&names)));
    }
    if !beyond.is_empty() && lacking.len() < theirs.len() {
        sentences.push(format!("It adds {}.", folded(&beyond)));
    }
    if let Some(prompt) = context.prompt {
        let mut lines: Vec<Lines> = Vec::new();
        let mut asked: Vec<String> = Vec::new();
        for group in &lacking {
            if let Some(demand) = prompt.on_type(group.kind, true) {
                asked.push(noun(group.kind).plural);
                if !lines.contains(&demand.lines) {
                    lines.push(demand.lines);
                }
            }
        }
        if !asked.is_empty() {
            lines.sort_unstable();
            let verb = if lines.len() == 1 { "asks" } else { "ask" };
            let places = Citations::of(&prompt.name).cite_all(&lines[..lines.len().min(4)]);
            sentences.push(format!("{places} {verb} for {}.", folded(&asked)));
        }
    }
    sentences.join(" ")
}
