//! What the whole internet, or anyone at all, can reach: open ingress by port, public endpoints, databases and buckets.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::catalog::table::rows;
use crate::dimensions::Severity;
use crate::dimensions::findings::Finding;
use crate::dimensions::nouns::noun;
use crate::dimensions::side::Side;
use crate::dimensions::wording::{capitalised, code, folded};
use crate::matching::rules::{self, Rule};
use crate::program::value::{Provenance, Value};
use crate::stack::{LinkKind, Resource};

const PORTS: &str = include_str!("../../../grammars/aws/ports.tsv");
const EXPOSURE: &str = include_str!("../../../grammars/aws/exposure.tsv");

/// A port, what listens there, and how severe it is that the internet reaches it; `None` when it is meant to be reached.
static SERVICES: LazyLock<HashMap<i64, (&str, Option<Severity>)>> = LazyLock::new(|| {
    let row = |[port, service, severity]: [&'static str; 3]| {
        Some((port.parse().ok()?, (service, Severity::of_title(severity))))
    };
    rows(PORTS).filter_map(row).collect()
});

/// How severe it is that a port which nothing is known about is open.
const UNKNOWN_PORT: Severity = Severity::Medium;

/// Every way in that stands open, in the order of the resources.
pub(super) fn find(side: Side<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> =
        side.of_type("AWS::EC2::SecurityGroup").flat_map(|group| open_rules(side, group)).collect();
    for resource in &side.stack.resources {
        findings.extend(settings(side, resource));
    }
    findings
}

/// The rules of a group that let the whole internet in.
fn open_rules(side: Side<'_>, group: &Resource) -> Vec<Finding> {
    let Some(value) = group.properties.get("SecurityGroupIngress") else { return Vec::new() };
    let items: Vec<&Value> = value.as_list().map_or_else(|| vec![value], |items| items.iter().collect());
    let mut findings = Vec::new();
    for item in items {
        let open = rules::read(item, &Value::as_text).unwrap_or_default().into_iter();
        for rule in open.filter(|rule| matches!(rule.peer.as_deref(), Some("0.0.0.0/0" | "::/0"))) {
            // The same ports over both versions of the protocol are one way in.
            let what = format!("opens {}", ports(&rule));
            let (address, lines) = side.declared_at(group, item);
            if findings.iter().any(|known: &Finding| known.what == what && known.address == *address) {
                continue;
            }
            findings.push(Finding {
                key: format!("open-ingress {}", ports(&rule)),
                resource_type: group.kind.clone(),
                attribute: "SecurityGroupIngress".to_owned(),
                address: address.clone(),
                lines,
                what: format!("{what} to {}", rule.peer.as_deref().unwrap_or_default()),
                severity: severity(side, group, &rule),
                meaning: meaning(side, group, &rule),
                remedy: "Let in only the networks or groups that need it in {}.",
            });
        }
    }
    findings
}

/// `TCP 22 (SSH)`.
fn ports(rule: &Rule) -> String {
    let plain = rule.traffic();
    match rule.ports {
        Some((from, to)) if from == to => match SERVICES.get(&from) {
            Some((service, Some(_))) => format!("{plain} ({service})"),
            _ => plain,
        },
        _ => plain,
    }
}

/// How severe a rule is; `None` when the port is meant to be reached by everybody.
fn severity(side: Side<'_>, group: &Resource, rule: &Rule) -> Option<Severity> {
    let Some((from, to)) = rule.ports else { return Some(Severity::Critical) };
    if to - from >= 1_000 {
        return Some(Severity::Critical);
    }
    let listening = (from..=to).filter_map(|port| SERVICES.get(&port));
    let worst = listening.clone().filter_map(|(_, severity)| *severity).min();
    let web_only = from == to && listening.clone().all(|(_, severity)| severity.is_none()) && listening.count() > 0;
    if web_only {
        return if guards_inner(side, group) { Some(Severity::High) } else { None };
    }
    Some(worst.unwrap_or(UNKNOWN_PORT))
}

/// Whether a group guards something that is no front to the internet: a database, the control plane of a cluster.
fn guards_inner(side: Side<'_>, group: &Resource) -> bool {
    let guarded = side.links_to(&group.address, LinkKind::Guard).filter_map(|link| side.resource(&link.from));
    let mut kinds = guarded.map(|resource| &*resource.kind);
    kinds.any(|kind| noun(kind).layer == "database" || kind == "AWS::EKS::Cluster")
}

/// What it means that a rule is open: what it guards, where that is known, can be reached.
fn meaning(side: Side<'_>, group: &Resource, rule: &Rule) -> String {
    let guarded: Vec<String> = side
        .links_to(&group.address, LinkKind::Guard)
        .filter_map(|link| side.resource(&link.from))
        .map(|resource| format!("{} {}", noun(&resource.kind).singular, code(&resource.address)))
        .collect();
    let service = match rule.ports {
        Some((from, to)) if from == to => SERVICES.get(&from).map(|(service, _)| *service),
        _ => None,
    };
    let what = if guarded.is_empty() { "What it guards".to_owned() } else { capitalised(&folded(&guarded)) };
    match service {
        Some(service) => format!("{what} can be reached over {service} from every address on the internet."),
        None => format!("{what} can be reached from every address on the internet ({}).", rule.traffic()),
    }
}

/// The settings of a resource that expose it.
fn settings(side: Side<'_>, resource: &Resource) -> Vec<Finding> {
    let mut findings = Vec::new();
    for [kind, path, value, severity, says] in rows(EXPOSURE) {
        if kind != &*resource.kind {
            continue;
        }
        let Some(found) = resource.property(path) else { continue };
        let exposes = found.as_text().is_some_and(|text| text.eq_ignore_ascii_case(value));
        if !exposes || found.provenance == Provenance::ProviderDefault {
            continue;
        }
        let mut says = says.to_owned();
        let mut severity = Severity::of_title(severity);
        if kind == "AWS::EKS::Cluster" {
            match resource.property("ResourcesVpcConfig.PublicAccessCidrs") {
                None => says += " with no list of networks",
                Some(networks)
                    if crate::dimensions::data::texts(Some(networks)).iter().any(|network| network == "0.0.0.0/0") =>
                {
                    says += " open to 0.0.0.0/0";
                }
                Some(_) => severity = None,
            }
        }
        let evidence = side.evidence_of(resource, Some(found));
        findings.push(Finding {
            key: format!("exposed {kind} {path}"),
            resource_type: resource.kind.clone(),
            attribute: path.to_owned(),
            address: resource.address.clone(),
            lines: evidence.first().map(|evidence| evidence.lines),
            meaning: format!("{} {} {says}.", capitalised(&noun(kind).singular), code(&resource.address)),
            what: says,
            severity,
            remedy: "Close it, or limit who reaches it, in {}.",
        });
    }
    findings
}
