//! *validity*: what would not parse, run or deploy: the difference between what the validity checks find on both sides.

use std::sync::Arc;

use super::side::Side;
use super::wording::capitalised;
use super::{Context, DimensionId, Gap, GapKind, Severity, SideFact, SideId};
use crate::Analysis;
use crate::checks;
use crate::checks::validity::{self, Fault};
use crate::source::Span;
use crate::stack::Resource;

/// How many gaps of one side are told: a file that is broken throughout makes one error after another.
const MOST_TOLD: usize = 8;

pub(super) fn gaps(context: &Context<'_>) -> Vec<Gap> {
    let [ours, theirs] = [context.model, context.ideal].map(faults);
    let twin = |fault: &Fault, others: &[Fault]| others.iter().position(|other| other.message == fault.message);
    let of_model = ours.iter().map(|fault| match twin(fault, &theirs) {
        Some(at) => gap(context, SideId::Both, Some(fault), theirs.get(at)),
        None => gap(context, SideId::Model, Some(fault), None),
    });
    let of_ideal = theirs.iter().filter(|fault| twin(fault, &ours).is_none());
    of_model.chain(of_ideal.map(|fault| gap(context, SideId::Ideal, None, Some(fault)))).collect()
}

/// What certainly keeps one side from being deployed, each thing once.
fn faults(analysis: &Analysis) -> Vec<Fault> {
    let mut told: Vec<Fault> = Vec::new();
    for fault in validity::find(analysis) {
        let is_certain = fault.severity <= Severity::High;
        if is_certain && told.len() < MOST_TOLD && told.iter().all(|other| other.message != fault.message) {
            told.push(fault);
        }
    }
    told
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
