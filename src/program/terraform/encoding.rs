//! Encoding and decoding.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value as Json;

use super::arguments::{Arguments, Failure, Outcome};
use super::{Function, yaml};
use crate::program::value::{Kind, Map, Reason, Value};

pub(super) const FUNCTIONS: &[Function] = &[
    ("base64decode", 1, 1, base64_decode),
    ("base64encode", 1, 1, |a| a.text_result(STANDARD.encode(a.text(0)?))),
    ("csvdecode", 1, 1, csv_decode),
    ("jsondecode", 1, 1, json_decode),
    ("jsonencode", 1, 1, json_encode),
    ("textdecodebase64", 2, 2, text_decode_base64),
    ("textencodebase64", 2, 2, text_encode_base64),
    ("urlencode", 1, 1, |a| a.text_result(url_encode(&a.text(0)?))),
    ("yamlencode", 1, 1, yaml_encode),
];

fn base64_bytes(arguments: &Arguments<'_>) -> Outcome<Vec<u8>> {
    STANDARD.decode(arguments.text(0)?).map_err(|_| arguments.invalid("is given no base64"))
}

fn base64_decode(arguments: &Arguments<'_>) -> Outcome<Value> {
    let text = String::from_utf8(base64_bytes(arguments)?);
    arguments.text_result(text.map_err(|_| arguments.invalid("decodes to bytes that are no text"))?)
}

/// How a text becomes bytes, and back, in the encodings that answers use.
type Encoding = (fn(&str) -> Vec<u8>, fn(&[u8]) -> Option<String>);

fn encoding(arguments: &Arguments<'_>) -> Outcome<Encoding> {
    match arguments.text(1)?.to_uppercase().as_str() {
        "UTF-8" => Ok((|text| text.as_bytes().to_vec(), |bytes| String::from_utf8(bytes.to_vec()).ok())),
        "UTF-16LE" => Ok((
            |text| text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            |bytes| utf16(bytes, u16::from_le_bytes),
        )),
        "UTF-16BE" => Ok((
            |text| text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            |bytes| utf16(bytes, u16::from_be_bytes),
        )),
        other => Err(Failure::Unknown(Reason::Unsupported(format!("the encoding {other}").into()))),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let units: Option<Vec<_>> = bytes.chunks(2).map(|pair| Some(unit(pair.try_into().ok()?))).collect();
    String::from_utf16(&units?).ok()
}

fn text_encode_base64(arguments: &Arguments<'_>) -> Outcome<Value> {
    let (encode, _) = encoding(arguments)?;
    arguments.text_result(STANDARD.encode(encode(&arguments.text(0)?)))
}

fn text_decode_base64(arguments: &Arguments<'_>) -> Outcome<Value> {
    let (_, decode) = encoding(arguments)?;
    let text = decode(&base64_bytes(arguments)?);
    arguments.text_result(text.ok_or_else(|| arguments.invalid("decodes to bytes that are no text"))?)
}

fn url_encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => encoded.push(char::from(byte)),
            b' ' => encoded.push('+'),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

/// The JSON text of a value, which need not be known to be a JSON text.
fn json_encode(arguments: &Arguments<'_>) -> Outcome<Value> {
    let Some(value) = arguments.get(0) else { return Err(arguments.invalid("misses an argument")) };
    Ok(arguments.result(Kind::Json(Arc::new(value.clone()))))
}

fn json_decode(arguments: &Arguments<'_>) -> Outcome<Value> {
    if let Some(Value { kind: Kind::Json(inner), .. }) = arguments.get(0) {
        return Ok(inner.as_ref().clone());
    }
    let json = serde_json::from_str(&arguments.text(0)?).map_err(|_| arguments.invalid("is given no JSON"))?;
    Ok(of_json(&json, arguments))
}

fn of_json(json: &Json, arguments: &Arguments<'_>) -> Value {
    let kind = match json {
        Json::Null => Kind::Null,
        Json::Bool(truth) => Kind::Bool(*truth),
        Json::Number(number) => Kind::Number(number.as_f64().unwrap_or_default()),
        Json::String(text) => Kind::Text(text.as_str().into()),
        Json::Array(items) => Kind::List(Arc::new(items.iter().map(|item| of_json(item, arguments)).collect())),
        Json::Object(entries) => Kind::Map(Arc::new(
            entries.iter().map(|(key, value)| (Arc::from(key.as_str()), of_json(value, arguments))).collect(),
        )),
    };
    arguments.result(kind)
}

fn yaml_encode(arguments: &Arguments<'_>) -> Outcome<Value> {
    let Some(value) = arguments.get(0) else { return Err(arguments.invalid("misses an argument")) };
    arguments.text_result(yaml::text(value).ok_or_else(|| arguments.refusal(value, "a known value"))?)
}

/// Rows as maps, by the names in the first row.
fn csv_decode(arguments: &Arguments<'_>) -> Outcome<Value> {
    let text = arguments.text(0)?;
    let mut rows = csv_rows(&text).into_iter();
    let header = rows.next().ok_or_else(|| arguments.invalid("is given no header"))?;
    let row = |cells: Vec<String>| {
        if cells.len() != header.len() {
            return Err(arguments.invalid("is given rows of different lengths"));
        }
        let cells = cells.into_iter().map(|cell| arguments.result(Kind::Text(cell.into())));
        let entries: Map = header.iter().map(|name| Arc::from(name.as_str())).zip(cells).collect();
        Ok(arguments.result(Kind::Map(Arc::new(entries))))
    };
    arguments.list_result(rows.map(row).collect::<Outcome<_>>()?)
}

fn csv_rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut quoted = false;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                cell.push('"');
                letters.next();
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted && letters.peek() == Some(&'\n') => {}
            '\n' if !quoted => {
                if !(row.is_empty() && cell.is_empty()) {
                    row.push(std::mem::take(&mut cell));
                    rows.push(std::mem::take(&mut row));
                }
            }
            _ => cell.push(letter),
        }
    }
    if !(row.is_empty() && cell.is_empty()) {
        row.push(cell);
        rows.push(row);
    }
    rows
}
