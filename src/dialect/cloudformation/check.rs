//! What would keep a template from being deployed: names that nothing defines, and circles.

use std::collections::{BTreeMap, BTreeSet};

use super::mentions::{Mention, mentions};
use super::sam;
use super::template::{Template, resource_type};
use crate::catalog::table;
use crate::dialect::Instance;
use crate::dialect::document::{elements, get, text};
use crate::program::form::Expression;
use crate::response::Response;
use crate::source::{Diagnostic, Level, Span};

/// The intrinsic functions.
const FUNCTIONS: &str = include_str!("../../../grammars/cloudformation/functions.tsv");

/// What is wrong with the names in a template. Of one that is not whole, nothing is said: what it lacks may stand in the rest.
pub(super) fn names(template: &Template<'_>, response: &Response) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    if !template.complete || template.has_loops() || template.is_transformed_by("AWS::Include") {
        return diagnostics;
    }
    let mut report = |message: String, name: &str, span: Span| {
        diagnostics.push(Diagnostic::new(Level::Error, message, narrowed(span, name, response)));
    };
    let resource_exists = |name: &str| template.resources.contains_key(name) || sam::makes(template, name);
    let mut check = |mention: Mention<'_>, span: Span| match mention {
        Mention::Name("") | Mention::Resource("") => {
            report("the name of what is referred to is missing".to_owned(), "", span);
        }
        Mention::Name(name) => {
            let exists = name.starts_with("AWS::") || template.parameters.contains_key(name) || resource_exists(name);
            if !exists {
                report(format!("{name} is neither a parameter nor a resource of the template"), name, span);
            }
        }
        Mention::Resource(name) if !resource_exists(name) => {
            report(format!("{name} is no resource of the template"), name, span);
        }
        Mention::Condition(name) if !template.conditions.contains_key(name) => {
            report(format!("{name} is no condition of the template"), name, span);
        }
        Mention::Mapping(name) if !template.mappings.contains_key(name) => {
            report(format!("{name} is no mapping of the template"), name, span);
        }
        Mention::Function(name) if table::find::<1>(FUNCTIONS, name).is_none() => {
            report(format!("{name} is no function of CloudFormation"), name, span);
        }
        Mention::Nothing => report("a value is missing, and CloudFormation takes no null".to_owned(), "", span),
        _ => {}
    };
    for member in template.conditions.values().chain(template.resources.values()).chain(template.outputs.values()) {
        mentions(member.value, &mut check);
    }
    for member in template.resources.values().chain(template.outputs.values()) {
        if let Some(condition) = get(member.value, "Condition")
            && let Some(name) = text(condition)
        {
            check(Mention::Condition(name), condition.span);
        }
    }
    for resource in template.resources.values() {
        for dependency in get(resource.value, "DependsOn").into_iter().flat_map(depends_on) {
            if let Some(name) = text(dependency) {
                check(Mention::Resource(name), dependency.span);
            }
        }
    }
    for (name, resource) in &template.resources {
        if resource_type(resource.value).is_none() {
            diagnostics.push(Diagnostic::new(Level::Error, format!("{name} has no type"), resource.key));
        }
    }
    if sam::is_sam(template) && !template.is_transformed_by(sam::TRANSFORM) {
        let first =
            template.resources.iter().find(|(id, _)| template.type_of(id).is_some_and(|of| of.starts_with(sam::TYPES)));
        let message = format!("the template has types of SAM but no transform {}2016-10-31", sam::TRANSFORM);
        diagnostics.push(Diagnostic::new(Level::Error, message, first.map(|(_, resource)| resource.key)));
    }
    diagnostics
}

/// The expressions that name what a resource depends on: one or several.
pub(super) fn depends_on(value: &Expression) -> Vec<&Expression> {
    elements(value).unwrap_or_else(|| vec![value])
}

/// The place of a name inside the text that mentions it.
fn narrowed(span: Span, name: &str, response: &Response) -> Span {
    let text = response.text(span);
    let at = text.find(&format!("${{{name}")).map(|at| at + 2).or_else(|| text.find(name));
    match at.map(|at| span.start + at as u32) {
        Some(start) if !name.is_empty() => Span { start, end: start + name.len() as u32, ..span },
        _ => span,
    }
}

/// Circles among the resources of a stack: each would wait for the other.
pub(super) fn circles(instances: &[Instance]) -> Vec<Diagnostic> {
    let places: BTreeMap<&str, Span> = instances.iter().map(|instance| (&*instance.address, instance.span)).collect();
    let mut needs: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for instance in instances {
        let own = needs.entry(&instance.address).or_default();
        for (_, value) in instance.properties.iter().filter(|(name, _)| &***name != "Metadata") {
            value.references(&mut |reference| {
                own.extend(places.get_key_value(&*reference.address).map(|(address, _)| *address));
            });
        }
    }
    let mut diagnostics = Vec::new();
    while let Some(circle) = circle(&mut needs) {
        let message = format!("circular dependency: {} → {}", circle.join(" → "), circle[0]);
        diagnostics.push(Diagnostic::new(Level::Error, message, places.get(circle[0]).map(|span| span.first())));
        for address in circle {
            needs.remove(address);
        }
    }
    diagnostics
}

/// One circle of what needs what. What is in none is taken away.
fn circle<'a>(needs: &mut BTreeMap<&'a str, BTreeSet<&'a str>>) -> Option<Vec<&'a str>> {
    loop {
        let free: BTreeSet<&str> = needs
            .iter()
            .filter(|(_, needed)| !needed.iter().any(|other| needs.contains_key(other)))
            .map(|(address, _)| *address)
            .collect();
        if free.is_empty() {
            break;
        }
        needs.retain(|address, _| !free.contains(address));
    }
    let mut path: Vec<&str> = vec![needs.keys().next()?];
    loop {
        let next = needs.get(path.last()?)?.iter().find(|other| needs.contains_key(**other))?;
        if let Some(start) = path.iter().position(|address| address == next) {
            return Some(path.split_off(start));
        }
        path.push(next);
    }
}
