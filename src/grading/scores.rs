//! Scores from 0 to 100: five aspects of each side, and how near the model is to the ideal. `docs/scores.md` has the formula.
//!
//! Each gap takes a share of what is left, the most severe first. So a score never falls below 0, one more gap never raises one, and what
//! each gap takes can be told.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::Serialize;

use crate::catalog::table;
use crate::dimensions::{DimensionId, Gap, Severity, SideId};
use crate::verdict::{self, Verdict, VerdictId, WITHOUT_CODE};

/// The scores of a pair.
#[derive(Clone, Debug, PartialEq, JsonSchema, Serialize)]
pub struct Scores {
    /// The aspects of the model; absent when it shows no code.
    pub model: Option<Aspects>,
    /// The aspects of the ideal; absent when it shows no code.
    pub ideal: Option<Aspects>,
    /// How near the model is to the ideal, 0 to 100; absent when the ideal shows no code to be near to.
    pub alignment: Option<u32>,
    /// What each gap takes from which score, in the order in which it is taken.
    pub points: Vec<Point>,
}

/// The five aspects of one side, 0 to 100 each; 100 means that no gap of that kind was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Aspects {
    pub security: u32,
    pub reliability: u32,
    pub performance: u32,
    pub cost: u32,
    pub operational_excellence: u32,
}

impl Aspects {
    /// Its scores, in the order of [`ASPECTS`].
    #[must_use]
    pub fn all(self) -> [u32; 5] {
        [self.security, self.reliability, self.performance, self.cost, self.operational_excellence]
    }
}

/// What a gap takes from a score.
#[derive(Clone, Debug, PartialEq, JsonSchema, Serialize)]
pub struct Point {
    /// The side whose aspect it is, or `both` for the alignment.
    pub side: SideId,
    /// `security`, `reliability`, `performance`, `cost`, `operational excellence` or `alignment`.
    pub score: &'static str,
    /// Id of the gap.
    pub gap: String,
    /// What it takes.
    pub lost: f64,
}

/// The aspects, in the order of the report.
pub const ASPECTS: [&str; 5] = ["security", "reliability", "performance", "cost", "operational excellence"];

/// The name of the overall score.
pub const ALIGNMENT: &str = "alignment";

/// The share of an aspect that a gap takes. Chosen so that one critical gap in security leaves 60, one of high severity 80, which is where
/// reviewers put an answer with such a flaw, and a dozen trifles do not look like one.
fn share_of_aspect(severity: Severity) -> f64 {
    match severity {
        Severity::Critical => 0.40,
        Severity::High => 0.20,
        Severity::Medium => 0.08,
        Severity::Low => 0.03,
        Severity::Info => 0.0,
    }
}

/// The share of the alignment that a gap takes. Chosen smaller than that of an aspect, since all gaps of a pair count: a pair with a typical dozen
/// of gaps keeps about half.
fn share_of_alignment(severity: Severity) -> f64 {
    match severity {
        Severity::Critical => 0.15,
        Severity::High => 0.08,
        Severity::Medium => 0.03,
        Severity::Low => 0.01,
        Severity::Info => 0.0,
    }
}

/// The aspects that a gap counts in.
fn aspects_of(gap: &Gap) -> Vec<&'static str> {
    let mut aspects = Vec::new();
    match gap.dimension {
        DimensionId::Security | DimensionId::Compliance => aspects.push("security"),
        DimensionId::Resilience | DimensionId::Data | DimensionId::Validity => aspects.push("reliability"),
        DimensionId::Cost => aspects.push("cost"),
        DimensionId::Observability
        | DimensionId::Operations
        | DimensionId::Testing
        | DimensionId::Documentation
        | DimensionId::Migration => aspects.push("operational excellence"),
        DimensionId::Architecture | DimensionId::Tooling | DimensionId::Configuration => {}
    }
    if concerns_performance(gap) {
        aspects.push("performance");
    }
    aspects
}

static PERFORMANCE: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
    let rows = table::rows(include_str!("../../grammars/aws/performance.tsv"));
    rows.map(|[name]| name).collect()
});

/// Whether a gap is about a setting or a type that says how fast or how large something is.
fn concerns_performance(gap: &Gap) -> bool {
    let of_type = gap.resource_type.iter().any(|kind| PERFORMANCE.contains(&**kind));
    let settings = gap.attribute.iter().flat_map(|paths| paths.split(" / ")).flat_map(|path| path.split('.'));
    of_type || settings.map(|setting| setting.split('[').next().unwrap_or_default()).any(|it| PERFORMANCE.contains(it))
}

/// The scores of a pair with these gaps.
#[must_use]
pub fn scores(gaps: &[Gap], verdicts: &[Verdict]) -> Scores {
    let mut ordered: Vec<&Gap> = gaps.iter().collect();
    ordered.sort_by_key(|gap| gap.severity);
    let mut points = Vec::new();
    let mut aspects = |side: SideId| -> Option<Aspects> {
        if verdict::has(verdicts, side, &WITHOUT_CODE) {
            return None;
        }
        let at_fault = |gap: &&&Gap| gap.side == side || gap.side == SideId::Both;
        let [security, reliability, performance, cost, operational_excellence] = ASPECTS.map(|aspect| {
            let counted = ordered.iter().filter(at_fault).filter(|gap| aspects_of(gap).contains(&aspect));
            left(counted.copied(), share_of_aspect, (side, aspect), &mut points)
        });
        Some(Aspects { security, reliability, performance, cost, operational_excellence })
    };
    let (model, ideal) = (aspects(SideId::Model), aspects(SideId::Ideal));
    let without = |side| verdict::has(verdicts, side, &WITHOUT_CODE);
    let alignment = if verdict::has(verdicts, SideId::Both, &[VerdictId::Identical]) {
        Some(100)
    } else if without(SideId::Ideal) {
        None
    } else if without(SideId::Model) {
        Some(0)
    } else {
        let counted = ordered.iter().filter(|gap| gap.side == SideId::Model).copied();
        Some(left(counted, share_of_alignment, (SideId::Both, ALIGNMENT), &mut points))
    };
    Scores { model, ideal, alignment, points }
}

/// What the gaps leave of 100, and, in `points`, what each takes.
fn left<'a>(
    gaps: impl Iterator<Item = &'a Gap>,
    share: fn(Severity) -> f64,
    (side, score): (SideId, &'static str),
    points: &mut Vec<Point>,
) -> u32 {
    let mut left = 100.0_f64;
    for gap in gaps {
        // A gap that is less sure takes less.
        let lost = left * share(gap.severity) * gap.confidence.clamp(0.0, 1.0);
        if lost > 0.0 {
            left -= lost;
            points.push(Point { side, score, gap: gap.id.clone(), lost: (lost * 10.0).round() / 10.0 });
        }
    }
    left.round().clamp(0.0, 100.0) as u32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::dimensions::GapKind;

    fn gap(dimension: usize, severity: usize, side: usize, confidence: f64) -> Gap {
        let side = [SideId::Model, SideId::Ideal, SideId::Both][side];
        let mut gap = Gap::new(
            "id".to_owned(),
            DimensionId::ALL[dimension],
            GapKind::Changed,
            side,
            Severity::ALL[severity],
            String::new(),
        );
        gap.confidence = confidence;
        gap.attribute = severity.is_multiple_of(2).then(|| "MemorySize".to_owned());
        gap
    }

    fn gaps() -> impl Strategy<Value = Vec<Gap>> {
        let one = (0..14_usize, 0..5_usize, 0..3_usize, 0.0..1.0_f64);
        prop::collection::vec(
            one.prop_map(|(dimension, severity, side, sure)| gap(dimension, severity, side, sure)),
            0..40,
        )
    }

    /// All scores of a pair.
    fn all(scores: &Scores) -> Vec<u32> {
        let sides = [scores.model, scores.ideal].into_iter().flatten().flat_map(Aspects::all);
        sides.chain(scores.alignment).collect()
    }

    proptest! {
        #[test]
        fn one_more_gap_raises_no_score(before in gaps(), more in gaps()) {
            let with_more: Vec<Gap> = before.iter().chain(&more).cloned().collect();
            let (fewer, more) = (scores(&before, &[]), scores(&with_more, &[]));
            for (fewer, more) in all(&fewer).into_iter().zip(all(&more)) {
                prop_assert!(more <= fewer && fewer <= 100);
            }
        }

        #[test]
        fn points_explain_scores(gaps in gaps()) {
            let scores = scores(&gaps, &[]);
            let lost: f64 = scores.points.iter().filter(|point| point.score == ALIGNMENT).map(|point| point.lost).sum();
            let rounding = 0.5 + 0.05 * gaps.len() as f64;
            prop_assert!((100.0 - lost - f64::from(scores.alignment.unwrap_or_default())).abs() <= rounding);
        }
    }

    #[test]
    fn no_gap_leaves_everything() {
        assert!(all(&scores(&[], &[])).into_iter().all(|score| score == 100));
    }

    #[test]
    fn a_gap_counts_where_it_belongs() {
        let scores = scores(&[gap(4, 1, 0, 1.0)], &[]);
        let model = scores.model.expect("it has code");
        assert_eq!((model.security, model.reliability, scores.alignment), (80, 100, Some(92)));
        assert_eq!(scores.ideal.expect("it has code").security, 100);
        assert_eq!(scores.points.len(), 2);
    }

    #[test]
    fn what_shows_no_code_has_no_score() {
        let verdict = |side| Verdict { verdict: VerdictId::NoCode, side, reason: String::new(), evidence: Vec::new() };
        let of_model = scores(&[], &[verdict(SideId::Model)]);
        assert_eq!((of_model.model, of_model.alignment), (None, Some(0)));
        let of_ideal = scores(&[], &[verdict(SideId::Ideal)]);
        assert_eq!((of_ideal.ideal, of_ideal.alignment), (None, None));
    }
}
