//! The layout of a VPC: which subnets, route tables and gateways `ec2.Vpc` makes for its props.

use std::sync::Arc;

use super::expand::Made;
use super::templates::Filler;
use crate::catalog::spelling::camel_case;
use crate::program::value::{Kind, Map, Value};

/// How many zones a VPC spreads over when nothing is said. Chosen because `maxAzs` is 3 by default.
const DEFAULT_ZONES: usize = 3;
/// How many zones a VPC may have. Chosen because no region has more.
const MOST_ZONES: usize = 6;
/// How many groups of subnets are followed. Chosen because a route table per subnet and zone is an account's limit before that.
const MOST_GROUPS: usize = 40;

/// What a group of subnets is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Access {
    Public,
    Egress,
    Isolated,
}

/// One element of `subnetConfiguration`.
struct Group {
    name: String,
    access: Access,
    mask: Option<u32>,
    reserved: bool,
}

/// The places, types and settings of the network of a VPC with these props, in a stack with that many zones; `None` when the
/// props do not tell.
pub(super) fn layout(props: &Map, stack_zones: usize, filler: &Filler<'_>) -> Option<Vec<Made>> {
    let number = |name: &str| props.get(name).filter(|value| !value.is_null()).map(|value| filler.number(value));
    let zone_names = match props.get("availabilityZones").map(|value| filler.value(value).kind) {
        Some(Kind::List(zones)) => Some(zones),
        _ => None,
    };
    let zones = match (&zone_names, number("maxAzs")) {
        (Some(zones), _) => zones.len(),
        (None, None) => DEFAULT_ZONES.min(stack_zones),
        (None, Some(most)) => (most? as usize).min(stack_zones),
    };
    let zones = zones.min(MOST_ZONES);
    let requested = match number("natGateways") {
        Some(count) => Some(count? as usize),
        None => None,
    };
    let groups = match props.get("subnetConfiguration").filter(|value| !value.is_null()) {
        Some(configuration) => groups(&filler.value(configuration), filler)?,
        None => vec![
            Group { name: "Public".to_owned(), access: Access::Public, mask: None, reserved: false },
            match requested {
                Some(0) => Group { name: "Isolated".to_owned(), access: Access::Isolated, mask: None, reserved: false },
                _ => Group { name: "Private".to_owned(), access: Access::Egress, mask: None, reserved: false },
            },
        ],
    };
    let has = |access| groups.iter().any(|group| group.access == access && !group.reserved);
    let has_gateway =
        has(Access::Public) && props.get("createInternetGateway").is_none_or(|v| v.kind != Kind::Bool(false));
    let natted = requested.map_or(if has(Access::Egress) { zones } else { 0 }, |count| count.min(zones));
    let natted = if has_gateway { natted } else { 0 };
    let cidrs = addresses(&block(props, filler), &groups, zones);
    let mut made = Vec::new();
    let mut push = |place: String, kind: &str, settings: Vec<(&str, Value)>| {
        let settings = settings.into_iter().map(|(name, value)| (Arc::from(name), value)).collect();
        made.push(Made { place: place.into(), kind: kind.into(), settings });
    };
    let mut nats: Vec<(usize, String)> = Vec::new();
    let mut privates = Vec::new();
    for (index, group) in groups.iter().enumerate().filter(|(_, group)| !group.reserved) {
        for zone in 0..zones {
            let place = format!("{}Subnet{}", group.name, zone + 1);
            let (subnet, table) = (format!("{place}/Subnet"), format!("{place}/RouteTable"));
            let mut settings = vec![
                ("MapPublicIpOnLaunch", filler.literal(Kind::Bool(group.access == Access::Public))),
                ("VpcId", filler.reference(".", None)),
            ];
            if let Some(cidr) = cidrs.get(index).and_then(|cidrs| cidrs.get(zone)) {
                settings.push(("CidrBlock", filler.literal(Kind::Text(cidr.as_str().into()))));
            }
            if let Some(name) = zone_names.as_ref().and_then(|names| names.get(zone)) {
                settings.push(("AvailabilityZone", name.clone()));
            }
            push(subnet.clone(), "AWS::EC2::Subnet", settings);
            push(table.clone(), "AWS::EC2::RouteTable", vec![("VpcId", filler.reference(".", None))]);
            let association =
                vec![("RouteTableId", filler.reference(&table, None)), ("SubnetId", filler.reference(&subnet, None))];
            push(format!("{place}/RouteTableAssociation"), "AWS::EC2::SubnetRouteTableAssociation", association);
            match group.access {
                Access::Public if has_gateway => {
                    push(format!("{place}/DefaultRoute"), "AWS::EC2::Route", route(&table, "GatewayId", "IGW", filler));
                    if nats.len() < natted {
                        let (address, gateway) = (format!("{place}/EIP"), format!("{place}/NATGateway"));
                        let domain = filler.literal(Kind::Text("vpc".into()));
                        push(address.clone(), "AWS::EC2::EIP", vec![("Domain", domain)]);
                        let settings = vec![
                            ("AllocationId", filler.reference(&address, Some("AllocationId"))),
                            ("SubnetId", filler.reference(&subnet, None)),
                        ];
                        push(gateway.clone(), "AWS::EC2::NatGateway", settings);
                        nats.push((zone, gateway));
                    }
                }
                Access::Egress => privates.push((zone, place, table)),
                _ => {}
            }
        }
    }
    for (position, (zone, place, table)) in privates.iter().enumerate() {
        let same_zone = nats.iter().find(|(of, _)| of == zone);
        let Some((_, nat)) = same_zone.or_else(|| nats.get(position % nats.len().max(1))) else { continue };
        push(format!("{place}/DefaultRoute"), "AWS::EC2::Route", route(table, "NatGatewayId", nat, filler));
    }
    if has_gateway {
        push("IGW".to_owned(), "AWS::EC2::InternetGateway", Vec::new());
        let attachment =
            vec![("InternetGatewayId", filler.reference("IGW", None)), ("VpcId", filler.reference(".", None))];
        push("VPCGW".to_owned(), "AWS::EC2::VPCGatewayAttachment", attachment);
    }
    Some(made)
}

/// Whether a place is one of the layout's.
pub(super) fn is_of_layout(place: &str) -> bool {
    let first = place.split('/').next().unwrap_or_default();
    matches!(place, "IGW" | "VPCGW") || first.trim_end_matches(|c: char| c.is_ascii_digit()).ends_with("Subnet")
}

fn route(table: &str, target: &'static str, to: &str, filler: &Filler<'_>) -> Vec<(&'static str, Value)> {
    vec![
        ("DestinationCidrBlock", filler.literal(Kind::Text("0.0.0.0/0".into()))),
        (target, filler.reference(to, None)),
        ("RouteTableId", filler.reference(table, None)),
    ]
}

fn groups(configuration: &Value, filler: &Filler<'_>) -> Option<Vec<Group>> {
    let Kind::List(items) = &configuration.kind else { return None };
    let group = |item: &Value| {
        let item = filler.value(item);
        let entries = item.as_map()?;
        let entry = |name: &str| {
            let found = entries.iter().find(|(key, _)| camel_case(key) == name)?;
            Some(filler.value(found.1)).filter(|value| !value.is_null())
        };
        let access = match &*entry("subnetType")?.as_text()? {
            "Public" => Access::Public,
            "Isolated" | "Deprecated_Isolated" => Access::Isolated,
            _ => Access::Egress,
        };
        let name = entry("name").and_then(|name| name.as_text().map(|name| name.to_string()));
        let name = name.unwrap_or_else(|| format!("{access:?}"));
        let mask = entry("cidrMask").and_then(|mask| filler.number(&mask)).map(|mask| mask as u32);
        let reserved = entry("reserved").is_some_and(|reserved| reserved.kind == Kind::Bool(true));
        Some(Group { name, access, mask, reserved })
    };
    items.iter().take(MOST_GROUPS).map(group).collect()
}

/// The address block of the VPC.
fn block(props: &Map, filler: &Filler<'_>) -> String {
    let given = ["ipAddresses", "cidr"].iter().find_map(|name| props.get(*name));
    match given {
        Some(given) => filler.value(given).as_text().map(|text| text.to_string()).unwrap_or_default(),
        None => "10.0.0.0/16".to_owned(),
    }
}

/// The address blocks of the subnets of each group: those that ask for a size first, the rest of the space for the others.
fn addresses(block: &str, groups: &[Group], zones: usize) -> Vec<Vec<String>> {
    let parsed = block.split_once('/').and_then(|(address, mask)| {
        let address: std::net::Ipv4Addr = address.parse().ok()?;
        let mask: u32 = mask.parse().ok().filter(|mask| (1..=28).contains(mask))?;
        Some((u64::from(u32::from(address)), mask))
    });
    let Some((base, mask)) = parsed else { return Vec::new() };
    let end = base + (1_u64 << (32 - mask));
    let mut next = base;
    let mut found = vec![Vec::new(); groups.len()];
    let take = |next: &mut u64, mask: u32| {
        let size = 1_u64 << (32 - mask.min(32));
        let start = next.div_ceil(size) * size;
        *next = start + size;
        (*next <= end).then(|| format!("{}/{mask}", std::net::Ipv4Addr::from(start as u32)))
    };
    for (group, found) in groups.iter().zip(&mut found) {
        if let Some(mask) = group.mask {
            found.extend((0..zones).filter_map(|_| take(&mut next, mask)));
        }
    }
    let rest = groups.iter().filter(|group| group.mask.is_none()).count() * zones;
    let share = end.saturating_sub(next).checked_div(rest as u64).filter(|share| *share > 0);
    if let Some(share) = share {
        let mask = 32 - share.ilog2();
        for (group, found) in groups.iter().zip(&mut found) {
            if group.mask.is_none() {
                found.extend((0..zones).filter_map(|_| take(&mut next, mask)));
            }
        }
    }
    found
}
