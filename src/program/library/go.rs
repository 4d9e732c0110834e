//! Go's built-in functions and its standard library, as far as infrastructure programs go on with what they return, and the
//! wrappers of values that the libraries of its infrastructure tools have.

use super::files::{join as join_paths, read as read_file};
use super::python::outside;
use super::python_standard::{environment_variable, json_text};
use super::{Function, go_name};
use crate::program::evaluator::{Evaluator, Invocation};
use crate::program::expression::key_text;
use crate::program::language::{join, walked};
use crate::program::operators;
use crate::program::text;
use crate::program::value::{Kind, Map, Value};

/// How many zero values `make` makes. Chosen because a loop ends after fewer turns.
const LONGEST: f64 = 10_000.0;

/// The runtime of jsii, which wraps values for the CDK.
const JSII: &str = "github.com/aws/jsii-runtime-go.";

/// The model of a function or method.
pub(super) fn find(path: &str) -> Option<Function> {
    if let Some(name) = path.strip_prefix("go.") {
        return Some(built_in(name).unwrap_or(outside));
    }
    if let Some(name) = path.strip_prefix(JSII) {
        return Some(match name {
            "Strings" | "Numbers" | "Bools" | "AnyStrings" | "AnyNumbers" => listed,
            "Close" => nothing,
            _ => same,
        });
    }
    let (package, name) = path.rsplit_once('.')?;
    if is_constant(name) {
        return Some(constant);
    }
    let is_exported = name.starts_with(|first: char| first.is_ascii_uppercase());
    if !is_exported || go_name(package) != Some("standard") {
        return None;
    }
    Some(standard(package, name).unwrap_or(outside))
}

/// Whether a name is that of a constant of a class, which Go reads with a call: `Runtime_PYTHON_3_12`.
fn is_constant(name: &str) -> bool {
    let member = name.split_once('_').map_or("", |(_, member)| member);
    !member.is_empty()
        && member.chars().all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '_')
}

fn constant(_: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    call.positional.is_empty().then(|| Value::external(call.callee.clone(), call.span))
}

fn same(_: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    call.first().cloned()
}

fn nothing(_: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    Some(Value::new(Kind::Null, call.span))
}

fn listed(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    Some(evaluator.new_list(call.positional.clone(), call.span))
}

fn built_in(name: &str) -> Option<Function> {
    Some(match name {
        "append" => |evaluator, call| {
            let (list, more) = call.positional.split_first()?;
            let mut items = if list.is_null() { Vec::new() } else { walked(evaluator, list)? };
            items.extend(more.iter().cloned());
            evaluator.spend(items.len());
            Some(evaluator.new_list(items, call.span))
        },
        "len" | "cap" => super::find("builtins.len")?,
        "make" => |evaluator, call| {
            let [zero, length] = call.positional.as_slice() else { return None };
            let length = length.as_number().filter(|length| (0.0..=LONGEST).contains(length))? as usize;
            evaluator.spend(length);
            Some(evaluator.new_list(vec![zero.clone(); length], call.span))
        },
        "copy" => |evaluator, call| {
            let [to, from] = call.positional.as_slice() else { return None };
            let from = walked(evaluator, from)?;
            let count = from.len() as f64;
            evaluator.change_list(to, |items| items.iter_mut().zip(from).for_each(|(to, from)| *to = from));
            Some(Value::number(count, call.span))
        },
        "delete" => |evaluator, call| {
            let [map, key] = call.positional.as_slice() else { return None };
            let key = evaluator.frozen(key);
            evaluator.change_map(map, |entries: &mut Map| entries.shift_remove(&key_text(&key)));
            Some(Value::new(Kind::Null, call.span))
        },
        "string" | "error" | "any" | "bool" | "byte" | "rune" | "float32" | "float64" => same,
        "int" | "int8" | "int16" | "int32" | "int64" | "uint" | "uint8" | "uint16" | "uint32" | "uint64" => {
            super::find("builtins.int")?
        }
        "min" => super::find("builtins.min")?,
        "max" => super::find("builtins.max")?,
        "print" | "println" | "close" | "clear" | "panic" | "recover" => nothing,
        _ => return None,
    })
}

fn standard(package: &str, name: &str) -> Option<Function> {
    Some(match (package, name) {
        ("fmt", "Sprintf" | "Errorf") => |evaluator, call| {
            let arguments: Vec<_> = call.positional.iter().map(|argument| evaluator.frozen(argument)).collect();
            let (pattern, arguments) = arguments.split_first()?;
            Some(text::printed(pattern.as_str()?, arguments, call.span))
        },
        ("fmt", "Sprint") => |evaluator, call| {
            let parts: Vec<_> = call.positional.iter().map(|part| evaluator.frozen(part)).collect();
            Some(Value::join(parts, call.span))
        },
        ("fmt", _) | ("log" | "log/slog", _) => nothing,
        ("errors", "New") => same,
        ("os", "Getenv") => environment_variable,
        ("os", "LookupEnv") => |evaluator, call| {
            let value = environment_variable(evaluator, call)?;
            let is_set = operators::unknown(&[&value], call.span);
            Some(Value::list(vec![value, is_set], call.span))
        },
        ("os" | "io/ioutil", "ReadFile") => read_file,
        ("os", "Exit") => nothing,
        ("encoding/json", "Marshal" | "MarshalIndent") => json_text,
        ("path/filepath" | "path", "Join") => join_paths,
        ("strings", name) => return strings(name),
        ("strconv", "Itoa" | "FormatInt" | "FormatBool" | "FormatFloat") => |evaluator, call| {
            let value = evaluator.frozen(call.first()?);
            Some(match value.as_text() {
                Some(text) => Value { kind: Kind::Text(text.into()), ..value },
                None => value,
            })
        },
        ("strconv", "Atoi" | "ParseInt" | "ParseFloat") => super::find("builtins.float")?,
        ("strconv", "ParseBool") => |evaluator, call| {
            let value = evaluator.frozen(call.first()?);
            Some(match value.as_bool() {
                Some(truth) => Value { kind: Kind::Bool(truth), ..value },
                None => operators::unknown(&[&value], call.span),
            })
        },
        ("math", "Ceil") => super::find("math.ceil")?,
        ("math", "Floor") => super::find("math.floor")?,
        ("math", "Max") => super::find("builtins.max")?,
        ("math", "Min") => super::find("builtins.min")?,
        _ => return None,
    })
}

/// A function of `strings` is a method of the text in the other languages.
fn strings(name: &str) -> Option<Function> {
    Some(match name {
        "ToUpper" => |evaluator, call| python_method(evaluator, call, "upper"),
        "ToLower" => |evaluator, call| python_method(evaluator, call, "lower"),
        "Title" | "ToTitle" => |evaluator, call| python_method(evaluator, call, "title"),
        "TrimSpace" | "Trim" => |evaluator, call| python_method(evaluator, call, "strip"),
        "TrimLeft" => |evaluator, call| python_method(evaluator, call, "lstrip"),
        "TrimRight" => |evaluator, call| python_method(evaluator, call, "rstrip"),
        "TrimPrefix" => |evaluator, call| python_method(evaluator, call, "removeprefix"),
        "TrimSuffix" => |evaluator, call| python_method(evaluator, call, "removesuffix"),
        "HasPrefix" => |evaluator, call| python_method(evaluator, call, "startswith"),
        "HasSuffix" => |evaluator, call| python_method(evaluator, call, "endswith"),
        "ReplaceAll" | "Replace" => |evaluator, call| python_method(evaluator, call, "replace"),
        "Split" | "Fields" => |evaluator, call| python_method(evaluator, call, "split"),
        "Index" => |evaluator, call| python_method(evaluator, call, "find"),
        "Count" => |evaluator, call| python_method(evaluator, call, "count"),
        "Contains" => |evaluator, call| {
            let [text, part] = call.positional.as_slice() else { return None };
            let (text, part) = (evaluator.frozen(text), evaluator.frozen(part));
            Some(operators::binary(crate::program::form::Binary::In, &part, &text, call.span))
        },
        "Join" => |evaluator, call| {
            let [parts, separator] = call.positional.as_slice() else { return None };
            let separator = evaluator.frozen(separator);
            Some(join(evaluator, &separator, &parts.clone(), call.span))
        },
        "Repeat" => |evaluator, call| {
            let [text, count] = call.positional.as_slice() else { return None };
            let (text, count) = (text.as_str()?, count.as_number()?.clamp(0.0, LONGEST) as usize);
            evaluator.spend(count.saturating_mul(text.len())).then(|| Value::text(text.repeat(count), call.span))
        },
        _ => return None,
    })
}

fn python_method(evaluator: &mut Evaluator<'_>, call: &Invocation, name: &str) -> Option<Value> {
    let (text, arguments) = call.positional.split_first()?;
    let text = evaluator.frozen(text);
    let inner = Invocation { positional: arguments.to_vec(), ..call.clone() };
    crate::program::language::text_method(evaluator, &text, name, &inner)
}
