//! Expressions of TypeScript.

use std::sync::Arc;

use tree_sitter::Node;

use super::definitions;
use crate::program::form::{Argument, Binary, Call, Entry, Expression, ExpressionKind, Item, Spread, Unary};
use crate::syntax::literal;
use crate::syntax::lowering;
use crate::syntax::tree::{Source, children, field, first_child, has_token};

/// Lowers an expression. Types are erased.
pub(super) fn expression(node: Node<'_>, source: &Source<'_>) -> ExpressionKind {
    let span = source.span(node);
    let part = |name| Box::new(source.operand(node, name));
    let inner = || source.optional(first_child(node), node);
    let keyword = |name, operands| Expression::keyword_call(name, operands, span).kind;
    let unsupported = || source.unsupported(node).kind;
    match node.kind() {
        "identifier" | "this" | "super" | "import" => ExpressionKind::Name(source.name(node)),
        "null" | "undefined" => ExpressionKind::Null,
        "true" => ExpressionKind::Bool(true),
        "false" => ExpressionKind::Bool(false),
        "number" => {
            let number = literal::number(source.text(node).trim_end_matches('n'));
            number.map_or_else(unsupported, ExpressionKind::Number)
        }
        "string" => ExpressionKind::Text(string_text(node, source)),
        "template_string" => template(node, source),
        "regex" => {
            let part = |name| field(node, name).map_or("", |part| source.text(part));
            let text = |text: &str| Expression::new(ExpressionKind::Text(text.into()), span);
            let callee = Expression::new(ExpressionKind::Name("RegExp".into()), span);
            let arguments = [part("pattern"), part("flags")].map(|part| text(part).into());
            ExpressionKind::Call(Box::new(Call { callee, arguments: arguments.into(), construct: true }))
        }
        "array" => ExpressionKind::List(children(node).into_iter().map(|child| item(child, source)).collect()),
        "object" => ExpressionKind::Map(children(node).into_iter().filter_map(|child| entry(child, source)).collect()),
        "array_pattern" => ExpressionKind::Tuple(children(node).into_iter().map(|child| item(child, source)).collect()),
        "member_expression" | "nested_identifier" => match field(node, "property") {
            Some(name) => ExpressionKind::Member(part("object"), source.name(name)),
            None => inner().kind,
        },
        "subscript_expression" => ExpressionKind::Index(part("object"), part("index")),
        "call_expression" => call(node, "function", false, source),
        "new_expression" => call(node, "constructor", true, source),
        "arrow_function" | "function_expression" | "generator_function" => {
            ExpressionKind::Lambda(definitions::function(node, source))
        }
        "unary_expression" => {
            let operator = match field(node, "operator").map(|operator| operator.kind()) {
                Some("!") => Unary::Not,
                Some("-") => Unary::Minus,
                Some("+") => Unary::Plus,
                Some("~") => Unary::BitNot,
                Some("typeof") => Unary::TypeOf,
                Some("delete") => return keyword("delete", vec![*part("argument")]),
                _ => return keyword("void", vec![*part("argument")]),
            };
            ExpressionKind::Unary(operator, part("argument"))
        }
        "binary_expression" => match field(node, "operator").map_or("", |operator| operator.kind()) {
            "instanceof" => keyword("instanceof", vec![*part("left"), *part("right")]),
            operator => lowering::binary_operator(operator)
                .map_or_else(unsupported, |operator| ExpressionKind::Binary(operator, part("left"), part("right"))),
        },
        "ternary_expression" => {
            let parts = ["condition", "consequence", "alternative"].map(|name| source.operand(node, name));
            ExpressionKind::Conditional(Box::new(parts))
        }
        "assignment_expression" => ExpressionKind::Assign(part("left"), part("right")),
        "augmented_assignment_expression" => match augmented_operator(node, source) {
            Some(operator) => {
                let value = ExpressionKind::Binary(operator, part("left"), part("right"));
                ExpressionKind::Assign(part("left"), Box::new(Expression::new(value, span)))
            }
            None => unsupported(),
        },
        "update_expression" => {
            let is_prefix = node.child(0).is_some_and(|first| !first.is_named());
            lowering::count(update_operator(node), *part("argument"), is_prefix, span)
        }
        "sequence_expression" => {
            // The value of the last one.
            let items: Vec<_> = children(node).into_iter().map(|child| item(child, source)).collect();
            let last = Expression::new(ExpressionKind::Number(items.len().saturating_sub(1) as f64), span);
            let all = Expression::new(ExpressionKind::Tuple(items), span);
            ExpressionKind::Index(Box::new(all), Box::new(last))
        }
        "yield_expression" => {
            keyword("yield", first_child(node).map(|value| source.expression(value)).into_iter().collect())
        }
        "type_assertion" => source.optional(children(node).last().copied(), node).kind,
        "parenthesized_expression"
        | "await_expression"
        | "as_expression"
        | "satisfies_expression"
        | "non_null_expression"
        | "instantiation_expression" => inner().kind,
        _ => unsupported(),
    }
}

/// The text of a string literal.
pub(super) fn string_text(node: Node<'_>, source: &Source<'_>) -> Arc<str> {
    let text = source.text(node);
    let quoted = text.get(1..text.len().saturating_sub(1)).unwrap_or_default();
    literal::unescape(quoted, true).into()
}

/// `` `text ${value}` ``.
fn template(node: Node<'_>, source: &Source<'_>) -> ExpressionKind {
    let parts = children(node).into_iter().map(|part| match part.kind() {
        "template_substitution" => source.optional(first_child(part), part),
        _ => {
            let text = literal::unescape(source.text(part), true);
            Expression::new(ExpressionKind::Text(text.into()), source.span(part))
        }
    });
    literal::template(parts.collect())
}

fn call(node: Node<'_>, callee: &str, construct: bool, source: &Source<'_>) -> ExpressionKind {
    let callee = source.operand(node, callee);
    let arguments = match field(node, "arguments") {
        // A tagged template.
        Some(template) if template.kind() == "template_string" => vec![source.expression(template).into()],
        Some(list) => children(list).into_iter().map(|child| argument(child, source)).collect(),
        None => Vec::new(),
    };
    ExpressionKind::Call(Box::new(Call { callee, arguments, construct }))
}

fn argument(node: Node<'_>, source: &Source<'_>) -> Argument {
    match node.kind() {
        "spread_element" => {
            Argument { name: None, value: source.optional(first_child(node), node), spread: Spread::Elements }
        }
        _ => source.expression(node).into(),
    }
}

fn item(node: Node<'_>, source: &Source<'_>) -> Item {
    let Argument { value, spread, .. } = argument(node, source);
    Item { value, spread: spread == Spread::Elements }
}

fn entry(node: Node<'_>, source: &Source<'_>) -> Option<Entry> {
    let text = |name: Node<'_>| Expression::new(ExpressionKind::Text(property_name(name, source)), source.span(name));
    Some(match node.kind() {
        "pair" => {
            let key = field(node, "key")?;
            let key = match key.kind() {
                "computed_property_name" => source.optional(first_child(key), key),
                _ => text(key),
            };
            Entry::Pair(key, source.operand(node, "value"))
        }
        "shorthand_property_identifier" => {
            Entry::Pair(text(node), Expression::new(ExpressionKind::Name(source.name(node)), source.span(node)))
        }
        "spread_element" => Entry::Spread(source.optional(first_child(node), node)),
        "method_definition" => {
            let method = ExpressionKind::Lambda(definitions::function(node, source));
            Entry::Pair(text(field(node, "name")?), Expression::new(method, source.span(node)))
        }
        _ => return None,
    })
}

/// The name of a property: an identifier, a string or a number.
pub(super) fn property_name(node: Node<'_>, source: &Source<'_>) -> Arc<str> {
    match node.kind() {
        "string" => string_text(node, source),
        _ => source.name(node),
    }
}

/// The operator in `+=`, `??=` …
pub(super) fn augmented_operator(node: Node<'_>, source: &Source<'_>) -> Option<Binary> {
    lowering::binary_operator(source.text(field(node, "operator")?).strip_suffix('=')?)
}

/// The operator in `++` or `--`.
pub(super) fn update_operator(node: Node<'_>) -> Binary {
    if has_token(node, "++") { Binary::Add } else { Binary::Subtract }
}
