//! Parameters whose default breaks their own rules.

use regex::Regex;

use super::error;
use crate::dialect::cloudformation::template::Template;
use crate::dialect::document::{Field, elements, get, literal, text};
use crate::program::form::ExpressionKind;
use crate::source::Diagnostic;

/// What is wrong with the parameters of a template.
pub(super) fn check(template: &Template<'_>) -> Vec<Diagnostic> {
    template
        .parameters
        .values()
        .filter_map(|parameter| type_fault(parameter).or_else(|| default_fault(parameter)))
        .collect()
}

fn type_fault(parameter: &Field<'_>) -> Option<Diagnostic> {
    let name = parameter.name;
    let Some(kind) = get(parameter.value, "Type") else {
        return Some(error(format!("the parameter {name} has no type"), parameter.key));
    };
    let written = text(kind)?;
    let exists = matches!(&**written, "String" | "Number" | "CommaDelimitedList")
        || written.starts_with("List<")
        || written.starts_with("AWS::");
    (!exists).then(|| error(format!("{written} is no type of a parameter"), kind.span))
}

/// The first rule that the default breaks.
fn default_fault(parameter: &Field<'_>) -> Option<Diagnostic> {
    let field = |name| get(parameter.value, name);
    let default = field("Default")?;
    if !matches!(
        default.kind,
        ExpressionKind::Text(_)
            | ExpressionKind::Number(_)
            | ExpressionKind::Bool(_)
            | ExpressionKind::Null
            | ExpressionKind::Unsupported(_)
    ) && elements(default).is_none()
    {
        let message =
            format!("the default of the parameter {} is no text: functions cannot stand there", parameter.name);
        return Some(error(message, default.span));
    }
    let value = literal(default);
    let written = value.as_text()?;
    let is_list = field("Type").and_then(text).is_some_and(|kind| kind.contains("List"));
    let parts: Vec<&str> = if is_list { written.split(',').map(str::trim).collect() } else { vec![&written] };
    let limit = |name| field(name).map(literal).and_then(|limit| limit.as_number());
    let (length, number) = (written.chars().count() as f64, value.as_number());
    let is_number = field("Type").and_then(text).is_some_and(|kind| &**kind == "Number");
    let fault = if is_number && number.is_none() {
        "is no number".to_owned()
    } else if !allowed(parameter, &parts) {
        "is not among the allowed values".to_owned()
    } else if let Some(least) = limit("MinLength").filter(|least| length < *least) {
        format!("is shorter than {least}")
    } else if let Some(most) = limit("MaxLength").filter(|most| length > *most) {
        format!("is longer than {most}")
    } else if let Some(least) = limit("MinValue").filter(|least| number.is_some_and(|number| number < *least)) {
        format!("is less than {least}")
    } else if let Some(most) = limit("MaxValue").filter(|most| number.is_some_and(|number| number > *most)) {
        format!("is more than {most}")
    } else if breaks_pattern(parameter, &parts) {
        "does not match the allowed pattern".to_owned()
    } else {
        return None;
    };
    Some(error(format!("the default of the parameter {} {fault}", parameter.name), default.span))
}

/// Whether the allowed values, if there are some, hold each of the parts.
fn allowed(parameter: &Field<'_>, parts: &[&str]) -> bool {
    let Some(allowed) = get(parameter.value, "AllowedValues").and_then(elements) else { return true };
    let allowed: Vec<Option<String>> = allowed.into_iter().map(|value| literal(value).as_text()).collect();
    allowed.contains(&None) || parts.iter().all(|part| allowed.iter().flatten().any(|value| value == part))
}

/// Whether a part does not match the allowed pattern as a whole. A pattern that only Java understands is taken to match.
fn breaks_pattern(parameter: &Field<'_>, parts: &[&str]) -> bool {
    let pattern = get(parameter.value, "AllowedPattern").and_then(text);
    let pattern = pattern.and_then(|pattern| Regex::new(&format!(r"\A(?:{pattern})\z")).ok());
    pattern.is_some_and(|pattern| parts.iter().any(|part| !pattern.is_match(part)))
}
