//! Secrets that are written out in the code. Their values are never shown.

use crate::checks::security::secrets::written_out;
use crate::dimensions::Severity;
use crate::dimensions::findings::Finding;
use crate::dimensions::side::Side;
use crate::dimensions::wording::code;
use crate::program::value::Value;
use crate::stack::Resource;

pub(in crate::dimensions) use crate::checks::security::secrets::is_secret;

/// Every secret in plain text, in the order of the resources.
pub(super) fn find(side: Side<'_>) -> Vec<Finding> {
    let of = |resource| {
        let secrets = written_out(resource).into_iter().filter(|(_, leaf)| !is_random(side, leaf));
        secrets.map(|(path, leaf)| finding(side, resource, &path, leaf)).collect::<Vec<_>>()
    };
    side.stack.resources.iter().flat_map(of).collect()
}

/// Whether a value is made by chance where it stands.
fn is_random(side: Side<'_>, value: &Value) -> bool {
    let code = value.span.and_then(|span| {
        let file = side.response.files.get(span.file as usize)?;
        file.text.get(span.start as usize..span.end as usize)
    });
    code.is_some_and(|code| code.to_lowercase().contains("random"))
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
