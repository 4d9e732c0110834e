//! A task as sentences: each with the lines that it stands on, without its markup.

use std::sync::Arc;

use crate::source::Lines;

/// A sentence, a list item or a heading.
#[derive(Clone, Debug, PartialEq)]
pub struct Sentence {
    /// As written, without its markup.
    pub text: Arc<str>,
    /// Where.
    pub lines: Lines,
    /// Whether it stands below a heading that says what is not wanted.
    pub excluded: bool,
    /// Whether it is a heading.
    pub heading: bool,
}

/// Headings that begin a list of what is not wanted.
const EXCLUDING: [&str; 6] =
    ["out of scope", "do not include", "not included", "not required", "exclusions", "do not create"];
/// Abbreviations whose full stop ends no sentence.
const ABBREVIATIONS: [&str; 5] = ["e.g", "i.e", "etc", "vs", "approx"];

/// The sentences of a text, in order.
pub(super) fn split(text: &str) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    let mut paragraph: Vec<(u32, String)> = Vec::new();
    let mut excluded = false;
    for (number, line) in (1..).zip(text.lines()) {
        let trimmed = line.trim().trim_start_matches('>').trim_start();
        if trimmed.is_empty() || trimmed.starts_with("```") || trimmed.starts_with("---") {
            flush(&mut paragraph, excluded, &mut sentences);
        } else if trimmed.starts_with('#') || is_bold_line(trimmed) {
            flush(&mut paragraph, excluded, &mut sentences);
            let title = plain(trimmed);
            let lower = title.to_ascii_lowercase();
            excluded = EXCLUDING.iter().any(|words| lower.contains(words));
            let lines = Lines { start: number, end: number };
            sentences.push(Sentence { text: title.into(), lines, excluded: false, heading: true });
        } else {
            if is_item(trimmed) || trimmed.starts_with('|') {
                flush(&mut paragraph, excluded, &mut sentences);
            }
            paragraph.push((number, plain(trimmed)));
        }
    }
    flush(&mut paragraph, excluded, &mut sentences);
    sentences
}

/// A line that is all bold is a heading in other clothes.
fn is_bold_line(line: &str) -> bool {
    let inner = line.strip_prefix("**").and_then(|rest| rest.trim_end_matches(':').strip_suffix("**"));
    inner.is_some_and(|inner| !inner.contains("**"))
}

fn is_item(line: &str) -> bool {
    let rest = line.trim_start_matches(|character: char| character.is_ascii_digit());
    line.starts_with(['-', '*', '+', '•']) || rest.len() < line.len() && rest.starts_with(['.', ')'])
}

/// A line without bullets, emphasis, code marks and link targets.
fn plain(line: &str) -> String {
    let mut text = line.trim_start_matches(['#', ' ']);
    if is_item(text) && !text.starts_with("**") {
        text = text.trim_start_matches(|character: char| character.is_ascii_digit());
        text = text.trim_start_matches(['-', '*', '+', '•', '.', ')', ' ']);
    }
    text.replace("**", "").replace(['`', '|'], " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Cuts a paragraph into sentences.
fn flush(paragraph: &mut Vec<(u32, String)>, excluded: bool, into: &mut Vec<Sentence>) {
    let mut text = String::new();
    // Where in the text each line begins.
    let mut starts = Vec::new();
    for (number, line) in paragraph.drain(..) {
        if !text.is_empty() {
            text.push(' ');
        }
        starts.push((text.len(), number));
        text.push_str(&line);
    }
    let line_at = |offset: usize| {
        let line = starts.partition_point(|(start, _)| *start <= offset).saturating_sub(1);
        starts.get(line).map_or(1, |(_, number)| *number)
    };
    let mut start = 0;
    for end in ends(&text) {
        let sentence = text[start..end].trim();
        if !sentence.is_empty() {
            let lines = Lines {
                start: line_at(start + (text[start..end].len() - text[start..end].trim_start().len())),
                end: line_at(end - 1),
            };
            into.push(Sentence { text: sentence.into(), lines, excluded, heading: false });
        }
        start = end;
    }
}

/// The offsets after which the sentences of a text end; the last is that of the text itself.
fn ends(text: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    for (at, mark) in text.char_indices().filter(|(_, character)| matches!(character, '.' | '!' | '?' | ';')) {
        let after = at + mark.len_utf8();
        let abbreviation = ABBREVIATIONS.iter().any(|word| text[..at].to_ascii_lowercase().ends_with(word));
        if text[after..].starts_with(' ') && !abbreviation {
            ends.push(after);
        }
    }
    if !text.is_empty() {
        ends.push(text.len());
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn sentences_have_their_lines() {
        let text = "# Task\n\nUse **Pulumi** with\nPython. Then deploy it.\n\n- One `item`, e.g. this\n  goes on\n1. Two\n\n## Out of scope\n- RDS\n";
        let found: Vec<_> = split(text)
            .iter()
            .map(|found| (found.text.to_string(), found.lines.start, found.lines.end, found.excluded))
            .collect();
        let expected = [
            ("Task", 1, 1, false),
            ("Use Pulumi with Python.", 3, 4, false),
            ("Then deploy it.", 4, 4, false),
            ("One item , e.g. this goes on", 6, 7, false),
            ("Two", 8, 8, false),
            ("Out of scope", 10, 10, false),
            ("RDS", 11, 11, true),
        ];
        assert_eq!(found, expected.map(|(text, start, end, out)| (text.to_owned(), start, end, out)));
    }
}
