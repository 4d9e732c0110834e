//! Providers: the regions that they deploy to, the tags that they add, the versions that are asked for.

use std::sync::Arc;

use super::body::written;
use super::directories::Directory;
use super::evaluator::{Evaluator, RunId};
use super::module::{literal, text};
use super::scope::Scope;
use super::values::{Usage, Values};
use crate::program::expression::evaluate;
use crate::program::form::{Block, Entry, Expression, ExpressionKind};
use crate::program::value::{Kind, Map, Value};
use crate::source::Span;
use crate::stack::{Region, RegionRole, Version};

/// Providers whose `region` says where things go.
const REGIONAL: [&str; 4] = ["aws", "awscc", "google", "google-beta"];

impl<'a> Evaluator<'a> {
    /// The provider block that a reference such as `aws` or `aws.west` names in a run, and the run in which it stands.
    fn provider(&self, run: RunId, reference: &str) -> Option<(RunId, &'a Block)> {
        let (kind, alias) = reference.split_once('.').map_or((reference, None), |(kind, alias)| (kind, Some(alias)));
        let is_it = |block: &&&'a Block| {
            block.labels.first().is_some_and(|label| &**label == kind) && text(&block.body, "alias") == alias
        };
        if let Some(block) = self.module(run).providers.iter().find(is_it) {
            return Some((run, block));
        }
        let caller = self.run(run).caller.as_ref()?;
        let passed = caller.block.body.attribute("providers").and_then(|passed| match &passed.value.kind {
            ExpressionKind::Map(entries) => entries.iter().find_map(|entry| match entry {
                Entry::Pair(key, value) if written(key) == reference => Some(written(value)),
                _ => None,
            }),
            _ => None,
        });
        match (passed, alias) {
            (Some(passed), _) => self.provider(caller.run, &passed),
            (None, None) => self.provider(caller.run, reference),
            (None, Some(_)) => None,
        }
    }

    /// The provider block that configures a resource or data source.
    fn provider_of(&self, run: RunId, block: &Block) -> Option<(RunId, &'a Block)> {
        let stated = block.body.attribute("provider").map(|provider| written(&provider.value));
        let kind = block.labels.first()?;
        let default = || kind.split('_').next().unwrap_or(kind).to_owned();
        self.provider(run, &stated.unwrap_or_else(default))
    }

    /// The region of the provider of a resource or data source, if it is known.
    pub(super) fn provider_region(&mut self, run: RunId, block: &Block) -> Option<Value> {
        let (run, provider) = self.provider_of(run, block)?;
        let region = self.value_of(run, &provider.body.attribute("region")?.value);
        region.as_str().is_some().then_some(region)
    }

    /// The tags that the provider adds to a resource.
    pub(super) fn default_tags(&mut self, run: RunId, block: &Block) -> Option<Value> {
        let (run, provider) = self.provider_of(run, block)?;
        let tags = provider.body.blocks_of("default_tags").next()?.body.attribute("tags")?;
        let address = format!("default tags {}", provider.span.start);
        Some(self.once(run, address, tags.span, |evaluator| {
            let mut scope = Scope::new(evaluator, run);
            let value = evaluate(&tags.value, &mut scope);
            scope.settled(&value)
        }))
    }

    /// The regions that the providers of a root module deploy to.
    pub(super) fn regions(&mut self, run: RunId, values: &[Values<'a>]) -> Vec<Region> {
        let module = self.module(run);
        let directory = &self.directories[self.run(run).directory];
        let mut regions: Vec<Region> = Vec::new();
        let is_regional = |block: &&&Block| block.labels.first().is_some_and(|label| REGIONAL.contains(&&**label));
        // The default provider leads, wherever it stands; without one, the first with an alias does.
        let (default, aliased): (Vec<&Block>, Vec<&Block>) = module
            .providers
            .iter()
            .filter(is_regional)
            .copied()
            .partition(|block| block.body.attribute("alias").is_none());
        for provider in default.into_iter().chain(aliased) {
            let Some(attribute) = provider.body.attribute("region") else { continue };
            let region = self.value_of(run, &attribute.value);
            let Some(name) = region.as_str() else { continue };
            let role = match regions.first() {
                None => RegionRole::Default,
                Some(first) if &*first.name == name => RegionRole::Repeated,
                Some(_) => RegionRole::Additional,
            };
            let place = place(directory, values, region.span.unwrap_or(attribute.span));
            let Some(variable) = &place.variable else {
                push(&mut regions, name, role, &place);
                continue;
            };
            // The variable leads, the files that say the same follow.
            let givers = givers(directory, values, variable);
            let (same, other): (Vec<_>, Vec<_>) = givers.iter().partition(|(given, _)| *given == name);
            for (index, (given, place)) in same.into_iter().enumerate() {
                push(&mut regions, given, if index == 0 { role } else { RegionRole::Repeated }, place);
            }
            for (given, place) in other.into_iter().filter(|(_, place)| place.is_chosen) {
                push(&mut regions, given, RegionRole::Additional, place);
            }
        }
        regions
    }
}

fn push(regions: &mut Vec<Region>, name: &str, role: RegionRole, place: &Place) {
    if !regions.iter().any(|region| region.span == place.span) {
        regions.push(Region { name: name.into(), role, source: place.source.as_str().into(), span: place.span });
    }
}

/// Where a value is written down.
struct Place {
    /// For people: `variable "aws_region"`, `terraform.tfvars`.
    source: String,
    span: Span,
    /// The variable whose value it is.
    variable: Option<Arc<str>>,
    /// Whether it is a file of values that is one of several to choose from.
    is_chosen: bool,
}

/// What the literal at `span` belongs to.
fn place(directory: &Directory<'_>, values: &[Values<'_>], span: Span) -> Place {
    let module = &directory.module;
    let of = |source: String, span: Span| Place { source, span, variable: None, is_chosen: false };
    if let Some((name, block)) = module.variables.iter().find(|(_, block)| block.span.contains(span)) {
        return Place { variable: Some(Arc::clone(name)), ..of(format!("variable \"{name}\""), block.span) };
    }
    for file in values {
        if let Some(setting) = file.settings.iter().find(|setting| setting.span.contains(span)) {
            let source = file.name.clone();
            return Place { variable: Some(Arc::clone(&setting.name)), ..of(source, setting.span) };
        }
    }
    if let Some(attribute) = module.locals.values().find(|attribute| attribute.span.contains(span)) {
        return of(format!("local.{}", attribute.name), attribute.span);
    }
    if let Some(block) = module.providers.iter().find(|block| block.span.contains(span)) {
        let alias = text(&block.body, "alias").map(|alias| format!(" alias {alias}")).unwrap_or_default();
        let span = block.body.attribute("region").map_or(block.span, |attribute| attribute.span);
        return of(format!("provider \"{}\"{alias}", block.labels.join(" ")), span);
    }
    of("configuration".to_owned(), span)
}

/// Every place that gives a variable a value that is written out: its default, and files of values.
fn givers<'s>(directory: &'s Directory<'_>, values: &'s [Values<'_>], variable: &Arc<str>) -> Vec<(&'s str, Place)> {
    let mut givers = Vec::new();
    if let Some(block) = directory.module.variables.get(variable)
        && let Some(default) = text(&block.body, "default")
    {
        let source = format!("variable \"{variable}\"");
        givers.push((default, Place { source, span: block.span, variable: None, is_chosen: false }));
    }
    for file in values {
        let Some(setting) = file.settings.iter().find(|setting| setting.name == *variable) else { continue };
        let Some(given) = literal(setting.value) else { continue };
        let source = file.name.clone();
        givers.push((
            given,
            Place { source, span: setting.span, variable: None, is_chosen: file.usage == Usage::Chosen },
        ));
    }
    givers
}

/// The versions that `terraform` blocks ask for.
pub(super) fn versions(settings: &[&Block]) -> Vec<Version> {
    let mut versions = Vec::new();
    let mut push = |of: &str, constraint: &Expression| {
        if let Some(text) = literal(constraint) {
            versions.push(Version { of: of.into(), constraint: text.into(), span: constraint.span });
        }
    };
    for block in settings {
        if let Some(required) = block.body.attribute("required_version") {
            push("terraform", &required.value);
        }
        for provider in block.body.blocks_of("required_providers").flat_map(|block| &block.body.attributes) {
            let ExpressionKind::Map(entries) = &provider.value.kind else {
                push(&provider.name, &provider.value);
                continue;
            };
            let entry = |name: &str| {
                entries.iter().find_map(|entry| match entry {
                    Entry::Pair(key, value) if literal(key) == Some(name) => Some(value),
                    _ => None,
                })
            };
            if let Some(version) = entry("version") {
                push(entry("source").and_then(literal).unwrap_or(&provider.name), version);
            }
        }
    }
    versions
}

/// Where the state is kept, if that is said.
pub(super) fn backend(settings: &[&Block]) -> Option<(Arc<str>, Span)> {
    let blocks = || settings.iter().flat_map(|block| &block.body.blocks);
    let backend = blocks().find(|block| &*block.kind == "backend");
    let cloud = blocks().find(|block| &*block.kind == "cloud");
    match (backend, cloud) {
        (Some(block), _) => Some((block.labels.first().cloned().unwrap_or_else(|| "local".into()), block.span)),
        (None, Some(block)) => Some(("cloud".into(), block.span)),
        (None, None) => None,
    }
}

/// The tags of a resource with those that its provider adds; its own count more.
pub(in crate::dialect) fn with_default_tags(properties: &mut Map, defaults: &Value) {
    let Some(defaults) = defaults.as_map() else { return };
    match properties.get_mut("tags") {
        None => {
            properties.insert("tags".into(), Value::map(defaults.clone(), None));
        }
        Some(Value { kind: Kind::Map(own), .. }) => {
            let own = Arc::make_mut(own);
            for (name, value) in defaults {
                own.entry(Arc::clone(name)).or_insert_with(|| value.clone());
            }
        }
        Some(_) => {}
    }
}
