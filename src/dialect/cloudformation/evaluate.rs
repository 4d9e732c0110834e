//! What the expressions of a template evaluate to: plain values, references, parameters and conditions.
//!
//! The functions are in [`super::functions`].

use std::collections::BTreeMap;
use std::sync::Arc;

use super::functions::{called, split};
use super::plan::Plan;
use super::sam;
use super::sub::{Piece, pieces};
use super::template::Template;
use crate::dialect::RegionTable;
use crate::dialect::document::{Field, elements, fields, get, text};
use crate::program::expression::{UNKNOWN_REST, key_text};
use crate::program::form::{Entry, Expression, ExpressionKind};
use crate::program::operators;
use crate::program::value::{Kind, Map, Provenance, Reason, Reference, Value};
use crate::source::Span;

/// How many turns the loops of one stack may make. Chosen because real loops make some dozen.
const MOST_TURNS: usize = 10_000;

/// The pseudo parameter that stands for the region.
pub(super) const REGION: &str = "AWS::Region";

/// An output that other stacks can import.
#[derive(Clone, Debug)]
pub(super) struct Export {
    pub name: Value,
    pub value: Value,
}

/// Everything that is the same for all stacks of a response.
#[derive(Clone, Copy, Debug)]
pub(super) struct World<'a> {
    pub templates: &'a [Template<'a>],
    pub plan: &'a Plan,
    pub exports: &'a [Export],
}

/// Evaluates the expressions of one stack.
pub(super) struct Evaluator<'a> {
    pub world: World<'a>,
    pub stack: usize,
    /// What a stack that nests this one gives for its parameters.
    given: Map,
    /// Names that the loops around an expression bind.
    bindings: Vec<(Arc<str>, Value)>,
    /// Turns that loops may still make.
    turns_left: usize,
    /// Conditions that were decided; those that could not be, or are at work, are `None`.
    conditions: BTreeMap<Arc<str>, Option<bool>>,
    /// The outputs of nested stacks; those at work have none yet.
    nested_outputs: BTreeMap<Arc<str>, Map>,
    /// Mappings in which the region was looked up.
    pub region_tables: Vec<RegionTable>,
}

impl<'a> Evaluator<'a> {
    pub(super) fn new(world: World<'a>, stack: usize, given: Map) -> Self {
        Self {
            world,
            stack,
            given,
            bindings: Vec::new(),
            turns_left: MOST_TURNS,
            conditions: BTreeMap::new(),
            nested_outputs: BTreeMap::new(),
            region_tables: Vec::new(),
        }
    }

    pub(super) fn template(&self) -> &'a Template<'a> {
        &self.world.templates[self.world.plan.stacks[self.stack].template]
    }

    /// The value of an expression. A property that is not set is `null`.
    pub(super) fn value(&mut self, expression: &Expression) -> Value {
        let span = expression.span;
        match &expression.kind {
            ExpressionKind::Null => Value::new(Kind::Null, span),
            ExpressionKind::Bool(truth) => Value::bool(*truth, span),
            ExpressionKind::Number(number) => Value::number(*number, span),
            ExpressionKind::Text(text) => self.bound_text(text, span),
            ExpressionKind::List(items) => {
                let values = items.iter().map(|item| self.value(&item.value));
                Value::list(values.filter(|value| !value.is_null()).collect(), span)
            }
            ExpressionKind::Map(entries) => match called(expression) {
                Some((name, argument)) => self.call(name, argument, span),
                None => Value::map(self.entries(entries), span),
            },
            ExpressionKind::Tagged(name, argument) => self.call(name, argument, span),
            ExpressionKind::Unsupported(kind) => Value::unknown(Reason::Unsupported((*kind).into()), span),
            _ => Value::unknown(Reason::Unsupported("this expression".into()), span),
        }
    }

    /// The entries of a map. What is `null` is left out: it is not set.
    pub(super) fn entries(&mut self, entries: &[Entry]) -> Map {
        let mut map = Map::with_capacity(entries.len());
        for entry in entries {
            match entry {
                Entry::Pair(Expression { kind: ExpressionKind::Text(key), .. }, body) if is_loop(key) => {
                    for (key, value) in self.turns(body) {
                        map.insert(key, value);
                    }
                }
                Entry::Pair(key, value) => {
                    let key = self.value(key);
                    let value = self.value(value);
                    if !value.is_null() {
                        map.insert(key_text(&key), value);
                    }
                }
                Entry::Spread(merged) => match &merged.kind {
                    ExpressionKind::Map(entries) => map.extend(self.entries(entries)),
                    _ => {
                        map.insert(UNKNOWN_REST.into(), self.value(merged));
                    }
                },
            }
        }
        map
    }

    /// The entries that the turns of a loop make.
    fn turns(&mut self, body: &Expression) -> Vec<(Arc<str>, Value)> {
        self.each_turn(body, &mut |evaluator, key, value| {
            (key_text(&evaluator.bound_text(key, value.span)), evaluator.value(value))
        })
    }

    /// Runs `make` on each entry of the body of `Fn::ForEach`, in each turn, with the loop's name bound.
    pub(super) fn each_turn<'e, T>(
        &mut self,
        arguments: &'e Expression,
        make: &mut dyn FnMut(&mut Self, &'e Arc<str>, &'e Expression) -> T,
    ) -> Vec<T> {
        let mut made = Vec::new();
        let Some([name, collection, body]) = elements(arguments).and_then(|parts| <[_; 3]>::try_from(parts).ok())
        else {
            return made;
        };
        let (Some(name), collection) = (text(name), self.value(collection)) else { return made };
        let items = match collection.kind {
            Kind::List(items) => items.as_ref().clone(),
            // Where the collection is not known, one turn stands for all.
            _ => vec![collection],
        };
        for item in items {
            if self.turns_left == 0 {
                break;
            }
            self.turns_left -= 1;
            self.bindings.push((Arc::clone(name), item));
            for field in fields(body) {
                if is_loop(field.name) {
                    made.extend(self.each_turn(field.value, make));
                } else {
                    made.push(make(self, field.name, field.value));
                }
            }
            self.bindings.pop();
        }
        made
    }

    /// A text, with the names in it that a loop binds replaced.
    pub(super) fn bound_text(&mut self, text: &Arc<str>, span: impl Into<Option<Span>>) -> Value {
        let span = span.into();
        if self.bindings.is_empty() || !text.contains('{') {
            return Value::text(Arc::clone(text), span);
        }
        let text = text.replace("&{", "${");
        let parts = pieces(&text).into_iter().map(|piece| match piece {
            Piece::Text(text) => Value::text(text, span),
            Piece::Variable(name) => self.binding(name).unwrap_or_else(|| Value::text(format!("${{{name}}}"), span)),
        });
        Value::join(parts.collect::<Vec<_>>(), span)
    }

    /// What a loop binds to a name.
    pub(super) fn binding(&self, name: &str) -> Option<Value> {
        self.bindings.iter().rev().find(|(bound, _)| &**bound == name).map(|(_, value)| value.clone())
    }

    /// What `Ref` gives for a name.
    pub(super) fn reference(&mut self, name: &str, span: Span) -> Value {
        let known = self.binding(name).or_else(|| pseudo_parameter(name, span)).or_else(|| self.parameter(name));
        known.unwrap_or_else(|| match self.address(name) {
            Some(address) => Value::new(Kind::Reference(Reference { address, attribute: None }), span),
            None if self.template().parameters.contains_key(name) => Value::unknown(Reason::Input(name.into()), span),
            None => Value::unknown(Reason::Undefined(name.into()), span),
        })
    }

    /// The address of a resource.
    pub(super) fn address(&self, logical_id: &str) -> Option<Arc<str>> {
        let addresses = &self.world.plan.stacks[self.stack].addresses;
        // What loops declare is known only when they run, and what SAM makes only when it does.
        let is_made = || self.template().has_loops() || sam::makes(self.template(), logical_id);
        addresses.get(logical_id).cloned().or_else(|| is_made().then(|| logical_id.into()))
    }

    /// What `Fn::GetAtt` gives.
    pub(super) fn attribute(&mut self, logical_id: &str, attribute: &str, span: Span) -> Value {
        let Some(address) = self.address(logical_id) else {
            return Value::unknown(Reason::Undefined(logical_id.into()), span);
        };
        if let Some(output) = attribute.strip_prefix("Outputs.")
            && let Some(value) = self.outputs_of(logical_id).get(output)
        {
            return value.clone();
        }
        Value::new(Kind::Reference(Reference { address, attribute: Some(attribute.into()) }), span)
    }

    /// The value of a parameter: what a stack that nests this one gives, or its default; `None` when there is neither.
    pub(super) fn parameter(&self, name: &str) -> Option<Value> {
        let parameter = self.template().parameters.get(name)?;
        let value = match self.given.get(name) {
            Some(given) => given.clone(),
            None => default(parameter.value)?.with_provenance(Provenance::ResponseDefault),
        };
        let kind = get(parameter.value, "Type").and_then(text).map_or("String", |kind| kind);
        let span = value.span.unwrap_or(parameter.span());
        Some(match kind {
            _ if kind.starts_with("AWS::SSM::Parameter::Value") => {
                Value::unknown(Reason::Lookup(format!("SSM parameter {}", key_text(&value)).into()), span)
            }
            _ if kind == "CommaDelimitedList" || kind.starts_with("List<") => trimmed(split(&value, ",", span)),
            _ => value,
        })
    }

    /// Whether a condition holds, as far as the parameters' defaults decide it.
    pub(super) fn condition(&mut self, name: &str) -> Option<bool> {
        if let Some(decided) = self.conditions.get(name) {
            return *decided;
        }
        self.conditions.insert(name.into(), None);
        let condition = self.template().conditions.get(name)?.value;
        let decided = self.truth(condition);
        self.conditions.insert(name.into(), decided);
        decided
    }

    /// Whether an expression inside a condition holds.
    pub(super) fn truth(&mut self, expression: &Expression) -> Option<bool> {
        match &expression.kind {
            ExpressionKind::Bool(truth) => Some(*truth),
            ExpressionKind::Tagged(name, argument) => self.decide(name, argument),
            _ => {
                let (name, argument) =
                    called(expression).or_else(|| Some(("Condition", get(expression, "Condition")?)))?;
                self.decide(name, argument)
            }
        }
    }

    /// Whether a condition function holds.
    pub(super) fn decide(&mut self, name: &str, argument: &Expression) -> Option<bool> {
        let arguments = elements(argument).unwrap_or_else(|| vec![argument]);
        match name {
            "Condition" => self.condition(text(argument)?),
            "Equals" => {
                let [left, right] = <[_; 2]>::try_from(arguments).ok()?;
                let (left, right) = (self.value(left), self.value(right));
                match (left.as_text(), right.as_text()) {
                    (Some(left), Some(right)) => Some(left == right),
                    _ => operators::equal(&left, &right),
                }
            }
            "Not" => self.truth(arguments.first()?).map(|truth| !truth),
            "And" | "Or" => {
                let decides = name == "Or";
                let parts: Vec<_> = arguments.into_iter().map(|argument| self.truth(argument)).collect();
                if parts.contains(&Some(decides)) {
                    return Some(decides);
                }
                parts.iter().all(Option::is_some).then_some(!decides)
            }
            _ => None,
        }
    }

    /// What a nested stack's resource gives for the parameters of its template.
    pub(super) fn parameters_of(&mut self, logical_id: &str) -> Map {
        let resource = self.template().resources.get(logical_id);
        let parameters = resource.and_then(|resource| get(get(resource.value, "Properties")?, "Parameters"));
        match parameters.map(|parameters| self.value(parameters).kind) {
            Some(Kind::Map(entries)) => entries.as_ref().clone(),
            _ => Map::new(),
        }
    }

    /// The outputs of a nested stack.
    fn outputs_of(&mut self, logical_id: &str) -> &Map {
        if !self.nested_outputs.contains_key(logical_id) {
            self.nested_outputs.insert(logical_id.into(), Map::new());
            if let Some(&nested) = self.world.plan.stacks[self.stack].nested.get(logical_id) {
                let given = self.parameters_of(logical_id);
                let outputs = Evaluator::new(self.world, nested, given).outputs();
                self.nested_outputs.insert(logical_id.into(), outputs);
            }
        }
        &self.nested_outputs[logical_id]
    }

    /// The values of the outputs.
    pub(super) fn outputs(&mut self) -> Map {
        let outputs: Vec<_> = self.template().outputs.iter().collect();
        outputs
            .into_iter()
            .filter_map(|(name, output)| Some(((*name).into(), self.value(get(output.value, "Value")?))))
            .collect()
    }

    /// The outputs that other stacks can import.
    pub(super) fn exports(&mut self) -> Vec<Export> {
        let outputs: Vec<_> = self.template().outputs.values().collect();
        let exported = |output: &Field<'a>| {
            let name = get(get(output.value, "Export")?, "Name")?;
            Some((name, get(output.value, "Value")?))
        };
        let exports: Vec<_> = outputs.into_iter().filter_map(exported).collect();
        exports.into_iter().map(|(name, value)| Export { name: self.value(name), value: self.value(value) }).collect()
    }
}

/// The default of a parameter, or the only value that it allows; `None` when it has to be given.
pub(super) fn default(parameter: &Expression) -> Option<Value> {
    let only_allowed = || match get(parameter, "AllowedValues").and_then(elements)?.as_slice() {
        [only] => Some(*only),
        _ => None,
    };
    get(parameter, "Default").or_else(only_allowed).and_then(scalar)
}

/// A number, truth value or text that is written as such.
pub(super) fn scalar(written: &Expression) -> Option<Value> {
    let kind = match &written.kind {
        ExpressionKind::Bool(truth) => Kind::Bool(*truth),
        ExpressionKind::Number(number) => Kind::Number(*number),
        ExpressionKind::Text(text) => Kind::Text(Arc::clone(text)),
        _ => return None,
    };
    Some(Value::new(kind, written.span))
}

/// A list with its texts trimmed.
fn trimmed(list: Value) -> Value {
    let Kind::List(items) = &list.kind else { return list };
    let trim = |item: &Value| match &item.kind {
        Kind::Text(text) => Value { kind: Kind::Text(text.trim().into()), ..item.clone() },
        _ => item.clone(),
    };
    Value { kind: Kind::List(Arc::new(items.iter().map(trim).collect())), ..list }
}

/// Whether a key begins a loop.
pub(super) fn is_loop(key: &str) -> bool {
    key.starts_with("Fn::ForEach::")
}

/// The value of a name that every template has. The partition is that of all regions but those of China and the United
/// States' government.
fn pseudo_parameter(name: &str, span: Span) -> Option<Value> {
    let usual = |text: &str| Value::text(text, span).with_provenance(Provenance::ProviderDefault);
    Some(match name {
        "AWS::NoValue" => Value::new(Kind::Null, span),
        "AWS::Partition" => usual("aws"),
        "AWS::URLSuffix" => usual("amazonaws.com"),
        REGION | "AWS::AccountId" => Value::unknown(Reason::Lookup(name.into()), span),
        "AWS::StackName" | "AWS::StackId" | "AWS::NotificationARNs" => {
            Value::unknown(Reason::Outside(name.into()), span)
        }
        _ => return None,
    })
}
