//! The names that the expressions of a template mention.

use super::functions::called;
use super::sub::{Piece, pieces};
use crate::dialect::document::{elements, fields, text};
use crate::program::form::{Entry, Expression, ExpressionKind};
use crate::source::Span;

/// What is mentioned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mention<'a> {
    /// A parameter or a resource: `!Ref Name`, `${Name}`.
    Name(&'a str),
    /// A resource of which an attribute is asked for: `!GetAtt Name.Arn`, `${Name.Arn}`.
    Resource(&'a str),
    /// A condition.
    Condition(&'a str),
    /// A mapping, and its keys as far as they are written out.
    Mapping(&'a str, [Option<&'a str>; 2]),
    /// A function.
    Function(&'a str),
    /// A value that is left out, although its key is written.
    Nothing,
}

/// Calls `visit` with all that an expression mentions and the text that mentions it.
pub(super) fn mentions<'a>(expression: &'a Expression, visit: &mut dyn FnMut(Mention<'a>, Span)) {
    match &expression.kind {
        ExpressionKind::Null => visit(Mention::Nothing, expression.span),
        ExpressionKind::List(items) => items.iter().for_each(|item| mentions(&item.value, visit)),
        ExpressionKind::Tagged(name, argument) => in_call(name, argument, expression.span, visit),
        ExpressionKind::Map(entries) => match called(expression) {
            Some((name, argument)) => in_call(name, argument, expression.span, visit),
            None => entries.iter().for_each(|entry| match entry {
                Entry::Pair(key, Expression { kind: ExpressionKind::Null, .. }) => visit(Mention::Nothing, key.span),
                Entry::Pair(_, value) | Entry::Spread(value) => mentions(value, visit),
            }),
        },
        _ => {}
    }
}

fn in_call<'a>(name: &'a str, argument: &'a Expression, span: Span, visit: &mut dyn FnMut(Mention<'a>, Span)) {
    visit(Mention::Function(name), span);
    let arguments = elements(argument).unwrap_or_else(|| vec![argument]);
    let first = arguments.first().copied().unwrap_or(argument);
    let first_text = text(first).map(|text| &**text);
    // How many of the arguments are names and need no further look.
    let names = match (name, first_text) {
        ("Ref", Some(name)) => {
            visit(Mention::Name(name), first.span);
            1
        }
        ("GetAtt", Some(dotted)) => {
            let logical_id = dotted.split_once('.').map_or(dotted, |(logical_id, _)| logical_id);
            visit(Mention::Resource(logical_id), first.span);
            1
        }
        ("If" | "Condition", Some(name)) => {
            visit(Mention::Condition(name), first.span);
            1
        }
        ("FindInMap", Some(name)) => {
            // With a default, keys may be missing.
            let key = |at: usize| arguments.get(at).filter(|_| arguments.len() == 3).and_then(|key| text(key));
            visit(Mention::Mapping(name, [1, 2].map(|at| key(at).map(|key| &**key))), span);
            1
        }
        ("Sub", Some(pattern)) => {
            let own = arguments.get(1).map(|names| fields(names)).unwrap_or_default();
            for piece in pieces(pattern) {
                let Piece::Variable(variable) = piece else { continue };
                match variable.split_once('.') {
                    _ if own.iter().any(|field| &**field.name == variable) => {}
                    Some((logical_id, _)) => visit(Mention::Resource(logical_id), first.span),
                    None => visit(Mention::Name(variable), first.span),
                }
            }
            1
        }
        _ => 0,
    };
    let conditions = matches!(name, "And" | "Or" | "Not");
    for argument in arguments.into_iter().skip(names) {
        match fields(argument).as_slice() {
            // `{Condition: Name}` is a condition only where conditions are combined; elsewhere it is part of a policy.
            [field] if conditions && &**field.name == "Condition" => {
                if let Some(name) = text(field.value) {
                    visit(Mention::Condition(name), field.value.span);
                }
            }
            _ => mentions(argument, visit),
        }
    }
}
