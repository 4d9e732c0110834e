//! Claims about money: sums that do not add up, totals that contradict one another.

use std::sync::LazyLock;

use regex::Regex;

use super::statements::Statement;
use super::{About, Claim, Truth};
use crate::dimensions::SideId;
use crate::dimensions::wording::{list, shortened, thousands};

/// An amount: `$73`, `\$1,200.50`.
static AMOUNT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\\?\$\s?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)").ok());

/// A word that makes the amount after it a sum: nothing but filling words stands between.
static TOTAL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\btotal(?:s|ing|led)?\b(?:to|of|is|are|about|roughly|around|approximately|monthly|estimated|costs?|[\s:~≈=*])*$").ok()
});

/// Words before an amount that say how many times it counts.
static TIMES: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)\b(one|two|three|four|five|six|\d{1,2})\s*(?:x|×)?\s[^$,;]{0,60}$").ok());

/// How much two sums may differ: they are rounded.
const TOLERANCE: f64 = 0.02;

/// From how many items on a sum is one.
const LEAST_ITEMS: usize = 2;

/// How many ways of counting the items are tried at most.
const MOST_WAYS: usize = 1 << 10;

/// An amount in a statement.
struct Amount {
    value: f64,
    /// Where it begins and ends.
    start: usize,
    end: usize,
}

pub(super) fn check(statements: &[Statement], claims: &mut Vec<Claim>) {
    claims.extend(statements.iter().filter_map(sum_in));
    claims.extend(totals(statements));
}

fn amounts(text: &str) -> Vec<Amount> {
    let found = AMOUNT.as_ref().map(|pattern| pattern.captures_iter(text).collect::<Vec<_>>()).unwrap_or_default();
    let read = |found: regex::Captures<'_>| {
        let whole = found.get(0)?;
        let value = found.get(1)?.as_str().replace(',', "").parse().ok()?;
        Some(Amount { value, start: whole.start(), end: whole.end() })
    };
    found.into_iter().filter_map(read).collect()
}

/// A sentence that lists amounts and says what they come to.
fn sum_in(statement: &Statement) -> Option<Claim> {
    if statement.code.is_some() {
        return None;
    }
    let mut offset = 0;
    for sentence in statement.text.split_inclusive(". ") {
        let all = amounts(sentence);
        let total =
            all.iter().position(|amount| TOTAL.as_ref().is_some_and(|it| it.is_match(&sentence[..amount.start])));
        offset += sentence.len();
        let Some(total) = total.filter(|&at| at >= LEAST_ITEMS) else { continue };
        let mut sums = vec![0.0_f64];
        let mut from = 0;
        for item in &all[..total] {
            let times = times(sentence.get(from..item.start).unwrap_or_default());
            from = item.end;
            let counted = if times > 1.0 { vec![item.value, item.value * times] } else { vec![item.value] };
            sums = sums.iter().flat_map(|sum| counted.iter().map(move |value| sum + value)).take(MOST_WAYS).collect();
        }
        let claimed = all[total].value;
        let holds = sums.iter().any(|sum| (sum - claimed).abs() <= claimed * TOLERANCE);
        let nearest =
            sums.iter().copied().min_by(|one, other| (one - claimed).abs().total_cmp(&(other - claimed).abs()))?;
        let reason = if holds {
            "The amounts come to it.".to_owned()
        } else {
            format!("The amounts come to ${}.", thousands((nearest * 100.0).round() / 100.0))
        };
        return Some(Claim {
            about: About::Sum,
            lines: statement.lines(),
            text: shortened(&statement.text[offset - sentence.len()..offset]),
            truth: if holds { Truth::True } else { Truth::False },
            reason,
            evidence: Vec::new(),
        });
    }
    None
}

/// How many times an amount counts, by the words since the one before it.
fn times(words: &str) -> f64 {
    let found = TIMES.as_ref().and_then(|pattern| pattern.captures(words)).and_then(|found| found.get(1));
    match found.map(|it| it.as_str().to_lowercase()).as_deref() {
        Some("two") => 2.0,
        Some("three") => 3.0,
        Some("four") => 4.0,
        Some("five") => 5.0,
        Some("six") => 6.0,
        Some(number) => number.parse().unwrap_or(1.0),
        None => 1.0,
    }
}

/// A total that the document gives for what an answer costs in a month.
struct Total {
    value: f64,
    side: SideId,
    line: u32,
}

/// Totals of one answer that differ. Those of the same line are stages of one thought.
fn totals(statements: &[Statement]) -> Vec<Claim> {
    let found: Vec<Total> = statements.iter().filter_map(total_of).collect();
    let mut claims = Vec::new();
    for side in [SideId::Model, SideId::Ideal] {
        let of: Vec<&Total> = found.iter().filter(|total| total.side == side).collect();
        let Some(first) = of.first() else { continue };
        let other =
            of.iter().find(|it| (it.value - first.value).abs() > first.value * TOLERANCE && it.line != first.line);
        let Some(other) = other else { continue };
        let both = [first, other].map(|total| format!("${} on line {}", thousands(total.value), total.line));
        let title = if side == SideId::Model { "model" } else { "ideal" };
        claims.push(Claim {
            about: About::Totals,
            lines: crate::source::Lines { start: other.line, end: other.line },
            text: format!("What the {title} costs in a month: {}", list(&both)),
            truth: Truth::False,
            reason: "Two totals for the same: one at least is wrong.".to_owned(),
            evidence: Vec::new(),
        });
    }
    claims
}

/// The total of a statement: in a row about cost the largest amount by the month of a cell, elsewhere the amount that follows the word.
fn total_of(statement: &Statement) -> Option<Total> {
    if statement.code.is_some() {
        return None;
    }
    let text = &statement.text;
    let monthly = |amount: &&Amount| {
        let rest = text[amount.end..].trim_start_matches(['+', ' ', '*', '~']).to_lowercase();
        ["/mo", "per month", "a month", "monthly"].iter().any(|unit| rest.starts_with(unit))
    };
    let all = amounts(text);
    let cost_row = statement.row.as_ref().is_some_and(|row| row.to_lowercase().contains("cost"));
    let amount = if cost_row {
        all.iter().filter(monthly).max_by(|one, other| one.value.total_cmp(&other.value))
    } else {
        all.iter().filter(monthly).find(|amount| TOTAL.as_ref().is_some_and(|it| it.is_match(&text[..amount.start])))
    }?;
    let side = if cost_row { statement.side? } else { cost_side(statement, amount.start)? };
    Some(Total { value: amount.value, side, line: statement.lines().start })
}

/// The answer whose total a sentence gives: the one that it names, else the one that the sentence after it sets the other against.
fn cost_side(statement: &Statement, at: usize) -> Option<SideId> {
    statement.side_at(at).or_else(|| {
        let rest = statement.text.get(at..)?;
        let replaced = rest.to_lowercase().find("replacing that with")?;
        let (_, other) = *super::statements::mentions(rest.get(replaced..)?).first()?;
        Some(if other == SideId::Ideal { SideId::Model } else { SideId::Ideal })
    })
}
