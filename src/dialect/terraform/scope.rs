//! What an expression in a module can see: variables, locals, resources, data sources, modules, `each` and `count`.

use std::sync::Arc;

use super::evaluator::{Evaluator, RunId, undefined};
use super::references::{MOST_CHOICES, chosen, suffix};
use super::turns::Turn;
use crate::program::expression::{Environment, UNKNOWN_REST, key_text};
use crate::program::form::{Block, Call, Expression, Function, Makes, Pattern};
use crate::program::operators::first_reason;
use crate::program::terraform::is_rest;
use crate::program::value::{Kind, Map, Provenance, Reason, Reference, Symbol, Value};
use crate::source::Span;

/// A place in a run of a module.
pub(super) struct Scope<'e, 'a> {
    pub(super) evaluator: &'e mut Evaluator<'a>,
    pub(super) run: RunId,
    /// What `for`, `dynamic`, `for_each` and `count` bind, the innermost last.
    names: Vec<(Arc<str>, Value)>,
    /// How many names there were when each scope was opened.
    scopes: Vec<usize>,
    /// Whether only the names above are seen, as in a template file.
    closed: bool,
}

impl<'e, 'a> Scope<'e, 'a> {
    /// A place in a run, outside any repeated block.
    pub(super) fn new(evaluator: &'e mut Evaluator<'a>, run: RunId) -> Self {
        Self { evaluator, run, names: Vec::new(), scopes: Vec::new(), closed: false }
    }

    /// A place in one turn of a block, which sees `each` or `count`.
    pub(super) fn in_turn(evaluator: &'e mut Evaluator<'a>, run: RunId, turn: &Turn) -> Self {
        let names = turn.binding.iter().map(|(name, value)| (Arc::from(*name), value.clone())).collect();
        Self { names, ..Self::new(evaluator, run) }
    }

    /// A template file, which sees what it is given and nothing else.
    pub(super) fn template(evaluator: &'e mut Evaluator<'a>, run: RunId, variables: &Map) -> Self {
        let names = variables.iter().map(|(name, value)| (Arc::clone(name), value.clone())).collect();
        Self { names, closed: true, ..Self::new(evaluator, run) }
    }

    /// Binds a name until the innermost scope is closed.
    pub(super) fn bind_name(&mut self, name: &str, value: Value) {
        self.names.push((name.into(), value));
    }

    /// `path`, as seen from the directory in which Terraform runs.
    fn path(&self, span: Span) -> Value {
        let directories = self.evaluator.directories;
        let path = |run: RunId| directories[self.evaluator.run(run).directory].path.clone();
        let module = match &self.evaluator.run(self.run).caller {
            Some(_) => path(self.run),
            None => ".".to_owned(),
        };
        let entries = [
            ("module", Value::text(module, span)),
            ("root", Value::text(".", span)),
            ("cwd", Value::unknown(Reason::Outside("path.cwd".into()), span)),
        ];
        Value::map(entries.into_iter().map(|(name, value)| (name.into(), value)).collect(), span)
    }

    /// A name under one of Terraform's roots: `var.x`, `aws_vpc.main`.
    fn rooted(&mut self, root: &Arc<str>, name: &Arc<str>, span: Span) -> Value {
        let module = self.evaluator.module(self.run);
        match &**root {
            "var" => self.evaluator.variable(self.run, name, span),
            "local" => self.evaluator.local(self.run, name, span),
            "module" if !module.calls.contains_key(name) => undefined(&format!("module.{name}"), span),
            "module" | "data" => member_of(Symbol::External(Arc::clone(root)), name, span),
            "self" => Value::unknown(Reason::Computed(format!("self.{name}").into()), span),
            _ => {
                let address = format!("{root}.{name}");
                match module.resources.get(address.as_str()) {
                    Some(&block) => self.resource(&address, block, span),
                    None => undefined(&address, span),
                }
            }
        }
    }

    /// What is behind a symbol: a data source or a module call, of one of its turns if an index says which.
    fn declared(&self, symbol: &Symbol) -> Option<Declared<'a>> {
        let module = self.evaluator.module(self.run);
        let (symbol, index) = match symbol {
            Symbol::Element(symbol, index) => (symbol.as_ref(), Some(index.as_ref().clone())),
            symbol => (symbol, None),
        };
        let Symbol::Member(of, name) = symbol else { return None };
        match of.as_ref() {
            Symbol::External(root) if &**root == "module" => {
                Some(Declared { block: module.calls.get(name)?, index, is_data: false })
            }
            Symbol::Member(root, kind) if matches!(root.as_ref(), Symbol::External(root) if &**root == "data") => {
                Some(Declared { block: module.data.get(format!("{kind}.{name}").as_str())?, index, is_data: true })
            }
            _ => None,
        }
    }

    fn symbol_member(&mut self, symbol: Symbol, name: &Arc<str>, span: Span) -> Value {
        let Some(declared) = self.declared(&symbol) else {
            return match &symbol {
                Symbol::External(root) => self.rooted(&Arc::clone(root), name, span),
                // `data.aws_ami`, of which the name follows.
                Symbol::Member(root, kind) if matches!(root.as_ref(), Symbol::External(root) if &**root == "data") => {
                    let address = format!("{kind}.{name}");
                    if self.evaluator.module(self.run).data.contains_key(address.as_str()) {
                        member_of(symbol, name, span)
                    } else {
                        undefined(&format!("data.{address}"), span)
                    }
                }
                _ => undefined(&format!("{}.{name}", path_of(&symbol)), span),
            };
        };
        let turns = self.evaluator.turns(self.run, declared.block);
        let Some(turn) = chosen(&turns, declared.index.as_ref()).cloned() else {
            return undefined(&format!("{}.{name}", path_of(&symbol)), span);
        };
        if declared.is_data {
            return self.evaluator.data(self.run, declared.block, &turn, name, span);
        }
        // What a module gives whose outputs are not in the response is known by its name only.
        let child = self.evaluator.child(self.run, declared.block, &turn);
        match child.filter(|child| !self.evaluator.module(*child).outputs.is_empty()) {
            Some(child) => self.evaluator.output(child, name, span),
            None => {
                let address = format!("{}{}", self.evaluator.run(self.run).prefix, path_of(&symbol)).into();
                Value::new(Kind::Reference(Reference { address, attribute: Some(Arc::clone(name)) }), span)
            }
        }
    }
}

/// A data source or a module call that an expression names.
struct Declared<'a> {
    block: &'a Block,
    index: Option<Value>,
    is_data: bool,
}

fn member_of(of: Symbol, name: &Arc<str>, span: Span) -> Value {
    Value::new(Kind::Symbol(Symbol::Member(Arc::new(of), Arc::clone(name))), span)
}

/// A symbol as it is written.
pub(super) fn path_of(symbol: &Symbol) -> String {
    match symbol {
        Symbol::External(path) => path.to_string(),
        Symbol::Member(of, name) => format!("{}.{name}", path_of(of)),
        Symbol::Element(of, index) => format!("{}{}", path_of(of), suffix(index).unwrap_or_default()),
        Symbol::Result(_) => String::new(),
    }
}

impl Environment for Scope<'_, '_> {
    fn name(&mut self, name: &Arc<str>, span: Span) -> Value {
        if let Some((_, value)) = self.names.iter().rev().find(|(bound, _)| bound == name) {
            return value.clone();
        }
        match &**name {
            _ if self.closed => undefined(name, span),
            "each" | "count" => undefined(name, span),
            "path" => self.path(span),
            "terraform" => {
                let workspace = Value::text("default", span).with_provenance(Provenance::ProviderDefault);
                Value::map(Map::from_iter([("workspace".into(), workspace)]), span)
            }
            _ => Value::external(Arc::clone(name), span),
        }
    }

    fn member(&mut self, object: Value, name: &Arc<str>, span: Span) -> Value {
        match object.kind {
            Kind::Symbol(symbol) => self.symbol_member(symbol, name, span),
            Kind::Reference(reference) => {
                let attribute = match &reference.attribute {
                    Some(path) => format!("{path}.{name}").into(),
                    None => Arc::clone(name),
                };
                Value::new(Kind::Reference(Reference { attribute: Some(attribute), ..reference }), span)
            }
            Kind::Map(_) if is_rest(&object) => object,
            Kind::Map(entries) => match entries.get(UNKNOWN_REST) {
                Some(rest) => rest.clone(),
                None => Value::unknown(Reason::Invalid(format!("there is no attribute {name} here").into()), span),
            },
            Kind::Join(_) => Value::unknown(first_reason(&object).unwrap_or(Reason::Limit), span),
            _ => Value::unknown(Reason::Invalid(format!("attribute {name} is taken from no object").into()), span),
        }
    }

    fn element(&mut self, object: Value, index: Value, span: Span) -> Value {
        let index = self.operand(&index);
        let choices = match &object.kind {
            Kind::Symbol(symbol) if self.declared(symbol).is_some() => {
                return Value::new(Kind::Symbol(Symbol::Element(Arc::new(symbol.clone()), Arc::new(index))), span);
            }
            Kind::Reference(reference) if reference.attribute.is_none() => {
                return self.instance(reference, &index, span);
            }
            Kind::Reference(reference) => {
                let path = reference.attribute.as_deref().unwrap_or_default();
                let attribute = Some(format!("{path}.{}", key_text(&index)).into());
                return Value::new(Kind::Reference(Reference { attribute, ..reference.clone() }), span);
            }
            Kind::Map(_) if is_rest(&object) => return object,
            Kind::Map(entries) => match entries.get(UNKNOWN_REST) {
                Some(rest) => return rest.clone(),
                None => entries.values().cloned().collect(),
            },
            Kind::List(items) => items.as_ref().clone(),
            _ => Vec::new(),
        };
        // A workspace that nobody has chosen tells nothing when the configuration does not speak of it.
        let chooses_nothing = index.provenance == Provenance::ProviderDefault;
        let unknown =
            if chooses_nothing { Some(Reason::Outside("terraform.workspace".into())) } else { first_reason(&index) };
        match unknown.or_else(|| first_reason(&object).filter(|_| choices.is_empty())) {
            Some(_) if (1..=MOST_CHOICES).contains(&choices.len()) => Value::one_of(choices, span),
            Some(reason) => Value::unknown(reason, span),
            None => {
                Value::unknown(Reason::Invalid(format!("there is no element {} here", key_text(&index)).into()), span)
            }
        }
    }

    fn call(&mut self, call: &Call, span: Span) -> Value {
        self.function(call, span)
    }

    fn lambda(&mut self, _: &Arc<Function>, span: Span) -> Value {
        Value::unknown(Reason::Unsupported("a function as a value".into()), span)
    }

    fn assign(&mut self, _: &Expression, value: Value) -> Value {
        value
    }

    fn bind(&mut self, pattern: &Pattern, value: Value) {
        if let Pattern::Name(name, _) = pattern {
            self.names.push((Arc::clone(name), value));
        }
    }

    fn push_scope(&mut self) {
        self.scopes.push(self.names.len());
    }

    fn pop_scope(&mut self) {
        let names = self.scopes.pop().unwrap_or_default();
        self.names.truncate(names);
    }

    fn collect(&mut self, _: Makes, items: Vec<Value>, span: Span) -> Value {
        Value::list(items, span)
    }

    fn collect_map(&mut self, entries: Map, span: Span) -> Value {
        Value::map(entries, span)
    }

    fn entries(&mut self, value: &Value) -> Option<Vec<(Value, Value)>> {
        match &value.kind {
            Kind::List(items) if !items.iter().any(is_rest) => {
                let number = |index: usize| Value::number(index as f64, value.span);
                Some(items.iter().enumerate().map(|(index, item)| (number(index), item.clone())).collect())
            }
            Kind::Map(entries) if !entries.contains_key(UNKNOWN_REST) => {
                let mut sorted: Vec<_> = entries.iter().collect();
                sorted.sort_by_key(|(key, _)| *key);
                let entry =
                    |(key, entry): (&Arc<str>, &Value)| (Value::text(Arc::clone(key), entry.span), entry.clone());
                Some(sorted.into_iter().map(entry).collect())
            }
            Kind::Reference(reference) if reference.attribute.is_some() => {
                let resolved = self.resolved(value)?;
                self.entries(&resolved)
            }
            Kind::Reference(reference) => self.instances(reference, value.span?),
            Kind::Symbol(symbol) => {
                let declared = self.declared(symbol)?;
                if declared.index.is_some() {
                    return None;
                }
                let of = Arc::new(symbol.clone());
                let element =
                    |index| Value::new(Kind::Symbol(Symbol::Element(Arc::clone(&of), Arc::new(index))), value.span);
                self.repeated(self.run, declared.block, element, value.span?)
            }
            _ => None,
        }
    }

    fn freeze(&mut self, value: &Value) -> Value {
        value.clone()
    }

    fn unfold(&mut self, value: &Value) -> Value {
        self.operand(value)
    }

    fn operand(&mut self, value: &Value) -> Value {
        if let Some(resolved) = self.resolved(value) {
            return resolved;
        }
        match &value.kind {
            Kind::Symbol(symbol) => Value::unknown(Reason::Lookup(path_of(symbol).into()), value.span),
            _ => value.clone(),
        }
    }

    fn truth(&mut self, value: &Value) -> Option<bool> {
        let value = self.operand(value);
        match &value.kind {
            Kind::OneOf(alternatives) => {
                let first = alternatives.first()?.as_bool()?;
                alternatives.iter().all(|alternative| alternative.as_bool() == Some(first)).then_some(first)
            }
            _ => value.as_bool(),
        }
    }

    fn walks_keys(&self, _: &Value) -> bool {
        false
    }

    fn step(&mut self) -> bool {
        self.evaluator.step()
    }

    fn descend(&mut self) -> bool {
        self.evaluator.descend()
    }

    fn ascend(&mut self) {
        self.evaluator.ascend();
    }

    fn tagged(&mut self, tag: &Arc<str>, _: &Expression, span: Span) -> Value {
        Value::unknown(Reason::Unsupported(Arc::clone(tag)), span)
    }
}
