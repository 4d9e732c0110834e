//! Statements of Go.

use tree_sitter::Node;

use super::{declarations, expressions, types};
use crate::program::form::{Binary, Expression, ExpressionKind, Item, Pattern, Statement, StatementKind};
use crate::syntax::lowering;
use crate::syntax::tree::{Source, child_of_kind, children, field, fields, first_child};

/// Lowers one statement, which may become several.
pub(super) fn statement(node: Node<'_>, source: &Source<'_>, out: &mut Vec<Statement>) {
    let span = source.span(node);
    let kind = match node.kind() {
        "expression_statement" => match first_child(node) {
            Some(inner) => expression_statement(inner, source),
            None => return source.salvage_errors(node, out),
        },
        "go_statement" | "defer_statement" => {
            // When it runs does not matter to what it creates.
            StatementKind::Expression(source.optional(first_child(node), node))
        }
        "short_var_declaration" => StatementKind::Assign {
            target: patterns(field(node, "left"), source),
            value: Some(assigned(node, source)),
            declares: true,
        },
        "assignment_statement" => assignment(node, source),
        "inc_statement" | "dec_statement" => {
            let operator = if node.kind() == "inc_statement" { Binary::Add } else { Binary::Subtract };
            let one = Expression::new(ExpressionKind::Number(1.0), span);
            StatementKind::Update(operator, source.optional(first_child(node), node), one)
        }
        "var_declaration" => return variables(node, source, out),
        "const_declaration" => return constants(node, source, out),
        "if_statement" => {
            let otherwise = field(node, "alternative").map_or_else(Vec::new, |other| source.body(other));
            let kind =
                StatementKind::If(source.operand(node, "condition"), source.block_in(node, "consequence"), otherwise);
            after_initializer(node, kind, source)
        }
        "for_statement" => repetition(node, source),
        "expression_switch_statement" => {
            let subject = field(node, "value").map(|value| source.expression(value));
            let subject = subject.unwrap_or_else(|| Expression::new(ExpressionKind::Bool(true), span.first()));
            after_initializer(node, StatementKind::Switch(subject, cases(node, source), false), source)
        }
        "type_switch_statement" => {
            let subject = source.operand(node, "value");
            let switch = StatementKind::Switch(subject.clone(), cases(node, source), false);
            let Some(alias) = field(node, "alias") else { return out.push(Statement::new(switch, span)) };
            let target = patterns(Some(alias), source);
            let bound = StatementKind::Assign { target, value: Some(subject), declares: true };
            StatementKind::Block(vec![Statement::new(bound, span), Statement::new(switch, span)])
        }
        "return_statement" => StatementKind::Return(first_child(node).map(|values| values_of(values, source))),
        "break_statement" => StatementKind::Break,
        "continue_statement" => StatementKind::Continue,
        "block" => StatementKind::Block(source.block(node)),
        "statement_list" | "import_spec_list" => return out.extend(source.block(node)),
        "labeled_statement" => {
            return children(node).into_iter().skip(1).for_each(|inner| source.statement(inner, out));
        }
        "send_statement" => {
            let operands = ["channel", "value"].map(|name| source.operand(node, name));
            StatementKind::Expression(Expression::keyword_call("<-", operands.into(), span))
        }
        "function_declaration" => StatementKind::Function(declarations::function(node, source)),
        // Methods go to the type that they belong to.
        "method_declaration" => return,
        "type_declaration" => {
            let specs = children(node).into_iter().filter(|spec| spec.kind() == "type_spec");
            return out.extend(specs.filter_map(|spec| types::declared(spec, source)));
        }
        "import_declaration" => return out.extend(source.block(node)),
        "import_spec" => match declarations::import(node, source) {
            Some(import) => StatementKind::Import(import),
            None => return,
        },
        "package_clause" => match first_child(node) {
            Some(name) => StatementKind::Package(source.name(name)),
            None => return,
        },
        // These have no effect on values.
        "empty_statement" | "fallthrough_statement" => return,
        // Torn out of code that does not parse.
        "call_expression" => expression_statement(node, source),
        _ => StatementKind::Unsupported(source.kind(node)),
    };
    out.push(Statement::new(kind, span));
    source.salvage_errors(node, out);
}

/// An expression for its effect; `panic` ends the function.
fn expression_statement(node: Node<'_>, source: &Source<'_>) -> StatementKind {
    let panics = field(node, "function").is_some_and(|function| source.text(function) == "panic");
    match panics && node.kind() == "call_expression" {
        true => {
            let value = field(node, "arguments").and_then(first_child);
            StatementKind::Throw(value.map(|value| source.expression(value)))
        }
        false => StatementKind::Expression(source.expression(node)),
    }
}

/// A statement after `initializer;`, in a block around both.
fn after_initializer(node: Node<'_>, kind: StatementKind, source: &Source<'_>) -> StatementKind {
    let Some(initializer) = field(node, "initializer") else { return kind };
    let mut statements = Vec::new();
    source.statement(initializer, &mut statements);
    statements.push(Statement::new(kind, source.span(node)));
    StatementKind::Block(statements)
}

/// `a = b`, `a, b = b, a`, `a += b`.
fn assignment(node: Node<'_>, source: &Source<'_>) -> StatementKind {
    let operator = field(node, "operator").map_or("=", |operator| operator.kind());
    if operator == "=" {
        let target = patterns(field(node, "left"), source);
        return StatementKind::Assign { target, value: Some(assigned(node, source)), declares: false };
    }
    let operand = |name| {
        let list = field(node, name);
        source.optional(list.and_then(first_child), node)
    };
    match lowering::binary_operator(operator.trim_end_matches('=')) {
        Some(operator) => StatementKind::Update(operator, operand("left"), operand("right")),
        None => StatementKind::Unsupported("assignment_statement"),
    }
}

/// The value of an assignment. `value, ok := m[key]` asks whether the map has the key, `value, ok := x.(T)` whether it
/// is of that type.
fn assigned(node: Node<'_>, source: &Source<'_>) -> Expression {
    let Some(right) = field(node, "right") else { return source.unsupported(node) };
    let count = field(node, "left").map_or(1, |left| children(left).len());
    let value = values_of(right, source);
    if count != 2 {
        return value;
    }
    let test = match &value.kind {
        ExpressionKind::Index(map, key) => {
            let test = ExpressionKind::Binary(Binary::In, key.clone(), map.clone());
            Expression::new(test, value.span)
        }
        _ => match first_child(right).filter(|value| value.kind() == "type_assertion_expression") {
            Some(assertion) => {
                let class = field(assertion, "type")
                    .map_or_else(|| source.unsupported(node), |class| types::name(class, source));
                Expression::keyword_call("instanceof", vec![value.clone(), class], value.span)
            }
            None => return value,
        },
    };
    let span = value.span;
    let items = [value, test].map(|value| Item { value, spread: false });
    Expression::new(ExpressionKind::Tuple(items.into()), span)
}

/// One value, or several as a tuple.
pub(super) fn values_of(list: Node<'_>, source: &Source<'_>) -> Expression {
    let values = match list.kind() {
        "expression_list" => children(list),
        _ => return source.expression(list),
    };
    match values.as_slice() {
        [value] => source.expression(*value),
        _ => {
            let items = values.into_iter().map(|value| Item { value: source.expression(value), spread: false });
            Expression::new(ExpressionKind::Tuple(items.collect()), source.span(list))
        }
    }
}

/// What one or several names or places bind.
fn patterns(list: Option<Node<'_>>, source: &Source<'_>) -> Pattern {
    let mut patterns: Vec<_> =
        list.map_or_else(Vec::new, children).into_iter().map(|target| pattern(target, source)).collect();
    match patterns.len() {
        0 => Pattern::Nothing,
        1 => patterns.remove(0),
        _ => Pattern::List(patterns),
    }
}

/// What a name or place binds.
pub(super) fn pattern(node: Node<'_>, source: &Source<'_>) -> Pattern {
    match (node.kind(), source.text(node)) {
        (_, "_") => Pattern::Nothing,
        ("identifier", _) => Pattern::Name(source.name(node), source.span(node)),
        _ => Pattern::Place(source.expression(node)),
    }
}

/// `var a, b T = c, d`; without a value, it is the zero value of the type.
fn variables(node: Node<'_>, source: &Source<'_>, out: &mut Vec<Statement>) {
    let specs = child_of_kind(node, "var_spec_list").map_or_else(|| children(node), children);
    for spec in specs {
        let names: Vec<_> = fields(spec, "name").into_iter().map(|name| pattern(name, source)).collect();
        match field(spec, "value") {
            Some(value) => bind(names, Some(values_of(value, source)), spec, source, out),
            None => {
                for name in names {
                    let zero = field(spec, "type").and_then(|class| types::zero(class, source));
                    bind(vec![name], zero, spec, source, out);
                }
            }
        }
    }
    source.salvage_errors(node, out);
}

/// `const ( a = iota; b; c )`: a constant without a value repeats the one before.
fn constants(node: Node<'_>, source: &Source<'_>, out: &mut Vec<Statement>) {
    let mut last = None;
    for (index, spec) in children(node).into_iter().enumerate() {
        last = field(spec, "value").or(last);
        let mut value = last.map(|value| values_of(value, source));
        if let Some(value) = &mut value {
            expressions::count_constants(value, index);
        }
        let names = fields(spec, "name").into_iter().filter(Node::is_named).map(|name| pattern(name, source)).collect();
        bind(names, value, spec, source, out);
    }
    source.salvage_errors(node, out);
}

fn bind(
    mut names: Vec<Pattern>,
    value: Option<Expression>,
    spec: Node<'_>,
    source: &Source<'_>,
    out: &mut Vec<Statement>,
) {
    let target = if names.len() == 1 { names.remove(0) } else { Pattern::List(names) };
    out.push(Statement::new(StatementKind::Assign { target, value, declares: true }, source.span(spec)));
}

/// `for` in its four forms.
fn repetition(node: Node<'_>, source: &Source<'_>) -> StatementKind {
    let body = source.block_in(node, "body");
    let clause = children(node).into_iter().find(|child| child.kind() != "block");
    let Some(clause) = clause else {
        let always = Expression::new(ExpressionKind::Bool(true), source.span(node).first());
        return StatementKind::While(always, body, false);
    };
    match clause.kind() {
        "range_clause" => {
            let targets = field(clause, "left").map_or_else(Vec::new, children);
            let mut targets = targets.into_iter().map(|target| Box::new(pattern(target, source)));
            let target = match (targets.next(), targets.next()) {
                (None, _) => Pattern::Nothing,
                (Some(key), value) => Pattern::Entry(key, value.unwrap_or_else(|| Box::new(Pattern::Nothing))),
            };
            StatementKind::ForEach(target, source.operand(clause, "right"), body)
        }
        "for_clause" => {
            let part = |name| {
                let mut statements = Vec::new();
                field(clause, name).into_iter().for_each(|part| source.statement(part, &mut statements));
                statements
            };
            let condition = field(clause, "condition").map(|condition| source.expression(condition));
            lowering::counted_loop(part("initializer"), condition, part("update"), body, source.span(node))
        }
        _ => StatementKind::While(source.expression(clause), body, false),
    }
}

/// The cases of a switch. One that ends in `fallthrough` goes on with the statements of the next.
fn cases(node: Node<'_>, source: &Source<'_>) -> Vec<(Vec<Expression>, Vec<Statement>)> {
    let mut cases: Vec<(Vec<Expression>, Vec<Statement>)> = Vec::new();
    let clauses = children(node).into_iter().filter(|child| child.kind().ends_with("_case"));
    for clause in clauses.collect::<Vec<_>>().into_iter().rev() {
        let tests = match clause.kind() {
            "expression_case" => field(clause, "value").map_or_else(Vec::new, children),
            "type_case" => fields(clause, "type").into_iter().filter(Node::is_named).collect(),
            _ => Vec::new(),
        };
        let test = |test: Node<'_>| match clause.kind() {
            "type_case" => source.unsupported(clause),
            _ => source.expression(test),
        };
        let list = child_of_kind(clause, "statement_list");
        let mut body = list.map_or_else(Vec::new, |list| source.block(list));
        let falls = list.is_some_and(|list| child_of_kind(list, "fallthrough_statement").is_some());
        if falls && let Some((_, next)) = cases.last() {
            body.extend(next.iter().cloned());
        }
        cases.push((tests.into_iter().map(test).collect(), body));
    }
    cases.reverse();
    cases
}
