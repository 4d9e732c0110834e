//! Terraform's resources and data sources against the schemas of their types: arguments and blocks that are not there, and those that
//! a type requires.

use super::Fault;
use super::nearest::nearest;
use crate::Analysis;
use crate::catalog::schema::{self, Object};
use crate::catalog::terraform::type_of;
use crate::program::form::{Block, Body, Program};
use crate::response::Role;
use crate::severity::Severity;
use crate::source::{Diagnostic, Level, Span};
use crate::stack::Tool;

/// What every resource and data source takes.
const META: [&str; 9] =
    ["count", "for_each", "provider", "depends_on", "lifecycle", "provisioner", "connection", "timeouts", "dynamic"];

/// How deep blocks are looked into. Chosen because the deepest, of web ACLs, nest some 12 deep.
const DEEPEST: usize = 30;

pub(super) fn find(analysis: &Analysis) -> Vec<Fault> {
    let mut faults = Vec::new();
    if analysis.stack.tooling.tool != Tool::Terraform {
        return faults;
    }
    // An answer that names what it does not declare shows parts of a whole: what these lack may stand in the rest.
    let shows_parts = errors(analysis).any(|error| error.message.ends_with("is not declared"));
    for (file, program) in analysis.response.files.iter().zip(&analysis.programs) {
        let Program::Body(body) = program else { continue };
        let is_configuration = file.path.as_deref().is_none_or(|path| path.ends_with(".tf"));
        if file.role == Role::Test || !is_configuration {
            continue;
        }
        for block in &body.blocks {
            if !is_whole(analysis, block.span) {
                continue;
            }
            let is_elided = analysis.response.text(block.span).contains("...");
            let mut found = Vec::new();
            match (&*block.kind, block.labels.as_slice()) {
                ("resource", [kind, name]) => declared(block, kind, &format!("{kind}.{name}"), &mut found),
                ("data", [kind, name]) => {
                    declared(block, &format!("data.{kind}"), &format!("data.{kind}.{name}"), &mut found);
                }
                _ => {}
            }
            found.retain(|fault: &Fault| fault.check != "missing-property" || !shows_parts && !is_elided);
            faults.append(&mut found);
        }
    }
    faults
}

/// Whether nothing in a block could not be read.
fn is_whole(analysis: &Analysis, span: Span) -> bool {
    let mut others = errors(analysis).filter(|error| !error.message.ends_with("is not declared"));
    !others.any(|error| error.span.is_some_and(|error| span.contains(error.first())))
}

fn errors(analysis: &Analysis) -> impl Iterator<Item = &Diagnostic> {
    let all = analysis.stack.diagnostics.iter().chain(&analysis.response.diagnostics);
    all.filter(|error| error.level == Level::Error)
}

fn declared(block: &Block, kind: &str, address: &str, faults: &mut Vec<Fault>) {
    match schema::terraform(kind) {
        Some(object) => body(object, &block.body, kind.trim_start_matches("data."), address, (block.span, 0), faults),
        None => faults.extend(unknown_type(block, kind, address)),
    }
}

/// A type that the AWS provider never had.
fn unknown_type(block: &Block, kind: &str, address: &str) -> Option<Fault> {
    let (what, name) = kind.strip_prefix("data.").map_or(("resource", kind), |name| ("data source", name));
    if !name.starts_with("aws_") || what == "resource" && type_of(name).is_some() {
        return None;
    }
    let instead = nearest(kind, schema::terraform_types(kind))
        .map(|near| format!("; there is `{}`", near.trim_start_matches("data.")))
        .unwrap_or_default();
    let message = format!("`{address}` is a {what} `{name}`, which the provider does not have{instead}");
    Some(Fault::new("unknown-resource-type", Severity::High, block.span.first(), message))
}

/// Holds a body against its schema.
fn body(object: Object, body: &Body, name: &str, address: &str, (at, depth): (Span, usize), faults: &mut Vec<Fault>) {
    if depth > DEEPEST {
        return;
    }
    let arguments = body.attributes.iter().map(|attribute| (&*attribute.name, attribute.span));
    let blocks = body.blocks.iter().map(|block| match (&*block.kind, block.labels.first()) {
        ("dynamic", Some(label)) => (&**label, block.span),
        (kind, _) => (kind, block.span),
    });
    let given: Vec<(&str, Span)> = arguments.chain(blocks).collect();
    for (argument, span) in &given {
        // What has capitals belongs to a document whose braces went astray.
        let is_name = !argument.contains(|letter: char| letter.is_uppercase());
        if is_name && !META.contains(argument) && object.member(argument).is_none() {
            let settable = object.members().filter(|member| !member.computed).map(|member| member.name);
            let instead = nearest(argument, settable).map(|near| format!("; it has `{near}`")).unwrap_or_default();
            let message = format!("`{name}` has no `{argument}` in `{address}`{instead}");
            faults.push(Fault::new("unknown-property", Severity::High, span.first(), message));
        }
    }
    let is_given = |wanted: &str| given.iter().any(|(argument, _)| *argument == wanted);
    let missing: Vec<String> = object
        .members()
        .filter(|member| member.required && !member.computed && member.versions.is_empty() && !is_given(member.name))
        .map(|member| format!("`{}`", member.name))
        .collect();
    if !missing.is_empty() {
        let message = format!("`{name}` requires {} in `{address}`, which is not set", missing.join(", "));
        faults.push(Fault::new("missing-property", Severity::High, at.first(), message));
    }
    for block in &body.blocks {
        let (kind, inner) = match (&*block.kind, block.labels.first(), block.body.blocks_of("content").next()) {
            ("dynamic", Some(label), Some(content)) => (&**label, &content.body),
            ("dynamic", ..) => continue,
            (kind, ..) => (kind, &block.body),
        };
        if META.contains(&kind) {
            continue;
        }
        if let Some(nested) = object.member(kind).and_then(schema::Member::object) {
            self::body(nested, inner, kind, address, (block.span, depth + 1), faults);
        }
    }
}
