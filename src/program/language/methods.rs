//! Methods of texts and collections that several languages have, under whatever name.

use std::sync::Arc;

use crate::program::evaluator::Evaluator;
use crate::program::evaluator::memory::Object;
use crate::program::expression::{Environment, key_text};
use crate::program::operators;
use crate::program::value::{Kind, Map, Provenance, Value};
use crate::source::Span;

/// Changes what is known of a text; parts that are not known stay.
pub(super) fn map_text(text: &Value, span: Span, change: impl Fn(&str) -> String) -> Value {
    match &text.kind {
        Kind::Text(known) => Value { kind: Kind::Text(change(known).into()), ..text.clone() }.at(span),
        Kind::Join(parts) => Value::join(
            parts.iter().map(|part| match &part.kind {
                Kind::Text(known) => Value { kind: Kind::Text(change(known).into()), ..part.clone() },
                _ => part.clone(),
            }),
            span,
        ),
        _ => text.clone(),
    }
}

/// Whether a text begins with another, as far as that can be told.
pub(super) fn starts_with(text: &Value, prefix: &str) -> Option<bool> {
    match &text.kind {
        Kind::Text(known) => Some(known.starts_with(prefix)),
        Kind::Join(parts) => {
            let first = parts.first()?.as_str()?;
            if first.len() >= prefix.len() || !prefix.starts_with(first) {
                Some(first.starts_with(prefix))
            } else {
                None
            }
        }
        _ => None,
    }
}

/// Whether a text ends with another, as far as that can be told.
pub(super) fn ends_with(text: &Value, suffix: &str) -> Option<bool> {
    match &text.kind {
        Kind::Text(known) => Some(known.ends_with(suffix)),
        Kind::Join(parts) => {
            let last = parts.last()?.as_str()?;
            if last.len() >= suffix.len() || !suffix.ends_with(last) { Some(last.ends_with(suffix)) } else { None }
        }
        _ => None,
    }
}

/// A truth value, or unknown for the reason that the operands give.
pub(super) fn decided(fact: Option<bool>, from: &[&Value], span: Span) -> Value {
    fact.map_or_else(|| operators::unknown(from, span), |fact| operators::derived(Kind::Bool(fact), from, span))
}

/// The items of a collection joined to a text.
pub(crate) fn join(evaluator: &mut Evaluator<'_>, separator: &Value, collection: &Value, span: Span) -> Value {
    let Some(items) = evaluator.items(collection) else {
        let frozen = evaluator.frozen(collection);
        return operators::unknown(&[&frozen], span);
    };
    let mut parts = Vec::with_capacity(items.len() * 2);
    for item in items {
        if !parts.is_empty() {
            parts.push(separator.clone());
        }
        parts.push(evaluator.frozen(&item));
    }
    Value::join(parts, span)
}

/// A text taken apart; a text of which parts are not known comes apart only if no separator can be in them.
pub(super) fn split(text: &str, separator: Option<&str>, limit: Option<usize>, span: Span) -> Vec<Value> {
    let part = |part: &str| Value::text(part, span);
    match (separator, limit) {
        (None, None) => text.split_whitespace().map(part).collect(),
        (None, Some(limit)) => text.splitn(limit + 1, char::is_whitespace).map(part).collect(),
        (Some(""), _) => text.chars().map(|letter| Value::text(letter.to_string(), span)).collect(),
        (Some(separator), None) => text.split(separator).map(part).collect(),
        (Some(separator), Some(limit)) => text.splitn(limit + 1, separator).map(part).collect(),
    }
}

impl Evaluator<'_> {
    /// Changes a list or set in place; gives nothing if the value is neither.
    pub(crate) fn change_list<T>(&mut self, list: &Value, change: impl FnOnce(&mut Vec<Value>) -> T) -> Option<T> {
        let Kind::Object(id) = list.kind else { return None };
        self.spend_on(id);
        match self.memory.change(id)? {
            Object::List(items) | Object::Set(items) => Some(change(Arc::make_mut(items))),
            _ => None,
        }
    }

    /// Changes a map in place; gives nothing if the value is none.
    pub(crate) fn change_map<T>(&mut self, map: &Value, change: impl FnOnce(&mut Map) -> T) -> Option<T> {
        let Kind::Object(id) = map.kind else { return None };
        self.spend_on(id);
        match self.memory.change(id)? {
            Object::Map(entries) => Some(change(Arc::make_mut(entries))),
            _ => None,
        }
    }

    /// Whether a value is a set.
    pub(super) fn is_set(&self, value: &Value) -> bool {
        matches!(value.kind, Kind::Object(id) if matches!(self.memory.object(id), Some(Object::Set(_))))
    }

    /// The items for which a function gives something that counts as true, or may.
    pub(crate) fn filter_items(
        &mut self,
        items: Vec<Value>,
        span: Span,
        test: impl Fn(&mut Self, &Value) -> Value,
    ) -> Vec<Value> {
        let entries = items.into_iter().map(|item| (Value::null(), item)).collect();
        let kept = self.each_turn(span, entries, |evaluator, _, item| {
            let holds = test(evaluator, &item);
            (evaluator.truth(&holds) != Some(false)).then_some(item)
        });
        kept.into_iter().flatten().collect()
    }
}

/// Where a slice of so many elements begins and ends; bounds below zero count from the end.
pub(super) fn slice_bounds(length: usize, start: Option<f64>, end: Option<f64>) -> (usize, usize) {
    let bound = |at: Option<f64>, missing: usize| match at {
        Some(at) if at < 0.0 => (at + length as f64).max(0.0) as usize,
        Some(at) => at.min(length as f64) as usize,
        None => missing,
    };
    let (start, end) = (bound(start, 0), bound(end, length));
    (start.min(end), end)
}

/// The entry of a map for a key; for a key that is not known, whatever the map has.
pub(super) fn look_up(
    evaluator: &mut Evaluator<'_>,
    map: &Value,
    entries: &Map,
    key: &Value,
    default: Option<Value>,
    span: Span,
) -> Value {
    let key = evaluator.frozen(key);
    let found = entries.get(&key_text(&key)).cloned();
    let is_known = matches!(key.kind, Kind::Text(_) | Kind::Number(_) | Kind::Bool(_));
    match found {
        Some(found) => found,
        None if is_known => default.map_or_else(
            || Value::new(Kind::Null, span),
            |default| default.with_provenance(Provenance::ResponseDefault),
        ),
        None => {
            let found = evaluator.element(map.clone(), key, span);
            Value::one_of([found].into_iter().chain(default), span)
        }
    }
}

/// The order of two values, numbers before texts.
pub(super) fn compare(a: &Value, b: &Value) -> std::cmp::Ordering {
    match (&a.kind, &b.kind) {
        (Kind::Number(a), Kind::Number(b)) => a.total_cmp(b),
        (Kind::List(a), Kind::List(b)) => {
            let differing = a.iter().zip(b.iter()).map(|(a, b)| compare(a, b)).find(|order| order.is_ne());
            differing.unwrap_or_else(|| a.len().cmp(&b.len()))
        }
        _ => a.as_text().cmp(&b.as_text()),
    }
}

/// The items of a collection that a loop with one name would walk.
pub(crate) fn walked(evaluator: &mut Evaluator<'_>, collection: &Value) -> Option<Vec<Value>> {
    let entries = evaluator.entries(collection)?;
    Some(entries.into_iter().map(|(key, item)| evaluator.walked(collection, key, item)).collect())
}
