//! What the values of inputs are limited to: patterns, lengths, allowed values, validations.

use super::super::side::Side;
use super::super::wording::{code, folded, value as shown};
use super::super::{Context, DimensionId, Gap, GapKind, Severity, SideFact, SideId, joined_attributes};
use crate::matching::split_words;
use crate::program::json::plain;
use crate::stack::Constraint;

/// A limit of an input that both sides have, where one lacks it or has another one.
struct Differing<'a> {
    input: &'a str,
    name: &'a str,
    model: Option<&'a Constraint>,
    ideal: Option<&'a Constraint>,
}

pub(super) fn gap(context: &Context<'_>) -> Option<Gap> {
    let (model, ideal) = (context.model_side(), context.ideal_side());
    if model.stack.tooling.tool != ideal.stack.tooling.tool {
        return None;
    }
    let differing = differing(model, ideal);
    let first = differing.first()?;
    let (kind, severity) = match (differing.iter().all(|found| found.model.is_none()), first.ideal) {
        (true, _) => (GapKind::Missing, Severity::Low),
        _ if differing.iter().all(|found| found.ideal.is_none()) => (GapKind::Extra, Severity::Info),
        _ => (GapKind::Changed, Severity::Low),
    };
    let parts: Vec<String> = differing.iter().map(told).collect();
    let title = format!("What inputs may be differs from the ideal: {}", folded(&parts));
    let id = "input-limits".to_owned();
    let mut gap = Gap::new(id, DimensionId::Configuration, kind, SideId::Model, severity, title);
    let mut names = vec!["Parameters"];
    for found in &differing {
        if !names.contains(&found.name) {
            names.push(found.name);
        }
    }
    gap.attribute = Some(joined_attributes(&names));
    gap.model = fact(model, &differing.iter().filter_map(|found| found.model).collect::<Vec<_>>());
    gap.ideal = fact(ideal, &differing.iter().filter_map(|found| found.ideal).collect::<Vec<_>>());
    gap.impact = match kind {
        GapKind::Missing => format!("A value of {} that the ideal refuses is taken.", code(first.input)),
        _ => format!("{} takes other values than in the ideal.", code(first.input)),
    };
    gap.recommendation = match kind {
        GapKind::Extra => "Keep them, unless the task needs other values.".to_owned(),
        _ => format!("Limit {} as the ideal does.", code(first.input)),
    };
    Some(gap)
}

fn fact(side: Side<'_>, limits: &[&Constraint]) -> SideFact {
    let values = limits.iter().map(|limit| (format!("{}.{}", limit.input, limit.name), plain(&limit.value))).collect();
    SideFact {
        value: (!limits.is_empty()).then_some(serde_json::Value::Object(values)),
        evidence: limits.iter().map(|limit| side.evidence_at(limit.span, None)).collect(),
    }
}

/// The limits that differ, of inputs that have the same name.
fn differing<'a>(model: Side<'a>, ideal: Side<'a>) -> Vec<Differing<'a>> {
    let same = |one: &str, other: &str| split_words(one) == split_words(other);
    let has_input = |side: Side<'a>, name: &str| side.stack.inputs.iter().any(|input| same(&input.name, name));
    let limits = |side: Side<'a>| &side.stack.constraints;
    let mut found = Vec::new();
    for limit in limits(ideal).iter().filter(|limit| has_input(model, &limit.input)) {
        let own = limits(model).iter().find(|own| own.name == limit.name && same(&own.input, &limit.input));
        // How a validation is written may differ where it means the same.
        if own.is_none_or(|own| plain(&own.value) != plain(&limit.value)) {
            found.push(Differing { input: &limit.input, name: &limit.name, model: own, ideal: Some(limit) });
        }
    }
    for limit in limits(model).iter().filter(|limit| has_input(ideal, &limit.input)) {
        if !limits(ideal).iter().any(|other| other.name == limit.name && same(&other.input, &limit.input)) {
            found.push(Differing { input: &limit.input, name: &limit.name, model: Some(limit), ideal: None });
        }
    }
    found
}

/// `` `MinLength` of `Suffix` (none instead of 1) ``.
fn told(found: &Differing<'_>) -> String {
    let text = |limit: Option<&Constraint>| match limit {
        Some(limit) if limit.value.as_str() == Some(found.name) => "one".to_owned(),
        Some(limit) => shown(&limit.value).trim_matches('`').to_owned(),
        None => "none".to_owned(),
    };
    format!("{} of {} ({} instead of {})", code(found.name), code(found.input), text(found.model), text(found.ideal))
}
