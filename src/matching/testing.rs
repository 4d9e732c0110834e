//! Stacks for tests, written as JSON in the words of the JSON contract.

use std::sync::Arc;

use serde_json::Value as Json;

use crate::program::value::{Kind, Map, Reason, Reference, Value};
use crate::source::Span;
use crate::stack::{Declaration, Link, LinkKind, Origin, Resource, Stack, Tool};

/// A value from its JSON: `{"Ref": a}`, `{"Fn::GetAtt": [a, b]}`, `{"Unknown": why}`, `{"OneOf": […]}`, `{"Fn::Join": ["", […]]}`.
pub(crate) fn value(json: &Json) -> Value {
    let only = json.as_object().filter(|entries| entries.len() == 1).and_then(|entries| entries.iter().next());
    let reference = |address: &str, attribute: Option<&str>| {
        Value::new(Kind::Reference(Reference { address: address.into(), attribute: attribute.map(Into::into) }), None)
    };
    match (json, only.map(|(key, inner)| (key.as_str(), inner))) {
        (_, Some(("Ref", Json::String(address)))) => reference(address, None),
        (_, Some(("Fn::GetAtt", inner))) => reference(inner[0].as_str().unwrap(), inner[1].as_str()),
        (_, Some(("Unknown", Json::String(why)))) => Value::unknown(Reason::Input(why.as_str().into()), None),
        (_, Some(("OneOf", Json::Array(values)))) => Value::one_of(values.iter().map(value), None),
        (_, Some(("Fn::Join", inner))) => Value::join(inner[1].as_array().unwrap().iter().map(value), None),
        (Json::Null, _) => Value::null(),
        (Json::Bool(truth), _) => Value::bool(*truth, None),
        (Json::Number(number), _) => Value::number(number.as_f64().unwrap(), None),
        (Json::String(text), _) => Value::text(text.as_str(), None),
        (Json::Array(items), _) => Value::list(items.iter().map(value).collect(), None),
        (Json::Object(_), _) => Value::map(entries(json), None),
    }
}

fn entries(json: &Json) -> Map {
    json.as_object().unwrap().iter().map(|(key, inner)| (Arc::from(key.as_str()), value(inner))).collect()
}

/// A resource of that type and address with properties as JSON text.
pub(crate) fn resource(kind: &str, address: &str, properties: &str) -> Resource {
    Resource {
        kind: kind.into(),
        address: address.into(),
        declared_as: kind.into(),
        declaration: 0,
        count: Some(1),
        origin: Origin::Declared,
        conditional: false,
        properties: entries(&serde_json::from_str(properties).unwrap()),
        spans: Vec::new(),
        folded: Vec::new(),
    }
}

/// A stack of resources, each of a declaration of its own; instances `a[0]`, `a[1]` share one. Each stands on a line of its own,
/// and is linked with what its properties refer to.
pub(crate) fn stack(resources: &[(&str, &str, &str)]) -> Stack {
    let mut stack = Stack::default();
    stack.tooling.tool = Tool::CloudFormation;
    for (at, (kind, address, properties)) in (0..).zip(resources) {
        let name = address.split('[').next().unwrap();
        let known = stack.declarations.iter().position(|declaration| &*declaration.address == name);
        let span = Span { file: 0, start: at * 2, end: at * 2 + 1 };
        let declaration = known.unwrap_or_else(|| {
            stack.declarations.push(Declaration {
                declared_as: (*kind).into(),
                address: name.into(),
                count: Some(1),
                span,
                tool: Tool::CloudFormation,
            });
            stack.declarations.len() - 1
        });
        let made = Resource { declaration, spans: vec![span], ..resource(kind, address, properties) };
        for value in made.properties.values() {
            value.references(&mut |reference| {
                let (from, to) = (Arc::clone(&made.address), Arc::clone(&reference.address));
                stack.links.push(Link { from, to, kind: LinkKind::Reference });
            });
        }
        stack.resources.push(made);
    }
    stack
}
