//! One stack written in several dialects: between any two of them, nothing differs but the tool.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use gapdiff::dimensions::DimensionId;

#[test]
fn nothing_differs_but_the_tool() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/same-stack");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let analysis = gapdiff::analyse(&name, &std::fs::read(path).unwrap());
        (name, analysis)
    };
    let answers: Vec<_> = paths.iter().map(read).collect();
    assert!(answers.len() >= 7, "{} answers", answers.len());
    let mut failures = String::new();
    for (model_name, model) in &answers {
        assert_eq!(model.stack.resources.len(), 4, "{model_name}");
        for (ideal_name, ideal) in answers.iter().filter(|(name, _)| name != model_name) {
            let comparison = gapdiff::compare(model, ideal, None);
            for gap in comparison.gaps.iter().filter(|gap| gap.dimension != DimensionId::Tooling) {
                failures.push_str(&format!("{model_name} {ideal_name}: {}\n", gap.title));
            }
        }
    }
    assert!(failures.is_empty(), "{failures}");
}
