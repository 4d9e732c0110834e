//! *validity*: what would not parse, run or deploy: the difference between what the validity checks find on both sides.

use std::sync::Arc;

use super::side::Side;
use super::wording::{capitalised, code};
use super::{Context, DimensionId, Gap, GapKind, Severity, SideFact, SideId};
use crate::Analysis;
use crate::checks;
use crate::checks::validity::{self, Fault};
use crate::source::Span;
use crate::stack::Resource;

/// How many gaps of each side are told: a file that is broken throughout makes one error after another.
const MOST_TOLD: usize = 8;

pub(super) fn gaps(context: &Context<'_>) -> Vec<Gap> {
    let ours = faults(context.model);
    let mut theirs = faults(context.ideal);
    let (mut shared, mut alone) = (Vec::new(), Vec::new());
    for fault in &ours {
        match theirs.iter().position(|other| is_same(context, fault, other)) {
            Some(at) => shared.push(gap(context, SideId::Both, Some(fault), Some(&theirs.remove(at)))),
            None => alone.push(gap(context, SideId::Model, Some(fault), None)),
        }
    }
    let of_ideal = theirs.iter().map(|fault| gap(context, SideId::Ideal, None, Some(fault)));
    let of_model = shared.into_iter().take(MOST_TOLD).chain(alone.into_iter().take(MOST_TOLD));
    of_model.chain(of_ideal.take(MOST_TOLD)).collect()
}

/// What certainly keeps one side from being deployed, each thing once.
fn faults(analysis: &Analysis) -> Vec<Fault> {
    let mut told: Vec<Fault> = Vec::new();
    for fault in validity::find(analysis) {
        if fault.severity <= Severity::High && told.iter().all(|other| other.message != fault.message) {
            told.push(fault);
        }
    }
    told
}

/// Whether both sides make the same mistake, each in a resource of its own name.
fn is_same(context: &Context<'_>, ours: &Fault, theirs: &Fault) -> bool {
    if ours.check != theirs.check || ours.message == theirs.message {
        return ours.message == theirs.message;
    }
    let name =
        |side: Side<'_>, fault: &Fault| fault.span.and_then(|span| Some(code(&resource_at(side, span)?.address)));
    let names = name(context.model_side(), ours).zip(name(context.ideal_side(), theirs));
    names.is_some_and(|(our, their)| ours.message.replace(&our, &their) == theirs.message)
}

fn gap(context: &Context<'_>, side: SideId, ours: Option<&Fault>, theirs: Option<&Fault>) -> Gap {
    let (model, ideal) = (context.model_side(), context.ideal_side());
    let told = ours.or(theirs);
    let message = told.map(|error| error.message.as_str()).unwrap_or_default();
    let (severity, title) = match side {
        SideId::Model => (Severity::High, capitalised(message)),
        SideId::Ideal => (Severity::Medium, format!("In the ideal: {message}")),
        SideId::Both => (Severity::Low, format!("On both sides: {message}")),
    };
    let words: Vec<String> = crate::matching::split_words(message).into_iter().take(6).collect();
    let id = format!("invalid-{}", words.join("-"));
    let mut gap = Gap::new(id, DimensionId::Validity, GapKind::Invalid, side, severity, title);
    let place = |side: Side<'_>, error: Option<&Fault>| SideFact {
        value: None,
        evidence: error
            .and_then(|error| error.span)
            .map(|span| side.evidence_at(span, resource_at(side, span).map(|resource| &resource.address)))
            .into_iter()
            .collect(),
    };
    gap.model = place(model, ours);
    gap.ideal = place(ideal, theirs);
    let resource = match (ours, theirs) {
        (Some(error), _) => error.span.and_then(|span| resource_at(model, span)),
        (None, Some(error)) => error.span.and_then(|span| resource_at(ideal, span)),
        (None, None) => None,
    };
    gap.resource_type = resource.map(|resource| Arc::clone(&resource.kind));
    if let Some(check) = told.and_then(|fault| checks::built_in().get(fault.check)) {
        gap.impact.clone_from(&check.why);
        gap.recommendation.clone_from(&check.fix);
    }
    gap
}

/// The resource in whose declaration a place stands.
fn resource_at(side: Side<'_>, place: Span) -> Option<&Resource> {
    let satellites = side.stack.satellites.iter().map(|satellite| &satellite.resource);
    side.stack.resources.iter().chain(satellites).find(|resource| {
        resource.spans.iter().any(|span| {
            span.file == place.file && span.start <= place.start && place.end <= span.end && span.end - span.start > 0
        })
    })
}
