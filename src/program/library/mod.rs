//! Models of library functions whose results a program goes on with, one file a library.
//!
//! A function is found by its dotted path, as the program names it: `json.dumps`, `pulumi.Output.all`; a method of
//! what a library gave, by the path of the class and its name. What has no model is recorded in the trace.

pub(crate) mod cdk;
mod cdktf;
pub(crate) mod cdktf_path;
mod files;
mod go;
mod java;
mod javascript;
mod pulumi;
mod pulumi_aws;
pub(crate) mod pulumi_path;
mod python;
mod python_standard;

use std::sync::Arc;

use crate::catalog::{cdk as catalog_cdk, table};
use crate::program::evaluator::{Evaluator, Invocation};
use crate::program::form::Program;
use crate::program::value::Value;
use crate::response::Response;
use crate::source::Span;

/// What a library function gives; `None` when the model does not cover the call, which is then recorded.
pub(crate) type Function = fn(&mut Evaluator<'_>, &Invocation) -> Option<Value>;

const PYTHON_NAMES: &str = include_str!("../../../grammars/python/names.tsv");
const GO_NAMES: &str = include_str!("../../../grammars/go/names.tsv");
const JAVA_NAMES: &str = include_str!("../../../grammars/java/names.tsv");
const JAVASCRIPT_NAMES: &str = include_str!("../../../grammars/javascript/names.tsv");

/// The model of a function or method, by its dotted path.
pub(crate) fn find(path: &str) -> Option<Function> {
    pulumi::find(path)
        .or_else(|| cdktf::find(path))
        .or_else(|| cdk::find(path))
        .or_else(|| go::find(path))
        .or_else(|| pulumi_aws::find(path))
        .or_else(|| python::find(path))
        .or_else(|| python_standard::find(path))
        .or_else(|| javascript::find(path))
        .or_else(|| java::find(path))
}

/// The model of a method that a library gives to whatever values it wraps.
pub(crate) fn method_of_anything(name: &str) -> Option<Function> {
    pulumi::output_method(name)
}

/// What a function gives whose model does not cover the call; `None` when the call is recorded instead.
pub(crate) fn uncovered(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    if is_plain_base(&call.callee) { python::outside(evaluator, call) } else { None }
}

/// The value of a library's constant, if it matters what it is.
pub(crate) fn constant(evaluator: &Evaluator<'_>, path: &str, span: Span) -> Option<Value> {
    python_standard::constant(path, span)
        .or_else(|| javascript::constant(path, span))
        .or_else(|| pulumi_aws::constant(evaluator, path, span))
}

/// Whether making an instance of a class of the response that extends this one is what the program is for.
pub(crate) fn is_component(path: &str) -> bool {
    const COMPONENTS: &[&str] =
        &["ComponentResource", "Stack", "NestedStack", "Stage", "Construct", "TerraformStack", "App"];
    COMPONENTS.contains(&path.rsplit('.').next().unwrap_or(path))
}

/// Whether a class of a library is there to be deployed, and not only to help: configuration, applications, data.
pub(crate) fn is_deployed(path: &str) -> bool {
    const HELPERS: &[&str] = &["App", "Provider", "Environment"];
    let name = path.rsplit('.').next().unwrap_or(path);
    !is_plain_base(path) && !pulumi::is_core(path) && !HELPERS.contains(&name)
}

/// Whether a base class only says what kind of class another is, so that instances are plain objects.
pub(crate) fn is_plain_base(path: &str) -> bool {
    let package = path.split('.').next().unwrap_or(path);
    let kind = python_name(package);
    let is_python = package == "builtins" || package == "pydantic" || kind == Some("standard");
    is_python || matches!(package, "globalThis" | "java" | "go") || is_javascript_module(package)
}

/// Whether Python defines a name without an import.
pub(crate) fn is_python_builtin(name: &str) -> bool {
    python_name(name) == Some("builtin")
}

/// Whether a Python module is known to be no part of a response.
pub(crate) fn is_python_package(module: &str) -> bool {
    matches!(python_name(module.split('.').next().unwrap_or(module)), Some("standard" | "package"))
}

/// The package of the JDK that has a class of that name.
pub(crate) fn java_package(name: &str) -> Option<&'static str> {
    let [_, package] = table::find(JAVA_NAMES, name)?;
    (package != "package").then_some(package)
}

/// Whether a Java package is known to be no part of a response.
pub(crate) fn is_java_library(package: &str) -> bool {
    let ends = package.match_indices('.').map(|(at, _)| at).chain([package.len()]);
    let mut beginnings = ends.filter_map(|end| package.get(..end));
    beginnings.any(|beginning| table::find(JAVA_NAMES, beginning).is_some_and(|[_, kind]| kind == "package"))
}

/// Whether the names of Java's libraries begin with that: `java`, `software`.
pub(crate) fn begins_java_library(name: &str) -> bool {
    table::rows(JAVA_NAMES).any(|[key, kind]| kind == "package" && key.split('.').next() == Some(name))
}

/// Which of several libraries, whose names are all imported, has that name: the one that is known to have it, or else the
/// first that may.
pub(crate) fn package_of<'p>(packages: &'p [Arc<str>], name: &str) -> Option<&'p str> {
    let has = |package: &&Arc<str>| java_package(name) == Some(package) || has_class(package, name);
    let may_have = |package: &&Arc<str>| !package.starts_with("java");
    packages.iter().find(has).or_else(|| packages.iter().find(may_have)).map(|package| &**package)
}

/// Whether a library is known to have a class of that name.
fn has_class(package: &str, name: &str) -> bool {
    if let Some(module) = package.strip_prefix("software.amazon.awscdk") {
        let module = module.strip_prefix(".services.").unwrap_or_default().replace('.', "_");
        let class = if module.is_empty() { name.to_owned() } else { format!("aws_{module}.{name}") };
        return catalog_cdk::construct(&class).is_some()
            || catalog_cdk::cloudformation_type(&class).is_some()
            || catalog_cdk::has_values(&class);
    }
    let path = pulumi_path::read(&format!("{package}.{name}"));
    path.is_some_and(|path| crate::catalog::pulumi::resolve(&path.package, &path.module, &path.name).is_some())
}

/// Whether Go defines a name without an import.
pub(crate) fn is_go_builtin(name: &str) -> bool {
    go_name(name) == Some("builtin")
}

/// Whether a Go package is known to be no part of a response.
pub(crate) fn is_go_library(path: &str) -> bool {
    let ends = path.match_indices('/').map(|(at, _)| at);
    let mut beginnings = ends.filter_map(|end| path.get(..end));
    go_name(path) == Some("standard") || beginnings.any(|beginning| go_name(beginning) == Some("package"))
}

fn go_name(name: &str) -> Option<&'static str> {
    let [_, kind] = table::find(GO_NAMES, name)?;
    Some(kind)
}

/// Whether JavaScript defines a name without an import.
pub(crate) fn is_javascript_builtin(name: &str) -> bool {
    javascript_name(name).is_some_and(|kinds| kinds.contains("builtin"))
}

/// Whether a module is one of Node.js.
fn is_javascript_module(module: &str) -> bool {
    javascript_name(module.strip_prefix("node:").unwrap_or(module)).is_some_and(|kinds| kinds.contains("standard"))
}

fn javascript_name(name: &str) -> Option<&'static str> {
    let [_, kinds] = table::find(JAVASCRIPT_NAMES, name)?;
    Some(kinds)
}

fn python_name(name: &str) -> Option<&'static str> {
    let [_, kind] = table::find(PYTHON_NAMES, name)?;
    Some(kind)
}

/// What the response itself says about its inputs: configuration files.
#[derive(Debug, Default)]
pub(crate) struct Settings {
    pub(crate) pulumi: pulumi::Project,
    pub(crate) files: files::Files,
}

impl Settings {
    /// Reads the configuration files of a response.
    pub(crate) fn read(response: &Response, programs: &[Program]) -> Self {
        Self { pulumi: pulumi::Project::read(response, programs), files: files::Files::read(response, programs) }
    }
}
