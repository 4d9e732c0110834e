//! References to resources: to one of several instances, to all of them, and what they say of themselves.

use std::rc::Rc;
use std::sync::Arc;

use super::evaluator::{RunId, Target};
use super::scope::Scope;
use super::turns::Turn;
use crate::program::expression::{Environment, evaluate, key_text};
use crate::program::form::Block;
use crate::program::operators::first_reason;
use crate::program::terraform::{is_rest, rest};
use crate::program::value::{Kind, Reason, Reference, Value};
use crate::source::Span;

/// How many alternatives an index that is not known may choose from. Chosen because three subnets in a row are common, and
/// of more than these nothing is gained by telling them apart.
pub(super) const MOST_CHOICES: usize = 8;

impl<'a> Scope<'_, 'a> {
    /// A reference to a resource of this run.
    pub(super) fn resource(&mut self, address: &str, block: &'a Block, span: Span) -> Value {
        let address: Arc<str> = format!("{}{address}", self.evaluator.run(self.run).prefix).into();
        let target = Target { run: self.run, block, turn: None };
        self.evaluator.targets.entry(Arc::clone(&address)).or_insert(target);
        Value::new(Kind::Reference(Reference { address, attribute: None }), span)
    }

    /// An element of a resource that `count` or `for_each` repeats.
    pub(super) fn instance(&mut self, reference: &Reference, index: &Value, span: Span) -> Value {
        let instance =
            |suffix: &str| Reference { address: format!("{}{suffix}", reference.address).into(), attribute: None };
        let Some(target) = self.evaluator.targets.get(&reference.address).cloned() else {
            return Value::new(Kind::Reference(instance("")), span);
        };
        let turns = self.evaluator.turns(target.run, target.block);
        let made: Vec<_> = match index.as_text() {
            Some(_) => chosen(&turns, Some(index)).into_iter().collect(),
            None if turns.len() <= MOST_CHOICES => turns.iter().collect(),
            None => Vec::new(),
        };
        let made: Vec<_> = made
            .into_iter()
            .map(|turn| {
                let reference = instance(&turn.suffix);
                let target = Target { turn: Some(turn.clone()), ..target.clone() };
                self.evaluator.targets.entry(Arc::clone(&reference.address)).or_insert(target);
                Value::new(Kind::Reference(reference), span)
            })
            .collect();
        match suffix(index) {
            _ if !made.is_empty() => Value::one_of(made, span),
            Some(suffix) => {
                Value::unknown(Reason::Invalid(format!("there is no {}{suffix}", reference.address).into()), span)
            }
            None => Value::new(Kind::Reference(instance("")), span),
        }
    }

    /// What a resource says of itself under the attribute that a reference names, if it says it.
    fn written(&mut self, reference: &Reference) -> Option<Value> {
        let target = self.evaluator.targets.get(&reference.address)?.clone();
        let turns = self.evaluator.turns(target.run, target.block);
        let turn = match (target.turn, turns.as_ref()) {
            (Some(turn), _) => turn,
            (None, [turn]) if turn.suffix.is_empty() => turn.clone(),
            _ => return None,
        };
        let path = reference.attribute.as_deref()?;
        let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
        let expression = &target.block.body.attribute(name)?.value;
        if !self.evaluator.descend() {
            return None;
        }
        let value = evaluate(expression, &mut Scope::in_turn(self.evaluator, target.run, &turn));
        self.evaluator.ascend();
        let value = match rest {
            Some(rest) => value.at_path(rest)?.clone(),
            None => value,
        };
        (!value.is_null()).then_some(value)
    }

    /// The instances of a resource, a data source or a module that is repeated; `None` when it is not.
    pub(super) fn repeated(
        &mut self,
        run: RunId,
        block: &Block,
        at: impl Fn(Value) -> Value,
        span: Span,
    ) -> Option<Vec<(Value, Value)>> {
        let turns: Rc<[Turn]> = self.evaluator.turns(run, block);
        if block.body.attribute("count").is_none() && block.body.attribute("for_each").is_none() {
            return None;
        }
        let mut entries = Vec::with_capacity(turns.len());
        for turn in turns.iter() {
            let index = turn.index();
            match first_reason(&index) {
                Some(reason) if turn.count != Some(1) => {
                    entries.push((index.clone(), at(index)));
                    entries.push((Value::null(), rest(reason, span)));
                }
                _ => entries.push((index.clone(), at(index))),
            }
        }
        Some(entries)
    }

    /// The instances of a resource that is repeated; `None` when it is not.
    pub(super) fn instances(&mut self, reference: &Reference, span: Span) -> Option<Vec<(Value, Value)>> {
        let target = self.evaluator.targets.get(&reference.address)?.clone();
        if target.turn.is_some() {
            return None;
        }
        let mut entries = self.repeated(target.run, target.block, |index| index, span)?;
        for (_, instance) in &mut entries {
            if !is_rest(instance) {
                *instance = self.instance(reference, &instance.clone(), span);
            }
        }
        Some(entries)
    }

    /// What stands for another value, resolved: what a resource says of itself, the instances of a repeated resource.
    pub(super) fn resolved(&mut self, value: &Value) -> Option<Value> {
        match &value.kind {
            Kind::Reference(reference) if reference.attribute.is_some() => self.written(reference),
            Kind::Reference(_) => {
                let entries = self.entries(value)?;
                let keyed = entries.iter().all(|(key, _)| key.as_str().is_some());
                let entry = |(key, instance): (Value, Value)| (key_text(&key), instance);
                Some(if keyed && !entries.is_empty() {
                    Value::map(entries.into_iter().map(entry).collect(), value.span)
                } else {
                    Value::list(entries.into_iter().map(|(_, instance)| instance).collect(), value.span)
                })
            }
            Kind::Join(parts) => {
                let resolved: Vec<_> = parts.iter().map(|part| self.resolved(part)).collect();
                resolved.iter().any(Option::is_some).then(|| {
                    let parts = resolved.into_iter().zip(parts.iter());
                    Value::join(parts.map(|(resolved, part)| resolved.unwrap_or_else(|| part.clone())), value.span)
                })
            }
            _ => None,
        }
    }
}

/// The turn that an index names; without one, the first.
pub(super) fn chosen<'t>(turns: &'t [Turn], index: Option<&Value>) -> Option<&'t Turn> {
    let Some(suffix) = index.and_then(suffix) else { return turns.first() };
    // A number is a key, too; what is not told apart has no suffix.
    let as_key = index.and_then(Value::as_text).map(|index| format!("[\"{index}\"]"));
    let named = |suffix: &str| turns.iter().find(|turn| &*turn.suffix == suffix);
    named(&suffix).or_else(|| named(&as_key?)).or_else(|| named(""))
}

/// An index as addresses have it: `[0]`, `["key"]`.
pub(super) fn suffix(index: &Value) -> Option<String> {
    match &index.kind {
        Kind::Number(_) => Some(format!("[{}]", index.as_text()?)),
        Kind::Text(text) => Some(format!("[\"{text}\"]")),
        _ => None,
    }
}
