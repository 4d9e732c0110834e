//! What is stored or travels unencrypted.

use crate::catalog::table::rows;
use crate::dimensions::findings::Finding;
use crate::dimensions::side::Side;
use crate::dimensions::{Severity, nouns::noun, wording::code};
use crate::program::expression::UNKNOWN_REST;
use crate::program::value::{Kind, Value};
use crate::stack::Resource;

const ENCRYPTION: &str = include_str!("../../../grammars/aws/encryption.tsv");

/// Everything that is not encrypted, in the order of the resources.
pub(super) fn find(side: Side<'_>) -> Vec<Finding> {
    side.stack.resources.iter().flat_map(|resource| unencrypted(side, resource)).chain(plain_listeners(side)).collect()
}

fn unencrypted(side: Side<'_>, resource: &Resource) -> Vec<Finding> {
    let mut findings = Vec::new();
    for [kind, path, place, unless] in rows(ENCRYPTION) {
        let decided_elsewhere = unless.split(' ').any(|other| resource.properties.contains_key(other));
        if kind != &*resource.kind || decided_elsewhere || !is_off(resource, path) {
            continue;
        }
        let what = format!("is not encrypted {place}");
        let value = resource.property(path);
        findings.push(Finding {
            key: format!("unencrypted {kind} {path}"),
            resource_type: resource.kind.clone(),
            attribute: path.to_owned(),
            address: resource.address.clone(),
            lines: side.evidence_of(resource, value).first().map(|evidence| evidence.lines),
            meaning: match place {
                "at rest" => format!("Whoever gets at the storage of {} can read it.", code(&resource.address)),
                _ => format!("Whoever gets at the network can read what {} sends.", code(&resource.address)),
            },
            what,
            severity: Some(Severity::High),
            remedy: "Turn on encryption in {}.",
        });
    }
    findings
}

/// Whether a setting is said to be off, or not said at all where all settings are known.
fn is_off(resource: &Resource, path: &str) -> bool {
    if resource.properties.contains_key(UNKNOWN_REST) {
        return false;
    }
    match resource.property(path) {
        Some(value) => value.is_null() || value.as_bool() == Some(false),
        // A group of settings that is there but not known to the last one leaves it open.
        None => {
            let top = path.split('.').next().unwrap_or_default();
            let group = resource.properties.get(top);
            group.is_none_or(|group| group.as_map().is_some_and(|entries| !entries.contains_key(UNKNOWN_REST)))
        }
    }
}

/// Listeners that serve HTTP and do not send callers on, on load balancers without a listener that serves TLS.
fn plain_listeners(side: Side<'_>) -> Vec<Finding> {
    let listeners: Vec<&Resource> = side.of_type("AWS::ElasticLoadBalancingV2::Listener").collect();
    let protocol = |listener: &Resource| listener.property("Protocol").and_then(Value::as_text);
    let any_tls = listeners.iter().any(|listener| match protocol(listener) {
        Some(protocol) => matches!(protocol.to_uppercase().as_str(), "HTTPS" | "TLS"),
        // A protocol that is not known may be TLS.
        None => true,
    });
    if any_tls {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for listener in listeners {
        let plain = protocol(listener).is_some_and(|protocol| protocol.eq_ignore_ascii_case("http"));
        if !plain || redirects(listener.property("DefaultActions")) {
            continue;
        }
        findings.push(Finding {
            key: "plain-http-listener".to_owned(),
            resource_type: listener.kind.clone(),
            attribute: "Protocol".to_owned(),
            address: listener.address.clone(),
            lines: side.lines_of(listener),
            what: "serves HTTP with no TLS beside it".to_owned(),
            severity: Some(Severity::Medium),
            meaning: "Requests and answers cross the network in plain text.".to_owned(),
            remedy: "Serve HTTPS with a certificate, and let {} redirect to it.",
        });
    }
    findings
}

fn redirects(actions: Option<&Value>) -> bool {
    let Some(actions) = actions else { return false };
    let items: Vec<&Value> = actions.as_list().map_or_else(|| vec![actions], |items| items.iter().collect());
    items.iter().any(|action| match action.get("Type").map(|kind| &kind.kind) {
        Some(Kind::Text(kind)) => &**kind == "redirect",
        // An action that is not known may be a redirection.
        _ => true,
    })
}

/// The kinds of resources that are encrypted with a key of the answer, for the row: `S3 buckets and log groups`.
pub(super) fn encrypted_with_keys(side: Side<'_>) -> Vec<String> {
    let mut plurals: Vec<String> = Vec::new();
    for link in side.stack.links.iter().filter(|link| link.kind == crate::stack::LinkKind::Encryption) {
        if let Some(resource) = side.resource(&link.from)
            && resource.kind.as_ref() != "AWS::KMS::Alias"
        {
            let plural = noun(&resource.kind).plural;
            if !plurals.contains(&plural) {
                plurals.push(plural);
            }
        }
    }
    plurals
}
