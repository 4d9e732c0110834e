//! Classes, records, enums, interfaces and their members of Java.

use std::sync::Arc;

use tree_sitter::Node;

use super::expressions::{self, bind};
use crate::program::form::{
    Call, Class, ClassKind, Expression, ExpressionKind, Field, Function, Parameter, Pattern, Spread, Statement,
    StatementKind,
};
use crate::syntax::tree::{
    Source, child_of_kind, children, children_and_errors, field, fields, first_child, has_token,
};

/// A class, record, enum or interface.
pub(super) fn class(node: Node<'_>, source: &Source<'_>) -> Arc<Class> {
    let kind = match node.kind() {
        "record_declaration" => ClassKind::Record,
        "enum_declaration" => ClassKind::Enum,
        "interface_declaration" => ClassKind::Interface,
        _ => ClassKind::Class,
    };
    let name = field(node, "name").map_or_else(|| "".into(), |name| source.name(name));
    let superclass = field(node, "superclass").and_then(first_child);
    let interfaces = child_of_kind(node, "extends_interfaces").and_then(first_child).map_or_else(Vec::new, children);
    let mut class = Class {
        bases: superclass
            .into_iter()
            .chain(interfaces)
            .map(|base| expressions::type_expression(base, source))
            .collect(),
        decorators: decorators(node, source),
        ..Class::empty(name, kind, source.span(node))
    };
    if kind == ClassKind::Record {
        components(node, source, &mut class);
    }
    let mut initializers = Vec::new();
    for child in field(node, "body").map_or_else(Vec::new, children_and_errors) {
        member(child, source, &mut class, &mut initializers);
    }
    run_initializers(&mut class, initializers);
    Arc::new(class)
}

/// The components of a record, each a field with a method that reads it.
fn components(node: Node<'_>, source: &Source<'_>, class: &mut Class) {
    for (component, node) in
        parameters(node, source).into_iter().zip(field(node, "parameters").map_or_else(Vec::new, children))
    {
        let Pattern::Name(name, span) = component.target else { continue };
        let this = Expression::new(ExpressionKind::Name("this".into()), span);
        let read = Expression::new(ExpressionKind::Member(Box::new(this), Arc::clone(&name)), span);
        let body = vec![Statement::new(StatementKind::Return(Some(read)), span)];
        class.methods.push(Arc::new(Function {
            name: Some(Arc::clone(&name)),
            receiver: Some("this".into()),
            ..Function::lambda(Vec::new(), body, span)
        }));
        let (value, span) = (None, source.span(node));
        class.fields.push(Field { name, value, type_name: component.type_name, is_static: false, span });
    }
}

/// Adds what one member of a class body makes to the class.
fn member(node: Node<'_>, source: &Source<'_>, class: &mut Class, initializers: &mut Vec<Statement>) {
    match node.kind() {
        "field_declaration" | "constant_declaration" => {
            let is_static = class.kind == ClassKind::Interface || modifier(node, "static");
            let type_name = field(node, "type").map(|name| source.name(name));
            class.fields.extend(fields(node, "declarator").into_iter().filter_map(|declarator| {
                Some(Field {
                    name: source.name(field(declarator, "name")?),
                    value: field(declarator, "value").map(|value| source.expression(value)),
                    type_name: type_name.clone(),
                    is_static,
                    span: source.span(node),
                })
            }));
        }
        "method_declaration" => class.methods.push(method(node, source)),
        "constructor_declaration" => match class.constructor {
            None => class.constructor = Some(method(node, source)),
            Some(_) => class.overloads.push(method(node, source)),
        },
        "compact_constructor_declaration" => class.constructor = Some(compact_constructor(node, class, source)),
        "enum_constant" => {
            let constant = enum_constant(node, &class.name, source);
            class.fields.extend(constant);
        }
        "enum_body_declarations" => {
            children_and_errors(node).into_iter().for_each(|child| member(child, source, class, initializers));
        }
        // Runs at the beginning of every constructor.
        "block" => initializers.extend(source.block(node)),
        "annotation_type_declaration" => {}
        _ => source.statement(node, &mut class.body),
    }
}

/// Puts the initializers of instances at the beginning of the constructors that do not call another one.
fn run_initializers(class: &mut Class, initializers: Vec<Statement>) {
    if initializers.is_empty() {
        return;
    }
    if class.constructor.is_none() {
        let constructor = Function::lambda(Vec::new(), initializers, class.span);
        class.constructor = Some(Arc::new(Function { receiver: Some("this".into()), ..constructor }));
        return;
    }
    for constructor in class.constructor.iter_mut().chain(&mut class.overloads) {
        let mut with = Function::clone(constructor);
        let first = with.body.first().and_then(called);
        if first != Some("this") {
            let at = usize::from(first == Some("super"));
            with.body.splice(at..at, initializers.iter().cloned());
            *constructor = Arc::new(with);
        }
    }
}

/// The name that a statement calls.
fn called(statement: &Statement) -> Option<&str> {
    let StatementKind::Expression(Expression { kind: ExpressionKind::Call(call), .. }) = &statement.kind else {
        return None;
    };
    match &call.callee.kind {
        ExpressionKind::Name(name) => Some(name),
        _ => None,
    }
}

/// A method or constructor.
pub(super) fn method(node: Node<'_>, source: &Source<'_>) -> Arc<Function> {
    let is_static = modifier(node, "static");
    Arc::new(Function {
        name: field(node, "name").map(|name| source.name(name)),
        receiver: (!is_static).then(|| "this".into()),
        is_static,
        decorators: decorators(node, source),
        ..Function::lambda(parameters(node, source), source.block_in(node, "body"), source.span(node))
    })
}

/// `Name { … }` in a record: it may change the parameters, which then become the fields.
fn compact_constructor(node: Node<'_>, class: &Class, source: &Source<'_>) -> Arc<Function> {
    let span = source.span(node);
    let mut body = source.block_in(node, "body");
    let mut parameters = Vec::new();
    for component in class.fields.iter().filter(|field| !field.is_static) {
        let this = Expression::new(ExpressionKind::Name("this".into()), span);
        let place = ExpressionKind::Member(Box::new(this), Arc::clone(&component.name));
        body.push(Statement::new(
            StatementKind::Assign {
                target: Pattern::Place(Expression::new(place, span)),
                value: Some(Expression::new(ExpressionKind::Name(Arc::clone(&component.name)), span)),
                declares: false,
            },
            span,
        ));
        parameters.push(Parameter {
            type_name: component.type_name.clone(),
            ..Parameter::plain(Pattern::Name(Arc::clone(&component.name), component.span))
        });
    }
    Arc::new(Function { receiver: Some("this".into()), ..Function::lambda(parameters, body, span) })
}

/// A constant of an enum; one with arguments is made by the enum's constructor.
fn enum_constant(node: Node<'_>, class: &Arc<str>, source: &Source<'_>) -> Option<Field> {
    let span = source.span(node);
    let value = field(node, "arguments").map(|_| {
        let callee = Expression::new(ExpressionKind::Name(Arc::clone(class)), span);
        let arguments = expressions::arguments(node, source).into_iter().map(Into::into).collect();
        Expression::new(ExpressionKind::Call(Box::new(Call { callee, arguments, construct: true })), span)
    });
    Some(Field { name: source.name(field(node, "name")?), value, type_name: None, is_static: true, span })
}

/// The parameters of a method, constructor, record or lambda.
pub(super) fn parameters(node: Node<'_>, source: &Source<'_>) -> Vec<Parameter> {
    let Some(list) = field(node, "parameters") else { return Vec::new() };
    match list.kind() {
        // `x -> …`
        "identifier" => vec![Parameter::plain(bind(list, source))],
        _ => children(list).into_iter().filter_map(|child| parameter(child, source)).collect(),
    }
}

fn parameter(node: Node<'_>, source: &Source<'_>) -> Option<Parameter> {
    match node.kind() {
        // `(x, y) -> …`
        "identifier" => Some(Parameter::plain(bind(node, source))),
        "formal_parameter" => Some(Parameter {
            type_name: field(node, "type").map(|name| source.name(name)),
            ..Parameter::plain(bind(field(node, "name")?, source))
        }),
        "spread_parameter" => {
            let parts = children(node);
            let declarator = parts.iter().find(|part| part.kind() == "variable_declarator")?;
            let of_type = parts.iter().find(|part| !matches!(part.kind(), "modifiers" | "variable_declarator"));
            Some(Parameter {
                spread: Spread::Elements,
                type_name: of_type.map(|name| source.name(*name)),
                ..Parameter::plain(bind(field(*declarator, "name")?, source))
            })
        }
        _ => None,
    }
}

fn modifier(node: Node<'_>, name: &str) -> bool {
    child_of_kind(node, "modifiers").is_some_and(|modifiers| has_token(modifiers, name))
}

/// The annotations of a declaration.
fn decorators(node: Node<'_>, source: &Source<'_>) -> Vec<Expression> {
    let annotations = child_of_kind(node, "modifiers").map_or_else(Vec::new, children);
    annotations.into_iter().map(|annotation| source.expression(annotation)).collect()
}
