//! What a resource is for, as far as its names and settings tell, and how alike two such roles are.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeSet, HashMap};
use std::hash::{Hash, Hasher};
use std::sync::LazyLock;

use super::names;
use crate::catalog::table::rows;
use crate::program::json::leaves;
use crate::program::value::{Kind, Value};
use crate::stack::Resource;

const IDENTITY: &str = include_str!("../../grammars/cloudformation/identity.tsv");

/// A setting that tells resources of a type apart.
struct Identity {
    property: &'static str,
    decides: bool,
    last_part: bool,
}

static IDENTITIES: LazyLock<HashMap<&str, Vec<Identity>>> = LazyLock::new(|| {
    let mut identities: HashMap<_, Vec<_>> = HashMap::new();
    for [kind, property, weight, part] in rows(IDENTITY) {
        let identity = Identity { property, decides: weight == "decides", last_part: part == "last" };
        identities.entry(kind).or_default().push(identity);
    }
    identities
});

/// What tells a resource from others of its type.
#[derive(Debug)]
pub(super) struct Role {
    /// The words of its names, sorted.
    pub(super) words: Vec<String>,
    /// The ordinals in its names, sorted.
    ordinals: Vec<String>,
    /// The words of the modules or constructs that it stands in, sorted.
    place: Vec<String>,
    /// Fingerprints of its settings: where they stand and what they are.
    pub(super) settings: Vec<u64>,
    /// The values of the settings that tell resources of its type apart, in the order of the table; empty when not known.
    identity: Vec<BTreeSet<String>>,
    kind: std::sync::Arc<str>,
}

/// How much each kind of evidence counts. Names say most, since people choose them by role; single settings say least, since
/// most of them are alike in resources of a type; ordinals and the names of modules only break ties. Chosen on pairs of
/// published answers.
const NAMES: f64 = 4.0;
const IDENTITY_WEIGHT: f64 = 3.0;
const LINKS: f64 = 3.0;
const SETTINGS: f64 = 2.0;
const ORDINALS: f64 = 0.5;
const PLACE: f64 = 0.5;

impl Role {
    pub(super) fn of(resource: &Resource) -> Self {
        let identities = IDENTITIES.get(&*resource.kind).map_or(&[][..], Vec::as_slice);
        let identity = identities.iter().map(|identity| identity_values(resource, identity)).collect();
        let (ordinals, words) = names::words(resource).into_iter().partition(|word| word.starts_with('#'));
        let (place, kind) = (names::place_words(resource), std::sync::Arc::clone(&resource.kind));
        Self { words, ordinals, place, settings: settings(resource), identity, kind }
    }

    /// How alike two roles are, 0 to 1; `None` when they cannot be the same. `weight` says how much a word tells, `links` how
    /// alike their links are.
    pub(super) fn similarity(&self, other: &Self, weight: &impl Fn(&str) -> f64, links: Option<f64>) -> Option<f64> {
        let identity = self.identity_similarity(other)?;
        let evidence = [
            (NAMES, word_similarity(&self.words, &other.words, weight)),
            (IDENTITY_WEIGHT, identity),
            (ORDINALS, word_similarity(&self.ordinals, &other.ordinals, &|_| 1.0)),
            (PLACE, word_similarity(&self.place, &other.place, &|_| 1.0)),
            (SETTINGS, overlap(&self.settings, &other.settings)),
            (LINKS, links),
        ];
        let (sum, total) = evidence
            .iter()
            .filter_map(|(weight, score)| score.map(|score| (weight * score, *weight)))
            .fold((0.0, 0.0), |(sum, total), (score, weight)| (sum + score, total + weight));
        // Without any evidence two resources of one type are as likely as not the same.
        Some(if total == 0.0 { 0.5 } else { sum / total })
    }

    /// `None` when a setting that decides has nothing in common; nothing within when nothing is known on both sides.
    #[allow(clippy::option_option, reason = "two different things may be lacking")]
    fn identity_similarity(&self, other: &Self) -> Option<Option<f64>> {
        if self.kind != other.kind {
            return Some(None);
        }
        let identities = IDENTITIES.get(&*self.kind).map_or(&[][..], Vec::as_slice);
        let mut scores = Vec::new();
        for (identity, (ours, theirs)) in identities.iter().zip(self.identity.iter().zip(&other.identity)) {
            if ours.is_empty() || theirs.is_empty() {
                continue;
            }
            let common = ours.intersection(theirs).count();
            if common == 0 && identity.decides {
                return None;
            }
            scores.push(common as f64 / ours.union(theirs).count() as f64);
        }
        Some((!scores.is_empty()).then(|| scores.iter().sum::<f64>() / scores.len() as f64))
    }
}

/// The weight of the words in common, as a part of the weight of all; `None` when a side has no words.
fn word_similarity(ours: &[String], theirs: &[String], weight: &impl Fn(&str) -> f64) -> Option<f64> {
    if ours.is_empty() || theirs.is_empty() {
        return None;
    }
    let (mut common, mut all) = (0.0, 0.0);
    for word in ours {
        let weight = weight(word);
        all += weight;
        if theirs.binary_search(word).is_ok() {
            common += weight;
        }
    }
    all += theirs.iter().filter(|word| ours.binary_search(word).is_err()).map(|word| weight(word)).sum::<f64>();
    Some(if all > 0.0 { common / all } else { 0.0 })
}

/// The part of two sorted lists that they have in common; `None` when both are empty.
fn overlap(ours: &[u64], theirs: &[u64]) -> Option<f64> {
    let (mut a, mut b, mut common) = (0, 0, 0_usize);
    while a < ours.len() && b < theirs.len() {
        match ours[a].cmp(&theirs[b]) {
            std::cmp::Ordering::Less => a += 1,
            std::cmp::Ordering::Greater => b += 1,
            std::cmp::Ordering::Equal => {
                common += 1;
                a += 1;
                b += 1;
            }
        }
    }
    let all = ours.len() + theirs.len() - common;
    (all > 0).then(|| common as f64 / all as f64)
}

fn settings(resource: &Resource) -> Vec<u64> {
    let mut fingerprints = Vec::new();
    for (name, value) in &resource.properties {
        leaves(name, value, &mut |path, leaf| {
            let mut hasher = DefaultHasher::new();
            path.split('.').filter(|part| part.parse::<u32>().is_err()).for_each(|part| part.hash(&mut hasher));
            if let Some(text) = leaf.as_text() {
                text.to_lowercase().hash(&mut hasher);
            }
            fingerprints.push(hasher.finish());
        });
    }
    fingerprints.sort_unstable();
    fingerprints.dedup();
    fingerprints
}

fn identity_values(resource: &Resource, identity: &Identity) -> BTreeSet<String> {
    let mut values = BTreeSet::new();
    let mut path = identity.property.split('.');
    if let Some(value) = path.next().and_then(|first| resource.properties.get(first)) {
        collect(value, &path.collect::<Vec<_>>(), identity.last_part, &mut values);
    }
    values
}

/// The known texts at a path below a value, whatever lists stand in between.
fn collect(value: &Value, path: &[&str], last_part: bool, into: &mut BTreeSet<String>) {
    if let Some(items) = value.as_list() {
        items.iter().for_each(|item| collect(item, path, last_part, into));
        return;
    }
    if let Some((first, rest)) = path.split_first() {
        if let Some(entry) = value.get(first) {
            collect(entry, rest, last_part, into);
        }
        return;
    }
    let text = match &value.kind {
        Kind::Join(parts) if last_part => parts.last().and_then(Value::as_text),
        _ => value.as_text(),
    };
    if let Some(text) = text {
        let text = text.to_lowercase();
        into.insert(if last_part { text.rsplit('.').next().unwrap_or_default().to_owned() } else { text });
    }
}
