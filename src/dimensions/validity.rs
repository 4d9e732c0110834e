//! *validity*: what would not parse or not deploy, as reading the answers showed.

use std::sync::Arc;

use super::side::Side;
use super::wording::capitalised;
use super::{Context, DimensionId, Gap, GapKind, Severity, SideFact, SideId};
use crate::source::{Diagnostic, Level, Span};
use crate::stack::Resource;

/// How many gaps of one side are told: a file that is broken throughout makes one error after another.
const MOST_TOLD: usize = 8;

pub(super) fn gaps(context: &Context<'_>) -> Vec<Gap> {
    let [ours, theirs] = context.sides().map(|side| errors(side));
    let mut gaps = Vec::new();
    for (side, errors) in [(context.model_side(), &ours), (context.ideal_side(), &theirs)] {
        let mut told: Vec<&str> = Vec::new();
        for error in errors {
            if told.len() == MOST_TOLD || told.contains(&error.message.as_str()) {
                continue;
            }
            told.push(&error.message);
            let twin = (side.id == SideId::Model).then(|| theirs.iter().find(|other| other.message == error.message));
            match (side.id, twin.flatten()) {
                (SideId::Model, Some(twin)) => gaps.push(gap(context, SideId::Both, Some(error), Some(twin))),
                (SideId::Model, None) => gaps.push(gap(context, SideId::Model, Some(error), None)),
                _ if ours.iter().any(|other| other.message == error.message) => {}
                _ => gaps.push(gap(context, SideId::Ideal, None, Some(error))),
            }
        }
    }
    gaps
}

/// What is wrong on one side.
fn errors(side: Side<'_>) -> Vec<&Diagnostic> {
    let all = side.response.diagnostics.iter().chain(&side.stack.diagnostics);
    all.filter(|diagnostic| diagnostic.level == Level::Error).collect()
}

fn gap(context: &Context<'_>, side: SideId, ours: Option<&Diagnostic>, theirs: Option<&Diagnostic>) -> Gap {
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
    let place = |side: Side<'_>, error: Option<&Diagnostic>| SideFact {
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
