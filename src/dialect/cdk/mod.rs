//! CDK programs, in whatever language: the constructs that a program makes, what they create, and what is done to them.

mod assembly;
mod bindings;
mod escape;
mod expand;
mod methods;
mod names;
mod network;
mod objects;
mod security;
mod surface;
mod templates;
#[cfg(test)]
mod tests;
mod values;

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use assembly::Assembly;
use names::jsii;
use values::{Makes, Values, makes, props};

use super::sites::{Makers, sites, untaken};
use super::{Findings, Source};
use crate::catalog::spelling::camel_case;
use crate::program::evaluator::{Call, Callee};
use crate::program::value::Value;
use crate::stack::{Declaration, Region, RegionRole, Tool};

/// Constructs that only frame others: they are no declarations of anything. A nested stack is a resource of the stack around it.
const FRAMES: &[&str] = &["App", "Stack", "Stage"];

/// Finds what the CDK programs of a response declare.
pub(super) fn read(source: &Source<'_>) -> Findings {
    let trace = &source.trace;
    let declared_as = |_, call: &Call| {
        makes(call)?;
        let name = jsii(call.path()?)?;
        (!FRAMES.contains(&name.as_str())).then(|| format!("aws-cdk-lib.{name}").into())
    };
    let (sites, addresses) = sites(&Makers { trace, declared_as: &declared_as, name: id });
    let mut values = Values { trace, addresses, makes: trace.calls.iter().map(makes).collect() };
    name_what_methods_make(&mut values);
    let mut findings = Findings::default();
    let mut declarations = BTreeMap::new();
    for site in &sites {
        let mut count = Some(0);
        for &id in &site.calls {
            let Some(call) = trace.call(id) else { continue };
            count = count.filter(|_| !call.is_repeated()).map(|count| count + 1);
            declarations.insert(id, findings.declarations.len());
        }
        findings.declarations.push(Declaration {
            declared_as: Arc::clone(&site.declared_as),
            address: Arc::clone(&site.address),
            count,
            span: site.span,
            tool: Tool::Cdk,
        });
    }
    findings.instances = Assembly::of(&values, declarations).into_instances();
    for call in &trace.calls {
        findings.regions.extend(region(call, &values, findings.regions.is_empty()));
        surface::add(call, &values, &mut findings);
    }
    findings
}

/// Gives the constructs that methods make their addresses, in the order of the calls, since a method may be called on what another made.
fn name_what_methods_make(values: &mut Values<'_>) {
    let mut taken: HashSet<String> = values.addresses.iter().flatten().map(ToString::to_string).collect();
    for (id, call) in values.trace.iter() {
        let Callee::Method(receiver, name) = &call.callee else { continue };
        let name = camel_case(name);
        if let Some((construct, address)) = methods::making(values, call, receiver, &name) {
            let address = untaken(&address, &mut taken).into();
            if let (Some(makes), Some(place)) =
                (values.makes.get_mut(id.0 as usize), values.addresses.get_mut(id.0 as usize))
            {
                (*makes, *place) = (Some(Makes::Construct(construct)), Some(address));
            }
        }
    }
}

/// The id of a construct: the argument behind its scope.
fn id(call: &Call) -> Option<&Value> {
    call.argument(1, "id")
}

/// The region of a stack's environment: `env: { region: 'eu-west-1' }`.
fn region(call: &Call, values: &Values<'_>, is_first: bool) -> Option<Region> {
    let name = jsii(call.path()?)?;
    if !FRAMES.contains(&name.as_str()) {
        return None;
    }
    let environment = values.unfolded(props(call, values).get("env")?);
    let region = values.resolved(environment.get("region")?);
    let role = if is_first { RegionRole::Default } else { RegionRole::Additional };
    let name = region.as_str()?.into();
    Some(Region { name, role, source: "the environment of the stack".into(), span: region.span.unwrap_or(call.span) })
}
