//! `count` and `for_each`: how often a block stands for something.

use std::rc::Rc;
use std::sync::Arc;

use super::evaluator::{Evaluator, RunId};
use super::scope::Scope;
use crate::program::expression::{Environment, UNKNOWN_REST, evaluate, key_text};
use crate::program::form::{Attribute, Block, Expression};
use crate::program::operators::first_reason;
use crate::program::terraform::is_rest;
use crate::program::value::{Kind, Map, Reason, Value};
use crate::source::Span;

/// How many turns of one block are told apart. Chosen because no real answer makes more of one thing.
const MOST_TURNS: u32 = 128;

/// One of the things that a block stands for.
#[derive(Clone, Debug)]
pub(super) struct Turn {
    /// What tells it from the others in addresses: `[0]`, `["key"]`; empty for a single one.
    pub(super) suffix: Arc<str>,
    /// `each` or `count`, as the block sees it.
    pub(super) binding: Option<(&'static str, Value)>,
    /// How many it stands for, when they are not told apart; `None` when that cannot be known.
    pub(super) count: Option<u32>,
    /// Whether it exists only under a condition that cannot be decided.
    pub(super) conditional: bool,
}

impl Turn {
    pub(super) fn single() -> Self {
        Self { suffix: "".into(), binding: None, count: Some(1), conditional: false }
    }

    fn counted(index: u32, conditional: bool, span: Span) -> Self {
        let binding = count(Value::number(f64::from(index), span));
        Self { suffix: format!("[{index}]").into(), binding, count: Some(1), conditional }
    }

    fn keyed(key: &Value, value: Value, conditional: bool) -> Self {
        let suffix = format!("[\"{}\"]", key_text(key)).into();
        Self { suffix, binding: each(key.clone(), value), count: Some(1), conditional }
    }

    /// `each.key` or `count.index`.
    pub(super) fn index(&self) -> Value {
        let bound = self.binding.as_ref().map(|(_, value)| value);
        let index = bound.and_then(|value| value.get("key").or_else(|| value.get("index")));
        index.cloned().unwrap_or_else(Value::null)
    }
}

fn count(index: Value) -> Option<(&'static str, Value)> {
    let span = index.span;
    Some(("count", Value::map(Map::from_iter([("index".into(), index)]), span)))
}

fn each(key: Value, value: Value) -> Option<(&'static str, Value)> {
    let span = key.span;
    Some(("each", Value::map(Map::from_iter([("key".into(), key), ("value".into(), value)]), span)))
}

impl Evaluator<'_> {
    /// The things that a block of a run stands for.
    pub(super) fn turns(&mut self, run: RunId, block: &Block) -> Rc<[Turn]> {
        if let Some(turns) = self.run(run).turns.get(&block.span) {
            return Rc::clone(turns);
        }
        // A block whose number depends on itself stands for one thing.
        self.run_mut(run).turns.insert(block.span, Rc::new([Turn::single()]));
        let turns: Rc<[Turn]> = if let Some(count) = block.body.attribute("count") {
            let value = self.operand_of(run, &count.value);
            self.check_known(&value, count);
            counted(&value, count.value.span).into()
        } else if let Some(each) = block.body.attribute("for_each") {
            let value = self.keys_of(run, &each.value);
            self.check_known(&value, each);
            keyed(&value, each.value.span).into()
        } else {
            Rc::new([Turn::single()])
        };
        self.run_mut(run).turns.insert(block.span, Rc::clone(&turns));
        turns
    }

    /// What `for_each` walks. An element of a set is a key, so that what a resource says of itself counts there too.
    fn keys_of(&mut self, run: RunId, expression: &Expression) -> Value {
        let mut scope = Scope::new(self, run);
        let value = evaluate(expression, &mut scope);
        let value = scope.operand(&value);
        match &value.kind {
            Kind::List(items) => {
                let items = items.iter().map(|item| match &item.kind {
                    Kind::Reference(reference) if reference.attribute.is_some() => scope.operand(item),
                    _ => item.clone(),
                });
                Value::list(items.collect(), value.span)
            }
            _ => value,
        }
    }

    /// Terraform must know how many things there are before it creates the first.
    fn check_known(&mut self, value: &Value, attribute: &Attribute) {
        let is_computed = |value: &Value| match (&value.kind, first_reason(value)) {
            (Kind::Unknown(_) | Kind::Reference(_), Some(Reason::Computed(name))) => Some(name),
            _ => None,
        };
        let items = value.as_list().unwrap_or(std::slice::from_ref(value));
        let Some(name) = items.iter().find_map(is_computed) else { return };
        // Of a module that is not in the response it cannot be told.
        let is_resource = |address: &Arc<str>| name.strip_prefix(&**address).is_some_and(|rest| rest.starts_with('.'));
        if self.targets.keys().any(is_resource) {
            let message = format!("{} needs {name}, which is known only after deployment", attribute.name);
            self.report(message, attribute.span);
        }
    }
}

/// The turns of `count = value`. Of several possible numbers, what only the larger ones make is conditional.
fn counted(value: &Value, span: Span) -> Vec<Turn> {
    let alternatives = match &value.kind {
        Kind::OneOf(alternatives) => alternatives.as_slice(),
        _ => std::slice::from_ref(value),
    };
    let numbers: Option<Vec<u32>> = alternatives.iter().map(number).collect();
    let bounds = numbers.as_ref().and_then(|numbers| Some((*numbers.iter().min()?, *numbers.iter().max()?)));
    match bounds {
        Some((least, most)) if most <= MOST_TURNS => {
            (0..most).map(|index| Turn::counted(index, index >= least, span)).collect()
        }
        Some((_, most)) => vec![Turn { count: Some(most), ..unknown_count(Reason::Limit, span) }],
        None => vec![unknown_count(first_reason(value).unwrap_or(Reason::Invalid("count is no number".into())), span)],
    }
}

fn number(value: &Value) -> Option<u32> {
    let number = value.as_number()?;
    (number >= 0.0 && number.fract() == 0.0 && number <= f64::from(u32::MAX)).then_some(number as u32)
}

/// A turn that stands for an unknown number of things with an unknown index.
fn unknown_count(reason: Reason, span: Span) -> Turn {
    Turn { binding: count(Value::unknown(reason, span)), count: None, ..Turn::single() }
}

/// The turns of `for_each = value`. What only some of several possible collections hold is conditional.
fn keyed(value: &Value, span: Span) -> Vec<Turn> {
    let alternatives = match &value.kind {
        Kind::OneOf(alternatives) => alternatives.as_slice(),
        _ => std::slice::from_ref(value),
    };
    let mut turns: Vec<(Turn, usize)> = Vec::new();
    for alternative in alternatives {
        for turn in collection(alternative, span) {
            match turns.iter_mut().find(|(seen, _)| seen.suffix == turn.suffix) {
                Some((_, times)) => *times += 1,
                None => turns.push((turn, 1)),
            }
        }
    }
    if turns.len() > MOST_TURNS as usize {
        let (key, value) = (Value::unknown(Reason::Limit, span), Value::unknown(Reason::Limit, span));
        return vec![Turn { binding: each(key, value), count: Some(turns.len() as u32), ..Turn::single() }];
    }
    let in_all = |times: usize| times == alternatives.len();
    turns.into_iter().map(|(turn, times)| Turn { conditional: turn.conditional || !in_all(times), ..turn }).collect()
}

/// The turns over one collection.
fn collection(value: &Value, span: Span) -> Vec<Turn> {
    match &value.kind {
        Kind::Null => Vec::new(),
        Kind::Map(entries) => {
            let turn = |(key, value): (&Arc<str>, &Value)| match &value.kind {
                Kind::Unknown(reason) if &**key == UNKNOWN_REST => unknown_key(reason.clone(), true, span),
                _ => Turn::keyed(&Value::text(Arc::clone(key), value.span), value.clone(), false),
            };
            entries.iter().map(turn).collect()
        }
        Kind::List(items) => {
            let turn = |item: &Value| match first_reason(item) {
                Some(reason) if is_rest(item) => unknown_key(reason, true, span),
                _ => Turn::keyed(item, item.clone(), false),
            };
            items.iter().map(turn).collect()
        }
        _ => {
            let reason = first_reason(value).unwrap_or(Reason::Invalid("for_each is no map and no set".into()));
            vec![unknown_key(reason, false, span)]
        }
    }
}

/// A turn that stands for an unknown number of things with unknown keys.
fn unknown_key(reason: Reason, conditional: bool, span: Span) -> Turn {
    let (key, value) = (Value::unknown(reason.clone(), span), Value::unknown(reason, span));
    Turn { binding: each(key, value), count: None, conditional, ..Turn::single() }
}
