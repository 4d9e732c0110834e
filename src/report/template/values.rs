//! Values of the common model as a template has them.

use std::collections::HashMap;
use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::{Map as JsonMap, Value as Json, json};

use super::names::{LogicalIds, capitalised};
use super::references;
use crate::catalog::schema::{Holds, Member, Object};
use crate::program::expression::UNKNOWN_REST;
use crate::program::json;
use crate::program::value::{Kind, Map, Reason, Reference, Value};
use crate::stack::Resource;

/// How deep values may be nested. Chosen because no schema is deeper; what is deeper is left out.
const DEEPEST: usize = 60;

/// A template being written.
pub(super) struct Writer<'a> {
    /// The resources that are written, by the addresses by which others name them, with their logical ids.
    pub(super) resources: HashMap<&'a str, (&'a Resource, String)>,
    pub(super) ids: LogicalIds,
    /// Parameters for what is not known, by what they stand for and their type, with their logical ids.
    pub(super) parameters: IndexMap<(String, &'static str), (String, Json)>,
    /// What was left out or chosen, and why.
    pub(super) notes: Vec<String>,
}

/// Where a value is written to.
#[derive(Clone, Copy)]
pub(super) struct Place<'p> {
    /// The property that it is, if a schema tells.
    pub(super) member: Option<Member>,
    /// For people: `orders.KeySchema`.
    pub(super) path: &'p str,
    pub(super) depth: usize,
}

impl<'a> Writer<'a> {
    /// The settings of an object of a schema; those that it does not have are left out with a note.
    pub(super) fn object(&mut self, settings: &Map, schema: Object, place: Place<'_>) -> Json {
        let mut written = JsonMap::new();
        for (name, value) in settings.iter().filter(|(name, _)| &***name != UNKNOWN_REST) {
            let path = format!("{}.{name}", place.path);
            match schema.member(name) {
                Some(member) if member.computed => {}
                Some(member) => {
                    let place = Place { member: Some(member), path: &path, depth: place.depth + 1 };
                    written.extend(self.value(value, place).map(|value| (name.to_string(), value)));
                }
                None => self.note(format!("{path} is left out: CloudFormation has no such property")),
            }
        }
        self.add_required(schema, place.path, &mut written);
        Json::Object(written)
    }

    /// Adds what CloudFormation needs and other tools make up: names, descriptions, ids in lists.
    fn add_required(&mut self, schema: Object, path: &str, written: &mut JsonMap<String, Json>) {
        let is_made_up = |name: &str| name == "Id" || name == "PolicyName" || name.ends_with("Description");
        for member in schema.members().filter(|member| member.required && is_made_up(member.name)) {
            if is_text(Some(member)) && !written.contains_key(member.name) {
                self.note(format!("{path}.{} is made up: CloudFormation needs one", member.name));
                written.insert(member.name.to_owned(), Json::String(capitalised(path)));
            }
        }
    }

    /// A value; `None` when it is left out.
    pub(super) fn value(&mut self, value: &Value, place: Place<'_>) -> Option<Json> {
        if place.depth > DEEPEST {
            self.note(format!("{} is left out: it is nested too deep", place.path));
            return None;
        }
        match &value.kind {
            Kind::Null => None,
            Kind::OneOf(values) => self.choice(values, place),
            Kind::Unknown(reason) => self.unknown(reason, place),
            Kind::Symbol(_) | Kind::Object(_) => {
                self.unknown(&Reason::Unsupported("a value of the program".into()), place)
            }
            Kind::Reference(reference) => self.reference(reference, place),
            Kind::Join(parts) => {
                let text = Place { member: None, depth: place.depth + 1, ..place };
                let parts = parts.iter().filter_map(|part| self.value(part, text)).collect::<Vec<_>>();
                Some(json!({ "Fn::Join": ["", parts] }))
            }
            Kind::Map(entries) if place.member.is_some_and(is_tags) => Some(self.tags(entries, place)),
            Kind::Map(_) | Kind::List(_) | Kind::Json(_) if is_text(place.member) => Some(self.document(value, place)),
            Kind::Json(inner) => self.value(inner, place),
            Kind::Map(entries) => Some(self.map(entries, place)),
            Kind::List(items) => {
                let item = Place { member: place.member.map(element), depth: place.depth + 1, ..place };
                Some(Json::Array(items.iter().filter_map(|value| self.value(value, item)).collect()))
            }
            Kind::Bool(_) | Kind::Number(_) | Kind::Text(_) => Some(json::plain(value)),
        }
    }

    fn map(&mut self, entries: &Map, place: Place<'_>) -> Json {
        let object = place.member.filter(|member| !member.is_map).and_then(Member::object);
        if let Some(schema) = object {
            return self.object(entries, schema, place);
        }
        let member = place.member.map(|mut member| {
            member.is_map = false;
            member
        });
        let inner = Place { member, depth: place.depth + 1, ..place };
        let known = entries.iter().filter(|(name, _)| &***name != UNKNOWN_REST);
        Json::Object(known.filter_map(|(name, value)| Some((name.to_string(), self.value(value, inner)?))).collect())
    }

    fn tags(&mut self, tags: &Map, place: Place<'_>) -> Json {
        let inner = Place { member: None, depth: place.depth + 1, ..place };
        let tag = place.member.and_then(Member::object);
        let propagates = tag.is_some_and(|tag| tag.member("PropagateAtLaunch").is_some_and(|member| member.required));
        let known = tags.iter().filter(|(name, _)| &***name != UNKNOWN_REST);
        let tags = known.filter_map(|(key, value)| {
            let mut tag = json!({ "Key": &**key, "Value": self.value(value, inner)? });
            if propagates {
                tag["PropagateAtLaunch"] = json!(true);
            }
            Some(tag)
        });
        Json::Array(tags.collect())
    }

    /// A document as the text that a property takes: with what is not written out in it, a join.
    fn document(&mut self, value: &Value, place: Place<'_>) -> Json {
        let inner = Place { member: None, depth: place.depth + 1, ..place };
        let document = self.value(
            match &value.kind {
                Kind::Json(inner) => inner,
                _ => value,
            },
            inner,
        );
        let mut parts = vec![String::new().into()];
        encode(&document.unwrap_or_default(), &mut parts);
        match parts.as_slice() {
            [only @ Json::String(_)] => only.clone(),
            _ => json!({ "Fn::Join": ["", parts] }),
        }
    }

    /// A reference to a resource: what CloudFormation has for its attribute, or what the resource says of itself.
    fn reference(&mut self, reference: &Reference, place: Place<'_>) -> Option<Json> {
        let attribute = reference.attribute.as_deref();
        if let Some((resource, id)) = self.resources.get(&*reference.address) {
            match references::meaning(resource, attribute) {
                references::Meaning::Resource => return Some(json!({ "Ref": id })),
                references::Meaning::Attribute(name) => return Some(json!({ "Fn::GetAtt": [id, name] })),
                references::Meaning::List(name) => {
                    let list = json!({ "Fn::GetAtt": [id, name] });
                    let is_list = place.member.is_some_and(|member| member.lists > 0);
                    return Some(if is_list { list } else { json!({ "Fn::Join": [",", list] }) });
                }
                references::Meaning::Setting(value) => {
                    let value = value.clone();
                    return self.value(&value, Place { depth: place.depth + 1, ..place });
                }
                references::Meaning::Unknown => {}
            }
        }
        let attribute = attribute.map(|name| format!(".{name}")).unwrap_or_default();
        self.unknown(&Reason::Computed(format!("{}{attribute}", reference.address).into()), place)
    }

    /// One of several: scalars to choose from are a parameter, of anything else the first is taken.
    fn choice(&mut self, values: &[Value], place: Place<'_>) -> Option<Json> {
        let texts: Option<Vec<String>> = values.iter().map(Value::as_text).collect();
        let first = values.iter().find(|value| !value.is_null())?;
        match texts {
            Some(texts) if place.member.is_none_or(|member| member.lists == 0) => {
                let parameter = json!({
                    "Type": "String",
                    "Description": "What the answer decides by a condition that it does not settle",
                    "AllowedValues": texts,
                    "Default": texts.first(),
                });
                Some(self.parameter(place.path.to_owned(), "String", &parameter))
            }
            _ => {
                self.note(format!("{} is one of {}: the first is written", place.path, values.len()));
                self.value(first, Place { depth: place.depth + 1, ..place })
            }
        }
    }

    /// What is not known is a pseudo parameter, a parameter, or left out where neither can stand.
    fn unknown(&mut self, reason: &Reason, place: Place<'_>) -> Option<Json> {
        let subject = reason.subject().unwrap_or(place.path);
        if let Some(pseudo) = references::pseudo_parameter(subject) {
            return Some(json!({ "Ref": pseudo }));
        }
        let kind = match place.member {
            None => "String",
            Some(member) => match (member.lists, member.holds) {
                (_, Holds::Object | Holds::Anything) => {
                    self.note(format!("{} is left out: {reason}", place.path));
                    return None;
                }
                (0, Holds::Whole | Holds::Number) => "Number",
                (0, _) if member.is_map => {
                    self.note(format!("{} is left out: {reason}", place.path));
                    return None;
                }
                (0, _) => "String",
                _ => "CommaDelimitedList",
            },
        };
        let mut parameter = json!({ "Type": kind, "Description": reason.to_string() });
        if place.member.is_some_and(|member| member.holds == Holds::Bool) {
            parameter["AllowedValues"] = json!(["true", "false"]);
        }
        Some(self.parameter(subject.to_owned(), kind, &parameter))
    }

    /// A reference to the parameter for something, which is declared where it is first needed.
    fn parameter(&mut self, subject: String, kind: &'static str, parameter: &Json) -> Json {
        let ids = &mut self.ids;
        let (id, _) = self
            .parameters
            .entry((subject, kind))
            .or_insert_with_key(|(subject, _)| (ids.add(subject), parameter.clone()));
        json!({ "Ref": id })
    }

    pub(super) fn note(&mut self, note: String) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }
}

/// Whether a property takes tags as a list of keys and values.
fn is_tags(member: Member) -> bool {
    let is_tag = |object: Object| object.member("Key").is_some() && object.member("Value").is_some();
    member.lists == 1 && member.name.ends_with("Tags") && member.object().is_some_and(is_tag)
}

/// Whether a property takes a single text.
fn is_text(member: Option<Member>) -> bool {
    member.is_some_and(|member| member.holds == Holds::Text && member.lists == 0 && !member.is_map)
}

/// What an element of a list is.
fn element(mut member: Member) -> Member {
    member.lists = member.lists.saturating_sub(1);
    member
}

/// Writes a JSON value as text into parts, of which those that are functions stay values.
fn encode(value: &Json, parts: &mut Vec<Json>) {
    match value {
        Json::Object(entries) if is_function(entries) => {
            push("\"", parts);
            parts.push(value.clone());
            parts.push(Json::String("\"".to_owned()));
        }
        Json::Object(entries) => {
            push("{", parts);
            for (index, (name, entry)) in entries.iter().enumerate() {
                push(&format!("{}{}:", if index > 0 { "," } else { "" }, json!(name)), parts);
                encode(entry, parts);
            }
            push("}", parts);
        }
        Json::Array(items) => {
            push("[", parts);
            for (index, item) in items.iter().enumerate() {
                push(if index > 0 { "," } else { "" }, parts);
                encode(item, parts);
            }
            push("]", parts);
        }
        scalar => push(&scalar.to_string(), parts),
    }
}

fn is_function(entries: &JsonMap<String, Json>) -> bool {
    entries.len() == 1 && entries.keys().all(|name| name == "Ref" || name.starts_with("Fn::"))
}

/// Adds text to the last part, or as a new one behind a function.
fn push(text: &str, parts: &mut Vec<Json>) {
    match parts.last_mut() {
        Some(Json::String(last)) => last.push_str(text),
        _ => parts.push(Json::String(text.to_owned())),
    }
}

/// The addresses by which a resource is named: its own, and those of what folded into it.
pub(super) fn addresses(resource: &Resource) -> impl Iterator<Item = &str> {
    std::iter::once(&resource.address).chain(&resource.folded).map(|address: &Arc<str>| &**address)
}
