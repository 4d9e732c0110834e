//! Methods of strings.

use base64::Engine;
use regex::Regex;

use crate::program::evaluator::{Evaluator, Invocation};
use crate::program::language::methods::{self, decided, ends_with, map_text, split, starts_with};
use crate::program::operators;
use crate::program::text::padded;
use crate::program::value::{Kind, Value};

/// A method of a string, of which parts may not be known.
pub(super) fn method(evaluator: &mut Evaluator<'_>, text: &Value, name: &str, call: &Invocation) -> Option<Value> {
    let span = call.span;
    let first = call.first().map(|value| evaluator.frozen(value));
    let argument = first.as_ref().and_then(Value::as_str);
    Some(match name {
        "toUpperCase" | "toLocaleUpperCase" => map_text(text, span, str::to_uppercase),
        "toLowerCase" | "toLocaleLowerCase" => map_text(text, span, str::to_lowercase),
        "toString" if argument == Some("base64") => {
            let encoded = |text: &str| base64::engine::general_purpose::STANDARD.encode(text);
            text.as_str().map_or_else(|| operators::unknown(&[text], span), |known| Value::text(encoded(known), span))
        }
        "toString" | "valueOf" | "normalize" => text.clone(),
        "concat" => {
            let more: Vec<_> = call.positional.iter().map(|part| evaluator.frozen(part)).collect();
            Value::join([text.clone()].into_iter().chain(more), span)
        }
        "startsWith" => decided(starts_with(text, argument?), &[text], span),
        "endsWith" => decided(ends_with(text, argument?), &[text], span),
        "includes" => {
            let part = argument?;
            let inside = match &text.kind {
                Kind::Join(parts) => {
                    let found = parts.iter().any(|known| known.as_str().is_some_and(|known| known.contains(part)));
                    found.then_some(true)
                }
                _ => text.as_str().map(|known| known.contains(part)),
            };
            decided(inside, &[text], span)
        }
        "replace" | "replaceAll" => replace(evaluator, text, name == "replaceAll", call)?,
        // What follows needs the whole text.
        _ => return known_text_method(evaluator, text, argument, name, call),
    })
}

fn known_text_method(
    evaluator: &mut Evaluator<'_>,
    text: &Value,
    argument: Option<&str>,
    name: &str,
    call: &Invocation,
) -> Option<Value> {
    let span = call.span;
    let Some(known) = text.as_str() else { return Some(operators::unknown(&[text], span)) };
    let made = |made: &str| Value { kind: Kind::Text(made.into()), ..text.clone() }.at(span);
    let number = |at: usize| call.positional.get(at).and_then(Value::as_number);
    let letters: Vec<char> = known.chars().collect();
    let position = |at: Option<usize>| at.map_or(-1.0, |at| known[..at].chars().count() as f64);
    Some(match name {
        "trim" => made(known.trim()),
        "trimStart" | "trimLeft" => made(known.trim_start()),
        "trimEnd" | "trimRight" => made(known.trim_end()),
        "split" => {
            let limit = number(1).map_or(usize::MAX, |limit| limit.max(0.0) as usize);
            let parts = match call.first().map(|separator| &separator.kind) {
                None => vec![made(known)],
                Some(_) => match (argument, pattern(evaluator, call.first()?)) {
                    (Some(separator), _) => split(known, Some(separator), None, span),
                    (None, Some((pattern, _))) => pattern.split(known).map(made).collect(),
                    (None, None) => return None,
                },
            };
            let parts = parts.into_iter().take(limit).collect();
            evaluator.new_list(parts, span)
        }
        "slice" => {
            let (start, end) = methods::slice_bounds(letters.len(), number(0), number(1));
            made(&letters.get(start..end)?.iter().collect::<String>())
        }
        "substring" => {
            let bound =
                |at: Option<f64>, missing: usize| at.map_or(missing, |at| at.clamp(0.0, letters.len() as f64) as usize);
            let (start, end) = (bound(number(0), 0), bound(number(1), letters.len()));
            made(&letters.get(start.min(end)..start.max(end))?.iter().collect::<String>())
        }
        "substr" => {
            let (start, _) = methods::slice_bounds(letters.len(), number(0), None);
            let length = number(1).map_or(usize::MAX, |length| length.max(0.0) as usize);
            made(&letters.iter().skip(start).take(length).collect::<String>())
        }
        "charAt" => made(&letters.get(number(0).unwrap_or(0.0) as usize).map(char::to_string).unwrap_or_default()),
        "at" => {
            let at = number(0)?;
            let at = if at < 0.0 { at + letters.len() as f64 } else { at };
            letters.get(at as usize).filter(|_| at >= 0.0).map_or_else(Value::null, |letter| made(&letter.to_string()))
        }
        "charCodeAt" | "codePointAt" => {
            Value::number(f64::from(u32::from(*letters.get(number(0).unwrap_or(0.0) as usize)?)), span)
        }
        "indexOf" => Value::number(position(known.find(argument?)), span),
        "lastIndexOf" => Value::number(position(known.rfind(argument?)), span),
        "repeat" => {
            let count = number(0)?.max(0.0) as usize;
            if !evaluator.spend(count.saturating_mul(known.len())) {
                return Some(Value::unknown(crate::program::value::Reason::Limit, span));
            }
            made(&known.repeat(count))
        }
        "padStart" | "padEnd" => {
            let fill =
                call.positional.get(1).and_then(Value::as_str).and_then(|fill| fill.chars().next()).unwrap_or(' ');
            let width = number(0)?.clamp(0.0, 10_000.0) as usize;
            made(&padded(known, width, fill, if name == "padStart" { '>' } else { '<' }))
        }
        "localeCompare" => {
            let order = known.cmp(argument?);
            Value::number(f64::from(order as i8), span)
        }
        "match" | "search" => {
            let (pattern, _) = pattern(evaluator, call.first()?)?;
            let found = pattern.captures(known);
            if name == "search" {
                return Some(Value::number(position(found.and_then(|found| Some(found.get(0)?.start()))), span));
            }
            let Some(found) = found else { return Some(Value::new(Kind::Null, span)) };
            let groups =
                found.iter().map(|group| group.map_or_else(Value::null, |group| made(group.as_str()))).collect();
            evaluator.new_list(groups, span)
        }
        _ => return None,
    })
}

/// `replace(from, to)`: the first occurrence of a text, or what a regular expression matches.
fn replace(evaluator: &mut Evaluator<'_>, text: &Value, all: bool, call: &Invocation) -> Option<Value> {
    let from = call.first()?;
    let to = call.positional.get(1).map(|value| evaluator.frozen(value))?;
    let to = to.as_str()?.to_owned();
    if let Some(from) = from.as_str() {
        return Some(match all {
            true => map_text(text, call.span, |known| known.replace(from, &to)),
            // Which part has the first occurrence is not known when parts are not.
            false if text.as_str().is_none() => operators::unknown(&[text], call.span),
            false => map_text(text, call.span, |known| known.replacen(from, &to, 1)),
        });
    }
    let (pattern, flags) = pattern(evaluator, from)?;
    if text.as_str().is_none() && !(flags.contains('g') && is_single_letter(pattern.as_str())) {
        return Some(operators::unknown(&[text], call.span));
    }
    let to = to.replace("$&", "$0");
    Some(map_text(text, call.span, |known| match flags.contains('g') {
        true => pattern.replace_all(known, to.as_str()).into_owned(),
        false => pattern.replace(known, to.as_str()).into_owned(),
    }))
}

/// Whether a pattern matches one letter at a time, so that it can be applied to the parts of a text: `[^a-z0-9]`, `_`.
fn is_single_letter(pattern: &str) -> bool {
    let inner = pattern.strip_prefix("(?i)").unwrap_or(pattern);
    let is_class = inner.starts_with('[') && inner.find(']') == Some(inner.len() - 1);
    is_class || inner.strip_prefix('\\').unwrap_or(inner).chars().count() == 1
}

/// A regular expression and its flags, if Rust understands it alike.
pub(super) fn pattern(evaluator: &mut Evaluator<'_>, value: &Value) -> Option<(Regex, String)> {
    let parts = evaluator.map_of(value)?;
    let flags = parts.get("flags")?.as_text()?;
    let insensitive = if flags.contains('i') { "(?i)" } else { "" };
    let source = parts.get("source")?.as_text()?.replace("\\/", "/").replace("\\d", "[0-9]");
    Some((Regex::new(&format!("{insensitive}{source}")).ok()?, flags))
}
