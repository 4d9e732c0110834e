//! Methods of objects, of `Map` and of regular expressions.

use super::texts;
use crate::program::evaluator::{Evaluator, Invocation};
use crate::program::expression::key_text;
use crate::program::language::methods;
use crate::program::value::{Kind, Map, Value};

/// A method of an object or `Map`.
pub(super) fn method(
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
        Some(key_text(&key))
    };
    let text = |key: &std::sync::Arc<str>, value: &Value| Value::text(std::sync::Arc::clone(key), value.span);
    Some(match name {
        "get" => methods::look_up(evaluator, map, entries, call.first()?, None, span),
        "has" | "hasOwnProperty" => Value::bool(entries.contains_key(&key(evaluator)?), span),
        "set" => {
            let (key, value) = (call.first()?.clone(), call.positional.get(1)?.clone());
            evaluator.set_element(map, &key, value);
            map.clone()
        }
        "delete" => {
            let key = key(evaluator)?;
            let had = evaluator.change_map(map, |entries| entries.shift_remove(&key)).flatten();
            Value::bool(had.is_some(), span)
        }
        "clear" => {
            evaluator.change_map(map, Map::clear);
            nothing
        }
        "keys" => evaluator.new_list(entries.iter().map(|(key, value)| text(key, value)).collect(), span),
        "values" => evaluator.new_list(entries.values().cloned().collect(), span),
        "entries" => {
            let pairs = entries.iter().map(|(key, value)| Value::list(vec![text(key, value), value.clone()], span));
            let pairs = pairs.collect();
            evaluator.new_list(pairs, span)
        }
        "forEach" => {
            let function = call.first()?.clone();
            let turns = entries.iter().map(|(key, value)| (text(key, value), value.clone())).collect();
            evaluator.each_turn(span, turns, |evaluator, key, value| {
                evaluator.apply(&function, vec![value, key, map.clone()], span)
            });
            nothing
        }
        "test" => {
            let (pattern, _) = texts::pattern(evaluator, map)?;
            let text = evaluator.frozen(call.first()?);
            methods::decided(text.as_str().map(|text| pattern.is_match(text)), &[&text], span)
        }
        _ => return None,
    })
}
