//! CloudFormation's properties in their normal form: where it has two ways to write the same, they become one.

use std::sync::Arc;

use super::{Translated, conform, unchanged};
use crate::catalog::{schema, table};
use crate::dialect::Instance;
use crate::program::value::{Kind, Map, Value};
use crate::stack::fold::merge;

const NORMAL_FORMS: &str = include_str!("../../../grammars/cloudformation/normal_forms.tsv");

/// An instance with its properties in their normal form.
pub(super) fn translated(instance: &Instance) -> Translated {
    let Some(schema) = schema::cloudformation(&instance.kind) else {
        return unchanged(instance, instance.kind.starts_with("Custom::"));
    };
    let mut properties = instance.properties.clone();
    for [kind, old, new] in table::rows(NORMAL_FORMS) {
        if kind == &*instance.kind {
            move_setting(&mut properties, old, new);
        }
    }
    Translated { properties: conform::object(properties, schema), ..unchanged(instance, true) }
}

/// Moves what stands at one dotted path to another. A list on the way to both is walked; on the way to the old one alone,
/// it must be a list of one.
fn move_setting(settings: &mut Map, old: &str, new: &str) {
    if let (Some((first, old)), Some((same, new))) = (old.split_once('.'), new.split_once('.'))
        && first == same
    {
        for inner in settings.get_mut(first).map(maps_in).unwrap_or_default() {
            move_setting(inner, old, new);
        }
        return;
    }
    if new == "-" {
        drop_last(settings, old);
    } else if let Some(value) = take(settings, old) {
        merge(settings, super::conversion::nested(new, value));
    }
}

/// Takes the value at a path out of maps and lists of one, which go too when nothing is left in them.
fn take(settings: &mut Map, path: &str) -> Option<Value> {
    let Some((first, rest)) = path.split_once('.') else { return settings.shift_remove(path) };
    let mut inner = maps_in(settings.get_mut(first)?);
    let [inner] = inner.as_mut_slice() else { return None };
    let taken = take(inner, rest)?;
    if inner.is_empty() {
        settings.shift_remove(first);
    }
    Some(taken)
}

/// Drops what stands at a path when nothing else is left beside it.
fn drop_last(settings: &mut Map, path: &str) {
    let Some((around, last)) = path.rsplit_once('.') else { return };
    let alone = Value::map(settings.clone(), None).at_path(around).is_some_and(|value| {
        let [only] = value.as_list().unwrap_or_default() else { return false };
        only.as_map().is_some_and(|entries| entries.len() == 1 && entries.contains_key(last))
    });
    if alone {
        take(settings, path);
    }
}

/// The map that a value is, or the maps in a list.
fn maps_in(value: &mut Value) -> Vec<&mut Map> {
    match &mut value.kind {
        Kind::Map(entries) => vec![Arc::make_mut(entries)],
        Kind::List(items) => Arc::make_mut(items).iter_mut().flat_map(maps_in).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::program::json::plain_map;
    use crate::stack::testing::map;

    #[test]
    fn the_normal_forms_are_properties() {
        let known = |kind: &str, path: &str| {
            let (object, property) = path.rsplit_once('.').unwrap_or(("", path));
            schema::cloudformation(kind).unwrap().at(object).is_some_and(|object| object.member(property).is_some())
        };
        for [kind, old, new, added] in table::rows(NORMAL_FORMS) {
            assert!(known(kind, old), "{kind} {old}");
            assert!(known(kind, new) || new == "-" || added == "added", "{kind} {new}");
        }
    }

    #[allow(clippy::needless_pass_by_value, reason = "literals read better without `&`")]
    fn check(settings: Json, old: &str, new: &str, expected: Json) {
        let mut moved = map(&settings);
        move_setting(&mut moved, old, new);
        assert_eq!(plain_map(&moved), expected, "{settings}");
    }

    #[test]
    fn moves_settings() {
        check(json!({ "A": 1 }), "A", "B", json!({ "B": 1 }));
        check(json!({ "C": 1 }), "A", "B", json!({ "C": 1 }));
        check(
            json!({ "R": [{ "A": 1 }, { "C": 2 }, { "A": 3, "B": { "D": 4 } }] }),
            "R.A",
            "R.B.E",
            json!({ "R": [{ "B": { "E": 1 } }, { "C": 2 }, { "B": { "D": 4, "E": 3 } }] }),
        );
        check(json!({ "N": [{ "A": [1] }], "B": 2 }), "N.A", "C", json!({ "B": 2, "C": [1] }));
        check(json!({ "N": [{ "A": 1 }, { "A": 2 }] }), "N.A", "C", json!({ "N": [{ "A": 1 }, { "A": 2 }] }));
        check(json!({ "N": [{ "A": 1 }] }), "N.A", "-", json!({}));
        check(json!({ "N": [{ "A": 1, "B": 2 }] }), "N.A", "-", json!({ "N": [{ "A": 1, "B": 2 }] }));
    }
}
