//! What settings are when they are left out.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::catalog::table::rows;
use crate::program::value::{Kind, Provenance, Value};

const DEFAULTS: &str = include_str!("../../grammars/cloudformation/defaults.tsv");

static DEFAULT_OF: LazyLock<HashMap<(&str, &str), &str>> =
    LazyLock::new(|| rows::<3>(DEFAULTS).map(|[kind, property, default]| ((kind, property), default)).collect());

/// The default of a setting of a type, if it is known.
pub(crate) fn default_of(kind: &str, path: &str) -> Option<Value> {
    let default = DEFAULT_OF.get(&(kind, path))?;
    let value = Value::new(Kind::Text((*default).into()), None);
    Some(value.with_provenance(Provenance::ProviderDefault))
}

/// Whether a setting within this one has a default that is known.
pub(super) fn any_below(kind: &str, path: &str) -> bool {
    DEFAULT_OF
        .keys()
        .any(|(of, property)| *of == kind && property.strip_prefix(path).is_some_and(|rest| rest.starts_with('.')))
}

/// Whether nothing stands for the same as this value: an empty collection or text, and `false`, unless the table says otherwise.
pub(super) fn equals_nothing(value: &Value) -> bool {
    match &value.kind {
        Kind::Null | Kind::Bool(false) => true,
        Kind::Text(text) => text.is_empty() || ["false", "disabled"].iter().any(|off| text.eq_ignore_ascii_case(off)),
        Kind::List(items) => items.iter().all(equals_nothing),
        Kind::Map(entries) => entries.values().all(equals_nothing),
        Kind::Json(inner) => equals_nothing(inner),
        _ => false,
    }
}
