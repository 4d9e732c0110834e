//! What grading costs beside the floor: parsing the same code with tree-sitter alone. Its ratio is what counts; timings vary with the machine.

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use tree_sitter::Parser;

use gapdiff::batch::grade::{self, Settings};
use gapdiff::batch::source::{self, Item};
use gapdiff::grading::rubric::{BUILT_IN, Rubric};
use gapdiff::response::{self, Language};

/// How many samples are graded in a turn.
const MOST_SAMPLES: usize = 40;

/// The samples of this folder, or of the one that `GAPDIFF_SAMPLES` names.
fn samples() -> Vec<Item> {
    let folder = std::env::var("GAPDIFF_SAMPLES").unwrap_or_else(|_| format!("{}/samples", env!("CARGO_MANIFEST_DIR")));
    let opened = source::open(Path::new(&folder), &source::Options::default());
    let all: Vec<Item> = opened.map(|opened| opened.samples.collect()).unwrap_or_default();
    let step = (all.len() / MOST_SAMPLES).max(1);
    all.into_iter().step_by(step).take(MOST_SAMPLES).collect()
}

fn grammar(language: Language) -> Option<tree_sitter::Language> {
    match language {
        Language::TypeScript | Language::JavaScript => Some(tree_sitter_typescript::LANGUAGE_TSX.into()),
        Language::Python => Some(tree_sitter_python::LANGUAGE.into()),
        Language::Java => Some(tree_sitter_java::LANGUAGE.into()),
        Language::Go => Some(tree_sitter_go::LANGUAGE.into()),
        _ => None,
    }
}

fn grading(criterion: &mut Criterion) {
    let samples = samples();
    let Ok(rubric) = Rubric::read(BUILT_IN) else { return };
    let settings = Settings::new(BUILT_IN, rubric, "training_quality".to_owned(), None);
    let documents = || samples.iter().flatten().flat_map(|sample| [&sample.model, &sample.ideal]);
    let bytes: usize = documents().map(|document| document.bytes.len()).sum();
    let blocks: Vec<_> =
        documents().flat_map(|document| response::read(&document.name, &document.bytes).blocks).collect();
    let mut group = criterion.benchmark_group("samples");
    group.sample_size(10).throughput(Throughput::Bytes(bytes as u64));
    group.bench_function("tree-sitter alone", |bencher| {
        bencher.iter(|| {
            for block in &blocks {
                let Some(grammar) = grammar(block.language) else { continue };
                let mut parser = Parser::new();
                if parser.set_language(&grammar).is_ok() {
                    black_box(parser.parse(block.text.as_bytes(), None));
                }
            }
        });
    });
    group.bench_function("grade", |bencher| {
        bencher.iter(|| {
            for sample in &samples {
                black_box(grade::grade(black_box(sample), &settings, |_, _| {}));
            }
        });
    });
    group.finish();
}

criterion_group!(benches, grading);
criterion_main!(benches);
