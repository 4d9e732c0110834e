//! Which input tells environments apart, and whether a name carries it.

use std::sync::Arc;

use super::super::side::{Side, first_span};
use crate::matching::split_words;
use crate::program::value::{Kind, Provenance, Reason, Value};

/// Words of what an input that tells deployments apart is called, the one that says it best first.
const WORDS: [&str; 4] = ["suffix", "environment", "env", "stage"];

/// What environments are called. A name that holds one of these may carry the environment in a way that was not seen.
const ENVIRONMENTS: [&str; 9] =
    ["dev", "development", "test", "staging", "stage", "prod", "production", "qa", "sandbox"];

/// The input that names the environment on a side.
pub(super) fn input(side: Side<'_>) -> Option<Arc<str>> {
    let inputs = || side.stack.inputs.iter().map(|input| &input.name);
    WORDS.iter().find_map(|word| inputs().find(|name| name.to_lowercase().contains(word))).cloned()
}

/// The name in the code of a value that stands for the environment: `environmentSuffix` of `` `logs-${props.environmentSuffix}` ``.
pub(super) fn named_in<'a>(side: Side<'a>, value: &Value) -> Option<&'a str> {
    let code = side.response.text(first_span(value)?);
    let names = || code.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    WORDS
        .iter()
        .find_map(|word| names().find(|name| is_variable(code, name) && split_words(name).iter().any(|it| it == word)))
}

/// Whether a name stands in code where a value is put in, and is no word of a text.
fn is_variable(code: &str, name: &str) -> bool {
    code.trim_matches(['"', '\'']) == name
        || ["{", ".", "+ ", ", "].iter().any(|before| code.contains(&format!("{before}{name}")))
}

/// Whether a name is an input as a whole, so that whoever deploys it can choose it.
pub(super) fn is_input(side: Side<'_>, value: &Value) -> bool {
    match &value.kind {
        Kind::Text(_) => value.provenance == Provenance::ResponseDefault && is_written(side, value),
        Kind::Unknown(_) => true,
        _ => false,
    }
}

/// Whether what a name carries can be seen where it stands, and is not put together elsewhere.
pub(super) fn is_plain(side: Side<'_>, value: &Value) -> bool {
    let is_default = value.provenance == Provenance::ResponseDefault;
    is_default || value.as_str().is_none() || is_written(side, value) || named_in(side, value).is_some()
}

/// Whether a text stands in the code as it is.
fn is_written(side: Side<'_>, value: &Value) -> bool {
    let text = value.as_str().unwrap_or_default();
    first_span(value).is_none_or(|span| side.response.text(span).contains(text))
}

/// Whether a name certainly says nothing of the environment, neither in its code nor in what is known of it.
pub(super) fn is_lacking(side: Side<'_>, value: &Value) -> bool {
    let says = |text: &str| {
        split_words(text).iter().any(|word| WORDS.contains(&word.as_str()) || ENVIRONMENTS.contains(&word.as_str()))
    };
    let known: Vec<String> = side
        .stack
        .inputs
        .iter()
        .filter(|input| says(&input.name))
        .filter_map(|input| input.value.as_ref()?.as_text())
        .collect();
    let is_silent = |part: &Value| match &part.kind {
        Kind::Text(text) => {
            !says(text) && !known.iter().any(|value| !value.is_empty() && text.contains(value.as_str()))
        }
        Kind::Unknown(Reason::Input(name) | Reason::Unset(name) | Reason::Lookup(name)) => !says(name),
        _ => false,
    };
    let all_silent = match &value.kind {
        Kind::Join(parts) => parts.iter().all(is_silent),
        _ => is_silent(value),
    };
    all_silent && first_span(value).is_some_and(|span| !says(side.response.text(span)))
}
