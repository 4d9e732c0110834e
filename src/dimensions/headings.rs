//! The headings in the prose of an answer.

use super::side::Side;
use crate::source::Lines;

/// The headings of a side's prose, with their lines: those of Markdown, and lines that are bold as a whole.
pub(super) fn headings(side: Side<'_>) -> Vec<(&str, Lines)> {
    let mut found = Vec::new();
    for prose in &side.response.prose {
        for (at, line) in prose.text.lines().enumerate() {
            let line = line.trim();
            let bold = line.strip_prefix("**").and_then(|rest| rest.trim_end_matches(':').strip_suffix("**"));
            let title = if line.starts_with('#') { Some(line.trim_start_matches('#').trim()) } else { bold };
            if let Some(title) = title {
                let number = prose.lines.start + at as u32;
                found.push((title, Lines { start: number, end: number }));
            }
        }
    }
    found
}
