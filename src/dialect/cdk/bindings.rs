//! What the parameters of a call are given, by name: those of structs and of the library's plain objects among its arguments too.

use super::values::Values;
use crate::catalog::cdk;
use crate::catalog::spelling::camel_case;
use crate::program::evaluator::{Call, Callee};
use crate::program::value::{Kind, Map, Symbol, Value};

/// How deep arguments of arguments are looked at. Chosen because the tables name arguments of structs of objects at most.
const DEEPEST: usize = 3;

/// Arguments by the names of their parameters, the outermost first.
#[derive(Clone, Debug, Default)]
pub(super) struct Bindings {
    entries: Vec<(String, Value)>,
}

impl Bindings {
    /// The arguments of a call of what takes these parameters.
    pub(super) fn of_call(call: &Call, parameters: &[&str], values: &Values<'_>) -> Self {
        let mut bindings = Self::default();
        bindings.add(call, parameters, values, DEEPEST);
        bindings
    }

    /// One argument, with what it was made with.
    pub(super) fn of_argument(name: &str, value: &Value, values: &Values<'_>) -> Self {
        let mut bindings = Self { entries: vec![(name.to_owned(), value.clone())] };
        bindings.add_parts(value, values, DEEPEST);
        bindings
    }

    /// What a plain object of the library was made with.
    pub(super) fn of_object(value: &Value, values: &Values<'_>) -> Self {
        let mut bindings = Self::default();
        bindings.add_parts(value, values, DEEPEST);
        bindings
    }

    /// The argument of that name.
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.entries.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// The names of those that are given something.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().filter(|(_, value)| !value.is_null()).map(|(name, _)| name.as_str())
    }

    /// All of them, as the props of a construct that takes some of them.
    pub(super) fn as_props(&self) -> Map {
        let mut props = Map::new();
        for (name, value) in &self.entries {
            props.entry(name.as_str().into()).or_insert_with(|| value.clone());
        }
        props
    }

    fn add(&mut self, call: &Call, parameters: &[&str], values: &Values<'_>, depth: usize) {
        let named = call.named.iter().map(|(name, value)| (camel_case(name), value.clone()));
        let positional = parameters.iter().zip(&call.positional);
        let given: Vec<_> = positional.map(|(name, value)| ((*name).to_owned(), value.clone())).chain(named).collect();
        self.entries.extend(given.iter().cloned());
        for (_, value) in &given {
            self.add_parts(value, values, depth);
        }
    }

    /// The members of a struct, and what an object was made with.
    fn add_parts(&mut self, value: &Value, values: &Values<'_>, depth: usize) {
        if depth == 0 {
            return;
        }
        let value = values.unfolded(value);
        match &value.kind {
            Kind::Map(entries) => {
                let members: Vec<_> = entries.iter().map(|(name, value)| (camel_case(name), value.clone())).collect();
                self.entries.extend(members.iter().cloned());
                for (_, member) in &members {
                    self.add_parts(member, values, depth - 1);
                }
            }
            Kind::List(items) => {
                for item in items.iter() {
                    self.add_parts(item, values, depth - 1);
                }
            }
            Kind::Symbol(symbol @ Symbol::Result(id)) if values.makes(*id).is_none() => {
                if let (Some(metric), Some(call)) = (values.metric(symbol), values.trace.call(*id)) {
                    // What the program says of a metric stands before what it is by itself.
                    self.add(call, &["props"], values, depth - 1);
                    return self.entries.extend(metric.into_iter().map(|(name, value)| (name.to_string(), value)));
                }
                let Some(call) = values.trace.call(*id).filter(|call| matches!(call.callee, Callee::External(_)))
                else {
                    return;
                };
                let parameters = values.name_of(*id).and_then(|name| cdk::parameters(&name)).unwrap_or_default();
                self.add(call, &parameters, values, depth - 1);
            }
            _ => {}
        }
    }
}
