//! How resources are called: by the variable that holds them when that tells them apart, else by Pulumi's own name.

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;

use super::calls::{self, Calls, Role};
use crate::program::evaluator::{Call, Step};
use crate::program::value::{CallId, Kind, Value};
use crate::source::Span;

/// One place in the program that makes something, with the calls that it makes there.
#[derive(Debug)]
pub(super) struct Site {
    pub(super) token: Arc<str>,
    pub(super) span: Span,
    pub(super) calls: Vec<CallId>,
    pub(super) address: Arc<str>,
}

/// The places that make resources, in the order of their first call, and the address of what each call makes.
pub(super) fn sites(calls: &Calls<'_>) -> (Vec<Site>, Vec<Option<Arc<str>>>) {
    let mut sites: IndexMap<(Span, Arc<str>), Vec<CallId>> = IndexMap::new();
    for (id, call, role) in calls.iter() {
        let token = match role {
            Role::Resource(resource) => Arc::clone(&resource.token),
            Role::Provider(package) => format!("pulumi:providers:{package}").into(),
            _ => continue,
        };
        sites.entry((call.span, token)).or_default().push(id);
    }
    let candidates: Vec<Vec<String>> = sites.values().map(|ids| site_names(calls, ids)).collect();
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    for name in candidates.iter().flatten() {
        *uses.entry(name).or_default() += 1;
    }
    let mut addresses = vec![None; calls.trace.calls.len()];
    let mut found = Vec::with_capacity(sites.len());
    for (((span, token), ids), names) in sites.iter().zip(&candidates) {
        let unique = names.iter().find(|name| uses.get(name.as_str()) == Some(&1));
        let address = unique.or(names.last()).cloned().unwrap_or_else(|| last_part(token).to_owned());
        for (id, address) in ids.iter().zip(call_addresses(calls, ids, &address)) {
            if let Some(place) = addresses.get_mut(id.0 as usize) {
                *place = Some(address.into());
            }
        }
        found.push(Site { token: Arc::clone(token), span: *span, calls: ids.clone(), address: address.into() });
    }
    (found, addresses)
}

/// What a site may be called: the variables that all of its calls are assigned to, then Pulumi's name.
fn site_names(calls: &Calls<'_>, ids: &[CallId]) -> Vec<String> {
    let made: Vec<&Call> = ids.iter().filter_map(|&id| calls.trace.call(id)).collect();
    let Some(first) = made.first() else { return Vec::new() };
    let shared = first.names.iter().filter(|name| made.iter().all(|call| call.names.contains(name)));
    let mut names: Vec<String> = shared.map(ToString::to_string).collect();
    names.extend(own_name(first));
    names
}

/// Pulumi's name for what a call makes, as far as it is known: `vpc-${stack}` is `vpc`.
fn own_name(call: &Call) -> Option<String> {
    let name = calls::parts(call).name?;
    let known = match &name.kind {
        Kind::Join(parts) => parts.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(""),
        _ => name.as_text()?,
    };
    let trimmed = known.trim_matches(['-', '_', '.', ' ']).replace("--", "-");
    (!trimmed.is_empty()).then_some(trimmed)
}

/// The addresses of what the calls of one site make: by the turns in which they differ, by another variable that only one
/// of them is assigned to, or by Pulumi's name.
fn call_addresses(calls: &Calls<'_>, ids: &[CallId], address: &str) -> Vec<String> {
    let made: Vec<&Call> = ids.iter().filter_map(|&id| calls.trace.call(id)).collect();
    if made.len() < 2 {
        return vec![address.to_owned(); made.len()];
    }
    let turns: Vec<Vec<(Span, Arc<str>)>> = made.iter().map(|call| turns(call)).collect();
    let mut keys: IndexMap<Span, Vec<&str>> = IndexMap::new();
    for (site, key) in turns.iter().flatten() {
        let keys = keys.entry(*site).or_default();
        if !keys.contains(&&**key) {
            keys.push(key);
        }
    }
    let index = |turns: &[(Span, Arc<str>)]| {
        let differing = turns.iter().filter(|(site, _)| keys.get(site).is_some_and(|keys| keys.len() > 1));
        differing
            .map(|(_, key)| if key.parse::<u32>().is_ok() { format!("[{key}]") } else { format!("[\"{key}\"]") })
            .collect()
    };
    let indexes: Vec<String> = turns.iter().map(|turns| index(turns)).collect();
    let occurs_once = |all: &[String], one: &String| all.iter().filter(|other| *other == one).count() == 1;
    let own_names: Vec<String> = made.iter().map(|call| own_name(call).unwrap_or_default()).collect();
    let last: Vec<String> =
        made.iter().map(|call| call.names.last().map(ToString::to_string).unwrap_or_default()).collect();
    let addresses = (0..made.len()).map(|at| {
        let (index, own, last_name) = (&indexes[at], &own_names[at], &last[at]);
        if !index.is_empty() && occurs_once(&indexes, index) {
            format!("{address}{index}")
        } else if !last_name.is_empty() && last_name != address && occurs_once(&last, last_name) {
            last_name.clone()
        } else if !own.is_empty() && occurs_once(&own_names, own) {
            own.clone()
        } else {
            format!("{address}[{at}]")
        }
    });
    addresses.collect()
}

/// The loop turns in which a call happens.
fn turns(call: &Call) -> Vec<(Span, Arc<str>)> {
    call.context
        .iter()
        .filter_map(|step| match step {
            Step::Turn { site, key: Some(key) } => Some((*site, Arc::clone(key))),
            _ => None,
        })
        .collect()
}

fn last_part(token: &str) -> &str {
    token.rsplit(':').next().unwrap_or(token)
}
