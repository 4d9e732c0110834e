//! From resource blocks to declarations and instances.

use std::collections::HashMap;
use std::sync::Arc;

use super::body::written;
use super::evaluator::{Evaluator, RunId};
use super::module::text;
use super::providers::with_default_tags;
use super::scope::Scope;
use super::turns::Turn;
use crate::catalog::schema;
use crate::dialect::{Findings, Instance, Vocabulary};
use crate::program::form::Block;
use crate::program::value::{Kind, Map, Value};
use crate::source::{Diagnostic, Level, Span};
use crate::stack::{Declaration, Tool};

/// How often a module is called, as far as that is known.
#[derive(Clone, Copy)]
pub(super) struct Calls {
    count: Option<u32>,
    conditional: bool,
}

impl Calls {
    pub(super) const ONCE: Self = Self { count: Some(1), conditional: false };
    const NEVER: Self = Self { count: Some(0), conditional: false };

    /// How often something exists that each call has in this turn.
    fn of(self, turn: &Turn) -> Self {
        let count = self.count.zip(turn.count).map(|(calls, turns)| calls.saturating_mul(turns));
        Self { count, conditional: self.conditional || turn.conditional }
    }
}

/// Collects what runs of modules declare.
pub(super) struct Collector<'e, 'a> {
    pub(super) evaluator: &'e mut Evaluator<'a>,
    pub(super) findings: &'e mut Findings,
    /// The declarations that were found already, by where they stand: a module that is called twice declares once.
    pub(super) declared: &'e mut HashMap<Span, usize>,
}

impl<'a> Collector<'_, 'a> {
    /// What a run and the runs that it calls declare.
    pub(super) fn run(&mut self, run: RunId, calls: Calls) {
        let module = self.evaluator.module(run);
        for (address, block) in &module.resources {
            self.resource(run, address, block, calls);
        }
        for (name, block) in &module.calls {
            self.call(run, name, block, calls);
        }
    }

    fn call(&mut self, run: RunId, name: &str, block: &'a Block, calls: Calls) {
        if self.evaluator.called_directory(run, block).is_none() {
            let source = text(&block.body, "source").unwrap_or("a computed source");
            let message = format!("module {name} ({source}) is not in the response: what it creates is not known");
            self.findings.diagnostics.push(Diagnostic::new(Level::Warning, message, block.span));
            return;
        }
        let turns = self.evaluator.turns(run, block);
        for turn in turns.iter() {
            if let Some(child) = self.evaluator.child(run, block, turn) {
                self.run(child, calls.of(turn));
            }
        }
        // What is never called is declared nevertheless.
        if turns.is_empty()
            && let Some(child) = self.evaluator.child(run, block, &Turn::single())
        {
            self.run(child, Calls::NEVER);
        }
    }

    fn resource(&mut self, run: RunId, address: &str, block: &'a Block, calls: Calls) {
        let Some(kind) = block.labels.first() else { return };
        let address = format!("{}{address}", self.evaluator.run(run).prefix);
        let turns = self.evaluator.turns(run, block);
        let declaration = self.declaration(kind, &address, block, calls, &turns);
        let takes_tags = schema::terraform(kind).is_some_and(|object| object.member("tags").is_some());
        for turn in turns.iter() {
            let exists = calls.of(turn);
            if exists.count == Some(0) {
                continue;
            }
            let mut properties = self.properties(run, block, turn);
            if takes_tags && let Some(tags) = self.evaluator.default_tags(run, block) {
                with_default_tags(&mut properties, &tags);
            }
            self.findings.instances.push(Instance {
                declaration,
                address: format!("{address}{}", turn.suffix).into(),
                vocabulary: Vocabulary::Terraform,
                kind: Arc::clone(kind),
                count: exists.count,
                conditional: exists.conditional,
                implied_by: None,
                properties,
                span: block.span,
            });
        }
    }

    /// The index of the declaration of a block; a further run of its module adds to its count.
    fn declaration(&mut self, kind: &Arc<str>, address: &str, block: &Block, calls: Calls, turns: &[Turn]) -> usize {
        let count = turns.iter().map(|turn| calls.of(turn)).try_fold(0_u32, |sum, exists| {
            // What may or may not exist cannot be counted.
            let count = exists.count.filter(|_| !exists.conditional)?;
            Some(sum.saturating_add(count))
        });
        if let Some(&index) = self.declared.get(&block.span) {
            let declaration = &mut self.findings.declarations[index];
            declaration.count = declaration.count.zip(count).map(|(before, more)| before.saturating_add(more));
            return index;
        }
        let index = self.findings.declarations.len();
        self.declared.insert(block.span, index);
        self.findings.declarations.push(Declaration {
            declared_as: Arc::clone(kind),
            address: address.into(),
            count,
            span: block.span,
            tool: Tool::Terraform,
        });
        index
    }

    /// The settings of a resource in one of its turns; what tells Terraform how to treat it stands among them.
    fn properties(&mut self, run: RunId, block: &Block, turn: &Turn) -> Map {
        let mut properties = Scope::in_turn(self.evaluator, run, turn).settings(&block.body);
        for name in ["count", "for_each"] {
            properties.shift_remove(name);
        }
        if let Some(provider) = block.body.attribute("provider") {
            let value = Value::text(written(&provider.value), provider.value.span);
            properties.insert("provider".into(), value);
        }
        if let Some(lifecycle) = properties.get_mut("lifecycle")
            && let Kind::List(blocks) = &lifecycle.kind
            && let [single] = blocks.as_slice()
        {
            *lifecycle = single.clone();
        }
        properties
    }
}
