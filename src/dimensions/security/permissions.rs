//! Permissions that are wider than a purpose needs: every action, every action of a service, every resource.

use crate::catalog::table::rows;
use crate::dimensions::Severity;
use crate::dimensions::data::{statements, texts};
use crate::dimensions::findings::Finding;
use crate::dimensions::side::Side;
use crate::dimensions::wording::{code, folded};
use crate::matching::glob;
use crate::program::value::Value;
use crate::stack::Resource;

const SCOPED_ACTIONS: &str = include_str!("../../../grammars/aws/scoped_actions.tsv");

/// How wide a statement is, the widest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Width {
    Everything,
    Service,
    Resource,
}

/// Every role, user, group or policy that allows more than it should, once for each width.
pub(super) fn find(side: Side<'_>) -> Vec<Finding> {
    let identities = side.stack.resources.iter().filter(|resource| {
        matches!(
            &*resource.kind,
            "AWS::IAM::Role" | "AWS::IAM::User" | "AWS::IAM::Group" | "AWS::IAM::Policy" | "AWS::IAM::ManagedPolicy"
        )
    });
    identities.flat_map(|resource| wide(side, resource)).collect()
}

fn wide(side: Side<'_>, resource: &Resource) -> Vec<Finding> {
    let mut found: Vec<(Width, String, Option<&Value>)> = Vec::new();
    let managed = texts(resource.properties.get("ManagedPolicyArns"));
    if managed.iter().any(|arn| arn.ends_with("/AdministratorAccess")) {
        found.push((
            Width::Everything,
            "has the policy `AdministratorAccess`".to_owned(),
            resource.properties.get("ManagedPolicyArns"),
        ));
    }
    let policies = resource.properties.get("Policies").into_iter().chain(resource.properties.get("PolicyDocument"));
    for policy in policies {
        statements(policy, &mut |statement| {
            if let Some((width, what)) = width(statement)
                && !found.iter().any(|(known, ..)| *known == width)
            {
                found.push((width, what, Some(statement)));
            }
        });
    }
    found
        .into_iter()
        .map(|(width, what, value)| {
            let (address, lines) = match value {
                Some(value) => side.declared_at(resource, value),
                None => (&resource.address, side.lines_of(resource)),
            };
            let (key, severity, meaning) = match width {
                Width::Everything => {
                    ("every-action", Severity::Critical, "Whoever acts as it can do anything in the account.")
                }
                Width::Service => (
                    "every-action-of-a-service",
                    Severity::Medium,
                    "It can also delete and reconfigure what it only has to use.",
                ),
                Width::Resource => (
                    "every-resource",
                    Severity::Medium,
                    "It reaches everything of that service in the account, not only what belongs to this stack.",
                ),
            };
            let attribute = match width {
                Width::Everything if what.contains("AdministratorAccess") => "ManagedPolicyArns".to_owned(),
                Width::Resource => format!("{}.Statement.Resource", document_path(resource)),
                _ => format!("{}.Statement.Action", document_path(resource)),
            };
            Finding {
                key: key.to_owned(),
                resource_type: resource.kind.clone(),
                attribute,
                address: address.clone(),
                lines,
                what,
                severity: Some(severity),
                meaning: meaning.to_owned(),
                remedy: match width {
                    Width::Resource => "Name the ARNs that {} work on.",
                    _ => "Allow only the actions that {} need.",
                },
            }
        })
        .collect()
}

fn document_path(resource: &Resource) -> &'static str {
    if resource.properties.contains_key("PolicyDocument") { "PolicyDocument" } else { "Policies.PolicyDocument" }
}

/// How wide a statement is, and what it allows.
fn width(statement: &Value) -> Option<(Width, String)> {
    let denies =
        statement.get("Effect").and_then(Value::as_str).is_none_or(|effect| !effect.eq_ignore_ascii_case("allow"));
    if denies || statement.get("Condition").is_some() {
        return None;
    }
    let actions = texts(statement.get("Action"));
    let everywhere = texts(statement.get("Resource")).iter().any(|resource| resource == "*");
    if actions.iter().any(|action| action == "*") {
        let whole = if everywhere { Width::Everything } else { Width::Service };
        return Some((whole, format!("allows every action{}", if everywhere { " on every resource" } else { "" })));
    }
    let services: Vec<String> =
        actions.iter().filter(|action| action.ends_with(":*")).map(|action| code(action)).collect();
    if !services.is_empty() {
        return Some((Width::Service, format!("allows {}", folded(&services))));
    }
    if !everywhere {
        return None;
    }
    let scoped: Vec<String> = actions
        .iter()
        .filter(|action| {
            rows(SCOPED_ACTIONS)
                .any(|[pattern]| glob(pattern.to_lowercase().as_bytes(), action.to_lowercase().as_bytes()))
        })
        .map(|action| code(action))
        .collect();
    (!scoped.is_empty()).then(|| (Width::Resource, format!("allows {} on every resource", folded(&scoped))))
}
