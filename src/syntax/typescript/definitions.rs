//! Functions, classes, interfaces, enums and namespaces of TypeScript.

use std::sync::Arc;

use tree_sitter::Node;

use super::expressions::property_name;
use super::patterns::{parameters, type_name};
use crate::program::form::{Class, ClassKind, Expression, ExpressionKind, Field, Function, Statement, StatementKind};
use crate::syntax::tree::{Source, child_of_kind, children, children_and_errors, field, first_child, has_token};

/// A function, an arrow function or a method.
pub(super) fn function(node: Node<'_>, source: &Source<'_>) -> Arc<Function> {
    let is_method = node.kind() == "method_definition";
    let body = match field(node, "body") {
        Some(body) if body.kind() == "statement_block" => source.block(body),
        Some(body) => {
            let value = source.expression(body);
            vec![Statement { span: value.span, kind: StatementKind::Return(Some(value)) }]
        }
        None => Vec::new(),
    };
    Arc::new(Function {
        name: field(node, "name").map(|name| property_name(name, source)),
        parameters: parameters(node, source),
        body,
        receiver: is_method.then(|| "this".into()),
        is_static: is_method && has_token(node, "static"),
        is_getter: is_method && has_token(node, "get"),
        is_setter: is_method && has_token(node, "set"),
        decorators: Vec::new(),
        span: source.span(node),
    })
}

/// A class by its own name.
pub(super) fn class(node: Node<'_>, source: &Source<'_>) -> Arc<Class> {
    named_class(node, name(node, source), source)
}

/// A class that is called as `name` says.
pub(super) fn named_class(node: Node<'_>, name: Arc<str>, source: &Source<'_>) -> Arc<Class> {
    let heritage = child_of_kind(node, "class_heritage").map_or_else(Vec::new, children);
    let extends = heritage.into_iter().filter(|clause| clause.kind() == "extends_clause");
    let bases = extends.map(|clause| source.operand(clause, "value")).collect();
    let mut class = Class {
        bases,
        decorators: decorators(node, source),
        ..Class::empty(name, ClassKind::Class, source.span(node))
    };
    // Decorators stand before the member that they decorate.
    let mut pending = Vec::new();
    for member in field(node, "body").map_or_else(Vec::new, children_and_errors) {
        match member.kind() {
            "decorator" => pending.push(source.optional(first_child(member), member)),
            "method_definition" => {
                let mut method = function(member, source);
                if let Some(method) = Arc::get_mut(&mut method) {
                    method.decorators = std::mem::take(&mut pending);
                }
                match method.name.as_deref() {
                    Some("constructor") => class.constructor = Some(method),
                    _ => class.methods.push(method),
                }
            }
            "public_field_definition" => {
                pending.clear();
                class.fields.extend(class_field(member, source));
            }
            "class_static_block" => class.body.extend(source.block_in(member, "body")),
            // Declarations without a body.
            "method_signature" | "abstract_method_signature" | "index_signature" => {}
            _ => source.statement(member, &mut class.body),
        }
    }
    Arc::new(class)
}

fn decorators(node: Node<'_>, source: &Source<'_>) -> Vec<Expression> {
    let outer = node.parent().filter(|parent| parent.kind() == "export_statement").map_or_else(Vec::new, children);
    let all = outer.into_iter().chain(children(node)).filter(|child| child.kind() == "decorator");
    all.map(|decorator| source.optional(first_child(decorator), decorator)).collect()
}

fn class_field(node: Node<'_>, source: &Source<'_>) -> Option<Field> {
    Some(Field {
        name: property_name(field(node, "name")?, source),
        value: field(node, "value").map(|value| source.expression(value)),
        type_name: type_name(node, source),
        is_static: has_token(node, "static"),
        span: source.span(node),
    })
}

/// An interface, with its properties as fields.
pub(super) fn interface(node: Node<'_>, source: &Source<'_>) -> Arc<Class> {
    let extends = child_of_kind(node, "extends_type_clause").map_or_else(Vec::new, children);
    let base = |base: Node<'_>| {
        let name = field(base, "name").filter(|_| base.kind() == "generic_type").unwrap_or(base);
        Expression::new(ExpressionKind::Name(source.name(name)), source.span(base))
    };
    let properties = field(node, "body").map_or_else(Vec::new, children);
    let properties = properties.into_iter().filter(|member| member.kind() == "property_signature");
    Arc::new(Class {
        bases: extends.into_iter().map(base).collect(),
        fields: properties.filter_map(|property| class_field(property, source)).collect(),
        ..Class::empty(name(node, source), ClassKind::Interface, source.span(node))
    })
}

/// An enum; a member without a value counts on from the one before.
pub(super) fn enumeration(node: Node<'_>, source: &Source<'_>) -> Arc<Class> {
    let mut next = Some(0.0);
    let member = |member: Node<'_>| {
        let value = match field(member, "value") {
            Some(value) => Some(source.expression(value)),
            None => next.map(|number| Expression::new(ExpressionKind::Number(number), source.span(member))),
        };
        next = match value.as_ref().map(|value| &value.kind) {
            Some(ExpressionKind::Number(number)) => Some(number + 1.0),
            _ => None,
        };
        let name = property_name(field(member, "name").unwrap_or(member), source);
        Field { name, value, type_name: None, is_static: true, span: source.span(member) }
    };
    let members = field(node, "body").map_or_else(Vec::new, children);
    Arc::new(Class {
        fields: members.into_iter().map(member).collect(),
        ..Class::empty(name(node, source), ClassKind::Enum, source.span(node))
    })
}

/// A namespace: a class that is only its body.
pub(super) fn namespace(node: Node<'_>, source: &Source<'_>) -> Arc<Class> {
    Arc::new(Class {
        body: source.block_in(node, "body"),
        ..Class::empty(name(node, source), ClassKind::Class, source.span(node))
    })
}

fn name(node: Node<'_>, source: &Source<'_>) -> Arc<str> {
    field(node, "name").map_or_else(|| "".into(), |name| source.name(name))
}
