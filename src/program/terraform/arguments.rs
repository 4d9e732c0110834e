//! How functions read their arguments.

use std::sync::Arc;

use super::json;
use crate::program::expression::UNKNOWN_REST;
use crate::program::operators::{derived, first_reason};
use crate::program::value::{Kind, Map, Reason, Value, number_text};
use crate::source::Span;

/// Why a function has no result.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Failure {
    /// An argument that it needs is not known.
    Unknown(Reason),
    /// Terraform would refuse the call.
    Invalid(String),
}

pub(super) type Outcome<T> = Result<T, Failure>;

/// The arguments of one call.
pub(super) struct Arguments<'a> {
    pub(super) name: &'static str,
    pub(super) values: &'a [Value],
    pub(super) span: Span,
}

impl<'a> Arguments<'a> {
    pub(super) fn get(&self, index: usize) -> Option<&'a Value> {
        self.values.get(index)
    }

    /// The arguments from that one on.
    pub(super) fn from(&self, index: usize) -> &'a [Value] {
        self.values.get(index..).unwrap_or_default()
    }

    fn need(&self, index: usize) -> Outcome<&'a Value> {
        self.get(index).ok_or_else(|| self.invalid("misses an argument"))
    }

    /// Terraform's refusal of this call.
    pub(super) fn invalid(&self, why: &str) -> Failure {
        Failure::Invalid(format!("{} {why}", self.name))
    }

    /// The result, as explicit as the arguments are.
    pub(super) fn result(&self, kind: Kind) -> Value {
        derived(kind, &self.values.iter().collect::<Vec<_>>(), self.span)
    }

    pub(super) fn text_result(&self, text: impl Into<Arc<str>>) -> Outcome<Value> {
        Ok(self.result(Kind::Text(text.into())))
    }

    pub(super) fn number_result(&self, number: f64) -> Outcome<Value> {
        if number.is_finite() { Ok(self.result(Kind::Number(number))) } else { Err(self.invalid("gives no number")) }
    }

    pub(super) fn bool_result(&self, truth: bool) -> Outcome<Value> {
        Ok(self.result(Kind::Bool(truth)))
    }

    pub(super) fn list_result(&self, items: Vec<Value>) -> Outcome<Value> {
        Ok(self.result(Kind::List(Arc::new(items))))
    }

    pub(super) fn map_result(&self, entries: Map) -> Outcome<Value> {
        Ok(self.result(Kind::Map(Arc::new(entries))))
    }

    pub(super) fn text(&self, index: usize) -> Outcome<String> {
        self.text_of(self.need(index)?)
    }

    pub(super) fn text_of(&self, value: &Value) -> Outcome<String> {
        match &value.kind {
            Kind::Text(text) => Ok(text.to_string()),
            Kind::Number(number) => Ok(number_text(*number)),
            Kind::Bool(truth) => Ok(truth.to_string()),
            Kind::Json(inner) => json::text(inner).ok_or_else(|| self.refusal(value, "a string")),
            _ => Err(self.refusal(value, "a string")),
        }
    }

    pub(super) fn number(&self, index: usize) -> Outcome<f64> {
        let value = self.need(index)?;
        value.as_number().ok_or_else(|| self.refusal(value, "a number"))
    }

    pub(super) fn integer(&self, index: usize) -> Outcome<i64> {
        let number = self.number(index)?;
        // Beyond 2⁵³ a double no longer holds every whole number.
        if number.fract() == 0.0 && number.abs() < 9e15 {
            Ok(number as i64)
        } else {
            Err(self.invalid("needs a whole number"))
        }
    }

    pub(super) fn bool_of(&self, value: &Value) -> Outcome<bool> {
        value.as_bool().ok_or_else(|| self.refusal(value, "true or false"))
    }

    /// The elements of a list that is known to its end.
    pub(super) fn list(&self, index: usize) -> Outcome<&'a [Value]> {
        self.whole(self.open_list(index)?)
    }

    /// The elements of a list, the last of which may be [`rest`].
    pub(super) fn open_list(&self, index: usize) -> Outcome<&'a [Value]> {
        self.list_of(self.need(index)?)
    }

    pub(super) fn list_of<'b>(&self, value: &'b Value) -> Outcome<&'b [Value]> {
        value.as_list().ok_or_else(|| self.refusal(value, "a list"))
    }

    fn whole<'b>(&self, items: &'b [Value]) -> Outcome<&'b [Value]> {
        match items.iter().find(|item| is_rest(item)) {
            Some(rest) => Err(self.refusal(rest, "a list")),
            None => Ok(items),
        }
    }

    /// The entries of a map that is known to its end.
    pub(super) fn map(&self, index: usize) -> Outcome<&'a Map> {
        let entries = self.open_map(index)?;
        match entries.get(UNKNOWN_REST) {
            Some(rest) => Err(self.refusal(rest, "a map")),
            None => Ok(entries),
        }
    }

    /// The entries of a map, which may have [`UNKNOWN_REST`].
    pub(super) fn open_map(&self, index: usize) -> Outcome<&'a Map> {
        let value = self.need(index)?;
        match &value.kind {
            Kind::Map(entries) => Ok(entries),
            _ => Err(self.refusal(value, "a map")),
        }
    }

    /// Why a value is not what it must be: because it is not known, or because it is something else.
    pub(super) fn refusal(&self, value: &Value, wanted: &str) -> Failure {
        match first_reason(value) {
            Some(reason) => Failure::Unknown(reason),
            None => self.invalid(&format!("needs {wanted} here")),
        }
    }
}

/// What stands in a list for any number of elements that are not known.
#[must_use]
pub fn rest(reason: Reason, span: Span) -> Value {
    let entries = [(UNKNOWN_REST.into(), Value::unknown(reason, span))].into_iter().collect();
    Value::map(entries, span)
}

/// Whether an element of a list stands for any number of elements that are not known.
#[must_use]
pub fn is_rest(item: &Value) -> bool {
    matches!(&item.kind, Kind::Map(entries) if entries.len() == 1 && entries.contains_key(UNKNOWN_REST))
}
