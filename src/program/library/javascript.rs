//! JavaScript's global objects and the modules of Node.js, as far as infrastructure programs go on with what they return.

use super::files;
use super::python::{is_instance, outside};
use super::python_standard::{environment_variable, json_loads, json_text};
use super::{Function, is_javascript_module};
use crate::program::evaluator::{Evaluator, Invocation};
use crate::program::expression::{Environment, key_text};
use crate::program::form::Binary;
use crate::program::language::{array_of, empty_array, walked};
use crate::program::operators;
use crate::program::value::{Kind, Map, Reason, Value};
use crate::source::Span;

/// Where names live that need no import.
const GLOBAL: &str = "globalThis.";

/// The value of a constant.
pub(super) fn constant(path: &str, span: Span) -> Option<Value> {
    let name = path.strip_prefix(GLOBAL)?;
    if let Some(variable) = name.strip_prefix("process.env.") {
        let variable = format!("environment variable {variable}").into();
        return Some(Value::unknown(Reason::Unset(variable), span));
    }
    Some(match name {
        "Math.PI" => Value::number(std::f64::consts::PI, span),
        "Number.MAX_SAFE_INTEGER" => Value::number(9_007_199_254_740_991.0, span),
        "process.argv" | "process.platform" | "process.version" => Value::unknown(Reason::Outside(name.into()), span),
        _ => return None,
    })
}

/// The model of a function, class or method.
pub(super) fn find(path: &str) -> Option<Function> {
    match path.strip_prefix(GLOBAL) {
        Some(name) => Some(global(name).unwrap_or(outside)),
        None => node_module(path),
    }
}

fn global(name: &str) -> Option<Function> {
    if name.starts_with("console.") || name.starts_with("process.std") || name.ends_with("Error") {
        return Some(nothing);
    }
    Some(match name {
        "Object.keys" => |evaluator, call| object_parts(evaluator, call, |key, _| key),
        "Object.values" => |evaluator, call| object_parts(evaluator, call, |_, value| value),
        "Object.entries" => |evaluator, call| {
            object_parts(evaluator, call, |key, value| {
                let span = value.span;
                Value::list(vec![key, value], span)
            })
        },
        "Object.assign" => assign,
        "Object.fromEntries" | "Map" | "WeakMap" => from_entries,
        "Object.freeze" | "Object.seal" | "Object" | "Promise.resolve" | "Symbol" | "Buffer.from" | "BigInt" => {
            |_, call| call.first().cloned()
        }
        "structuredClone" => |evaluator, call| {
            let value = evaluator.frozen(call.first()?);
            Some(evaluator.thaw(&value))
        },
        "Array" => |evaluator, call| {
            let items = match call.positional.as_slice() {
                [Value { kind: Kind::Number(length), .. }] => empty_array(evaluator, *length, call.span)?,
                items => items.to_vec(),
            };
            Some(evaluator.new_list(items, call.span))
        },
        "Array.of" => |evaluator, call| Some(evaluator.new_list(call.positional.clone(), call.span)),
        "Array.from" => array_of,
        "Array.isArray" => |evaluator, call| {
            let unfolded = evaluator.unfold(call.first()?);
            match unfolded.kind {
                Kind::Unknown(_) | Kind::Symbol(_) | Kind::OneOf(_) => {
                    Some(operators::unknown(&[&unfolded], call.span))
                }
                kind => Some(Value::bool(matches!(kind, Kind::List(_)), call.span)),
            }
        },
        "Set" | "WeakSet" => |evaluator, call| {
            let items = match call.first() {
                Some(source) if !source.is_null() => walked(evaluator, source)?,
                _ => Vec::new(),
            };
            Some(evaluator.new_set(items, call.span))
        },
        "Promise.all" | "Promise.allSettled" => |_, call| call.first().cloned(),
        "String" => |evaluator, call| {
            let value = evaluator.frozen(call.first()?);
            Some(match value.as_text() {
                Some(text) => Value { kind: Kind::Text(text.into()), ..value },
                None => value,
            })
        },
        "Number" | "parseFloat" | "Number.parseFloat" => |evaluator, call| to_number(evaluator, call, |number| number),
        "parseInt" | "Number.parseInt" => |evaluator, call| to_number(evaluator, call, f64::trunc),
        "Boolean" => |evaluator, call| match evaluator.truth(call.first()?) {
            Some(truth) => Some(Value::bool(truth, call.span)),
            None => outside(evaluator, call),
        },
        "isNaN" | "Number.isNaN" => |_, call| known_fact(call, |value| value.as_number().is_none_or(f64::is_nan)),
        "isFinite" | "Number.isFinite" => {
            |_, call| known_fact(call, |value| value.as_number().is_some_and(f64::is_finite))
        }
        "Number.isInteger" | "Number.isSafeInteger" => {
            |_, call| known_fact(call, |value| matches!(value.kind, Kind::Number(number) if number.fract() == 0.0))
        }
        "JSON.stringify" => json_text,
        "JSON.parse" => json_loads,
        "RegExp" => |evaluator, call| {
            let part = |at: usize| call.positional.get(at).cloned().unwrap_or_else(|| Value::text("", call.span));
            let parts = Map::from_iter([("source".into(), part(0)), ("flags".into(), part(1))]);
            Some(evaluator.new_map(parts, call.span))
        },
        "process.env[]" => environment_variable,
        "instanceof" => is_instance,
        "import" | "require" => |evaluator, call| {
            let module = evaluator.frozen(call.first()?);
            Some(evaluator.required_module(module.as_str()?, call.span))
        },
        "void" | "delete" | "setTimeout" | "setInterval" | "process.exit" | "process.on" => nothing,
        "btoa" => super::find("base64.b64encode")?,
        "atob" => super::find("base64.b64decode")?,
        "encodeURIComponent" | "encodeURI" => |evaluator, call| {
            let text = evaluator.frozen(call.first()?);
            let is_plain =
                |text: &str| text.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_.~".contains(letter));
            if text.as_str().is_some_and(is_plain) { Some(text) } else { outside(evaluator, call) }
        },
        _ => return math(name.strip_prefix("Math.")?),
    })
}

fn math(name: &str) -> Option<Function> {
    Some(match name {
        "floor" => |evaluator, call| to_number(evaluator, call, f64::floor),
        "ceil" => |evaluator, call| to_number(evaluator, call, f64::ceil),
        "round" => |evaluator, call| to_number(evaluator, call, |number| (number + 0.5).floor()),
        "trunc" => |evaluator, call| to_number(evaluator, call, f64::trunc),
        "abs" => |evaluator, call| to_number(evaluator, call, f64::abs),
        "sqrt" => |evaluator, call| to_number(evaluator, call, f64::sqrt),
        "log2" => |evaluator, call| to_number(evaluator, call, f64::log2),
        "log10" => |evaluator, call| to_number(evaluator, call, f64::log10),
        "min" => |evaluator, call| extreme(evaluator, call, f64::min),
        "max" => |evaluator, call| extreme(evaluator, call, f64::max),
        "pow" => |evaluator, call| {
            let [base, exponent] = call.positional.as_slice() else { return None };
            let (base, exponent) = (evaluator.frozen(base), evaluator.frozen(exponent));
            Some(operators::binary(Binary::Power, &base, &exponent, call.span))
        },
        _ => return None,
    })
}

fn node_module(path: &str) -> Option<Function> {
    let path = path.strip_prefix("node:").unwrap_or(path).replace(".default.", ".");
    Some(match path.as_str() {
        "path.join" | "path.posix.join" | "path.resolve" => files::join,
        "path.dirname" => files::folder,
        "path.basename" => files::name,
        "path.normalize" | "url.fileURLToPath" => |evaluator, call| Some(evaluator.frozen(call.first()?)),
        "fs.readFileSync" | "fs.readFile" | "fs.promises.readFile" => files::read,
        "fs.existsSync" => files::exists,
        "path.extname" => |_, call| {
            let path = call.first()?.as_str()?;
            let extension = path.rfind('.').and_then(|at| path.get(at..)).unwrap_or_default();
            Some(Value::text(extension, call.span))
        },
        _ if is_javascript_module(path.split('.').next().unwrap_or_default()) && path.contains('.') => outside,
        _ => return None,
    })
}

fn nothing(_: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    Some(Value::new(Kind::Null, call.span))
}

/// `Object.keys`, `Object.values`, `Object.entries`.
fn object_parts(evaluator: &mut Evaluator<'_>, call: &Invocation, part: fn(Value, Value) -> Value) -> Option<Value> {
    let object = call.first()?;
    let Some(entries) = evaluator.members_of(object) else {
        return Some(Value::unknown(evaluator.reason(object), call.span));
    };
    let parts = entries.into_iter().map(|(key, value)| part(Value::text(key, value.span), value)).collect();
    Some(evaluator.new_list(parts, call.span))
}

/// `Object.assign(target, …)`: the later ones win.
fn assign(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let (target, sources) = call.positional.split_first()?;
    for source in sources {
        for (name, value) in evaluator.members_of(source).unwrap_or_default() {
            evaluator.set_member(target, &name, value);
        }
    }
    Some(target.clone())
}

/// A map from pairs of keys and values.
fn from_entries(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let mut entries = Map::new();
    if let Some(source) = call.first().filter(|source| !source.is_null()) {
        for pair in walked(evaluator, source)? {
            let pair = walked(evaluator, &pair)?;
            let [key, value] = pair.as_slice() else { return None };
            let key = evaluator.frozen(key);
            entries.insert(key_text(&key), value.clone());
        }
    }
    Some(evaluator.new_map(entries, call.span))
}

fn to_number(evaluator: &mut Evaluator<'_>, call: &Invocation, change: fn(f64) -> f64) -> Option<Value> {
    let value = evaluator.frozen(call.first()?);
    let convert = |value: &Value| {
        let number = match &value.kind {
            Kind::Text(text) => leading_number(text),
            Kind::Bool(truth) => Some(f64::from(u8::from(*truth))),
            _ => value.as_number(),
        };
        match number {
            Some(number) => Value { kind: Kind::Number(change(number)), ..value.clone() }.at(call.span),
            None => operators::unknown(&[value], call.span),
        }
    };
    Some(operators::over_alternatives(&value, call.span, convert).unwrap_or_else(|| convert(&value)))
}

/// The number with which a text begins.
fn leading_number(text: &str) -> Option<f64> {
    let text = text.trim();
    let end = text.find(|letter: char| !(letter.is_ascii_digit() || "+-.eE".contains(letter))).unwrap_or(text.len());
    text.get(..end)?.parse().ok()
}

fn extreme(evaluator: &mut Evaluator<'_>, call: &Invocation, choose: fn(f64, f64) -> f64) -> Option<Value> {
    let values: Vec<_> = call.positional.iter().map(|value| evaluator.frozen(value)).collect();
    let numbers: Option<Vec<_>> = values.iter().map(Value::as_number).collect();
    let operands: Vec<_> = values.iter().collect();
    match numbers.and_then(|numbers| numbers.into_iter().reduce(choose)) {
        Some(number) => Some(operators::derived(Kind::Number(number), &operands, call.span)),
        None => Some(operators::unknown(&operands, call.span)),
    }
}

/// A fact about a value that is known.
fn known_fact(call: &Invocation, fact: fn(&Value) -> bool) -> Option<Value> {
    let value = call.first()?;
    match value.kind {
        Kind::Unknown(_) | Kind::Symbol(_) | Kind::OneOf(_) => Some(operators::unknown(&[value], call.span)),
        _ => Some(Value::bool(fact(value), call.span)),
    }
}
