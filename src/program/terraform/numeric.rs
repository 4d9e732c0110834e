//! Functions of numbers.

use super::arguments::{Arguments, Outcome};
use super::{Function, MANY};
use crate::program::value::Value;

pub(super) const FUNCTIONS: &[Function] = &[
    ("abs", 1, 1, |a| a.number_result(a.number(0)?.abs())),
    ("ceil", 1, 1, |a| a.number_result(a.number(0)?.ceil())),
    ("floor", 1, 1, |a| a.number_result(a.number(0)?.floor())),
    ("log", 2, 2, |a| a.number_result(a.number(0)?.ln() / a.number(1)?.ln())),
    ("max", 1, MANY, |a| extreme(a, f64::max)),
    ("min", 1, MANY, |a| extreme(a, f64::min)),
    ("parseint", 2, 2, parse_int),
    ("pow", 2, 2, |a| a.number_result(a.number(0)?.powf(a.number(1)?))),
    ("signum", 1, 1, |a| a.number_result(signum(a.number(0)?))),
    ("sum", 1, 1, sum),
];

fn extreme(arguments: &Arguments<'_>, choose: fn(f64, f64) -> f64) -> Outcome<Value> {
    let mut chosen = arguments.number(0)?;
    for index in 1..arguments.values.len() {
        chosen = choose(chosen, arguments.number(index)?);
    }
    arguments.number_result(chosen)
}

fn parse_int(arguments: &Arguments<'_>) -> Outcome<Value> {
    let (text, base) = (arguments.text(0)?, arguments.integer(1)?);
    if !(2..=36).contains(&base) {
        return Err(arguments.invalid("needs a base from 2 to 36"));
    }
    let number = i64::from_str_radix(&text, base as u32).map_err(|_| arguments.invalid("is given no whole number"))?;
    arguments.number_result(number as f64)
}

fn signum(number: f64) -> f64 {
    if number == 0.0 { 0.0 } else { number.signum() }
}

fn sum(arguments: &Arguments<'_>) -> Outcome<Value> {
    let items = arguments.list(0)?;
    if items.is_empty() {
        return Err(arguments.invalid("is given an empty list"));
    }
    let number = |item: &Value| item.as_number().ok_or_else(|| arguments.refusal(item, "numbers"));
    let numbers: Vec<_> = items.iter().map(number).collect::<Outcome<_>>()?;
    arguments.number_result(numbers.into_iter().sum())
}
