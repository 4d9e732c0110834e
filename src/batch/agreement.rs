//! How far the training value agrees with the score that people gave.

use std::collections::BTreeMap;

use serde::Serialize;

/// Counts of pairs of a value and a person's score, from which every measure is worked out. Its size does not grow with the samples.
#[derive(Clone, Debug, Default)]
pub struct Agreement {
    /// By the value and the score in tenths.
    counts: BTreeMap<(i64, i64), u64>,
}

/// What the counts come to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Measures {
    /// Samples that have both.
    pub samples: u64,
    /// Spearman's rank correlation; absent when one of the two never changes.
    pub spearman: Option<f64>,
    /// Its 95 % confidence interval.
    pub interval: Option<(f64, f64)>,
    /// The share of samples whose value is within one of the score.
    pub within_one: f64,
    /// How often each value meets each score, both rounded: `(value, score, samples)`.
    pub confusion: Vec<(i64, i64, u64)>,
}

impl Agreement {
    /// Counts a sample.
    pub fn add(&mut self, value: i64, score: f64) {
        *self.counts.entry((value, (score * 10.0).round() as i64)).or_default() += 1;
    }

    /// What the counts come to; nothing without samples.
    #[must_use]
    pub fn measures(&self) -> Option<Measures> {
        let samples: u64 = self.counts.values().sum();
        if samples == 0 {
            return None;
        }
        let near: u64 = self
            .counts
            .iter()
            .filter(|((value, score), _)| (value * 10 - score).abs() <= 10)
            .map(|(_, count)| count)
            .sum();
        let mut confusion: BTreeMap<(i64, i64), u64> = BTreeMap::new();
        for (&(value, score), count) in &self.counts {
            *confusion.entry((value, (score + 5).div_euclid(10))).or_default() += count;
        }
        let spearman = self.spearman(samples);
        Some(Measures {
            samples,
            spearman,
            interval: spearman.and_then(|rho| interval(rho, samples)),
            within_one: near as f64 / samples as f64,
            confusion: confusion.into_iter().map(|((value, score), count)| (value, score, count)).collect(),
        })
    }

    /// Pearson's correlation of the ranks, equals sharing their mean rank.
    fn spearman(&self, samples: u64) -> Option<f64> {
        let values = ranks(self.counts.iter().map(|((value, _), count)| (*value, *count)));
        let scores = ranks(self.counts.iter().map(|((_, score), count)| (*score, *count)));
        let mean = (samples as f64 + 1.0) / 2.0;
        let (mut both, mut of_values, mut of_scores) = (0.0, 0.0, 0.0);
        for ((value, score), &count) in &self.counts {
            let (x, y) = (values.get(value)? - mean, scores.get(score)? - mean);
            both += count as f64 * x * y;
            of_values += count as f64 * x * x;
            of_scores += count as f64 * y * y;
        }
        let spread = (of_values * of_scores).sqrt();
        (spread > 0.0).then(|| (both / spread).clamp(-1.0, 1.0))
    }
}

/// The mean rank of each value, of counts of values.
fn ranks(counts: impl Iterator<Item = (i64, u64)>) -> BTreeMap<i64, f64> {
    let mut by_value: BTreeMap<i64, u64> = BTreeMap::new();
    for (value, count) in counts {
        *by_value.entry(value).or_default() += count;
    }
    let mut before = 0;
    let rank = |(value, count)| {
        let rank = before as f64 + (count as f64 + 1.0) / 2.0;
        before += count;
        (value, rank)
    };
    by_value.into_iter().map(rank).collect()
}

/// The 95 % interval of a rank correlation: Fisher's transformation with the variance of Bonett and Wright (2000).
fn interval(rho: f64, samples: u64) -> Option<(f64, f64)> {
    if samples < 4 || rho.abs() >= 1.0 {
        return None;
    }
    let width = 1.959_964 * ((1.0 + rho * rho / 2.0) / (samples as f64 - 3.0)).sqrt();
    Some(((rho.atanh() - width).tanh(), (rho.atanh() + width).tanh()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measures(pairs: &[(i64, f64)]) -> Measures {
        let mut agreement = Agreement::default();
        for (value, score) in pairs {
            agreement.add(*value, *score);
        }
        agreement.measures().expect("samples")
    }

    #[test]
    fn known_correlations() {
        // With ties, which share their mean rank: 15 / 17.
        let found = measures(&[(1, 2.0), (2, 1.0), (3, 4.0), (4, 3.0), (5, 5.0), (5, 5.0)]);
        assert!((found.spearman.expect("a correlation") - 15.0 / 17.0).abs() < 1e-9, "{found:?}");
        assert!((measures(&[(1, 1.0), (2, 2.0), (3, 3.5)]).spearman.expect("one") - 1.0).abs() < 1e-12);
        assert!((measures(&[(1, 9.0), (2, 8.0), (3, 7.0)]).spearman.expect("one") + 1.0).abs() < 1e-12);
        assert_eq!(measures(&[(8, 9.0), (8, 7.0)]).spearman, None);
    }

    #[test]
    fn shares_and_confusion() {
        let found = measures(&[(8, 9.0), (8, 9.0), (8, 9.5), (3, 9.0)]);
        assert!((found.within_one - 0.5).abs() < 1e-12);
        assert_eq!(found.confusion, [(3, 9, 1), (8, 9, 2), (8, 10, 1)]);
    }

    #[test]
    fn the_interval_narrows_with_samples() {
        let (low, high) = interval(0.07, 147).expect("an interval");
        assert!(low < -0.08 && low > -0.10 && high > 0.22 && high < 0.24, "{low} {high}");
        assert_eq!(interval(0.5, 3), None);
    }
}
