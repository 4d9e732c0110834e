//! Expressions of Java.

use std::sync::Arc;

use tree_sitter::Node;

use super::{definitions, selection};
use crate::program::form::{
    Argument, Binary, Call, Expression, ExpressionKind, Function, Item, Parameter, Pattern, Spread, Statement,
    StatementKind, Unary,
};
use crate::syntax::literal;
use crate::syntax::lowering;
use crate::syntax::tree::{Source, child_of_kind, children, field, first_child, has_token};

/// Lowers an expression. Types are erased.
pub(super) fn expression(node: Node<'_>, source: &Source<'_>) -> ExpressionKind {
    let span = source.span(node);
    let part = |name| Box::new(source.operand(node, name));
    let unsupported = || source.unsupported(node).kind;
    match node.kind() {
        "identifier" | "this" | "super" | "type_identifier" => ExpressionKind::Name(source.name(node)),
        "null_literal" => ExpressionKind::Null,
        "true" => ExpressionKind::Bool(true),
        "false" => ExpressionKind::Bool(false),
        "decimal_integer_literal" | "hex_integer_literal" | "octal_integer_literal" | "binary_integer_literal" => {
            literal::number(source.text(node).trim_end_matches(['l', 'L']))
                .map_or_else(unsupported, ExpressionKind::Number)
        }
        "decimal_floating_point_literal" => {
            let digits = source.text(node).trim_end_matches(['f', 'F', 'd', 'D']);
            literal::number(digits).map_or_else(unsupported, ExpressionKind::Number)
        }
        "string_literal" if child_of_kind(node, "string_interpolation").is_none() => string(node, source),
        "character_literal" => ExpressionKind::Text(unquoted(source.text(node), 1).into()),
        "method_invocation" => {
            let callee = match field(node, "name") {
                Some(name) => match field(node, "object") {
                    Some(object) => ExpressionKind::Member(Box::new(source.expression(object)), source.name(name)),
                    None => ExpressionKind::Name(source.name(name)),
                },
                None => unsupported(),
            };
            Expression::call(Expression::new(callee, span), arguments(node, source), span).kind
        }
        "object_creation_expression" => creation(node, source),
        "field_access" => match field(node, "field") {
            Some(name) => ExpressionKind::Member(part("object"), source.name(name)),
            None => unsupported(),
        },
        "scoped_identifier" => match field(node, "name") {
            Some(name) => ExpressionKind::Member(part("scope"), source.name(name)),
            None => unsupported(),
        },
        "class_literal" => {
            let class =
                first_child(node).map_or_else(|| source.unsupported(node), |class| type_expression(class, source));
            ExpressionKind::Member(Box::new(class), "class".into())
        }
        "array_access" => ExpressionKind::Index(part("array"), part("index")),
        "array_initializer" | "element_value_array_initializer" => list(node, source),
        "array_creation_expression" => match field(node, "value") {
            Some(value) => list(value, source),
            None => {
                let sizes = children(node).into_iter().filter(|child| child.kind() == "dimensions_expr");
                let sizes = sizes.map(|size| source.optional(first_child(size), size)).collect();
                Expression::keyword_call("new[]", sizes, span).kind
            }
        },
        "unary_expression" => {
            let operator = match field(node, "operator").map(|operator| operator.kind()) {
                Some("!") => Unary::Not,
                Some("-") => Unary::Minus,
                Some("+") => Unary::Plus,
                _ => Unary::BitNot,
            };
            ExpressionKind::Unary(operator, part("operand"))
        }
        "binary_expression" => {
            let operator = field(node, "operator").and_then(|operator| lowering::binary_operator(operator.kind()));
            operator.map_or_else(unsupported, |operator| ExpressionKind::Binary(operator, part("left"), part("right")))
        }
        "instanceof_expression" => instance_test(node, source),
        "update_expression" => {
            let is_prefix = node.child(0).is_some_and(|first| !first.is_named());
            lowering::count(update_operator(node), source.optional(first_child(node), node), is_prefix, span)
        }
        "assignment_expression" => assignment(node, source),
        "ternary_expression" => {
            let parts = ["condition", "consequence", "alternative"].map(|name| source.operand(node, name));
            ExpressionKind::Conditional(Box::new(parts))
        }
        "lambda_expression" => lambda(node, source),
        "method_reference" => method_reference(node, source),
        "switch_expression" => {
            let switch = Statement::new(selection(node, true, source), span);
            Expression::immediate(vec![switch], span).kind
        }
        "cast_expression" => part("value").kind,
        "parenthesized_expression" => source.optional(first_child(node), node).kind,
        "marker_annotation" => part("name").kind,
        "annotation" => annotation(node, source),
        "scoped_type_identifier" | "generic_type" => type_expression(node, source).kind,
        _ => unsupported(),
    }
}

/// A class as an expression: its name, or a path to it.
pub(super) fn type_expression(node: Node<'_>, source: &Source<'_>) -> Expression {
    let span = source.span(node);
    let kind = match node.kind() {
        "generic_type" | "annotated_type" => match first_child(node) {
            Some(inner) => {
                return source.nested(|| type_expression(inner, source)).unwrap_or_else(|| source.unsupported(node));
            }
            None => ExpressionKind::Unsupported("generic_type"),
        },
        "scoped_type_identifier" => {
            let names = children(node);
            match names.as_slice() {
                [scope, .., name] => {
                    let scope = source.nested(|| type_expression(*scope, source));
                    let scope = scope.unwrap_or_else(|| source.unsupported(node));
                    ExpressionKind::Member(Box::new(scope), source.name(*name))
                }
                _ => ExpressionKind::Name(source.name(node)),
            }
        }
        _ => ExpressionKind::Name(source.name(node)),
    };
    Expression::new(kind, span)
}

/// What a name of a variable or parameter binds.
pub(super) fn bind(name: Node<'_>, source: &Source<'_>) -> Pattern {
    match name.kind() {
        "underscore_pattern" => Pattern::Nothing,
        _ => Pattern::Name(source.name(name), source.span(name)),
    }
}

/// The arguments of a call.
pub(super) fn arguments(node: Node<'_>, source: &Source<'_>) -> Vec<Expression> {
    let list = field(node, "arguments").map_or_else(Vec::new, children);
    list.into_iter().map(|argument| source.expression(argument)).collect()
}

/// The operator in `++` or `--`.
pub(super) fn update_operator(node: Node<'_>) -> Binary {
    if has_token(node, "++") { Binary::Add } else { Binary::Subtract }
}

fn list(node: Node<'_>, source: &Source<'_>) -> ExpressionKind {
    let items = children(node).into_iter().map(|item| Item { value: source.expression(item), spread: false });
    ExpressionKind::List(items.collect())
}

/// A string literal or a text block.
fn string(node: Node<'_>, source: &Source<'_>) -> ExpressionKind {
    let text = source.text(node);
    let text = match text.strip_prefix("\"\"\"") {
        Some(block) => text_block(block.strip_suffix("\"\"\"").unwrap_or(block)),
        None => unquoted(text, 1),
    };
    ExpressionKind::Text(text.into())
}

fn unquoted(text: &str, quote: usize) -> String {
    literal::unescape(text.get(quote..text.len().saturating_sub(quote)).unwrap_or_default(), true)
}

/// The text of a text block: without the line of its opening quotes, the indentation that all its lines share (that of the
/// closing quotes included) and the spaces at the ends of its lines.
fn text_block(block: &str) -> String {
    let lines: Vec<_> = block.split('\n').skip(1).collect();
    let last = lines.len().saturating_sub(1);
    let indent = |line: &str| line.len() - line.trim_start().len();
    let counted = lines.iter().enumerate().filter(|(at, line)| *at == last || !line.trim().is_empty());
    let shared = counted.map(|(_, line)| indent(line)).min().unwrap_or(0);
    let stripped: Vec<_> = lines.iter().map(|line| line.get(shared..).unwrap_or_default().trim_end()).collect();
    literal::unescape(&stripped.join("\n"), true)
}

/// `new Type(arguments)`. One with a body of initializers (`new HashMap<>() {{ put(k, v); }}`) runs them on what it made;
/// methods that a body overrides are left out.
fn creation(node: Node<'_>, source: &Source<'_>) -> ExpressionKind {
    let span = source.span(node);
    let callee = field(node, "type").map_or_else(|| source.unsupported(node), |class| type_expression(class, source));
    let arguments = arguments(node, source).into_iter().map(Argument::from).collect();
    let made = ExpressionKind::Call(Box::new(Call { callee, arguments, construct: true }));
    let body = child_of_kind(node, "class_body").map_or_else(Vec::new, children);
    let blocks: Vec<_> = body.into_iter().filter(|member| member.kind() == "block").collect();
    if blocks.is_empty() {
        return made;
    }
    let made_name: Arc<str> = "new".into();
    let name = || Expression::new(ExpressionKind::Name(Arc::clone(&made_name)), span);
    let target = Pattern::Name(Arc::clone(&made_name), span);
    let value = Some(Expression::new(made, span));
    let mut statements = vec![Statement::new(StatementKind::Assign { target, value, declares: true }, span)];
    statements.extend(blocks.into_iter().flat_map(|block| source.block(block)));
    for statement in &mut statements {
        if let StatementKind::Expression(Expression { kind: ExpressionKind::Call(call), .. }) = &mut statement.kind
            && let ExpressionKind::Name(method) = &call.callee.kind
        {
            call.callee.kind = ExpressionKind::Member(Box::new(name()), Arc::clone(method));
        }
    }
    statements.push(Statement::new(StatementKind::Return(Some(name())), span));
    Expression::immediate(statements, span).kind
}

/// `a = b`, `a += b` as expressions.
fn assignment(node: Node<'_>, source: &Source<'_>) -> ExpressionKind {
    let (target, value) = (Box::new(source.operand(node, "left")), Box::new(source.operand(node, "right")));
    let operator = field(node, "operator").map_or("=", |operator| operator.kind());
    if operator == "=" {
        return ExpressionKind::Assign(target, value);
    }
    match lowering::binary_operator(operator.trim_end_matches('=')) {
        Some(operator) => {
            let value = ExpressionKind::Binary(operator, target.clone(), value);
            ExpressionKind::Assign(target, Box::new(Expression::new(value, source.span(node))))
        }
        None => source.unsupported(node).kind,
    }
}

/// `a instanceof Type`, `a instanceof Type name`.
fn instance_test(node: Node<'_>, source: &Source<'_>) -> ExpressionKind {
    let span = source.span(node);
    let class = field(node, "right").map_or_else(|| source.unsupported(node), |class| type_expression(class, source));
    let test = Expression::keyword_call("instanceof", vec![source.operand(node, "left"), class], span);
    let Some(name) = field(node, "name") else { return test.kind };
    let name = Expression::new(ExpressionKind::Name(source.name(name)), source.span(name));
    let bound = ExpressionKind::Assign(Box::new(name), Box::new(source.operand(node, "left")));
    ExpressionKind::Binary(Binary::And, Box::new(test), Box::new(Expression::new(bound, span)))
}

fn lambda(node: Node<'_>, source: &Source<'_>) -> ExpressionKind {
    let body = match field(node, "body") {
        Some(body) if body.kind() == "block" => source.block(body),
        body => {
            let value = source.optional(body, node);
            vec![Statement { span: value.span, kind: StatementKind::Return(Some(value)) }]
        }
    };
    ExpressionKind::Lambda(Arc::new(Function::lambda(definitions::parameters(node, source), body, source.span(node))))
}

/// `Type::method`, `object::method`; `Type::new` is a function that makes one.
fn method_reference(node: Node<'_>, source: &Source<'_>) -> ExpressionKind {
    let span = source.span(node);
    let parts = children(node);
    let Some(object) = parts.first() else { return source.unsupported(node).kind };
    let object_expression = match object.kind() {
        "generic_type" | "scoped_type_identifier" | "type_identifier" | "array_type" => {
            type_expression(*object, source)
        }
        _ => source.expression(*object),
    };
    if has_token(node, "new") {
        let made: Arc<str> = "arguments".into();
        let value = Expression::new(ExpressionKind::Name(Arc::clone(&made)), span);
        let arguments = vec![Argument { name: None, value, spread: Spread::Elements }];
        let call = ExpressionKind::Call(Box::new(Call { callee: object_expression, arguments, construct: true }));
        let body = vec![Statement::new(StatementKind::Return(Some(Expression::new(call, span))), span)];
        let rest = Parameter { spread: Spread::Elements, ..Parameter::plain(Pattern::Name(made, span)) };
        return ExpressionKind::Lambda(Arc::new(Function::lambda(vec![rest], body, span)));
    }
    match parts.last() {
        Some(name) if parts.len() > 1 => ExpressionKind::Member(Box::new(object_expression), source.name(*name)),
        _ => source.unsupported(node).kind,
    }
}

/// `@Name(value)`, `@Name(key = value)`.
fn annotation(node: Node<'_>, source: &Source<'_>) -> ExpressionKind {
    let list = field(node, "arguments").map_or_else(Vec::new, children);
    let argument = |argument: Node<'_>| match argument.kind() {
        "element_value_pair" => Argument {
            name: field(argument, "key").map(|key| source.name(key)),
            value: source.operand(argument, "value"),
            spread: Spread::No,
        },
        _ => source.expression(argument).into(),
    };
    let callee = source.operand(node, "name");
    let arguments = list.into_iter().map(argument).collect();
    ExpressionKind::Call(Box::new(Call { callee, arguments, construct: false }))
}
