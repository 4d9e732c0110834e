//! Escape hatches: settings of L1 constructs that a program changes after it has made them.

use super::assembly::Assembly;
use super::names::upper_first;
use super::templates::set_entry;
use crate::catalog::spelling::camel_case;
use crate::program::evaluator::Call;
use crate::program::value::{Symbol, Value};

/// Lets `addPropertyOverride` and its kin do what they do; false when the method is none of them.
pub(super) fn apply(assembly: &mut Assembly<'_>, call: &Call, receiver: &Symbol, name: &str) -> bool {
    let (path, value) = match name {
        "addPropertyOverride" | "addOverride" => ("propertyPath", call.argument(1, "value").cloned()),
        "addPropertyDeletionOverride" | "addDeletionOverride" => ("propertyPath", Some(Value::null())),
        "applyRemovalPolicy" => {
            let policy = call.argument(0, "policy").map(|policy| assembly.values.resolved(policy));
            let policy = policy.and_then(|policy| {
                let kept = match &*policy.as_text()?.to_ascii_lowercase() {
                    "destroy" => "Delete",
                    "snapshot" => "Snapshot",
                    _ => "Retain",
                };
                Some(Value::text(kept, call.span))
            });
            set(assembly, receiver, &["DeletionPolicy"], policy);
            return true;
        }
        _ => return false,
    };
    let path = call.argument(0, path).or_else(|| call.argument(0, "path"));
    let Some(path) = path.and_then(|path| assembly.values.resolved(path).as_text()) else { return true };
    let path = path.strip_prefix("Properties.").unwrap_or(&path);
    // An element of a list is named by its index; settings of the tables have it as the element that is next.
    let path: Vec<_> = path.split('.').map(|part| if part.parse::<usize>().is_ok() { "[]" } else { part }).collect();
    let value = value.map(|value| assembly.values.resolved(&value));
    set(assembly, receiver, &path, value);
    true
}

/// Lets an assignment to a property of an L1 construct set it.
pub(super) fn assign(assembly: &mut Assembly<'_>, call: &Call, receiver: &Symbol, name: &str) {
    let value = call.positional.first().map(|value| assembly.values.resolved(value));
    let is_l1 =
        assembly.values.node(receiver).is_some_and(|node| node.construct().is_none() || is_default_child(receiver));
    if is_l1 {
        set(assembly, receiver, &[&upper_first(&camel_case(name))], value);
    }
}

fn is_default_child(symbol: &Symbol) -> bool {
    matches!(symbol, Symbol::Member(_, name) if matches!(&**name, "defaultChild" | "default_child"))
}

fn set(assembly: &mut Assembly<'_>, receiver: &Symbol, path: &[&str], value: Option<Value>) {
    let Some(node) = assembly.values.node(receiver) else { return };
    if let (Some(settings), Some(value)) = (assembly.settings(&node.main()), value) {
        set_entry(settings, path, value, &mut std::iter::empty());
    }
}
