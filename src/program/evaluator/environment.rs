//! What expressions see and do in a program: variables, members, elements, collections on the heap.

use std::sync::Arc;

use super::memory::{Closure, Object, ScopeId};
use super::trace::{input_name, root};
use super::{Callee, Demanded, Evaluator, Invocation, Step, limits};
use crate::program::expression::{self, Environment, key_text};
use crate::program::form::{Call, Expression, ExpressionKind, Function, Item, Makes, Pattern};
use crate::program::language::Walk;
use crate::program::library;
use crate::program::operators;
use crate::program::value::{Kind, LONGEST_TEXT, Map, ObjectId, Provenance, Reason, Symbol, Value};
use crate::source::Span;

/// How many elements a set may have for which equal ones are looked for. Chosen because comparing all pairs of more
/// would take longer than all the rest.
const LARGEST_DISTINCT_SET: usize = 500;

/// How many values a place may have that is looked up with a key which is not known. Chosen because tables by
/// environment have three to five rows.
const MOST_ROWS: usize = 16;

/// How many turns a loop over a number may have. Chosen because a loop ends after fewer.
const LONGEST_RANGE: f64 = 10_000.0;

/// How a pattern binds its names.
#[derive(Clone, Copy, Debug)]
pub(super) enum Binding {
    /// In that scope, for a parameter or a loop: the value is not named by it.
    Parameter(ScopeId),
    /// New in that scope.
    Declaration(ScopeId),
    /// Where they are defined already, or in the function at work.
    Assignment,
}

impl Environment for Evaluator<'_> {
    fn name(&mut self, name: &Arc<str>, span: Span) -> Value {
        let found = self.frame().and_then(|frame| {
            let scope = self.memory.find(frame.scope, name)?;
            self.memory.own_variable(scope, name).cloned()
        });
        if let Some(value) = found {
            return value;
        }
        if let Some(value) = self.module_constant(name, span) {
            return value;
        }
        let language = self.language();
        if language.names_members
            && let Some(value) = self.member_by_name(name, span)
        {
            return value;
        }
        if (language.defines)(name) {
            return Value::external(format!("{}.{name}", language.globals), span);
        }
        if let Some(value) = self.defined_elsewhere(name).or_else(|| self.starred(name, span)) {
            return value;
        }
        self.demand(Demanded::Name(Arc::clone(name)), name, span);
        self.conventional_module(name, span)
            .unwrap_or_else(|| Value::unknown(Reason::Undefined(Arc::clone(name)), span))
    }

    fn member(&mut self, object: Value, name: &Arc<str>, span: Span) -> Value {
        match &object.kind {
            Kind::Symbol(Symbol::External(path)) => self.external_member(path, name, span),
            Kind::Symbol(symbol) => match members(symbol) {
                length if length > limits::MEMBERS => Value::unknown(Reason::Limit, span),
                _ => {
                    self.demand(Demanded::Member(symbol.clone(), Arc::clone(name)), name, span);
                    self.symbol_member(symbol, name, span)
                }
            },
            Kind::Object(id) => self.object_member(*id, &object, name, span),
            _ => self.other_member(&object, name, span),
        }
    }

    fn element(&mut self, object: Value, index: Value, span: Span) -> Value {
        let object = self.unfold(&object);
        let index = self.frozen(&index);
        match &object.kind {
            Kind::Symbol(symbol) => self.symbol_element(symbol, index, span),
            Kind::List(items) => match index.as_number() {
                Some(at) => {
                    let at = if at < 0.0 { at + items.len() as f64 } else { at };
                    items.get(at as usize).filter(|_| at >= 0.0).cloned().unwrap_or_else(|| self.absent(&index, span))
                }
                None => any_of(items.iter(), &index, span),
            },
            Kind::Map(entries) => match &index.kind {
                Kind::OneOf(keys) => {
                    let known = keys.iter().filter_map(|key| entries.get(&key_text(key)).cloned());
                    Value::one_of(known.collect::<Vec<_>>(), span)
                }
                _ if is_decided(&index) => {
                    entries.get(&key_text(&index)).cloned().unwrap_or_else(|| self.absent(&index, span))
                }
                _ => match entries.get(&key_text(&index)) {
                    Some(value) => value.clone(),
                    None => any_of(entries.values(), &index, span),
                },
            },
            Kind::Text(text) => {
                let found = index.as_number().and_then(|at| {
                    let at = if at < 0.0 { at + text.chars().count() as f64 } else { at };
                    text.chars().nth(at as usize).filter(|_| at >= 0.0)
                });
                found.map_or_else(|| self.absent(&index, span), |letter| Value::text(letter.to_string(), span))
            }
            Kind::Object(_) => match index.as_text() {
                // JavaScript's `object["name"]`, Python's `__getitem__`.
                Some(name) if self.has_member(&object, &name) == Some(true) => {
                    expression::member(object, &name.into(), span, self)
                }
                _ => self.call_method(object, &"__getitem__".into(), Invocation::of(vec![index], span)),
            },
            _ => operators::unknown(&[&object, &index], span),
        }
    }

    fn slice(&mut self, object: &Value, bounds: &[Option<Value>], span: Span) -> Value {
        let number = |at: usize| bounds.get(at).and_then(Option::as_ref).map(Value::as_number);
        let (Kind::Symbol(symbol), Some(Some(end))) = (&object.kind, number(1)) else {
            return operators::unknown(&[object], span);
        };
        // The first elements of something that a look-up gives: as many as are asked for.
        let start = number(0).flatten().unwrap_or(0.0).max(0.0) as u32;
        let end = end.clamp(0.0, MOST_ROWS as f64) as u32;
        let element = |at: u32| {
            let index = Arc::new(Value::number(f64::from(at), None));
            Value::new(Kind::Symbol(Symbol::Element(Arc::new(symbol.clone()), index)), span)
        };
        let items = (start..end).map(element).collect();
        self.new_list(items, span)
    }

    fn call(&mut self, call: &Call, span: Span) -> Value {
        self.evaluate_call(call, span)
    }

    fn lambda(&mut self, function: &Arc<Function>, span: Span) -> Value {
        let Some(frame) = self.frame() else { return Value::null() };
        let closure = Closure {
            function: Arc::clone(function),
            scope: frame.scope,
            module: frame.module,
            receiver: frame.receiver.clone(),
            class: frame.class,
        };
        Value::new(Kind::Object(self.memory.allocate(Object::Function(closure))), span)
    }

    fn assign(&mut self, target: &Expression, value: Value) -> Value {
        self.assign_place(target, value.clone());
        value
    }

    fn bind(&mut self, pattern: &Pattern, value: Value) {
        if let Some(scope) = self.frame().map(|frame| frame.scope) {
            self.bind_in(pattern, value, Binding::Parameter(scope));
        }
    }

    fn push_scope(&mut self) {
        if let Some(inner) = self.frame().map(|frame| frame.scope) {
            let scope = self.memory.open_scope(Some(inner));
            self.set_scope(scope);
        }
    }

    fn pop_scope(&mut self) {
        let outer = self.frame().and_then(|frame| self.memory.parent(frame.scope));
        if let Some(outer) = outer {
            self.set_scope(outer);
        }
    }

    fn collect(&mut self, makes: Makes, items: Vec<Value>, span: Span) -> Value {
        self.spend(items.len());
        if makes == Makes::Set { self.new_set(items, span) } else { self.new_list(items, span) }
    }

    fn collect_map(&mut self, entries: Map, span: Span) -> Value {
        self.spend(entries.len());
        for (name, value) in &entries {
            self.note_name(value, name);
        }
        self.new_map(entries, span)
    }

    fn entries(&mut self, value: &Value) -> Option<Vec<(Value, Value)>> {
        if let Some(members) = self.enum_members(value) {
            return Some(numbered(members));
        }
        let unfolded = self.unfold(value);
        let entries = match &unfolded.kind {
            Kind::List(items) => numbered(items.iter().cloned()),
            Kind::Map(entries) => {
                entries.iter().map(|(key, item)| (Value::text(Arc::clone(key), item.span), item.clone())).collect()
            }
            // Go's loop over a number.
            Kind::Number(count) if (0.0..=LONGEST_RANGE).contains(count) => {
                numbered((0..*count as u32).map(|turn| Value::number(f64::from(turn), value.span)))
            }
            Kind::Text(text) => numbered(text.chars().map(|letter| Value::text(letter.to_string(), value.span))),
            Kind::OneOf(alternatives) => self.entries_of_alternatives(alternatives, value.span)?,
            _ => return None,
        };
        self.spend(entries.len());
        Some(entries)
    }

    fn freeze(&mut self, value: &Value) -> Value {
        self.frozen(value)
    }

    fn truth(&mut self, value: &Value) -> Option<bool> {
        match &value.kind {
            Kind::Object(id) => match self.memory.object(*id)? {
                Object::List(items) | Object::Set(items) => {
                    Some(self.language().empty_collections_are_true || !items.is_empty())
                }
                Object::Map(entries) => Some(self.language().empty_collections_are_true || !entries.is_empty()),
                _ => Some(true),
            },
            Kind::List(_) | Kind::Map(_) if self.language().empty_collections_are_true => Some(true),
            Kind::Symbol(symbol) => match root(symbol) {
                None => Some(true),
                Some(id) => self.trace.call(id)?.constructs.then_some(true),
            },
            Kind::OneOf(alternatives) => {
                let alternatives = Arc::clone(alternatives);
                let first = self.truth(alternatives.first()?)?;
                alternatives.iter().all(|alternative| self.truth(alternative) == Some(first)).then_some(first)
            }
            _ => operators::truth(value),
        }
    }

    fn walks_keys(&self, collection: &Value) -> bool {
        self.is_map(collection) && self.language().loop_over_map == Walk::Keys
    }

    fn walked(&self, collection: &Value, key: Value, value: Value) -> Value {
        match self.language().loop_over_map {
            Walk::Keys if self.is_map(collection) => key,
            Walk::Entries if self.is_map(collection) => {
                let span = value.span;
                Value::list(vec![key, value], span)
            }
            _ => value,
        }
    }

    fn step(&mut self) -> bool {
        self.spend(1)
    }

    fn descend(&mut self) -> bool {
        self.depth += 1;
        if self.depth > limits::DEPTH {
            self.depth -= 1;
            self.warn("this is nested too deep and is not followed", self.at);
            return false;
        }
        true
    }

    fn ascend(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    fn tagged(&mut self, tag: &Arc<str>, _value: &Expression, span: Span) -> Value {
        Value::unknown(Reason::Unsupported(Arc::clone(tag)), span)
    }

    fn unfold(&mut self, value: &Value) -> Value {
        let Kind::Object(id) = value.kind else { return value.clone() };
        let kind = match self.memory.object(id) {
            Some(Object::List(items) | Object::Set(items)) => Kind::List(Arc::clone(items)),
            Some(Object::Map(entries)) => Kind::Map(Arc::clone(entries)),
            _ => return value.clone(),
        };
        Value { kind, ..value.clone() }
    }

    fn made(&mut self, value: Value) -> Value {
        let size = match &value.kind {
            Kind::Text(text) => text.len() / limits::BYTES_A_STEP,
            Kind::Join(parts) => parts.len(),
            Kind::List(items) => items.len(),
            Kind::Map(entries) => entries.len(),
            _ => return value,
        };
        let too_long = matches!(&value.kind, Kind::Text(text) if text.len() > LONGEST_TEXT);
        if too_long || !self.spend(size) { Value::unknown(Reason::Limit, value.span) } else { value }
    }

    fn reason(&mut self, value: &Value) -> Reason {
        if let Kind::Symbol(symbol) = &value.kind
            && let Some(path) = self.path_of(symbol)
        {
            let made = root(symbol).and_then(|id| self.trace.call(id)).is_some_and(|call| call.constructs);
            return if made { Reason::Computed(path) } else { Reason::Lookup(path) };
        }
        let frozen = self.frozen(value);
        operators::first_reason(&frozen).unwrap_or_else(|| Reason::Unsupported("this value".into()))
    }

    fn enter_branch(&mut self) {
        self.undecided += 1;
    }

    fn leave_branch(&mut self) {
        self.undecided = self.undecided.saturating_sub(1);
    }

    fn enter_turn(&mut self, site: Span, key: Option<&Value>) {
        let key = key.map(|key| {
            let key = self.frozen(key);
            key_text(&key)
        });
        self.context.push(Step::Turn { site, key });
    }

    fn leave_turn(&mut self) {
        self.context.pop();
    }

    fn follows_unknown_loops(&self) -> bool {
        true
    }

    fn note_default(&mut self, input: &Reason, default: &Value) {
        if let Some(name) = input_name(input) {
            let default = self.frozen(default);
            self.trace.defaults.push((Arc::clone(name), default));
        }
    }
}

impl Evaluator<'_> {
    fn set_scope(&mut self, scope: ScopeId) {
        if let Some(frame) = self.frames.last_mut() {
            frame.scope = scope;
        }
    }

    /// Counts the steps that changing an object takes, which may have to be copied.
    pub(crate) fn spend_on(&mut self, id: ObjectId) {
        let size = self.memory.object(id).map_or(0, Object::len);
        self.spend(size / limits::ELEMENTS_A_STEP);
    }

    /// A list on the heap.
    pub(crate) fn new_list(&mut self, items: Vec<Value>, span: impl Into<Option<Span>>) -> Value {
        self.spend(items.len() / limits::ELEMENTS_A_STEP);
        Value::new(Kind::Object(self.memory.allocate(Object::List(Arc::new(items)))), span)
    }

    /// A set on the heap.
    pub(crate) fn new_set(&mut self, items: Vec<Value>, span: impl Into<Option<Span>>) -> Value {
        let mut distinct: Vec<Value> = Vec::with_capacity(items.len());
        let few = items.len() <= LARGEST_DISTINCT_SET;
        for item in items {
            if !few || !distinct.iter().any(|seen| operators::equal(seen, &item) == Some(true)) {
                distinct.push(item);
            }
        }
        Value::new(Kind::Object(self.memory.allocate(Object::Set(Arc::new(distinct)))), span)
    }

    /// A map on the heap.
    pub(crate) fn new_map(&mut self, entries: Map, span: impl Into<Option<Span>>) -> Value {
        self.spend(entries.len() / limits::ELEMENTS_A_STEP);
        Value::new(Kind::Object(self.memory.allocate(Object::Map(Arc::new(entries)))), span)
    }

    /// Puts a collection that an operator made on the heap, so that what binds it can change it.
    pub(crate) fn adopt(&mut self, value: Value) -> Value {
        let object = match &value.kind {
            Kind::List(items) => Object::List(Arc::clone(items)),
            Kind::Map(entries) => Object::Map(Arc::clone(entries)),
            _ => return value,
        };
        Value { kind: Kind::Object(self.memory.allocate(object)), ..value }
    }

    fn is_map(&self, value: &Value) -> bool {
        match &value.kind {
            Kind::Map(_) => true,
            Kind::Object(id) => matches!(self.memory.object(*id), Some(Object::Map(_))),
            _ => false,
        }
    }

    /// The elements of a list or set, if they are known.
    pub(crate) fn items(&mut self, value: &Value) -> Option<Vec<Value>> {
        Some(self.entries(value)?.into_iter().map(|(_, item)| item).collect())
    }

    /// The members that an object has of its own: entries of a map, fields of an instance, static fields of a class.
    pub(crate) fn members_of(&mut self, value: &Value) -> Option<Vec<(Arc<str>, Value)>> {
        let fields = match &value.kind {
            Kind::Object(id) => match self.memory.object(*id)? {
                Object::Instance(instance) => Some(&instance.fields),
                Object::Class(class) => Some(&class.fields),
                _ => None,
            },
            _ => None,
        };
        if let Some(fields) = fields {
            return Some(fields.iter().map(|(name, field)| (Arc::clone(name), field.clone())).collect());
        }
        let entries = self.entries(value)?;
        Some(entries.into_iter().map(|(key, entry)| (key_text(&key), entry)).collect())
    }

    /// The entries of a map, if they are known.
    pub(crate) fn map_of(&mut self, value: &Value) -> Option<Arc<Map>> {
        match self.unfold(value).kind {
            Kind::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// A member of something symbolic: a list of as many elements as are known to be in it, or a symbol.
    fn symbol_member(&mut self, symbol: &Symbol, name: &Arc<str>, span: Span) -> Value {
        let member = Symbol::Member(Arc::new(symbol.clone()), Arc::clone(name));
        let Some(length) = library::cdk::length(&self.trace, symbol, name) else {
            return Value::new(Kind::Symbol(member), span);
        };
        let member = Arc::new(member);
        let element = |at: usize| {
            let index = Arc::new(Value::number(at as f64, None));
            Value::new(Kind::Symbol(Symbol::Element(Arc::clone(&member), index)), span)
        };
        let items = (0..length.min(MOST_ROWS)).map(element).collect();
        self.new_list(items, span)
    }

    /// An element of something symbolic.
    fn symbol_element(&mut self, symbol: &Symbol, index: Value, span: Span) -> Value {
        if members(symbol) > limits::MEMBERS {
            return Value::unknown(Reason::Limit, span);
        }
        let path = self.path_of(symbol).map(|path| format!("{path}[]"));
        if let Some(model) = path.as_deref().and_then(library::find)
            && let Some(value) = model(
                self,
                &Invocation {
                    callee: path.as_deref().unwrap_or("").into(),
                    ..Invocation::of(vec![index.clone()], span)
                },
            )
        {
            return value;
        }
        Value::new(Kind::Symbol(Symbol::Element(Arc::new(symbol.clone()), Arc::new(index))), span)
    }

    /// Puts a value on the heap, with everything in it.
    pub(crate) fn thaw(&mut self, value: &Value) -> Value {
        match &value.kind {
            Kind::List(items) => {
                let items = items.iter().map(|item| self.thaw(item)).collect();
                self.new_list(items, value.span)
            }
            Kind::Map(entries) => {
                let entries = entries.iter().map(|(key, entry)| (Arc::clone(key), self.thaw(entry))).collect();
                self.new_map(entries, value.span)
            }
            _ => value.clone(),
        }
    }

    /// What one finds where nothing is.
    fn absent(&self, index: &Value, span: Span) -> Value {
        if self.language().null_is_absent {
            Value::new(Kind::Null, span)
        } else {
            Value::unknown(Reason::Undefined(key_text(index)), span)
        }
    }

    /// The entries of one of several collections: at each place, what any of them has there.
    fn entries_of_alternatives(&mut self, alternatives: &[Value], span: Option<Span>) -> Option<Vec<(Value, Value)>> {
        let known: Vec<_> = alternatives.iter().filter_map(|alternative| self.entries(alternative)).collect();
        let mut merged: Vec<(Value, Value)> = known.first()?.clone();
        for (key, value) in known.into_iter().skip(1).flatten() {
            match merged.iter_mut().find(|(seen, _)| seen.kind == key.kind) {
                Some((_, seen)) => *seen = Value::one_of([seen.clone(), value], span),
                None => merged.push((key, value)),
            }
        }
        Some(merged)
    }

    /// The members of an enum class.
    fn enum_members(&self, value: &Value) -> Option<Vec<Value>> {
        let Kind::Object(id) = value.kind else { return None };
        if self.memory.class_kind(id)? != crate::program::form::ClassKind::Enum {
            return None;
        }
        match self.memory.object(id)? {
            Object::Class(class) => Some(class.fields.values().cloned().collect()),
            _ => None,
        }
    }

    /// Assigns to what an expression names.
    pub(super) fn assign_place(&mut self, target: &Expression, value: Value) {
        match &target.kind {
            ExpressionKind::Name(name) => self.assign_name(name, value),
            ExpressionKind::Member(object, name) => {
                let object = expression::evaluate(object, self);
                let value = self.adopt(value);
                self.note_name(&value, name);
                self.set_member(&object, name, value);
            }
            ExpressionKind::Index(object, index) => {
                let object = expression::evaluate(object, self);
                let index = expression::evaluate(index, self);
                let value = self.adopt(value);
                self.set_element(&object, &index, value);
            }
            ExpressionKind::Tuple(items) | ExpressionKind::List(items) => {
                let values = self.destructured(&value, items.len());
                for (Item { value: target, .. }, value) in items.iter().zip(values) {
                    self.assign_place(target, value);
                }
            }
            _ => {}
        }
    }

    /// Assigns to a name: where it is defined already, or in the function at work.
    pub(super) fn assign_name(&mut self, name: &Arc<str>, value: Value) {
        let value = self.adopt(value);
        self.note_name(&value, name);
        let Some(frame) = self.frame() else { return };
        let language = self.language();
        let outside = language.blocks_have_scopes || frame.outer.contains(name);
        let found = if outside {
            let from = if language.blocks_have_scopes { Some(frame.scope) } else { self.memory.parent(frame.function) };
            from.and_then(|from| self.memory.find(from, name))
        } else {
            None
        };
        let scope = found.unwrap_or(frame.function);
        if found.is_none() && language.names_members && self.assign_member_by_name(name, &value) {
            return;
        }
        self.memory.set(scope, name, value);
    }

    /// Assigns to an element.
    pub(crate) fn set_element(&mut self, object: &Value, index: &Value, value: Value) {
        let index = self.frozen(index);
        let key = key_text(&index);
        if !matches!(object.kind, Kind::Symbol(_)) {
            self.note_name(&value, &key);
        }
        match &object.kind {
            Kind::Object(id) => match self.memory.change(*id) {
                Some(Object::Map(entries)) => {
                    Arc::make_mut(entries).insert(key, value);
                }
                Some(Object::List(items)) => {
                    let length = items.len() as f64;
                    let at = index.as_number().map(|at| if at < 0.0 { at + length } else { at });
                    let items = Arc::make_mut(items);
                    match at {
                        Some(at) if at >= 0.0 && at < length => items[at as usize] = value,
                        Some(at) if at == length => items.push(value),
                        _ => {}
                    }
                }
                Some(Object::Instance(_)) => self.set_member(object, &key, value),
                _ => {}
            },
            Kind::Symbol(symbol) => {
                let span = value.span.unwrap_or(self.at);
                let callee = Callee::Assignment(symbol.clone(), key);
                self.record(callee, &Invocation::of(vec![value], span));
            }
            _ => {}
        }
    }

    /// `del place`.
    pub(super) fn delete(&mut self, place: &Expression) {
        let (object, key) = match &place.kind {
            ExpressionKind::Index(object, index) => {
                let index = expression::evaluate(index, self);
                (object, self.frozen(&index))
            }
            ExpressionKind::Member(object, name) => (object, Value::text(Arc::clone(name), place.span)),
            _ => return,
        };
        let object = expression::evaluate(object, self);
        let Kind::Object(id) = object.kind else { return };
        match self.memory.change(id) {
            Some(Object::Map(entries)) => {
                Arc::make_mut(entries).shift_remove(&key_text(&key));
            }
            Some(Object::List(items)) => {
                let at = key.as_number().map(|at| if at < 0.0 { at + items.len() as f64 } else { at });
                if let Some(at) = at.filter(|&at| at >= 0.0 && at < items.len() as f64) {
                    Arc::make_mut(items).remove(at as usize);
                }
            }
            _ => {}
        }
    }

    /// Binds a pattern.
    pub(super) fn bind_in(&mut self, pattern: &Pattern, value: Value, how: Binding) {
        match pattern {
            Pattern::Name(name, _) => match how {
                Binding::Parameter(scope) => {
                    let value = self.adopt(value);
                    self.memory.set(scope, name, value);
                }
                Binding::Declaration(scope) => {
                    let value = self.adopt(value);
                    self.note_name(&value, name);
                    self.memory.set(scope, name, value);
                }
                Binding::Assignment => self.assign_name(name, value),
            },
            Pattern::Place(place) => self.assign_place(place, value),
            Pattern::List(patterns) => {
                let rest = patterns.iter().position(|pattern| matches!(pattern, Pattern::Rest(_)));
                let mut values = self.destructured(&value, patterns.len());
                if let Some(at) = rest {
                    let behind = patterns.len() - at - 1;
                    let end = values.len().saturating_sub(behind).max(at);
                    let taken = values.splice(at.min(values.len())..end.min(values.len()), []).collect();
                    let taken = self.new_list(taken, value.span);
                    values.insert(at.min(values.len()), taken);
                }
                let missing = Value::new(Kind::Null, value.span);
                for (at, pattern) in patterns.iter().enumerate() {
                    self.bind_in(pattern, values.get(at).unwrap_or(&missing).clone(), how);
                }
            }
            Pattern::Rest(inner) => self.bind_in(inner, value, how),
            Pattern::Object(entries) => self.bind_object(entries, &value, how),
            Pattern::Default(inner, default) => {
                let value = if value.is_null() { self.default(default) } else { value };
                self.bind_in(inner, value, how);
            }
            Pattern::Entry(_, inner) => self.bind_in(inner, value, how),
            Pattern::Nothing => {}
        }
    }

    /// What stands in for something that is not given.
    pub(super) fn default(&mut self, default: &Expression) -> Value {
        expression::evaluate(default, self).with_provenance(Provenance::ResponseDefault)
    }

    /// `{a, b: c = default, ...rest} = value`.
    fn bind_object(&mut self, entries: &[(Arc<str>, Pattern, Option<Expression>)], value: &Value, how: Binding) {
        let span = value.span.unwrap_or(self.at);
        for (name, pattern, default) in entries {
            let mut part = if let Pattern::Rest(_) = pattern {
                let mut rest = self.map_of(value).map_or_else(Map::new, |map| map.as_ref().clone());
                rest.retain(|key, _| !entries.iter().any(|(taken, ..)| taken == key));
                self.new_map(rest, span)
            } else {
                expression::member(value.clone(), name, span, self)
            };
            if let (Some(default), true) = (default, part.is_null()) {
                part = self.default(default);
            }
            self.bind_in(pattern, part, how);
        }
    }

    /// The parts of a value that is taken apart into so many.
    fn destructured(&mut self, value: &Value, count: usize) -> Vec<Value> {
        if let Some(parts) = (self.language().parts_of_result)(value, count) {
            return parts;
        }
        if let Some(entries) = self.entries(value) {
            return entries.into_iter().map(|(key, item)| self.walked(value, key, item)).collect();
        }
        let span = value.span.unwrap_or(self.at);
        (0..count).map(|at| self.element(value.clone(), Value::number(at as f64, None), span)).collect()
    }
}

fn numbered(items: impl IntoIterator<Item = Value>) -> Vec<(Value, Value)> {
    items.into_iter().enumerate().map(|(at, item)| (Value::number(at as f64, item.span), item)).collect()
}

/// Whatever stands at an index that is not known.
fn any_of<'v>(items: impl ExactSizeIterator<Item = &'v Value>, index: &Value, span: Span) -> Value {
    if items.len() == 0 || items.len() > MOST_ROWS {
        return operators::unknown(&[index], span);
    }
    Value::one_of(items.cloned(), span)
}

/// Whether a key is known to the last character.
fn is_decided(key: &Value) -> bool {
    matches!(key.kind, Kind::Text(_) | Kind::Number(_) | Kind::Bool(_) | Kind::Null)
}

/// How many members and elements a symbol is away from what a library gave.
fn members(symbol: &Symbol) -> usize {
    let (mut count, mut at) = (0, symbol);
    while let Symbol::Member(inner, _) | Symbol::Element(inner, _) = at {
        count += 1;
        at = inner;
    }
    count
}
