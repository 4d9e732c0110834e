//! A stack as a CloudFormation template, whatever it is written in.
//!
//! What is not known is a parameter; what a template cannot say is left out. The template's metadata says so of each.

mod names;
mod references;
#[cfg(test)]
mod tests;
mod values;
mod yaml;

use std::collections::HashMap;

use indexmap::IndexMap;
use serde_json::{Map as JsonMap, Value as Json, json};

use crate::catalog::schema;
use crate::program::value::{Kind, Map, Reference, Value};
use crate::stack::{Resource, Stack, Unfolded, unfolded};
use names::LogicalIds;
use values::{Place, Writer, addresses};

/// What a resource of a template has beside its properties.
const ATTRIBUTES: &[&str] = &["CreationPolicy", "DeletionPolicy", "UpdatePolicy", "UpdateReplacePolicy"];

/// The template as JSON, with a final newline.
#[must_use]
pub fn json(stack: &Stack) -> String {
    super::json::pretty(&document(stack))
}

/// The template as YAML.
#[must_use]
pub fn yaml(stack: &Stack) -> String {
    yaml::text(&document(stack))
}

/// The template.
#[must_use]
pub fn document(stack: &Stack) -> Json {
    let mut writer = Writer {
        resources: HashMap::new(),
        ids: LogicalIds::default(),
        parameters: IndexMap::new(),
        notes: Vec::new(),
    };
    let mut written = Vec::new();
    for resource in &stack.resources {
        if schema::cloudformation(&resource.kind).is_none() {
            writer.note(format!(
                "{} ({}) is left out: CloudFormation has no such resource",
                resource.address, resource.kind
            ));
            continue;
        }
        let id = writer.ids.add(&resource.address);
        for address in addresses(resource) {
            writer.resources.entry(address).or_insert_with(|| (resource, id.clone()));
        }
        written.push((resource, id));
    }
    let mut resources = JsonMap::new();
    for (resource, id) in &written {
        write(resource, id, &mut writer, &mut resources);
    }
    let outputs = outputs(stack, &mut writer);
    let is_serverless = written.iter().any(|(resource, _)| resource.kind.starts_with("AWS::Serverless::"));
    let mut document = JsonMap::new();
    document.insert("AWSTemplateFormatVersion".to_owned(), json!("2010-09-09"));
    if is_serverless {
        document.insert("Transform".to_owned(), json!("AWS::Serverless-2016-10-31"));
    }
    let sections = [
        ("Metadata", notes(&writer.notes)),
        ("Parameters", writer.parameters.into_values().collect()),
        ("Resources", resources),
        ("Outputs", outputs),
    ];
    for (name, section) in sections {
        if !section.is_empty() {
            document.insert(name.to_owned(), Json::Object(section));
        }
    }
    Json::Object(document)
}

fn notes(notes: &[String]) -> JsonMap<String, Json> {
    if notes.is_empty() {
        JsonMap::new()
    } else {
        JsonMap::from_iter([("gapdiff".to_owned(), json!({ "Notes": notes }))])
    }
}

/// Writes a resource, and the satellites that CloudFormation needs for some of its settings.
fn write(resource: &Resource, id: &str, writer: &mut Writer<'_>, resources: &mut JsonMap<String, Json>) {
    let Some(schema) = schema::cloudformation(&resource.kind) else { return };
    if resource.conditional {
        writer.note(format!("{} exists only under a condition that the answer does not settle", resource.address));
    }
    match resource.count {
        Some(1) => {}
        Some(count) => writer.note(format!("{} stands for {count} of its kind", resource.address)),
        None => writer.note(format!("how many {} stands for is not known", resource.address)),
    }
    let (mut own, mut satellites) = (Map::new(), IndexMap::<&str, (Unfolded, Map)>::new());
    let mut element_satellites = Vec::new();
    let mut written = JsonMap::from_iter([("Type".to_owned(), json!(&*resource.kind))]);
    for (name, value) in &resource.properties {
        let outer = Place { member: None, path: &resource.address, depth: 0 };
        if &**name == "DependsOn" {
            let others = depends_on(value, writer);
            written.extend((!others.is_empty()).then(|| (name.to_string(), json!(others))));
        } else if ATTRIBUTES.contains(&&**name) {
            written.extend(writer.value(value, outer).map(|value| (name.to_string(), value)));
        } else if schema.member(name).is_some() {
            let (apart, rest) = apart(&resource.kind, name, value);
            element_satellites.extend(apart);
            own.extend(rest.map(|rest| (name.clone(), rest)));
        } else {
            match unfolded(&resource.kind, name) {
                Some(satellite) if satellite.is_list => {
                    let elements = value.as_list().unwrap_or_default();
                    element_satellites.extend(elements.iter().map(|element| (satellite, element.clone())));
                }
                Some(satellite) => {
                    let (_, settings) = satellites.entry(satellite.kind).or_insert((satellite, Map::new()));
                    settings.insert(name.clone(), value.clone());
                }
                None => {
                    writer
                        .note(format!("{}.{name} is left out: CloudFormation has no such property", resource.address));
                }
            }
        }
    }
    let properties = writer.object(&own, schema, Place { member: None, path: &resource.address, depth: 0 });
    if properties.as_object().is_some_and(|properties| !properties.is_empty()) {
        written.insert("Properties".to_owned(), properties);
    }
    resources.insert(id.to_owned(), Json::Object(written));
    for (satellite, settings) in satellites.into_values() {
        write_satellite(satellite, settings, resource, id, writer, resources);
    }
    for (satellite, element) in element_satellites {
        let settings = match satellite.setting {
            Some(setting) => Map::from_iter([(setting.into(), element)]),
            None => element.as_map().cloned().unwrap_or_default(),
        };
        write_satellite(satellite, settings, resource, id, writer, resources);
    }
}

/// The elements of a setting that are written as satellites, and what stays: what names another resource (a rule another group, a
/// policy what it allows) stands apart, so that two that name each other are no circle.
fn apart(kind: &str, name: &str, value: &Value) -> (Vec<(Unfolded, Value)>, Option<Value>) {
    let satellite = unfolded(kind, name).filter(|satellite| satellite.is_list && satellite.setting.is_none());
    let (Some(satellite), Some(elements)) = (satellite, value.as_list()) else {
        return (Vec::new(), Some(value.clone()));
    };
    let names_another = |element: &&Value| {
        let mut found = false;
        element.references(&mut |_| found = true);
        found && element.as_map().is_some()
    };
    let (others, rest): (Vec<&Value>, Vec<&Value>) = elements.iter().partition(names_another);
    let rest =
        (!rest.is_empty() || others.is_empty()).then(|| Value::list(rest.into_iter().cloned().collect(), value.span));
    (others.into_iter().map(|element| (satellite, element.clone())).collect(), rest)
}

/// Writes what stands in an owner as the resource that CloudFormation has for it.
fn write_satellite(
    satellite: Unfolded,
    mut settings: Map,
    owner: &Resource,
    owner_id: &str,
    writer: &mut Writer<'_>,
    resources: &mut JsonMap<String, Json>,
) {
    let Some(schema) = schema::cloudformation(satellite.kind) else { return };
    let last = satellite.kind.rsplit("::").next().unwrap_or_default();
    let attribute = schema.member(satellite.owner).filter(|_| satellite.owner == "AllocationId").map(|_| "id".into());
    let reference = Reference { address: owner.address.clone(), attribute };
    settings.insert(satellite.owner.into(), Value::new(Kind::Reference(reference), owner.span()));
    let id = writer.ids.add(&format!("{owner_id}{last}"));
    let path = format!("{}.{last}", owner.address);
    let properties = writer.object(&settings, schema, Place { member: None, path: &path, depth: 0 });
    resources.insert(id, json!({ "Type": satellite.kind, "Properties": properties }));
}

/// The logical ids of the resources that a value names.
fn depends_on(value: &Value, writer: &Writer<'_>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    value.references(&mut |reference| {
        if let Some((_, id)) = writer.resources.get(&*reference.address)
            && !found.contains(id)
        {
            found.push(id.clone());
        }
    });
    found
}

/// The outputs whose values a template can say.
fn outputs(stack: &Stack, writer: &mut Writer<'_>) -> JsonMap<String, Json> {
    let mut ids = LogicalIds::default();
    let mut outputs = JsonMap::new();
    for output in &stack.outputs {
        let is_single = matches!(
            output.value.kind,
            Kind::Bool(_) | Kind::Number(_) | Kind::Text(_) | Kind::Join(_) | Kind::Reference(_)
        );
        let path = format!("output {}", output.name);
        let place = Place { member: None, path: &path, depth: 0 };
        match writer.value(&output.value, place).filter(|_| is_single) {
            Some(value) => {
                outputs.insert(ids.add(&output.name), json!({ "Value": value }));
            }
            None => writer.note(format!("{path} is left out: it is no single value")),
        }
    }
    outputs
}
