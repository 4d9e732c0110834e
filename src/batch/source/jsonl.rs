//! Samples as JSON, one a line. Read line by line, so that a stream is graded while it is written.

use std::io::{BufRead, Read};

use serde_json::{Map, Value as Json};

use super::fields::too_large;
use super::{Fields, Item, MOST_BYTES, Unreadable};

/// The samples of a reader; blank lines are passed over.
pub(super) fn samples(mut input: impl BufRead + Send, fields: Fields) -> impl Iterator<Item = Item> + Send {
    let mut number = 0_usize;
    let mut ended = false;
    std::iter::from_fn(move || {
        loop {
            if ended {
                return None;
            }
            number += 1;
            let place = format!("line-{number}");
            match line(&mut input) {
                Ok(Line::End) => return None,
                Ok(Line::TooLong) => return Some(Err(Unreadable { id: place, reason: too_large() })),
                Ok(Line::Read(bytes)) if bytes.trim_ascii().is_empty() => {}
                Ok(Line::Read(bytes)) => return Some(sample(&bytes, &place, &fields)),
                Err(error) => {
                    ended = true;
                    return Some(Err(Unreadable { id: place, reason: format!("the input cannot be read: {error}") }));
                }
            }
        }
    })
}

fn sample(bytes: &[u8], place: &str, fields: &Fields) -> Item {
    let text = String::from_utf8_lossy(bytes);
    match serde_json::from_str::<Map<String, Json>>(&text) {
        Ok(record) => fields.sample(record, place),
        Err(error) => {
            Err(Unreadable { id: place.to_owned(), reason: format!("the line is not a JSON object: {error}") })
        }
    }
}

enum Line {
    Read(Vec<u8>),
    TooLong,
    End,
}

/// One line, of which no more is held than a sample may have. JSON escapes make a text at most six times as long.
fn line(input: &mut impl BufRead) -> std::io::Result<Line> {
    let most = MOST_BYTES * 6;
    let mut bytes = Vec::new();
    let read = input.by_ref().take(most).read_until(b'\n', &mut bytes)?;
    if read == 0 {
        return Ok(Line::End);
    }
    if bytes.last() != Some(&b'\n') && read as u64 == most {
        pass_line(input)?;
        return Ok(Line::TooLong);
    }
    Ok(Line::Read(bytes))
}

/// Passes over what is left of a line.
fn pass_line(input: &mut impl BufRead) -> std::io::Result<()> {
    loop {
        let held = input.fill_buf()?;
        let (length, found) = match held.iter().position(|&byte| byte == b'\n') {
            Some(at) => (at + 1, true),
            None => (held.len(), held.is_empty()),
        };
        input.consume(length);
        if found {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_samples_or_say_why_not() {
        let text = "{\"id\": 7, \"prompt\": \"p\", \"completion\": \"m\", \"reference\": \"i\", \"platform\": \"cdk\"}\n\nnot json\n{\"response\": \"m\"}\n\
                    {\"model_response\": \"m\", \"ideal\": \"i\", \"metadata\": {\"language\": \"ts\"}}";
        let found: Vec<_> = samples(text.as_bytes(), Fields::default()).collect();
        let first = found[0].as_ref().expect("a sample");
        assert_eq!((first.id.as_str(), &*first.model.bytes, &*first.ideal.bytes), ("7", &b"m"[..], &b"i"[..]));
        assert_eq!(first.metadata["platform"], "cdk");
        let reasons: Vec<_> =
            found[1..3].iter().map(|item| item.as_ref().err().map(|error| error.id.as_str())).collect();
        assert_eq!(reasons, [Some("line-3"), Some("line-4")]);
        let last = found[3].as_ref().expect("a sample");
        assert_eq!((last.id.as_str(), &last.metadata["language"]), ("line-5", &Json::from("ts")));
    }

    #[test]
    fn named_fields_count_alone() {
        let fields = Fields { model: Some("a".into()), ideal: Some("b".into()), ..Fields::default() };
        let found: Vec<_> = samples(&br#"{"a": "m", "b": "i", "response": "x"}"#[..], fields).collect();
        assert_eq!(found[0].as_ref().map(|sample| sample.model.bytes.clone()).ok(), Some(b"m".to_vec()));
    }
}
