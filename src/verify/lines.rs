//! Claims that something stands on certain lines: `MODEL_RESPONSE.md:112-118`, `(lines 180-360)`.

use std::sync::LazyLock;

use regex::Regex;

use super::answer::{Answer, essence, is_telling};
use super::statements::{Statement, mentions};
use super::{About, Claim, Truth, evidence};
use crate::dimensions::wording::{code, shortened};
use crate::source::Lines;

/// A place in an answer: a file name with lines, or lines after the name of an answer.
static PLACE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?x) (?: (?P<file>(?:MODEL|IDEAL)_RESPONSE(?:\.md)?) [`)]? (?: : | \s* [,(]? \s* lines? \s+ | \s+\#?L ) | \b[Ll]ines? \s+ ) (?P<about>[~≈]?) (?P<first>\d{1,6}) (?: \s* [-–—] \s* (?P<last>\d{1,6}) )?").ok()
});

/// How far beside its lines a thing may stand where the lines are said to be rough.
const ROUGH: u32 = 25;

/// How far beside its lines a thing may stand otherwise: a fence or a comment more or less.
const SLACK: u32 = 3;

pub(super) fn check(statement: &Statement, answers: &[Answer<'_>; 2], claims: &mut Vec<Claim>) {
    let Some(pattern) = PLACE.as_ref().filter(|_| statement.code.is_none()) else { return };
    for found in pattern.captures_iter(&statement.text) {
        let Some(whole) = found.get(0) else { continue };
        let number = |name: &str| found.name(name).and_then(|it| it.as_str().parse::<u32>().ok());
        let Some(start) = number("first") else { continue };
        let end = number("last").unwrap_or(start).max(start);
        let file = found.name("file").map(|it| it.as_str());
        let side = match file {
            Some(file) => mentions(file).first().map(|(_, side)| *side),
            None => statement.side_at(whole.start()),
        };
        let Some(answer) = answers.iter().find(|answer| Some(answer.id) == side) else { continue };
        let rough = found.name("about").is_some_and(|it| !it.as_str().is_empty());
        let claimed = Lines { start, end };
        let named = named_before(statement, whole.start());
        let Some((truth, reason, at)) = judge(answer, claimed, if rough { ROUGH } else { SLACK }, &named) else {
            continue;
        };
        // Lines of no named file may be those of a file that the answer gives.
        let truth = if file.is_none() && truth == Truth::False { Truth::Undecided } else { truth };
        claims.push(Claim {
            about: About::Lines,
            lines: statement.lines(),
            text: format!(
                "{}: {}",
                whole.as_str().trim(),
                named.iter().map(|it| code(&shortened(it))).collect::<Vec<_>>().join(", ")
            ),
            truth,
            reason,
            evidence: at.into_iter().map(|lines| evidence(answer, lines)).collect(),
        });
    }
}

/// How file names end, which stand nowhere but are the place.
const EXTENSIONS: [&str; 12] = ["md", "py", "ts", "js", "tf", "yaml", "yml", "json", "go", "java", "tfvars", "sh"];

/// What is said to stand there: the code that is named before the place, in its sentence, since the place before it.
fn named_before(statement: &Statement, at: usize) -> Vec<String> {
    let before = statement.text.get(..at).unwrap_or_default();
    let sentence = before.rfind(". ").map_or(0, |end| end + 1);
    let previous = PLACE.as_ref().and_then(|pattern| pattern.find_iter(before).last()).map_or(0, |found| found.end());
    let from = sentence.max(previous);
    let is_file = |text: &str| text.rsplit_once('.').is_some_and(|(_, extension)| EXTENSIONS.contains(&extension));
    let names_file = |text: &str| !mentions(text).is_empty() || text.contains('/') || is_file(text);
    let spans =
        statement.spans().into_iter().filter(|(start, text)| *start >= from && *start < at && !names_file(text));
    spans.map(|(_, text)| text.to_owned()).collect()
}

/// Whether all of it stands there. Nothing is said where nothing of it is in the answer: that is a claim of its own.
fn judge(answer: &Answer<'_>, claimed: Lines, slack: u32, named: &[String]) -> Option<(Truth, String, Vec<Lines>)> {
    let count = answer.line_count();
    if claimed.start > count {
        let reason = format!("The {}'s answer has {count} lines.", answer.title());
        return Some((Truth::False, reason, vec![Lines { start: count.max(1), end: count.max(1) }]));
    }
    let (from, to) = (claimed.start.saturating_sub(slack), claimed.end + slack);
    let mut elsewhere: Vec<Lines> = Vec::new();
    let (mut there, mut telling) = (0, 0);
    for text in named {
        let places = places_of(answer, text);
        if places.is_empty() {
            continue;
        }
        telling += 1;
        if places.iter().any(|line| (from..=to).contains(line)) {
            there += 1;
        } else if let Some(&first) = places.first() {
            elsewhere.push(Lines { start: first, end: first });
        }
    }
    match (telling, there) {
        (0, _) => None,
        (_, 0) => {
            let numbers: Vec<String> = elsewhere.iter().map(ToString::to_string).collect();
            Some((
                Truth::False,
                format!("It stands on {} {}.", if numbers.len() == 1 { "line" } else { "lines" }, numbers.join(", ")),
                elsewhere,
            ))
        }
        (all, found) if all == found => Some((Truth::True, "It stands there.".to_owned(), vec![claimed])),
        (all, found) => Some((Truth::Undecided, format!("{found} of {all} stand there."), elsewhere)),
    }
}

/// The lines on which a piece of code stands: as it is written, as a line that says the same, or, for an address, where it is declared.
fn places_of(answer: &Answer<'_>, text: &str) -> Vec<u32> {
    let wanted = essence(text);
    if !is_telling(&wanted) {
        return Vec::new();
    }
    let like = (1..).zip(&answer.essences).filter(|(_, line)| line.contains(&wanted)).map(|(number, _)| number);
    let mut places: Vec<u32> = like.collect();
    if let Some((kind, name)) = text.split_once('.') {
        places.extend(answer.lines_with(&format!("\"{kind}\" \"{name}\"")));
    }
    places.sort_unstable();
    places
}
