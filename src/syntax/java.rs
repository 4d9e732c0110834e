//! The front end of Java.

mod definitions;
mod expressions;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use tree_sitter::Node;

use super::lowering;
use super::tree::{self, Grammar, Source, child_of_kind, children, field, fields, first_child, has_token};
use crate::program::form::{
    Expression, ExpressionKind, Import, Imported, ImportedName, Pattern, Program, Statement, StatementKind,
};
use crate::source::Diagnostic;

use expressions::bind;

static GRAMMAR: LazyLock<Grammar> = LazyLock::new(|| Grammar {
    language: tree_sitter_java::LANGUAGE.into(),
    expression: expressions::expression,
    statement,
});

/// Parses a compilation unit.
pub(super) fn parse(file: u32, text: &str) -> (Program, Vec<Diagnostic>) {
    tree::lower(&GRAMMAR, file, text, |root, source| Program::Module(source.block(root)))
}

/// Lowers one statement, which may become several.
fn statement(node: Node<'_>, source: &Source<'_>, out: &mut Vec<Statement>) {
    let span = source.span(node);
    let value = || first_child(node).map(|value| source.expression(value));
    let kind = match node.kind() {
        "expression_statement" => {
            first_child(node).into_iter().for_each(|inner| expression_statement(inner, source, out));
            return source.salvage_errors(node, out);
        }
        "local_variable_declaration" | "field_declaration" | "constant_declaration" => {
            let declarators = fields(node, "declarator").into_iter().map(|declarator| {
                let target = field(declarator, "name").map_or(Pattern::Nothing, |name| bind(name, source));
                let value = field(declarator, "value").map(|value| source.expression(value));
                let kind = StatementKind::Assign { target, value, declares: true };
                Statement::new(kind, source.span(declarator))
            });
            out.extend(declarators);
            return source.salvage_errors(node, out);
        }
        "class_declaration" | "record_declaration" | "enum_declaration" | "interface_declaration" => {
            StatementKind::Class(definitions::class(node, source))
        }
        "method_declaration" | "constructor_declaration" => StatementKind::Function(definitions::method(node, source)),
        "import_declaration" => match import(node, source) {
            Some(import) => StatementKind::Import(import),
            None => return source.salvage_errors(node, out),
        },
        "package_declaration" => match first_child(node) {
            Some(name) => StatementKind::Package(source.name(name)),
            None => return,
        },
        "if_statement" => StatementKind::If(
            source.operand(node, "condition"),
            source.body_in(node, "consequence"),
            source.body_in(node, "alternative"),
        ),
        "enhanced_for_statement" => StatementKind::ForEach(
            field(node, "name").map_or(Pattern::Nothing, |name| bind(name, source)),
            source.operand(node, "value"),
            source.body_in(node, "body"),
        ),
        "for_statement" => {
            let part = |name| {
                let mut statements = Vec::new();
                for part in fields(node, name).into_iter().filter(Node::is_named) {
                    match part.kind() {
                        "local_variable_declaration" => source.statement(part, &mut statements),
                        _ => expression_statement(part, source, &mut statements),
                    }
                }
                statements
            };
            let condition = field(node, "condition").map(|condition| source.expression(condition));
            lowering::counted_loop(part("init"), condition, part("update"), source.body_in(node, "body"), span)
        }
        "while_statement" => {
            StatementKind::While(source.operand(node, "condition"), source.body_in(node, "body"), false)
        }
        "do_statement" => StatementKind::While(source.operand(node, "condition"), source.body_in(node, "body"), true),
        "switch_expression" => selection(node, false, source),
        "try_statement" | "try_with_resources_statement" => attempt(node, source),
        "return_statement" => StatementKind::Return(value()),
        // The value of a switch, which is lowered as the result of a function.
        "yield_statement" => StatementKind::Return(value()),
        "throw_statement" => StatementKind::Throw(value()),
        "break_statement" => StatementKind::Break,
        "continue_statement" => StatementKind::Continue,
        "block" => StatementKind::Block(source.block(node)),
        "static_initializer" => {
            StatementKind::Block(child_of_kind(node, "block").map_or_else(Vec::new, |body| source.block(body)))
        }
        "synchronized_statement" => StatementKind::Block(source.block_in(node, "body")),
        "labeled_statement" => {
            return children(node).into_iter().skip(1).for_each(|inner| source.statement(inner, out));
        }
        "explicit_constructor_invocation" => {
            let callee = source.operand(node, "constructor");
            let arguments = expressions::arguments(node, source);
            StatementKind::Expression(Expression::call(callee, arguments, span))
        }
        "assert_statement" => {
            let operands = children(node).into_iter().map(|operand| source.expression(operand)).collect();
            StatementKind::Expression(Expression::keyword_call("assert", operands, span))
        }
        // These have no effect on values.
        "annotation_type_declaration" | "module_declaration" => return,
        // Torn out of code that does not parse.
        "method_invocation" | "object_creation_expression" | "assignment_expression" => {
            return expression_statement(node, source, out);
        }
        _ => StatementKind::Unsupported(source.kind(node)),
    };
    out.push(Statement::new(kind, span));
    source.salvage_errors(node, out);
}

/// An expression for its effect.
fn expression_statement(node: Node<'_>, source: &Source<'_>, out: &mut Vec<Statement>) {
    let kind = match node.kind() {
        "assignment_expression" => {
            let (target, value) = (source.operand(node, "left"), source.operand(node, "right"));
            match field(node, "operator").map_or("=", |operator| operator.kind()) {
                "=" => StatementKind::Assign { target: place(target), value: Some(value), declares: false },
                operator => match lowering::binary_operator(operator.trim_end_matches('=')) {
                    Some(operator) => StatementKind::Update(operator, target, value),
                    None => StatementKind::Unsupported("assignment_expression"),
                },
            }
        }
        "update_expression" => {
            let one = Expression::new(ExpressionKind::Number(1.0), source.span(node));
            let operand = source.optional(first_child(node), node);
            StatementKind::Update(expressions::update_operator(node), operand, one)
        }
        "switch_expression" => selection(node, false, source),
        _ => StatementKind::Expression(source.expression(node)),
    };
    out.push(Statement::new(kind, source.span(node)));
}

/// What an assignment binds: a name, or else a place.
fn place(target: Expression) -> Pattern {
    match target.kind {
        ExpressionKind::Name(name) => Pattern::Name(name, target.span),
        _ => Pattern::Place(target),
    }
}

/// `switch`, in both forms; one that is an expression returns the values of its rules.
fn selection(node: Node<'_>, is_value: bool, source: &Source<'_>) -> StatementKind {
    let (mut cases, mut falls_through) = (Vec::new(), false);
    for group in field(node, "body").map_or_else(Vec::new, children) {
        falls_through |= group.kind() == "switch_block_statement_group";
        let (labels, body): (Vec<_>, Vec<_>) =
            children(group).into_iter().partition(|part| part.kind() == "switch_label");
        let is_default = labels.iter().any(|label| has_token(*label, "default"));
        let tests = labels.iter().flat_map(|label| children(*label)).map(|test| source.expression(test));
        let tests = if is_default { Vec::new() } else { tests.collect() };
        let mut statements = Vec::new();
        for part in body {
            match (part.kind(), first_child(part)) {
                ("expression_statement", Some(value)) if is_value && group.kind() == "switch_rule" => {
                    let kind = StatementKind::Return(Some(source.expression(value)));
                    statements.push(Statement::new(kind, source.span(part)));
                }
                _ => source.statement(part, &mut statements),
            }
        }
        cases.push((tests, statements));
    }
    StatementKind::Switch(source.operand(node, "condition"), cases, falls_through)
}

/// `try`, with its resources at the beginning of its body.
fn attempt(node: Node<'_>, source: &Source<'_>) -> StatementKind {
    let resources = field(node, "resources").map_or_else(Vec::new, children).into_iter().map(|resource| {
        let value = source.optional(field(resource, "value").or_else(|| first_child(resource)), resource);
        let kind = match field(resource, "name") {
            Some(name) => StatementKind::Assign { target: bind(name, source), value: Some(value), declares: true },
            None => StatementKind::Expression(value),
        };
        Statement::new(kind, source.span(resource))
    });
    let mut body: Vec<_> = resources.collect();
    body.extend(source.block_in(node, "body"));
    let (mut handlers, mut last) = (Vec::new(), Vec::new());
    for clause in children(node) {
        match clause.kind() {
            "catch_clause" => {
                let caught = child_of_kind(clause, "catch_formal_parameter").and_then(|caught| field(caught, "name"));
                handlers.push((caught.map(|name| source.name(name)), source.block_in(clause, "body")));
            }
            "finally_clause" => last = first_child(clause).map_or_else(Vec::new, |body| source.block(body)),
            _ => {}
        }
    }
    StatementKind::Try(body, handlers, last)
}

/// `import a.b.C`, `import a.b.*`, `import static a.b.C.d`.
fn import(node: Node<'_>, source: &Source<'_>) -> Option<Import> {
    let path = first_child(node)?;
    if child_of_kind(node, "asterisk").is_some() {
        let names = vec![ImportedName { of: Imported::All, name: "*".into() }];
        return Some(Import { module: source.name(path), names });
    }
    let name = source.name(field(path, "name")?);
    let names = vec![ImportedName { of: Imported::Name(name.clone()), name }];
    Some(Import { module: source.name(field(path, "scope")?), names })
}
