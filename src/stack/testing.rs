//! Building resources in tests: values are written as the JSON that `program::json::plain` gives.

use serde_json::Value as Json;

use super::model::{Origin, Resource};
use crate::program::value::{Kind, Map, Reason, Reference, Value};

/// The value of a JSON text.
pub(crate) fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::null(),
        Json::Bool(truth) => Value::bool(*truth, None),
        Json::Number(number) => Value::number(number.as_f64().unwrap(), None),
        Json::String(text) => Value::text(text.as_str(), None),
        Json::Array(items) => Value::list(items.iter().map(value).collect(), None),
        Json::Object(entries) => match entries.iter().next() {
            Some((key, Json::String(address))) if key == "Ref" => reference(address, None),
            Some((key, Json::Array(parts))) if key == "Fn::GetAtt" => {
                reference(parts[0].as_str().unwrap(), parts[1].as_str())
            }
            Some((key, Json::Array(parts))) if key == "Fn::Join" => {
                Value::join(parts[1].as_array().unwrap().iter().map(value), None)
            }
            Some((key, Json::Array(values))) if key == "OneOf" => Value::one_of(values.iter().map(value), None),
            Some((key, Json::String(name))) if key == "Unknown" => {
                Value::unknown(Reason::Input(name.as_str().into()), None)
            }
            _ => Value::map(map(json), None),
        },
    }
}

/// The entries of a JSON object.
pub(crate) fn map(json: &Json) -> Map {
    let entries = json.as_object().unwrap();
    entries.iter().map(|(name, entry)| (name.as_str().into(), value(entry))).collect()
}

fn reference(address: &str, attribute: Option<&str>) -> Value {
    Value::new(Kind::Reference(Reference { address: address.into(), attribute: attribute.map(Into::into) }), None)
}

/// A declared resource.
pub(crate) fn resource(address: &str, kind: &str, properties: &Json) -> Resource {
    Resource {
        kind: kind.into(),
        address: address.into(),
        declared_as: kind.into(),
        declaration: 0,
        count: Some(1),
        origin: Origin::Declared,
        conditional: false,
        properties: map(properties),
        spans: Vec::new(),
        folded: Vec::new(),
    }
}
