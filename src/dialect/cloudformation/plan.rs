//! Which templates become stacks, and how their resources are addressed.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use super::template::Template;
use crate::dialect::document::{get, text};
use crate::program::form::{Entry, Expression, ExpressionKind};

/// How many stacks a response may nest. Chosen because real answers have up to a dozen.
const MOST_STACKS: usize = 64;

/// A template that is deployed.
#[derive(Debug)]
pub(super) struct Stack {
    /// Index of its template.
    pub template: usize,
    /// The address of each resource, by its logical id: the logical id itself, unless another stack has that already.
    pub addresses: BTreeMap<Arc<str>, Arc<str>>,
    /// The stacks that its resources nest, by their logical ids, as indexes into the plan.
    pub nested: BTreeMap<Arc<str>, usize>,
}

/// The stacks of a response; those that nest others stand before them.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub stacks: Vec<Stack>,
    /// Those that no other nests.
    pub roots: Vec<usize>,
}

/// Plans the stacks: each template that no other one nests is one, and so is each nested use of the others.
pub(super) fn plan(templates: &[Template<'_>]) -> Plan {
    let nested: HashSet<usize> = (0..templates.len())
        .flat_map(|index| {
            children(templates, index).into_iter().map(|(_, child)| child).filter(move |child| *child != index)
        })
        .collect();
    let mut plan = Plan::default();
    let mut taken = HashSet::new();
    let mut roots: Vec<usize> = (0..templates.len()).filter(|index| !nested.contains(index)).collect();
    if roots.is_empty() {
        // Templates that nest one another in a circle.
        roots.extend((!templates.is_empty()).then_some(0));
    }
    for root in roots {
        let name = templates[root].file_name().and_then(|name| name.split('.').next()).unwrap_or("template");
        let index = add(&mut plan, templates, root, name, &mut Vec::new(), &mut taken);
        plan.roots.extend(index);
    }
    plan
}

/// Adds the stack of a template, and those that it nests; `above` are the templates that nest it.
fn add(
    plan: &mut Plan,
    templates: &[Template<'_>],
    template: usize,
    name: &str,
    above: &mut Vec<usize>,
    taken: &mut HashSet<Arc<str>>,
) -> Option<usize> {
    if plan.stacks.len() >= MOST_STACKS || above.contains(&template) {
        return None;
    }
    let mut addresses = BTreeMap::new();
    for &logical_id in templates[template].resources.keys() {
        let mut address: Arc<str> = logical_id.into();
        if taken.contains(&address) {
            address = format!("{name}/{logical_id}").into();
        }
        taken.insert(Arc::clone(&address));
        addresses.insert(logical_id.into(), address);
    }
    let index = plan.stacks.len();
    plan.stacks.push(Stack { template, addresses, nested: BTreeMap::new() });
    above.push(template);
    for (logical_id, child) in children(templates, template) {
        if let Some(child) = add(plan, templates, child, logical_id, above, taken) {
            plan.stacks[index].nested.insert(logical_id.into(), child);
        }
    }
    above.pop();
    Some(index)
}

/// The resources of a template that nest another template of the response.
fn children<'a>(templates: &[Template<'a>], parent: usize) -> Vec<(&'a str, usize)> {
    let resources = &templates[parent].resources;
    resources
        .iter()
        .filter_map(|(logical_id, resource)| Some((*logical_id, child(templates, resource.value)?)))
        .collect()
}

/// The template that a resource nests: the one whose file has the name that its URL or path ends in.
fn child(templates: &[Template<'_>], resource: &Expression) -> Option<usize> {
    let location = match &**text(get(resource, "Type")?)? {
        "AWS::CloudFormation::Stack" => "TemplateURL",
        "AWS::Serverless::Application" => "Location",
        _ => return None,
    };
    let url = last_text(get(get(resource, "Properties")?, location)?)?;
    let name = url.rsplit('/').next()?.split('?').next()?;
    templates.iter().position(|template| template.file_name().is_some_and(|own| own.eq_ignore_ascii_case(name)))
}

/// The text that an expression ends in: `x/network.yaml` of `!Join ["/", [!Ref Bucket, x/network.yaml]]`.
fn last_text(expression: &Expression) -> Option<&str> {
    match &expression.kind {
        ExpressionKind::Text(text) => Some(text),
        ExpressionKind::Tagged(_, value) => last_text(value),
        ExpressionKind::List(items) => {
            items.iter().rev().find_map(|item| last_text(&item.value).filter(|text| text.contains('.')))
        }
        ExpressionKind::Map(entries) => entries.iter().rev().find_map(|entry| match entry {
            Entry::Pair(_, value) | Entry::Spread(value) => last_text(value),
        }),
        _ => None,
    }
}
