//! Rules of security groups: `group.addIngressRule(…)`, `service.connections.allowFrom(…)`.

use std::sync::Arc;

use super::assembly::{Assembly, symbol};
use super::expand::Made;
use super::values::{Node, props};
use crate::catalog::spelling::camel_case;
use crate::program::evaluator::Call;
use crate::program::value::{CallId, Kind, Map, Reference, Symbol, Value};

const GROUP: &str = "AWS::EC2::SecurityGroup";

/// Who is at the other end of a rule.
enum Peer {
    /// A security group of the program.
    Group(Arc<str>),
    /// Addresses, by the property that has them.
    Addresses(&'static str, Value),
}

/// Which way a rule lets traffic go.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    In,
    Out,
}

/// Lets a method that adds rules add them; false when it does not.
pub(super) fn apply(assembly: &mut Assembly<'_>, id: CallId, call: &Call, receiver: &Symbol, name: &str) -> bool {
    let values = assembly.values;
    match (name, receiver) {
        ("addIngressRule" | "addEgressRule", _) => {
            let Some(node) = values.node(receiver) else { return true };
            let way = if name == "addIngressRule" { Way::In } else { Way::Out };
            let Some(peer) = call.argument(0, "peer") else { return true };
            let rule = Rule::of(id, call, 1);
            for group in groups_of(assembly, &node) {
                for peer in peers(assembly, peer) {
                    rule.add(assembly, &group, &peer, way);
                }
            }
            true
        }
        (_, Symbol::Member(owner, member)) if &**member == "connections" && name.starts_with("allow") => {
            let Some(node) = values.node(owner) else { return true };
            let own = groups_of(assembly, &node);
            let any = |property, cidr| Peer::Addresses(property, Value::text(cidr, call.span));
            let is_default_port = name.contains("DefaultPort");
            let has_peer = !name.contains("Any") && !name.contains("Internally");
            let port = match (is_default_port, has_peer) {
                (true, _) => usize::MAX,
                (false, true) => 1,
                (false, false) => 0,
            };
            let rule = Rule::of(id, call, port);
            let others: Vec<Peer> = match name {
                _ if name.ends_with("AnyIpv4") => vec![any("CidrIp", "0.0.0.0/0")],
                _ if name.ends_with("Internally") => own.iter().cloned().map(Peer::Group).collect(),
                _ => call.argument(0, "other").map(|other| peers(assembly, other)).unwrap_or_default(),
            };
            let way = if name.contains("To") { Way::Out } else { Way::In };
            for (group, other) in own.iter().flat_map(|group| others.iter().map(move |other| (group, other))) {
                rule.add(assembly, group, other, way);
                if let Peer::Group(other) = other
                    && other != group
                {
                    let back = if way == Way::In { Way::Out } else { Way::In };
                    rule.add(assembly, other, &Peer::Group(Arc::clone(group)), back);
                }
            }
            true
        }
        _ => false,
    }
}

/// The security groups of a construct.
pub(super) fn groups_of(assembly: &Assembly<'_>, node: &Node) -> Vec<Arc<str>> {
    let is_group = |address: &Arc<str>| assembly.pieces.get(address).is_some_and(|piece| &*piece.kind == GROUP);
    let main = node.main();
    if is_group(&main) {
        return vec![main];
    }
    let Some(call) = assembly.values.trace.call(node.call) else { return Vec::new() };
    // A listener is guarded by what guards its load balancer.
    if let crate::program::evaluator::Callee::Method(receiver, _) = &call.callee
        && let Some(receiver) = assembly.values.node(receiver)
        && node.class.ends_with("Listener")
    {
        return groups_of(assembly, &receiver);
    }
    let given = props(call, assembly.values).into_iter().filter(|(name, _)| {
        matches!(camel_case(name).as_str(), "securityGroup" | "securityGroups" | "loadBalancer") && node.is_whole()
    });
    let mut found = Vec::new();
    for (_, value) in given {
        let items = match &value.kind {
            Kind::List(items) => items.to_vec(),
            _ => vec![value],
        };
        for item in items {
            found.extend(assembly.values.node_of(&item).map(|node| node.main()).filter(is_group));
        }
    }
    if found.is_empty() {
        let below = format!("{}/", node.path());
        found.extend(assembly.pieces.keys().find(|address| address.starts_with(&below) && is_group(address)).cloned());
    }
    found
}

/// What a peer of the program is.
fn peers(assembly: &Assembly<'_>, peer: &Value) -> Vec<Peer> {
    if let Kind::OneOf(alternatives) = &peer.kind {
        return alternatives.first().map(|first| peers(assembly, first)).unwrap_or_default();
    }
    if let Some(node) = assembly.values.node_of(peer) {
        return groups_of(assembly, &node).into_iter().map(Peer::Group).collect();
    }
    let Some(Symbol::Result(id)) = symbol(peer) else { return Vec::new() };
    let (Some(call), Some(name)) = (assembly.values.trace.call(*id), assembly.values.name_of(*id)) else {
        return Vec::new();
    };
    let first = || {
        let value = call.positional.first().or_else(|| call.named.values().next());
        value.map_or_else(Value::null, |value| assembly.values.resolved(value))
    };
    let text = |text: &str| Value::text(text, call.span);
    match name.as_str() {
        "aws_ec2.Peer.ipv4" => vec![Peer::Addresses("CidrIp", first())],
        "aws_ec2.Peer.anyIpv4" => vec![Peer::Addresses("CidrIp", text("0.0.0.0/0"))],
        "aws_ec2.Peer.ipv6" => vec![Peer::Addresses("CidrIpv6", first())],
        "aws_ec2.Peer.anyIpv6" => vec![Peer::Addresses("CidrIpv6", text("::/0"))],
        "aws_ec2.Peer.prefixList" => vec![Peer::Addresses("SourcePrefixListId", first())],
        "aws_ec2.Peer.securityGroupId" => vec![Peer::Addresses("SourceSecurityGroupId", first())],
        _ => Vec::new(),
    }
}

/// A rule that a call adds.
struct Rule<'a> {
    id: CallId,
    call: &'a Call,
    port: Option<&'a Value>,
    description: Option<&'a Value>,
}

impl<'a> Rule<'a> {
    /// The rule of a call whose port is the argument at that position.
    fn of(id: CallId, call: &'a Call, port: usize) -> Self {
        let named = ["connection", "portRange", "port_range"].iter().find_map(|name| call.named.get(*name));
        let port_argument = named.or_else(|| call.positional.get(port));
        let description = call.named.get("description").or_else(|| call.positional.get(port.saturating_add(1)));
        Self { id, call, port: port_argument, description }
    }

    fn add(&self, assembly: &mut Assembly<'_>, group: &Arc<str>, peer: &Peer, way: Way) {
        let values = assembly.values;
        let mut settings = ports(assembly, self.port, self.call);
        if let Some(description) = self.description.map(|description| values.resolved(description)) {
            settings.insert("Description".into(), description);
        }
        let (list, kind, other) = match way {
            Way::In => ("SecurityGroupIngress", "AWS::EC2::SecurityGroupIngress", "SourceSecurityGroupId"),
            Way::Out => ("SecurityGroupEgress", "AWS::EC2::SecurityGroupEgress", "DestinationSecurityGroupId"),
        };
        let span = self.call.span;
        let Some(known) = assembly.settings(group) else { return };
        if way == Way::Out && lets_everything_out(known) {
            return;
        }
        match peer {
            Peer::Addresses(property, addresses) => {
                settings.insert((*property).into(), addresses.clone());
                let element = Value::map(settings, span);
                let entry = known.entry(list.into()).or_insert_with(|| Value::list(Vec::new(), span));
                if let Kind::List(items) = &mut entry.kind {
                    let items = Arc::make_mut(items);
                    // The rule that stands for none goes when there is one.
                    items.retain(|item| item.get("CidrIp").and_then(Value::as_str) != Some("255.255.255.255/32"));
                    items.push(element);
                }
            }
            Peer::Group(address) => {
                let group_id = |address: &Arc<str>| {
                    let attribute = Some("GroupId".into());
                    Value::new(Kind::Reference(Reference { address: Arc::clone(address), attribute }), span)
                };
                settings.insert("GroupId".into(), group_id(group));
                settings.insert(other.into(), group_id(address));
                let port = settings.get("FromPort").and_then(Value::as_text).unwrap_or_else(|| "ALL".to_owned());
                let way = if way == Way::In { "from" } else { "to" };
                let own: Arc<str> = format!("{group}/{way} {address}:{port}").into();
                if !assembly.pieces.contains_key(&own) {
                    let made = Made { place: "".into(), kind: kind.into(), settings };
                    assembly.insert(own, made, self.id, Some(Arc::clone(group)));
                }
            }
        }
    }
}

/// Whether a group has the rule that lets everything out, so that further ones are left out.
fn lets_everything_out(settings: &Map) -> bool {
    let rules = settings.get("SecurityGroupEgress").and_then(Value::as_list).unwrap_or_default();
    rules.iter().any(|rule| {
        let is = |name: &str, text: &str| rule.get(name).and_then(Value::as_text).as_deref() == Some(text);
        is("CidrIp", "0.0.0.0/0") && is("IpProtocol", "-1")
    })
}

/// The protocol and the ports of `ec2.Port.tcp(443)` and its kin.
fn ports(assembly: &Assembly<'_>, port: Option<&Value>, call: &Call) -> Map {
    let values = assembly.values;
    let text = |text: &str| Value::text(text, call.span);
    let mut found = Map::new();
    let name = port.and_then(symbol).map(|symbol| match symbol {
        Symbol::Result(id) => values.name_of(*id),
        Symbol::External(path) => super::names::jsii(path),
        _ => None,
    });
    let arguments: Vec<Value> = match port.and_then(symbol) {
        Some(Symbol::Result(id)) => values.trace.call(*id).map(|call| {
            call.positional.iter().chain(call.named.values()).map(|value| values.resolved(value)).collect()
        }),
        _ => None,
    }
    .unwrap_or_default();
    let name = name.flatten().unwrap_or_default();
    let member = name.strip_prefix("aws_ec2.Port.").unwrap_or_default();
    let protocol = match member {
        "tcp" | "tcpRange" | "allTcp" => "tcp",
        "udp" | "udpRange" | "allUdp" => "udp",
        "icmpPing" | "icmpType" | "allIcmp" => "icmp",
        "allTraffic" => "-1",
        member if crate::catalog::cdk::value("aws_ec2.Port", member).is_some() => "tcp",
        _ => return found,
    };
    found.insert("IpProtocol".into(), text(protocol));
    let range = match member {
        "tcp" | "udp" => arguments.first().map(|port| (port.clone(), port.clone())),
        "tcpRange" | "udpRange" => arguments.first().zip(arguments.get(1)).map(|(a, b)| (a.clone(), b.clone())),
        "allTcp" | "allUdp" => Some((Value::number(0.0, call.span), Value::number(65535.0, call.span))),
        member => crate::catalog::cdk::value("aws_ec2.Port", member)
            .and_then(|port| port.parse().ok())
            .map(|port: f64| (Value::number(port, call.span), Value::number(port, call.span))),
    };
    if let Some((from, to)) = range {
        found.insert("FromPort".into(), from);
        found.insert("ToPort".into(), to);
    }
    found
}
