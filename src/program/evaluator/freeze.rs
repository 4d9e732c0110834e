//! Taking values from the heap: what leaves the evaluator holds no object.

use std::sync::Arc;

use super::memory::{Memory, Object};
use super::{Evaluator, limits};
use crate::program::form::ClassKind;
use crate::program::value::{Kind, Map, ObjectId, Reason, Value};

impl Evaluator<'_> {
    /// The value with everything of the heap that it holds put into it.
    pub(crate) fn frozen(&mut self, value: &Value) -> Value {
        let mut freezing = Freezing { memory: &self.memory, open: Vec::new(), depth: 0, size: 0 };
        let frozen = freezing.value(value);
        let size = freezing.size;
        self.spend(size);
        frozen
    }
}

/// One value being taken from the heap.
struct Freezing<'m> {
    memory: &'m Memory,
    /// The objects around what is at work, so that one that holds itself ends.
    open: Vec<ObjectId>,
    depth: usize,
    size: usize,
}

impl Freezing<'_> {
    fn value(&mut self, value: &Value) -> Value {
        self.size += 1;
        if self.depth > limits::NESTING || self.size > limits::SIZE {
            return Value::unknown(Reason::Limit, value.span);
        }
        self.depth += 1;
        let kind = match &value.kind {
            Kind::Object(id) if self.open.contains(id) => Kind::Unknown(Reason::Unsupported("a cycle".into())),
            Kind::Object(id) => {
                self.open.push(*id);
                let kind = self.object(*id);
                self.open.pop();
                kind
            }
            Kind::List(items) => Kind::List(self.all(items)),
            Kind::OneOf(items) => Kind::OneOf(self.all(items)),
            Kind::Join(items) => Kind::Join(self.all(items)),
            Kind::Map(entries) => self.map(entries),
            Kind::Json(inner) => Kind::Json(Arc::new(self.value(inner))),
            other => other.clone(),
        };
        self.depth -= 1;
        if matches!(kind, Kind::Unknown(_)) && !matches!(value.kind, Kind::Unknown(_)) {
            return Value { kind, ..Value::unknown(Reason::Limit, value.span) };
        }
        Value { kind, ..value.clone() }
    }

    fn object(&mut self, id: ObjectId) -> Kind {
        let unsupported = |name: &str| Kind::Unknown(Reason::Unsupported(name.into()));
        match self.memory.object(id) {
            Some(Object::List(items) | Object::Set(items)) => Kind::List(self.all(items)),
            Some(Object::Map(entries)) => self.map(entries),
            Some(Object::Instance(instance)) => match (&instance.base, instance.fields.get("value")) {
                (Some(base), _) => base.kind.clone(),
                (None, Some(value)) if self.memory.class_kind(instance.class) == Some(ClassKind::Enum) => {
                    self.value(value).kind
                }
                (None, _) => self.map(&instance.fields),
            },
            Some(Object::Function(closure)) => unsupported(closure.function.name.as_deref().unwrap_or("a function")),
            Some(Object::Class(class)) => unsupported(&class.class.name),
            Some(Object::Module(_)) | None => unsupported("a module"),
        }
    }

    fn all(&mut self, items: &[Value]) -> Arc<Vec<Value>> {
        Arc::new(items.iter().map(|item| self.value(item)).collect())
    }

    fn map(&mut self, entries: &Map) -> Kind {
        Kind::Map(Arc::new(entries.iter().map(|(key, value)| (Arc::clone(key), self.value(value))).collect()))
    }
}
