//! Methods of lists, sets, streams and maps. A stream is the list of its elements.

use std::sync::Arc;

use indexmap::IndexMap;

use crate::program::evaluator::{Evaluator, Invocation};
use crate::program::expression::{Environment, key_text};
use crate::program::form::Binary;
use crate::program::language::methods::{self, compare, decided};
use crate::program::operators;
use crate::program::value::{Kind, Map, Value};
use crate::source::Span;

/// An entry of a map, which knows its key and its value.
pub(crate) fn entry(evaluator: &mut Evaluator<'_>, key: Value, value: Value, span: Span) -> Value {
    evaluator.new_map(Map::from_iter([("key".into(), key), ("value".into(), value)]), span)
}

/// A method of a list, set or stream.
pub(super) fn list_method(
    evaluator: &mut Evaluator<'_>,
    list: &Value,
    items: &[Value],
    name: &str,
    call: &Invocation,
) -> Option<Value> {
    let span = call.span;
    let nothing = Value::new(Kind::Null, span);
    let number = |at: usize| call.positional.get(at).and_then(Value::as_number);
    let each = |evaluator: &mut Evaluator<'_>| {
        let function = call.first()?.clone();
        let turns = items.iter().enumerate().map(|(at, item)| (Value::number(at as f64, None), item.clone())).collect();
        Some(evaluator.each_turn(span, turns, |evaluator, _, item| evaluator.apply(&function, vec![item], span)))
    };
    let contains = |evaluator: &mut Evaluator<'_>, item: &Value| {
        let (list, item) = (evaluator.frozen(list), evaluator.frozen(item));
        operators::binary(Binary::In, &item, &list, span)
    };
    Some(match name {
        "get" | "elementAt" => items.get(number(0)? as usize)?.clone(),
        "getFirst" | "findFirst" | "findAny" | "next" => items.first().cloned().unwrap_or(nothing),
        "getLast" => items.last().cloned().unwrap_or(nothing),
        "size" | "count" => Value::number(items.len() as f64, span),
        "isEmpty" => Value::bool(items.is_empty(), span),
        "hasNext" => Value::bool(!items.is_empty(), span),
        "contains" => contains(evaluator, call.first()?),
        "indexOf" => {
            let wanted = evaluator.frozen(call.first()?);
            let at = items.iter().position(|item| operators::equal(item, &wanted) == Some(true));
            Value::number(at.map_or(-1.0, |at| at as f64), span)
        }
        "stream" | "parallelStream" | "iterator" | "boxed" | "toList" | "toArray" | "sequential" | "peek"
        | "onClose" | "asList" | "clone" => evaluator.new_list(items.to_vec(), span),
        "map" | "mapToObj" | "mapToInt" | "mapToLong" | "mapToDouble" => {
            let made = each(evaluator)?;
            evaluator.new_list(made, span)
        }
        "flatMap" | "mapMulti" => {
            let made = each(evaluator)?;
            let flat = made.iter().flat_map(|inner| evaluator.items(inner).unwrap_or_else(|| vec![inner.clone()]));
            let flat = flat.collect();
            evaluator.new_list(flat, span)
        }
        "forEach" | "forEachOrdered" => {
            each(evaluator)?;
            nothing
        }
        "filter" => {
            let tests = each(evaluator)?;
            let kept = items.iter().zip(tests).filter(|(_, test)| evaluator.truth(test) != Some(false));
            let kept = kept.map(|(item, _)| item.clone()).collect();
            evaluator.new_list(kept, span)
        }
        "anyMatch" | "allMatch" | "noneMatch" => {
            let tests = each(evaluator)?;
            let facts: Vec<_> = tests.iter().map(|test| evaluator.truth(test)).collect();
            let decisive = name != "allMatch";
            let found = facts.contains(&Some(decisive)).then_some(decisive);
            let none = facts.iter().all(|fact| *fact == Some(!decisive)).then_some(!decisive);
            let fact = found.or(none).map(|fact| fact != (name == "noneMatch"));
            decided(fact, &[list], span)
        }
        "reduce" => reduce(evaluator, items, call)?,
        "sum" => items.iter().fold(Value::number(0.0, span), |sum, item| {
            let item = evaluator.frozen(item);
            operators::binary(Binary::Add, &sum, &item, span)
        }),
        "max" | "min" => {
            let mut sorted = items.to_vec();
            sorted.sort_by(compare);
            let found = if name == "max" { sorted.last() } else { sorted.first() };
            found.cloned().unwrap_or(nothing)
        }
        "limit" => evaluator.new_list(items.iter().take(number(0)?.max(0.0) as usize).cloned().collect(), span),
        "skip" => evaluator.new_list(items.iter().skip(number(0)?.max(0.0) as usize).cloned().collect(), span),
        "subList" => {
            let (start, end) = methods::slice_bounds(items.len(), number(0), number(1));
            evaluator.new_list(items.get(start..end)?.to_vec(), span)
        }
        "distinct" => evaluator.new_set(items.to_vec(), span),
        "sorted" => {
            let mut sorted = items.to_vec();
            sorted.sort_by(compare);
            evaluator.new_list(sorted, span)
        }
        "collect" => collect(evaluator, list, items, call)?,
        "toString" => methods::join(evaluator, &Value::text("", span), list, span),
        _ => return change_list(evaluator, list, items, name, call),
    })
}

/// A method that changes a list or set in place; `append` is that of a `StringBuilder`, which is the list of its parts.
fn change_list(
    evaluator: &mut Evaluator<'_>,
    list: &Value,
    items: &[Value],
    name: &str,
    call: &Invocation,
) -> Option<Value> {
    let span = call.span;
    let done = Value::bool(true, span);
    Some(match (name, call.positional.as_slice()) {
        ("add" | "addLast" | "offer" | "push", [item]) => {
            let item = item.clone();
            let is_new =
                !evaluator.is_set(list) || !items.iter().any(|other| operators::equal(other, &item) == Some(true));
            if is_new {
                evaluator.change_list(list, |items| items.push(item));
            }
            done
        }
        ("add", [at, item]) => {
            let (at, item) = (at.as_number()?.clamp(0.0, items.len() as f64) as usize, item.clone());
            evaluator.change_list(list, |items| items.insert(at, item));
            done
        }
        ("addFirst", [item]) => {
            let item = item.clone();
            evaluator.change_list(list, |items| items.insert(0, item));
            done
        }
        ("append", [part]) => {
            let part = part.clone();
            evaluator.change_list(list, |items| items.push(part));
            list.clone()
        }
        ("addAll", [more]) => {
            let more = evaluator.items(more)?;
            evaluator.change_list(list, |items| items.extend(more));
            done
        }
        ("set", [at, item]) => {
            let (at, item) = (at.as_number()? as usize, item.clone());
            evaluator.change_list(list, |items| items.get_mut(at).map(|place| *place = item));
            done
        }
        ("remove", [Value { kind: Kind::Number(at), .. }]) if !evaluator.is_set(list) => {
            let at = *at as usize;
            evaluator.change_list(list, |items| (at < items.len()).then(|| items.remove(at)))?.unwrap_or(done)
        }
        ("remove", [item]) => {
            let at = items.iter().position(|other| operators::equal(other, item) == Some(true));
            evaluator.change_list(list, |items| at.map(|at| items.remove(at)));
            Value::bool(at.is_some(), span)
        }
        ("clear", _) => {
            evaluator.change_list(list, Vec::clear);
            done
        }
        ("sort", _) => {
            evaluator.change_list(list, |items| items.sort_by(compare));
            done
        }
        ("equals", [other]) => {
            let (list, other) = (evaluator.frozen(list), evaluator.frozen(other));
            operators::binary(Binary::Equal, &list, &other, span)
        }
        _ => return None,
    })
}

/// The key under which a collector keeps what it is called.
const COLLECTOR: &str = "<collector>";

/// `Collectors.joining(", ")`: what it is called and what it was given.
pub(crate) fn collector(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let name = call.callee.rsplit('.').next()?.to_owned();
    let arguments = evaluator.new_list(call.positional.clone(), call.span);
    let parts = [(COLLECTOR.into(), Value::text(name, call.span)), ("arguments".into(), arguments)];
    Some(evaluator.new_map(Map::from_iter(parts), call.span))
}

/// `stream.collect(collector)`.
fn collect(evaluator: &mut Evaluator<'_>, list: &Value, items: &[Value], call: &Invocation) -> Option<Value> {
    let span = call.span;
    let collector = evaluator.map_of(call.first()?)?;
    let arguments = collector.get("arguments").and_then(|arguments| evaluator.items(arguments))?;
    let apply = |evaluator: &mut Evaluator<'_>, at: usize, item: &Value| {
        let function = arguments.get(at)?.clone();
        Some(evaluator.apply(&function, vec![item.clone()], span))
    };
    Some(match collector.get(COLLECTOR)?.as_str()? {
        "joining" => {
            let text = |at: usize| arguments.get(at).cloned().unwrap_or_else(|| Value::text("", span));
            let joined = methods::join(evaluator, &text(0), list, span);
            Value::join([text(1), joined, text(2)], span)
        }
        "toMap" => {
            let mut entries = Map::new();
            for item in items {
                let (key, value) = (apply(evaluator, 0, item)?, apply(evaluator, 1, item)?);
                let key = evaluator.frozen(&key);
                entries.insert(key_text(&key), value);
            }
            evaluator.new_map(entries, span)
        }
        "groupingBy" => {
            let mut groups: IndexMap<Arc<str>, Vec<Value>> = IndexMap::new();
            for item in items {
                let key = apply(evaluator, 0, item)?;
                let key = evaluator.frozen(&key);
                groups.entry(key_text(&key)).or_default().push(item.clone());
            }
            let groups = groups.into_iter().map(|(key, items)| (key, evaluator.new_list(items, span))).collect();
            evaluator.new_map(groups, span)
        }
        "toSet" => evaluator.new_set(items.to_vec(), span),
        _ => evaluator.new_list(items.to_vec(), span),
    })
}

/// `reduce(first, function)` and `reduce(function)`.
fn reduce(evaluator: &mut Evaluator<'_>, items: &[Value], call: &Invocation) -> Option<Value> {
    let (first, function) = match call.positional.as_slice() {
        [function] => (None, function.clone()),
        [first, function, ..] => (Some(first.clone()), function.clone()),
        [] => return None,
    };
    let mut items = items.iter().cloned();
    let Some(mut sum) = first.or_else(|| items.next()) else { return Some(Value::new(Kind::Null, call.span)) };
    let turns = items.enumerate().map(|(at, item)| (Value::number(at as f64, None), item)).collect();
    evaluator.each_turn(call.span, turns, |evaluator, _, item| {
        sum = evaluator.apply(&function, vec![sum.clone(), item], call.span);
    });
    Some(sum)
}

/// A method of a map or of an entry of one.
pub(super) fn map_method(
    evaluator: &mut Evaluator<'_>,
    map: &Value,
    entries: &Map,
    name: &str,
    call: &Invocation,
) -> Option<Value> {
    let span = call.span;
    let nothing = Value::new(Kind::Null, span);
    let text = |key: &Arc<str>, value: &Value| Value::text(Arc::clone(key), value.span);
    let key = |evaluator: &mut Evaluator<'_>| {
        let key = call.first().map(|key| evaluator.frozen(key))?;
        Some(key_text(&key))
    };
    Some(match (name, call.positional.as_slice()) {
        ("getKey", []) => entries.get("key")?.clone(),
        ("getValue", []) => entries.get("value")?.clone(),
        ("get", [key]) => methods::look_up(evaluator, map, entries, key, None, span),
        ("getOrDefault", [key, default]) => methods::look_up(evaluator, map, entries, key, Some(default.clone()), span),
        ("put" | "putIfAbsent" | "replace", [key, value]) => {
            let (key, value) = (key.clone(), value.clone());
            let known = evaluator.frozen(&key);
            let before = entries.get(&key_text(&known)).cloned();
            if name != "putIfAbsent" || before.is_none() {
                evaluator.set_element(map, &key, value);
            }
            before.unwrap_or(nothing)
        }
        ("computeIfAbsent", [key, function]) => {
            let known = evaluator.frozen(key);
            if let Some(found) = entries.get(&key_text(&known)) {
                return Some(found.clone());
            }
            let (key, made) = (key.clone(), evaluator.apply(&function.clone(), vec![key.clone()], span));
            let made = evaluator.adopt(made);
            evaluator.set_element(map, &key, made.clone());
            made
        }
        ("putAll", [more]) => {
            let more = evaluator.map_of(more)?.as_ref().clone();
            evaluator.change_map(map, |entries| entries.extend(more));
            nothing
        }
        ("containsKey", [_]) => Value::bool(entries.contains_key(&key(evaluator)?), span),
        ("remove", [_]) => {
            let key = key(evaluator)?;
            evaluator.change_map(map, |entries| entries.shift_remove(&key))?.unwrap_or(nothing)
        }
        ("entrySet", []) => {
            let all: Vec<_> = entries.iter().map(|(key, value)| (text(key, value), value.clone())).collect();
            let all = all.into_iter().map(|(key, value)| entry(evaluator, key, value, span)).collect();
            evaluator.new_list(all, span)
        }
        ("keySet", []) => evaluator.new_list(entries.iter().map(|(key, value)| text(key, value)).collect(), span),
        ("values", []) => evaluator.new_list(entries.values().cloned().collect(), span),
        ("size", []) => Value::number(entries.len() as f64, span),
        ("isEmpty", []) => Value::bool(entries.is_empty(), span),
        ("forEach", [function]) => {
            let function = function.clone();
            let turns = entries.iter().map(|(key, value)| (text(key, value), value.clone())).collect();
            evaluator
                .each_turn(span, turns, |evaluator, key, value| evaluator.apply(&function, vec![key, value], span));
            nothing
        }
        ("clear", []) => {
            evaluator.change_map(map, Map::clear);
            nothing
        }
        _ => return None,
    })
}

/// A method of something that is not known to be a collection: what it is given runs once, for all elements.
pub(super) fn unknown_method(
    evaluator: &mut Evaluator<'_>,
    receiver: &Value,
    name: &str,
    call: &Invocation,
) -> Option<Value> {
    let span = call.span;
    let takes_function =
        matches!(name, "map" | "flatMap" | "forEach" | "filter" | "anyMatch" | "allMatch" | "mapToObj");
    let function = call.first().filter(|function| takes_function && evaluator.is_function(function))?.clone();
    evaluator.all_turns(receiver, span, |evaluator, _, element| evaluator.apply(&function, vec![element], span));
    Some(match name {
        "forEach" => Value::new(Kind::Null, span),
        "filter" => receiver.clone(),
        _ => Value::unknown(evaluator.reason(receiver), span),
    })
}
