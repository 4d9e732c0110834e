//! What the task asks for and neither answer has.

use super::nouns::noun;
use super::side::Side;
use super::wording::{shortened, with_article};
use super::{Context, Gap, GapKind, Severity, SideId};
use crate::prompt::{Demanded, terms};

/// Verbs that ask for what follows them.
const VERBS: [&str; 10] =
    ["create", "add", "deploy", "implement", "configure", "use", "provision", "include", "define", "enable"];
/// How many words may stand between the beginning of a sentence and what it asks for: `Create two encrypted SQS queues`.
const MOST_WORDS: usize = 5;
/// Words after which a sentence no longer speaks of what its verb asks for.
const ELSEWHERE: [&str; 12] =
    ["for", "to", "with", "existing", "containing", "using", "in", "from", "of", "on", "or", "optionally"];

/// Whether a sentence asks for what it names at an offset: it begins with a verb and comes to it at once, or says that it must
/// be.
fn asks_for(lower: &str, start: usize, end: usize) -> bool {
    let words = |text: &'_ str| -> Vec<String> {
        text.split(|character: char| !character.is_alphanumeric() && character != '-')
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let (before, after) = (words(lower.get(..start).unwrap_or_default()), words(lower.get(end..).unwrap_or_default()));
    let imperative = before.first().is_some_and(|word| VERBS.contains(&word.as_str()))
        && before.len() <= MOST_WORDS
        && !before.iter().any(|word| ELSEWHERE.contains(&word.as_str()));
    let must = before.len() <= 2 && after.first().is_some_and(|word| word == "must" || word == "should");
    // What may be something else, or is there already, is not asked for.
    let open = after.iter().take(MOST_WORDS).any(|word| word == "or" || word == "existing" || word == "integration");
    (imperative || must) && !open
}

pub(super) fn gaps(context: &Context<'_>) -> Vec<Gap> {
    let Some(prompt) = context.prompt else { return Vec::new() };
    let sides = context.sides();
    // What was not understood may hold it.
    let understood = |side: &Side<'_>| side.stack.coverage.opaque_blocks.is_empty() && side.stack.resources.len() > 2;
    if !sides.iter().all(understood) || context.ideal_is_excerpt() {
        return Vec::new();
    }
    let mut gaps: Vec<Gap> = Vec::new();
    for demand in prompt.demands.iter().filter(|demand| demand.wanted && !demand.heading) {
        let Demanded::Resource(types) = &demand.what else { continue };
        let lower = demand.text.to_lowercase();
        let found = terms::find(&lower);
        let asks = found.iter().any(|(start, end, term)| {
            term.types.split(' ').eq(types.iter().copied()) && asks_for(&lower, *start, *end)
        });
        // Targets and containers have health checks too.
        let asks = asks && (types.first() != Some(&"AWS::Route53::HealthCheck") || lower.contains("route"));
        let ban = types.iter().any(|kind| prompt.on_type(kind, false).is_some());
        let told = gaps.iter().any(|gap| gap.resource_type.as_deref() == types.first().copied());
        if !asks || ban || told || sides.iter().any(|side| types.iter().any(|kind| has(*side, kind))) {
            continue;
        }
        let Some(kind) = types.first() else { continue };
        let noun = noun(kind);
        let title = format!("The task asks for {}; neither answer has one", with_article(&noun.singular));
        let id = format!(
            "unmet-{}",
            crate::matching::split_words(kind).into_iter().filter(|word| word != "aws").collect::<Vec<_>>().join("-")
        );
        let mut gap = Gap::new(id, noun.dimension, GapKind::Violation, SideId::Both, Severity::Low, title);
        gap.confidence = 0.7;
        gap.resource_type = Some((*kind).into());
        if types.len() > 1 {
            gap.resource_types = types.iter().map(|kind| (*kind).into()).collect();
        }
        gap.impact = format!("{}:{} asks for it: “{}”.", prompt.name, demand.lines, shortened(&demand.text));
        gap.recommendation = format!("Add {}.", with_article(&noun.singular));
        gap.demand = context.demand(demand.lines);
        gaps.push(gap);
    }
    gaps
}

/// Whether a side has something of a type, be it a part of something else, or may have it: its code speaks of it.
fn has(side: Side<'_>, kind: &str) -> bool {
    let name = kind.rsplit(':').next().unwrap_or(kind).to_lowercase();
    let speaks_of = |text: &str| {
        let letters: String = text.chars().filter(|character| character.is_alphanumeric()).collect();
        letters.to_lowercase().contains(&name)
    };
    side.has_type(kind)
        || side.stack.satellites.iter().any(|satellite| &*satellite.resource.kind == kind)
        || side.response.files.iter().any(|file| speaks_of(&file.text))
}
