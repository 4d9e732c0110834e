//! A document taken apart: sentences, cells and code, each with the answer that it speaks of.

use std::sync::LazyLock;

use regex::Regex;

use crate::dimensions::SideId;
use crate::source::Lines;

/// A piece of the document.
#[derive(Clone, Debug, Default)]
pub(super) struct Statement {
    /// Its words, or its code.
    pub(super) text: String,
    pub(super) lines: Option<Lines>,
    /// The language of a piece of code; `None` for words.
    pub(super) code: Option<String>,
    /// The answer that its column, label or heading names.
    pub(super) side: Option<SideId>,
    /// The line above a piece of code.
    pub(super) label: String,
    /// The first cell of its row.
    pub(super) row: Option<String>,
}

impl Statement {
    pub(super) fn lines(&self) -> Lines {
        self.lines.unwrap_or(Lines { start: 1, end: 1 })
    }

    /// The answer that is spoken of at an offset of the text: the last that is named before it in its sentence, else the one that its
    /// column or label names.
    pub(super) fn side_at(&self, at: usize) -> Option<SideId> {
        let before = self.text.get(..at).unwrap_or_default();
        let sentence = before.rfind(". ").map_or(0, |end| end + 1);
        let named = mentions(before.get(sentence..).unwrap_or_default()).last().map(|(_, side)| *side);
        named.or(self.side)
    }

    /// The clause around an offset.
    pub(super) fn clause_at(&self, at: usize) -> &str {
        let ends = [". ", "; ", ", whereas ", ", while ", " but ", " instead of "];
        let start = ends.iter().filter_map(|end| Some(self.text.get(..at)?.rfind(end)? + end.len())).max().unwrap_or(0);
        let end =
            ends.iter().filter_map(|end| Some(at + self.text.get(at..)?.find(end)?)).min().unwrap_or(self.text.len());
        self.text.get(start..end).unwrap_or_default()
    }

    /// The pieces between backticks, each with its offset.
    pub(super) fn spans(&self) -> Vec<(usize, &str)> {
        if self.code.is_some() {
            return Vec::new();
        }
        let found = CODE_SPAN.as_ref().map(|pattern| pattern.captures_iter(&self.text).collect::<Vec<_>>());
        let groups = found.unwrap_or_default().into_iter().filter_map(|found| found.get(1));
        groups.map(|span| (span.start(), span.as_str())).collect()
    }
}

static CODE_SPAN: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new("`([^`]+)`").ok());

static MODEL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"MODEL_RESPONSE(?:\.md)?|\b[Tt]he model\b|\b[Mm]odel(?:'s)? (?:response|answer|output)\b").ok()
});
static IDEAL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"IDEAL_RESPONSE(?:\.md)?|\b[Tt]he ideal\b|\bIDEAL\b|\b[Ii]deal (?:response|answer|solution|implementation)\b",
    )
    .ok()
});

/// The answers that a text names, in order, with the offset after each.
pub(super) fn mentions(text: &str) -> Vec<(usize, SideId)> {
    let of = |pattern: &LazyLock<Option<Regex>>, side| {
        let ends = pattern.as_ref().map(|it| it.find_iter(text).map(|found| (found.end(), side)).collect::<Vec<_>>());
        ends.unwrap_or_default()
    };
    let mut all = of(&MODEL, SideId::Model);
    all.extend(of(&IDEAL, SideId::Ideal));
    all.sort_unstable();
    all
}

/// The one answer that a text names; none if it names both.
fn only_side(text: &str) -> Option<SideId> {
    let all = mentions(text);
    let (_, first) = *all.first()?;
    all.iter().all(|(_, side)| *side == first).then_some(first)
}

/// Words after which a sentence says what should be, not what is.
const HEDGES: [&str; 34] = [
    "should",
    "must",
    "could",
    "would",
    "might",
    "may ",
    "need",
    "recommend",
    "consider",
    "ensure",
    "fix",
    "instead",
    "correct",
    "change",
    "replace",
    "add ",
    "use ",
    "set ",
    "example",
    "e.g.",
    "missing",
    "lack",
    "without",
    "not ",
    "n't",
    "never",
    "no ",
    "remove",
    "fail",
    "expected",
    "rather",
    "required",
    "added",
    "updated",
];

/// Whether a clause may say something else than that what it names is there.
pub(super) fn is_hedged(clause: &str) -> bool {
    let lower = clause.to_lowercase();
    HEDGES.iter().any(|hedge| lower.contains(hedge))
}

/// Takes a document apart.
pub(super) fn read(text: &str) -> Vec<Statement> {
    let mut statements: Vec<Statement> = Vec::new();
    let mut label = String::new();
    let (mut heading_side, mut label_side) = (None, None);
    let mut columns: Vec<Option<SideId>> = Vec::new();
    let mut fence: Option<(String, Statement)> = None;
    for (number, line) in (1..).zip(text.lines()) {
        let trimmed = line.trim();
        if let Some((mark, code)) = &mut fence {
            if trimmed.starts_with(mark.as_str()) && trimmed.trim_start_matches(['`', '~']).is_empty() {
                let (_, code) = fence.take().unwrap_or_default();
                statements.push(code);
            } else {
                code.text.push_str(line);
                code.text.push('\n');
                code.lines = code.lines.map(|lines| Lines { end: number, ..lines });
            }
            continue;
        }
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            let mark: String = trimmed.chars().take_while(|it| matches!(it, '`' | '~')).collect();
            let language = trimmed.trim_start_matches(['`', '~']).trim().to_lowercase();
            let side = only_side(&label).or(label_side).or(heading_side);
            let lines = Some(Lines { start: number + 1, end: number + 1 });
            let code = Statement { code: Some(language), lines, side, label: label.clone(), ..Statement::default() };
            fence = Some((mark, code));
            continue;
        }
        if !trimmed.starts_with('|') {
            columns.clear();
        }
        if trimmed.is_empty() {
            continue;
        }
        let lines = Some(Lines { start: number, end: number });
        if trimmed.starts_with('#') {
            let heading = trimmed.trim_start_matches('#').trim().to_owned();
            heading_side = only_side(&heading);
            (label_side, label) = (None, heading.clone());
            statements.push(Statement { text: heading.clone(), lines, side: heading_side, ..Statement::default() });
            continue;
        }
        if trimmed.starts_with('|') {
            let cells = cells(trimmed);
            if columns.is_empty() {
                columns = cells.iter().map(|cell| only_side(cell)).collect();
                continue;
            }
            let row = cells.first().cloned();
            for (at, cell) in cells.into_iter().enumerate() {
                let side = columns.get(at).copied().flatten();
                statements.push(Statement { text: cell, lines, side, row: row.clone(), ..Statement::default() });
            }
            continue;
        }
        // A label in bold, or a line that introduces what follows, speaks for it.
        if trimmed.starts_with("**") || trimmed.trim_end_matches('*').ends_with(':') {
            let introduced = trimmed.split(':').next().unwrap_or_default();
            label_side = only_side(introduced);
        }
        label = trimmed.to_owned();
        let side = label_side.or(heading_side);
        statements.push(Statement { text: trimmed.to_owned(), lines, side, ..Statement::default() });
    }
    statements.extend(fence.map(|(_, code)| code));
    statements
}

/// The cells of a row of a table.
fn cells(row: &str) -> Vec<String> {
    let inner = row.trim_matches('|').replace("\\|", "\u{1}");
    inner.split('|').map(|cell| cell.trim().replace('\u{1}', "|")).collect()
}
