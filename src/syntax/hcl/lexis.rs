//! The small pieces of HCL: space, comments, names, and where the reader stands.

use super::Parser;
use crate::source::Span;

impl<'a> Parser<'a> {
    pub(super) fn at_end(&self) -> bool {
        self.at >= self.text.len()
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.peek_at(0)
    }

    pub(super) fn peek_at(&self, distance: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + distance).copied()
    }

    /// What is not read yet.
    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        Span { file: self.file, start: start as u32, end: end as u32 }
    }

    /// The next character; at the end of the text, the last one.
    pub(super) fn here(&self) -> Span {
        match self.rest().chars().next() {
            Some(next) => self.span(self.at, self.at + next.len_utf8()),
            None => {
                let last = self.text.trim_end().char_indices().next_back().map_or(0, |(at, _)| at);
                self.span(last, self.text.trim_end().len())
            }
        }
    }

    /// Skips spaces and comments, and line breaks where they are plain space.
    pub(super) fn skip_blank(&mut self) {
        loop {
            let rest = self.rest();
            match rest.bytes().next() {
                Some(b' ' | b'\t' | b'\r') => self.at += 1,
                Some(b'\n') if self.multiline => self.at += 1,
                Some(b'#') => self.at = self.line_end(self.at),
                Some(b'/') if rest.starts_with("//") => self.at = self.line_end(self.at),
                Some(b'/') if rest.starts_with("/*") => match rest.find("*/") {
                    Some(length) => self.at += length + 2,
                    None => {
                        self.report("this comment is never closed", self.span(self.at, self.at + 2));
                        self.at = self.text.len();
                    }
                },
                Some(0xc2) if rest.starts_with('\u{a0}') => {
                    self.report("a non-breaking space is no space in HCL", self.here());
                    self.at += 2;
                }
                _ => return,
            }
        }
    }

    /// Skips spaces, comments and line breaks.
    pub(super) fn skip_lines(&mut self) {
        let multiline = std::mem::replace(&mut self.multiline, true);
        self.skip_blank();
        self.multiline = multiline;
    }

    /// Takes `token` if it comes next.
    pub(super) fn eat(&mut self, token: &str) -> bool {
        self.skip_blank();
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    /// Takes a name if one comes next.
    pub(super) fn identifier(&mut self) -> Option<&'a str> {
        self.skip_blank();
        let name = identifier(self.rest())?;
        self.at += name.len();
        Some(name)
    }

    /// Takes `word` if it is the name that comes next.
    pub(super) fn keyword(&mut self, word: &str) -> bool {
        self.skip_blank();
        let found = identifier(self.rest()) == Some(word);
        if found {
            self.at += word.len();
        }
        found
    }

    /// Offset of the first byte of the line on which that one stands.
    pub(super) fn line_start(&self, at: usize) -> usize {
        self.text.as_bytes().iter().take(at).rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1)
    }

    /// Offset of the line break that ends that line, or of the end of the text.
    pub(super) fn line_end(&self, at: usize) -> usize {
        self.text.get(at..).and_then(|rest| rest.find('\n')).map_or(self.text.len(), |length| at + length)
    }

    /// How far from the beginning of its line a byte stands.
    pub(super) fn column(&self, at: usize) -> usize {
        at - self.line_start(at)
    }
}

/// The name with which a text begins.
pub(super) fn identifier(text: &str) -> Option<&str> {
    let starts = |character: char| character.is_alphabetic() || character == '_';
    let goes_on = |character: char| character.is_alphanumeric() || matches!(character, '_' | '-');
    text.chars().next().filter(|&first| starts(first))?;
    let length = text.find(|character| !goes_on(character)).unwrap_or(text.len());
    text.get(..length)
}
