//! `no-code` and `prose-only`: an answer that shows nothing that could be deployed or run.

use std::collections::BTreeSet;

use super::{Answer, Verdict, VerdictId};
use crate::dimensions::wording;
use crate::prompt::terms;
use crate::response::{Response, Role};

/// From how many lines on a configuration file is code to compare, such as a pipeline. Chosen because what answers quote of settings in
/// passing is shorter.
const LEAST_LINES: usize = 10;

/// From how many services on prose describes infrastructure. Chosen because one is also named in passing.
const LEAST_SERVICES: usize = 2;

pub(super) fn verdict(side: Answer<'_>) -> Option<Verdict> {
    let response = &side.analysis.response;
    if has_code(response) || !side.analysis.stack.resources.is_empty() {
        return None;
    }
    let services = services(response);
    let (verdict, reason) = if services.len() < LEAST_SERVICES {
        let lines = wording::count(response.line_count as usize, "line", "lines");
        let reason = format!("The {} holds no code that could be compared, in {lines}.", side.title());
        (VerdictId::NoCode, reason)
    } else {
        let named: Vec<&str> = services.into_iter().collect();
        let reason = format!(
            "The {} shows no code that could be compared. Its text speaks of {}: what it says is compared as claims.",
            side.title(),
            wording::folded(&named)
        );
        (VerdictId::ProseOnly, reason)
    };
    Some(Verdict { verdict, side: side.id, reason, evidence: vec![side.evidence(1, response.line_count.max(1))] })
}

/// Whether there is anything that declares, runs or tests something.
fn has_code(response: &Response) -> bool {
    response.blocks.iter().any(|block| match block.role {
        Role::Infrastructure | Role::Application | Role::Test => true,
        Role::Configuration => block.text.lines().filter(|line| !line.trim().is_empty()).count() >= LEAST_LINES,
        Role::Shell | Role::Documentation | Role::Output => false,
    })
}

/// The services that the text speaks of, by the names of people.
fn services(response: &Response) -> BTreeSet<&'static str> {
    let mut services = BTreeSet::new();
    for prose in &response.prose {
        for (.., term) in terms::find(&prose.text.to_ascii_lowercase()) {
            if term.what == "service" {
                services.extend(crate::stack::services::service(&format!("AWS::{}", term.name)).map(|it| it.title));
            }
        }
    }
    services
}
