//! From Markdown text to pieces of code, each with its info string and the lines that it stands on.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::text::Text;

/// A piece of code, before it is known what it is.
#[derive(Debug)]
pub(super) struct Piece {
    /// Its info string; empty if it has none.
    pub(super) info: String,
    /// Line of its first line of code.
    pub(super) start: usize,
    /// Its code, with the indentation of its container removed.
    pub(super) text: String,
    /// The heading above it.
    pub(super) heading: Option<String>,
    /// Whether its fence is never closed.
    pub(super) cut_off: bool,
    /// Whether it stands between fences.
    pub(super) fenced: bool,
}

impl Piece {
    /// Line of its last line of code.
    pub(super) fn end(&self) -> usize {
        self.start + self.text.lines().count().max(1) - 1
    }
}

/// All pieces of code in a response, in order.
pub(super) fn split(text: &Text) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut heading: Option<String> = None;
    let mut in_heading: Option<String> = None;
    let mut open: Option<Piece> = None;
    for (event, range) in Parser::new_ext(text.as_str(), Options::empty()).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { .. }) => in_heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => heading = in_heading.take(),
            Event::Start(Tag::CodeBlock(kind)) => {
                let first = text.line_at(range.start);
                let (info, start, fenced) = match kind {
                    CodeBlockKind::Fenced(info) => (info.trim().to_owned(), first + 1, true),
                    CodeBlockKind::Indented => (String::new(), first, false),
                };
                let cut_off = fenced && !is_closed(text, range.end);
                open = Some(Piece { info, start, text: String::new(), heading: heading.clone(), cut_off, fenced });
            }
            Event::End(TagEnd::CodeBlock) => pieces.extend(open.take().filter(|piece| !piece.text.trim().is_empty())),
            Event::Text(part) | Event::Code(part) => {
                if let Some(piece) = &mut open {
                    piece.text.push_str(&part);
                } else if let Some(heading) = &mut in_heading {
                    heading.push_str(&part);
                }
            }
            _ => {}
        }
    }
    pieces
}

/// Whether the fenced block that ends at `end` ends with a fence.
fn is_closed(text: &Text, end: usize) -> bool {
    let last = text.line(text.line_at(end.saturating_sub(1)));
    let fence = last.trim_end().trim_start_matches([' ', '\t', '>']);
    fence.len() >= 3 && (fence.bytes().all(|byte| byte == b'`') || fence.bytes().all(|byte| byte == b'~'))
}
