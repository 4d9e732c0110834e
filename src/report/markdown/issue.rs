//! One gap as an issue: Severity, Impact, Details, Resolution.

use std::fmt::Write;

use serde_json::Value as Json;

use super::text::{code, place, places};
use crate::dimensions::wording::{capitalised, folded, shortened};
use crate::dimensions::{Evidence, Gap, GapKind, SideFact, SideId};

/// How many places of one side are told. Chosen so that a line of details stays a line.
const MOST_PLACES: usize = 6;

/// An issue.
pub(super) fn text(gap: &Gap) -> String {
    let mut out =
        format!("\n### Issue: {}\n\n**Severity**: {}", sentence(&gap.title), capitalised(gap.severity.title()));
    let whose = match gap.side {
        SideId::Model => "",
        SideId::Ideal => " (a fault of the ideal)",
        SideId::Both => " (on both sides)",
    };
    out.push_str(whose);
    // An impact that only says the title again says nothing.
    if !gap.impact.is_empty() && !sentence(&gap.impact).ends_with(sentence(&gap.title)) {
        let _ = write!(out, "\\\n**Impact**: {}", gap.impact);
    }
    let details = details(gap);
    if !details.is_empty() {
        let _ = write!(out, "\\\n**Details**:\n\n{}", details.concat());
    } else {
        out.push('\n');
    }
    if !gap.recommendation.is_empty() {
        let _ = write!(out, "\n**Resolution**: {}\n", gap.recommendation);
    }
    out
}

/// A title as a part of the text: without a full stop.
pub(super) fn sentence(title: &str) -> &str {
    title.trim_end_matches('.')
}

/// What each side has, and the demand that is broken.
fn details(gap: &Gap) -> Vec<String> {
    let mut lines = Vec::new();
    for (side, name, fact) in [(SideId::Model, "Model", &gap.model), (SideId::Ideal, "Ideal", &gap.ideal)] {
        let claim = if gap.claimed_by == Some(side) { " (a claim of its text)" } else { "" };
        if let Some(text) = side_text(fact, &gap.title) {
            lines.push(format!("- {name}{claim}: {text}\n"));
        } else if is_absent(gap, side) {
            lines.push(format!("- {name}: none\n"));
        }
    }
    // The impact may cite it already.
    if let Some(demand) = gap.demand.as_ref().filter(|demand| !gap.impact.contains(&place(demand))) {
        lines.push(format!("- Demanded: {}\n", place(demand)));
    }
    lines
}

/// Whether a side has nothing of what a gap is about, and that is the gap.
fn is_absent(gap: &Gap, side: SideId) -> bool {
    match gap.kind {
        GapKind::Missing => gap.side == side || gap.side == SideId::Both,
        GapKind::Extra => gap.side != side && gap.side != SideId::Both,
        GapKind::Changed | GapKind::Violation | GapKind::Invalid => false,
    }
}

/// What a side has and where; nothing if there is neither.
fn side_text(fact: &SideFact, title: &str) -> Option<String> {
    let told = |value: &&Json| {
        !(is_encoded(value) || says_the_addresses(value, &fact.evidence) || is_in(value, title) && has_address(fact))
    };
    let value = fact.value.as_ref().filter(told).map(value_text);
    if value.is_none() && has_address(fact) {
        return Some(addressed(&fact.evidence));
    }
    let places = places(&fact.evidence, MOST_PLACES);
    match (value, places.is_empty()) {
        (Some(value), false) => Some(format!("{value} ({places})")),
        (Some(value), true) => Some(value),
        (None, false) => Some(places),
        (None, true) => None,
    }
}

fn has_address(fact: &SideFact) -> bool {
    fact.evidence.iter().any(|place| place.address.is_some())
}

/// How long a text without a blank is that no one reads: encoded data.
const LONGEST_WORD: usize = 60;

/// Whether a value is encoded, so that its beginning tells nothing.
fn is_encoded(value: &Json) -> bool {
    let encoded = |character: char| character.is_ascii_alphanumeric() || matches!(character, '+' | '/' | '=');
    value.as_str().is_some_and(|text| text.len() > LONGEST_WORD && text.chars().all(encoded))
}

/// Whether a value is words, all of which the title says already.
fn is_in(value: &Json, title: &str) -> bool {
    let plain = |text: &str| text.replace(['`', '\''], "");
    let words =
        |value: &Json| value.as_str().is_some_and(|text| text.contains(' ') && plain(title).contains(&plain(text)));
    match value {
        Json::Array(items) => !items.is_empty() && items.iter().all(words),
        other => words(other),
    }
}

/// Whether a value is but the list of the resources that the evidence names anyway.
fn says_the_addresses(value: &Json, evidence: &[Evidence]) -> bool {
    let names: Vec<&str> = match value {
        Json::Array(items) => items.iter().map(|item| item.as_str().unwrap_or_default()).collect(),
        // Of each, which settings it has.
        Json::Object(entries) => entries.keys().map(String::as_str).collect(),
        _ => return false,
    };
    let named = |text: &&str| {
        // Of several that one declaration makes, the first stands for all.
        let declaration = |address: &str| address.split('[').next().unwrap_or_default().to_owned();
        evidence.iter().filter_map(|it| it.address.as_deref()).any(|it| declaration(it) == declaration(text))
    };
    !names.is_empty() && names.iter().all(named)
}

/// Resources with their places: `a` (FILE:1-3), `b` (FILE:5).
fn addressed(evidence: &[Evidence]) -> String {
    let mut told: Vec<String> = Vec::new();
    for it in evidence {
        let text = match &it.address {
            Some(address) => format!("{} ({})", code(address), place(it)),
            None => place(it),
        };
        if !told.contains(&text) {
            told.push(text);
        }
    }
    let left_out = told.len().saturating_sub(MOST_PLACES);
    if left_out > 1 {
        told.truncate(MOST_PLACES);
        return format!("{} and {left_out} more", told.join(", "));
    }
    told.join(", ")
}

/// A JSON value as people read it: texts as code, lists and objects by their items.
fn value_text(value: &Json) -> String {
    match value {
        Json::Array(items) if items.iter().all(|item| !item.is_object() && !item.is_array()) && !items.is_empty() => {
            folded(&items.iter().map(value_text).collect::<Vec<_>>())
        }
        Json::Object(entries)
            if entries.values().all(|item| !item.is_object() && !item.is_array()) && !entries.is_empty() =>
        {
            let shown = |(name, value): (&String, &Json)| format!("{} = {}", code(name), value_text(value));
            folded(&entries.iter().map(shown).collect::<Vec<_>>())
        }
        Json::String(text) => code(&shortened(text)),
        other => code(&shortened(&other.to_string())),
    }
}

/// The places of a gap: those of the model, then those of the ideal.
pub(super) fn places_of(gap: &Gap) -> String {
    places(gap.model.evidence.iter().take(2).chain(gap.ideal.evidence.iter().take(2)), 2 * 2)
}
