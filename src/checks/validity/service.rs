//! Rules of single services that no schema states.

use super::Fault;
use crate::dialect::cloudformation::{Written, call_of};
use crate::program::document::{elements, fields, get, text};
use crate::severity::Severity;
use crate::source::Span;

/// The names of environment variables that Lambda keeps for itself.
const LAMBDA_RESERVED: &str = include_str!("../../../grammars/aws/lambda_environment.tsv");

/// What is wrong with a resource of a template.
pub(super) fn of_template(resource: &Written<'_>) -> Vec<Fault> {
    let Some(properties) = get(resource.body, "Properties") else { return Vec::new() };
    let key = fields(resource.body).into_iter().find(|field| &**field.name == "Properties").map(|field| field.key);
    let at = key.unwrap_or(resource.key);
    match resource.kind {
        "AWS::DynamoDB::Table" => table(resource, properties, at),
        "AWS::Lambda::Function" => function(resource, properties),
        "AWS::IAM::Policy" => policy(resource, properties, at).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// A table needs a throughput unless it is paid per request, and declares just the attributes of its keys.
fn table(resource: &Written<'_>, properties: &crate::program::form::Expression, at: Span) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mode = get(properties, "BillingMode");
    let provisioned = mode.is_none_or(|mode| text(mode).is_some_and(|mode| &**mode == "PROVISIONED"));
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

/// An inline policy belongs to somebody.
fn policy(resource: &Written<'_>, properties: &crate::program::form::Expression, at: Span) -> Option<Fault> {
    let given = fields(properties);
    let owned = given.iter().any(|field| matches!(&**field.name, "Roles" | "Users" | "Groups"));
    let is_open = given.iter().any(|field| field.name.starts_with("Fn::")) || !resource.complete;
    (!owned && !is_open).then(|| {
        let message = format!("`{}` requires one of `Roles`, `Users` and `Groups`, none of which is set", resource.id);
        Fault::new("missing-property", Severity::High, at, message)
    })
}

/// The environment of a function sets no name that Lambda keeps for itself.
fn function(resource: &Written<'_>, properties: &crate::program::form::Expression) -> Vec<Fault> {
    let variables = get(properties, "Environment").and_then(|environment| get(environment, "Variables"));
    let reserved = |name: &str| crate::catalog::table::rows(LAMBDA_RESERVED).any(|[known]| known == name);
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
