//! Classes and their instances: construction, members, inheritance from the response's own classes and from libraries'.

use std::sync::Arc;

use super::call::Target;
use super::memory::{Class, Closure, Instance, Object};
use super::{Callee, Demanded, Evaluator, Invocation};
use crate::program::expression;
use crate::program::form::{self, ClassKind, Function};
use crate::program::library;
use crate::program::value::{Kind, Map, ObjectId, Provenance, Reason, Symbol, Value};
use crate::source::Span;

/// How many classes a class may inherit from, one behind the other. Chosen because answers reach 3.
const GENERATIONS: usize = 20;

impl Evaluator<'_> {
    /// Brings a class to be: its bases, its own fields, what else its body does.
    pub(super) fn define_class(&mut self, class: &Arc<form::Class>) -> Value {
        let Some((module, scope)) = self.frame().map(|frame| (frame.module, frame.scope)) else { return Value::null() };
        let demands = self.trace.demands.len();
        let bases = class.bases.iter().map(|base| expression::evaluate(base, self)).collect();
        if class.kind == ClassKind::Interface {
            // Nothing is left of an interface when the program runs.
            self.trace.demands.truncate(demands);
        }
        let definition = Class { class: Arc::clone(class), scope, module, bases, fields: Map::new() };
        let id = self.memory.allocate(Object::Class(definition));
        let value = Value::new(Kind::Object(id), class.span);
        // The body is a scope of its own, which sees what it has bound so far, but which the methods do not see.
        let body = self.memory.open_scope(Some(scope));
        self.in_frame(module, body, None, Some(id), |evaluator| {
            for (index, field) in class.fields.iter().enumerate() {
                if !field.is_static && class.kind != ClassKind::Enum {
                    continue;
                }
                if class.kind == ClassKind::Enum
                    && let Some(member) = evaluator.constructed_member(id, class, field)
                {
                    evaluator.memory.set(body, &field.name, member);
                    continue;
                }
                let first = field.value.as_ref().map(|value| expression::evaluate(value, evaluator));
                let first = match (class.kind, first) {
                    (ClassKind::Enum, first) => evaluator.enum_member(id, &field.name, first, index, field.span),
                    (_, Some(first)) => evaluator.adopt(first),
                    (_, None) => continue,
                };
                evaluator.memory.set(body, &field.name, first);
            }
            evaluator.execute_body(&class.body);
        });
        let members: Map = self.memory.variables(body).map(|(name, value)| (Arc::clone(name), value.clone())).collect();
        if let Some(Object::Class(definition)) = self.memory.change(id) {
            definition.fields = members;
        }
        value
    }

    /// A member of an enum: an object that knows its name and value, or just the value, as the language has it.
    fn enum_member(
        &mut self,
        class: ObjectId,
        name: &Arc<str>,
        value: Option<Value>,
        index: usize,
        span: Span,
    ) -> Value {
        let value = match value {
            // `auto()`, or no value at all.
            None => self.language().enum_value(name, index, span),
            Some(Value { kind: Kind::Symbol(_), .. }) => Value::number(index as f64 + 1.0, span),
            Some(value) => value,
        };
        if self.language().enum_members_are_values {
            return value;
        }
        let fields = Map::from_iter([("name".into(), Value::text(Arc::clone(name), span)), ("value".into(), value)]);
        let instance = Instance { class, fields, base: None };
        Value::new(Kind::Object(self.memory.allocate(Object::Instance(instance))), span)
    }

    /// A member of an enum that has a constructor: an instance that it makes.
    fn constructed_member(&mut self, id: ObjectId, class: &form::Class, field: &form::Field) -> Option<Value> {
        let arguments = match (&class.constructor, field.value.as_ref().map(|value| &value.kind)) {
            (Some(_), Some(form::ExpressionKind::Call(call))) if call.construct => call.arguments.as_slice(),
            (Some(_), None) => &[],
            _ => return None,
        };
        let (positional, named) = expression::arguments(arguments, self);
        let name = Value::text(Arc::clone(&field.name), field.span);
        let fields = Map::from_iter([("name".into(), name.clone()), ("value".into(), name)]);
        let instance = Instance { class: id, fields, base: None };
        let instance = Value::new(Kind::Object(self.memory.allocate(Object::Instance(instance))), field.span);
        self.construct(id, &instance, Invocation { named, ..Invocation::of(positional, field.span) });
        Some(instance)
    }

    /// A new instance of a class.
    pub(super) fn instantiate(&mut self, id: ObjectId, invocation: Invocation) -> Value {
        let span = invocation.span;
        let Some(Object::Class(class)) = self.memory.object(id) else { return Value::null() };
        if class.class.kind == ClassKind::Enum {
            return self.enum_by_value(id, &invocation);
        }
        self.instantiated.insert(id);
        let instance = Instance { class: id, fields: Map::new(), base: None };
        let instance = Value::new(Kind::Object(self.memory.allocate(Object::Instance(instance))), span);
        self.construct(id, &instance, invocation.clone());
        // A constructor that forgets its library's base class still makes one of those.
        if let Some(path) = self.external_base(id)
            && self.made_by(&instance).is_none()
        {
            self.construct_external(&path, &instance, &Invocation { receiver: None, ..invocation });
        }
        instance
    }

    /// `Environment("dev")` is the member of that value.
    fn enum_by_value(&mut self, id: ObjectId, invocation: &Invocation) -> Value {
        let Some(wanted) = invocation.first().cloned() else { return Value::null() };
        let wanted = self.frozen(&wanted);
        let members = match self.memory.object(id) {
            Some(Object::Class(class)) => class.fields.clone(),
            _ => Map::new(),
        };
        let found = members.into_values().find(|member| self.frozen(member).kind == wanted.kind);
        found.unwrap_or_else(|| wanted.at(invocation.span))
    }

    /// Runs the constructor of a class on an instance: its own, or that of its base.
    fn construct(&mut self, id: ObjectId, instance: &Value, invocation: Invocation) {
        let Some(Object::Class(definition)) = self.memory.object(id).cloned() else { return };
        let class = &definition.class;
        let count = invocation.positional.len();
        let constructor = class
            .constructor
            .iter()
            .chain(&class.overloads)
            .find(|constructor| constructor.parameters.len() == count)
            .or(class.constructor.as_ref());
        match constructor {
            Some(constructor) => {
                if definition.bases.is_empty() {
                    self.initialise_fields(id, instance);
                }
                let closure = method_closure(constructor, &definition, id, instance);
                self.call_function(&closure, invocation);
            }
            None if class.kind == ClassKind::Record => {
                self.construct_parent(&definition, instance, Invocation::of(Vec::new(), invocation.span));
                self.construct_record(id, instance, invocation);
            }
            None => {
                self.construct_parent(&definition, instance, invocation);
                self.initialise_fields(id, instance);
            }
        }
    }

    /// `super(…)`, `super().__init__(…)`: runs the constructor of the base of the class at work.
    pub(super) fn construct_base(&mut self, invocation: Invocation) -> Value {
        let frame = self.frame();
        let (Some(class), Some(instance)) =
            (frame.and_then(|frame| frame.class), frame.and_then(|frame| frame.receiver.clone()))
        else {
            return Value::unknown(Reason::Undefined("super".into()), invocation.span);
        };
        if let Some(Object::Class(definition)) = self.memory.object(class).cloned() {
            self.construct_parent(&definition, &instance, invocation);
        }
        self.initialise_fields(class, &instance);
        instance
    }

    /// `this(…)`: runs another constructor of the class at work.
    pub(super) fn construct_again(&mut self, invocation: Invocation) -> Value {
        let frame = self.frame();
        let (Some(class), Some(instance)) =
            (frame.and_then(|frame| frame.class), frame.and_then(|frame| frame.receiver.clone()))
        else {
            return Value::unknown(Reason::Undefined("this".into()), invocation.span);
        };
        self.construct(class, &instance, invocation);
        instance
    }

    fn construct_parent(&mut self, definition: &Class, instance: &Value, invocation: Invocation) {
        for base in &definition.bases {
            match &base.kind {
                Kind::Object(id) => return self.construct(*id, instance, invocation),
                Kind::Symbol(Symbol::External(path)) if !library::is_plain_base(path) => {
                    self.construct_external(path, instance, &invocation);
                    return;
                }
                _ => {}
            }
        }
    }

    /// Records that the constructor of a library's class runs on an instance of a class of the response.
    pub(crate) fn construct_external(&mut self, path: &Arc<str>, instance: &Value, invocation: &Invocation) -> Value {
        // What owns the new thing is around it, not itself.
        let made = self.record(Callee::External(Arc::clone(path)), invocation);
        if let Kind::Object(id) = instance.kind
            && let Some(Object::Instance(instance)) = self.memory.change(id)
        {
            instance.base = Some(made.clone());
        }
        made
    }

    /// Gives the fields of a class their first values on an instance.
    fn initialise_fields(&mut self, id: ObjectId, instance: &Value) {
        let Some(Object::Class(definition)) = self.memory.object(id).cloned() else { return };
        for field in definition.class.fields.iter().filter(|field| !field.is_static) {
            if let Some(first) = &field.value {
                let first =
                    self.in_class(&definition, id, instance, |evaluator| expression::evaluate(first, evaluator));
                let first = self.adopt(first);
                self.note_name(&first, &field.name);
                self.set_member(instance, &field.name, first);
            }
        }
    }

    /// A constructor that takes the fields, those of its bases first, in order or by name.
    fn construct_record(&mut self, id: ObjectId, instance: &Value, mut invocation: Invocation) {
        let Some(Object::Class(definition)) = self.memory.object(id).cloned() else { return };
        let mut positional = std::mem::take(&mut invocation.positional).into_iter();
        for field in definition.class.fields.iter().filter(|field| !field.is_static) {
            let given = invocation.named.get(&field.name).cloned().or_else(|| positional.next());
            let value = given.unwrap_or_else(|| match &field.value {
                Some(first) => self
                    .in_class(&definition, id, instance, |evaluator| expression::evaluate(first, evaluator))
                    .with_provenance(Provenance::ResponseDefault),
                None => Value::unknown(Reason::Undefined(Arc::clone(&field.name)), invocation.span),
            });
            let value = self.adopt(value);
            self.set_member(instance, &field.name, value);
        }
        // The fields of the bases, which this class does not repeat.
        let own: Vec<_> = definition.class.fields.iter().map(|field| Arc::clone(&field.name)).collect();
        for (name, value) in invocation.named {
            if !own.contains(&name) {
                self.set_member(instance, &name, value);
            }
        }
        if let Some(callee) = self.bound_method(id, instance, "__post_init__", None) {
            self.invoke(callee, Invocation::of(Vec::new(), invocation.span));
        }
    }

    /// Does something where a class stands, with an instance of it as receiver.
    fn in_class<T>(&mut self, class: &Class, id: ObjectId, instance: &Value, act: impl FnOnce(&mut Self) -> T) -> T {
        let scope = self.memory.open_scope(Some(class.scope));
        for name in ["this", "self"] {
            self.memory.set(scope, &name.into(), instance.clone());
        }
        self.in_frame(class.module, scope, Some(instance.clone()), Some(id), act)
    }

    /// What an object has under that name to be called: a method, or a field that holds a function.
    pub(super) fn own_method(
        &mut self,
        id: ObjectId,
        receiver: &Value,
        name: &Arc<str>,
        arguments: usize,
    ) -> Option<Value> {
        match self.memory.object(id)? {
            Object::Instance(instance) => {
                let class = instance.class;
                let field = instance.fields.get(name).cloned().filter(|_| !self.language().names_members);
                field.or_else(|| self.bound_method(class, receiver, name, Some(arguments))).or_else(|| {
                    let member = self.static_member(class, name, Some(arguments))?;
                    Some(self.bound_to(member, receiver))
                })
            }
            Object::Class(_) => self.static_member(id, name, Some(arguments)),
            Object::Module(_) => Some(self.object_member(id, receiver, name, receiver.span?)),
            Object::Map(entries) => entries.get(name).filter(|value| self.is_function(value)).cloned(),
            _ => None,
        }
    }

    /// A function that a class was given as a method, bound to an instance.
    fn bound_to(&mut self, member: Value, receiver: &Value) -> Value {
        let Kind::Object(id) = member.kind else { return member };
        match self.memory.object(id).cloned() {
            Some(Object::Function(closure)) if closure.receiver.is_none() && closure.function.receiver.is_some() => {
                let bound = Closure { receiver: Some(receiver.clone()), ..closure };
                Value { kind: Kind::Object(self.memory.allocate(Object::Function(bound))), ..member }
            }
            _ => member,
        }
    }

    /// A method of a class or of what it inherits from, bound to an instance.
    pub(super) fn bound_method(
        &mut self,
        class: ObjectId,
        instance: &Value,
        name: &str,
        arguments: Option<usize>,
    ) -> Option<Value> {
        let (owner, method) =
            self.find_method(class, name, arguments, |method| !method.is_getter && !method.is_setter)?;
        let Some(Object::Class(definition)) = self.memory.object(owner).cloned() else { return None };
        let receiver = if method.is_static { Value::new(Kind::Object(class), instance.span) } else { instance.clone() };
        let closure = method_closure(&method, &definition, owner, &receiver);
        Some(Value::new(Kind::Object(self.memory.allocate(Object::Function(closure))), method.span))
    }

    /// The method of that name, and the class that has it.
    fn find_method(
        &self,
        class: ObjectId,
        name: &str,
        arguments: Option<usize>,
        suits: impl Fn(&Function) -> bool + Copy,
    ) -> Option<(ObjectId, Arc<Function>)> {
        self.lineage(class).into_iter().find_map(|id| {
            let Some(Object::Class(definition)) = self.memory.object(id) else { return None };
            let named = definition.class.methods.iter();
            let mut named = named.filter(|method| method.name.as_deref() == Some(name) && suits(method));
            // Of several, the one that takes so many arguments.
            let takes = |method: &&Arc<Function>| arguments.is_none_or(|count| method.parameters.len() == count);
            let method = named.clone().find(takes).or_else(|| named.next())?;
            Some((id, Arc::clone(method)))
        })
    }

    /// A class and the classes of the response that it inherits from, nearest first.
    pub(super) fn lineage(&self, class: ObjectId) -> Vec<ObjectId> {
        let mut lineage = vec![class];
        let mut at = 0;
        while let Some(&id) = lineage.get(at)
            && lineage.len() < GENERATIONS
        {
            if let Some(Object::Class(definition)) = self.memory.object(id) {
                for base in &definition.bases {
                    if let Kind::Object(base) = base.kind
                        && !lineage.contains(&base)
                    {
                        lineage.push(base);
                    }
                }
            }
            at += 1;
        }
        lineage
    }

    /// Whether a class is another or inherits from it.
    pub(crate) fn inherits(&self, class: ObjectId, from: ObjectId) -> bool {
        self.lineage(class).contains(&from)
    }

    /// The library's class that a class inherits from, if there is one that matters.
    pub(super) fn external_base(&self, class: ObjectId) -> Option<Arc<str>> {
        self.lineage(class).into_iter().find_map(|id| {
            let Some(Object::Class(definition)) = self.memory.object(id) else { return None };
            definition.bases.iter().find_map(|base| match &base.kind {
                Kind::Symbol(Symbol::External(path)) if !library::is_plain_base(path) => Some(Arc::clone(path)),
                _ => None,
            })
        })
    }

    /// A member of the class itself: a static field, a static method, or any method unbound.
    fn static_member(&mut self, class: ObjectId, name: &str, arguments: Option<usize>) -> Option<Value> {
        let field = self.lineage(class).into_iter().find_map(|id| match self.memory.object(id) {
            Some(Object::Class(definition)) => definition.fields.get(name).cloned(),
            _ => None,
        });
        if field.is_some() && (arguments.is_none() || !self.language().names_members) {
            return field;
        }
        let (owner, method) = self.find_method(class, name, arguments, |method| method.is_static)?;
        let Some(Object::Class(definition)) = self.memory.object(owner).cloned() else { return None };
        let receiver = Value::new(Kind::Object(class), None);
        let closure = method_closure(&method, &definition, owner, &receiver);
        Some(Value::new(Kind::Object(self.memory.allocate(Object::Function(closure))), method.span))
    }

    /// `super.method(…)`: the method that the class at work hides.
    pub(super) fn call_base_method(&mut self, name: &Arc<str>, invocation: Invocation) -> Value {
        let frame = self.frame();
        let (Some(class), Some(instance)) =
            (frame.and_then(|frame| frame.class), frame.and_then(|frame| frame.receiver.clone()))
        else {
            return Value::unknown(Reason::Undefined("super".into()), invocation.span);
        };
        let bases = self.lineage(class).into_iter().skip(1);
        for base in bases {
            if let Some(method) = self.bound_method(base, &instance, name, Some(invocation.positional.len())) {
                return self.invoke(method, invocation);
            }
        }
        match instance.kind {
            Kind::Object(id) => self.call_inherited(id, name, invocation),
            _ => Value::unknown(Reason::Undefined(Arc::clone(name)), invocation.span),
        }
    }

    /// A member of an object.
    pub(super) fn object_member(&mut self, id: ObjectId, object: &Value, name: &Arc<str>, span: Span) -> Value {
        match self.memory.object(id) {
            Some(Object::Instance(instance)) => {
                let (class, base) = (instance.class, instance.base.clone());
                if let Some(field) = instance.fields.get(name) {
                    return field.clone();
                }
                if let Some((owner, getter)) = self.find_method(class, name, None, |method| method.is_getter)
                    && let Some(Object::Class(definition)) = self.memory.object(owner).cloned()
                {
                    let closure = method_closure(&getter, &definition, owner, object);
                    return self.call_function(&closure, Invocation::of(Vec::new(), span));
                }
                if let Some(member) =
                    self.bound_method(class, object, name, None).or_else(|| self.static_member(class, name, None))
                {
                    return member;
                }
                if base.is_none() {
                    self.demand_own(class, name, false, span);
                }
                match base {
                    Some(base) => expression::member(base, name, span, self),
                    None if self.language().null_is_absent => Value::new(Kind::Null, span),
                    None => Value::unknown(Reason::Undefined(Arc::clone(name)), span),
                }
            }
            Some(Object::Class(_)) => match (self.static_member(id, name, None), self.external_base(id)) {
                (Some(member), _) => member,
                (None, Some(path)) => Value::external(format!("{path}.{name}"), span),
                (None, None) => Value::unknown(Reason::Undefined(Arc::clone(name)), span),
            },
            Some(Object::Module(modules)) => {
                let modules = modules.clone();
                self.module_member(&modules, name, span)
            }
            Some(Object::Map(entries)) => match entries.get(name) {
                Some(value) => value.clone(),
                None => self.other_member(object, name, span),
            },
            _ => self.other_member(object, name, span),
        }
    }

    /// Records that the code counts on a member of an instance whose class, and all that it extends, is the response's own.
    pub(super) fn demand_own(&mut self, class: ObjectId, name: &Arc<str>, called: bool, span: Span) {
        let is_own = self.lineage(class).into_iter().all(|id| match self.memory.object(id) {
            Some(Object::Class(definition)) => definition.bases.iter().all(|base| matches!(base.kind, Kind::Object(_))),
            _ => false,
        });
        if let Some(Object::Class(definition)) = self.memory.object(class).filter(|_| is_own) {
            let owner = Arc::clone(&definition.class.name);
            self.demand(Demanded::Own(owner, Arc::clone(name), called), name, span);
        }
    }

    /// A member that the language gives to a value: `length`.
    pub(super) fn other_member(&mut self, object: &Value, name: &Arc<str>, span: Span) -> Value {
        let property = self.language().property;
        property(self, object, name).unwrap_or_else(|| {
            if self.language().null_is_absent {
                Value::new(Kind::Null, span)
            } else {
                Value::unknown(Reason::Undefined(Arc::clone(name)), span)
            }
        })
    }

    /// Whether an object has a member, as far as that can be told.
    pub(crate) fn has_member(&mut self, value: &Value, name: &str) -> Option<bool> {
        match &value.kind {
            Kind::Object(id) => match self.memory.object(*id)? {
                Object::Instance(instance) => {
                    let class = instance.class;
                    let own = instance.fields.contains_key(name);
                    Some(
                        own || self.find_method(class, name, None, |_| true).is_some()
                            || self.static_member(class, name, None).is_some(),
                    )
                }
                Object::Map(entries) => Some(entries.contains_key(name)),
                _ => None,
            },
            _ => None,
        }
    }

    /// Assigns to a member.
    pub(crate) fn set_member(&mut self, object: &Value, name: &Arc<str>, value: Value) {
        let id = match &object.kind {
            Kind::Object(id) => *id,
            Kind::Symbol(symbol) => {
                let span = value.span.unwrap_or(self.at);
                self.record(Callee::Assignment(symbol.clone(), Arc::clone(name)), &Invocation::of(vec![value], span));
                return;
            }
            Kind::OneOf(alternatives) => {
                let alternatives = Arc::clone(alternatives);
                return alternatives.iter().for_each(|alternative| self.set_member(alternative, name, value.clone()));
            }
            _ => return,
        };
        if let Some(Object::Instance(instance)) = self.memory.object(id) {
            let class = instance.class;
            if let Some((owner, setter)) = self.find_method(class, name, None, |method| method.is_setter)
                && let Some(Object::Class(definition)) = self.memory.object(owner).cloned()
            {
                let closure = method_closure(&setter, &definition, owner, object);
                let span = value.span.unwrap_or(self.at);
                self.call_function(&closure, Invocation::of(vec![value], span));
                return;
            }
        }
        if let Some(Object::Instance(instance)) = self.memory.object(id)
            && let Some(path) = self.external_base(instance.class)
        {
            self.demand(Demanded::Field(path, Arc::clone(name)), name, self.at);
        }
        match self.memory.change(id) {
            Some(Object::Instance(instance)) => {
                instance.fields.insert(Arc::clone(name), value);
            }
            Some(Object::Class(class)) => {
                class.fields.insert(Arc::clone(name), value);
            }
            Some(Object::Map(entries)) => {
                Arc::make_mut(entries).insert(Arc::clone(name), value);
            }
            _ => {}
        }
    }
}

/// Where the members of a class are names inside it.
impl Evaluator<'_> {
    /// What a name means inside a class: a field of the instance, or a member of the class or of one around it.
    pub(super) fn member_by_name(&mut self, name: &Arc<str>, span: Span) -> Option<Value> {
        let frame = self.frame()?;
        let (receiver, class) = (frame.receiver.clone(), frame.class?);
        if let Some(receiver) = receiver
            && self.has_member(&receiver, name) == Some(true)
        {
            return Some(expression::member(receiver, name, span, self));
        }
        if self.declares_field(class, name) {
            return Some(Value::new(Kind::Null, span));
        }
        self.static_member(class, name, None)
    }

    /// What a call of a name calls inside a class: one of its methods, or one that a library's base class has.
    pub(super) fn method_by_name(&mut self, name: &Arc<str>, arguments: usize) -> Option<Target> {
        let frame = self.frame()?;
        let (receiver, class, scope) = (frame.receiver.clone(), frame.class?, frame.scope);
        if let Some(receiver) = &receiver
            && let Some(method) =
                self.bound_method(class_of(self, receiver).unwrap_or(class), receiver, name, Some(arguments))
        {
            return Some(Target::Value(method));
        }
        if let Some(method) = self.static_member(class, name, Some(arguments)) {
            return Some(Target::Value(method));
        }
        // What the classes around it have, and what is imported, is in scope.
        if self.memory.find(scope, name).is_some() || self.modules.defines(name) {
            return None;
        }
        let inherits = self.external_base(class).is_some() && !super::is_class_name(name);
        receiver.filter(|_| inherits).map(|receiver| Target::Method(receiver, Arc::clone(name)))
    }

    /// Assigns to the field that a name means inside a class; `false` if it means none.
    pub(super) fn assign_member_by_name(&mut self, name: &Arc<str>, value: &Value) -> bool {
        let Some(frame) = self.frame() else { return false };
        let (receiver, Some(class)) = (frame.receiver.clone(), frame.class) else { return false };
        match receiver.filter(|_| self.declares_field(class, name)) {
            Some(receiver) => self.set_member(&receiver, name, value.clone()),
            None => {
                let owner = self.lineage(class).into_iter().find(|&id| {
                    matches!(self.memory.object(id), Some(Object::Class(definition))
                        if definition.class.fields.iter().any(|field| field.is_static && field.name == *name))
                });
                let Some(owner) = owner else { return false };
                self.set_member(&Value::new(Kind::Object(owner), value.span), name, value.clone());
            }
        }
        true
    }

    /// Whether instances of a class have a field of that name.
    fn declares_field(&self, class: ObjectId, name: &str) -> bool {
        self.lineage(class).into_iter().any(|id| {
            matches!(self.memory.object(id), Some(Object::Class(definition))
                if definition.class.fields.iter().any(|field| !field.is_static && &*field.name == name))
        })
    }
}

/// The class of an instance.
fn class_of(evaluator: &Evaluator<'_>, value: &Value) -> Option<ObjectId> {
    let Kind::Object(id) = value.kind else { return None };
    match evaluator.memory.object(id)? {
        Object::Instance(instance) => Some(instance.class),
        _ => None,
    }
}

fn method_closure(function: &Arc<Function>, class: &Class, id: ObjectId, receiver: &Value) -> Closure {
    Closure {
        function: Arc::clone(function),
        scope: class.scope,
        module: class.module,
        receiver: Some(receiver.clone()),
        class: Some(id),
    }
}
