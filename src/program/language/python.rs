//! Python.

use super::methods::{compare, decided, ends_with, join, map_text, split, starts_with, walked};
use super::{Language, Places, Walk};
use crate::program::evaluator::{Evaluator, Invocation, is_class_name};
use crate::program::expression::{Environment, key_text};
use crate::program::library;
use crate::program::operators;
use crate::program::text::padded;
use crate::program::value::{Kind, Map, Provenance, Reason, Value};

/// How many subnets a network may be taken apart into. Chosen because a loop ends after fewer turns.
const MOST_SUBNETS: usize = 10_000;

pub(crate) const PYTHON: Language = Language {
    family: "python",
    globals: "builtins",
    defines: library::is_python_builtin,
    blocks_have_scopes: false,
    hoists: false,
    shares_names: false,
    names_members: false,
    null_is_absent: false,
    empty_collections_are_true: false,
    enum_members_are_values: false,
    loop_over_map: Walk::Keys,
    constructor: "__init__",
    main: None,
    stem,
    places,
    is_library: library::is_python_package,
    method,
    property: |_, _, _| None,
    makes: is_class_name,
    literal: |_, _| None,
    parts_of_result: |_, _| None,
};

/// `lib/vpc.py` is `lib/vpc`, and `lib/__init__.py` is `lib`.
fn stem(path: &str) -> String {
    let stem = path.strip_suffix(".py").unwrap_or(path);
    stem.strip_suffix("/__init__").unwrap_or(stem).to_owned()
}

/// `.vpc` and `..shared.tags` from the folder of the importing file, `lib.vpc` from there or from the top.
fn places(folder: &str, module: &str) -> Places {
    let name = module.trim_start_matches('.');
    let path = name.replace('.', "/");
    let within = |folder: &str| match (folder, path.as_str()) {
        ("", path) => path.to_owned(),
        (folder, "") => folder.to_owned(),
        (folder, path) => format!("{folder}/{path}"),
    };
    let dots = module.len() - name.len();
    if dots == 0 {
        let anywhere = (!library::is_python_package(name)).then(|| path.clone());
        return Places { exact: vec![within(folder), path.clone()], anywhere };
    }
    let mut base = folder;
    for _ in 1..dots {
        base = base.rsplit_once('/').map_or("", |(outer, _)| outer);
    }
    Places { exact: vec![within(base)], anywhere: (!path.is_empty()).then_some(path) }
}

/// A method of a text, list, set or map.
fn method(evaluator: &mut Evaluator<'_>, receiver: &Value, name: &str, call: &Invocation) -> Option<Value> {
    let unfolded = evaluator.unfold(receiver);
    match &unfolded.kind {
        Kind::Text(_) | Kind::Join(_) | Kind::Json(_) => text_method(evaluator, &unfolded, name, call),
        Kind::List(items) => list_method(evaluator, receiver, items, name, call),
        Kind::Map(entries) => map_method(evaluator, receiver, entries, name, call),
        Kind::Unknown(reason @ (Reason::Input(_) | Reason::Unset(_) | Reason::Outside(_))) if name == "get" => {
            let default = call.argument(1, "default")?.clone().with_provenance(Provenance::ResponseDefault);
            evaluator.note_default(reason, &default);
            Some(default)
        }
        _ => None,
    }
}

pub(crate) fn text_method(evaluator: &mut Evaluator<'_>, text: &Value, name: &str, call: &Invocation) -> Option<Value> {
    let span = call.span;
    let first = call.first().map(|value| evaluator.frozen(value));
    let argument = first.as_ref().and_then(Value::as_str);
    let letters = || argument.map(str::to_owned);
    Some(match name {
        "upper" => map_text(text, span, str::to_uppercase),
        "lower" | "casefold" => map_text(text, span, str::to_lowercase),
        "title" => map_text(text, span, title),
        "capitalize" => map_text(text, span, |known| {
            let mut rest = known.chars();
            rest.next().map_or_else(String::new, |first| {
                first.to_uppercase().chain(rest.as_str().to_lowercase().chars()).collect()
            })
        }),
        "replace" => {
            let to = call.positional.get(1).map(|value| evaluator.frozen(value))?;
            let (from, to) = (letters()?, to.as_str()?.to_owned());
            map_text(text, span, |known| known.replace(&from, &to))
        }
        "encode" | "decode" | "expandtabs" | "read" => text.clone(),
        "join" => join(evaluator, text, call.first()?, span),
        "format" => format_fields(evaluator, text.as_str()?, call),
        "startswith" | "endswith" => {
            let test = if name == "startswith" { starts_with } else { ends_with };
            let tests = match first.as_ref().map(|value| &value.kind) {
                Some(Kind::List(tests)) => tests.as_ref().clone(),
                _ => vec![first.clone()?],
            };
            let facts: Vec<_> = tests.iter().map(|part| part.as_str().and_then(|part| test(text, part))).collect();
            let all_known = facts.iter().all(Option::is_some);
            decided(facts.contains(&Some(true)).then_some(true).or(all_known.then_some(false)), &[text], span)
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
    let number = |number: usize| Value::number(number as f64, span);
    let strip = |letter: char| argument.map_or(letter.is_whitespace(), |letters| letters.contains(letter));
    let limit = || call.argument(1, "maxsplit").and_then(Value::as_number).filter(|&n| n >= 0.0).map(|n| n as usize);
    let width = || call.first().and_then(Value::as_number).map(|width| width.max(0.0) as usize);
    let fill = || call.positional.get(1).and_then(Value::as_str).and_then(|fill| fill.chars().next()).unwrap_or(' ');
    let all = |test: fn(char) -> bool| Value::bool(!known.is_empty() && known.chars().all(test), span);
    let partition = |at: Option<(&str, &str)>, separator: &str, whole_first: bool| {
        let parts = match at {
            Some((before, after)) => [before, separator, after],
            None if whole_first => [known, "", ""],
            None => ["", "", known],
        };
        Value::list(parts.iter().map(|part| made(part)).collect(), span)
    };
    Some(match name {
        "strip" => made(known.trim_matches(strip)),
        "lstrip" => made(known.trim_start_matches(strip)),
        "rstrip" => made(known.trim_end_matches(strip)),
        "removeprefix" => made(known.strip_prefix(argument?).unwrap_or(known)),
        "removesuffix" => made(known.strip_suffix(argument?).unwrap_or(known)),
        "split" => {
            let parts = split(known, argument, limit(), span);
            evaluator.new_list(parts, span)
        }
        "rsplit" => {
            let parts: Vec<_> = match limit() {
                Some(limit) => {
                    let mut parts: Vec<_> = known.rsplitn(limit + 1, argument?).map(made).collect();
                    parts.reverse();
                    parts
                }
                None => split(known, argument, None, span),
            };
            evaluator.new_list(parts, span)
        }
        // `ipaddress.ip_network(text)` is the text itself.
        "subnets" => {
            let length = call.argument(1, "new_prefix").and_then(Value::as_number);
            let longer = call.argument(0, "prefixlen_diff").map_or(Some(1.0), Value::as_number);
            let network: ipnet::IpNet = known.parse().ok()?;
            let length = length.or_else(|| Some(f64::from(network.prefix_len()) + longer?))?;
            let subnets = network.subnets(length as u8).ok()?.take(MOST_SUBNETS);
            let subnets = subnets.map(|subnet| made(&subnet.to_string())).collect();
            evaluator.new_list(subnets, span)
        }
        "splitlines" => {
            let lines = known.lines().map(made).collect();
            evaluator.new_list(lines, span)
        }
        "partition" => partition(known.split_once(argument?), argument?, true),
        "rpartition" => partition(known.rsplit_once(argument?), argument?, false),
        "zfill" => made(&padded(known, width()?, '0', '=')),
        "ljust" => made(&padded(known, width()?, fill(), '<')),
        "rjust" => made(&padded(known, width()?, fill(), '>')),
        "center" => made(&padded(known, width()?, fill(), '^')),
        "count" => number(known.matches(argument?).count()),
        "find" | "index" => {
            Value::number(known.find(argument?).map_or(-1.0, |at| known[..at].chars().count() as f64), span)
        }
        "isdigit" | "isnumeric" | "isdecimal" => all(|letter| letter.is_ascii_digit()),
        "isalpha" => all(char::is_alphabetic),
        "isalnum" => all(char::is_alphanumeric),
        "isupper" => Value::bool(known.chars().any(char::is_uppercase) && !known.chars().any(char::is_lowercase), span),
        "islower" => Value::bool(known.chars().any(char::is_lowercase) && !known.chars().any(char::is_uppercase), span),
        "isspace" => all(char::is_whitespace),
        _ => return None,
    })
}

/// Every word with a capital: a word begins after anything that is no letter.
fn title(text: &str) -> String {
    let mut inside = false;
    text.chars()
        .flat_map(|letter| {
            let changed: Vec<char> =
                if inside { letter.to_lowercase().collect() } else { letter.to_uppercase().collect() };
            inside = letter.is_alphabetic();
            changed
        })
        .collect()
}

/// `"{}-{name}".format(…)`.
fn format_fields(evaluator: &mut Evaluator<'_>, pattern: &str, call: &Invocation) -> Value {
    let span = call.span;
    let mut parts = Vec::new();
    let mut next = 0;
    let mut rest = pattern;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, brace) = rest.split_at(at);
        parts.push(Value::text(before, span));
        if let Some(after) = brace.strip_prefix("{{").or_else(|| brace.strip_prefix("}}")) {
            parts.push(Value::text(&brace[..1], span));
            rest = after;
            continue;
        }
        let Some((field, after)) = brace.strip_prefix('{').and_then(|inner| inner.split_once('}')) else {
            parts.push(Value::text(&brace[..1], span));
            rest = &brace[1..];
            continue;
        };
        rest = after;
        let (name, spec) = field.split_once(':').unwrap_or((field, ""));
        let name = name.split_once('!').map_or(name, |(name, _)| name);
        let value = match name.parse::<usize>() {
            Ok(at) => call.positional.get(at),
            Err(_) if name.is_empty() => {
                next += 1;
                call.positional.get(next - 1)
            }
            Err(_) => call.named.get(name),
        };
        let value = match value {
            Some(value) => evaluator.frozen(value),
            None => Value::unknown(Reason::Undefined(name.into()), span),
        };
        parts.push(if spec.is_empty() { value } else { crate::program::text::formatted(&value, spec, span) });
    }
    parts.push(Value::text(rest, span));
    Value::join(parts, span)
}

fn list_method(
    evaluator: &mut Evaluator<'_>,
    list: &Value,
    items: &[Value],
    name: &str,
    call: &Invocation,
) -> Option<Value> {
    let span = call.span;
    let nothing = Value::new(Kind::Null, span);
    let first = call.first().cloned();
    match name {
        "append" => {
            let item = first?;
            evaluator.change_list(list, |items| items.push(item));
            Some(nothing)
        }
        "add" => {
            let item = first?;
            if !items.iter().any(|other| operators::equal(other, &item) == Some(true)) {
                evaluator.change_list(list, |items| items.push(item));
            }
            Some(nothing)
        }
        "extend" | "update" | "union" | "intersection" | "difference" => {
            let more = walked(evaluator, &first?)?;
            if !evaluator.spend(items.len() + more.len()) {
                return Some(nothing);
            }
            let inside =
                |items: &[Value], item: &Value| items.iter().any(|other| operators::equal(other, item) == Some(true));
            let kept = |wanted: bool| items.iter().filter(|item| inside(&more, item) == wanted).cloned().collect();
            match name {
                "extend" => {
                    evaluator.change_list(list, |items| items.extend(more));
                    Some(nothing)
                }
                "intersection" => Some(evaluator.new_set(kept(true), span)),
                "difference" => Some(evaluator.new_set(kept(false), span)),
                _ => {
                    let union: Vec<_> = items.iter().cloned().chain(more).collect();
                    let union = evaluator.new_set(union, span);
                    if name == "union" {
                        return Some(union);
                    }
                    let union = evaluator.items(&union)?;
                    evaluator.change_list(list, |items| *items = union);
                    Some(nothing)
                }
            }
        }
        "insert" => {
            let (at, item) = (first?.as_number()?, call.positional.get(1)?.clone());
            let at = if at < 0.0 { at + items.len() as f64 } else { at }.clamp(0.0, items.len() as f64);
            evaluator.change_list(list, |items| items.insert(at as usize, item));
            Some(nothing)
        }
        "pop" => {
            let at = first.map_or(Some(-1.0), |at| at.as_number())?;
            let at = if at < 0.0 { at + items.len() as f64 } else { at };
            let taken = items.get(at as usize).filter(|_| at >= 0.0).cloned();
            let taken = taken.unwrap_or_else(|| Value::unknown(Reason::Undefined("pop".into()), span));
            evaluator.change_list(list, |items| {
                if at >= 0.0 && (at as usize) < items.len() {
                    items.remove(at as usize);
                }
            });
            Some(taken)
        }
        "remove" | "discard" => {
            let item = first?;
            let at = items.iter().position(|other| operators::equal(other, &item) == Some(true));
            evaluator.change_list(list, |items| at.map(|at| items.remove(at)));
            Some(nothing)
        }
        "clear" => {
            evaluator.change_list(list, Vec::clear);
            Some(nothing)
        }
        "reverse" => {
            evaluator.change_list(list, |items| items.reverse());
            Some(nothing)
        }
        "sort" => {
            let sorted = sorted(evaluator, items.to_vec(), call);
            evaluator.change_list(list, |items| *items = sorted);
            Some(nothing)
        }
        "copy" if evaluator.is_set(list) => Some(evaluator.new_set(items.to_vec(), span)),
        "copy" => Some(evaluator.new_list(items.to_vec(), span)),
        "index" => {
            let item = first?;
            let at = items.iter().position(|other| operators::equal(other, &item) == Some(true));
            Some(at.map_or_else(|| operators::unknown(&[&item], span), |at| Value::number(at as f64, span)))
        }
        "count" => {
            let item = first?;
            let count = items.iter().filter(|other| operators::equal(other, &item) == Some(true)).count();
            Some(Value::number(count as f64, span))
        }
        "issubset" | "issuperset" => {
            let others = evaluator.items(&first?)?;
            let (small, large) =
                if name == "issubset" { (items, others.as_slice()) } else { (others.as_slice(), items) };
            let inside = |item: &Value| large.iter().any(|other| operators::equal(other, item) == Some(true));
            Some(Value::bool(small.iter().all(inside), span))
        }
        _ => None,
    }
}

/// Items in order, by `key` and `reverse`.
pub(crate) fn sorted(evaluator: &mut Evaluator<'_>, items: Vec<Value>, call: &Invocation) -> Vec<Value> {
    let key = call.named.get("key").cloned();
    let mut keyed: Vec<(Value, Value)> = items
        .into_iter()
        .map(|item| {
            let key = match &key {
                Some(key) => evaluator.apply(key, vec![item.clone()], call.span),
                None => item.clone(),
            };
            (evaluator.frozen(&key), item)
        })
        .collect();
    keyed.sort_by(|(a, _), (b, _)| compare(a, b));
    if call.named.get("reverse").and_then(Value::as_bool) == Some(true) {
        keyed.reverse();
    }
    keyed.into_iter().map(|(_, item)| item).collect()
}

fn map_method(
    evaluator: &mut Evaluator<'_>,
    map: &Value,
    entries: &Map,
    name: &str,
    call: &Invocation,
) -> Option<Value> {
    let span = call.span;
    let nothing = Value::new(Kind::Null, span);
    let key = |evaluator: &mut Evaluator<'_>| {
        let key = call.first().map(|key| evaluator.frozen(key))?;
        Some((key_text(&key), key))
    };
    let text = |key: &std::sync::Arc<str>, value: &Value| Value::text(key.clone(), value.span);
    match name {
        "get" | "pop" | "setdefault" => {
            let (key, value) = key(evaluator)?;
            let default = call.argument(1, "default").cloned();
            if !entries.contains_key(&key) && !matches!(value.kind, Kind::Text(_) | Kind::Number(_) | Kind::Bool(_)) {
                // The key is not known. If it is an input, the default is what the response says; else it may be anything.
                if let (Kind::Unknown(Reason::Input(_) | Reason::Unset(_)), Some(default)) = (&value.kind, &default) {
                    return Some(default.clone().with_provenance(Provenance::ResponseDefault));
                }
                let found = evaluator.element(map.clone(), value, span);
                return Some(Value::one_of([found].into_iter().chain(default), span));
            }
            let found = entries.get(&key).cloned();
            match name {
                "pop" => {
                    evaluator.change_map(map, |entries| entries.shift_remove(&key));
                }
                "setdefault" if found.is_none() => {
                    let default = evaluator.adopt(default.clone().unwrap_or(nothing.clone()));
                    evaluator.change_map(map, |entries| entries.insert(key, default.clone()));
                    return Some(default);
                }
                _ => {}
            }
            Some(found.unwrap_or_else(|| default.map_or(nothing, |d| d.with_provenance(Provenance::ResponseDefault))))
        }
        "items" => {
            let pairs = entries.iter().map(|(key, value)| Value::list(vec![text(key, value), value.clone()], span));
            let pairs = pairs.collect();
            Some(evaluator.new_list(pairs, span))
        }
        "keys" => {
            let keys = entries.iter().map(|(key, value)| text(key, value)).collect();
            Some(evaluator.new_list(keys, span))
        }
        "values" => Some(evaluator.new_list(entries.values().cloned().collect(), span)),
        "update" => {
            let more = match call.first() {
                Some(more) => evaluator.map_of(more).map(|more| more.as_ref().clone()),
                None => Some(Map::new()),
            };
            let mut more = more?;
            more.extend(call.named.clone());
            evaluator.change_map(map, |entries| entries.extend(more));
            Some(nothing)
        }
        "copy" => Some(evaluator.new_map(entries.clone(), span)),
        "clear" => {
            evaluator.change_map(map, Map::clear);
            Some(nothing)
        }
        _ => None,
    }
}
