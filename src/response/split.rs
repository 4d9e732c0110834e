//! From Markdown text to pieces of code, each with its info string and the lines that it stands on.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::fences::{self, End, Fenced};
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
    /// The lines that it takes up, with its fences: the first, and the one after the last.
    pub(super) outer: (usize, usize),
}

impl Piece {
    /// Line of its last line of code.
    pub(super) fn end(&self) -> usize {
        self.start + self.text.lines().count().max(1) - 1
    }
}

/// All pieces of code in a response, in order.
pub(super) fn split(text: &Text) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = fences::find(text).into_iter().filter_map(piece).collect();
    let headings = headings(text, &pieces);
    for piece in &mut pieces {
        let above = headings.partition_point(|&(line, _)| line < piece.outer.0);
        piece.heading = above.checked_sub(1).and_then(|index| headings.get(index)).map(|(_, heading)| heading.clone());
    }
    pieces
}

fn piece(block: Fenced) -> Option<Piece> {
    (!block.code.trim().is_empty()).then(|| Piece {
        info: block.info,
        start: block.open + 1,
        text: block.code,
        heading: None,
        cut_off: block.end == End::Response,
        outer: (block.open, block.after),
    })
}

/// The headings of a response and their lines. Lines of code, which could look like headings, are left out.
fn headings(text: &Text, pieces: &[Piece]) -> Vec<(usize, String)> {
    let prose = text.without(pieces.iter().map(|piece| piece.outer));
    let mut headings = Vec::new();
    let mut open: Option<String> = None;
    for (event, range) in Parser::new_ext(&prose, Options::empty()).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { .. }) => open = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => {
                headings.extend(open.take().map(|heading| (text.line_at(range.start), heading)));
            }
            Event::Text(part) | Event::Code(part) => {
                if let Some(heading) = &mut open {
                    heading.push_str(&part);
                }
            }
            _ => {}
        }
    }
    headings
}
