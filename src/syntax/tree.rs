//! What all front ends built on tree-sitter share: parsing within a budget, reporting syntax errors, walking a tree.

use std::cell::Cell;
use std::ops::ControlFlow;
use std::sync::Arc;

use tree_sitter::{Language, Node, ParseOptions, Parser, Tree};

use super::repair;
use crate::program::form::{Expression, ExpressionKind, Program, Statement, StatementKind};
use crate::source::{Diagnostic, Level, Span};

/// How deep expressions and statements may nest. Chosen because the deepest code in real answers, chains of builders
/// and concatenations, stays under 100, and a thread with a small stack still walks this far.
pub(super) const MOST_NESTING: usize = 200;

/// How many syntax errors of one file are reported. Chosen because after these it is clear that the file is not code.
const MOST_ERRORS: usize = 10;

/// Parser steps that any file may take, and those that each byte adds. Chosen by judgement, generously: no answer of the
/// corpus is known to reach them.
const FREE_STEPS: usize = 100_000;
const STEPS_PER_BYTE: usize = 200;

/// The parser reports its progress once in so many steps.
const STEPS_PER_REPORT: usize = 100;

/// A grammar, and how a front end lowers the nodes of its trees.
pub(super) struct Grammar {
    pub(super) language: Language,
    /// Lowers an expression.
    pub(super) expression: fn(Node<'_>, &Source<'_>) -> ExpressionKind,
    /// Lowers a statement, which may become several.
    pub(super) statement: fn(Node<'_>, &Source<'_>, &mut Vec<Statement>),
}

/// The text that is being lowered, and how deep the walk is in it.
pub(super) struct Source<'a> {
    grammar: &'static Grammar,
    file: u32,
    text: &'a str,
    /// The length of the text as it was written, without what closes it.
    length: usize,
    depth: Cell<usize>,
}

/// Parses a text and lowers its tree. A text for which the parser takes too long is opaque.
pub(super) fn lower(
    grammar: &'static Grammar,
    file: u32,
    text: &str,
    lower: impl FnOnce(Node<'_>, &Source<'_>) -> Program,
) -> (Program, Vec<Diagnostic>) {
    let source = |text, length| Source { grammar, file, text, length, depth: Cell::new(0) };
    let Some(tree) = parse(&grammar.language, text) else {
        let start = Span { file, start: 0, end: text.len().min(1) as u32 };
        return (Program::Opaque, vec![Diagnostic::new(Level::Warning, "too tangled to parse", start)]);
    };
    let Some((closed, tree)) = repair::close(&grammar.language, text, &tree) else {
        let source = source(text, text.len());
        let diagnostics = syntax_errors(&tree, &source);
        return (lower(tree.root_node(), &source), diagnostics);
    };
    let source = source(&closed, text.len());
    let mut diagnostics = syntax_errors(&tree, &source);
    let message = format!("syntax error: `{}` is missing at the end", source.between(text.len(), closed.len()));
    let last = text.trim_end().char_indices().next_back().map_or(0, |(at, _)| at);
    diagnostics.push(Diagnostic::new(Level::Error, message, source.span_between(last, text.len())));
    (lower(tree.root_node(), &source), diagnostics)
}

/// Parses a text, unless that takes too long.
pub(super) fn parse(language: &Language, text: &str) -> Option<Tree> {
    let mut parser = Parser::new();
    parser.set_language(language).ok()?;
    let mut reports_left = (FREE_STEPS + STEPS_PER_BYTE * text.len()) / STEPS_PER_REPORT;
    let mut count = |_: &_| {
        reports_left = reports_left.saturating_sub(1);
        if reports_left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let options = ParseOptions::new().progress_callback(&mut count);
    parser.parse_with_options(&mut |at, _| text.as_bytes().get(at..).unwrap_or_default(), None, Some(options))
}

/// Visits the nodes of a tree in order, each before its children; `visit` says whether to go into them.
pub(super) fn walk<'t>(tree: &'t Tree, mut visit: impl FnMut(Node<'t>) -> bool) {
    let mut cursor = tree.walk();
    loop {
        if visit(cursor.node()) && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return;
            }
        }
    }
}

/// The smallest nodes that are wrong or missing, in order.
fn syntax_errors(tree: &Tree, source: &Source<'_>) -> Vec<Diagnostic> {
    let mut errors: Vec<Node<'_>> = Vec::new();
    walk(tree, |node| {
        if (node.is_error() || node.is_missing()) && !source.names_interpreter(node) {
            // An error around this one says less.
            errors.pop_if(|outer| outer.end_byte() >= node.end_byte());
            errors.push(node);
        }
        node.has_error() && errors.len() <= MOST_ERRORS
    });
    errors.iter().take(MOST_ERRORS).map(|&node| syntax_error(node, source)).collect()
}

fn syntax_error(node: Node<'_>, source: &Source<'_>) -> Diagnostic {
    let line = source.text(node).lines().next().unwrap_or_default().trim();
    let message = match line.char_indices().nth(40) {
        _ if node.is_missing() => format!("syntax error: `{}` is missing", node.kind()),
        Some((at, _)) => format!("syntax error at `{}…`", &line[..at]),
        None => format!("syntax error at `{line}`"),
    };
    Diagnostic::new(Level::Error, message, source.span(node))
}

impl<'a> Source<'a> {
    /// Where a node stands.
    pub(super) fn span(&self, node: Node<'_>) -> Span {
        self.span_between(node.start_byte(), node.end_byte())
    }

    /// The span between two offsets.
    pub(super) fn span_between(&self, start: usize, end: usize) -> Span {
        let within = |at: usize| at.min(self.length) as u32;
        Span { file: self.file, start: within(start), end: within(end) }
    }

    /// What a node covers.
    pub(super) fn text(&self, node: Node<'_>) -> &'a str {
        self.between(node.start_byte(), node.end_byte())
    }

    /// What stands between two offsets.
    pub(super) fn between(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// What a node covers, as a name.
    pub(super) fn name(&self, node: Node<'_>) -> Arc<str> {
        self.text(node).into()
    }

    /// The kind of a node as the grammar names it.
    pub(super) fn kind(&self, node: Node<'_>) -> &'static str {
        self.grammar.language.node_kind_for_id(node.kind_id()).unwrap_or("ERROR")
    }

    /// Whether a node is a `#!` line that is wrong only because the name of the file stands before it, in a comment.
    fn names_interpreter(&self, node: Node<'_>) -> bool {
        node.is_error() && self.text(node).starts_with("#!")
    }

    /// Lowers something that is one level deeper; `None` when that is too deep.
    pub(super) fn nested<T>(&self, lower: impl FnOnce() -> T) -> Option<T> {
        let depth = self.depth.get();
        if depth >= MOST_NESTING {
            return None;
        }
        self.depth.set(depth + 1);
        let result = lower();
        self.depth.set(depth);
        Some(result)
    }

    /// Lowers an expression.
    pub(super) fn expression(&self, node: Node<'_>) -> Expression {
        let kind = self.nested(|| (self.grammar.expression)(node, self));
        Expression::new(kind.unwrap_or(ExpressionKind::Unsupported("nesting")), self.span(node))
    }

    /// Lowers an expression that is missing when the code does not parse; `parent` is then what is not understood.
    pub(super) fn optional(&self, node: Option<Node<'_>>, parent: Node<'_>) -> Expression {
        node.map_or_else(|| self.unsupported(parent), |node| self.expression(node))
    }

    /// Lowers the expression in that field.
    pub(super) fn operand(&self, node: Node<'_>, name: &str) -> Expression {
        self.optional(field(node, name), node)
    }

    /// An expression that has no place in the form.
    pub(super) fn unsupported(&self, node: Node<'_>) -> Expression {
        Expression::new(ExpressionKind::Unsupported(self.kind(node)), self.span(node))
    }

    /// Lowers a statement.
    pub(super) fn statement(&self, node: Node<'_>, out: &mut Vec<Statement>) {
        if self.names_interpreter(node) {
            return;
        }
        let lowered = self.nested(|| match node.is_error() {
            true => self.salvage(node, out),
            false => (self.grammar.statement)(node, self, out),
        });
        if lowered.is_none() {
            out.push(Statement::new(StatementKind::Unsupported("nesting"), self.span(node)));
        }
    }

    /// Lowers the statements that are the children of a node.
    pub(super) fn block(&self, node: Node<'_>) -> Vec<Statement> {
        let mut statements = Vec::new();
        for child in children_and_errors(node) {
            self.statement(child, &mut statements);
        }
        statements
    }

    /// Lowers the block in that field, which is empty when it is missing.
    pub(super) fn block_in(&self, node: Node<'_>, name: &str) -> Vec<Statement> {
        field(node, name).map_or_else(Vec::new, |body| self.block(body))
    }

    /// Lowers the statements in that field, which is a block or a single statement.
    pub(super) fn body_in(&self, node: Node<'_>, name: &str) -> Vec<Statement> {
        field(node, name).map_or_else(Vec::new, |body| self.body(body))
    }

    /// Lowers a block or a single statement.
    pub(super) fn body(&self, node: Node<'_>) -> Vec<Statement> {
        if node.kind().ends_with("block") {
            return self.block(node);
        }
        let mut statements = Vec::new();
        self.statement(node, &mut statements);
        statements
    }

    /// Lowers what can be read of the parts of a statement that do not parse.
    pub(super) fn salvage_errors(&self, node: Node<'_>, out: &mut Vec<Statement>) {
        if node.has_error() {
            children_and_errors(node).into_iter().filter(Node::is_error).for_each(|error| self.salvage(error, out));
        }
    }

    /// Lowers what can be read of code that does not parse: the statements and calls in it.
    fn salvage(&self, error: Node<'_>, out: &mut Vec<Statement>) {
        out.push(Statement::new(StatementKind::Unsupported("ERROR"), self.span(error)));
        self.salvage_within(error, out);
    }

    fn salvage_within(&self, node: Node<'_>, out: &mut Vec<Statement>) {
        for child in children_and_errors(node) {
            if stands_alone(child.kind()) {
                self.statement(child, out);
            } else {
                self.nested(|| self.salvage_within(child, out));
            }
        }
    }
}

/// Whether a node means something by itself, torn out of code that does not parse.
fn stands_alone(kind: &str) -> bool {
    let parts = ["_statement", "_definition", "_declaration"];
    let calls = ["call", "call_expression", "new_expression", "method_invocation", "object_creation_expression"];
    parts.iter().any(|part| kind.ends_with(part)) || kind.starts_with("assignment") || calls.contains(&kind)
}

/// The named children of a node, without comments and without what is reported as a syntax error.
pub(super) fn children(node: Node<'_>) -> Vec<Node<'_>> {
    children_and_errors(node).into_iter().filter(|child| !child.is_error() && !child.is_missing()).collect()
}

/// The named children of a node, without comments.
pub(super) fn children_and_errors(node: Node<'_>) -> Vec<Node<'_>> {
    let mut cursor = node.walk();
    node.named_children(&mut cursor).filter(|child| child.is_error() || !child.is_extra()).collect()
}

/// The first named child of a node that is not a comment.
pub(super) fn first_child(node: Node<'_>) -> Option<Node<'_>> {
    let mut cursor = node.walk();
    node.named_children(&mut cursor).find(|child| !child.is_error() && !child.is_extra())
}

/// The first child of that kind.
pub(super) fn child_of_kind<'t>(node: Node<'t>, kind: &str) -> Option<Node<'t>> {
    let mut cursor = node.walk();
    node.children(&mut cursor).find(|child| child.kind() == kind)
}

/// Whether a node has that token or keyword as a direct child.
pub(super) fn has_token(node: Node<'_>, token: &str) -> bool {
    child_of_kind(node, token).is_some()
}

/// The child in that field.
pub(super) fn field<'t>(node: Node<'t>, name: &str) -> Option<Node<'t>> {
    node.child_by_field_name(name).filter(|child| !child.is_missing())
}

/// The children in that field, in order.
pub(super) fn fields<'t>(node: Node<'t>, name: &str) -> Vec<Node<'t>> {
    let mut cursor = node.walk();
    node.children_by_field_name(name, &mut cursor).filter(|child| !child.is_extra()).collect()
}
