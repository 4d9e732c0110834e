//! The values of a configuration: variables, locals, outputs, each worked out when it is first asked for.
//!
//! A module can be called several times, with other arguments each time. One such call is a run.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use indexmap::IndexMap;

use super::directories::{Directory, find};
use super::module::{Module, text};
use super::scope::Scope;
use super::turns::Turn;
use crate::dialect::Source;
use crate::program::expression::{Environment, evaluate};
use crate::program::form::{Block, Expression};
use crate::program::value::{Provenance, Reason, Value};
use crate::source::{Diagnostic, Level, Span};

/// How many steps the evaluation of one response may take. Chosen because the largest real answers take some ten thousand.
const MOST_STEPS: u32 = 500_000;

/// How deep evaluation may nest: expressions in expressions, locals that need locals. Chosen because real answers stay
/// below 60, and this depth fits into the stack of a thread.
const DEEPEST: u32 = 200;

/// How many runs of modules there may be. Chosen because real answers have some dozen.
const MOST_RUNS: usize = 500;

/// How many calls deep modules may nest: a module that calls itself has no end.
const DEEPEST_CALL: usize = 8;

/// Index of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct RunId(usize);

/// One call of a module, or the root module.
pub(super) struct Run<'a> {
    /// Index of its directory.
    pub(super) directory: usize,
    /// What stands before the addresses of what it declares: `module.network.`, nothing for the root.
    pub(super) prefix: Arc<str>,
    /// Where it is called; `None` for the root.
    pub(super) caller: Option<Caller<'a>>,
    /// The values that files give to the root's variables.
    pub(super) given: Rc<IndexMap<Arc<str>, Given<'a>>>,
    pub(super) turns: HashMap<Span, Rc<[Turn]>>,
    /// Variables, locals and outputs that were asked for, by their address; `None` while they are being worked out.
    values: HashMap<String, Option<Value>>,
    children: HashMap<(Span, Arc<str>), RunId>,
}

/// Where a module is called.
#[derive(Clone)]
pub(super) struct Caller<'a> {
    pub(super) run: RunId,
    pub(super) block: &'a Block,
    pub(super) turn: Turn,
}

/// A value that a file gives to a variable.
#[derive(Clone)]
pub(super) struct Given<'a> {
    pub(super) value: &'a Expression,
    /// Whether it is only an example.
    pub(super) example: bool,
}

/// What a reference leads to.
#[derive(Clone)]
pub(super) struct Target<'a> {
    pub(super) run: RunId,
    pub(super) block: &'a Block,
    pub(super) turn: Option<Turn>,
}

/// Works out the values of all runs.
pub(super) struct Evaluator<'a> {
    pub(super) source: &'a Source<'a>,
    pub(super) directories: &'a [Directory<'a>],
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What the references that were made lead to, by address.
    pub(super) targets: HashMap<Arc<str>, Target<'a>>,
    /// How many `try` and `can` are being worked out: what fails in them is no mistake.
    pub(super) tolerance: u32,
    runs: Vec<Run<'a>>,
    steps: u32,
    depth: u32,
}

impl<'a> Evaluator<'a> {
    pub(super) fn new(source: &'a Source<'a>, directories: &'a [Directory<'a>]) -> Self {
        Self {
            source,
            directories,
            diagnostics: Vec::new(),
            targets: HashMap::new(),
            tolerance: 0,
            runs: Vec::new(),
            steps: 0,
            depth: 0,
        }
    }

    /// Begins a run of the root module in that directory.
    pub(super) fn root(&mut self, directory: usize, prefix: &str, given: IndexMap<Arc<str>, Given<'a>>) -> RunId {
        self.add_run(directory, prefix.into(), None, Rc::new(given))
    }

    fn add_run(
        &mut self,
        directory: usize,
        prefix: Arc<str>,
        caller: Option<Caller<'a>>,
        given: Rc<IndexMap<Arc<str>, Given<'a>>>,
    ) -> RunId {
        let (turns, values, children) = (HashMap::new(), HashMap::new(), HashMap::new());
        self.runs.push(Run { directory, prefix, caller, given, turns, values, children });
        RunId(self.runs.len() - 1)
    }

    pub(super) fn run(&self, run: RunId) -> &Run<'a> {
        &self.runs[run.0]
    }

    pub(super) fn run_mut(&mut self, run: RunId) -> &mut Run<'a> {
        &mut self.runs[run.0]
    }

    pub(super) fn module(&self, run: RunId) -> &'a Module<'a> {
        &self.directories[self.run(run).directory].module
    }

    /// Reports what Terraform would refuse.
    pub(super) fn report(&mut self, message: String, span: Span) {
        self.note(Level::Error, message, span);
    }

    pub(super) fn note(&mut self, level: Level, message: String, span: Span) {
        let diagnostic = Diagnostic::new(level, message, span);
        if self.tolerance == 0 && !self.diagnostics.contains(&diagnostic) {
            self.diagnostics.push(diagnostic);
        }
    }

    pub(super) fn step(&mut self) -> bool {
        self.steps += 1;
        self.steps <= MOST_STEPS
    }

    pub(super) fn descend(&mut self) -> bool {
        let deeper = self.depth < DEEPEST;
        self.depth += u32::from(deeper);
        deeper
    }

    pub(super) fn ascend(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// The value of an expression in a run, outside any repeated block.
    pub(super) fn value_of(&mut self, run: RunId, expression: &Expression) -> Value {
        evaluate(expression, &mut Scope::new(self, run))
    }

    /// The same, and where it refers to what a resource says of itself, that.
    pub(super) fn operand_of(&mut self, run: RunId, expression: &Expression) -> Value {
        let mut scope = Scope::new(self, run);
        let value = evaluate(expression, &mut scope);
        scope.operand(&value)
    }

    /// A value that is worked out once. One that depends on itself is a mistake.
    pub(super) fn once(
        &mut self,
        run: RunId,
        address: String,
        span: Span,
        work: impl FnOnce(&mut Self) -> Value,
    ) -> Value {
        match self.run(run).values.get(&address) {
            Some(Some(value)) => return value.clone(),
            Some(None) => {
                let message = format!("{address} depends on itself");
                self.report(message.clone(), span);
                return Value::unknown(Reason::Invalid(message.into()), span);
            }
            None => {}
        }
        self.run_mut(run).values.insert(address.clone(), None);
        // That somebody who asks for it tolerates failures makes no difference to it.
        let tolerance = std::mem::take(&mut self.tolerance);
        let value = if self.descend() {
            let value = work(self);
            self.ascend();
            value
        } else {
            Value::unknown(Reason::Limit, span)
        };
        self.tolerance = tolerance;
        self.run_mut(run).values.insert(address, Some(value.clone()));
        value
    }

    /// A variable. One that is given but not declared is taken as it is: its declaration is not in the response.
    pub(super) fn variable(&mut self, run: RunId, name: &str, span: Span) -> Value {
        let block = self.module(run).variables.get(name).copied();
        let Run { caller, given, .. } = self.run(run);
        let is_passed = caller.as_ref().is_some_and(|caller| caller.block.body.attribute(name).is_some());
        if block.is_none() && !is_passed && !given.contains_key(name) {
            return undefined(&format!("var.{name}"), span);
        }
        let at = block.map_or(span, |block| block.span.first());
        self.once(run, format!("var.{name}"), at, |evaluator| evaluator.input(run, name, block))
    }

    /// What a variable is given: an argument of the call, a value in a file, its default.
    fn input(&mut self, run: RunId, name: &str, block: Option<&'a Block>) -> Value {
        let setting = |name: &str| Some(&block?.body.attribute(name)?.value);
        let (kind, default) = (setting("type"), setting("default"));
        let argument = match self.run(run).caller.clone() {
            Some(caller) => {
                let argument = caller.block.body.attribute(name);
                argument.map(|argument| {
                    let mut scope = Scope::in_turn(self, caller.run, &caller.turn);
                    let value = evaluate(&argument.value, &mut scope);
                    scope.exported(&value)
                })
            }
            None => None,
        };
        let given = self.run(run).given.get(name).cloned();
        let argument = argument.filter(|value| !value.is_null() || default.is_none());
        // What a file gives is as open to choice as a default.
        let (value, is_default) = match (argument, given, default) {
            (Some(argument), _, _) => (argument, false),
            (None, Some(given), _) if !given.example => (self.value_of(run, given.value), true),
            (None, _, Some(default)) => (self.value_of(run, default), true),
            (None, Some(example), None) => (self.value_of(run, example.value), true),
            (None, None, None) => return Value::unknown(Reason::Input(name.into()), block.map(|block| block.span)),
        };
        let value = match kind {
            Some(kind) => self.converted(run, value, kind),
            None => value,
        };
        if is_default { value.with_provenance(Provenance::ResponseDefault) } else { value }
    }

    pub(super) fn local(&mut self, run: RunId, name: &str, span: Span) -> Value {
        let Some(&attribute) = self.module(run).locals.get(name) else {
            return undefined(&format!("local.{name}"), span);
        };
        self.once(run, format!("local.{name}"), attribute.span, |evaluator| evaluator.value_of(run, &attribute.value))
    }

    /// An output of a run.
    pub(super) fn output(&mut self, run: RunId, name: &str, span: Span) -> Value {
        let Some(value) = self.module(run).outputs.get(name).and_then(|block| block.body.attribute("value")) else {
            return undefined(&format!("output {name}"), span);
        };
        self.once(run, format!("output {name}"), value.span, |evaluator| {
            let mut scope = Scope::new(evaluator, run);
            let value = evaluate(&value.value, &mut scope);
            scope.exported(&value)
        })
    }

    /// The run of a module that a block calls in one of its turns; `None` when its files are not in the response.
    pub(super) fn child(&mut self, run: RunId, block: &'a Block, turn: &Turn) -> Option<RunId> {
        let key = (block.span, Arc::clone(&turn.suffix));
        if let Some(&child) = self.run(run).children.get(&key) {
            return Some(child);
        }
        let directory = self.called_directory(run, block)?;
        if self.runs.len() >= MOST_RUNS || self.call_depth(run) >= DEEPEST_CALL {
            return None;
        }
        let name = block.labels.first()?;
        let prefix = format!("{}module.{name}{}.", self.run(run).prefix, turn.suffix);
        let caller = Caller { run, block, turn: turn.clone() };
        let child = self.add_run(directory, prefix.into(), Some(caller), Rc::default());
        self.run_mut(run).children.insert(key, child);
        Some(child)
    }

    /// The directory of the module that a block calls, if it is in the response.
    pub(super) fn called_directory(&self, run: RunId, block: &Block) -> Option<usize> {
        let from = &self.directories[self.run(run).directory].path;
        find(self.directories, from, text(&block.body, "source")?)
    }

    fn call_depth(&self, run: RunId) -> usize {
        std::iter::successors(self.run(run).caller.as_ref(), |caller| self.run(caller.run).caller.as_ref()).count()
    }
}

/// A name that nothing in the response defines. That it is a mistake, the check of all references says.
pub(super) fn undefined(name: &str, span: Span) -> Value {
    Value::unknown(Reason::Undefined(name.into()), span)
}
