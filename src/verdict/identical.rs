//! `identical`: the two answers are one.

use super::{Answer, Verdict, VerdictId};
use crate::dimensions::SideId;
use crate::response::{Response, Role};

pub(super) fn verdict([model, ideal]: [Answer<'_>; 2]) -> Option<Verdict> {
    let (ours, theirs) = (&model.analysis.response, &ideal.analysis.response);
    if !same(code(ours), code(theirs)) {
        return None;
    }
    let reason = if same(prose(ours), prose(theirs)) {
        "The two answers are the same text."
    } else if ours.files.iter().any(|file| matches!(file.role, Role::Infrastructure | Role::Application)) {
        "The two answers hold the same code; only the text around it differs."
    } else {
        return None;
    };
    let evidence = [model, ideal].map(|side| side.evidence(1, side.analysis.response.line_count.max(1)));
    Some(Verdict {
        verdict: VerdictId::Identical,
        side: SideId::Both,
        reason: reason.to_owned(),
        evidence: evidence.into(),
    })
}

/// The words of all code, file by file.
fn code(response: &Response) -> impl Iterator<Item = &str> {
    response.files.iter().flat_map(|file| file.path.as_deref().into_iter().chain(file.text.split_whitespace()))
}

/// The words of all prose, and of the drafts that a later block replaced.
fn prose(response: &Response) -> impl Iterator<Item = &str> {
    let drafts = response.blocks.iter().filter(|block| block.replaced).map(|block| &block.text);
    response.prose.iter().map(|prose| &prose.text).chain(drafts).flat_map(|text| text.split_whitespace())
}

fn same<'a>(one: impl Iterator<Item = &'a str>, other: impl Iterator<Item = &'a str>) -> bool {
    one.eq(other)
}
