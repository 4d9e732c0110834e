//! Logical ids: letters and digits, each once.

use std::collections::HashSet;

/// The logical ids that are taken.
#[derive(Debug, Default)]
pub(super) struct LogicalIds {
    taken: HashSet<String>,
}

/// How long a logical id may be. Chosen because CloudFormation allows no more than 255 letters.
const LONGEST: usize = 255;

impl LogicalIds {
    /// A logical id that nothing else has, after the name of something.
    pub(super) fn add(&mut self, name: &str) -> String {
        let mut id: String = capitalised(name).chars().take(LONGEST).collect();
        if !id.starts_with(|first: char| first.is_ascii_alphabetic()) {
            id.insert(0, 'R');
        }
        let mut candidate = id.clone();
        let mut number = 2;
        while !self.taken.insert(candidate.clone()) {
            candidate = format!("{id}{number}");
            number += 1;
        }
        candidate
    }
}

/// `aws_vpc.main["a"]` as `AwsVpcMainA`.
pub(super) fn capitalised(name: &str) -> String {
    let words = name.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words
        .map(|word| {
            let (first, rest) = word.split_at(1);
            first.to_ascii_uppercase() + rest
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_and_plain() {
        let mut ids = LogicalIds::default();
        for (name, expected) in [
            ("aws_vpc.main[\"a\"]", "AwsVpcMainA"),
            ("Bucket", "Bucket"),
            ("bucket", "Bucket2"),
            ("3-tier", "R3Tier"),
            ("größe", "GrE"),
            ("", "R"),
        ] {
            assert_eq!(ids.add(name), expected, "{name}");
        }
    }
}
