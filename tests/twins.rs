//! Twins: the same resources written in several dialects are the same in the common model.
//!
//! Each second-level heading in `tests/twins/*.md` opens a case; each of its fences is an answer by itself.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::path::Path;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Parser, Tag};
use serde_json::{Value as Json, json};

use gapdiff::program::json::plain_map;
use gapdiff::stack::Resource;

/// A case: its name, and the fences with their info strings.
type Case = (String, Vec<(String, String)>);

#[test]
fn twins() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/twins");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut failures = String::new();
    for path in paths {
        for (name, answers) in cases(&std::fs::read_to_string(&path).unwrap()) {
            let case = format!("{}: {name}", path.file_name().unwrap().to_string_lossy());
            assert!(answers.len() > 1, "{case} has no twins");
            let texts: Vec<_> = answers.iter().map(|(language, code)| (language, resources(language, code))).collect();
            let (first_language, first) = &texts[0];
            assert!(!first.trim().is_empty(), "{case} has no resources");
            for (language, text) in &texts[1..] {
                let diff = similar::TextDiff::from_lines(first, text);
                let diff = diff.unified_diff().header(first_language, language).to_string();
                if !diff.is_empty() {
                    failures.push_str(&format!("{case}\n{diff}\n"));
                }
            }
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

/// The resources of an answer, one after another, whatever their names and order.
fn resources(language: &str, code: &str) -> String {
    let analysis = gapdiff::analyse("answer.md", format!("```{language}\n{code}```\n").as_bytes());
    let all = &analysis.stack.resources;
    let kinds: BTreeMap<&str, &str> = all.iter().map(|resource| (&*resource.address, &*resource.kind)).collect();
    let mut texts: Vec<_> = all.iter().map(|resource| text(resource, &kinds)).collect();
    texts.sort();
    texts.concat()
}

fn text(resource: &Resource, kinds: &BTreeMap<&str, &str>) -> String {
    let settings = serde_json::to_string_pretty(&normal(plain_map(&resource.properties), kinds)).unwrap();
    format!("{} {settings}\n", resource.kind)
}

/// A value without what differs between dialects and says nothing: names of resources, the order of names and of elements.
fn normal(value: Json, kinds: &BTreeMap<&str, &str>) -> Json {
    match value {
        Json::Array(items) => {
            let mut items: Vec<_> = items.into_iter().map(|item| normal(item, kinds)).collect();
            items.sort_by_key(Json::to_string);
            Json::Array(items)
        }
        Json::Object(entries) => {
            let target = entries.get("Ref").or_else(|| entries.get("Fn::GetAtt").and_then(|parts| parts.get(0)));
            if let Some(kind) = target.and_then(|target| kinds.get(target.as_str()?)) {
                return json!({ "Ref": kind });
            }
            let mut entries: Vec<_> = entries.into_iter().map(|(name, entry)| (name, normal(entry, kinds))).collect();
            entries.sort_by(|one, other| one.0.cmp(&other.0));
            Json::Object(entries.into_iter().collect())
        }
        value => value,
    }
}

fn cases(suite: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let (mut in_heading, mut in_fence) = (false, false);
    for event in Parser::new(suite) {
        match event {
            Event::Start(Tag::Heading { level: HeadingLevel::H2, .. }) => {
                in_heading = true;
                cases.push(Case::default());
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                in_fence = true;
                cases.last_mut().unwrap().1.push((info.to_string(), String::new()));
            }
            Event::Text(text) if in_fence => cases.last_mut().unwrap().1.last_mut().unwrap().1.push_str(&text),
            Event::Text(text) | Event::Code(text) if in_heading => cases.last_mut().unwrap().0.push_str(&text),
            Event::End(_) => (in_heading, in_fence) = (false, false),
            _ => {}
        }
    }
    cases
}
