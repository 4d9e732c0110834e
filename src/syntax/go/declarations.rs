//! Functions, methods and imports of Go.

use std::sync::Arc;

use indexmap::IndexMap;
use tree_sitter::Node;

use super::statements::pattern;
use super::types;
use crate::program::form::{
    Class, Expression, ExpressionKind, Function, Import, Imported, ImportedName, Item, Parameter, Pattern, Spread,
    Statement, StatementKind,
};
use crate::syntax::tree::{Source, children, field, fields};

/// Gives the methods of a file to the types that they belong to. The methods of a type of another file are assigned to it.
pub(super) fn with_methods(mut statements: Vec<Statement>, root: Node<'_>, source: &Source<'_>) -> Vec<Statement> {
    let mut methods: IndexMap<Arc<str>, Vec<Arc<Function>>> = IndexMap::new();
    for node in children(root).into_iter().filter(|node| node.kind() == "method_declaration") {
        let receiver = field(node, "receiver").and_then(|list| children(list).first().copied());
        let Some(class) = receiver.and_then(|receiver| field(receiver, "type")) else { continue };
        methods.entry(types::bare_name(class, source)).or_default().push(function(node, source));
    }
    for statement in &mut statements {
        if let StatementKind::Class(class) = &mut statement.kind
            && let Some(own) = methods.shift_remove(&class.name)
        {
            *class = Arc::new(Class { methods: own, ..Class::clone(class) });
        }
    }
    for (class, methods) in methods {
        for method in methods {
            let (Some(name), span) = (method.name.clone(), method.span) else { continue };
            let class = Expression::new(ExpressionKind::Name(Arc::clone(&class)), span.first());
            let place = Expression::new(ExpressionKind::Member(Box::new(class), name), span.first());
            let value = Some(Expression::new(ExpressionKind::Lambda(method), span));
            let kind = StatementKind::Assign { target: Pattern::Place(place), value, declares: false };
            statements.push(Statement::new(kind, span));
        }
    }
    statements
}

/// A function, a method or a function literal.
pub(super) fn function(node: Node<'_>, source: &Source<'_>) -> Arc<Function> {
    let mut body = source.block_in(node, "body");
    name_results(node, &mut body, source);
    let receiver = field(node, "receiver").and_then(|list| children(list).first().copied());
    let receiver =
        receiver.map(|receiver| field(receiver, "name").map_or_else(|| "_".into(), |name| source.name(name)));
    Arc::new(Function {
        name: field(node, "name").map(|name| source.name(name)),
        receiver,
        ..Function::lambda(parameters(node, "parameters", source), body, source.span(node))
    })
}

/// Results with names are variables, and a bare `return` returns them.
fn name_results(node: Node<'_>, body: &mut Vec<Statement>, source: &Source<'_>) {
    let results = field(node, "result").filter(|result| result.kind() == "parameter_list");
    let Some(first) = results.and_then(|results| children(results).first().copied()) else { return };
    if field(first, "name").is_none() {
        return;
    }
    let span = source.span(first);
    let names: Vec<_> = parameters(node, "result", source)
        .into_iter()
        .filter_map(|result| match result.target {
            Pattern::Name(name, _) => Some(name),
            _ => None,
        })
        .collect();
    let name = |name: &Arc<str>| Expression::new(ExpressionKind::Name(Arc::clone(name)), span);
    let value = match names.as_slice() {
        [only] => name(only),
        several => {
            let items = several.iter().map(|result| Item { value: name(result), spread: false }).collect();
            Expression::new(ExpressionKind::Tuple(items), span)
        }
    };
    return_values(body, &value);
    let declare = |name: Arc<str>| {
        let target = Pattern::Name(name, span);
        Statement::new(StatementKind::Assign { target, value: None, declares: true }, span)
    };
    body.splice(0..0, names.into_iter().map(declare));
}

/// Makes every bare `return` return a value.
fn return_values(body: &mut [Statement], value: &Expression) {
    for statement in body {
        match &mut statement.kind {
            StatementKind::Return(returned @ None) => *returned = Some(value.clone()),
            StatementKind::If(_, then, otherwise) => {
                return_values(then, value);
                return_values(otherwise, value);
            }
            StatementKind::ForEach(_, _, body)
            | StatementKind::For(_, _, body)
            | StatementKind::While(_, body, _)
            | StatementKind::Block(body) => return_values(body, value),
            StatementKind::Switch(_, cases, _) => cases.iter_mut().for_each(|(_, body)| return_values(body, value)),
            _ => {}
        }
    }
}

/// The parameters in that field.
fn parameters(node: Node<'_>, name: &str, source: &Source<'_>) -> Vec<Parameter> {
    let list = field(node, name).map_or_else(Vec::new, children);
    let declared = |declaration: Node<'_>| {
        let type_name = field(declaration, "type").map(|class| source.name(class));
        let spread = match declaration.kind() {
            "variadic_parameter_declaration" => Spread::Elements,
            _ => Spread::No,
        };
        let names = fields(declaration, "name").into_iter();
        let parameter =
            |name| Parameter { spread, type_name: type_name.clone(), ..Parameter::plain(pattern(name, source)) };
        names.map(parameter).collect::<Vec<_>>()
    };
    list.into_iter().flat_map(declared).collect()
}

/// One import: its package is called as the alias says, or else as its path does.
pub(super) fn import(node: Node<'_>, source: &Source<'_>) -> Option<Import> {
    let module = source.text(field(node, "path")?).trim_matches(['"', '`']);
    let alias = field(node, "name").map(|name| source.text(name));
    let bind = |of, name: &str| vec![ImportedName { of, name: name.into() }];
    let names = match alias {
        Some("_") => Vec::new(),
        Some(".") => bind(Imported::All, "*"),
        Some(alias) => bind(Imported::Module, alias),
        None => bind(Imported::Module, package_name(module)),
    };
    Some(Import { module: module.into(), names })
}

/// What a package is called whose path is that: its last part, without a version (`/v2`, `.v3`) and without what says
/// that it is written in Go (`jsii-runtime-go` is `jsii`).
fn package_name(path: &str) -> &str {
    let is_version = |part: &str| {
        let digits = part.strip_prefix('v').unwrap_or_default();
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let last = path.rsplit('/').find(|part| !is_version(part)).unwrap_or(path);
    let last = last.rsplit_once('.').filter(|(_, version)| is_version(version)).map_or(last, |(name, _)| name);
    last.split('-').find(|word| *word != "go").unwrap_or(last)
}
