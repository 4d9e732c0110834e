//! Helpers for the tests of dialects.

use std::sync::Arc;

use super::Findings;
use crate::program::form::Program;
use crate::program::json;
use crate::response::{Language, Response, Role, SourceFile};
use crate::syntax;

/// A response of these infrastructure files (path, language, text), parsed.
pub(super) fn source(files: &[(Option<&str>, Language, &str)]) -> (Response, Vec<Program>) {
    let file = |&(path, language, text): &(Option<&str>, Language, &str)| {
        let lines = (1..=text.lines().count() as u32 + 1).collect();
        SourceFile::new(path.map(Arc::from), language, Role::Infrastructure, text.into(), Vec::new(), lines)
    };
    let response = Response { files: files.iter().map(file).collect(), ..Response::default() };
    let (programs, _) = syntax::parse_all(&response);
    (response, programs)
}

/// The instances that were found, one a line: `address: type {settings}`, `?` for a conditional one, `*` for one that comes
/// an unknown number of times.
pub(super) fn lines(findings: &Findings) -> Vec<String> {
    let line = |instance: &super::Instance| {
        let condition = if instance.conditional { "?" } else { "" };
        let repeated = if instance.count.is_none() { "*" } else { "" };
        let settings = json::plain_map(&instance.properties);
        format!("{}{condition}{repeated}: {} {settings}", instance.address, instance.kind)
    };
    findings.instances.iter().map(line).collect()
}
