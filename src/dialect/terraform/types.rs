//! Type constraints of variables: what a value becomes under one.

use std::sync::Arc;

use super::evaluator::{Evaluator, RunId};
use crate::program::form::{Call, Entry, Expression, ExpressionKind};
use crate::program::terraform;
use crate::program::value::{Kind, Map, Provenance, Value};

impl Evaluator<'_> {
    /// The value as a variable of that type has it: numbers written as text are numbers, sets are sorted, attributes of
    /// objects that are left out have their defaults.
    pub(super) fn converted(&mut self, run: RunId, value: Value, kind: &Expression) -> Value {
        if let Kind::OneOf(alternatives) = &value.kind {
            let converted = alternatives.iter().map(|alternative| self.converted(run, alternative.clone(), kind));
            return Value::one_of(converted.collect::<Vec<_>>(), value.span);
        }
        match &kind.kind {
            ExpressionKind::Name(name) | ExpressionKind::Text(name) => scalar(value, name),
            ExpressionKind::Call(call) => self.constructed(run, value, call),
            _ => value,
        }
    }

    fn constructed(&mut self, run: RunId, value: Value, call: &Call) -> Value {
        let ExpressionKind::Name(constructor) = &call.callee.kind else { return value };
        let Some(inner) = call.arguments.first().map(|argument| &argument.value) else { return value };
        let kind = match (&**constructor, &value.kind, &inner.kind) {
            ("list" | "set", Kind::List(items), _) => {
                let items = items.iter().map(|item| self.converted(run, item.clone(), inner)).collect();
                Kind::List(Arc::new(if &**constructor == "set" { terraform::set(items) } else { items }))
            }
            ("map", Kind::Map(entries), _) => {
                let mut entries = entries.as_ref().clone();
                for entry in entries.values_mut() {
                    *entry = self.converted(run, entry.clone(), inner);
                }
                Kind::Map(Arc::new(entries))
            }
            ("object", Kind::Map(entries), ExpressionKind::Map(attributes)) => {
                Kind::Map(Arc::new(self.object(run, entries, attributes)))
            }
            ("tuple", Kind::List(items), ExpressionKind::List(kinds)) => {
                let mut items = items.as_ref().clone();
                for (item, kind) in items.iter_mut().zip(kinds) {
                    *item = self.converted(run, item.clone(), &kind.value);
                }
                Kind::List(Arc::new(items))
            }
            _ => return value,
        };
        Value { kind, ..value }
    }

    fn object(&mut self, run: RunId, entries: &Map, attributes: &[Entry]) -> Map {
        let mut object = entries.clone();
        for attribute in attributes {
            let Entry::Pair(Expression { kind: ExpressionKind::Text(name), .. }, kind) = attribute else { continue };
            let (kind, default) = optional(kind);
            let value = match entries.get(name).filter(|value| !value.is_null()) {
                Some(value) => self.converted(run, value.clone(), kind),
                None => {
                    let default = default.map_or_else(Value::null, |default| self.value_of(run, default));
                    self.converted(run, default, kind).with_provenance(Provenance::ResponseDefault)
                }
            };
            object.insert(Arc::clone(name), value);
        }
        object
    }
}

fn scalar(value: Value, name: &str) -> Value {
    let kind = match (name, &value.kind) {
        ("string", Kind::Number(_) | Kind::Bool(_)) => value.as_text().map(|text| Kind::Text(text.into())),
        ("number", Kind::Text(_)) => value.as_number().map(Kind::Number),
        ("bool", Kind::Text(_)) => value.as_bool().map(Kind::Bool),
        _ => None,
    };
    match kind {
        Some(kind) => Value { kind, ..value },
        None => value,
    }
}

/// The type in `optional(type, default)`, and the default.
fn optional(kind: &Expression) -> (&Expression, Option<&Expression>) {
    match &kind.kind {
        ExpressionKind::Call(call) if matches!(&call.callee.kind, ExpressionKind::Name(name) if &**name == "optional") =>
        {
            let mut arguments = call.arguments.iter().map(|argument| &argument.value);
            (arguments.next().unwrap_or(kind), arguments.next())
        }
        _ => (kind, None),
    }
}
