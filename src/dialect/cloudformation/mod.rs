//! CloudFormation and SAM templates, in YAML and JSON.
//!
//! What a resource has beside its properties (`DeletionPolicy`, `DependsOn` …) stands among its settings, under its own name.

mod check;
mod evaluate;
mod functions;
mod mentions;
mod plan;
mod sam;
mod sub;
mod template;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use indexmap::IndexMap;

use self::evaluate::{Evaluator, World, default, is_loop, scalar};
use self::template::{Template, resource_type, templates};
use super::document::{Field, elements, get, text};
use super::{Findings, Instance, Source, Vocabulary};
use crate::program::form::{Expression, ExpressionKind, Program};
use crate::program::value::{Kind, Map, Reference, Value};
use crate::response::Response;
use crate::source::Span;
use crate::stack::{Constraint, Declaration, Input, Output, Tool, Version};

/// What a resource may have beside its type and properties.
const ATTRIBUTES: [&str; 5] = ["DeletionPolicy", "UpdateReplacePolicy", "Metadata", "CreationPolicy", "UpdatePolicy"];

/// A resource of a template, still as written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Written<'a> {
    /// Its logical id.
    pub id: &'a str,
    /// Where that stands.
    pub key: Span,
    /// Its type.
    pub kind: &'a str,
    /// All that it is.
    pub body: &'a Expression,
    /// Which of the templates it stands in.
    pub template: usize,
    /// Whether all of that could be read and nothing else is put in.
    pub complete: bool,
}

/// The resources of the templates of a response, still as written.
pub(crate) fn written<'a>(response: &'a Response, programs: &'a [Program]) -> Vec<Written<'a>> {
    let mut found = Vec::new();
    for (at, template) in templates(response, programs).iter().enumerate() {
        let complete = template.complete && !template.is_transformed_by("AWS::Include");
        for (&id, field) in &template.resources {
            if let Some(kind) = resource_type(field.value) {
                found.push(Written { id, key: field.key, kind, body: field.value, template: at, complete });
            }
        }
    }
    found
}

/// Whether an expression is a call of a function of templates: its name, and what it is called with.
pub(crate) fn call_of(expression: &Expression) -> Option<(&str, &Expression)> {
    match &expression.kind {
        ExpressionKind::Tagged(name, argument) => Some((name, argument)),
        _ => functions::called(expression),
    }
}

/// Finds what the templates of a response declare.
pub(super) fn read(source: &Source<'_>) -> Findings {
    let templates = templates(source.response, &source.programs);
    let plan = plan::plan(&templates);
    let world = World { templates: &templates, plan: &plan, exports: &[] };
    let exports: Vec<_> =
        (0..plan.stacks.len()).flat_map(|stack| Evaluator::new(world, stack, Map::new()).exports()).collect();
    let world = World { exports: &exports, ..world };
    let mut reading = Reading { world, findings: Findings::default(), declared: IndexMap::new() };
    for (position, &root) in plan.roots.iter().enumerate() {
        let (instances, outputs) = (reading.findings.instances.len(), reading.findings.outputs.len());
        reading.stack(root, Map::new(), Some(true));
        let template = |stack: usize| &templates[plan.stacks[stack].template];
        if plan.roots[..position].iter().any(|&other| is_rendering(template(other), template(root), source)) {
            reading.findings.instances.truncate(instances);
            reading.findings.outputs.truncate(outputs);
        }
    }
    let mut findings = reading.findings;
    for template in &templates {
        findings.inputs.extend(template.parameters.values().map(input));
        findings.constraints.extend(template.parameters.values().flat_map(constraints));
        findings.versions.extend(versions(template));
        findings.diagnostics.extend(check::template(template, source.response));
    }
    findings
}

/// Whether one template is another one in another language, so that only one of them is deployed.
fn is_rendering(one: &Template<'_>, other: &Template<'_>, source: &Source<'_>) -> bool {
    let language = |template: &Template<'_>| {
        let file = template.resources.values().next()?.span().file;
        Some(source.response.files.get(file as usize)?.language)
    };
    let is_alike =
        |logical_id: &&str| one.type_of(logical_id).is_some() && one.type_of(logical_id) == other.type_of(logical_id);
    one.resources.len() == other.resources.len()
        && one.resources.keys().all(is_alike)
        && language(one) != language(other)
}

/// A reading of all templates.
struct Reading<'a> {
    world: World<'a>,
    findings: Findings,
    /// The declarations that were found already, by template and logical id.
    declared: IndexMap<(usize, Arc<str>), usize>,
}

impl<'a> Reading<'a> {
    /// Finds what a stack declares. `exists` is whether the condition of the stack that nests it holds.
    fn stack(&mut self, stack: usize, given: Map, exists: Option<bool>) {
        let world = self.world;
        let mut evaluator = Evaluator::new(world, stack, given);
        let template = evaluator.template();
        let first = self.findings.instances.len();
        let mut nested = Vec::new();
        for (&logical_id, resource) in &template.resources {
            if is_loop(logical_id) {
                self.resource_loop(&mut evaluator, resource, exists);
                continue;
            }
            let present = both(exists, self.presence(&mut evaluator, resource.value));
            self.resource(&mut evaluator, logical_id, logical_id, resource, present);
            if let Some(&child) = world.plan.stacks[stack].nested.get(logical_id) {
                nested.push((child, evaluator.parameters_of(logical_id), present));
            }
        }
        if !sam::is_sam(template) {
            self.findings.diagnostics.extend(check::circles(&self.findings.instances[first..]));
        }
        for (&name, output) in &template.outputs {
            let value = get(output.value, "Value").map(|value| evaluator.value(value));
            if let Some(value) = value.filter(|_| self.presence(&mut evaluator, output.value) != Some(false)) {
                if get(output.value, "Export").is_some() {
                    self.findings.exported.push(name.into());
                }
                self.findings.outputs.push(Output { name: name.into(), value, span: output.span() });
            }
        }
        self.findings.region_tables.append(&mut evaluator.region_tables);
        for (child, given, present) in nested {
            self.stack(child, given, present);
        }
    }

    /// Whether the condition of a resource or an output holds.
    fn presence(&self, evaluator: &mut Evaluator<'_>, member: &Expression) -> Option<bool> {
        match get(member, "Condition").and_then(text) {
            Some(condition) => evaluator.condition(condition),
            None => Some(true),
        }
    }

    /// Finds what the turns of `Fn::ForEach` over resources declare.
    fn resource_loop(&mut self, evaluator: &mut Evaluator<'a>, resource: &Field<'a>, exists: Option<bool>) {
        evaluator.each_turn(resource.value, &mut |evaluator, key, value| {
            let logical_id = evaluator.bound_text(key, value.span).as_text().unwrap_or_else(|| key.to_string());
            let present = both(exists, self.presence(evaluator, value));
            let resource = Field { name: key, key: resource.key, value };
            self.resource(evaluator, key, &logical_id, &resource, present);
        });
    }

    /// Notes a resource: its declaration, written as `declared`, and what comes to be by it.
    fn resource(
        &mut self,
        evaluator: &mut Evaluator<'_>,
        declared: &str,
        logical_id: &str,
        resource: &Field<'_>,
        present: Option<bool>,
    ) {
        let Some(declared_as) = resource_type(resource.value) else { return };
        let template = self.world.plan.stacks[evaluator.stack].template;
        let tool = if sam::is_sam(evaluator.template()) { Tool::Sam } else { Tool::CloudFormation };
        let address = evaluator.address(logical_id).unwrap_or_else(|| logical_id.into());
        let declarations = &mut self.findings.declarations;
        let declaration = *self.declared.entry((template, declared.into())).or_insert_with(|| {
            declarations.push(Declaration {
                declared_as: Arc::clone(declared_as),
                address: if declared == logical_id { Arc::clone(&address) } else { declared.into() },
                count: Some(0),
                span: resource.span(),
                tool,
            });
            declarations.len() - 1
        });
        let count = &mut declarations[declaration].count;
        *count = count.zip(present).map(|(count, present)| count + u32::from(present));
        if present == Some(false) {
            return;
        }
        self.findings.instances.push(Instance {
            declaration,
            address,
            vocabulary: Vocabulary::CloudFormation,
            kind: Arc::clone(declared_as),
            count: Some(1),
            conditional: present.is_none(),
            implied_by: None,
            properties: settings(evaluator, declared_as, resource.value),
            span: resource.span(),
        });
    }
}

/// Whether both hold.
fn both(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// The settings of a resource: its properties, and what it has beside them.
fn settings(evaluator: &mut Evaluator<'_>, declared_as: &str, resource: &Expression) -> Map {
    let properties = match get(resource, "Properties").map(|properties| evaluator.value(properties).kind) {
        Some(Kind::Map(properties)) => properties.as_ref().clone(),
        _ => Map::new(),
    };
    let mut settings = sam::with_globals(evaluator, declared_as, properties);
    for name in ATTRIBUTES {
        if let Some(value) = get(resource, name).map(|value| evaluator.value(value)).filter(|value| !value.is_null()) {
            settings.entry(name.into()).or_insert(value);
        }
    }
    if let Some(depends_on) = get(resource, "DependsOn") {
        let others = check::depends_on(depends_on).into_iter().filter_map(|other| {
            let address = evaluator.address(text(other)?)?;
            Some(Value::new(Kind::Reference(Reference { address, attribute: None }), other.span))
        });
        let others = Value::list(others.collect(), depends_on.span);
        settings.entry("DependsOn".into()).or_insert(others);
    }
    settings
}

fn input(parameter: &Field<'_>) -> Input {
    let secret = get(parameter.value, "NoEcho").is_some_and(|secret| match &secret.kind {
        ExpressionKind::Bool(secret) => *secret,
        ExpressionKind::Text(secret) => secret.eq_ignore_ascii_case("true"),
        _ => false,
    });
    Input { name: Arc::clone(parameter.name), value: default(parameter.value), span: parameter.span(), secret }
}

/// The keys of a parameter that limit its values.
const CONSTRAINTS: [&str; 6] = ["AllowedValues", "AllowedPattern", "MinLength", "MaxLength", "MinValue", "MaxValue"];

fn constraints<'a>(parameter: &'a Field<'_>) -> impl Iterator<Item = Constraint> + 'a {
    CONSTRAINTS.iter().filter_map(|&name| {
        let limit = get(parameter.value, name)?;
        let value = match elements(limit) {
            Some(items) => Value::list(items.into_iter().filter_map(scalar).collect(), limit.span),
            None => scalar(limit)?,
        };
        Some(Constraint { input: Arc::clone(parameter.name), name: name.into(), value, span: limit.span })
    })
}

/// The version of the template format, and of each transform that has one.
fn versions(template: &Template<'_>) -> Vec<Version> {
    let version =
        |of: &str, constraint: &str, span: Span| Version { of: of.into(), constraint: constraint.into(), span };
    let format = template
        .format_version
        .and_then(|format| Some(version("AWSTemplateFormatVersion", text(format)?, format.span)));
    let transforms = template.transforms.iter().filter_map(|transform| {
        let (name, date) = text(transform)?.split_once('-')?;
        Some(version(name, date, transform.span))
    });
    format.into_iter().chain(transforms).collect()
}
