//! Stacks for tests, written as JSON in the words of the JSON contract.

use std::sync::Arc;

use crate::source::Span;
use crate::stack::{Declaration, Link, LinkKind, Resource, Stack, Tool, testing};

/// A resource of that type and address with properties as JSON text.
pub(crate) fn resource(kind: &str, address: &str, properties: &str) -> Resource {
    testing::resource(address, kind, &serde_json::from_str(properties).unwrap())
}

/// A stack of resources, each of a declaration of its own; instances `a[0]`, `a[1]` share one. Each stands on a line of its own,
/// and is linked with what its properties refer to.
pub(crate) fn stack(resources: &[(&str, &str, &str)]) -> Stack {
    let mut stack = Stack::default();
    stack.tooling.tool = Tool::CloudFormation;
    for (at, (kind, address, properties)) in (0..).zip(resources) {
        let name = address.split('[').next().unwrap();
        let known = stack.declarations.iter().position(|declaration| &*declaration.address == name);
        let span = Span { file: 0, start: at * 2, end: at * 2 + 1 };
        let declaration = known.unwrap_or_else(|| {
            stack.declarations.push(Declaration {
                declared_as: (*kind).into(),
                address: name.into(),
                count: Some(1),
                span,
                tool: Tool::CloudFormation,
            });
            stack.declarations.len() - 1
        });
        let made = Resource { declaration, spans: vec![span], ..resource(kind, address, properties) };
        for value in made.properties.values() {
            value.references(&mut |reference| {
                let (from, to) = (Arc::clone(&made.address), Arc::clone(&reference.address));
                stack.links.push(Link { from, to, kind: LinkKind::Reference });
            });
        }
        stack.resources.push(made);
    }
    stack
}
