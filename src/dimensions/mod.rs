//! The dimensions of the gap table: each turns a pair of stacks into gaps and, for six of them, a row. One file each.
//!
//! Most gaps come from two tables: the settings in which paired resources differ ([`settings`]) and the resources that only
//! one side has ([`presence`]) belong to the dimension that the tables name. What takes more than a look at one resource,
//! a dimension's own file finds.

mod architecture;

mod checks;
mod claims;
mod compliance;
mod configuration;
mod cost;
mod data;
mod delivery;
mod demands;
mod documentation;
mod findings;
mod gap;
#[cfg(test)]
mod harness;
mod headings;
mod migration;
pub(crate) mod nouns;
mod observability;
mod operations;
mod presence;
mod resilience;
mod rules;
mod security;
mod settings;
mod side;
mod structure;
mod testing;
mod tooling;
mod traits;
mod validity;
pub(crate) mod wording;

use crate::Analysis;
use crate::matching::Pairing;
use crate::verdict::{self, Verdict, VerdictId};

pub use gap::{DimensionId, Evidence, Gap, GapKind, Row, SideFact, SideId};
pub(crate) use side::short_name;
pub(crate) use tooling::title_of as language_title;

pub use crate::severity::Severity;

/// Everything that a dimension can look at.
#[derive(Debug)]
pub struct Context<'a> {
    /// The model's answer.
    pub model: &'a Analysis,
    /// The ideal answer.
    pub ideal: &'a Analysis,
    /// Which resource of the one is which of the other.
    pub pairing: &'a Pairing,
    /// What both cost a month.
    pub cost: &'a crate::cost::Pair,
    /// What the prompt demands, if there is one.
    pub prompt: Option<&'a crate::prompt::Prompt>,
    /// What must be known about the pair before its gaps.
    pub verdicts: &'a [Verdict],
}

/// One dimension. Adding one is a file beside this one and a line below.
pub struct Dimension {
    /// Which it is.
    pub id: DimensionId,
    /// Finds the gaps that are its own.
    pub gaps: fn(&Context<'_>) -> Vec<Gap>,
    /// Writes its row of the table, for the six that have one, knowing all gaps of the pair.
    pub row: Option<fn(&Context<'_>, &[Gap]) -> Row>,
}

/// Every dimension, in the order of the report.
pub const DIMENSIONS: &[Dimension] = &[
    Dimension { id: DimensionId::Architecture, gaps: architecture::gaps, row: Some(architecture::row) },
    Dimension { id: DimensionId::Tooling, gaps: tooling::gaps, row: Some(tooling::row) },
    Dimension { id: DimensionId::Configuration, gaps: configuration::gaps, row: Some(configuration::row) },
    Dimension { id: DimensionId::Data, gaps: data::gaps, row: Some(data::row) },
    Dimension { id: DimensionId::Security, gaps: security::gaps, row: Some(security::row) },
    Dimension { id: DimensionId::Cost, gaps: cost::gaps, row: Some(cost::row) },
    Dimension { id: DimensionId::Resilience, gaps: resilience::gaps, row: None },
    Dimension { id: DimensionId::Observability, gaps: observability::gaps, row: None },
    Dimension { id: DimensionId::Operations, gaps: operations::gaps, row: None },
    Dimension { id: DimensionId::Compliance, gaps: compliance::gaps, row: None },
    Dimension { id: DimensionId::Testing, gaps: testing::gaps, row: None },
    Dimension { id: DimensionId::Documentation, gaps: documentation::gaps, row: None },
    Dimension { id: DimensionId::Migration, gaps: migration::gaps, row: None },
    Dimension { id: DimensionId::Validity, gaps: validity::gaps, row: None },
];

/// Runs every dimension: the rows of the table, and the gaps with the most severe first.
#[must_use]
pub fn find_all(context: &Context<'_>) -> (Vec<Row>, Vec<Gap>) {
    let mut gaps = presence::gaps(context);
    gaps.extend(settings::gaps(context));
    gaps.extend(demands::gaps(context));
    for dimension in DIMENSIONS {
        gaps.extend((dimension.gaps)(context));
    }
    gaps.extend(checks::gaps(context, &gaps));
    claims::settle(context, &mut gaps);
    if context.ideal_is_excerpt() {
        // A part of an answer is no answer that would not deploy.
        gaps.retain(|gap| gap.dimension != DimensionId::Validity || gap.side != SideId::Ideal);
    }
    drop_repetitions(&mut gaps);
    join_invalid_values(&mut gaps);
    if context.are_versions(&gaps) {
        gaps.retain(|gap| gap.side != SideId::Both);
    }
    gaps.sort_by_key(|gap| (gap.severity, gap.dimension));
    make_ids_unique(&mut gaps);
    let rows = DIMENSIONS.iter().filter_map(|dimension| Some((dimension.row?)(context, &gaps)));
    (rows.map(|row| claims::settle_row(context, row)).collect(), gaps)
}

/// A broken rule that a difference of the same setting at the same place already tells only makes that one more severe.
fn drop_repetitions(gaps: &mut Vec<Gap>) {
    let top = |gap: &Gap| gap.attribute.as_deref().and_then(|path| path.split('.').next()).map(str::to_owned);
    let same_place = |one: &SideFact, other: &SideFact| {
        one.evidence.iter().all(|place| other.evidence.iter().any(|known| known.meets(place)))
    };
    let mut raised: Vec<(usize, Severity)> = Vec::new();
    let mut dropped: Vec<usize> = Vec::new();
    for (at, gap) in gaps.iter().enumerate().filter(|(_, gap)| gap.kind == GapKind::Violation) {
        let told = gaps.iter().position(|other| {
            other.kind != GapKind::Violation
                && other.side == gap.side
                && other.resource_type == gap.resource_type
                && top(other).is_some()
                && top(other) == top(gap)
                && match gap.side {
                    SideId::Ideal => same_place(&gap.ideal, &other.ideal),
                    _ => same_place(&gap.model, &other.model),
                }
        });
        if let Some(other) = told {
            raised.push((other, gap.severity));
            dropped.push(at);
        }
    }
    for (at, severity) in raised {
        gaps[at].severity = gaps[at].severity.min(severity);
    }
    let mut at = 0;
    gaps.retain(|_| {
        at += 1;
        !dropped.contains(&(at - 1))
    });
}

/// A value of the model that differs and is not even allowed is one gap: that it is not allowed.
fn join_invalid_values(gaps: &mut Vec<Gap>) {
    let is_of = |changed: &Gap, invalid: &Gap| {
        let setting = changed.attribute.as_deref().and_then(|path| path.rsplit('.').next());
        changed.kind == GapKind::Changed
            && changed.side == SideId::Model
            && changed.resource_type == invalid.resource_type
            && setting.is_some_and(|setting| invalid.title.contains(&wording::code(setting)))
            && invalid.model.evidence.iter().all(|place| changed.model.evidence.iter().any(|known| known.meets(place)))
    };
    for at in (0..gaps.len()).rev() {
        let Some(invalid) = gaps.get(at).filter(|gap| gap.kind == GapKind::Invalid && gap.side == SideId::Model) else {
            continue;
        };
        let Some(found) = gaps.iter().position(|changed| is_of(changed, invalid)) else { continue };
        let changed = gaps[found].clone();
        let invalid = &mut gaps[at];
        (invalid.attribute, invalid.model, invalid.ideal) = (changed.attribute, changed.model, changed.ideal);
        gaps.remove(found);
    }
}

/// Gaps of one kind at several places are told apart by a number.
fn make_ids_unique(gaps: &mut [Gap]) {
    let mut seen: std::collections::HashMap<String, u32> = std::collections::HashMap::new();
    for gap in gaps {
        let times = seen.entry(gap.id.clone()).or_default();
        *times += 1;
        if *times > 1 {
            gap.id = format!("{}-{times}", gap.id);
        }
    }
}

/// The severity of a row: that of the most severe gap behind it.
fn row_severity(gaps: &[Gap], behind: impl Fn(&Gap) -> bool) -> Option<Severity> {
    gaps.iter().filter(|gap| behind(gap)).map(|gap| gap.severity).min()
}

/// How many settings the attribute of a gap names. Chosen so that it stays one that people read.
const MOST_ATTRIBUTES: usize = 12;

/// Several settings as the attribute of one gap: `RoleName / BucketName`.
fn joined_attributes(names: &[&str]) -> String {
    names[..names.len().min(MOST_ATTRIBUTES)].join(" / ")
}

/// How many gaps a row's impact tells.
const MOST_TOLD: usize = 2;

/// What the most severe gaps of a dimension say.
fn worst(gaps: &[Gap], dimension: DimensionId) -> String {
    let titles =
        gaps.iter().filter(|gap| gap.dimension == dimension).take(MOST_TOLD).map(|gap| format!("{}.", gap.title));
    titles.collect::<Vec<_>>().join(" ")
}

impl Context<'_> {
    /// Whether the ideal shows only a part of what it deploys.
    fn ideal_is_excerpt(&self) -> bool {
        let shows_part = [VerdictId::Excerpt, VerdictId::CutOff];
        self.ideal.stack.resources.is_empty() || verdict::has(self.verdicts, SideId::Ideal, &shows_part)
    }

    /// Whether the two are one answer: nothing tells them apart, or a single gap that comes from a single line. What they have in
    /// common is no gap between them then, not even where it is wrong.
    fn are_versions(&self, gaps: &[Gap]) -> bool {
        match gaps.iter().filter(|gap| gap.side != SideId::Both).count() {
            0 => !self.pairing.pairs.is_empty() || self.model.stack.resources.is_empty(),
            1 => self.differ_in_one_line(),
            _ => false,
        }
    }

    fn differ_in_one_line(&self) -> bool {
        let lines = |answer: &'_ Analysis| -> Vec<String> {
            answer.response.files.iter().flat_map(|file| file.text.lines().map(str::to_owned)).collect()
        };
        let (ours, theirs) = (lines(self.model), lines(self.ideal));
        ours.len() == theirs.len() && ours.iter().zip(&theirs).filter(|(our, their)| our != their).count() <= 1
    }

    /// Lines of the prompt as evidence.
    fn demand(&self, lines: crate::source::Lines) -> Option<Evidence> {
        self.prompt.map(|prompt| Evidence { file: std::sync::Arc::clone(&prompt.name), lines, address: None })
    }
}
