//! From a provider's words to the common model's: types and settings.

use std::sync::Arc;

use crate::catalog::terraform::{self, Relation};
use crate::dialect::{Instance, Vocabulary};
use crate::program::value::{Map, Value};

/// An instance in the common model's words.
#[derive(Clone, Debug)]
pub struct Translated {
    /// Its type. For a part, the type of its owner, unless it has one of its own (`AWS::EC2::SecurityGroupIngress`).
    pub kind: Arc<str>,
    /// Its settings. For a part without a type of its own they are written as the owner has them
    /// (`{VersioningConfiguration: {Status}}`, `{Policies: [{PolicyName, PolicyDocument}]}`), so that folding is merging.
    pub properties: Map,
    /// What it is a part of, when it only configures another resource.
    pub part: Option<Part>,
    /// Whether the catalog has its type.
    pub known: bool,
}

/// Where a part belongs.
#[derive(Clone, Debug)]
pub struct Part {
    /// The type of its owner.
    pub owner_kind: Arc<str>,
    /// What names the owner: a reference to it, or its name. Without it, the owner is the resource of that type whose
    /// settings are those that the part has outside `path` (a method's integration has its API, path and HTTP method).
    pub owner: Option<Value>,
    /// The owner's setting that it is: `VersioningConfiguration`.
    pub path: Arc<str>,
}

/// Translates an instance. What the catalog does not know keeps its words.
#[must_use]
pub fn translate(instance: &Instance) -> Translated {
    let mut translated = Translated {
        kind: Arc::clone(&instance.kind),
        properties: instance.properties.clone(),
        part: None,
        known: true,
    };
    if instance.vocabulary != Vocabulary::Terraform {
        return translated;
    }
    let Some(found) = terraform::type_of(&instance.kind) else {
        translated.known = false;
        return translated;
    };
    if let Some(model) = found.model {
        translated.kind = model.into();
    }
    if let Relation::Part { path, owner } = found.relation {
        let owner = instance.properties.get(owner).cloned();
        translated.part = Some(Part { owner_kind: Arc::clone(&translated.kind), owner, path: path.into() });
    }
    translated
}
