//! Two runs over the same samples compared: what improved, what regressed, and whether that is more than chance.

use std::collections::BTreeMap;
use std::path::Path;

use super::sketch::mix;
use super::{BatchError, Row, journal};

/// How often the bootstrap draws. Chosen because the ends of a 95 % interval then move by less than a tenth of its width.
const DRAWS: u64 = 2_000;

/// How many samples are named that changed most.
const MOST_NAMED: usize = 10;

/// What changed from one run to another.
#[derive(Clone, Debug, Default)]
pub struct Trend {
    /// Samples that both runs graded.
    pub paired: usize,
    /// Samples that only the first or only the second run graded.
    pub unpaired: (usize, usize),
    /// The measures that both runs have, each with its change.
    pub changes: Vec<Change>,
    /// The samples whose gaps became fewer, most first: id, before, after.
    pub improved: Vec<(String, u32, u32)>,
    /// Those whose gaps became more.
    pub regressed: Vec<(String, u32, u32)>,
}

/// The change of one measure.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Which: `alignment`, `gaps`, `gaps: security` …
    pub measure: String,
    /// Samples that have it in both runs.
    pub samples: usize,
    /// Its mean in the first run.
    pub before: f64,
    /// Its mean in the second.
    pub after: f64,
    /// The 95 % interval of the mean difference, from a paired bootstrap.
    pub interval: (f64, f64),
    /// Whether more of it is better.
    pub more_is_better: bool,
}

impl Change {
    /// `better`, `worse` or, when the interval holds no difference, `no clear change`.
    #[must_use]
    pub fn verdict(&self) -> &'static str {
        let (low, high) = self.interval;
        match (low > 0.0, high < 0.0) {
            (true, _) => {
                if self.more_is_better {
                    "better"
                } else {
                    "worse"
                }
            }
            (_, true) => {
                if self.more_is_better {
                    "worse"
                } else {
                    "better"
                }
            }
            _ => "no clear change",
        }
    }
}

/// The numbers of one sample that are compared.
type Numbers = BTreeMap<String, f64>;

/// Compares two results files.
///
/// # Errors
/// When one cannot be read.
pub fn compare(first: &Path, second: &Path) -> Result<Trend, BatchError> {
    let (before, after) = (numbers(first)?, numbers(second)?);
    let paired: Vec<_> = before.iter().filter_map(|(id, old)| Some((id, old, after.get(id)?))).collect();
    let mut measures: Vec<&String> = paired.iter().flat_map(|(_, old, new)| old.keys().chain(new.keys())).collect();
    measures.sort_unstable();
    measures.dedup();
    let changes = measures.into_iter().filter_map(|measure| {
        // A dimension that a sample has no gap in has none of its gaps; any other measure that is absent is unknown.
        let absent = measure.starts_with(GAPS_OF).then_some(0.0);
        let value = |numbers: &Numbers| numbers.get(measure).copied().or(absent);
        let pairs: Vec<(f64, f64)> =
            paired.iter().filter_map(|(_, old, new)| Some((value(old)?, value(new)?))).collect();
        (!pairs.is_empty()).then(|| change(measure, &pairs))
    });
    let mut moved: Vec<_> = paired
        .iter()
        .filter_map(|(id, old, new)| Some(((*id).clone(), *old.get(GAPS)? as u32, *new.get(GAPS)? as u32)))
        .collect();
    let changes = changes.collect();
    moved.sort_by_key(|(id, old, new)| (i64::from(*new) - i64::from(*old), id.clone()));
    Ok(Trend {
        paired: paired.len(),
        unpaired: (before.len() - paired.len(), after.len() - paired.len()),
        changes,
        improved: moved.iter().filter(|(_, old, new)| new < old).take(MOST_NAMED).cloned().collect(),
        regressed: moved.iter().rev().filter(|(_, old, new)| new > old).take(MOST_NAMED).cloned().collect(),
    })
}

const GAPS: &str = "gaps";
const GAPS_OF: &str = "gaps: ";

fn numbers(path: &Path) -> Result<BTreeMap<String, Numbers>, BatchError> {
    let mut samples = BTreeMap::new();
    for row in journal::rows(path)? {
        let row = row?;
        if row.error.is_none() {
            let found = of_row(&row);
            samples.insert(row.id, found);
        }
    }
    Ok(samples)
}

fn of_row(row: &Row) -> Numbers {
    let mut numbers = Numbers::new();
    numbers.extend(row.alignment.map(|value| ("alignment".to_owned(), value)));
    if let Some(gaps) = &row.gaps {
        numbers.insert(GAPS.to_owned(), f64::from(gaps.total));
        numbers.extend(
            gaps.by_dimension.iter().map(|(dimension, count)| (format!("{GAPS_OF}{dimension}"), f64::from(*count))),
        );
    }
    for (aspect, score) in row.model.iter().flat_map(|side| &side.scores) {
        numbers.insert(format!("score: {}", aspect.replace('_', " ")), *score);
    }
    numbers
}

fn change(measure: &str, pairs: &[(f64, f64)]) -> Change {
    let count = pairs.len() as f64;
    let mean = |of: &dyn Fn(&(f64, f64)) -> f64| pairs.iter().map(of).sum::<f64>() / count;
    Change {
        measure: measure.to_owned(),
        samples: pairs.len(),
        before: mean(&|pair| pair.0),
        after: mean(&|pair| pair.1),
        interval: bootstrap(pairs),
        more_is_better: !measure.starts_with(GAPS),
    }
}

/// The 95 % percentile interval of the mean difference. The draws are the same in every run.
fn bootstrap(pairs: &[(f64, f64)]) -> (f64, f64) {
    let differences: Vec<f64> = pairs.iter().map(|(before, after)| after - before).collect();
    let count = differences.len() as u64;
    let mut state = 0_u64;
    let mut draw = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        differences[(mix(state) % count) as usize]
    };
    let mut means: Vec<f64> = (0..DRAWS).map(|_| (0..count).map(|_| draw()).sum::<f64>() / count as f64).collect();
    means.sort_by(f64::total_cmp);
    let at = |share: f64| means[((DRAWS - 1) as f64 * share).round() as usize];
    (at(0.025), at(0.975))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clear_change_is_told_from_chance() {
        let better: Vec<_> = (0..40).map(|at| (f64::from(50 + at % 7), f64::from(60 + at % 5))).collect();
        let same: Vec<_> = (0..40).map(|at| (f64::from(50 + at % 7), f64::from(50 + (at + 3) % 7))).collect();
        assert_eq!(change("alignment", &better).verdict(), "better");
        assert_eq!(change("gaps", &better).verdict(), "worse");
        assert_eq!(change("alignment", &same).verdict(), "no clear change");
        assert_eq!(bootstrap(&better), bootstrap(&better));
    }
}
