//! Values as plain JSON, in the words of the JSON contract.

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::{Value as Json, json};

use super::expression::key_text;
use super::value::{Kind, Map, Provenance, Reference, Symbol, Value, number_text};
use crate::source::Span;

/// A value as plain JSON: a reference is `{"Ref": address}` or `{"Fn::GetAtt": [address, attribute]}`, a text with parts
/// that are not known `{"Fn::Join": ["", parts]}`, one of several `{"OneOf": values}`, an unknown `{"Unknown": reason}`.
#[must_use]
pub fn plain(value: &Value) -> Json {
    match &value.kind {
        Kind::Null => Json::Null,
        Kind::Bool(truth) => json!(truth),
        Kind::Number(number) => plain_number(*number),
        Kind::Text(text) => json!(text),
        Kind::Json(inner) => plain(inner),
        Kind::List(items) => Json::Array(items.iter().map(plain).collect()),
        Kind::Map(entries) => plain_map(entries),
        Kind::Join(parts) => json!({ "Fn::Join": ["", parts.iter().map(plain).collect::<Vec<_>>()] }),
        Kind::OneOf(values) => json!({ "OneOf": values.iter().map(plain).collect::<Vec<_>>() }),
        Kind::Reference(Reference { address, attribute: None }) => json!({ "Ref": address }),
        Kind::Reference(Reference { address, attribute: Some(name) }) => json!({ "Fn::GetAtt": [address, name] }),
        Kind::Unknown(reason) => json!({ "Unknown": reason.to_string() }),
        Kind::Symbol(symbol) => json!({ "Unknown": format!("{} is not evaluated", symbol_path(symbol)) }),
        Kind::Object(_) => json!({ "Unknown": "an object of the program is not evaluated" }),
    }
}

/// The value that a JSON text has.
#[must_use]
pub fn value(json: &Json, span: Span) -> Value {
    match json {
        Json::Null => Value::new(Kind::Null, span),
        Json::Bool(truth) => Value::bool(*truth, span),
        Json::Number(number) => Value::number(number.as_f64().unwrap_or(0.0), span),
        Json::String(text) => Value::text(text.as_str(), span),
        Json::Array(items) => Value::list(items.iter().map(|item| value(item, span)).collect(), span),
        Json::Object(entries) => {
            Value::map(entries.iter().map(|(key, entry)| (key.as_str().into(), value(entry, span))).collect(), span)
        }
    }
}

/// Settings as a plain JSON object.
#[must_use]
pub fn plain_map(entries: &Map) -> Json {
    Json::Object(entries.iter().map(|(name, value)| (name.to_string(), plain(value))).collect())
}

/// Whether each leaf is `explicit`, a `default` or `unresolved`, by its dotted path; elements of lists go by their index.
#[must_use]
pub fn provenance(entries: &Map) -> IndexMap<String, &'static str> {
    let mut found = IndexMap::new();
    for (name, value) in entries {
        leaves(name, value, &mut |path, leaf| {
            found.insert(path.to_owned(), origin(leaf));
        });
    }
    found
}

/// Calls `visit` with each leaf of a value and its dotted path. An empty list or map is a leaf.
pub fn leaves<'a>(path: &str, value: &'a Value, visit: &mut dyn FnMut(&str, &'a Value)) {
    match &value.kind {
        Kind::Json(inner) => leaves(path, inner, visit),
        Kind::List(items) if !items.is_empty() => {
            for (index, item) in items.iter().enumerate() {
                leaves(&format!("{path}.{index}"), item, visit);
            }
        }
        Kind::Map(entries) if !entries.is_empty() => {
            for (name, entry) in entries.iter() {
                leaves(&format!("{path}.{name}"), entry, visit);
            }
        }
        _ => visit(path, value),
    }
}

fn origin(leaf: &Value) -> &'static str {
    match (&leaf.kind, leaf.provenance) {
        (Kind::Unknown(_) | Kind::OneOf(_) | Kind::Symbol(_) | Kind::Object(_), _) => "unresolved",
        (_, Provenance::Unresolved) => "unresolved",
        (_, Provenance::Explicit) => "explicit",
        (_, Provenance::ResponseDefault | Provenance::ProviderDefault) => "default",
    }
}

/// A whole number is written without a point, and what JSON has no number for as a text.
fn plain_number(number: f64) -> Json {
    // Beyond 2⁵³ a double no longer holds every whole number.
    if number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0 {
        return json!(number as i64);
    }
    serde_json::Number::from_f64(number).map_or_else(|| json!(number_text(number)), Json::Number)
}

/// The value that a JSON text holds, as [`Kind::Json`]. The text may have parts that are not known; they become values, or
/// parts of texts. `None` when it is no JSON object or list.
#[must_use]
pub fn read(text: &Value) -> Option<Value> {
    let single = std::slice::from_ref(text);
    let parts = match &text.kind {
        Kind::Text(_) => single,
        Kind::Join(parts) => parts.as_slice(),
        _ => return None,
    };
    let first = parts.first()?.as_str()?.trim_start();
    if !first.starts_with(['{', '[']) {
        return None;
    }
    let json = serde_json::from_str(&with_marks(parts)?).ok()?;
    Some(Value { kind: Kind::Json(Arc::new(unmarked(&json, parts, text))), ..text.clone() })
}

/// Stands in a text for a part that is not known, before its index; private use, so that no text has it.
const MARK: char = '\u{e0f0}';

/// The parts as one text, with a mark for each that is not a text. A mark that stands where a value must is quoted.
fn with_marks(parts: &[Value]) -> Option<String> {
    let (mut marked, mut in_string, mut escaped) = (String::new(), false, false);
    for (index, part) in parts.iter().enumerate() {
        let Some(text) = part.as_str() else {
            let mark = format!("{MARK}{index}{MARK}");
            marked.push_str(&if in_string { mark } else { format!("\"{mark}\"") });
            continue;
        };
        for letter in text.chars() {
            if letter == MARK {
                return None;
            }
            in_string ^= letter == '"' && !escaped;
            escaped = letter == '\\' && !escaped;
        }
        marked.push_str(text);
    }
    Some(marked)
}

fn unmarked(json: &Json, parts: &[Value], text: &Value) -> Value {
    let value = |kind| Value { kind, ..text.clone() };
    match json {
        Json::Null => value(Kind::Null),
        Json::Bool(truth) => value(Kind::Bool(*truth)),
        Json::Number(number) => value(Kind::Number(number.as_f64().unwrap_or_default())),
        Json::String(marked) => unmarked_text(marked, parts, text),
        Json::Array(items) => {
            value(Kind::List(Arc::new(items.iter().map(|item| unmarked(item, parts, text)).collect())))
        }
        Json::Object(entries) => {
            let entry = |(key, entry): (&String, &Json)| {
                (key_text(&unmarked_text(key, parts, text)), unmarked(entry, parts, text))
            };
            value(Kind::Map(Arc::new(entries.iter().map(entry).collect())))
        }
    }
}

fn unmarked_text(marked: &str, parts: &[Value], text: &Value) -> Value {
    // Between two marks stands an index: every second piece.
    let piece = |(index, piece): (usize, &str)| match piece.parse::<usize>().ok().and_then(|part| parts.get(part)) {
        Some(part) if index % 2 == 1 => part.clone(),
        _ => Value { kind: Kind::Text(piece.into()), ..text.clone() },
    };
    let mut pieces: Vec<_> = marked.split(MARK).enumerate().map(piece).collect();
    pieces.retain(|piece| piece.as_str() != Some(""));
    match pieces.len() {
        0 => Value { kind: Kind::Text("".into()), ..text.clone() },
        1 => pieces.remove(0),
        _ => Value::join(pieces, text.span),
    }
}

fn symbol_path(symbol: &Symbol) -> String {
    match symbol {
        Symbol::External(path) => path.to_string(),
        Symbol::Result(_) => "the result of a library's function".to_owned(),
        Symbol::Member(of, name) => format!("{}.{name}", symbol_path(of)),
        Symbol::Element(of, _) => format!("{}[…]", symbol_path(of)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::value::Reason;

    fn reference(attribute: Option<&str>) -> Value {
        Value::new(Kind::Reference(Reference { address: "queue".into(), attribute: attribute.map(Into::into) }), None)
    }

    #[test]
    fn values_as_json() {
        let cases = [
            (Value::null(), json!(null)),
            (Value::number(3.0, None), json!(3)),
            (Value::number(0.25, None), json!(0.25)),
            (Value::number(f64::INFINITY, None), json!("inf")),
            (Value::text("a", None), json!("a")),
            (reference(None), json!({ "Ref": "queue" })),
            (reference(Some("arn")), json!({ "Fn::GetAtt": ["queue", "arn"] })),
            (
                Value::join([reference(Some("arn")), Value::text("/*", None)], None),
                json!({ "Fn::Join": ["", [{ "Fn::GetAtt": ["queue", "arn"] }, "/*"]] }),
            ),
            (Value::one_of([Value::number(1.0, None), Value::number(2.0, None)], None), json!({ "OneOf": [1, 2] })),
            (Value::unknown(Reason::Input("region".into()), None), json!({ "Unknown": "input region has no default" })),
            (Value::external("pulumi_aws.sqs", None), json!({ "Unknown": "pulumi_aws.sqs is not evaluated" })),
            (Value::list(vec![Value::bool(true, None)], None), json!([true])),
        ];
        for (value, expected) in cases {
            assert_eq!(plain(&value), expected);
        }
    }

    #[test]
    fn provenance_goes_by_leaf() {
        let statement = Value::map(Map::from([("Effect".into(), Value::text("Allow", None))]), None);
        let entries = Map::from([
            ("Name".into(), Value::text("a", None).with_provenance(Provenance::ResponseDefault)),
            ("Policy".into(), Value::new(Kind::Json(Value::list(vec![statement], None).into()), None)),
            ("Size".into(), Value::unknown(Reason::Limit, None)),
            ("Tags".into(), Value::list(Vec::new(), None)),
        ]);
        let expected =
            [("Name", "default"), ("Policy.0.Effect", "explicit"), ("Size", "unresolved"), ("Tags", "explicit")];
        assert_eq!(
            provenance(&entries).into_iter().collect::<Vec<_>>(),
            expected.map(|(path, how)| (path.to_owned(), how))
        );
    }
}
