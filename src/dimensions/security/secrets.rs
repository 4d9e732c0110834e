//! Secrets that are written out in the code. Their values are never shown.

use crate::catalog::table::rows;
use crate::dimensions::Severity;
use crate::dimensions::findings::Finding;
use crate::dimensions::side::Side;
use crate::dimensions::wording::code;
use crate::matching::glob;
use crate::program::json::leaves;
use crate::program::value::{Kind, Provenance, Value};
use crate::stack::Resource;

const SECRETS: &str = include_str!("../../../grammars/aws/secrets.tsv");

/// Texts that stand for a secret which is put in later.
const PLACEHOLDERS: [&str; 8] =
    ["placeholder", "changeme", "change-me", "replace", "your-", "example", "{{resolve:", "todo"];

/// Whether a setting of a type holds a secret. Keys in the path count as names.
pub(in crate::dimensions) fn is_secret(kind: &str, path: &str) -> bool {
    let path = path.replace("[", ".").replace(']', "").to_lowercase();
    let path = path.strip_suffix(".value").unwrap_or(&path);
    rows(SECRETS).any(|[of, pattern]| of == kind && glob(pattern.to_lowercase().as_bytes(), path.as_bytes()))
}

/// Every secret in plain text, in the order of the resources.
pub(super) fn find(side: Side<'_>) -> Vec<Finding> {
    side.stack.resources.iter().flat_map(|resource| in_plain_text(side, resource)).collect()
}

fn in_plain_text(side: Side<'_>, resource: &Resource) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !rows(SECRETS).any(|[kind]| kind == &*resource.kind) {
        return findings;
    }
    for (name, value) in &resource.properties {
        named_leaves(name, value, &mut |path, leaf| {
            if is_secret(&resource.kind, path) && is_written_out(leaf) {
                findings.push(finding(side, resource, path, leaf));
            }
        });
    }
    findings
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
        Kind::Text(text) => text.to_string(),
        Kind::Json(inner) => {
            let mut found = false;
            leaves("", inner, &mut |path, leaf| {
                found |= path.to_lowercase().contains("password") && is_written_out(leaf);
            });
            return found;
        }
        _ => return false,
    };
    let lower = text.to_lowercase();
    value.provenance != Provenance::ProviderDefault
        && text.len() >= 4
        && !text.starts_with('{')
        && !PLACEHOLDERS.iter().any(|placeholder| lower.contains(placeholder))
}

fn finding(side: Side<'_>, resource: &Resource, path: &str, value: &Value) -> Finding {
    Finding {
        key: format!("plain-secret {}", path.split('.').next().unwrap_or_default()),
        resource_type: resource.kind.clone(),
        attribute: path.to_owned(),
        address: resource.address.clone(),
        lines: side.evidence_of(resource, Some(value)).first().map(|evidence| evidence.lines),
        what: format!("holds {} in plain text", code(path.rsplit('.').next().unwrap_or(path))),
        severity: Some(Severity::High),
        meaning: "Whoever can read the code or the template has the secret.".to_owned(),
        remedy: "Keep the secret in Secrets Manager and refer to it in {}.",
    }
}
