//! Finding for each resource of one stack the one that plays its role in the other.

use std::collections::{BTreeMap, HashMap};

use super::assignment;
use super::families::family;
use super::role::Role;
use crate::stack::{Resource, Stack};

/// Which resource goes with which, by index.
#[derive(Clone, Debug)]
pub(super) struct Partners {
    /// For each resource of the model its partner and how alike they are.
    pub(super) of_model: Vec<Option<(usize, f64)>>,
    /// For each resource of the ideal its partner.
    pub(super) of_ideal: Vec<Option<usize>>,
}

/// Resources pair when they score more than this. Chosen on pairs of published answers: below it, they had another role as
/// often as not.
const LEAST_ALIKE: f64 = 0.25;
/// The last one of a type on a side may be one of this many on the other.
const MOST_LAST: usize = 3;
/// What the last ones of a type must score.
const LEAST_ALIKE_LAST: f64 = 0.15;
/// What resources of different types must score to be substitutes of one another.
const LEAST_ALIKE_SUBSTITUTES: f64 = 0.3;
/// The only ones of a type on each side pair whatever they are called.
const LONE: f64 = -0.01;
/// Up to this many combinations every one is scored. Chosen so that scoring takes milliseconds.
const MOST_COMBINATIONS: usize = 50_000;
/// Beyond that, each resource is scored against this many that share its rarest words or settings.
const MOST_CANDIDATES: usize = 24;
/// Neighbours beyond this many say little more about a role.
const MOST_NEIGHBOURS: usize = 64;
/// Scores that differ by no more than this are equal: by so much does the place in the answer count.
const TIE: f64 = 1e-5;

/// The first pass pairs only what has one best partner. The second knows what those say about their neighbours, and the third
/// the partners of all neighbours.
const PASSES: [Ties; 3] = [Ties::Open, Ties::ByPlace, Ties::ByPlace];

/// What becomes of resources that might as well be swapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ties {
    /// They stay unpaired.
    Open,
    /// Those at the same place go together.
    ByPlace,
}

pub(super) fn find(model: &Stack, ideal: &Stack) -> Partners {
    let (model, ideal) = (Side::of(model), Side::of(ideal));
    let mut known = Partners::none(&model, &ideal);
    for ties in PASSES {
        known = pass(&model, &ideal, &known, ties);
    }
    known
}

/// A stack, prepared for matching.
struct Side<'a> {
    resources: &'a [Resource],
    roles: Vec<Role>,
    /// For each resource those that it is linked with, and in which direction.
    neighbours: Vec<Vec<(bool, usize)>>,
}

impl<'a> Side<'a> {
    fn of(stack: &'a Stack) -> Self {
        let index: HashMap<&str, usize> =
            stack.resources.iter().enumerate().map(|(at, resource)| (&*resource.address, at)).collect();
        let mut neighbours = vec![Vec::new(); stack.resources.len()];
        for link in &stack.links {
            if let (Some(&from), Some(&to)) = (index.get(&*link.from), index.get(&*link.to)) {
                neighbours[from].push((true, to));
                neighbours[to].push((false, from));
            }
        }
        for list in &mut neighbours {
            list.sort_unstable();
            list.dedup();
            list.truncate(MOST_NEIGHBOURS);
        }
        let roles = stack.resources.iter().map(Role::of).collect();
        Self { resources: &stack.resources, roles, neighbours }
    }

    /// The resources of each type that satisfy a condition.
    fn by_type(&self, wanted: impl Fn(usize) -> bool) -> BTreeMap<&'a str, Vec<usize>> {
        let mut types: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, resource) in self.resources.iter().enumerate().filter(|&(at, _)| wanted(at)) {
            types.entry(&resource.kind).or_default().push(at);
        }
        types
    }

    /// Resources gathered by the declaration that makes them, in the order of the first of each.
    fn units(&self, members: &[usize]) -> Vec<Vec<usize>> {
        let mut units: Vec<Vec<usize>> = Vec::new();
        let mut unit_of: HashMap<usize, usize> = HashMap::new();
        for &at in members {
            let unit = *unit_of.entry(self.resources[at].declaration).or_insert(units.len());
            if unit == units.len() {
                units.push(Vec::new());
            }
            units[unit].push(at);
        }
        units
    }
}

impl Partners {
    fn none(model: &Side<'_>, ideal: &Side<'_>) -> Self {
        Self { of_model: vec![None; model.resources.len()], of_ideal: vec![None; ideal.resources.len()] }
    }

    fn add(&mut self, model: usize, ideal: usize, similarity: f64) {
        self.of_model[model] = Some((ideal, similarity));
        self.of_ideal[ideal] = Some(model);
    }
}

/// Pairs everything, the smallest groups first, since those are the surest.
fn pass(model: &Side<'_>, ideal: &Side<'_>, before: &Partners, ties: Ties) -> Partners {
    let mut partners = Partners::none(model, ideal);
    let (of_model, of_ideal) = (model.by_type(|_| true), ideal.by_type(|_| true));
    let mut groups: Vec<_> =
        of_model.iter().filter_map(|(kind, ours)| Some((*kind, ours, of_ideal.get(kind)?))).collect();
    groups.sort_by_key(|(kind, ours, theirs)| (ours.len() * theirs.len(), *kind));
    for (_, ours, theirs) in groups {
        let lone = ours.len() == 1 && theirs.len() == 1;
        let least = if lone { LONE } else { LEAST_ALIKE };
        // What one declaration makes goes with what one declaration makes; only then each by itself.
        let (our_units, their_units) = (model.units(ours), ideal.units(theirs));
        let group = Group { model, ideal, before, least, ties };
        for (our_unit, their_unit) in group.assign_units(&our_units, &their_units, &partners) {
            group.assign(&our_units[our_unit], &their_units[their_unit], &mut partners);
        }
        let ours: Vec<_> = ours.iter().copied().filter(|&at| partners.of_model[at].is_none()).collect();
        let theirs: Vec<_> = theirs.iter().copied().filter(|&at| partners.of_ideal[at].is_none()).collect();
        group.assign(&ours, &theirs, &mut partners);
        group.assign_last(&ours, &theirs, &mut partners);
    }
    substitutes(model, ideal, before, ties, &mut partners);
    partners
}

/// Pairs what is left over with substitutes of other types.
fn substitutes(model: &Side<'_>, ideal: &Side<'_>, before: &Partners, ties: Ties, partners: &mut Partners) {
    let mut families: BTreeMap<_, [Vec<usize>; 2]> = BTreeMap::new();
    for (at, resource) in model.resources.iter().enumerate().filter(|&(at, _)| partners.of_model[at].is_none()) {
        if let Some(family) = family(&resource.kind) {
            families.entry(family).or_default()[0].push(at);
        }
    }
    for (at, resource) in ideal.resources.iter().enumerate().filter(|&(at, _)| partners.of_ideal[at].is_none()) {
        if let Some(family) = family(&resource.kind) {
            families.entry(family).or_default()[1].push(at);
        }
    }
    for (family, [ours, theirs]) in families {
        let lone = ours.len() == 1 && theirs.len() == 1;
        let least = if lone && family.ties_alone { LONE } else { LEAST_ALIKE_SUBSTITUTES };
        Group { model, ideal, before, least, ties }.assign(&ours, &theirs, partners);
    }
}

/// What is needed to score resources of one group against each other.
struct Group<'a> {
    model: &'a Side<'a>,
    ideal: &'a Side<'a>,
    /// The partners that the pass before found.
    before: &'a Partners,
    /// Who scores no more than this stays alone.
    least: f64,
    ties: Ties,
}

impl Group<'_> {
    /// Pairs resources with each other.
    fn assign(&self, ours: &[usize], theirs: &[usize], partners: &mut Partners) {
        let scores = self.pairs(ours, theirs, partners);
        for (our, their, score) in scores {
            partners.add(ours[our], theirs[their], score);
        }
    }

    /// Pairs the last one that is left over on a side, if it is not wholly unlike the few on the other.
    fn assign_last(&self, ours: &[usize], theirs: &[usize], partners: &mut Partners) {
        let ours: Vec<_> = ours.iter().copied().filter(|&at| partners.of_model[at].is_none()).collect();
        let theirs: Vec<_> = theirs.iter().copied().filter(|&at| partners.of_ideal[at].is_none()).collect();
        let (few, more) = (ours.len().min(theirs.len()), ours.len().max(theirs.len()));
        if few == 1 && more <= MOST_LAST {
            Group { least: LEAST_ALIKE_LAST, ..*self }.assign(&ours, &theirs, partners);
        }
    }

    /// Pairs units with each other: by their first members.
    fn assign_units(&self, ours: &[Vec<usize>], theirs: &[Vec<usize>], partners: &Partners) -> Vec<(usize, usize)> {
        let firsts = |units: &[Vec<usize>]| units.iter().filter_map(|unit| unit.first().copied()).collect::<Vec<_>>();
        let pairs = self.pairs(&firsts(ours), &firsts(theirs), partners);
        pairs.into_iter().map(|(our, their, _)| (our, their)).collect()
    }

    /// The best pairs of two lists, as positions in them, with their scores.
    fn pairs(&self, ours: &[usize], theirs: &[usize], partners: &Partners) -> Vec<(usize, usize, f64)> {
        if ours.is_empty() || theirs.is_empty() {
            return Vec::new();
        }
        let weights = self.weights(ours, theirs);
        let weight = |word: &str| weights.get(word).copied().unwrap_or(1.0);
        let score = |our: usize, their: usize| {
            let links = self.link_similarity(ours[our], theirs[their], partners);
            let similarity = self.model.roles[ours[our]].similarity(&self.ideal.roles[theirs[their]], &weight, links);
            let Some(score) = similarity else { return 0.0 };
            // Among equal ones those that stand at the same place go together.
            let apart = (our as f64 / ours.len() as f64 - their as f64 / theirs.len() as f64).abs();
            if score > self.least { score - self.least + (1.0 - apart) * 1e-6 } else { 0.0 }
        };
        let likely = if ours.len() * theirs.len() <= MOST_COMBINATIONS {
            (0..ours.len()).flat_map(|our| (0..theirs.len()).map(move |their| (our, their))).collect()
        } else {
            self.candidates(ours, theirs)
        };
        let scored: Vec<_> = likely.into_iter().map(|(our, their)| (score(our, their), our, their)).collect();
        let mut pairs = assignment::best(ours.len(), theirs.len(), &scored);
        if self.ties == Ties::Open {
            let rivals = |our: usize, their: usize, least: f64| {
                scored.iter().filter(move |rival| (rival.1 == our) != (rival.2 == their) && rival.0 >= least).count()
            };
            pairs.retain(|&(score, our, their)| rivals(our, their, score - TIE) == 0);
        }
        pairs.into_iter().map(|(score, our, their)| (our, their, (score + self.least).clamp(0.0, 1.0))).collect()
    }

    /// How much each word tells: the rarer in the group, the more.
    fn weights(&self, ours: &[usize], theirs: &[usize]) -> HashMap<&str, f64> {
        let mut counts: HashMap<&str, f64> = HashMap::new();
        let roles = ours.iter().map(|&at| &self.model.roles[at]).chain(theirs.iter().map(|&at| &self.ideal.roles[at]));
        for word in roles.flat_map(|role| &role.words) {
            *counts.entry(word).or_default() += 1.0;
        }
        let all = (ours.len() + theirs.len()) as f64;
        counts.into_iter().map(|(word, count)| (word, (1.0 + all / count).ln())).collect()
    }

    /// The part of the neighbours that are partners of one another; `None` when no partner of a neighbour is known.
    fn link_similarity(&self, our: usize, their: usize, partners: &Partners) -> Option<f64> {
        let ours = &self.model.neighbours[our];
        let theirs = &self.ideal.neighbours[their];
        let partner_of = |at: usize| partners.of_model[at].or(self.before.of_model[at]).map(|(partner, _)| partner);
        let is_paired = |at: usize| partners.of_ideal[at].or(self.before.of_ideal[at]).is_some();
        let mut common = 0;
        let mut known = 0;
        for &(outward, neighbour) in ours {
            if let Some(partner) = partner_of(neighbour) {
                known += 1;
                common += usize::from(theirs.binary_search(&(outward, partner)).is_ok());
            }
        }
        let known = known.max(theirs.iter().filter(|(_, neighbour)| is_paired(*neighbour)).count());
        (known > 0).then(|| common as f64 / known as f64)
    }

    /// For each of ours the few of theirs that share its rarest words and settings.
    fn candidates(&self, ours: &[usize], theirs: &[usize]) -> Vec<(usize, usize)> {
        let mut by_word: HashMap<&str, Vec<usize>> = HashMap::new();
        let mut by_setting: HashMap<u64, Vec<usize>> = HashMap::new();
        for (their, &at) in theirs.iter().enumerate() {
            let role = &self.ideal.roles[at];
            role.words.iter().for_each(|word| by_word.entry(word).or_default().push(their));
            role.settings.iter().for_each(|&setting| by_setting.entry(setting).or_default().push(their));
        }
        let mut candidates = Vec::new();
        for (our, &at) in ours.iter().enumerate() {
            let role = &self.model.roles[at];
            let words = role.words.iter().filter_map(|word| by_word.get(word.as_str()));
            let mut sharing: Vec<&Vec<usize>> =
                words.chain(role.settings.iter().filter_map(|setting| by_setting.get(setting))).collect();
            sharing.sort_by_key(|list| list.len());
            let mut chosen: Vec<usize> = Vec::new();
            // Who stands at the same place comes last: with nothing to tell them apart, that is as good as any.
            for &their in sharing.into_iter().flatten().take(MOST_CANDIDATES * 4).chain([&our]) {
                if chosen.len() < MOST_CANDIDATES && their < theirs.len() && !chosen.contains(&their) {
                    chosen.push(their);
                }
            }
            candidates.extend(chosen.into_iter().map(|their| (our, their)));
        }
        candidates
    }
}
