//! The regions that a task demands, and those that it only mentions.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::{Demand, Demanded, Sentence, demand, is_denied};
use crate::catalog::table::rows;

static REGIONS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| rows(include_str!("../../grammars/aws/regions.tsv")).map(|[region]| region).collect());

/// Words before a region that make it a further one.
const FURTHER: [&str; 16] = [
    "secondary",
    "replica",
    "replicas",
    "replication",
    "replicated",
    "dr",
    "disaster",
    "recovery",
    "failover",
    "backup",
    "backups",
    "standby",
    "cross-region",
    "second",
    "additional",
    "passive",
];
/// How many words before a region say what it is for.
const REACH: usize = 6;

/// The region to deploy to, from every sentence that names it so, and the further ones.
pub(super) fn demands(sentences: &[Sentence]) -> Vec<Demand> {
    let mut mentions = Vec::new();
    for sentence in sentences {
        let lower = sentence.text.to_ascii_lowercase();
        for (start, name) in names(&lower) {
            let before = &lower[..start];
            let words: Vec<&str> =
                before.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| !word.is_empty()).collect();
            let near = &words[words.len().saturating_sub(REACH)..];
            let left = near.last() == Some(&"from");
            let denied = is_denied(sentence, &lower, start);
            let further = near.iter().any(|word| FURTHER.contains(word)) && !near.contains(&"primary");
            mentions.push((name.to_owned(), denied, left, further, sentence));
        }
    }
    // What things move away from, or what an option's examples name, is not where they go.
    let main = mentions
        .iter()
        .find(|(_, denied, left, further, _)| !denied && !left && !further)
        .map(|(name, ..)| name.clone());
    let mut demands: Vec<Demand> = Vec::new();
    for (name, denied, left, further, sentence) in mentions {
        let is_main = Some(&name) == main.as_ref();
        let found = match (is_main, denied) {
            _ if left => continue,
            (true, true) => continue,
            (true, false) if further => continue,
            (true, false) => demand(Demanded::Region(name.into()), true, sentence),
            (false, denied) => demand(Demanded::FurtherRegion(name.into()), !denied, sentence),
        };
        if !demands.contains(&found) {
            demands.push(found);
        }
    }
    demands
}

/// The regions named in a text, with where each begins; a zone (`us-east-1a`) names its region.
fn names(lower: &str) -> impl Iterator<Item = (usize, &str)> {
    let separators = |character: char| !character.is_ascii_alphanumeric() && character != '-';
    lower.split(separators).filter_map(move |word| {
        let region = word.strip_suffix(['a', 'b', 'c', 'd', 'e', 'f']).unwrap_or(word);
        let name = [word, region].into_iter().find(|name| REGIONS.contains(name))?;
        Some((word.as_ptr() as usize - lower.as_ptr() as usize, name))
    })
}
