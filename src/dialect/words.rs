//! What a program's values are in the stack: symbols become what they stand for, and settings get the names that their
//! provider has for them.

use std::sync::Arc;

use crate::catalog::schema::{Member, Object};
use crate::program::expression::UNKNOWN_REST;
use crate::program::value::{Kind, Map, Provenance, Symbol, Value};

/// A value in which `replaced` says what stands for a part of it, if something else does.
pub(super) fn resolved(value: &Value, replaced: &dyn Fn(&Value) -> Option<Value>) -> Value {
    if let Some(other) = replaced(value) {
        return other;
    }
    let all = |items: &[Value]| items.iter().map(|item| resolved(item, replaced)).collect::<Vec<_>>();
    let kind = match &value.kind {
        Kind::List(items) => Kind::List(Arc::new(all(items))),
        Kind::OneOf(items) => {
            return Value { provenance: value.provenance, ..Value::one_of(all(items), value.span) };
        }
        Kind::Join(items) => {
            return Value { provenance: value.provenance, ..Value::join(all(items), value.span) };
        }
        Kind::Json(inner) => Kind::Json(Arc::new(resolved(inner, replaced))),
        Kind::Map(entries) => {
            let entries = entries.iter().map(|(key, entry)| (Arc::clone(key), resolved(entry, replaced)));
            Kind::Map(Arc::new(entries.collect()))
        }
        other => other.clone(),
    };
    Value { kind, ..value.clone() }
}

/// What stands for a symbol, where the symbol stands.
pub(super) fn standing_for(kind: Kind, symbol: &Value) -> Value {
    let provenance = if matches!(kind, Kind::Unknown(_)) { Provenance::Unresolved } else { symbol.provenance };
    Value { kind, provenance, span: symbol.span }
}

/// Settings in the words of a provider's object: names as it has them, a block that is not repeated as a list of one.
pub(super) fn settings(entries: &Map, object: Option<Object>, resolved: &dyn Fn(&Value) -> Value) -> Map {
    let mut settings = Map::with_capacity(entries.len());
    for (name, value) in entries {
        if value.is_null() || &**name == UNKNOWN_REST {
            continue;
        }
        let member = object.and_then(|object| member_called(object, name));
        let key = match (member, object) {
            (Some(member), _) => member.name.into(),
            (None, Some(_)) => snake_case(name).into(),
            (None, None) => Arc::clone(name),
        };
        let value = match member.filter(|member| !member.is_map) {
            Some(member) => {
                let value = setting(value, member.object(), resolved);
                let single = member.is_block && matches!(value.kind, Kind::Map(_));
                if single { Value { kind: Kind::List(Arc::new(vec![value.clone()])), ..value } } else { value }
            }
            None => resolved(value),
        };
        settings.insert(key, value);
    }
    settings
}

fn setting(value: &Value, object: Option<Object>, resolved: &dyn Fn(&Value) -> Value) -> Value {
    let Some(object) = object else { return resolved(value) };
    let each = |item: &Value| setting(item, Some(object), resolved);
    match &value.kind {
        Kind::Map(entries) => {
            Value { kind: Kind::Map(Arc::new(settings(entries, Some(object), resolved))), ..value.clone() }
        }
        Kind::List(items) => Value { kind: Kind::List(Arc::new(items.iter().map(each).collect())), ..value.clone() },
        Kind::OneOf(items) => Value::one_of(items.iter().map(each), value.span),
        _ => resolved(value),
    }
}

/// The attribute of that name. Pulumi puts the names of lists into the plural; CDKTF writes `selfAttribute` where a name is
/// taken.
pub(super) fn member_called(object: Object, name: &str) -> Option<Member> {
    let singular = || name.strip_suffix('s').and_then(|singular| object.member_called(singular));
    let untaken = || name.strip_suffix("Attribute").or_else(|| name.strip_suffix("_attribute"));
    let found = object.member_called(name).or_else(|| singular().filter(|member| member.lists > 0));
    found.or_else(|| object.member_called(untaken()?))
}

/// The members between what a call gave and a symbol: `certificate.options.0`.
pub(super) fn member_path(symbol: &Symbol) -> String {
    match symbol {
        Symbol::External(_) | Symbol::Result(_) => String::new(),
        Symbol::Member(inner, name) => dotted(member_path(inner), name),
        Symbol::Element(inner, index) => dotted(member_path(inner), &index.as_text().unwrap_or_else(|| "*".to_owned())),
    }
}

/// A path with another part behind it.
pub(super) fn dotted(mut path: String, name: &str) -> String {
    if !path.is_empty() && !name.is_empty() {
        path.push('.');
    }
    path.push_str(name);
    path
}

/// `hashKey` as `hash_key`.
pub(super) fn snake_case(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            if !snake.is_empty() {
                snake.push('_');
            }
            snake.push(letter.to_ascii_lowercase());
        } else {
            snake.push(letter);
        }
    }
    snake
}
