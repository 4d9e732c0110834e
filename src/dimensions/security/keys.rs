//! KMS keys whose policy does not let the services use them that the answer encrypts with them.

use crate::dimensions::Severity;
use crate::dimensions::data::statements;
use crate::dimensions::findings::Finding;
use crate::dimensions::nouns::noun;
use crate::dimensions::side::Side;
use crate::dimensions::wording::code;
use crate::program::value::{Kind, Value};
use crate::stack::{LinkKind, Resource, Tool};

/// Types whose service uses the key in its own name, not in the caller's: the service must stand in the key's policy, and what
/// is encrypted cannot be made without it. Source: the services' guides on encryption at rest, 2026-11.
const SERVICES: [(&str, &str, &str); 2] =
    [("AWS::Logs::LogGroup", "logs", "CloudWatch Logs"), ("AWS::CloudTrail::Trail", "cloudtrail", "CloudTrail")];

/// Every key that such a service may not use, once for each service, in the order of the resources.
pub(super) fn find(side: Side<'_>) -> Vec<Finding> {
    // A policy that stands by itself, or a grant, may say what the key does not.
    let elsewhere = ["aws_kms_key_policy", "aws_kms_grant"].iter().any(|kind| side.has_type(kind));
    if elsewhere || adds_statements(side) {
        return Vec::new();
    }
    let keys = side.of_type("AWS::KMS::Key");
    keys.flat_map(|key| SERVICES.iter().filter_map(move |service| unusable(side, key, service))).collect()
}

/// Whether an answer in CDK adds statements to policies by methods, which may be those of a key.
fn adds_statements(side: Side<'_>) -> bool {
    const METHODS: [&str; 4] = ["addToResourcePolicy", "add_to_resource_policy", "grantEncrypt", "grant_encrypt"];
    let mut texts = side.response.files.iter().map(|file| &file.text);
    side.stack.tooling.tool == Tool::Cdk && texts.any(|text| METHODS.iter().any(|method| text.contains(method)))
}

fn unusable(side: Side<'_>, key: &Resource, (kind, service, title): &(&str, &str, &str)) -> Option<Finding> {
    let mut encrypted =
        side.stack.links.iter().filter(|link| link.kind == LinkKind::Encryption && link.to == key.address);
    let user = encrypted.find_map(|link| side.resource(&link.from).filter(|user| &*user.kind == *kind))?;
    if may_use(key, service) {
        return None;
    }
    let user = format!("{} {}", noun(&user.kind).singular, code(&user.address));
    let texts = [
        format!("does not let {title} use it, which is to encrypt {user} with it"),
        format!("AWS refuses to make {user}, because {title} has no access to the key."),
    ];
    let place = (&*format!("key-policy {service}"), "KeyPolicy");
    Some(Finding::at(side, key, place, Severity::High, texts, "Let the service use the key in the key policy of {}."))
}

/// Whether a key's policy lets a service in, or may do so.
fn may_use(key: &Resource, service: &str) -> bool {
    let policy = match key.properties.get("KeyPolicy") {
        // Without a policy of its own a key lets in the account alone.
        None => return key.properties.contains_key(crate::program::expression::UNKNOWN_REST),
        Some(policy) => policy,
    };
    let (mut found, mut read) = (false, false);
    statements(policy, &mut |statement| {
        read = true;
        let allows = statement.get("Effect").and_then(Value::as_str) != Some("Deny");
        found |= allows && statement.get("Principal").is_none_or(|principal| lets_in(principal, service));
    });
    found || !read
}

fn lets_in(principal: &Value, service: &str) -> bool {
    match &principal.kind {
        Kind::Map(entries) => entries.iter().any(|(name, value)| match &**name {
            "Service" => names_service(value, service),
            "AWS" => value.as_str() == Some("*"),
            _ => false,
        }),
        Kind::Text(text) => &**text == "*",
        _ => true,
    }
}

fn names_service(value: &Value, service: &str) -> bool {
    let begins = |text: &str| text.split('.').next() == Some(service);
    match &value.kind {
        Kind::Text(text) => begins(text),
        Kind::Join(parts) => parts.first().and_then(Value::as_str).is_none_or(begins),
        Kind::List(items) | Kind::OneOf(items) => items.iter().any(|item| names_service(item, service)),
        // What is not known may be it.
        _ => true,
    }
}
