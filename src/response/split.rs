//! From Markdown text to pieces of code, each with its info string and the lines that it stands on.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::fences::{self, End, Fenced};
use super::text::Text;
use super::unfenced::{self, Run};
use super::{Language, language, path};

/// A piece of code, before it is known what it is.
#[derive(Debug)]
pub(super) struct Piece {
    /// Its info string; empty if it has none.
    pub(super) info: String,
    /// The language that its info string says or that its code looks to be in.
    pub(super) language: Option<Language>,
    /// The file that its own first line introduces, if it is one of several files in a block.
    pub(super) introduced: Option<String>,
    /// Line of its first line of code.
    pub(super) start: usize,
    /// Its code, with the indentation of its container removed.
    pub(super) text: String,
    /// The heading above it.
    pub(super) heading: Option<String>,
    /// How its fence ends; that of unfenced code counts as closed.
    pub(super) end: End,
    /// The lines that it takes up, with its fences: the first, and the one after the last.
    pub(super) outer: (usize, usize),
}

impl Piece {
    /// Line of its last line of code.
    pub(super) fn last(&self) -> usize {
        self.start + self.text.lines().count().max(1) - 1
    }

    /// Whether it is in no language.
    pub(super) fn is_text(&self) -> bool {
        matches!(self.language, None | Some(Language::Text))
    }
}

/// All pieces of code in a response, in order.
pub(super) fn split(text: &Text) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut next = 1;
    for block in fences::find(text) {
        pieces.extend(unfenced_pieces(text, next, block.open));
        next = block.after;
        let mut piece = fenced_piece(block);
        if piece.end != End::Closed {
            next = end_where_prose_begins(&mut piece, text);
        }
        pieces.push(piece);
    }
    pieces.extend(unfenced_pieces(text, next, text.line_count() + 1));
    pieces.retain(|piece| !piece.text.trim().is_empty());
    let outline = Outline::read(text, &pieces);
    pieces.extend(outline.indented);
    pieces.sort_by_key(|piece| piece.start);
    if pieces.is_empty() {
        pieces.extend(whole(text));
    }
    for piece in &mut pieces {
        let above = outline.headings.partition_point(|&(line, _)| line < piece.outer.0);
        piece.heading =
            above.checked_sub(1).and_then(|index| outline.headings.get(index)).map(|(_, title)| title.clone());
    }
    pieces.into_iter().flat_map(by_file).collect()
}

fn fenced_piece(block: Fenced) -> Piece {
    Piece {
        language: language::of_info(&block.info).or_else(|| language::of_content(&block.code)),
        info: block.info,
        introduced: None,
        start: block.open + 1,
        text: block.code,
        heading: None,
        end: block.end,
        outer: (block.open, block.after),
    }
}

/// Takes off an unclosed piece what is prose, and gives the first line after it. What is said to be in no language may be anything: then
/// nothing remains.
fn end_where_prose_begins(piece: &mut Piece, text: &Text) -> usize {
    let after = piece.outer.1;
    let first = (piece.start..after).find(|&line| !text.line(line).trim().is_empty());
    let last = match (piece.language, first) {
        (Some(Language::Markdown), _) if !piece.info.is_empty() => return after,
        (Some(Language::Markdown), _) => piece.start - 1,
        (Some(language), Some(first)) => unfenced::end_of_code(text, first, after, language),
        _ => piece.start - 1,
    };
    let kept = piece.text.split_inclusive('\n').take(last + 1 - piece.start).map(str::len).sum();
    piece.text.truncate(kept);
    piece.outer.1 = last + 1;
    if (last + 1..=text.line_count()).any(|line| !text.line(line).trim().is_empty()) {
        piece.end = End::Next;
    }
    last + 1
}

fn unfenced_pieces(text: &Text, first: usize, after: usize) -> impl Iterator<Item = Piece> + '_ {
    unfenced::find(text, first, after).into_iter().map(|run| unfenced_piece(text, run))
}

fn unfenced_piece(text: &Text, run: Run) -> Piece {
    let Run { first, last, language } = run;
    Piece {
        language: Some(language),
        info: String::new(),
        introduced: None,
        start: first,
        text: text.lines(first, last).to_owned(),
        heading: None,
        end: End::Closed,
        outer: (first, last + 1),
    }
}

/// The whole response as one piece, if it is code without a line that could only begin code: settings, a list of values.
fn whole(text: &Text) -> Option<Piece> {
    let filled = |&line: &usize| !text.line(line).trim().is_empty();
    let first = (1..=text.line_count()).find(filled)?;
    let last = (first..=text.line_count()).rfind(filled)?;
    let language = language::of_content(text.lines(first, last)).filter(|&language| language != Language::Markdown)?;
    Some(unfenced_piece(text, Run { first, last, language }))
}

/// What Markdown says about the text that is not fenced.
#[derive(Default)]
struct Outline {
    /// Headings and their lines.
    headings: Vec<(usize, String)>,
    /// Indented blocks that are code.
    indented: Vec<Piece>,
}

impl Outline {
    /// Reads it from the text without the pieces that are known: their code could look like headings.
    fn read(text: &Text, pieces: &[Piece]) -> Self {
        let prose = text.without(pieces.iter().map(|piece| piece.outer));
        let mut outline = Self::default();
        let mut open = false;
        let mut written = String::new();
        for (event, range) in Parser::new_ext(&prose, Options::empty()).into_offset_iter() {
            match event {
                Event::Start(Tag::Heading { .. } | Tag::CodeBlock(CodeBlockKind::Indented)) => {
                    open = true;
                    written.clear();
                }
                Event::Text(part) | Event::Code(part) if open => written.push_str(&part),
                Event::End(TagEnd::Heading(_)) => {
                    open = false;
                    outline.headings.push((text.line_at(range.start), std::mem::take(&mut written)));
                }
                Event::End(TagEnd::CodeBlock) if std::mem::take(&mut open) => {
                    let first = text.line_at(range.start);
                    let last = first + written.lines().count().saturating_sub(1);
                    let known = pieces.partition_point(|piece| piece.outer.1 <= first);
                    let is_free = pieces.get(known).is_none_or(|piece| last < piece.outer.0);
                    if let Some(language) = language_of_indented(&written).filter(|_| is_free) {
                        let piece = unfenced_piece(text, Run { first, last, language });
                        outline.indented.push(Piece { text: std::mem::take(&mut written), ..piece });
                    }
                }
                _ => {}
            }
        }
        outline
    }
}

/// The language of an indented block, if it is code: much indented text is not.
fn language_of_indented(text: &str) -> Option<Language> {
    let enough = text.lines().count() >= unfenced::FEWEST;
    language::of_content(text).filter(|&language| enough && language != Language::Markdown)
}

/// Takes a block that holds several files apart: each begins with a line that is its path.
fn by_file(piece: Piece) -> Vec<Piece> {
    let Some(language) =
        piece.language.filter(|language| !matches!(language, Language::Text | Language::Markdown | Language::Shell))
    else {
        return vec![piece];
    };
    let lines: Vec<&str> = piece.text.split_inclusive('\n').collect();
    let line = |index: usize| lines.get(index).map_or("", |line| line.trim_end());
    let introduced = |index: usize| path::introduced_by(line(index), line(index + 1), language);
    let mut starts: Vec<(usize, String)> = Vec::new();
    for (index, _) in lines.iter().enumerate() {
        let first = index == 0 || line(index - 1).is_empty();
        if let Some(path) = introduced(index).filter(|_| first && introduced(index + 1).is_none()) {
            starts.push((index, path));
        }
    }
    let alone = starts.first().is_none_or(|(index, _)| lines.iter().take(*index).all(|line| line.trim().is_empty()));
    if starts.len() < if alone { 2 } else { 1 } {
        return vec![piece];
    }
    let mut parts = Vec::new();
    let ends = starts.iter().skip(1).map(|(index, _)| *index).chain([lines.len()]);
    let heads = starts.first().map(|(index, _)| (0, *index, None));
    let rest = starts.iter().zip(ends).map(|((start, path), end)| (*start, end, Some(path.clone())));
    for (start, end, introduced) in heads.into_iter().chain(rest) {
        // A path that is no comment is no code.
        let title = lines.get(start).is_some_and(|line| {
            introduced.is_some() && line.starts_with(|c: char| c.is_alphanumeric() || "._".contains(c))
        });
        let first = start + usize::from(title);
        let text: String = lines.get(first..end).unwrap_or_default().concat();
        if text.trim().is_empty() {
            continue;
        }
        parts.push(Piece {
            language: introduced.as_deref().and_then(language::of_path).or(piece.language),
            info: piece.info.clone(),
            introduced,
            start: piece.start + first,
            text,
            heading: piece.heading.clone(),
            end: if end == lines.len() { piece.end } else { End::Closed },
            outer: (piece.outer.0, piece.outer.1),
        });
    }
    parts
}
