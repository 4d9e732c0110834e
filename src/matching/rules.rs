//! The rules of security groups, whatever way they are spelled.

use super::equality::{Correspondence, Piece, Side, same_text};
use crate::program::value::Value;
use crate::source::Span;

/// One rule: a protocol and ports, open to or from one peer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// `tcp`, `udp`, `icmp`, `all` or a number.
    pub protocol: String,
    /// First and last port; `None` is every port.
    pub ports: Option<(i64, i64)>,
    /// A network, a security group (by its address), a prefix list; `None` when it is not known.
    pub peer: Option<String>,
    /// Where it is written.
    pub span: Option<Span>,
}

/// The address in rules that only stand for there being none.
const NOWHERE: &str = "255.255.255.255/32";

/// How the peer of a rule is written.
const PEERS: &[&str] = &[
    "CidrIp",
    "CidrIpv6",
    "SourceSecurityGroupId",
    "SourceSecurityGroupName",
    "DestinationSecurityGroupId",
    "SourcePrefixListId",
    "DestinationPrefixListId",
];

impl Rule {
    /// The protocol and the ports: `TCP 22`, `all traffic`.
    #[must_use]
    pub fn traffic(&self) -> String {
        let protocol = self.protocol.to_uppercase();
        match self.ports {
            _ if self.protocol == "all" => "all traffic".to_owned(),
            None => format!("all {protocol} ports"),
            Some((from, to)) if from == to => format!("{protocol} {from}"),
            Some((from, to)) => format!("{protocol} {from}-{to}"),
        }
    }
}

/// The rules that a setting holds, one for each peer, with what their peers are called by `peer_name`; `None` when a rule
/// itself or its ports are not known.
pub fn read(value: &Value, peer_name: &impl Fn(&Value) -> Option<String>) -> Option<Vec<Rule>> {
    let items: Vec<&Value> = value.as_list().map_or_else(|| vec![value], |items| items.iter().collect());
    let mut rules = Vec::new();
    for item in items {
        item.as_map()?;
        let protocol = protocol(item.get("IpProtocol"))?;
        let ports = match (item.get("FromPort"), item.get("ToPort")) {
            _ if protocol == "all" => None,
            (None, None) => None,
            (from, to) => {
                let (from, to) = (from.or(to)?.as_number()? as i64, to.or(from)?.as_number()? as i64);
                (!matches!((from, to), (0, 65535) | (-1, _))).then_some((from, to))
            }
        };
        // CDK writes a rule for an address that nothing has where nothing may go out.
        let nowhere = item.get("CidrIp").and_then(Value::as_str) == Some(NOWHERE);
        for name in PEERS.iter().filter(|_| !nowhere) {
            let Some(peer) = item.get(name).filter(|peer| !peer.is_null()) else { continue };
            let peers: Vec<&Value> = peer.as_list().map_or_else(|| vec![peer], |peers| peers.iter().collect());
            for peer in peers {
                let span = item.span;
                rules.push(Rule { protocol: protocol.clone(), ports, peer: peer_name(peer), span });
            }
        }
    }
    Some(rules)
}

fn protocol(value: Option<&Value>) -> Option<String> {
    let Some(value) = value.filter(|value| !value.is_null()) else { return Some("all".to_owned()) };
    let text = value.as_text()?.to_lowercase();
    Some(match text.as_str() {
        "-1" | "all" => "all".to_owned(),
        "6" => "tcp".to_owned(),
        "17" => "udp".to_owned(),
        "1" => "icmp".to_owned(),
        _ => text,
    })
}

/// The rules that only the model and that only the ideal has, as texts; `None` when that cannot be told.
pub(super) fn differences(
    model: &Value,
    ideal: &Value,
    outward: bool,
    correspondence: &Correspondence<'_>,
) -> Option<(Vec<Value>, Vec<Value>)> {
    // Peers are told by what they are in the ideal; in a text about the model they have the model's own names.
    let text = |side, rule: &Rule| match &rule.peer {
        Some(peer) => {
            let peer = correspondence.name_in(side, peer);
            format!("{} {} {peer}", rule.traffic(), if outward { "to" } else { "from" })
        }
        None => rule.traffic(),
    };
    let rules = |side, value: &Value| read(value, &|peer| peer_name(correspondence, side, peer));
    let (ours, theirs) = (rules(Side::Model, model)?, rules(Side::Ideal, ideal)?);
    let only = |side, of: &[Rule], others: &[Rule]| -> Vec<Value> {
        let lacking = of.iter().filter(|rule| !others.iter().any(|other| same(rule, other)));
        lacking.map(|rule| Value::text(text(side, rule), rule.span)).collect()
    };
    Some((only(Side::Model, &ours, &theirs), only(Side::Ideal, &theirs, &ours)))
}

fn same(a: &Rule, b: &Rule) -> bool {
    let peers = match (&a.peer, &b.peer) {
        (Some(ours), Some(theirs)) => same_text(ours, theirs),
        _ => true,
    };
    peers && a.protocol == b.protocol && a.ports == b.ports
}

/// A peer by the name that it has in the ideal; `None` when it is not known or only one side has it.
fn peer_name(correspondence: &Correspondence<'_>, side: Side, peer: &Value) -> Option<String> {
    match correspondence.pieces(side, peer)?.as_slice() {
        [Piece::Text(text)] => Some(text.clone()),
        [Piece::Resource(address)] => Some(address.to_string()),
        _ => None,
    }
}
