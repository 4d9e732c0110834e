//! Settings that the model writes out and the ideal takes from an input.

use std::sync::Arc;

use super::super::security::is_secret;
use super::super::side::Side;
use super::super::wording::{code, count, folded, value as shown};
use super::super::{Context, DimensionId, Gap, GapKind, Severity, SideFact, SideId, joined_attributes};
use crate::matching::is_label;
use crate::program::json::plain;
use crate::program::value::{Kind, Provenance, Reason, Value};
use crate::stack::Resource;

/// A setting of two paired resources that the model fixes and the ideal lets choose.
struct Fixed<'a> {
    path: String,
    model: (&'a Resource, &'a Value),
    ideal: (&'a Resource, &'a Value),
}

/// The settings that the model fixes, where they do not differ otherwise.
fn fixed<'a>(context: &Context<'a>) -> Vec<Fixed<'a>> {
    let mut found = Vec::new();
    for pair in &context.pairing.pairs {
        let (Some(model), Some(ideal)) =
            (context.model.stack.resources.get(pair.model), context.ideal.stack.resources.get(pair.ideal))
        else {
            continue;
        };
        if model.kind != ideal.kind {
            continue;
        }
        for (name, value) in model.properties.iter().filter(|(name, _)| !is_label(&ideal.kind, name)) {
            let Some(chosen) = ideal.properties.get(name) else { continue };
            visit(name, value, chosen, &mut |path, value, chosen| {
                let told = pair.differences.iter().any(|difference| difference.path == path);
                if !told && !is_label(&ideal.kind, path) && !is_secret(&ideal.kind, path) {
                    found.push(Fixed { path: path.to_owned(), model: (model, value), ideal: (ideal, chosen) });
                }
            });
        }
    }
    found
}

/// Calls `found` with each setting of two values of which the first is written out and the second is chosen.
fn visit<'a>(path: &str, ours: &'a Value, theirs: &'a Value, found: &mut dyn FnMut(&str, &'a Value, &'a Value)) {
    match (&ours.kind, &theirs.kind) {
        (Kind::Map(own), Kind::Map(other)) => {
            for (name, value) in own.iter() {
                if let Some(chosen) = other.get(name) {
                    visit(&format!("{path}.{name}"), value, chosen, found);
                }
            }
        }
        (Kind::Text(_) | Kind::Number(_), _) if ours.provenance == Provenance::Explicit && is_chosen(theirs) => {
            found(path, ours, theirs);
        }
        _ => {}
    }
}

/// Whether a value can be chosen when it is deployed.
fn is_chosen(value: &Value) -> bool {
    match &value.kind {
        Kind::Text(_) | Kind::Number(_) => value.provenance == Provenance::ResponseDefault,
        Kind::Unknown(Reason::Input(_)) => true,
        _ => false,
    }
}

pub(super) fn gap(context: &Context<'_>) -> Option<Gap> {
    let fixed = fixed(context);
    let first = fixed.first()?;
    let mut places: Vec<String> = Vec::new();
    let (mut paths, mut kinds): (Vec<&str>, Vec<Arc<str>>) = (Vec::new(), Vec::new());
    for setting in &fixed {
        let (resource, value) = setting.model;
        let value = shown(value);
        places.push(format!("{} of {} ({})", code(&setting.path), code(&resource.address), value.trim_matches('`')));
        if !paths.contains(&setting.path.as_str()) {
            paths.push(&setting.path);
        }
        if !kinds.contains(&resource.kind) {
            kinds.push(Arc::clone(&resource.kind));
        }
    }
    let what = count(fixed.len(), "setting", "settings");
    let (it, them) = if fixed.len() == 1 { ("it is", "an input for it") } else { ("they are", "inputs for them") };
    let title = format!("The model fixes {what} that the ideal takes from inputs: {}", folded(&places));
    let id = "fixed-settings".to_owned();
    let mut gap = Gap::new(id, DimensionId::Configuration, GapKind::Changed, SideId::Model, Severity::Low, title);
    gap.attribute = Some(joined_attributes(&paths));
    gap.resource_type = kinds.first().cloned();
    if kinds.len() > 1 {
        gap.resource_types = kinds;
    }
    gap.model = fact(context.model_side(), &fixed.iter().map(|setting| setting.model).collect::<Vec<_>>());
    gap.ideal = fact(context.ideal_side(), &fixed.iter().map(|setting| setting.ideal).collect::<Vec<_>>());
    gap.impact = format!(
        "To deploy with another {} than {} the code itself has to be changed.",
        code(last_name(&first.path)),
        shown(first.model.1)
    );
    gap.recommendation = format!("Declare {them}, with what {it} now as the default.");
    Some(gap)
}

fn fact(side: Side<'_>, settings: &[(&Resource, &Value)]) -> SideFact {
    SideFact {
        value: Some(match settings {
            [(_, only)] => plain(only),
            several => several.iter().map(|(_, value)| plain(value)).collect(),
        }),
        evidence: settings.iter().flat_map(|(resource, value)| side.evidence_of(resource, Some(value))).collect(),
    }
}

fn last_name(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}
