//! Pulumi's own library: configuration, outputs, assets. Outputs are transparent: an output of a value is that value.

use std::sync::Arc;

use super::Function;
use crate::program::document::literal;
use crate::program::evaluator::{Callee, Evaluator, Invocation};
use crate::program::expression::{Environment, key_text};
use crate::program::form::Program;
use crate::program::language::walked;
use crate::program::text;
use crate::program::value::{Kind, Map, Provenance, Reason, Symbol, Value};
use crate::response::Response;

/// The modules of Pulumi's core library, as each language names it, and what stands there for the object that reads
/// configuration.
const CORE: &[(&str, &str)] = &[
    ("pulumi.", "Context.config."),
    ("pulumi.", ""),
    ("@pulumi/pulumi.", ""),
    ("com.pulumi.", "Config.of."),
    ("com.pulumi.core.", ""),
    ("com.pulumi.resources.", ""),
    ("com.pulumi.", ""),
    ("/go/pulumi/", "config.New."),
    ("/go/pulumi.", ""),
];

/// How the packages of Pulumi's providers begin, as each language names them.
const PACKAGES: &[&str] = &["pulumi_", "@pulumi/"];

/// Whether something is part of Pulumi's core library.
pub(super) fn is_core(path: &str) -> bool {
    core_name(path).is_some()
}

/// The model of a function or class.
pub(super) fn find(path: &str) -> Option<Function> {
    let Some(name) = core_name(path) else {
        let is_arguments = path.ends_with("Args") || path.ends_with("ArgsDict");
        let is_package = PACKAGES.iter().any(|package| path.starts_with(package));
        return (is_arguments && is_package).then_some(named_as_map as Function);
    };
    Some(match name.as_str() {
        "config.get" | "config.require" | "config.getsecret" | "config.requiresecret" => {
            |evaluator, call| configured(evaluator, call, |value| value)
        }
        "config.getint"
        | "config.requireint"
        | "config.getfloat"
        | "config.requirefloat"
        | "config.getnumber"
        | "config.requirenumber"
        | "config.getsecretint"
        | "config.requiresecretint"
        | "config.getsecretnumber"
        | "config.requiresecretnumber" => |evaluator, call| {
            configured(evaluator, call, |value| match value.as_number() {
                Some(number) => Value { kind: Kind::Number(number), ..value },
                None => value,
            })
        },
        "config.getbool"
        | "config.requirebool"
        | "config.getboolean"
        | "config.requireboolean"
        | "config.getsecretbool"
        | "config.requiresecretbool" => |evaluator, call| {
            configured(evaluator, call, |value| match value.as_bool() {
                Some(truth) => Value { kind: Kind::Bool(truth), ..value },
                None => value,
            })
        },
        "config.getobject" | "config.requireobject" | "config.getsecretobject" | "config.requiresecretobject" => {
            |evaluator, call| configured(evaluator, call, |value| value)
        }
        "context.export" => export,
        "context.registercomponentresource" => register_component,
        "getstack" | "context.stackname" | "context.stack" => {
            |_, call| Some(Value::unknown(Reason::Input("stack".into()), call.span))
        }
        "getorganization" => |_, call| Some(Value::unknown(Reason::Input("organization".into()), call.span)),
        "getproject" | "context.projectname" | "context.project" => |evaluator, call| {
            let name = evaluator.settings.pulumi.name.clone();
            Some(name.unwrap_or_else(|| Value::unknown(Reason::Input("project".into()), call.span)))
        },
        "output.all" | "all" => all,
        "output.concat" | "concat" => concat,
        "output.format" if evaluates_percents(path) => printed,
        "output.format" => format,
        "sprintf" => printed,
        "run" | "pulumi.run" | "pulumi.runasync" | "deployment.runasync" => run,
        "output.tuple" => all,
        "output.frominput" | "output.of" | "output" | "output.secret" | "secret" | "output.unsecret" | "unsecret"
        | "output.create" | "tooutput" | "interpolate" | "string" | "stringptr" | "int" | "intptr" | "bool"
        | "boolptr" | "float64" | "float64ptr" | "any" | "id" | "tostringarray" | "tostringmap" => {
            |_, call| call.first().cloned()
        }
        "output.jsondumps" | "jsonmarshal" | "jsonstringify" | "output.jsonstringify" => super::find("json.dumps")?,
        "output.jsonloads" | "jsonparse" => super::find("json.loads")?,
        "resourceoptions"
        | "componentresourceoptions"
        | "customresourceoptions"
        | "invokeoptions"
        | "alias"
        | "customtimeouts"
        | "resourcetransformationresult" => named_as_map,
        "resourceoptions.merge" | "mergeoptions" => merge_options,
        "parent"
        | "provider"
        | "dependson"
        | "protect"
        | "ignorechanges"
        | "retainondelete"
        | "deletebeforereplace" => option,
        "stringasset"
        | "newstringasset"
        | "newfileasset"
        | "newfilearchive"
        | "newassetarchive"
        | "fileasset"
        | "filearchive"
        | "remoteasset"
        | "remotearchive"
        | "assetarchive"
        | "asset.stringasset"
        | "asset.fileasset"
        | "asset.filearchive"
        | "asset.assetarchive"
        | "asset.remoteasset"
        | "asset.remotearchive" => |_, call| call.positional.first().or(call.named.values().next()).cloned(),
        "log.info" | "log.warn" | "log.error" | "log.debug" | "info" | "warn" | "debug" => {
            |_, call| Some(Value::new(Kind::Null, call.span))
        }
        "runtime.isdryrun" | "runtime.getstack" => {
            |_, call| Some(Value::unknown(Reason::Input("stack".into()), call.span))
        }
        "stackreference.getoutput" | "stackreference.requireoutput" | "stackreference.getoutputdetails" => {
            |_, call| Some(Value::unknown(Reason::Lookup(key_text(call.first()?)), call.span))
        }
        _ => return None,
    })
}

/// The name of something in Pulumi's core library, in one spelling for all languages: `config.getint`.
fn core_name(path: &str) -> Option<String> {
    let name = CORE.iter().find_map(|(module, config)| {
        let rest = match path.strip_prefix("github.com/pulumi/pulumi/sdk/") {
            Some(rest) => rest.get(rest.find('/')?..)?.strip_prefix(module)?,
            None => path.strip_prefix(module)?,
        };
        let rest = rest.strip_prefix(config)?;
        Some(if config.is_empty() { rest.to_owned() } else { format!("config.{rest}") })
    })?;
    Some(name.chars().filter(|&letter| letter != '_').collect::<String>().to_ascii_lowercase())
}

/// The model of a method that every output has.
pub(super) fn output_method(name: &str) -> Option<Function> {
    match name {
        "apply" | "applyT" | "applyValue" | "ApplyT" => Some(apply),
        _ => None,
    }
}

/// `output.apply(f)`: `f` of the value.
fn apply(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let function = call.first().or_else(|| call.named.get("func"))?.clone();
    if !evaluator.is_function(&function) {
        return None;
    }
    let receiver = call.receiver.clone()?;
    let result = evaluator.apply(&function, vec![receiver], call.span);
    // Go's functions may return an error too.
    match result.as_list() {
        Some([value, Value { kind: Kind::Null, .. }]) => Some(value.clone()),
        _ => Some(result),
    }
}

/// `Output.all(a, b)` is a list, `Output.all(a=…)` a map.
fn all(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    if !call.named.is_empty() {
        return Some(evaluator.new_map(call.named.clone(), call.span));
    }
    match call.positional.as_slice() {
        [only] if !matches!(only.kind, Kind::Symbol(_)) && evaluator.entries(only).is_some() => Some(only.clone()),
        several => Some(evaluator.new_list(several.to_vec(), call.span)),
    }
}

fn concat(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let parts: Vec<_> = call.positional.iter().map(|part| evaluator.frozen(part)).collect();
    Some(Value::join(parts, call.span))
}

/// `Output.format("{0}-{name}", …)`.
fn format(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let (pattern, values) = call.positional.split_first()?;
    let inner = Invocation { positional: values.to_vec(), ..call.clone() };
    Some(evaluator.call_method(pattern.clone(), &"format".into(), inner))
}

/// Whether a format is written with percent signs, rather than braces.
fn evaluates_percents(path: &str) -> bool {
    path.starts_with("com.pulumi.")
}

/// `Output.format("%s-x", …)`, `pulumi.Sprintf("%s-x", …)`.
fn printed(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let values: Vec<_> = call.positional.iter().map(|value| evaluator.frozen(value)).collect();
    let (pattern, values) = values.split_first()?;
    Some(text::printed(pattern.as_str()?, values, call.span))
}

/// `Pulumi.run(context -> …)`, `pulumi.Run(func(ctx *pulumi.Context) error {…})`.
fn run(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let context = Value::external("pulumi.Context", call.span);
    Some(evaluator.apply(&call.first()?.clone(), vec![context], call.span))
}

/// `pulumi.Parent(component)`: an option is a map with one entry.
fn option(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let name = call.callee.rsplit('.').next()?;
    let mut letters = name.chars();
    let name: String = letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect();
    Some(evaluator.new_map(Map::from_iter([(name.into(), call.first()?.clone())]), call.span))
}

/// `ctx.RegisterComponentResource("type", name, component, …)`: from here on the instance is a component.
fn register_component(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let [kind, name, component, options @ ..] = call.positional.as_slice() else { return None };
    let arguments = [kind.clone(), name.clone()].into_iter().chain(options.iter().cloned()).collect();
    let made = Invocation { construct: true, ..Invocation::of(arguments, call.span) };
    evaluator.construct_external(&"pulumi.ComponentResource".into(), component, &made);
    Some(Value::new(Kind::Null, call.span))
}

/// `context.export("name", value)` is the same everywhere.
fn export(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    evaluator.record(Callee::External("pulumi.export".into()), call);
    Some(Value::new(Kind::Null, call.span))
}

/// Classes that only carry settings are maps of them.
pub(super) fn named_as_map(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let mut entries = match call.first() {
        Some(first) => evaluator.map_of(first)?.as_ref().clone(),
        None => Map::new(),
    };
    entries.extend(call.named.clone());
    Some(evaluator.new_map(entries, call.span))
}

/// The later options win; lists of both stay.
fn merge_options(evaluator: &mut Evaluator<'_>, call: &Invocation) -> Option<Value> {
    let mut merged = Map::new();
    for options in &call.positional {
        let Some(options) = evaluator.map_of(options) else { continue };
        for (name, value) in options.iter().filter(|(_, value)| !value.is_null()) {
            let lists =
                merged.get(name).and_then(|before| Some((walked(evaluator, before)?, walked(evaluator, value)?)));
            let value = match lists {
                Some((mut before, more)) => {
                    before.extend(more);
                    evaluator.new_list(before, call.span)
                }
                None => value.clone(),
            };
            merged.insert(Arc::clone(name), value);
        }
    }
    Some(evaluator.new_map(merged, call.span))
}

/// A configuration value: what the response's own files give, the default of the call, or an input.
fn configured(evaluator: &mut Evaluator<'_>, call: &Invocation, convert: fn(Value) -> Value) -> Option<Value> {
    let key = evaluator.frozen(call.argument(0, "key")?);
    let key = key_text(&key);
    let Some(Value { kind: Kind::Symbol(config), .. }) = &call.receiver else { return None };
    let namespace = match config {
        Symbol::Result(id) => {
            let made = evaluator.trace.call(*id)?;
            let given = made.named.get("name").or(made.positional.iter().find(|value| value.as_str().is_some()));
            given.and_then(Value::as_text).filter(|namespace| !namespace.is_empty())
        }
        _ => None,
    };
    let method: Arc<str> = call.callee.rsplit('.').next().unwrap_or_default().into();
    evaluator.record(Callee::Method(config.clone(), method), call);
    let given = evaluator.settings.pulumi.value(namespace.as_deref(), &key).cloned();
    let name: Arc<str> = match namespace {
        Some(namespace) => format!("{namespace}:{key}").into(),
        None => key,
    };
    let must_exist = call.callee.to_ascii_lowercase().contains("require");
    let reason = if must_exist { Reason::Input(name) } else { Reason::Unset(name) };
    if let Some(given) = given {
        let given = given.with_provenance(Provenance::ResponseDefault);
        evaluator.note_default(&reason, &given);
        return Some(convert(given));
    }
    match call.argument(1, "default").filter(|default| !default.is_null()) {
        Some(default) => {
            let default = default.clone().with_provenance(Provenance::ResponseDefault).at(call.span);
            evaluator.note_default(&reason, &default);
            Some(default)
        }
        None => Some(Value::unknown(reason, call.span)),
    }
}

/// What `Pulumi.yaml` and `Pulumi.<stack>.yaml` say.
#[derive(Debug, Default)]
pub(crate) struct Project {
    /// The project's name.
    name: Option<Value>,
    /// Configuration values, by their key with its namespace.
    values: Map,
}

impl Project {
    /// Reads the project file and the first stack's file of a response; what the stack says wins.
    pub(super) fn read(response: &Response, programs: &[Program]) -> Self {
        let mut project = Self::default();
        let files = response.files.iter().zip(programs);
        let named = |wanted: fn(&str) -> bool| {
            files.clone().filter_map(move |(file, program)| {
                let path = file.path.as_deref()?;
                let name = path.rsplit('/').next().unwrap_or(path);
                let Program::Documents(documents) = program else { return None };
                wanted(name).then(|| documents.first()).flatten()
            })
        };
        let is_project = |name: &str| matches!(name, "Pulumi.yaml" | "Pulumi.yml");
        let is_stack = |name: &str| name.starts_with("Pulumi.") && !matches!(name, "Pulumi.yaml" | "Pulumi.yml");
        for document in named(is_project) {
            let document = literal(document);
            project.name = project.name.or_else(|| document.get("name").cloned());
            project.add(document.get("config"));
        }
        if let Some(stack) = named(is_stack).next() {
            project.add(literal(stack).get("config"));
        }
        project
    }

    fn add(&mut self, config: Option<&Value>) {
        for (key, value) in config.and_then(Value::as_map).into_iter().flatten() {
            // A project may say more of a value: its type, a default.
            let given = match value.get("value").or_else(|| value.get("default")) {
                Some(given) => given.clone(),
                None if value.get("type").is_some() || value.get("secure").is_some() => continue,
                None => value.clone(),
            };
            self.values.insert(Arc::clone(key), given);
        }
    }

    /// The value of a key in a namespace; without one, in that of the project, which its own files may leave out.
    pub(super) fn value(&self, namespace: Option<&str>, key: &str) -> Option<&Value> {
        let in_namespace = |namespace: &str| self.values.get(format!("{namespace}:{key}").as_str());
        match (namespace, self.name.as_ref().and_then(Value::as_str)) {
            (Some(namespace), _) => in_namespace(namespace),
            (None, Some(project)) => in_namespace(project).or_else(|| self.values.get(key)),
            (None, None) => {
                let of_any = |name: &str| name.rsplit_once(':').is_some_and(|(_, name)| name == key);
                let found = self.values.iter().find(|(name, _)| of_any(name)).map(|(_, value)| value);
                found.or_else(|| self.values.get(key))
            }
        }
    }
}
