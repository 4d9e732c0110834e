//! Builders: `Bucket.Builder.create(scope, id).versioned(true).build()`, `BucketProps.builder().versioned(true).build()`.
//!
//! A builder is a map of what it was told. One of a class makes an instance when it is built; one of settings is them.

use std::sync::Arc;

use crate::program::evaluator::{Callee, Evaluator, Invocation};
use crate::program::value::{Kind, Map, Value};

/// The keys under which a builder keeps the class that it makes, and the arguments that its constructor takes by position.
const CLASS: &str = "<class>";
const ARGUMENTS: &str = "<arguments>";

/// A new builder of settings.
pub(crate) fn begin(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let mut told = Map::from_iter([(CLASS.into(), Value::new(Kind::Null, call.span))]);
    // A builder may begin with a copy.
    if let Some(copied) = call.first().and_then(|copied| evaluator.map_of(copied)) {
        told.extend(copied.as_ref().clone());
    }
    Some(evaluator.new_map(told, call.span))
}

/// A new builder of an instance of a class.
pub(crate) fn begin_class(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let class = call.callee.strip_suffix(".create").unwrap_or(&call.callee);
    let class: Arc<str> = class.strip_suffix(".Builder").or_else(|| class.strip_suffix(".builder"))?.into();
    let arguments = evaluator.new_list(call.positional.clone(), call.span);
    let told = [(CLASS.into(), Value::text(class, call.span)), (ARGUMENTS.into(), arguments)];
    Some(evaluator.new_map(Map::from_iter(told), call.span))
}

/// A method of a builder: `build`, or one that tells it a setting.
pub(super) fn method(
    evaluator: &mut Evaluator<'_>,
    builder: &Value,
    told: &Map,
    name: &str,
    call: &Invocation,
) -> Option<Value> {
    let class = told.get(CLASS)?.clone();
    if name == "build" {
        let mut named = told.clone();
        named.shift_remove(CLASS);
        let arguments = named.shift_remove(ARGUMENTS);
        let Kind::Text(class) = class.kind else { return Some(evaluator.new_map(named, call.span)) };
        let positional = arguments.and_then(|arguments| evaluator.items(&arguments)).unwrap_or_default();
        let span = builder.span.map_or(call.span, |start| start.to(call.span));
        let made = Invocation { named, construct: true, ..Invocation::of(positional, span) };
        return Some(evaluator.record(Callee::External(class), &made));
    }
    let value = match call.positional.as_slice() {
        [only] => only.clone(),
        several => evaluator.new_list(several.to_vec(), call.span),
    };
    evaluator.change_map(builder, |told| told.insert(name.into(), value));
    Some(builder.clone())
}
