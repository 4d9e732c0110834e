//! One side of the pair, as dimensions look at it.

use std::sync::Arc;

use super::{Context, Evidence, SideFact, SideId};
use crate::program::value::Value;
pub(super) use crate::program::value::first_span;
use crate::response::Response;
use crate::source::{Lines, Span};
use crate::stack::{Link, LinkKind, Resource, Stack};

/// One side of the pair.
#[derive(Clone, Copy, Debug)]
pub(super) struct Side<'a> {
    pub(super) id: SideId,
    pub(super) response: &'a Response,
    pub(super) stack: &'a Stack,
}

impl<'a> Context<'a> {
    pub(super) fn model_side(&self) -> Side<'a> {
        Side { id: SideId::Model, response: &self.model.response, stack: &self.model.stack }
    }

    pub(super) fn ideal_side(&self) -> Side<'a> {
        Side { id: SideId::Ideal, response: &self.ideal.response, stack: &self.ideal.stack }
    }

    pub(super) fn sides(&self) -> [Side<'a>; 2] {
        [self.model_side(), self.ideal_side()]
    }

    /// What plays the role of a side's resource on the other side, with that side.
    pub(super) fn partner(&self, side: Side<'a>, resource: &Resource) -> Option<(Side<'a>, &'a Resource)> {
        let at = side.stack.resources.iter().position(|own| own.address == resource.address)?;
        let mut pairs = self.pairing.pairs.iter();
        let (other, partner) = match side.id {
            SideId::Ideal => (self.model_side(), pairs.find(|pair| pair.ideal == at)?.model),
            _ => (self.ideal_side(), pairs.find(|pair| pair.model == at)?.ideal),
        };
        Some((other, other.stack.resources.get(partner)?))
    }
}

impl<'a> Side<'a> {
    /// The resources of a type, in order.
    pub(super) fn of_type(self, kind: &'a str) -> impl Iterator<Item = &'a Resource> {
        self.stack.resources.iter().filter(move |resource| &*resource.kind == kind)
    }

    pub(super) fn has_type(self, kind: &str) -> bool {
        self.stack.resources.iter().any(|resource| &*resource.kind == kind)
    }

    /// The resource at an address.
    pub(super) fn resource(self, address: &str) -> Option<&'a Resource> {
        self.stack.resources.iter().find(|resource| &*resource.address == address)
    }

    /// The links of one kind that start at an address.
    pub(super) fn links_from(self, address: &'a str, kind: LinkKind) -> impl Iterator<Item = &'a Link> {
        self.stack.links.iter().filter(move |link| link.kind == kind && &*link.from == address)
    }

    /// The links of one kind that end at an address.
    pub(super) fn links_to(self, address: &'a str, kind: LinkKind) -> impl Iterator<Item = &'a Link> {
        self.stack.links.iter().filter(move |link| link.kind == kind && &*link.to == address)
    }

    pub(super) fn lines(self, span: Span) -> Lines {
        self.response.lines(span)
    }

    /// The lines of a resource's declaration.
    pub(super) fn lines_of(self, resource: &Resource) -> Option<Lines> {
        resource.span().map(|span| self.lines(span))
    }

    pub(super) fn evidence_at(self, span: Span, address: Option<&Arc<str>>) -> Evidence {
        Evidence { file: Arc::clone(&self.response.name), lines: self.lines(span), address: address.cloned() }
    }

    /// Where a resource is declared.
    pub(super) fn evidence(self, resource: &Resource) -> Vec<Evidence> {
        resource.span().map(|span| self.evidence_at(span, Some(&resource.address))).into_iter().collect()
    }

    /// Where a setting of a resource stands: its own lines where they are known, otherwise those of the resource.
    pub(super) fn evidence_of(self, resource: &Resource, value: Option<&Value>) -> Vec<Evidence> {
        match value.and_then(first_span).or_else(|| resource.span()) {
            Some(span) => vec![self.evidence_at(span, Some(&resource.address))],
            None => Vec::new(),
        }
    }

    /// The address and lines of the declaration that says a value of a resource: one that folded into it, or its own.
    pub(super) fn declared_at(self, resource: &'a Resource, value: &Value) -> (&'a Arc<str>, Option<Lines>) {
        let (address, span) = resource.declared_at(value);
        (address, span.map(|span| self.lines(span)))
    }

    /// What a side has that lacks something: nothing, seen in these resources.
    pub(super) fn fact(self, value: Option<serde_json::Value>, resources: &[&Resource]) -> SideFact {
        SideFact { value, evidence: resources.iter().flat_map(|resource| self.evidence(resource)).collect() }
    }
}

/// A short name of a resource for a list of its kind: its address without the type in front.
pub(crate) fn short_name(resource: &Resource) -> &str {
    let address = &*resource.address;
    let prefix = format!("{}.", resource.declared_as);
    match address.find(&prefix) {
        Some(at) => &address[at + prefix.len()..],
        None => address,
    }
}
