//! Imports and exports of TypeScript, and those of CommonJS.

use std::sync::Arc;

use tree_sitter::Node;

use super::definitions;
use super::expressions::{property_name, string_text};
use crate::program::form::{
    Expression, ExpressionKind, Import, Imported, ImportedName, Pattern, Statement, StatementKind,
};
use crate::syntax::tree::{Source, child_of_kind, children, field, first_child, has_token};

fn import_name(of: Imported, name: Arc<str>) -> ImportedName {
    ImportedName { of, name }
}

/// `import …`; a type import has no effect on values.
pub(super) fn import(node: Node<'_>, source: &Source<'_>) -> Option<Statement> {
    let span = source.span(node);
    if node.kind() == "import_alias" {
        // `import Name = other.name`.
        let parts = children(node);
        let [name, value] = parts.as_slice() else { return None };
        let target = Pattern::Name(source.name(*name), source.span(*name));
        let value = Some(source.expression(*value));
        return Some(Statement::new(StatementKind::Assign { target, value, declares: true }, span));
    }
    if has_token(node, "type") || has_token(node, "typeof") {
        return None;
    }
    let require = child_of_kind(node, "import_require_clause");
    let module = field(require.unwrap_or(node), "source").map(|module| string_text(module, source))?;
    let names = match require {
        Some(require) => {
            let name = first_child(require).map(|name| source.name(name));
            name.into_iter().map(|name| import_name(Imported::Module, name)).collect()
        }
        None => child_of_kind(node, "import_clause").map_or_else(Vec::new, |clause| imported_names(clause, source)),
    };
    Some(Statement::new(StatementKind::Import(Import { module, names }), span))
}

fn imported_names(clause: Node<'_>, source: &Source<'_>) -> Vec<ImportedName> {
    let mut names = Vec::new();
    for child in children(clause) {
        match child.kind() {
            "identifier" => {
                // Markdown takes the stars of several `* as name` for emphasis, and then they read `_ as name`.
                let star = clause.prev_sibling().is_some_and(|error| source.text(error) == "_ as");
                let of = if star { Imported::Module } else { Imported::Default };
                names.push(import_name(of, source.name(child)));
            }
            "namespace_import" => {
                names.extend(first_child(child).map(|name| import_name(Imported::Module, source.name(name))));
            }
            _ => names.extend(children(child).into_iter().filter_map(|specifier| imported_name(specifier, source))),
        }
    }
    names
}

/// `name`, `name as alias`, `default as alias`.
fn imported_name(specifier: Node<'_>, source: &Source<'_>) -> Option<ImportedName> {
    if has_token(specifier, "type") {
        return None;
    }
    let name = field(specifier, "name")?;
    let of = match source.text(name) {
        "default" => Imported::Default,
        text => Imported::Name(text.into()),
    };
    Some(import_name(of, source.name(field(specifier, "alias").unwrap_or(name))))
}

/// `const name = require("module")` and `const { a, b: c } = require("module")`.
pub(super) fn required(declarator: Node<'_>, source: &Source<'_>) -> Option<Import> {
    let call = field(declarator, "value").filter(|value| value.kind() == "call_expression")?;
    if source.text(field(call, "function")?) != "require" {
        return None;
    }
    let module = field(call, "arguments").and_then(first_child).filter(|module| module.kind() == "string")?;
    let target = field(declarator, "name")?;
    let property = |property: Node<'_>| match property.kind() {
        "shorthand_property_identifier_pattern" => {
            let name = source.name(property);
            Some(import_name(Imported::Name(Arc::clone(&name)), name))
        }
        "pair_pattern" => {
            let value = field(property, "value").filter(|value| value.kind() == "identifier")?;
            let of = property_name(field(property, "key")?, source);
            Some(import_name(Imported::Name(of), source.name(value)))
        }
        _ => None,
    };
    let names = match target.kind() {
        "identifier" => vec![import_name(Imported::Module, source.name(target))],
        "object_pattern" => children(target).into_iter().map(property).collect::<Option<_>>()?,
        _ => return None,
    };
    Some(Import { module: string_text(module, source), names })
}

/// `export …`; what it declares is a statement by itself.
pub(super) fn export(node: Node<'_>, source: &Source<'_>, out: &mut Vec<Statement>) {
    let span = source.span(node);
    let declaration = field(node, "declaration");
    if has_token(node, "default") || has_token(node, "=") {
        let named = |name| Some(Expression::new(ExpressionKind::Name(name), span));
        let exported = match (declaration, field(node, "value").or_else(|| first_child(node))) {
            (Some(declaration), _) => {
                source.statement(declaration, out);
                field(declaration, "name").and_then(|name| named(source.name(name)))
            }
            (None, Some(class)) if class.kind() == "class" => {
                // A class without a name is called as nothing else can be.
                let class = definitions::named_class(class, "default".into(), source);
                let name = Arc::clone(&class.name);
                out.push(Statement::new(StatementKind::Class(class), span));
                named(name)
            }
            (None, value) => value.map(|value| source.expression(value)),
        };
        out.extend(exported.map(|value| Statement::new(StatementKind::ExportDefault(value), span)));
        return source.salvage_errors(node, out);
    }
    if let Some(declaration) = declaration {
        let first = out.len();
        source.statement(declaration, out);
        let names = out.iter().skip(first).filter_map(|statement| match &statement.kind {
            StatementKind::Assign { target: Pattern::Name(name, _), .. } => Some((Arc::clone(name), Arc::clone(name))),
            _ => None,
        });
        let names: Vec<_> = names.collect();
        if !names.is_empty() {
            out.push(Statement::new(StatementKind::Export(names, None), span));
        }
    } else if !has_token(node, "type") && !has_token(node, "as") {
        let module = field(node, "source").map(|module| string_text(module, source));
        let names = exported_names(node, source);
        out.push(Statement::new(StatementKind::Export(names, module), span));
    }
    source.salvage_errors(node, out);
}

/// `{ a, b as c }`, `* as name`: what each is called here and outside. None for `*`, which is everything.
fn exported_names(node: Node<'_>, source: &Source<'_>) -> Vec<(Arc<str>, Arc<str>)> {
    if let Some(namespace) = child_of_kind(node, "namespace_export") {
        return first_child(namespace).map(|name| ("*".into(), source.name(name))).into_iter().collect();
    }
    let Some(clause) = child_of_kind(node, "export_clause") else { return Vec::new() };
    let specifiers = children(clause).into_iter().filter(|specifier| !has_token(*specifier, "type"));
    let name = |specifier| {
        let name = field(specifier, "name")?;
        Some((source.name(name), source.name(field(specifier, "alias").unwrap_or(name))))
    };
    specifiers.filter_map(name).collect()
}

/// `module.exports = value`, `exports.name = value`.
pub(super) fn common_export(assignment: Node<'_>, source: &Source<'_>) -> Option<StatementKind> {
    let value = field(assignment, "right")?;
    let target = source.text(field(assignment, "left")?);
    if target == "module.exports" {
        return Some(StatementKind::ExportDefault(source.expression(value)));
    }
    let name: Arc<str> = target.strip_prefix("module.").unwrap_or(target).strip_prefix("exports.")?.into();
    if value.kind() == "identifier" {
        return Some(StatementKind::Export(vec![(source.name(value), name)], None));
    }
    let target = Pattern::Name(name, source.span(assignment));
    Some(StatementKind::Assign { target, value: Some(source.expression(value)), declares: true })
}
