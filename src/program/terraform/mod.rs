//! Terraform's functions, those whose result follows from their arguments.
//!
//! An argument that is not known makes the result unknown for the same reason, but what is known is kept: a list of which
//! one element is not known has its other elements, and a text its other parts.

mod arguments;
mod collections;
mod conversion;
mod encoding;
mod format;
mod hash;
mod json;
mod network;
mod numeric;
mod sets;
mod strings;
#[cfg(test)]
mod tests;
mod time;
mod yaml;

use self::arguments::{Arguments, Failure};
use super::operators::over_alternatives;
use super::value::{Reason, Value};
use crate::source::Span;

pub use self::arguments::{is_rest, rest};
pub use self::json::text as json_text;
pub use self::sets::set;

/// A function: its name, the least and the most arguments that it takes, and what it does.
type Function = (&'static str, usize, usize, fn(&Arguments<'_>) -> Result<Value, Failure>);

/// What takes any number of arguments.
const MANY: usize = usize::MAX;

/// Every function, a table for each subject.
const TABLES: &[&[Function]] = &[
    strings::FUNCTIONS,
    format::FUNCTIONS,
    collections::FUNCTIONS,
    sets::FUNCTIONS,
    conversion::FUNCTIONS,
    encoding::FUNCTIONS,
    hash::FUNCTIONS,
    network::FUNCTIONS,
    numeric::FUNCTIONS,
    time::FUNCTIONS,
];

/// The result of a function; `None` when there is no such function here.
#[must_use]
pub fn call(name: &str, values: &[Value], span: Span) -> Option<Value> {
    let &(name, least, most, function) = TABLES.iter().copied().flatten().find(|function| function.0 == name)?;
    // A function of one of several values gives one of several results.
    for (index, value) in values.iter().enumerate() {
        let result = over_alternatives(value, span, |alternative| {
            let mut values = values.to_vec();
            values[index] = alternative.clone();
            call(name, &values, span).unwrap_or_else(Value::null)
        });
        if result.is_some() {
            return result;
        }
    }
    let arguments = Arguments { name, values, span };
    let result = if values.len() < least {
        Err(Failure::Invalid(format!("{name} needs {least} arguments")))
    } else if values.len() > most {
        Err(Failure::Invalid(format!("{name} takes no more than {most} arguments")))
    } else {
        function(&arguments)
    };
    Some(match result {
        Ok(value) => value,
        Err(Failure::Unknown(reason)) => Value::unknown(reason, span),
        Err(Failure::Invalid(message)) => Value::unknown(Reason::Invalid(message.into()), span),
    })
}
