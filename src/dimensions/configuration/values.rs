//! Files that give values to inputs: `terraform.tfvars` and its like.

use super::super::side::Side;
use super::super::tooling::holds_values;
use super::super::wording::{code, folded};
use super::super::{Context, DimensionId, Evidence, Gap, GapKind, Severity, SideFact, SideId};
use crate::source::Lines;

pub(super) fn gap(context: &Context<'_>) -> Option<Gap> {
    let (model, ideal) = (context.model_side(), context.ideal_side());
    let (ours, theirs) = (files(model), files(ideal));
    let (kind, severity, has, given) = match (ours.is_empty(), theirs.is_empty()) {
        (true, false) => (GapKind::Missing, Severity::Low, ideal, &theirs),
        (false, true) => (GapKind::Extra, Severity::Info, model, &ours),
        _ => return None,
    };
    if model.stack.tooling.tool != ideal.stack.tooling.tool {
        return None;
    }
    let names = folded(&given.iter().map(|(path, _)| code(path)).collect::<Vec<_>>());
    let title = match kind {
        GapKind::Missing => format!("The model gives no values for its inputs; the ideal does in {names}"),
        _ => format!("The model gives values for its inputs in {names}, which the ideal leaves out"),
    };
    let id = format!("{}-values-file", if kind == GapKind::Missing { "missing" } else { "extra" });
    let mut gap = Gap::new(id, DimensionId::Configuration, kind, SideId::Model, severity, title);
    let evidence =
        given.iter().map(|(_, lines)| Evidence { file: has.response.name.clone(), lines: *lines, address: None });
    let fact = SideFact { value: Some(given.iter().map(|(path, _)| *path).collect()), evidence: evidence.collect() };
    *(if kind == GapKind::Missing { &mut gap.ideal } else { &mut gap.model }) = fact;
    let open = model.stack.inputs.iter().find(|input| input.value.is_none());
    if let (GapKind::Missing, Some(input)) = (kind, open) {
        gap.impact = format!("{} has no default, so it is asked for at each run.", code(&input.name));
        gap.recommendation = format!("Add {names} with values for the inputs.");
    }
    Some(gap)
}

/// The files of values that a side gives, each with its first lines.
fn files(side: Side<'_>) -> Vec<(&str, Lines)> {
    let mut found: Vec<(&str, Lines)> = Vec::new();
    for block in &side.response.blocks {
        if let Some(path) = block.path.as_deref().filter(|path| holds_values(path))
            && !found.iter().any(|(known, _)| *known == path)
        {
            found.push((path, block.lines));
        }
    }
    found
}
