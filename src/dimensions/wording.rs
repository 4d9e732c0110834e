//! How gaps and rows say things: lists, numbers, values and citations of lines.

use crate::program::json::plain;
use crate::program::value::{Kind, Value};
use crate::source::Lines;

/// Values longer than this are cut where they stand in a sentence. Chosen so that two of them fit a line of a report.
const LONGEST_VALUE: usize = 80;
/// Places that fill a third of the range that they stand in are cited as that range.
const MOST_SPREAD: u32 = 3;
/// Lists longer than this are folded in a sentence.
const MOST_ITEMS: usize = 4;

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn list<T: AsRef<str>>(items: &[T]) -> String {
    match items {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [first @ .., last] => {
            format!("{} and {}", first.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", "), last.as_ref())
        }
    }
}

/// A list of which only the first are named when there are many: `a, b, c and 4 more`.
pub(crate) fn folded<T: AsRef<str>>(items: &[T]) -> String {
    // One more name takes no more room than `and 1 more`.
    if items.len() <= MOST_ITEMS + 1 {
        return list(items);
    }
    let named = items[..MOST_ITEMS].iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", ");
    format!("{named} and {} more", items.len() - MOST_ITEMS)
}

/// `one table`, `three tables`, `12 tables`.
pub(crate) fn count(number: usize, singular: &str, plural: &str) -> String {
    format!("{} {}", number_word(number), if number == 1 { singular } else { plural })
}

/// Small numbers as words, large ones with separators.
pub(crate) fn number_word(number: usize) -> String {
    const WORDS: [&str; 11] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    WORDS.get(number).map_or_else(|| thousands(number as f64), |word| (*word).to_owned())
}

/// `an API`, `a queue`.
pub(crate) fn with_article(noun: &str) -> String {
    let first = noun.split(' ').next().unwrap_or_default();
    // An initialism is spelled: an SQS queue, a VPC; a word is spoken.
    let vowel = if first.chars().all(|character| character.is_uppercase() || character.is_ascii_digit()) {
        first.starts_with(['A', 'E', 'F', 'H', 'I', 'L', 'M', 'N', 'O', 'R', 'S', 'X', '8'])
            && !matches!(first, "NAT" | "REST" | "RAM" | "MAC" | "README")
    } else {
        first.to_lowercase().starts_with(['a', 'e', 'i', 'o', 'u']) && !first.starts_with("user")
    };
    format!("{} {noun}", if vowel { "an" } else { "a" })
}

/// The first letter in upper case.
pub(crate) fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// As code: between backticks.
pub(crate) fn code(text: &str) -> String {
    format!("`{}`", text.replace('`', "'"))
}

/// `345,600`.
pub(crate) fn thousands(number: f64) -> String {
    let text = crate::program::value::number_text(number);
    let (whole, rest) = text.split_once('.').map_or((text.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    rest.map_or_else(|| format!("{sign}{grouped}"), |rest| format!("{sign}{grouped}.{rest}"))
}

/// Seconds in the largest unit that fits: `4 days`, `90 seconds`.
pub(crate) fn duration(seconds: f64) -> String {
    for (size, unit) in [(86_400.0, "day"), (3_600.0, "hour"), (60.0, "minute")] {
        let amount = seconds / size;
        if amount >= 1.0 && amount.fract() == 0.0 {
            return format!("{} {unit}{}", thousands(amount), if amount == 1.0 { "" } else { "s" });
        }
    }
    format!("{} second{}", thousands(seconds), if seconds == 1.0 { "" } else { "s" })
}

/// MiB as `128 MB`, `3 GB`, as the vendors say it.
pub(crate) fn megabytes(amount: f64) -> String {
    let gigabytes = amount / 1_024.0;
    if gigabytes >= 1.0 && (gigabytes * 4.0).fract() == 0.0 {
        format!("{} GB", crate::program::value::number_text(gigabytes))
    } else {
        format!("{} MB", thousands(amount))
    }
}

/// A value as it stands in a sentence, between backticks.
pub(crate) fn value(value: &Value) -> String {
    code(&shortened(&value_text(value)))
}

fn value_text(value: &Value) -> String {
    match &value.kind {
        Kind::List(items) if items.iter().all(|item| item.as_text().is_some()) && !items.is_empty() => {
            folded(&items.iter().filter_map(Value::as_text).collect::<Vec<_>>())
        }
        Kind::Reference(reference) => match &reference.attribute {
            Some(attribute) => format!("{}.{attribute}", reference.address),
            None => reference.address.to_string(),
        },
        Kind::Join(parts) => parts
            .iter()
            .map(|part| part.as_text().unwrap_or_else(|| format!("${{{}}}", value_text(part))))
            .collect::<String>(),
        Kind::OneOf(values) => values.iter().map(value_text).collect::<Vec<_>>().join(" or "),
        Kind::Unknown(_) | Kind::Symbol(_) | Kind::Object(_) => "…".to_owned(),
        Kind::Json(inner) => value_text(inner),
        _ => value.as_text().unwrap_or_else(|| plain(value).to_string()),
    }
}

/// A text on one line, cut when it is long.
pub(crate) fn shortened(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST_VALUE {
        return line;
    }
    let kept: String = line.chars().take(LONGEST_VALUE).collect();
    format!("{kept}…")
}

/// Cites lines of one response: with its name the first time, by their numbers alone from then on.
pub(crate) struct Citations<'a> {
    file: &'a str,
    named: bool,
}

impl<'a> Citations<'a> {
    pub(crate) fn of(file: &'a str) -> Self {
        Self { file, named: false }
    }

    pub(crate) fn cite(&mut self, lines: Lines) -> String {
        if std::mem::replace(&mut self.named, true) { lines.to_string() } else { format!("{}:{lines}", self.file) }
    }

    /// Several places; when there are many, the range that they stand in, or, where they stand far apart, the first of them.
    pub(crate) fn cite_some(&mut self, places: &[Lines]) -> String {
        let (Some(start), Some(end)) =
            (places.iter().map(|lines| lines.start).min(), places.iter().map(|lines| lines.end).max())
        else {
            return String::new();
        };
        let covered: u32 = places.iter().map(|lines| lines.end - lines.start + 1).sum();
        if places.len() <= 2 {
            self.cite_all(places)
        } else if end - start < covered * MOST_SPREAD {
            self.cite(Lines { start, end })
        } else {
            folded(&places.iter().map(|lines| self.cite(*lines)).collect::<Vec<_>>())
        }
    }

    /// Several places: `FILE:1-3, 5 and 9-12`.
    pub(crate) fn cite_all(&mut self, lines: &[Lines]) -> String {
        let places: Vec<_> = lines.iter().map(|lines| self.cite(*lines)).collect();
        list(&places)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_fold() {
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
        assert_eq!(folded(&["a", "b", "c", "d", "e"]), "a, b, c, d and e");
        assert_eq!(folded(&["a", "b", "c", "d", "e", "f"]), "a, b, c, d and 2 more");
    }

    #[test]
    fn numbers_have_units() {
        assert_eq!(count(1, "queue", "queues"), "one queue");
        assert_eq!(count(1_200, "queue", "queues"), "1,200 queues");
        assert_eq!(duration(345_600.0), "4 days");
        assert_eq!(duration(90.0), "90 seconds");
        assert_eq!(megabytes(3_072.0), "3 GB");
        assert_eq!(megabytes(1_536.0), "1.5 GB");
        assert_eq!(megabytes(128.0), "128 MB");
    }

    #[test]
    fn articles_fit() {
        for (noun, expected) in [
            ("SQS queue", "an SQS queue"),
            ("VPC", "a VPC"),
            ("NAT gateway", "a NAT gateway"),
            ("EC2 instance", "an EC2 instance"),
            ("user pool", "a user pool"),
            ("alarm", "an alarm"),
        ] {
            assert_eq!(with_article(noun), expected);
        }
    }

    #[test]
    fn values_stand_on_one_line() {
        assert_eq!(value(&Value::text("a\nb", None)), "`a b`");
        assert_eq!(value(&Value::list(vec![Value::number(1.0, None), Value::number(2.0, None)], None)), "`1 and 2`");
        assert_eq!(value(&Value::text("x".repeat(100), None)).chars().count(), LONGEST_VALUE + 3);
    }

    #[test]
    fn the_file_is_named_once() {
        let mut citations = Citations::of("A.md");
        let lines = [Lines { start: 1, end: 3 }, Lines { start: 5, end: 5 }];
        assert_eq!(citations.cite_all(&lines), "A.md:1-3 and 5");
        assert_eq!(citations.cite(lines[1]), "5");
    }
}
