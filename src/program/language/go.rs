//! Go.

use std::sync::Arc;

use super::{Language, Places, Walk};
use crate::program::evaluator::{Callee, Evaluator, Invocation, memory::Object};
use crate::program::expression::{self, Environment};
use crate::program::library;
use crate::program::value::{Kind, Symbol, Value};

pub(crate) const GO: Language = Language {
    family: "go",
    globals: "go",
    defines: library::is_go_builtin,
    blocks_have_scopes: true,
    hoists: true,
    shares_names: true,
    names_members: false,
    null_is_absent: true,
    empty_collections_are_true: true,
    enum_members_are_values: true,
    loop_over_map: Walk::Keys,
    constructor: "",
    main: Some("main"),
    stem,
    places,
    is_library: library::is_go_library,
    method,
    property,
    makes: |name| name.starts_with("New"),
    literal,
    parts_of_result,
};

/// A package is a folder.
fn stem(path: &str) -> String {
    path.rsplit_once('/').map_or(".", |(folder, _)| folder).to_owned()
}

/// The folder whose path is the end of that of the package.
fn places(_: &str, package: &str) -> Places {
    if library::is_go_library(package) {
        return Places::default();
    }
    let ends = package.match_indices('/').filter_map(|(at, _)| package.get(at + 1..));
    Places { exact: [package].into_iter().chain(ends).map(str::to_owned).collect(), anywhere: None }
}

/// A literal of a library's struct is its settings, by the names that the other languages give them.
fn literal(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let entries = call.named.iter().map(|(name, value)| (lower_first(name), value.clone()));
    Some(evaluator.new_map(entries.collect(), call.span))
}

/// `VpcId` as `vpcId`.
fn lower_first(name: &str) -> Arc<str> {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect::<String>().into()
}

/// What a library returned, and no error.
fn parts_of_result(value: &Value, count: usize) -> Option<Vec<Value>> {
    if matches!(value.kind, Kind::List(_)) {
        return None;
    }
    let nothing = Value::new(Kind::Null, value.span);
    Some([value.clone()].into_iter().chain(std::iter::repeat_n(nothing, count.saturating_sub(1))).collect())
}

/// A method of what a library gave, or one that an embedded struct lends.
fn method(evaluator: &mut Evaluator<'_>, receiver: &Value, name: &str, call: &Invocation) -> Option<Value> {
    match &receiver.kind {
        Kind::Symbol(symbol) => Some(symbol_method(evaluator, symbol, receiver, name, call)),
        Kind::Text(_) if name == "Error" => Some(receiver.clone()),
        // An output of a value is that value.
        Kind::Text(_) | Kind::Join(_) | Kind::Number(_) | Kind::Bool(_) | Kind::Json(_) if converts(name) => {
            Some(receiver.clone())
        }
        Kind::Object(_) => {
            let lender = embedded(evaluator, receiver)?;
            Some(evaluator.call_method(lender, &name.into(), call.clone()))
        }
        _ => None,
    }
}

/// Methods that only change the type of an output: `ToStringOutput`, `Elem`.
fn converts(name: &str) -> bool {
    name == "Elem" || name.starts_with("To") && (name.ends_with("Output") || name.ends_with("OutputWithContext"))
}

/// A method that only reads is a member, under the name that the other languages give it.
fn symbol_method(
    evaluator: &mut Evaluator<'_>,
    symbol: &Symbol,
    receiver: &Value,
    name: &str,
    call: &Invocation,
) -> Value {
    if converts(name) {
        return receiver.clone();
    }
    let name = if name == "ID" { "id".into() } else { lower_first(name) };
    if call.positional.is_empty() {
        return evaluator.member(receiver.clone(), &name, call.span);
    }
    evaluator.record(Callee::Method(symbol.clone(), name), call)
}

/// A member that an embedded struct lends.
fn property(evaluator: &mut Evaluator<'_>, object: &Value, name: &str) -> Option<Value> {
    let lender = embedded(evaluator, object)?;
    let span = object.span?;
    Some(expression::member(lender, &name.into(), span, evaluator))
}

/// What a struct embeds: the value of the field that is called as its type.
fn embedded(evaluator: &Evaluator<'_>, value: &Value) -> Option<Value> {
    let Kind::Object(id) = value.kind else { return None };
    let Object::Instance(instance) = evaluator.memory.object(id)? else { return None };
    let Object::Class(class) = evaluator.memory.object(instance.class)? else { return None };
    let is_embedded = |field: &&crate::program::form::Field| {
        field.type_name.as_deref().is_some_and(|type_name| type_name.rsplit(['.', '*']).next() == Some(&field.name))
    };
    let values = class.class.fields.iter().filter(is_embedded).filter_map(|field| instance.fields.get(&field.name));
    values.into_iter().find(|value| !value.is_null()).cloned()
}
