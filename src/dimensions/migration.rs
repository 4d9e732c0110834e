//! *migration*: versions that are no longer supported, that move by themselves, or that do not go together. Versions that differ come
//! from the tables, those of tools and libraries from *tooling*.

use super::findings::{self, Finding};
use super::side::Side;
use super::wording::code;
use super::{Context, DimensionId, Gap, Severity, SideId};
use crate::catalog::table::rows;
use crate::program::value::Value;
use crate::stack::Resource;

const RUNTIMES: &str = include_str!("../../grammars/aws/runtimes.tsv");

/// What the keys of findings about old runtimes begin with.
const OLD_RUNTIME: &str = "old-runtime ";

pub(super) fn gaps(context: &Context<'_>) -> Vec<Gap> {
    // A runtime that the task itself asks for is no fault.
    let asked = |key: &str| {
        let runtime = key.strip_prefix(OLD_RUNTIME);
        runtime.is_some_and(|runtime| context.prompt.is_some_and(|prompt| names_runtime(prompt, runtime)))
    };
    let mut gaps = findings::gaps(context, DimensionId::Migration, find, |key, _| !asked(key));
    // Where the model's runtime is an old one too, the ideal's is told as what it has instead.
    if find(context.model_side()).iter().any(|finding| finding.key.starts_with(OLD_RUNTIME)) {
        gaps.retain(|gap| !gap.id.starts_with("violation-old-runtime") || gap.side != SideId::Ideal);
    }
    gaps
}

/// Whether a task speaks of a runtime: `python3.9`, `Python 3.9`.
fn names_runtime(prompt: &crate::prompt::Prompt, runtime: &str) -> bool {
    let at = runtime.find(|character: char| character.is_ascii_digit()).unwrap_or(runtime.len());
    let (language, version) = runtime.split_at(at);
    let version = version.trim_end_matches(".x");
    let language = if language == "nodejs" { "node" } else { language };
    prompt.sentences.iter().any(|sentence| {
        let text = sentence.text.to_lowercase();
        text.contains(runtime) || text.contains(language) && text.contains(version)
    })
}

fn find(side: Side<'_>) -> Vec<Finding> {
    let functions = side.of_type("AWS::Lambda::Function");
    let mut findings: Vec<Finding> =
        functions.flat_map(|function| [old_runtime(side, function), lost_library(side, function)]).flatten().collect();
    findings.extend(moving_images(side));
    findings
}

fn runtime(function: &Resource) -> Option<String> {
    function.property("Runtime").and_then(Value::as_text)
}

/// A function whose runtime gets no more patches.
fn old_runtime(side: Side<'_>, function: &Resource) -> Option<Finding> {
    let runtime = runtime(function)?;
    let [_, since] = rows::<2>(RUNTIMES).find(|[old, _]| *old == runtime)?;
    let texts = [
        format!("runs on {}, which AWS deprecated on {since}", code(&runtime)),
        format!("{} gets no more security patches.", code(&runtime)),
    ];
    let key = format!("{OLD_RUNTIME}{runtime}");
    Some(Finding::at(
        side,
        function,
        (&key, "Runtime"),
        Severity::Medium,
        texts,
        "Move {} to a runtime that is supported.",
    ))
}

/// A function whose code, written in place, needs version 2 of the SDK on a runtime that only brings version 3.
fn lost_library(side: Side<'_>, function: &Resource) -> Option<Finding> {
    let runtime = runtime(function)?;
    let major: u32 = runtime.strip_prefix("nodejs")?.split('.').next()?.parse().ok()?;
    let text = function.property("Code.ZipFile").map(known_text)?;
    let requires = ["require('aws-sdk')", "require(\"aws-sdk\")"].iter().any(|call| text.contains(call));
    if major < 18 || !requires {
        return None;
    }
    let texts = [
        format!("requires `aws-sdk`, which the runtime {} does not bring", code(&runtime)),
        "Each call fails, because the module is not found.".to_owned(),
    ];
    let remedy = "Use the clients of version 3 (`@aws-sdk/client-…`) in {}.";
    Some(Finding::at(side, function, ("lost-library", "Code.ZipFile"), Severity::High, texts, remedy))
}

/// What is known of a text.
fn known_text(value: &Value) -> String {
    match &value.kind {
        crate::program::value::Kind::Join(parts) => parts.iter().filter_map(Value::as_text).collect(),
        _ => value.as_text().unwrap_or_default(),
    }
}

/// Containers whose image is another one after each push.
fn moving_images(side: Side<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for task in side.of_type("AWS::ECS::TaskDefinition") {
        let containers = task.property("ContainerDefinitions").and_then(Value::as_list).unwrap_or_default();
        let moving = containers.iter().filter_map(|container| container.get("Image")).find(|image| {
            let tail = match &image.kind {
                crate::program::value::Kind::Join(parts) => parts.last().and_then(Value::as_text),
                _ => image.as_text(),
            };
            tail.is_some_and(|tail| tail.ends_with(":latest"))
        });
        let Some(image) = moving else { continue };
        let texts = [
            format!("runs the image {}", super::wording::value(image)),
            "What runs changes with each push, and an earlier version cannot be brought back.".to_owned(),
        ];
        let remedy = "Name a version of the image in {}.";
        findings.push(Finding::at(side, task, ("moving-image", "ContainerDefinitions"), Severity::Low, texts, remedy));
    }
    findings
}
