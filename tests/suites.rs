//! The Markdown suites: each case in `tests/suites/*.md` holds two small answers and the gaps that must come out.
//!
//! `UPDATE_SUITES=1 cargo test --test suites` rewrites the expectations.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::fmt::Write as _;
use std::ops::Range;
use std::path::{Path, PathBuf};

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use gapdiff::dimensions::{Gap, SideFact};

/// One case of a suite.
#[derive(Default)]
struct Case {
    name: String,
    model: String,
    ideal: String,
    prompt: Option<String>,
    expected: String,
    /// Where the expectation stands in the suite.
    expected_range: Range<usize>,
}

#[test]
fn suites() {
    let update = std::env::var_os("UPDATE_SUITES").is_some();
    let mut failures = String::new();
    for path in suite_paths() {
        let suite = std::fs::read_to_string(&path).unwrap();
        let cases = cases(&suite);
        assert!(!cases.is_empty(), "{} holds no case", path.display());
        let mut rewritten = suite.clone();
        for case in cases.iter().rev() {
            let found = run(case);
            if found == case.expected {
                continue;
            }
            rewritten.replace_range(case.expected_range.clone(), &found);
            let diff = similar::TextDiff::from_lines(&case.expected, &found);
            let diff = diff.unified_diff().header("expected", "found").to_string();
            writeln!(failures, "{}: {}\n{diff}", path.display(), case.name).unwrap();
        }
        if update && rewritten != suite {
            std::fs::write(&path, rewritten).unwrap();
        }
    }
    assert!(update || failures.is_empty(), "{failures}\nUPDATE_SUITES=1 rewrites the expectations");
}

fn suite_paths() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suites");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.sort();
    paths
}

/// The cases of a suite: each second-level heading opens one, and its fences are named by their info strings.
fn cases(suite: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut events = Parser::new(suite).into_offset_iter();
    while let Some((event, range)) = events.next() {
        match event {
            Event::Start(Tag::Heading { level: pulldown_cmark::HeadingLevel::H2, .. }) => {
                let name = suite[range].trim_start_matches('#').trim().to_owned();
                cases.push(Case { name, ..Case::default() });
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                let mut content: Option<Range<usize>> = None;
                for (event, part) in events.by_ref() {
                    match event {
                        Event::Text(_) => content = Some(content.map_or(part.clone(), |all| all.start..part.end)),
                        Event::End(TagEnd::CodeBlock) => break,
                        _ => {}
                    }
                }
                let after_info = suite[range.clone()].find('\n').map_or(range.end, |at| range.start + at + 1);
                let content = content.unwrap_or(after_info..after_info);
                let case = cases.last_mut().expect("a fence stands below a case's heading");
                let text = suite[content.clone()].to_owned();
                match info.rsplit(' ').next().unwrap_or_default() {
                    "model" => case.model = text,
                    "ideal" => case.ideal = text,
                    "prompt" => case.prompt = Some(text),
                    "gaps" => (case.expected, case.expected_range) = (text, content),
                    other => panic!("{}: a fence is named `{other}`", case.name),
                }
            }
            _ => {}
        }
    }
    cases
}

/// The gaps of a case, a line each.
fn run(case: &Case) -> String {
    let model = gapdiff::analyse("MODEL", case.model.as_bytes());
    let ideal = gapdiff::analyse("IDEAL", case.ideal.as_bytes());
    let prompt = case.prompt.as_ref().map(|prompt| gapdiff::prompt::read("PROMPT", prompt.as_bytes()));
    let comparison = gapdiff::compare(&model, &ideal, prompt.as_ref());
    comparison.gaps.iter().map(line).collect()
}

/// `high security/violation model AWS::S3::Bucket.BucketEncryption: title (MODEL:12-15, IDEAL:8)`.
fn line(gap: &Gap) -> String {
    let id = |value| serde_json::to_value(value).unwrap().as_str().unwrap().to_owned();
    let subject = [gap.resource_type.as_deref(), gap.attribute.as_deref()].into_iter().flatten().collect::<Vec<_>>();
    let places: Vec<_> = [&gap.model, &gap.ideal].into_iter().flat_map(places).collect();
    format!(
        "{} {}/{} {} {}: {} ({})\n",
        gap.severity.title(),
        gap.dimension.title(),
        id(serde_json::json!(gap.kind)),
        id(serde_json::json!(gap.side)),
        subject.join("."),
        gap.title,
        places.join(", ")
    )
}

fn places(fact: &SideFact) -> Vec<String> {
    fact.evidence.iter().map(|evidence| format!("{}:{}", evidence.file, evidence.lines)).collect()
}
