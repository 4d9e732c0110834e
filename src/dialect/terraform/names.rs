//! Names that nothing declares.

use std::collections::HashSet;
use std::sync::Arc;

use super::body::written;
use super::directories::{Directory, find};
use super::module::{Module, text};
use crate::program::form::{Block, Body, Entry, Expression, ExpressionKind, Pattern, SPLAT};
use crate::source::{Diagnostic, Level, Span};

/// Arguments whose names are no values: they are not looked up.
const NOT_VALUES: [&str; 5] = ["provider", "providers", "ignore_changes", "replace_triggered_by", "iterator"];

/// Names under which something is always there.
const BUILT_IN: [&str; 8] = ["each", "count", "self", "path", "terraform", "ephemeral", "output", SPLAT];

/// Checks the names that the module in a directory uses.
pub(super) fn check(directories: &[Directory<'_>], index: usize) -> Vec<Diagnostic> {
    let Some(directory) = directories.get(index) else { return Vec::new() };
    let module = &directory.module;
    let (without_variables, bound, found) = (Vec::new(), Vec::new(), Vec::new());
    let mut checker = Checker { module, directories, path: &directory.path, without_variables, bound, found };
    let declared = [&module.outputs, &module.resources, &module.data, &module.calls];
    for block in declared.into_iter().flat_map(|blocks| blocks.values()).chain(&module.providers).chain(&module.others)
    {
        checker.body(&block.body);
    }
    // The type and the default of a variable name nothing.
    for block in module.variables.values().flat_map(|block| &block.body.blocks) {
        checker.body(&block.body);
    }
    for attribute in module.locals.values() {
        checker.expression(&attribute.value);
    }
    if let [first, ..] = checker.without_variables.as_slice() {
        let message = format!("no variable is declared, but {} are used", checker.without_variables.len());
        checker.found.push(Diagnostic::new(Level::Warning, message, *first));
    }
    // Of a name that is used often, the first use is enough.
    let mut seen = HashSet::new();
    checker.found.retain(|diagnostic| seen.insert(diagnostic.message.clone()));
    checker.found
}

struct Checker<'c, 'a> {
    module: &'c Module<'a>,
    directories: &'c [Directory<'a>],
    path: &'c str,
    /// Uses of variables in a module that declares none.
    without_variables: Vec<Span>,
    /// What `for` and `dynamic` bind where the checker stands.
    bound: Vec<Arc<str>>,
    found: Vec<Diagnostic>,
}

impl Checker<'_, '_> {
    fn report(&mut self, message: String, span: Span) {
        self.found.push(Diagnostic::new(Level::Error, message, span));
    }

    fn body(&mut self, body: &Body) {
        for attribute in body.attributes.iter().filter(|attribute| !NOT_VALUES.contains(&&*attribute.name)) {
            self.expression(&attribute.value);
        }
        for block in &body.blocks {
            let bound = self.bound.len();
            if &*block.kind == "dynamic" {
                let stated = block.body.attribute("iterator").map(|iterator| written(&iterator.value).into());
                self.bound.extend(stated.or_else(|| block.labels.first().cloned()));
            }
            self.body(&block.body);
            self.bound.truncate(bound);
        }
    }

    fn expression(&mut self, expression: &Expression) {
        match &expression.kind {
            ExpressionKind::Member(object, name) if self.reference(object, name, expression.span) => {}
            ExpressionKind::Member(object, _) => self.expression(object),
            ExpressionKind::Template(parts) => parts.iter().for_each(|part| self.expression(part)),
            ExpressionKind::Index(left, right)
            | ExpressionKind::Splat(left, right)
            | ExpressionKind::Binary(_, left, right) => {
                self.expression(left);
                self.expression(right);
            }
            ExpressionKind::Unary(_, inner) => self.expression(inner),
            ExpressionKind::Conditional(parts) => parts.iter().for_each(|part| self.expression(part)),
            ExpressionKind::Call(call) => call.arguments.iter().for_each(|argument| self.expression(&argument.value)),
            ExpressionKind::List(items) => items.iter().for_each(|item| self.expression(&item.value)),
            ExpressionKind::Map(entries) => {
                for entry in entries {
                    if let Entry::Pair(key, value) = entry {
                        self.expression(key);
                        self.expression(value);
                    }
                }
            }
            ExpressionKind::Comprehension(comprehension) => {
                let bound = self.bound.len();
                for clause in &comprehension.clauses {
                    self.expression(&clause.source);
                    self.bind(&clause.target);
                    clause.conditions.iter().for_each(|condition| self.expression(condition));
                }
                comprehension.key.iter().for_each(|key| self.expression(key));
                self.expression(&comprehension.element);
                self.bound.truncate(bound);
            }
            _ => {}
        }
    }

    fn bind(&mut self, pattern: &Pattern) {
        match pattern {
            Pattern::Name(name, _) => self.bound.push(Arc::clone(name)),
            Pattern::Entry(key, value) => {
                self.bind(key);
                self.bind(value);
            }
            _ => {}
        }
    }

    /// Checks `object.name` if it names something that must be declared, and says whether it does.
    fn reference(&mut self, object: &Expression, name: &str, span: Span) -> bool {
        let (what, is_declared) = match &object.kind {
            ExpressionKind::Name(root) if self.bound.contains(root) || BUILT_IN.contains(&&**root) => return true,
            ExpressionKind::Name(root) => match &**root {
                // Where no variable is declared at all, their file is what is missing.
                "var" if self.module.variables.is_empty() => {
                    self.without_variables.push(span);
                    return true;
                }
                "var" => (format!("variable {name}"), self.module.variables.contains_key(name)),
                "local" => (format!("local.{name}"), self.module.locals.contains_key(name)),
                "module" => (format!("module.{name}"), self.module.calls.contains_key(name)),
                "data" => return true,
                _ => {
                    let address = format!("{root}.{name}");
                    let is_declared = self.module.resources.contains_key(address.as_str());
                    (format!("resource {address}"), is_declared)
                }
            },
            ExpressionKind::Member(root, kind) => match &root.kind {
                ExpressionKind::Name(root) if &**root == "data" => {
                    let address = format!("{kind}.{name}");
                    let is_declared = self.module.data.contains_key(address.as_str());
                    (format!("data.{address}"), is_declared)
                }
                ExpressionKind::Name(root) if &**root == "module" => {
                    let Some(is_declared) = self.has_output(kind, name) else { return false };
                    (format!("output {name} of module {kind}"), is_declared)
                }
                _ => return false,
            },
            _ => return false,
        };
        if !is_declared {
            self.report(format!("{what} is not declared"), span);
        }
        true
    }

    /// Whether a module that is called has an output; `None` when the response does not show its outputs.
    fn has_output(&self, call: &str, output: &str) -> Option<bool> {
        let called = self.called(self.module.calls.get(call)?)?;
        (!called.outputs.is_empty()).then(|| called.outputs.contains_key(output))
    }

    fn called(&self, block: &Block) -> Option<&Module<'_>> {
        let index = find(self.directories, self.path, text(&block.body, "source")?)?;
        Some(&self.directories.get(index)?.module)
    }
}

/// Whether an expression names anything, so that it cannot stand where only values may.
pub(super) fn names_something(expression: &Expression) -> bool {
    match &expression.kind {
        ExpressionKind::Name(_) | ExpressionKind::Member(..) | ExpressionKind::Call(_) => true,
        ExpressionKind::Template(parts) => parts.iter().any(names_something),
        ExpressionKind::List(items) => items.iter().any(|item| names_something(&item.value)),
        ExpressionKind::Map(entries) => {
            entries.iter().any(|entry| matches!(entry, Entry::Pair(_, value) if names_something(value)))
        }
        _ => false,
    }
}
