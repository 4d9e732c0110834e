//! Functions of sets. A set is a list of distinct values; those of strings are sorted, as Terraform walks them.

use super::arguments::{Arguments, Outcome, is_rest};
use super::collections::distinct;
use super::{Function, MANY};
use crate::program::operators::equal;
use crate::program::value::{Kind, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    ("setintersection", 1, MANY, |a| combine(a, true)),
    ("setproduct", 1, MANY, product),
    ("setsubtract", 2, 2, |a| combine(a, false)),
    ("setunion", 0, MANY, union),
    ("toset", 1, 1, |a| a.list_result(set(a.open_list(0)?.to_vec()))),
];

/// How many tuples a product may have. Chosen because rules for each pair of some dozen things are real, more are not.
const LARGEST_PRODUCT: usize = 10_000;

/// The set of these values. When some are strings, all are, and the set is sorted.
#[must_use]
pub fn set(mut items: Vec<Value>) -> Vec<Value> {
    if items.iter().any(|item| item.as_str().is_some()) {
        for item in &mut items {
            if let (Kind::Number(_) | Kind::Bool(_), Some(text)) = (&item.kind, item.as_text()) {
                item.kind = Kind::Text(text.into());
            }
        }
    }
    let mut set = distinct(&items);
    if set.iter().all(|item| item.as_str().is_some()) {
        set.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
    }
    set
}

fn union(arguments: &Arguments<'_>) -> Outcome<Value> {
    let lists = (0..arguments.values.len()).map(|index| arguments.open_list(index));
    arguments.list_result(set(lists.collect::<Outcome<Vec<_>>>()?.concat()))
}

/// Those elements of the first set that all the others have (`wanted`), or that none of them has.
fn combine(arguments: &Arguments<'_>, wanted: bool) -> Outcome<Value> {
    let others: Vec<_> = (1..arguments.values.len()).map(|index| arguments.list(index)).collect::<Outcome<_>>()?;
    let first = arguments.list(0)?;
    for item in others.iter().copied().flatten().chain(first) {
        if equal(item, item).is_none() && !is_rest(item) {
            return Err(arguments.refusal(item, "known elements"));
        }
    }
    let inside = |set: &[Value], item: &Value| set.iter().any(|other| equal(other, item) == Some(true));
    let kept = first.iter().filter(|item| others.iter().all(|set| inside(set, item) == wanted));
    arguments.list_result(set(kept.cloned().collect()))
}

fn product(arguments: &Arguments<'_>) -> Outcome<Value> {
    let mut tuples: Vec<Vec<Value>> = vec![Vec::new()];
    for index in 0..arguments.values.len() {
        let items = arguments.list(index)?;
        if tuples.len().saturating_mul(items.len()) > LARGEST_PRODUCT {
            return Err(arguments.invalid("makes too many tuples"));
        }
        let longer = |tuple: &Vec<Value>, item: &Value| tuple.iter().chain([item]).cloned().collect();
        tuples = tuples.iter().flat_map(|tuple| items.iter().map(move |item| longer(tuple, item))).collect();
    }
    arguments.list_result(tuples.into_iter().map(|tuple| Value::list(tuple, arguments.span)).collect())
}
