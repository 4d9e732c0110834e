//! `gapdiff verify`: holds the claims of a document that someone wrote about a pair against the two answers.
//!
//! A claim is called false only where the answers show it. What cannot be told is undecided, and what is no claim (advice, examples, opinions) is
//! left out.

mod absence;
mod answer;
mod lines;
mod money;
mod names;
mod quotes;
mod statements;
mod values;

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use crate::Analysis;
use crate::dimensions::{Evidence, SideId};
use crate::source::Lines;
use answer::Answer;

/// A claim of the document, and what the answers say about it.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Claim {
    /// What is claimed.
    pub about: About,
    /// Its lines in the document.
    #[serde(flatten)]
    pub lines: Lines,
    /// Its words, shortened.
    pub text: String,
    /// Whether it holds.
    pub truth: Truth,
    /// Why.
    pub reason: String,
    /// Where one sees it.
    pub evidence: Vec<Evidence>,
}

/// What a claim is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, JsonSchema, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum About {
    /// That something stands on certain lines.
    Lines,
    /// That an answer holds this code.
    Quote,
    /// That a resource or type exists.
    Name,
    /// That a setting has a value.
    Value,
    /// That an answer lacks something.
    Absence,
    /// That amounts of money come to a sum.
    Sum,
    /// That two totals are both right.
    Totals,
}

impl About {
    /// Its name in the JSON contract and for people.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Lines => "lines",
            Self::Quote => "quote",
            Self::Name => "name",
            Self::Value => "value",
            Self::Absence => "absence",
            Self::Sum => "sum",
            Self::Totals => "totals",
        }
    }
}

/// Whether a claim holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, JsonSchema, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Truth {
    /// The answers show the contrary.
    False,
    /// The answers do not tell.
    Undecided,
    /// The answers show it.
    True,
}

impl Truth {
    /// Its name in the JSON contract and for people.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::False => "false",
            Self::Undecided => "undecided",
            Self::True => "true",
        }
    }
}

/// One answer with its text.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    /// Its analysis.
    pub analysis: &'a Analysis,
    /// Its Markdown.
    pub text: &'a [u8],
}

/// The claims of a document that can be checked, in its order.
#[must_use]
pub fn verify(document: &[u8], model: Given<'_>, ideal: Given<'_>) -> Vec<Claim> {
    let text = String::from_utf8_lossy(document);
    let statements = statements::read(&text);
    let answers = [Answer::new(SideId::Model, model), Answer::new(SideId::Ideal, ideal)];
    let mut claims = Vec::new();
    for statement in &statements {
        lines::check(statement, &answers, &mut claims);
        quotes::check(statement, &answers, &mut claims);
        names::check(statement, &answers, &mut claims);
        values::check(statement, &answers, &mut claims);
        absence::check(statement, &answers, &mut claims);
    }
    money::check(&statements, &mut claims);
    claims.sort_by_key(|claim| (claim.lines.start, claim.about));
    claims.dedup_by(|one, other| one.about == other.about && one.lines == other.lines && one.text == other.text);
    claims
}

fn evidence(answer: &Answer<'_>, lines: Lines) -> Evidence {
    Evidence { file: Arc::clone(&answer.analysis.response.name), lines, address: None }
}

#[cfg(test)]
mod tests;
