//! What operators do to values, known and unknown, alike in every language.
//!
//! An operand that is not known makes the result unknown for the same reason; one of several makes one of several.

use std::sync::Arc;

use super::form::{Binary, Unary};
use super::value::{Kind, LONGEST_TEXT, Provenance, Reason, Symbol, Value};
use crate::source::Span;

/// How many alternatives a value may have before it counts as unknown. Chosen because two undecided conditions
/// in one value are common in answers, four are not.
const MOST_ALTERNATIVES: usize = 16;

/// How many pairs of elements may be compared for the union or difference of two sets. Chosen because sets in answers have
/// some ten elements, and a thousand in each take a blink.
const MOST_COMPARED: usize = 1_000_000;

/// How many elements a list may have that an operator makes. Chosen because the longest collection that an answer
/// builds things from has some hundred, and doubling in a loop passes any limit.
const LONGEST_LIST: usize = 100_000;

/// Whether a value counts as true, as Python and JavaScript have it; `None` when that cannot be told.
#[must_use]
pub fn truth(value: &Value) -> Option<bool> {
    match &value.kind {
        Kind::Null => Some(false),
        Kind::Bool(truth) => Some(*truth),
        Kind::Number(number) => Some(*number != 0.0 && !number.is_nan()),
        Kind::Text(text) => Some(!text.is_empty()),
        Kind::Join(parts) => {
            parts.iter().any(|part| part.as_str().is_some_and(|text| !text.is_empty())).then_some(true)
        }
        Kind::Json(_) | Kind::Reference(_) | Kind::Object(_) => Some(true),
        Kind::List(items) => Some(!items.is_empty()),
        Kind::Map(entries) => Some(!entries.is_empty()),
        Kind::OneOf(values) => {
            let first = truth(values.first()?)?;
            values.iter().all(|value| truth(value) == Some(first)).then_some(first)
        }
        Kind::Unknown(Reason::Unset(_)) => Some(false),
        Kind::Symbol(_) | Kind::Unknown(_) => None,
    }
}

/// Whether two values are the same value, whatever their places; `None` when that cannot be told.
#[must_use]
pub fn equal(left: &Value, right: &Value) -> Option<bool> {
    match (&left.kind, &right.kind) {
        (Kind::Unknown(Reason::Unset(_)), Kind::Null | Kind::Unknown(Reason::Unset(_)))
        | (Kind::Null, Kind::Unknown(Reason::Unset(_))) => Some(true),
        // Go reads what is not set as an empty text.
        (Kind::Unknown(Reason::Unset(_)), Kind::Text(text)) | (Kind::Text(text), Kind::Unknown(Reason::Unset(_))) => {
            Some(text.is_empty())
        }
        (Kind::Unknown(Reason::Unset(_)), Kind::Bool(_) | Kind::Number(_))
        | (Kind::Bool(_) | Kind::Number(_), Kind::Unknown(Reason::Unset(_))) => Some(false),
        (Kind::Unknown(_) | Kind::OneOf(_) | Kind::Symbol(_) | Kind::Join(_) | Kind::Reference(_), _)
        | (_, Kind::Unknown(_) | Kind::OneOf(_) | Kind::Symbol(_) | Kind::Join(_) | Kind::Reference(_)) => {
            // What is not known is still equal to itself; a resource, and what a library gives, is never nothing.
            match (&left.kind, &right.kind) {
                (Kind::Reference(_) | Kind::Join(_) | Kind::Symbol(_), Kind::Null)
                | (Kind::Null, Kind::Reference(_) | Kind::Join(_) | Kind::Symbol(_)) => Some(false),
                (a @ (Kind::Symbol(_) | Kind::Reference(_) | Kind::Join(_)), b) if a == b => Some(true),
                _ => None,
            }
        }
        (Kind::List(a), Kind::List(b)) => {
            if a.len() != b.len() {
                return Some(false);
            }
            all(a.iter().zip(b.iter()).map(|(a, b)| equal(a, b)))
        }
        (Kind::Map(a), Kind::Map(b)) => {
            if a.len() != b.len() || !a.keys().all(|key| b.contains_key(key)) {
                return Some(false);
            }
            all(a.iter().filter_map(|(key, value)| Some(equal(value, b.get(key)?))))
        }
        (a, b) => Some(a == b),
    }
}

/// True if all are, false if one is, and otherwise not known.
fn all(facts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut known = Some(true);
    for fact in facts {
        match fact {
            Some(false) => return Some(false),
            None => known = None,
            Some(true) => {}
        }
    }
    known
}

/// The result of a unary operator.
#[must_use]
pub fn unary(operator: Unary, operand: &Value, span: Span) -> Value {
    if let Some(result) = over_alternatives(operand, span, |value| unary(operator, value, span)) {
        return result;
    }
    let kind = match operator {
        Unary::Not => truth(operand).map(|truth| Kind::Bool(!truth)),
        Unary::Minus => operand.as_number().map(|number| Kind::Number(-number)),
        Unary::Plus => operand.as_number().map(Kind::Number),
        Unary::BitNot => operand.as_number().map(|number| Kind::Number(!(number as i64) as f64)),
        Unary::TypeOf => type_name(operand).map(|name| Kind::Text(name.into())),
    };
    kind.map_or_else(|| unknown(&[operand], span), |kind| derived(kind, &[operand], span))
}

/// The result of a binary operator on operands that both are evaluated; the languages' short circuits come before.
#[must_use]
pub fn binary(operator: Binary, left: &Value, right: &Value, span: Span) -> Value {
    if let Some(result) = over_alternatives(left, span, |value| binary(operator, value, right, span))
        .or_else(|| over_alternatives(right, span, |value| binary(operator, left, value, span)))
    {
        return result;
    }
    let numbers = || Some((left.as_number()?, right.as_number()?));
    let compare = |test: fn(std::cmp::Ordering) -> bool| {
        let order = match (&left.kind, &right.kind) {
            (Kind::Text(a), Kind::Text(b)) => Some(a.cmp(b)),
            _ => numbers().and_then(|(a, b)| a.partial_cmp(&b)),
        };
        order.map(|order| Kind::Bool(test(order)))
    };
    let arithmetic = |compute: fn(f64, f64) -> f64| {
        numbers().map(|(a, b)| compute(a, b)).filter(|result| result.is_finite()).map(Kind::Number)
    };
    let bits = |compute: fn(i64, i64) -> i64| numbers().map(|(a, b)| Kind::Number(compute(a as i64, b as i64) as f64));
    let kind = match operator {
        Binary::Add => return add(left, right, span),
        // Python's `"%s" % value`.
        Binary::Remainder if left.as_str().is_some_and(|text| text.contains('%')) => {
            let values = right.as_list().unwrap_or(std::slice::from_ref(right));
            return super::text::printf(left.as_str().unwrap_or(""), values, span);
        }
        Binary::Multiply if matches!(left.kind, Kind::Text(_) | Kind::List(_)) => return repeat(left, right, span),
        Binary::BitOr | Binary::BitAnd | Binary::Subtract
            if matches!((&left.kind, &right.kind), (Kind::Map(_), Kind::Map(_)) | (Kind::List(_), Kind::List(_))) =>
        {
            return combine(operator, left, right, span);
        }
        Binary::Subtract => arithmetic(|a, b| a - b),
        Binary::Multiply => arithmetic(|a, b| a * b),
        Binary::Divide => arithmetic(|a, b| a / b),
        Binary::FloorDivide => arithmetic(|a, b| (a / b).floor()),
        Binary::Remainder => arithmetic(|a, b| a % b),
        Binary::Power => arithmetic(f64::powf),
        Binary::Equal => equal(left, right).map(Kind::Bool),
        Binary::NotEqual => equal(left, right).map(|equal| Kind::Bool(!equal)),
        Binary::Less => compare(std::cmp::Ordering::is_lt),
        Binary::LessEqual => compare(std::cmp::Ordering::is_le),
        Binary::Greater => compare(std::cmp::Ordering::is_gt),
        Binary::GreaterEqual => compare(std::cmp::Ordering::is_ge),
        Binary::In => contains(right, left).map(Kind::Bool),
        Binary::NotIn => contains(right, left).map(|inside| Kind::Bool(!inside)),
        Binary::BitAnd => bits(|a, b| a & b),
        Binary::BitOr => bits(|a, b| a | b),
        Binary::BitXor => bits(|a, b| a ^ b),
        Binary::ShiftLeft => bits(|a, b| a.checked_shl(b as u32).unwrap_or(0)),
        Binary::ShiftRight => bits(|a, b| a.checked_shr(b as u32).unwrap_or(0)),
        Binary::And => {
            return truth(left).map_or_else(|| unknown(&[left], span), |t| if t { right } else { left }.clone());
        }
        Binary::Or => {
            return truth(left).map_or_else(|| unknown(&[left], span), |t| if t { left } else { right }.clone());
        }
        Binary::Coalesce => return if left.is_null() { right } else { left }.clone(),
    };
    kind.map_or_else(|| unknown(&[left, right], span), |kind| derived(kind, &[left, right], span))
}

/// `+`: numbers add, lists join, texts join with what is not known kept as a part.
fn add(left: &Value, right: &Value, span: Span) -> Value {
    match (&left.kind, &right.kind) {
        (Kind::Number(a), Kind::Number(b)) => derived(Kind::Number(a + b), &[left, right], span),
        (Kind::List(a), Kind::List(b)) if a.len() + b.len() > LONGEST_LIST => Value::unknown(Reason::Limit, span),
        (Kind::List(a), Kind::List(b)) => {
            let items = a.iter().chain(b.iter()).cloned().collect();
            derived(Kind::List(Arc::new(items)), &[left, right], span)
        }
        (Kind::Text(_) | Kind::Join(_) | Kind::Json(_), _) | (_, Kind::Text(_) | Kind::Join(_) | Kind::Json(_)) => {
            Value::join([left.clone(), right.clone()], span)
        }
        _ => unknown(&[left, right], span),
    }
}

/// `text * 3`, `[element] * 3`; a text that is written like a number is one.
fn repeat(left: &Value, times: &Value, span: Span) -> Value {
    let Some(times) = times.as_number() else { return unknown(&[times, left], span) };
    let count = times.max(0.0) as usize;
    let kind = match &left.kind {
        Kind::Text(text) => match left.as_number() {
            Some(number) => Kind::Number(number * times),
            None if text.len().saturating_mul(count) > LONGEST_TEXT => Kind::Unknown(Reason::Limit),
            None => Kind::Text(text.repeat(count).into()),
        },
        Kind::List(items) if items.len().saturating_mul(count) > LONGEST_LIST => Kind::Unknown(Reason::Limit),
        Kind::List(items) => Kind::List(Arc::new(items.iter().cycle().take(items.len() * count).cloned().collect())),
        other => other.clone(),
    };
    derived(kind, &[left], span)
}

/// Union, intersection and difference of two maps or two sets.
fn combine(operator: Binary, left: &Value, right: &Value, span: Span) -> Value {
    let kind = match (&left.kind, &right.kind) {
        (Kind::Map(a), Kind::Map(b)) if operator == Binary::BitOr => {
            let mut entries = a.as_ref().clone();
            entries.extend(b.iter().map(|(key, value)| (Arc::clone(key), value.clone())));
            Kind::Map(Arc::new(entries))
        }
        (Kind::List(a), Kind::List(b)) if a.len().saturating_mul(b.len()) > MOST_COMPARED => {
            Kind::Unknown(Reason::Limit)
        }
        (Kind::List(a), Kind::List(b)) => {
            let inside = |items: &[Value], item: &Value| items.iter().any(|other| equal(other, item) == Some(true));
            let mut items = a.as_ref().clone();
            match operator {
                Binary::BitAnd => items.retain(|item| inside(b, item)),
                Binary::Subtract => items.retain(|item| !inside(b, item)),
                _ => items.extend(b.iter().filter(|item| !inside(a, item)).cloned()),
            }
            Kind::List(Arc::new(items))
        }
        _ => return unknown(&[left, right], span),
    };
    derived(kind, &[left, right], span)
}

/// Whether a collection or text has that element, key or part.
fn contains(collection: &Value, item: &Value) -> Option<bool> {
    match &collection.kind {
        Kind::Text(text) => Some(text.contains(item.as_str()?)),
        Kind::Map(entries) => Some(entries.contains_key(item.as_text()?.as_str())),
        Kind::List(items) => {
            let facts: Vec<_> = items.iter().map(|other| equal(other, item)).collect();
            if facts.contains(&Some(true)) {
                return Some(true);
            }
            facts.iter().all(Option::is_some).then_some(false)
        }
        _ => None,
    }
}

/// JavaScript's `typeof`.
fn type_name(value: &Value) -> Option<&'static str> {
    Some(match value.kind {
        Kind::Null => "undefined",
        Kind::Bool(_) => "boolean",
        Kind::Number(_) => "number",
        Kind::Text(_) | Kind::Join(_) | Kind::Json(_) => "string",
        Kind::List(_) | Kind::Map(_) => "object",
        _ => return None,
    })
}

/// Applies an operation to each alternative of a value that has several.
pub fn over_alternatives(value: &Value, span: Span, mut apply: impl FnMut(&Value) -> Value) -> Option<Value> {
    let Kind::OneOf(alternatives) = &value.kind else { return None };
    Some(bounded(Value::one_of(alternatives.iter().map(&mut apply), span)))
}

/// The value, or, when it has too many alternatives, one that is not known.
#[must_use]
pub fn bounded(value: Value) -> Value {
    match &value.kind {
        Kind::OneOf(values) if values.len() > MOST_ALTERNATIVES => Value::unknown(Reason::Limit, value.span),
        _ => value,
    }
}

/// A value made from others: it is explicit only if they all are.
#[must_use]
pub fn derived(kind: Kind, from: &[&Value], span: Span) -> Value {
    let provenance = from.iter().map(|value| value.provenance).max().unwrap_or(Provenance::Explicit);
    Value { kind, provenance, span: Some(span) }
}

/// Not known, for the reason that the first operand that is not known gives.
#[must_use]
pub fn unknown(from: &[&Value], span: Span) -> Value {
    let reason = from.iter().find_map(|value| first_reason(value));
    Value::unknown(reason.unwrap_or_else(|| Reason::Unsupported("this operation".into())), span)
}

/// The first reason for which a part of a value is not known.
#[must_use]
pub fn first_reason(value: &Value) -> Option<Reason> {
    match &value.kind {
        Kind::Unknown(reason) => Some(reason.clone()),
        Kind::Reference(reference) => {
            let attribute = reference.attribute.as_ref().map(|name| format!(".{name}")).unwrap_or_default();
            Some(Reason::Computed(format!("{}{attribute}", reference.address).into()))
        }
        Kind::Join(items) | Kind::List(items) | Kind::OneOf(items) => items.iter().find_map(first_reason),
        Kind::Map(entries) => entries.values().find_map(first_reason),
        Kind::Json(inner) => first_reason(inner),
        Kind::Symbol(Symbol::External(path)) => Some(Reason::Unsupported(Arc::clone(path))),
        Kind::Symbol(Symbol::Member(_, name)) => Some(Reason::Computed(Arc::clone(name))),
        Kind::Symbol(Symbol::Element(inner, _)) => {
            first_reason(&Value::new(Kind::Symbol(inner.as_ref().clone()), None))
        }
        _ => None,
    }
}
