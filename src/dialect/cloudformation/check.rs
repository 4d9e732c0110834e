//! What would keep a template from being deployed, as far as the template alone shows it.

mod circles;
mod conditions;
mod names;
mod parameters;

pub(super) use self::circles::circles;
use super::mentions::{Mention, mentions};
use super::sam;
use super::template::{Template, resource_type};
use crate::dialect::document::{elements, get, text};
use crate::program::form::Expression;
use crate::response::Response;
use crate::source::{Diagnostic, Level, Span};

/// What is wrong with a template.
pub(super) fn template(template: &Template<'_>, response: &Response) -> Vec<Diagnostic> {
    let mut diagnostics = parameters::check(template);
    diagnostics.extend(conditions::check(template));
    // Of a template that is not whole nothing more is said: what it lacks may stand in the rest.
    if template.complete && !template.has_loops() && !template.is_transformed_by("AWS::Include") {
        let mentioned = mentioned(template);
        diagnostics.extend(names::undefined(template, &mentioned, response));
        diagnostics.extend(names::unused(template, &mentioned));
        diagnostics.extend(types(template));
    }
    diagnostics
}

/// All that the sections of a template mention.
fn mentioned<'a>(template: &Template<'a>) -> Vec<(Mention<'a>, Span)> {
    let mut found = Vec::new();
    let mut note = |mention, span| found.push((mention, span));
    let sections = [&template.conditions, &template.resources, &template.outputs, &template.rules];
    for member in sections.into_iter().flat_map(|section| section.values()) {
        mentions(member.value, &mut note);
    }
    let mut named = |name: &'a Expression, mention: fn(&'a str) -> Mention<'a>| {
        if let Some(text) = text(name) {
            note(mention(text), name.span);
        }
    };
    for member in template.resources.values().chain(template.outputs.values()).chain(template.conditions.values()) {
        if let Some(condition) = get(member.value, "Condition") {
            named(condition, Mention::Condition);
        }
    }
    for resource in template.resources.values() {
        for dependency in get(resource.value, "DependsOn").into_iter().flat_map(depends_on) {
            named(dependency, Mention::Resource);
        }
    }
    found
}

/// The expressions that name what a resource depends on: one or several.
pub(super) fn depends_on(value: &Expression) -> Vec<&Expression> {
    elements(value).unwrap_or_else(|| vec![value])
}

/// Resources without a type, and types of SAM in a template that is none of SAM's.
fn types(template: &Template<'_>) -> Vec<Diagnostic> {
    let untyped = template.resources.iter().filter(|(_, resource)| resource_type(resource.value).is_none());
    let mut diagnostics: Vec<_> =
        untyped.map(|(id, resource)| error(format!("{id} has no type"), resource.key)).collect();
    if !template.is_transformed_by(sam::TRANSFORM) {
        let of_sam = |id: &&str| template.type_of(id).is_some_and(|of| of.starts_with(sam::TYPES));
        let first = template.resources.keys().find(|id| of_sam(id)).and_then(|id| template.resources.get(id));
        diagnostics.extend(first.map(|resource| {
            error(format!("the template has types of SAM, but no transform {}2016-10-31", sam::TRANSFORM), resource.key)
        }));
    }
    diagnostics
}

fn error(message: String, span: Span) -> Diagnostic {
    Diagnostic::new(Level::Error, message, span)
}
