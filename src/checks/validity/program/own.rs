//! What a program counts on of itself: names, files, what its files give to one another, arguments of its functions.

use super::{Programs, listed};
use crate::checks::validity::Fault;
use crate::program::evaluator::{Demand, Demanded};
use crate::program::form::{Program, StatementKind};
use crate::response::Language;
use crate::severity::Severity;
use crate::source::Span;

pub(super) fn find(programs: &Programs<'_>) -> Vec<Fault> {
    programs.trace.demands.iter().filter_map(|demand| fault(programs, demand)).collect()
}

fn fault(programs: &Programs<'_>, demand: &Demand) -> Option<Fault> {
    let language = programs.language(demand.span)?;
    programs.spelling(demand.span)?;
    let severity = Programs::severity(demand.conditional);
    let found = |check, severity, message: String| Some(Fault::new(check, severity, demand.span, message));
    match &demand.of {
        Demanded::Name(name) if is_of_the_language(name) || is_excerpt(programs, demand.span) => None,
        Demanded::Name(name) => found(
            "undefined-name",
            severity,
            format!("`{name}` is not defined where it is used: define or import it first"),
        ),
        Demanded::File(module) => {
            let message = format!("`{module}` is imported, but the answer has no such file");
            is_own_module(programs, module, language).then(|| found("missing-file", severity, message))?
        }
        Demanded::Export(module, name) => {
            let message = format!("`{name}` is taken from `{module}`, which does not have it");
            let severity = if language == Language::Python { severity } else { Severity::Medium };
            found("unknown-export", severity, message)
        }
        Demanded::Own(class, name, called) => {
            if programs.members.contains(&**name) || name.starts_with("__") {
                return None;
            }
            let fails = *called || language == Language::Python;
            let what = if *called { "method" } else { "member" };
            let message = format!("`{class}` has no {what} `{name}`");
            found("unknown-own-member", if fails { severity } else { Severity::Low }, message)
        }
        Demanded::Parameter(function, name) => {
            found("unexpected-argument", severity, format!("`{function}` takes no argument `{name}`"))
        }
        Demanded::Arguments(function, names) => {
            found("missing-argument", severity, format!("`{function}` is called without {}", listed(names)))
        }
        Demanded::Member(..) | Demanded::Field(..) => None,
    }
}

/// Whether code is a piece of another file: it has no name and imports nothing, while another file does.
fn is_excerpt(programs: &Programs<'_>, span: Span) -> bool {
    let files = &programs.analysis.response.files;
    let imports = |at: usize| match programs.analysis.programs.get(at) {
        Some(Program::Module(statements)) => {
            statements.iter().any(|statement| matches!(statement.kind, StatementKind::Import(_)))
        }
        _ => false,
    };
    let here = span.file as usize;
    let is_nameless = files.get(here).is_some_and(|file| file.path.is_none());
    is_nameless && !imports(here) && (0..files.len()).any(|at| at != here && imports(at))
}

/// Names that stand for something only in places that the evaluator does not know.
fn is_of_the_language(name: &str) -> bool {
    name.starts_with("__") || matches!(name, "this" | "self" | "super" | "arguments" | "cls" | "new" | "parameter")
}

/// Whether a module must be a file of the response.
fn is_own_module(programs: &Programs<'_>, module: &str, language: Language) -> bool {
    if module.starts_with('.') {
        return true;
    }
    if language != Language::Python {
        return false;
    }
    // A package that the response has a folder of, or that answers call their own.
    const OWN: &[&str] = &["lib", "stacks", "components", "infrastructure", "infra", "constructs_lib"];
    let package = module.split('.').next().unwrap_or(module);
    let has_folder = programs.analysis.response.files.iter().any(|file| {
        let path = file.path.as_deref().unwrap_or_default().trim_start_matches("./");
        path.split('/').next().is_some_and(|first| first == package) && path.contains('/')
    });
    OWN.contains(&package) || has_folder
}
