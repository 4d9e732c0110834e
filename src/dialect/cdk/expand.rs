//! What a construct makes: its resources, their settings by themselves, and what each prop does to them. The facts are in
//! the tables of [`crate::catalog::cdk`].

use std::sync::Arc;

use serde_json::Value as Json;

use super::values::Values;
use crate::catalog::cdk::{self, Construct};
use crate::program::expression::UNKNOWN_REST;
use crate::program::value::{Kind, Map, Provenance, Reason, Reference, Value};
use crate::source::Span;

/// How deep props are followed. Chosen because the tables know three levels of structs.
const DEEPEST: usize = 6;

/// A resource that a construct makes.
#[derive(Clone, Debug)]
pub(super) struct Made {
    /// Its place below the construct.
    pub(super) place: Arc<str>,
    /// Its type.
    pub(super) kind: Arc<str>,
    /// Its settings.
    pub(super) settings: Map,
}

/// A construct at work: what it makes so far.
pub(super) struct Expansion<'a> {
    construct: Construct,
    address: &'a str,
    span: Span,
    values: &'a Values<'a>,
    pub(super) made: Vec<Made>,
}

/// What a construct makes with these props.
pub(super) fn expand(construct: Construct, address: &str, props: &Map, span: Span, values: &Values<'_>) -> Vec<Made> {
    let mut expansion = Expansion { construct, address, span, values, made: Vec::new() };
    for (place, kind) in construct.resources() {
        let settings = construct.settings(place).and_then(|text| serde_json::from_str(text).ok());
        let settings = settings.map_or_else(Map::new, |json| expansion.defaults(&json));
        expansion.made.push(Made { place: place.into(), kind: kind.into(), settings });
    }
    // What the program makes itself comes last: it takes the place of what the construct would make.
    let (given, plain): (Map, Map) = props.clone().into_iter().partition(|(_, value)| values.is_object(value));
    let mut referred = expansion.referred();
    expansion.apply(&plain, "", &mut Vec::new());
    referred.extend(expansion.referred());
    expansion.apply(&given, "", &mut Vec::new());
    expansion.drop_unused(&referred);
    expansion.made
}

/// The address of the resource at a place of a construct.
pub(super) fn address_at(construct: Construct, address: &str, place: &str) -> Arc<str> {
    if place == main_place(construct) { address.into() } else { format!("{address}/{place}").into() }
}

/// The place of the resource that a construct stands for.
pub(super) fn main_place(construct: Construct) -> &'static str {
    let places = || construct.resources().map(|(place, _)| place);
    places().find(|place| *place == cdk::OWN).or_else(|| places().last()).unwrap_or(cdk::OWN)
}

impl Expansion<'_> {
    /// What props do, those of the struct at `prefix`; `indexes` are those of the list elements on the way.
    fn apply(&mut self, props: &Map, prefix: &str, indexes: &mut Vec<usize>) {
        if prefix.split('.').count() > DEEPEST {
            return;
        }
        for (name, value) in props.iter().filter(|(name, value)| &***name != UNKNOWN_REST && !value.is_null()) {
            let value = self.values.unfolded(value);
            let path = format!("{prefix}{}", super::names::camel_case(name));
            let prop = self.construct.prop(&path);
            if let Some(prop) = prop {
                self.effects_of(prop, &value, indexes);
            }
            let path = prop.map_or(path, |prop| prop.path().to_owned());
            match &value.kind {
                Kind::Map(entries) => self.apply(entries, &format!("{path}."), indexes),
                Kind::List(items) => {
                    for (index, item) in items.iter().enumerate() {
                        if let Kind::Map(entries) = &self.values.unfolded(item).kind {
                            indexes.push(index);
                            self.apply(entries, &format!("{path}.[]."), indexes);
                            indexes.pop();
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// What one prop with that value does.
    fn effects_of(&mut self, prop: cdk::Prop, value: &Value, indexes: &[usize]) {
        if let Kind::List(items) = &value.kind
            && items.iter().any(|item| matches!(self.values.unfolded(item).kind, Kind::Map(_)))
        {
            // Each struct of a list has its own element of the list that it makes.
            for (index, item) in items.iter().enumerate() {
                let one = Value::list(vec![item.clone()], item.span);
                let effects = self.effects_for(prop, &one);
                let indexes: Vec<_> = indexes.iter().copied().chain([index]).collect();
                self.run(&effects, item, &indexes);
            }
            return;
        }
        let effects = self.effects_for(prop, value);
        self.run(&effects, value, indexes);
    }

    /// The effects of a prop for the kind of value that it is given.
    fn effects_for(&self, prop: cdk::Prop, value: &Value) -> Vec<Json> {
        let kinds = self.values.kinds(value);
        let named = prop
            .effects()
            .find(|(samples, _)| samples.split('|').any(|sample| kinds.iter().any(|kind| kind == sample)));
        // A member that was not tried, or a value that is not known: what all values have in common is that they are put in.
        let general = || prop.effects().find(|(_, effects)| effects.contains("\"$") && !effects.contains("\"add\""));
        let Some((_, effects)) = named.or_else(general) else { return Vec::new() };
        serde_json::from_str(effects).unwrap_or_default()
    }

    fn run(&mut self, effects: &[Json], value: &Value, indexes: &[usize]) {
        for effect in effects {
            let text = |key: &str| effect.get(key).and_then(Json::as_str);
            if let Some(place) = text("remove") {
                self.made.retain(|made| &*made.place != place);
            } else if let (Some(place), Some(kind)) = (text("add"), text("type")) {
                let settings = match effect.get("to") {
                    Some(Json::Object(entries)) => {
                        entries.iter().map(|(key, to)| (key.as_str().into(), self.filled(to, value))).collect()
                    }
                    _ => Map::new(),
                };
                self.made.retain(|made| &*made.place != place);
                self.made.push(Made { place: place.into(), kind: kind.into(), settings });
            } else if let (Some(place), Some(path)) = (text("set"), text("at")) {
                let to = match effect.get("to") {
                    // The entries of a map that stand for themselves.
                    Some(Json::String(text)) if text == "$entry" => self.values.resolved(value),
                    Some(to) => self.filled(to, value),
                    None => Value::null(),
                };
                if let Some(made) = self.made.iter_mut().find(|made| &*made.place == place) {
                    let segments: Vec<_> = path.split('.').collect();
                    set_entry(&mut made.settings, &segments, to, &mut indexes.iter().copied());
                }
            }
        }
    }

    /// The addresses of the resources that others of the construct refer to.
    fn referred(&self) -> Vec<Arc<str>> {
        let mut referred = Vec::new();
        for value in self.made.iter().flat_map(|made| made.settings.values()) {
            value.references(&mut |reference| referred.push(Arc::clone(&reference.address)));
        }
        referred
    }

    /// Takes away what was made to be referred to, when something that the program gives is referred to instead.
    fn drop_unused(&mut self, once_referred: &[Arc<str>]) {
        let (construct, address, main) = (self.construct, self.address, main_place(self.construct));
        loop {
            let (referred, before) = (self.referred(), self.made.len());
            self.made.retain(|made| {
                let own = address_at(construct, address, &made.place);
                &*made.place == main || !once_referred.contains(&own) || referred.contains(&own)
            });
            if self.made.len() == before {
                return;
            }
        }
    }

    /// Settings of the tables as values: what the library does by itself.
    fn defaults(&self, json: &Json) -> Map {
        let Json::Object(entries) = json else { return Map::new() };
        entries.iter().map(|(key, value)| (key.as_str().into(), self.filled(value, &Value::null()))).collect()
    }

    /// A template with what a value gives put in.
    fn filled(&self, template: &Json, value: &Value) -> Value {
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
                Some((key, Json::String(place))) if key == "Ref" => default(self.reference(place, None)),
                Some((key, Json::Array(parts))) if key == "Fn::GetAtt" => match parts.as_slice() {
                    [Json::String(place), Json::String(name)] => default(self.reference(place, Some(name))),
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
                _ => {
                    let entries = entries.iter().map(|(key, inner)| (key.as_str().into(), self.filled(inner, value)));
                    default(Kind::Map(Arc::new(entries.collect())))
                }
            },
        }
    }

    /// A placeholder, or a text with one in it.
    fn filled_text(&self, text: &str, value: &Value) -> Option<Value> {
        let (name, argument) = text.split_once(':').unwrap_or((text, ""));
        match name {
            "$value" => Some(self.values.resolved(value)),
            "$ref" => Some(self.values.resolved(value)),
            "$att" => Some(self.values.attribute(value, argument)),
            "$entry" => None,
            "$unknown" => {
                let what = self.values.title(value);
                Some(Value::unknown(Reason::Unsupported(what.into()), value.span))
            }
            "$seconds" | "$minutes" | "$hours" | "$days" | "$milliseconds" => Some(self.values.duration(value, name)),
            "$mebibytes" | "$gibibytes" | "$kibibytes" => Some(self.values.size(value, name)),
            _ => {
                let (before, after) = text.split_once("$value")?;
                let parts = [Value::text(before, None), self.values.resolved(value), Value::text(after, None)];
                Some(Value::join(parts, value.span))
            }
        }
    }

    /// A reference to a resource of the same construct, or to something of the account.
    fn reference(&self, place: &str, attribute: Option<&str>) -> Kind {
        if place.starts_with("AWS::") {
            return Kind::Unknown(Reason::Lookup(place.into()));
        }
        let address = address_at(self.construct, self.address, place);
        Kind::Reference(Reference { address, attribute: attribute.map(Arc::from) })
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
fn set_entry(settings: &mut Map, path: &[&str], to: Value, indexes: &mut dyn Iterator<Item = usize>) {
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
        if rest.is_empty() {
            items[index] = to;
        } else {
            set_inside(&mut items[index], rest, to, indexes);
        }
    }
}
