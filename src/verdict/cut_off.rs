//! `cut-off`: an answer that ends in the middle of its code.

use super::{Answer, Verdict, VerdictId};
use crate::dimensions::wording;
use crate::response::{Block, Language};

/// How many lines may follow the last block: its closing fence.
const LINES_AFTER: u32 = 1;

pub(super) fn verdict(side: Answer<'_>) -> Option<Verdict> {
    let response = &side.analysis.response;
    let block = response.blocks.last()?;
    let prose_after = response.prose.last().is_some_and(|prose| prose.lines.start > block.lines.end + LINES_AFTER);
    if prose_after {
        return None;
    }
    let Opened { line, last, ends } = left_open(block)?;
    let (start, end) = (block.lines.start + line as u32, block.lines.start + last as u32);
    let within = block.path.as_deref().map(|path| format!(" in {}", wording::code(path))).unwrap_or_default();
    let reason = format!(
        "The {} breaks off{within}: what line {start} opens is never closed, and its last line is {}.",
        side.title(),
        wording::code(&wording::shortened(ends))
    );
    Some(Verdict { verdict: VerdictId::CutOff, side: side.id, reason, evidence: vec![side.evidence(start, end)] })
}

/// Where code breaks off.
#[derive(Debug, PartialEq, Eq)]
struct Opened<'a> {
    /// The line of the last bracket that is never closed, counted from 0.
    line: usize,
    /// The last line that is not blank.
    last: usize,
    /// Its text.
    ends: &'a str,
}

/// The last bracket that code leaves open, if it ends within it. Code that forgets a bracket goes on and ends otherwise: with a closing
/// bracket, or at the indentation at which it began.
fn left_open(block: &Block) -> Option<Opened<'_>> {
    let comment = comment_of(block.language)?;
    let (last, ends) = block.text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).last()?;
    let mut open: Vec<(char, usize, usize)> = Vec::new();
    let mut quote: Option<&str> = None;
    for (number, line) in block.text.lines().enumerate() {
        let indentation = indentation(line);
        // Only these quotes may span lines.
        quote = quote.filter(|quote| matches!(*quote, "`" | "\"\"\"" | "'''"));
        let mut rest = line;
        while let Some(first) = rest.chars().next() {
            let quoted = QUOTES.iter().find(|known| rest.starts_with(**known)).copied();
            let mut step = first.len_utf8();
            match (quote, quoted) {
                _ if first == '\\' => step += rest[step..].chars().next().map_or(0, char::len_utf8),
                (Some(quote_open), Some(found)) if quote_open == found => (quote, step) = (None, found.len()),
                (Some(_), _) => {}
                (None, _) if rest.starts_with(comment) => break,
                (None, Some(found)) if found != "`" || uses_backquotes(block.language) => {
                    (quote, step) = (Some(found), found.len());
                }
                (None, _) => match first {
                    '(' | '[' | '{' => open.push((first, number, indentation)),
                    ')' | ']' | '}' => {
                        // A closing bracket of another kind closes what was forgotten too.
                        let at = open.iter().rposition(|(opening, ..)| closes(*opening, first))?;
                        open.truncate(at);
                    }
                    _ => {}
                },
            }
            rest = &rest[step..];
        }
    }
    // A document that is left open within a text of several lines holds something that was not understood.
    if quote.is_some_and(|quote| quote != "\"" && quote != "'") {
        return None;
    }
    let (_, line, outer) = *open.last()?;
    let within = indentation(ends) > outer || line == last;
    let closed = ends.trim_end().ends_with(['}', ']', ')', ';']);
    (within && !closed).then_some(Opened { line, last, ends: ends.trim() })
}

/// The longest first.
const QUOTES: [&str; 5] = ["\"\"\"", "'''", "\"", "'", "`"];

fn closes(opening: char, closing: char) -> bool {
    matches!((opening, closing), ('(', ')') | ('[', ']') | ('{', '}'))
}

/// How a comment begins in languages in which brackets say where things end.
fn comment_of(language: Language) -> Option<&'static str> {
    match language {
        Language::Hcl | Language::Python => Some("#"),
        Language::TypeScript | Language::JavaScript | Language::Java | Language::Go | Language::Json => Some("//"),
        _ => None,
    }
}

fn uses_backquotes(language: Language) -> bool {
    matches!(language, Language::TypeScript | Language::JavaScript | Language::Go)
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}
