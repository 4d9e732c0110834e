//! What is said about a setting that differs.

use super::super::nouns::noun;
use super::super::wording::{capitalised, code, count, folded, shortened, value as shown};
use super::super::{Context, Gap, GapKind, SideId};
use super::{Better, Direction, Group, is_written};
use crate::dimensions::rules::rule;
use crate::matching::paths::{segments, without_keys};
use crate::matching::split_words;
use crate::program::value::{Kind, Value};
use crate::prompt::Sentence;
use crate::stack::Resource;

/// `missing-dynamodb-table-point-in-time-recovery-specification`.
pub(super) fn id(kind: GapKind, resource_type: &str, setting: &str) -> String {
    let what = match kind {
        GapKind::Missing => "missing",
        GapKind::Extra => "extra",
        GapKind::Changed => "changed",
        GapKind::Violation => "violation",
        GapKind::Invalid => "invalid",
    };
    let words = split_words(resource_type).into_iter().filter(|word| word != "aws").chain(split_words(setting));
    std::iter::once(what.to_owned()).chain(words).collect::<Vec<_>>().join("-")
}

/// ``DynamoDB table `orders` ``, ``three SQS queues (`a`, `b` and `c`)``.
fn subject(resources: &[&Resource]) -> String {
    let mut addresses: Vec<String> = resources.iter().map(|resource| code(&resource.address)).collect();
    addresses.dedup();
    let noun = noun(resources.first().map_or("", |resource| &resource.kind));
    match addresses.as_slice() {
        [only] => format!("{} {only}", noun.singular),
        several => format!("{} ({})", count(several.len(), &noun.singular, &noun.plural), folded(several)),
    }
}

/// The setting in people's words, with the parts of it that differ.
fn setting(group: &Group<'_>) -> String {
    let mut parts: Vec<String> = Vec::new();
    for difference in group.changes.iter().flat_map(|change| &change.differences) {
        let part = part_of(&difference.path, &rule(&group.changes[0].ideal.kind, &difference.path).base);
        if !part.is_empty() && !parts.contains(&code(&part)) {
            parts.push(code(&part));
        }
    }
    let phrase = if group.rule.base.is_empty() && parts.len() > 1 { "settings" } else { &group.rule.phrase };
    match parts.len() {
        0 => phrase.to_owned(),
        _ => format!("{phrase} {}", folded(&parts)),
    }
}

/// What of a path says more than the setting: what stands below it, or the key of its element.
fn part_of(path: &str, base: &str) -> String {
    let depth = if base.is_empty() { 0 } else { base.split('.').count() };
    let segments = segments(path);
    let below = segments[depth.min(segments.len())..].join(".");
    let key = depth.checked_sub(1).and_then(|at| Some(segments.get(at)?.split_once('[')?.1.trim_end_matches(']')));
    match (depth, below.is_empty(), key) {
        (0, ..) => segments[0].to_owned(),
        // `Environment[LEVEL].Value` is the variable LEVEL.
        (_, true, Some(key)) => key.to_owned(),
        (_, false, Some(key)) if matches!(below.as_str(), "Value" | "ValueFrom") => key.to_owned(),
        (_, false, Some(key)) => format!("{key}.{below}"),
        _ => below,
    }
}

pub(super) fn title(group: &Group<'_>, side: SideId) -> String {
    let many = group.changes.len() > 1;
    let (model, ideal) = (subject(&group.resources(SideId::Model)), subject(&group.resources(SideId::Ideal)));
    let (has, sets) = if many { ("have", "set") } else { ("has", "sets") };
    let phrase = &group.rule.phrase;
    let values = (group.common_value(SideId::Model), group.common_value(SideId::Ideal));
    if let Some(text) = list_title(group, &model) {
        return text;
    }
    let whole = is_whole(group);
    let text = match (group.direction, values) {
        (Direction::ModelLacks, (Some(default), Some(value))) => {
            let leaves = if many { "leave" } else { "leaves" };
            format!(
                "{model} {leaves} the {phrase} at its default of {}; the ideal sets {}",
                shown(default),
                shown(value)
            )
        }
        (Direction::IdealLacks, (Some(value), Some(default))) => {
            format!(
                "{model} {sets} the {phrase} to {}; the ideal leaves it at its default of {}",
                shown(value),
                shown(default)
            )
        }
        (Direction::ModelLacks, (_, Some(value))) if is_short(value) && group.rule.better != Better::Set && whole => {
            format!("{model} {has} no {}; the ideal sets {}", setting(group), shown(value))
        }
        (Direction::ModelLacks, _) if whole => format!("{model} {has} no {}", setting(group)),
        (Direction::ModelLacks, _) => {
            format!("{model} {} not set {}", if many { "do" } else { "does" }, parts_with_values(group, SideId::Ideal))
        }
        (Direction::IdealLacks, _) if side == SideId::Ideal && whole => {
            format!("The ideal's {ideal} {has} no {}, the model's {has}", setting(group))
        }
        (Direction::IdealLacks, (Some(value), _)) if is_short(value) => {
            format!("{model} {sets} the {} to {}, which the ideal leaves out", setting(group), shown(value))
        }
        (Direction::IdealLacks, _) if whole => {
            format!("{model} {sets} the {}, which the ideal leaves out", setting(group))
        }
        (Direction::IdealLacks, _) => {
            format!("{model} {sets} {}, which the ideal leaves out", parts_with_values(group, SideId::Model))
        }
        (Direction::Changed, (Some(ours), Some(theirs))) if is_short(ours) && is_short(theirs) => {
            format!("{} of {model}: {} instead of {}", setting(group), shown(ours), shown(theirs))
        }
        (Direction::Changed, _) => match compared(group) {
            Some(parts) => format!("{phrase} of {model}: {parts}"),
            None => format!(
                "{model} {} from the ideal's in the {}",
                if many { "differ" } else { "differs" },
                setting(group)
            ),
        },
    };
    capitalised(&text)
}

/// Whether the side that lacks a setting has nothing of it at all.
fn is_whole(group: &Group<'_>) -> bool {
    group.changes.iter().all(|change| {
        let lacking = if group.direction == Direction::IdealLacks { change.ideal } else { change.model };
        let told: Vec<String> = change.differences.iter().map(|found| without_keys(&found.path)).collect();
        let at_base = change.differences.iter().all(|found| {
            let base = rule(&change.ideal.kind, &found.path).base;
            base.is_empty() || without_keys(&found.path) == base
        });
        let beside = lacking.properties.keys().filter(|name| !told.iter().any(|path| path == &***name));
        at_base
            && !beside
                .map(|name| rule(&change.ideal.kind, name))
                .any(|other| !other.base.is_empty() && other.phrase == group.rule.phrase)
    })
}

/// ``the health check's `Matcher` and `HealthCheckPath` ``, with values where they are short.
fn parts_with_values(group: &Group<'_>, side: SideId) -> String {
    let mut parts: Vec<String> = Vec::new();
    for difference in group.changes.iter().flat_map(|change| &change.differences) {
        let value = if side == SideId::Ideal { &difference.ideal } else { &difference.model };
        let name = code(last_name(&difference.path));
        let part = match value.as_ref().filter(|value| is_short(value)) {
            Some(value) => format!("{name} ({})", shown(value).trim_matches('`')),
            None => name,
        };
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    match group.rule.base.is_empty() {
        true => folded(&parts),
        false => format!("{} of the {}", folded(&parts), group.rule.phrase),
    }
}

/// How many values a title compares.
const MOST_COMPARED: usize = 3;

/// `` `A` 1 instead of 2, no `B` instead of 3 ``; `None` when the values are too long to be compared in a title.
fn compared(group: &Group<'_>) -> Option<String> {
    let [change] = group.changes.as_slice() else { return None };
    if change.differences.len() > MOST_COMPARED {
        return None;
    }
    let plain = |value: &Value| shown(value).trim_matches('`').to_owned();
    let parts = change.differences.iter().map(|found| {
        let name = code(last_name(&found.path));
        match (&found.model, &found.ideal) {
            (Some(ours), Some(theirs)) if is_short(ours) && is_short(theirs) => {
                Some(format!("{name} {} instead of {}", plain(ours), plain(theirs)))
            }
            (None, Some(theirs)) if is_short(theirs) => Some(format!("no {name} instead of {}", plain(theirs))),
            (Some(ours), None) if is_short(ours) => Some(format!("{name} {} instead of none", plain(ours))),
            _ => None,
        }
    });
    Some(parts.collect::<Option<Vec<_>>>()?.join(", "))
}

/// The last name of a path, with its key.
fn last_name(path: &str) -> &str {
    segments(path).last().copied().unwrap_or(path)
}

/// Rules of security groups and permissions: what only one side has.
fn list_title(group: &Group<'_>, model: &str) -> Option<String> {
    if !super::is_list_of_rules(group) {
        return None;
    }
    let texts = |side: SideId| -> Vec<String> {
        let differences = group.changes.iter().flat_map(|change| &change.differences);
        let values = differences
            .filter_map(|found| if side == SideId::Ideal { found.ideal.as_ref() } else { found.model.as_ref() });
        let mut texts: Vec<String> = Vec::new();
        for text in values.flat_map(|value| value.as_list().unwrap_or_default()).filter_map(Value::as_text) {
            let text = code(&shortened(&text));
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
        texts
    };
    let (ours, theirs) = (texts(SideId::Model), texts(SideId::Ideal));
    let path = &group.changes.first()?.differences.first()?.path;
    let verb = match path.as_str() {
        "SecurityGroupIngress" => "let in",
        "SecurityGroupEgress" => "let out",
        _ => "allow",
    };
    let many = group.changes.len() > 1;
    let does = if many { verb.to_owned() } else { verb.replacen("let", "lets", 1).replacen("allow", "allows", 1) };
    let does_not = format!("{} not {verb}", if many { "do" } else { "does" });
    let ideal_does = verb.replacen("let", "lets", 1).replacen("allow", "allows", 1);
    Some(capitalised(&match (ours.is_empty(), theirs.is_empty()) {
        (false, true) => format!("{model} {does} {}, which the ideal does not", folded(&ours)),
        (true, false) => format!("{model} {does_not} {}, which the ideal does", folded(&theirs)),
        (false, false) => format!("{model} {does} {} where the ideal {ideal_does} {}", folded(&ours), folded(&theirs)),
        (true, true) => return None,
    }))
}

/// Whether a value can stand in a sentence.
fn is_short(value: &Value) -> bool {
    match &value.kind {
        Kind::Map(_) | Kind::Json(_) => false,
        Kind::List(items) => items.iter().all(|item| item.as_text().is_some()),
        Kind::Text(text) => !text.contains('\n') && shortened(text).len() == text.trim().len(),
        _ => true,
    }
}

pub(super) fn impact(context: &Context<'_>, group: &Group<'_>, side: SideId, demand: Option<&Sentence>) -> String {
    let mut sentences = Vec::new();
    // What is so when a setting is lacking is not so when it only has another value, unless that value turns it off.
    let turned_off = group.common_value(SideId::Model).is_some_and(|value| value.as_bool().is_some());
    let holds = match group.rule.better {
        // What is so when all of a setting is lacking need not be so when a part of it is.
        Better::Set | Better::Unset => group.direction != Direction::Changed && is_whole(group) || turned_off,
        Better::More | Better::Neither => {
            group.direction == Direction::Changed || group.direction == Direction::ModelLacks
        }
    };
    if !group.rule.meaning.is_empty() && holds {
        let whose = if side == SideId::Ideal { "In the ideal " } else { "" };
        let meaning = format!("{whose}{}.", group.rule.meaning);
        sentences.push(capitalised(&meaning));
    }
    if let (Some(sentence), Some(prompt)) = (demand, context.prompt) {
        let text = shortened(&sentence.text);
        sentences.push(format!("{}:{} asks for it: “{text}”.", prompt.name, sentence.lines).replace("….”.", "…”."));
    }
    sentences.join(" ")
}

pub(super) fn recommendation(group: &Group<'_>, side: SideId, gap: &Gap) -> String {
    let attribute = code(gap.attribute.as_deref().unwrap_or_default());
    let fact = if side == SideId::Ideal { &gap.model } else { &gap.ideal };
    let place = fact.evidence.first().map(|evidence| format!("{}:{}", evidence.file, evidence.lines));
    let (right, wrong) = match side {
        SideId::Ideal => (SideId::Model, SideId::Ideal),
        _ => (SideId::Ideal, SideId::Model),
    };
    let targets: Vec<String> = group.resources(wrong).iter().map(|resource| code(&resource.address)).collect();
    let targets = folded(&targets);
    let as_there = place.map(|place| format!(", as in {place}")).unwrap_or_default();
    let whose = if side == SideId::Ideal { "In the ideal, set" } else { "Set" };
    match group.common_value(right) {
        Some(value) if !group.resources(right).iter().any(|resource| is_written(value, resource)) => {
            format!("Leave {attribute} of {targets} at its default, {}.", shown(value))
        }
        Some(value) if is_short(value) && !super::is_list_of_rules(group) => {
            format!("{whose} {attribute} of {targets} to {}{as_there}.", shown(value))
        }
        _ if gap.kind == GapKind::Extra && side == SideId::Model => {
            format!("Leave {attribute} of {targets} out, as the ideal does, unless the task needs it.")
        }
        _ if gap.kind == GapKind::Extra => format!("Leave {attribute} of {targets} out, as the model does."),
        _ => format!("{whose} {attribute} of {targets}{as_there}."),
    }
}
