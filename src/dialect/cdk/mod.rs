//! CDK programs, in whatever language: the constructs that a program makes, what they create, and what is done to them.

mod expand;
mod names;
mod objects;
#[cfg(test)]
mod tests;
mod values;

use std::sync::Arc;

use expand::expand;
use names::jsii;
use values::{Makes, Values, makes};

use super::sites::{Makers, sites};
use super::{Findings, Instance, Source, Vocabulary};
use crate::catalog::schema;
use crate::program::evaluator::Call;
use crate::program::value::{Map, Value};
use crate::stack::{Declaration, Region, RegionRole, Tool};

/// Constructs that only frame others: they are no declarations of anything.
const FRAMES: &[&str] = &["App", "Stack", "Stage", "NestedStack"];

/// Finds what the CDK programs of a response declare.
pub(super) fn read(source: &Source<'_>) -> Findings {
    let trace = &source.trace;
    let declared_as = |_, call: &Call| {
        makes(call)?;
        let name = jsii(call.path()?)?;
        (!FRAMES.contains(&name.as_str())).then(|| format!("aws-cdk-lib.{name}").into())
    };
    let (sites, addresses) = sites(&Makers { trace, declared_as: &declared_as, name: id });
    let values = Values { trace, addresses: &addresses };
    let mut findings = Findings::default();
    for site in &sites {
        let declaration = findings.declarations.len();
        let mut count = Some(0);
        for &call_id in &site.calls {
            let (Some(call), Some(Some(address))) = (trace.call(call_id), addresses.get(call_id.0 as usize)) else {
                continue;
            };
            count = count.filter(|_| !call.is_repeated()).map(|count| count + 1);
            findings.instances.extend(instances(call, address, declaration, &values));
        }
        findings.declarations.push(Declaration {
            declared_as: Arc::clone(&site.declared_as),
            address: Arc::clone(&site.address),
            count,
            span: site.span,
            tool: Tool::Cdk,
        });
    }
    for call in &trace.calls {
        findings.regions.extend(region(call, &values, findings.regions.is_empty()));
    }
    findings
}

/// What one call makes.
fn instances(call: &Call, address: &Arc<str>, declaration: usize, values: &Values<'_>) -> Vec<Instance> {
    let props = props(call, values);
    let instance = |address: Arc<str>, kind: Arc<str>, properties: Map, implied_by: Option<Arc<str>>| Instance {
        declaration,
        address,
        vocabulary: Vocabulary::CloudFormation,
        kind,
        count: (!call.is_repeated()).then_some(1),
        conditional: call.conditional,
        implied_by,
        properties,
        span: call.span,
    };
    match makes(call) {
        Some(Makes::Resource(kind)) => {
            let properties = values.properties(&props, schema::cloudformation(kind));
            vec![instance(Arc::clone(address), kind.into(), properties, None)]
        }
        Some(Makes::Construct(construct)) => {
            let main = expand::main_place(construct);
            let made = expand(construct, address, &props, call.span, values);
            let instances = made.into_iter().map(|made| {
                let implied_by = (&*made.place != main).then(|| Arc::clone(address));
                let address = expand::address_at(construct, address, &made.place);
                instance(address, made.kind, made.settings, implied_by)
            });
            instances.collect()
        }
        None => Vec::new(),
    }
}

/// The id of a construct: the argument behind its scope.
fn id(call: &Call) -> Option<&Value> {
    call.argument(1, "id")
}

/// The props of a construct: the argument behind its id, or the named ones.
fn props(call: &Call, values: &Values<'_>) -> Map {
    let mut props = Map::new();
    if let Some(last) = call.positional.get(2) {
        props.extend(values.unfolded(last).as_map().cloned().unwrap_or_default());
    }
    let framing = |name: &str| matches!(name, "scope" | "id");
    props.extend(
        call.named.iter().filter(|(name, _)| !framing(name)).map(|(name, value)| (Arc::clone(name), value.clone())),
    );
    props
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
