//! Looking up what a task says about a setting: the sentence that speaks of it, with the value that it asks for.

use super::{Prompt, Sentence, is_denied};

impl Prompt {
    /// The first sentence that names what words call (all of them) and that wants it.
    #[must_use]
    pub fn names(&self, words: &[&str]) -> Option<&Sentence> {
        self.sentences.iter().find(|sentence| {
            let lower = sentence.text.to_ascii_lowercase();
            words.iter().all(|word| has_word(&lower, word))
                && words
                    .first()
                    .and_then(|word| lower.find(word))
                    .is_some_and(|at| !is_denied(sentence, &lower, at) && !is_turned_off(&lower, at))
        })
    }

    /// The first sentence that has all of these words and that value, as a number in any of its units or as it is.
    #[must_use]
    pub fn states(&self, words: &[&str], value: &str) -> Option<&Sentence> {
        let spellings = spellings(value);
        self.sentences.iter().find(|sentence| {
            let lower = sentence.text.to_ascii_lowercase();
            words.iter().all(|word| has_word(&lower, word))
                && spellings.iter().any(|spelling| has_value(&lower, spelling))
        })
    }
}

/// How many words may stand between a setting and that it is to be off: `deletion protection must be disabled`.
const OFF_REACH: usize = 5;

/// Whether what begins at an offset is to be turned off.
fn is_turned_off(lower: &str, at: usize) -> bool {
    let after = lower[at..].split([',', ';', '.', '(']).next().unwrap_or_default();
    let words: Vec<&str> = after.split_whitespace().take(OFF_REACH).collect();
    let unneeded = |two: &[&str]| two[0] == "not" && matches!(two[1], "needed" | "required" | "necessary");
    words.iter().any(|word| matches!(*word, "disabled" | "off" | "false")) || words.windows(2).any(unneeded)
}

/// The ways in which people write a value: 300 is `5 minutes` and 3072 is `3 gb`.
fn spellings(value: &str) -> Vec<String> {
    let lower = value.to_ascii_lowercase();
    let mut spellings = vec![lower.clone()];
    let Ok(number) = lower.parse::<f64>() else { return spellings };
    for (size, units) in [
        (60.0, ["minute", "min"].as_slice()),
        (3_600.0, ["hour", "hr"].as_slice()),
        (86_400.0, ["day"].as_slice()),
        (604_800.0, ["week"].as_slice()),
        (1_024.0, ["gb", "gib"].as_slice()),
        (365.0, ["year"].as_slice()),
        (7.0, ["week"].as_slice()),
    ] {
        let count = number / size;
        if count >= 1.0 && count.fract() == 0.0 {
            for unit in units {
                spellings.extend([format!("{count} {unit}"), format!("{count}{unit}"), format!("{count}-{unit}")]);
            }
        }
    }
    if number >= 1_000.0 && number.fract() == 0.0 {
        let digits = format!("{number:.0}");
        let (head, tail) = digits.split_at(digits.len() - 3);
        spellings.push(format!("{head},{tail}"));
    }
    spellings
}

/// Whether a text has a word, or its plural.
fn has_word(lower: &str, word: &str) -> bool {
    lower.match_indices(word).any(|(start, _)| {
        let end = start + word.len();
        !lower[..start].ends_with(char::is_alphanumeric)
            && !lower[end..].trim_start_matches('s').starts_with(|next: char| next.is_alphanumeric())
    })
}

/// Whether a text has a value that is not part of a longer one.
fn has_value(lower: &str, value: &str) -> bool {
    lower.match_indices(value).any(|(start, _)| {
        let (before, after) = (&lower[..start], &lower[start + value.len()..]);
        let digit_before = before.ends_with(|last: char| last.is_alphanumeric() || last == '.' || last == ',');
        let longer = after.starts_with(|next: char| next.is_ascii_digit())
            || after.strip_prefix(['.', ',']).is_some_and(|rest| rest.starts_with(|next: char| next.is_ascii_digit()));
        // Behind a bare number, a unit that is not the setting's own makes it another value.
        let unit = after.trim_start_matches([' ', '-']);
        let bare = value.ends_with(|last: char| last.is_ascii_digit());
        let scaled =
            bare && ["gb", "gib", "minute", "min", "hour", "week", "year"].iter().any(|name| unit.starts_with(name));
        !digit_before && !longer && !scaled
    })
}
