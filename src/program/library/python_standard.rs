//! Python's standard library, as far as infrastructure programs go on with what it returns.

use std::sync::Arc;

use base64::Engine;
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

use super::python::outside;
use super::{Function, files, is_python_package, python_name};
use crate::program::evaluator::{Evaluator, Invocation};
use crate::program::expression::{Environment, key_text};
use crate::program::json;
use crate::program::language::walked;
use crate::program::operators;
use crate::program::value::{Kind, Provenance, Reason, Symbol, Value};
use crate::source::Span;

/// How many combinations `itertools` may make. Chosen because a loop ends after fewer turns.
const MOST_COMBINATIONS: usize = 10_000;

/// The value of a constant.
pub(super) fn constant(path: &str, span: Span) -> Option<Value> {
    Some(match path {
        "string.ascii_lowercase" => Value::text("abcdefghijklmnopqrstuvwxyz", span),
        "string.ascii_uppercase" => Value::text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", span),
        "string.ascii_letters" => Value::text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", span),
        "string.digits" => Value::text("0123456789", span),
        "os.sep" => Value::text("/", span),
        "sys.argv" => Value::unknown(Reason::Outside("sys.argv".into()), span),
        "math.pi" => Value::number(std::f64::consts::PI, span),
        _ => return None,
    })
}

/// The model of a function of the standard library.
pub(super) fn find(path: &str) -> Option<Function> {
    Some(match path {
        "json.dumps" => json_text,
        "json.loads" => json_loads,
        "os.environ.get" | "os.getenv" => environment_variable,
        "os.environ[]" => environment_variable,
        "os.path.join" | "posixpath.join" => files::join,
        "os.path.dirname" => files::folder,
        "os.path.exists" | "os.path.isfile" | "os.path.isdir" => files::exists,
        "os.path.abspath" | "os.path.realpath" | "os.path.normpath" => {
            |evaluator, call| Some(evaluator.frozen(call.first()?))
        }
        "json.load" => json_loads,
        "os.path.basename" => files::name,
        "copy.copy" => copy,
        "copy.deepcopy" => deep_copy,
        "textwrap.dedent" | "inspect.cleandoc" => |_, call| Some(dedent(call.first()?, call.span)),
        "dataclasses.field" => |evaluator, call| match (call.named.get("default"), call.named.get("default_factory")) {
            (Some(default), _) => Some(default.clone()),
            (None, Some(factory)) => Some(evaluator.apply(factory, Vec::new(), call.span)),
            (None, None) => Some(Value::unknown(Reason::Undefined("field".into()), call.span)),
        },
        "dataclasses.asdict" => |evaluator, call| {
            let fields = evaluator.frozen(call.first()?);
            Some(evaluator.adopt(fields))
        },
        "dataclasses.replace" => |evaluator, call| {
            let copy = copy(evaluator, call)?;
            for (name, value) in &call.named {
                evaluator.set_member(&copy, name, value.clone());
            }
            Some(copy)
        },
        "enum.auto" => return None,
        "functools.reduce" => reduce,
        "functools.wraps" | "functools.lru_cache" | "functools.cache" => return None,
        "itertools.product" => product,
        "itertools.chain" => chain,
        "itertools.chain.from_iterable" => |evaluator, call| {
            let lists = walked(evaluator, call.first()?)?;
            chain(evaluator, &Invocation { positional: lists, ..call.clone() })
        },
        "itertools.islice" => |evaluator, call| {
            let count = call.positional.get(1)?.as_number()?.max(0.0) as usize;
            let items = walked(evaluator, call.first()?)?.into_iter().take(count).collect();
            Some(evaluator.new_list(items, call.span))
        },
        "itertools.cycle" => |_, call| call.first().cloned(),
        "collections.OrderedDict" => super::find("builtins.dict")?,
        "collections.defaultdict" => |evaluator, call| Some(evaluator.new_map(call.named.clone(), call.span)),
        "typing.cast" => |_, call| call.positional.get(1).cloned(),
        "base64.b64encode" => |_, call| {
            let encoded = base64::engine::general_purpose::STANDARD.encode(call.first()?.as_str()?);
            Some(Value::text(encoded, call.span))
        },
        "base64.b64decode" => |_, call| {
            let decoded = base64::engine::general_purpose::STANDARD.decode(call.first()?.as_str()?).ok()?;
            Some(Value::text(String::from_utf8(decoded).ok()?, call.span))
        },
        "hashlib.md5" | "hashlib.sha1" | "hashlib.sha256" | "hashlib.sha512" => return None,
        "hashlib.md5.hexdigest" => |evaluator, call| digest(evaluator, call, |text| hex(&Md5::digest(text))),
        "hashlib.sha1.hexdigest" => |evaluator, call| digest(evaluator, call, |text| hex(&Sha1::digest(text))),
        "hashlib.sha256.hexdigest" => |evaluator, call| digest(evaluator, call, |text| hex(&Sha256::digest(text))),
        "hashlib.sha512.hexdigest" => |evaluator, call| digest(evaluator, call, |text| hex(&Sha512::digest(text))),
        "math.ceil" => |_, call| Some(Value::number(call.first()?.as_number()?.ceil(), call.span)),
        "math.floor" => |_, call| Some(Value::number(call.first()?.as_number()?.floor(), call.span)),
        "math.log2" => |_, call| Some(Value::number(call.first()?.as_number()?.log2(), call.span)),
        "ipaddress.ip_network" | "ipaddress.IPv4Network" | "ipaddress.IPv6Network" => |_, call| call.first().cloned(),
        "re.sub" => regex_replace,
        "re.match" => |_, call| regex_matches(call, "^(?:", ")"),
        "re.fullmatch" => |_, call| regex_matches(call, "^(?:", ")$"),
        "re.search" => |_, call| regex_matches(call, "", ""),
        _ => {
            let module = path.split('.').next().unwrap_or(path);
            return (path != module && python_name(module) == Some("standard") && is_python_package(module))
                .then_some(outside as Function);
        }
    })
}

/// The JSON text of a value.
pub(super) fn json_text(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let value = evaluator.frozen(call.first()?);
    Some(operators::derived(Kind::Json(Arc::new(value.clone())), &[&value], call.span))
}

pub(super) fn json_loads(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let text = evaluator.frozen(call.first()?);
    match &text.kind {
        Kind::Json(inner) => Some(evaluator.adopt(inner.as_ref().clone())),
        Kind::Text(known) => {
            let parsed = serde_json::from_str(known).ok()?;
            Some(evaluator.adopt(json::value(&parsed, call.span)))
        }
        _ => Some(operators::unknown(&[&text], call.span)),
    }
}

/// An environment variable: what stands in for it when it is not set is a default of the response.
pub(super) fn environment_variable(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let name = evaluator.frozen(call.argument(0, "key")?);
    let variable: Arc<str> = format!("environment variable {}", key_text(&name)).into();
    let must_exist = call.callee.ends_with("[]");
    let reason = if must_exist { Reason::Input(variable) } else { Reason::Unset(variable) };
    match call.argument(1, "default").filter(|default| !default.is_null()) {
        Some(default) => {
            let default = default.clone().with_provenance(Provenance::ResponseDefault).at(call.span);
            evaluator.note_default(&reason, &default);
            Some(default)
        }
        None => Some(Value::unknown(reason, call.span)),
    }
}

fn copy(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let value = call.first()?;
    let Kind::Object(id) = value.kind else { return Some(value.clone()) };
    let object = evaluator.memory.object(id)?.clone();
    Some(Value::new(Kind::Object(evaluator.memory.allocate(object)), call.span))
}

fn deep_copy(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let value = call.first()?;
    if !matches!(evaluator.unfold(value).kind, Kind::List(_) | Kind::Map(_)) {
        return copy(evaluator, call);
    }
    let frozen = evaluator.frozen(value);
    Some(evaluator.thaw(&frozen))
}

fn reduce(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let function = call.first()?;
    let mut items = walked(evaluator, call.positional.get(1)?)?.into_iter();
    let first = match call.positional.get(2) {
        Some(first) => first.clone(),
        None => items.next()?,
    };
    Some(items.fold(first, |sum, item| evaluator.apply(function, vec![sum, item], call.span)))
}

fn product(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let mut rows: Vec<Vec<Value>> = vec![Vec::new()];
    for column in &call.positional {
        let column = walked(evaluator, column)?;
        if rows.len().saturating_mul(column.len()) > MOST_COMBINATIONS {
            return Some(Value::unknown(Reason::Limit, call.span));
        }
        rows = rows
            .iter()
            .flat_map(|row| column.iter().map(|item| row.iter().cloned().chain([item.clone()]).collect()))
            .collect();
    }
    let rows = rows.into_iter().map(|row| Value::list(row, call.span)).collect();
    Some(evaluator.new_list(rows, call.span))
}

fn chain(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let lists: Option<Vec<_>> = call.positional.iter().map(|list| walked(evaluator, list)).collect();
    Some(evaluator.new_list(lists?.into_iter().flatten().collect(), call.span))
}

/// The digest of what a hash object was given when it was made.
fn digest(evaluator: &mut Evaluator<'_>, call: &Invocation, digest: fn(&str) -> String) -> Option<Value> {
    let Kind::Symbol(Symbol::Result(id)) = call.receiver.as_ref()?.kind else { return None };
    let hashed = evaluator.trace.call(id)?.positional.first()?.clone();
    Some(match hashed.as_str() {
        Some(text) => Value::text(digest(text), call.span),
        None => operators::unknown(&[&hashed], call.span),
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A text without the indentation that all of its lines have.
fn dedent(text: &Value, span: Span) -> Value {
    let Some(known) = text.as_str() else { return text.clone() };
    let indentation = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let common = known.lines().filter(|line| !line.trim().is_empty()).map(indentation).min().unwrap_or(0);
    let lines: Vec<_> = known.split('\n').map(|line| line.get(common.min(indentation(line))..).unwrap_or("")).collect();
    Value::text(lines.join("\n"), span)
}

/// A regular expression of the program, if it is one that can be read.
fn regex(pattern: &Value, before: &str, after: &str) -> Option<regex::Regex> {
    regex::RegexBuilder::new(&format!("{before}{}{after}", pattern.as_str()?)).size_limit(1 << 18).build().ok()
}

fn regex_replace(_: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let (pattern, by, text) = (call.first()?, call.positional.get(1)?.as_str()?, call.positional.get(2)?);
    let pattern = regex(pattern, "", "")?;
    let by = by.replace('$', "$$").replace("\\1", "${1}").replace("\\2", "${2}");
    Some(match text.as_str() {
        Some(known) => Value::text(pattern.replace_all(known, by.as_str()).into_owned(), call.span),
        None => operators::unknown(&[text], call.span),
    })
}

/// Whether a text matches: what is found is given as something that counts as true.
fn regex_matches(call: &Invocation, before: &str, after: &str) -> Option<Value> {
    let text = call.positional.get(1)?;
    let pattern = regex(call.first()?, before, after)?;
    Some(match text.as_str() {
        Some(known) if pattern.is_match(known) => Value::bool(true, call.span),
        Some(_) => Value::new(Kind::Null, call.span),
        None => operators::unknown(&[text], call.span),
    })
}
