//! Events that do not arrive because nothing lets their source in: a function, topic or queue that no permission or policy opens.

use super::Severity;
use super::findings::Finding;
use super::nouns::noun;
use super::side::Side;
use super::wording::{capitalised, code};
use crate::program::value::Value;
use crate::stack::{Link, LinkKind, Resource, Tool};

/// Sources whose service delivers in its own name, so that the target's own policy must let it in. Source: the services' guides
/// on permissions, 2026-11.
const SOURCES: [(&str, &str); 5] = [
    ("AWS::Events::Rule", "EventBridge"),
    ("AWS::S3::Bucket", "S3"),
    ("AWS::SNS::Topic", "SNS"),
    ("AWS::Logs::LogGroup", "CloudWatch Logs"),
    ("AWS::SecretsManager::Secret", "Secrets Manager"),
];

/// What opens a target, and how it is called: its type, and the setting that names the target.
const DOORS: [(&str, &str, &str, &str); 3] = [
    ("AWS::Lambda::Function", "AWS::Lambda::Permission", "FunctionName", "permission"),
    ("AWS::SNS::Topic", "AWS::SNS::TopicPolicy", "Topics", "topic policy"),
    ("AWS::SQS::Queue", "AWS::SQS::QueuePolicy", "Queues", "queue policy"),
];

/// Every target that nothing opens for what is sent to it, in the order of the links.
pub(super) fn find(side: Side<'_>) -> Vec<Finding> {
    // Constructs of CDK and events of SAM bring the permission along.
    if matches!(side.stack.tooling.tool, Tool::Cdk | Tool::Sam) || !side.stack.coverage.opaque_blocks.is_empty() {
        return Vec::new();
    }
    let mut findings: Vec<Finding> = Vec::new();
    for link in side.stack.links.iter().filter(|link| matches!(link.kind, LinkKind::Trigger | LinkKind::Target)) {
        if let Some(finding) = closed(side, link)
            && !findings.iter().any(|known| known.address == finding.address && known.key == finding.key)
        {
            findings.push(finding);
        }
    }
    findings
}

fn closed(side: Side<'_>, link: &Link) -> Option<Finding> {
    let (source, target) = (side.resource(&link.from)?, side.resource(&link.to)?);
    let (_, service) = SOURCES.iter().find(|(kind, _)| *kind == &*source.kind)?;
    let (_, door, names, called) = DOORS.iter().find(|(kind, ..)| *kind == &*target.kind)?;
    // Within an account, a topic reaches a queue only by the queue's policy; a rule acts as its own role where it has one.
    let by_role = source.property("RoleArn").is_some() || source.property("Targets.RoleArn").is_some();
    if by_role || is_opened(side, target, door, names) {
        return None;
    }
    let texts = [
        format!("has no {called} that lets {service} reach it for {}", code(&source.address)),
        format!("What {} {} sends does not arrive.", noun(&source.kind).singular, code(&source.address)),
    ];
    let key = format!("closed-target {door} {service}");
    let mut finding = Finding::at(
        side,
        target,
        (&key, ""),
        Severity::High,
        texts,
        match *called {
            "permission" => "Add a permission to invoke {} for that source.",
            _ => "Add a policy that lets that source send to {}.",
        },
    );
    finding.meaning = capitalised(&finding.meaning);
    finding.resource_type = (*door).into();
    finding.attribute = if *door == "AWS::Lambda::Permission" { "Principal" } else { "PolicyDocument" }.to_owned();
    Some(finding)
}

/// Whether something opens a target, or may: a permission that names it, or names what is not known.
fn is_opened(side: Side<'_>, target: &Resource, door: &str, names: &str) -> bool {
    let satellites = side.stack.satellites.iter().map(|satellite| &satellite.resource);
    let mut doors = side.stack.resources.iter().chain(satellites).filter(|resource| &*resource.kind == door);
    doors.any(|found| {
        let Some(value) = found.properties.get(names) else { return true };
        let mut named = false;
        let mut any = false;
        value.references(&mut |reference| {
            any = true;
            named |= reference.address == target.address;
        });
        let linked = side.stack.links.iter().any(|link| link.from == found.address && link.to == target.address);
        named || linked || !any && !value.is_known() || names_by_text(side, value)
    })
}

/// Whether a setting names its target by a text: a name or an ARN, which may be that of any.
fn names_by_text(_: Side<'_>, value: &Value) -> bool {
    super::data::texts(Some(value)).iter().any(|text| !text.is_empty())
}
