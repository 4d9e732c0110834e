//! Expressions of Go.

use tree_sitter::Node;

use super::{declarations, types};
use crate::program::form::{Argument, Call, Entry, Expression, ExpressionKind, Item, Spread, Unary};
use crate::syntax::literal;
use crate::syntax::lowering;
use crate::syntax::tree::{Source, children, field, first_child};

/// Lowers an expression. Pointers and conversions are erased.
pub(super) fn expression(node: Node<'_>, source: &Source<'_>) -> ExpressionKind {
    let part = |name| Box::new(source.operand(node, name));
    let inner = || source.optional(first_child(node), node);
    let unsupported = || source.unsupported(node).kind;
    match node.kind() {
        "identifier" | "iota" | "package_identifier" | "type_identifier" => ExpressionKind::Name(source.name(node)),
        "nil" => ExpressionKind::Null,
        "true" => ExpressionKind::Bool(true),
        "false" => ExpressionKind::Bool(false),
        "int_literal" | "float_literal" => {
            literal::number(source.text(node)).map_or_else(unsupported, ExpressionKind::Number)
        }
        "interpreted_string_literal" | "rune_literal" => {
            let text = source.text(node);
            let quoted = text.get(1..text.len().saturating_sub(1)).unwrap_or_default();
            ExpressionKind::Text(literal::unescape(quoted, true).into())
        }
        "raw_string_literal" => ExpressionKind::Text(source.text(node).trim_matches('`').replace('\r', "").into()),
        "selector_expression" => match field(node, "field") {
            Some(name) => ExpressionKind::Member(part("operand"), source.name(name)),
            None => unsupported(),
        },
        "index_expression" => ExpressionKind::Index(part("operand"), part("index")),
        "slice_expression" => {
            let bound = |name| field(node, name).map(|bound| Box::new(source.expression(bound)));
            ExpressionKind::Slice(part("operand"), [bound("start"), bound("end"), None])
        }
        "call_expression" => call(node, source),
        "composite_literal" => match field(node, "body") {
            Some(body) => types::literal(field(node, "type"), body, source),
            None => unsupported(),
        },
        "func_literal" => ExpressionKind::Lambda(declarations::function(node, source)),
        "unary_expression" => {
            let operator = match field(node, "operator").map(|operator| operator.kind()) {
                Some("!") => Unary::Not,
                Some("-") => Unary::Minus,
                Some("+") => Unary::Plus,
                Some("^") => Unary::BitNot,
                Some("<-") => return Expression::keyword_call("<-", vec![*part("operand")], source.span(node)).kind,
                // Pointers.
                _ => return part("operand").kind,
            };
            ExpressionKind::Unary(operator, part("operand"))
        }
        "binary_expression" => {
            let operator = field(node, "operator").and_then(|operator| lowering::binary_operator(operator.kind()));
            operator.map_or_else(unsupported, |operator| ExpressionKind::Binary(operator, part("left"), part("right")))
        }
        // `Name[T](value)` may as well be a call of a generic function.
        "type_conversion_expression" if field(node, "type").is_some_and(|class| class.kind() == "generic_type") => {
            let callee =
                field(node, "type").map_or_else(|| source.unsupported(node), |class| types::name(class, source));
            Expression::call(callee, vec![*part("operand")], source.span(node)).kind
        }
        "type_assertion_expression" | "type_conversion_expression" => part("operand").kind,
        "parenthesized_expression" | "type_instantiation_expression" => inner().kind,
        "qualified_type" | "generic_type" | "pointer_type" => types::name(node, source).kind,
        _ => unsupported(),
    }
}

fn call(node: Node<'_>, source: &Source<'_>) -> ExpressionKind {
    let list = field(node, "arguments").map_or_else(Vec::new, children);
    if let Some(made) = field(node, "function").and_then(|function| built_in(source.text(function), &list, source)) {
        return made;
    }
    let argument = |argument: Node<'_>| match argument.kind() {
        "variadic_argument" => {
            Argument { name: None, value: source.optional(first_child(argument), argument), spread: Spread::Elements }
        }
        _ => source.expression(argument).into(),
    };
    let callee = source.operand(node, "function");
    let arguments = list.into_iter().map(argument).collect();
    ExpressionKind::Call(Box::new(Call { callee, arguments, construct: false }))
}

/// `make` and `new`, which take a type: an empty collection, so many zero values, or a new struct.
fn built_in(name: &str, arguments: &[Node<'_>], source: &Source<'_>) -> Option<ExpressionKind> {
    let class = *arguments.first()?;
    let span = source.span(class);
    match (name, class.kind()) {
        ("make", "map_type") => Some(ExpressionKind::Map(Vec::<Entry>::new())),
        ("make", "slice_type") => {
            let length = arguments.get(1).map(|length| source.expression(*length))?;
            if matches!(length.kind, ExpressionKind::Number(0.0)) {
                return Some(ExpressionKind::List(Vec::<Item>::new()));
            }
            let zero = field(class, "element").and_then(|class| types::zero(class, source));
            let zero = zero.unwrap_or_else(|| Expression::new(ExpressionKind::Null, span));
            Some(Expression::keyword_call("make", vec![zero, length], span).kind)
        }
        ("new", _) => Some(match types::zero(class, source) {
            Some(zero) => zero.kind,
            None => {
                let callee = types::name(class, source);
                ExpressionKind::Call(Box::new(Call { callee, arguments: Vec::new(), construct: true }))
            }
        }),
        _ => None,
    }
}

/// Puts the place of a constant in its group where `iota` stands.
pub(super) fn count_constants(value: &mut Expression, index: usize) {
    match &mut value.kind {
        ExpressionKind::Name(name) if &**name == "iota" => value.kind = ExpressionKind::Number(index as f64),
        ExpressionKind::Unary(_, operand) => count_constants(operand, index),
        ExpressionKind::Binary(_, left, right) => {
            count_constants(left, index);
            count_constants(right, index);
        }
        ExpressionKind::Call(call) => {
            call.arguments.iter_mut().for_each(|argument| count_constants(&mut argument.value, index));
        }
        _ => {}
    }
}
