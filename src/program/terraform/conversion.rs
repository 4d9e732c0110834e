//! Conversion between types.

use std::sync::Arc;

use super::Function;
use super::arguments::{Arguments, Outcome};
use crate::program::value::{Kind, Map, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    ("ephemeralasnull", 1, 1, same),
    ("issensitive", 1, 1, |a| a.bool_result(false)),
    ("nonsensitive", 1, 1, same),
    ("sensitive", 1, 1, same),
    ("tobool", 1, 1, to_bool),
    ("tolist", 1, 1, to_list),
    ("tomap", 1, 1, to_map),
    ("tonumber", 1, 1, to_number),
    ("tostring", 1, 1, to_string),
];

fn same(arguments: &Arguments<'_>) -> Outcome<Value> {
    arguments.get(0).cloned().ok_or_else(|| arguments.invalid("misses an argument"))
}

/// `null` is of every type.
fn unless_null(arguments: &Arguments<'_>, convert: impl FnOnce() -> Outcome<Value>) -> Outcome<Value> {
    if arguments.get(0).is_some_and(Value::is_null) { same(arguments) } else { convert() }
}

fn to_bool(arguments: &Arguments<'_>) -> Outcome<Value> {
    unless_null(arguments, || {
        let value = same(arguments)?;
        arguments.bool_result(arguments.bool_of(&value)?)
    })
}

fn to_number(arguments: &Arguments<'_>) -> Outcome<Value> {
    unless_null(arguments, || arguments.number_result(arguments.number(0)?))
}

/// A text of which some parts are not known is a text already.
fn to_string(arguments: &Arguments<'_>) -> Outcome<Value> {
    let value = same(arguments)?;
    match value.kind {
        Kind::Null | Kind::Text(_) | Kind::Join(_) | Kind::Json(_) | Kind::Reference(_) => Ok(value),
        _ => arguments.text_result(arguments.text(0)?),
    }
}

fn to_list(arguments: &Arguments<'_>) -> Outcome<Value> {
    unless_null(arguments, || {
        let mut items = arguments.open_list(0)?.to_vec();
        unify(items.iter_mut());
        arguments.list_result(items)
    })
}

fn to_map(arguments: &Arguments<'_>) -> Outcome<Value> {
    unless_null(arguments, || {
        let mut entries: Map = arguments.open_map(0)?.clone();
        unify(entries.values_mut());
        arguments.map_result(entries)
    })
}

/// The elements of a list or map have one type: when one is a string, numbers and truth values become strings.
fn unify<'a>(items: impl Iterator<Item = &'a mut Value>) {
    let mut items: Vec<_> = items.collect();
    if !items.iter().any(|item| item.as_str().is_some()) {
        return;
    }
    for item in &mut items {
        if let (Kind::Number(_) | Kind::Bool(_), Some(text)) = (&item.kind, item.as_text()) {
            item.kind = Kind::Text(Arc::from(text));
        }
    }
}
