//! What declarations, assignments and parameters of TypeScript bind.

use std::sync::Arc;

use tree_sitter::Node;

use super::expressions::property_name;
use crate::program::form::{Expression, Parameter, Pattern, Spread};
use crate::syntax::tree::{Source, child_of_kind, children, field, first_child, has_token};

/// Lowers a pattern.
pub(super) fn pattern(node: Node<'_>, source: &Source<'_>) -> Pattern {
    source.nested(|| nested_pattern(node, source)).unwrap_or(Pattern::Nothing)
}

fn nested_pattern(node: Node<'_>, source: &Source<'_>) -> Pattern {
    let inner = |node| first_child(node).map_or(Pattern::Nothing, |inner| pattern(inner, source));
    match node.kind() {
        "identifier" | "shorthand_property_identifier_pattern" => Pattern::Name(source.name(node), source.span(node)),
        "array_pattern" | "array" => Pattern::List(elements(node, source)),
        "object_pattern" => {
            Pattern::Object(children(node).into_iter().filter_map(|child| property(child, source)).collect())
        }
        "rest_pattern" => Pattern::Rest(Box::new(inner(node))),
        "assignment_pattern" => {
            let target = field(node, "left").map_or(Pattern::Nothing, |left| pattern(left, source));
            Pattern::Default(Box::new(target), Box::new(source.operand(node, "right")))
        }
        "parenthesized_expression" | "non_null_expression" => inner(node),
        _ => Pattern::Place(source.expression(node)),
    }
}

/// `[a, , b]`: an element that is left out binds nothing.
fn elements(node: Node<'_>, source: &Source<'_>) -> Vec<Pattern> {
    let (mut elements, mut left_out) = (Vec::new(), true);
    let mut cursor = node.walk();
    for child in node.children(&mut cursor) {
        if child.kind() == "," {
            if left_out {
                elements.push(Pattern::Nothing);
            }
            left_out = true;
        } else if child.is_named() && !child.is_extra() {
            elements.push(pattern(child, source));
            left_out = false;
        }
    }
    elements
}

/// `name`, `name = default`, `name: pattern = default`, `...rest`.
fn property(node: Node<'_>, source: &Source<'_>) -> Option<(Arc<str>, Pattern, Option<Expression>)> {
    let (name, target) = match node.kind() {
        "pair_pattern" => (property_name(field(node, "key")?, source), field(node, "value")?),
        "rest_pattern" => ("...".into(), node),
        _ => (source.name(field(node, "left").unwrap_or(node)), node),
    };
    let has_default = matches!(target.kind(), "assignment_pattern" | "object_assignment_pattern");
    let default = field(target, "right").filter(|_| has_default);
    let target = field(target, "left").filter(|_| has_default).unwrap_or(target);
    Some((name, pattern(target, source), default.map(|default| source.expression(default))))
}

/// The parameters of a function, without TypeScript's `this`.
pub(super) fn parameters(node: Node<'_>, source: &Source<'_>) -> Vec<Parameter> {
    // `x => …` has its only parameter without parentheses.
    if let Some(only) = field(node, "parameter") {
        return vec![Parameter::plain(pattern(only, source))];
    }
    let list = field(node, "parameters").map_or_else(Vec::new, children);
    list.into_iter().filter_map(|child| parameter(child, source)).collect()
}

fn parameter(node: Node<'_>, source: &Source<'_>) -> Option<Parameter> {
    let target = field(node, "pattern").or_else(|| field(node, "name"))?;
    if target.kind() == "this" {
        return None;
    }
    let (target, spread) = match target.kind() {
        "rest_pattern" => (first_child(target)?, Spread::Elements),
        _ => (target, Spread::No),
    };
    let is_field = child_of_kind(node, "accessibility_modifier").is_some() || has_token(node, "readonly");
    Some(Parameter {
        default: field(node, "value").map(|value| source.expression(value)),
        spread,
        is_field,
        type_name: type_name(node, source),
        ..Parameter::plain(pattern(target, source))
    })
}

/// The declared type of a node, as written.
pub(super) fn type_name(node: Node<'_>, source: &Source<'_>) -> Option<Arc<str>> {
    let annotation = field(node, "type")?;
    Some(source.text(annotation).trim_start_matches(':').trim().into())
}
