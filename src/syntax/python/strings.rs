//! String literals of Python: prefixes, escapes, f-strings, implicit concatenation.

use tree_sitter::Node;

use crate::program::form::{Expression, ExpressionKind};
use crate::syntax::literal;
use crate::syntax::tree::{Source, children, field, first_child, has_token};

/// A string literal: text, or a template when something is interpolated.
pub(super) fn string(node: Node<'_>, source: &Source<'_>) -> ExpressionKind {
    literal::template(parts(node, source))
}

/// String literals side by side, which are one string.
pub(super) fn concatenation(node: Node<'_>, source: &Source<'_>) -> ExpressionKind {
    literal::template(children(node).into_iter().flat_map(|literal| parts(literal, source)).collect())
}

fn parts(node: Node<'_>, source: &Source<'_>) -> Vec<Expression> {
    let start = first_child(node).map_or("", |start| source.text(start));
    let prefix = start.trim_end_matches(['"', '\'']).to_ascii_lowercase();
    let parts = children(node).into_iter().filter_map(|part| match part.kind() {
        "string_content" => {
            let mut text = source.text(part).to_owned();
            if !prefix.contains('r') {
                text = literal::unescape(&text, false);
            }
            if prefix.contains('f') {
                text = text.replace("{{", "{").replace("}}", "}");
            }
            Some(vec![Expression::new(ExpressionKind::Text(text.into()), source.span(part))])
        }
        "interpolation" => Some(interpolation(part, source)),
        _ => None,
    });
    parts.flatten().collect()
}

/// `{value}`, `{value=}`, `{value!r:spec}`: conversions and formats are calls of the functions that they stand for.
fn interpolation(node: Node<'_>, source: &Source<'_>) -> Vec<Expression> {
    let span = source.span(node);
    let inner = field(node, "expression");
    let mut value = source.optional(inner, node);
    let format = field(node, "format_specifier").map(|format| format_specifier(format, source));
    let shows_itself = has_token(node, "=");
    let conversion = match field(node, "type_conversion").map(|conversion| source.text(conversion)) {
        Some("!r") => Some("repr"),
        Some("!a") => Some("ascii"),
        Some(_) => Some("str"),
        None => (shows_itself && format.is_none()).then_some("repr"),
    };
    if let Some(conversion) = conversion {
        value = Expression::keyword_call(conversion, vec![value], span);
    }
    if let Some(format) = format {
        value = Expression::keyword_call("format", vec![value, format], span);
    }
    match inner {
        Some(inner) if shows_itself => {
            let text = format!("{}=", source.text(inner));
            vec![Expression::new(ExpressionKind::Text(text.into()), source.span(inner)), value]
        }
        _ => vec![value],
    }
}

/// What stands after the colon, which may interpolate in its turn.
fn format_specifier(node: Node<'_>, source: &Source<'_>) -> Expression {
    let text = |start: usize, end: usize| {
        let text = source.between(start, end);
        (!text.is_empty()).then(|| Expression::new(ExpressionKind::Text(text.into()), source.span(node)))
    };
    let (mut parts, mut at) = (Vec::new(), node.start_byte() + ":".len());
    for nested in children(node) {
        parts.extend(text(at, nested.start_byte()));
        parts.extend(field(nested, "expression").map(|value| source.expression(value)));
        at = nested.end_byte();
    }
    parts.extend(text(at, node.end_byte()));
    Expression::new(literal::template(parts), source.span(node))
}
