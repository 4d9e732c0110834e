//! Configurations and what is found in them.

mod instances;
mod mistakes;
mod modules;
mod values;

use super::read;
use crate::dialect::testing::source;
use crate::dialect::{Findings, Source};
use crate::program::json::plain_map;
use crate::response::Language;

/// What is read of these files; a file without a path is called `-`.
fn read_files(files: &[(&str, &str)]) -> Findings {
    let language = |path: &str| match path {
        _ if path.ends_with(".json") => Language::Json,
        _ if path == "-" || path.ends_with(".tf") || path.contains(".tfvars") => Language::Hcl,
        _ => Language::Text,
    };
    let file = |&(path, text)| ((path != "-").then_some(path), language(path), text);
    let (response, programs) = source(&files.iter().map(file).collect::<Vec<_>>());
    read(&Source::new(&response, programs))
}

fn read_text(text: &str) -> Findings {
    read_files(&[("main.tf", text)])
}

/// Checks the instances of a configuration, each as its address, with `?` when it may not exist and its count unless
/// that is one, and then its properties.
fn check_instances(files: &[(&str, &str)], expected: &[&str]) {
    let found = read_files(files);
    let shown: Vec<_> = found
        .instances
        .iter()
        .map(|instance| {
            let conditional = if instance.conditional { "?" } else { "" };
            let count = match instance.count {
                Some(1) => String::new(),
                Some(count) => format!(" x{count}"),
                None => " x?".to_owned(),
            };
            format!("{}{conditional}{count} {}", instance.address, plain_map(&instance.properties))
        })
        .collect();
    assert_eq!(shown, expected);
}
