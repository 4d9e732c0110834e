//! What the AWS CDK gives a program to go on with: context values, and the subnets of a network, over which programs loop.

use std::sync::Arc;

use super::Function;
use super::python::outside;
use crate::program::evaluator::{Call, Callee, Evaluator, Invocation, Trace, root};
use crate::program::expression::UNKNOWN_REST;
use crate::program::value::{Kind, Map, Provenance, Reason, Symbol, Value};

/// How many zones a stack sees of which the account and region are not said. Chosen because the library plans for two then.
const ZONES_OF_ANY_REGION: usize = 2;
/// How many zones it sees else. Chosen because the library plans for three until it has looked them up.
const ZONES_OF_A_REGION: usize = 3;
/// How many zones a network spreads over when nothing is said.
const ZONES_OF_A_NETWORK: usize = 3;
/// How many scopes stand around a construct at most.
const DEEPEST: usize = 32;

/// The model of a method.
pub(super) fn find(path: &str) -> Option<Function> {
    let (_, method) = path.rsplit_once(".node.")?;
    matches!(method, "tryGetContext" | "try_get_context" | "getContext" | "get_context").then_some(context)
}

/// The context value of that name: of `cdk.json`, or of the application. What nobody gives is not there.
fn context(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let key = evaluator.frozen(call.argument(0, "key")?);
    let Some(name) = key.as_text() else { return outside(evaluator, call) };
    let file = evaluator.settings.files.named("cdk.json").and_then(|file| match &file.kind {
        Kind::Json(content) => content.at_path("context")?.get(&name).cloned(),
        _ => None,
    });
    let of_application = || {
        let applications =
            evaluator.trace.calls.iter().filter(|call| call.path().is_some_and(|path| path.ends_with(".App")));
        applications
            .filter_map(|call| argument(&evaluator.trace, call, 0, "context"))
            .find_map(|context| context.get(&name).cloned())
    };
    match file.or_else(of_application) {
        Some(value) => {
            let value = value.with_provenance(Provenance::ResponseDefault);
            Some(evaluator.thaw(&value))
        }
        None => Some(Value::unknown(Reason::Unset(name.into()), call.span)),
    }
}

/// How many elements a list has that the library gives: the subnets of a network.
pub(crate) fn length(trace: &Trace, owner: &Symbol, name: &str) -> Option<usize> {
    let access = match name {
        "privateSubnets" | "private_subnets" => "PRIVATE_WITH_EGRESS",
        "publicSubnets" | "public_subnets" => "PUBLIC",
        "isolatedSubnets" | "isolated_subnets" => "PRIVATE_ISOLATED",
        "subnets" | "subnetIds" | "subnet_ids" => {
            let Symbol::Result(id) = owner else { return None };
            let call = trace.call(*id)?;
            let Callee::Method(network, method) = &call.callee else { return None };
            if !matches!(&**method, "selectSubnets" | "select_subnets") {
                return None;
            }
            let given = call.positional.first().or_else(|| call.named.values().next());
            let selection = given.map(|given| struct_of(trace, given)).unwrap_or_default();
            let selection = if selection.is_empty() { call.named.clone() } else { selection };
            let kind = entry(&selection, "subnetType", "subnet_type").and_then(last_name)?;
            return subnets(trace, network, &kind);
        }
        _ => return None,
    };
    subnets(trace, owner, access)
}

/// How many subnets of that kind a network has that the program makes.
fn subnets(trace: &Trace, network: &Symbol, kind: &str) -> Option<usize> {
    let Symbol::Result(id) = network else { return None };
    let call = trace.call(*id)?;
    let path = call.path()?;
    if !path.ends_with("ec2.Vpc") {
        return None;
    }
    let props = props(trace, call);
    let number = |camel: &str, snake: &str| entry(&props, camel, snake).map(Value::as_number);
    let most = match number("maxAzs", "max_azs") {
        Some(most) => most? as usize,
        None => ZONES_OF_A_NETWORK,
    };
    let zones = most.min(zones(trace, call));
    let Some(groups) = entry(&props, "subnetConfiguration", "subnet_configuration") else {
        let has_egress = number("natGateways", "nat_gateways") != Some(Some(0.0));
        let made = match kind {
            "PUBLIC" => true,
            "PRIVATE_ISOLATED" => !has_egress,
            _ => has_egress,
        };
        return Some(if made { zones } else { 0 });
    };
    let Kind::List(groups) = &groups.kind else { return None };
    let mut found = 0;
    for group in groups.iter() {
        let group = struct_of(trace, group);
        let of = entry(&group, "subnetType", "subnet_type").and_then(last_name)?;
        let is_isolated = |name: &str| name.contains("ISOLATED");
        let is_same =
            if kind == "PUBLIC" { &*of == "PUBLIC" } else { &*of != "PUBLIC" && is_isolated(&of) == is_isolated(kind) };
        found += usize::from(is_same && entry(&group, "reserved", "reserved").and_then(Value::as_bool) != Some(true));
    }
    Some(found * zones)
}

/// How many zones the stack of a call plans for. One of which the response does not show how it is made is deployed to some region.
pub(crate) fn zones(trace: &Trace, call: &Call) -> usize {
    let mut call = Some(call);
    for _ in 0..DEEPEST {
        let Some(found) = call else { break };
        if found.path().is_some_and(|path| path.ends_with("Stack") || path.ends_with("Stage")) {
            let is_unknown = |value: &Value| matches!(value.kind, Kind::Unknown(_));
            let props = props(trace, found);
            let given = entry(&props, "env", "env");
            let is_hidden = props.contains_key(UNKNOWN_REST)
                || found.positional.iter().chain(found.named.get("scope")).any(is_unknown);
            if given.map_or(is_hidden, is_unknown) {
                return ZONES_OF_A_REGION;
            }
            let environment = given.map(|given| struct_of(trace, given)).unwrap_or_default();
            let has = |name: &str| environment.get(name).is_some_and(|value| !value.is_null());
            if has("region") && has("account") {
                return ZONES_OF_A_REGION;
            }
        }
        let scope = match &found.callee {
            Callee::Method(receiver, _) => Some(receiver),
            _ => match found.argument(0, "scope").map(|scope| &scope.kind) {
                Some(Kind::Symbol(scope)) => Some(scope),
                _ => None,
            },
        };
        call = scope.and_then(root).and_then(|id| trace.call(id));
    }
    ZONES_OF_ANY_REGION
}

/// The props of a construct.
fn props(trace: &Trace, call: &Call) -> Map {
    let mut props = call.positional.get(2).map(|props| struct_of(trace, props)).unwrap_or_default();
    props.extend(call.named.clone());
    props
}

fn argument(trace: &Trace, call: &Call, position: usize, name: &str) -> Option<Value> {
    let given = call.positional.get(position).map(|given| struct_of(trace, given)).unwrap_or_default();
    call.named.get(name).or_else(|| given.get(name)).cloned()
}

/// The members of a struct, also of one that is written as a call of its class.
fn struct_of(trace: &Trace, value: &Value) -> Map {
    match &value.kind {
        Kind::Map(entries) => entries.as_ref().clone(),
        Kind::Symbol(Symbol::Result(id)) => trace.call(*id).map(|call| call.named.clone()).unwrap_or_default(),
        _ => Map::new(),
    }
}

fn entry<'m>(entries: &'m Map, camel: &str, snake: &str) -> Option<&'m Value> {
    entries.get(camel).or_else(|| entries.get(snake)).filter(|value| !value.is_null())
}

/// The last name of a constant: `PUBLIC` of `ec2.SubnetType.PUBLIC`.
fn last_name(value: &Value) -> Option<Arc<str>> {
    match &value.kind {
        Kind::Symbol(Symbol::External(path)) => Some(path.rsplit('.').next()?.into()),
        _ => None,
    }
}
