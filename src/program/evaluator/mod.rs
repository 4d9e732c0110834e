//! The partial evaluator of general-purpose programs: what would a program of the response create, and with which values?
//!
//! It runs a program as far as the response determines it, within [`limits`]. What comes from outside the response is
//! symbolic: a call of it is recorded in the [`Trace`] and gives a symbol that stands for its result. The branches of a
//! condition that cannot be decided are both followed. The core knows no language and no library: how the languages
//! differ is in [`super::language`], what library functions return is in [`super::library`].

mod call;
mod class;
mod entry;
mod environment;
mod freeze;
mod limits;
pub(crate) mod memory;
mod module;
mod statement;
#[cfg(test)]
mod tests;
mod trace;

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

pub use trace::{Call, Callee, Demand, Demanded, Step, Trace, root};

use super::form::Program;
use super::language::Language;
use super::library::Settings;
use super::value::{CallId, Kind, Map, ObjectId, Reason, Symbol, Value};
use crate::response::Response;
use crate::source::{Diagnostic, Level, Span};
use memory::{Memory, Object, ScopeId};
use module::{ModuleId, Modules};

/// Evaluates the programs of a response, from their entry points on.
#[must_use]
pub fn evaluate(response: &Response, programs: &[Program]) -> Trace {
    let mut evaluator = Evaluator {
        memory: Memory::default(),
        settings: Settings::read(response, programs),
        trace: Trace::default(),
        modules: Modules::default(),
        frames: Vec::new(),
        context: Vec::new(),
        at: Span { file: 0, start: 0, end: 0 },
        steps: 0,
        depth: 0,
        undecided: 0,
        tries: 0,
        thrown: false,
        exhausted: false,
        instantiated: BTreeSet::new(),
        demanded: HashSet::new(),
    };
    evaluator.run(response, programs);
    evaluator.trace
}

/// An evaluation at work.
pub(crate) struct Evaluator<'a> {
    pub(crate) memory: Memory,
    pub(crate) settings: Settings,
    pub(crate) trace: Trace,
    modules: Modules<'a>,
    /// The functions at work, outermost first; the first is a module.
    frames: Vec<Frame>,
    /// The loop turns and calls at work, outermost first.
    context: Vec<Step>,
    /// The statement at work.
    at: Span,
    steps: u32,
    depth: u32,
    /// How many conditions that could not be decided stand around what is at work.
    undecided: u32,
    /// How many `try` stand around it.
    tries: u32,
    /// Whether something is thrown and not yet caught.
    thrown: bool,
    /// Whether a limit ended the evaluation.
    exhausted: bool,
    /// The classes of which there are instances.
    instantiated: BTreeSet<ObjectId>,
    /// The places of the demands that are recorded.
    demanded: HashSet<(Span, Arc<str>)>,
}

/// A function or module at work.
struct Frame {
    module: ModuleId,
    /// The innermost scope.
    scope: ScopeId,
    /// The scope of the function itself.
    function: ScopeId,
    /// What `self` or `this` is.
    receiver: Option<Value>,
    /// The class in which the function stands.
    class: Option<ObjectId>,
    /// Names that it assigns outside itself.
    outer: Vec<Arc<str>>,
    /// What it returns under conditions that could not be decided.
    returns: Vec<Value>,
    /// What it yields.
    yields: Vec<Value>,
}

impl Frame {
    fn new(module: ModuleId, scope: ScopeId, receiver: Option<Value>, class: Option<ObjectId>) -> Self {
        let (outer, returns, yields) = (Vec::new(), Vec::new(), Vec::new());
        Self { module, scope, function: scope, receiver, class, outer, returns, yields }
    }
}

/// A call with its arguments evaluated.
#[derive(Clone, Debug)]
pub(crate) struct Invocation {
    /// The dotted path of what is called, if it is a library's.
    pub(crate) callee: Arc<str>,
    /// What the method belongs to, if it is a method.
    pub(crate) receiver: Option<Value>,
    /// Positional arguments.
    pub(crate) positional: Vec<Value>,
    /// Named arguments.
    pub(crate) named: Map,
    /// Whether it is written with `new`.
    pub(crate) construct: bool,
    /// The whole call.
    pub(crate) span: Span,
}

impl Invocation {
    /// A call with these positional arguments.
    pub(crate) fn of(positional: Vec<Value>, span: Span) -> Self {
        Self { callee: "".into(), receiver: None, positional, named: Map::new(), construct: false, span }
    }

    /// The argument of that name, or else the one at that position.
    pub(crate) fn argument(&self, position: usize, name: &str) -> Option<&Value> {
        self.named.get(name).or_else(|| self.positional.get(position))
    }

    /// The first positional argument.
    pub(crate) fn first(&self) -> Option<&Value> {
        self.positional.first()
    }
}

impl Evaluator<'_> {
    /// The language of the module at work.
    pub(crate) fn language(&self) -> &'static Language {
        self.frame().map_or(&super::language::PYTHON, |frame| self.modules.language(frame.module))
    }

    fn frame(&self) -> Option<&Frame> {
        self.frames.last()
    }

    /// Does something in a frame of its own.
    fn in_frame<T>(
        &mut self,
        module: ModuleId,
        scope: ScopeId,
        receiver: Option<Value>,
        class: Option<ObjectId>,
        act: impl FnOnce(&mut Self) -> T,
    ) -> T {
        self.frames.push(Frame::new(module, scope, receiver, class));
        let result = act(self);
        self.frames.pop();
        result
    }

    /// Counts steps; `false` when the limit is reached.
    pub(crate) fn spend(&mut self, steps: usize) -> bool {
        self.steps = self.steps.saturating_add(steps.min(u32::MAX as usize) as u32);
        if self.steps > limits::STEPS {
            self.exhaust("steps");
        } else if self.memory.len() > limits::OBJECTS {
            self.exhaust("memory");
        }
        !self.exhausted
    }

    /// Ends the evaluation for want of something.
    fn exhaust(&mut self, what: &str) {
        if !self.exhausted {
            self.exhausted = true;
            self.warn(format!("evaluation ends here: the limit of {what} is reached"), self.at);
        }
    }

    /// Says that something was not understood.
    pub(crate) fn warn(&mut self, message: impl Into<String>, span: Span) {
        let diagnostic = Diagnostic::new(Level::Warning, message, span);
        if !self.trace.diagnostics.contains(&diagnostic) {
            self.trace.diagnostics.push(diagnostic);
        }
    }

    /// Records that the code counts on something; `about` tells several demands of one place apart.
    pub(crate) fn demand(&mut self, of: Demanded, about: &Arc<str>, span: Span) {
        if self.trace.demands.len() < limits::RECORDED && self.demanded.insert((span, Arc::clone(about))) {
            let conditional = self.undecided > 0 || self.tries > 0;
            self.trace.demands.push(Demand { of, span, conditional });
        }
    }

    /// Records a call of something outside the response, and gives what stands for its result.
    pub(crate) fn record(&mut self, callee: Callee, invocation: &Invocation) -> Value {
        let span = invocation.span;
        if self.trace.calls.len() >= limits::RECORDED {
            self.exhaust("recorded calls");
            return Value::unknown(Reason::Limit, span);
        }
        let positional = invocation.positional.iter().map(|value| self.frozen(value)).collect();
        let named = invocation.named.iter().map(|(name, value)| (Arc::clone(name), self.frozen(value))).collect();
        let names_class = match &callee {
            Callee::External(path) => (self.language().makes)(path.rsplit('.').next().unwrap_or(path)),
            Callee::Method(..) | Callee::Assignment(..) => false,
        };
        self.trace.calls.push(Call {
            callee,
            constructs: invocation.construct || names_class,
            positional,
            named,
            span,
            names: Vec::new(),
            context: self.context.clone(),
            owner: self.owner(),
            conditional: self.undecided > 0,
        });
        Value::new(Kind::Symbol(Symbol::Result(CallId(self.trace.calls.len() as u32 - 1))), span)
    }

    /// The call that made the instance in whose methods something happens.
    fn owner(&self) -> Option<CallId> {
        self.frames.iter().rev().find_map(|frame| self.made_by(frame.receiver.as_ref()?))
    }

    /// The call that made a value: the one whose result it is, or that of the base class of an instance.
    fn made_by(&self, value: &Value) -> Option<CallId> {
        match &value.kind {
            Kind::Symbol(Symbol::Result(id)) => Some(*id),
            Kind::Object(id) => match self.memory.object(*id) {
                Some(Object::Instance(instance)) => self.made_by(instance.base.as_ref()?),
                _ => None,
            },
            _ => None,
        }
    }

    /// Notes that the result of a call is assigned to a variable, field or key of that name.
    fn note_name(&mut self, value: &Value, name: &Arc<str>) {
        if let Kind::OneOf(alternatives) = &value.kind {
            return alternatives.iter().for_each(|alternative| self.note_name(alternative, name));
        }
        if let Some(id) = self.made_by(value)
            && let Some(call) = self.trace.calls.get_mut(id.0 as usize)
            && !call.names.contains(name)
        {
            call.names.push(Arc::clone(name));
        }
    }

    /// The dotted path by which a library knows a symbol: that of a class for its instances, with the members behind it.
    pub(crate) fn path_of(&self, symbol: &Symbol) -> Option<Arc<str>> {
        let mut symbol = symbol;
        let mut members = Vec::new();
        // What is longer is no path that a library knows.
        for _ in 0..limits::MEMBERS {
            let path = match symbol {
                Symbol::External(path) => path,
                Symbol::Result(id) => match &self.trace.call(*id)?.callee {
                    Callee::External(path) => path,
                    Callee::Method(receiver, name) => {
                        members.push(format!(".{name}"));
                        symbol = receiver;
                        continue;
                    }
                    Callee::Assignment(..) => return None,
                },
                Symbol::Member(object, name) => {
                    members.push(format!(".{name}"));
                    symbol = object;
                    continue;
                }
                Symbol::Element(object, _) => {
                    members.push("[]".to_owned());
                    symbol = object;
                    continue;
                }
            };
            if members.is_empty() {
                return Some(Arc::clone(path));
            }
            members.push(path.to_string());
            return Some(members.iter().rev().map(String::as_str).collect::<String>().into());
        }
        None
    }
}

/// Whether a name is that of a class in every language that is read: `Queue`, `VPC`, but not `getRegion` or `T`.
pub(crate) fn is_class_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_uppercase())
}
