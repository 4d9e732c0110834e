//! What checks look at: one answer, with its resources by type and who refers to whom.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::Analysis;
use crate::source::{Lines, Span};
use crate::stack::{LinkKind, Resource, Stack};

/// One answer, as checks look at it.
#[derive(Debug)]
pub struct Subject<'a> {
    /// The answer.
    pub analysis: &'a Analysis,
    by_kind: HashMap<&'a str, Vec<&'a Resource>>,
    by_address: HashMap<&'a str, &'a Resource>,
    /// For each address, the resources whose settings name it.
    referring: OnceLock<HashMap<&'a str, Vec<&'a Resource>>>,
}

impl<'a> Subject<'a> {
    /// An answer, indexed.
    #[must_use]
    pub fn new(analysis: &'a Analysis) -> Self {
        let mut by_kind: HashMap<&str, Vec<&Resource>> = HashMap::new();
        let mut by_address = HashMap::new();
        for resource in &analysis.stack.resources {
            by_kind.entry(&resource.kind).or_default().push(resource);
            by_address.insert(&*resource.address, resource);
        }
        Self { analysis, by_kind, by_address, referring: OnceLock::new() }
    }

    /// What the answer deploys.
    #[must_use]
    pub fn stack(&self) -> &'a Stack {
        &self.analysis.stack
    }

    /// The resources of a type, in order.
    #[must_use]
    pub fn of_kind(&self, kind: &str) -> &[&'a Resource] {
        self.by_kind.get(kind).map(Vec::as_slice).unwrap_or_default()
    }

    /// The resource at an address.
    #[must_use]
    pub fn resource(&self, address: &str) -> Option<&'a Resource> {
        self.by_address.get(address).copied()
    }

    /// The resources whose settings name that one, each once.
    #[must_use]
    pub fn referring_to(&self, address: &str) -> &[&'a Resource] {
        let referring = self.referring.get_or_init(|| {
            let mut referring: HashMap<&str, Vec<&Resource>> = HashMap::new();
            let mut add = |to: &'a str, from: &'a Resource| {
                let known = referring.entry(to).or_default();
                if known.last().is_none_or(|last| last.address != from.address) {
                    known.push(from);
                }
            };
            for resource in &self.analysis.stack.resources {
                for value in resource.properties.values() {
                    value.references(&mut |reference| add(&reference.address, resource));
                }
            }
            for link in &self.analysis.stack.links {
                if let (Some(from), Some(to)) = (self.resource(&link.from), self.by_address.get_key_value(&*link.to)) {
                    add(to.0, from);
                }
            }
            referring
        });
        referring.get(address).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether a link of that kind ends at that resource.
    #[must_use]
    pub fn is_linked_as(&self, address: &str, kind: LinkKind) -> bool {
        self.analysis.stack.links.iter().any(|link| link.kind == kind && *link.to == *address)
    }

    /// The lines of a place.
    #[must_use]
    pub fn lines(&self, span: Span) -> Lines {
        self.analysis.response.lines(span)
    }
}
