//! What each call of a program is to CDKTF: a resource, a data source, a provider, an output, something else.

use std::sync::Arc;

use crate::catalog::cdktf;
use crate::program::evaluator::{Call, Trace};
use crate::program::library::cdktf_path::{self as path, Path};
use crate::program::value::{CallId, Map, Value};

/// The calls of a program with their roles.
pub(super) struct Calls<'a> {
    pub(super) trace: &'a Trace,
    roles: Vec<Role>,
}

/// What a call is to CDKTF.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// It makes a resource of that Terraform type.
    Resource(Arc<str>),
    /// It reads a data source of that Terraform type: `aws_ami`.
    Data(Arc<str>),
    /// It configures that provider.
    Provider(String),
    /// It makes a stack.
    Stack,
    /// It says where the state is kept: `s3`.
    Backend(String),
    /// It calls a Terraform module, which the response does not hold.
    Module,
    /// It is an output.
    Output,
    /// It is a variable.
    Variable,
    /// It is a local value.
    Local,
    /// It walks a collection when deployed.
    Iterator,
    /// Anything else.
    Other,
}

impl<'a> Calls<'a> {
    /// Tells what each call of a trace is.
    pub(super) fn new(trace: &'a Trace) -> Self {
        Self { trace, roles: trace.calls.iter().map(role).collect() }
    }

    /// The role of a call.
    pub(super) fn role(&self, id: CallId) -> &Role {
        self.roles.get(id.0 as usize).unwrap_or(&Role::Other)
    }

    /// The Terraform type of what a call makes, if it makes a resource.
    pub(super) fn made(&self, id: CallId) -> Option<Arc<str>> {
        match self.role(id) {
            Role::Resource(kind) => Some(Arc::clone(kind)),
            _ => None,
        }
    }

    /// Every call with its id and role.
    pub(super) fn iter(&self) -> impl Iterator<Item = (CallId, &'a Call, &Role)> {
        self.trace.iter().zip(&self.roles).map(|((id, call), role)| (id, call, role))
    }
}

fn role(call: &Call) -> Role {
    let Some(path) = call.path().and_then(path::read) else { return Role::Other };
    match path {
        Path::Provider { package, class } if call.constructs && !class.contains('.') => {
            if cdktf::is_provider(&package, &class) {
                return Role::Provider(package);
            }
            let kind = cdktf::type_of(&package, &class);
            match kind.strip_prefix("data.") {
                Some(source) => Role::Data(source.into()),
                None => Role::Resource(kind.into()),
            }
        }
        Path::Provider { .. } => Role::Other,
        Path::Module(_) => Role::Module,
        Path::Core(name) => match name.as_str() {
            "terraformstack" => Role::Stack,
            "terraformoutput" => Role::Output,
            "terraformvariable" => Role::Variable,
            "terraformlocal" => Role::Local,
            "terraformhclmodule" | "terraformmodule" => Role::Module,
            name if name.starts_with("terraformiterator.") => Role::Iterator,
            name => name.strip_suffix("backend").map_or(Role::Other, |kind| Role::Backend(kind.to_owned())),
        },
    }
}

/// The id of a construct: the argument behind its scope.
pub(super) fn id(call: &Call) -> Option<&Value> {
    call.argument(1, "id")
}

/// The settings that a construct is given, behind its id or by name.
pub(super) fn settings(call: &Call) -> Map {
    let mut settings = call.positional.get(2).and_then(Value::as_map).cloned().unwrap_or_default();
    let named = call.named.iter().filter(|(name, _)| !matches!(&***name, "scope" | "id"));
    settings.extend(named.map(|(name, value)| (Arc::clone(name), value.clone())));
    settings
}
