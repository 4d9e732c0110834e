//! Unfolding: what a resource holds as a setting although most answers write it as a resource of its own.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use crate::catalog::table;
use crate::dialect::Instance;
use crate::program::value::{Kind, Map, Reference, Value};

static INLINE: LazyLock<HashMap<&'static str, Vec<Row>>> = LazyLock::new(|| {
    let mut rows: HashMap<_, Vec<Row>> = HashMap::new();
    for [kind, property, child, owner, settings] in table::rows(include_str!("../../grammars/inline.tsv")) {
        rows.entry(kind).or_default().push(Row { property, child, owner, settings });
    }
    rows
});

/// A row of `grammars/inline.tsv`.
struct Row {
    property: &'static str,
    child: &'static str,
    owner: &'static str,
    settings: &'static str,
}

/// Takes out of an instance what is a resource of its own.
pub(super) fn unfold(instance: &mut Instance) -> Vec<Instance> {
    let mut children = Vec::new();
    for row in INLINE.get(&*instance.kind).map_or(&[][..], Vec::as_slice) {
        let name = row.property.trim_end_matches("[]");
        let held = match instance.properties.get(name) {
            None => continue,
            Some(value) if value.is_null() => continue,
            Some(value) if name == row.property => vec![value.clone()],
            Some(value) => match value.as_list() {
                Some(items) => items.to_vec(),
                None => continue,
            },
        };
        // What is not known to be settings stays where it is.
        let Some(settings) = held.iter().map(|value| settings(row, value)).collect::<Option<Vec<_>>>() else {
            continue;
        };
        instance.properties.shift_remove(name);
        let one = held.len() == 1;
        for (index, (value, settings)) in held.iter().zip(settings).enumerate() {
            let key = if one { String::new() } else { format!("[{index}]") };
            children.push(Instance {
                address: format!("{}.{name}{key}", instance.address).into(),
                kind: row.child.into(),
                implied_by: Some(Arc::clone(&instance.address)),
                properties: with_owner(row, settings, instance),
                span: value.span.unwrap_or(instance.span),
                ..instance.clone()
            });
        }
    }
    children
}

/// The settings of the child that a value is; none when the value is not known to be settings.
fn settings(row: &Row, value: &Value) -> Option<Map> {
    if let Some(setting) = row.settings.strip_prefix('@') {
        return Some(Map::from([(setting.into(), value.clone())]));
    }
    let mut settings = value.as_map()?.clone();
    for word in row.settings.split(' ') {
        if let Some((old, new)) = word.split_once('>') {
            if let Some(value) = settings.shift_remove(old) {
                settings.insert(new.into(), value);
            }
        } else if let Some((name, fixed)) = word.split_once('=') {
            settings.insert(name.into(), Value::text(fixed, value.span));
        }
    }
    Some(settings)
}

fn with_owner(row: &Row, mut settings: Map, owner: &Instance) -> Map {
    let reference = Reference { address: Arc::clone(&owner.address), attribute: None };
    settings.insert(row.owner.into(), Value::new(Kind::Reference(reference), owner.span));
    settings
}
