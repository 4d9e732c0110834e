//! Templates of the tables, filled with what the program gives.

use std::sync::Arc;

use serde_json::Value as Json;

use super::values::Values;
use crate::program::value::{Kind, Map, Provenance, Reason, Reference, Value};
use crate::source::Span;

/// What fills templates: which address a place has, and what the arguments are that they name.
pub(super) struct Filler<'a> {
    pub(super) values: &'a Values<'a>,
    pub(super) span: Span,
    /// The address of the resource at a place.
    pub(super) address_of: &'a dyn Fn(&str) -> Option<Arc<str>>,
    /// The argument of that name.
    pub(super) argument: &'a dyn Fn(&str) -> Option<Value>,
}

impl Filler<'_> {
    /// Settings of the tables as values.
    pub(super) fn settings(&self, json: &Json, value: &Value) -> Map {
        let Json::Object(entries) = json else { return Map::new() };
        entries.iter().map(|(key, template)| (self.text(key).into(), self.filled(template, value))).collect()
    }

    /// A template with what a value gives put in.
    pub(super) fn filled(&self, template: &Json, value: &Value) -> Value {
        let default =
            |kind| Value { kind, provenance: Provenance::ProviderDefault, span: value.span.or(Some(self.span)) };
        match template {
            Json::Null => default(Kind::Null),
            Json::Bool(truth) => default(Kind::Bool(*truth)),
            Json::Number(number) => default(Kind::Number(number.as_f64().unwrap_or_default())),
            Json::String(text) => {
                self.filled_text(text, value).unwrap_or_else(|| default(Kind::Text(text.as_str().into())))
            }
            Json::Array(templates) => {
                let each = match (templates.as_slice(), &value.kind) {
                    ([one], Kind::List(items)) if has_placeholder(one) => {
                        items.iter().map(|item| self.filled(one, item)).collect()
                    }
                    _ => templates.iter().map(|template| self.filled(template, value)).collect(),
                };
                default(Kind::List(Arc::new(each)))
            }
            Json::Object(entries) => match entries.iter().next() {
                Some((key, Json::String(place))) if key == "Ref" => self.reference(place, None),
                Some((key, Json::Array(parts))) if key == "Fn::GetAtt" => match parts.as_slice() {
                    [Json::String(place), Json::String(name)] => self.reference(place, Some(name)),
                    _ => default(Kind::Unknown(Reason::Unsupported("Fn::GetAtt".into()))),
                },
                Some((key, Json::Array(parts))) if key == "Fn::Join" => match parts.as_slice() {
                    [Json::String(_), Json::Array(parts)] => {
                        let joined = Value::join(parts.iter().map(|part| self.filled(part, value)), self.span);
                        Value { provenance: Provenance::ProviderDefault, ..joined }
                    }
                    _ => default(Kind::Unknown(Reason::Unsupported("Fn::Join".into()))),
                },
                Some((key, _)) if key.starts_with("Fn::") => {
                    default(Kind::Unknown(Reason::Unsupported(key.as_str().into())))
                }
                _ => default(Kind::Map(Arc::new(self.settings(template, value)))),
            },
        }
    }

    /// A placeholder, or a text with one in it.
    fn filled_text(&self, text: &str, value: &Value) -> Option<Value> {
        let (name, argument) = text.split_once(':').unwrap_or((text, ""));
        match name {
            "$value" | "$ref" if !value.is_null() => return Some(self.values.resolved(value)),
            "$att" => return Some(self.values.attribute(value, argument)),
            "$entry" => return None,
            "$unknown" => {
                let what = self.values.title(value);
                return Some(Value::unknown(Reason::Unsupported(what.into()), value.span));
            }
            "$seconds" | "$minutes" | "$hours" | "$days" | "$milliseconds" => {
                return Some(self.values.duration(value, name));
            }
            "$mebibytes" | "$gibibytes" | "$kibibytes" => return Some(self.values.size(value, name)),
            _ => {}
        }
        if !value.is_null()
            && let Some((before, after)) = text.split_once("$value")
        {
            let resolved = self.values.resolved(value);
            if !before.is_empty() && after.is_empty() && resolved.as_text().is_some_and(|text| text.starts_with(before))
            {
                return Some(resolved);
            }
            return Some(Value::join([Value::text(before, None), resolved, Value::text(after, None)], value.span));
        }
        self.with_arguments(text)
    }

    /// A text in which arguments are named: `$name`.
    fn with_arguments(&self, text: &str) -> Option<Value> {
        let (before, rest) = text.split_once('$')?;
        let end = rest.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let value = self.values.resolved(&(self.argument)(name)?);
        // The library puts a beginning before what lacks it.
        let has_beginning = !before.is_empty() && value.as_text().is_some_and(|text| text.starts_with(before));
        if (before.is_empty() || has_beginning) && after.is_empty() {
            return Some(value);
        }
        let after = self.with_arguments(after).unwrap_or_else(|| Value::text(after, None));
        Some(Value::join([Value::text(before, None), value, after], self.span))
    }

    /// A text of a place or key with the arguments that it names, as far as they are known.
    pub(super) fn text(&self, text: &str) -> String {
        let filled = self.with_arguments(text).map(|filled| match &filled.kind {
            Kind::Join(parts) => parts.iter().map(|part| part.as_text().unwrap_or_else(|| "*".to_owned())).collect(),
            _ => filled.as_text().unwrap_or_else(|| text.to_owned()),
        });
        filled.unwrap_or_else(|| text.to_owned())
    }

    /// A value that the library itself gives.
    pub(super) fn literal(&self, kind: Kind) -> Value {
        Value { kind, provenance: Provenance::ProviderDefault, span: Some(self.span) }
    }

    /// What a value of the program stands for.
    pub(super) fn value(&self, value: &Value) -> Value {
        self.values.resolved(value)
    }

    /// The number that a value of the program is, if it is known.
    pub(super) fn number(&self, value: &Value) -> Option<f64> {
        self.values.resolved(value).as_number()
    }

    /// A reference to the resource at a place, or to something of the account.
    pub(super) fn reference(&self, place: &str, attribute: Option<&str>) -> Value {
        let kind = if place.starts_with("AWS::") {
            Kind::Unknown(Reason::Lookup(place.into()))
        } else {
            match (self.address_of)(place) {
                Some(address) => Kind::Reference(Reference { address, attribute: attribute.map(Arc::from) }),
                None => Kind::Unknown(Reason::Lookup(place.into())),
            }
        };
        self.literal(kind)
    }
}

/// Whether a template has a place for a value.
fn has_placeholder(template: &Json) -> bool {
    match template {
        Json::String(text) => text.starts_with('$') || text.contains("$value"),
        Json::Array(items) => items.iter().any(has_placeholder),
        Json::Object(entries) => entries.values().any(has_placeholder),
        _ => false,
    }
}

/// Sets what stands at a path; `[]` is the element of a list that the next index names.
pub(super) fn set_entry(settings: &mut Map, path: &[&str], to: Value, indexes: &mut dyn Iterator<Item = usize>) {
    let Some((name, rest)) = path.split_first() else { return };
    if rest.is_empty() {
        if to.is_null() {
            settings.shift_remove(*name);
        } else {
            settings.insert((*name).into(), to);
        }
        return;
    }
    let entry = settings.entry((*name).into()).or_insert_with(Value::null);
    set_inside(entry, rest, to, indexes);
}

fn set_inside(value: &mut Value, path: &[&str], to: Value, indexes: &mut dyn Iterator<Item = usize>) {
    if path == ["{}"] {
        *value = to;
        return;
    }
    let Some((&"[]", rest)) = path.split_first() else {
        if !matches!(value.kind, Kind::Map(_)) {
            *value = Value { kind: Kind::Map(Arc::new(Map::new())), provenance: to.provenance, span: to.span };
        }
        if let Kind::Map(entries) = &mut value.kind {
            set_entry(Arc::make_mut(entries), path, to, indexes);
        }
        return;
    };
    let index = indexes.next().unwrap_or(0);
    if !matches!(value.kind, Kind::List(_)) {
        *value = Value { kind: Kind::List(Arc::new(Vec::new())), provenance: to.provenance, span: to.span };
    }
    if let Kind::List(items) = &mut value.kind {
        let items = Arc::make_mut(items);
        // An index beyond the next one comes of elements that make nothing; they are passed over.
        let index = index.min(items.len());
        if index == items.len() {
            items.push(Value { kind: Kind::Map(Arc::new(Map::new())), provenance: to.provenance, span: to.span });
        }
        if let Some(item) = items.get_mut(index) {
            if rest.is_empty() { *item = to } else { set_inside(item, rest, to, indexes) }
        }
    }
}

/// Puts elements behind those of the list at a path.
pub(super) fn append_entry(settings: &mut Map, path: &[&str], elements: &Value) {
    let Some((name, rest)) = path.split_first() else { return };
    let entry = settings.entry((*name).into()).or_insert_with(Value::null);
    if !rest.is_empty() {
        if let Kind::List(items) = &mut entry.kind
            && rest.first() == Some(&"[]")
            && let Some(item) = Arc::make_mut(items).first_mut()
            && let Kind::Map(entries) = &mut item.kind
        {
            return append_entry(Arc::make_mut(entries), &rest[1..], elements);
        }
        if !matches!(entry.kind, Kind::Map(_)) {
            *entry = Value { kind: Kind::Map(Arc::new(Map::new())), ..elements.clone() };
        }
        if let Kind::Map(entries) = &mut entry.kind {
            append_entry(Arc::make_mut(entries), rest, elements);
        }
        return;
    }
    let Kind::List(more) = &elements.kind else { return };
    match &mut entry.kind {
        Kind::List(items) => Arc::make_mut(items).extend(more.iter().cloned()),
        Kind::Null => *entry = elements.clone(),
        _ => {}
    }
}
