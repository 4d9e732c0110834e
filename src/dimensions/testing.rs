//! *testing*: the tests that the answers carry.

use super::headings::headings;
use super::side::Side;
use super::wording::{code, count, folded};
use super::{Context, DimensionId, Evidence, Gap, GapKind, Severity, SideFact, SideId};
use crate::response::{Role, SourceFile};

pub(super) fn gaps(context: &Context<'_>) -> Vec<Gap> {
    let (model, ideal) = (context.model_side(), context.ideal_side());
    let (ours, theirs) = (tests(model), tests(ideal));
    let asked = context
        .prompt
        .and_then(|prompt| ["unit test", "integration test", "test"].iter().find_map(|word| prompt.names(&[word])));
    let (kind, side, severity, title) = match (ours.is_empty(), theirs.is_empty()) {
        (true, false) => {
            let title = format!("The model has no tests; the ideal has {}", told(&theirs));
            (GapKind::Missing, SideId::Model, Severity::Medium, title)
        }
        (false, true) => {
            let title = format!("The model has {}; the ideal has no tests", told(&ours));
            (GapKind::Extra, SideId::Model, Severity::Info, title)
        }
        (true, true) if !described(ideal).is_empty() && described(model).is_empty() => {
            let title = "The model has no tests; the ideal describes some without showing them".to_owned();
            (GapKind::Missing, SideId::Model, Severity::Low, title)
        }
        (true, true) if asked.is_some() => {
            (GapKind::Missing, SideId::Both, Severity::Low, "Neither answer has tests".to_owned())
        }
        _ => return Vec::new(),
    };
    let id = if kind == GapKind::Missing { "missing-tests" } else { "extra-tests" };
    let mut gap = Gap::new(id.to_owned(), DimensionId::Testing, kind, side, severity, title);
    gap.model = fact(model, &ours);
    gap.ideal = fact(ideal, &theirs);
    if side == SideId::Model && theirs.is_empty() && kind == GapKind::Missing {
        gap.ideal.evidence = described(ideal);
    }
    if kind == GapKind::Missing {
        gap.impact = "Nothing checks what the code declares before it is deployed.".to_owned();
    }
    if let (Some(sentence), Some(prompt)) = (asked, context.prompt) {
        gap.impact = format!("{} {}:{} asks for tests.", gap.impact, prompt.name, sentence.lines).trim().to_owned();
        gap.demand = context.demand(sentence.lines);
    }
    vec![gap]
}

fn tests(side: Side<'_>) -> Vec<&SourceFile> {
    side.response.files.iter().filter(|file| file.role == Role::Test).collect()
}

/// Where the prose of a side speaks of its tests: under a heading of their own.
fn described(side: Side<'_>) -> Vec<Evidence> {
    let is_about_tests = |heading: &str| {
        let words = crate::matching::split_words(heading);
        words.iter().any(|word| matches!(word.as_str(), "test" | "tests" | "testing"))
    };
    let headings = headings(side).into_iter().filter(|(heading, _)| is_about_tests(heading));
    headings.map(|(_, lines)| Evidence { file: side.response.name.clone(), lines, address: None }).collect()
}

/// `two test files (unit and integration)`.
fn told(files: &[&SourceFile]) -> String {
    let names: Vec<String> = files.iter().filter_map(|file| file.path.as_deref()).map(code).collect();
    let number = count(files.len(), "test file", "test files");
    let kinds: Vec<&str> = [("unit", "unit"), ("integration", "int")]
        .into_iter()
        .filter(|(_, part)| files.iter().any(|file| file.path.as_deref().is_some_and(|path| path.contains(part))))
        .map(|(kind, _)| kind)
        .collect();
    let kinds = if kinds.is_empty() { String::new() } else { format!(" of {} tests", kinds.join(" and ")) };
    if names.is_empty() { format!("{number}{kinds}") } else { format!("{number}{kinds} ({})", folded(&names)) }
}

fn fact(side: Side<'_>, files: &[&SourceFile]) -> SideFact {
    let evidence = files.iter().flat_map(|file| &file.blocks).filter_map(|&block| side.response.blocks.get(block));
    SideFact {
        value: (!files.is_empty()).then(|| files.len().into()),
        evidence: evidence
            .map(|block| Evidence { file: side.response.name.clone(), lines: block.lines, address: None })
            .collect(),
    }
}
