//! Which names a program calls, wherever that stands.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::form::{
    Class, Clause, Entry, Expression, ExpressionKind, Function, Item, Pattern, Statement, StatementKind,
};

/// The last names of all that statements call or construct: `Queue` of `Queue(…)`, `new lib.Queue(…)`.
pub(crate) fn called_names(statements: &[Statement]) -> BTreeSet<Arc<str>> {
    let mut names = BTreeSet::new();
    in_statements(statements, &mut names);
    names
}

type Names = BTreeSet<Arc<str>>;

fn in_statements(statements: &[Statement], names: &mut Names) {
    statements.iter().for_each(|statement| in_statement(statement, names));
}

fn in_statement(statement: &Statement, names: &mut Names) {
    match &statement.kind {
        StatementKind::Expression(value) | StatementKind::ExportDefault(value) => in_expression(value, names),
        StatementKind::Assign { target, value, .. } => {
            in_pattern(target, names);
            value.iter().for_each(|value| in_expression(value, names));
        }
        StatementKind::Update(_, target, value) => {
            in_expression(target, names);
            in_expression(value, names);
        }
        StatementKind::If(condition, then, otherwise) => {
            in_expression(condition, names);
            in_statements(then, names);
            in_statements(otherwise, names);
        }
        StatementKind::ForEach(target, source, body) => {
            in_pattern(target, names);
            in_expression(source, names);
            in_statements(body, names);
        }
        StatementKind::For(ends, condition, body) => {
            ends.iter().flatten().for_each(|end| in_statement(end, names));
            condition.iter().for_each(|condition| in_expression(condition, names));
            in_statements(body, names);
        }
        StatementKind::While(condition, body, _) => {
            in_expression(condition, names);
            in_statements(body, names);
        }
        StatementKind::Return(value) | StatementKind::Throw(value) => {
            value.iter().for_each(|value| in_expression(value, names));
        }
        StatementKind::Function(function) => in_function(function, names),
        StatementKind::Class(class) => in_class(class, names),
        StatementKind::Try(body, handlers, last) => {
            in_statements(body, names);
            handlers.iter().for_each(|(_, handler)| in_statements(handler, names));
            in_statements(last, names);
        }
        StatementKind::Switch(subject, cases, _) => {
            in_expression(subject, names);
            for (tests, body) in cases {
                tests.iter().for_each(|test| in_expression(test, names));
                in_statements(body, names);
            }
        }
        StatementKind::Block(body) => in_statements(body, names),
        StatementKind::Break
        | StatementKind::Continue
        | StatementKind::Import(_)
        | StatementKind::Package(_)
        | StatementKind::Export(..)
        | StatementKind::Outer(_)
        | StatementKind::Unsupported(_) => {}
    }
}

fn in_class(class: &Class, names: &mut Names) {
    class.decorators.iter().for_each(|decorator| in_expression(decorator, names));
    class.fields.iter().filter_map(|field| field.value.as_ref()).for_each(|value| in_expression(value, names));
    let constructors = class.constructor.iter().chain(&class.overloads);
    constructors.chain(&class.methods).for_each(|method| in_function(method, names));
    in_statements(&class.body, names);
}

fn in_function(function: &Function, names: &mut Names) {
    for parameter in &function.parameters {
        in_pattern(&parameter.target, names);
        parameter.default.iter().for_each(|default| in_expression(default, names));
    }
    in_statements(&function.body, names);
}

fn in_expression(expression: &Expression, names: &mut Names) {
    match &expression.kind {
        ExpressionKind::Call(call) => {
            if let ExpressionKind::Name(name) | ExpressionKind::Member(_, name) = &call.callee.kind {
                names.insert(Arc::clone(name));
            }
            in_expression(&call.callee, names);
            call.arguments.iter().for_each(|argument| in_expression(&argument.value, names));
        }
        ExpressionKind::Lambda(function) => in_function(function, names),
        ExpressionKind::Template(parts) => parts.iter().for_each(|part| in_expression(part, names)),
        ExpressionKind::List(items) | ExpressionKind::Tuple(items) | ExpressionKind::Set(items) => {
            items.iter().for_each(|Item { value, .. }| in_expression(value, names));
        }
        ExpressionKind::Map(entries) => entries.iter().for_each(|entry| match entry {
            Entry::Pair(key, value) => {
                in_expression(key, names);
                in_expression(value, names);
            }
            Entry::Spread(value) => in_expression(value, names),
        }),
        ExpressionKind::Member(inner, _) | ExpressionKind::Tagged(_, inner) | ExpressionKind::Unary(_, inner) => {
            in_expression(inner, names);
        }
        ExpressionKind::Slice(object, bounds) => {
            in_expression(object, names);
            bounds.iter().flatten().for_each(|bound| in_expression(bound, names));
        }
        ExpressionKind::Index(left, right)
        | ExpressionKind::Splat(left, right)
        | ExpressionKind::Assign(left, right)
        | ExpressionKind::Binary(_, left, right) => {
            in_expression(left, names);
            in_expression(right, names);
        }
        ExpressionKind::Conditional(parts) => parts.iter().for_each(|part| in_expression(part, names)),
        ExpressionKind::Comprehension(comprehension) => {
            comprehension.key.iter().chain([&comprehension.element]).for_each(|part| in_expression(part, names));
            for Clause { target, source, conditions } in &comprehension.clauses {
                in_pattern(target, names);
                in_expression(source, names);
                conditions.iter().for_each(|condition| in_expression(condition, names));
            }
        }
        ExpressionKind::Null
        | ExpressionKind::Bool(_)
        | ExpressionKind::Number(_)
        | ExpressionKind::Text(_)
        | ExpressionKind::Name(_)
        | ExpressionKind::Unsupported(_) => {}
    }
}

fn in_pattern(pattern: &Pattern, names: &mut Names) {
    match pattern {
        Pattern::Place(place) => in_expression(place, names),
        Pattern::List(parts) => parts.iter().for_each(|part| in_pattern(part, names)),
        Pattern::Rest(inner) => in_pattern(inner, names),
        Pattern::Object(parts) => {
            for (_, part, default) in parts {
                in_pattern(part, names);
                default.iter().for_each(|default| in_expression(default, names));
            }
        }
        Pattern::Default(inner, default) => {
            in_pattern(inner, names);
            in_expression(default, names);
        }
        Pattern::Entry(key, value) => {
            in_pattern(key, names);
            in_pattern(value, names);
        }
        Pattern::Name(..) | Pattern::Nothing => {}
    }
}
