//! Expressions and patterns of Python.

use std::sync::Arc;

use tree_sitter::Node;

use super::definitions::parameters;
use super::strings;
use crate::program::form::{
    Argument, Binary, Call, Clause, Comprehension, Entry, Expression, ExpressionKind, Function, Item, Makes, Pattern,
    Spread, Statement, StatementKind, Unary,
};
use crate::syntax::literal;
use crate::syntax::lowering;
use crate::syntax::tree::{self, Source, children, field, fields, first_child};

/// Lowers an expression.
pub(super) fn expression(node: Node<'_>, source: &Source<'_>) -> ExpressionKind {
    let part = |name| Box::new(source.operand(node, name));
    let inner = || source.optional(first_child(node), node);
    let unsupported = ExpressionKind::Unsupported(source.kind(node));
    match node.kind() {
        "identifier" => ExpressionKind::Name(source.name(node)),
        "dotted_name" => dotted_name(node, source),
        "none" => ExpressionKind::Null,
        "true" => ExpressionKind::Bool(true),
        "false" => ExpressionKind::Bool(false),
        "integer" | "float" => literal::number(source.text(node)).map_or(unsupported, ExpressionKind::Number),
        "string" => strings::string(node, source),
        "concatenated_string" => strings::concatenation(node, source),
        "attribute" => match field(node, "attribute") {
            Some(name) => ExpressionKind::Member(part("object"), source.name(name)),
            None => inner().kind,
        },
        "subscript" => subscript(node, source),
        "call" => call(node, source),
        "list" | "list_pattern" => ExpressionKind::List(items(node, source)),
        "tuple" | "expression_list" | "pattern_list" | "tuple_pattern" => ExpressionKind::Tuple(items(node, source)),
        "set" => ExpressionKind::Set(items(node, source)),
        "dictionary" => ExpressionKind::Map(children(node).into_iter().map(|child| entry(child, source)).collect()),
        "list_comprehension" | "generator_expression" => comprehension(node, Makes::List, source),
        "set_comprehension" => comprehension(node, Makes::Set, source),
        "dictionary_comprehension" => comprehension(node, Makes::Map, source),
        "not_operator" => ExpressionKind::Unary(Unary::Not, part("argument")),
        "unary_operator" => {
            let operator = match field(node, "operator").map(|operator| operator.kind()) {
                Some("-") => Unary::Minus,
                Some("+") => Unary::Plus,
                _ => Unary::BitNot,
            };
            ExpressionKind::Unary(operator, part("argument"))
        }
        "binary_operator" | "boolean_operator" => {
            let operator = field(node, "operator").and_then(|operator| lowering::binary_operator(operator.kind()));
            operator.map_or(unsupported, |operator| ExpressionKind::Binary(operator, part("left"), part("right")))
        }
        "comparison_operator" => comparison(node, source),
        "conditional_expression" => match children(node).as_slice() {
            [then, condition, otherwise] => {
                ExpressionKind::Conditional(Box::new([condition, then, otherwise].map(|part| source.expression(*part))))
            }
            _ => unsupported,
        },
        "lambda" => lambda(node, source),
        "named_expression" => ExpressionKind::Assign(part("name"), part("value")),
        // The target of a chained assignment.
        "assignment" => ExpressionKind::Assign(part("left"), part("right")),
        "yield" => {
            let values = first_child(node).map(|value| source.expression(value));
            Expression::keyword_call("yield", values.into_iter().collect(), source.span(node)).kind
        }
        "parenthesized_expression" | "parenthesized_list_splat" | "await" | "as_pattern" | "as_pattern_target" => {
            inner().kind
        }
        _ => unsupported,
    }
}

/// The children of a node as a tuple.
pub(super) fn tuple(node: Node<'_>, source: &Source<'_>) -> Expression {
    Expression::new(ExpressionKind::Tuple(items(node, source)), source.span(node))
}

fn dotted_name(node: Node<'_>, source: &Source<'_>) -> ExpressionKind {
    let span = source.span(node);
    let parts = children(node);
    if parts.len() > tree::MOST_NESTING {
        return ExpressionKind::Unsupported("nesting");
    }
    let mut names = parts.into_iter().map(|name| source.name(name));
    let first = names.next().map_or(ExpressionKind::Unsupported("dotted_name"), ExpressionKind::Name);
    names.fold(first, |object, name| ExpressionKind::Member(Box::new(Expression::new(object, span)), name))
}

/// `object[index]`, `object[a, b]`, `object[start:end:step]`.
fn subscript(node: Node<'_>, source: &Source<'_>) -> ExpressionKind {
    let object = Box::new(source.operand(node, "value"));
    let indexes = fields(node, "subscript");
    match indexes.as_slice() {
        [index] if index.kind() == "slice" => ExpressionKind::Slice(object, slice_bounds(*index, source)),
        [index] => ExpressionKind::Index(object, Box::new(source.expression(*index))),
        _ => {
            let items = indexes.iter().map(|index| Item { value: source.expression(*index), spread: false }).collect();
            ExpressionKind::Index(object, Box::new(Expression::new(ExpressionKind::Tuple(items), source.span(node))))
        }
    }
}

fn slice_bounds(node: Node<'_>, source: &Source<'_>) -> [Option<Box<Expression>>; 3] {
    let (mut bounds, mut at) = ([None, None, None], 0);
    let mut cursor = node.walk();
    for child in node.children(&mut cursor) {
        if child.kind() == ":" {
            at += 1;
        } else if child.is_named()
            && let Some(bound) = bounds.get_mut(at)
        {
            *bound = Some(Box::new(source.expression(child)));
        }
    }
    bounds
}

fn call(node: Node<'_>, source: &Source<'_>) -> ExpressionKind {
    let callee = source.operand(node, "function");
    let arguments = match field(node, "arguments") {
        Some(list) if list.kind() == "argument_list" => arguments(list, source),
        Some(generator) => vec![source.expression(generator).into()],
        None => Vec::new(),
    };
    ExpressionKind::Call(Box::new(Call { callee, arguments, construct: false }))
}

/// The arguments of a call, or the bases of a class.
pub(super) fn arguments(node: Node<'_>, source: &Source<'_>) -> Vec<Argument> {
    let argument = |child: Node<'_>| {
        let value = |node| source.optional(node, child);
        match child.kind() {
            "keyword_argument" => {
                let name = field(child, "name").map(|name| source.name(name));
                Argument { name, value: value(field(child, "value")), spread: Spread::No }
            }
            "list_splat" => Argument { name: None, value: value(first_child(child)), spread: Spread::Elements },
            "dictionary_splat" => Argument { name: None, value: value(first_child(child)), spread: Spread::Entries },
            _ => value(Some(child)).into(),
        }
    };
    children(node).into_iter().map(argument).collect()
}

fn items(node: Node<'_>, source: &Source<'_>) -> Vec<Item> {
    let item = |child: Node<'_>| match child.kind() {
        "list_splat" | "list_splat_pattern" => Item { value: source.optional(first_child(child), child), spread: true },
        _ => Item { value: source.expression(child), spread: false },
    };
    children(node).into_iter().map(item).collect()
}

fn entry(node: Node<'_>, source: &Source<'_>) -> Entry {
    let part = |name| source.operand(node, name);
    match node.kind() {
        "dictionary_splat" => Entry::Spread(source.optional(first_child(node), node)),
        _ => Entry::Pair(part("key"), part("value")),
    }
}

/// `a < b < c` is `a < b and b < c`.
fn comparison(node: Node<'_>, source: &Source<'_>) -> ExpressionKind {
    let span = source.span(node);
    let operators = fields(node, "operators");
    if operators.len() > tree::MOST_NESTING {
        return ExpressionKind::Unsupported("nesting");
    }
    let operands: Vec<_> = children(node).into_iter().map(|operand| source.expression(operand)).collect();
    let compare = |(operator, pair): (&Node<'_>, &[Expression])| {
        let operator = lowering::binary_operator(operator.kind())?;
        let [left, right] = pair else { return None };
        let kind = ExpressionKind::Binary(operator, Box::new(left.clone()), Box::new(right.clone()));
        Some(Expression::new(kind, left.span.to(right.span)))
    };
    let and = |left, right| Expression::new(ExpressionKind::Binary(Binary::And, Box::new(left), Box::new(right)), span);
    let comparisons: Option<Vec<_>> = operators.iter().zip(operands.windows(2)).map(compare).collect();
    let whole = comparisons.and_then(|comparisons| comparisons.into_iter().reduce(and));
    whole.map_or(ExpressionKind::Unsupported("comparison_operator"), |whole| whole.kind)
}

fn comprehension(node: Node<'_>, makes: Makes, source: &Source<'_>) -> ExpressionKind {
    let mut clauses: Vec<Clause> = Vec::new();
    for child in children(node) {
        match child.kind() {
            "for_in_clause" => clauses.push(Clause {
                target: field(child, "left").map_or(Pattern::Nothing, |left| pattern(left, source)),
                source: source.operand(child, "right"),
                conditions: Vec::new(),
            }),
            "if_clause" => {
                if let Some(clause) = clauses.last_mut() {
                    clause.conditions.push(source.optional(first_child(child), child));
                }
            }
            _ => {}
        }
    }
    let body = field(node, "body");
    let pair = body.filter(|body| body.kind() == "pair");
    let key = pair.map(|pair| source.operand(pair, "key"));
    let element = match pair {
        Some(pair) => source.operand(pair, "value"),
        None => source.optional(body, node),
    };
    ExpressionKind::Comprehension(Box::new(Comprehension { makes, key, element, clauses, grouped: false }))
}

fn lambda(node: Node<'_>, source: &Source<'_>) -> ExpressionKind {
    let body = source.operand(node, "body");
    let parameters = field(node, "parameters").map_or_else(Vec::new, |list| parameters(list, source));
    let body = vec![Statement { span: body.span, kind: StatementKind::Return(Some(body)) }];
    ExpressionKind::Lambda(Arc::new(Function::lambda(parameters, body, source.span(node))))
}

/// Lowers the target of an assignment, a loop or a parameter.
pub(super) fn pattern(node: Node<'_>, source: &Source<'_>) -> Pattern {
    source.nested(|| nested_pattern(node, source)).unwrap_or(Pattern::Nothing)
}

fn nested_pattern(node: Node<'_>, source: &Source<'_>) -> Pattern {
    let inner = |node| first_child(node).map_or(Pattern::Nothing, |inner| pattern(inner, source));
    match node.kind() {
        "identifier" => Pattern::Name(source.name(node), source.span(node)),
        "pattern_list" | "tuple_pattern" | "list_pattern" | "expression_list" | "tuple" | "list" => {
            Pattern::List(children(node).into_iter().map(|child| pattern(child, source)).collect())
        }
        "list_splat_pattern" | "list_splat" | "dictionary_splat_pattern" => Pattern::Rest(Box::new(inner(node))),
        "as_pattern_target" | "parenthesized_expression" => inner(node),
        _ => Pattern::Place(source.expression(node)),
    }
}
