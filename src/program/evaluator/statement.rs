//! Statements: what they do, and where control goes from there.

use std::sync::Arc;

use super::environment::Binding;
use super::memory::{Changes, Object};
use super::{Evaluator, limits};
use crate::program::expression::{self, Environment};
use crate::program::form::{Class, Expression, ExpressionKind, Function, Pattern, Statement, StatementKind};
use crate::program::operators;
use crate::program::value::{Kind, Reason, Symbol, Value};
use crate::source::Span;

/// Where control goes after a statement.
#[derive(Clone, Debug)]
pub(super) enum Flow {
    /// To the next one.
    Next,
    /// Out of the function.
    Return(Value),
    /// Out of the loop.
    Break,
    /// To the next turn of the loop.
    Continue,
    /// To the nearest handler.
    Throw,
}

impl Evaluator<'_> {
    /// Runs the statements of a function, module or class.
    pub(super) fn execute_body(&mut self, statements: &[Statement]) -> Flow {
        if self.language().hoists {
            self.hoist(statements);
        }
        for statement in statements {
            match self.execute(statement) {
                Flow::Next => {}
                flow => return flow,
            }
        }
        Flow::Next
    }

    /// Defines what can be used above the place where it stands: functions, and in some languages classes and imports too.
    fn hoist(&mut self, statements: &[Statement]) {
        let shares_names = self.language().shares_names;
        let mut classes = Vec::new();
        for statement in statements {
            match &statement.kind {
                StatementKind::Function(function) => self.define_function(function, statement.span),
                StatementKind::Import(import) if shares_names => self.execute_import(import, statement.span),
                StatementKind::Class(class) if shares_names => classes.push(class),
                _ => {}
            }
        }
        // A class comes after those that it extends, wherever they stand.
        while !classes.is_empty() {
            let extends_later = |class: &Arc<Class>| {
                let later = |base: &Expression| {
                    classes.iter().any(|other| {
                    matches!(&base.kind, ExpressionKind::Name(name) if *name == other.name && *name != class.name)
                })
                };
                class.bases.iter().any(later)
            };
            let next = classes.iter().position(|class| !extends_later(class)).unwrap_or(0);
            let class = classes.remove(next);
            let value = self.define_class(class);
            self.declare(&class.name, value);
        }
    }

    /// Runs the statements of a block, in a scope of its own where the language has it so.
    fn execute_block(&mut self, statements: &[Statement]) -> Flow {
        if !self.language().blocks_have_scopes {
            return self.execute_body(statements);
        }
        self.push_scope();
        let flow = self.execute_body(statements);
        self.pop_scope();
        flow
    }

    fn execute(&mut self, statement: &Statement) -> Flow {
        if !self.step() || !self.descend() {
            return Flow::Next;
        }
        self.at = statement.span;
        let flow = self.execute_kind(&statement.kind, statement.span);
        self.ascend();
        if std::mem::take(&mut self.thrown) { Flow::Throw } else { flow }
    }

    fn execute_kind(&mut self, kind: &StatementKind, span: Span) -> Flow {
        match kind {
            StatementKind::Expression(expression) => {
                expression::evaluate(expression, self);
            }
            StatementKind::Assign { target, value, declares } => {
                self.execute_assign(target, value.as_ref(), *declares, span);
            }
            StatementKind::Update(operator, target, value) => self.execute_update(*operator, target, value, span),
            StatementKind::If(condition, then, otherwise) => return self.execute_if(condition, then, otherwise),
            StatementKind::ForEach(target, source, body) => return self.execute_for_each(target, source, body, span),
            StatementKind::For(ends, condition, body) => return self.execute_for(ends, condition.as_ref(), body, span),
            StatementKind::While(condition, body, body_first) => {
                return self.execute_while(Some(condition), body, None, *body_first, span);
            }
            StatementKind::Return(value) => {
                let value = value.as_ref().map_or_else(Value::null, |value| expression::evaluate(value, self));
                return Flow::Return(value);
            }
            StatementKind::Break => return Flow::Break,
            StatementKind::Continue => return Flow::Continue,
            StatementKind::Function(function) => self.define_function(function, span),
            StatementKind::Class(_) | StatementKind::Import(_) if self.language().shares_names => {}
            StatementKind::Class(class) => {
                let value = self.define_class(class);
                self.declare(&class.name, value);
            }
            StatementKind::Import(import) => self.execute_import(import, span),
            // Files of one package see one another by the language's rule, whatever the package is called.
            StatementKind::Package(_) => {}
            StatementKind::Export(names, from) => self.execute_export(names, from.as_ref()),
            StatementKind::ExportDefault(value) => {
                let value = expression::evaluate(value, self);
                self.declare(&"default".into(), value);
            }
            StatementKind::Try(body, handlers, last) => return self.execute_try(body, handlers, last),
            StatementKind::Throw(value) => return self.execute_throw(value.as_ref(), span),
            StatementKind::Switch(subject, cases, falls_through) => {
                return self.execute_switch(subject, cases, *falls_through);
            }
            StatementKind::Block(body) => return self.execute_block(body),
            StatementKind::Outer(names) => {
                if let Some(frame) = self.frames.last_mut() {
                    frame.outer.extend(names.iter().cloned());
                }
            }
            // The front end has said where code does not parse.
            StatementKind::Unsupported("ERROR") => {}
            StatementKind::Unsupported(kind) => self.warn(format!("code that is not understood: {kind}"), span),
        }
        Flow::Next
    }

    /// Binds a name in the innermost scope.
    fn declare(&mut self, name: &Arc<str>, value: Value) {
        if let Some(scope) = self.frame().map(|frame| frame.scope) {
            self.memory.set(scope, name, value);
        }
    }

    fn define_function(&mut self, function: &Arc<Function>, span: Span) {
        let Some(name) = function.name.clone() else { return };
        let value = self.lambda(function, span);
        self.declare(&name, value);
    }

    fn execute_assign(&mut self, target: &Pattern, value: Option<&Expression>, declares: bool, span: Span) {
        let how = match (declares, self.frame().map(|frame| frame.scope)) {
            (true, Some(scope)) => Binding::Declaration(scope),
            _ => Binding::Assignment,
        };
        match value {
            Some(value) => {
                let value = expression::evaluate(value, self);
                self.bind_in(target, value, how);
            }
            None if declares => self.bind_in(target, Value::new(Kind::Null, span), how),
            None => {}
        }
    }

    /// `target += value`; a list grows in place, whoever shares it.
    fn execute_update(
        &mut self,
        operator: crate::program::form::Binary,
        target: &Expression,
        value: &Expression,
        span: Span,
    ) {
        let before = expression::evaluate(target, self);
        let more = expression::evaluate(value, self);
        if let (Kind::Object(id), Some(items)) = (&before.kind, self.items(&more))
            && let Some(Object::List(list)) = self.memory.change(*id)
        {
            Arc::make_mut(list).extend(items);
            return;
        }
        let (before, more) = (self.unfold(&before), self.unfold(&more));
        let after = self.made(operators::binary(operator, &before, &more, span));
        self.assign_place(target, after);
    }

    fn execute_if(&mut self, condition: &Expression, then: &[Statement], otherwise: &[Statement]) -> Flow {
        let condition = expression::evaluate(condition, self);
        match self.truth(&condition) {
            Some(true) => self.execute_block(then),
            Some(false) => self.execute_block(otherwise),
            None => self.execute_branches(&[then, otherwise]),
        }
    }

    /// Follows several branches of which one happens, and brings together what they leave behind.
    fn execute_branches(&mut self, branches: &[&[Statement]]) -> Flow {
        let mut ends: Vec<(Flow, Changes)> = Vec::with_capacity(branches.len());
        let undecided = self.undecided;
        let mut leaves_perhaps = false;
        for branch in branches {
            self.memory.begin_branch();
            self.undecided = undecided + 1;
            let flow = self.execute_block(branch);
            leaves_perhaps |= self.undecided > undecided + 1 && !matches!(flow, Flow::Throw);
            ends.push((flow, self.memory.end_branch()));
        }
        self.undecided = undecided + u32::from(leaves_perhaps);
        // A branch that throws is not the one that happens: the response is meant to deploy.
        if ends.iter().any(|(flow, _)| !matches!(flow, Flow::Throw)) {
            ends.retain(|(flow, _)| !matches!(flow, Flow::Throw));
        }
        let stays = ends.iter().any(|(flow, _)| matches!(flow, Flow::Next));
        let (flows, mut changes): (Vec<_>, Vec<_>) = ends.into_iter().unzip();
        if stays {
            for (flow, change) in flows.iter().zip(&mut changes) {
                if matches!(flow, Flow::Return(_)) {
                    change.forget_variables();
                }
            }
        }
        let size = self.memory.merge(changes);
        self.spend(size);
        self.join_flows(flows)
    }

    /// Where control goes after branches of which one happens: what some of them return is kept, and if one goes on,
    /// the rest of the function, loop or turn happens under a condition that could not be decided.
    fn join_flows(&mut self, flows: Vec<Flow>) -> Flow {
        let mut returned = Vec::new();
        let mut others: Vec<Flow> = Vec::new();
        for flow in flows {
            match flow {
                Flow::Return(value) => returned.push(value),
                other => others.push(other),
            }
        }
        let Some(first) = others.first() else {
            let span = returned.first().and_then(|value| value.span);
            return Flow::Return(Value::one_of(returned, span));
        };
        let all_alike = others.iter().all(|other| std::mem::discriminant(other) == std::mem::discriminant(first));
        let next = if all_alike { first.clone() } else { Flow::Next };
        if (!returned.is_empty() || !all_alike) && matches!(next, Flow::Next) {
            self.undecided += 1;
        }
        if let Some(frame) = self.frames.last_mut() {
            frame.returns.extend(returned);
        }
        next
    }

    fn execute_for_each(&mut self, target: &Pattern, source: &Expression, body: &[Statement], span: Span) -> Flow {
        let collection = expression::evaluate(source, self);
        let undecided = self.undecided;
        let Some(entries) = self.entries(&collection) else {
            let flow = self.execute_unknown_turns(target, &collection, body, span);
            self.undecided = undecided;
            return flow;
        };
        let mut result = Flow::Next;
        for (turn, (key, value)) in entries.into_iter().enumerate() {
            if turn >= limits::TURNS {
                self.warn(format!("this loop ends here after {} turns", limits::TURNS), span);
                break;
            }
            if !self.step() {
                break;
            }
            self.enter_turn(source.span, Some(&key));
            let in_turn = self.undecided;
            let flow = self.execute_turn(target, &collection, (key, value), body);
            self.leave_turn();
            match flow {
                Flow::Next | Flow::Continue => {}
                Flow::Break => break,
                other => {
                    result = other;
                    break;
                }
            }
            // What came under a condition for the rest of the turn ends with it.
            self.undecided = in_turn;
        }
        self.undecided = undecided;
        result
    }

    fn execute_turn(
        &mut self,
        target: &Pattern,
        collection: &Value,
        (key, value): (Value, Value),
        body: &[Statement],
    ) -> Flow {
        let scoped = self.language().blocks_have_scopes;
        if scoped {
            self.push_scope();
        }
        let how = match self.frame().map(|frame| frame.scope) {
            Some(scope) => Binding::Parameter(if scoped { scope } else { self.function_scope().unwrap_or(scope) }),
            None => Binding::Assignment,
        };
        match target {
            Pattern::Entry(key_pattern, value_pattern) => {
                self.bind_in(key_pattern, key, how);
                self.bind_in(value_pattern, value, how);
            }
            target => self.bind_in(target, self.walked(collection, key, value), how),
        }
        let flow = self.execute_body(body);
        if scoped {
            self.pop_scope();
        }
        flow
    }

    fn function_scope(&self) -> Option<super::memory::ScopeId> {
        self.frame().map(|frame| frame.function)
    }

    /// The body of a loop over a collection that is not known runs once, for all of its turns.
    fn execute_unknown_turns(&mut self, target: &Pattern, collection: &Value, body: &[Statement], span: Span) -> Flow {
        if collection.is_null() {
            return Flow::Next;
        }
        let turn = self.unknown_turn(collection, span);
        self.enter_turn(span, None);
        let flow = self.execute_turn(target, collection, turn, body);
        self.leave_turn();
        match flow {
            Flow::Return(value) => {
                if let Some(frame) = self.frames.last_mut() {
                    frame.returns.push(value);
                }
                Flow::Next
            }
            _ => Flow::Next,
        }
    }

    fn execute_for(
        &mut self,
        ends: &[Option<Statement>; 2],
        condition: Option<&Expression>,
        body: &[Statement],
        span: Span,
    ) -> Flow {
        let [start, step] = ends;
        self.push_scope();
        if let Some(start) = start {
            self.execute(start);
        }
        let flow = self.execute_while(condition, body, step.as_ref(), false, span);
        self.pop_scope();
        flow
    }

    fn execute_while(
        &mut self,
        condition: Option<&Expression>,
        body: &[Statement],
        step: Option<&Statement>,
        body_first: bool,
        span: Span,
    ) -> Flow {
        let undecided = self.undecided;
        let mut result = Flow::Next;
        for turn in 0_usize.. {
            if turn >= limits::TURNS {
                self.warn(format!("this loop ends here after {} turns", limits::TURNS), span);
                break;
            }
            if !self.step() {
                break;
            }
            let holds = match condition {
                Some(_) if body_first && turn == 0 => Some(true),
                Some(condition) => {
                    let condition = expression::evaluate(condition, self);
                    self.truth(&condition)
                }
                None => Some(true),
            };
            if holds == Some(false) {
                break;
            }
            // A loop of which it is not known how often it runs, runs once, for all of its turns.
            let key = holds.map(|_| Value::number(turn as f64, None));
            self.enter_turn(span, key.as_ref());
            let flow = self.execute_block(body);
            self.leave_turn();
            match flow {
                Flow::Break => break,
                Flow::Next | Flow::Continue => {}
                other => {
                    result = other;
                    break;
                }
            }
            let leaves_perhaps = self.undecided > undecided;
            self.undecided = undecided;
            if holds.is_none() || (leaves_perhaps && condition.is_none_or(is_literal)) {
                break;
            }
            if let Some(step) = step {
                self.execute(step);
            }
        }
        self.undecided = undecided;
        result
    }

    /// The first handler runs only if the body throws for certain.
    fn execute_try(
        &mut self,
        body: &[Statement],
        handlers: &[(Option<Arc<str>>, Vec<Statement>)],
        last: &[Statement],
    ) -> Flow {
        self.tries += u32::from(!handlers.is_empty());
        let mut flow = self.execute_block(body);
        self.tries -= u32::from(!handlers.is_empty());
        if let (Flow::Throw, Some((name, handler))) = (&flow, handlers.first()) {
            if let Some(name) = name {
                let caught = Value::unknown(Reason::Unsupported("an exception".into()), self.at);
                self.assign_name(name, caught);
            }
            flow = self.execute_block(handler);
        }
        match self.execute_block(last) {
            Flow::Next => flow,
            other => other,
        }
    }

    /// What nothing catches would end the program; as it is meant to run, it is our reading that is at fault.
    fn execute_throw(&mut self, value: Option<&Expression>, span: Span) -> Flow {
        if let Some(value) = value {
            expression::evaluate(value, self);
        }
        let may_have_returned = self.frame().is_some_and(|frame| !frame.returns.is_empty());
        if self.tries > 0 || self.memory.in_branch() || may_have_returned {
            return Flow::Throw;
        }
        self.warn("the program would end here with an exception", span);
        Flow::Next
    }

    fn execute_switch(
        &mut self,
        subject: &Expression,
        cases: &[(Vec<Expression>, Vec<Statement>)],
        falls: bool,
    ) -> Flow {
        let subject = expression::evaluate(subject, self);
        let subject = self.frozen(&subject);
        let mut candidates: Vec<usize> = Vec::new();
        let mut decided = false;
        for (at, (tests, _)) in cases.iter().enumerate() {
            let mut matches = Some(false);
            for test in tests {
                let test = expression::evaluate(test, self);
                let test = self.frozen(&test);
                match operators::equal(&subject, &test) {
                    Some(true) => matches = Some(true),
                    None if matches == Some(false) => matches = None,
                    _ => {}
                }
            }
            match matches {
                Some(true) => {
                    candidates.push(at);
                    decided = true;
                    break;
                }
                None => candidates.push(at),
                Some(false) => {}
            }
        }
        let default = cases.iter().position(|(tests, _)| tests.is_empty());
        if !decided {
            candidates.extend(default);
        }
        let bodies: Vec<Vec<Statement>> = candidates.iter().map(|&at| case_body(cases, at, falls)).collect();
        let mut branches: Vec<&[Statement]> = bodies.iter().map(Vec::as_slice).collect();
        if !decided && default.is_none() && !branches.is_empty() {
            branches.push(&[]);
        }
        let flow = match branches.as_slice() {
            [] => Flow::Next,
            [only] => self.execute_block(only),
            several => self.execute_branches(several),
        };
        match flow {
            Flow::Break if falls => Flow::Next,
            other => other,
        }
    }
}

/// What runs when control enters a `switch` at that case: up to the first `break`, where cases fall through.
fn case_body(cases: &[(Vec<Expression>, Vec<Statement>)], at: usize, falls: bool) -> Vec<Statement> {
    let bodies = cases.iter().skip(at).map(|(_, body)| body);
    let mut statements = Vec::new();
    for body in bodies {
        for statement in body {
            if falls && matches!(statement.kind, StatementKind::Break) {
                return statements;
            }
            statements.push(statement.clone());
        }
        if !falls {
            break;
        }
    }
    statements
}

/// Whether a loop's condition always holds, so that only its body can end it.
fn is_literal(condition: &Expression) -> bool {
    use crate::program::form::ExpressionKind;
    matches!(condition.kind, ExpressionKind::Bool(_) | ExpressionKind::Number(_))
}

impl Evaluator<'_> {
    /// Something outside the response fails, if the program is ready for that: then what its handler does is what happens.
    pub(crate) fn fail_if_caught(&mut self) {
        self.thrown |= self.tries > 0;
    }

    /// What a loop binds in all turns over a collection that is not known: an index and an element of it.
    fn unknown_turn(&mut self, collection: &Value, span: Span) -> (Value, Value) {
        let unknown = Value::unknown(self.reason(collection), span);
        let element = match &collection.kind {
            Kind::Symbol(symbol) => {
                Value::new(Kind::Symbol(Symbol::Element(Arc::new(symbol.clone()), Arc::new(unknown.clone()))), span)
            }
            _ => unknown.clone(),
        };
        (unknown, element)
    }

    /// Does something once for all turns of a loop over a collection that is not known.
    pub(crate) fn all_turns<T>(
        &mut self,
        collection: &Value,
        span: Span,
        act: impl FnOnce(&mut Self, Value, Value) -> T,
    ) -> T {
        let (index, element) = self.unknown_turn(collection, span);
        self.enter_turn(span, None);
        let result = act(self, index, element);
        self.leave_turn();
        result
    }

    /// Does something for each turn of a loop that a library function makes: `map`, `forEach`.
    pub(crate) fn each_turn<T>(
        &mut self,
        site: Span,
        entries: Vec<(Value, Value)>,
        mut act: impl FnMut(&mut Self, Value, Value) -> T,
    ) -> Vec<T> {
        let mut results = Vec::with_capacity(entries.len().min(limits::TURNS));
        for (key, value) in entries.into_iter().take(limits::TURNS) {
            if !self.step() {
                break;
            }
            self.enter_turn(site, Some(&key));
            results.push(act(self, key, value));
            self.leave_turn();
        }
        results
    }
}
