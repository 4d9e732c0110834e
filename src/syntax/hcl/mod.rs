//! HCL: Terraform's configuration language, and its templates.
//!
//! The parser is written by hand, because what counts here is what happens after a mistake. Answers are cut off,
//! elided and broken, and each mistake is a finding that needs its exact place, while everything around it must still
//! be read. It accepts what Terraform accepts; a mistake is reported, and reading goes on at the next line that is
//! indented no deeper than the item in which it stands.

mod expression;
mod lexis;
mod template;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::program::form::{Attribute, Block, Body, Expression, ExpressionKind, Program};
use crate::source::{Diagnostic, Level, Span};

/// How many mistakes of one file are reported. Chosen because a text that is no HCL at all has one in every line.
const MOST_MISTAKES: usize = 20;

/// How deep blocks, expressions and chains of operators may nest. Chosen because real configurations stay below 15, and
/// the walks over a tree of this depth fit into the stack of a thread.
const DEEPEST: usize = 100;

/// Parses a configuration or a file of variable values.
#[must_use]
pub fn parse(file: u32, text: &str) -> (Program, Vec<Diagnostic>) {
    let mut parser = Parser::new(file, text);
    let mut body = parser.file();
    if parser.unclosed {
        // A brace is missing somewhere. Where, only the indentation tells.
        parser = Parser { trusts_indentation: true, ..Parser::new(file, text) };
        body = parser.file();
    }
    (Program::Body(body), parser.diagnostics)
}

/// Parses a template file, as `templatefile` takes it.
#[must_use]
pub fn parse_template(file: u32, text: &str) -> (Expression, Vec<Diagnostic>) {
    let mut parser = Parser::new(file, text);
    let template = parser.template_file();
    (template, parser.diagnostics)
}

/// A mistake that ends the item in which it stands.
struct Mistake {
    message: String,
    span: Span,
}

type Parsed<T> = Result<T, Mistake>;

struct Parser<'a> {
    text: &'a str,
    file: u32,
    /// Offset of the next byte.
    at: usize,
    /// Whether a line break is plain space, as between parentheses and brackets.
    multiline: bool,
    depth: usize,
    diagnostics: Vec<Diagnostic>,
    /// Whether the end of the text was reached inside a block.
    unclosed: bool,
    /// Whether an item that is indented no deeper than the block around it ends that block.
    trusts_indentation: bool,
}

impl<'a> Parser<'a> {
    fn new(file: u32, text: &'a str) -> Self {
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let (multiline, unclosed, trusts_indentation) = (false, false, false);
        Self { text, file, at, multiline, depth: 0, diagnostics: Vec::new(), unclosed, trusts_indentation }
    }

    fn file(&mut self) -> Body {
        let mut body = Body::default();
        loop {
            self.items(&mut body, None);
            if self.at_end() {
                return body;
            }
            self.report("this closing brace closes nothing", self.here());
            self.at += 1;
        }
    }

    /// Reads the items of a body up to its closing brace or to the end. `owner` is where its block begins.
    fn items(&mut self, body: &mut Body, owner: Option<usize>) {
        loop {
            self.multiline = false;
            self.skip_lines();
            if self.at_end() || self.peek() == Some(b'}') || self.outdented(owner) {
                return;
            }
            let (start, depth) = (self.at, self.depth);
            match self.item(body) {
                Ok(()) => self.end_of_item(),
                Err(mistake) => {
                    self.report(&mistake.message, mistake.span);
                    self.depth = depth;
                    self.recover(start);
                }
            }
        }
    }

    /// Whether the next item shows by its indentation that a closing brace is missing before it.
    fn outdented(&self, owner: Option<usize>) -> bool {
        self.trusts_indentation
            && owner.is_some_and(|owner| {
                self.line_start(owner) != self.line_start(self.at) && self.column(self.at) <= self.column(owner)
            })
    }

    fn item(&mut self, body: &mut Body) -> Parsed<()> {
        let start = self.at;
        let name: Arc<str> = if self.peek() == Some(b'"') {
            let (name, span) = self.quoted_label()?;
            self.report("the name of an argument is not written in quotes", span);
            name
        } else {
            let mistake = "an argument or a block must begin here";
            self.identifier().ok_or_else(|| self.mistake(mistake))?.into()
        };
        self.skip_blank();
        match self.peek() {
            Some(b'=') if self.peek_at(1) != Some(b'=') => self.at += 1,
            Some(b':') => {
                self.report("an argument is set with `=`", self.here());
                self.at += 1;
            }
            _ => {
                let block = self.block(name, start)?;
                body.blocks.push(block);
                return Ok(());
            }
        }
        let (value, mistake) = match self.expression() {
            Ok(value) => (value, None),
            Err(mistake) => {
                let kind = ExpressionKind::Unsupported("syntax error");
                (Expression { kind, span: mistake.span }, Some(mistake))
            }
        };
        let span = self.span(start, (value.span.end as usize).max(start));
        // What stands in no block is a file of values, of which an answer may give several.
        if self.depth > 0 && body.attributes.iter().any(|other| other.name == name) {
            self.report(&format!("argument {name} is set twice"), span);
        }
        body.attributes.push(Attribute { name, value, span });
        mistake.map_or(Ok(()), Err)
    }

    fn block(&mut self, kind: Arc<str>, start: usize) -> Parsed<Block> {
        let mut labels = Vec::new();
        loop {
            self.skip_blank();
            if self.peek() == Some(b'"') {
                labels.push(self.quoted_label()?.0);
            } else if let Some(label) = self.identifier() {
                labels.push(label.into());
            } else {
                break;
            }
        }
        let head = self.span(start, start + self.text[start..self.at].trim_end().len());
        self.opening_brace()?;
        self.descend()?;
        let mut body = Body::default();
        self.items(&mut body, Some(start));
        self.depth -= 1;
        if self.peek() == Some(b'}') {
            self.at += 1;
        } else {
            self.unclosed = true;
            self.report(&format!("block {} is never closed", named(&kind, &labels)), head);
        }
        Ok(Block { kind, labels, body, span: self.span(start, self.at) })
    }

    fn opening_brace(&mut self) -> Parsed<()> {
        if self.eat("{") {
            return Ok(());
        }
        let mistake = self.mistake("an argument needs `=` here, a block `{`");
        self.skip_lines();
        if self.peek() != Some(b'{') {
            return Err(mistake);
        }
        self.report("the brace of a block stands on the line on which it begins", self.here());
        self.at += 1;
        Ok(())
    }

    /// After an item its line must end.
    fn end_of_item(&mut self) {
        self.skip_blank();
        match self.peek() {
            None | Some(b'\n' | b'}') => {}
            Some(b',') => {
                self.report("an argument does not end with a comma", self.here());
                self.at += 1;
            }
            // The item ended because this line is not indented as deep.
            Some(_) if self.text[self.line_start(self.at)..self.at].trim().is_empty() => {}
            Some(_) => self.report("each argument and each block needs a line of its own", self.here()),
        }
    }

    /// Goes to where the next item seems to begin after a mistake in the one that began at `start`.
    fn recover(&mut self, start: usize) {
        let indentation = self.column(start);
        let mut open = 0;
        self.at = start;
        while !self.at_end() {
            let line = &self.text[self.at..self.line_end(self.at)];
            open += brackets(line);
            let heredoc = template::heredoc_of(line);
            self.at = (self.line_end(self.at) + 1).min(self.text.len());
            if let Some(marker) = heredoc {
                self.skip_heredoc(marker);
            }
            let line = &self.text[self.at..self.line_end(self.at)];
            let Some(first) = line.trim_start().chars().next() else { continue };
            let closes = matches!(first, '}' | ']' | ')' | '"') && open > 0;
            if line.len() - line.trim_start().len() <= indentation && !closes {
                return;
            }
        }
    }

    fn descend(&mut self) -> Parsed<()> {
        if self.depth >= DEEPEST {
            return Err(self.mistake("this nests too deep to be read"));
        }
        self.depth += 1;
        Ok(())
    }

    fn mistake(&self, message: &str) -> Mistake {
        Mistake { message: message.to_owned(), span: self.here() }
    }

    fn report(&mut self, message: &str, span: Span) {
        if self.diagnostics.len() < MOST_MISTAKES {
            self.diagnostics.push(Diagnostic::new(Level::Error, message, span));
        }
    }
}

/// A block as people name it: `resource "aws_vpc" "main"`.
fn named(kind: &str, labels: &[Arc<str>]) -> String {
    labels.iter().fold(kind.to_owned(), |name, label| format!("{name} \"{label}\""))
}

/// How many more brackets a line opens than it closes.
fn brackets(line: &str) -> i32 {
    line.bytes().map(|byte| i32::from(b"([{".contains(&byte)) - i32::from(b")]}".contains(&byte))).sum()
}
