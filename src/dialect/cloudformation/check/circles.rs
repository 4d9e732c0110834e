//! Resources that wait for one another.

use std::collections::{BTreeMap, BTreeSet};

use crate::dialect::Instance;
use crate::source::{Diagnostic, Level, Span};

/// Circles among the resources of a stack: each would wait for the other.
pub(in crate::dialect::cloudformation) fn circles(instances: &[Instance]) -> Vec<Diagnostic> {
    let places: BTreeMap<&str, Span> = instances.iter().map(|instance| (&*instance.address, instance.span)).collect();
    let mut needs: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for instance in instances {
        let own = needs.entry(&instance.address).or_default();
        for (_, value) in instance.properties.iter().filter(|(name, _)| &***name != "Metadata") {
            value.references(&mut |reference| {
                own.extend(places.get_key_value(&*reference.address).map(|(address, _)| *address));
            });
        }
    }
    let mut diagnostics = Vec::new();
    while let Some(circle) = circle(&mut needs) {
        let message = format!("circular dependency: {} → {}", circle.join(" → "), circle[0]);
        // Each of them has a part in it.
        for address in &circle {
            let place = places.get(address).map(|span| span.first());
            diagnostics.push(Diagnostic::new(Level::Error, message.clone(), place));
        }
        for address in circle {
            needs.remove(address);
        }
    }
    diagnostics
}

/// One circle of what needs what. What is in none is taken away.
fn circle<'a>(needs: &mut BTreeMap<&'a str, BTreeSet<&'a str>>) -> Option<Vec<&'a str>> {
    loop {
        let free: BTreeSet<&str> = needs
            .iter()
            .filter(|(_, needed)| !needed.iter().any(|other| needs.contains_key(other)))
            .map(|(address, _)| *address)
            .collect();
        if free.is_empty() {
            break;
        }
        needs.retain(|address, _| !free.contains(address));
    }
    let mut path: Vec<&str> = vec![needs.keys().next()?];
    loop {
        let next = needs.get(path.last()?)?.iter().find(|other| needs.contains_key(**other))?;
        if let Some(start) = path.iter().position(|address| address == next) {
            return Some(path.split_off(start));
        }
        path.push(next);
    }
}
