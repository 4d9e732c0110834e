//! From a provider's words to the common model's: types, names of settings, their shapes and the types of their values.
//!
//! Normal forms, alike for all dialects: tags are a map from key to value; a policy or other document written as JSON text is
//! the document; a number, truth value or text has the type that CloudFormation's schema gives it.

mod cloudformation;
mod conform;
mod conversion;
#[cfg(test)]
mod corpus;
mod document;
mod kubernetes;
mod security_groups;
mod terraform;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::catalog::schema;
use crate::catalog::terraform::{Relation, type_of};
use crate::dialect::{Instance, Vocabulary};
use crate::program::value::{Kind, Map, Reference, Value};

/// An instance in the common model's words.
#[derive(Clone, Debug)]
pub struct Translated {
    /// Its type. For a part, the type of its owner.
    pub kind: Arc<str>,
    /// Its settings. For a part they are written as the owner has them (`{VersioningConfiguration: {Status}}`,
    /// `{SecurityGroupIngress: [{…}]}`), so that folding is merging. A setting that has no word in the common model keeps its own.
    pub properties: Map,
    /// What it is a part of, when it only configures another resource and has no type of its own.
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
    match instance.vocabulary {
        Vocabulary::Terraform => from_terraform(instance),
        Vocabulary::CloudFormation => cloudformation::translated(instance),
        Vocabulary::Kubernetes => unchanged(instance, true),
    }
}

fn unchanged(instance: &Instance, known: bool) -> Translated {
    Translated { kind: Arc::clone(&instance.kind), properties: instance.properties.clone(), part: None, known }
}

fn from_terraform(instance: &Instance) -> Translated {
    let Some(found) = type_of(&instance.kind) else { return unchanged(instance, false) };
    if let ("kubernetes_manifest", Some((kind, properties))) = (found.name, kubernetes::manifest(&instance.properties))
    {
        return Translated { kind, properties, part: None, known: true };
    }
    let Some(model) = found.model else { return unchanged(instance, true) };
    let mut kind = &*instance.kind;
    let mut attributes = instance.properties.clone();
    // Terraform and CloudFormation say this of any resource, and only CloudFormation's word is the common model's.
    let depends_on = attributes.shift_remove("depends_on");
    let mut part = None;
    if let Relation::Part { path, owner } = found.relation {
        let owner = attributes.shift_remove(owner);
        part = Some(Part { owner_kind: model.into(), owner, path: path.into() });
    }
    if let Some(path) = security_groups::reshape(kind, &mut attributes) {
        kind = security_groups::KIND;
        part = part.map(|part| Part { path: path.into(), ..part });
    }
    let Some(schema) = schema::cloudformation(model) else {
        let block = schema::terraform(kind);
        let properties = block.map_or_else(|| attributes.clone(), |block| kubernetes::fields(&attributes, block));
        return Translated { kind: model.into(), properties, part, known: true };
    };
    let itself = part.as_ref().and_then(|part| part.owner.clone()).unwrap_or_else(|| {
        let reference = Reference { address: Arc::clone(&instance.address), attribute: None };
        Value::new(Kind::Reference(reference), instance.span)
    });
    let path = part.as_ref().map_or("", |part| &*part.path);
    let mut properties = terraform::properties(kind, schema, path, &attributes, &itself);
    properties.extend(depends_on.map(|others| ("DependsOn".into(), others)));
    Translated { kind: model.into(), properties, part, known: true }
}
