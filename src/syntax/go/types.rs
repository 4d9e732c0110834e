//! Types of Go: what they declare, their zero values, what their literals make.

use std::sync::Arc;

use tree_sitter::Node;

use crate::program::form::{
    Argument, Call, Class, ClassKind, Entry, Expression, ExpressionKind, Field, Function, Item, Parameter, Pattern,
    Spread, Statement, StatementKind,
};
use crate::syntax::tree::{Source, children, field, fields, first_child};

/// What a library calls its own types of lists and maps.
const LIST_SUFFIXES: &[&str] = &["Array", "Slice", "List"];
const MAP_SUFFIX: &str = "Map";

/// `type Name …`: a struct is a record, an interface has no behaviour, and another type is a function that converts to it.
pub(super) fn declared(spec: Node<'_>, source: &Source<'_>) -> Option<Statement> {
    let (name, class) = (source.name(field(spec, "name")?), field(spec, "type")?);
    let span = source.span(spec);
    let kind = match class.kind() {
        "struct_type" => StatementKind::Class(Arc::new(structure(name, class, spec, source))),
        "interface_type" => StatementKind::Class(Arc::new(Class::empty(name, ClassKind::Interface, span))),
        _ => {
            let value: Arc<str> = "value".into();
            let same = Expression::new(ExpressionKind::Name(Arc::clone(&value)), span);
            let body = vec![Statement::new(StatementKind::Return(Some(same)), span)];
            let convert = Function::lambda(vec![Parameter::plain(Pattern::Name(value, span))], body, span);
            StatementKind::Function(Arc::new(Function { name: Some(name), ..convert }))
        }
    };
    Some(Statement::new(kind, span))
}

fn structure(name: Arc<str>, class: Node<'_>, spec: Node<'_>, source: &Source<'_>) -> Class {
    let mut result = Class::empty(name, ClassKind::Record, source.span(spec));
    for declaration in struct_fields(class) {
        let Some(of_type) = field(declaration, "type") else { continue };
        let names = fields(declaration, "name");
        if names.is_empty() && of_type.kind() == "type_identifier" {
            // An embedded struct of the program lends its methods.
            result.bases.push(self::name(of_type, source));
        }
        let names: Vec<_> = match names.is_empty() {
            true => vec![bare_name(of_type, source)],
            false => names.into_iter().map(|name| source.name(name)).collect(),
        };
        result.fields.extend(names.into_iter().map(|name| Field {
            name,
            value: zero(of_type, source).or(Some(Expression::new(ExpressionKind::Null, source.span(of_type)))),
            type_name: Some(source.name(of_type)),
            is_static: false,
            span: source.span(declaration),
        }));
    }
    result
}

/// The declarations of the fields of a struct.
fn struct_fields(class: Node<'_>) -> Vec<Node<'_>> {
    let list = first_child(class).map_or_else(Vec::new, children);
    list.into_iter().filter(|declaration| declaration.kind() == "field_declaration").collect()
}

/// The zero value of a type whose zero value is not nothing.
pub(super) fn zero(class: Node<'_>, source: &Source<'_>) -> Option<Expression> {
    let kind = match (class.kind(), source.text(class)) {
        ("slice_type", _) => ExpressionKind::List(Vec::new()),
        (_, "string") => ExpressionKind::Text("".into()),
        (_, "bool") => ExpressionKind::Bool(false),
        (
            _,
            "int" | "int8" | "int16" | "int32" | "int64" | "uint" | "uint8" | "uint16" | "uint32" | "uint64" | "byte"
            | "rune" | "float32" | "float64",
        ) => ExpressionKind::Number(0.0),
        _ => return None,
    };
    Some(Expression::new(kind, source.span(class)))
}

/// The name of a type, without its package, pointer and type arguments.
pub(super) fn bare_name(class: Node<'_>, source: &Source<'_>) -> Arc<str> {
    let class = without_pointer(class);
    let text = source.text(field(class, "type").or_else(|| field(class, "name")).unwrap_or(class));
    text.rsplit('.').next().unwrap_or(text).into()
}

fn without_pointer(class: Node<'_>) -> Node<'_> {
    match class.kind() {
        "pointer_type" | "parenthesized_type" => first_child(class).unwrap_or(class),
        _ => class,
    }
}

/// A type as an expression: its name, with its package.
pub(super) fn name(class: Node<'_>, source: &Source<'_>) -> Expression {
    let class = without_pointer(class);
    let class = field(class, "type").filter(|_| class.kind() == "generic_type").unwrap_or(class);
    let kind = match (field(class, "package"), field(class, "name")) {
        (Some(package), Some(name)) => {
            let package = Expression::new(ExpressionKind::Name(source.name(package)), source.span(package));
            ExpressionKind::Member(Box::new(package), source.name(name))
        }
        _ => ExpressionKind::Name(source.name(class)),
    };
    Expression::new(kind, source.span(class))
}

/// `Type{…}`: a list, a map, or a call that makes a struct.
pub(super) fn literal(class: Option<Node<'_>>, body: Node<'_>, source: &Source<'_>) -> ExpressionKind {
    let class = class.map(without_pointer);
    let elements = children(body);
    match class.map(|class| (class.kind(), class)) {
        Some(("slice_type" | "array_type" | "implicit_length_array_type", class)) => {
            list(&elements, field(class, "element"), source)
        }
        Some(("map_type", class)) => map(&elements, field(class, "value"), source),
        Some(("struct_type", class)) => anonymous(&elements, class, source),
        Some((_, class)) => named(&elements, class, source),
        None if elements.iter().any(|element| element.kind() == "keyed_element") => map(&elements, None, source),
        None => list(&elements, None, source),
    }
}

/// An element of a literal, whose type may be left out when that of the whole says it.
fn element(node: Node<'_>, class: Option<Node<'_>>, source: &Source<'_>) -> Expression {
    let inner = if node.kind() == "literal_element" { first_child(node).unwrap_or(node) } else { node };
    if inner.kind() != "literal_value" {
        return source.expression(inner);
    }
    let kind = source.nested(|| literal(class, inner, source));
    Expression::new(kind.unwrap_or(ExpressionKind::Unsupported("nesting")), source.span(inner))
}

fn list(elements: &[Node<'_>], class: Option<Node<'_>>, source: &Source<'_>) -> ExpressionKind {
    let items = elements.iter().map(|&node| {
        let value = field(node, "value").unwrap_or(node);
        Item { value: element(value, class, source), spread: false }
    });
    ExpressionKind::List(items.collect())
}

fn map(elements: &[Node<'_>], class: Option<Node<'_>>, source: &Source<'_>) -> ExpressionKind {
    let entry = |node: &Node<'_>| {
        let key = element(field(*node, "key")?, None, source);
        Some(Entry::Pair(key, element(field(*node, "value")?, class, source)))
    };
    ExpressionKind::Map(elements.iter().filter_map(entry).collect())
}

/// A value of a struct without a name is a map.
fn anonymous(elements: &[Node<'_>], class: Node<'_>, source: &Source<'_>) -> ExpressionKind {
    let declarations = struct_fields(class).into_iter();
    let all = declarations.flat_map(|declaration| {
        let of_type = field(declaration, "type");
        fields(declaration, "name").into_iter().map(move |name| (source.name(name), of_type))
    });
    let entries = all.enumerate().filter_map(|(index, (name, of_type))| {
        let keyed = elements.iter().find(|node| field(**node, "key").is_some_and(|key| source.text(key) == &*name));
        let given = match keyed {
            Some(node) => field(*node, "value"),
            None => elements.get(index).copied().filter(|node| node.kind() != "keyed_element"),
        };
        let value = match given {
            Some(given) => element(given, of_type, source),
            None => zero(of_type?, source)?,
        };
        Some(Entry::Pair(Expression::new(ExpressionKind::Text(name), value.span), value))
    });
    ExpressionKind::Map(entries.collect())
}

/// A literal of a type with a name: keys that are names are fields of a struct.
fn named(elements: &[Node<'_>], class: Node<'_>, source: &Source<'_>) -> ExpressionKind {
    let type_name = bare_name(class, source);
    let is_list = LIST_SUFFIXES.iter().any(|suffix| type_name.ends_with(suffix));
    match elements.first().map(|node| key(*node)) {
        Some(Some(key)) if key.kind() != "identifier" => return map(elements, None, source),
        None if type_name.ends_with(MAP_SUFFIX) => return map(elements, None, source),
        Some(None) | None if is_list => return list(elements, None, source),
        _ => {}
    }
    let argument = |node: &Node<'_>| match key(*node) {
        Some(key) => Some(Argument {
            name: Some(source.name(key)),
            value: element(field(*node, "value")?, None, source),
            spread: Spread::No,
        }),
        None => Some(element(*node, None, source).into()),
    };
    let arguments = elements.iter().filter_map(argument).collect();
    ExpressionKind::Call(Box::new(Call { callee: name(class, source), arguments, construct: true }))
}

/// The key of an element of a literal, if it has one.
fn key(node: Node<'_>) -> Option<Node<'_>> {
    let key = field(node, "key")?;
    first_child(key).or(Some(key))
}
