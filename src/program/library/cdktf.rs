//! CDKTF's own library: Terraform's functions, tokens, which are transparent, and the structs of its providers.

use super::Function;
use super::cdktf_path::{Path, read};
use super::pulumi::named_as_map;
use crate::program::evaluator::{Evaluator, Invocation};
use crate::program::expression;
use crate::program::terraform;
use crate::program::value::{Kind, Provenance, Reason, Symbol, Value};

/// The model of a function or class.
pub(super) fn find(path: &str) -> Option<Function> {
    match read(path)? {
        Path::Core(name) => core(&name),
        Path::Provider { class, .. } => (!class.contains('.')).then_some(settings as Function),
        Path::Module(_) => None,
    }
}

fn core(name: &str) -> Option<Function> {
    if let Some(function) = name.strip_prefix("fn.") {
        return Some(match function {
            "element" | "lookup" => part,
            "rawstring" => same,
            _ => terraform_function,
        });
    }
    if name.ends_with(".node.trygetcontext") {
        return Some(context);
    }
    Some(match name {
        "token.asstring" | "token.asnumber" | "token.aslist" | "token.asany" | "token.asstringmap"
        | "token.asnumberlist" | "token.asmap" | "terraformcount.of" => same,
        "terraformresourcelifecycle" | "ssh.provisionerconnection" => named_as_map,
        _ if name.ends_with("config") && !name.contains('.') => named_as_map,
        _ => return None,
    })
}

/// A class of a provider that is given no scope and no id is a struct that settings are made of.
fn settings(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let has_scope = call.positional.len() > 1 || call.named.contains_key("scope");
    if has_scope { None } else { named_as_map(evaluator, call) }
}

fn same(_: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    call.first().cloned()
}

/// `app.node.tryGetContext("key")`: what `cdktf.json` says, or an input that need not be given.
fn context(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let key = evaluator.frozen(call.argument(0, "key")?);
    let key = key.as_str()?;
    let project = evaluator.settings.files.named("cdktf.json");
    let given = project.and_then(|project| project.get("context")?.get(key)).cloned();
    Some(match given {
        Some(given) => evaluator.thaw(&given.with_provenance(Provenance::ResponseDefault)),
        None => Value::unknown(Reason::Unset(key.into()), call.span),
    })
}

/// `Fn.element(list, 0)`, `Fn.lookup(map, "key")`: a part, also of what is not known.
fn part(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let [whole, index, ..] = call.positional.as_slice() else { return None };
    let index = evaluator.frozen(index);
    match &whole.kind {
        Kind::Symbol(symbol) => {
            let element = Symbol::Element(symbol.clone().into(), index.into());
            Some(Value::new(Kind::Symbol(element), call.span))
        }
        _ => {
            let whole = evaluator.frozen(whole);
            Some(expression::element(whole, index, call.span, evaluator))
        }
    }
}

/// A function of Terraform's, by the name that it has there. What takes any number of arguments gets them as a list.
fn terraform_function(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    /// Those to which one list stands for all arguments, or for those behind the first.
    const SPREAD: &[&str] = &["coalesce", "concat", "max", "min", "merge", "setintersection", "setunion", "setproduct"];
    const SPREAD_BEHIND_FIRST: &[&str] = &["format", "formatlist"];
    let name = call.callee.rsplit(['.', '_']).next()?.to_ascii_lowercase();
    let arguments: Vec<Value> = call.positional.iter().map(|argument| evaluator.frozen(argument)).collect();
    let arguments = match arguments.as_slice() {
        [only] if SPREAD.contains(&name.as_str()) => only.as_list()?.to_vec(),
        [first, rest] if SPREAD_BEHIND_FIRST.contains(&name.as_str()) => {
            [first.clone()].into_iter().chain(rest.as_list()?.iter().cloned()).collect()
        }
        _ => arguments,
    };
    let result = terraform::call(&name, &arguments, call.span)?;
    (!matches!(result.kind, Kind::Unknown(_))).then(|| evaluator.thaw(&result))
}
