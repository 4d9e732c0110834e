//! Conditions that are none: functions with the wrong number or kind of arguments.

use super::error;
use crate::dialect::cloudformation::functions::{called, decides};
use crate::dialect::cloudformation::template::Template;
use crate::dialect::document::{elements, fields, text};
use crate::program::form::{Expression, ExpressionKind};
use crate::source::Diagnostic;

/// What is wrong with the conditions of a template.
pub(super) fn check(template: &Template<'_>) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for condition in template.conditions.values() {
        check_condition(condition.value, "a condition", &mut diagnostics);
    }
    diagnostics
}

/// Checks that an expression, which `user` needs to be a condition, is one.
fn check_condition(expression: &Expression, user: &str, diagnostics: &mut Vec<Diagnostic>) {
    let (name, argument) = match &expression.kind {
        ExpressionKind::Tagged(name, argument) => (&**name, &**argument),
        ExpressionKind::Map(_) => match (called(expression), fields(expression).as_slice()) {
            (Some(call), _) => call,
            (None, [field]) if &**field.name == "Condition" => ("Condition", field.value),
            _ => ("", expression),
        },
        // A part that could not be read, or a loop over conditions.
        ExpressionKind::Unsupported(_) | ExpressionKind::List(_) => return,
        _ => ("", expression),
    };
    if !decides(name) {
        let message = format!("{user} must be Equals, And, Or, Not or another condition");
        diagnostics.push(error(message, expression.span));
        return;
    }
    let arguments = elements(argument);
    let count = arguments.as_ref().map_or(1, Vec::len);
    let fits = match name {
        "Condition" => text(argument).is_some(),
        "Equals" => arguments.is_some() && count == 2,
        "Not" => arguments.is_some() && count == 1,
        _ => arguments.is_some() && (2..=10).contains(&count),
    };
    if !fits {
        let wanted = match name {
            "Condition" => "the name of a condition",
            "Equals" => "two values",
            "Not" => "a list of one condition",
            _ => "two to ten conditions",
        };
        diagnostics.push(error(format!("{name} takes {wanted}"), expression.span));
        return;
    }
    if matches!(name, "And" | "Or" | "Not") {
        for argument in arguments.into_iter().flatten() {
            check_condition(argument, &format!("what {name} takes"), diagnostics);
        }
    }
}
