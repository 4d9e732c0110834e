//! What a rubric can ask about a pair: numbers, each worked out from what the comparison found.

use std::collections::BTreeSet;

use crate::catalog::table;
use crate::dimensions::{GapKind, SideId};
use crate::program::value::{Kind, Value};
use crate::prompt::{Demanded, Prompt};
use crate::stack::{LinkKind, Stack};
use crate::verdict::{self, WITHOUT_CODE};
use crate::{Analysis, Comparison};

const PRACTICES: &str = include_str!("../../grammars/grading/practices.tsv");

/// The names of all facts. Those of the classes of gaps are counted by the rubric itself.
pub(super) const FACTS: [&str; 15] = [
    "significant",
    "moderate",
    "tactical",
    "gaps",
    "model_without_code",
    "wrong_tool",
    "wrong_language",
    "wrong_region",
    "demanded_services",
    "missing_services",
    "missing_services_percent",
    "services",
    "security_practices",
    "high_availability",
    "event_driven",
];

/// What a comparison says of a pair, but for the classes of its gaps.
pub(super) fn of_pair(
    model: &Analysis,
    ideal: &Analysis,
    prompt: Option<&Prompt>,
    comparison: &Comparison,
) -> Vec<(&'static str, i64)> {
    let has = |id: &str| comparison.gaps.iter().any(|gap| gap.id == id && gap.side == SideId::Model);
    let (demanded, missing) = demanded_services(model, ideal, prompt);
    vec![
        ("gaps", of_model(comparison).count() as i64),
        ("model_without_code", i64::from(verdict::has(&comparison.verdicts, SideId::Model, &WITHOUT_CODE))),
        ("wrong_tool", i64::from(has("another-tool"))),
        ("wrong_language", i64::from(has("another-language"))),
        ("wrong_region", i64::from(has("region"))),
        ("demanded_services", demanded),
        ("missing_services", missing),
        ("missing_services_percent", if demanded == 0 { 0 } else { missing * 100 / demanded }),
        ("services", services(&ideal.stack).len() as i64),
        ("security_practices", practices(&ideal.stack, "security")),
        ("high_availability", practices(&ideal.stack, "high-availability")),
        ("event_driven", i64::from(ideal.stack.links.iter().any(|link| link.kind == LinkKind::Trigger))),
    ]
}

/// The gaps for which the model is at fault: what there is to learn. What it has beyond the ideal teaches nothing.
pub(super) fn of_model(comparison: &Comparison) -> impl Iterator<Item = &crate::dimensions::Gap> {
    comparison.gaps.iter().filter(|gap| gap.side != SideId::Ideal && gap.kind != GapKind::Extra)
}

/// The services of a stack, as in the common model's types.
#[must_use]
pub fn services(stack: &Stack) -> BTreeSet<&str> {
    stack
        .resources
        .iter()
        .filter(|resource| resource.kind.starts_with("AWS::"))
        .map(crate::stack::Resource::service)
        .collect()
}

/// How many services the prompt demands and the ideal has, and how many of them the model lacks. What is only named in passing, the ideal does not
/// have either.
fn demanded_services(model: &Analysis, ideal: &Analysis, prompt: Option<&Prompt>) -> (i64, i64) {
    let (ours, theirs) = (services(&model.stack), services(&ideal.stack));
    let demands = prompt.map_or(&[][..], |prompt| &prompt.demands);
    let demanded: BTreeSet<&str> = demands
        .iter()
        .filter(|demand| demand.wanted)
        .filter_map(|demand| match &demand.what {
            Demanded::Service(service) => Some(&**service),
            _ => None,
        })
        .filter(|service| theirs.contains(service))
        .collect();
    (demanded.len() as i64, demanded.iter().filter(|service| !ours.contains(*service)).count() as i64)
}

/// How many different practices of that kind a stack shows.
fn practices(stack: &Stack, practice: &str) -> i64 {
    let shows = |kind: &str, path: &str, value: &str| {
        stack
            .resources
            .iter()
            .filter(|resource| &*resource.kind == kind)
            .any(|resource| path.is_empty() || resource.property(path).is_some_and(|found| has_value(found, value)))
    };
    table::rows(PRACTICES).filter(|[id, kind, path, value]| *id == practice && shows(kind, path, value)).count() as i64
}

fn has_value(found: &Value, value: &str) -> bool {
    if value == "*" {
        return !matches!(found.kind, Kind::Null | Kind::Unknown(_) | Kind::Bool(false));
    }
    found.as_text().is_some_and(|text| text.eq_ignore_ascii_case(value))
}
