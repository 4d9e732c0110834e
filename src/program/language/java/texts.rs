//! Methods of strings.

use regex::Regex;

use super::methods_equal;
use crate::program::evaluator::{Evaluator, Invocation};
use crate::program::language::methods::{self, decided, ends_with, map_text, starts_with};
use crate::program::operators;
use crate::program::text;
use crate::program::value::{Kind, Value};

/// A method of a string, of which parts may not be known.
pub(super) fn method(evaluator: &mut Evaluator<'_>, text: &Value, name: &str, call: &Invocation) -> Option<Value> {
    let span = call.span;
    let first = call.first().map(|value| evaluator.frozen(value));
    let argument = first.as_ref().and_then(Value::as_str);
    Some(match name {
        "toUpperCase" => map_text(text, span, str::to_uppercase),
        "toLowerCase" => map_text(text, span, str::to_lowercase),
        "toString" | "intern" | "getBytes" | "stripIndent" => text.clone(),
        "concat" => Value::join([text.clone(), first.clone()?], span),
        "equals" | "contentEquals" => methods_equal(text, &Invocation::of(vec![first.clone()?], span)),
        "equalsIgnoreCase" => {
            let same = text.as_str().zip(argument).map(|(a, b)| a.eq_ignore_ascii_case(b));
            decided(same, &[text], span)
        }
        "startsWith" => decided(starts_with(text, argument?), &[text], span),
        "endsWith" => decided(ends_with(text, argument?), &[text], span),
        "contains" => decided(text.as_str().map(|known| known.contains(argument.unwrap_or_default())), &[text], span),
        "isEmpty" | "isBlank" => decided(operators::truth(text).map(|truth| !truth), &[text], span),
        "replace" => {
            let to = call.positional.get(1).map(|value| evaluator.frozen(value))?;
            let (from, to) = (argument?, to.as_str()?.to_owned());
            map_text(text, span, |known| known.replace(from, &to))
        }
        "formatted" => {
            let arguments: Vec<_> = call.positional.iter().map(|value| evaluator.frozen(value)).collect();
            text::printed(text.as_str()?, &arguments, span)
        }
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
    let position = |at: Option<usize>| Value::number(at.map_or(-1.0, |at| known[..at].chars().count() as f64), span);
    let pattern = || Regex::new(argument?).ok();
    Some(match name {
        "trim" | "strip" => made(known.trim()),
        "stripLeading" => made(known.trim_start()),
        "stripTrailing" => made(known.trim_end()),
        "length" => Value::number(letters.len() as f64, span),
        "substring" | "subSequence" => {
            let (start, end) = methods::slice_bounds(letters.len(), number(0), number(1));
            made(&letters.get(start..end)?.iter().collect::<String>())
        }
        "charAt" => made(&letters.get(number(0)? as usize)?.to_string()),
        "indexOf" => position(known.find(argument?)),
        "lastIndexOf" => position(known.rfind(argument?)),
        "repeat" => {
            let count = number(0)?.max(0.0) as usize;
            if !evaluator.spend(count.saturating_mul(known.len())) {
                return None;
            }
            made(&known.repeat(count))
        }
        "replaceAll" => made(&pattern()?.replace_all(known, call.positional.get(1)?.as_str()?)),
        "replaceFirst" => made(&pattern()?.replace(known, call.positional.get(1)?.as_str()?)),
        "matches" => Value::bool(Regex::new(&format!("^(?:{})$", argument?)).ok()?.is_match(known), span),
        "split" => {
            let parts = pattern()?.split(known).map(made).collect();
            evaluator.new_list(parts, span)
        }
        "lines" => {
            let lines = known.lines().map(made).collect();
            evaluator.new_list(lines, span)
        }
        "chars" => {
            let letters = letters.iter().map(|letter| made(&letter.to_string())).collect();
            evaluator.new_list(letters, span)
        }
        "compareTo" => Value::number(f64::from(known.cmp(argument?) as i8), span),
        _ => return None,
    })
}
