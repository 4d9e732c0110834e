//! HCL's templates: quoted strings, heredocs and template files, with `${…}` and `%{…}` in them.

use std::sync::Arc;

use super::lexis::identifier;
use super::{Mistake, Parsed, Parser};
use crate::program::form::{Argument, Call, Clause, Comprehension, Expression, ExpressionKind, Makes, Pattern, Spread};
use crate::source::Span;

/// A piece of a template, before directives are nested.
enum Piece {
    Literal(String, Span),
    Value(Expression),
    If(Expression, Span),
    Else(Span),
    EndIf(Span),
    For(Pattern, Expression, Span),
    EndFor(Span),
}

/// What encloses a template.
#[derive(Clone, Copy, PartialEq)]
enum Enclosure {
    Quotes,
    /// A heredoc or a file, up to that offset.
    Until(usize),
}

impl Parser<'_> {
    /// `"…"`; with a single `${x}` and nothing else, it is `x` itself.
    pub(super) fn quoted(&mut self) -> Parsed<Expression> {
        let start = self.at;
        self.at += 1;
        let mut pieces = self.pieces(Enclosure::Quotes)?;
        if self.peek() != Some(b'"') {
            return Err(Mistake {
                message: "this string is not closed on its line".to_owned(),
                span: self.span(start, start + 1),
            });
        }
        self.at += 1;
        let span = self.span(start, self.at);
        if let [Piece::Value(_)] = pieces.as_slice()
            && let Some(Piece::Value(value)) = pieces.pop()
        {
            return Ok(value);
        }
        self.template(pieces, span)
    }

    /// A label of a block: a string without a template.
    pub(super) fn quoted_label(&mut self) -> Parsed<(Arc<str>, Span)> {
        let label = self.quoted()?;
        match label.kind {
            ExpressionKind::Text(text) => Ok((text, label.span)),
            _ => Err(Mistake { message: "a label cannot be computed".to_owned(), span: label.span }),
        }
    }

    /// `<<MARKER` and `<<-MARKER`, up to the line that holds the marker alone.
    pub(super) fn heredoc(&mut self) -> Parsed<Expression> {
        let start = self.at;
        let line = &self.text[start..self.line_end(start)];
        let Some(marker) = heredoc_of(line) else {
            return Err(self.mistake("a heredoc begins with a marker that ends its line"));
        };
        let content = (self.line_end(start) + 1).min(self.text.len());
        self.at = content;
        self.skip_heredoc(marker);
        // Where its closing marker ends, before the line break.
        let (after, last_line) = (self.at, self.line_start(self.at.saturating_sub(1)));
        let closed = self.text[last_line..after].trim() == marker && last_line >= content;
        let limit = if closed { last_line } else { self.text.len() };
        self.at = content;
        let mut pieces = self.pieces(Enclosure::Until(limit))?;
        if line.starts_with("<<-") {
            unindent(&mut pieces);
        }
        self.at = after - usize::from(closed && self.text[..after].ends_with('\n'));
        let span = self.span(start, self.at);
        if !closed {
            self.report(&format!("the heredoc {marker} is never closed"), self.span(start, start + line.len()));
        }
        self.template(pieces, span)
    }

    /// Goes behind the line that holds `marker` alone, or to the end of the text.
    pub(super) fn skip_heredoc(&mut self, marker: &str) {
        while !self.at_end() {
            let end = self.line_end(self.at);
            let closes = self.text[self.at..end].trim() == marker;
            self.at = (end + 1).min(self.text.len());
            if closes {
                return;
            }
        }
    }

    /// A whole file as a template.
    pub(super) fn template_file(&mut self) -> Expression {
        let span = self.span(0, self.text.len());
        let pieces = self.pieces(Enclosure::Until(self.text.len()));
        pieces.and_then(|pieces| self.template(pieces, span)).unwrap_or_else(|mistake| {
            self.report(&mistake.message, mistake.span);
            Expression { kind: ExpressionKind::Unsupported("syntax error"), span }
        })
    }

    /// The pieces up to the closing quote or the limit, literals without their escapes. In a heredoc each line is a piece.
    fn pieces(&mut self, enclosure: Enclosure) -> Parsed<Vec<Piece>> {
        let mut pieces: Vec<Piece> = Vec::new();
        let mut literal = String::new();
        let mut literal_start = self.at;
        // Whether the last `${…~}` asks to strip the space after it.
        let mut strip = false;
        loop {
            let sequence = ["${", "%{"].into_iter().find(|&opening| self.rest().starts_with(opening));
            let ends = match enclosure {
                Enclosure::Quotes => matches!(self.peek(), None | Some(b'"' | b'\n')),
                Enclosure::Until(limit) => self.at >= limit,
            };
            if ends || sequence.is_some() || literal.ends_with('\n') && enclosure != Enclosure::Quotes {
                if !literal.is_empty() {
                    let text = if strip { literal.trim_start().to_owned() } else { std::mem::take(&mut literal) };
                    pieces.push(Piece::Literal(text, self.span(literal_start, self.at)));
                    strip = false;
                }
                literal.clear();
                literal_start = self.at;
            }
            if ends {
                return Ok(pieces);
            }
            let Some(opening) = sequence else {
                self.literal_character(enclosure, &mut literal);
                continue;
            };
            let start = self.at;
            self.at += opening.len();
            if self.rest().starts_with('~') {
                self.at += 1;
                if let Some(Piece::Literal(text, _)) = pieces.last_mut() {
                    text.truncate(text.trim_end().len());
                }
            }
            let depth = self.depth;
            let multiline = std::mem::replace(&mut self.multiline, true);
            let piece = self.sequence(opening, start);
            self.multiline = multiline;
            match piece {
                Ok((piece, strips)) => {
                    pieces.push(piece);
                    strip = strips;
                }
                Err(mistake) => {
                    self.depth = depth;
                    self.at = start;
                    let close = self.sequence_end(enclosure);
                    let span = self.span(start, close);
                    self.report(&mistake.message, mistake.span);
                    self.at = close;
                    pieces.push(Piece::Value(Expression { kind: ExpressionKind::Unsupported("syntax error"), span }));
                }
            }
            literal_start = self.at;
        }
    }

    /// Where a sequence that cannot be read seems to end: behind the next brace, on its own line.
    fn sequence_end(&self, enclosure: Enclosure) -> usize {
        let mut limit = self.line_end(self.at);
        if let Enclosure::Until(end) = enclosure {
            limit = limit.min(end);
        }
        let line = &self.text[self.at..limit];
        line.find('}').map_or(limit, |length| self.at + length + 1)
    }

    fn literal_character(&mut self, enclosure: Enclosure, literal: &mut String) {
        let rest = self.rest();
        for (escape, meaning) in [("$${", "${"), ("%%{", "%{")] {
            if rest.starts_with(escape) {
                literal.push_str(meaning);
                self.at += escape.len();
                return;
            }
        }
        let Some(character) = rest.chars().next() else { return };
        if character == '\\' && enclosure == Enclosure::Quotes {
            self.escape(literal);
        } else {
            literal.push(character);
            self.at += character.len_utf8();
        }
    }

    fn escape(&mut self, literal: &mut String) {
        let start = self.at;
        let code = self.peek_at(1);
        let digits = match code {
            Some(b'u') => 4,
            Some(b'U') => 8,
            _ => 0,
        };
        let character = match code {
            Some(b'n') => Some('\n'),
            Some(b'r') => Some('\r'),
            Some(b't') => Some('\t'),
            Some(b'"') => Some('"'),
            Some(b'\\') => Some('\\'),
            _ => self
                .text
                .get(start + 2..start + 2 + digits)
                .filter(|digits| !digits.is_empty())
                .and_then(|digits| char::from_u32(u32::from_str_radix(digits, 16).ok()?)),
        };
        if let Some(character) = character {
            literal.push(character);
            self.at += 2 + digits;
        } else {
            self.report("this backslash begins no escape that HCL knows", self.span(start, start + 1));
            literal.push('\\');
            self.at += 1;
        }
    }

    /// What stands between `${` or `%{` and its brace, and whether the space after it is stripped.
    fn sequence(&mut self, opening: &str, start: usize) -> Parsed<(Piece, bool)> {
        self.descend()?;
        let word = if opening == "%{" { self.directive() } else { None };
        let piece = match word {
            None if opening == "${" => Piece::Value(self.expression()?),
            Some("if") => Piece::If(self.expression()?, self.span(start, self.at)),
            Some("else") => Piece::Else(self.span(start, self.at)),
            Some("endif") => Piece::EndIf(self.span(start, self.at)),
            Some("for") => {
                let (target, source) = self.for_head()?;
                Piece::For(target, source, self.span(start, self.at))
            }
            Some("endfor") => Piece::EndFor(self.span(start, self.at)),
            _ => return Err(self.mistake("a template directive must stand here: if, else, endif, for or endfor")),
        };
        let strips = self.eat("~");
        if !self.eat("}") {
            return Err(self.mistake("`}` is missing here"));
        }
        self.depth -= 1;
        Ok((piece, strips))
    }

    fn directive(&mut self) -> Option<&'static str> {
        self.skip_blank();
        let word = identifier(self.rest())?;
        let known = ["if", "else", "endif", "for", "endfor"].into_iter().find(|&known| known == word)?;
        self.at += known.len();
        Some(known)
    }

    /// Nests the directives and makes one expression of it all.
    fn template(&mut self, pieces: Vec<Piece>, span: Span) -> Parsed<Expression> {
        let mut pieces = pieces.into_iter();
        let (template, end) = self.nest(&mut pieces, span)?;
        match end {
            None => Ok(template),
            Some(Piece::Else(at) | Piece::EndIf(at) | Piece::EndFor(at)) => {
                Err(Mistake { message: "this directive belongs to no if or for".to_owned(), span: at })
            }
            Some(_) => Ok(template),
        }
    }

    /// The parts up to the end, or up to a directive that ends or splits what is around it.
    fn nest(&mut self, pieces: &mut std::vec::IntoIter<Piece>, span: Span) -> Parsed<(Expression, Option<Piece>)> {
        self.descend()?;
        let mut parts = Vec::new();
        let end = loop {
            let Some(piece) = pieces.next() else { break None };
            match piece {
                Piece::Literal(text, at) => push_literal(&mut parts, &text, at),
                Piece::Value(value) => parts.push(value),
                Piece::If(condition, at) => parts.push(self.nest_if(condition, pieces, at)?),
                Piece::For(target, source, at) => parts.push(self.nest_for(target, source, pieces, at)?),
                Piece::Else(_) | Piece::EndIf(_) | Piece::EndFor(_) => break Some(piece),
            }
        };
        self.depth -= 1;
        let kind = match parts.as_slice() {
            [] => ExpressionKind::Text("".into()),
            [Expression { kind: ExpressionKind::Text(text), .. }] => ExpressionKind::Text(Arc::clone(text)),
            _ => ExpressionKind::Template(parts),
        };
        Ok((Expression { kind, span }, end))
    }

    fn nest_if(
        &mut self,
        condition: Expression,
        pieces: &mut std::vec::IntoIter<Piece>,
        span: Span,
    ) -> Parsed<Expression> {
        let (then, mut end) = self.nest(pieces, span)?;
        let mut otherwise = Expression { kind: ExpressionKind::Text("".into()), span };
        if matches!(end, Some(Piece::Else(_))) {
            (otherwise, end) = self.nest(pieces, span)?;
        }
        if !matches!(end, Some(Piece::EndIf(_))) {
            return Err(Mistake { message: "this if has no endif".to_owned(), span });
        }
        Ok(Expression { kind: ExpressionKind::Conditional(Box::new([condition, then, otherwise])), span })
    }

    /// `%{ for x in xs }…%{ endfor }` is `join("", [for x in xs : "…"])`.
    fn nest_for(
        &mut self,
        target: Pattern,
        source: Expression,
        pieces: &mut std::vec::IntoIter<Piece>,
        span: Span,
    ) -> Parsed<Expression> {
        let (element, end) = self.nest(pieces, span)?;
        if !matches!(end, Some(Piece::EndFor(_))) {
            return Err(Mistake { message: "this for has no endfor".to_owned(), span });
        }
        let expression = |kind| Expression { kind, span };
        let comprehension = ExpressionKind::Comprehension(Box::new(Comprehension {
            makes: Makes::List,
            key: None,
            element,
            clauses: vec![Clause { target, source, conditions: Vec::new() }],
            grouped: false,
        }));
        let arguments = [ExpressionKind::Text("".into()), comprehension].map(|kind| Argument {
            name: None,
            value: expression(kind),
            spread: Spread::No,
        });
        let callee = expression(ExpressionKind::Name("join".into()));
        let call = Call { callee, arguments: arguments.into(), construct: false };
        Ok(expression(ExpressionKind::Call(Box::new(call))))
    }
}

/// Adds a literal, melting it with one before it.
fn push_literal(parts: &mut Vec<Expression>, text: &str, at: Span) {
    if let Some(Expression { kind: ExpressionKind::Text(last), span }) = parts.last_mut() {
        *last = format!("{last}{text}").into();
        *span = span.to(at);
    } else if !text.is_empty() {
        parts.push(Expression { kind: ExpressionKind::Text(text.into()), span: at });
    }
}

/// The marker of the heredoc that begins on this line, if one does.
pub(super) fn heredoc_of(line: &str) -> Option<&str> {
    let after = &line[line.rfind("<<")? + 2..];
    let marker = after.strip_prefix('-').unwrap_or(after).trim_end();
    (identifier(marker) == Some(marker)).then_some(marker)
}

/// Takes the indentation that all lines share from the pieces of a `<<-` heredoc, as HCL counts it: lines of mere space do
/// not count, and a sequence at the beginning of a line means that it has none.
fn unindent(pieces: &mut [Piece]) {
    let mut starts_line = true;
    let mut shared = usize::MAX;
    let mut beginnings = Vec::new();
    for (index, piece) in pieces.iter().enumerate() {
        if let Piece::Literal(text, _) = piece {
            let blank = text.ends_with('\n') && text.trim().is_empty();
            if starts_line && !blank {
                shared = shared.min(text.chars().take_while(|character| character.is_whitespace()).count());
                beginnings.push(index);
            }
            starts_line = text.ends_with('\n');
        } else {
            shared = if starts_line { 0 } else { shared };
            starts_line = false;
        }
    }
    for index in beginnings {
        if let Some(Piece::Literal(text, _)) = pieces.get_mut(index) {
            *text = text.chars().skip(shared).collect();
        }
    }
}
