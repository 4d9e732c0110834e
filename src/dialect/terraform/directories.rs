//! Which source files make which module: Terraform reads all files of one directory as one.

use std::sync::Arc;

use indexmap::IndexMap;

use super::module::{Module, literal, text};
use super::names::names_something;
use crate::dialect::Source;
use crate::program::form::{Attribute, Body, Entry, Expression, ExpressionKind, Program};
use crate::response::{Role, SourceFile};
use crate::source::Span;

/// A directory with configuration files.
pub(super) struct Directory<'a> {
    /// Its path, without a slash at either end; empty for the top.
    pub(super) path: String,
    /// What its files declare.
    pub(super) module: Module<'a>,
}

/// A file of variable values.
pub(super) struct ValueFile<'a> {
    /// Its path.
    pub(super) path: Arc<str>,
    /// What it sets.
    pub(super) settings: Vec<Setting<'a>>,
}

/// A value that a file gives to a variable.
#[derive(Clone)]
pub(super) struct Setting<'a> {
    pub(super) name: Arc<str>,
    pub(super) value: &'a Expression,
    pub(super) span: Span,
}

/// What the HCL files of a response are.
#[derive(Default)]
pub(super) struct Layout<'a> {
    /// Those with configuration files, in order of their first file.
    pub(super) directories: Vec<Directory<'a>>,
    /// Files of variable values.
    pub(super) values: Vec<ValueFile<'a>>,
}

/// Sorts the HCL files of a response.
pub(super) fn layout<'a>(source: &'a Source<'_>) -> Layout<'a> {
    let mut values = Vec::new();
    let mut groups = Groups::new();
    for (file, program) in source.response.files.iter().zip(&source.programs) {
        let path = file.path.as_deref();
        match (kind_of(file, program), program) {
            (FileKind::Configuration, Program::Body(body)) => {
                groups.entry(path.map(folder)).or_default().push((path, body));
            }
            (FileKind::Values, program) => {
                let path = file.path.clone().unwrap_or_else(|| "terraform.tfvars.example".into());
                values.push(ValueFile { path, settings: settings(program) });
            }
            _ => {}
        }
    }
    let directories = together(groups).into_iter().map(|(path, bodies)| {
        let mut module = Module::default();
        for (file, body) in bodies {
            module.add(file, body);
        }
        Directory { path, module }
    });
    Layout { directories: directories.collect(), values }
}

enum FileKind {
    Configuration,
    Values,
    /// A lock file, a backend's settings, another tool's HCL.
    Other,
}

fn kind_of(file: &SourceFile, program: &Program) -> FileKind {
    let name = file.path.as_deref().map(|path| path.rsplit('/').next().unwrap_or(path));
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.is_some_and(|name| name.ends_with(ending)));
    match (program, name) {
        _ if file.role == Role::Test => FileKind::Other,
        (Program::Body(_), Some(name)) if name.contains(".tfvars") && !name.starts_with("backend") => FileKind::Values,
        (Program::Body(_), Some(_)) if ends(&[".hcl", ".example", ".tfbackend", ".tfvars"]) => FileKind::Other,
        (Program::Body(body), None) if body.blocks.is_empty() => {
            // Values without the name of a file show what a file of values may hold.
            let sets_values = body.attributes.iter().all(|attribute| !names_something(&attribute.value));
            if sets_values { FileKind::Values } else { FileKind::Other }
        }
        (Program::Body(_), _) => FileKind::Configuration,
        (Program::Documents(_), Some(_)) if ends(&[".tfvars.json"]) => FileKind::Values,
        _ => FileKind::Other,
    }
}

/// What a file of values sets, in HCL or in JSON.
fn settings(program: &Program) -> Vec<Setting<'_>> {
    let of = |name: &str, value, span| Setting { name: name.into(), value, span };
    match program {
        Program::Body(body) => {
            let attributes = body.attributes.iter();
            attributes.map(|Attribute { name, value, span }| of(name, value, *span)).collect()
        }
        Program::Documents(documents) => {
            let Some(ExpressionKind::Map(entries)) = documents.first().map(|document| &document.kind) else {
                return Vec::new();
            };
            let pairs = entries.iter().filter_map(|entry| match entry {
                Entry::Pair(key, value) => Some((key, value)),
                Entry::Spread(_) => None,
            });
            pairs.filter_map(|(key, value)| Some(of(literal(key)?, value, key.span.to(value.span)))).collect()
        }
        _ => Vec::new(),
    }
}

/// The directory of a path.
pub(super) fn folder(path: &str) -> String {
    path.rsplit_once('/').map_or_else(String::new, |(folder, _)| normal(folder))
}

/// A path without `.`, `..` and needless slashes.
pub(super) fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

/// Files by their directory; `None` holds code that names no file.
type Groups<'a> = IndexMap<Option<String>, Vec<(Option<&'a str>, &'a Body)>>;

/// The directories with their files. Code that names no file, and files that are named without a directory, belong to the
/// directory in which the root module is, if there is only one that can be it.
fn together(groups: Groups<'_>) -> IndexMap<String, Vec<(Option<&str>, &Body)>> {
    let called: Vec<(String, &str)> = groups
        .iter()
        .flat_map(|(folder, files)| files.iter().map(move |(_, body)| (folder, body)))
        .flat_map(|(folder, body)| body.blocks_of("module").map(move |block| (folder, block)))
        .filter_map(|(folder, block)| Some((folder.clone().unwrap_or_default(), text(&block.body, "source")?)))
        .collect();
    let is_module = |path: &str| {
        path.split('/').any(|part| part == "modules")
            || called.iter().any(|(from, source)| leads_to(from, source, path))
    };
    let mut named = groups.keys().flatten().filter(|path| !path.is_empty() && !is_module(path));
    let top = match (named.next(), named.next()) {
        (Some(only), None) => only.clone(),
        _ => String::new(),
    };
    let mut directories: IndexMap<String, Vec<_>> = IndexMap::new();
    for (path, files) in groups {
        let path = path.filter(|path| !path.is_empty()).unwrap_or_else(|| top.clone());
        directories.entry(path).or_default().extend(files);
    }
    directories
}

/// Where a local module's source leads, seen from a directory.
fn exact(from: &str, source: &str) -> String {
    normal(&format!("{from}/{source}"))
}

/// Whether it leads there by its end: answers leave out or add what is above.
fn leads_to(from: &str, source: &str, path: &str) -> bool {
    let tail = normal(&source.replace("../", "./"));
    let ends_alike = path == tail || path.ends_with(&format!("/{tail}"));
    exact(from, source) == path || (!tail.is_empty() && path != from && ends_alike)
}

/// The directory that a local module's source names, seen from `from`: by its path, or else by the end of its path.
pub(super) fn find(directories: &[Directory<'_>], from: &str, source: &str) -> Option<usize> {
    if !source.starts_with("./") && !source.starts_with("../") {
        return None;
    }
    let exact = exact(from, source);
    let exactly = directories.iter().position(|directory| directory.path == exact);
    exactly.or_else(|| directories.iter().position(|directory| leads_to(from, source, &directory.path)))
}
