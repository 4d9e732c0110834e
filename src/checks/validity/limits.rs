//! What schemas say of values and of properties that stand together, held against what is written.

use super::Fault;
use crate::catalog::limits::{Limit, Limits, Together};
use crate::dialect::cloudformation::call_of;
use crate::program::document::{Field, elements};
use crate::program::form::{Expression, ExpressionKind};
use crate::severity::Severity;
use crate::source::Span;

/// What is wrong with the value of a property, or with an element of it.
pub(super) fn of_value(limits: Limits, id: &str, field: Field<'_>, value: &Expression) -> Option<Fault> {
    let at = field.key.to(value.span);
    let number = match &value.kind {
        ExpressionKind::Number(number) => Some(*number),
        ExpressionKind::Text(text) => text.trim().parse().ok(),
        _ => None,
    };
    let name = field.name;
    limits.of(name).find_map(|limit| match limit {
        Limit::Number(range) => {
            let number = number.filter(|number| !range.holds(*number))?;
            let message = format!("`{name}` of `{id}` is {number}, and must be {range}");
            Some(Fault::new("value-out-of-range", Severity::High, at, message))
        }
        Limit::Length(range) => {
            let ExpressionKind::Text(text) = &value.kind else { return None };
            let length = text.chars().count();
            let is_open = text.contains("{{") || text.contains("${") || range.holds(length as f64);
            (!is_open).then(|| {
                let message = format!("`{name}` of `{id}` has {length} characters, and must have {range}");
                Fault::new("malformed-value", Severity::High, at, message)
            })
        }
        Limit::Elements(_) | Limit::Pattern(_) => None,
    })
}

/// What is wrong with how many elements a list has that is written out.
pub(super) fn of_list(limits: Limits, id: &str, field: Field<'_>, list: &Expression) -> Option<Fault> {
    let items = elements(list)?;
    // An element that a condition may leave out, or that stands for several, counts as nothing certain.
    if items
        .iter()
        .any(|item| call_of(item).is_some_and(|(name, _)| name != "GetAtt" && name != "Sub" && name != "Ref"))
    {
        return None;
    }
    let is_single_reference = items.len() == 1 && items.iter().any(|item| call_of(item).is_some());
    limits.of(field.name).find_map(|limit| match limit {
        // One reference may be a parameter that is a list by itself.
        Limit::Elements(range) if !range.holds(items.len() as f64) && !is_single_reference => {
            let message = format!("`{}` of `{id}` has {} elements, and must have {range}", field.name, items.len());
            Some(Fault::new("value-out-of-range", Severity::High, field.key.to(list.span), message))
        }
        _ => None,
    })
}

/// What is wrong with the properties that stand together in an object; `at` is where it is named.
pub(super) fn of_object(limits: Limits, id: &str, name: &str, given: &[Field<'_>], at: Span) -> Vec<Fault> {
    let find = |name: &str| given.iter().find(|field| &**field.name == name);
    // What a condition sets may be nothing.
    let is_certain = |field: &Field<'_>| call_of(field.value).is_none_or(|(name, _)| name != "If");
    let quoted = |names: &[&str]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let missing = |message: String| Some(Fault::new("missing-property", Severity::High, at, message));
    let conflict = |field: &Field<'_>, message: String| {
        Some(Fault::new("conflicting-properties", Severity::High, field.key, message))
    };
    let fault = |together: Together| match together {
        Together::SomeOf(names) | Together::OneOf(names) if names.iter().all(|name| find(name).is_none()) => {
            missing(format!("`{name}` in `{id}` requires one of {}, none of which is set", quoted(&names)))
        }
        Together::OneOf(names) => {
            let set: Vec<&Field<'_>> = names.iter().filter_map(|name| find(name)).filter(|it| is_certain(it)).collect();
            let second = set.get(1)?;
            let names: Vec<&str> = set.iter().map(|field| &**field.name).collect();
            conflict(second, format!("`{name}` in `{id}` takes only one of {}", quoted(&names)))
        }
        Together::Needs(first, others) => {
            find(first).filter(|field| is_certain(field))?;
            let lacking: Vec<&str> = others.into_iter().filter(|other| find(other).is_none()).collect();
            let message = || format!("`{name}` in `{id}` sets `{first}` and so requires {}", quoted(&lacking));
            (!lacking.is_empty()).then(message).and_then(missing)
        }
        Together::Excludes(first, others) => {
            find(first).filter(|field| is_certain(field))?;
            let other = others.iter().find_map(|other| find(other)).filter(|field| is_certain(field))?;
            conflict(other, format!("`{name}` in `{id}` sets `{first}`, and so must not set `{}`", other.name))
        }
        Together::SomeOf(_) => None,
    };
    limits.together().filter_map(fault).collect()
}
