//! Pieces of Markdown: text that must not become markup, places, folds.

use crate::dimensions::Evidence;

/// Text as it can stand in a heading or a sentence: what could be markup of tables or links is escaped.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        match character {
            '|' | '[' | ']' | '<' | '*' => out.extend(['\\', character]),
            '\n' | '\r' => out.push(' '),
            _ => out.push(character),
        }
    }
    out
}

/// Text as it can stand in a cell of a table.
pub(super) fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace(['\n', '\r'], " ")
}

/// Code between backticks, however many of them it holds itself.
pub(super) fn code(text: &str) -> String {
    format!("`{}`", text.replace('`', "'").replace(['\n', '\r'], " "))
}

/// `FILE:1-3`.
pub(super) fn place(evidence: &Evidence) -> String {
    format!("{}:{}", evidence.file, evidence.lines)
}

/// Several places: each file is named once, and what stands in one place is told once.
pub(super) fn places<'a>(evidence: impl IntoIterator<Item = &'a Evidence>, most: usize) -> String {
    let mut told: Vec<(&str, Vec<String>)> = Vec::new();
    let mut left_out = 0;
    for Evidence { file, lines, .. } in evidence {
        let lines = lines.to_string();
        let number: usize = told.iter().map(|(_, known)| known.len()).sum();
        match told.iter_mut().find(|(known, _)| *known == &**file) {
            Some((_, known)) if known.contains(&lines) => {}
            _ if number == most => left_out += 1,
            Some((_, known)) => known.push(lines),
            None => told.push((file, vec![lines])),
        }
    }
    let mut text =
        told.iter().map(|(file, lines)| format!("{file}:{}", lines.join(", "))).collect::<Vec<_>>().join("; ");
    if left_out > 0 {
        text.push_str(&format!(" and {left_out} more"));
    }
    text
}

/// A part that is shown on demand.
pub(super) fn fold(summary: &str, content: &str) -> String {
    format!("\n<details>\n<summary>{summary}</summary>\n{content}\n</details>\n")
}
