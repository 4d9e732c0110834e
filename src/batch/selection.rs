//! Which samples of a source are graded: filters, shards, limits, and random choices that are the same every time.

use std::collections::BinaryHeap;
use std::collections::HashSet;
use std::path::Path;

use serde_json::Value as Json;

use super::BatchError;
use super::sketch::{fnv, mix};
use super::source::{self, Item, Samples};

/// Which samples of a source are graded.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Fields of the metadata and the values that they must have.
    pub filters: Vec<(String, String)>,
    /// Every `n`-th sample, beginning with the `i`-th: `(i, n)`, counted from 1.
    pub shard: Option<(usize, usize)>,
    /// At most so many.
    pub limit: Option<usize>,
    /// With a limit: a random choice instead of the first ones.
    pub seed: Option<u64>,
}

impl Selection {
    /// Whether every sample is graded.
    #[must_use]
    pub fn is_all(&self) -> bool {
        self.filters.is_empty() && self.shard.is_none() && self.limit.is_none()
    }

    /// The samples of a source that are graded, in its order. A random choice reads the source twice.
    ///
    /// # Errors
    /// When the source cannot be opened.
    pub fn of(&self, path: &Path, options: &source::Options) -> Result<source::Opened, BatchError> {
        let opened = source::open(path, options)?;
        if self.is_all() {
            return Ok(opened);
        }
        let candidates = |samples| self.clone().candidates(samples);
        let count = opened.count.filter(|_| self.filters.is_empty()).map(|count| self.count(count));
        let samples: Samples = match (self.limit, self.seed) {
            (Some(limit), Some(seed)) => {
                let chosen = choose(candidates(opened.samples), limit, seed);
                let again = candidates(source::open(path, options)?.samples);
                Box::new(again.enumerate().filter(move |(at, _)| chosen.contains(at)).map(|(_, item)| item))
            }
            (Some(limit), None) => Box::new(candidates(opened.samples).take(limit)),
            (None, _) => Box::new(candidates(opened.samples)),
        };
        Ok(source::Opened { samples, count })
    }

    /// How many of so many are graded, without filters.
    fn count(&self, all: usize) -> usize {
        let mine = self.shard.map_or(all, |(number, of)| (all + of).saturating_sub(number) / of.max(1));
        mine.min(self.limit.unwrap_or(mine))
    }

    /// What filters and shards leave. A sample that cannot be read is not passed over in silence.
    fn candidates(self, samples: Samples) -> impl Iterator<Item = Item> + Send {
        let Self { filters, shard, .. } = self;
        let mine = move |at: usize| shard.is_none_or(|(number, of)| at % of.max(1) == number.saturating_sub(1));
        let fits = move |item: &Item| {
            item.as_ref().map_or(true, |sample| {
                filters.iter().all(|(key, value)| sample.metadata.get(key).is_some_and(|found| says(found, value)))
            })
        };
        samples.enumerate().filter(move |(at, _)| mine(*at)).map(|(_, item)| item).filter(fits)
    }
}

fn says(found: &Json, value: &str) -> bool {
    match found {
        Json::String(text) => text == value,
        Json::Array(items) => items.iter().any(|item| says(item, value)),
        other => {
            let text = other.to_string();
            text == value
        }
    }
}

/// The places of `limit` samples, chosen at random by their ids: those with the least hash.
fn choose(samples: impl Iterator<Item = Item>, limit: usize, seed: u64) -> HashSet<usize> {
    let mut least = BinaryHeap::new();
    for (at, item) in samples.enumerate() {
        let id = item.map_or_else(|unreadable| unreadable.id, |sample| sample.id);
        least.push((mix(fnv(id.as_bytes()) ^ mix(seed)), at));
        if least.len() > limit {
            least.pop();
        }
    }
    least.into_iter().map(|(_, at)| at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::Sample;

    fn ids(selection: &Selection) -> Vec<String> {
        let samples = (0_u32..10).map(|at| {
            let metadata =
                serde_json::from_value(serde_json::json!({"even": at.is_multiple_of(2), "tags": [format!("t{at}")]}))
                    .unwrap_or_default();
            Ok(Sample { id: at.to_string(), metadata, ..Sample::default() })
        });
        selection
            .clone()
            .candidates(Box::new(samples))
            .map(|item| item.map(|sample| sample.id).unwrap_or_default())
            .collect()
    }

    #[test]
    fn shards_and_filters() {
        let shard = |number| ids(&Selection { shard: Some((number, 3)), ..Selection::default() });
        assert_eq!(
            [shard(1), shard(2), shard(3)],
            [vec!["0", "3", "6", "9"], vec!["1", "4", "7"], vec!["2", "5", "8"]]
        );
        for number in 1..=3 {
            assert_eq!(Selection { shard: Some((number, 3)), ..Selection::default() }.count(10), shard(number).len());
        }
        let filter = |key: &str, value: &str| {
            ids(&Selection { filters: vec![(key.into(), value.into())], ..Selection::default() })
        };
        assert_eq!(filter("even", "true"), ["0", "2", "4", "6", "8"]);
        assert_eq!(filter("tags", "t3"), ["3"]);
        assert_eq!(filter("none", "1"), [""; 0]);
    }

    #[test]
    fn a_seed_chooses_the_same_every_time() {
        let samples = || (0..100).map(|at| Ok(Sample { id: at.to_string(), ..Sample::default() }));
        assert_eq!(choose(samples(), 10, 1), choose(samples(), 10, 1));
        assert_ne!(choose(samples(), 10, 1), choose(samples(), 10, 2));
        assert_eq!(choose(samples(), 10, 1).len(), 10);
    }
}
