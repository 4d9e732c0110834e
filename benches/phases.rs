//! What each phase costs on a pair of some 25 KB a side, beside the floor: parsing the same code with tree-sitter alone.
//!
//! Timings vary with the machine; the ratios within one run are what counts.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};

use gapdiff::{report, response, syntax};

/// Size of each side. Chosen because the median of real answers is near it.
const SIDE_BYTES: usize = 25_000;

/// A sample's answer, repeated under new paths and names until it is that large.
fn answer(name: &str) -> Vec<u8> {
    let path = format!("{}/samples/eks-vs-serverless/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let mut grown = String::new();
    let mut turn = 0;
    while grown.len() < SIDE_BYTES && !text.is_empty() {
        grown.push_str(&text.replace("payments", &format!("payments{turn}")).replace("lib/", &format!("part{turn}/")));
        turn += 1;
    }
    grown.into_bytes()
}

fn phases(criterion: &mut Criterion) {
    let (model, ideal) = (answer("MODEL_RESPONSE.md"), answer("IDEAL_RESPONSE.md"));
    let mut group = criterion.benchmark_group("pair");
    group.throughput(Throughput::Bytes((model.len() + ideal.len()) as u64));
    let responses = [response::read("MODEL.md", &model), response::read("IDEAL.md", &ideal)];
    group.bench_function("split", |bencher| {
        bencher.iter(|| [response::read("MODEL.md", black_box(&model)), response::read("IDEAL.md", black_box(&ideal))]);
    });
    group.bench_function("parse", |bencher| {
        bencher.iter(|| responses.each_ref().map(|response| syntax::parse_all(black_box(response))));
    });
    let analyses = [gapdiff::analyse("MODEL.md", &model), gapdiff::analyse("IDEAL.md", &ideal)];
    group.bench_function("analyse", |bencher| {
        bencher.iter(|| {
            [gapdiff::analyse("MODEL.md", black_box(&model)), gapdiff::analyse("IDEAL.md", black_box(&ideal))]
        });
    });
    group.bench_function("compare", |bencher| {
        let [model, ideal] = &analyses;
        bencher.iter(|| gapdiff::compare(black_box(model), black_box(ideal), None));
    });
    group.bench_function("report", |bencher| {
        let [model, ideal] = &analyses;
        let comparison = gapdiff::compare(model, ideal, None);
        let report = report::Report { model, ideal, comparison: &comparison };
        bencher.iter(|| report::json::comparison(black_box(&report)));
    });
    group.finish();
}

criterion_group!(benches, phases);
criterion_main!(benches);
