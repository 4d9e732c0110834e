//! *operations*: tags and delivery pipelines. Deletion policies, pipelines that are resources and backups come from the tables.

mod pipelines;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::side::Side;
use super::wording::{code, folded, value as shown};
use super::{Context, DimensionId, Gap, GapKind, Severity, SideFact, SideId};
use crate::program::expression::UNKNOWN_REST;
use crate::program::json::plain;
use crate::program::value::{Kind, Provenance, Reason, Value};
use crate::stack::Resource;

pub(super) fn gaps(context: &Context<'_>) -> Vec<Gap> {
    let paired: Vec<(&Resource, &Resource)> = context
        .pairing
        .pairs
        .iter()
        .filter_map(|pair| {
            Some((context.model.stack.resources.get(pair.model)?, context.ideal.stack.resources.get(pair.ideal)?))
        })
        .collect();
    let lacking = lacking(&paired, |(ours, theirs)| (*ours, *theirs));
    let beyond = self::lacking(&paired, |(ours, theirs)| (*theirs, *ours));
    let mut gaps = Vec::new();
    gaps.extend(gap(context, SideId::Ideal, &lacking));
    gaps.extend(gap(context, SideId::Model, &beyond));
    gaps.extend(fixed_values(context, &paired));
    gaps.extend(pipelines::gaps(context));
    gaps
}

/// Tags whose value the model writes out and the ideal takes from an input.
fn fixed_values(context: &Context<'_>, paired: &[(&Resource, &Resource)]) -> Option<Gap> {
    let mut fixed: BTreeMap<String, (&Resource, &Value, &Resource, &Value)> = BTreeMap::new();
    for (ours, theirs) in paired {
        let (Some(own), Some(other)) = (keys(ours), keys(theirs)) else { continue };
        for (key, value) in own {
            let Some((_, wanted)) = other.iter().find(|(name, _)| *name == key) else { continue };
            if is_written(value) && is_chosen(wanted) {
                fixed.entry(key).or_insert((ours, value, theirs, wanted));
            }
        }
    }
    let (key, (ours, value, theirs, wanted)) = fixed.iter().next()?;
    let names: Vec<String> = fixed.keys().map(|key| code(key)).collect();
    let title = match fixed.len() {
        1 => format!("The tag {} is fixed to {}; the ideal takes it from an input", names[0], shown(tag_value(value))),
        _ => format!("The tags {} are fixed; the ideal takes them from inputs", folded(&names)),
    };
    let id = "fixed-tags".to_owned();
    let mut gap = Gap::new(id, DimensionId::Operations, GapKind::Changed, SideId::Model, Severity::Low, title);
    gap.attribute = Some(format!("Tags.{key}"));
    gap.resource_type = Some(Arc::clone(&theirs.kind));
    gap.model = SideFact {
        value: Some(plain(tag_value(value))),
        evidence: context.model_side().evidence_of(ours, Some(value)),
    };
    gap.ideal = SideFact {
        value: Some(plain(tag_value(wanted))),
        evidence: context.ideal_side().evidence_of(theirs, Some(wanted)),
    };
    gap.impact = "Every environment is tagged as the same one.".to_owned();
    gap.recommendation = format!("Take {} from an input.", folded(&names));
    Some(gap)
}

/// The value of a tag, whether it stands in a list of keys and values or in a map.
fn tag_value(tag: &Value) -> &Value {
    tag.get("Value").or_else(|| tag.get("value")).unwrap_or(tag)
}

fn is_written(tag: &Value) -> bool {
    let value = tag_value(tag);
    value.as_str().is_some() && value.provenance == Provenance::Explicit
}

/// Whether a value can be chosen when it is deployed.
fn is_chosen(tag: &Value) -> bool {
    let value = tag_value(tag);
    match &value.kind {
        Kind::Text(_) => value.provenance == Provenance::ResponseDefault,
        Kind::Unknown(Reason::Input(_)) => true,
        Kind::Join(parts) => parts.iter().any(is_chosen),
        _ => false,
    }
}

/// The tags that one of two paired resources has and the other lacks, with the resources that have them.
fn lacking<'a>(
    paired: &[(&'a Resource, &'a Resource)],
    order: impl Fn(&(&'a Resource, &'a Resource)) -> (&'a Resource, &'a Resource),
) -> BTreeMap<String, Vec<(&'a Resource, &'a Value)>> {
    let mut lacking: BTreeMap<String, Vec<(&Resource, &Value)>> = BTreeMap::new();
    for pair in paired {
        let (without, with) = order(pair);
        let Some(known) = keys(without) else { continue };
        for (key, value) in keys(with).unwrap_or_default() {
            if !known.iter().any(|(other, _)| other.eq_ignore_ascii_case(&key)) {
                lacking.entry(key).or_default().push((with, value));
            }
        }
    }
    lacking
}

/// The keys of a resource's tags that say something; `None` when not all of them are known.
fn keys(resource: &Resource) -> Option<Vec<(String, &Value)>> {
    if resource.properties.contains_key(UNKNOWN_REST) {
        return None;
    }
    let Some(tags) = resource.properties.get("Tags") else { return Some(Vec::new()) };
    let all: Vec<(String, &Value)> = match (tags.as_list(), tags.as_map()) {
        (Some(items), _) => items
            .iter()
            .map(|item| Some((item.get("Key").or_else(|| item.get("key"))?.as_text()?, item)))
            .collect::<Option<_>>()?,
        (None, Some(entries)) if entries.contains_key(UNKNOWN_REST) => return None,
        (None, Some(entries)) => entries.iter().map(|(key, value)| (key.to_string(), value)).collect(),
        (None, None) => return None,
    };
    // A name is a label, and a controller's marks are no tags for people.
    Some(all.into_iter().filter(|(key, _)| key != "Name" && !key.contains('/') && !key.contains(':')).collect())
}

fn gap(context: &Context<'_>, has: SideId, tags: &BTreeMap<String, Vec<(&Resource, &Value)>>) -> Option<Gap> {
    if tags.is_empty() {
        return None;
    }
    let side = if has == SideId::Ideal { context.ideal_side() } else { context.model_side() };
    let names: Vec<String> = tags.keys().map(|key| code(key)).collect();
    let tags_word = if names.len() == 1 { "tag" } else { "tags" };
    let (kind, severity, title) = match (has, no_tags(context.model_side())) {
        (SideId::Ideal, true) => (
            GapKind::Missing,
            Severity::Medium,
            format!("The model has no tags; the ideal tags with {}", folded(&names)),
        ),
        (SideId::Ideal, false) => {
            (GapKind::Missing, Severity::Low, format!("The model lacks the {tags_word} {}", folded(&names)))
        }
        _ if no_tags(context.ideal_side()) => {
            (GapKind::Extra, Severity::Low, format!("The model tags with {}; the ideal has no tags", folded(&names)))
        }
        _ => (
            GapKind::Extra,
            Severity::Info,
            format!("The model has the {tags_word} {}, which the ideal lacks", folded(&names)),
        ),
    };
    let id = if kind == GapKind::Missing { "missing-tags" } else { "extra-tags" };
    let mut gap = Gap::new(id.to_owned(), DimensionId::Operations, kind, SideId::Model, severity, title);
    gap.attribute = Some("Tags".to_owned());
    let mut types: Vec<Arc<str>> = Vec::new();
    let mut evidence = Vec::new();
    for (resource, value) in tags.values().flatten() {
        if !types.contains(&resource.kind) {
            types.push(Arc::clone(&resource.kind));
        }
        for place in side.evidence_of(resource, Some(value)) {
            if !evidence.contains(&place) {
                evidence.push(place);
            }
        }
    }
    gap.resource_type = types.first().cloned();
    if types.len() > 1 {
        gap.resource_types = types;
    }
    let fact = SideFact { value: Some(tags.keys().map(String::as_str).collect()), evidence };
    *(if has == SideId::Ideal { &mut gap.ideal } else { &mut gap.model }) = fact;
    if has == SideId::Ideal {
        gap.impact = "Costs and owners cannot be told apart by them.".to_owned();
        gap.recommendation = format!("Tag with {} as the ideal does.", folded(&names));
    }
    let asks = context.prompt.filter(|_| has == SideId::Ideal).and_then(|prompt| prompt.names(&["tag"]));
    if let (Some(sentence), Some(prompt)) = (asks, context.prompt) {
        gap.severity = gap.severity.raised();
        gap.impact += &format!(" {}:{} asks for tags.", prompt.name, sentence.lines);
        gap.demand = context.demand(sentence.lines);
    }
    Some(gap)
}

/// Whether no resource of a side has a tag.
fn no_tags(side: Side<'_>) -> bool {
    side.stack.resources.iter().all(|resource| keys(resource).is_some_and(|keys| keys.is_empty()))
}
