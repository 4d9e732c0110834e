//! Walking YAML and JSON documents, in which several dialects are written.

use std::sync::Arc;

use crate::program::expression::UNKNOWN_REST;
use crate::program::form::{Entry, Expression, ExpressionKind};
use crate::program::value::{Kind, Map, Reason, Value};
use crate::source::Span;

/// An entry of a map with a text for its key.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field<'a> {
    /// The key.
    pub name: &'a Arc<str>,
    /// Where the key stands.
    pub key: Span,
    /// The value.
    pub value: &'a Expression,
}

impl Field<'_> {
    /// From the key to the end of the value.
    pub(crate) fn span(&self) -> Span {
        self.key.to(self.value.span)
    }
}

/// The entries of a map in order, those of merged maps (`<<: *other`) first.
pub(crate) fn fields(map: &Expression) -> Vec<Field<'_>> {
    let ExpressionKind::Map(entries) = &map.kind else { return Vec::new() };
    let mut found = Vec::with_capacity(entries.len());
    for entry in entries {
        match entry {
            Entry::Pair(Expression { kind: ExpressionKind::Text(name), span }, value) => {
                found.push(Field { name, key: *span, value });
            }
            Entry::Pair(..) => {}
            Entry::Spread(merged) => found.extend(fields(merged)),
        }
    }
    found
}

/// The value of a map's entry; of several, that of the last.
pub(crate) fn get<'a>(map: &'a Expression, name: &str) -> Option<&'a Expression> {
    fields(map).into_iter().rev().find(|field| &**field.name == name).map(|field| field.value)
}

/// The text of a scalar that is one.
pub(crate) fn text(expression: &Expression) -> Option<&Arc<str>> {
    match &expression.kind {
        ExpressionKind::Text(text) => Some(text),
        _ => None,
    }
}

/// The elements of a list.
pub(crate) fn elements(list: &Expression) -> Option<Vec<&Expression>> {
    match &list.kind {
        ExpressionKind::List(items) => Some(items.iter().map(|item| &item.value).collect()),
        _ => None,
    }
}

/// Whether a map is known to have entries that could not be read.
pub(crate) fn has_gaps(map: &Expression) -> bool {
    let ExpressionKind::Map(entries) = &map.kind else { return false };
    entries.iter().any(|entry| match entry {
        Entry::Spread(merged) => matches!(merged.kind, ExpressionKind::Unsupported(_)),
        Entry::Pair(..) => false,
    })
}

/// The value of an expression that means what it says. What is `null` is left out of maps: it is not set.
pub(crate) fn literal(expression: &Expression) -> Value {
    let span = expression.span;
    let unknown = |what: &str| Value::unknown(Reason::Unsupported(what.into()), span);
    match &expression.kind {
        ExpressionKind::Null => Value::new(Kind::Null, span),
        ExpressionKind::Bool(truth) => Value::bool(*truth, span),
        ExpressionKind::Number(number) => Value::number(*number, span),
        ExpressionKind::Text(text) => Value::text(Arc::clone(text), span),
        ExpressionKind::List(items) => Value::list(items.iter().map(|item| literal(&item.value)).collect(), span),
        ExpressionKind::Map(_) => {
            let set = fields(expression).into_iter().map(|field| (Arc::clone(field.name), literal(field.value)));
            let mut map: Map = set.filter(|(_, value)| !value.is_null()).collect();
            if has_gaps(expression) {
                map.insert(UNKNOWN_REST.into(), unknown("a part that cannot be read"));
            }
            Value::map(map, span)
        }
        ExpressionKind::Tagged(tag, _) => unknown(&format!("!{tag}")),
        ExpressionKind::Unsupported(kind) => unknown(kind),
        _ => unknown("this expression"),
    }
}
