//! Escape hatches: `addOverride` on a resource sets a setting of it, on a stack anything that Terraform's JSON syntax can say.

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;

use super::calls::{Calls, Role};
use super::values::Values;
use crate::dialect::{Findings, Instance, Vocabulary};
use crate::program::evaluator::{Call, Callee};
use crate::program::value::{CallId, Kind, Map, Symbol, Value};
use crate::stack::{Declaration, Tool};

/// How deep the path of an override may go. Chosen because Terraform's deepest blocks are less deep.
const DEEPEST: usize = 20;

/// One override.
pub(super) struct Override<'a> {
    /// What it is made on.
    on: CallId,
    call: &'a Call,
    /// Where: `resource`, `aws_vpc`, `main`, `tags`; on a resource the names below it.
    path: Vec<String>,
    value: &'a Value,
}

/// The overrides of a program, in order.
pub(super) fn overrides<'a>(calls: &Calls<'a>) -> Vec<Override<'a>> {
    let of = |call: &'a Call| {
        let Callee::Method(Symbol::Result(on), name) = &call.callee else { return None };
        if !name.replace('_', "").eq_ignore_ascii_case("addOverride") {
            return None;
        }
        let path = call.argument(0, "path")?.as_str()?.split('.').map(str::to_owned).collect::<Vec<_>>();
        (path.len() <= DEEPEST).then_some(Override { on: *on, call, path, value: call.argument(1, "value")? })
    };
    calls.trace.calls.iter().filter_map(of).collect()
}

/// The names under which overrides of stacks declare resources: `aws_vpc.main`.
pub(super) fn declared_names(overrides: &[Override<'_>], calls: &Calls<'_>) -> Vec<String> {
    let declares = |change: &Override<'_>| match (calls.role(change.on), change.path.as_slice()) {
        (Role::Stack, [section, kind, name, ..]) if section == "resource" => Some(format!("{kind}.{name}")),
        _ => None,
    };
    overrides.iter().filter_map(declares).collect()
}

/// Applies overrides to what was found. `made` says which instance each call made.
pub(super) fn apply(
    overrides: &[Override<'_>],
    values: &Values<'_>,
    made: &BTreeMap<CallId, usize>,
    findings: &mut Findings,
) {
    let mut added: IndexMap<String, usize> = IndexMap::new();
    for change in overrides {
        let value = values.resolved(change.value);
        match (values.calls.role(change.on), change.path.as_slice()) {
            (Role::Resource(_), path) => {
                let instance = made.get(&change.on).and_then(|&at| findings.instances.get_mut(at));
                instance.into_iter().for_each(|instance| set(&mut instance.properties, path, &value));
            }
            (Role::Stack, [section, kind, name, path @ ..]) if section == "resource" => {
                let known = values.named.get(&format!("{kind}.{name}"));
                let existing = known
                    .and_then(|address| findings.instances.iter().position(|instance| instance.address == *address));
                let at = existing.or_else(|| added.get(&format!("{kind}.{name}")).copied());
                let at = at.unwrap_or_else(|| {
                    added.insert(format!("{kind}.{name}"), findings.instances.len());
                    add(findings, kind, name, change.call)
                });
                if let Some(instance) = findings.instances.get_mut(at) {
                    set(&mut instance.properties, path, &value);
                }
            }
            (Role::Stack, [section, _, name]) if section == "provider" && name == "region" => {
                findings.add_region(&value, "an override of the provider", change.call.span);
            }
            (Role::Stack, [section, part, kind, ..]) if section == "terraform" && part == "backend" => {
                findings.backend = Some((kind.as_str().into(), change.call.span));
            }
            _ => {}
        }
    }
}

/// Adds a resource that an override declares. Gives its index.
fn add(findings: &mut Findings, kind: &str, name: &str, call: &Call) -> usize {
    let address: Arc<str> = format!("{kind}.{name}").into();
    findings.instances.push(Instance {
        declaration: findings.declarations.len(),
        address: Arc::clone(&address),
        vocabulary: Vocabulary::Terraform,
        kind: kind.into(),
        count: (!call.is_repeated()).then_some(1),
        conditional: call.conditional,
        implied_by: None,
        properties: Map::new(),
        span: call.span,
    });
    findings.declarations.push(Declaration {
        declared_as: kind.into(),
        address,
        count: (!call.is_repeated()).then_some(1),
        span: call.span,
        tool: Tool::Cdktf,
    });
    findings.instances.len() - 1
}

/// Sets what stands at a path; a number chooses the element of a list. The whole is merged into what is there.
fn set(settings: &mut Map, path: &[String], value: &Value) {
    match path {
        [] => settings.extend(value.as_map().cloned().unwrap_or_default()),
        [name] => {
            settings.insert(name.as_str().into(), value.clone());
        }
        [name, rest @ ..] => {
            let inner = settings.entry(name.as_str().into()).or_insert_with(|| Value::map(Map::new(), value.span));
            set_in(inner, rest, value);
        }
    }
}

fn set_in(place: &mut Value, path: &[String], value: &Value) {
    match (&mut place.kind, path) {
        (Kind::List(items), [index, rest @ ..]) if index.parse::<usize>().is_ok() => {
            let at = index.parse::<usize>().unwrap_or_default();
            match (Arc::make_mut(items).get_mut(at), rest) {
                (Some(item), []) => *item = value.clone(),
                (Some(item), rest) => set_in(item, rest, value),
                (None, _) => {}
            }
        }
        // A block that stands once is a list of one.
        (Kind::List(items), path) => {
            if let [only] = Arc::make_mut(items).as_mut_slice() {
                set_in(only, path, value);
            }
        }
        (Kind::Map(entries), path) => set(Arc::make_mut(entries), path, value),
        _ => {}
    }
}
