//! JSON → documents of the program form.
//!
//! The reader is our own because one JSON block in ten is none: members without the braces around them, `...` for what is left
//! out, comments, a cut-off end, raw text where a string should be. Each leaves the rest readable.

mod string;

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use super::{duplicate_key, mark_gaps, number_or_text};
use crate::program::form::{Entry, Expression, ExpressionKind, Item, Program};
use crate::source::{Diagnostic, Level, Span};

/// How deep values may be nested. Chosen because real files stay below 40, and every later phase recurses on them.
const DEEPEST: usize = 100;

/// Reads a JSON text. Several values in it are several documents.
pub(super) fn parse(file: u32, text: &str) -> (Program, Vec<Diagnostic>) {
    let mut reader = Reader {
        file,
        text,
        at: 0,
        open: Vec::new(),
        cut_off: false,
        unreadable_to: None,
        diagnostics: Vec::new(),
        broken: false,
    };
    let mut documents = reader.documents();
    if reader.broken {
        mark_gaps(&mut documents);
    }
    (Program::Documents(documents), reader.diagnostics)
}

struct Reader<'text> {
    file: u32,
    text: &'text str,
    /// Byte offset of what comes next.
    at: usize,
    /// The closing brackets that are due, innermost last.
    open: Vec<u8>,
    /// Whether it was said that the text ends too early.
    cut_off: bool,
    /// Byte offset after what was last said to be unreadable.
    unreadable_to: Option<usize>,
    diagnostics: Vec<Diagnostic>,
    /// Whether the text breaks the rules of JSON.
    broken: bool,
}

impl<'text> Reader<'text> {
    fn documents(&mut self) -> Vec<Expression> {
        let mut documents = Vec::new();
        loop {
            self.skip_blank();
            match self.peek() {
                None => return documents,
                Some(b',') => self.at += 1,
                Some(b'{' | b'[') => documents.push(self.value()),
                Some(b'"') if self.after_key().is_some() => documents.push(self.members(None)),
                Some(_) if documents.is_empty() && self.rest_is_scalar() => documents.push(self.value()),
                Some(_) => self.skip_unreadable(),
            }
        }
    }

    /// The value that comes next. What cannot be read is said, and gone past.
    fn value(&mut self) -> Expression {
        self.skip_blank();
        let start = self.at;
        let kind = match self.peek() {
            Some(b'{' | b'[') if self.open.len() >= DEEPEST => {
                self.report(Level::Warning, "values are nested too deep to be read", start..start + 1);
                self.at = self.text.len();
                ExpressionKind::Unsupported("nesting")
            }
            Some(b'{') => return self.members(Some(b'}')),
            Some(b'[') => self.list(),
            Some(b'"') => ExpressionKind::Text(self.string().into()),
            None | Some(b'}' | b']' | b',') => {
                self.report(Level::Error, "not valid JSON: a value is missing", start..start + 1);
                ExpressionKind::Unsupported("missing value")
            }
            Some(_) if self.take_elision() => ExpressionKind::Unsupported("elision"),
            Some(_) => self.scalar(),
        };
        Expression { kind, span: self.span(start..self.end().max(start)) }
    }

    /// A number, `true`, `false` or `null`.
    fn scalar(&mut self) -> ExpressionKind {
        let word = self.word();
        let kind = match word {
            "null" => ExpressionKind::Null,
            "true" => ExpressionKind::Bool(true),
            "false" => ExpressionKind::Bool(false),
            _ if word.starts_with(|c: char| c.is_ascii_digit() || c == '-') => number_or_text(word),
            _ => {
                self.skip_unreadable();
                return ExpressionKind::Unsupported("raw text");
            }
        };
        self.at += word.len();
        kind
    }

    /// The members of an object; without `close`, those of a fragment that lacks its braces, up to the end of the text.
    fn members(&mut self, close: Option<u8>) -> Expression {
        let start = self.at;
        self.at += close.map_or(0, |_| 1);
        self.open.extend(close);
        let mut entries = Vec::new();
        let mut keys = HashSet::new();
        while self.element_follows(close) {
            match self.key() {
                Some((text, span)) => {
                    if !keys.insert(Arc::clone(&text)) {
                        // Most readers of JSON take it.
                        self.diagnostics.push(duplicate_key(Level::Note, &text, span));
                    }
                    entries.push(Entry::Pair(Expression { kind: ExpressionKind::Text(text), span }, self.value()));
                }
                None => self.no_member(&mut entries),
            }
        }
        Expression { kind: ExpressionKind::Map(entries), span: self.span(start..self.end().max(start)) }
    }

    /// What stands between members and is none: `...`, or something unreadable.
    fn no_member(&mut self, entries: &mut Vec<Entry>) {
        let start = self.at;
        if self.take_elision() {
            let span = self.span(start..self.at);
            entries.push(Entry::Spread(Expression { kind: ExpressionKind::Unsupported("elision"), span }));
        } else if matches!(self.peek(), Some(b'{' | b'[' | b'"')) {
            self.report(Level::Error, "not valid JSON: a value without a key", start..start + 1);
            self.value();
            self.skip_blank();
            if self.peek() == Some(b':') {
                self.at += 1;
                self.value();
            }
        } else {
            self.skip_unreadable();
        }
    }

    fn list(&mut self) -> ExpressionKind {
        self.at += 1;
        self.open.push(b']');
        let mut items = Vec::new();
        while self.element_follows(Some(b']')) {
            items.push(Item { value: self.value(), spread: false });
        }
        ExpressionKind::List(items)
    }

    /// Whether a further member or element comes next; when none does, goes past the closing bracket. A bracket that is
    /// due further out ends this collection too, and is left for the other.
    fn element_follows(&mut self, close: Option<u8>) -> bool {
        loop {
            self.skip_blank();
            let here = self.at..self.at + 1;
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(byte @ (b'}' | b']')) if close == Some(byte) => {
                    self.at += 1;
                    break;
                }
                Some(byte @ (b'}' | b']')) if self.open.contains(&byte) => {
                    self.report(Level::Error, "not valid JSON: a bracket is not closed before this one", here);
                    break;
                }
                Some(b'}' | b']') => {
                    self.report(Level::Error, "not valid JSON: this bracket closes nothing", here);
                    self.at += 1;
                }
                Some(_) => return true,
                None => {
                    if close.is_some() && !self.cut_off {
                        self.cut_off = true;
                        let end = self.text.trim_end().len();
                        self.report(Level::Error, "not valid JSON: it ends before everything is closed", end..end);
                    }
                    break;
                }
            }
        }
        if close.is_some() {
            self.open.pop();
        }
        false
    }

    /// A key, quoted or not, with its colon.
    fn key(&mut self) -> Option<(Arc<str>, Span)> {
        let (key, end) = self.after_key()?;
        let quoted = usize::from(self.peek() == Some(b'"'));
        let text = string::unescape(self.text.get(self.at + quoted..key - quoted)?);
        let span = self.span(self.at..key);
        self.at = end;
        Some((text.into(), span))
    }

    /// Where the key that comes next ends, and where its colon does; `None` when no key comes next.
    fn after_key(&self) -> Option<(usize, usize)> {
        let rest = self.text.get(self.at..)?;
        let length = if rest.starts_with('"') { string::quoted_length(rest)? } else { self.word().len() };
        let colon = rest.get(length..)?.trim_start();
        let key = self.at + length;
        (length > 0 && colon.starts_with(':')).then(|| (key, self.text.len() - colon.len() + 1))
    }

    fn string(&mut self) -> String {
        let start = self.at;
        let (content, length, fault) = string::read(self.text.get(start..).unwrap_or(""));
        self.at += length;
        if let Some(fault) = fault {
            self.report(Level::Error, &format!("not valid JSON: {fault}"), start..self.at);
        }
        content
    }

    /// The letters, digits and signs that come next.
    fn word(&self) -> &'text str {
        let rest = self.text.get(self.at..).unwrap_or("");
        let end = rest.find(|c: char| !(c.is_alphanumeric() || "_$+-.".contains(c))).unwrap_or(rest.len());
        rest.get(..end).unwrap_or("")
    }

    /// Goes past `...`, which stands for what an answer leaves out.
    fn take_elision(&mut self) -> bool {
        let rest = self.text.get(self.at..).unwrap_or("");
        let dots =
            if rest.starts_with('…') { '…'.len_utf8() } else { rest.len() - rest.trim_start_matches('.').len() };
        if dots < 2 {
            return false;
        }
        self.report(Level::Warning, "something is left out here", self.at..self.at + dots);
        self.at += dots;
        true
    }

    /// Whether one line is left, which a lone value may be.
    fn rest_is_scalar(&self) -> bool {
        self.text.get(self.at..).is_some_and(|rest| rest.trim_end().lines().count() == 1)
            && (self.peek() == Some(b'"') || self.word().starts_with(|c: char| c.is_ascii_digit() || c == '-'))
    }

    /// Goes past what cannot be read: the rest of the line and, when something readable stands before it on the line, also the lines
    /// that are indented more, which belong to it as raw text does.
    fn skip_unreadable(&mut self) {
        let (before, rest) = self.text.split_at(self.at);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = before.get(line_start..).unwrap_or("");
        let indentation = line.len() - line.trim_start().len();
        let mut lines = rest.split_inclusive('\n');
        let first = lines.next().unwrap_or("");
        let belongs = |line: &&str| {
            let content = line.trim_start();
            content.is_empty() || line.len() - content.len() > indentation
        };
        let more: usize = if line.trim().is_empty() { 0 } else { lines.take_while(belongs).map(str::len).sum() };
        let range = self.at..self.at + first.trim_end().len();
        match self.diagnostics.last_mut().and_then(|last| last.span.as_mut()) {
            // Lines in a row are one thing.
            Some(span) if self.unreadable_to == Some(line_start) => span.end = range.end as u32,
            _ => {
                let shown: String = first.trim().chars().take(20).collect();
                self.report(Level::Error, &format!("not valid JSON: `{shown}`"), range);
            }
        }
        self.at += first.len() + more;
        self.unreadable_to = Some(self.at);
    }

    /// Goes past spaces, line breaks and comments.
    fn skip_blank(&mut self) {
        loop {
            let rest = self.text.get(self.at..).unwrap_or("");
            let content = rest.trim_start();
            self.at += rest.len() - content.len();
            let comment = match content {
                _ if content.starts_with("//") || content.starts_with('#') => content.find('\n'),
                _ if content.starts_with("/*") => content.find("*/").map(|end| end + 2),
                _ => return,
            };
            self.at += comment.unwrap_or(content.len());
        }
    }

    /// Byte offset after what was read last: blank lines behind something unclosed are no part of it.
    fn end(&self) -> usize {
        self.text.get(..self.at).unwrap_or("").trim_end().len()
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn report(&mut self, level: Level, message: &str, range: Range<usize>) {
        let end = range.end.min(self.text.len());
        let span = self.span(range.start.min(end)..end);
        self.broken |= level == Level::Error;
        self.diagnostics.push(Diagnostic::new(level, message, span));
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span { file: self.file, start: range.start as u32, end: range.end as u32 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::testing::{assert_spans, check, check_broken};

    #[test]
    fn values() {
        for (text, expected) in [
            (
                r#"{"a": 1, "b": [true, null, "x\n\u00e9\ud83d\ude00\/"], "c": {}}"#,
                "{a: 1, b: [true, null, \"x\\né😀/\"], c: {}}",
            ),
            (r#"{"a": -1.5, "b": 8.0, "c": 1e3}"#, r#"{a: -1.5, b: "8.0", c: "1e3"}"#),
            ("[1, 2]", "[1, 2]"),
            ("\"x\"", "\"x\""),
            ("", ""),
        ] {
            check(parse, text, expected);
        }
    }

    #[test]
    fn comments_and_trailing_commas() {
        check(parse, "// cdk.json\n{\"a\": /* none */ 1, // one\n \"b\": [1, 2,],\n # two\n}", "{a: 1, b: [1, 2]}");
    }

    #[test]
    fn fragments() {
        check(parse, "\"Vpc\": {\"Type\": \"x\"},\n\"Topic\": 1", r#"{Vpc: {Type: "x"}, Topic: 1}"#);
        check(parse, "{\"a\": 1},\n{\"b\": 2}", "{a: 1}; {b: 2}");
        check_broken(parse, "\"a\": 1\n}", "{a: 1}", &[(2, "closes nothing")]);
    }

    #[test]
    fn elisions() {
        check_broken(
            parse,
            "{\"a\": [...], \"b\": 1, ...}",
            "{a: [<elision>], b: 1, ...<elision>}",
            &[(1, ""), (1, "")],
        );
        check_broken(parse, "{\n  \"a\": {...},\n  ...\n}", "{a: {...<elision>}, ...<elision>}", &[(2, ""), (3, "")]);
    }

    #[test]
    fn cut_off_texts() {
        check_broken(parse, "{\"a\": {\"b\": [1, 2", "{a: {b: [1, 2]}}", &[(1, "ends before")]);
        check_broken(parse, "{\"a\": {\"b\": \"x", "{a: {b: \"x\"}}", &[(1, "not closed"), (1, "ends before")]);
        check_broken(parse, "{\"a\":", "{a: <missing value>}", &[(1, "missing"), (1, "ends before")]);
    }

    #[test]
    fn brackets_that_do_not_match() {
        check_broken(
            parse,
            "{\"a\": [1, 2}, \"b\": 3}",
            "{a: [1, 2]}; {b: 3}",
            &[(1, "not closed before"), (1, "closes nothing")],
        );
        check_broken(parse, "{\"a\": {\"b\": 1]}, \"c\": 2}", "{a: {b: 1}, c: 2}", &[(1, "closes nothing")]);
    }

    #[test]
    fn unreadable_text() {
        check_broken(parse, "{\"a\": 1}```\n", "{a: 1}", &[(1, "```")]);
        check_broken(parse, "cdk.json\nin the root:\n{\"a\": 1}", "{a: 1}", &[(1, "cdk.json")]);
        check_broken(
            parse,
            "{\n  \"a\": |\n    x = {\n    }\n\n  ,\n  \"b\": 1\n}",
            "{a: <raw text>, b: 1}",
            &[(2, "|")],
        );
        check_broken(
            parse,
            "{\n<<<<<<< HEAD\n  \"a\": 1,\n=======\n  \"b\": 2\n}",
            "{a: 1, b: 2}",
            &[(2, "<<<<"), (4, "====")],
        );
        check_broken(parse, "{\"a\": {{\"b\": 1}: \"c\"}, \"d\": 2}", "{a: {}, d: 2}", &[(1, "without a key")]);
        check_broken(parse, "{\"a\": 1, \"a\": 2}", "{a: 1, a: 2}", &[(1, "the key a is given twice")]);
    }

    #[test]
    fn strings_that_break_the_rules() {
        check_broken(parse, "{\"a\": \"x\ny\", \"b\": 1}", "{a: \"x\\ny\", b: 1}", &[(1, "line break")]);
        check_broken(parse, "{\"a\": \"x,\n\"b\": 1}", "{a: \"x\", b: 1}", &[(1, "not closed")]);
        check_broken(
            parse,
            "{\"a\": \"say \"x\" to\", \"b\": 1}",
            r#"{a: "say \"x\" to", b: 1}"#,
            &[(1, "not escaped")],
        );
    }

    #[test]
    fn deep_nesting_ends() {
        for text in ["[".repeat(100_000), "{\"a\":".repeat(100_000)] {
            assert!(!parse(0, &text).1.is_empty());
        }
    }

    #[test]
    fn spans_cover_entries() {
        assert_spans(
            parse,
            "{\n  \"Vpc\": {\n    \"Type\": \"é\"\n  },\n  \"b\" : [1],\n \"c\":2 }",
            &[("Vpc", "\"Vpc\": {\n    \"Type\": \"é\"\n  }"), ("b", "\"b\" : [1]"), ("c", "\"c\":2")],
        );
        assert_spans(parse, "{\"a\": {\"b\": [1,\n\n", &[("a", "\"a\": {\"b\": [1,")]);
    }
}
