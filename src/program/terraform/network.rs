//! Functions of IP networks. Both versions of IP are counted in 128 bits.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

use super::arguments::{Arguments, Outcome};
use super::{Function, MANY};
use crate::program::value::{Kind, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    ("cidrhost", 2, 2, cidr_host),
    ("cidrnetmask", 1, 1, cidr_netmask),
    ("cidrsubnet", 3, 3, cidr_subnet),
    ("cidrsubnets", 2, MANY, cidr_subnets),
];

/// A network: its first address, the length of its prefix and of a whole address.
#[derive(Clone, Copy)]
struct Network {
    first: u128,
    prefix: u32,
    bits: u32,
}

impl Network {
    fn read(arguments: &Arguments<'_>, index: usize) -> Outcome<Self> {
        let text = arguments.text(index)?;
        let network: IpNet =
            text.parse().map_err(|_| arguments.invalid(&format!("is given {text}, which is no network")))?;
        let first = match network.network() {
            IpAddr::V4(address) => u128::from(address.to_bits()),
            IpAddr::V6(address) => address.to_bits(),
        };
        Ok(Self { first, prefix: u32::from(network.prefix_len()), bits: u32::from(network.max_prefix_len()) })
    }

    fn address(self, address: u128) -> IpAddr {
        if self.bits == 32 {
            IpAddr::V4(Ipv4Addr::from_bits(address as u32))
        } else {
            IpAddr::V6(Ipv6Addr::from_bits(address))
        }
    }

    /// How many addresses a network of that prefix has; `None` when 128 bits do not hold the number.
    fn size(self, prefix: u32) -> Option<u128> {
        1_u128.checked_shl(self.bits - prefix)
    }

    /// The prefix that is longer by so many bits.
    fn longer(self, bits: i64, arguments: &Arguments<'_>) -> Outcome<u32> {
        let prefix = i64::from(self.prefix) + bits;
        if bits < 0 || prefix > i64::from(self.bits) {
            return Err(arguments.invalid(&format!("cannot make a prefix of {} longer by {bits} bits", self.prefix)));
        }
        Ok(prefix as u32)
    }

    fn shown(self, first: u128, prefix: u32) -> String {
        format!("{}/{prefix}", self.address(first))
    }
}

fn cidr_host(arguments: &Arguments<'_>) -> Outcome<Value> {
    let (network, number) = (Network::read(arguments, 0)?, arguments.integer(1)?);
    let too_far = || arguments.invalid(&format!("finds no host {number} in a prefix of {}", network.prefix));
    let distance = u128::from(number.unsigned_abs());
    let size = network.size(network.prefix);
    let offset = if number < 0 {
        size.map_or_else(|| 0_u128.checked_sub(distance), |size| size.checked_sub(distance)).ok_or_else(too_far)?
    } else {
        distance
    };
    if size.is_some_and(|size| offset >= size) {
        return Err(too_far());
    }
    arguments.text_result(network.address(network.first + offset).to_string())
}

fn cidr_netmask(arguments: &Arguments<'_>) -> Outcome<Value> {
    let network = Network::read(arguments, 0)?;
    if network.bits != 32 {
        return Err(arguments.invalid("knows masks of IPv4 only"));
    }
    let mask = u32::MAX.checked_shl(32 - network.prefix).unwrap_or(0);
    arguments.text_result(Ipv4Addr::from_bits(mask).to_string())
}

fn cidr_subnet(arguments: &Arguments<'_>) -> Outcome<Value> {
    let (network, bits, number) = (Network::read(arguments, 0)?, arguments.integer(1)?, arguments.integer(2)?);
    let prefix = network.longer(bits, arguments)?;
    let fits = number >= 0 && 1_u128.checked_shl(bits as u32).is_none_or(|most| (number as u128) < most);
    if !fits {
        return Err(arguments.invalid(&format!("finds no subnet {number} in {bits} bits")));
    }
    let offset = network.size(prefix).map_or(0, |size| size.wrapping_mul(number as u128));
    arguments.text_result(network.shown(network.first + offset, prefix))
}

/// Subnets one after another, each beginning where its size allows.
fn cidr_subnets(arguments: &Arguments<'_>) -> Outcome<Value> {
    let network = Network::read(arguments, 0)?;
    let mut next = 0_u128;
    let mut subnets = Vec::new();
    for index in 1..arguments.values.len() {
        let prefix = network.longer(arguments.integer(index)?, arguments)?;
        let (Some(size), whole) = (network.size(prefix), network.size(network.prefix)) else {
            return Err(arguments.invalid("is given a network that is too large"));
        };
        let start = next.div_ceil(size) * size;
        if whole.is_some_and(|whole| start + size > whole) {
            return Err(arguments.invalid("finds no room for all subnets"));
        }
        subnets.push(arguments.result(Kind::Text(network.shown(network.first + start, prefix).into())));
        next = start + size;
    }
    arguments.list_result(subnets)
}
