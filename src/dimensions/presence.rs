//! Resources that only one side has, as gaps. What only serves another lone resource (its role, its log group, its routes)
//! belongs to that one's gap, and where two answers build different things a gap tells of a whole service.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::nouns::{Noun, Rank, noun};
use super::side::Side;
use super::wording::{capitalised, code, count, folded, list, number_word, shortened};
use super::{Context, DimensionId, Gap, GapKind, Severity, SideFact, SideId};
use crate::matching::{is_label, split_words};
use crate::prompt::Demand;
use crate::stack::{Resource, Tool, services::service};

/// With more lone types than this on a side, and nothing main in common, a gap tells of a service. Chosen because a reader
/// takes in a dozen gaps of one kind, not sixty.
const MOST_TYPES: usize = 12;

/// Lone resources of one side that make one gap.
struct Group<'a> {
    /// Those that the gap is about, all of one type, or of one service.
    main: Vec<&'a Resource>,
    /// Those that only serve them.
    serving: Vec<&'a Resource>,
}

pub(super) fn gaps(context: &Context<'_>) -> Vec<Gap> {
    let (model, ideal) = (context.model_side(), context.ideal_side());
    let mut missing = groups(context, ideal, &context.pairing.ideal_only);
    missing.retain(|group| !may_add(model, group));
    // An excerpt leaves out what it does not speak of.
    let extra =
        if context.ideal_is_excerpt() { Vec::new() } else { groups(context, model, &context.pairing.model_only) };
    let missing = missing.iter().map(|group| gap(context, ideal, group));
    let extra = extra.iter().map(|group| gap(context, model, group));
    missing.chain(extra).chain(substitutes(context)).collect()
}

/// Whether a program in CDK may make by a method what was not found in it: `addApiKey`, `addFlowLog`.
fn may_add(side: Side<'_>, group: &Group<'_>) -> bool {
    let Some(kind) = group.main.first().map(|resource| &resource.kind) else { return false };
    if side.stack.tooling.tool != Tool::Cdk || side.has_type(kind) {
        return false;
    }
    let name = kind.rsplit(':').next().unwrap_or_default();
    let whole = name.to_lowercase();
    let last = split_words(name).pop().filter(|word| word.len() > 5);
    let is_method = |word: &str| {
        let added = word.strip_prefix("add");
        added.is_some_and(|added| {
            added.starts_with(&whole) || last.as_ref().is_some_and(|last| added.ends_with(&**last))
        })
    };
    let mut files = side.response.files.iter();
    files.any(|file| {
        let words = file.text.split(|character: char| !character.is_alphanumeric() && character != '_');
        words.map(|word| word.replace('_', "").to_lowercase()).any(|word| is_method(&word))
    })
}

/// Gathers the lone resources of a side.
fn groups<'a>(context: &Context<'_>, side: Side<'a>, lone: &[usize]) -> Vec<Group<'a>> {
    let resources: Vec<&Resource> = lone.iter().filter_map(|&at| side.stack.resources.get(at)).collect();
    // Where two answers build different things, all that belongs to one of them is told with it.
    let alike = have_main_in_common(context);
    let serves = masters(side, &resources, if alike { Rank::Serving } else { Rank::Support });
    let mut of_type: BTreeMap<&str, Group<'_>> = BTreeMap::new();
    for (at, resource) in resources.iter().enumerate() {
        let master = serves.get(&at).map(|&master| resources[master]);
        let glue = noun(&resource.kind).rank == Rank::Glue;
        match master {
            Some(master) => group_of(&mut of_type, &master.kind).serving.push(resource),
            // What ties together resources that both sides have says nothing by itself.
            None if glue => {}
            None => group_of(&mut of_type, &resource.kind).main.push(resource),
        }
    }
    let of_type = gather_kubernetes(of_type);
    if of_type.len() <= MOST_TYPES || alike {
        return of_type.into_values().collect();
    }
    let mut of_service: BTreeMap<&str, Group<'_>> = BTreeMap::new();
    for group in of_type.into_values() {
        let service = group.main.first().map_or("", |resource| resource.service());
        let whole = group_of(&mut of_service, service);
        whole.main.extend(group.main);
        whole.serving.extend(group.serving);
    }
    of_service.into_values().collect()
}

/// Makes one group of all objects of Kubernetes, which come in many small kinds.
fn gather_kubernetes<'a>(groups: BTreeMap<&'a str, Group<'a>>) -> BTreeMap<&'a str, Group<'a>> {
    let mut gathered: BTreeMap<&str, Group<'_>> = BTreeMap::new();
    for (kind, group) in groups {
        let whole = group_of(&mut gathered, if is_kubernetes(kind) { KUBERNETES } else { kind });
        whole.main.extend(group.main);
        whole.serving.extend(group.serving);
    }
    gathered
}

/// The name under which objects of Kubernetes are told together.
const KUBERNETES: &str = "Kubernetes objects";

fn is_kubernetes(kind: &str) -> bool {
    kind.contains('/') || kind.starts_with("kubernetes_")
}

fn group_of<'g, 'a>(groups: &'g mut BTreeMap<&'a str, Group<'a>>, key: &'a str) -> &'g mut Group<'a> {
    groups.entry(key).or_insert_with(|| Group { main: Vec::new(), serving: Vec::new() })
}

/// Whether a resource that an architecture is told by is on both sides.
fn have_main_in_common(context: &Context<'_>) -> bool {
    let paired = context.pairing.pairs.iter().filter_map(|pair| context.ideal.stack.resources.get(pair.ideal));
    let mut nouns = paired.map(|resource| noun(&resource.kind));
    nouns.any(|noun| noun.rank == Rank::Main && noun.layer != "network")
}

/// For each lone resource that only serves another lone one, that one, both by position. Those above a rank serve nobody.
fn masters(side: Side<'_>, lone: &[&Resource], highest: Rank) -> HashMap<usize, usize> {
    let at: HashMap<&str, usize> = lone.iter().enumerate().map(|(at, resource)| (&*resource.address, at)).collect();
    let ranks: Vec<Rank> = lone.iter().map(|resource| noun(&resource.kind).rank).collect();
    let mut master_of: HashMap<usize, usize> = HashMap::new();
    for link in &side.stack.links {
        let (Some(&from), Some(&to)) = (at.get(&*link.from), at.get(&*link.to)) else { continue };
        for (servant, master) in [(from, to), (to, from)] {
            if ranks[servant] >= ranks[master] || ranks[servant] > highest {
                continue;
            }
            let better = master_of.get(&servant).is_none_or(|&known| ranks[known] < ranks[master]);
            if better {
                master_of.insert(servant, master);
            }
        }
    }
    // A servant's servant serves the master.
    let roots = master_of.keys().map(|&servant| {
        let (mut master, mut seen) = (servant, HashSet::new());
        while let Some(&next) = master_of.get(&master).filter(|_| seen.insert(master)) {
            master = next;
        }
        (servant, master)
    });
    roots.collect()
}

/// The gap of a group that only `side` has.
fn gap(context: &Context<'_>, side: Side<'_>, group: &Group<'_>) -> Gap {
    let lacking = if side.id == SideId::Model { context.ideal_side() } else { context.model_side() };
    let kinds = distinct(group.main.iter().map(|resource| &resource.kind));
    let noun = noun(kinds.first().map_or("", |kind| kind));
    // That a task asks for one says nothing about how many there should be.
    let lacked = kinds.iter().filter(|kind| !lacking.has_type(kind));
    let demand = lacked.clone().find_map(|kind| context.prompt?.on_type(kind, true));
    let ban = kinds.iter().find_map(|kind| context.prompt?.on_type(kind, false));
    let (kind, fault, severity) = verdict(side.id, noun.severity, demand, ban);
    let what = if kind == GapKind::Missing { "missing" } else { "extra" };
    let name = if kinds.len() > 1 { group_name(&group.main[0].kind) } else { &*kinds[0] };
    let id = std::iter::once(what.to_owned()).chain(split_words(name).into_iter().filter(|word| word != "aws"));
    let title = title(side, lacking, group, &noun, kinds.len() > 1);
    let id = id.collect::<Vec<_>>().join("-");
    let dimension = if kinds.len() > 1 { DimensionId::Architecture } else { noun.dimension };
    let mut gap = Gap::new(id, dimension, kind, fault, severity, title);
    if group.main.iter().all(|resource| resource.conditional) {
        gap.confidence = 0.7;
    }
    gap.resource_type = kinds.first().cloned();
    let all = distinct(group.main.iter().chain(&group.serving).map(|resource| &resource.kind));
    if all.len() > 1 {
        gap.resource_types = all;
    }
    let fact = SideFact { evidence: evidence(side, group), value: Some(settings(&group.main)) };
    *(if side.id == SideId::Model { &mut gap.model } else { &mut gap.ideal }) = fact;
    let impact_of_none = if kinds.iter().any(|kind| lacking.has_type(kind)) { "" } else { noun.without };
    gap.impact = impact(context, side, impact_of_none, fault, demand, ban);
    gap.recommendation = recommendation(side, group, fault, &gap);
    let cited = if fault == side.id { ban } else { demand };
    gap.demand = cited.and_then(|demand| context.demand(demand.lines));
    gap
}

/// The names of what resources set, by address.
fn settings(resources: &[&Resource]) -> serde_json::Value {
    let names = |resource: &Resource| {
        let names = resource.properties.keys().filter(|name| !is_label(&resource.kind, name));
        names.map(|name| &**name).collect::<serde_json::Value>()
    };
    let by_address = resources.iter().map(|resource| (resource.address.to_string(), names(resource)));
    serde_json::Value::Object(by_address.collect())
}

/// What it is that only one side has something, who is at fault and how much that matters.
fn verdict(
    has: SideId,
    severity: Severity,
    demand: Option<&Demand>,
    ban: Option<&Demand>,
) -> (GapKind, SideId, Severity) {
    match (has, demand.is_some(), ban.is_some()) {
        // A task that asks for one and forbids another of the same type settles nothing.
        (SideId::Ideal, false, true) => (GapKind::Extra, SideId::Ideal, severity.lowered()),
        (SideId::Ideal, true, _) => (GapKind::Missing, SideId::Model, severity.raised()),
        (SideId::Ideal, ..) => (GapKind::Missing, SideId::Model, severity),
        (_, true, false) => (GapKind::Missing, SideId::Ideal, severity.lowered()),
        (_, false, true) => (GapKind::Extra, SideId::Model, severity),
        _ => (GapKind::Extra, SideId::Model, severity.lowered()),
    }
}

fn distinct<'a>(kinds: impl Iterator<Item = &'a Arc<str>>) -> Vec<Arc<str>> {
    let mut distinct: Vec<Arc<str>> = Vec::new();
    for kind in kinds {
        if !distinct.contains(kind) {
            distinct.push(Arc::clone(kind));
        }
    }
    distinct
}

/// Where the resources stand, each place once.
fn evidence(side: Side<'_>, group: &Group<'_>) -> Vec<super::Evidence> {
    let mut evidence: Vec<super::Evidence> = Vec::new();
    for found in group.main.iter().flat_map(|resource| side.evidence(resource)) {
        // The instances of a loop stand at one place.
        if !evidence.iter().any(|known| known.lines == found.lines) {
            evidence.push(found);
        }
    }
    evidence
}

/// What a group of several types is called: the service that they belong to.
fn group_name(kind: &str) -> &str {
    match service(kind) {
        Some(service) => service.title,
        None if is_kubernetes(kind) => KUBERNETES,
        None => kind,
    }
}

fn title(has: Side<'_>, lacks: Side<'_>, group: &Group<'_>, noun: &Noun, whole_service: bool) -> String {
    let kind = &group.main[0].kind;
    let serving = match inventory(&group.serving) {
        text if text.is_empty() => text,
        text => format!(", with {text}"),
    };
    if whole_service {
        let name = group_name(kind);
        let what = format!("{}{serving}", inventory(&group.main));
        return match has.id {
            SideId::Ideal => format!("The model has nothing of {name}; the ideal has {what}"),
            _ => format!("The model has {what} of {name}, which the ideal does not have"),
        };
    }
    let names = folded(&names(&group.main));
    let number = number_of(&group.main);
    let what = if number == 1 { noun.singular.clone() } else { count(number, &noun.singular, &noun.plural) };
    let in_all = |side: Side<'_>| number_word(number_of(&side.of_type(kind).collect::<Vec<_>>()));
    match (has.id, lacks.has_type(kind)) {
        (SideId::Ideal, false) => format!("The model has no {}; the ideal has {names}{serving}", noun.singular),
        (SideId::Ideal, true) if in_all(lacks) == in_all(has) => format!("The model lacks {what} {names}{serving}"),
        (SideId::Ideal, true) => {
            format!("The model lacks {what} {names}{serving} (it has {}, the ideal {})", in_all(lacks), in_all(has))
        }
        (_, false) => format!("The model has {what} {names}{serving}; the ideal has none"),
        (_, true) if in_all(lacks) == in_all(has) => {
            format!("The model has {what} {names}{serving} that the ideal lacks")
        }
        (_, true) => {
            format!(
                "The model has {what} {names}{serving} that the ideal lacks ({} against {})",
                in_all(has),
                in_all(lacks)
            )
        }
    }
}

/// How many a list of resources stands for.
fn number_of(resources: &[&Resource]) -> usize {
    resources.iter().map(|resource| resource.count.unwrap_or(1) as usize).sum()
}

/// The names of the declarations that make them, each once.
fn names(resources: &[&Resource]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for resource in resources {
        let name = code(resource.address.split('[').next().unwrap_or_default());
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// `a role, two log groups and three routes`.
fn inventory(resources: &[&Resource]) -> String {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for resource in resources {
        match counts.iter_mut().find(|(kind, _)| *kind == &*resource.kind) {
            Some((_, number)) => *number += resource.count.unwrap_or(1) as usize,
            None => counts.push((&resource.kind, resource.count.unwrap_or(1) as usize)),
        }
    }
    let texts: Vec<String> = counts
        .into_iter()
        .map(|(kind, number)| {
            let noun = noun(kind);
            count(number, &noun.singular, &noun.plural)
        })
        .collect();
    folded(&texts)
}

fn impact(
    context: &Context<'_>,
    has: Side<'_>,
    without: &str,
    fault: SideId,
    demand: Option<&Demand>,
    ban: Option<&Demand>,
) -> String {
    let mut sentences = Vec::new();
    if fault != has.id && !without.is_empty() {
        let whose = if fault == SideId::Ideal { "In the ideal, " } else { "" };
        sentences.push(capitalised(&format!("{whose}{without}.")));
    }
    let (cited, verb) = if fault == has.id { (ban, "rules it out") } else { (demand, "asks for it") };
    if let (Some(cited), Some(prompt)) = (cited, context.prompt) {
        sentences.push(format!("{}:{} {verb}: “{}”.", prompt.name, cited.lines, shortened(&cited.text)));
    }
    sentences.join(" ")
}

fn recommendation(has: Side<'_>, group: &Group<'_>, fault: SideId, gap: &Gap) -> String {
    let fact = if has.id == SideId::Model { &gap.model } else { &gap.ideal };
    let places: Vec<String> =
        fact.evidence.iter().map(|evidence| format!("{}:{}", evidence.file, evidence.lines)).collect();
    let names = folded(&names(&group.main));
    match (fault, has.id) {
        (SideId::Model, SideId::Ideal) => format!("Add {names} as in {}.", folded(&places)),
        (SideId::Ideal, SideId::Model) => format!("Keep {names}; the ideal should have it too."),
        (SideId::Ideal, _) => format!("Leave {names} out, as the model does."),
        _ => format!("Leave {names} out, as the ideal does, unless the task needs it."),
    }
}

/// Paired resources of different types: one answer has the one where the other has a substitute.
fn substitutes(context: &Context<'_>) -> Vec<Gap> {
    let (model, ideal) = (context.model_side(), context.ideal_side());
    let mut gaps = Vec::new();
    for pair in &context.pairing.pairs {
        let (Some(ours), Some(theirs)) = (model.stack.resources.get(pair.model), ideal.stack.resources.get(pair.ideal))
        else {
            continue;
        };
        if ours.kind == theirs.kind {
            continue;
        }
        let (our_noun, their_noun) = (noun(&ours.kind), noun(&theirs.kind));
        let title = format!(
            "{} {} where the ideal has {} {}",
            capitalised(&our_noun.singular),
            code(&ours.address),
            super::wording::with_article(&their_noun.singular),
            code(&theirs.address),
        );
        let id = ["substituted".to_owned()].into_iter().chain(split_words(&theirs.kind).into_iter().skip(1));
        let id = id.collect::<Vec<_>>().join("-");
        let severity = their_noun.severity.lowered();
        let mut gap = Gap::new(id, DimensionId::Architecture, GapKind::Changed, SideId::Model, severity, title);
        gap.resource_type = Some(Arc::clone(&theirs.kind));
        gap.resource_types = vec![Arc::clone(&theirs.kind), Arc::clone(&ours.kind)];
        gap.model = model.fact(Some((*ours.kind).into()), &[ours]);
        gap.ideal = ideal.fact(Some((*theirs.kind).into()), &[theirs]);
        let demand = context.prompt.and_then(|prompt| prompt.on_type(&theirs.kind, true));
        if let (Some(demand), Some(prompt)) = (demand, context.prompt)
            && prompt.on_type(&ours.kind, true).is_none()
        {
            gap.severity = gap.severity.raised();
            gap.impact = format!("{}:{} asks for it: “{}”.", prompt.name, demand.lines, shortened(&demand.text));
            gap.demand = context.demand(demand.lines);
        }
        let places = list(&gap.ideal.evidence.iter().map(|at| format!("{}:{}", at.file, at.lines)).collect::<Vec<_>>());
        gap.recommendation = format!("Replace {} by {} as in {places}.", code(&ours.address), code(&theirs.address));
        gaps.push(gap);
    }
    gaps
}
