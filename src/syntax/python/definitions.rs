//! Functions and classes of Python.

use std::sync::Arc;

use tree_sitter::Node;

use super::expressions::{arguments, pattern};
use crate::program::form::{
    Class, ClassKind, Expression, ExpressionKind, Field, Function, Parameter, Pattern, Spread, StatementKind,
};
use crate::syntax::tree::{Source, children, children_and_errors, field, first_child};

/// Base classes and decorators that give a class a constructor which takes its fields.
const RECORD_BASES: &[&str] = &["NamedTuple", "TypedDict", "BaseModel"];
const RECORD_DECORATORS: &[&str] = &["dataclass", "define", "frozen", "attrs", "s"];
const ENUM_BASES: &[&str] = &["Enum", "IntEnum", "StrEnum", "Flag", "IntFlag"];
const GETTER_DECORATORS: &[&str] = &["property", "cached_property"];

/// A function or a class with its decorators.
pub(super) fn definition(node: Node<'_>, source: &Source<'_>) -> Option<StatementKind> {
    let inner = if node.kind() == "decorated_definition" { field(node, "definition")? } else { node };
    match inner.kind() {
        "function_definition" => Some(StatementKind::Function(Arc::new(function(node, false, source)))),
        "class_definition" => Some(StatementKind::Class(Arc::new(class(node, source)))),
        _ => None,
    }
}

/// What a decorated definition defines, and its decorators.
fn undecorated<'t>(node: Node<'t>, source: &Source<'_>) -> (Node<'t>, Vec<Expression>) {
    let decorators = children(node).into_iter().filter(|child| child.kind() == "decorator");
    let decorators = decorators.map(|child| source.optional(first_child(child), child)).collect();
    match field(node, "definition") {
        Some(inner) => (inner, decorators),
        None => (node, Vec::new()),
    }
}

fn function(node: Node<'_>, in_class: bool, source: &Source<'_>) -> Function {
    let (inner, decorators) = undecorated(node, source);
    let mut parameters = field(inner, "parameters").map_or_else(Vec::new, |list| parameters(list, source));
    let decorated = |names: &[&str]| decorators.iter().any(|decorator| names.contains(&last_name(decorator)));
    let takes_nothing = decorated(&["staticmethod"]);
    let receiver = match parameters.first().map(|first| &first.target) {
        Some(Pattern::Name(name, _)) if in_class && !takes_nothing => Some(Arc::clone(name)),
        _ => None,
    };
    if receiver.is_some() {
        parameters.remove(0);
    }
    Function {
        name: field(inner, "name").map(|name| source.name(name)),
        parameters,
        body: source.block_in(inner, "body"),
        receiver,
        is_static: takes_nothing || decorated(&["classmethod"]),
        is_getter: decorated(GETTER_DECORATORS),
        is_setter: decorated(&["setter"]),
        decorators,
        span: source.span(node),
    }
}

/// The last part of a dotted name, of what is called if it is a call: `dataclass` of `@dataclasses.dataclass(frozen=True)`.
fn last_name(expression: &Expression) -> &str {
    match &expression.kind {
        ExpressionKind::Name(name) | ExpressionKind::Member(_, name) => name,
        ExpressionKind::Call(call) => match &call.callee.kind {
            ExpressionKind::Name(name) | ExpressionKind::Member(_, name) => name,
            _ => "",
        },
        _ => "",
    }
}

/// The parameters of a function or lambda; the separators `*` and `/` bind nothing.
pub(super) fn parameters(node: Node<'_>, source: &Source<'_>) -> Vec<Parameter> {
    children(node).into_iter().filter_map(|child| parameter(child, source)).collect()
}

fn parameter(node: Node<'_>, source: &Source<'_>) -> Option<Parameter> {
    let named = match node.kind() {
        "keyword_separator" | "positional_separator" => return None,
        "typed_parameter" => first_child(node)?,
        "default_parameter" | "typed_default_parameter" => field(node, "name")?,
        _ => node,
    };
    let (bound, spread) = match named.kind() {
        "list_splat_pattern" => (first_child(named)?, Spread::Elements),
        "dictionary_splat_pattern" => (first_child(named)?, Spread::Entries),
        _ => (named, Spread::No),
    };
    Some(Parameter {
        target: pattern(bound, source),
        default: field(node, "value").map(|value| source.expression(value)),
        spread,
        is_field: false,
        type_name: field(node, "type").map(|name| source.name(name)),
    })
}

fn class(node: Node<'_>, source: &Source<'_>) -> Class {
    let (inner, decorators) = undecorated(node, source);
    let bases = field(inner, "superclasses").map_or_else(Vec::new, |list| arguments(list, source));
    let bases: Vec<_> = bases.into_iter().filter(|base| base.name.is_none()).map(|base| base.value).collect();
    let named = |list: &[Expression], names: &[&str]| list.iter().any(|item| names.contains(&last_name(item)));
    let kind = if named(&bases, ENUM_BASES) {
        ClassKind::Enum
    } else if named(&bases, RECORD_BASES) || named(&decorators, RECORD_DECORATORS) {
        ClassKind::Record
    } else {
        ClassKind::Class
    };
    let name = field(inner, "name").map_or_else(|| "".into(), |name| source.name(name));
    let mut class = Class { bases, decorators, ..Class::empty(name, kind, source.span(node)) };
    for child in field(inner, "body").map_or_else(Vec::new, children_and_errors) {
        member(child, source, &mut class);
    }
    class
}

/// Adds what one statement of a class body makes to the class.
fn member(node: Node<'_>, source: &Source<'_>, class: &mut Class) {
    let inner = field(node, "definition").unwrap_or(node);
    match inner.kind() {
        "function_definition" => {
            let function = Arc::new(function(node, true, source));
            if function.name.as_deref() == Some("__init__") {
                class.constructor = Some(function);
            } else {
                class.methods.push(function);
            }
        }
        "expression_statement" => {
            let only = children(inner);
            match only.as_slice() {
                [literal] if matches!(literal.kind(), "string" | "concatenated_string" | "ellipsis") => {}
                [assignment] => match class_field(*assignment, class.kind, source) {
                    Some(field) => class.fields.push(field),
                    None => source.statement(node, &mut class.body),
                },
                _ => source.statement(node, &mut class.body),
            }
        }
        _ => source.statement(node, &mut class.body),
    }
}

/// `name = value`, `name: type = value` or `name: type` in the body of a class.
fn class_field(node: Node<'_>, kind: ClassKind, source: &Source<'_>) -> Option<Field> {
    if node.kind() != "assignment" {
        return None;
    }
    let name = field(node, "left").filter(|left| left.kind() == "identifier")?;
    let type_name = field(node, "type").map(|name| source.name(name));
    let of_class = type_name.as_deref().is_none_or(|name| name.contains("ClassVar"));
    Some(Field {
        name: source.name(name),
        value: field(node, "right").map(|value| source.expression(value)),
        is_static: kind != ClassKind::Record || of_class,
        type_name,
        span: source.span(node),
    })
}
