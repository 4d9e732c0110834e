//! `other-task`: an answer that builds something else than the task asks for.

use std::collections::BTreeSet;

use super::{Answer, Verdict, VerdictId};
use crate::dimensions::{SideId, wording};
use crate::prompt::{Demanded, Prompt};
use crate::stack::Stack;
use crate::stack::services::service;

/// What a service is for, if it says what a system is: networks, keys, logs and roles are part of every system.
const TELLING_GROUPS: [&str; 6] = ["compute", "data", "messaging", "api", "analytics", "machine learning"];

/// How many services the task must ask for, and the other answer have of them, before an answer without any is taken for another task's.
/// Chosen because a single one is often named in passing.
const LEAST_DEMANDED: usize = 2;

pub(super) fn verdict([model, ideal]: [Answer<'_>; 2], prompt: &Prompt) -> Option<Verdict> {
    let demanded = demanded(prompt);
    if demanded.len() < LEAST_DEMANDED {
        return None;
    }
    let (ours, theirs) = (built(&model.analysis.stack), built(&ideal.analysis.stack));
    if !ours.is_disjoint(&theirs) {
        return None;
    }
    let met = |services: &BTreeSet<&str>| services.intersection(&demanded).count();
    let (side, services) = match (met(&ours), met(&theirs)) {
        (0, LEAST_DEMANDED..) if !ours.is_empty() => (model, ours),
        (LEAST_DEMANDED.., 0) if !theirs.is_empty() => (ideal, theirs),
        _ => return None,
    };
    let asked: Vec<&str> = demanded.into_iter().collect();
    let built: Vec<&str> = services.into_iter().collect();
    let other = if side.id == SideId::Model { "ideal answer" } else { "model's answer" };
    let reason = format!(
        "The {} builds something else: {}. It has none of the services that {} asks for ({}), and shares none with the {other}.",
        side.title(),
        wording::folded(&built),
        prompt.name,
        wording::folded(&asked),
    );
    let mut evidence: Vec<_> = side
        .analysis
        .stack
        .resources
        .iter()
        .find_map(crate::stack::Resource::span)
        .into_iter()
        .map(|span| {
            let lines = side.analysis.response.lines(span);
            side.evidence(lines.start, lines.end)
        })
        .collect();
    evidence.extend(citation(prompt));
    Some(Verdict { verdict: VerdictId::OtherTask, side: side.id, reason, evidence })
}

/// Where the prompt first asks for a telling service.
fn citation(prompt: &Prompt) -> Option<crate::dimensions::Evidence> {
    let telling = |what: &Demanded| match what {
        Demanded::Resource(types) => types.iter().any(|kind| telling_service(kind).is_some()),
        _ => false,
    };
    let demand = prompt.demands.iter().find(|demand| demand.wanted && telling(&demand.what))?;
    Some(crate::dimensions::Evidence { file: std::sync::Arc::clone(&prompt.name), lines: demand.lines, address: None })
}

/// The telling services that a task asks for.
fn demanded(prompt: &Prompt) -> BTreeSet<&'static str> {
    let wanted = prompt.demands.iter().filter(|demand| demand.wanted);
    let types = wanted.filter_map(|demand| match &demand.what {
        Demanded::Resource(types) => Some(types),
        _ => None,
    });
    types.flatten().filter_map(|kind| telling_service(kind)).collect()
}

/// The telling services that a stack has.
fn built(stack: &Stack) -> BTreeSet<&'static str> {
    stack.resources.iter().filter_map(|resource| telling_service(&resource.kind)).collect()
}

fn telling_service(kind: &str) -> Option<&'static str> {
    service(kind).filter(|service| TELLING_GROUPS.contains(&service.group)).map(|service| service.title)
}
