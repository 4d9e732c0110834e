//! Verdicts: what a reader must know about a pair before its gaps, since it decides what the gaps can mean.
//!
//! A side without code has no settings, an excerpt leaves out what it does not speak of, an answer that breaks off lacks its end. A wrong
//! verdict is worse than none: each has evidence, and says nothing where there is doubt.

mod cut_off;
mod excerpt;
mod identical;
mod no_code;
mod other_task;

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use crate::Analysis;
use crate::dimensions::{Evidence, SideId};
use crate::prompt::Prompt;
use crate::source::Lines;

/// What must be known about a pair before its gaps.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Verdict {
    /// Which it is.
    pub verdict: VerdictId,
    /// The side that it is about.
    pub side: SideId,
    /// What is so, in a sentence or two.
    pub reason: String,
    /// Where one sees it.
    pub evidence: Vec<Evidence>,
}

/// The verdicts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, JsonSchema, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum VerdictId {
    /// The two answers are one.
    Identical,
    /// The answer holds no code, and its prose describes no infrastructure.
    NoCode,
    /// The answer holds no code, but its prose describes infrastructure.
    ProseOnly,
    /// The answer builds something else than the task asks for.
    OtherTask,
    /// The answer breaks off in its code.
    CutOff,
    /// The answer shows a part of its code and says, or shows, that there is more.
    Excerpt,
}

impl VerdictId {
    /// Its name in the JSON contract and for people.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Identical => "identical",
            Self::NoCode => "no-code",
            Self::ProseOnly => "prose-only",
            Self::OtherTask => "other-task",
            Self::CutOff => "cut-off",
            Self::Excerpt => "excerpt",
        }
    }
}

/// One answer of the pair, as verdicts look at it.
#[derive(Clone, Copy)]
struct Answer<'a> {
    id: SideId,
    analysis: &'a Analysis,
}

impl Answer<'_> {
    /// How a sentence calls it: `the model's answer`.
    fn title(self) -> &'static str {
        match self.id {
            SideId::Ideal => "ideal answer",
            _ => "model's answer",
        }
    }

    fn evidence(self, start: u32, end: u32) -> Evidence {
        Evidence { file: Arc::clone(&self.analysis.response.name), lines: Lines { start, end }, address: None }
    }
}

/// The verdicts on a pair, those on both sides first.
#[must_use]
pub fn find(model: &Analysis, ideal: &Analysis, prompt: Option<&Prompt>) -> Vec<Verdict> {
    let sides = [Answer { id: SideId::Model, analysis: model }, Answer { id: SideId::Ideal, analysis: ideal }];
    let mut verdicts: Vec<Verdict> = identical::verdict(sides).into_iter().collect();
    let same = !verdicts.is_empty();
    verdicts.extend(sides.into_iter().filter_map(no_code::verdict));
    verdicts.extend(sides.into_iter().filter_map(cut_off::verdict));
    if !same {
        verdicts.extend(prompt.and_then(|prompt| other_task::verdict(sides, prompt)));
        verdicts.extend(excerpt::verdicts(sides));
    }
    verdicts.sort_by_key(|verdict| (verdict.side != SideId::Both, verdict.side, verdict.verdict));
    verdicts
}

/// Whether one of these verdicts is on that side.
#[must_use]
pub fn has(verdicts: &[Verdict], side: SideId, any_of: &[VerdictId]) -> bool {
    verdicts.iter().any(|verdict| verdict.side == side && any_of.contains(&verdict.verdict))
}

/// The verdicts on a side that shows no code.
pub const WITHOUT_CODE: [VerdictId; 2] = [VerdictId::NoCode, VerdictId::ProseOnly];

#[cfg(test)]
mod tests;
