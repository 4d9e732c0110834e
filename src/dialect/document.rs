//! Walking YAML and JSON documents, in which several dialects are written.

use std::sync::Arc;

use crate::program::form::{Entry, Expression, ExpressionKind};
use crate::source::Span;

/// An entry of a map with a text for its key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field<'a> {
    /// The key.
    pub name: &'a Arc<str>,
    /// Where the key stands.
    pub key: Span,
    /// The value.
    pub value: &'a Expression,
}

impl Field<'_> {
    /// From the key to the end of the value.
    pub(super) fn span(&self) -> Span {
        self.key.to(self.value.span)
    }
}

/// The entries of a map in order, those of merged maps (`<<: *other`) first.
pub(super) fn fields(map: &Expression) -> Vec<Field<'_>> {
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
pub(super) fn get<'a>(map: &'a Expression, name: &str) -> Option<&'a Expression> {
    fields(map).into_iter().rev().find(|field| &**field.name == name).map(|field| field.value)
}

/// The text of a scalar that is one.
pub(super) fn text(expression: &Expression) -> Option<&Arc<str>> {
    match &expression.kind {
        ExpressionKind::Text(text) => Some(text),
        _ => None,
    }
}

/// The elements of a list.
pub(super) fn elements(list: &Expression) -> Option<Vec<&Expression>> {
    match &list.kind {
        ExpressionKind::List(items) => Some(items.iter().map(|item| &item.value).collect()),
        _ => None,
    }
}

/// Whether a map is known to have entries that could not be read.
pub(super) fn has_gaps(map: &Expression) -> bool {
    let ExpressionKind::Map(entries) = &map.kind else { return false };
    entries.iter().any(|entry| match entry {
        Entry::Spread(merged) => matches!(merged.kind, ExpressionKind::Unsupported(_)),
        Entry::Pair(..) => false,
    })
}
