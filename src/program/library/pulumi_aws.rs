//! Look-ups of Pulumi's AWS package whose results the response itself determines.

use std::sync::Arc;

use super::{Function, pulumi_path};
use crate::catalog::{pulumi, regions};
use crate::program::evaluator::{Callee, Evaluator, Invocation};
use crate::program::value::{Kind, Map, Provenance, Reason, Symbol, Value};
use crate::source::Span;

/// The value of a constant: of a package's enums, and the region of the configuration.
pub(super) fn constant(evaluator: &Evaluator<'_>, path: &str, span: Span) -> Option<Value> {
    let path = pulumi_path::read(path)?;
    if (path.package.as_str(), path.folded().as_str()) == ("aws", "config.region") {
        let configured = evaluator.settings.pulumi.value(Some("aws"), "region").cloned();
        return Some(configured.map_or_else(|| Value::unknown(Reason::Unset("aws:region".into()), span), given));
    }
    pulumi::constant(&path.package, &path.module, &path.name).map(|value| Value::text(value, span))
}

/// The model of a look-up.
pub(super) fn find(path: &str) -> Option<Function> {
    let path = pulumi_path::read(path).filter(|path| path.package == "aws")?;
    match path.folded().as_str() {
        "getavailabilityzones" | "getavailabilityzonesoutput" => Some(availability_zones),
        "getregion" | "getregionoutput" => Some(region),
        "iam.assumerolepolicyforprincipal" => Some(assume_role_policy),
        _ => None,
    }
}

/// The zones of the region that the response deploys to.
fn availability_zones(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let region = deployed_region(evaluator, call)?;
    let zones = regions::zones(&region)?;
    evaluator.record(Callee::External(Arc::clone(&call.callee)), call);
    let names = zones.map(|zone| given(Value::text(zone, call.span))).collect();
    let names = evaluator.new_list(names, call.span);
    Some(evaluator.new_map(Map::from_iter([("names".into(), names)]), call.span))
}

/// The region that the response deploys to.
fn region(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let region = deployed_region(evaluator, call)?;
    evaluator.record(Callee::External(Arc::clone(&call.callee)), call);
    let name = given(Value::text(region, call.span));
    let entries = ["name", "id", "region"].map(|key| (key.into(), name.clone()));
    Some(evaluator.new_map(Map::from_iter(entries), call.span))
}

/// The policy that lets a principal take a role.
fn assume_role_policy(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let text = |text: &str| Value::text(text, call.span);
    let principal = evaluator.frozen(call.first()?);
    let statement = [("Effect", text("Allow")), ("Principal", principal), ("Action", text("sts:AssumeRole"))];
    let statement = Value::map(statement.map(|(key, value)| (key.into(), value)).into_iter().collect(), call.span);
    let policy = [("Version", text("2012-10-17")), ("Statement", Value::list(vec![statement], call.span))];
    let policy = Value::map(policy.map(|(key, value)| (key.into(), value)).into_iter().collect(), call.span);
    Some(Value::new(Kind::Json(Arc::new(policy)), call.span))
}

/// What follows from a default of the response.
fn given(value: Value) -> Value {
    value.with_provenance(Provenance::ResponseDefault)
}

/// The region of the provider that a look-up is given, of the project's configuration, or of the first provider; else
/// what the program says when nobody gives one.
fn deployed_region(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Arc<str>> {
    let of_provider = |evaluator: &Evaluator<'_>, provider: &Value| match &provider.kind {
        Kind::Symbol(Symbol::Result(id)) => region_setting(evaluator.trace.call(*id)?),
        _ => None,
    };
    let options = call.argument(1, "opts").cloned();
    let provider = options.and_then(|options| evaluator.map_of(&options)?.get("provider").cloned());
    if let Some(provider) = provider {
        return of_provider(evaluator, &provider);
    }
    let configured = evaluator.settings.pulumi.value(Some("aws"), "region").and_then(Value::as_str).map(Arc::from);
    let first_provider = || evaluator.trace.calls.iter().find_map(region_setting);
    let default = || {
        let is_region = |name: &str| name.to_ascii_lowercase().ends_with("region");
        let found = evaluator.trace.defaults.iter().find(|(name, _)| is_region(name));
        found.and_then(|(_, region)| region.as_str()).map(Arc::from)
    };
    configured.or_else(first_provider).or_else(default)
}

/// The region that a provider is configured with.
fn region_setting(call: &crate::program::evaluator::Call) -> Option<Arc<str>> {
    let path = pulumi_path::read(call.path()?)?;
    if (path.package.as_str(), path.name.as_str()) != ("aws", "Provider") {
        return None;
    }
    let settings = call.positional.iter().filter_map(|value| value.get("region"));
    call.named.get("region").into_iter().chain(settings).find_map(Value::as_str).map(Arc::from)
}
