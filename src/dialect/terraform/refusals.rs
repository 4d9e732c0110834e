//! What Terraform refuses whatever the values are: arguments that a block does not take, repetitions that it cannot make.

use super::body::written;
use super::directories::{Directory, find};
use super::module::{Module, text};
use super::names::names_something;
use crate::program::form::{Block, Entry, Expression, ExpressionKind, Makes};
use crate::source::{Diagnostic, Level, Span};

/// Arguments of a module call that are not the module's.
const OF_CALLS: [&str; 6] = ["source", "version", "count", "for_each", "providers", "depends_on"];

/// What a block takes: its arguments and its nested blocks.
const TAKES: [(&str, &[&str]); 2] = [
    ("variable", &["type", "default", "description", "sensitive", "nullable", "ephemeral", "validation"]),
    ("output", &["value", "description", "sensitive", "depends_on", "ephemeral", "precondition"]),
];

/// Functions that give lists, which `for_each` does not take.
const GIVE_LISTS: [&str; 14] = [
    "chunklist",
    "cidrsubnets",
    "compact",
    "concat",
    "distinct",
    "flatten",
    "formatlist",
    "keys",
    "range",
    "reverse",
    "slice",
    "sort",
    "split",
    "tolist",
];

/// How far locals and variables are followed to what they stand for.
const FARTHEST: u32 = 8;

/// Checks the blocks of the module in a directory.
pub(super) fn check(directories: &[Directory<'_>], index: usize) -> Vec<Diagnostic> {
    let Some(directory) = directories.get(index) else { return Vec::new() };
    let module = &directory.module;
    let mut checker = Checker { module, found: Vec::new() };
    for block in module.variables.values().chain(module.outputs.values()) {
        checker.taken(block);
    }
    for block in module.resources.values().chain(module.data.values()) {
        checker.repetition(block);
        checker.provider(block);
    }
    for (name, block) in &module.calls {
        checker.repetition(block);
        let called = text(&block.body, "source").and_then(|source| find(directories, &directory.path, source));
        if let Some(called) = called.and_then(|called| directories.get(called)) {
            checker.arguments(name, block, &called.module);
        }
    }
    checker.backend();
    checker.found
}

struct Checker<'c, 'a> {
    module: &'c Module<'a>,
    found: Vec<Diagnostic>,
}

impl Checker<'_, '_> {
    fn report(&mut self, message: String, span: Span) {
        self.found.push(Diagnostic::new(Level::Error, message, span));
    }

    /// Checks that a variable or an output has only what it may have, and that a default names nothing.
    fn taken(&mut self, block: &Block) {
        let Some((_, taken)) = TAKES.iter().find(|(kind, _)| *kind == &*block.kind) else { return };
        let attributes = block.body.attributes.iter().map(|attribute| (&attribute.name, attribute.span));
        let blocks = block.body.blocks.iter().map(|nested| (&nested.kind, nested.span.first()));
        for (name, span) in attributes.chain(blocks).filter(|(name, _)| !taken.contains(&&***name)) {
            self.report(format!("{} {} takes no {name}", block.kind, block.labels.join(".")), span);
        }
        if let Some(default) = block.body.attribute("default").filter(|default| names_something(&default.value)) {
            self.report("the default of a variable cannot be computed".to_owned(), default.value.span);
        }
    }

    /// Checks that a block is repeated in one way, and that `for_each` walks a map or a set.
    fn repetition(&mut self, block: &Block) {
        let (count, each) = (block.body.attribute("count"), block.body.attribute("for_each"));
        if let (Some(count), Some(_)) = (count, each) {
            self.report("count and for_each exclude each other".to_owned(), count.span);
        }
        if let Some(each) = each.filter(|each| self.is_list(&each.value, 0)) {
            self.report("for_each takes a map or a set, and this is a list".to_owned(), each.span);
        }
    }

    /// Whether an expression is a list, as far as that shows without its value.
    fn is_list(&self, expression: &Expression, followed: u32) -> bool {
        if followed > FARTHEST {
            return false;
        }
        match &expression.kind {
            ExpressionKind::List(_) => true,
            ExpressionKind::Comprehension(comprehension) => comprehension.makes == Makes::List,
            ExpressionKind::Call(call) => {
                matches!(&call.callee.kind, ExpressionKind::Name(name) if GIVE_LISTS.contains(&&**name))
            }
            ExpressionKind::Conditional(parts) => parts.iter().skip(1).all(|part| self.is_list(part, followed + 1)),
            ExpressionKind::Member(root, name) => match &root.kind {
                ExpressionKind::Name(root) if &**root == "local" => {
                    self.module.locals.get(name).is_some_and(|local| self.is_list(&local.value, followed + 1))
                }
                ExpressionKind::Name(root) if &**root == "var" => {
                    let body = self.module.variables.get(name).map(|block| &block.body);
                    match body.map(|body| (body.attribute("type"), body.attribute("default"))) {
                        Some((Some(kind), _)) => matches!(&kind.value.kind, ExpressionKind::Call(call)
                            if matches!(&call.callee.kind, ExpressionKind::Name(name) if &**name == "list")),
                        Some((None, Some(default))) => self.is_list(&default.value, followed + 1),
                        _ => false,
                    }
                }
                _ => false,
            },
            _ => false,
        }
    }

    /// Checks that a provider that a block names by its alias is configured, where providers are.
    fn provider(&mut self, block: &Block) {
        let Some(stated) = block.body.attribute("provider") else { return };
        let reference = written(&stated.value);
        let Some((kind, alias)) = reference.split_once('.') else { return };
        let is_it = |block: &&&Block| {
            block.labels.first().is_some_and(|label| &**label == kind) && text(&block.body, "alias") == Some(alias)
        };
        let required = self.module.settings.iter().flat_map(|block| block.body.blocks_of("required_providers"));
        let mut required = required.filter_map(|block| block.body.attribute(kind));
        let is_expected = required.any(|required| expects(&required.value, &reference));
        if !self.module.providers.is_empty() && !self.module.providers.iter().any(|block| is_it(&block)) && !is_expected
        {
            self.report(format!("provider {reference} is not configured"), stated.span);
        }
    }

    /// Checks that a backend is set by plain values.
    fn backend(&mut self) {
        let settings = &self.module.settings;
        let attributes =
            settings.iter().flat_map(|block| block.body.blocks_of("backend")).flat_map(|block| &block.body.attributes);
        let computed: Vec<_> = attributes
            .filter(|attribute| names_something(&attribute.value))
            .map(|attribute| attribute.value.span)
            .collect();
        for span in computed {
            self.report("a backend cannot be set by variables or other values".to_owned(), span);
        }
    }

    /// Checks that a call gives a module what it needs, and nothing else.
    fn arguments(&mut self, name: &str, block: &Block, called: &Module<'_>) {
        // Without any variable, their file is not in the response.
        if called.variables.is_empty() {
            return;
        }
        let needs = |variable: &Block| variable.body.attribute("default").is_none();
        let missing = called
            .variables
            .iter()
            .filter(|(variable, declared)| needs(declared) && block.body.attribute(variable).is_none());
        let mut found: Vec<_> = missing
            .map(|(variable, _)| (format!("module {name} is not given its variable {variable}"), block.span.first()))
            .collect();
        for attribute in block.body.attributes.iter().filter(|attribute| !OF_CALLS.contains(&&*attribute.name)) {
            if !called.variables.contains_key(&attribute.name) {
                found.push((format!("module {name} has no variable {}", attribute.name), attribute.span));
            }
        }
        for (message, span) in found {
            self.report(message, span);
        }
    }
}

/// Whether a required provider has that reference among its `configuration_aliases`.
fn expects(required: &Expression, reference: &str) -> bool {
    let ExpressionKind::Map(entries) = &required.kind else { return false };
    entries.iter().any(|entry| match entry {
        Entry::Pair(_, Expression { kind: ExpressionKind::List(aliases), .. }) => {
            aliases.iter().any(|alias| written(&alias.value) == reference)
        }
        _ => false,
    })
}
