//! The trace: every call of something outside the response, in the order in which the program makes them.

use std::sync::Arc;

use crate::program::value::{CallId, Map, Reason, Symbol, Value};
use crate::source::{Diagnostic, Span};

/// What an evaluation recorded. The dialects read it afterwards.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// Calls of libraries, in order; a [`CallId`] is an index into them.
    pub calls: Vec<Call>,
    /// What the code itself gives for inputs that nobody gives: the input, and the default.
    pub defaults: Vec<(Arc<str>, Value)>,
    /// What the program's entry file gives to others: names, values, and where.
    pub exports: Vec<(Arc<str>, Value, Span)>,
    /// What the code counts on, each once for a place.
    pub demands: Vec<Demand>,
    /// What was not understood, and which limits were reached.
    pub diagnostics: Vec<Diagnostic>,
}

/// Something that the code counts on, and that may not be there.
#[derive(Clone, Debug)]
pub struct Demand {
    /// What it counts on.
    pub of: Demanded,
    /// Where.
    pub span: Span,
    /// Whether only under a condition that could not be decided, or where an exception would be caught.
    pub conditional: bool,
}

/// What code may count on.
#[derive(Clone, Debug, PartialEq)]
pub enum Demanded {
    /// A name that nothing defines where it is used.
    Name(Arc<str>),
    /// A member of what a library gave, or of the library itself.
    Member(Symbol, Arc<str>),
    /// That a field of an instance can be assigned whose class extends that class of a library.
    Field(Arc<str>, Arc<str>),
    /// A module that would have to be a file of the response.
    File(Arc<str>),
    /// A name of a module of the response: the module, the name.
    Export(Arc<str>, Arc<str>),
    /// A method or field of an instance of one of the response's own classes: the class, the name, whether it is called.
    Own(Arc<str>, Arc<str>, bool),
    /// That a function of the response takes an argument of that name.
    Parameter(Arc<str>, Arc<str>),
    /// That a function of the response can do without these arguments.
    Arguments(Arc<str>, Vec<Arc<str>>),
}

/// One call of something outside the response. Its values hold nothing of the evaluator's heap.
#[derive(Clone, Debug)]
pub struct Call {
    /// What is called.
    pub callee: Callee,
    /// Whether it is written with `new`, or names a class.
    pub constructs: bool,
    /// Positional arguments.
    pub positional: Vec<Value>,
    /// Named arguments.
    pub named: Map,
    /// The whole call.
    pub span: Span,
    /// The variables, fields and keys that its result is assigned to, in that order.
    pub names: Vec<Arc<str>>,
    /// The loop turns and calls of the response's own functions in which it happens, outermost first.
    pub context: Vec<Step>,
    /// The call that made the instance in whose methods it happens: a component's, a stack's.
    pub owner: Option<CallId>,
    /// Whether it happens only under a condition that could not be decided.
    pub conditional: bool,
}

/// What a call calls.
#[derive(Clone, Debug, PartialEq)]
pub enum Callee {
    /// A function or class of a library, by its dotted path.
    External(Arc<str>),
    /// A method of what a library gave.
    Method(Symbol, Arc<str>),
    /// Not a call, but an assignment to a field of what a library gave, the value being the only argument.
    Assignment(Symbol, Arc<str>),
}

/// A step on the way to a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// A turn of the loop whose collection stands at `site`; without a key, all turns over a collection not known.
    Turn {
        /// Where the loop stands.
        site: Span,
        /// The index or key of the turn.
        key: Option<Arc<str>>,
    },
    /// A call of a function of the response.
    Call {
        /// Where the call stands.
        site: Span,
    },
}

impl Trace {
    /// The call of that id.
    #[must_use]
    pub fn call(&self, id: CallId) -> Option<&Call> {
        self.calls.get(id.0 as usize)
    }

    /// Every call with its id.
    pub fn iter(&self) -> impl Iterator<Item = (CallId, &Call)> {
        self.calls.iter().enumerate().map(|(index, call)| (CallId(index as u32), call))
    }
}

impl Call {
    /// The dotted path of what is called, if it is a library's own function or class.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        match &self.callee {
            Callee::External(path) => Some(path),
            Callee::Method(..) | Callee::Assignment(..) => None,
        }
    }

    /// The argument of that name, or else the one at that position.
    #[must_use]
    pub fn argument(&self, position: usize, name: &str) -> Option<&Value> {
        self.named.get(name).or_else(|| self.positional.get(position))
    }

    /// Whether it runs an unknown number of times.
    #[must_use]
    pub fn is_repeated(&self) -> bool {
        self.context.iter().any(|step| matches!(step, Step::Turn { key: None, .. }))
    }
}

/// The call from whose result a symbol comes.
#[must_use]
pub fn root(symbol: &Symbol) -> Option<CallId> {
    match symbol {
        Symbol::External(_) => None,
        Symbol::Result(id) => Some(*id),
        Symbol::Member(inner, _) | Symbol::Element(inner, _) => root(inner),
    }
}

/// The name of the input that a value stands for, if it is nothing but that.
pub(super) fn input_name(reason: &Reason) -> Option<&Arc<str>> {
    match reason {
        Reason::Input(name) | Reason::Unset(name) | Reason::Outside(name) => Some(name),
        _ => None,
    }
}
