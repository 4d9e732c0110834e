//! Code that breaks off: closing what it leaves open, so that its last statement is read too.

use tree_sitter::{Language, Node, Tree};

use super::tree::{parse, walk};

/// A text with the brackets and quotes closed that are open at its end, and its tree, if that makes it better code.
pub(super) fn close(language: &Language, text: &str, tree: &Tree) -> Option<(String, Tree)> {
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
    let closed = format!("{text}{}", open.into_iter().rev().collect::<String>());
    let closed_tree = parse(language, &closed)?;
    (wrong_bytes(&closed_tree) < wrong_bytes(tree)).then_some((closed, closed_tree))
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
