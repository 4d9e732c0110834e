//! Whether the names of resources carry the environment, so that a stack can be deployed more than once.

use std::sync::Arc;

use super::super::wording::{code, count, folded};
use super::super::{Context, DimensionId, Gap, GapKind, Severity, SideFact, SideId};
use crate::matching::is_name;
use crate::program::value::{Kind, Provenance, Reason, Value};
use crate::stack::Resource;

/// A pair of resources of which one side's name is fixed and the other's is not.
struct Fixed<'a> {
    property: String,
    model: (&'a Resource, &'a Value),
    ideal: (&'a Resource, &'a Value),
}

pub(super) fn gaps(context: &Context<'_>) -> Vec<Gap> {
    let mut by_side: [Vec<Fixed<'_>>; 2] = [Vec::new(), Vec::new()];
    for pair in &context.pairing.pairs {
        let (Some(ours), Some(theirs)) =
            (context.model.stack.resources.get(pair.model), context.ideal.stack.resources.get(pair.ideal))
        else {
            continue;
        };
        let type_name = theirs.kind.rsplit([':', '/']).next().unwrap_or_default();
        for (property, their) in theirs.properties.iter().filter(|(property, _)| is_name(type_name, property)) {
            let Some(our) = ours.properties.get(property) else { continue };
            let fixed = Fixed { property: property.to_string(), model: (ours, our), ideal: (theirs, their) };
            match (is_fixed(our), is_fixed(their)) {
                (true, false) => by_side[0].push(fixed),
                (false, true) => by_side[1].push(fixed),
                _ => {}
            }
        }
    }
    let [model, ideal] = by_side;
    [gap(context, SideId::Model, &model), gap(context, SideId::Ideal, &ideal)].into_iter().flatten().collect()
}

/// Whether nothing that the response lets one choose is in a name. The account and the region are the same for each deployment.
fn is_fixed(value: &Value) -> bool {
    match &value.kind {
        Kind::Text(_) => value.provenance == Provenance::Explicit,
        Kind::Join(parts) => parts.iter().all(is_fixed),
        Kind::Unknown(Reason::Lookup(_)) => true,
        _ => false,
    }
}

fn gap(context: &Context<'_>, side: SideId, fixed: &[Fixed<'_>]) -> Option<Gap> {
    let first = fixed.first()?;
    let resource =
        |fixed: &Fixed<'_>| if side == SideId::Ideal { fixed.ideal.0.clone() } else { fixed.model.0.clone() };
    let names: Vec<String> = fixed.iter().map(|fixed| code(&resource(fixed).address)).collect();
    let what = match names.len() {
        1 => format!("the name of {}", names[0]),
        number => format!("the names of {} ({})", count(number, "resource", "resources"), folded(&names)),
    };
    let (has, is) = if names.len() == 1 { ("carries", "is") } else { ("carry", "are") };
    let input = environment_input(context, side);
    let by = input.map_or_else(|| "an input".to_owned(), |name| code(&name));
    let title = match side {
        SideId::Ideal => format!("In the ideal, {what} {is} fixed; the model's {has} {by}"),
        _ => super::super::wording::capitalised(&format!(
            "{what} {is} fixed; the ideal's {has} {by}, the environment suffix"
        )),
    };
    let title = if side != SideId::Ideal && !by.to_lowercase().contains("suffix") {
        title.trim_end_matches(", the environment suffix").to_owned()
    } else {
        title
    };
    let severity = if side == SideId::Ideal { Severity::Low } else { Severity::Medium };
    let id = "fixed-names".to_owned();
    let mut gap = Gap::new(id, DimensionId::Configuration, GapKind::Changed, side, severity, title);
    let mut types: Vec<Arc<str>> = Vec::new();
    for found in fixed {
        if !types.contains(&found.ideal.0.kind) {
            types.push(Arc::clone(&found.ideal.0.kind));
        }
    }
    if types.len() == 1 {
        gap.attribute = Some(first.property.clone());
    }
    gap.resource_type = types.first().cloned();
    if types.len() > 1 {
        gap.resource_types = types;
    }
    let fact = |side: SideId| {
        let view = if side == SideId::Ideal { context.ideal_side() } else { context.model_side() };
        let all = fixed.iter().map(|fixed| if side == SideId::Ideal { fixed.ideal } else { fixed.model });
        let values =
            all.clone().map(|(resource, value)| (resource.address.to_string(), crate::program::json::plain(value)));
        SideFact {
            value: Some(serde_json::Value::Object(values.collect())),
            evidence: all.flat_map(|(resource, value)| view.evidence_of(resource, Some(value))).collect(),
        }
    };
    gap.model = fact(SideId::Model);
    gap.ideal = fact(SideId::Ideal);
    gap.impact = "A second deployment in the same account would collide with the first.".to_owned();
    gap.recommendation = format!("Put {by} into the names of {}.", folded(&names));
    Some(gap)
}

/// The input that names the environment, on the side whose names carry it.
fn environment_input(context: &Context<'_>, fixed: SideId) -> Option<Arc<str>> {
    let side = if fixed == SideId::Ideal { context.model_side() } else { context.ideal_side() };
    let names = |words: &[&str]| {
        side.stack.inputs.iter().map(|input| &input.name).find(|name| {
            let lower = name.to_lowercase();
            words.iter().any(|word| lower.contains(word))
        })
    };
    names(&["suffix"]).or_else(|| names(&["environment", "env", "stage"])).cloned()
}
