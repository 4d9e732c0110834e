//! Sentences of a task that ask for what a check looks at.

use std::sync::LazyLock;

use super::super::Context;
use super::super::nouns::noun;
use crate::catalog::table::rows;
use crate::checks::Check;
use crate::matching::glob;
use crate::prompt::{Prompt, Sentence};

/// How a task speaks of what some checks look at.
struct Row {
    /// The pattern of the checks' ids.
    checks: &'static str,
    /// Alternatives; the words of one stand in a sentence that asks for it.
    asks: Vec<Vec<&'static str>>,
    /// A task in which one of these stands does not want it.
    denies: Vec<&'static str>,
}

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let alternatives = |text: &'static str| text.split('|').filter(|words| !words.is_empty());
    let row = |[checks, asks, denies]: [&'static str; 3]| Row {
        checks,
        asks: alternatives(asks).map(|words| words.split('+').collect()).collect(),
        denies: alternatives(denies).collect(),
    };
    rows(include_str!("../../../grammars/prompt/checks.tsv")).map(row).collect()
});

/// What a phrase calls the resource that a check is about.
const RESOURCE: &str = "{}";

fn rows_of(check: &Check) -> impl Iterator<Item = &'static Row> {
    ROWS.iter().filter(|row| glob(row.checks.as_bytes(), check.id.as_bytes()))
}

/// The first sentence of the task that asks for what a check looks at, in resources of that type.
pub(super) fn sentence<'a>(
    context: &Context<'a>,
    check: &Check,
    kind: Option<&str>,
) -> Option<(&'a Sentence, &'a Prompt)> {
    let prompt = context.prompt?;
    let singular = noun(kind.unwrap_or_default()).singular.to_lowercase();
    let resource = singular.rsplit(' ').next().unwrap_or_default();
    let asking = |words: &Vec<&'static str>| {
        let words: Vec<&str> = words.iter().map(|word| if *word == RESOURCE { resource } else { word }).collect();
        if words.contains(&"") { None } else { prompt.names(&words) }
    };
    let sentence = rows_of(check).flat_map(|row| &row.asks).find_map(asking)?;
    Some((sentence, prompt))
}

/// Whether the task does not want what a check looks at.
pub(super) fn is_denied(context: &Context<'_>, check: &Check) -> bool {
    let denies = |text: &str| rows_of(check).any(|row| row.denies.iter().any(|words| text.contains(words)));
    context.prompt.is_some_and(|prompt| prompt.sentences.iter().any(|sentence| denies(&sentence.text.to_lowercase())))
}
