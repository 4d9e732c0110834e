//! *Event + Data Layer*: tables, queues, topics, streams, buckets and databases, how they are set up, what they are wired to,
//! and what is not.

use std::sync::Arc;

use super::nouns::{Rank, noun};
use super::side::{Side, short_name};
use super::traits::{self, Use};
use super::wording::{Citations, capitalised, code, count, folded, shortened};
use super::{Context, DimensionId, Gap, GapKind, Row, Severity, SideFact, SideId, row_severity, worst};
use super::{delivery, findings};
use crate::matching::glob;
use crate::program::value::Value;
use crate::source::Lines;
use crate::stack::{LinkKind, Resource};

/// The layers that hold or carry data.
const LAYERS: [&str; 4] = ["database", "messaging", "storage", "data"];
/// How many groups of resources a cell of the table tells.
const MOST_GROUPS: usize = 7;

/// Queues that are filled and that nothing reads.
pub(super) fn gaps(context: &Context<'_>) -> Vec<Gap> {
    let [model, ideal] = context.sides().map(|side| unread_queues(context, side));
    let mut gaps = findings::gaps(context, DimensionId::Data, delivery::find, |_, _| true);
    let both = !model.is_empty() && !ideal.is_empty();
    if both {
        gaps.push(unread_gap(context, SideId::Both, &model, &ideal));
    } else if !model.is_empty() {
        gaps.push(unread_gap(context, SideId::Model, &model, &ideal));
    } else if !ideal.is_empty() {
        gaps.push(unread_gap(context, SideId::Ideal, &model, &ideal));
    }
    gaps
}

/// Queues that nothing in the answer reads: no function is started by them and no role may receive from them. In an answer
/// without anything that could read, that says nothing.
fn unread_queues<'a>(context: &Context<'a>, side: Side<'a>) -> Vec<&'a Resource> {
    let computes = side.stack.resources.iter().any(|resource| noun(&resource.kind).layer == "compute");
    if !computes {
        return Vec::new();
    }
    let queues = side.of_type("AWS::SQS::Queue");
    // A queue for what fails is one on either side, whatever it is called.
    let dead_letter = |queue: &Resource| {
        is_dead_letter(side, queue)
            || context.partner(side, queue).is_some_and(|(other, partner)| is_dead_letter(other, partner))
    };
    queues.filter(|queue| !dead_letter(queue) && !is_read(side, queue)).collect()
}

/// Whether a resource is a queue for what fails: another one sends it there, or its name says so.
pub(super) fn is_dead_letter(side: Side<'_>, queue: &Resource) -> bool {
    if &*queue.kind != "AWS::SQS::Queue" {
        return false;
    }
    let words = crate::matching::split_words(short_name(queue));
    side.links_to(&queue.address, LinkKind::DeadLetter).next().is_some()
        || words.iter().any(|word| word == "dlq")
        || words.windows(2).any(|two| two[0] == "dead" && two[1].starts_with("letter"))
}

fn is_read(side: Side<'_>, queue: &Resource) -> bool {
    let starts = side.links_from(&queue.address, LinkKind::Trigger).next().is_some();
    starts || side.stack.resources.iter().any(|resource| may_receive(resource, queue)) || !understood(side)
}

/// Whether enough of an answer was understood to say that something is nowhere in it.
fn understood(side: Side<'_>) -> bool {
    side.stack.coverage.opaque_blocks.is_empty()
}

/// Whether a role or policy lets someone receive from a queue.
fn may_receive(resource: &Resource, queue: &Resource) -> bool {
    if !resource.kind.starts_with("AWS::IAM::") && resource.kind.as_ref() != "AWS::SQS::QueuePolicy" {
        return false;
    }
    let mut found = false;
    let policies = resource.properties.get("Policies").into_iter().chain(resource.properties.get("PolicyDocument"));
    for policy in policies {
        statements(policy, &mut |statement| {
            let receives = texts(statement.get("Action"))
                .iter()
                .any(|action| glob(action.to_lowercase().as_bytes(), b"sqs:receivemessage"));
            let mut names = texts(statement.get("Resource")).iter().any(|resource| resource.contains('*'));
            if let Some(resources) = statement.get("Resource") {
                // What is not known may well be this queue.
                names |= !resources.is_known() && texts(Some(resources)).is_empty() && {
                    let mut any = false;
                    resources.references(&mut |_| any = true);
                    !any
                };
                resources.references(&mut |reference| names |= reference.address == queue.address);
            }
            found |= receives && names;
        });
    }
    found
}

/// Calls `visit` with each statement of the policy documents in a value.
pub(super) fn statements<'a>(value: &'a Value, visit: &mut dyn FnMut(&'a Value)) {
    if let Some(items) = value.as_list() {
        items.iter().for_each(|item| statements(item, visit));
    } else if let Some(document) = value.get("PolicyDocument") {
        statements(document, visit);
    } else if let Some(found) = value.get("Statement") {
        match found.as_list() {
            Some(items) => items.iter().for_each(&mut *visit),
            None => visit(found),
        }
    }
}

/// The known texts of one or many.
pub(super) fn texts(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(value) => match value.as_list() {
            Some(items) => items.iter().filter_map(Value::as_text).collect(),
            None => value.as_text().into_iter().collect(),
        },
        None => Vec::new(),
    }
}

fn unread_gap(context: &Context<'_>, fault: SideId, ours: &[&Resource], theirs: &[&Resource]) -> Gap {
    let named = |queues: &[&Resource]| folded(&queues.iter().map(|queue| code(&queue.address)).collect::<Vec<_>>());
    let title = match fault {
        SideId::Model => format!("Nothing in the model's answer reads {}", named(ours)),
        SideId::Ideal => format!("Nothing in the ideal reads {}", named(theirs)),
        SideId::Both => {
            format!("Nothing reads {} in the model's answer, nor {} in the ideal", named(ours), named(theirs))
        }
    };
    let severity = if fault == SideId::Ideal { Severity::Medium } else { Severity::High };
    let id = "unread-queue".to_owned();
    let mut gap = Gap::new(id, DimensionId::Data, GapKind::Missing, fault, severity, title);
    gap.confidence = 0.8;
    gap.resource_type = Some("AWS::Lambda::EventSourceMapping".into());
    gap.resource_types = ["AWS::Lambda::EventSourceMapping", "AWS::SQS::Queue"].map(Arc::from).to_vec();
    gap.model = if ours.is_empty() { readers(context.model_side()) } else { context.model_side().fact(None, ours) };
    gap.ideal = if theirs.is_empty() { readers(context.ideal_side()) } else { context.ideal_side().fact(None, theirs) };
    gap.impact = "Messages that are sent there wait until they expire.".to_owned();
    let asks = context.prompt.and_then(|prompt| prompt.names(&["event source mapping"]));
    if let (Some(sentence), Some(prompt)) = (asks, context.prompt) {
        gap.impact += &format!(" {}:{} asks for it: “{}”.", prompt.name, sentence.lines, shortened(&sentence.text));
        gap.demand = context.demand(sentence.lines);
    }
    gap.recommendation = "Map each queue to the function that is to work through it.".to_owned();
    gap
}

/// What a side has that reads its queues.
fn readers(side: Side<'_>) -> SideFact {
    side.fact(None, &side.of_type("AWS::Lambda::EventSourceMapping").collect::<Vec<_>>())
}

/// The row of the table.
pub(super) fn row(context: &Context<'_>, gaps: &[Gap]) -> Row {
    let (model, ideal) = (context.model_side(), context.ideal_side());
    let behind = |gap: &Gap| gap.dimension == DimensionId::Data || missing_layer(gap);
    let missing =
        || gaps.iter().filter(|gap| gap.kind == GapKind::Missing && gap.side == SideId::Model && missing_layer(gap));
    let impact = if missing().next().is_some() {
        let told = missing().take(2).map(|gap| match gap.resource_type.as_deref().map(noun) {
            Some(noun)
                if !noun.without.is_empty() && !model.has_type(gap.resource_type.as_deref().unwrap_or_default()) =>
            {
                format!("{}.", capitalised(noun.without))
            }
            _ => format!("{}.", gap.title),
        });
        let mut told: Vec<String> = told.collect();
        told.dedup();
        told.join(" ")
    } else if gaps.iter().any(|gap| gap.dimension == DimensionId::Data) {
        worst(gaps, DimensionId::Data)
    } else {
        "No gap.".to_owned()
    };
    Row {
        gap: "Event + Data Layer",
        model: cell(context, model),
        ideal: cell(context, ideal),
        impact,
        severity: row_severity(gaps, behind),
    }
}

/// Whether a gap is about a resource that holds or carries data.
fn missing_layer(gap: &Gap) -> bool {
    gap.resource_type.as_deref().is_some_and(|kind| {
        let noun = noun(kind);
        LAYERS.contains(&noun.layer) && noun.rank == Rank::Main && gap.attribute.is_none()
    })
}

/// What one side has.
fn cell<'a>(context: &Context<'a>, side: Side<'a>) -> String {
    let mut groups: Vec<(&str, Vec<&Resource>)> = Vec::new();
    for resource in &side.stack.resources {
        let noun = noun(&resource.kind);
        if noun.rank != Rank::Main || !LAYERS.contains(&noun.layer) {
            continue;
        }
        match groups.iter_mut().find(|(kind, _)| *kind == &*resource.kind) {
            Some((_, members)) => members.push(resource),
            None => groups.push((&resource.kind, vec![resource])),
        }
    }
    if groups.is_empty() {
        return "None: no table, queue, topic, stream, bucket or database.".to_owned();
    }
    let mut citations = Citations::of(&side.response.name);
    let mut parts: Vec<String> = groups
        .iter()
        .take(MOST_GROUPS)
        .map(|(kind, members)| match *kind {
            "AWS::SQS::Queue" => queues(side, members, &mut citations),
            _ => described(side, members, &mut citations),
        })
        .collect();
    if groups.len() > MOST_GROUPS {
        let rest: Vec<String> =
            groups[MOST_GROUPS..].iter().map(|(kind, members)| counted(kind, members.len())).collect();
        parts.push(folded(&rest));
    }
    let mut text = format!("{}.", capitalised(&parts.join("; ")));
    text += &wiring(side, &mut citations);
    let unread = unread_queues(context, side);
    if !unread.is_empty() {
        let names: Vec<String> = unread.iter().map(|queue| code(short_name(queue))).collect();
        text += &format!(" Nothing reads {}.", folded(&names));
    }
    text
}

fn counted(kind: &str, number: usize) -> String {
    let noun = noun(kind);
    if number == 1 { noun.singular } else { count(number, &noun.singular, &noun.plural) }
}

/// ``two DynamoDB tables `orders` (FILE:1-9) and `alerts` (11-19), on demand``.
fn described(side: Side<'_>, members: &[&Resource], citations: &mut Citations<'_>) -> String {
    let names = named(side, members, citations);
    let said = traits::common(members, Use::Data);
    let said = if said.is_empty() { String::new() } else { format!(", {}", said.join(", ")) };
    let number = members.iter().map(|resource| resource.count.unwrap_or(1) as usize).sum();
    format!("{} {}{said}", counted(&members[0].kind, number), folded(&names))
}

/// The names of the declarations behind resources, each with its lines.
fn named(side: Side<'_>, members: &[&Resource], citations: &mut Citations<'_>) -> Vec<String> {
    let mut places: Vec<(String, Option<Lines>)> = Vec::new();
    for resource in members {
        let place = (code(short_name(resource).split('[').next().unwrap_or_default()), side.lines_of(resource));
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places
        .into_iter()
        .map(|(name, lines)| match lines {
            Some(lines) => format!("{name} ({})", citations.cite(lines)),
            None => name,
        })
        .collect()
}

/// Queues, with the dead-letter queues as what they are.
fn queues(side: Side<'_>, members: &[&Resource], citations: &mut Citations<'_>) -> String {
    let (dead, live): (Vec<&Resource>, Vec<&Resource>) = members.iter().partition(|queue| is_dead_letter(side, queue));
    if live.is_empty() {
        return described(side, &dead, citations);
    }
    let mut text = described(side, &live, citations);
    if dead.is_empty() {
        return text;
    }
    let receives: Vec<Option<String>> = live
        .iter()
        .filter(|queue| side.links_from(&queue.address, LinkKind::DeadLetter).next().is_some())
        .map(|queue| queue.property("RedrivePolicy.maxReceiveCount").and_then(Value::as_text))
        .collect();
    let same =
        receives.first().cloned().flatten().filter(|first| receives.iter().all(|other| other.as_ref() == Some(first)));
    let after = same.map(|times| format!(" after {times} receives")).unwrap_or_default();
    text += &match (receives.len(), live.len()) {
        (0, _) => format!(", and {}", described(side, &dead, citations)),
        (1, 1) => format!(", with a dead-letter queue{after}"),
        (wired, all) if wired == all => format!(", each with a dead-letter queue{after}"),
        (wired, all) => format!(", {wired} of {all} with a dead-letter queue{after}"),
    };
    text
}

/// Who is started by what: `` `sender` reads `notifications` (758-765) ``.
fn wiring(side: Side<'_>, citations: &mut Citations<'_>) -> String {
    let mut said: Vec<String> = Vec::new();
    for link in side.stack.links.iter().filter(|link| link.kind == LinkKind::Trigger) {
        let (Some(from), Some(to)) = (side.resource(&link.from), side.resource(&link.to)) else { continue };
        if !LAYERS.contains(&noun(&from.kind).layer) {
            continue;
        }
        let mapping = side.of_type("AWS::Lambda::EventSourceMapping").find(|mapping| {
            let mut names = [false, false];
            for value in mapping.properties.values() {
                value.references(&mut |reference| {
                    names[0] |= reference.address == from.address;
                    names[1] |= reference.address == to.address;
                });
            }
            names == [true, true]
        });
        let place = mapping.and_then(|mapping| side.lines_of(mapping));
        let place = place.map(|lines| format!(" ({})", citations.cite(lines))).unwrap_or_default();
        let text = format!("{} starts {}{place}", code(short_name(from)), code(short_name(to)));
        if !said.contains(&text) {
            said.push(text);
        }
    }
    if said.is_empty() { String::new() } else { format!(" {}.", capitalised(&folded(&said))) }
}
