//! What to leave out of a YAML text that cannot be read, so that the rest can be.
//!
//! What is left out becomes spaces, so that everything else keeps its place.

use std::ops::Range;

use super::Failure;

/// The text without the entry in which reading failed; `None` when nothing is left to leave out.
pub(super) fn blank(text: &str, failure: &Failure) -> Option<String> {
    if failure.tabs {
        let spaced = tabs_to_spaces(text);
        if spaced != text {
            return Some(spaced);
        }
    }
    let lines = Lines::of(text);
    let failed = lines.containing(culprit(text, failure));
    // The failing line itself may have been blanked before: then what follows it is to blame, or what comes before.
    let first = (failed..lines.count()).chain((0..failed).rev()).find(|&line| lines.indentation(line).is_some())?;
    let indentation = lines.indentation(first)?;
    let last = (first + 1..lines.count())
        .take_while(|&line| lines.indentation(line).is_none_or(|inner| inner > indentation))
        .last()
        .unwrap_or(first);
    let (start, end) = (lines.range(first).start, lines.range(last).end);
    let hidden = text.get(start..end)?.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' });
    Some(text.get(..start)?.chars().chain(hidden).chain(text.get(end..)?.chars()).collect())
}

/// The place to blame: where reading failed, or the start of the value that began on an earlier line and never ended (an unclosed quote or
/// bracket), which swallowed what lies between.
fn culprit(text: &str, failure: &Failure) -> usize {
    let between = text.get(failure.read_to..failure.at).unwrap_or("");
    let Some((same_line, _)) = between.split_once('\n') else { return failure.at };
    let value = same_line.trim_start_matches([':', ' ', ',']);
    if value.is_empty() || value.starts_with('#') { failure.at } else { failure.read_to }
}

/// The text with each tab in front of a line's content as one space.
fn tabs_to_spaces(text: &str) -> String {
    let mut before_content = true;
    text.chars()
        .map(|c| {
            before_content = c == '\n' || (before_content && (c == ' ' || c == '\t' || c == '-'));
            if c == '\t' && before_content { ' ' } else { c }
        })
        .collect()
}

/// The lines of a text.
struct Lines<'text> {
    text: &'text str,
    starts: Vec<usize>,
}

impl<'text> Lines<'text> {
    fn of(text: &'text str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { text, starts }
    }

    fn count(&self) -> usize {
        self.starts.len()
    }

    fn containing(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start <= offset).saturating_sub(1)
    }

    fn range(&self, line: usize) -> Range<usize> {
        let end = self.starts.get(line + 1).map_or(self.text.len(), |next| next - 1);
        self.starts.get(line).map_or(end..end, |&start| start..end)
    }

    /// How far a line is indented; `None` for a blank line.
    fn indentation(&self, line: usize) -> Option<usize> {
        let text = self.text.get(self.range(line))?;
        let content = text.trim_start();
        (!content.is_empty()).then(|| text.len() - content.len())
    }
}
