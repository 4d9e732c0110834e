//! What security groups and network ACLs let in and out. Each declaration is judged by itself: the group with the rules that stand in it,
//! and each rule that is declared on its own.

use std::sync::Arc;

use crate::checks::{Findings, Set, Subject, Truth};
use crate::matching::rules;
use crate::program::value::{Kind, Value};
use crate::source::Span;
use crate::stack::Resource;

pub(in crate::checks) const SET: Set = Set {
    checks: &[
        "security-group-open-ssh",
        "security-group-open-rdp",
        "security-group-open-http",
        "security-group-open-all",
        "security-group-open-database",
        "security-group-open-egress",
        "security-group-description",
        "nacl-open-ssh",
        "nacl-open-rdp",
        "nacl-open-ftp",
        "nacl-open-all",
    ],
    find,
};

/// What has to be closed to the internet: the check and the ports.
const CLOSED: [(&str, &[i64]); 4] = [
    ("security-group-open-ssh", &[22]),
    ("security-group-open-rdp", &[3389]),
    ("security-group-open-http", &[80]),
    ("security-group-open-database", &[1433, 1521, 3306, 5432, 5439, 6379, 9042, 9200, 11211, 27017]),
];

/// The same of network ACLs, which stand in front of security groups.
const CLOSED_IN_ACL: [(&str, &[i64]); 3] =
    [("nacl-open-ssh", &[22]), ("nacl-open-rdp", &[3389]), ("nacl-open-ftp", &[20, 21])];

const EVERYWHERE: [&str; 2] = ["0.0.0.0/0", "::/0"];

/// The most ports that a rule may span before it counts as every port.
const ALL_PORTS: i64 = 65_535;

fn find(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for group in subject.of_kind("AWS::EC2::SecurityGroup") {
        ingress(group, findings);
        egress(group, findings);
        descriptions(group, findings);
    }
    for acl in subject.of_kind("AWS::EC2::NetworkAcl") {
        entries(acl, findings);
    }
}

type Declared<'a> = (&'a Arc<str>, Option<Span>);

/// The elements of a setting by the declaration that says them, the resource's own first.
fn by_declaration<'a>(resource: &'a Resource, settings: &[&str]) -> Vec<(Declared<'a>, Vec<&'a Value>)> {
    let mut found: Vec<(Declared<'a>, Vec<&'a Value>)> = vec![((&resource.address, resource.span()), Vec::new())];
    for value in settings.iter().filter_map(|name| resource.properties.get(*name)) {
        for item in elements(value) {
            let declared = resource.declared_at(item);
            match found.iter_mut().find(|(known, _)| *known == declared) {
                Some((_, items)) => items.push(item),
                None => found.push((declared, vec![item])),
            }
        }
    }
    found
}

fn elements(value: &Value) -> Vec<&Value> {
    value.as_list().map_or_else(|| vec![value], |items| items.iter().collect())
}

fn ingress(group: &Resource, findings: &mut Findings<'_>) {
    for (declared, items) in by_declaration(group, &["SecurityGroupIngress"]) {
        let closed = |ports: &[i64]| Truth::all(items.iter().map(|item| is_closed(item, ports)));
        for (id, ports) in CLOSED {
            findings.declared(id, group, declared, "SecurityGroupIngress", closed(ports));
        }
        let every = Truth::all(items.iter().map(|item| lets_all_through(item).negated()));
        findings.declared("security-group-open-all", group, declared, "SecurityGroupIngress", every);
    }
}

fn egress(group: &Resource, findings: &mut Findings<'_>) {
    for (declared, items) in by_declaration(group, &["SecurityGroupEgress"]) {
        // CloudFormation lets everything out of a group that says nothing; Terraform lets nothing out.
        if items.is_empty() && !group.declared_as.starts_with("aws_") {
            continue;
        }
        let limited = Truth::all(items.iter().map(|item| lets_all_through(item).negated()));
        findings.declared("security-group-open-egress", group, declared, "SecurityGroupEgress", limited);
    }
}

fn descriptions(group: &Resource, findings: &mut Findings<'_>) {
    for (declared, items) in by_declaration(group, &["SecurityGroupIngress", "SecurityGroupEgress"]) {
        let described = items.iter().map(|item| match item.get("Description").map(|text| &text.kind) {
            Some(Kind::Null) => Truth::No,
            Some(Kind::Text(text)) => (!text.is_empty()).into(),
            Some(_) => Truth::Yes,
            None if item.as_map().is_some() => Truth::No,
            None => Truth::Unknown,
        });
        let described = Truth::all(described);
        findings.declared("security-group-description", group, declared, "SecurityGroupIngress.Description", described);
    }
}

/// Whether an ingress rule keeps the internet away from ports.
fn is_closed(item: &Value, ports: &[i64]) -> Truth {
    let Some(rules) = rules::read(item, &Value::as_text) else { return Truth::Unknown };
    Truth::all(rules.iter().map(|rule| {
        let reaches = match (rule.protocol.as_str(), rule.ports) {
            ("all", _) | ("tcp" | "udp", None) => true,
            ("tcp" | "udp", Some((from, to))) => ports.iter().any(|port| (from..=to).contains(port)),
            _ => false,
        };
        match &rule.peer {
            _ if !reaches => Truth::Yes,
            Some(peer) => (!EVERYWHERE.contains(&peer.as_str())).into(),
            None if names_network(item) => Truth::Unknown,
            None => Truth::Yes,
        }
    }))
}

/// Whether a rule is for all traffic from or to everywhere.
fn lets_all_through(item: &Value) -> Truth {
    let Some(rules) = rules::read(item, &Value::as_text) else { return Truth::Unknown };
    Truth::any(rules.iter().map(|rule| match &rule.peer {
        _ if rule.protocol != "all" => Truth::No,
        Some(peer) => EVERYWHERE.contains(&peer.as_str()).into(),
        None if names_network(item) => Truth::Unknown,
        None => Truth::No,
    }))
}

/// Whether a rule names a network, known or not.
fn names_network(item: &Value) -> bool {
    ["CidrIp", "CidrIpv6"].iter().any(|name| item.get(name).is_some_and(|network| !network.is_null()))
}

fn entries(acl: &Resource, findings: &mut Findings<'_>) {
    for (declared, items) in by_declaration(acl, &["Entries"]) {
        if items.is_empty() && acl.properties.contains_key("Entries") {
            continue;
        }
        for (id, ports) in CLOSED_IN_ACL {
            let closed = items.iter().map(|item| Truth::any([admits(item), reaches(item, ports)].map(Truth::negated)));
            findings.declared(id, acl, declared, "Entries", Truth::all(closed));
        }
        let limited = items.iter().map(|item| Truth::any([admits(item), is_for_all_ports(item)].map(Truth::negated)));
        findings.declared("nacl-open-all", acl, declared, "Entries", Truth::all(limited));
    }
}

/// Whether an entry lets something in from everywhere.
fn admits(item: &Value) -> Truth {
    let text =
        |name| item.get(name).map_or(Truth::No, |value: &Value| known(value.as_text(), |text| is_everywhere(&text)));
    let outward = item.get("Egress").map_or(Truth::No, |value| value.as_bool().map_or(Truth::Unknown, Truth::from));
    let allows = item.get("RuleAction").and_then(Value::as_text);
    Truth::all([
        outward.negated(),
        known(allows, |action| action.eq_ignore_ascii_case("allow")),
        Truth::any([text("CidrBlock"), text("Ipv6CidrBlock")]),
    ])
}

fn is_everywhere(network: &str) -> bool {
    EVERYWHERE.contains(&network)
}

fn known(text: Option<String>, holds: impl Fn(String) -> bool) -> Truth {
    text.map_or(Truth::Unknown, |text| holds(text).into())
}

/// Whether an entry is about one of these ports.
fn reaches(item: &Value, ports: &[i64]) -> Truth {
    if is_for_every_protocol(item) == Truth::Yes {
        return Truth::Yes;
    }
    match ports_of(item) {
        Some((from, to)) => ports.iter().any(|port| (from..=to).contains(port)).into(),
        None => Truth::Unknown,
    }
}

fn is_for_all_ports(item: &Value) -> Truth {
    let all = ports_of(item).map_or(Truth::No, |(from, to)| (to - from >= ALL_PORTS - 1).into());
    Truth::any([is_for_every_protocol(item), all])
}

fn is_for_every_protocol(item: &Value) -> Truth {
    known(item.get("Protocol").and_then(Value::as_text), |protocol| matches!(protocol.as_str(), "-1" | "all"))
}

fn ports_of(item: &Value) -> Option<(i64, i64)> {
    let port = |path| item.at_path(path).and_then(Value::as_number).map(|port| port as i64);
    Some((port("PortRange.From")?, port("PortRange.To")?))
}
