//! Functions of strings.

use regex::{Captures, Regex, RegexBuilder};

use super::arguments::{Arguments, Outcome};
use super::{Function, MANY};
use crate::program::value::{Kind, LONGEST_TEXT, Map, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    ("chomp", 1, 1, |a| a.text_result(a.text(0)?.trim_end_matches(['\n', '\r']))),
    ("endswith", 2, 2, |a| a.bool_result(a.text(0)?.ends_with(&a.text(1)?))),
    ("indent", 2, 2, indent),
    ("join", 1, MANY, join),
    ("lower", 1, 1, |a| a.text_result(a.text(0)?.to_lowercase())),
    ("regex", 2, 2, first_match),
    ("regexall", 2, 2, all_matches),
    ("replace", 3, 3, replace),
    ("split", 2, 2, split),
    ("startswith", 2, 2, |a| a.bool_result(a.text(0)?.starts_with(&a.text(1)?))),
    ("strcontains", 2, 2, |a| a.bool_result(a.text(0)?.contains(&a.text(1)?))),
    ("strrev", 1, 1, |a| a.text_result(a.text(0)?.chars().rev().collect::<String>())),
    ("substr", 3, 3, substr),
    ("title", 1, 1, |a| a.text_result(title(&a.text(0)?))),
    ("trim", 2, 2, trim),
    ("trimprefix", 2, 2, trim_prefix),
    ("trimspace", 1, 1, |a| a.text_result(a.text(0)?.trim())),
    ("trimsuffix", 2, 2, trim_suffix),
    ("upper", 1, 1, |a| a.text_result(upper(&a.text(0)?))),
    ("basename", 1, 1, basename),
    ("dirname", 1, 1, dirname),
];

/// How large a compiled pattern may grow. Chosen because patterns in configurations are short, and a hostile one is not.
const LARGEST_PATTERN: usize = 1 << 20;

fn indent(arguments: &Arguments<'_>) -> Outcome<Value> {
    let spaces = arguments.integer(0)?.clamp(0, 200) as usize;
    let text = arguments.text(1)?;
    if text.len() + text.matches('\n').count() * spaces > LONGEST_TEXT {
        return Err(arguments.invalid("makes a text that is too long"));
    }
    arguments.text_result(text.replace('\n', &format!("\n{}", " ".repeat(spaces))))
}

/// Elements that are not known become parts of the text.
fn join(arguments: &Arguments<'_>) -> Outcome<Value> {
    let separator = arguments.text(0)?;
    let mut parts: Vec<Value> = Vec::new();
    for index in 1..arguments.values.len() {
        for item in arguments.list(index)? {
            if item.is_null() || item.as_list().is_some() || matches!(item.kind, Kind::Map(_)) {
                return Err(arguments.refusal(item, "strings"));
            }
            if !parts.is_empty() {
                parts.push(Value::text(separator.as_str(), None));
            }
            parts.push(item.clone());
        }
    }
    Ok(Value::join(parts, arguments.span))
}

fn split(arguments: &Arguments<'_>) -> Outcome<Value> {
    let (separator, text) = (arguments.text(0)?, arguments.text(1)?);
    let parts: Vec<String> = if separator.is_empty() {
        text.chars().map(String::from).collect()
    } else {
        text.split(&separator).map(str::to_owned).collect()
    };
    arguments.list_result(parts.into_iter().map(|part| arguments.result(Kind::Text(part.into()))).collect())
}

fn substr(arguments: &Arguments<'_>) -> Outcome<Value> {
    let text: Vec<char> = arguments.text(0)?.chars().collect();
    let (offset, length) = (arguments.integer(1)?, arguments.integer(2)?);
    let start = if offset < 0 { offset + text.len() as i64 } else { offset }.clamp(0, text.len() as i64) as usize;
    let length = if length < 0 { text.len() } else { length as usize };
    arguments.text_result(text.into_iter().skip(start).take(length).collect::<String>())
}

/// Only single letters are changed: `ß` stays.
fn upper(text: &str) -> String {
    text.chars()
        .map(|letter| {
            let mut upper = letter.to_uppercase();
            if upper.len() == 1 { upper.next().unwrap_or(letter) } else { letter }
        })
        .collect()
}

fn title(text: &str) -> String {
    let mut starts_word = true;
    text.chars()
        .map(|letter| {
            let changed = if starts_word { upper(&letter.to_string()) } else { letter.to_string() };
            starts_word = !(letter.is_alphanumeric() || letter == '_');
            changed
        })
        .collect()
}

fn trim(arguments: &Arguments<'_>) -> Outcome<Value> {
    let (text, set) = (arguments.text(0)?, arguments.text(1)?);
    arguments.text_result(text.trim_matches(|letter| set.contains(letter)))
}

fn trim_prefix(arguments: &Arguments<'_>) -> Outcome<Value> {
    let (text, prefix) = (arguments.text(0)?, arguments.text(1)?);
    arguments.text_result(text.strip_prefix(&prefix).unwrap_or(&text))
}

fn trim_suffix(arguments: &Arguments<'_>) -> Outcome<Value> {
    let (text, suffix) = (arguments.text(0)?, arguments.text(1)?);
    arguments.text_result(text.strip_suffix(&suffix).unwrap_or(&text))
}

fn basename(arguments: &Arguments<'_>) -> Outcome<Value> {
    let path = arguments.text(0)?;
    arguments.text_result(path.trim_end_matches('/').rsplit('/').next().unwrap_or_default())
}

fn dirname(arguments: &Arguments<'_>) -> Outcome<Value> {
    let path = arguments.text(0)?;
    arguments.text_result(path.rsplit_once('/').map_or(".", |(folder, _)| if folder.is_empty() { "/" } else { folder }))
}

/// A substring, or, between slashes, a pattern.
fn replace(arguments: &Arguments<'_>) -> Outcome<Value> {
    let (text, wanted, replacement) = (arguments.text(0)?, arguments.text(1)?, arguments.text(2)?);
    let inner = wanted.strip_prefix('/').and_then(|rest| rest.strip_suffix('/'));
    let replaced = match inner {
        Some(pattern) => compile(pattern, arguments)?.replace_all(&text, replacement.as_str()).into_owned(),
        None => text.replace(&wanted, &replacement),
    };
    if replaced.len() > LONGEST_TEXT {
        return Err(arguments.invalid("makes a text that is too long"));
    }
    arguments.text_result(replaced)
}

fn compile(pattern: &str, arguments: &Arguments<'_>) -> Outcome<Regex> {
    let compiled = RegexBuilder::new(pattern).size_limit(LARGEST_PATTERN).build();
    compiled.map_err(|_| arguments.invalid("is given a pattern that cannot be read"))
}

fn first_match(arguments: &Arguments<'_>) -> Outcome<Value> {
    let (pattern, text) = (compile(&arguments.text(0)?, arguments)?, arguments.text(1)?);
    let captures = pattern.captures(&text).ok_or_else(|| arguments.invalid("finds no match"))?;
    Ok(matched(&pattern, &captures, arguments))
}

fn all_matches(arguments: &Arguments<'_>) -> Outcome<Value> {
    let (pattern, text) = (compile(&arguments.text(0)?, arguments)?, arguments.text(1)?);
    arguments.list_result(pattern.captures_iter(&text).map(|found| matched(&pattern, &found, arguments)).collect())
}

/// What a match gives: its text, a list of its groups or a map of its named groups.
fn matched(pattern: &Regex, captures: &Captures<'_>, arguments: &Arguments<'_>) -> Value {
    let group = |index: usize| {
        let text = captures.get(index).map(|group| Kind::Text(group.as_str().into()));
        arguments.result(text.unwrap_or(Kind::Null))
    };
    let names: Vec<_> = pattern.capture_names().skip(1).collect();
    if names.is_empty() {
        return group(0);
    }
    if names.iter().all(Option::is_some) {
        let groups: Map = names.iter().flatten().zip(1..).map(|(&name, index)| (name.into(), group(index))).collect();
        return arguments.result(Kind::Map(groups.into()));
    }
    let groups: Vec<_> = (1..=names.len()).map(group).collect();
    arguments.result(Kind::List(groups.into()))
}
