//! What was understood and what was not.

use std::collections::HashSet;
use std::sync::Arc;

use super::model::{Coverage, Stack};
use crate::dialect::Source;
use crate::program::form::Program;
use crate::program::json;
use crate::program::value::{Kind, Reason, Value};
use crate::response::Role;

/// Counts what is known of a stack that is complete but for its coverage.
pub(super) fn coverage(source: &Source<'_>, stack: &Stack, unsupported: Vec<Arc<str>>) -> Coverage {
    let mut coverage = Coverage { unsupported, opaque_blocks: opaque_blocks(source, stack), ..Coverage::default() };
    for resource in &stack.resources {
        for (name, value) in &resource.properties {
            json::leaves(name, value, &mut |path, leaf| match reason(leaf) {
                Some(reason) => {
                    let at = format!("{}.{path}", resource.address).into();
                    coverage.unresolved.push((at, reason, leaf.span.or(resource.span())));
                }
                None => coverage.resolved += 1,
            });
        }
    }
    coverage
}

/// Why a value is not known, if some part of it is not. A reference is known: it says which resource is meant.
fn reason(value: &Value) -> Option<Reason> {
    match &value.kind {
        Kind::Unknown(reason) => Some(reason.clone()),
        Kind::Symbol(_) | Kind::Object(_) => Some(Reason::Unsupported("a value of a library".into())),
        Kind::Join(items) | Kind::List(items) | Kind::OneOf(items) => items.iter().find_map(reason),
        Kind::Map(entries) => entries.values().find_map(reason),
        Kind::Json(inner) => reason(inner),
        Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::Text(_) | Kind::Reference(_) => None,
    }
}

/// The infrastructure blocks of which nothing was understood: no finding stands in their file. A module without findings
/// is understood all the same when another one in its language has some, for then it was evaluated with that one.
fn opaque_blocks(source: &Source<'_>, stack: &Stack) -> Vec<usize> {
    let spans = (stack.declarations.iter().map(|declaration| declaration.span))
        .chain(stack.regions.iter().map(|region| region.span))
        .chain(stack.inputs.iter().map(|input| input.span))
        .chain(stack.outputs.iter().map(|output| output.span))
        .chain(stack.tooling.versions.iter().map(|version| version.span));
    let with_findings: HashSet<u32> = spans.map(|span| span.file).collect();
    let declaring =
        stack.declarations.iter().filter_map(|declaration| source.response.files.get(declaration.span.file as usize));
    let evaluated: HashSet<_> = declaring.map(|file| file.language).collect();
    let files = (0..).zip(&source.response.files).zip(&source.programs);
    let opaque = files.filter(|((index, file), program)| {
        let in_module = matches!(program, Program::Module(_)) && evaluated.contains(&file.language);
        file.role == Role::Infrastructure && !with_findings.contains(index) && !in_module
    });
    opaque.flat_map(|((_, file), _)| file.blocks.iter().copied()).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::stack::testing::resource;

    #[test]
    fn leaves_and_blocks_are_counted() {
        let response = crate::response::read("answer.md", b"```python lib/stack.py\nimport aws_cdk\n```\n");
        let source = Source::new(&response, vec![Program::Module(Vec::new())]);
        let settings = json!({
            "Name": { "Fn::Join": ["", ["a-", { "Unknown": "stage" }]] },
            "Tags": [{ "Key": "a", "Value": { "Ref": "other" } }],
        });
        let stack = Stack { resources: vec![resource("queue", "AWS::SQS::Queue", &settings)], ..Stack::default() };
        let found = coverage(&source, &stack, vec!["aws_no_such_thing".into()]);
        assert_eq!(found.resolved, 2);
        assert_eq!(found.unresolved, [("queue.Name".into(), Reason::Input("stage".into()), None)]);
        assert_eq!(found.unsupported, ["aws_no_such_thing".into()]);
        assert_eq!(found.opaque_blocks, [0]);
    }
}
