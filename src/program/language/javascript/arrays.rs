//! Methods of arrays and of `Set`.

use crate::program::evaluator::{Evaluator, Invocation};
use crate::program::expression::Environment;
use crate::program::language::methods::{self, decided};
use crate::program::operators;
use crate::program::value::{Kind, Reason, Value};
use crate::source::Span;

/// How deep `flat(Infinity)` goes.
const DEEPEST: usize = 10;

/// How long an array may be that is made by its length. Chosen because a loop ends after fewer turns.
const LONGEST: f64 = 10_000.0;

/// A method of an array or set.
pub(super) fn method(
    evaluator: &mut Evaluator<'_>,
    array: &Value,
    items: &[Value],
    name: &str,
    call: &Invocation,
) -> Option<Value> {
    let span = call.span;
    let number = |at: usize| call.positional.get(at).and_then(Value::as_number);
    let nothing = Value::new(Kind::Null, span);
    Some(match name {
        "map" | "flatMap" => {
            let made = map(evaluator, array, items, call.first()?, span);
            let made = if name == "flatMap" { flat(evaluator, made, 1) } else { made };
            evaluator.new_list(made, span)
        }
        "forEach" => {
            map(evaluator, array, items, call.first()?, span);
            nothing
        }
        "filter" => {
            let function = call.first()?.clone();
            let kept = filter(evaluator, array, items, &function, span);
            evaluator.new_list(kept, span)
        }
        "find" | "findLast" | "findIndex" | "some" | "every" => search(evaluator, array, items, name, call)?,
        "reduce" | "reduceRight" => reduce(evaluator, items, name == "reduceRight", call)?,
        "includes" | "has" => {
            let list = evaluator.frozen(array);
            let wanted = evaluator.frozen(call.first()?);
            operators::binary(crate::program::form::Binary::In, &wanted, &list, span)
        }
        "indexOf" | "lastIndexOf" => {
            let wanted = evaluator.frozen(call.first()?);
            let at = items.iter().position(|item| operators::equal(item, &wanted) == Some(true));
            Value::number(at.map_or(-1.0, |at| at as f64), span)
        }
        "join" => {
            let separator = call.first().map_or_else(|| Value::text(",", span), |value| evaluator.frozen(value));
            methods::join(evaluator, &separator, array, span)
        }
        "toString" => methods::join(evaluator, &Value::text(",", span), array, span),
        "concat" => {
            let mut all = items.to_vec();
            for more in &call.positional {
                match (&evaluator.unfold(more).kind, evaluator.items(more)) {
                    (Kind::List(_), Some(more)) => all.extend(more),
                    _ => all.push(more.clone()),
                }
            }
            evaluator.new_list(all, span)
        }
        "slice" => {
            let (start, end) = methods::slice_bounds(items.len(), number(0), number(1));
            evaluator.new_list(items.get(start..end)?.to_vec(), span)
        }
        "flat" => {
            let depth = number(0).map_or(1, |depth| depth.clamp(0.0, DEEPEST as f64) as usize);
            let flat = flat(evaluator, items.to_vec(), depth);
            evaluator.new_list(flat, span)
        }
        "at" => {
            let at = number(0)?;
            let at = if at < 0.0 { at + items.len() as f64 } else { at };
            items.get(at as usize).filter(|_| at >= 0.0).cloned().unwrap_or(nothing)
        }
        "keys" => evaluator.new_list((0..items.len()).map(|at| Value::number(at as f64, span)).collect(), span),
        "values" => evaluator.new_list(items.to_vec(), span),
        "entries" => {
            let pair =
                |(at, item): (usize, &Value)| Value::list(vec![Value::number(at as f64, span), item.clone()], span);
            evaluator.new_list(items.iter().enumerate().map(pair).collect(), span)
        }
        "toReversed" => evaluator.new_list(items.iter().rev().cloned().collect(), span),
        "toSorted" => {
            let sorted = sort(evaluator, items.to_vec(), call);
            evaluator.new_list(sorted, span)
        }
        _ => return change(evaluator, array, items, name, call),
    })
}

/// A method that changes an array or set in place.
fn change(
    evaluator: &mut Evaluator<'_>,
    array: &Value,
    items: &[Value],
    name: &str,
    call: &Invocation,
) -> Option<Value> {
    let span = call.span;
    let nothing = Value::new(Kind::Null, span);
    let number = |at: usize| call.positional.get(at).and_then(Value::as_number);
    let given = call.positional.clone();
    Some(match name {
        "push" => {
            let length = evaluator.change_list(array, |items| {
                items.extend(given);
                items.len()
            });
            Value::number(length? as f64, span)
        }
        "unshift" => {
            evaluator.change_list(array, |items| items.splice(0..0, given).count());
            Value::number((items.len() + call.positional.len()) as f64, span)
        }
        "add" => {
            let item = call.first()?.clone();
            if !items.iter().any(|other| operators::equal(other, &item) == Some(true)) {
                evaluator.change_list(array, |items| items.push(item));
            }
            array.clone()
        }
        "pop" => evaluator.change_list(array, Vec::pop)?.unwrap_or(nothing),
        "shift" => {
            let first = evaluator.change_list(array, |items| (!items.is_empty()).then(|| items.remove(0)))?;
            first.unwrap_or(nothing)
        }
        "splice" => {
            let (start, _) = methods::slice_bounds(items.len(), number(0), None);
            let count = number(1).map_or(usize::MAX, |count| count.max(0.0) as usize);
            let end = start.saturating_add(count).min(items.len());
            let more = call.positional.get(2..).unwrap_or_default().to_vec();
            let taken = evaluator.change_list(array, |items| items.splice(start..end, more).collect::<Vec<_>>())?;
            evaluator.new_list(taken, span)
        }
        "delete" => {
            let item = call.first()?;
            let at = items.iter().position(|other| operators::equal(other, item) == Some(true));
            evaluator.change_list(array, |items| at.map(|at| items.remove(at)));
            Value::bool(at.is_some(), span)
        }
        "clear" => {
            evaluator.change_list(array, Vec::clear);
            nothing
        }
        "fill" => {
            let item = call.first()?.clone();
            evaluator.change_list(array, |items| items.fill(item));
            array.clone()
        }
        "reverse" => {
            evaluator.change_list(array, |items| items.reverse());
            array.clone()
        }
        "sort" => {
            let sorted = sort(evaluator, items.to_vec(), call);
            evaluator.change_list(array, |items| *items = sorted);
            array.clone()
        }
        _ => return None,
    })
}

/// A method of something that is not known to be an array: what it is given runs once, for all elements.
pub(super) fn unknown_method(
    evaluator: &mut Evaluator<'_>,
    receiver: &Value,
    name: &str,
    call: &Invocation,
) -> Option<Value> {
    let span = call.span;
    if name == "slice" && matches!(receiver.kind, Kind::Symbol(_)) {
        let bounds: Vec<_> = call.positional.iter().map(|bound| Some(bound.clone())).collect();
        return (bounds.len() == 2).then(|| evaluator.slice(receiver, &bounds, span));
    }
    let takes_function =
        matches!(name, "map" | "flatMap" | "forEach" | "filter" | "find" | "some" | "every" | "findIndex");
    let function = call.first().filter(|function| takes_function && evaluator.is_function(function))?.clone();
    evaluator.all_turns(receiver, span, |evaluator, index, element| {
        evaluator.apply(&function, vec![element, index, receiver.clone()], span)
    });
    Some(match name {
        "forEach" => Value::new(Kind::Null, span),
        // Some of the elements are elements too.
        "filter" => receiver.clone(),
        _ => Value::unknown(evaluator.reason(receiver), span),
    })
}

/// The results of a function for the items of an array.
pub(crate) fn map(
    evaluator: &mut Evaluator<'_>,
    array: &Value,
    items: &[Value],
    function: &Value,
    span: Span,
) -> Vec<Value> {
    evaluator.each_turn(span, numbered(items), |evaluator, index, item| {
        evaluator.apply(function, vec![item, index, array.clone()], span)
    })
}

fn numbered(items: &[Value]) -> Vec<(Value, Value)> {
    items.iter().enumerate().map(|(at, item)| (Value::number(at as f64, None), item.clone())).collect()
}

/// The items for which a function gives something that counts as true, or may.
fn filter(evaluator: &mut Evaluator<'_>, array: &Value, items: &[Value], function: &Value, span: Span) -> Vec<Value> {
    let tests = map(evaluator, array, items, function, span);
    let kept = items.iter().zip(tests).filter(|(_, test)| evaluator.truth(test) != Some(false));
    kept.map(|(item, _)| item.clone()).collect()
}

/// `find`, `findIndex`, `some`, `every`: up to the first item that decides.
fn search(
    evaluator: &mut Evaluator<'_>,
    array: &Value,
    items: &[Value],
    name: &str,
    call: &Invocation,
) -> Option<Value> {
    let span = call.span;
    let function = call.first()?.clone();
    let decisive = name != "every";
    let mut candidates: Vec<(usize, Value)> = Vec::new();
    let mut decided_by = None;
    let mut turns = numbered(items);
    if name == "findLast" {
        turns.reverse();
    }
    for (at, (index, item)) in turns.into_iter().enumerate() {
        let test = evaluator.apply(&function, vec![item.clone(), index, array.clone()], span);
        match evaluator.truth(&test) {
            Some(truth) if truth == decisive => {
                decided_by = Some(at);
                candidates.push((at, item));
                break;
            }
            Some(_) => {}
            None => candidates.push((at, item)),
        }
    }
    let is_certain = candidates.len() == usize::from(decided_by.is_some());
    let nothing = decided_by.is_none().then(|| Value::new(Kind::Null, span));
    Some(match name {
        "some" | "every" => {
            let fact = match decided_by {
                Some(_) => Some(decisive),
                None => candidates.is_empty().then_some(!decisive),
            };
            decided(fact, &[array], span)
        }
        "findIndex" if is_certain => Value::number(decided_by.map_or(-1.0, |at| at as f64), span),
        "findIndex" => Value::unknown(Reason::Unsupported("findIndex()".into()), span),
        _ => Value::one_of(candidates.into_iter().map(|(_, item)| item).chain(nothing), span),
    })
}

fn reduce(evaluator: &mut Evaluator<'_>, items: &[Value], from_right: bool, call: &Invocation) -> Option<Value> {
    let function = call.first()?.clone();
    let mut turns = numbered(items);
    if from_right {
        turns.reverse();
    }
    let mut turns = turns.into_iter();
    let mut sum = match call.positional.get(1) {
        Some(first) => first.clone(),
        None => turns.next()?.1,
    };
    evaluator.each_turn(call.span, turns.collect(), |evaluator, index, item| {
        sum = evaluator.apply(&function, vec![sum.clone(), item, index], call.span);
    });
    Some(sum)
}

fn flat(evaluator: &mut Evaluator<'_>, items: Vec<Value>, depth: usize) -> Vec<Value> {
    if depth == 0 {
        return items;
    }
    let mut flattened = Vec::with_capacity(items.len());
    for item in items {
        let is_list = matches!(evaluator.unfold(&item).kind, Kind::List(_));
        match evaluator.items(&item).filter(|_| is_list) {
            Some(inner) => flattened.extend(flat(evaluator, inner, depth - 1)),
            None => flattened.push(item),
        }
    }
    flattened
}

/// Items in order: as texts, or as a function says. What cannot be compared stays where it is.
fn sort(evaluator: &mut Evaluator<'_>, mut items: Vec<Value>, call: &Invocation) -> Vec<Value> {
    let Some(function) = call.first().cloned() else {
        items.sort_by_key(Value::as_text);
        return items;
    };
    // An insertion sort, since a function that contradicts itself may not confuse it.
    for end in 1..items.len() {
        let mut at = end;
        while at > 0 && evaluator.spend(1) {
            let (Some(before), Some(item)) = (items.get(at - 1), items.get(at)) else { break };
            let order = evaluator.apply(&function, vec![before.clone(), item.clone()], call.span);
            if order.as_number().is_none_or(|order| order <= 0.0) {
                break;
            }
            items.swap(at - 1, at);
            at -= 1;
        }
    }
    items
}

/// `Array.from(source, function)`: of a collection, or of an object that has a length.
pub(crate) fn of(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let source = call.first()?;
    let length = evaluator.map_of(source).and_then(|entries| entries.get("length")?.as_number());
    let items = match length {
        Some(length) => empty(evaluator, length, call.span)?,
        None => match methods::walked(evaluator, source) {
            Some(items) => items,
            None => return Some(source.clone()),
        },
    };
    let items = match call.positional.get(1) {
        Some(function) => map(evaluator, source, &items, &function.clone(), call.span),
        None => items,
    };
    Some(evaluator.new_list(items, call.span))
}

/// So many times nothing.
pub(crate) fn empty(evaluator: &mut Evaluator<'_>, length: f64, span: Span) -> Option<Vec<Value>> {
    let length = (0.0..=LONGEST).contains(&length).then_some(length as usize)?;
    evaluator.spend(length).then(|| vec![Value::new(Kind::Null, span); length])
}
