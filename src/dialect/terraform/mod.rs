//! Terraform: modules of HCL files, with the modules that they call and the values that files give to their variables.
//!
//! Properties stand as the configuration has them: arguments by name, each kind of nested block as a list of maps. What
//! tells Terraform how to treat a resource (`lifecycle`, `depends_on`, `provider`) stands among them under its own name;
//! tags that the provider adds stand among the resource's own.

mod body;
mod calls;
mod data;
mod directories;
mod evaluator;
mod module;
mod names;
pub(super) mod policy;
mod providers;
mod references;
mod refusals;
mod resources;
mod scope;
mod settle;
#[cfg(test)]
mod tests;
mod turns;
mod types;
mod values;

pub(super) use providers::with_default_tags;

use std::collections::{HashMap, HashSet};

use self::directories::{Directory, Layout, find, layout};
use self::evaluator::{Evaluator, RunId};
use self::module::text;
use self::resources::{Calls, Collector};
use self::scope::Scope;
use self::values::{choice, given, of_root};
use super::{Findings, Source};
use crate::program::value::{Provenance, Value};
use crate::stack::{Constraint, Input, Output};

/// Finds what the Terraform configurations of a response declare.
pub(super) fn read(source: &Source<'_>) -> Findings {
    let Layout { directories, values } = layout(source);
    let roots = roots(&directories);
    let mut findings = Findings::default();
    let mut declared = HashMap::new();
    let mut addresses = HashSet::new();
    for &root in &roots {
        let files = of_root(&values, &directories, root, roots.len() == 1);
        findings.diagnostics.extend(choice(&files));
        let directory = &directories[root];
        let mut evaluator = Evaluator::new(source, &directories);
        let prefix = if collides(directory, &addresses) { format!("{}/", directory.path) } else { String::new() };
        let run = evaluator.root(root, &prefix, given(&files));
        let first = findings.instances.len();
        Collector { evaluator: &mut evaluator, findings: &mut findings, declared: &mut declared }.run(run, Calls::ONCE);
        addresses.extend(findings.instances[first..].iter().map(|instance| instance.address.to_string()));
        inputs_and_outputs(&mut evaluator, run, &mut findings);
        findings.regions.extend(evaluator.regions(run, &files));
        findings.backend = findings.backend.take().or_else(|| providers::backend(&directory.module.settings));
        findings.diagnostics.append(&mut evaluator.diagnostics);
    }
    for (index, directory) in directories.iter().enumerate() {
        findings.versions.extend(providers::versions(&directory.module.settings));
        findings.diagnostics.extend(directory.module.diagnostics.iter().cloned());
        findings.diagnostics.extend(names::check(&directories, index));
        findings.diagnostics.extend(refusals::check(&directories, index));
    }
    findings
}

/// The directories whose modules nothing calls. A directory of modules is one only where nothing calls any module.
fn roots(directories: &[Directory<'_>]) -> Vec<usize> {
    let calls = |directory: &Directory<'_>| -> Vec<usize> {
        let sources = directory.module.calls.values().filter_map(|block| text(&block.body, "source"));
        sources.filter_map(|source| find(directories, &directory.path, source)).collect()
    };
    let called: HashSet<usize> = directories.iter().flat_map(calls).collect();
    let is_root = |index: &usize| !called.contains(index);
    let in_modules = |index: &usize| directories[*index].path.split('/').any(|part| part == "modules");
    let all: Vec<usize> = (0..directories.len()).filter(is_root).collect();
    let outside = || all.iter().copied().filter(|index| !in_modules(index));
    if called.is_empty() || outside().next().is_none() { all } else { outside().collect() }
}

/// Whether a root module declares something at an address that another one has.
fn collides(directory: &Directory<'_>, addresses: &HashSet<String>) -> bool {
    let is_taken = |address: &str| {
        addresses.iter().any(|taken| {
            taken.strip_prefix(address).is_some_and(|rest| rest.is_empty() || rest.starts_with(['[', '.']))
        })
    };
    let modules = directory.module.calls.keys().map(|name| format!("module.{name}"));
    directory.module.resources.keys().map(ToString::to_string).chain(modules).any(|address| is_taken(&address))
}

/// The variables and outputs of a root module.
fn inputs_and_outputs(evaluator: &mut Evaluator<'_>, run: RunId, findings: &mut Findings) {
    let module = evaluator.module(run);
    for (name, block) in &module.variables {
        let value = evaluator.variable(run, name, block.span);
        let is_known = value.provenance != Provenance::Unresolved;
        let secret = block
            .body
            .attribute("sensitive")
            .is_some_and(|sensitive| evaluator.value_of(run, &sensitive.value).as_bool() == Some(true));
        let value = is_known.then(|| settled(evaluator, run, &value));
        findings.constraints.extend(block.body.blocks_of("validation").map(|validation| Constraint {
            input: name.clone(),
            name: "validation".into(),
            value: Value::text("validation", validation.span),
            span: validation.span,
        }));
        findings.inputs.push(Input { name: name.clone(), value, span: block.span, secret });
    }
    for (name, block) in &module.outputs {
        let value = evaluator.output(run, name, block.span);
        let value = settled(evaluator, run, &value);
        findings.outputs.push(Output { name: name.clone(), value, span: block.span });
    }
}

fn settled(evaluator: &mut Evaluator<'_>, run: RunId, value: &Value) -> Value {
    Scope::new(evaluator, run).settled(value)
}
