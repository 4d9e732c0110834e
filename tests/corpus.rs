//! Runs over the real answers in `../shared/corpus`, where that folder exists: nothing may panic, and every place that a
//! report names must lie in its response.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

use gapdiff::Analysis;
use gapdiff::dimensions::{Evidence, Gap};

/// The folders of real samples that hold both answers.
fn samples() -> Vec<PathBuf> {
    let corpus = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/corpus"));
    let folders = |path: &Path| -> Vec<PathBuf> {
        let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect()
    };
    let mut samples: Vec<_> =
        folders(corpus).iter().flat_map(|kind| folders(kind)).map(|path| path.join("lib")).collect();
    samples.retain(|path| path.join("MODEL_RESPONSE.md").exists() && path.join("IDEAL_RESPONSE.md").exists());
    samples.sort();
    samples
}

#[test]
fn real_pairs_compare_and_cite_lines_that_exist() {
    let samples = samples();
    if samples.is_empty() {
        return;
    }
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for chunk in samples.chunks(samples.len().div_ceil(threads)) {
            scope.spawn(move || chunk.iter().for_each(|sample| check(sample)));
        }
    });
}

fn check(sample: &Path) {
    let read = |name: &str| std::fs::read(sample.join(name)).unwrap();
    let model = gapdiff::analyse("MODEL_RESPONSE.md", &read("MODEL_RESPONSE.md"));
    let ideal = gapdiff::analyse("IDEAL_RESPONSE.md", &read("IDEAL_RESPONSE.md"));
    let prompt = std::fs::read(sample.join("PROMPT.md")).ok().map(|bytes| gapdiff::prompt::read("PROMPT.md", &bytes));
    let comparison = gapdiff::compare(&model, &ideal, prompt.as_ref());
    assert_eq!(comparison.table.len(), 6, "{}: the table has six rows", sample.display());
    for gap in &comparison.gaps {
        for (side, fact) in [(&model, &gap.model), (&ideal, &gap.ideal)] {
            fact.evidence.iter().for_each(|evidence| cites_existing_lines(sample, gap, side, evidence));
        }
    }
}

fn cites_existing_lines(sample: &Path, gap: &Gap, side: &Analysis, evidence: &Evidence) {
    let lines = evidence.lines;
    let exists = 1 <= lines.start && lines.start <= lines.end && lines.end <= side.response.line_count;
    assert!(exists, "{}: {} cites {}:{lines}", sample.display(), gap.id, evidence.file);
}
