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
    /// How many headings above it say that the answer begins.
    pub(super) turn: u32,
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
    let mut headings = outline.headings.into_iter().peekable();
    let (mut heading, mut turn) = (None, 0);
    for piece in &mut pieces {
        while let Some((_, title)) = headings.next_if(|(line, _)| *line < piece.outer.0) {
            turn += u32::from(begins_answer(&title));
            heading = Some(title);
        }
        (piece.heading, piece.turn) = (heading.clone(), turn);
    }
    pieces.into_iter().flat_map(by_file).collect()
}

/// Whether a heading says that the answer begins, after a trace of the reasoning.
fn begins_answer(title: &str) -> bool {
    let title = title.trim_matches(|c: char| !c.is_alphabetic());
    title.eq_ignore_ascii_case("answer") || title.eq_ignore_ascii_case("final answer")
}

fn fenced_piece(block: Fenced) -> Piece {
    Piece {
        language: language::of_info(&block.info).or_else(|| language::of_content(&block.code)),
        info: block.info,
        introduced: None,
        start: block.open + 1,
        text: block.code,
        heading: None,
        turn: 0,
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
        turn: 0,
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

/// Takes a block that holds several files apart: each begins with a line that introduces it.
fn by_file(piece: Piece) -> Vec<Piece> {
    let lines: Vec<&str> = piece.text.split_inclusive('\n').collect();
    let introductions = introductions(&lines, piece.language);
    // A path that is no comment is no code.
    let is_title =
        |index: usize| !lines.get(index).is_some_and(|line| line.starts_with(['#', '/', '-', ';', '<', '*']));
    let is_first = |index: usize| lines.iter().take(index).all(|line| line.trim().is_empty());
    if introductions.iter().all(|&(index, _)| !is_title(index) && is_first(index)) {
        return vec![piece];
    }
    let starts = introductions.iter().map(|(index, path)| (*index, Some(path)));
    let starts: Vec<_> = [(0, None)].into_iter().chain(starts).collect();
    let ends = starts.iter().skip(1).map(|&(index, _)| index).chain([lines.len()]);
    let parts = starts.iter().zip(ends).map(|(&(start, path), end)| {
        let first = start + usize::from(path.is_some() && is_title(start));
        Piece {
            language: path.and_then(|path| language::of_path(path)).or(piece.language),
            info: piece.info.clone(),
            introduced: path.cloned(),
            start: piece.start + first,
            text: lines.get(first..end).unwrap_or_default().concat(),
            heading: piece.heading.clone(),
            turn: piece.turn,
            end: if end == lines.len() { piece.end } else { End::Closed },
            outer: piece.outer,
        }
    });
    parts.filter(|part| !part.text.trim().is_empty()).collect()
}

/// The lines that introduce files, each first or after a blank line, by their index and the path. Several in a row are a list.
fn introductions(lines: &[&str], language: Option<Language>) -> Vec<(usize, String)> {
    let Some(language) =
        language.filter(|language| !matches!(language, Language::Text | Language::Markdown | Language::Shell))
    else {
        return Vec::new();
    };
    let line = |index: usize| lines.get(index).map_or("", |line| line.trim_end());
    let introduced = |index: usize| path::introduced_by(line(index), line(index + 1), language);
    let begins = |&index: &usize| index == 0 || line(index - 1).is_empty();
    let found = (0..lines.len()).filter(begins).filter_map(|index| Some((index, introduced(index)?)));
    found.filter(|&(index, _)| introduced(index + 1).is_none()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::response::text;

    /// Checks the pieces of a response, each written `first line, introduced file, code`.
    fn check(response: &str, expected: &[(usize, Option<&str>, &str)]) {
        let (text, _) = text::decode(response.as_bytes());
        let pieces = split(&text);
        let found: Vec<_> =
            pieces.iter().map(|piece| (piece.start, piece.introduced.as_deref(), piece.text.as_str())).collect();
        assert_eq!(found, expected, "{response}");
    }

    #[test]
    fn a_block_may_hold_several_files() {
        check(
            "```python\n# a.py\nx = 1\n\n# lib/b.py\ny = 2\n```\n",
            &[(2, Some("a.py"), "# a.py\nx = 1\n\n"), (5, Some("lib/b.py"), "# lib/b.py\ny = 2\n")],
        );
        check(
            "```ts\nsrc/a.ts\nlet x;\n\npackage.json\n{\n}\n```\n",
            &[(3, Some("src/a.ts"), "let x;\n\n"), (6, Some("package.json"), "{\n}\n")],
        );
        check("```hcl\nx = 1\n\n# b.tf\ny = 2\n```\n", &[(2, None, "x = 1\n\n"), (4, Some("b.tf"), "# b.tf\ny = 2\n")]);
    }

    #[test]
    fn a_mention_of_files_takes_no_block_apart() {
        for code in
            ["# a.tf\nx = 1\n", "# - a.tf: one\n# - b.tf: two\n", "# a.tf\n# b.tf\nx = 1\n", "x = 1\n\n# See a.tf\n"]
        {
            check(&format!("```hcl\n{code}```\n"), &[(2, None, code)]);
        }
        check("```gitignore\n*.js\n\ncdk.json\n```\n", &[(2, None, "*.js\n\ncdk.json\n")]);
    }

    #[test]
    fn indented_code_is_code_where_it_looks_like_it() {
        check("Do:\n\n    import pulumi\n    x = 1\n    y = 2\n", &[(3, None, "import pulumi\nx = 1\ny = 2\n")]);
        check("Do:\n\n    what I say\n    and what I do\n    not this\n", &[]);
    }

    #[test]
    fn a_response_may_be_settings_alone() {
        check(
            "# dev\nregion = \"us-east-1\"\n\nsize = 1\n",
            &[(1, None, "# dev\nregion = \"us-east-1\"\n\nsize = 1\n")],
        );
        check("# Answer\n\nIt is done.\n", &[]);
    }

    #[test]
    fn the_last_heading_above_is_that_of_a_piece() {
        let (text, _) = text::decode(b"# A\n\n## B `c`\n\n```hcl\n# not D\n```\n\n```hcl\ny = 1\n```\n");
        let headings: Vec<_> = split(&text).into_iter().map(|piece| piece.heading).collect();
        assert_eq!(headings, [Some("B c".to_owned()), Some("B c".to_owned())]);
    }
}
