//! Reading a response: Markdown text to code blocks and source files, with paths, languages and roles.

mod assemble;
mod fences;
mod language;
mod likeness;
mod path;
mod pattern;
mod role;
mod split;
mod text;
mod tree;
mod unfenced;

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use crate::source::{Diagnostic, Level, Lines, Span};

/// One Markdown answer, taken apart.
#[derive(Clone, Debug, Default)]
pub struct Response {
    /// How the response is called in evidence: its file name.
    pub name: Arc<str>,
    /// Number of lines.
    pub line_count: u32,
    /// All blocks, in order.
    pub blocks: Vec<Block>,
    /// Source files, in order of their first block. Blocks whose code another block gives anew or in full are in none.
    pub files: Vec<SourceFile>,
    /// Prose between the blocks, in order.
    pub prose: Vec<Prose>,
    /// What was odd: an unclosed fence, bytes that are not UTF-8.
    pub diagnostics: Vec<Diagnostic>,
}

/// A piece of code in a response, fenced or not.
#[derive(Clone, Debug)]
pub struct Block {
    /// Path of the file that it belongs to, if one is named.
    pub path: Option<Arc<str>>,
    /// Its language, from its info string, path or content.
    pub language: Language,
    /// What it is for.
    pub role: Role,
    /// The lines of its code, without the fences.
    pub lines: Lines,
    /// Its code, with the indentation of its container removed.
    pub text: Arc<str>,
    /// The heading above it, if there is one.
    pub heading: Option<Arc<str>>,
    /// How many headings above it say that the answer begins: what stands before one is how it came about.
    pub turn: u32,
    /// Whether it is cut off: a fence that the response never closes.
    pub cut_off: bool,
    /// Whether another block gives the same code anew or in full, so that this one, a draft or an excerpt, is in no file.
    pub replaced: bool,
}

/// The blocks of one path, joined, or a block without a path.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Its path, if one is named.
    pub path: Option<Arc<str>>,
    /// Its language.
    pub language: Language,
    /// What it is for.
    pub role: Role,
    /// Its text.
    pub text: Arc<str>,
    /// Indexes of its blocks in [`Response::blocks`].
    pub blocks: Vec<usize>,
    /// Byte offset of the start of each line of `text`.
    line_starts: Vec<u32>,
    /// Response line of each line of `text`.
    response_lines: Vec<u32>,
}

/// A run of prose.
#[derive(Clone, Debug)]
pub struct Prose {
    /// Its text, as written.
    pub text: Arc<str>,
    /// Its lines.
    pub lines: Lines,
}

/// A language that code in responses is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, JsonSchema, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Language {
    Hcl,
    Yaml,
    Json,
    TypeScript,
    JavaScript,
    Python,
    Java,
    Go,
    CSharp,
    Shell,
    Dockerfile,
    Toml,
    Sql,
    Html,
    Bicep,
    /// Ini, properties, env files and the like.
    Ini,
    Markdown,
    /// Anything else, and what could not be told.
    Text,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 18] = [
        Self::Hcl,
        Self::Yaml,
        Self::Json,
        Self::TypeScript,
        Self::JavaScript,
        Self::Python,
        Self::Java,
        Self::Go,
        Self::CSharp,
        Self::Shell,
        Self::Dockerfile,
        Self::Toml,
        Self::Sql,
        Self::Html,
        Self::Bicep,
        Self::Ini,
        Self::Markdown,
        Self::Text,
    ];

    /// The language of that name.
    #[must_use]
    pub fn of_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.id() == id)
    }

    /// The language that people call so: `py`, `typescript`, `yml`.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        language::of_info(name)
    }

    /// Its name in the JSON contract.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Hcl => "hcl",
            Self::Yaml => "yaml",
            Self::Json => "json",
            Self::TypeScript => "typescript",
            Self::JavaScript => "javascript",
            Self::Python => "python",
            Self::Java => "java",
            Self::Go => "go",
            Self::CSharp => "csharp",
            Self::Shell => "shell",
            Self::Dockerfile => "dockerfile",
            Self::Toml => "toml",
            Self::Sql => "sql",
            Self::Html => "html",
            Self::Bicep => "bicep",
            Self::Ini => "ini",
            Self::Markdown => "markdown",
            Self::Text => "text",
        }
    }
}

/// What a block or a source file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, JsonSchema, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Declares infrastructure.
    Infrastructure,
    /// Runs on it: Lambda handlers, containers' code.
    Application,
    /// Tests either.
    Test,
    /// Configures a tool: `cdk.json`, `package.json`, `Pulumi.yaml`, `*.tfvars`.
    Configuration,
    /// Commands to type.
    Shell,
    /// A README, a diagram, a directory tree.
    Documentation,
    /// What a command prints.
    Output,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 7] = [
        Self::Infrastructure,
        Self::Application,
        Self::Test,
        Self::Configuration,
        Self::Shell,
        Self::Documentation,
        Self::Output,
    ];

    /// The role of that name.
    #[must_use]
    pub fn of_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.id() == id)
    }

    /// Its name in the JSON contract.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Infrastructure => "infrastructure",
            Self::Application => "application",
            Self::Test => "test",
            Self::Configuration => "configuration",
            Self::Shell => "shell",
            Self::Documentation => "documentation",
            Self::Output => "output",
        }
    }
}

impl SourceFile {
    /// A source file of that text, whose lines stand at `response_lines` in the response.
    #[must_use]
    pub fn new(
        path: Option<Arc<str>>,
        language: Language,
        role: Role,
        text: Arc<str>,
        blocks: Vec<usize>,
        response_lines: Vec<u32>,
    ) -> Self {
        let mut line_starts = vec![0];
        line_starts.extend(text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n').map(|(at, _)| at as u32 + 1));
        Self { path, language, role, text, blocks, line_starts, response_lines }
    }

    /// The response line on which the byte at `offset` stands.
    #[must_use]
    pub fn line_at(&self, offset: u32) -> u32 {
        let index = self.line_starts.partition_point(|&start| start <= offset).saturating_sub(1);
        let last = self.response_lines.last().copied().unwrap_or(1);
        self.response_lines.get(index).copied().unwrap_or(last)
    }
}

impl Prose {
    /// The response line on which the byte at `offset` stands.
    fn line_at(&self, offset: u32) -> u32 {
        let before = self.text.bytes().take(offset as usize).filter(|&byte| byte == b'\n').count() as u32;
        (self.lines.start + before).min(self.lines.end)
    }
}

impl Response {
    /// The response lines of a span.
    #[must_use]
    pub fn lines(&self, span: Span) -> Lines {
        let last = span.end.max(span.start + 1) - 1;
        let (start, end) = match (self.files.get(span.file as usize), self.prose_of(span)) {
            (Some(file), _) => (file.line_at(span.start), file.line_at(last)),
            (None, Some(prose)) => (prose.line_at(span.start), prose.line_at(last)),
            (None, None) => (1, 1),
        };
        Lines { start, end: end.max(start) }
    }

    /// The text of a span.
    #[must_use]
    pub fn text(&self, span: Span) -> &str {
        let file = self.files.get(span.file as usize).map(|file| &file.text);
        let text = file.or_else(|| self.prose_of(span).map(|prose| &prose.text));
        text.and_then(|text| text.get(span.start as usize..span.end as usize)).unwrap_or("")
    }

    /// A span in the run of prose at that index. Spans number the runs of prose behind the source files.
    #[must_use]
    pub fn prose_span(&self, index: usize, start: u32, end: u32) -> Span {
        Span { file: (self.files.len() + index) as u32, start, end }
    }

    fn prose_of(&self, span: Span) -> Option<&Prose> {
        self.prose.get((span.file as usize).checked_sub(self.files.len())?)
    }

    /// The block in which a span begins, as an index into [`Response::blocks`].
    #[must_use]
    pub fn block_of(&self, span: Span) -> Option<usize> {
        let line = self.lines(span).start;
        let index = self.blocks.partition_point(|block| block.lines.start <= line).checked_sub(1)?;
        self.blocks.get(index).filter(|block| line <= block.lines.end).map(|_| index)
    }
}

/// Takes a response apart. Never fails: what is odd is in the diagnostics.
#[must_use]
pub fn read(name: &str, bytes: &[u8]) -> Response {
    let (text, mut diagnostics) = text::decode(bytes);
    let mut blocks = Vec::new();
    let mut prose = Vec::new();
    let mut unclosed = Vec::new();
    let mut next = 1;
    let pieces = split::split(&text);
    let layout = tree::Layout::read(pieces.iter().filter(|piece| piece.is_text()).map(|piece| piece.text.as_str()));
    for piece in pieces {
        let path = piece.introduced.clone().or_else(|| path::of(&piece, &text, next - 1));
        let path = path.map(|path| layout.complete(path));
        let above = above(&piece, &text, next);
        prose.extend(prose_of(&text, next, piece.outer.0));
        next = piece.outer.1;
        if piece.end != fences::End::Closed {
            unclosed.push((blocks.len(), piece.outer.0));
        }
        let language = path.as_deref().and_then(language::of_path).or(piece.language).unwrap_or(Language::Text);
        blocks.push(Block {
            role: role::of(path.as_deref(), language, &above, &piece.text),
            path: path.map(Arc::from),
            language,
            lines: Lines { start: piece.start as u32, end: piece.last() as u32 },
            text: piece.text.into(),
            heading: piece.heading.map(Arc::from),
            turn: piece.turn,
            cut_off: piece.end == fences::End::Response,
            replaced: false,
        });
    }
    prose.extend(prose_of(&text, next, text.line_count() + 1));
    let files = assemble::assemble(&blocks);
    let mut file_of = vec![None; blocks.len()];
    for (number, file) in files.iter().enumerate() {
        file.blocks.iter().for_each(|&block| file_of[block] = Some(number));
    }
    for (block, file) in blocks.iter_mut().zip(&file_of) {
        block.replaced = file.is_none();
    }
    diagnostics.extend(unclosed.into_iter().map(|(block, fence)| {
        let message = format!("the fence that line {fence} opens is never closed");
        let start = file_of[block].and_then(|file| start_of(&blocks[block], file, &files));
        Diagnostic::new(Level::Warning, message, start)
    }));
    Response { name: name.into(), line_count: text.line_count() as u32, blocks, files, prose, diagnostics }
}

/// Where a block begins in its file.
fn start_of(block: &Block, number: usize, files: &[SourceFile]) -> Option<Span> {
    let file = files.get(number)?;
    let line = file.response_lines.binary_search(&block.lines.start).ok()?;
    let start = *file.line_starts.get(line)?;
    Some(Span { file: number as u32, start, end: start + 1 })
}

/// The heading of a piece and the line above it, in lower case.
fn above(piece: &split::Piece, text: &text::Text, first: usize) -> String {
    let line = (first..piece.outer.0).rev().map(|number| text.line(number)).find(|line| !line.trim().is_empty());
    format!("{}\n{}", piece.heading.as_deref().unwrap_or(""), line.unwrap_or("")).to_lowercase()
}

/// The lines from `first` to before `after` as prose, without the blank ones around it.
fn prose_of(text: &text::Text, first: usize, after: usize) -> Option<Prose> {
    let filled = |&line: &usize| !text.line(line).trim().is_empty();
    let first = (first..after).find(filled)?;
    let last = (first..after).rfind(filled)?;
    Some(Prose { text: text.lines(first, last).into(), lines: Lines { start: first as u32, end: last as u32 } })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Lines that make responses difficult.
    const LINES: [&str; 40] = [
        "",
        "",
        "Some text about it.",
        "## File: main.tf",
        "### lib/stack.py",
        "# main.tf",
        "lib/other.py",
        "**cdk.json**",
        "```",
        "```",
        "```hcl",
        "```python",
        "```markdown",
        "```json title=\"a.json\"",
        "````",
        "~~~",
        "~~~yaml",
        "   ```bash",
        "   ```",
        "\t```",
        "> ```hcl",
        "> x = 1",
        "> ```",
        "- ```",
        "}```",
        "resource \"aws_sqs_queue\" \"a\" {",
        "  name = \"é\"",
        "}",
        "import pulumi",
        "\"\"\"",
        "Resources:",
        "  Data:",
        "    Type: AWS::S3::Bucket",
        "{",
        "  \"a\": [",
        "├── main.tf",
        "    indented = true",
        "---",
        "# ... the rest",
        "\u{feff}\0x",
    ];

    /// What holds for every response.
    fn check_invariants(bytes: &[u8]) {
        let response = read("R.md", bytes);
        let mut last = 0;
        for block in &response.blocks {
            assert!(last < block.lines.start && block.lines.start <= block.lines.end, "{:?}", response.blocks);
            assert_eq!(block.text.lines().count() as u32, block.lines.end + 1 - block.lines.start);
            last = block.lines.end;
        }
        for prose in &response.prose {
            assert!(prose.lines.start <= prose.lines.end && prose.lines.end <= response.line_count);
        }
        assert!(last <= response.line_count);
        for (number, file) in response.files.iter().enumerate() {
            let mut offset = 0;
            for line in file.text.split_inclusive('\n') {
                let at = Span { file: number as u32, start: offset, end: offset + line.len() as u32 };
                let block = response.block_of(at).expect("each line of a file is in a block");
                assert!(file.blocks.contains(&block) && !response.blocks[block].replaced);
                offset += line.len() as u32;
            }
        }
        let used = response.files.iter().map(|file| file.blocks.len()).sum::<usize>();
        assert_eq!(used, response.blocks.iter().filter(|block| !block.replaced).count());
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            check_invariants(&bytes);
        }

        #[test]
        fn any_lines_are_read(lines in prop::collection::vec(prop::sample::select(&LINES[..]), 0..40), ends in "\n|\r\n") {
            check_invariants(lines.join(&ends).as_bytes());
        }

        #[test]
        fn a_plain_fenced_block_is_its_lines(before in "[a-z .\n]{0,40}", code in "[ -_a-z\n]{0,80}[a-z]", info in "(hcl|ts|)") {
            let text = format!("{before}\n\n```{info}\n{code}\n```\n");
            let response = read("R.md", text.as_bytes());
            let block = response.blocks.last().expect("there is a block");
            let lines: Vec<&str> = text.lines().collect();
            let said = lines[block.lines.start as usize - 1..block.lines.end as usize].join("\n") + "\n";
            prop_assert_eq!(&*block.text, said.as_str());
        }
    }
}
