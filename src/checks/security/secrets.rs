//! Secrets that are written out in the code. Their values are never shown.
//!
//! A setting holds a secret by its name (`grammars/aws/secrets.tsv`), or when its value has a form that only keys have
//! (`grammars/aws/secret_forms.tsv`).

use std::sync::LazyLock;

use regex::RegexSet;

use crate::catalog::table::rows;
use crate::checks::{Findings, Set, Subject, Truth};
use crate::matching::glob;
use crate::program::json::leaves;
use crate::program::value::{Kind, Provenance, Value};
use crate::stack::Resource;

pub(in crate::checks) const SET: Set = Set {
    checks: &[
        "lambda-environment-secret",
        "user-data-secret",
        "container-environment-secret",
        "parameter-secret",
        "property-secret",
    ],
    find,
};

const SECRETS: &str = include_str!("../../../grammars/aws/secrets.tsv");
const FORMS: &str = include_str!("../../../grammars/aws/secret_forms.tsv");

/// The forms that only keys have.
static KEY_FORMS: LazyLock<RegexSet> =
    LazyLock::new(|| RegexSet::new(rows(FORMS).map(|[form]| form)).unwrap_or_default());

/// Texts that stand for a secret which is put in later.
const PLACEHOLDERS: [&str; 8] =
    ["placeholder", "changeme", "change-me", "replace", "your-", "example", "{{resolve:", "todo"];

/// Where whole types may hold secrets: the type, the setting, the check.
const PLACES: [(&str, &str, &str); 6] = [
    ("AWS::Lambda::Function", "Environment", "lambda-environment-secret"),
    ("AWS::Serverless::Function", "Environment", "lambda-environment-secret"),
    ("AWS::EC2::Instance", "UserData", "user-data-secret"),
    ("AWS::EC2::LaunchTemplate", "LaunchTemplateData", "user-data-secret"),
    ("AWS::ECS::TaskDefinition", "ContainerDefinitions", "container-environment-secret"),
    ("AWS::SSM::Parameter", "Value", "parameter-secret"),
];

fn find(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for (kind, setting, id) in PLACES {
        for resource in subject.of_kind(kind) {
            let value = resource.properties.get(setting);
            if value.is_none() && kind != "AWS::Lambda::Function" {
                continue;
            }
            let by_name = written_out(resource).iter().any(|(path, _)| path.starts_with(setting));
            let bad = by_name || value.is_some_and(holds_key);
            findings.resource(id, resource, setting, Truth::from(!bad));
        }
    }
    for resource in &subject.stack().resources {
        if PLACES.iter().any(|(kind, ..)| *kind == &*resource.kind) || !may_hold_secret(resource) {
            continue;
        }
        let found = written_out(resource);
        let attribute = found.first().map(|(path, _)| path.as_str()).unwrap_or_default();
        findings.resource("property-secret", resource, attribute, Truth::from(found.is_empty()));
    }
}

/// Whether a value holds a text with the form of a key.
fn holds_key(value: &Value) -> bool {
    let mut found = false;
    leaves("", value, &mut |_, leaf| {
        let parts = match &leaf.kind {
            Kind::Join(parts) => parts.as_slice(),
            _ => std::slice::from_ref(leaf),
        };
        found |= parts.iter().filter_map(Value::as_str).any(is_key);
    });
    found
}

fn is_key(text: &str) -> bool {
    KEY_FORMS.is_match(text) && !is_placeholder(text)
}

fn is_placeholder(text: &str) -> bool {
    let lower = text.to_lowercase();
    PLACEHOLDERS.iter().any(|placeholder| lower.contains(placeholder))
}

/// Whether a setting of a type holds a secret. Keys in the path count as names.
pub(crate) fn is_secret(kind: &str, path: &str) -> bool {
    let path = path.replace("[", ".").replace(']', "").to_lowercase();
    let path = path.strip_suffix(".value").unwrap_or(&path);
    rows(SECRETS).any(|[of, pattern]| of == kind && glob(pattern.to_lowercase().as_bytes(), path.as_bytes()))
}

fn may_hold_secret(resource: &Resource) -> bool {
    rows(SECRETS).any(|[kind]| kind == &*resource.kind)
}

/// The secrets of a resource that stand in the code, with their paths.
pub(crate) fn written_out(resource: &Resource) -> Vec<(String, &Value)> {
    let mut found = Vec::new();
    if !may_hold_secret(resource) {
        return found;
    }
    for (name, value) in &resource.properties {
        named_leaves(name, value, &mut |path, leaf| {
            if is_secret(&resource.kind, path) && is_written_out(leaf) {
                found.push((path.to_owned(), leaf));
            }
        });
    }
    found
}

/// Calls `visit` with each leaf and its path; an entry of a list of names and values goes by its name.
fn named_leaves<'a>(path: &str, value: &'a Value, visit: &mut dyn FnMut(&str, &'a Value)) {
    match &value.kind {
        Kind::List(items) => {
            for item in items.iter() {
                match (item.get("Name").and_then(Value::as_text), item.get("Value")) {
                    (Some(name), Some(value)) => named_leaves(&format!("{path}.{name}"), value, visit),
                    _ => named_leaves(path, item, visit),
                }
            }
        }
        Kind::Map(entries) => {
            entries.iter().for_each(|(name, entry)| named_leaves(&format!("{path}.{name}"), entry, visit));
        }
        _ => visit(path, value),
    }
}

/// Whether a value is a secret that stands in the code: a text of its own, not a placeholder. In the JSON of several secrets, the
/// entry called a password.
fn is_written_out(value: &Value) -> bool {
    let text = match &value.kind {
        Kind::Text(text) => text,
        Kind::Json(inner) => {
            let mut found = false;
            leaves("", inner, &mut |path, leaf| {
                found |= path.to_lowercase().contains("password") && is_written_out(leaf);
            });
            return found;
        }
        _ => return false,
    };
    value.provenance != Provenance::ProviderDefault
        && text.len() >= 4
        && !text.starts_with('{')
        && !is_placeholder(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_can_be_read() {
        assert_eq!(KEY_FORMS.len(), rows::<1>(FORMS).count());
        // Put together here, so that no scanner takes this file for one with keys in it.
        for (head, tail) in [
            ("AKIA", "QWERTYUIOPASDFGH"),
            ("ghp_", "abcdefghijklmnopqrstuvwxyz0123456789"),
            ("-----BEGIN RSA ", "PRIVATE KEY-----"),
        ] {
            assert!(is_key(&format!("x {head}{tail} y")), "{head}");
        }
        for text in ["AKIAIOSFODNN7EXAMPLE", "AKIA", "a password", ""] {
            assert!(!is_key(text), "{text}");
        }
    }
}
