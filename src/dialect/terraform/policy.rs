//! `aws_iam_policy_document`: statement blocks to the JSON that they stand for.

use std::sync::Arc;

use crate::program::value::{Kind, Map, Reason, Value};
use crate::source::Span;

/// The version that a document has when it names none.
const VERSION: &str = "2012-10-17";

/// The policy document of a data source's settings.
pub(in crate::dialect) fn document(settings: &Map, span: Span) -> Value {
    let mut document = Map::new();
    let version = settings.get("version").cloned().unwrap_or_else(|| Value::text(VERSION, span));
    document.insert("Version".into(), version);
    if let Some(id) = settings.get("policy_id") {
        document.insert("Id".into(), id.clone());
    }
    let mut statements = Vec::new();
    for name in ["source_json", "source_policy_documents"] {
        settings.get(name).into_iter().for_each(|documents| inherit(documents, &mut statements));
    }
    let own = settings.get("statement").map(|own| each(own, &mut |own| statement_list(own, &statements)));
    let mut all = own.unwrap_or_else(|| Value::list(statements, span));
    for name in ["override_json", "override_policy_documents"] {
        let Some(documents) = settings.get(name) else { continue };
        let mut overriding = Vec::new();
        inherit(documents, &mut overriding);
        all = each(&all, &mut |all| overridden(all, &overriding));
    }
    document.insert("Statement".into(), all);
    Value::map(document, span)
}

/// Applies a change to a value, or to each of several possible values.
fn each(value: &Value, change: &mut dyn FnMut(&Value) -> Value) -> Value {
    match &value.kind {
        Kind::OneOf(alternatives) => Value::one_of(alternatives.iter().map(change).collect::<Vec<_>>(), value.span),
        _ => change(value),
    }
}

/// The statements of other documents.
fn inherit(documents: &Value, statements: &mut Vec<Value>) {
    match &documents.kind {
        Kind::List(items) => items.iter().for_each(|item| inherit(item, statements)),
        Kind::Json(document) => match document.get("Statement") {
            Some(Value { kind: Kind::List(inner), .. }) => statements.extend(inner.iter().cloned()),
            Some(single) => statements.push(single.clone()),
            None => {}
        },
        // A document that is not known has statements that are not known.
        _ => statements.push(documents.clone()),
    }
}

/// The inherited statements and then the own ones.
fn statement_list(own: &Value, inherited: &[Value]) -> Value {
    let own_statements = own.as_list().unwrap_or_default().iter().map(statement);
    let (replaced, ids): (Vec<_>, Vec<_>) = own_statements.map(|own| (own.clone(), sid(&own))).unzip();
    let kept = inherited.iter().filter(|statement| sid(statement).is_none_or(|id| !ids.contains(&Some(id)))).cloned();
    Value::list(kept.chain(replaced).collect(), own.span)
}

/// Statements with those that override the ones of the same id.
fn overridden(all: &Value, overriding: &[Value]) -> Value {
    let ids: Vec<_> = overriding.iter().filter_map(sid).collect();
    let kept =
        all.as_list().unwrap_or_default().iter().filter(|statement| sid(statement).is_none_or(|id| !ids.contains(&id)));
    Value::list(kept.chain(overriding).cloned().collect(), all.span)
}

fn sid(statement: &Value) -> Option<Arc<str>> {
    Some(statement.get("Sid")?.as_str()?.into())
}

fn statement(block: &Value) -> Value {
    let mut statement = Map::new();
    if let Some(id) = block.get("sid") {
        statement.insert("Sid".into(), id.clone());
    }
    let effect = block.get("effect").cloned().unwrap_or_else(|| Value::text("Allow", block.span));
    statement.insert("Effect".into(), effect);
    for (name, key) in [("principals", "Principal"), ("not_principals", "NotPrincipal")] {
        if let Some(principals) = block.get(name) {
            statement.insert(key.into(), each(principals, &mut principal));
        }
    }
    for (name, key) in [
        ("actions", "Action"),
        ("not_actions", "NotAction"),
        ("resources", "Resource"),
        ("not_resources", "NotResource"),
    ] {
        if let Some(values) = block.get(name) {
            statement.insert(key.into(), one_or_many(values));
        }
    }
    if let Some(conditions) = block.get("condition") {
        statement.insert("Condition".into(), each(conditions, &mut condition));
    }
    Value::map(statement, block.span)
}

/// A list of one is written as that one.
fn one_or_many(values: &Value) -> Value {
    match values.as_list() {
        Some([single]) => single.clone(),
        _ => values.clone(),
    }
}

/// `principals { type = "AWS", identifiers = […] }` as `{"AWS": […]}`; everybody is `"*"`.
fn principal(blocks: &Value) -> Value {
    let mut principals = Map::new();
    for block in blocks.as_list().unwrap_or_default() {
        let (Some(kind), Some(identifiers)) = (block.get("type"), block.get("identifiers")) else { continue };
        let Some(kind) = kind.as_str() else { return unknown_type(kind) };
        if kind == "*" {
            return one_or_many(identifiers);
        }
        append(&mut principals, kind, identifiers);
    }
    without_lists_of_one(&principals, blocks.span)
}

/// `condition { test = "StringEquals", variable = "aws:x", values = […] }` as `{"StringEquals": {"aws:x": […]}}`.
fn condition(blocks: &Value) -> Value {
    let mut tests: Vec<(Arc<str>, Map)> = Vec::new();
    for block in blocks.as_list().unwrap_or_default() {
        let (Some(test), Some(variable), Some(values)) =
            (block.get("test"), block.get("variable"), block.get("values"))
        else {
            continue;
        };
        let Some(test) = test.as_str() else { return unknown_type(test) };
        let variable = crate::program::expression::key_text(variable);
        match tests.iter_mut().find(|(seen, _)| &**seen == test) {
            Some((_, variables)) => append(variables, &variable, values),
            None => {
                let mut variables = Map::new();
                append(&mut variables, &variable, values);
                tests.push((test.into(), variables));
            }
        }
    }
    let tests = tests.into_iter().map(|(test, variables)| (test, without_lists_of_one(&variables, blocks.span)));
    Value::map(tests.collect(), blocks.span)
}

/// Adds values under a key, to those that are there.
fn append(entries: &mut Map, key: &str, values: &Value) {
    match (entries.get_mut(key).map(|there| &mut there.kind), values.as_list()) {
        (Some(Kind::List(there)), Some(more)) => Arc::make_mut(there).extend(more.iter().cloned()),
        _ => {
            entries.insert(key.into(), values.clone());
        }
    }
}

fn without_lists_of_one(entries: &Map, span: Option<Span>) -> Value {
    Value::map(entries.iter().map(|(key, values)| (Arc::clone(key), one_or_many(values))).collect(), span)
}

fn unknown_type(kind: &Value) -> Value {
    let reason = crate::program::operators::first_reason(kind);
    Value::unknown(reason.unwrap_or(Reason::Unsupported("this type".into())), kind.span)
}
