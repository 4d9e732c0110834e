//! The front end of Python.

mod definitions;
mod expressions;
mod strings;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use tree_sitter::Node;

use super::lowering;
use super::tree::{self, Grammar, Source, children, field, fields, first_child};
use crate::program::form::{
    Expression, ExpressionKind, Import, Imported, ImportedName, Pattern, Program, Statement, StatementKind, Unary,
};
use crate::source::Diagnostic;

use definitions::definition;
use expressions::pattern;

static GRAMMAR: LazyLock<Grammar> = LazyLock::new(|| Grammar {
    language: tree_sitter_python::LANGUAGE.into(),
    expression: expressions::expression,
    statement,
});

/// Parses a Python module.
pub(super) fn parse(file: u32, text: &str) -> (Program, Vec<Diagnostic>) {
    tree::lower(&GRAMMAR, file, text, |root, source| Program::Module(source.block(root)))
}

fn statement(node: Node<'_>, source: &Source<'_>, out: &mut Vec<Statement>) {
    let span = source.span(node);
    let keyword = |name| {
        let operands = children(node).into_iter().map(|child| source.expression(child)).collect();
        StatementKind::Expression(Expression::keyword_call(name, operands, span))
    };
    let kind = match node.kind() {
        "expression_statement" => match children(node).as_slice() {
            [inner] => match inner.kind() {
                "assignment" => assignment(*inner, source),
                "augmented_assignment" => update(*inner, source),
                _ => StatementKind::Expression(source.expression(*inner)),
            },
            _ => StatementKind::Expression(expressions::tuple(node, source)),
        },
        "if_statement" => conditional(node, source),
        "for_statement" => {
            let target = field(node, "left").map_or(Pattern::Nothing, |left| pattern(left, source));
            let items = source.operand(node, "right");
            return repetition(node, source, out, |body| StatementKind::ForEach(target, items, body));
        }
        "while_statement" => {
            let condition = source.operand(node, "condition");
            return repetition(node, source, out, |body| StatementKind::While(condition, body, false));
        }
        "with_statement" => context(node, source),
        "try_statement" => attempt(node, source),
        "match_statement" => selection(node, source),
        "function_definition" | "class_definition" | "decorated_definition" => {
            definition(node, source).unwrap_or(StatementKind::Unsupported("decorated_definition"))
        }
        "import_statement" => {
            let imports = fields(node, "name").into_iter().flat_map(|name| module_imports(name, source));
            return out.extend(imports.map(|import| Statement::new(StatementKind::Import(import), span)));
        }
        "import_from_statement" | "future_import_statement" => StatementKind::Import(name_imports(node, source)),
        "return_statement" => StatementKind::Return(first_child(node).map(|value| source.expression(value))),
        "raise_statement" => StatementKind::Throw(first_child(node).map(|value| source.expression(value))),
        "break_statement" => StatementKind::Break,
        "continue_statement" => StatementKind::Continue,
        "global_statement" | "nonlocal_statement" => {
            StatementKind::Outer(children(node).into_iter().map(|name| source.name(name)).collect())
        }
        "delete_statement" => keyword("del"),
        "assert_statement" => keyword("assert"),
        "print_statement" => keyword("print"),
        // These have no effect on values.
        "pass_statement" | "type_alias_statement" => return,
        "block" => return out.extend(source.block(node)),
        // Torn out of code that does not parse.
        "assignment" => assignment(node, source),
        "call" => StatementKind::Expression(source.expression(node)),
        _ => StatementKind::Unsupported(source.kind(node)),
    };
    out.push(Statement::new(kind, span));
    source.salvage_errors(node, out);
}

/// `a = value`, `a: type = value`, `a: type`; a chain `a = b = value` assigns the inner ones in its value.
fn assignment(node: Node<'_>, source: &Source<'_>) -> StatementKind {
    let target = field(node, "left").map_or(Pattern::Nothing, |left| pattern(left, source));
    let value = field(node, "right").map(|right| source.expression(right));
    StatementKind::Assign { target, value, declares: false }
}

/// `a += value`.
fn update(node: Node<'_>, source: &Source<'_>) -> StatementKind {
    let operator = field(node, "operator").map_or("", |operator| source.text(operator));
    match lowering::binary_operator(operator.trim_end_matches('=')) {
        Some(operator) => StatementKind::Update(operator, source.operand(node, "left"), source.operand(node, "right")),
        None => StatementKind::Unsupported("augmented_assignment"),
    }
}

/// `if`, with each `elif` as an `if` in the `else` before it.
fn conditional(node: Node<'_>, source: &Source<'_>) -> StatementKind {
    let mut alternatives = fields(node, "alternative");
    let mut otherwise = Vec::new();
    if let Some(first_left_out) = alternatives.get(tree::MOST_NESTING) {
        otherwise.push(Statement::new(StatementKind::Unsupported("nesting"), source.span(*first_left_out)));
        alternatives.truncate(tree::MOST_NESTING);
    }
    for alternative in alternatives.into_iter().rev() {
        if alternative.kind() == "else_clause" {
            otherwise = source.block_in(alternative, "body");
            continue;
        }
        let condition = source.operand(alternative, "condition");
        let then = source.block_in(alternative, "consequence");
        let kind = StatementKind::If(condition, then, otherwise);
        otherwise = vec![Statement::new(kind, source.span(alternative))];
    }
    let condition = source.operand(node, "condition");
    StatementKind::If(condition, source.block_in(node, "consequence"), otherwise)
}

/// A loop, with what its `else` does after it: always, unless the loop may be left by `break`.
fn repetition(
    node: Node<'_>,
    source: &Source<'_>,
    out: &mut Vec<Statement>,
    lower: impl FnOnce(Vec<Statement>) -> StatementKind,
) {
    let body = source.block_in(node, "body");
    let may_break = breaks(&body);
    out.push(Statement::new(lower(body), source.span(node)));
    let Some(alternative) = field(node, "alternative") else { return };
    let otherwise = source.block_in(alternative, "body");
    if may_break {
        let span = source.span(alternative);
        let condition = Expression::new(ExpressionKind::Unsupported("else_clause"), span);
        out.push(Statement::new(StatementKind::If(condition, otherwise, Vec::new()), span));
    } else {
        out.extend(otherwise);
    }
}

/// Whether a loop with that body may be left by a `break` of its own.
fn breaks(body: &[Statement]) -> bool {
    body.iter().any(|statement| match &statement.kind {
        StatementKind::Break => true,
        StatementKind::If(_, then, otherwise) => breaks(then) || breaks(otherwise),
        StatementKind::Try(body, handlers, last) => {
            breaks(body) || breaks(last) || handlers.iter().any(|(_, body)| breaks(body))
        }
        StatementKind::Switch(_, cases, _) => cases.iter().any(|(_, body)| breaks(body)),
        StatementKind::Block(body) => breaks(body),
        _ => false,
    })
}

/// `with a as b: …`.
fn context(node: Node<'_>, source: &Source<'_>) -> StatementKind {
    let mut statements = Vec::new();
    let clauses = children(node).into_iter().filter(|child| child.kind() == "with_clause");
    for item in clauses.flat_map(children) {
        let Some(value) = field(item, "value") else { continue };
        let bound = children(value);
        let kind = match (value.kind(), bound.as_slice()) {
            ("as_pattern", [value, target]) => StatementKind::Assign {
                target: pattern(*target, source),
                value: Some(source.expression(*value)),
                declares: false,
            },
            _ => StatementKind::Expression(source.expression(value)),
        };
        statements.push(Statement::new(kind, source.span(item)));
    }
    statements.extend(source.block_in(node, "body"));
    StatementKind::Block(statements)
}

/// `try`, with its `else` at the end of its body.
fn attempt(node: Node<'_>, source: &Source<'_>) -> StatementKind {
    let (mut body, mut handlers, mut last) = (source.block_in(node, "body"), Vec::new(), Vec::new());
    for clause in children(node) {
        let clause_body = || {
            let inner = children(clause).into_iter().rev().find(|child| child.kind() == "block");
            inner.map_or_else(Vec::new, |inner| source.block(inner))
        };
        match clause.kind() {
            "except_clause" => {
                let caught = field(clause, "value").filter(|value| value.kind() == "as_pattern");
                let alias = field(clause, "alias").or_else(|| field(caught?, "alias"));
                handlers.push((alias.map(|alias| source.name(alias)), clause_body()));
            }
            "else_clause" => body.extend(clause_body()),
            "finally_clause" => last = clause_body(),
            _ => {}
        }
    }
    StatementKind::Try(body, handlers, last)
}

/// `match`: literals and dotted names are tests, other patterns cannot be decided.
fn selection(node: Node<'_>, source: &Source<'_>) -> StatementKind {
    let subjects = fields(node, "subject");
    let subject = match subjects.as_slice() {
        [subject] => source.expression(*subject),
        _ => Expression::new(ExpressionKind::Unsupported("match_statement"), source.span(node)),
    };
    let mut cases = Vec::new();
    let clauses = field(node, "body").map_or_else(Vec::new, children);
    for clause in clauses.into_iter().filter(|clause| clause.kind() == "case_clause") {
        let (mut tests, mut body) = (Vec::new(), Vec::new());
        let patterns: Vec<_> = children(clause).into_iter().filter(|child| child.kind() == "case_pattern").collect();
        match patterns.as_slice() {
            [one] => case_tests(*one, &subject, source, &mut tests, &mut body),
            _ => tests.push(Expression::new(ExpressionKind::Unsupported("case_pattern"), source.span(clause))),
        }
        if let Some(guard) = field(clause, "guard") {
            tests = vec![Expression::new(ExpressionKind::Unsupported("if_clause"), source.span(guard))];
        }
        body.extend(source.block_in(clause, "consequence"));
        cases.push((tests, body));
    }
    StatementKind::Switch(subject, cases, false)
}

/// The tests of one pattern (none when it matches anything), and the statements that bind its names.
fn case_tests(
    node: Node<'_>,
    subject: &Expression,
    source: &Source<'_>,
    tests: &mut Vec<Expression>,
    bound: &mut Vec<Statement>,
) {
    let span = source.span(node);
    let test = |kind| Expression::new(kind, span);
    match node.kind() {
        "case_pattern" => match children(node).as_slice() {
            [] if source.text(node) == "_" => {}
            [inner] => {
                source.nested(|| case_tests(*inner, subject, source, tests, bound));
            }
            _ => tests.push(test(ExpressionKind::Unsupported("case_pattern"))),
        },
        "dotted_name" if !source.text(node).contains('.') => {
            let target = Pattern::Name(source.name(node), span);
            let kind = StatementKind::Assign { target, value: Some(subject.clone()), declares: false };
            bound.push(Statement::new(kind, span));
        }
        "union_pattern" => {
            for alternative in children(node) {
                source.nested(|| case_tests(alternative, subject, source, tests, bound));
            }
        }
        "integer" | "float" if node.prev_sibling().is_some_and(|sign| sign.kind() == "-") => {
            tests.push(test(ExpressionKind::Unary(Unary::Minus, Box::new(source.expression(node)))));
        }
        "dotted_name" | "string" | "concatenated_string" | "integer" | "float" | "true" | "false" | "none" => {
            tests.push(source.expression(node));
        }
        _ => tests.push(test(ExpressionKind::Unsupported(source.kind(node)))),
    }
}

/// `import a.b` binds `a`, and `import a.b as c` binds the module itself.
fn module_imports(node: Node<'_>, source: &Source<'_>) -> Vec<Import> {
    let bind = |module: &str, name: &str| Import {
        module: module.into(),
        names: vec![ImportedName { of: Imported::Module, name: name.into() }],
    };
    if node.kind() == "aliased_import" {
        let text = |name| field(node, name).map_or("", |part| source.text(part));
        return vec![bind(text("name"), text("alias"))];
    }
    let module = source.text(node);
    match module.split_once('.') {
        Some((package, _)) => {
            vec![Import { module: module.into(), names: Vec::new() }, bind(package, package)]
        }
        None => vec![bind(module, module)],
    }
}

/// `from module import name, other as alias` and `from module import *`.
fn name_imports(node: Node<'_>, source: &Source<'_>) -> Import {
    let module = field(node, "module_name").map_or_else(|| "__future__".into(), |module| source.name(module));
    let mut names: Vec<_> = fields(node, "name")
        .into_iter()
        .map(|name| {
            let of = field(name, "name").unwrap_or(name);
            let alias = field(name, "alias").unwrap_or(of);
            ImportedName { of: Imported::Name(source.name(of)), name: source.name(alias) }
        })
        .collect();
    if children(node).iter().any(|child| child.kind() == "wildcard_import") {
        names.push(ImportedName { of: Imported::All, name: "*".into() });
    }
    Import { module, names }
}
