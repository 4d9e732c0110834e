//! Functions of lists and maps.

use std::sync::Arc;

use super::arguments::{Arguments, Failure, Outcome, is_rest, rest};
use super::{Function, MANY};
use crate::program::expression::UNKNOWN_REST;
use crate::program::operators::{equal, first_reason};
use crate::program::value::{Kind, Map, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    ("alltrue", 1, 1, |a| every(a, true)),
    ("anytrue", 1, 1, |a| every(a, false)),
    ("chunklist", 2, 2, chunk_list),
    ("coalesce", 1, MANY, coalesce),
    ("coalescelist", 1, MANY, coalesce_list),
    ("compact", 1, 1, compact),
    ("concat", 0, MANY, concat),
    ("contains", 2, 2, contains),
    ("distinct", 1, 1, |a| a.list_result(distinct(a.open_list(0)?))),
    ("element", 2, 2, element),
    ("flatten", 1, 1, |a| a.list_result(flatten(a.open_list(0)?, a))),
    ("index", 2, 2, index),
    ("keys", 1, 1, keys),
    ("length", 1, 1, length),
    ("lookup", 2, 3, lookup),
    ("matchkeys", 3, 3, match_keys),
    ("merge", 0, MANY, merge),
    ("one", 1, 1, one),
    ("range", 1, 3, range),
    ("reverse", 1, 1, |a| a.list_result(a.list(0)?.iter().rev().cloned().collect())),
    ("slice", 3, 3, slice),
    ("sort", 1, 1, sort),
    ("transpose", 1, 1, transpose),
    ("values", 1, 1, values),
    ("zipmap", 2, 2, zipmap),
];

/// Terraform's own limit for `range`.
const LONGEST_RANGE: usize = 1024;

/// `alltrue`: no element is false; `anytrue`: one element is true.
fn every(arguments: &Arguments<'_>, wanted: bool) -> Outcome<Value> {
    let mut unknown = None;
    for item in arguments.open_list(0)? {
        match arguments.bool_of(item) {
            Ok(truth) if truth == wanted => {}
            Ok(_) => return arguments.bool_result(!wanted),
            Err(_) if item.is_null() => return arguments.bool_result(false),
            Err(failure) => unknown = unknown.or(Some(failure)),
        }
    }
    unknown.map_or_else(|| arguments.bool_result(wanted), Err)
}

fn chunk_list(arguments: &Arguments<'_>) -> Outcome<Value> {
    let (items, size) = (arguments.list(0)?, arguments.integer(1)?);
    let size = if size > 0 { size as usize } else { items.len().max(1) };
    arguments.list_result(items.chunks(size).map(|chunk| Value::list(chunk.to_vec(), arguments.span)).collect())
}

/// The first that is neither null nor an empty string.
fn coalesce(arguments: &Arguments<'_>) -> Outcome<Value> {
    let chosen = arguments.values.iter().find(|value| !value.is_null() && value.as_str() != Some(""));
    chosen.cloned().ok_or_else(|| arguments.invalid("has no value that is neither null nor empty"))
}

fn coalesce_list(arguments: &Arguments<'_>) -> Outcome<Value> {
    let chosen =
        arguments.values.iter().find(|value| !value.is_null() && value.as_list().is_none_or(|items| !items.is_empty()));
    chosen.cloned().ok_or_else(|| arguments.invalid("has no list that is not empty"))
}

fn compact(arguments: &Arguments<'_>) -> Outcome<Value> {
    let items = arguments.open_list(0)?.iter();
    arguments.list_result(items.filter(|item| !item.is_null() && item.as_str() != Some("")).cloned().collect())
}

fn concat(arguments: &Arguments<'_>) -> Outcome<Value> {
    let mut items = Vec::new();
    for value in arguments.values {
        match arguments.list_of(value) {
            Ok(list) => items.extend(list.iter().cloned()),
            Err(Failure::Unknown(reason)) => items.push(rest(reason, arguments.span)),
            Err(failure) => return Err(failure),
        }
    }
    arguments.list_result(items)
}

fn contains(arguments: &Arguments<'_>) -> Outcome<Value> {
    let Some(wanted) = arguments.get(1) else { return Err(arguments.invalid("misses an argument")) };
    let mut unknown = None;
    for item in arguments.open_list(0)? {
        // What Terraform compares has one type: a number in a list of strings is a string.
        let same_text = || matches!((item.as_text(), wanted.as_text()), (Some(a), Some(b)) if a == b);
        match if is_rest(item) { None } else { equal(item, wanted) } {
            Some(true) => return arguments.bool_result(true),
            Some(false) if same_text() => return arguments.bool_result(true),
            Some(false) => {}
            None => unknown = unknown.or_else(|| first_reason(item)).or_else(|| first_reason(wanted)),
        }
    }
    unknown.map_or_else(|| arguments.bool_result(false), |reason| Err(Failure::Unknown(reason)))
}

/// The elements without those that are equal to an earlier one.
pub(super) fn distinct(items: &[Value]) -> Vec<Value> {
    let mut distinct: Vec<Value> = Vec::with_capacity(items.len());
    for item in items {
        if !distinct.iter().any(|seen| equal(seen, item) == Some(true)) {
            distinct.push(item.clone());
        }
    }
    distinct
}

/// An element, counted around the end. Of a list that is not known, it is at least known which one.
fn element(arguments: &Arguments<'_>) -> Outcome<Value> {
    let index = arguments.integer(1)?;
    if let Some(Value { kind: Kind::Unknown(reason), .. }) = arguments.get(0) {
        return Err(Failure::Unknown(reason.part(&format!("[{index}]"))));
    }
    let items = arguments.list(0)?;
    if items.is_empty() {
        return Err(arguments.invalid("is given an empty list"));
    }
    items.get(index.rem_euclid(items.len() as i64) as usize).cloned().ok_or_else(|| arguments.invalid("finds nothing"))
}

fn flatten(items: &[Value], arguments: &Arguments<'_>) -> Vec<Value> {
    let mut flat = Vec::with_capacity(items.len());
    for item in items {
        match &item.kind {
            Kind::List(inner) => flat.extend(flatten(inner, arguments)),
            Kind::Unknown(reason) => flat.push(rest(reason.clone(), arguments.span)),
            _ => flat.push(item.clone()),
        }
    }
    flat
}

fn index(arguments: &Arguments<'_>) -> Outcome<Value> {
    let Some(wanted) = arguments.get(1) else { return Err(arguments.invalid("misses an argument")) };
    for (item, index) in arguments.list(0)?.iter().zip(0_u32..) {
        match equal(item, wanted) {
            Some(true) => return arguments.number_result(f64::from(index)),
            Some(false) => {}
            None => return Err(arguments.refusal(&Value::list(vec![item.clone(), wanted.clone()], None), "a value")),
        }
    }
    Err(arguments.invalid("does not find the value in the list"))
}

fn keys(arguments: &Arguments<'_>) -> Outcome<Value> {
    let mut keys: Vec<_> = arguments.map(0)?.keys().cloned().collect();
    keys.sort();
    arguments.list_result(keys.into_iter().map(|key| arguments.result(Kind::Text(key))).collect())
}

/// The entries of a map in the order in which Terraform walks them.
fn sorted(entries: &Map) -> Vec<(&Arc<str>, &Value)> {
    let mut sorted: Vec<_> = entries.iter().collect();
    sorted.sort_by_key(|(key, _)| *key);
    sorted
}

fn values(arguments: &Arguments<'_>) -> Outcome<Value> {
    arguments.list_result(sorted(arguments.map(0)?).into_iter().map(|(_, value)| value.clone()).collect())
}

fn length(arguments: &Arguments<'_>) -> Outcome<Value> {
    let length = match arguments.get(0).map(|value| &value.kind) {
        Some(Kind::List(_)) => arguments.list(0)?.len(),
        Some(Kind::Map(_)) => arguments.map(0)?.len(),
        _ => arguments.text(0)?.chars().count(),
    };
    arguments.number_result(length as f64)
}

fn lookup(arguments: &Arguments<'_>) -> Outcome<Value> {
    let (entries, key) = (arguments.open_map(0)?, arguments.text(1)?);
    if let Some(value) = entries.get(key.as_str()) {
        return Ok(value.clone());
    }
    arguments.map(0)?;
    arguments.get(2).cloned().ok_or_else(|| arguments.invalid(&format!("does not find the key {key}")))
}

fn match_keys(arguments: &Arguments<'_>) -> Outcome<Value> {
    let (values, keys, wanted) = (arguments.list(0)?, arguments.list(1)?, arguments.list(2)?);
    if values.len() != keys.len() {
        return Err(arguments.invalid("needs as many keys as values"));
    }
    let chosen = |key: &Value| wanted.iter().any(|wanted| equal(key, wanted) == Some(true));
    arguments
        .list_result(values.iter().zip(keys).filter(|(_, key)| chosen(key)).map(|(value, _)| value.clone()).collect())
}

fn merge(arguments: &Arguments<'_>) -> Outcome<Value> {
    let mut merged = Map::new();
    for value in arguments.values {
        match &value.kind {
            Kind::Map(entries) => merged.extend(entries.iter().map(|(key, value)| (Arc::clone(key), value.clone()))),
            Kind::Null => {}
            _ => match arguments.refusal(value, "maps") {
                Failure::Unknown(reason) => {
                    merged.insert(UNKNOWN_REST.into(), Value::unknown(reason, arguments.span));
                }
                failure @ Failure::Invalid(_) => return Err(failure),
            },
        }
    }
    arguments.map_result(merged)
}

fn one(arguments: &Arguments<'_>) -> Outcome<Value> {
    match arguments.list(0)? {
        [] => Ok(arguments.result(Kind::Null)),
        [only] => Ok(only.clone()),
        _ => Err(arguments.invalid("needs a list of at most one element")),
    }
}

fn range(arguments: &Arguments<'_>) -> Outcome<Value> {
    let (start, limit) = match arguments.values.len() {
        1 => (0.0, arguments.number(0)?),
        _ => (arguments.number(0)?, arguments.number(1)?),
    };
    let down = limit < start;
    let step = if arguments.values.len() == 3 {
        arguments.number(2)?
    } else if down {
        -1.0
    } else {
        1.0
    };
    if step == 0.0 || (step < 0.0) != down && start != limit {
        return Err(arguments.invalid("has a step that does not lead from start to limit"));
    }
    let mut items = Vec::new();
    let mut number = start;
    while if down { number > limit } else { number < limit } {
        if items.len() >= LONGEST_RANGE {
            return Err(arguments.invalid("makes more than 1024 values"));
        }
        items.push(arguments.result(Kind::Number(number)));
        number += step;
    }
    arguments.list_result(items)
}

/// A part of a list. Of a list that is not known, it is at least known which elements are taken.
fn slice(arguments: &Arguments<'_>) -> Outcome<Value> {
    let (start, end) = (arguments.integer(1)?, arguments.integer(2)?);
    if start < 0 || end < start {
        return Err(arguments.invalid("needs bounds that follow each other"));
    }
    if let Some(Value { kind: Kind::Unknown(reason), span, .. }) = arguments.get(0)
        && end - start <= LONGEST_RANGE as i64
    {
        let part = |index: i64| Value::unknown(reason.part(&format!("[{index}]")), *span);
        return arguments.list_result((start..end).map(part).collect());
    }
    let items = arguments.open_list(0)?;
    let part = items.get(start as usize..end as usize).map(<[Value]>::to_vec);
    match part {
        Some(part) if !part.iter().any(is_rest) => arguments.list_result(part),
        _ => Err(arguments.list(0).err().unwrap_or_else(|| arguments.invalid("reaches beyond the end of the list"))),
    }
}

fn sort(arguments: &Arguments<'_>) -> Outcome<Value> {
    let texts: Outcome<Vec<_>> = arguments.list(0)?.iter().map(|item| arguments.text_of(item)).collect();
    let mut texts = texts?;
    texts.sort();
    arguments.list_result(texts.into_iter().map(|text| arguments.result(Kind::Text(text.into()))).collect())
}

fn transpose(arguments: &Arguments<'_>) -> Outcome<Value> {
    let mut turned = Map::new();
    for (key, items) in sorted(arguments.map(0)?) {
        for item in arguments.list_of(items)? {
            let group = turned.entry(arguments.text_of(item)?.into()).or_insert_with(|| Value::list(Vec::new(), None));
            if let Kind::List(keys) = &mut group.kind {
                Arc::make_mut(keys).push(Value::text(Arc::clone(key), arguments.span));
            }
        }
    }
    arguments.map_result(turned)
}

fn zipmap(arguments: &Arguments<'_>) -> Outcome<Value> {
    let (keys, values) = (arguments.list(0)?, arguments.list(1)?);
    if keys.len() != values.len() {
        return Err(arguments.invalid("needs as many values as keys"));
    }
    let entries = keys.iter().zip(values).map(|(key, value)| Ok((arguments.text_of(key)?.into(), value.clone())));
    arguments.map_result(entries.collect::<Outcome<Map>>()?)
}
