//! CDKTF programs, in whatever language: the constructs that stand for Terraform's resources, providers and outputs.

mod calls;
mod overrides;
mod providers;
#[cfg(test)]
mod tests;
mod values;

use std::collections::BTreeMap;
use std::sync::Arc;

use calls::{Calls, Role, id, settings};
use overrides::{declared_names, overrides};
use providers::Providers;
use values::Values;

use super::sites::{Makers, Site, sites};
use super::{Findings, Instance, Source, Vocabulary};
use crate::catalog::schema;
use crate::program::evaluator::{Call, root};
use crate::program::expression::key_text;
use crate::program::value::{CallId, Kind, Map, Value};
use crate::source::{Diagnostic, Level};
use crate::stack::{Declaration, Input, Output, Tool};

/// Finds what the CDKTF programs of a response declare.
pub(super) fn read(source: &Source<'_>) -> Findings {
    let calls = Calls::new(&source.trace);
    let (sites, addresses) = sites(&Makers { trace: &source.trace, declared_as: &|id, _| calls.made(id), name: id });
    let overrides = overrides(&calls);
    let mut named: BTreeMap<String, Arc<str>> =
        declared_names(&overrides, &calls).into_iter().map(|name| (name.clone(), name.into())).collect();
    named.extend(terraform_names(&calls, &addresses));
    let values = Values { calls: &calls, addresses: &addresses, named };
    let providers = Providers::new(&values);
    let mut findings = Findings::default();
    let mut made = BTreeMap::new();
    for site in &sites {
        declare(site, &values, &providers, &mut findings, &mut made);
    }
    overrides::apply(&overrides, &values, &made, &mut findings);
    for (_, call, role) in calls.iter() {
        match role {
            Role::Output => findings.outputs.extend(output(call, &values)),
            Role::Variable => findings.inputs.extend(input(call, &values)),
            Role::Backend(kind) => findings.backend = Some((kind.as_str().into(), call.span)),
            Role::Module => {
                let name = id(call).map(key_text).unwrap_or_default();
                let message = format!("module {name} is not in the response: what it creates is not known");
                findings.diagnostics.push(Diagnostic::new(Level::Warning, message, call.span));
            }
            _ => {}
        }
    }
    providers.regions(&values, &mut findings);
    findings
}

/// The addresses of resources by the names that Terraform has for them, as far as their ids tell them apart.
fn terraform_names(calls: &Calls<'_>, addresses: &[Option<Arc<str>>]) -> BTreeMap<String, Arc<str>> {
    let mut names: BTreeMap<String, Option<Arc<str>>> = BTreeMap::new();
    for (at, call, role) in calls.iter() {
        if let (Role::Resource(kind), Some(Some(address))) = (role, addresses.get(at.0 as usize))
            && let Some(id) = id(call).and_then(Value::as_text)
        {
            let seen = names.entry(format!("{kind}.{id}")).or_insert_with(|| Some(Arc::clone(address)));
            seen.take_if(|seen| seen != address);
        }
    }
    names.into_iter().filter_map(|(name, address)| Some((name, address?))).collect()
}

/// Adds the declaration that a site is, and what it makes.
fn declare(
    site: &Site,
    values: &Values<'_>,
    providers: &Providers<'_>,
    findings: &mut Findings,
    made: &mut BTreeMap<CallId, usize>,
) {
    let declaration = findings.declarations.len();
    let mut count = Some(0);
    for &call_id in &site.calls {
        let (Some(call), Some(address)) = (values.calls.trace.call(call_id), values.address(call_id)) else { continue };
        let instance = instance(call_id, call, address, declaration, values, providers);
        count = count.zip(instance.count).map(|(before, more): (u32, u32)| before.saturating_add(more));
        made.insert(call_id, findings.instances.len());
        findings.instances.push(instance);
    }
    findings.declarations.push(Declaration {
        declared_as: Arc::clone(&site.declared_as),
        address: Arc::clone(&site.address),
        count,
        span: site.span,
        tool: Tool::Cdktf,
    });
}

/// What one call makes.
fn instance(
    call_id: CallId,
    call: &Call,
    address: &Arc<str>,
    declaration: usize,
    values: &Values<'_>,
    providers: &Providers<'_>,
) -> Instance {
    let kind = values.calls.made(call_id).unwrap_or_default();
    let mut given = settings(call);
    let provider = given.shift_remove("provider");
    let lifecycle = given.shift_remove("lifecycle");
    let turns = given
        .shift_remove("count")
        .or_else(|| given.shift_remove("forEach"))
        .or_else(|| given.shift_remove("for_each"));
    let mut properties = values.settings(&given, schema::terraform(&kind));
    // Its names are those of Terraform's block, of which no schema tells.
    if let Some(lifecycle) = lifecycle.as_ref().and_then(Value::as_map) {
        let settings =
            lifecycle.iter().map(|(name, value)| (super::words::snake_case(name).into(), values.resolved(value)));
        properties.insert("lifecycle".into(), Value::map(settings.collect(), call.span));
    }
    providers.apply(call, provider.as_ref(), &kind, values, &mut properties);
    let times = match &turns {
        Some(turns) => times(turns, values),
        None => Some(1),
    };
    Instance {
        declaration,
        address: Arc::clone(address),
        vocabulary: Vocabulary::Terraform,
        kind,
        count: times.filter(|_| !call.is_repeated()),
        conditional: call.conditional,
        implied_by: None,
        properties,
        span: call.span,
    }
}

/// How many things `count` or `forEach` makes, if that is known.
fn times(turns: &Value, values: &Values<'_>) -> Option<u32> {
    if let Kind::Symbol(symbol) = &turns.kind
        && let Some(iterator) = root(symbol).filter(|&id| *values.calls.role(id) == Role::Iterator)
    {
        let walked = values.resolved(values.calls.trace.call(iterator)?.positional.first()?);
        return match &walked.kind {
            Kind::List(items) => Some(items.len() as u32),
            Kind::Map(entries) => Some(entries.len() as u32),
            _ => None,
        };
    }
    let count = values.resolved(turns).as_number()?;
    (count >= 0.0 && count.fract() == 0.0 && count <= f64::from(u32::MAX)).then_some(count as u32)
}

/// `new TerraformOutput(this, "name", { value })`.
fn output(call: &Call, values: &Values<'_>) -> Option<Output> {
    let value = settings(call).get("value").map(|value| values.resolved(value))?;
    Some(Output { name: id(call).map(key_text)?, value, span: call.span })
}

/// `new TerraformVariable(this, "name", { default, sensitive })`.
fn input(call: &Call, values: &Values<'_>) -> Option<Input> {
    let given: Map = settings(call);
    let value = given.get("default").map(|value| values.resolved(value)).filter(|value| !value.is_null());
    let secret = given.get("sensitive").and_then(Value::as_bool) == Some(true);
    Some(Input { name: id(call).map(key_text)?, value, span: call.span, secret })
}
