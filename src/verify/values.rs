//! Claims that a setting has a value: `retention_in_days = 7`, `MultiAZ: true`.

use std::sync::LazyLock;

use regex::Regex;

use super::answer::{Answer, essence};
use super::statements::{Statement, is_hedged};
use super::{About, Claim, Truth, evidence};
use crate::dimensions::wording::{code, folded};
use crate::source::Lines;

static SETTING: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"^["']?([A-Za-z_][A-Za-z0-9_]{3,})["']?\s*[:=]\s*([^\s=:{\[(][^{\[(]{0,60})$"#).ok());

pub(super) fn check(statement: &Statement, answers: &[Answer<'_>; 2], claims: &mut Vec<Claim>) {
    for (at, span) in statement.spans() {
        let Some(found) = SETTING.as_ref().and_then(|pattern| pattern.captures(span)) else { continue };
        let (Some(name), Some(value)) = (found.get(1), found.get(2)) else { continue };
        let Some(side) = statement.side_at(at) else { continue };
        let Some(answer) = answers.iter().find(|answer| answer.id == side) else { continue };
        if is_hedged(statement.clause_at(at)) {
            continue;
        }
        let (truth, reason, lines) = judge(answer, name.as_str(), value.as_str());
        claims.push(Claim {
            about: About::Value,
            lines: statement.lines(),
            text: code(span),
            truth,
            reason,
            evidence: lines.into_iter().map(|line| evidence(answer, Lines { start: line, end: line })).collect(),
        });
    }
}

/// Whether a line of the answer sets it so. It does not when all lines that set it give other literal values.
fn judge(answer: &Answer<'_>, name: &str, value: &str) -> (Truth, String, Vec<u32>) {
    let wanted = essence(value).to_lowercase();
    let mut others: Vec<(String, u32)> = Vec::new();
    for (number, line) in (1..).zip(&answer.essences) {
        let Some(set) = value_of(line, name) else { continue };
        if set.to_lowercase() == wanted {
            return (Truth::True, format!("The {} has it.", answer.title()), vec![number]);
        }
        others.push((set.to_owned(), number));
    }
    let title = answer.title();
    if others.is_empty() {
        let reason = format!("The {title} sets no {} on a line of its own.", code(name));
        return (Truth::Undecided, reason, Vec::new());
    }
    let mut values: Vec<String> = others.iter().map(|(value, _)| code(value)).collect();
    values.sort();
    values.dedup();
    let lines = others.iter().map(|(_, line)| *line).take(4).collect();
    let literal = is_literal(&wanted) && others.iter().all(|(value, _)| is_literal(&value.to_lowercase()));
    let truth = if literal { Truth::False } else { Truth::Undecided };
    (truth, format!("There, {} is {}.", code(name), folded(&values)), lines)
}

/// The value that a line gives a setting.
fn value_of<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let rest = line.trim_start_matches('-').strip_prefix(name)?;
    rest.strip_prefix([':', '=']).filter(|value| !value.is_empty() && !value.starts_with(['=', ':', '{', '[']))
}

/// Whether a value is written out: a number, a truth value or a plain word, not a name of something else.
fn is_literal(value: &str) -> bool {
    let number = value.parse::<f64>().is_ok();
    number || matches!(value, "true" | "false" | "enabled" | "disabled")
}
