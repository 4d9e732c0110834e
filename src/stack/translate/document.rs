//! Documents written as text: policies, patterns, definitions in JSON, also those with parts that are not known.

use std::sync::Arc;

use serde_json::Value as Json;

use crate::program::value::{Kind, Value};
use crate::source::Span;

/// Stands for a part that is not known while the text is read; the number of the part follows. Of Unicode's private use area, so
/// that no text has it.
const HOLE: char = '\u{F8F0}';
/// Ends the number.
const END: char = '\u{F8F1}';

/// The object or list that a text encodes in JSON, if it does. A part that is not known stays a part of the text around it.
pub(super) fn read(value: &Value) -> Option<Value> {
    let (text, holes) = match &value.kind {
        Kind::Json(inner) => return Some(inner.as_ref().clone()),
        Kind::Text(text) => (text.to_string(), &[][..]),
        Kind::Join(parts) => (with_holes(parts), parts.as_slice()),
        _ => return None,
    };
    if !text.trim_start().starts_with(['{', '[']) {
        return None;
    }
    let json = serde_json::from_str(&text).ok()?;
    Some(of_json(&json, holes, value.span))
}

/// The joined text, with a mark in place of each part that is no text. Outside quotes, the mark gets quotes.
fn with_holes(parts: &[Value]) -> String {
    let (mut text, mut quoted, mut escaped) = (String::new(), false, false);
    for (index, part) in parts.iter().enumerate() {
        let Some(known) = part.as_text() else {
            let quote = if quoted { "" } else { "\"" };
            text.push_str(&format!("{quote}{HOLE}{index}{END}{quote}"));
            continue;
        };
        for letter in known.chars() {
            quoted ^= letter == '"' && !escaped;
            escaped = letter == '\\' && !escaped;
        }
        text.push_str(&known);
    }
    text
}

fn of_json(json: &Json, holes: &[Value], span: Option<Span>) -> Value {
    match json {
        Json::Null => Value::null().at(span),
        Json::Bool(truth) => Value::bool(*truth, span),
        Json::Number(number) => Value::number(number.as_f64().unwrap_or_default(), span),
        Json::String(text) => filled(text, holes, span),
        Json::Array(items) => Value::list(items.iter().map(|item| of_json(item, holes, span)).collect(), span),
        Json::Object(entries) => {
            let entries = entries.iter().map(|(name, entry)| {
                let name = filled(name, holes, None).as_text().unwrap_or_else(|| name.replace([HOLE, END], ""));
                (Arc::from(name), of_json(entry, holes, span))
            });
            Value::map(entries.collect(), span)
        }
    }
}

/// A text with its marks replaced by the parts that they stand for.
fn filled(text: &str, holes: &[Value], span: Option<Span>) -> Value {
    let mut pieces = text.split(HOLE);
    let mut parts: Vec<Value> = pieces.next().map(|first| Value::text(first, span)).into_iter().collect();
    for piece in pieces {
        let (number, rest) = piece.split_once(END).unwrap_or(("", piece));
        parts.extend(number.parse::<usize>().ok().and_then(|index| holes.get(index)).cloned());
        parts.push(Value::text(rest, span));
    }
    parts.retain(|part| part.as_str() != Some(""));
    match parts.as_slice() {
        [part] => part.clone(),
        _ => Value::join(parts, span),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::program::json::plain;
    use crate::stack::testing::value;

    #[allow(clippy::needless_pass_by_value, reason = "literals read better without `&`")]
    fn check(text: &Json, expected: Option<Json>) {
        assert_eq!(read(&value(text)).map(|read| plain(&read)), expected, "{text}");
    }

    #[test]
    fn reads_documents() {
        check(&json!(r#"{"a": [1, "b", null]}"#), Some(json!({ "a": [1, "b", null] })));
        check(&json!(" [] "), Some(json!([])));
        for text in ["", "plain", "{not json}", "{", "42", "\"quoted\""] {
            check(&json!(text), None);
        }
    }

    #[test]
    fn keeps_what_is_not_known() {
        let queue = || json!({ "Fn::GetAtt": ["queue", "arn"] });
        let join = |parts: Json| json!({ "Fn::Join": ["", parts] });
        check(&join(json!([r#"{"Resource": ""#, queue(), r#""}"#])), Some(json!({ "Resource": queue() })));
        check(
            &join(json!([r#"{"Resource": ["a", ""#, queue(), r#"/*"]}"#])),
            Some(json!({ "Resource": ["a", join(json!([queue(), "/*"]))] })),
        );
        // Without quotes around it, and after an escaped quote.
        check(&join(json!([r#"{"a": "\"", "n": "#, queue(), "}"])), Some(json!({ "a": "\"", "n": queue() })));
        check(&join(json!([r#"{"a": "#, queue()])), None);
    }
}
