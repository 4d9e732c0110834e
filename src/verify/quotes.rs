//! Claims that an answer holds this code: pieces of code under a label or a heading that names the answer.

use super::answer::{Answer, essence, is_telling};
use super::statements::{Statement, is_hedged};
use super::{About, Claim, Truth, evidence};
use crate::dimensions::wording::{count, shortened};
use crate::response::Language;

/// How many lines of a quote are looked for: enough to be sure.
const MOST_LINES: usize = 80;

/// With fewer telling lines a quote that is not found is not called false: it may be told in other words.
const LEAST_LINES: usize = 2;

/// Words of a label that speak for what should be.
const ADVICE: [&str; 9] = ["should", "example", "recommend", "correct", "error", "output", "command", "would", "test"];

pub(super) fn check(statement: &Statement, answers: &[Answer<'_>; 2], claims: &mut Vec<Claim>) {
    let Some(language) = &statement.code else { return };
    if !is_code(language) {
        return;
    }
    let lines: Vec<String> = statement
        .text
        .lines()
        .filter(|line| !line.contains("...") && !line.contains('…') && !is_comment(line))
        .map(essence)
        .filter(|line| is_telling(line))
        .take(MOST_LINES)
        .collect();
    if lines.is_empty() || statement.text.lines().any(|line| line.starts_with(['+', '-']) && line.len() > 1) {
        return;
    }
    let found = |answer: &Answer<'_>| lines.iter().filter(|line| !answer.places_of(line).is_empty()).count();
    let named = statement.side.and_then(|side| answers.iter().find(|answer| answer.id == side));
    let label = statement.label.to_lowercase();
    let all = lines.len();
    let (truth, reason, at) = match named {
        Some(answer) => {
            let other = answers.iter().find(|other| other.id != answer.id).unwrap_or(answer);
            match (found(answer), found(other)) {
                (here, _) if here == all => (
                    Truth::True,
                    format!("The {} has it.", answer.title()),
                    answer.stretch(&lines).map(|at| evidence(answer, at)),
                ),
                _ if ADVICE.iter().any(|word| label.contains(word)) => return,
                (0, there) if there == all && all >= LEAST_LINES => (
                    Truth::False,
                    format!("Nothing of it is in the {}; it is the {}'s.", answer.title(), other.title()),
                    other.stretch(&lines).map(|at| evidence(other, at)),
                ),
                (0, 0) if all >= LEAST_LINES => {
                    (Truth::False, "None of its lines is in either answer.".to_owned(), None)
                }
                (here, _) => {
                    let of = count(all, "line", "lines");
                    (Truth::Undecided, format!("The {} has {here} of its {of} so.", answer.title()), None)
                }
            }
        }
        // Code that nobody is said to have written claims nothing, unless it is there.
        None => match answers.iter().find(|answer| found(answer) == all) {
            Some(answer) if !is_hedged(&label) => (
                Truth::True,
                format!("The {} has it.", answer.title()),
                answer.stretch(&lines).map(|at| evidence(answer, at)),
            ),
            _ => return,
        },
    };
    let first = statement.text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    claims.push(Claim {
        about: About::Quote,
        lines: statement.lines(),
        text: shortened(first),
        truth,
        reason,
        evidence: at.into_iter().collect(),
    });
}

/// Whether a quote is in a language that answers are written in, rather than a command or what it prints.
fn is_code(language: &str) -> bool {
    let known = ["hcl", "terraform", "tf", "yaml", "yml", "json", "ts", "js", "py", "tsx", "jsx"].contains(&language);
    known
        || Language::of_id(language)
            .is_some_and(|it| !matches!(it, Language::Shell | Language::Text | Language::Markdown))
}

fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    ["#", "//", "/*", "*", "--"].iter().any(|mark| line.starts_with(mark))
}
