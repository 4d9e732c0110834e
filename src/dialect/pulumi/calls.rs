//! What each call of a program is to Pulumi: a resource, a provider, a component, a look-up, something else.

use std::sync::Arc;

use crate::catalog::pulumi::{self, Becomes, ResourceType};
use crate::program::evaluator::{Call, Callee, Trace, root};
use crate::program::library::pulumi_path::{self as path, Path};
use crate::program::value::{CallId, Kind, Map, Reason, Symbol, Value};

/// The calls of a program with their roles.
pub(super) struct Calls<'a> {
    pub(super) trace: &'a Trace,
    roles: Vec<Role>,
}

/// What a call is to Pulumi.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// It makes a resource.
    Resource(Resource),
    /// It configures a provider of that package.
    Provider(String),
    /// It makes a component of the response, which is transparent.
    Component,
    /// It exports a value.
    Export,
    /// It reads a configuration value; `true` for a secret one.
    Configuration(bool),
    /// Anything else: a look-up, a helper.
    Other,
}

/// The type of a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Resource {
    /// Its token: `aws:sqs/queue:Queue`.
    pub(super) token: Arc<str>,
    /// What it is in the words of the provider behind it.
    pub(super) becomes: Becomes,
}

impl Resource {
    /// The Terraform type that it bridges to.
    pub(super) fn terraform(&self) -> Option<&'static str> {
        match self.becomes {
            Becomes::Terraform(name) => Some(name),
            _ => None,
        }
    }
}

impl<'a> Calls<'a> {
    /// Tells what each call of a trace is.
    pub(super) fn new(trace: &'a Trace) -> Self {
        Self { trace, roles: trace.calls.iter().map(|call| role(trace, call)).collect() }
    }

    /// The role of a call.
    pub(super) fn role(&self, id: CallId) -> &Role {
        self.roles.get(id.0 as usize).unwrap_or(&Role::Other)
    }

    /// The token of what a call makes, if it makes a resource or a provider.
    pub(super) fn token(&self, id: CallId) -> Option<Arc<str>> {
        match self.role(id) {
            Role::Resource(resource) => Some(Arc::clone(&resource.token)),
            Role::Provider(package) => Some(format!("pulumi:providers:{package}").into()),
            _ => None,
        }
    }

    /// Every call with its id and role.
    pub(super) fn iter(&self) -> impl Iterator<Item = (CallId, &'a Call, &Role)> {
        self.trace.calls.iter().zip(&self.roles).enumerate().map(|(at, (call, role))| (CallId(at as u32), call, role))
    }

    /// Whether a call makes the text of a policy.
    pub(super) fn is_policy_document(&self, id: CallId) -> bool {
        let path = self.trace.call(id).and_then(Call::path).and_then(path::read);
        path.is_some_and(|path| {
            path.package == "aws"
                && matches!(path.folded().as_str(), "iam.getpolicydocument" | "iam.getpolicydocumentoutput")
        })
    }

    /// How to name what a call calls to people: `aws.getAmi`.
    pub(super) fn title(&self, id: CallId) -> String {
        match self.trace.call(id).map(|call| &call.callee) {
            Some(Callee::External(path)) => path::read(path).map_or_else(|| path.to_string(), |path| path.title()),
            Some(Callee::Method(_, name) | Callee::Assignment(_, name)) => name.to_string(),
            None => String::new(),
        }
    }
}

fn role(trace: &Trace, call: &Call) -> Role {
    match &call.callee {
        Callee::External(name) => path::read(name).map_or(Role::Other, |path| external_role(&path, call)),
        Callee::Method(receiver, name) => {
            let made_by = root(receiver).and_then(|id| trace.call(id)).and_then(Call::path);
            let is_config = made_by.and_then(path::read).is_some_and(|path| {
                // `new Config()`, Java's `context.config()`, Go's `config.New(ctx, "")`.
                let reads = path.name == "Config" || path.name.ends_with(".config") || path.module == "config";
                path.package == "pulumi" && reads
            });
            if is_config { Role::Configuration(name.to_ascii_lowercase().contains("secret")) } else { Role::Other }
        }
        Callee::Assignment(..) => Role::Other,
    }
}

fn external_role(path: &Path, call: &Call) -> Role {
    match (path.package.as_str(), path.name.as_str()) {
        ("pulumi", "export") => Role::Export,
        ("pulumi", "ComponentResource") => Role::Component,
        ("pulumi", _) => Role::Other,
        (package, "Provider") => Role::Provider(package.to_owned()),
        _ if !call.constructs => Role::Other,
        _ => match pulumi::resolve(&path.package, &path.module, &path.name) {
            Some(ResourceType { token, becomes }) => Role::Resource(Resource { token: token.into(), becomes }),
            None => Role::Other,
        },
    }
}

/// The parts of a call that makes a resource.
#[derive(Debug)]
pub(super) struct Parts {
    /// Its settings.
    pub(super) settings: Map,
    /// Its options: `parent`, `provider`, `protect` …
    pub(super) options: Map,
}

/// The options that a resource may have, in snake case.
const OPTIONS: &[&str] = &[
    "parent",
    "provider",
    "providers",
    "depends_on",
    "protect",
    "retain_on_delete",
    "ignore_changes",
    "delete_before_replace",
    "aliases",
    "import_",
    "import",
    "custom_timeouts",
    "additional_secret_outputs",
    "replace_on_changes",
    "deleted_with",
    "transformations",
    "transforms",
    "version",
    "urn",
    "id",
    "plugin_download_url",
];

/// The name that Pulumi gives to what a call makes.
pub(super) fn name(call: &Call) -> Option<&Value> {
    call.positional.iter().find(|value| !is_context(value)).or_else(|| call.named.get("resource_name"))
}

/// Takes a call apart: behind its name, by position or name, its settings and its options.
pub(super) fn parts(call: &Call) -> Parts {
    let positional = call.positional.iter().filter(|value| !is_context(value)).skip(1);
    let (mut settings, mut options) = (Map::new(), Map::new());
    for value in positional {
        let Some(entries) = value.as_map() else { continue };
        let is_options = !entries.is_empty()
            && entries.keys().all(|key| OPTIONS.contains(&crate::dialect::words::snake_case(key).as_str()));
        if is_options { &mut options } else { &mut settings }.extend(entries.clone());
    }
    for (key, value) in &call.named {
        match (&**key, value.as_map()) {
            ("opts", Some(entries)) => options.extend(entries.clone()),
            ("args", Some(entries)) => settings.extend(entries.clone()),
            ("opts" | "args" | "resource_name", _) => {}
            _ => {
                settings.insert(Arc::clone(key), value.clone());
            }
        }
    }
    Parts { settings, options }
}

/// Go's first argument, which says nothing.
fn is_context(value: &Value) -> bool {
    match &value.kind {
        Kind::Unknown(Reason::Input(name)) => &**name == "ctx",
        Kind::Symbol(Symbol::External(path)) => &**path == "pulumi.Context",
        _ => false,
    }
}
