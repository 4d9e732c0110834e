//! Values that leave the place where they were worked out: for another module, for the settings of a resource.

use std::sync::Arc;

use super::scope::{Scope, path_of};
use super::turns::Turn;
use crate::program::json;
use crate::program::value::{Kind, Reason, Reference, Symbol, Value};

impl Scope<'_, '_> {
    /// A value as a setting: modules and data sources as a whole are only named, and a text that holds JSON is read.
    pub(super) fn settled(&mut self, value: &Value) -> Value {
        rebuilt(value, &mut |value| match &value.kind {
            Kind::Symbol(symbol) => Some(self.named(symbol, value)),
            Kind::Text(_) | Kind::Join(_) => json::read(value),
            _ => None,
        })
    }

    /// A value as another module sees it: a module as a whole is a map of its outputs.
    pub(super) fn exported(&mut self, value: &Value) -> Value {
        rebuilt(value, &mut |value| match &value.kind {
            Kind::Symbol(symbol) => Some(self.outputs(symbol, value).unwrap_or_else(|| self.named(symbol, value))),
            _ => None,
        })
    }

    fn named(&self, symbol: &Symbol, value: &Value) -> Value {
        let path = path_of(symbol);
        if !path.starts_with("module.") {
            return Value::unknown(Reason::Lookup(path.into()), value.span);
        }
        let address = format!("{}{path}", self.evaluator.run(self.run).prefix).into();
        Value::new(Kind::Reference(Reference { address, attribute: None }), value.span)
    }

    /// All outputs of the module that a symbol stands for, if it is called once and the response shows its outputs.
    fn outputs(&mut self, symbol: &Symbol, value: &Value) -> Option<Value> {
        let Symbol::Member(root, name) = symbol else { return None };
        let is_call = matches!(root.as_ref(), Symbol::External(root) if &**root == "module");
        let block = self.evaluator.module(self.run).calls.get(name).filter(|_| is_call)?;
        let turns = self.evaluator.turns(self.run, block);
        let [turn @ Turn { count: Some(1), .. }] = turns.as_ref() else { return None };
        let child = self.evaluator.child(self.run, block, turn).filter(|_| turn.suffix.is_empty())?;
        let outputs = &self.evaluator.module(child).outputs;
        let entry = |name: &Arc<str>| (Arc::clone(name), self.evaluator.output(child, name, block.span));
        (!outputs.is_empty()).then(|| Value::map(outputs.keys().map(entry).collect(), value.span))
    }
}

/// A value in which `change` has replaced what it replaces, from the outside in.
fn rebuilt(value: &Value, change: &mut dyn FnMut(&Value) -> Option<Value>) -> Value {
    if let Some(changed) = change(value) {
        return changed;
    }
    let mut items = |items: &[Value]| Arc::new(items.iter().map(|item| rebuilt(item, change)).collect());
    let kind = match &value.kind {
        Kind::List(list) => Kind::List(items(list)),
        Kind::OneOf(alternatives) => Kind::OneOf(items(alternatives)),
        Kind::Json(inner) => Kind::Json(Arc::new(rebuilt(inner, change))),
        Kind::Map(entries) => {
            let entry = |(name, entry): (&Arc<str>, &Value)| (Arc::clone(name), rebuilt(entry, change));
            Kind::Map(Arc::new(entries.iter().map(entry).collect()))
        }
        kind => kind.clone(),
    };
    Value { kind, ..value.clone() }
}
