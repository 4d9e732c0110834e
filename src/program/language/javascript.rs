//! JavaScript and TypeScript.

mod arrays;
mod maps;
mod texts;

use super::{Language, Places, Walk};
use crate::program::evaluator::{Evaluator, Invocation, is_class_name};
use crate::program::expression::Environment;
use crate::program::library;
use crate::program::operators;
use crate::program::value::{Kind, Value, number_text};

pub(crate) use arrays::{empty as empty_array, of as array_of};

pub(crate) const JAVASCRIPT: Language = Language {
    family: "javascript",
    globals: "globalThis",
    defines: library::is_javascript_builtin,
    blocks_have_scopes: true,
    hoists: true,
    shares_names: false,
    names_members: false,
    null_is_absent: true,
    empty_collections_are_true: true,
    enum_members_are_values: true,
    loop_over_map: Walk::Entries,
    constructor: "",
    main: None,
    stem,
    places,
    is_library: |module| !is_relative(module) || library::cdktf_path::is_generated(module),
    method,
    property,
    makes: is_class_name,
    literal: |_, _| None,
    parts_of_result: |_, _| None,
};

/// What may follow the name of a module in that of its file.
const EXTENSIONS: &[&str] = &[".d.ts", ".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"];

fn without_extension(path: &str) -> &str {
    EXTENSIONS.iter().find_map(|extension| path.strip_suffix(extension)).unwrap_or(path)
}

/// `lib/vpc.ts` is `lib/vpc`, and `lib/index.ts` is `lib`.
fn stem(path: &str) -> String {
    let stem = without_extension(path);
    stem.strip_suffix("/index").unwrap_or(stem).to_owned()
}

/// Whether an import names a file, rather than a package. `@/` is what many projects call their own sources.
fn is_relative(module: &str) -> bool {
    module.starts_with('.') || module.starts_with('/') || module.starts_with("@/")
}

/// `./vpc` and `../lib/vpc` from the folder of the importing file; `lib/vpc` from the top, if there is such a file.
fn places(folder: &str, module: &str) -> Places {
    let module = stem(module.strip_suffix('/').unwrap_or(module));
    if !module.starts_with('.') {
        let path = module.trim_start_matches("@/").trim_start_matches('/').to_owned();
        let anywhere = is_relative(&module).then(|| path.clone());
        return Places { exact: vec![path], anywhere };
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in module.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    let named = module.split('/').filter(|part| !part.starts_with('.')).collect::<Vec<_>>().join("/");
    Places { exact: vec![parts.join("/")], anywhere: (!named.is_empty()).then_some(named) }
}

/// A method of a text, array, set, map, number or function.
fn method(evaluator: &mut Evaluator<'_>, receiver: &Value, name: &str, call: &Invocation) -> Option<Value> {
    match (name, call.first()) {
        ("then", Some(function)) if evaluator.is_function(function) => {
            // What a promise gives is what it was made of.
            return Some(evaluator.apply(&function.clone(), vec![receiver.clone()], call.span));
        }
        ("catch" | "finally", Some(_)) => return Some(receiver.clone()),
        _ => {}
    }
    let unfolded = evaluator.unfold(receiver);
    match &unfolded.kind {
        Kind::Text(_) | Kind::Join(_) | Kind::Json(_) => texts::method(evaluator, &unfolded, name, call),
        Kind::List(items) => arrays::method(evaluator, receiver, items, name, call),
        Kind::Map(entries) => maps::method(evaluator, receiver, entries, name, call),
        Kind::Number(number) => number_method(*number, &unfolded, name, call),
        Kind::Bool(truth) if name == "toString" => Some(Value::text(truth.to_string(), call.span)),
        Kind::Unknown(_) | Kind::Symbol(_) => arrays::unknown_method(evaluator, receiver, name, call),
        Kind::Object(_) if evaluator.is_function(receiver) => function_method(evaluator, receiver, name, call),
        _ => None,
    }
}

fn number_method(number: f64, value: &Value, name: &str, call: &Invocation) -> Option<Value> {
    let text = match name {
        "toString" if call.positional.is_empty() => number_text(number),
        "toFixed" => {
            format!("{number:.*}", call.first().and_then(Value::as_number).unwrap_or(0.0).clamp(0.0, 100.0) as usize)
        }
        "valueOf" => return Some(value.clone()),
        _ => return None,
    };
    Some(operators::derived(Kind::Text(text.into()), &[value], call.span))
}

/// `f.call(this, a)`, `f.apply(this, [a])`, `f.bind(this)`.
fn function_method(evaluator: &mut Evaluator<'_>, function: &Value, name: &str, call: &Invocation) -> Option<Value> {
    let rest = call.positional.get(1..).unwrap_or_default();
    match name {
        "call" => Some(evaluator.apply(function, rest.to_vec(), call.span)),
        "apply" => {
            let arguments = match rest.first() {
                Some(list) => evaluator.items(list)?,
                None => Vec::new(),
            };
            Some(evaluator.apply(function, arguments, call.span))
        }
        "bind" if rest.is_empty() => Some(function.clone()),
        _ => None,
    }
}

/// `length` and `size`.
fn property(evaluator: &mut Evaluator<'_>, object: &Value, name: &str) -> Option<Value> {
    let unfolded = evaluator.unfold(object);
    let count = match (&unfolded.kind, name) {
        (Kind::Text(text), "length") => text.encode_utf16().count(),
        (Kind::List(items), "length" | "size") => items.len(),
        (Kind::Map(entries), "size") => entries.len(),
        (Kind::Join(_) | Kind::Json(_), "length") => return Some(operators::unknown(&[&unfolded], unfolded.span?)),
        _ => return None,
    };
    Some(Value::number(count as f64, object.span))
}
