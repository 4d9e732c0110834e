//! String literals, also those that break the rules.

/// The length of the literal that `text` begins with, quotes included, when it ends on its line by the rules.
pub(super) fn quoted_length(text: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return Some(at + 1),
            b'\n' => return None,
            _ => {}
        }
    }
    None
}

/// What the literal that `text` begins with says, its length with the quotes, and which rule it breaks, if it does.
///
/// A quote inside, which should be escaped, is told from the closing one by what follows it; a line break inside, by whether the
/// next line looks like JSON.
pub(super) fn read(text: &str) -> (String, usize, Option<&'static str>) {
    let mut fault = None;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        let rest = text.get(at + 1..).unwrap_or("");
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' if closes(rest) => return (unescape(text.get(1..at).unwrap_or("")), at + 1, fault),
            b'"' => fault = Some("a quote inside a string is not escaped"),
            b'\n' if looks_like_json(rest) => {
                let content = text.get(1..at).unwrap_or("").trim_end().trim_end_matches(',');
                return (unescape(content), content.len() + 1, Some("a string is not closed"));
            }
            b'\n' => fault = Some("a line break inside a string"),
            _ => {}
        }
    }
    let content = text.get(1..).unwrap_or("");
    (unescape(content), text.len(), Some("a string is not closed"))
}

/// Whether a quote in front of `rest` is one that closes a string.
fn closes(rest: &str) -> bool {
    let rest = rest.trim_start_matches([' ', '\t', '\r']);
    rest.is_empty() || rest.starts_with([',', ':', '}', ']', '\n', '/', '#'])
}

/// Whether a line begins as a line of JSON does: with a key or a closing bracket.
fn looks_like_json(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with(['}', ']'])
        || (line.starts_with('"')
            && quoted_length(line)
                .and_then(|length| line.get(length..))
                .is_some_and(|rest| rest.trim_start().starts_with(':')))
}

/// The text that a literal's content stands for. Escapes that JSON does not have stay as they are.
pub(super) fn unescape(content: &str) -> String {
    let mut text = String::with_capacity(content.len());
    let mut rest = content;
    while let Some((plain, escape)) = rest.split_once('\\') {
        text.push_str(plain);
        let (unescaped, length) = match escape.chars().next() {
            Some('n') => ('\n', 1),
            Some('t') => ('\t', 1),
            Some('r') => ('\r', 1),
            Some('b') => ('\u{8}', 1),
            Some('f') => ('\u{c}', 1),
            Some(same @ ('"' | '\\' | '/')) => (same, 1),
            Some('u') => unicode(escape).unwrap_or(('\\', 0)),
            _ => ('\\', 0),
        };
        text.push(unescaped);
        rest = escape.get(length..).unwrap_or("");
    }
    text.push_str(rest);
    text
}

/// The character of `uXXXX`, or of two of them that make a surrogate pair, and the length of that.
fn unicode(escape: &str) -> Option<(char, usize)> {
    let unit = |from: usize| u32::from_str_radix(escape.get(from..from + 4)?, 16).ok();
    let first = unit(1)?;
    if let Some(character) = char::from_u32(first) {
        return Some((character, 5));
    }
    let second = escape.get(5..7).filter(|between| *between == "\\u").and_then(|_| unit(7))?;
    let pair = char::decode_utf16([first as u16, second as u16]).next()?.ok()?;
    Some((pair, 11))
}
