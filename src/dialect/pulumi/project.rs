//! Which regions a Pulumi program and its project deploy to.

use super::calls::{Calls, Role, parts};
use super::values::Values;
use crate::dialect::{Findings, Source};
use crate::program::document::{get, literal};
use crate::program::form::Program;

/// Adds the regions to the findings.
pub(super) fn read(source: &Source<'_>, calls: &Calls<'_>, values: &Values<'_>, findings: &mut Findings) {
    provider_regions(source, calls, values, findings);
    if findings.regions.is_empty() {
        input_regions(source, findings);
    }
    configured_regions(source, findings);
}

/// `aws.Provider(region=…)`: the first is the default, for it is what the resources are given.
fn provider_regions(source: &Source<'_>, calls: &Calls<'_>, values: &Values<'_>, findings: &mut Findings) {
    for (_, call, role) in calls.iter() {
        if !matches!(role, Role::Provider(_)) {
            continue;
        }
        let settings = parts(call).settings;
        let Some(region) = settings.get("region").map(|region| values.resolved(region)) else { continue };
        let written = region.span.filter(|_| region.as_str().is_some());
        let said_by = written.map_or("", |span| source.response.text(span));
        let said_by = if is_telling(said_by) { said_by } else { "the provider" };
        findings.add_region(&region, said_by, written.unwrap_or(call.span));
    }
}

/// Whether code says to people where a region comes from: an expression of one line, and not just the name.
fn is_telling(code: &str) -> bool {
    const LONGEST: usize = 60;
    code.len() <= LONGEST && code.contains('(') && !code.contains('\n')
}

/// `config.get("region") or "us-east-2"`.
fn input_regions(source: &Source<'_>, findings: &mut Findings) {
    for (input, default) in &source.trace.defaults {
        let name = input.rsplit([':', ' ']).next().unwrap_or(input).to_ascii_lowercase();
        if matches!(
            name.as_str(),
            "region" | "aws_region" | "awsregion" | "aws_default_region" | "primary_region" | "primaryregion"
        ) && let Some(span) = default.span
        {
            let code = source.response.text(span);
            let said_by = if is_telling(code) { code.to_owned() } else { format!("the default of {input}") };
            findings.add_region(default, &said_by, span);
        }
    }
}

/// `aws:region` in `Pulumi.yaml` and `Pulumi.<stack>.yaml`.
fn configured_regions(source: &Source<'_>, findings: &mut Findings) {
    for (file, program) in source.response.files.iter().zip(&source.programs) {
        let name = file.path.as_deref().map_or("", |path| path.rsplit('/').next().unwrap_or(path));
        let Program::Documents(documents) = program else { continue };
        if !name.starts_with("Pulumi.") {
            continue;
        }
        let config = documents.first().and_then(|document| get(document, "config"));
        let Some(region) = config.and_then(|config| get(config, "aws:region")) else { continue };
        let given = ["value", "default"].iter().find_map(|key| get(region, key)).unwrap_or(region);
        findings.add_region(&literal(given), name, given.span);
    }
}
