//! The JDK's classes, as far as infrastructure programs go on with what they return, and the builders of libraries.

use super::Function;
use super::python::{is_instance, outside};
use super::python_standard::{environment_variable, json_loads, json_text};
use crate::program::evaluator::{Evaluator, Invocation};
use crate::program::expression::{Environment, key_text};
use crate::program::form::Binary;
use crate::program::language::{begin_builder, begin_class_builder, collector, entry, join, walked};
use crate::program::operators;
use crate::program::text;
use crate::program::value::{Kind, Map, Value};

/// The model of a function, class or method.
pub(super) fn find(path: &str) -> Option<Function> {
    if let Some(name) = path.strip_prefix("java.") {
        return Some(jdk(name).unwrap_or(outside));
    }
    if !super::is_java_library(path) {
        return None;
    }
    if path.ends_with(".Builder.create") || path.ends_with(".Builder") {
        return Some(begin_class_builder);
    }
    if path.ends_with(".builder") {
        return Some(begin_builder);
    }
    let (class, method) = path.rsplit_once('.')?;
    Some(match (class.rsplit('.').next()?, method) {
        ("Serialization", "serializeJson") | ("Gson", "toJson") => json_text,
        ("Serialization", "jsonObject") => json_object,
        ("Serialization", "jsonArray") => {
            |evaluator, call| Some(evaluator.new_list(call.positional.clone(), call.span))
        }
        ("Serialization", "jsonProperty") => |_, call| Some(Value::list(call.positional.clone(), call.span)),
        ("ObjectMapper", "writeValueAsString") | ("ObjectWriter", "writeValueAsString") => json_text,
        ("ObjectMapper", "readValue" | "readTree") | ("Gson", "fromJson") => json_loads,
        _ => return None,
    })
}

fn jdk(name: &str) -> Option<Function> {
    if let Some(name) = name.strip_prefix("lang.") {
        return language(name);
    }
    Some(match name.strip_prefix("util.")? {
        "List.of" | "Set.of" | "Arrays.asList" | "stream.Stream.of" | "stream.IntStream.of" | "EnumSet.of" => {
            |evaluator, call| match call.positional.as_slice() {
                // An array is its elements.
                [only] if call.callee.ends_with("asList") && matches!(evaluator.unfold(only).kind, Kind::List(_)) => {
                    Some(only.clone())
                }
                items => Some(evaluator.new_list(items.to_vec(), call.span)),
            }
        }
        "List.copyOf"
        | "Set.copyOf"
        | "ArrayList"
        | "LinkedList"
        | "ArrayDeque"
        | "Vector"
        | "Stack"
        | "Arrays.stream"
        | "Collections.unmodifiableList"
        | "Collections.emptyList"
        | "Collections.singletonList"
        | "stream.Stream.empty" => |evaluator, call| copied(evaluator, call, false),
        "HashSet" | "LinkedHashSet" | "TreeSet" | "Collections.emptySet" | "Collections.singleton" => {
            |evaluator, call| copied(evaluator, call, true)
        }
        "Map.of" => |evaluator, call| {
            let mut entries = Map::new();
            for pair in call.positional.chunks(2) {
                let [key, value] = pair else { return None };
                let key = evaluator.frozen(key);
                entries.insert(key_text(&key), value.clone());
            }
            Some(evaluator.new_map(entries, call.span))
        },
        "Map.entry" | "AbstractMap.SimpleEntry" => |evaluator, call| {
            let [key, value] = call.positional.as_slice() else { return None };
            Some(entry(evaluator, key.clone(), value.clone(), call.span))
        },
        "Map.ofEntries" => |evaluator, call| {
            let mut entries = Map::new();
            for pair in &call.positional {
                let pair = evaluator.map_of(pair)?;
                let key = evaluator.frozen(pair.get("key")?);
                entries.insert(key_text(&key), pair.get("value")?.clone());
            }
            Some(evaluator.new_map(entries, call.span))
        },
        "HashMap"
        | "LinkedHashMap"
        | "TreeMap"
        | "EnumMap"
        | "concurrent.ConcurrentHashMap"
        | "Map.copyOf"
        | "Collections.emptyMap"
        | "Collections.unmodifiableMap" => |evaluator, call| {
            let entries = call.first().and_then(|source| evaluator.map_of(source));
            Some(evaluator.new_map(entries.map_or_else(Map::new, |entries| entries.as_ref().clone()), call.span))
        },
        "Collections.singletonMap" => jdk("util.Map.of")?,
        "Optional.of" | "Optional.ofNullable" | "Objects.requireNonNull" => |_, call| call.first().cloned(),
        "Optional.empty" => |_, call| Some(Value::new(Kind::Null, call.span)),
        "Objects.requireNonNullElse" => |_, call| {
            let value = call.first()?;
            if value.is_null() { call.positional.get(1).cloned() } else { Some(value.clone()) }
        },
        "Objects.equals" => |evaluator, call| {
            let [a, b] = call.positional.as_slice() else { return None };
            let (a, b) = (evaluator.frozen(a), evaluator.frozen(b));
            Some(operators::binary(Binary::Equal, &a, &b, call.span))
        },
        "Objects.isNull" => |_, call| Some(Value::bool(call.first()?.is_null(), call.span)),
        "stream.IntStream.range" | "stream.IntStream.rangeClosed" => |evaluator, call| {
            let [start, end] = call.positional.as_slice() else { return None };
            let (start, end) = (start.as_number()?, end.as_number()?);
            let end = if call.callee.ends_with("Closed") { end + 1.0 } else { end };
            let count = (end - start).clamp(0.0, LONGEST_RANGE) as u32;
            let items = (0..count).map(|turn| Value::number(start + f64::from(turn), call.span)).collect();
            Some(evaluator.new_list(items, call.span))
        },
        name => match name.strip_prefix("stream.Collectors.") {
            Some(_) => collector,
            None => return None,
        },
    })
}

/// How many numbers a range may have. Chosen because a loop ends after fewer turns.
const LONGEST_RANGE: f64 = 10_000.0;

fn language(name: &str) -> Option<Function> {
    if name.starts_with("System.out.") || name.starts_with("System.err.") || name.ends_with("Exception") {
        return Some(|_, call| Some(Value::new(Kind::Null, call.span)));
    }
    Some(match name {
        "String.format" => |evaluator, call| {
            let arguments: Vec<_> = call.positional.iter().map(|argument| evaluator.frozen(argument)).collect();
            let (pattern, arguments) = arguments.split_first()?;
            Some(text::printed(pattern.as_str()?, arguments, call.span))
        },
        "String.join" => |evaluator, call| {
            let (separator, parts) = call.positional.split_first()?;
            let parts = match parts {
                [only] => only.clone(),
                several => evaluator.new_list(several.to_vec(), call.span),
            };
            Some(join(evaluator, separator, &parts, call.span))
        },
        "String.valueOf" | "Integer.toString" | "Long.toString" | "Boolean.toString" | "Double.toString" => {
            |evaluator, call| {
                let value = evaluator.frozen(call.first()?);
                Some(match value.as_text() {
                    Some(text) => Value { kind: Kind::Text(text.into()), ..value },
                    None => value,
                })
            }
        }
        "Integer.parseInt" | "Integer.valueOf" | "Long.parseLong" | "Long.valueOf" | "Double.parseDouble"
        | "Double.valueOf" | "Number" => |evaluator, call| {
            let value = evaluator.frozen(call.first()?);
            Some(match value.as_number() {
                Some(number) => Value { kind: Kind::Number(number), ..value },
                None => operators::unknown(&[&value], call.span),
            })
        },
        "Boolean.parseBoolean" | "Boolean.valueOf" => |evaluator, call| {
            let value = evaluator.frozen(call.first()?);
            Some(match value.as_bool() {
                Some(truth) => Value { kind: Kind::Bool(truth), ..value },
                None => operators::unknown(&[&value], call.span),
            })
        },
        "StringBuilder" | "StringBuffer" => {
            |evaluator, call| Some(evaluator.new_list(call.positional.clone(), call.span))
        }
        "System.getenv" => |evaluator, call| match call.positional.is_empty() {
            true => Some(Value::external("java.lang.System.environment", call.span)),
            false => environment_variable(evaluator, call),
        },
        "System.environment.get" | "System.environment.getOrDefault" | "System.getProperty" => environment_variable,
        "System.environment.containsKey" => outside,
        "Integer.sum" | "Long.sum" | "Double.sum" | "Math.addExact" => |_, call| {
            let [a, b] = call.positional.as_slice() else { return None };
            Some(operators::binary(Binary::Add, a, b, call.span))
        },
        "System.exit" => |_, call| Some(Value::new(Kind::Null, call.span)),
        "Math.max" => |_, call| extreme(call, f64::max),
        "Math.min" => |_, call| extreme(call, f64::min),
        "Math.ceil" => |_, call| rounded(call, f64::ceil),
        "Math.floor" => |_, call| rounded(call, f64::floor),
        "Math.round" => |_, call| rounded(call, f64::round),
        "Math.abs" => |_, call| rounded(call, f64::abs),
        "Math.pow" => |_, call| {
            let [base, exponent] = call.positional.as_slice() else { return None };
            Some(operators::binary(Binary::Power, base, exponent, call.span))
        },
        "new[]" => |evaluator, call| {
            let length = call.first()?.as_number()?.clamp(0.0, LONGEST_RANGE) as usize;
            Some(evaluator.new_list(vec![Value::new(Kind::Null, call.span); length], call.span))
        },
        "instanceof" => is_instance,
        "assert" => |_, call| Some(Value::new(Kind::Null, call.span)),
        _ => return None,
    })
}

fn extreme(call: &Invocation, choose: fn(f64, f64) -> f64) -> Option<Value> {
    let numbers: Option<Vec<_>> = call.positional.iter().map(Value::as_number).collect();
    let operands: Vec<_> = call.positional.iter().collect();
    Some(match numbers.and_then(|numbers| numbers.into_iter().reduce(choose)) {
        Some(number) => operators::derived(Kind::Number(number), &operands, call.span),
        None => operators::unknown(&operands, call.span),
    })
}

fn rounded(call: &Invocation, round: fn(f64) -> f64) -> Option<Value> {
    let value = call.first()?;
    Some(match value.as_number() {
        Some(number) => operators::derived(Kind::Number(round(number)), &[value], call.span),
        None => operators::unknown(&[value], call.span),
    })
}

/// A copy of a collection, or a collection of what is given.
fn copied(evaluator: &mut Evaluator<'_>, call: &Invocation, is_set: bool) -> Option<Value> {
    let items = match call.first() {
        None | Some(Value { kind: Kind::Number(_), .. }) => Vec::new(),
        Some(only) if call.callee.contains("singleton") => vec![only.clone()],
        Some(source) => match walked(evaluator, source) {
            Some(items) => items,
            None => return Some(source.clone()),
        },
    };
    Some(if is_set { evaluator.new_set(items, call.span) } else { evaluator.new_list(items, call.span) })
}

/// `jsonObject(jsonProperty("Version", "2012-10-17"), …)`.
fn json_object(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let mut entries = Map::new();
    for property in &call.positional {
        let property = walked(evaluator, property)?;
        let [key, value] = property.as_slice() else { return None };
        let key = evaluator.frozen(key);
        entries.insert(key_text(&key), value.clone());
    }
    Some(evaluator.new_map(entries, call.span))
}
