//! Java.

mod builders;
mod collections;
mod texts;

use std::sync::Arc;

use super::{Language, Places, Walk};
use crate::program::evaluator::{Evaluator, Invocation, is_class_name, memory::Object};
use crate::program::expression::Environment;
use crate::program::form::ClassKind;
use crate::program::library;
use crate::program::operators;
use crate::program::value::{Kind, Provenance, Reason, Symbol, Value};

pub(crate) use builders::{begin as begin_builder, begin_class as begin_class_builder};
pub(crate) use collections::{collector, entry};

pub(crate) const JAVA: Language = Language {
    family: "java",
    globals: "java.lang",
    defines: |name| library::java_package(name) == Some("java.lang"),
    blocks_have_scopes: true,
    hoists: true,
    shares_names: true,
    names_members: true,
    null_is_absent: true,
    empty_collections_are_true: true,
    enum_members_are_values: false,
    loop_over_map: Walk::Entries,
    constructor: "",
    main: Some("main"),
    stem: |path| path.strip_suffix(".java").unwrap_or(path).to_owned(),
    places: |_, module| Places { exact: Vec::new(), anywhere: Some(module.replace('.', "/")) },
    is_library: library::is_java_library,
    method,
    property,
    makes: is_class_name,
    literal: |_, _| None,
    parts_of_result: |_, _| None,
};

/// A method of a text, collection, optional, builder, enum constant, or of what a library gave.
fn method(evaluator: &mut Evaluator<'_>, receiver: &Value, name: &str, call: &Invocation) -> Option<Value> {
    if let Some(result) = optional_method(evaluator, receiver, name, call) {
        return Some(result);
    }
    let unfolded = evaluator.unfold(receiver);
    match &unfolded.kind {
        Kind::Text(_) | Kind::Join(_) | Kind::Json(_) => texts::method(evaluator, &unfolded, name, call),
        Kind::List(items) => collections::list_method(evaluator, receiver, items, name, call),
        Kind::Map(entries) => builders::method(evaluator, receiver, entries, name, call)
            .or_else(|| collections::map_method(evaluator, receiver, entries, name, call)),
        Kind::Number(_) | Kind::Bool(_) => plain_method(&unfolded, name, call),
        Kind::Symbol(symbol) => symbol_method(evaluator, symbol, receiver, name, call),
        Kind::Unknown(_) => collections::unknown_method(evaluator, receiver, name, call),
        Kind::Object(_) if evaluator.is_function(receiver) => function_method(evaluator, receiver, name, call),
        Kind::Object(_) => enum_method(evaluator, receiver, name, call),
        _ => None,
    }
}

/// `Optional` is transparent: one that has a value is that value, an empty one is nothing.
fn optional_method(evaluator: &mut Evaluator<'_>, value: &Value, name: &str, call: &Invocation) -> Option<Value> {
    let span = call.span;
    if !matches!(
        name,
        "orElse"
            | "orElseGet"
            | "orElseThrow"
            | "isPresent"
            | "isEmpty"
            | "ifPresent"
            | "ifPresentOrElse"
            | "or"
            | "map"
            | "flatMap"
    ) {
        return None;
    }
    let is_optional =
        !matches!(evaluator.unfold(value).kind, Kind::List(_) | Kind::Map(_) | Kind::Text(_) | Kind::Join(_));
    let otherwise = |evaluator: &mut Evaluator<'_>| match (name, call.first()) {
        ("orElse", Some(default)) => Some(default.clone()),
        ("orElseGet" | "or", Some(function)) => Some(evaluator.apply(&function.clone(), Vec::new(), span)),
        _ => None,
    };
    match (name, &value.kind) {
        ("isEmpty", _) if !is_optional && !matches!(value.kind, Kind::Null) => None,
        ("map" | "flatMap", Kind::Null) => Some(value.clone()),
        ("map" | "flatMap", Kind::Unknown(_) | Kind::Symbol(_)) => None,
        ("map" | "flatMap", _) => {
            let is_list = matches!(evaluator.unfold(value).kind, Kind::List(_));
            let function = call.first().filter(|function| !is_list && evaluator.is_function(function))?.clone();
            Some(evaluator.apply(&function, vec![value.clone()], span))
        }
        ("isPresent", Kind::Null) => Some(Value::bool(false, span)),
        ("isEmpty", Kind::Null) => Some(Value::bool(true, span)),
        ("isPresent" | "isEmpty", Kind::Unknown(_) | Kind::OneOf(_) | Kind::Symbol(_)) => {
            Some(operators::unknown(&[value], span))
        }
        ("isPresent", _) => Some(Value::bool(true, span)),
        ("isEmpty", _) => Some(Value::bool(false, span)),
        ("ifPresent" | "ifPresentOrElse", Kind::Null) => Some(Value::new(Kind::Null, span)),
        ("ifPresent" | "ifPresentOrElse", _) => {
            Some(evaluator.apply(&call.first()?.clone(), vec![value.clone()], span))
        }
        (_, Kind::Null) => otherwise(evaluator).map(|default| default.with_provenance(Provenance::ResponseDefault)),
        (_, Kind::Unknown(reason @ (Reason::Input(_) | Reason::Unset(_) | Reason::Outside(_)))) => {
            let default = otherwise(evaluator)?.with_provenance(Provenance::ResponseDefault);
            evaluator.note_default(reason, &default);
            Some(default)
        }
        _ => Some(value.clone()),
    }
}

/// A method of a number or truth value.
fn plain_method(value: &Value, name: &str, call: &Invocation) -> Option<Value> {
    match name {
        "toString" | "name" => Some(operators::derived(Kind::Text(value.as_text()?.into()), &[value], call.span)),
        "intValue" | "longValue" | "doubleValue" | "booleanValue" => Some(value.clone()),
        "equals" => Some(methods_equal(value, call)),
        _ => None,
    }
}

fn methods_equal(value: &Value, call: &Invocation) -> Value {
    let other = call.first().cloned().unwrap_or_else(Value::null);
    operators::binary(crate::program::form::Binary::Equal, value, &other, call.span)
}

/// A method of a functional interface calls the function, whatever it is called: `get`, `apply`, `accept`, `test`, `run`.
fn function_method(evaluator: &mut Evaluator<'_>, function: &Value, name: &str, call: &Invocation) -> Option<Value> {
    matches!(name, "get" | "apply" | "accept" | "test" | "run" | "call" | "applyAsInt")
        .then(|| evaluator.apply(function, call.positional.clone(), call.span))
}

/// `name()`, `ordinal()` of an enum constant; `values()`, `valueOf(name)` of an enum.
fn enum_method(evaluator: &mut Evaluator<'_>, receiver: &Value, name: &str, call: &Invocation) -> Option<Value> {
    let Kind::Object(id) = receiver.kind else { return None };
    match evaluator.memory.object(id)? {
        Object::Instance(instance) => {
            let (fields, class) = (instance.fields.clone(), instance.class);
            match name {
                "name" | "toString" if evaluator.memory.class_kind(class) == Some(ClassKind::Enum) => {
                    fields.get("name").cloned()
                }
                "equals" => {
                    let other = call.first()?;
                    Some(Value::bool(other.kind == receiver.kind, call.span))
                }
                "hashCode" => Some(Value::unknown(Reason::Unsupported("hashCode()".into()), call.span)),
                _ => None,
            }
        }
        Object::Class(class) if class.class.kind == ClassKind::Enum => {
            let members: Vec<_> = class.fields.iter().map(|(name, value)| (Arc::clone(name), value.clone())).collect();
            match name {
                "values" => {
                    Some(evaluator.new_list(members.into_iter().map(|(_, member)| member).collect(), call.span))
                }
                "valueOf" => {
                    let wanted = call.first()?.as_text()?;
                    members.into_iter().find(|(name, _)| **name == *wanted).map(|(_, member)| member)
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// A method of what a library gave: one that only reads is a member.
fn symbol_method(
    evaluator: &mut Evaluator<'_>,
    symbol: &Symbol,
    receiver: &Value,
    name: &str,
    call: &Invocation,
) -> Option<Value> {
    if !call.positional.is_empty() {
        return collections::unknown_method(evaluator, receiver, name, call);
    }
    let is_output = evaluator.path_of(symbol).is_some_and(|path| path.starts_with("com.pulumi."));
    let getter = name.strip_prefix("get").filter(|rest| rest.starts_with(|first: char| first.is_ascii_uppercase()));
    let member: Arc<str> = match getter {
        Some(rest) => lower_first(rest).into(),
        None if is_output => name.into(),
        None => return None,
    };
    Some(evaluator.member(receiver.clone(), &member, call.span))
}

/// `BucketName` as `bucketName`.
pub(super) fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect()
}

/// `length` of an array.
fn property(evaluator: &mut Evaluator<'_>, object: &Value, name: &str) -> Option<Value> {
    let unfolded = evaluator.unfold(object);
    match (&unfolded.kind, name) {
        (Kind::List(items), "length") => Some(Value::number(items.len() as f64, object.span)),
        _ => None,
    }
}
