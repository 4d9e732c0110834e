//! What number and string literals stand for, alike in the languages.

use crate::program::form::{Expression, ExpressionKind};

/// A number literal: decimal, with an exponent, with a base prefix, with underscores; without a type's suffix.
pub(super) fn number(text: &str) -> Option<f64> {
    let text = text.replace('_', "").to_ascii_lowercase();
    let whole = |digits: &str, base: u32| {
        let digit = |sum: f64, digit: char| Some(sum * f64::from(base) + f64::from(digit.to_digit(base)?));
        if digits.is_empty() { None } else { digits.chars().try_fold(0.0, digit) }
    };
    match text.get(..2) {
        Some("0x") => whole(&text[2..], 16),
        Some("0o") => whole(&text[2..], 8),
        Some("0b") => whole(&text[2..], 2),
        _ if text.len() > 1 && text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit()) => {
            whole(&text, 8)
        }
        _ => text.parse().ok(),
    }
}

/// A string from its parts: a text, or a template when something is interpolated. Adjacent texts melt.
pub(super) fn template(parts: Vec<Expression>) -> ExpressionKind {
    let mut melted: Vec<Expression> = Vec::with_capacity(parts.len());
    for part in parts {
        match (melted.last_mut(), &part.kind) {
            (Some(Expression { kind: ExpressionKind::Text(last), span }), ExpressionKind::Text(text)) => {
                *last = format!("{last}{text}").into();
                *span = span.to(part.span);
            }
            _ => melted.push(part),
        }
    }
    match melted.as_slice() {
        [] => ExpressionKind::Text("".into()),
        [Expression { kind: ExpressionKind::Text(text), .. }] => ExpressionKind::Text(text.clone()),
        _ => ExpressionKind::Template(melted),
    }
}

/// What the escapes of a string literal stand for. The languages agree on those that they share; an escape that
/// none has stands for itself with its backslash (Python) or without it (`drops_backslash`).
pub(super) fn unescape(text: &str, drops_backslash: bool) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        result.push_str(&rest[..at]);
        let escape = &rest[at + 1..];
        let taken = match escape_sequence(escape) {
            Some((character, length)) => {
                result.extend(character);
                length
            }
            None => {
                let length = escape.chars().next().map_or(0, char::len_utf8);
                if !drops_backslash || length == 0 {
                    result.push('\\');
                }
                result.push_str(&escape[..length]);
                length
            }
        };
        rest = &escape[taken..];
    }
    result.push_str(rest);
    result
}

/// The character of an escape (none for a line continuation), and how many bytes it takes after its backslash.
fn escape_sequence(escape: &str) -> Option<(Option<char>, usize)> {
    let first = escape.chars().next()?;
    let simple = |character| Some((Some(character), 1));
    match first {
        'n' => simple('\n'),
        't' => simple('\t'),
        'r' => simple('\r'),
        'b' => simple('\u{8}'),
        'f' => simple('\u{c}'),
        'v' => simple('\u{b}'),
        'a' => simple('\u{7}'),
        '\\' | '\'' | '"' | '`' | '$' => simple(first),
        '\n' => Some((None, 1)),
        '\r' if escape.starts_with("\r\n") => Some((None, 2)),
        'x' => code_point(escape, 1, 2),
        'U' => code_point(escape, 1, 8),
        'u' if escape.starts_with("u{") => {
            let end = escape.find('}')?;
            Some((char::from_u32(u32::from_str_radix(escape.get(2..end)?, 16).ok()?), end + 1))
        }
        'u' => surrogate_pair(escape).or_else(|| code_point(escape, 1, 4)),
        '0'..='7' => {
            let length = escape.bytes().take(3).take_while(|byte| (b'0'..=b'7').contains(byte)).count();
            Some((char::from_u32(u32::from_str_radix(&escape[..length], 8).ok()?), length))
        }
        _ => None,
    }
}

fn code_point(escape: &str, start: usize, digits: usize) -> Option<(Option<char>, usize)> {
    let code = u32::from_str_radix(escape.get(start..start + digits)?, 16).ok()?;
    Some((Some(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)), start + digits))
}

/// Two `\uXXXX` that are one character outside the basic plane.
fn surrogate_pair(escape: &str) -> Option<(Option<char>, usize)> {
    let unit = |at: usize| u16::from_str_radix(escape.get(at..at + 4)?, 16).ok();
    let (high, low) = (unit(1)?, unit(7)?);
    if escape.get(5..7) != Some("\\u") {
        return None;
    }
    let character = char::decode_utf16([high, low]).next()?.ok()?;
    (character.len_utf16() == 2).then_some((Some(character), 11))
}

#[cfg(test)]
mod tests {
    use super::{number, unescape};

    #[test]
    fn numbers() {
        let check = |text: &str, expected: Option<f64>| assert_eq!(number(text), expected, "{text}");
        check("0", Some(0.0));
        check("1_000", Some(1000.0));
        check("0x1F", Some(31.0));
        check("0o17", Some(15.0));
        check("0755", Some(493.0));
        check("0b101", Some(5.0));
        check("1.5e3", Some(1500.0));
        check(".5", Some(0.5));
        check("0.5", Some(0.5));
        check("0x", None);
        check("1j", None);
        check("é", None);
    }

    #[test]
    fn escapes() {
        let check = |text: &str, expected: &str| assert_eq!(unescape(text, true), expected, "{text}");
        check(r"a\nb\tc\\d", "a\nb\tc\\d");
        check(r"\x41\u0042\u{43}\U00000044\105", "ABCDE");
        check(r"\ud83d\ude00", "😀");
        check(r"\ud83d", "\u{fffd}");
        check("a\\\nb", "ab");
        check(r"\d\é", "dé");
        check(r"\u12", "u12");
        check("end\\", "end\\");
        assert_eq!(unescape(r"\d+\.", false), r"\d+\.");
    }
}
