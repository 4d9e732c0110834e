//! Rules of single services that no schema states.

use super::Fault;
use crate::dialect::cloudformation::{Written, call_of};
use crate::program::document::{elements, fields, get, literal, text};
use crate::severity::Severity;
use crate::source::Span;

/// The names of environment variables that Lambda keeps for itself.
const LAMBDA_RESERVED: &str = include_str!("../../../grammars/aws/lambda_environment.tsv");

/// The versions of the engines of RDS.
const ENGINE_VERSIONS: &str = include_str!("../../../grammars/aws/engine_versions.tsv");

/// What is wrong with a resource of a template.
pub(super) fn of_template(resource: &Written<'_>) -> Vec<Fault> {
    let Some(properties) = get(resource.body, "Properties") else { return Vec::new() };
    let key = fields(resource.body).into_iter().find(|field| &**field.name == "Properties").map(|field| field.key);
    let at = key.unwrap_or(resource.key);
    let mut faults = super::policy::of_template(resource, properties);
    faults.extend(match resource.kind {
        "AWS::DynamoDB::Table" => table(resource, properties, at),
        "AWS::Lambda::Function" => function(resource, properties),
        "AWS::ElasticLoadBalancingV2::LoadBalancer" => balancer(resource, properties).into_iter().collect(),
        "AWS::GuardDuty::Detector" => detector(resource, properties, at).into_iter().collect(),
        "AWS::RDS::DBInstance" | "AWS::RDS::DBCluster" => database(resource, properties),
        _ => Vec::new(),
    });
    faults
}

/// A table needs a throughput unless it is paid per request, and declares just the attributes of its keys.
fn table(resource: &Written<'_>, properties: &crate::program::form::Expression, at: Span) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mode = get(properties, "BillingMode");
    let provisioned = mode.is_none_or(|mode| text(mode).is_some_and(|mode| &**mode != "PAY_PER_REQUEST"));
    let is_open = fields(properties).iter().any(|field| field.name.starts_with("Fn::"));
    if provisioned && !is_open && get(properties, "ProvisionedThroughput").is_none() {
        let message = format!(
            "`{}` requires `ProvisionedThroughput`, because its `BillingMode` is not `PAY_PER_REQUEST`",
            resource.id
        );
        faults.push(Fault::new("missing-property", Severity::High, at, message));
    }
    let names = |list: &str, within: &crate::program::form::Expression| -> Option<Vec<String>> {
        let items = elements(get(within, list)?)?;
        items.into_iter().map(|item| Some(text(get(item, "AttributeName")?)?.to_string())).collect()
    };
    let (Some(declared), Some(mut used)) = (names("AttributeDefinitions", properties), names("KeySchema", properties))
    else {
        return faults;
    };
    for list in ["GlobalSecondaryIndexes", "LocalSecondaryIndexes"] {
        let Some(indexes) = get(properties, list) else { continue };
        if call_of(indexes).is_some() {
            return faults;
        }
        for index in elements(indexes).unwrap_or_default() {
            // An index without keys uses no attribute.
            if get(index, "KeySchema").is_none() && call_of(index).is_none() {
                continue;
            }
            match names("KeySchema", index) {
                Some(keys) => used.extend(keys),
                None => return faults,
            }
        }
    }
    let unused: Vec<_> = declared.iter().filter(|name| !used.contains(name)).map(|name| format!("`{name}`")).collect();
    let undeclared: Vec<_> =
        used.iter().filter(|name| !declared.contains(name)).map(|name| format!("`{name}`")).collect();
    let mut say = |message: String| faults.push(Fault::new("key-attributes", Severity::High, at, message));
    if !unused.is_empty() {
        let names = unused.join(", ");
        say(format!(
            "`{}` declares {names} in `AttributeDefinitions`, which no key uses: leave out what is no key",
            resource.id
        ));
    }
    if !undeclared.is_empty() {
        let names = undeclared.join(", ");
        say(format!("`{}` has {names} in a key, but not in `AttributeDefinitions`", resource.id));
    }
    faults
}

/// The environment of a function sets no name that Lambda keeps for itself.
fn function(resource: &Written<'_>, properties: &crate::program::form::Expression) -> Vec<Fault> {
    let variables = get(properties, "Environment").and_then(|environment| get(environment, "Variables"));
    let reserved = |name: &str| {
        crate::catalog::table::find_line(LAMBDA_RESERVED, "reserved")
            .is_some_and(|row| row.split('\t').skip(1).any(|known| known == name))
    };
    let given = variables.map(fields).unwrap_or_default();
    let wrong = given.into_iter().filter(|field| reserved(field.name));
    let fault = |field: crate::program::document::Field<'_>| {
        let message = format!(
            "`{}` sets the variable `{}`, which Lambda keeps for itself: choose another name",
            resource.id, field.name
        );
        Fault::new("reserved-environment-variable", Severity::High, field.span(), message)
    };
    wrong.map(fault).collect()
}

/// An application load balancer stands in two zones at least.
fn balancer(resource: &Written<'_>, properties: &crate::program::form::Expression) -> Option<Fault> {
    let is_application =
        get(properties, "Type").is_none_or(|kind| text(kind).is_some_and(|kind| &**kind == "application"));
    let field = fields(properties).into_iter().find(|field| matches!(&**field.name, "Subnets" | "SubnetMappings"))?;
    let [only] = elements(field.value)?.try_into().ok()?;
    // A parameter may be a list by itself; a resource is one subnet.
    let is_one = text(only).is_some()
        || call_of(only).is_some_and(|(_, argument)| {
            text(argument).is_some_and(|name| name.contains("ubnet") && !name.ends_with('s'))
        });
    (is_application && is_one).then(|| {
        let message =
            format!("`{}` is given one subnet; an application load balancer needs two in different zones", resource.id);
        Fault::new("value-out-of-range", Severity::High, field.span(), message)
    })
}

/// What GuardDuty watches is said in one of two ways.
fn detector(resource: &Written<'_>, properties: &crate::program::form::Expression, at: Span) -> Option<Fault> {
    get(properties, "Features").and(get(properties, "DataSources"))?;
    let message = format!("`{}` sets `DataSources` and `Features`; GuardDuty takes only one of them", resource.id);
    Some(Fault::new("conflicting-properties", Severity::High, at, message))
}

/// A database has a version that can still be created, and no name that its engine keeps for itself.
fn database(resource: &Written<'_>, properties: &crate::program::form::Expression) -> Vec<Fault> {
    let field = |name: &str| fields(properties).into_iter().find(|field| &**field.name == name);
    let written = |name: &str| get(properties, name).and_then(|value| literal(value).as_text());
    let mut faults = Vec::new();
    let Some(engine) = written("Engine") else { return faults };
    if let (Some(field), Some(user)) = (field("MasterUsername"), written("MasterUsername")) {
        let is_kept = user == "rdsadmin" || user == "admin" && engine.contains("postgres");
        if is_kept {
            let message =
                format!("`MasterUsername` of `{}` cannot be `{user}`, which {engine} keeps for itself", resource.id);
            faults.push(Fault::new("value-not-allowed", Severity::High, field.span(), message));
        }
    }
    if let (Some(field), Some(version)) = (field("EngineVersion"), written("EngineVersion"))
        && let Some((severity, what)) = retired(&engine, &version)
    {
        let message = format!("`{}` asks for {engine} {version}, {what}", resource.id);
        faults.push(Fault::new("retired-version", severity, field.span(), message));
    }
    faults
}

/// Whether nothing new should be created with a version of an engine: how severe that is, and what is so.
fn retired(engine: &str, version: &str) -> Option<(Severity, String)> {
    let row = crate::catalog::table::find_line(ENGINE_VERSIONS, engine)?;
    let versions = || row.split('\t').skip(1);
    if versions().any(|known| known == version) {
        return None;
    }
    let is_part =
        |known: &str| !known.ends_with('-') && known.strip_prefix(version).is_some_and(|rest| rest.starts_with('.'));
    if versions().any(is_part) {
        let since = crate::checks::security::support::out_of_support_since(engine, version)?;
        return Some((Severity::Low, format!("all of which has been out of standard support since {since}")));
    }
    if versions().any(|known| known.strip_suffix('-') == Some(version)) {
        return Some((Severity::Medium, "with which nothing new can be created any more".to_owned()));
    }
    Some((Severity::Medium, "which is no version that the engine has".to_owned()))
}
