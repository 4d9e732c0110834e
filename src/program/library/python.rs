//! Python's built-in functions.

use std::sync::Arc;

use super::{Function, files};
use crate::program::evaluator::{Evaluator, Invocation, memory::Object};
use crate::program::expression::{self, Environment, key_text};
use crate::program::form::{Binary, Makes};
use crate::program::language::{sorted, walked};
use crate::program::operators;
use crate::program::text;
use crate::program::value::{Kind, Map, Reason, Symbol, Value};

/// How many numbers a range may have. Chosen because a loop ends after fewer turns.
const LONGEST_RANGE: f64 = 10_000.0;

/// The model of a built-in function.
pub(super) fn find(path: &str) -> Option<Function> {
    Some(match path.strip_prefix("builtins.")? {
        "range" => range,
        "enumerate" => enumerate,
        "zip" => zip,
        "len" => length,
        "sorted" => |evaluator, call| {
            let items = walked(evaluator, call.first()?)?;
            let items = sorted(evaluator, items, call);
            Some(evaluator.new_list(items, call.span))
        },
        "reversed" => |evaluator, call| {
            let mut items = walked(evaluator, call.first()?)?;
            items.reverse();
            Some(evaluator.new_list(items, call.span))
        },
        "map" => map,
        "filter" => filter,
        "list" | "tuple" | "iter" => |evaluator, call| copy(evaluator, call, Makes::List),
        "set" | "frozenset" => |evaluator, call| copy(evaluator, call, Makes::Set),
        "dict" => dict,
        "str" | "repr" | "ascii" => to_text,
        "int" => |evaluator, call| to_number(evaluator, call, f64::trunc),
        "float" => |evaluator, call| to_number(evaluator, call, |number| number),
        "bool" => to_bool,
        "round" => round,
        "abs" => |evaluator, call| to_number(evaluator, call, f64::abs),
        "min" => |evaluator, call| extreme(evaluator, call, false),
        "max" => |evaluator, call| extreme(evaluator, call, true),
        "sum" => sum,
        "any" => |evaluator, call| quantified(evaluator, call, true),
        "all" => |evaluator, call| quantified(evaluator, call, false),
        "isinstance" => is_instance,
        "type" => type_of,
        "callable" => |evaluator, call| Some(Value::bool(evaluator.is_function(call.first()?), call.span)),
        "hasattr" => has_attribute,
        "getattr" => get_attribute,
        "setattr" => |evaluator, call| {
            let [object, name, value] = call.positional.as_slice() else { return None };
            evaluator.set_member(object, &name.as_text()?.into(), value.clone());
            Some(Value::new(Kind::Null, call.span))
        },
        "vars" => |_, call| call.first().cloned(),
        "next" => |evaluator, call| walked(evaluator, call.first()?)?.into_iter().next(),
        "format" => |evaluator, call| {
            let value = evaluator.frozen(call.first()?);
            let spec = call.positional.get(1).and_then(Value::as_str).unwrap_or("");
            Some(text::formatted(&value, spec, call.span))
        },
        "chr" => |_, call| {
            let letter = char::from_u32(call.first()?.as_number()? as u32)?;
            Some(Value::text(letter.to_string(), call.span))
        },
        "ord" => |_, call| {
            let letter = call.first()?.as_str()?.chars().next()?;
            Some(Value::number(f64::from(u32::from(letter)), call.span))
        },
        "pow" => |_, call| {
            let [base, exponent] = call.positional.as_slice() else { return None };
            Some(operators::binary(Binary::Power, base, exponent, call.span))
        },
        "divmod" => |_, call| {
            let [a, b] = call.positional.as_slice() else { return None };
            let part = |operator| operators::binary(operator, a, b, call.span);
            Some(Value::list(vec![part(Binary::FloorDivide), part(Binary::Remainder)], call.span))
        },
        "open" => files::read,
        "print" => |_, call| Some(Value::new(Kind::Null, call.span)),
        "property" | "staticmethod" | "classmethod" => |_, call| call.first().cloned(),
        _ => outside,
    })
}

/// What is read from a file, the clock, a random source, or made by something that is not modelled.
pub(super) fn outside(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    // What it was given may be why it is not known.
    let given = call.positional.iter().find_map(|value| operators::first_reason(&evaluator.frozen(value)));
    let given = given.filter(|reason| !matches!(reason, Reason::Unsupported(_)));
    let reason = given.unwrap_or_else(|| Reason::Outside(Arc::clone(&call.callee)));
    Some(Value::unknown(reason, call.span))
}

fn range(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let numbers: Vec<f64> = call.positional.iter().filter_map(Value::as_number).collect();
    if numbers.len() < call.positional.len() {
        return outside(evaluator, call);
    }
    let (start, end, step) = match numbers.as_slice() {
        [end] => (0.0, *end, 1.0),
        [start, end] => (*start, *end, 1.0),
        [start, end, step] if *step != 0.0 => (*start, *end, *step),
        _ => return None,
    };
    let count = ((end - start) / step).ceil().max(0.0);
    if count > LONGEST_RANGE {
        evaluator.warn("this range is longer than is followed", call.span);
    }
    let count = count.min(LONGEST_RANGE) as u32;
    let items = (0..count).map(|turn| Value::number(start + f64::from(turn) * step, call.span)).collect();
    evaluator.spend(count as usize);
    Some(evaluator.new_list(items, call.span))
}

fn enumerate(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let start = call.argument(1, "start").map_or(Some(0.0), Value::as_number)?;
    let Some(items) = walked(evaluator, call.first()?) else { return unknown_pairs(evaluator, call) };
    let pair =
        |(at, item): (usize, Value)| Value::list(vec![Value::number(at as f64 + start, call.span), item], call.span);
    let pairs = items.into_iter().enumerate().map(pair).collect();
    Some(evaluator.new_list(pairs, call.span))
}

/// What is walked together with something unknown: unknown for the same reason.
fn unknown_pairs(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let known: Vec<_> = call.positional.iter().map(|value| evaluator.frozen(value)).collect();
    Some(operators::unknown(&known.iter().collect::<Vec<_>>(), call.span))
}

fn zip(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let columns: Option<Vec<_>> = call.positional.iter().map(|column| walked(evaluator, column)).collect();
    let Some(columns) = columns else { return unknown_pairs(evaluator, call) };
    let rows = columns.iter().map(Vec::len).min().unwrap_or(0);
    let row = |at: usize| columns.iter().filter_map(|column| column.get(at).cloned()).collect();
    let rows = (0..rows).map(|at| Value::list(row(at), call.span)).collect();
    Some(evaluator.new_list(rows, call.span))
}

fn length(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let value = call.first()?;
    let frozen = evaluator.unfold(value);
    let count = match &frozen.kind {
        Kind::List(items) => items.len(),
        Kind::Map(entries) => entries.len(),
        Kind::Text(text) => text.chars().count(),
        Kind::OneOf(_) => {
            let lengths = |value: &Value| match &value.kind {
                Kind::List(items) => Value::number(items.len() as f64, call.span),
                Kind::Map(entries) => Value::number(entries.len() as f64, call.span),
                _ => operators::unknown(&[value], call.span),
            };
            let frozen = evaluator.frozen(value);
            return operators::over_alternatives(&frozen, call.span, lengths);
        }
        _ => evaluator.entries(value).map(|entries| entries.len())?,
    };
    Some(Value::number(count as f64, call.span))
}

fn map(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let (function, source) = (call.first()?, call.positional.get(1)?);
    let items = walked(evaluator, source)?;
    let entries = items.into_iter().enumerate().map(|(at, item)| (Value::number(at as f64, None), item)).collect();
    let made =
        evaluator.each_turn(call.span, entries, |evaluator, _, item| evaluator.apply(function, vec![item], call.span));
    Some(evaluator.new_list(made, call.span))
}

fn filter(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let (function, source) = (call.first()?.clone(), call.positional.get(1)?);
    let items = walked(evaluator, source)?;
    let kept = evaluator.filter_items(items, call.span, |evaluator, item| {
        if function.is_null() { item.clone() } else { evaluator.apply(&function, vec![item.clone()], call.span) }
    });
    Some(evaluator.new_list(kept, call.span))
}

fn copy(evaluator: &mut Evaluator<'_>, call: &Invocation, makes: Makes) -> Option<Value> {
    let items = match call.first() {
        Some(source) => match walked(evaluator, source) {
            Some(items) => items,
            None => return Some(source.clone()),
        },
        None => Vec::new(),
    };
    Some(evaluator.collect(makes, items, call.span))
}

fn dict(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let mut entries = Map::new();
    if let Some(source) = call.first() {
        match evaluator.map_of(source) {
            Some(given) => entries = given.as_ref().clone(),
            None => {
                for pair in walked(evaluator, source)? {
                    let pair = walked(evaluator, &pair)?;
                    let [key, value] = pair.as_slice() else { return None };
                    let key = evaluator.frozen(key);
                    entries.insert(key_text(&key), value.clone());
                }
            }
        }
    }
    entries.extend(call.named.clone());
    Some(evaluator.new_map(entries, call.span))
}

fn to_text(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let Some(value) = call.first() else { return Some(Value::text("", call.span)) };
    let value = evaluator.frozen(value);
    Some(match &value.kind {
        Kind::Bool(true) => Value { kind: Kind::Text("True".into()), ..value },
        Kind::Bool(false) => Value { kind: Kind::Text("False".into()), ..value },
        Kind::Number(_) => Value { kind: Kind::Text(value.as_text()?.into()), ..value },
        _ => value,
    })
}

fn to_number(evaluator: &mut Evaluator<'_>, call: &Invocation, change: fn(f64) -> f64) -> Option<Value> {
    let Some(value) = call.first() else { return Some(Value::number(0.0, call.span)) };
    let value = evaluator.frozen(value);
    let convert = |value: &Value| {
        let number = match value.kind {
            Kind::Bool(truth) => Some(f64::from(u8::from(truth))),
            _ => value.as_number(),
        };
        match number {
            Some(number) => Value { kind: Kind::Number(change(number)), ..value.clone() },
            None => operators::unknown(&[value], call.span),
        }
    };
    Some(operators::over_alternatives(&value, call.span, convert).unwrap_or_else(|| convert(&value)))
}

fn to_bool(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let value = call.first()?;
    match evaluator.truth(value) {
        Some(truth) => Some(Value::bool(truth, call.span)),
        None => {
            let frozen = evaluator.frozen(value);
            Some(operators::unknown(&[&frozen], call.span))
        }
    }
}

fn round(_: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let scale = 10_f64.powf(call.argument(1, "ndigits").map_or(Some(0.0), Value::as_number)?);
    Some(Value::number((call.first()?.as_number()? * scale).round() / scale, call.span))
}

fn extreme(evaluator: &mut Evaluator<'_>, call: &Invocation, largest: bool) -> Option<Value> {
    let items = match call.positional.as_slice() {
        [only] => walked(evaluator, only)?,
        several => several.to_vec(),
    };
    if items.iter().any(|item| !matches!(item.kind, Kind::Number(_) | Kind::Text(_))) {
        let frozen: Vec<_> = items.iter().map(|item| evaluator.frozen(item)).collect();
        return Some(operators::unknown(&frozen.iter().collect::<Vec<_>>(), call.span));
    }
    let items = sorted(evaluator, items, call);
    let found = if largest { items.last() } else { items.first() };
    found.or(call.named.get("default")).cloned()
}

fn sum(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let start = call.argument(1, "start").cloned().unwrap_or_else(|| Value::number(0.0, call.span));
    let items = walked(evaluator, call.first()?)?;
    Some(items.iter().fold(start, |sum, item| {
        let (sum, item) = (evaluator.unfold(&sum), evaluator.unfold(item));
        operators::binary(Binary::Add, &sum, &item, call.span)
    }))
}

/// `any` and `all`: the truth value that decides, or its opposite if nothing has it.
fn quantified(evaluator: &mut Evaluator<'_>, call: &Invocation, decisive: bool) -> Option<Value> {
    let items = walked(evaluator, call.first()?)?;
    let facts: Vec<_> = items.iter().map(|item| evaluator.truth(item)).collect();
    if facts.contains(&Some(decisive)) {
        return Some(Value::bool(decisive, call.span));
    }
    if facts.iter().all(Option::is_some) {
        return Some(Value::bool(!decisive, call.span));
    }
    Some(Value::unknown(Reason::Unsupported("any".into()), call.span))
}

pub(super) fn is_instance(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let [value, class] = call.positional.as_slice() else { return None };
    let classes = walked(evaluator, class).unwrap_or_else(|| vec![class.clone()]);
    let facts: Vec<_> = classes.iter().map(|class| is_of(evaluator, value, class)).collect();
    if facts.contains(&Some(true)) {
        return Some(Value::bool(true, call.span));
    }
    match facts.iter().all(Option::is_some) {
        true => Some(Value::bool(false, call.span)),
        false => Some(Value::unknown(Reason::Unsupported("isinstance()".into()), call.span)),
    }
}

fn is_of(evaluator: &mut Evaluator<'_>, value: &Value, class: &Value) -> Option<bool> {
    match &class.kind {
        Kind::Object(class) => match &value.kind {
            Kind::Object(id) => match evaluator.memory.object(*id)? {
                Object::Instance(instance) => Some(evaluator.inherits(instance.class, *class)),
                _ => Some(false),
            },
            Kind::Unknown(_) | Kind::OneOf(_) => None,
            _ => Some(false),
        },
        Kind::Symbol(Symbol::External(path)) => {
            let name = path.strip_prefix("builtins.");
            let unfolded = evaluator.unfold(value);
            match (&unfolded.kind, name) {
                (Kind::Unknown(_) | Kind::OneOf(_), _) => None,
                (Kind::Text(_) | Kind::Join(_) | Kind::Json(_), Some(name)) => Some(name == "str"),
                (Kind::Number(number), Some(name)) => Some(name == "float" || (name == "int" && number.fract() == 0.0)),
                (Kind::Bool(_), Some(name)) => Some(matches!(name, "bool" | "int")),
                (Kind::List(_), Some(name)) => Some(matches!(name, "list" | "tuple" | "set")),
                (Kind::Map(_), Some(name)) => Some(name == "dict"),
                (Kind::Symbol(_), Some(_)) => Some(false),
                // A member of what a library made is an output, whatever it will be.
                (Kind::Symbol(Symbol::Member(..)), None) => Some(path.ends_with(".Output")),
                (Kind::Symbol(Symbol::Result(id)), None) => Some(evaluator.trace.call(*id)?.path() == Some(path)),
                (_, None) => Some(false),
                (_, Some(_)) => None,
            }
        }
        _ => None,
    }
}

fn type_of(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let Kind::Object(id) = call.first()?.kind else { return outside(evaluator, call) };
    match evaluator.memory.object(id)? {
        Object::Instance(instance) => Some(Value::new(Kind::Object(instance.class), call.span)),
        _ => outside(evaluator, call),
    }
}

fn has_attribute(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let [object, name] = call.positional.as_slice() else { return None };
    let has = evaluator.has_member(object, name.as_str()?);
    Some(has.map_or_else(
        || Value::unknown(Reason::Unsupported("hasattr()".into()), call.span),
        |has| Value::bool(has, call.span),
    ))
}

fn get_attribute(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let (object, name) = (call.first()?.clone(), call.positional.get(1)?.as_text()?);
    if evaluator.has_member(&object, &name) == Some(false)
        && let Some(default) = call.positional.get(2)
    {
        return Some(default.clone());
    }
    Some(expression::member(object, &name.into(), call.span, evaluator))
}
