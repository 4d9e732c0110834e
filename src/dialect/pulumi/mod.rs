//! Pulumi programs, in whatever language: the calls of a program that make resources, and the project's own files.

mod calls;
mod project;
#[cfg(test)]
mod tests;
mod values;
mod yaml;

use std::sync::Arc;

use calls::{Calls, Parts, Resource, Role, name, parts};
use values::Values;

use super::sites::{Makers, sites};
use super::words::snake_case;
use super::{Findings, Instance, Source, Vocabulary};
use crate::catalog::pulumi::Becomes;
use crate::catalog::schema;
use crate::program::evaluator::Call;
use crate::program::expression::key_text;
use crate::program::value::{Kind, Map, Value};
use crate::stack::{Declaration, Input, Output, Tool};

/// Options that say something about the resource, and not only about how Pulumi handles it.
const KEPT_OPTIONS: &[&str] = &[
    "provider",
    "depends_on",
    "protect",
    "retain_on_delete",
    "ignore_changes",
    "delete_before_replace",
    "custom_timeouts",
    "deleted_with",
    "replace_on_changes",
];

/// Finds what the Pulumi programs of a response declare.
pub(super) fn read(source: &Source<'_>) -> Findings {
    let calls = Calls::new(&source.trace);
    let (sites, addresses) = sites(&Makers { trace: &source.trace, declared_as: &|id, _| calls.token(id), name });
    let values = Values { calls: &calls, addresses: &addresses };
    let mut findings = Findings::default();
    for site in &sites {
        let made: Vec<_> = site.calls.iter().filter_map(|&id| Some((id, source.trace.call(id)?))).collect();
        let declaration = findings.declarations.len();
        let mut is_resource = false;
        for (id, call) in &made {
            let (Role::Resource(resource), Some(Some(address))) = (calls.role(*id), addresses.get(id.0 as usize))
            else {
                continue;
            };
            is_resource = true;
            findings.instances.push(instance(resource, call, declaration, address, &values));
        }
        if is_resource {
            let known = made.iter().all(|(_, call)| !call.is_repeated());
            findings.declarations.push(Declaration {
                declared_as: Arc::clone(&site.declared_as),
                address: Arc::clone(&site.address),
                count: known.then_some(made.len() as u32),
                span: site.span,
                tool: Tool::Pulumi,
            });
        }
    }
    for (_, call, role) in calls.iter() {
        match role {
            Role::Export => findings.outputs.extend(output(call, &values)),
            Role::Configuration(secret) => {
                if let Some(input) = input(call, *secret, source)
                    && !findings.inputs.iter().any(|known| known.name == input.name)
                {
                    findings.inputs.push(input);
                }
            }
            _ => {}
        }
    }
    yaml::read(source, &mut findings);
    // In TypeScript, what the entry file exports are the outputs.
    if !findings.declarations.is_empty() {
        findings.outputs.extend(source.trace.exports.iter().map(|(name, value, span)| Output {
            name: Arc::clone(name),
            value: values.resolved(value),
            span: *span,
        }));
    }
    project::read(source, &calls, &values, &mut findings);
    findings
}

/// What one call makes.
fn instance(resource: &Resource, call: &Call, declaration: usize, address: &Arc<str>, values: &Values<'_>) -> Instance {
    let Parts { settings, options } = parts(call);
    let Described { vocabulary, kind, properties } = described(resource, &settings, &options, values);
    Instance {
        declaration,
        address: Arc::clone(address),
        vocabulary,
        kind,
        count: (!call.is_repeated()).then_some(1),
        conditional: call.conditional,
        implied_by: None,
        properties,
        span: call.span,
    }
}

/// A resource in the words of its provider.
struct Described {
    vocabulary: Vocabulary,
    kind: Arc<str>,
    properties: Map,
}

fn described(resource: &Resource, settings: &Map, options: &Map, values: &Values<'_>) -> Described {
    let (vocabulary, kind, mut properties) = match resource.becomes {
        Becomes::Terraform(kind) => {
            (Vocabulary::Terraform, kind.into(), values.settings(settings, schema::terraform(kind)))
        }
        Becomes::CloudFormation(kind) => {
            (Vocabulary::CloudFormation, kind.into(), values.settings(settings, schema::cloudformation(kind)))
        }
        Becomes::Kubernetes(kind) => (Vocabulary::Kubernetes, kind.into(), values.fields(settings)),
        Becomes::Itself => (Vocabulary::Terraform, Arc::clone(&resource.token), values.settings(settings, None)),
    };
    properties.extend(kept_options(options, values));
    Described { vocabulary, kind, properties }
}

fn kept_options(options: &Map, values: &Values<'_>) -> Map {
    let kept = options.iter().filter_map(|(name, value)| {
        let name = snake_case(name);
        if !KEPT_OPTIONS.contains(&name.as_str()) || value.is_null() {
            return None;
        }
        Some((name.into(), values.resolved(value)))
    });
    kept.collect()
}

/// `pulumi.export(name, value)`.
fn output(call: &Call, values: &Values<'_>) -> Option<Output> {
    let name = key_text(&values.resolved(call.argument(0, "name")?));
    Some(Output { name, value: values.resolved(call.argument(1, "value")?), span: call.span })
}

/// `config.get("name")`: with what the project gives for it, or what the program says when nobody does.
fn input(call: &Call, secret: bool, source: &Source<'_>) -> Option<Input> {
    let name = match &call.argument(0, "key")?.kind {
        Kind::Text(name) => Arc::clone(name),
        _ => return None,
    };
    let default = source.trace.defaults.iter().find(|(input, _)| input.rsplit(':').next() == Some(&*name));
    let value: Option<Value> = default.map(|(_, value)| value.clone());
    Some(Input { name, value, span: call.span, secret })
}
