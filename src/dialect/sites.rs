//! The places of a program that make things, and how what they make is called: by the variable that holds it when that
//! tells it apart, else by the name that the tool gives it.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use indexmap::IndexMap;

use crate::program::evaluator::{Call, Step, Trace};
use crate::program::value::{CallId, Kind, Value};
use crate::source::Span;

/// One place in the program that makes something, with the calls that it makes there.
#[derive(Debug)]
pub(super) struct Site {
    /// The dialect's own name for the type of what it makes.
    pub(super) declared_as: Arc<str>,
    pub(super) span: Span,
    pub(super) calls: Vec<CallId>,
    pub(super) address: Arc<str>,
}

/// What a dialect knows of the calls of a trace.
pub(super) struct Makers<'a> {
    pub(super) trace: &'a Trace,
    /// The type of what a call makes, if it makes something.
    pub(super) declared_as: &'a dyn Fn(CallId, &Call) -> Option<Arc<str>>,
    /// The argument by which the tool names what a call makes.
    pub(super) name: fn(&Call) -> Option<&Value>,
}

/// The places that make something, in the order of their first call, and the address of what each call makes.
pub(super) fn sites(makers: &Makers<'_>) -> (Vec<Site>, Vec<Option<Arc<str>>>) {
    let mut sites: IndexMap<(Span, Arc<str>), Vec<CallId>> = IndexMap::new();
    for (id, call) in makers.trace.iter() {
        if let Some(declared_as) = (makers.declared_as)(id, call) {
            sites.entry((call.span, declared_as)).or_default().push(id);
        }
    }
    let candidates: Vec<Names> = sites.values().map(|ids| site_names(makers, ids)).collect();
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    for name in candidates.iter().flat_map(|names| &names.variables) {
        *uses.entry(name).or_default() += 1;
    }
    let is_alone = |name: &String| uses.get(name.as_str()) == Some(&1);
    let mut taken = HashSet::new();
    let mut addresses = vec![None; makers.trace.calls.len()];
    let mut found = Vec::with_capacity(sites.len());
    for (((span, declared_as), ids), names) in sites.iter().zip(&candidates) {
        let variable = names.variables.iter().find(|name| is_alone(name));
        let address = variable.or(names.own.as_ref()).or(names.variables.first());
        let mut address = address.cloned().unwrap_or_else(|| last_part(declared_as).to_owned());
        // Resources of different types may have one name, and a variable may be called like another resource.
        if variable.is_none() && (is_alone(&address) || taken.contains(&address)) {
            address = format!("{address}/{}", last_part(declared_as));
        }
        let address = untaken(&address, &mut taken);
        for (id, made) in ids.iter().zip(call_addresses(makers, ids, &address, variable.is_some())) {
            let made = if made == address { made } else { untaken(&made, &mut taken) };
            if let Some(place) = addresses.get_mut(id.0 as usize) {
                *place = Some(made.into());
            }
        }
        let (declared_as, address) = (Arc::clone(declared_as), address.into());
        found.push(Site { declared_as, span: *span, calls: ids.clone(), address });
    }
    (found, addresses)
}

/// The address, or, when something else has it, the address with a number behind it.
pub(super) fn untaken(address: &str, taken: &mut HashSet<String>) -> String {
    let mut number = 2;
    let mut candidate = address.to_owned();
    while !taken.insert(candidate.clone()) {
        candidate = format!("{address} #{number}");
        number += 1;
    }
    candidate
}

/// What a site may be called.
struct Names {
    /// The variables that all of its calls are assigned to.
    variables: Vec<String>,
    /// The tool's name, or what the names of all its calls begin with.
    own: Option<String>,
}

fn site_names(makers: &Makers<'_>, ids: &[CallId]) -> Names {
    let made: Vec<&Call> = ids.iter().filter_map(|&id| makers.trace.call(id)).collect();
    let first = made.first().map_or(&[][..], |call| call.names.as_slice());
    let shared = first.iter().filter(|name| made.iter().all(|call| call.names.contains(name)));
    let own = made.iter().map(|call| own_name(makers, call)).reduce(|a, b| common_beginning(&a?, &b?));
    Names { variables: shared.map(ToString::to_string).collect(), own: own.flatten() }
}

/// What two names begin with, up to the end of a word.
fn common_beginning(a: &str, b: &str) -> Option<String> {
    const SHORTEST: usize = 3;
    if a == b {
        return Some(a.to_owned());
    }
    let common: String = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a).collect();
    let trimmed = common.trim_end_matches(['-', '_', '.', ' ']);
    (trimmed.len() >= SHORTEST).then(|| trimmed.to_owned())
}

/// The tool's name for what a call makes, as far as it is known: `vpc-${stack}` is `vpc`.
fn own_name(makers: &Makers<'_>, call: &Call) -> Option<String> {
    let name = (makers.name)(call)?;
    let known = match &name.kind {
        Kind::Join(parts) => parts.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(""),
        _ => name.as_text()?,
    };
    let trimmed = known.trim_matches(['-', '_', '.', ' ']).replace("--", "-");
    (!trimmed.is_empty()).then_some(trimmed)
}

/// The addresses of what the calls of one site make: by the turns in which they differ, when a variable names them all; by
/// another variable that only one of them is assigned to, or by the tool's name.
fn call_addresses(makers: &Makers<'_>, ids: &[CallId], address: &str, is_variable: bool) -> Vec<String> {
    let made: Vec<&Call> = ids.iter().filter_map(|&id| makers.trace.call(id)).collect();
    if made.len() < 2 {
        return vec![address.to_owned(); made.len()];
    }
    let indexes = indexes(&made);
    let own: Vec<_> = made.iter().map(|call| own_name(makers, call).unwrap_or_default()).collect();
    let last: Vec<_> = made.iter().map(|call| call.names.last().map_or("", AsRef::as_ref).to_owned()).collect();
    let tells = |all: &[String], at: usize| {
        let one = all.get(at).filter(|one| !one.is_empty() && *one != address)?;
        (all.iter().filter(|other| *other == one).count() == 1).then(|| one.clone())
    };
    let address_at = |at: usize| {
        let by_turn = tells(&indexes, at).map(|index| format!("{address}{index}"));
        let by_name = || tells(&last, at).or_else(|| tells(&own, at));
        let found = if is_variable { by_turn.or_else(by_name) } else { by_name().or(by_turn) };
        found.unwrap_or_else(|| format!("{address}[{at}]"))
    };
    (0..made.len()).map(address_at).collect()
}

/// The turns of each call, as far as the calls differ in them: `[0]["a"]`.
fn indexes(made: &[&Call]) -> Vec<String> {
    let turns: Vec<Vec<(Span, Arc<str>)>> = made.iter().map(|call| turns(call)).collect();
    let mut keys: IndexMap<Span, Vec<&str>> = IndexMap::new();
    for (site, key) in turns.iter().flatten() {
        let keys = keys.entry(*site).or_default();
        if !keys.contains(&&**key) {
            keys.push(key);
        }
    }
    let index = |turns: &Vec<(Span, Arc<str>)>| {
        let differing = turns.iter().filter(|(site, _)| keys.get(site).is_some_and(|keys| keys.len() > 1));
        let shown = differing.map(|(_, key)| match key.parse::<u32>() {
            Ok(_) => format!("[{key}]"),
            Err(_) => format!("[\"{key}\"]"),
        });
        shown.collect()
    };
    turns.iter().map(index).collect()
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

fn last_part(declared_as: &str) -> &str {
    declared_as.rsplit([':', '.']).next().unwrap_or(declared_as)
}
