//! What all front ends built on tree-sitter share: parsing within a budget, reporting syntax errors, and walking a tree.

use std::cell::Cell;
use std::ops::ControlFlow;
use std::sync::Arc;

use tree_sitter::{Language, Node, ParseOptions, Parser, Tree};

use crate::program::form::{Binary, Program};
use crate::source::{Diagnostic, Level, Span};

/// How deep expressions and statements may nest. Chosen because the deepest code in real answers, chains of builders
/// and concatenations, stays under 100, and a thread with a small stack still walks this far.
const MOST_NESTING: u32 = 200;

/// How many syntax errors of one file are reported. Chosen because after these it is clear that the file is not code.
const MOST_ERRORS: usize = 10;

/// Parser steps that any file may take, and those that each byte adds. Chosen as ten times what the most broken
/// answers take.
const FREE_STEPS: usize = 100_000;
const STEPS_PER_BYTE: usize = 200;

/// The parser reports its progress once in so many steps.
const STEPS_PER_REPORT: usize = 100;

/// The text that is being lowered, and how deep the walk is in it.
pub(super) struct Source<'a> {
    file: u32,
    text: &'a str,
    /// The length of the text as it was written.
    length: u32,
    language: &'static Language,
    depth: Cell<u32>,
}

/// Parses a text and lowers its tree. A text for which the parser takes too long is opaque.
pub(super) fn lower(
    language: &'static Language,
    file: u32,
    text: &str,
    lower: impl FnOnce(Node<'_>, &Source<'_>) -> Program,
) -> (Program, Vec<Diagnostic>) {
    let Some(tree) = parse(language, text) else {
        let start = Span { file, start: 0, end: text.len().min(1) as u32 };
        return (Program::Opaque, vec![Diagnostic::new(Level::Warning, "too tangled to parse", start)]);
    };
    let source = |text| Source { file, text, length: text.len() as u32, language, depth: Cell::new(0) };
    let Some((completed, tree)) = complete(language, text, &tree) else {
        let source = source(text);
        let diagnostics = syntax_errors(&tree, &source);
        return (lower(tree.root_node(), &source), diagnostics);
    };
    let source = Source { length: text.len() as u32, ..source(&completed) };
    let mut diagnostics = syntax_errors(&tree, &source);
    let message = format!("syntax error: `{}` is missing at the end", source.between(text.len(), completed.len()));
    let last = text.trim_end().char_indices().next_back().map_or(0, |(at, _)| at);
    diagnostics.push(Diagnostic::new(Level::Error, message, source.span_between(last, text.len())));
    (lower(tree.root_node(), &source), diagnostics)
}

fn parse(language: &Language, text: &str) -> Option<Tree> {
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

/// A text with the brackets and quotes closed that are open at its end, and its tree, if that makes it better code.
fn complete(language: &Language, text: &str, tree: &Tree) -> Option<(String, Tree)> {
    if !tree.root_node().has_error() {
        return None;
    }
    let mut open: Vec<&str> = Vec::new();
    walk(tree, |node| {
        if node.child_count() == 0 && is_delimiter(node) {
            let token = text.get(node.byte_range()).unwrap_or_default();
            if open.last() == Some(&token) {
                open.pop();
            } else {
                open.extend(closing(token));
            }
        }
        true
    });
    if open.is_empty() {
        return None;
    }
    let completed = format!("{text}{}", open.into_iter().rev().collect::<String>());
    let completed_tree = parse(language, &completed)?;
    (wrong_bytes(&completed_tree) < wrong_bytes(tree)).then_some((completed, completed_tree))
}

/// Whether a leaf may be a bracket or quote, rather than content that looks like one.
fn is_delimiter(leaf: Node<'_>) -> bool {
    !leaf.is_missing() && (!leaf.is_named() || leaf.kind().ends_with("_start") || leaf.kind().ends_with("_end"))
}

/// What closes what a token opens, if it opens something.
fn closing(token: &str) -> Option<&str> {
    match token {
        "(" => Some(")"),
        "[" => Some("]"),
        "{" | "${" | "%{" => Some("}"),
        _ => {
            // Python's opening quote comes with the prefix of the string.
            let quote = token.trim_start_matches(|character: char| character.is_ascii_alphabetic());
            matches!(quote, "\"" | "'" | "`" | "\"\"\"" | "'''").then_some(quote)
        }
    }
}

/// How much of a text is in error nodes.
fn wrong_bytes(tree: &Tree) -> usize {
    let mut bytes = 0;
    walk(tree, |node| {
        if node.is_error() {
            bytes += node.byte_range().len();
        }
        node.has_error() && !node.is_error()
    });
    bytes
}

/// Visits the nodes of a tree in order, each before its children; `visit` says whether to go into them.
fn walk<'t>(tree: &'t Tree, mut visit: impl FnMut(Node<'t>) -> bool) {
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
        if node.is_error() || node.is_missing() {
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
        let within = |at: usize| (at as u32).min(self.length);
        Span { file: self.file, start: within(start), end: within(end) }
    }

    /// The kind of a node as the grammar names it.
    pub(super) fn kind(&self, node: Node<'_>) -> &'static str {
        self.language.node_kind_for_id(node.kind_id()).unwrap_or("ERROR")
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

/// The child in that field.
pub(super) fn field<'t>(node: Node<'t>, name: &str) -> Option<Node<'t>> {
    node.child_by_field_name(name).filter(|child| !child.is_missing())
}

/// The children in that field, in order.
pub(super) fn fields<'t>(node: Node<'t>, name: &str) -> Vec<Node<'t>> {
    let mut cursor = node.walk();
    node.children_by_field_name(name, &mut cursor).filter(|child| !child.is_extra()).collect()
}

/// Whether a node has that token or keyword as a direct child.
pub(super) fn has_token(node: Node<'_>, token: &str) -> bool {
    let mut cursor = node.walk();
    node.children(&mut cursor).any(|child| child.kind() == token)
}

/// A binary operator as the languages write it.
pub(super) fn binary_operator(operator: &str) -> Option<Binary> {
    Some(match operator {
        "+" => Binary::Add,
        "-" => Binary::Subtract,
        "*" => Binary::Multiply,
        "/" => Binary::Divide,
        "//" => Binary::FloorDivide,
        "%" => Binary::Remainder,
        "**" => Binary::Power,
        "==" | "===" | "is" => Binary::Equal,
        "!=" | "!==" | "<>" | "is not" => Binary::NotEqual,
        "<" => Binary::Less,
        "<=" => Binary::LessEqual,
        ">" => Binary::Greater,
        ">=" => Binary::GreaterEqual,
        "and" | "&&" => Binary::And,
        "or" | "||" => Binary::Or,
        "??" => Binary::Coalesce,
        "in" => Binary::In,
        "not in" => Binary::NotIn,
        "&" => Binary::BitAnd,
        "|" => Binary::BitOr,
        "^" => Binary::BitXor,
        "<<" => Binary::ShiftLeft,
        ">>" | ">>>" => Binary::ShiftRight,
        _ => return None,
    })
}
