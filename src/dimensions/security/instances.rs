//! Virtual machines: their metadata service and their disks.

use crate::dimensions::Severity;
use crate::dimensions::findings::{Finding, is_absent};
use crate::dimensions::side::Side;
use crate::dimensions::wording::code;
use crate::program::value::Value;
use crate::stack::Resource;

/// What machines leave open, in the order of the resources.
pub(super) fn find(side: Side<'_>) -> Vec<Finding> {
    let machines = side.stack.resources.iter().filter_map(|resource| match &*resource.kind {
        "AWS::EC2::Instance" => Some((resource, "")),
        "AWS::EC2::LaunchTemplate" => Some((resource, "LaunchTemplateData.")),
        _ => None,
    });
    machines
        .flat_map(|(machine, prefix)| [metadata(side, machine, prefix), disks(side, machine, prefix)])
        .flatten()
        .collect()
}

/// A machine whose credentials can be had with a single request, as long as version 1 of the metadata service answers.
fn metadata(side: Side<'_>, machine: &Resource, prefix: &str) -> Option<Finding> {
    let path = format!("{prefix}MetadataOptions");
    let tokens = machine.property(&format!("{path}.HttpTokens"));
    let optional = tokens.and_then(Value::as_str) == Some("optional");
    // A template may be the one that sets it.
    let from_template = machine.properties.contains_key("LaunchTemplate");
    if !optional && (from_template || !is_absent(machine, &path)) {
        return None;
    }
    let texts = [
        "does not require IMDSv2".to_owned(),
        format!("A forged request from {} can read the credentials of its role.", code(&machine.address)),
    ];
    let remedy = "Set `HttpTokens` to `required` in the metadata options of {}.";
    Some(Finding::at(side, machine, ("instance-metadata", &path), Severity::Low, texts, remedy))
}

/// A machine none of whose disks is said to be encrypted.
fn disks(side: Side<'_>, machine: &Resource, prefix: &str) -> Option<Finding> {
    let path = format!("{prefix}BlockDeviceMappings");
    let encrypted = match machine.property(&path) {
        None => !is_absent(machine, &path) || machine.properties.contains_key("LaunchTemplate"),
        Some(disks) => disks.as_list()?.iter().any(|disk| match disk.at_path("Ebs.Encrypted") {
            Some(value) => value.as_bool() != Some(false),
            None => disk.at_path("Ebs.SnapshotId").is_some() || disk.get("Ebs").is_none(),
        }),
    };
    if encrypted {
        return None;
    }
    let texts = [
        "does not set encryption for its disks".to_owned(),
        format!("Whether the disks of {} are encrypted depends on the account's default.", code(&machine.address)),
    ];
    let remedy = "Set `Encrypted` for the disks of {}.";
    Some(Finding::at(side, machine, ("instance-disks", &path), Severity::Low, texts, remedy))
}
