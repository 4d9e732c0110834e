//! From what the dialects found to one stack.

use std::collections::HashSet;
use std::sync::Arc;

use super::fold::{self, Piece};
use super::model::{Declaration, Origin, Resource, Stack, Tool, Tooling};
use super::{links, regions, tooling, translate};
use crate::dialect::{Findings, Instance, Source};

/// Brings what the dialects found into one stack.
#[must_use]
pub fn build(source: &Source<'_>, findings: Vec<(Tool, Findings)>) -> Stack {
    let mut stack = Stack::default();
    let mut addresses = HashSet::new();
    let (mut versions, mut backend) = (Vec::new(), None);
    let (mut pieces, mut regions) = (Vec::new(), Vec::new());
    for (tool, found) in findings {
        let first = stack.declarations.len();
        stack.declarations.extend(found.declarations);
        for instance in found.instances {
            let mut piece = piece_of(instance, first, &stack.declarations);
            piece.resource.address = unique(&piece.resource.address, &mut addresses);
            pieces.push(piece);
        }
        regions.push((tool, found.regions));
        stack.inputs.extend(found.inputs);
        stack.outputs.extend(found.outputs);
        stack.diagnostics.extend(found.diagnostics);
        versions.extend(found.versions);
        backend = backend.or(found.backend);
    }
    (stack.resources, stack.satellites) = fold::fold(pieces);
    stack.links = links::links(&stack.resources);
    stack.tooling = Tooling { versions, backend, ..tooling::tooling(source.response, &stack.declarations) };
    regions.sort_by_key(|(tool, _)| *tool != stack.tooling.tool);
    stack.regions = regions::regions(source.response, regions.into_iter().flat_map(|(_, regions)| regions).collect());
    stack
}

fn piece_of(instance: Instance, first: usize, declarations: &[Declaration]) -> Piece {
    let translated = translate::translate(&instance);
    let declaration = first + instance.declaration;
    let declared_as = declarations.get(declaration).map_or(&instance.kind, |declaration| &declaration.declared_as);
    let resource = Resource {
        kind: translated.kind,
        address: instance.address,
        declared_as: Arc::clone(declared_as),
        declaration,
        count: instance.count,
        origin: instance.implied_by.map_or(Origin::Declared, Origin::Implied),
        conditional: instance.conditional,
        properties: translated.properties,
        spans: vec![instance.span],
        folded: Vec::new(),
    };
    Piece { resource, part: translated.part, own_kind: instance.kind }
}

/// The address, or, when another resource has it already, the address with a number behind it.
fn unique(address: &Arc<str>, taken: &mut HashSet<Arc<str>>) -> Arc<str> {
    let mut candidate = Arc::clone(address);
    let mut number = 2;
    while !taken.insert(Arc::clone(&candidate)) {
        candidate = format!("{address} #{number}").into();
        number += 1;
    }
    candidate
}
