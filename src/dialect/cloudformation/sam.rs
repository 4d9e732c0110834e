//! What the Serverless Application Model adds to templates.

use super::evaluate::Evaluator;
use super::template::Template;
use crate::dialect::document::get;
use crate::program::value::{Kind, Map, Value};
use std::sync::Arc;

/// The transform that makes a template one of SAM, without its version.
pub(super) const TRANSFORM: &str = "AWS::Serverless-";

/// What the types of SAM begin with.
pub(super) const TYPES: &str = "AWS::Serverless::";

/// Whether a template is one of SAM: it says so, or declares types that nothing else has.
pub(super) fn is_sam(template: &Template<'_>) -> bool {
    let declares =
        || template.resources.keys().filter_map(|id| template.type_of(id)).any(|name| name.starts_with(TYPES));
    template.is_transformed_by(TRANSFORM) || declares()
}

/// Whether SAM makes a resource of that name, such as the role of a function.
pub(super) fn makes(template: &Template<'_>, name: &str) -> bool {
    let belongs_to = |id: &str| template.type_of(id).is_some_and(|of| of.starts_with(TYPES)) && name.starts_with(id);
    is_sam(template) && (name.starts_with("Serverless") || template.resources.keys().any(|id| belongs_to(id)))
}

/// The settings of a resource of SAM, with what `Globals` says for its type.
pub(super) fn with_globals(evaluator: &mut Evaluator<'_>, declared_as: &str, settings: Map) -> Map {
    let section = declared_as.strip_prefix(TYPES);
    let globals = section.and_then(|section| get(evaluator.template().globals?, section));
    match globals.map(|globals| evaluator.value(globals).kind) {
        Some(Kind::Map(globals)) => merged(&globals, settings),
        _ => settings,
    }
}

/// Maps are merged, lists follow each other, and of anything else the resource's own counts.
fn merged(globals: &Map, own: Map) -> Map {
    let mut settings = globals.clone();
    for (name, value) in own {
        let merged = match (settings.get(&name).map(|global| &global.kind), &value.kind) {
            (Some(Kind::Map(global)), Kind::Map(own)) => Kind::Map(Arc::new(merged(global, own.as_ref().clone()))),
            (Some(Kind::List(global)), Kind::List(own)) => {
                Kind::List(Arc::new(global.iter().chain(own.iter()).cloned().collect()))
            }
            (_, own) => own.clone(),
        };
        settings.insert(name, Value { kind: merged, ..value });
    }
    settings
}
