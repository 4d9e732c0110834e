//! HCL's expressions.

use std::sync::Arc;

use super::lexis::identifier;
use super::{DEEPEST, Mistake, Parsed, Parser};
use crate::program::form::{
    Argument, Binary, Call, Clause, Comprehension, Entry, Expression, ExpressionKind, Item, Makes, Pattern, SPLAT,
    Spread, Unary,
};
use crate::source::Span;

/// The binary operators with their precedence; of those that begin alike, the longer one first.
const OPERATORS: &[(&str, u8, Binary)] = &[
    ("||", 1, Binary::Or),
    ("&&", 2, Binary::And),
    ("==", 3, Binary::Equal),
    ("!=", 3, Binary::NotEqual),
    (">=", 4, Binary::GreaterEqual),
    ("<=", 4, Binary::LessEqual),
    (">", 4, Binary::Greater),
    ("<", 4, Binary::Less),
    ("+", 5, Binary::Add),
    ("-", 5, Binary::Subtract),
    ("*", 6, Binary::Multiply),
    ("/", 6, Binary::Divide),
    ("%", 6, Binary::Remainder),
];

impl Parser<'_> {
    pub(super) fn expression(&mut self) -> Parsed<Expression> {
        self.descend()?;
        let condition = self.operation(1)?;
        let expression = if self.eat("?") {
            let then = self.expression()?;
            if !self.eat(":") {
                return Err(self.mistake("a condition needs `:` and a second value here"));
            }
            let otherwise = self.expression()?;
            let span = condition.span.to(otherwise.span);
            Expression { kind: ExpressionKind::Conditional(Box::new([condition, then, otherwise])), span }
        } else {
            condition
        };
        self.depth -= 1;
        Ok(expression)
    }

    /// An expression between brackets, where line breaks are plain space.
    fn bracketed(&mut self, close: &str) -> Parsed<Expression> {
        let multiline = std::mem::replace(&mut self.multiline, true);
        let expression = self.expression()?;
        if !self.eat(close) {
            return Err(self.mistake(&format!("`{close}` is missing here")));
        }
        self.multiline = multiline;
        Ok(expression)
    }

    /// Operands joined by operators that bind at least as strongly as `weakest`.
    fn operation(&mut self, weakest: u8) -> Parsed<Expression> {
        let mut left = self.operand()?;
        let mut height = self.depth;
        while let Some((token, strength, operator)) = self.operator().filter(|(_, strength, _)| *strength >= weakest) {
            self.at += token.len();
            let right = self.operation(strength + 1)?;
            height = self.higher(height)?;
            let span = left.span.to(right.span);
            left = Expression { kind: ExpressionKind::Binary(operator, Box::new(left), Box::new(right)), span };
        }
        Ok(left)
    }

    /// A chain of operators grows a tree to the left, and its height must be bounded too.
    fn higher(&self, height: usize) -> Parsed<usize> {
        if height < DEEPEST { Ok(height + 1) } else { Err(self.mistake("this chain is too long to be read")) }
    }

    fn operator(&mut self) -> Option<(&'static str, u8, Binary)> {
        self.skip_blank();
        let rest = self.rest();
        OPERATORS.iter().find(|(token, ..)| rest.starts_with(token)).copied()
    }

    fn operand(&mut self) -> Parsed<Expression> {
        self.skip_blank();
        let start = self.at;
        let operator = match self.peek() {
            Some(b'-') => Unary::Minus,
            Some(b'!') => Unary::Not,
            _ => return self.traversal(),
        };
        self.at += 1;
        self.descend()?;
        let operand = self.operand()?;
        self.depth -= 1;
        let span = self.span(start, operand.span.end as usize);
        Ok(Expression { kind: ExpressionKind::Unary(operator, Box::new(operand)), span })
    }

    /// A term with what is taken from it: `a.b[c].0[*].d`.
    fn traversal(&mut self) -> Parsed<Expression> {
        let mut object = self.term()?;
        let mut height = self.depth;
        loop {
            object = if self.eat(".*") {
                let rest = self.splat_rest(object.span, false)?;
                self.splat(object, rest)
            } else if self.eat("[*]") {
                let rest = self.splat_rest(object.span, true)?;
                self.splat(object, rest)
            } else {
                match self.step(object, true)? {
                    (object, true) => object,
                    (object, false) => return Ok(object),
                }
            };
            height = self.higher(height)?;
        }
    }

    /// One attribute or element taken from `object`, if one follows.
    fn step(&mut self, object: Expression, brackets: bool) -> Parsed<(Expression, bool)> {
        self.skip_blank();
        let rest = self.rest();
        if rest.starts_with('.') && !rest.starts_with("..") {
            self.at += 1;
            self.skip_blank();
            let start = self.at;
            let digits = self.rest().bytes().take_while(u8::is_ascii_digit).count();
            if digits > 0 {
                self.at += digits;
                let kind = ExpressionKind::Number(self.text[start..self.at].parse().unwrap_or_default());
                let index = Expression { kind, span: self.span(start, self.at) };
                return Ok((self.index(object, index), true));
            }
            let Some(name) = self.identifier() else {
                return Err(self.mistake("the name of an attribute must follow the dot"));
            };
            let name: Arc<str> = name.into();
            let span = self.span(object.span.start as usize, self.at);
            return Ok((Expression { kind: ExpressionKind::Member(Box::new(object), name), span }, true));
        }
        if brackets && rest.starts_with('[') && !rest.starts_with("[*]") {
            self.at += 1;
            let index = self.bracketed("]")?;
            return Ok((self.index(object, index), true));
        }
        Ok((object, false))
    }

    fn index(&self, object: Expression, index: Expression) -> Expression {
        let span = self.span(object.span.start as usize, self.at);
        Expression { kind: ExpressionKind::Index(Box::new(object), Box::new(index)), span }
    }

    /// What a splat takes from each element; after `.*`, brackets belong to the whole again.
    fn splat_rest(&mut self, object: Span, brackets: bool) -> Parsed<Expression> {
        let span = self.span(object.start as usize, self.at);
        let mut rest = Expression { kind: ExpressionKind::Name(SPLAT.into()), span };
        let mut height = self.depth;
        loop {
            match self.step(rest, brackets)? {
                (longer, true) => rest = longer,
                (rest, false) => return Ok(rest),
            }
            height = self.higher(height)?;
        }
    }

    fn splat(&self, object: Expression, rest: Expression) -> Expression {
        let span = self.span(object.span.start as usize, self.at);
        Expression { kind: ExpressionKind::Splat(Box::new(object), Box::new(rest)), span }
    }

    fn term(&mut self) -> Parsed<Expression> {
        self.skip_blank();
        let start = self.at;
        match self.peek() {
            Some(b'(') => {
                self.at += 1;
                let inner = self.bracketed(")")?;
                Ok(Expression { span: self.span(start, self.at), ..inner })
            }
            Some(b'[') => self.list(),
            Some(b'{') => self.object(),
            Some(b'"') => self.quoted(),
            Some(b'<') if self.rest().starts_with("<<") => self.heredoc(),
            Some(b'0'..=b'9') => self.number(),
            Some(b'\'') => Err(self.mistake("a string is written in double quotes")),
            _ => self.named(),
        }
    }

    fn number(&mut self) -> Parsed<Expression> {
        let (start, rest) = (self.at, self.rest());
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let mut length = digits(rest);
        if let Some(fraction) = rest[length..].strip_prefix('.').map(digits).filter(|&digits| digits > 0) {
            length += 1 + fraction;
        }
        let exponent = &rest[length..];
        if exponent.starts_with(['e', 'E']) {
            let sign = 1 + usize::from(exponent[1..].starts_with(['+', '-']));
            let digits = digits(&exponent[sign..]);
            length += if digits > 0 { sign + digits } else { 0 };
        }
        self.at += length;
        let number = rest[..length].parse().map_err(|_| self.mistake("this is no number"))?;
        Ok(Expression { kind: ExpressionKind::Number(number), span: self.span(start, self.at) })
    }

    /// A name, a literal that looks like one, or a call.
    fn named(&mut self) -> Parsed<Expression> {
        let start = self.at;
        if self.identifier().is_none() {
            return Err(self.mistake("a value must stand here"));
        }
        while self.rest().starts_with("::") && identifier(&self.rest()[2..]).is_some() {
            self.at += 2;
            self.identifier();
        }
        let span = self.span(start, self.at);
        let name = &self.text[start..self.at];
        if self.eat("(") {
            return self.call(name, span);
        }
        self.at = span.end as usize;
        let kind = match name {
            "true" => ExpressionKind::Bool(true),
            "false" => ExpressionKind::Bool(false),
            "null" => ExpressionKind::Null,
            _ => ExpressionKind::Name(name.into()),
        };
        Ok(Expression { kind, span })
    }

    fn call(&mut self, name: &str, callee: Span) -> Parsed<Expression> {
        let multiline = std::mem::replace(&mut self.multiline, true);
        let mut arguments = Vec::new();
        while !self.eat(")") {
            let value = self.expression()?;
            let spread = if self.eat("...") { Spread::Elements } else { Spread::No };
            arguments.push(Argument { name: None, value, spread });
            if self.eat(",") {
                continue;
            }
            if self.eat(")") {
                break;
            }
            return Err(self.mistake("`,` or `)` is missing here"));
        }
        self.multiline = multiline;
        let callee = Expression { kind: ExpressionKind::Name(name.into()), span: callee };
        let span = self.span(callee.span.start as usize, self.at);
        let call = Call { callee, arguments, construct: false };
        Ok(Expression { kind: ExpressionKind::Call(Box::new(call)), span })
    }

    fn list(&mut self) -> Parsed<Expression> {
        let start = self.at;
        self.at += 1;
        let multiline = std::mem::replace(&mut self.multiline, true);
        let kind = if self.keyword("for") {
            let clause = self.for_clause()?;
            let element = self.expression()?;
            self.comprehension(Makes::List, None, element, clause, "]")?
        } else {
            ExpressionKind::List(self.elements()?)
        };
        self.multiline = multiline;
        Ok(Expression { kind, span: self.span(start, self.at) })
    }

    fn elements(&mut self) -> Parsed<Vec<Item>> {
        let mut items = Vec::new();
        while !self.eat("]") {
            let value = self.expression()?;
            let end = value.span.end as usize;
            items.push(Item { value, spread: false });
            if self.eat(",") || matches!(self.peek(), Some(b']')) {
                continue;
            }
            // A comma that is missing at the end of a line is no reason to stop reading.
            if !self.text[end..self.at].contains('\n') || self.at_end() || self.begins_item() {
                return Err(self.mistake("`,` or `]` is missing here"));
            }
            self.report("a comma is missing after this element", self.span(end.saturating_sub(1), end));
        }
        Ok(items)
    }

    /// Whether what comes next reads like the next argument or block rather than like an element.
    fn begins_item(&self) -> bool {
        identifier(self.rest()).is_some_and(|name| {
            let after = self.rest()[name.len()..].trim_start_matches([' ', '\t']);
            after.starts_with(['"', '{']) || (after.starts_with('=') && !after.starts_with("=="))
        })
    }

    fn object(&mut self) -> Parsed<Expression> {
        let start = self.at;
        self.at += 1;
        let multiline = std::mem::replace(&mut self.multiline, true);
        let kind = if self.keyword("for") {
            let clause = self.for_clause()?;
            let key = self.expression()?;
            if !self.eat("=>") {
                return Err(self.mistake("`=>` and a value are missing here"));
            }
            let element = self.expression()?;
            self.comprehension(Makes::Map, Some(key), element, clause, "}")?
        } else {
            self.multiline = false;
            ExpressionKind::Map(self.entries()?)
        };
        self.multiline = multiline;
        Ok(Expression { kind, span: self.span(start, self.at) })
    }

    fn entries(&mut self) -> Parsed<Vec<Entry>> {
        let mut entries = Vec::new();
        loop {
            self.skip_lines();
            if self.eat("}") {
                return Ok(entries);
            }
            let key = self.key()?;
            if !(self.eat("=") || self.eat(":")) {
                return Err(self.mistake("`=` and a value are missing here"));
            }
            let value = self.expression()?;
            let end = value.span.end as usize;
            entries.push(Entry::Pair(key, value));
            self.skip_blank();
            if !self.eat(",") && !matches!(self.peek(), Some(b'\n' | b'}')) {
                if self.at_end() || !self.begins_item() {
                    return Err(self.mistake("`}` is missing here"));
                }
                self.report(
                    "a comma or a line break is missing after this value",
                    self.span(end.saturating_sub(1), end),
                );
            }
        }
    }

    /// A key: a bare name stands for itself.
    fn key(&mut self) -> Parsed<Expression> {
        let start = self.at;
        if let Some(name) = self.identifier() {
            let span = self.span(start, self.at);
            self.skip_blank();
            if matches!(self.peek(), Some(b'=' | b':')) {
                return Ok(Expression { kind: ExpressionKind::Text(name.into()), span });
            }
            self.at = start;
        }
        self.expression()
    }

    /// `for k, v in source:`, after its `for`.
    fn for_clause(&mut self) -> Parsed<Clause> {
        let (target, source) = self.for_head()?;
        if !self.eat(":") {
            return Err(self.mistake("`:` is missing here"));
        }
        Ok(Clause { target, source, conditions: Vec::new() })
    }

    /// `k, v in source`.
    pub(super) fn for_head(&mut self) -> Parsed<(Pattern, Expression)> {
        let first = self.loop_name()?;
        let target = if self.eat(",") { Pattern::Entry(Box::new(first), Box::new(self.loop_name()?)) } else { first };
        if !self.keyword("in") {
            return Err(self.mistake("`in` is missing here"));
        }
        Ok((target, self.expression()?))
    }

    fn loop_name(&mut self) -> Parsed<Pattern> {
        self.skip_blank();
        let start = self.at;
        let name = self.identifier().ok_or(());
        let name = name.map_err(|()| self.mistake("the name of what is walked must stand here"))?;
        Ok(Pattern::Name(name.into(), self.span(start, self.at)))
    }

    /// The end of a `for` expression: `...`, `if condition`, the closing bracket.
    fn comprehension(
        &mut self,
        makes: Makes,
        key: Option<Expression>,
        element: Expression,
        mut clause: Clause,
        close: &str,
    ) -> Parsed<ExpressionKind> {
        let grouped = self.eat("...");
        if self.keyword("if") {
            clause.conditions.push(self.expression()?);
        }
        if !self.eat(close) {
            return Err(Mistake { message: format!("`{close}` is missing here"), span: self.here() });
        }
        let clauses = vec![clause];
        Ok(ExpressionKind::Comprehension(Box::new(Comprehension { makes, key, element, clauses, grouped })))
    }
}
