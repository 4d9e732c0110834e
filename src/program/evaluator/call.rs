//! Calls: of the response's own functions, of methods, and of what comes from outside.

use std::sync::Arc;

use super::memory::{Closure, Object};
use super::statement::Flow;
use super::{Callee, Demanded, Evaluator, Frame, Invocation, Step, limits};
use crate::program::expression::{self, Environment, UNKNOWN_REST};
use crate::program::form::{Call, Expression, ExpressionKind, Parameter, Pattern, Spread};
use crate::program::library;
use crate::program::operators;
use crate::program::value::{Kind, Map, ObjectId, Reason, Symbol, Value};
use crate::source::Span;

/// What a call expression calls.
pub(super) enum Target {
    /// The constructor of the base class.
    Super,
    /// Another constructor of the class itself.
    This,
    /// A method of the base class.
    SuperMethod(Arc<str>),
    /// A method of a value.
    Method(Value, Arc<str>),
    /// Whatever that value is.
    Value(Value),
}

impl Evaluator<'_> {
    /// The result of a call expression.
    pub(super) fn evaluate_call(&mut self, call: &Call, span: Span) -> Value {
        if self.thrown {
            return Value::unknown(Reason::Unsupported("code after an exception".into()), span);
        }
        if let ExpressionKind::Name(name) = &call.callee.kind
            && (&**name == "del" || &**name == "delete" && call.arguments.len() == 1)
        {
            call.arguments.iter().for_each(|argument| self.delete(&argument.value));
            return Value::new(Kind::Null, span);
        }
        let target = self.target(call);
        let (positional, named) = expression::arguments(&call.arguments, self);
        let invocation = Invocation { named, construct: call.construct, ..Invocation::of(positional, span) };
        let result = match target {
            Target::Super => self.construct_base(invocation),
            Target::This => self.construct_again(invocation),
            Target::SuperMethod(name) if self.language().is_constructor(&name) => self.construct_base(invocation),
            Target::SuperMethod(name) => self.call_base_method(&name, invocation),
            Target::Method(receiver, name) => self.call_method(receiver, &name, invocation),
            Target::Value(callee) => self.invoke(callee, invocation),
        };
        self.made(result)
    }

    fn target(&mut self, call: &Call) -> Target {
        let callee = &call.callee;
        match &callee.kind {
            ExpressionKind::Name(name) if &**name == "super" => Target::Super,
            ExpressionKind::Name(name) if self.language().names_members && !call.construct => {
                if &**name == "this" {
                    return Target::This;
                }
                match self.method_by_name(name, call.arguments.len()) {
                    Some(target) => target,
                    None => Target::Value(expression::evaluate(callee, self)),
                }
            }
            ExpressionKind::Member(object, name) if is_super(object) => Target::SuperMethod(Arc::clone(name)),
            ExpressionKind::Member(object, name) => {
                let receiver = expression::evaluate(object, self);
                Target::Method(receiver, Arc::clone(name))
            }
            _ => Target::Value(expression::evaluate(callee, self)),
        }
    }

    /// Applies a function to values, as a library function does that is given one.
    pub(crate) fn apply(&mut self, function: &Value, arguments: Vec<Value>, span: Span) -> Value {
        self.invoke(function.clone(), Invocation::of(arguments, span))
    }

    /// Whether a value can be called, as far as that can be told.
    pub(crate) fn is_function(&self, value: &Value) -> bool {
        matches!(&value.kind, Kind::Object(id) if matches!(self.memory.object(*id), Some(Object::Function(_))))
    }

    /// Calls whatever a value is.
    pub(crate) fn invoke(&mut self, callee: Value, invocation: Invocation) -> Value {
        let span = invocation.span;
        match &callee.kind {
            Kind::Object(id) => match self.memory.object(*id).cloned() {
                Some(Object::Function(closure)) => self.call_function(&closure, invocation),
                Some(Object::Class(_)) => self.instantiate(*id, invocation),
                Some(Object::Instance(_)) => self.call_method(callee, &"__call__".into(), invocation),
                // `const Vpc = require("./vpc")` of a module whose only export is a class.
                Some(Object::Module(modules)) => {
                    let only = self.module_member(&modules, &"default".into(), span);
                    self.invoke(only, invocation)
                }
                _ => Value::unknown(Reason::Unsupported("a call of this".into()), span),
            },
            Kind::Symbol(Symbol::External(path)) => self.call_external(path, invocation),
            Kind::Symbol(symbol) => self.call_symbol(symbol, &"".into(), invocation),
            Kind::OneOf(alternatives) => self.over_branches(alternatives, span, |evaluator, alternative| {
                evaluator.invoke(alternative.clone(), invocation.clone())
            }),
            Kind::Unknown(_) => callee.at(span),
            _ => Value::unknown(Reason::Unsupported("a call of this".into()), span),
        }
    }

    /// Does something with each alternative, of which only one is true. Nothing has no members: it is left out.
    pub(super) fn over_branches(
        &mut self,
        alternatives: &[Value],
        span: Span,
        mut each: impl FnMut(&mut Self, &Value) -> Value,
    ) -> Value {
        let present: Vec<_> = alternatives.iter().filter(|alternative| !alternative.is_null()).collect();
        if let [only] = present.as_slice() {
            return each(self, only);
        }
        self.undecided += 1;
        let results: Vec<_> = present.into_iter().map(|alternative| each(self, alternative)).collect();
        self.undecided -= 1;
        Value::one_of(results, span)
    }

    /// Calls a library's function or class by its dotted path.
    fn call_external(&mut self, path: &Arc<str>, mut invocation: Invocation) -> Value {
        // `Base.__init__(self, …)` is another way to write `super().__init__(…)`.
        if let Some(class) = path.strip_suffix(".__init__")
            && !invocation.positional.is_empty()
        {
            let instance = invocation.positional.remove(0);
            return self.construct_external(&class.into(), &instance, &invocation);
        }
        invocation.callee = Arc::clone(path);
        if let Some(function) = library::find(path)
            && let Some(result) = function(self, &invocation).or_else(|| library::uncovered(self, &invocation))
        {
            return result;
        }
        if invocation.construct
            && let Some(literal) = (self.language().literal)(self, &invocation)
        {
            return literal;
        }
        self.record(Callee::External(Arc::clone(path)), &invocation)
    }

    /// Calls a method of a value.
    pub(crate) fn call_method(&mut self, receiver: Value, name: &Arc<str>, mut invocation: Invocation) -> Value {
        let span = invocation.span;
        match &receiver.kind {
            Kind::OneOf(alternatives) => {
                return self.over_branches(alternatives, span, |evaluator, alternative| {
                    evaluator.call_method(alternative.clone(), name, invocation.clone())
                });
            }
            Kind::Symbol(Symbol::External(path)) => {
                let path: Arc<str> = format!("{path}.{name}").into();
                return self.call_external(&path, invocation);
            }
            Kind::Object(id) => {
                if let Some(callee) = self.own_method(*id, &receiver, name, invocation.positional.len()) {
                    return self.invoke(callee, invocation);
                }
            }
            _ => {}
        }
        invocation.receiver = Some(receiver.clone());
        if let Kind::Symbol(symbol) = &receiver.kind {
            return self.call_symbol(symbol, name, invocation);
        }
        let (builtin, transparent) = (self.language().method, library::method_of_anything(name));
        if let Some(result) = builtin(self, &receiver, name, &invocation) {
            return result;
        }
        if let Some(method) = transparent
            && let Some(result) = method(self, &invocation)
        {
            return result;
        }
        match &receiver.kind {
            Kind::Object(id) => self.call_inherited(*id, name, invocation),
            Kind::Unknown(_) => receiver.at(span),
            _ => Value::unknown(Reason::Unsupported(format!("{name}()").into()), span),
        }
    }

    /// Calls a method of what a library gave; without a name, calls that itself.
    fn call_symbol(&mut self, symbol: &Symbol, name: &Arc<str>, invocation: Invocation) -> Value {
        let receiver = Value::new(Kind::Symbol(symbol.clone()), invocation.span);
        let builtin = self.language().method;
        let callee: Arc<str> = match self.path_of(symbol) {
            Some(path) => format!("{path}.{name}").into(),
            None => Arc::clone(name),
        };
        let known = library::find(&callee).or_else(|| library::method_of_anything(name));
        let invocation = Invocation { callee, receiver: Some(receiver.clone()), ..invocation };
        if let Some(method) = known
            && let Some(result) = method(self, &invocation)
        {
            return result;
        }
        // A library's collection is walked like any other.
        if let Some(result) = builtin(self, &receiver, name, &invocation) {
            return result;
        }
        self.record(Callee::Method(symbol.clone(), Arc::clone(name)), &invocation)
    }

    /// Calls a method that an instance has from a library's class, if it has such a base.
    pub(super) fn call_inherited(&mut self, id: ObjectId, name: &Arc<str>, invocation: Invocation) -> Value {
        let span = invocation.span;
        match self.memory.object(id) {
            Some(Object::Instance(instance)) => match instance.base.clone() {
                Some(Value { kind: Kind::Symbol(base), .. }) => self.call_symbol(&base, name, invocation),
                _ => {
                    let class = instance.class;
                    self.demand_own(class, name, true, span);
                    Value::unknown(Reason::Undefined(Arc::clone(name)), span)
                }
            },
            Some(Object::Class(_)) => match self.external_base(id) {
                Some(path) => {
                    self.call_external(&format!("{path}.{name}").into(), Invocation { receiver: None, ..invocation })
                }
                None => Value::unknown(Reason::Undefined(Arc::clone(name)), span),
            },
            _ => Value::unknown(Reason::Unsupported(format!("{name}()").into()), span),
        }
    }

    /// Calls one of the response's own functions.
    pub(super) fn call_function(&mut self, closure: &Closure, invocation: Invocation) -> Value {
        let span = invocation.span;
        if self.frames.len() >= limits::CALLS || !self.descend() {
            self.warn("this call is nested too deep and is not followed", span);
            return Value::unknown(Reason::Limit, span);
        }
        let scope = self.memory.open_scope(Some(closure.scope));
        self.frames.push(Frame::new(closure.module, scope, closure.receiver.clone(), closure.class));
        self.context.push(Step::Call { site: span });
        let (undecided, at) = (self.undecided, self.at);
        let function = Arc::clone(&closure.function);
        if let (Some(name), Some(receiver)) = (&function.receiver, &closure.receiver) {
            self.memory.set(scope, name, receiver.clone());
        }
        self.demand_arguments(closure, &invocation);
        self.bind_parameters(&function.parameters, invocation);
        let flow = self.execute_body(&function.body);
        (self.undecided, self.at) = (undecided, at);
        self.context.pop();
        self.ascend();
        let Some(frame) = self.frames.pop() else { return Value::null() };
        if !frame.yields.is_empty() {
            return self.new_list(frame.yields, span);
        }
        let last = match flow {
            Flow::Return(value) => value,
            // What else it does is throw: what it may return is what it returns.
            Flow::Throw if !frame.returns.is_empty() => return Value::one_of(frame.returns, span),
            Flow::Throw => {
                self.thrown = true;
                return Value::unknown(Reason::Unsupported("what throws".into()), span);
            }
            _ => Value::new(Kind::Null, span),
        };
        if frame.returns.is_empty() {
            return last;
        }
        Value::one_of(frame.returns.into_iter().chain([last]), span)
    }

    /// Records that a function takes what it is called with, where the language insists on that.
    fn demand_arguments(&mut self, closure: &Closure, invocation: &Invocation) {
        let function = &closure.function;
        let rest = |spread| function.parameters.iter().any(|parameter| parameter.spread == spread);
        if self.language().null_is_absent
            || !function.decorators.is_empty()
            || invocation.named.contains_key(UNKNOWN_REST)
        {
            return;
        }
        let class = closure.class.and_then(|class| match self.memory.object(class) {
            Some(Object::Class(class)) => Some(Arc::clone(&class.class.name)),
            _ => None,
        });
        let Some(name) = function.name.clone() else { return };
        let title: Arc<str> = match class {
            Some(class) if self.language().is_constructor(&name) => class,
            Some(class) => format!("{class}.{name}").into(),
            None => name,
        };
        let names: Vec<_> = function
            .parameters
            .iter()
            .map(|parameter| match &parameter.target {
                Pattern::Name(name, _) if parameter.spread == Spread::No => Some(name),
                _ => None,
            })
            .collect();
        if !rest(Spread::Entries) {
            for given in invocation.named.keys().filter(|given| !names.contains(&Some(*given))) {
                let demanded = Demanded::Parameter(Arc::clone(&title), Arc::clone(given));
                self.demand(demanded, given, invocation.span);
            }
        }
        let is_sure = invocation.positional.iter().all(|value| !matches!(value.kind, Kind::Unknown(_)));
        let by_position = invocation.positional.len();
        let missing = function.parameters.iter().zip(&names).enumerate().filter_map(|(at, (parameter, name))| {
            let name = (*name)?;
            let given = at < by_position || parameter.default.is_some() || invocation.named.contains_key(name);
            (!given).then(|| Arc::clone(name))
        });
        let missing: Vec<_> = missing.filter(|_| is_sure && !rest(Spread::Elements)).collect();
        if !missing.is_empty() {
            self.demand(Demanded::Arguments(Arc::clone(&title), missing), &title, invocation.span);
        }
    }

    /// Binds what a function is called with.
    fn bind_parameters(&mut self, parameters: &[Parameter], invocation: Invocation) {
        let span = invocation.span;
        let mut positional = invocation.positional.into_iter();
        let mut named = invocation.named;
        for parameter in parameters {
            let name = match &parameter.target {
                Pattern::Name(name, _) => Some(Arc::clone(name)),
                _ => None,
            };
            let value = match parameter.spread {
                Spread::Elements => self.new_list(positional.by_ref().collect(), span),
                Spread::Entries => {
                    let rest = std::mem::take(&mut named);
                    self.new_map(rest, span)
                }
                Spread::No => {
                    let given = name.as_ref().and_then(|name| named.shift_remove(name)).or_else(|| positional.next());
                    self.argument(parameter, name.as_ref(), given, &named, span)
                }
            };
            if parameter.is_field
                && let (Some(name), Some(receiver)) = (&name, self.frame().and_then(|frame| frame.receiver.clone()))
            {
                self.set_member(&receiver, name, value.clone());
            }
            self.bind(&parameter.target, value);
        }
    }

    /// The value of a parameter: what is given, or its default.
    fn argument(
        &mut self,
        parameter: &Parameter,
        name: Option<&Arc<str>>,
        given: Option<Value>,
        rest: &Map,
        span: Span,
    ) -> Value {
        let absent = |value: &Value| value.is_null() && self.language().null_is_absent && parameter.default.is_some();
        match given {
            Some(value) if !absent(&value) => value,
            _ => match &parameter.default {
                Some(default) => self.default(default),
                None if self.language().null_is_absent => Value::new(Kind::Null, span),
                None => match rest.get(UNKNOWN_REST) {
                    Some(unknown) => {
                        let reason = operators::first_reason(unknown);
                        Value::unknown(reason.unwrap_or(Reason::Unsupported("spread".into())), span)
                    }
                    None => {
                        Value::unknown(Reason::Undefined(name.map_or_else(|| "parameter".into(), Arc::clone)), span)
                    }
                },
            },
        }
    }
}

/// Whether an expression is `super` or `super()`.
fn is_super(expression: &Expression) -> bool {
    match &expression.kind {
        ExpressionKind::Name(name) => &**name == "super",
        ExpressionKind::Call(call) => is_super(&call.callee),
        _ => false,
    }
}
