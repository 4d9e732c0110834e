//! Names that nothing defines, and definitions that nothing names.

use super::error;
use crate::catalog::table;
use crate::dialect::cloudformation::mentions::Mention;
use crate::dialect::cloudformation::sam;
use crate::dialect::cloudformation::template::{Section, Template};
use crate::dialect::document::get;
use crate::response::Response;
use crate::source::{Diagnostic, Level, Span};

/// The intrinsic functions, and the transform that some need.
const FUNCTIONS: &str = include_str!("../../../../grammars/cloudformation/functions.tsv");

/// What is mentioned and does not exist.
pub(super) fn undefined(
    template: &Template<'_>,
    mentioned: &[(Mention<'_>, Span)],
    response: &Response,
) -> Vec<Diagnostic> {
    let fault = |(mention, span): &(Mention<'_>, Span)| {
        let (name, message) = fault(*mention, template)?;
        Some(error(message, narrowed(*span, name, response)))
    };
    mentioned.iter().filter_map(fault).collect()
}

/// What is wrong with a mention: the name that is to blame, and the message.
fn fault<'a>(mention: Mention<'a>, template: &Template<'_>) -> Option<(&'a str, String)> {
    let resource_exists = |name: &str| template.resources.contains_key(name) || sam::makes(template, name);
    let message = |name: &'a str, fault: &str| Some((name, format!("{name} {fault}")));
    match mention {
        Mention::Name("") | Mention::Resource("") => {
            Some(("", "the name of what is referred to is missing".to_owned()))
        }
        Mention::Name(name) if name.starts_with("AWS::") => None,
        Mention::Name(name) if !template.parameters.contains_key(name) && !resource_exists(name) => {
            message(name, "is neither a parameter nor a resource of the template")
        }
        Mention::Resource(name) if !resource_exists(name) => message(name, "is no resource of the template"),
        Mention::Condition(name) if !template.conditions.contains_key(name) => {
            message(name, "is no condition of the template")
        }
        Mention::Mapping(name, keys) => match template.mappings.get(name) {
            None => message(name, "is no mapping of the template"),
            Some(mapping) => {
                let [first, second] = keys;
                let inner = first.map(|first| (first, get(mapping.value, first)));
                match (inner, second) {
                    (Some((first, None)), _) => message(first, &format!("is no key of the mapping {name}")),
                    (Some((first, Some(inner))), Some(second)) if get(inner, second).is_none() => {
                        message(second, &format!("is no key of {first} in the mapping {name}"))
                    }
                    _ => None,
                }
            }
        },
        Mention::Function(name) => match table::find(FUNCTIONS, name) {
            None => message(name, "is no function of CloudFormation"),
            Some([_, transform]) if !transform.is_empty() && !template.is_transformed_by(transform) => {
                message(name, &format!("needs the transform {transform}"))
            }
            Some(_) => None,
        },
        Mention::Nothing => Some(("", "a value is missing, and CloudFormation takes no null".to_owned())),
        _ => None,
    }
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

/// Parameters, conditions and mappings that nothing uses.
pub(super) fn unused(template: &Template<'_>, mentioned: &[(Mention<'_>, Span)]) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut check = |kind: &str, section: &Section<'_>, uses: fn(&Mention<'_>, &str) -> bool| {
        for (name, member) in section {
            if !mentioned.iter().any(|(mention, _)| uses(mention, name)) {
                let message = format!("the {kind} {name} is used nowhere");
                diagnostics.push(Diagnostic::new(Level::Note, message, member.key));
            }
        }
    };
    check("parameter", &template.parameters, |mention, name| *mention == Mention::Name(name));
    check("condition", &template.conditions, |mention, name| *mention == Mention::Condition(name));
    check("mapping", &template.mappings, |mention, name| matches!(mention, Mention::Mapping(of, _) if *of == name));
    diagnostics
}
