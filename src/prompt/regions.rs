//! The regions that a task demands, and those that it only mentions.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::{Demand, Demanded, Sentence, demand, is_denied};
use crate::catalog::table::rows;

static REGIONS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| rows(include_str!("../../grammars/aws/regions.tsv")).map(|[region]| region).collect());

/// Words that make a region a further one.
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

/// What a mention of a region makes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// It is called the primary one.
    Primary,
    /// It is only named.
    Named,
    /// It is for a replica, for recovery.
    Further,
    /// What moves there comes from it.
    Left,
}

/// The region to deploy to, from every sentence that names it so, and the further ones.
pub(super) fn demands(sentences: &[Sentence]) -> Vec<Demand> {
    let mut mentions = Vec::new();
    for sentence in sentences {
        let lower = sentence.text.to_ascii_lowercase();
        let mut last = 0;
        for (start, name) in names(&lower) {
            let denied = is_denied(sentence, &lower, start);
            let after = lower[start + name.len()..].trim_start_matches(|character: char| character.is_alphabetic());
            mentions.push((name.to_owned(), denied, part(&lower[last..start], after), sentence));
            last = start + name.len();
        }
    }
    let of = |wanted: Part| {
        let mut found = mentions.iter().filter(|(_, denied, part, _)| !denied && *part == wanted);
        found.next().map(|(name, ..)| name.clone())
    };
    let main = of(Part::Primary).or_else(|| of(Part::Named));
    let mut demands: Vec<Demand> = Vec::new();
    for (name, denied, part, sentence) in mentions {
        let is_main = Some(&name) == main.as_ref();
        let found = match (is_main, part) {
            (_, Part::Left) | (true, Part::Further) => continue,
            (true, _) if denied => continue,
            (true, _) => demand(Demanded::Region(name.into()), true, sentence),
            (false, _) => demand(Demanded::FurtherRegion(name.into()), !denied, sentence),
        };
        if !demands.contains(&found) {
            demands.push(found);
        }
    }
    demands
}

/// What a mention makes of a region, from what stands before it, since the mention before, and after it.
fn part(before: &str, after: &str) -> Part {
    let marked = after.trim_start().trim_start_matches(['(', '*', '`']).trim_start();
    let mark = marked.split(|character: char| !character.is_alphanumeric()).next().unwrap_or_default();
    if after.trim_start().starts_with('(') && mark == "primary" {
        return Part::Primary;
    }
    if after.trim_start().starts_with('(') && FURTHER.contains(&mark) {
        return Part::Further;
    }
    let clause = before.rsplit(['.', ';', ',', '(']).next().unwrap_or_default();
    let words: Vec<&str> =
        clause.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| !word.is_empty()).collect();
    match words.as_slice() {
        [.., "from"] => Part::Left,
        words if words.contains(&"primary") => Part::Primary,
        words if words.iter().any(|word| FURTHER.contains(word)) => Part::Further,
        _ => Part::Named,
    }
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
