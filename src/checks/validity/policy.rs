//! Policies in templates: elements that may not stand there, and operators that do not exist.

use super::Fault;
use super::nearest::nearest;
use crate::catalog::table;
use crate::dialect::cloudformation::{Written, call_of};
use crate::program::document::{Field, elements, fields, get};
use crate::program::form::{Expression, ExpressionKind};
use crate::severity::Severity;

const OPERATORS: &str = include_str!("../../../grammars/aws/condition_operators.tsv");

/// How deep policies are looked for. Chosen because a statement in a role stands six deep.
const DEEPEST: usize = 12;

/// Types whose policies say what an identity may do.
const POLICIES: [&str; 5] = [
    "AWS::IAM::Policy",
    "AWS::IAM::ManagedPolicy",
    "AWS::IAM::RolePolicy",
    "AWS::IAM::UserPolicy",
    "AWS::IAM::GroupPolicy",
];

/// Types that hold such policies beside others.
const IDENTITIES: [&str; 3] = ["AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group"];

/// What is wrong with the policies of a resource.
pub(super) fn of_template(resource: &Written<'_>, properties: &Expression) -> Vec<Fault> {
    let mut faults = Vec::new();
    let of_identity = match resource.kind {
        kind if POLICIES.contains(&kind) => get(properties, "PolicyDocument"),
        kind if IDENTITIES.contains(&kind) => get(properties, "Policies"),
        _ => None,
    };
    if let Some(policies) = of_identity {
        statements(policies, 0, &mut |statement| {
            let principal = statement.iter().find(|field| matches!(&**field.name, "Principal" | "NotPrincipal"));
            faults.extend(principal.map(|field| {
                let message = format!(
                    "`{}` stands in a policy of an identity in `{}`: it says who may, and that is who has the policy",
                    field.name, resource.id
                );
                Fault::new("malformed-policy", Severity::High, field.key, message)
            }));
        });
    }
    statements(properties, 0, &mut |statement| {
        let condition = statement.iter().find(|field| &**field.name == "Condition").map(|field| field.value);
        let operators = condition.filter(|condition| call_of(condition).is_none()).map(fields).unwrap_or_default();
        faults.extend(operators.iter().filter_map(operator));
    });
    faults
}

/// An operator that does not exist.
fn operator(field: &Field<'_>) -> Option<Fault> {
    let known = || table::rows(OPERATORS).map(|[name]| name);
    let name = field.name.rsplit_once(':').map_or(&**field.name, |(_, name)| name);
    let name = name.strip_suffix("IfExists").unwrap_or(name);
    if field.name.starts_with("Fn::") || known().any(|one| one.eq_ignore_ascii_case(name)) {
        return None;
    }
    let instead = nearest(name, known()).map(|near| format!("; there is `{near}`")).unwrap_or_default();
    let message = format!("conditions of policies have no operator `{}`{instead}", field.name);
    Some(Fault::new("malformed-policy", Severity::High, field.key, message))
}

/// Calls `visit` with the entries of each statement.
fn statements<'a>(value: &'a Expression, depth: usize, visit: &mut dyn FnMut(&[Field<'a>])) {
    if depth > DEEPEST {
        return;
    }
    let within = call_of(value).map_or(value, |(_, argument)| argument);
    if let Some(items) = elements(within) {
        items.into_iter().for_each(|item| statements(item, depth + 1, visit));
    }
    if !matches!(within.kind, ExpressionKind::Map(_)) {
        return;
    }
    let entries = fields(within);
    let has = |names: [&str; 2]| entries.iter().any(|field| names.contains(&&**field.name));
    if has(["Effect", "Effect"]) && has(["Action", "NotAction"]) {
        return visit(&entries);
    }
    entries.iter().for_each(|field| statements(field.value, depth + 1, visit));
}
