//! Programs of CDK for Terraform against its provider packages: the classes that they make must be where they look for them.

use super::Programs;
use crate::catalog::cdktf;
use crate::catalog::jsii::Spelling;
use crate::checks::validity::Fault;
use crate::checks::validity::nearest::nearest;
use crate::program::evaluator::{Call, Callee, Demand, Demanded};
use crate::program::value::Symbol;
use crate::source::Span;

pub(super) fn find(programs: &Programs<'_>) -> Vec<Fault> {
    let demands = programs.trace.demands.iter().filter_map(|demand| of_demand(programs, demand));
    let calls = programs.trace.calls.iter().filter_map(|call| of_call(programs, call));
    demands.chain(calls).collect()
}

/// A member that is asked for: of what is not there, nothing can be.
fn of_demand(programs: &Programs<'_>, demand: &Demand) -> Option<Fault> {
    let Demanded::Member(Symbol::External(path), _) = &demand.of else { return None };
    fault(programs, path, demand.span, demand.conditional)
}

/// A class that is made, or a function that is called.
fn of_call(programs: &Programs<'_>, call: &Call) -> Option<Fault> {
    let Callee::External(path) = &call.callee else { return None };
    fault(programs, path, call.span, call.conditional)
}

fn fault(programs: &Programs<'_>, path: &str, span: Span, conditional: bool) -> Option<Fault> {
    if programs.spelling(span)? != Spelling::Camel {
        return None;
    }
    let rest = path.strip_prefix("@cdktf/provider-")?;
    let (place, names) = rest.split_once('.')?;
    let (provider, folder) =
        place.split_once("/lib/").map_or((place, None), |(provider, folder)| (provider, Some(folder)));
    if !cdktf::has_provider(provider) || folder.is_some_and(|folder| folder.contains('/')) {
        return None;
    }
    let mut names = names.split('.');
    let first = names.next()?;
    let (module, class) = match folder {
        Some(folder) => (cdktf::module(provider, folder), first),
        // The package itself has its modules only.
        None => match (cdktf::module_called(provider, first), names.next()) {
            (Some(module), Some(class)) => (Some(module), class),
            (Some(_), None) => return None,
            (None, _) => {
                let found = cdktf::module_of_class(provider, first);
                let instead = found.map(|folder| format!("; import it from `@cdktf/provider-{provider}/lib/{folder}`"));
                let message = format!("`@cdktf/provider-{provider}` has no `{first}`{}", instead.unwrap_or_default());
                return Some(Fault::new("unknown-library-member", Programs::severity(conditional), span, message));
            }
        },
    };
    let Some(module) = module else {
        let message = format!("`@cdktf/provider-{provider}` has no module `{}`", folder.unwrap_or_default());
        return Some(Fault::new("unknown-library-member", Programs::severity(conditional), span, message));
    };
    // The structs, lists and references of a module are not in the table; they begin with the name of a class of it.
    let base = |class: &str| class.strip_suffix('A').unwrap_or(class).to_owned();
    let known = module
        .classes()
        .any(|known| known == class || class.len() > base(known).len() && class.starts_with(&base(known)));
    if known || class.starts_with(|letter: char| letter.is_ascii_lowercase()) {
        return None;
    }
    let instead = nearest(class, module.classes()).map(|name| format!("; it has `{name}`"));
    let message =
        format!("`@cdktf/provider-{provider}/lib/{}` has no `{class}`{}", module.folder(), instead.unwrap_or_default());
    Some(Fault::new("unknown-library-member", Programs::severity(conditional), span, message))
}
