//! The settings in which paired resources differ, as gaps: one for each setting of a type, whatever number of resources
//! differs in it.

mod phrases;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::nouns::noun;
use super::rules::{Better, SettingRule, rule};
use super::security::is_secret;
use super::side::Side;
use super::{Context, Gap, GapKind, Severity, SideFact, SideId, joined_attributes};
use crate::catalog::cloudformation::is_stateful;
use crate::matching::paths::segments;
use crate::matching::{Difference, Pair};
use crate::program::json::plain;
use crate::program::value::{Provenance, Value};
use crate::prompt::Sentence;
use crate::stack::{Resource, Tool, satellites_of};

/// How a setting differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Direction {
    /// Only the ideal has it.
    ModelLacks,
    /// Only the model has it.
    IdealLacks,
    /// Both have it, with other values.
    Changed,
}

/// A setting in which one pair of resources differs.
struct Change<'a> {
    pair: &'a Pair,
    model: &'a Resource,
    ideal: &'a Resource,
    differences: Vec<&'a Difference>,
}

/// A setting in which pairs of one type differ in one way.
struct Group<'a> {
    rule: SettingRule,
    direction: Direction,
    changes: Vec<Change<'a>>,
}

/// The gaps behind all differences of paired resources.
pub(super) fn gaps(context: &Context<'_>) -> Vec<Gap> {
    let groups = groups(context);
    // An excerpt leaves out what it does not speak of.
    let told = groups.iter().filter(|group| group.direction != Direction::IdealLacks || !context.ideal_is_excerpt());
    // What goes without saying is worth a line for what keeps data, once.
    let says_nothing = |group: &Group<'_>| {
        let keeps_data = group.changes.iter().any(|change| is_stateful(&change.ideal.kind));
        says_the_default(context, group) && (!keeps_data || group.attribute() == "UpdateReplacePolicy")
    };
    told.filter(|group| !says_nothing(group)).map(|group| gap(context, group)).collect()
}

/// Gathers the differences by type, setting and direction, in the order in which they are met.
fn groups<'a>(context: &Context<'a>) -> Vec<Group<'a>> {
    let mut groups: BTreeMap<(&str, String, Direction, String), Group<'a>> = BTreeMap::new();
    for pair in &context.pairing.pairs {
        let (Some(model), Some(ideal)) =
            (context.model.stack.resources.get(pair.model), context.ideal.stack.resources.get(pair.ideal))
        else {
            continue;
        };
        // Settings that people call by one name are one: `HealthCheckPath` and `Matcher` are the health check.
        let mut settings: BTreeMap<String, (SettingRule, Vec<&Difference>)> = BTreeMap::new();
        for difference in pair.differences.iter().filter(|difference| !hides_secrets(&ideal.kind, difference)) {
            let rule = rule(&ideal.kind, &difference.path);
            let known = settings.entry(rule.phrase.clone()).or_insert_with(|| (rule.clone(), Vec::new()));
            known.0.severity = known.0.severity.min(rule.severity);
            known.1.push(difference);
        }
        for (phrase, (rule, differences)) in settings {
            let direction = direction(&differences, model, ideal);
            let group = groups.entry((&*ideal.kind, phrase, direction, listed(&differences)));
            let group = group.or_insert_with(|| Group { rule, direction, changes: Vec::new() });
            group.changes.push(Change { pair, model, ideal, differences });
        }
    }
    groups.into_values().collect()
}

/// Rules and permissions that only one side has, as a text: what one resource allows is not told of another.
fn listed(differences: &[&Difference]) -> String {
    let lists = differences.iter().filter(|difference| is_rule_list(&difference.path));
    let values = lists.flat_map(|difference| [&difference.model, &difference.ideal]).flatten();
    values.map(|value| plain(value).to_string()).collect()
}

/// Whether a setting is a list of rules of a security group, or of permissions.
fn is_rule_list(path: &str) -> bool {
    path.contains("SecurityGroup") || path.contains(".Statement.")
}

/// Whether a difference is one between two secrets that are written out: that both are is told elsewhere, and neither is shown.
fn hides_secrets(kind: &str, difference: &Difference) -> bool {
    let written = |value: &Option<Value>| value.as_ref().is_none_or(|value| value.as_str().is_some());
    is_secret(kind, &difference.path) && written(&difference.model) && written(&difference.ideal)
}

fn direction(differences: &[&Difference], model: &Resource, ideal: &Resource) -> Direction {
    let lacks = |value: &Option<Value>, of: &Resource| value.as_ref().is_none_or(|value| !is_written(value, of));
    if differences.iter().all(|difference| lacks(&difference.model, model)) {
        Direction::ModelLacks
    } else if differences.iter().all(|difference| lacks(&difference.ideal, ideal)) {
        Direction::IdealLacks
    } else {
        Direction::Changed
    }
}

/// Whether a value of a resource stands in the answer: it is no default, or one that follows from something that is written.
fn is_written(value: &Value, of: &Resource) -> bool {
    let own_place = value.span.is_some_and(|span| !of.spans.contains(&span));
    value.provenance != Provenance::ProviderDefault || own_place
}

impl<'a> Group<'a> {
    fn resources(&self, side: SideId) -> Vec<&'a Resource> {
        self.changes.iter().map(|change| if side == SideId::Ideal { change.ideal } else { change.model }).collect()
    }

    /// The paths of its settings, as one: what they have in common, or, where they have nothing, each of them.
    fn attribute(&self) -> String {
        let mut paths: Vec<&str> = Vec::new();
        for difference in self.changes.iter().flat_map(|change| &change.differences) {
            if !paths.contains(&difference.path.as_str()) {
                paths.push(&difference.path);
            }
        }
        let all: Vec<Vec<&str>> = paths.iter().map(|path| segments(path)).collect();
        let Some(first) = all.first() else { return String::new() };
        let shared = (0..first.len()).take_while(|&at| all.iter().all(|path| path.get(at) == first.get(at))).count();
        match (paths.as_slice(), shared) {
            ([only], _) => (*only).to_owned(),
            (_, 0) => {
                let mut tops: Vec<&str> = all.iter().filter_map(|path| path.first().copied()).collect();
                tops.dedup();
                joined_attributes(&tops)
            }
            _ => first[..shared].join("."),
        }
    }

    /// The values of one side that all its differences agree on.
    fn common_value(&self, side: SideId) -> Option<&'a Value> {
        let mut values = self.changes.iter().flat_map(|change| &change.differences).map(|difference| match side {
            SideId::Ideal => difference.ideal.as_ref(),
            _ => difference.model.as_ref(),
        });
        let first = values.next()??;
        values.all(|value| value.is_some_and(|value| value.kind == first.kind)).then_some(first)
    }

    /// What it is and who is at fault.
    fn fault(&self) -> (GapKind, SideId) {
        let model_is_better = match (self.rule.better, self.direction) {
            (Better::Set, Direction::IdealLacks) | (Better::Unset, Direction::ModelLacks) => true,
            (Better::Set, Direction::Changed) => self.model_has(|model, ideal| model && !ideal),
            (Better::Unset, Direction::Changed) => self.model_has(|model, ideal| !model && ideal),
            (Better::More, _) => self.more_in_model(),
            _ => false,
        };
        match (self.direction, self.rule.better, model_is_better) {
            (Direction::ModelLacks, Better::Unset, _) => (GapKind::Extra, SideId::Ideal),
            (Direction::IdealLacks, _, true) => (GapKind::Missing, SideId::Ideal),
            (Direction::ModelLacks, ..) => (GapKind::Missing, SideId::Model),
            (Direction::IdealLacks, ..) => (GapKind::Extra, SideId::Model),
            (Direction::Changed, _, true) => (GapKind::Changed, SideId::Ideal),
            (Direction::Changed, ..) => (GapKind::Changed, SideId::Model),
        }
    }

    /// Whether the truth values of the two sides compare so, where both are known.
    fn model_has(&self, better: impl Fn(bool, bool) -> bool) -> bool {
        let mut differences = self.changes.iter().flat_map(|change| &change.differences);
        differences.all(|difference| {
            let truth = |value: &Option<Value>| value.as_ref().and_then(Value::as_bool);
            truth(&difference.model).zip(truth(&difference.ideal)).is_some_and(|(model, ideal)| better(model, ideal))
        })
    }

    fn more_in_model(&self) -> bool {
        let mut differences = self.changes.iter().flat_map(|change| &change.differences);
        differences.all(|difference| {
            let number = |value: &Option<Value>| value.as_ref().and_then(Value::as_number);
            number(&difference.model).zip(number(&difference.ideal)).is_some_and(|(model, ideal)| model > ideal)
        })
    }

    /// What each side has: the value they agree on, or the values by address; and where.
    fn fact(&self, side: Side<'_>) -> SideFact {
        let value_of = |difference: &'a Difference| match side.id {
            SideId::Ideal => difference.ideal.as_ref(),
            _ => difference.model.as_ref(),
        };
        let mut fact = SideFact::default();
        let mut by_address = serde_json::Map::new();
        for change in &self.changes {
            let resource = if side.id == SideId::Ideal { change.ideal } else { change.model };
            let values: Vec<_> = change.differences.iter().filter_map(|difference| value_of(difference)).collect();
            for evidence in side.evidence_of(resource, values.first().copied()) {
                if !fact.evidence.contains(&evidence) {
                    fact.evidence.push(evidence);
                }
            }
            let shown = match (values.as_slice(), change.differences.as_slice()) {
                ([], _) => continue,
                ([only], [_]) => plain(only),
                _ => serde_json::Value::Object(
                    change
                        .differences
                        .iter()
                        .filter_map(|difference| Some((difference.path.clone(), plain(value_of(difference)?))))
                        .collect(),
                ),
            };
            by_address.insert(resource.address.to_string(), shown);
        }
        fact.value = match (self.common_value(side.id), self.changes.as_slice()) {
            (Some(common), _) => Some(plain(common)),
            (None, [_]) => by_address.into_iter().next().map(|(_, value)| value),
            (None, _) => (!by_address.is_empty()).then_some(serde_json::Value::Object(by_address)),
        };
        fact
    }
}

/// What the prompt says about a setting.
enum Asked<'a> {
    /// It asks for what the ideal has.
    Ideal(&'a Sentence),
    /// It asks for what the model has.
    Model(&'a Sentence),
    Nothing,
}

fn asked<'a>(context: &Context<'a>, group: &Group<'_>) -> Asked<'a> {
    let Some(prompt) = context.prompt else { return Asked::Nothing };
    let words = keywords(&group.rule.phrase);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    if words.is_empty() {
        return Asked::Nothing;
    }
    let stated = |side| {
        let value = group.common_value(side)?.as_text()?;
        let telling = value.len() > 1 && !matches!(value.as_str(), "true" | "false");
        prompt.states(&words, &value).filter(|_| telling || value.parse::<f64>().is_ok())
    };
    match (stated(SideId::Ideal), stated(SideId::Model)) {
        (Some(sentence), None) => return Asked::Ideal(sentence),
        (None, Some(sentence)) => return Asked::Model(sentence),
        (Some(_), Some(_)) => return Asked::Nothing,
        (None, None) => {}
    }
    if group.rule.better != Better::Set {
        return Asked::Nothing;
    }
    // A sentence that asks for it speaks of such a resource, or of all.
    let noun = noun(group.changes.first().map_or("", |change| &change.ideal.kind)).singular.to_lowercase();
    let service = group.changes.first().map_or("", |change| change.ideal.service()).to_lowercase();
    let about = [noun.rsplit(' ').next().unwrap_or_default(), service.as_str(), "all"];
    let named = about.into_iter().filter(|word| !word.is_empty()).find_map(|word| {
        let words: Vec<&str> = words.iter().copied().chain(std::iter::once(word)).collect();
        prompt.names(&words)
    });
    match (group.fault(), named) {
        ((_, SideId::Model), Some(sentence)) => Asked::Ideal(sentence),
        ((_, SideId::Ideal), Some(sentence)) => Asked::Model(sentence),
        _ => Asked::Nothing,
    }
}

/// The words of a phrase that a sentence about it has.
fn keywords(phrase: &str) -> Vec<String> {
    const FILLER: [&str; 13] =
        ["with", "of", "the", "a", "an", "to", "for", "and", "number", "setting", "in", "on", "size"];
    let words = phrase.split(' ').filter(|word| !FILLER.contains(word));
    words.map(|word| word.to_lowercase().trim_end_matches('s').to_owned()).collect()
}

fn gap(context: &Context<'_>, group: &Group<'_>) -> Gap {
    let (model, ideal) = (context.model_side(), context.ideal_side());
    let (mut kind, mut side) = group.fault();
    let mut severity = group.rule.severity;
    if side == SideId::Ideal || kind == GapKind::Extra {
        severity = severity.lowered();
    }
    let goes_without_saying = says_the_default(context, group);
    if goes_without_saying {
        severity = Severity::Info;
    }
    let asked = asked(context, group);
    let demand = match asked {
        Asked::Ideal(sentence) => {
            (kind, side) = match group.direction {
                Direction::ModelLacks => (GapKind::Missing, SideId::Model),
                _ => (GapKind::Changed, SideId::Model),
            };
            severity = group.rule.severity.raised();
            Some(sentence)
        }
        Asked::Model(sentence) => {
            (kind, side) = match group.direction {
                Direction::IdealLacks => (GapKind::Missing, SideId::Ideal),
                _ => (GapKind::Changed, SideId::Ideal),
            };
            Some(sentence)
        }
        Asked::Nothing => None,
    };
    let kind_of = group.changes.first().map(|change| Arc::clone(&change.ideal.kind));
    let attribute = group.attribute();
    let id = phrases::id(kind, kind_of.as_deref().unwrap_or_default(), &attribute);
    let title = phrases::title(group, side);
    let mut gap = Gap::new(id, group.rule.dimension, kind, side, severity, title);
    // A pair that was put together with little in common may not be one.
    let likeness = group.changes.iter().map(|change| change.pair.similarity).fold(1.0, f64::min);
    gap.confidence = if likeness < 0.15 { 0.6 } else { 0.9 };
    gap.resource_types = kind_of.as_deref().map(|kind| with_satellites(kind, &attribute)).unwrap_or_default();
    gap.resource_type = kind_of;
    gap.attribute = Some(attribute);
    gap.model = group.fact(model);
    gap.ideal = group.fact(ideal);
    gap.impact = phrases::impact(context, group, side, demand);
    if goes_without_saying && gap.impact.is_empty() {
        gap.impact = "CloudFormation does the same where nothing is said.".to_owned();
    }
    gap.recommendation = phrases::recommendation(group, side, &gap);
    gap.demand = demand.and_then(|sentence| context.demand(sentence.lines));
    gap
}

/// Whether the ideal only writes down that a resource of a template goes with its stack, which it does anyway. A database leaves a
/// snapshot then.
fn says_the_default(context: &Context<'_>, group: &Group<'_>) -> bool {
    let policy = matches!(group.attribute().as_str(), "DeletionPolicy" | "UpdateReplacePolicy");
    let deletes = group.common_value(SideId::Ideal).and_then(Value::as_str) == Some("Delete");
    let in_template = context.model.stack.tooling.tool == Tool::CloudFormation;
    let snapshot = group.changes.iter().any(|change| change.ideal.kind.starts_with("AWS::RDS::"));
    policy && deletes && in_template && !snapshot && group.direction == Direction::ModelLacks
}

/// A type, and those of the resources that can hold this setting for it, if there are any.
pub(super) fn with_satellites(kind: &str, attribute: &str) -> Vec<Arc<str>> {
    let satellites: Vec<Arc<str>> = satellites_of(kind, attribute).into_iter().map(Arc::from).collect();
    if satellites.is_empty() { satellites } else { std::iter::once(Arc::from(kind)).chain(satellites).collect() }
}

/// Whether its values are lists of what only one side has: rules of a security group, permissions.
fn is_list_of_rules(group: &Group<'_>) -> bool {
    group.changes.iter().flat_map(|change| &change.differences).all(|found| is_rule_list(&found.path))
}
