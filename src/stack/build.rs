//! From what the dialects found to one stack.

use std::collections::HashSet;
use std::sync::Arc;

use super::fold::{self, Piece};
use super::model::{Declaration, Origin, Resource, Stack, Tool, Tooling};
use super::{coverage, inline, links, regions, tooling, translate};
use crate::dialect::{Findings, Instance, Source};

/// Brings what the dialects found into one stack.
#[must_use]
pub fn build(source: &Source<'_>, findings: Vec<(Tool, Findings)>) -> Stack {
    let mut stack = Stack::default();
    let mut addresses = HashSet::new();
    let (mut versions, mut backends) = (Vec::new(), Vec::new());
    let (mut pieces, mut regions, mut unsupported) = (Vec::new(), Vec::new(), Vec::new());
    for (tool, found) in findings {
        let first = stack.declarations.len();
        stack.declarations.extend(found.declarations);
        for instance in found.instances {
            let (mut piece, known) = piece_of(instance, first, &stack.declarations);
            if !known && !unsupported.contains(&piece.resource.declared_as) {
                unsupported.push(Arc::clone(&piece.resource.declared_as));
            }
            piece.resource.address = unique(&piece.resource.address, &mut addresses);
            pieces.push(piece);
        }
        regions.push((tool, found.regions));
        stack.inputs.extend(found.inputs);
        stack.outputs.extend(found.outputs);
        stack.diagnostics.extend(found.diagnostics);
        versions.extend(found.versions);
        backends.extend(found.backend.map(|backend| (tool, backend)));
    }
    inline::unfold(&mut pieces);
    (stack.resources, stack.satellites) = fold::fold(pieces);
    stack.links = links::links(&stack.resources);
    let tooling = tooling::tooling(source.response, &stack.declarations);
    // What the main tool says about itself comes first.
    backends.sort_by_key(|(tool, _)| *tool != tooling.tool);
    regions.sort_by_key(|(tool, _)| *tool != tooling.tool);
    let backend = backends.into_iter().next().map(|(_, backend)| backend);
    stack.tooling = Tooling { versions, backend, ..tooling };
    stack.regions = regions::regions(source.response, regions.into_iter().flat_map(|(_, regions)| regions).collect());
    stack.coverage = coverage::coverage(source, &stack, unsupported);
    stack
}

/// The instance in the common model's words, and whether the catalog knows its type.
fn piece_of(instance: Instance, first: usize, declarations: &[Declaration]) -> (Piece, bool) {
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
    (Piece { resource, part: translated.part, own_kind: instance.kind }, translated.known)
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
