//! The front end of TypeScript and JavaScript, with and without JSX.

mod definitions;
mod expressions;
mod modules;
mod patterns;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use tree_sitter::Node;

use super::lowering;
use super::tree::{self, Grammar, Source, children, field, fields, first_child, has_token};
use crate::program::form::{Expression, ExpressionKind, Pattern, Program, Statement, StatementKind};
use crate::source::Diagnostic;

use patterns::pattern;

static TYPESCRIPT: LazyLock<Grammar> = LazyLock::new(|| Grammar {
    language: tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into(),
    expression: expressions::expression,
    statement,
});

static TSX: LazyLock<Grammar> = LazyLock::new(|| Grammar {
    language: tree_sitter_typescript::LANGUAGE_TSX.into(),
    expression: expressions::expression,
    statement,
});

/// Parses a TypeScript or JavaScript module. JSX is tried where the code does not parse without it.
pub(super) fn parse(file: u32, text: &str) -> (Program, Vec<Diagnostic>) {
    let lower = |grammar| tree::lower(grammar, file, text, |root, source| Program::Module(source.block(root)));
    let (program, errors) = lower(&TYPESCRIPT);
    if errors.is_empty() || !text.contains("/>") && !text.contains("</") {
        return (program, errors);
    }
    let (with_jsx, fewer) = lower(&TSX);
    if fewer.len() < errors.len() { (with_jsx, fewer) } else { (program, errors) }
}

/// Lowers one statement, which may become several.
fn statement(node: Node<'_>, source: &Source<'_>, out: &mut Vec<Statement>) {
    let span = source.span(node);
    let kind = match node.kind() {
        "expression_statement" => {
            first_child(node).into_iter().for_each(|inner| expression_statement(inner, source, out));
            return source.salvage_errors(node, out);
        }
        "lexical_declaration" | "variable_declaration" => {
            children(node).into_iter().for_each(|declarator| self::declarator(declarator, source, out));
            return source.salvage_errors(node, out);
        }
        "function_declaration" | "generator_function_declaration" => {
            StatementKind::Function(definitions::function(node, source))
        }
        "class_declaration" | "abstract_class_declaration" => StatementKind::Class(definitions::class(node, source)),
        "interface_declaration" => StatementKind::Class(definitions::interface(node, source)),
        "enum_declaration" => StatementKind::Class(definitions::enumeration(node, source)),
        "module" | "internal_module" => StatementKind::Class(definitions::namespace(node, source)),
        "if_statement" => StatementKind::If(
            source.operand(node, "condition"),
            source.body_in(node, "consequence"),
            field(node, "alternative").and_then(first_child).map_or_else(Vec::new, |inner| source.body(inner)),
        ),
        "for_statement" => counted_loop(node, source),
        "for_in_statement" => {
            let target = field(node, "left").map_or(Pattern::Nothing, |left| pattern(left, source));
            // `in` walks the keys, `of` the elements.
            let target = match has_token(node, "in") {
                true => Pattern::Entry(Box::new(target), Box::new(Pattern::Nothing)),
                false => target,
            };
            StatementKind::ForEach(target, source.operand(node, "right"), source.body_in(node, "body"))
        }
        "while_statement" => {
            StatementKind::While(source.operand(node, "condition"), source.body_in(node, "body"), false)
        }
        "do_statement" => StatementKind::While(source.operand(node, "condition"), source.body_in(node, "body"), true),
        "switch_statement" => selection(node, source),
        "try_statement" => attempt(node, source),
        "return_statement" => StatementKind::Return(first_child(node).map(|value| source.expression(value))),
        "throw_statement" => StatementKind::Throw(first_child(node).map(|value| source.expression(value))),
        "break_statement" => StatementKind::Break,
        "continue_statement" => StatementKind::Continue,
        "statement_block" => StatementKind::Block(source.block(node)),
        "labeled_statement" => return field(node, "body").into_iter().for_each(|body| source.statement(body, out)),
        "import_statement" | "import_alias" => return out.extend(modules::import(node, source)),
        "export_statement" => return modules::export(node, source, out),
        // These have no effect on values.
        "type_alias_declaration"
        | "ambient_declaration"
        | "function_signature"
        | "empty_statement"
        | "debugger_statement"
        | "hash_bang_line" => return,
        // Torn out of code that does not parse.
        "call_expression" | "new_expression" | "assignment_expression" => {
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
            let exported = modules::common_export(node, source);
            exported.unwrap_or_else(|| StatementKind::Assign {
                target: field(node, "left").map_or(Pattern::Nothing, |left| pattern(left, source)),
                value: Some(source.operand(node, "right")),
                declares: false,
            })
        }
        "augmented_assignment_expression" => match expressions::augmented_operator(node, source) {
            Some(operator) => {
                StatementKind::Update(operator, source.operand(node, "left"), source.operand(node, "right"))
            }
            None => StatementKind::Unsupported("augmented_assignment_expression"),
        },
        "update_expression" => {
            let one = Expression::new(ExpressionKind::Number(1.0), source.span(node));
            StatementKind::Update(expressions::update_operator(node), source.operand(node, "argument"), one)
        }
        "sequence_expression" | "parenthesized_expression" => {
            let parts = || children(node).into_iter().for_each(|part| expression_statement(part, source, out));
            match source.nested(parts) {
                Some(()) => return,
                None => StatementKind::Unsupported("nesting"),
            }
        }
        "internal_module" => StatementKind::Class(definitions::namespace(node, source)),
        _ => StatementKind::Expression(source.expression(node)),
    };
    out.push(Statement::new(kind, source.span(node)));
}

/// `name = value` in a `const`, `let` or `var`.
fn declarator(node: Node<'_>, source: &Source<'_>, out: &mut Vec<Statement>) {
    let value = field(node, "value");
    let kind = match (modules::required(node, source), value) {
        (Some(import), _) => StatementKind::Import(import),
        (None, Some(class)) if class.kind() == "class" => {
            let name = field(node, "name").map_or_else(|| "".into(), |name| source.name(name));
            StatementKind::Class(definitions::named_class(class, name, source))
        }
        (None, value) => StatementKind::Assign {
            target: field(node, "name").map_or(Pattern::Nothing, |name| pattern(name, source)),
            value: value.map(|value| source.expression(value)),
            declares: true,
        },
    };
    out.push(Statement::new(kind, source.span(node)));
    source.salvage_errors(node, out);
}

/// `for (start; condition; step)`.
fn counted_loop(node: Node<'_>, source: &Source<'_>) -> StatementKind {
    let part = |name| {
        let mut statements = Vec::new();
        match field(node, name) {
            Some(part) if part.kind().ends_with("_declaration") || part.kind().ends_with("_statement") => {
                source.statement(part, &mut statements);
            }
            Some(part) => expression_statement(part, source, &mut statements),
            None => {}
        }
        statements
    };
    let condition =
        field(node, "condition").filter(|condition| condition.is_named() && condition.kind() != "empty_statement");
    let condition = condition.map(|condition| source.expression(condition));
    let span = source.span(node);
    lowering::counted_loop(part("initializer"), condition, part("increment"), source.body_in(node, "body"), span)
}

fn selection(node: Node<'_>, source: &Source<'_>) -> StatementKind {
    let cases = field(node, "body").map_or_else(Vec::new, children).into_iter().map(|case| {
        let tests = field(case, "value").map(|value| source.expression(value));
        let mut statements = Vec::new();
        for statement in fields(case, "body") {
            source.statement(statement, &mut statements);
        }
        (tests.into_iter().collect(), statements)
    });
    StatementKind::Switch(source.operand(node, "value"), cases.collect(), true)
}

fn attempt(node: Node<'_>, source: &Source<'_>) -> StatementKind {
    let handlers = field(node, "handler").map(|handler| {
        let name = field(handler, "parameter").filter(|parameter| parameter.kind() == "identifier");
        (name.map(|name| source.name(name)), source.block_in(handler, "body"))
    });
    let last = field(node, "finalizer").map_or_else(Vec::new, |last| source.block_in(last, "body"));
    StatementKind::Try(source.block_in(node, "body"), handlers.into_iter().collect(), last)
}
