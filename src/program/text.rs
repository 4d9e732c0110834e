//! Formatting of text as the languages share it: `printf` patterns and format specifications.

use super::value::{Kind, Value, number_text};
use crate::source::Span;

/// The widest field that a format may ask for. Chosen because tables in answers are narrower, and a width is input.
const WIDEST_FIELD: usize = 1_000;

/// A `printf` pattern with its values put in: `%s`, `%d`, `%05.2f`, `%v`, `%q`, `%%`. What is not known stays a part.
#[must_use]
pub fn printf(pattern: &str, values: &[Value], span: Span) -> Value {
    let mut parts = Vec::new();
    let mut text = String::new();
    let mut values = values.iter();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('%') {
        text.push_str(before);
        let end = after.find(|letter: char| letter.is_ascii_alphabetic() || letter == '%');
        let Some((spec, verb)) = end.and_then(|end| Some((after.get(..end)?, after.get(end..)?.chars().next()?)))
        else {
            text.push('%');
            rest = after;
            continue;
        };
        rest = after.get(spec.len() + verb.len_utf8()..).unwrap_or("");
        match verb {
            '%' => text.push('%'),
            'n' => text.push('\n'),
            _ => match values.next() {
                Some(value) => {
                    parts.push(Value::text(std::mem::take(&mut text), span));
                    let quoted = if verb == 'q' { "\"" } else { "" };
                    parts.push(Value::text(quoted, span));
                    parts.push(formatted(value, &format!("{spec}{}", number_verb(verb)), span));
                    parts.push(Value::text(quoted, span));
                }
                None => text.push_str(&format!("%{spec}{verb}")),
            },
        }
    }
    text.push_str(rest);
    parts.push(Value::text(text, span));
    Value::join(parts, span)
}

/// The type of a format specification that a `printf` verb stands for; texts and general values have none.
fn number_verb(verb: char) -> &'static str {
    match verb {
        'd' | 'i' => "d",
        'f' | 'F' => "f",
        'x' => "x",
        'X' => "X",
        'o' => "o",
        'b' => "b",
        _ => "",
    }
}

/// A value in a format such as `05d`, `.2f`, `,`, `>10`; a value that is not known stays as it is.
#[must_use]
pub fn formatted(value: &Value, spec: &str, span: Span) -> Value {
    let Some(plain) = value.as_text() else { return value.clone() };
    let mut letters = spec.chars().peekable();
    let second = spec.chars().nth(1);
    let mut fill = ' ';
    let mut align = None;
    if let (Some(first), Some('<' | '>' | '^' | '=')) = (spec.chars().next(), second) {
        (fill, align) = (first, second);
        letters.nth(1);
    } else if let Some('<' | '>' | '^' | '-') = letters.peek() {
        align = letters.next().map(|letter| if letter == '-' { '<' } else { letter });
    }
    let plus = letters.next_if(|letter| matches!(letter, '+' | ' ' | '#')) == Some('+');
    if letters.next_if_eq(&'0').is_some() && align.is_none() {
        (fill, align) = ('0', Some('='));
    }
    let digits = |letters: &mut std::iter::Peekable<std::str::Chars<'_>>| {
        let mut number: Option<usize> = None;
        while let Some(digit) = letters.peek().and_then(|letter| letter.to_digit(10)) {
            letters.next();
            number = Some((number.unwrap_or(0) * 10 + digit as usize).min(WIDEST_FIELD));
        }
        number
    };
    let width = digits(&mut letters).unwrap_or(0);
    let grouped = letters.next_if(|letter| matches!(letter, ',' | '_'));
    let precision = letters.next_if_eq(&'.').and_then(|_| digits(&mut letters));
    let body = match (letters.next(), &value.kind, value.as_number()) {
        (Some('f' | 'F'), _, Some(number)) => format!("{number:.*}", precision.unwrap_or(6)),
        (Some('%'), _, Some(number)) => format!("{:.*}%", precision.unwrap_or(6), number * 100.0),
        (Some('x'), _, Some(number)) => format!("{:x}", number as i64),
        (Some('X'), _, Some(number)) => format!("{:X}", number as i64),
        (Some('b'), _, Some(number)) => format!("{:b}", number as i64),
        (Some('o'), _, Some(number)) => format!("{:o}", number as i64),
        (Some('d'), _, Some(number)) => number_text(number.trunc()),
        (_, Kind::Number(number), _) => precision.map_or(plain, |precision| format!("{number:.precision$}")),
        _ => precision.map_or(plain.clone(), |precision| plain.chars().take(precision).collect()),
    };
    let body = match grouped {
        Some(separator) => group_thousands(&body, separator),
        None => body,
    };
    let body = if plus && !body.starts_with('-') { format!("+{body}") } else { body };
    let default = if matches!(value.kind, Kind::Number(_)) { '>' } else { '<' };
    Value { kind: Kind::Text(padded(&body, width, fill, align.unwrap_or(default)).into()), ..value.clone() }.at(span)
}

/// A text printed as C, Java and Go do it: `%s-%05d`. A value that is not known stays as a part.
#[must_use]
pub fn printed(pattern: &str, arguments: &[Value], span: Span) -> Value {
    let mut parts = Vec::new();
    let mut next = 0;
    let mut rest = pattern;
    while let Some(at) = rest.find('%') {
        parts.push(Value::text(&rest[..at], span));
        let directive = &rest[at + 1..];
        let end = directive.find(|letter: char| letter.is_ascii_alphabetic() || letter == '%');
        let Some(end) = end else {
            rest = &rest[at..];
            break;
        };
        let (flags, verb) = (&directive[..end], &directive[end..=end]);
        rest = &directive[end + 1..];
        match verb {
            "%" => parts.push(Value::text("%", span)),
            "n" => parts.push(Value::text("\n", span)),
            _ => {
                // `%2$s` names its argument.
                let (index, flags) = match flags.split_once('$') {
                    Some((index, flags)) => (index.parse::<usize>().ok().and_then(|index| index.checked_sub(1)), flags),
                    None => {
                        next += 1;
                        (Some(next - 1), flags)
                    }
                };
                let argument = index.and_then(|index| arguments.get(index));
                parts.push(argument.map_or_else(
                    || Value::text(format!("%{flags}{verb}"), span),
                    |argument| printed_argument(argument, flags, verb, span),
                ));
            }
        }
    }
    parts.push(Value::text(rest, span));
    Value::join(parts, span)
}

fn printed_argument(argument: &Value, flags: &str, verb: &str, span: Span) -> Value {
    let spec = match verb {
        "d" | "f" | "x" | "X" | "o" | "b" if !matches!(argument.kind, Kind::Bool(_)) => format!("{flags}{verb}"),
        "q" => {
            let quote = Value::text("\"", span);
            return Value::join([quote.clone(), argument.clone(), quote], span);
        }
        _ => flags.trim_matches(['+', '#']).to_owned(),
    };
    formatted(argument, &spec, span)
}

/// A text made that wide.
#[must_use]
pub fn padded(text: &str, width: usize, fill: char, align: char) -> String {
    let missing = width.min(WIDEST_FIELD).saturating_sub(text.chars().count());
    let filling = |count: usize| std::iter::repeat_n(fill, count).collect::<String>();
    match align {
        '<' => format!("{text}{}", filling(missing)),
        '^' => format!("{}{text}{}", filling(missing / 2), filling(missing - missing / 2)),
        '=' => match text.strip_prefix(['-', '+']) {
            Some(rest) => format!("{}{}{rest}", &text[..1], filling(missing)),
            None => format!("{}{text}", filling(missing)),
        },
        _ => format!("{}{text}", filling(missing)),
    }
}

/// `1234567.5` as `1,234,567.5`.
fn group_thousands(number: &str, separator: char) -> String {
    let whole = number.find('.').unwrap_or(number.len());
    let mut grouped = String::with_capacity(number.len() + whole / 3);
    for (at, letter) in number.char_indices() {
        if at > 0 && at < whole && (whole - at).is_multiple_of(3) && !grouped.ends_with('-') {
            grouped.push(separator);
        }
        grouped.push(letter);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPAN: Span = Span { file: 0, start: 0, end: 0 };

    #[test]
    fn patterns_take_values() {
        let check = |pattern: &str, values: &[Value], expected: &str| {
            assert_eq!(printf(pattern, values, SPAN).as_str(), Some(expected), "{pattern}");
        };
        let (text, number) = (Value::text("web", None), Value::number(7.0, None));
        check("%s-%02d", &[text.clone(), number.clone()], "web-07");
        check("10.0.%d.0/24 100%%", std::slice::from_ref(&number), "10.0.7.0/24 100%");
        check("%v %q %5.1f|%-4d|", &[number.clone(), text, number.clone(), number], "7 \"web\"   7.0|7   |");
        check("%s and %s", &[Value::text("one", None)], "one and %s");
        check("50% of it", &[], "50% of it");
    }

    #[test]
    fn values_take_formats() {
        let check = |value: Value, spec: &str, expected: &str| {
            assert_eq!(formatted(&value, spec, SPAN).as_str(), Some(expected), "{spec}");
        };
        let number = |number| Value::number(number, None);
        check(number(3.0), "02d", "03");
        check(number(1234567.0), ",", "1,234,567");
        check(number(0.256), ".1%", "25.6%");
        check(number(255.0), "x", "ff");
        check(number(-5.0), "04d", "-005");
        check(Value::text("ab", None), ">4", "  ab");
        check(Value::text("ab", None), "*^6", "**ab**");
        check(Value::text("abcdef", None), ".3", "abc");
    }
}
