//! Who may act as a role.

use super::statement::{Statement, each, items};
use crate::checks::{Findings, Set, Subject, Truth};
use crate::program::value::{Kind, Value};
use crate::stack::Resource;

pub(in crate::checks) const SET: Set =
    Set { checks: &["iam-trust-everybody", "iam-trust-whole-account", "iam-github-oidc"], find };

/// The identity provider of GitHub Actions.
const GITHUB: &str = "token.actions.githubusercontent.com";

fn find(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for role in subject.of_kind("AWS::IAM::Role") {
        let Some(document) = role.properties.get("AssumeRolePolicyDocument") else { continue };
        let mut judge = |id: &str, is_bad: &dyn Fn(Statement<'_>) -> Truth| {
            let mut bad = Vec::new();
            each(document, &mut |statement| bad.push(Truth::all([statement.allows(), is_bad(statement)])));
            let verdict = if bad.is_empty() { Truth::Unknown } else { Truth::any(bad).negated() };
            findings.resource(id, role, "AssumeRolePolicyDocument.Statement.Principal", verdict);
        };
        judge("iam-trust-everybody", &|statement| {
            if statement.is_conditional() { Truth::No } else { statement.is_for_everybody() }
        });
        judge("iam-trust-whole-account", &|statement| {
            if statement.is_conditional() { Truth::No } else { trusts_account(statement) }
        });
        if names_github(role) {
            judge("iam-github-oidc", &any_repository);
        }
    }
}

/// Whether a statement lets in everybody of another account: its root, or its number, written out.
fn trusts_account(statement: Statement<'_>) -> Truth {
    let Some(accounts) = statement.0.at_path("Principal.AWS") else { return Truth::No };
    Truth::any(items(accounts).map(|account| match &account.kind {
        Kind::Text(text) => is_account(text).into(),
        _ => Truth::No,
    }))
}

fn is_account(text: &str) -> bool {
    text.ends_with(":root") || text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn names_github(role: &Resource) -> bool {
    role.property("AssumeRolePolicyDocument").is_some_and(|document| {
        let mut named = false;
        crate::program::json::leaves("", document, &mut |path, value| {
            named |= path.contains(GITHUB) || value.as_text().is_some_and(|text| text.contains(GITHUB));
        });
        named
    })
}

/// Whether a statement lets in workflows of any repository.
fn any_repository(statement: Statement<'_>) -> Truth {
    let Some(condition) = statement.condition() else { return Truth::Yes };
    let subject = format!("{GITHUB}:sub");
    let operators = condition.as_map().into_iter().flat_map(|operators| operators.values());
    let named = operators.filter_map(|keys| keys.get(&subject)).flat_map(items);
    let named: Vec<&Value> = named.collect();
    if named.is_empty() {
        return Truth::Yes;
    }
    Truth::any(named.iter().map(|pattern| match pattern.as_text() {
        Some(text) => matches!(text.as_str(), "*" | "repo:*" | "repo:*:*" | "repo:*/*:*" | "repo:*/*").into(),
        None => Truth::No,
    }))
}
