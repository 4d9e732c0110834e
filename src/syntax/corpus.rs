//! What the front ends make of real answers: a test over the corpus, which is silent where there is none.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use super::parse;
use crate::program::print;
use crate::response::{Language, read};

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/corpus");

/// The languages, each with how many nodes in a thousand files may be left without a place in the form.
const LANGUAGES: &[(Language, usize)] = &[
    (Language::Python, 10),
    (Language::TypeScript, 10),
    (Language::JavaScript, 10),
    (Language::Java, 10),
    (Language::Go, 10),
];

/// What was read of a language's source files.
#[derive(Debug, Default)]
struct Report {
    files: usize,
    /// How often each kind of node is not lowered, in files that parse.
    unsupported: BTreeMap<String, usize>,
    /// Syntax errors, with their places.
    errors: Vec<String>,
}

#[test]
fn corpus() {
    let mut reports = LANGUAGES.iter().map(|_| Report::default()).collect::<Vec<_>>();
    for path in responses() {
        let response = read("response.md", &fs::read(&path).unwrap());
        for (index, file) in (0..).zip(&response.files) {
            let Some(at) = LANGUAGES.iter().position(|(language, _)| *language == file.language) else { continue };
            let (program, diagnostics) = parse(index, file);
            let report = &mut reports[at];
            report.files += 1;
            if !diagnostics.is_empty() {
                report.errors.extend(diagnostics.into_iter().map(|diagnostic| {
                    let line = diagnostic.span.map_or(0, |span| file.line_at(span.start));
                    format!("{}:{line}: {}", path.display(), diagnostic.message)
                }));
                continue;
            }
            for rest in print::program(&program).split("(unsupported ").skip(1) {
                let kind = rest.split(')').next().unwrap_or_default();
                *report.unsupported.entry(kind.to_owned()).or_default() += 1;
            }
        }
    }
    for ((language, allowed), report) in LANGUAGES.iter().zip(reports) {
        println!("{language:?}: {report:#?}");
        let unsupported: usize = report.unsupported.values().sum();
        assert!(unsupported * 1000 <= allowed * report.files, "{language:?}: {:?}", report.unsupported);
    }
}

fn responses() -> Vec<PathBuf> {
    let folders = |path: PathBuf| fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path());
    let samples = folders(CORPUS.into()).flat_map(folders);
    let sides =
        samples.flat_map(|sample| ["MODEL_RESPONSE.md", "IDEAL_RESPONSE.md"].map(|side| sample.join("lib").join(side)));
    let mut paths: Vec<_> = sides.filter(|path| path.is_file()).collect();
    paths.sort();
    paths
}
