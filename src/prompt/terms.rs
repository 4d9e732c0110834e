//! The names that people give to tools, languages, services and resources.

use std::sync::LazyLock;

use crate::catalog::table::rows;

const TERMS: &str = include_str!("../../grammars/prompt/terms.tsv");

/// A name of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Term {
    pub(crate) phrase: &'static str,
    /// `tool`, `language` or `service`.
    pub(crate) what: &'static str,
    /// The canonical name.
    pub(crate) name: &'static str,
    /// The resource types that are asked for by that name, separated by blanks.
    pub(crate) types: &'static str,
}

/// The terms, the longest first, so that `CDK for Terraform` is not taken for `Terraform`.
static LONGEST_FIRST: LazyLock<Vec<Term>> = LazyLock::new(|| {
    let mut terms: Vec<_> = rows(TERMS).map(|[phrase, what, name, types]| Term { phrase, what, name, types }).collect();
    terms.sort_by_key(|term| std::cmp::Reverse(term.phrase.len()));
    terms
});

/// The terms in a text, with where each begins and ends, in order; `lower` is the text in lower case.
pub(crate) fn find(lower: &str) -> Vec<(usize, usize, Term)> {
    let mut found: Vec<(usize, usize, Term)> = Vec::new();
    for term in LONGEST_FIRST.iter() {
        for (start, _) in lower.match_indices(term.phrase) {
            let mut end = start + term.phrase.len();
            if lower[end..].starts_with('s') {
                end += 1;
            }
            let whole = !lower[..start].ends_with(is_word) && !lower[end..].starts_with(is_word);
            if whole && found.iter().all(|(from, to, _)| end <= *from || *to <= start) {
                found.push((start, end, *term));
            }
        }
    }
    found.sort_by_key(|(start, ..)| *start);
    found
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn the_longest_name_counts() {
        let names = |text: &str| find(text).into_iter().map(|(.., term)| term.name).collect::<Vec<_>>();
        assert_eq!(names("use cdk for terraform with go, not terraform"), ["cdktf", "go", "terraform"]);
        assert_eq!(names("sqs queues and dead-letter queues, going on"), ["SQS", "SQS"]);
        assert_eq!(names("a category"), [""; 0]);
    }
}
