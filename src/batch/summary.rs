//! What all results come to: counts by tool, language and dimension, the most frequent gaps, the best and the worst samples. Its size is bounded.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::agreement::Agreement;
use super::row::Row;

/// How many different gaps are counted. Chosen far above what real sets have; the most frequent ones come early.
const MOST_GAPS: usize = 50_000;

/// How many best and worst samples are kept.
const MOST_SAMPLES: usize = 10;

/// How many samples the page of the run lists. Chosen because a browser still sorts so many at once; the results hold them all.
pub const MOST_LISTED: usize = 5_000;

/// What all results come to.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// Samples.
    pub samples: u64,
    /// Those with an error.
    pub errors: u64,
    /// Training values, by value.
    pub values: BTreeMap<i64, u64>,
    /// Alignments, by their tens.
    pub alignments: BTreeMap<i64, u64>,
    /// By the tool of the ideal.
    pub tools: BTreeMap<String, Group>,
    /// By the language of the ideal.
    pub languages: BTreeMap<String, Group>,
    /// Gaps by dimension.
    pub dimensions: IndexMap<String, Count>,
    /// Gaps by severity.
    pub severities: IndexMap<String, u64>,
    /// By the tool of the ideal and the dimension: how many gaps.
    pub heat: BTreeMap<String, BTreeMap<String, u64>>,
    /// In how many samples each gap is.
    pub gaps: BTreeMap<String, u64>,
    /// In how many samples each check of the data found something.
    pub checks: BTreeMap<String, u64>,
    /// Agreement with people.
    pub agreement: Agreement,
    /// The samples with the most to learn, the first of equals first.
    pub best: Vec<(i64, String)>,
    /// Those with the least.
    pub worst: Vec<(i64, String)>,
    /// Rows for the page, up to [`MOST_LISTED`].
    pub listed: Vec<Row>,
}

/// Samples of one kind.
#[derive(Clone, Debug, Default)]
pub struct Group {
    /// How many.
    pub samples: u64,
    /// Their gaps.
    pub gaps: u64,
    /// The sum of their training values.
    pub value: i64,
    /// The sum of their alignments, and how many have one.
    pub alignment: (f64, u64),
}

impl Group {
    /// The mean training value.
    #[must_use]
    pub fn mean_value(&self) -> f64 {
        self.value as f64 / self.samples.max(1) as f64
    }

    /// The mean alignment, if any has one.
    #[must_use]
    pub fn mean_alignment(&self) -> Option<f64> {
        (self.alignment.1 > 0).then(|| self.alignment.0 / self.alignment.1 as f64)
    }

    /// Gaps a sample.
    #[must_use]
    pub fn mean_gaps(&self) -> f64 {
        self.gaps as f64 / self.samples.max(1) as f64
    }

    fn add(&mut self, row: &Row) {
        self.samples += 1;
        self.gaps += row.gaps.as_ref().map_or(0, |gaps| u64::from(gaps.total));
        self.value += row.training_value.unwrap_or_default();
        if let Some(alignment) = row.alignment {
            self.alignment = (self.alignment.0 + alignment, self.alignment.1 + 1);
        }
    }
}

/// Gaps of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// How many.
    pub gaps: u64,
    /// In how many samples.
    pub samples: u64,
}

impl Summary {
    /// Adds the result of a sample; `list` says whether the page of the run is wanted.
    pub fn add(&mut self, row: &Row, list: bool) {
        self.samples += 1;
        for check in &row.checks {
            *self.checks.entry(check.check.clone()).or_default() += 1;
        }
        if list && self.listed.len() < MOST_LISTED {
            // The page shows neither sketches nor hashes.
            self.listed.push(Row { sketch: String::new(), gap_names: Vec::new(), ..row.clone() });
        }
        if row.error.is_some() {
            self.errors += 1;
            return;
        }
        if let Some(value) = row.training_value {
            *self.values.entry(value).or_default() += 1;
            rank(&mut self.best, value, &row.id, |one, other| one > other);
            rank(&mut self.worst, value, &row.id, |one, other| one < other);
            if let Some(score) = row.human_score {
                self.agreement.add(value, score);
            }
        }
        if let Some(alignment) = row.alignment {
            *self.alignments.entry((alignment / 10.0).floor().clamp(0.0, 9.0) as i64).or_default() += 1;
        }
        let tool = row.ideal.as_ref().map_or("none", |side| side.tool.as_str());
        let language = row.ideal.as_ref().and_then(|side| side.language.as_deref()).unwrap_or("none");
        self.tools.entry(tool.to_owned()).or_default().add(row);
        self.languages.entry(language.to_owned()).or_default().add(row);
        if let Some(gaps) = &row.gaps {
            let heat = self.heat.entry(tool.to_owned()).or_default();
            for (dimension, &count) in &gaps.by_dimension {
                *heat.entry(dimension.clone()).or_default() += u64::from(count);
                let all = self.dimensions.entry(dimension.clone()).or_default();
                *all = Count { gaps: all.gaps + u64::from(count), samples: all.samples + 1 };
            }
            for (severity, &count) in &gaps.by_severity {
                *self.severities.entry(severity.clone()).or_default() += u64::from(count);
            }
        }
        for name in &row.gap_names {
            if let Some(count) = self.gaps.get_mut(name) {
                *count += 1;
            } else if self.gaps.len() < MOST_GAPS {
                self.gaps.insert(name.clone(), 1);
            }
        }
    }

    /// The most frequent gaps, with the number of samples that have each; of equals the first by name.
    #[must_use]
    pub fn top_gaps(&self, most: usize) -> Vec<(&str, u64)> {
        let mut gaps: Vec<_> = self.gaps.iter().map(|(name, count)| (name.as_str(), *count)).collect();
        gaps.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
        gaps.truncate(most);
        gaps
    }

    /// The mean training value of the graded samples.
    #[must_use]
    pub fn mean_value(&self) -> Option<f64> {
        let samples: u64 = self.values.values().sum();
        let sum: i64 = self.values.iter().map(|(value, count)| value * *count as i64).sum();
        (samples > 0).then(|| sum as f64 / samples as f64)
    }

    /// The mean alignment of those that have one.
    #[must_use]
    pub fn mean_alignment(&self) -> Option<f64> {
        let (sum, samples) = self
            .tools
            .values()
            .fold((0.0, 0), |(sum, samples), group| (sum + group.alignment.0, samples + group.alignment.1));
        (samples > 0).then(|| sum / samples as f64)
    }
}

/// Puts a sample in its place in a short ranking.
fn rank(ranking: &mut Vec<(i64, String)>, value: i64, id: &str, before: impl Fn(i64, i64) -> bool) {
    let at = ranking.iter().position(|(other, _)| before(value, *other)).unwrap_or(ranking.len());
    if at < MOST_SAMPLES {
        ranking.insert(at, (value, id.to_owned()));
        ranking.truncate(MOST_SAMPLES);
    }
}
