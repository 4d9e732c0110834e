//! From bytes to text: encodings, line ends, and which byte stands on which line.

use crate::source::{Diagnostic, Level};

/// The text of a response, with `\n` alone at the end of lines, and where each line starts.
pub(super) struct Text {
    text: String,
    line_starts: Vec<usize>,
}

impl Text {
    /// How many lines it has. A line feed at the very end begins no further line.
    pub(super) fn line_count(&self) -> usize {
        self.line_starts.len()
    }

    /// A line by its number, counted from 1, without its end; empty beyond the text.
    pub(super) fn line(&self, number: usize) -> &str {
        self.lines(number, number).strip_suffix('\n').unwrap_or_else(|| self.lines(number, number))
    }

    /// The lines from `first` to `last`, both included, with their ends.
    pub(super) fn lines(&self, first: usize, last: usize) -> &str {
        let start = self.start_of(first);
        self.text.get(start..self.start_of(last.saturating_add(1))).unwrap_or("")
    }

    /// The text with blanks instead of the given runs of lines, so that all offsets stay. A run is its first line and the one after
    /// its last.
    pub(super) fn without(&self, runs: impl Iterator<Item = (usize, usize)>) -> String {
        let mut rest = String::with_capacity(self.text.len());
        for (first, after) in runs {
            let (start, end) = (self.start_of(first), self.start_of(after));
            rest.push_str(self.text.get(rest.len()..start).unwrap_or(""));
            rest.extend(
                self.text.get(rest.len()..end).unwrap_or("").bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }),
            );
        }
        rest.push_str(self.text.get(rest.len()..).unwrap_or(""));
        rest
    }

    /// The number of the line on which the byte at `offset` stands.
    pub(super) fn line_at(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|&start| start <= offset).max(1)
    }

    fn start_of(&self, number: usize) -> usize {
        self.line_starts.get(number.saturating_sub(1)).copied().unwrap_or(self.text.len())
    }
}

/// Decodes a response. Line numbers stay those of the file: only the bytes within lines change.
pub(super) fn decode(bytes: &[u8]) -> (Text, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let text = match bytes {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes, &mut diagnostics),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes, &mut diagnostics),
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest, &mut diagnostics),
        _ => utf8(bytes, &mut diagnostics),
    };
    let text = plain_line_ends(text);
    let mut line_starts = vec![0];
    line_starts.extend(text.match_indices('\n').map(|(at, _)| at + 1));
    if line_starts.last() == Some(&text.len()) {
        line_starts.pop();
    }
    (Text { text, line_starts }, diagnostics)
}

fn utf8(bytes: &[u8], diagnostics: &mut Vec<Diagnostic>) -> String {
    match str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(error) => {
            let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
            diagnostics.push(not_unicode("UTF-8", before.iter().filter(|&&byte| byte == b'\n').count() + 1));
            String::from_utf8_lossy(bytes).into_owned()
        }
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16, diagnostics: &mut Vec<Diagnostic>) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let text: String = char::decode_utf16(units).map(|decoded| decoded.unwrap_or('\u{FFFD}')).collect();
    if let Some(line) = text.split('\n').position(|line| line.contains('\u{FFFD}')) {
        diagnostics.push(not_unicode("UTF-16", line + 1));
    }
    text
}

fn not_unicode(encoding: &str, line: usize) -> Diagnostic {
    let message = format!("line {line} has bytes that are not {encoding}; they are read as U+FFFD");
    Diagnostic::new(Level::Warning, message, None)
}

/// Makes `\r\n` a `\n`. A carriage return by itself ends a line only where no line feed does; else it is a blank.
fn plain_line_ends(text: String) -> String {
    if !text.contains(['\r', '\0']) {
        return text;
    }
    let alone = if text.contains('\n') { " " } else { "\n" };
    text.replace("\r\n", "\n").replace('\r', alone).replace('\0', "\u{FFFD}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_and_line_end_gives_the_same_lines() {
        for bytes in [
            &b"a\nb\n"[..],
            b"a\r\nb\r\n",
            b"a\nb",
            b"a\rb",
            b"\xEF\xBB\xBFa\nb",
            b"\xFF\xFEa\0\n\0b\0",
            b"\xFE\xFF\0a\0\n\0b",
        ] {
            let (text, diagnostics) = decode(bytes);
            assert_eq!((text.line_count(), text.line(1), text.line(2), text.line(3)), (2, "a", "b", ""), "{bytes:?}");
            assert!(diagnostics.is_empty(), "{bytes:?}");
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_told_with_their_line() {
        let (text, diagnostics) = decode(b"a\nb\xFFc\n");
        assert_eq!(text.line(2), "b\u{FFFD}c");
        assert_eq!(diagnostics[0].message, "line 2 has bytes that are not UTF-8; they are read as U+FFFD");
    }

    #[test]
    fn offsets_give_lines() {
        let (text, _) = decode(b"ab\n\ncd");
        let lines: Vec<usize> = (0..=6).map(|offset| text.line_at(offset)).collect();
        assert_eq!(lines, [1, 1, 1, 2, 3, 3, 3]);
    }
}
