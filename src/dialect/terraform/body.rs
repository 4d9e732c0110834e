//! What a block sets: its arguments, its nested blocks, `dynamic` blocks unfolded.

use std::sync::Arc;

use indexmap::IndexMap;

use super::scope::Scope;
use crate::program::expression::{Environment, evaluate};
use crate::program::form::{Block, Body, Expression, ExpressionKind, Item};
use crate::program::operators::first_reason;
use crate::program::value::{Kind, Map, Reason, Value};

/// Nested blocks of one kind.
#[derive(Default)]
struct Nested {
    /// Those that are there in any case.
    certain: Vec<Value>,
    /// All, with those that are there only under a condition that cannot be decided.
    possible: Vec<Value>,
}

impl Scope<'_, '_> {
    /// What a body sets. A nested block is a list of maps, also a single one.
    pub(super) fn settings(&mut self, body: &Body) -> Map {
        let mut settings = Map::with_capacity(body.attributes.len() + body.blocks.len());
        for attribute in &body.attributes {
            let value = evaluate(&attribute.value, self);
            // A null argument is one that is not set.
            if !value.is_null() {
                let value = self.settled(&value);
                settings.insert(Arc::clone(&attribute.name), value);
            }
        }
        let mut nested: IndexMap<Arc<str>, Nested> = IndexMap::new();
        for block in &body.blocks {
            match block.labels.first() {
                Some(kind) if &*block.kind == "dynamic" => {
                    self.dynamic(block, kind, nested.entry(Arc::clone(kind)).or_default());
                }
                _ => {
                    let value = self.nested(block);
                    let nested = nested.entry(Arc::clone(&block.kind)).or_default();
                    nested.certain.push(value.clone());
                    nested.possible.push(value);
                }
            }
        }
        for (kind, nested) in nested {
            if nested.possible.is_empty() {
                continue;
            }
            let span = nested.possible.first().and_then(|value| value.span);
            let possible = Value::list(nested.possible.clone(), span);
            let value = Value::one_of([Value::list(nested.certain, span), possible], span);
            settings.insert(kind, value);
        }
        settings
    }

    fn nested(&mut self, block: &Block) -> Value {
        let mut settings = if &*block.kind == "lifecycle" { lifecycle(&block.body) } else { Map::new() };
        if let Some(label) = block.labels.first() {
            settings.insert("type".into(), Value::text(Arc::clone(label), block.span));
        }
        for (name, value) in self.settings(&block.body) {
            settings.entry(name).or_insert(value);
        }
        Value::map(settings, block.span)
    }

    /// `dynamic "kind" { for_each = …, content { … } }`.
    fn dynamic(&mut self, block: &Block, kind: &str, nested: &mut Nested) {
        let (Some(each), Some(content)) = (block.body.attribute("for_each"), block.body.blocks_of("content").next())
        else {
            return;
        };
        let iterator = match block.body.attribute("iterator").map(|iterator| &iterator.value.kind) {
            Some(ExpressionKind::Name(name)) => name,
            _ => kind,
        };
        let source = evaluate(&each.value, self);
        let alternatives = match &source.kind {
            Kind::OneOf(alternatives) => alternatives.as_slice(),
            _ => std::slice::from_ref(&source),
        };
        let mut made: Vec<(Value, usize)> = Vec::new();
        for alternative in alternatives {
            let (turns, certain) = self.dynamic_turns(alternative);
            for (key, value) in turns {
                self.push_scope();
                let entries = Map::from_iter([("key".into(), key), ("value".into(), value)]);
                self.bind_name(iterator, Value::map(entries, each.value.span));
                let settings = self.settings(&content.body);
                self.pop_scope();
                let value = Value::map(settings, block.span);
                match made.iter_mut().find(|(seen, _)| alternatives.len() > 1 && *seen == value) {
                    Some((_, times)) => *times += usize::from(certain),
                    None => made.push((value, usize::from(certain))),
                }
            }
        }
        for (value, times) in made {
            if times == alternatives.len() {
                nested.certain.push(value.clone());
            }
            nested.possible.push(value);
        }
    }

    /// What a dynamic block walks, and whether that is known to be so.
    fn dynamic_turns(&mut self, source: &Value) -> (Vec<(Value, Value)>, bool) {
        if source.is_null() {
            return (Vec::new(), true);
        }
        if let Some(entries) = self.entries(source) {
            return (entries, true);
        }
        let reason = first_reason(&self.operand(source)).unwrap_or(Reason::Unsupported("this collection".into()));
        let unknown = Value::unknown(reason, source.span);
        (vec![(unknown.clone(), unknown)], false)
    }
}

/// The arguments of `lifecycle` that name attributes: their names are no values.
fn lifecycle(body: &Body) -> Map {
    let mut settings = Map::new();
    for name in ["ignore_changes", "replace_triggered_by"] {
        let Some(attribute) = body.attribute(name) else { continue };
        let value = match &attribute.value.kind {
            ExpressionKind::List(items) => {
                let item = |Item { value, .. }: &Item| Value::text(written(value), value.span);
                Value::list(items.iter().map(item).collect(), attribute.value.span)
            }
            _ => Value::text(written(&attribute.value), attribute.value.span),
        };
        settings.insert(name.into(), value);
    }
    settings
}

/// A traversal as it is written: `aws`, `aws.west`, `tags["Name"]`.
pub(super) fn written(expression: &Expression) -> String {
    match &expression.kind {
        ExpressionKind::Name(name) | ExpressionKind::Text(name) => name.to_string(),
        ExpressionKind::Member(object, name) => format!("{}.{name}", written(object)),
        ExpressionKind::Index(object, index) => format!("{}[{}]", written(object), written(index)),
        ExpressionKind::Number(number) => crate::program::value::number_text(*number),
        _ => "…".to_owned(),
    }
}
