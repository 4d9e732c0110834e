//! One snapshot per output format, on the pair in `samples/eks-vs-serverless`, and the determinism of each.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use gapdiff::report::{self, Contents, Look, Report};
use gapdiff::{Analysis, Comparison};

const LOOK: Look = Look { width: 100, color: false };

fn sample(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/samples/eks-vs-serverless/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn compare() -> (Analysis, Analysis, Comparison) {
    let model = gapdiff::analyse("MODEL_RESPONSE.md", &sample("MODEL_RESPONSE.md"));
    let ideal = gapdiff::analyse("IDEAL_RESPONSE.md", &sample("IDEAL_RESPONSE.md"));
    let prompt = gapdiff::prompt::read("PROMPT.md", &sample("PROMPT.md"));
    let comparison = gapdiff::compare(&model, &ideal, Some(&prompt));
    (model, ideal, comparison)
}

fn check(name: &str, write: impl Fn(&Report<'_>) -> String) {
    let text = || {
        let (model, ideal, comparison) = compare();
        write(&Report { model: &model, ideal: &ideal, comparison: &comparison })
    };
    let first = text();
    assert_eq!(first, text(), "the same input gives the same bytes");
    insta::assert_snapshot!(name, first);
}

#[test]
fn table() {
    check("table", |report| report::table::comparison(report, Contents::default(), LOOK));
}

#[test]
fn markdown() {
    check("markdown", |report| report::markdown::comparison(report, Contents::default()));
}

#[test]
fn markdown_table() {
    let contents = Contents { table_only: true, ..Contents::default() };
    check("markdown_table", move |report| report::markdown::comparison(report, contents));
}

#[test]
fn markdown_in_full() {
    let contents = Contents { diagram: true, explain_score: true, table_only: false };
    check("markdown_in_full", move |report| report::markdown::comparison(report, contents));
}

#[test]
fn json() {
    check("json", report::json::comparison);
}

#[test]
fn inspection_table() {
    check("inspection_table", |report| report::table::inspection(report.ideal, LOOK));
}

#[test]
fn inspection_json() {
    check("inspection_json", |report| report::json::inspection(report.ideal));
}

#[test]
fn sarif() {
    check("sarif", |report| report::sarif::write(&report::issues::of_gaps(report)));
}

#[test]
fn junit() {
    check("junit", |report| report::junit::write(&report::issues::of_gaps(report)));
}

#[test]
fn github_annotations() {
    check("github_annotations", |report| report::annotations::write(&report::issues::of_gaps(report)));
}

#[test]
fn csv() {
    check("csv", |report| report::csv::write(&report::issues::of_gaps(report)));
}

#[test]
fn findings_table() {
    check("findings_table", |report| {
        let failed = |finding: &gapdiff::checks::Finding| finding.verdict == gapdiff::checks::Verdict::Failed;
        let mut findings = gapdiff::checks::run(report.model);
        findings.retain(failed);
        report::findings::table(&report.model.response, &findings, LOOK)
    });
}
