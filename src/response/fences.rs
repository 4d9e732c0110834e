//! Where the fences of a response are meant to begin and end.
//!
//! CommonMark says it for well-formed text. One real answer in seven is not: a README between fences has fences itself, a
//! closing fence is forgotten or stuck to the last line of code. Read to the letter, everything after such a slip turns
//! inside out, code to prose and prose to code. So fences are paired as their author meant them: an opening fence that names a
//! language can close nothing and lie in nothing but Markdown.

use super::Language;
use super::text::Text;
use super::{language, path};

/// Among how many fences the one that decides is looked for: more than any README has, and a bound for hostile input.
const LOOK_AHEAD: usize = 200;

/// A fenced block, by the lines of the response.
#[derive(Debug, PartialEq)]
pub(super) struct Fenced {
    /// Line of the opening fence.
    pub(super) open: usize,
    /// First line after the block: the one after its closing fence, if that has a line of its own.
    pub(super) after: usize,
    /// What is written after the opening fence.
    pub(super) info: String,
    /// Its code, without the indentation and the quote marks of its container.
    pub(super) code: String,
    /// How it ends.
    pub(super) end: End,
}

/// How a fenced block ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// With a closing fence.
    Closed,
    /// Not at all before the next block begins: its code ends somewhere above that.
    Next,
    /// Not at all before the response ends.
    Response,
}

/// One line with a fence.
#[derive(Debug, Default)]
struct Fence<'a> {
    line: usize,
    /// How many quotes it stands in.
    quotes: usize,
    /// Its indentation, in columns, within the quotes.
    indent: usize,
    mark: u8,
    length: usize,
    info: &'a str,
    /// The language that the first word of its info string names, or the file name that it is: such a fence opens a block.
    language: Option<Language>,
    /// Whether it opens a file rather than an example in a README: in a language that needs no example, or under the name of the file.
    opens_file: bool,
    /// Whether it follows text on its line.
    trailing: bool,
    /// Whether it follows a list marker, so that it can only open.
    listed: bool,
}

impl Fence<'_> {
    /// Whether it could close a block: it is nothing but a fence.
    fn is_bare(&self) -> bool {
        self.info.is_empty() && !self.listed
    }

    /// Whether it could close, or lie within, what `open` opens: as CommonMark says, of the same mark, at least as long and in the
    /// same container.
    fn concerns(&self, open: &Self) -> bool {
        self.mark == open.mark && self.length >= open.length && self.quotes == open.quotes
    }
}

/// All fenced blocks of a response, in order.
pub(super) fn find(text: &Text) -> Vec<Fenced> {
    let fences: Vec<Fence<'_>> = (1..=text.line_count()).filter_map(|line| fence_on(line, text)).collect();
    let mut blocks = Vec::new();
    let mut next = 0;
    while let Some(open) = fences.get(next) {
        next += 1;
        if open.trailing {
            continue;
        }
        let ending = ending(open, fences.get(next..).unwrap_or_default(), text);
        next += ending.fences;
        let mut code = code_of(open, ending.last, text);
        if ending.trailing {
            code.truncate(code.trim_end().trim_end_matches(char::from(open.mark)).len());
            code.push('\n');
        }
        let Ending { end, after, .. } = ending;
        blocks.push(Fenced { open: open.line, after, info: open.info.to_owned(), code, end });
    }
    blocks
}

/// Where a block ends.
struct Ending {
    end: End,
    /// Its last line of code.
    last: usize,
    /// The first line after it.
    after: usize,
    /// Whether the closing fence stands at the end of the last line of code.
    trailing: bool,
    /// How many of the following fences are used up.
    fences: usize,
}

impl Ending {
    fn closed(fence: &Fence<'_>, index: usize) -> Self {
        let last = if fence.trailing { fence.line } else { fence.line - 1 };
        Self { end: End::Closed, last, after: fence.line + 1, trailing: fence.trailing, fences: index + 1 }
    }

    fn with_response(text: &Text, following: &[Fence<'_>]) -> Self {
        let last = text.line_count();
        Self { end: End::Response, last, after: last + 1, trailing: false, fences: following.len() }
    }

    fn above(line: usize, index: usize) -> Self {
        Self { end: End::Next, last: line - 1, after: line, trailing: false, fences: index }
    }
}

/// Where the block that `open` opens ends, by the fences that follow.
fn ending(open: &Fence<'_>, following: &[Fence<'_>], text: &Text) -> Ending {
    if is_markdown(open, text) {
        return ending_of_markdown(open, following, text);
    }
    let mut quoted = open.line;
    for (index, fence) in following.iter().enumerate() {
        if open.quotes > 0 {
            if let Some(line) = (quoted..fence.line).find(|&line| !text.line(line).trim_start().starts_with('>')) {
                return Ending::above(line, index);
            }
            quoted = fence.line;
        }
        if !fence.concerns(open) || fence.indent >= open.indent + 4 {
            continue;
        }
        if fence.trailing {
            if closes_with_trailing(open, following.get(index + 1..).unwrap_or_default()) {
                return Ending::closed(fence, index);
            }
        } else if fence.is_bare() {
            return Ending::closed(fence, index);
        } else if fence.language.is_some() {
            return Ending::above(fence.line, index);
        }
    }
    let unquoted = (open.quotes > 0)
        .then(|| (quoted..=text.line_count()).find(|&line| !text.line(line).trim_start().starts_with('>')))
        .flatten();
    if let Some(line) = unquoted {
        return Ending::above(line, following.len());
    }
    // A fence that names no language and swallows those that do is one too many.
    if open.is_bare() && following.iter().any(|fence| fence.language.is_some()) {
        return Ending::above(open.line + 1, 0);
    }
    Ending::with_response(text, following)
}

/// Where a Markdown block ends: at the fence that closes it when the fences inside are paired with one another. If there is none, it is
/// cut off, or only its last fence is missing: then it ends with its first fence after all if it would take code with it.
fn ending_of_markdown(open: &Fence<'_>, following: &[Fence<'_>], text: &Text) -> Ending {
    let (mut inner, mut has_code) = (false, false);
    let mut first = None;
    for (index, fence) in following.iter().enumerate().take(LOOK_AHEAD) {
        if !fence.concerns(open) || fence.trailing {
            continue;
        }
        if !fence.is_bare() {
            first = first.or_else(|| fence.language.map(|_| Ending::above(fence.line, index)));
            has_code |= fence.opens_file;
            inner = true;
            continue;
        }
        first = first.or_else(|| Some(Ending::closed(fence, index)));
        if !inner && !opens_inner(fence, text) {
            return Ending::closed(fence, index);
        }
        inner = !inner;
    }
    let is_short = following.len() <= LOOK_AHEAD;
    first.filter(|_| has_code || !is_short).unwrap_or_else(|| Ending::with_response(text, following))
}

/// Whether the block holds Markdown, in which further fences nest.
fn is_markdown(open: &Fence<'_>, text: &Text) -> bool {
    if !open.is_bare() {
        return open.language == Some(Language::Markdown);
    }
    let above = line_above(open.line, text).unwrap_or("");
    above.trim_end_matches([':', '*', '`', '#', ' ']).to_lowercase().ends_with(".md")
}

/// The text that stands right above a line, with a blank line or two between at most.
fn line_above(line: usize, text: &Text) -> Option<&str> {
    (1..line).rev().take(3).map(|line| text.line(line).trim()).find(|line| !line.is_empty())
}

/// Whether a bare fence within Markdown opens a block rather than closing the whole: code follows at once, text does not.
fn opens_inner(fence: &Fence<'_>, text: &Text) -> bool {
    let next = text.line(fence.line + 1).trim();
    let previous = text.line(fence.line - 1).trim();
    let follows = !next.is_empty() && !next.starts_with(['#', '*', '`', '~']) && next != "---";
    follows && (previous.is_empty() || previous.ends_with(':') || previous.starts_with('#'))
}

/// Whether a fence at the end of a line of code closes the block: if the block went on, its own closing fence would follow.
fn closes_with_trailing(open: &Fence<'_>, following: &[Fence<'_>]) -> bool {
    let next = following.iter().take(LOOK_AHEAD).find(|fence| fence.concerns(open) && !fence.trailing);
    next.is_none_or(|fence| !fence.is_bare())
}

/// The fence on a line, if it has one.
fn fence_on(number: usize, text: &Text) -> Option<Fence<'_>> {
    let line = text.line(number);
    let Container { quotes, indent, listed, rest } = container(line);
    let fence = Fence { line: number, quotes, indent, listed, ..Fence::default() };
    let mark = *rest.as_bytes().first()?;
    let length = rest.bytes().take_while(|&byte| byte == mark).count();
    if matches!(mark, b'`' | b'~') && length >= 3 {
        let info = rest.get(length..)?.trim();
        let word = info.split_whitespace().next().unwrap_or("");
        let language = language::of_info(word).or_else(|| language::of_path(word));
        let in_readme = [Language::Shell, Language::Text, Language::Json, Language::Yaml, Language::Markdown];
        let opens_file = language.is_some_and(|language| {
            !in_readme.contains(&language) || line_above(number, text).is_some_and(path::names_file)
        });
        let inline = mark == b'`' && info.contains('`');
        return (!inline).then_some(Fence { mark, length, info, language, opens_file, ..fence });
    }
    let line = line.trim_end();
    let length = line.bytes().rev().take_while(|&byte| byte == b'`').count();
    let alone = length >= 3 && !line.get(..line.len() - length)?.contains('`');
    alone.then_some(Fence { mark: b'`', length, trailing: true, ..fence })
}

/// What stands before a line's own text.
struct Container<'a> {
    quotes: usize,
    /// In columns, within the quotes.
    indent: usize,
    listed: bool,
    rest: &'a str,
}

/// Takes the quote marks, the indentation and a list marker off a line.
fn container(line: &str) -> Container<'_> {
    let (mut quotes, mut indent, mut listed, mut rest) = (0, 0, false, line);
    loop {
        let mut width = 1;
        match rest.as_bytes().first() {
            Some(b' ') => indent += 1,
            Some(b'\t') => indent += 4 - indent % 4,
            Some(b'>') => (quotes, indent) = (quotes + 1, 0),
            _ if !listed && list_marker(rest) > 0 => {
                width = list_marker(rest);
                (indent, listed) = (indent + width, true);
            }
            _ => return Container { quotes, indent, listed, rest },
        }
        rest = rest.get(width..).unwrap_or("");
    }
}

/// How wide the list marker at the start of a text is: `- `, `12. `; 0 if there is none.
fn list_marker(text: &str) -> usize {
    let digits = text.bytes().take_while(u8::is_ascii_digit).take(9).count();
    match text.as_bytes().get(digits..) {
        Some([b'-' | b'*' | b'+', b' ', ..]) if digits == 0 => 2,
        Some([b'.' | b')', b' ', ..]) if digits > 0 => digits + 2,
        _ => 0,
    }
}

/// The code from the line after the fence to `last`, without the container's quote marks and indentation.
fn code_of(open: &Fence<'_>, last: usize, text: &Text) -> String {
    if open.quotes == 0 && open.indent == 0 {
        return text.lines(open.line + 1, last).to_owned();
    }
    let mut code = String::new();
    for line in (open.line + 1..=last).map(|number| text.line(number)) {
        code.push_str(without_container(line, open.quotes, open.indent));
        code.push('\n');
    }
    code
}

/// A line without up to `quotes` quote marks, and after them up to `indent` columns of blanks.
fn without_container(line: &str, quotes: usize, indent: usize) -> &str {
    let mut rest = line;
    for _ in 0..quotes {
        let Some(inner) = rest.trim_start().strip_prefix('>') else { break };
        rest = inner;
    }
    // The blank after a quote mark belongs to the mark, and so does the one that `container` counted.
    let mut columns = 0;
    while columns < indent {
        match rest.as_bytes().first() {
            Some(b' ') => columns += 1,
            Some(b'\t') => columns += 4,
            _ => break,
        }
        rest = rest.get(1..).unwrap_or("");
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::response::text;

    /// Checks the blocks of a response, each written `line of the opening fence, info string, code, end`.
    fn check(response: &str, expected: &[(usize, &str, &str, End)]) {
        let (text, _) = text::decode(response.as_bytes());
        let found = find(&text);
        let found: Vec<_> = found.iter().map(|b| (b.open, b.info.as_str(), b.code.as_str(), b.end)).collect();
        assert_eq!(found, expected, "{response}");
    }

    #[test]
    fn well_formed_fences_are_paired_as_commonmark_says() {
        check("a\n```hcl\nx\n```\nb\n", &[(2, "hcl", "x\n", End::Closed)]);
        check("~~~ hcl\nx\n```\n~~~\n", &[(1, "hcl", "x\n```\n", End::Closed)]);
        check("````md\n```sh\nx\n```\n````\n", &[(1, "md", "```sh\nx\n```\n", End::Closed)]);
        check("```\nx\n`````\n", &[(1, "", "x\n", End::Closed)]);
        check("a ```x``` b\n```x``` c\n", &[]);
        check(
            "```py\ndef f():\n    '''\n    ```py\n    ```\n    '''\n```\n",
            &[(1, "py", "def f():\n    '''\n    ```py\n    ```\n    '''\n", End::Closed)],
        );
        check("```\n```\n", &[(1, "", "", End::Closed)]);
    }

    #[test]
    fn containers_are_taken_off() {
        check("1. a\n   ```sh\n   x\n     y\n\n   ```\n", &[(2, "sh", "x\n  y\n\n", End::Closed)]);
        check("1. a\n   ```sh\nx\n```\nb\n", &[(2, "sh", "x\n", End::Closed)]);
        check("> ```sh\n> x\n>   y\n> ```\n", &[(1, "sh", "x\n  y\n", End::Closed)]);
        check("> ```sh\n> x\nb\n```py\ny\n```\n", &[(1, "sh", "x\n", End::Next), (4, "py", "y\n", End::Closed)]);
        check("- ```sh\n  x\n  - ```\n  ```\n", &[(1, "sh", "x\n- ```\n", End::Closed)]);
        check("10. ```sh\n    x\n    ```\n", &[(1, "sh", "x\n", End::Closed)]);
    }

    #[test]
    fn markdown_has_fences_of_its_own() {
        let readme = "```markdown\n# A\n```sh\nx\n```\nb\n\n```\ntree\n```\nc\n```\n\n```py\ny\n```\n";
        let inner = "# A\n```sh\nx\n```\nb\n\n```\ntree\n```\nc\n";
        check(readme, &[(1, "markdown", inner, End::Closed), (14, "py", "y\n", End::Closed)]);
        check("## README.md\n\n```\n```sh\nx\n```\nb\n```\n", &[(3, "", "```sh\nx\n```\nb\n", End::Closed)]);
        check("```md\na\n", &[(1, "md", "a\n", End::Response)]);
    }

    #[test]
    fn markdown_that_is_never_closed_takes_nothing_with_it() {
        check("```md\na\n\n```hcl\nx\n```\n", &[(1, "md", "a\n\n", End::Next), (4, "hcl", "x\n", End::Closed)]);
    }

    #[test]
    fn a_forgotten_fence_does_not_turn_the_rest_inside_out() {
        check(
            "```hcl\nx\n\n## b.tf\n\n```hcl\ny\n```\n",
            &[(1, "hcl", "x\n\n## b.tf\n\n", End::Next), (6, "hcl", "y\n", End::Closed)],
        );
        check(
            "```hcl\nx = {}```\n\n## b.tf\n\n```hcl\ny\n```\n",
            &[(1, "hcl", "x = {}\n", End::Closed), (6, "hcl", "y\n", End::Closed)],
        );
        check("```py\ny = '''```\nz'''\n```\n", &[(1, "py", "y = '''```\nz'''\n", End::Closed)]);
        check("```py\ny\n```nonsense {\nz\n```\n", &[(1, "py", "y\n```nonsense {\nz\n", End::Closed)]);
        check("```hcl\nx\n", &[(1, "hcl", "x\n", End::Response)]);
        check("````\n\n```hcl\nx\n```\n", &[(1, "", "", End::Next), (3, "hcl", "x\n", End::Closed)]);
    }
}
