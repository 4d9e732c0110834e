//! What is said about a setting that differs.

use super::super::nouns::noun;
use super::super::wording::{capitalised, code, count, folded, shortened, value as shown};
use super::super::{Context, Gap, GapKind, SideId};
use super::{Better, Direction, Group};
use crate::matching::split_words;
use crate::program::value::{Kind, Provenance, Value};
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
        let part = difference.path.strip_prefix(&group.rule.base).unwrap_or(&difference.path);
        let part = part.trim_start_matches('.').trim_matches(['[', ']']);
        if !part.is_empty() && !parts.contains(&code(part)) {
            parts.push(code(part));
        }
    }
    match parts.len() {
        0 => group.rule.phrase.clone(),
        _ => format!("{} {}", group.rule.phrase, folded(&parts)),
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
    let text = match (group.direction, values) {
        (Direction::ModelLacks, (Some(default), Some(value))) => {
            format!(
                "{model} {} the {phrase} at its default of {}; the ideal {sets} {}",
                leaves(many),
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
        (Direction::ModelLacks, (_, Some(value))) if is_short(value) && group.rule.better != Better::Set => {
            format!("{model} {} no {}; the ideal sets {}", has, setting(group), shown(value))
        }
        (Direction::ModelLacks, _) => format!("{model} {has} no {}", setting(group)),
        (Direction::IdealLacks, _) if side == SideId::Ideal => {
            format!("The ideal's {ideal} {has} no {}, the model's {has}", setting(group))
        }
        (Direction::IdealLacks, (Some(value), _)) if is_short(value) => {
            format!("{model} {sets} the {} to {}, which the ideal leaves out", setting(group), shown(value))
        }
        (Direction::IdealLacks, _) => format!("{model} {has} {}, which the ideal leaves out", with_article(group)),
        (Direction::Changed, (Some(ours), Some(theirs))) if is_short(ours) && is_short(theirs) => {
            format!("{} of {model}: {} instead of {}", setting(group), shown(ours), shown(theirs))
        }
        (Direction::Changed, _) => format!("{} of {model} is not the ideal's", setting(group)),
    };
    capitalised(&text)
}

fn leaves(many: bool) -> &'static str {
    if many { "leave" } else { "leaves" }
}

fn with_article(group: &Group<'_>) -> String {
    let setting = setting(group);
    // Plurals and what cannot be counted take no article.
    let plain = setting.split(' ').next_back().is_some_and(|last| last.ends_with(['s', 'g', '`']))
        || ["encryption", "recovery", "protection", "replication", "validation"]
            .iter()
            .any(|word| setting.contains(word));
    if plain { setting } else { super::super::wording::with_article(&setting) }
}

/// Rules of security groups and permissions: what only one side has.
fn list_title(group: &Group<'_>, model: &str) -> Option<String> {
    let difference = group.single()?;
    let only = |value: &Option<Value>| value.as_ref().map(shown);
    let (ours, theirs) = (only(&difference.model), only(&difference.ideal));
    let verb = match difference.path.as_str() {
        "SecurityGroupIngress" => "let in",
        "SecurityGroupEgress" => "let out",
        path if path.contains(".Statement.") => "allow",
        _ => return None,
    };
    let (does, do_not) = (verb.replacen("let", "lets", 1).replacen("allow", "allows", 1), format!("does not {verb}"));
    Some(capitalised(&match (ours, theirs) {
        (Some(ours), None) => format!("{model} {does} {ours}, which the ideal does not"),
        (None, Some(theirs)) => format!("{model} {do_not} {theirs}, which the ideal does"),
        (Some(ours), Some(theirs)) => format!("{model} {does} {ours} where the ideal {does} {theirs}"),
        (None, None) => return None,
    }))
}

/// Whether a value can stand in a sentence.
fn is_short(value: &Value) -> bool {
    match &value.kind {
        Kind::Map(_) | Kind::Json(_) => false,
        Kind::List(items) => items.iter().all(|item| item.as_text().is_some()),
        Kind::Text(text) => !text.contains('\n') && shortened(text).len() <= text.len(),
        _ => true,
    }
}

pub(super) fn impact(context: &Context<'_>, group: &Group<'_>, side: SideId, demand: Option<&Sentence>) -> String {
    let mut sentences = Vec::new();
    let lacking = side == SideId::Model || group.direction != Direction::Changed;
    if !group.rule.meaning.is_empty() && lacking {
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
        Some(value) if value.provenance == Provenance::ProviderDefault => {
            format!("Leave {attribute} of {targets} at its default, {}.", shown(value))
        }
        Some(value) if is_short(value) && !is_list_of_rules(group) => {
            format!("{whose} {attribute} of {targets} to {}{as_there}.", shown(value))
        }
        _ if gap.kind == GapKind::Extra && side == SideId::Model => {
            format!("Leave {attribute} of {targets} out, as the ideal does, unless the task needs it.")
        }
        _ if gap.kind == GapKind::Extra => format!("Leave {attribute} of {targets} out, as the model does."),
        _ => format!("{whose} {attribute} of {targets}{as_there}."),
    }
}

fn is_list_of_rules(group: &Group<'_>) -> bool {
    group.rule.base.starts_with("SecurityGroup") || group.attribute().contains(".Statement.")
}
