//! How a value changes on its way from an attribute to a property: the conversions of `grammars/terraform/attributes.tsv`.

use std::sync::Arc;

use crate::program::value::{Kind, Map, Value};

/// A conversion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Conversion {
    /// The value stays as it is.
    None,
    /// Known values have other words; pairs `old=new`, separated by blanks.
    Values(&'static str),
    /// One more element of a list: a fixed entry, and the value under that name.
    Item(&'static str, &'static str),
    /// Each value becomes an element with that name for it.
    Items(&'static str),
    /// A map becomes a list, with those names for key and value.
    Pairs(&'static str, &'static str),
    /// Blocks become a map, from that attribute of theirs to that other.
    Map(&'static str, &'static str),
    /// The element around it is repeated for each value.
    Each,
    /// The element around it is repeated for the resource itself, when the value is true.
    Itself,
    /// The object around it gets a fixed entry too.
    With(&'static str),
    /// A path and a method, joined by a slash, of which the property gets the path.
    Method,
    /// The property is one that the common model adds.
    Added,
    /// Other attributes say the same.
    Drop,
}

impl Conversion {
    /// Reads a conversion; one that is not known is none.
    pub(super) fn read(text: &'static str) -> Self {
        let (name, rest) = text.split_once(' ').unwrap_or((text, ""));
        let (first, second) = rest.split_once(' ').unwrap_or((rest, ""));
        match name {
            "values" => Self::Values(rest),
            "item" => Self::Item(first, second),
            "items" => Self::Items(rest),
            "pairs" => Self::Pairs(first, second),
            "map" => Self::Map(first, second),
            "each" => Self::Each,
            "itself" => Self::Itself,
            "with" => Self::With(rest),
            "method" => Self::Method,
            "added" => Self::Added,
            "drop" => Self::Drop,
            _ => Self::None,
        }
    }

    /// What the value becomes. What is not known stays so.
    pub(super) fn apply(self, value: Value) -> Value {
        if let Kind::OneOf(values) = &value.kind {
            return Value::one_of(values.iter().map(|value| self.apply(value.clone())), value.span);
        }
        match self {
            Self::Values(pairs) => renamed(value, pairs),
            Self::Item(entry, name) => {
                let (key, fixed) = fixed_entry(entry);
                let element = Map::from_iter([(key, fixed), (name.into(), value.clone())]);
                Value::list(vec![Value::map(element, value.span)], value.span)
            }
            Self::Items(name) => match &value.kind {
                Kind::List(items) => {
                    let items = items.iter().map(|item| single(name, item.clone())).collect();
                    Value { kind: Kind::List(Arc::new(items)), ..value }
                }
                Kind::Text(_) | Kind::Reference(_) | Kind::Join(_) => {
                    Value::list(vec![single(name, value.clone())], value.span)
                }
                _ => value,
            },
            Self::Pairs(key, held) => match &value.kind {
                Kind::Map(entries) => {
                    let pairs = entries.iter().map(|(name, entry)| {
                        let pair =
                            [(key.into(), Value::text(Arc::clone(name), entry.span)), (held.into(), entry.clone())];
                        Value::map(Map::from_iter(pair), entry.span)
                    });
                    Value::list(pairs.collect(), value.span)
                }
                _ => value,
            },
            Self::Map(key, held) => match mapped(&value, key, held) {
                Some(entries) => Value::map(entries, value.span),
                None => value,
            },
            _ => value,
        }
    }
}

/// The entry that a conversion adds: `Key=access_logs.s3.bucket`.
pub(super) fn fixed_entry(entry: &'static str) -> (Arc<str>, Value) {
    let (key, fixed) = entry.split_once('=').unwrap_or((entry, ""));
    (key.into(), Value::text(fixed, None))
}

fn single(path: &str, value: Value) -> Value {
    let span = value.span;
    Value::map(nested(path, value), span)
}

/// A map that has the value at a dotted path.
pub(super) fn nested(path: &str, value: Value) -> Map {
    let span = value.span;
    let mut steps = path.rsplit('.');
    let last = Map::from_iter([(steps.next().unwrap_or_default().into(), value)]);
    steps.fold(last, |inner, step| Map::from_iter([(step.into(), Value::map(inner, span))]))
}

fn renamed(value: Value, pairs: &'static str) -> Value {
    let Some(text) = value.as_text() else { return value };
    let mut pairs = pairs.split(' ').filter_map(|pair| pair.split_once('='));
    match pairs.find(|(old, _)| *old == text) {
        Some((_, new)) => Value { kind: Kind::Text(new.into()), ..value },
        None => value,
    }
}

fn mapped(blocks: &Value, key: &str, held: &str) -> Option<Map> {
    blocks.as_list()?.iter().map(|block| Some((block.get(key)?.as_text()?.into(), block.get(held)?.clone()))).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::program::json::plain;
    use crate::stack::testing::value;

    #[allow(clippy::needless_pass_by_value, reason = "literals read better without `&`")]
    fn check(conversion: &'static str, before: Json, after: Json) {
        assert_eq!(plain(&Conversion::read(conversion).apply(value(&before))), after, "{conversion}: {before}");
    }

    #[test]
    fn converts() {
        check("values true=internal false=internet-facing", json!(true), json!("internal"));
        check("values true=internal false=internet-facing", json!("false"), json!("internet-facing"));
        check("values true=internal", json!(false), json!(false));
        check("values true=internal", json!({ "Ref": "x" }), json!({ "Ref": "x" }));
        check("item Key=a.b Value", json!(60), json!([{ "Key": "a.b", "Value": 60 }]));
        check("items Type", json!(["api", "audit"]), json!([{ "Type": "api" }, { "Type": "audit" }]));
        check("items Group.Arn", json!("a"), json!([{ "Group": { "Arn": "a" } }]));
        check("pairs Name Value", json!({ "a": "b" }), json!([{ "Name": "a", "Value": "b" }]));
        check("pairs Name Value", json!({ "Unknown": "x" }), json!({ "Unknown": "input x has no default" }));
        check("map name value", json!([{ "name": "a", "value": 1, "other": 2 }]), json!({ "a": 1 }));
        check("map name value", json!([{ "name": { "Ref": "x" } }]), json!([{ "name": { "Ref": "x" } }]));
        check("", json!([1]), json!([1]));
    }

    #[test]
    fn converts_each_alternative() {
        let either = Value::one_of([Value::bool(true, None), Value::bool(false, None)], None);
        let converted = Conversion::read("values true=on false=off").apply(either);
        assert_eq!(plain(&converted), json!({ "OneOf": ["on", "off"] }));
    }
}
