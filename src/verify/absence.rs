//! Claims that an answer lacks something: `No DynamoDB tables are defined`.

use std::sync::LazyLock;

use regex::Regex;

use super::answer::Answer;
use super::statements::Statement;
use super::{About, Claim, Truth};
use crate::dimensions::wording::shortened;
use crate::dimensions::{Evidence, SideId};
use crate::prompt::terms;
use crate::stack::Origin;

/// What denies that something is there, and nothing else about it.
static DENIAL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:no|lacks|lacked|lacking|without|does not (?:have|define|include|create)|defines no|has no|never (?:creates|defines))\s+(?:(?:any|a|an|the|explicit|dedicated)\s+)*[`*]*$").ok()
});

/// What follows the name of something that is denied as a whole. Anything else (`no S3 bucket policy`, `no alarm for it`) denies a part.
static WHOLE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:\s+(?:tables?|queues?|buckets?|functions?|topics?|streams?|clusters?|instances?|databases?))?[`*]*(?:\s*\([^)]*\))?\s*(?:$|[.,;]|resources?\b|(?:is|are|was|were)\s+(?:defined|created|declared|provisioned|present)|exists?\b|defined\b|at all\b|anywhere\b)").ok()
});

pub(super) fn check(statement: &Statement, answers: &[Answer<'_>; 2], claims: &mut Vec<Claim>) {
    if statement.code.is_some() {
        return;
    }
    let lower = statement.text.to_ascii_lowercase();
    for (start, end, term) in terms::find(&lower) {
        if term.what != "service" || term.types.is_empty() {
            continue;
        }
        let (before, after) = (lower.get(..start).unwrap_or_default(), lower.get(end..).unwrap_or_default());
        let denied = DENIAL.as_ref().is_some_and(|it| it.is_match(before))
            && WHOLE.as_ref().is_some_and(|it| it.is_match(after));
        // A side that is named later in the sentence counts only where a column or a label names none.
        let side = statement.side_at(start).or_else(|| side_after(statement, end));
        let Some(answer) = answers.iter().find(|answer| denied && Some(answer.id) == side) else { continue };
        let types: Vec<&str> = term.types.split(' ').collect();
        let resources = &answer.analysis.stack.resources;
        let there: Vec<_> =
            resources.iter().filter(|it| types.contains(&&*it.kind) && it.origin == Origin::Declared).collect();
        let title = answer.title();
        let (truth, reason) = match there.first() {
            Some(first) => {
                (Truth::False, format!("The {title} has {}.", crate::dimensions::wording::code(&first.address)))
            }
            None if resources.is_empty() => {
                (Truth::Undecided, format!("Nothing of the {title}'s code was understood."))
            }
            None => (Truth::True, format!("The {title} has none.")),
        };
        let at = |resource: &&crate::stack::Resource| {
            let lines = answer.analysis.response.lines(resource.span()?);
            Some(Evidence { address: Some(resource.address.clone()), ..super::evidence(answer, lines) })
        };
        claims.push(Claim {
            about: About::Absence,
            lines: statement.lines(),
            text: shortened(&statement.text),
            truth,
            reason,
            evidence: there.iter().filter_map(at).take(4).collect(),
        });
    }
}

fn side_after(statement: &Statement, end: usize) -> Option<SideId> {
    let rest = statement.text.get(end..)?;
    let sentence = rest.find(". ").map_or(rest, |at| &rest[..at]);
    let named = super::statements::mentions(sentence);
    // `…, whereas the ideal has them` speaks of the other.
    let turned = ["whereas", "while", "but"].iter().filter_map(|word| sentence.find(word)).min();
    let (at, side) = *named.first()?;
    (turned.is_none_or(|turn| at < turn)).then_some(side)
}
