//! Paths, and the files of the response that its programs read.

use std::sync::Arc;

use super::python::outside;
use crate::program::document::literal;
use crate::program::evaluator::{Evaluator, Invocation};
use crate::program::form::Program;
use crate::program::value::{Kind, Value};
use crate::response::{Language, Response};

/// The files of a response by their paths, each with what one reads in it.
#[derive(Debug, Default)]
pub(crate) struct Files {
    list: Vec<(String, Value)>,
}

impl Files {
    pub(super) fn read(response: &Response, programs: &[Program]) -> Self {
        let files = response.files.iter().zip(programs).filter_map(|(file, program)| {
            let path = normal(file.path.as_deref()?);
            let content = match (file.language, program) {
                (Language::Json, Program::Documents(documents)) => Kind::Json(Arc::new(literal(documents.first()?))),
                _ => Kind::Text(Arc::clone(&file.text)),
            };
            Some((path, Value::new(content, None)))
        });
        Self { list: files.collect() }
    }

    /// What is in the file that a program reads by that path, of which the beginning may not be known: in the one that shares
    /// most of the end of its path.
    fn find(&self, path: &Value) -> Option<&Value> {
        let known = match &path.kind {
            Kind::Text(text) => text,
            Kind::Join(parts) => match &parts.last()?.kind {
                Kind::Text(text) => text,
                _ => return None,
            },
            _ => return None,
        };
        self.named(known)
    }

    /// What is in the file of that path.
    pub(crate) fn named(&self, path: &str) -> Option<&Value> {
        let path = normal(path);
        let shared = |other: &str| path.rsplit('/').zip(other.rsplit('/')).take_while(|(a, b)| a == b).count();
        let ranked = self.list.iter().map(|(other, content)| (shared(other), content));
        ranked.filter(|(shared, _)| *shared > 0).rev().max_by_key(|(shared, _)| *shared).map(|(_, content)| content)
    }

    /// Whether there is a file or a folder at that path.
    fn has(&self, path: &str) -> bool {
        let folder = format!("{}/", normal(path));
        self.named(path).is_some() || self.list.iter().any(|(known, _)| known.starts_with(&folder))
    }
}

/// A path without `.` and `..`, and without its root.
pub(crate) fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// `os.path.join`, `path.join`.
pub(super) fn join(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let mut parts = Vec::new();
    for (at, part) in call.positional.iter().enumerate() {
        let part = evaluator.frozen(part);
        if part.as_str().is_some_and(|part| part.starts_with('/')) {
            parts.clear();
        } else if at > 0 && !parts.last().and_then(Value::as_str).is_some_and(|last: &str| last.ends_with('/')) {
            parts.push(Value::text("/", call.span));
        }
        parts.push(part);
    }
    let joined = Value::join(parts, call.span);
    let tidy =
        joined.as_str().map(|path| if path.starts_with('/') { format!("/{}", normal(path)) } else { normal(path) });
    Some(tidy.map_or_else(|| joined.clone(), |path| Value { kind: Kind::Text(path.into()), ..joined.clone() }))
}

/// The folder of a path.
pub(super) fn folder(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let path = evaluator.frozen(call.first()?);
    let Some(known) = path.as_str() else { return Some(path) };
    let folder = known.rsplit_once('/').map_or(".", |(folder, _)| folder);
    Some(Value { kind: Kind::Text(folder.into()), ..path.clone() })
}

/// The last part of a path, without an extension that is given.
pub(super) fn name(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let path = evaluator.frozen(call.first()?);
    let known = path.as_str()?;
    let name = known.rsplit('/').next().unwrap_or(known);
    let extension = call.positional.get(1).and_then(Value::as_str).unwrap_or_default();
    Some(Value::text(name.strip_suffix(extension).unwrap_or(name), call.span))
}

/// What is in a file: that of the response, if it has it. One that it does not have cannot be read, and a handler for
/// that case is what happens.
pub(super) fn read(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let path = evaluator.frozen(call.first()?);
    if let Some(content) = evaluator.settings.files.find(&path) {
        return Some(content.clone().at(call.span));
    }
    evaluator.fail_if_caught();
    outside(evaluator, call)
}

/// Whether there is a file or folder: only those of the response are.
pub(super) fn exists(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let path = evaluator.frozen(call.first()?);
    let Some(known) = path.as_str() else { return outside(evaluator, call) };
    Some(Value::bool(evaluator.settings.files.has(known), call.span))
}

#[cfg(test)]
mod tests {
    #[test]
    fn paths_are_tidied() {
        for (path, expected) in
            [("./a/b", "a/b"), ("a/./b/../c", "a/c"), ("/x//y/", "x/y"), ("../a", "../a"), ("a\\b", "a/b"), ("", "")]
        {
            assert_eq!(super::normal(path), expected, "{path}");
        }
    }
}
