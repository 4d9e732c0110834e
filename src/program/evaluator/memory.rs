//! What a program changes while it runs: its objects and its variables, and how the branches of an undecided
//! condition are kept apart and brought together.

use std::sync::Arc;

use indexmap::IndexMap;

use super::module::ModuleId;
use crate::program::form::{self, ClassKind, Function};
use crate::program::value::{Map, ObjectId, Value};

/// An object that variables share.
#[derive(Clone, Debug)]
pub(crate) enum Object {
    /// A list.
    List(Arc<Vec<Value>>),
    /// A set: a list in which nothing stands twice.
    Set(Arc<Vec<Value>>),
    /// A map.
    Map(Arc<Map>),
    /// A function with what it closes over.
    Function(Closure),
    /// A class.
    Class(Class),
    /// An instance of a class of the response.
    Instance(Instance),
    /// A module of the response, or the modules of a package.
    Module(Vec<ModuleId>),
}

impl Object {
    /// How many elements or fields it has.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::List(items) | Self::Set(items) => items.len(),
            Self::Map(entries) => entries.len(),
            Self::Instance(instance) => instance.fields.len(),
            Self::Class(class) => class.fields.len(),
            Self::Function(_) | Self::Module(_) => 0,
        }
    }
}

/// A function with what it closes over.
#[derive(Clone, Debug)]
pub(crate) struct Closure {
    pub(crate) function: Arc<Function>,
    pub(super) scope: ScopeId,
    pub(super) module: ModuleId,
    /// What `self` or `this` is in it.
    pub(super) receiver: Option<Value>,
    /// The class in which it stands, for `super`.
    pub(super) class: Option<ObjectId>,
}

/// A class with what it closes over.
#[derive(Clone, Debug)]
pub(crate) struct Class {
    pub(crate) class: Arc<form::Class>,
    pub(super) scope: ScopeId,
    pub(super) module: ModuleId,
    /// What it extends, evaluated.
    pub(crate) bases: Vec<Value>,
    /// Its static fields.
    pub(crate) fields: Map,
}

/// An instance of a class of the response.
#[derive(Clone, Debug)]
pub(crate) struct Instance {
    pub(crate) class: ObjectId,
    pub(crate) fields: Map,
    /// What the constructor of a library's class that it extends gave.
    pub(crate) base: Option<Value>,
}

/// Index of a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ScopeId(u32);

/// The variables of a function, block or module.
#[derive(Clone, Debug)]
struct Scope {
    parent: Option<ScopeId>,
    variables: IndexMap<Arc<str>, Value>,
}

/// What has changed since a branch began: the states before it, or, once it has ended, after it.
#[derive(Debug, Default)]
pub(super) struct Changes {
    variables: IndexMap<(ScopeId, Arc<str>), Option<Value>>,
    objects: IndexMap<ObjectId, Object>,
    /// Objects and scopes from here on are made in the branch: nothing outside it sees them.
    first_object: u32,
    first_scope: u32,
}

impl Changes {
    /// Forgets what happened to variables: control left the function.
    pub(super) fn forget_variables(&mut self) {
        self.variables.clear();
    }
}

/// Objects and scopes.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    objects: Vec<Object>,
    scopes: Vec<Scope>,
    /// One for each branch that is at work, outermost first.
    branches: Vec<Changes>,
}

impl Memory {
    /// How much there is.
    pub(super) fn len(&self) -> usize {
        self.objects.len() + self.scopes.len()
    }

    /// Puts an object on the heap.
    pub(crate) fn allocate(&mut self, object: Object) -> ObjectId {
        self.objects.push(object);
        ObjectId(self.objects.len() as u32 - 1)
    }

    /// An object.
    pub(crate) fn object(&self, id: ObjectId) -> Option<&Object> {
        self.objects.get(id.0 as usize)
    }

    /// What kind of class a class is.
    pub(crate) fn class_kind(&self, id: ObjectId) -> Option<ClassKind> {
        match self.object(id)? {
            Object::Class(class) => Some(class.class.kind),
            _ => None,
        }
    }

    /// An object that is about to change.
    pub(crate) fn change(&mut self, id: ObjectId) -> Option<&mut Object> {
        let object = self.objects.get_mut(id.0 as usize)?;
        if let Some(changes) = self.branches.last_mut()
            && id.0 < changes.first_object
        {
            changes.objects.entry(id).or_insert_with(|| object.clone());
        }
        Some(object)
    }

    /// A new scope inside another.
    pub(super) fn open_scope(&mut self, parent: Option<ScopeId>) -> ScopeId {
        self.scopes.push(Scope { parent, variables: IndexMap::new() });
        ScopeId(self.scopes.len() as u32 - 1)
    }

    /// The scope around another.
    pub(super) fn parent(&self, scope: ScopeId) -> Option<ScopeId> {
        self.scopes.get(scope.0 as usize)?.parent
    }

    /// A variable of one scope.
    pub(super) fn own_variable(&self, scope: ScopeId, name: &str) -> Option<&Value> {
        self.scopes.get(scope.0 as usize)?.variables.get(name)
    }

    /// The innermost scope that has that variable, seen from `scope`.
    pub(super) fn find(&self, scope: ScopeId, name: &str) -> Option<ScopeId> {
        let mut at = Some(scope);
        while let Some(scope) = at {
            if self.own_variable(scope, name).is_some() {
                return Some(scope);
            }
            at = self.parent(scope);
        }
        None
    }

    /// The variables of one scope.
    pub(super) fn variables(&self, scope: ScopeId) -> impl Iterator<Item = (&Arc<str>, &Value)> {
        self.scopes.get(scope.0 as usize).into_iter().flat_map(|scope| &scope.variables)
    }

    /// Gives a variable of one scope a value.
    pub(super) fn set(&mut self, scope: ScopeId, name: &Arc<str>, value: Value) {
        let Some(entry) = self.scopes.get_mut(scope.0 as usize) else { return };
        let before = entry.variables.insert(Arc::clone(name), value);
        if let Some(changes) = self.branches.last_mut()
            && scope.0 < changes.first_scope
        {
            changes.variables.entry((scope, Arc::clone(name))).or_insert(before);
        }
    }

    /// Whether a branch is at work.
    pub(super) fn in_branch(&self) -> bool {
        !self.branches.is_empty()
    }

    /// Begins a branch: what changes from here on can be taken back.
    pub(super) fn begin_branch(&mut self) {
        self.branches.push(Changes {
            first_object: self.objects.len() as u32,
            first_scope: self.scopes.len() as u32,
            ..Changes::default()
        });
    }

    /// Ends the innermost branch: takes back what changed in it, and says what it was changed to.
    pub(super) fn end_branch(&mut self) -> Changes {
        let mut changes = self.branches.pop().unwrap_or_default();
        for ((scope, name), value) in &mut changes.variables {
            let Some(scope) = self.scopes.get_mut(scope.0 as usize) else { continue };
            *value = match value.take() {
                Some(before) => scope.variables.insert(Arc::clone(name), before),
                None => scope.variables.shift_remove(name),
            };
        }
        for (id, state) in &mut changes.objects {
            if let Some(object) = self.objects.get_mut(id.0 as usize) {
                std::mem::swap(object, state);
            }
        }
        changes
    }

    /// Brings branches together of which one happened: what they disagree on is one of several. Gives the number of elements
    /// that were compared.
    pub(super) fn merge(&mut self, branches: Vec<Changes>) -> usize {
        let mut size = 0;
        let mut variables: IndexMap<(ScopeId, Arc<str>), Vec<Option<Value>>> = IndexMap::new();
        let mut objects: IndexMap<ObjectId, Vec<Object>> = IndexMap::new();
        let count = branches.len();
        for branch in branches {
            for (place, value) in branch.variables {
                variables.entry(place).or_default().push(value);
            }
            for (id, object) in branch.objects {
                objects.entry(id).or_default().push(object);
            }
        }
        for ((scope, name), mut values) in variables {
            if values.len() < count {
                values.insert(0, self.own_variable(scope, &name).cloned());
            }
            let values: Vec<_> = values.into_iter().flatten().collect();
            if !values.is_empty() {
                let span = values.last().and_then(|value| value.span);
                self.set(scope, &name, Value::one_of(values, span));
            }
        }
        for (id, states) in objects {
            let Some(object) = self.change(id) else { continue };
            let mut states = states.into_iter();
            let mut merged = if states.len() < count { Some(object.clone()) } else { states.next() };
            for state in states {
                size += state.len();
                merged = merged.map(|merged| merge_objects(merged, state));
            }
            if let (Some(merged), Some(object)) = (merged, self.change(id)) {
                *object = merged;
            }
        }
        size
    }
}

/// The state of an object of which one of two states is true. A collection has whatever is in either.
fn merge_objects(first: Object, second: Object) -> Object {
    match (first, second) {
        (Object::List(a), Object::List(b)) => Object::List(merge_lists(&a, &b)),
        (Object::Set(a), Object::Set(b)) => Object::Set(merge_lists(&a, &b)),
        (Object::Map(a), Object::Map(b)) => Object::Map(Arc::new(merge_maps(&a, &b))),
        (Object::Instance(a), Object::Instance(b)) => {
            Object::Instance(Instance { fields: merge_maps(&a.fields, &b.fields), base: a.base.or(b.base), ..a })
        }
        (Object::Class(a), Object::Class(b)) => Object::Class(Class { fields: merge_maps(&a.fields, &b.fields), ..a }),
        (first, _) => first,
    }
}

fn merge_lists(a: &Arc<Vec<Value>>, b: &Arc<Vec<Value>>) -> Arc<Vec<Value>> {
    if a.len() == b.len() {
        let items = a.iter().zip(b.iter()).map(|(a, b)| Value::one_of([a.clone(), b.clone()], a.span));
        return Arc::new(items.collect());
    }
    let common = a.iter().zip(b.iter()).take_while(|(a, b)| a == b).count();
    Arc::new(a.iter().chain(b.iter().skip(common)).cloned().collect())
}

fn merge_maps(a: &Map, b: &Map) -> Map {
    let mut merged = a.clone();
    for (key, value) in b {
        let both = match merged.get(key) {
            Some(other) if other == value => continue,
            Some(other) => Value::one_of([other.clone(), value.clone()], other.span),
            None => value.clone(),
        };
        merged.insert(Arc::clone(key), both);
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(number: f64) -> Value {
        Value::number(number, None)
    }

    #[test]
    fn branches_are_kept_apart_and_merged() {
        let mut memory = Memory::default();
        let scope = memory.open_scope(None);
        let list = memory.allocate(Object::List(Arc::new(vec![number(1.0)])));
        let name: Arc<str> = "x".into();
        memory.set(scope, &name, number(1.0));

        memory.begin_branch();
        memory.set(scope, &name, number(2.0));
        if let Some(Object::List(items)) = memory.change(list) {
            Arc::make_mut(items).push(number(2.0));
        }
        let then = memory.end_branch();
        assert_eq!(memory.own_variable(scope, "x"), Some(&number(1.0)));
        assert!(matches!(memory.object(list), Some(Object::List(items)) if items.len() == 1));

        memory.begin_branch();
        memory.set(scope, &"y".into(), number(3.0));
        let otherwise = memory.end_branch();
        assert_eq!(memory.own_variable(scope, "y"), None);

        memory.merge(vec![then, otherwise]);
        let both = Value::one_of([number(1.0), number(2.0)], None);
        assert_eq!(memory.own_variable(scope, "x"), Some(&both));
        assert_eq!(memory.own_variable(scope, "y"), Some(&number(3.0)));
        assert!(matches!(memory.object(list), Some(Object::List(items)) if items.len() == 2));
    }
}
