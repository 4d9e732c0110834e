//! An answer as claims are held against it: its lines, as written and without what does not matter in them.

use std::collections::HashMap;

use super::Given;
use crate::Analysis;
use crate::dimensions::SideId;
use crate::source::Lines;

pub(super) struct Answer<'a> {
    pub(super) id: SideId,
    pub(super) analysis: &'a Analysis,
    /// All of it.
    pub(super) text: String,
    /// Each line as [`essence`].
    pub(super) essences: Vec<String>,
    /// Where each of them stands, counted from 0.
    places: HashMap<String, Vec<usize>>,
}

impl<'a> Answer<'a> {
    pub(super) fn new(id: SideId, given: Given<'a>) -> Self {
        let text = String::from_utf8_lossy(given.text).into_owned();
        let essences: Vec<String> = text.lines().map(essence).collect();
        let mut places: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, line) in essences.iter().enumerate() {
            places.entry(line.clone()).or_default().push(at);
        }
        Self { id, analysis: given.analysis, text, essences, places }
    }

    /// How a sentence calls it.
    pub(super) fn title(&self) -> &'static str {
        if self.id == SideId::Ideal { "ideal" } else { "model" }
    }

    /// Where a whole line stands that says the same.
    pub(super) fn places_of(&self, line: &str) -> &[usize] {
        self.places.get(line).map_or(&[], Vec::as_slice)
    }

    /// All lines in which a text stands as it is written, counted from 1.
    pub(super) fn lines_with(&self, text: &str) -> Vec<u32> {
        (1..).zip(self.text.lines()).filter(|(_, line)| line.contains(text)).map(|(number, _)| number).collect()
    }

    /// Where a text stands whose white space, quotes and closing punctuation do not matter.
    pub(super) fn line_like(&self, text: &str) -> Option<u32> {
        let wanted = essence(text);
        self.essences.iter().position(|line| line.contains(&wanted)).map(|at| at as u32 + 1)
    }

    pub(super) fn line_count(&self) -> u32 {
        self.essences.len() as u32
    }

    /// Where several lines stand, each on a line of its own: the shortest stretch from the first of them to the last.
    pub(super) fn stretch(&self, lines: &[String]) -> Option<Lines> {
        let (first, last) = (self.places_of(lines.first()?), self.places_of(lines.last()?));
        let ends = first.iter().filter_map(|&start| last.iter().find(|&&end| end >= start).map(|&end| (start, end)));
        let (start, end) = ends.min_by_key(|(start, end)| end - start)?;
        Some(Lines { start: start as u32 + 1, end: end as u32 + 1 })
    }
}

/// What matters in a line of code: without white space, quotes, comments and the punctuation at its end.
pub(super) fn essence(line: &str) -> String {
    let code =
        [" #", " //", "\t#", "\t//"].iter().filter_map(|mark| line.find(mark)).min().map_or(line, |at| &line[..at]);
    // A comment alone is what it says.
    let code = if code.trim().is_empty() { line } else { code };
    let kept: String = code.chars().filter(|it| !it.is_whitespace() && !matches!(it, '"' | '\'' | '`')).collect();
    kept.trim_end_matches([',', ';']).to_owned()
}

/// Whether a line of code says enough to be recognised.
pub(super) fn is_telling(essence: &str) -> bool {
    essence.chars().filter(|it| it.is_alphanumeric()).count() >= LEAST_TELLING
}

/// How many letters and digits a line must have. Chosen because shorter ones (`tags = {`, `end`) stand everywhere.
const LEAST_TELLING: usize = 6;
