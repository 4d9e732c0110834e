//! Checks that both sides fail: those whose subject the task asks for, and the weighty ones, are a gap each; what is left is one line.

use std::sync::Arc;

use super::super::side::Side;
use super::super::wording::{code, folded};
use super::super::{Context, DimensionId, Evidence, Gap, GapKind, Severity, SideFact, SideId};
use super::{Failed, Fault, Verdicts, demanded, fault, gap, is_known, leading};
use crate::checks::{Check, CheckKind, Finding};

/// How many such gaps a pair gets. Chosen so that they stay fewer than what tells the two answers apart.
const MOST_GAPS: usize = 5;

/// The gaps of what both fail and no known one says.
pub(super) fn gaps(context: &Context<'_>, ours: &Verdicts, theirs: &Verdicts, known: &[Gap]) -> Vec<Gap> {
    let (model, ideal) = (context.model_side(), context.ideal_side());
    let is_shared = |(_, finding): &&Failed| {
        let fails_there = theirs.failed.iter().any(|(_, other)| other.check.id == finding.check.id);
        let place = place(model, finding);
        let places: Vec<&Evidence> = place.iter().collect();
        fails_there
            && !is_told_elsewhere(&finding.check)
            && !demanded::is_denied(context, &finding.check)
            && !is_known(finding.resource_type.as_ref(), finding.attribute.as_deref(), &places, known)
    };
    let mut shared: Vec<&Finding> = Vec::new();
    for (_, finding) in leading(ours.failed.iter().filter(is_shared)) {
        if !shared.iter().any(|known| known.check.id == finding.check.id) {
            shared.push(finding);
        }
    }
    let mut weighed: Vec<(bool, &Finding)> = shared
        .into_iter()
        .map(|finding| {
            let kind = finding.resource_type.as_deref();
            (demanded::sentence(context, &finding.check, kind).is_some(), finding)
        })
        .filter(|(demanded, finding)| *demanded || weighs(&finding.check))
        .collect();
    weighed.sort_by_key(|(demanded, finding)| (!demanded, finding.check.severity));
    let faults = |of: &Verdicts, id: &str| -> Vec<Fault> {
        leading(of.failed.iter().filter(|(_, finding)| *finding.check.id == *id))
            .into_iter()
            .map(|(_, it)| fault(it))
            .collect()
    };
    let rest = weighed.split_off(weighed.len().min(MOST_GAPS));
    let told = weighed.into_iter().map(|(_, finding)| {
        let check = &finding.check;
        gap(context, check, &faults(ours, &check.id), &faults(theirs, &check.id))
    });
    let mut gaps: Vec<Gap> = told.collect();
    let rest: Vec<&Finding> = rest.into_iter().map(|(_, finding)| finding).collect();
    gaps.extend(folded_gap(model, ideal, &rest, theirs));
    gaps
}

/// Whether a check is worth telling even where the task does not speak of what it looks at.
fn weighs(check: &Check) -> bool {
    check.kind == CheckKind::Security && check.severity <= Severity::Medium
}

/// Whether another dimension tells what a check looks at wherever it is so, unless the task asks for it.
fn is_told_elsewhere(check: &Check) -> bool {
    check.id.starts_with("security-group-open-") && &*check.id != "security-group-open-egress"
}

fn place(side: Side<'_>, finding: &Finding) -> Option<Evidence> {
    let (file, address) = (Arc::clone(&side.response.name), finding.address.clone());
    finding.lines.map(|lines| Evidence { file, lines, address })
}

/// What is not told one by one, as one gap.
fn folded_gap(model: Side<'_>, ideal: Side<'_>, rest: &[&Finding], theirs: &Verdicts) -> Option<Gap> {
    let names: Vec<String> = rest.iter().map(|finding| code(&finding.check.id)).collect();
    let title = match names.as_slice() {
        [] => return None,
        [one] => format!("Both answers also fail the check {one}"),
        _ => format!("Both answers also fail {} checks: {}", names.len(), folded(&names)),
    };
    let id = "checks-failed-by-both".to_owned();
    let mut gap = Gap::new(id, DimensionId::Security, GapKind::Violation, SideId::Both, Severity::Info, title);
    let of_ideal = rest.iter().filter_map(|finding| {
        let same = |other: &&Failed| other.1.check.id == finding.check.id;
        theirs.failed.iter().find(same).map(|(_, other)| other)
    });
    gap.model = fact(model, rest.iter().copied());
    gap.ideal = fact(ideal, of_ideal);
    gap.impact = "The ideal answer accepts it too, so it does not tell the two apart.".to_owned();
    gap.recommendation =
        "`gapdiff check` lists what each answer fails, and `gapdiff explain` why it matters.".to_owned();
    Some(gap)
}

/// Where findings stand, each place once.
fn fact<'a>(side: Side<'_>, findings: impl Iterator<Item = &'a Finding>) -> SideFact {
    let mut evidence: Vec<Evidence> = Vec::new();
    for place in findings.filter_map(|finding| place(side, finding)) {
        if !evidence.contains(&place) {
            evidence.push(place);
        }
    }
    SideFact { value: None, evidence }
}
