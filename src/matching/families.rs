//! Types that can play the same role.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::catalog::table::rows;

const FAMILIES: &str = include_str!("../../grammars/aws/families.tsv");

/// A type and its substitutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Family {
    /// What they have in common, for people: `relational database`.
    pub name: &'static str,
    /// Whether the only ones of it that two stacks have play the same role whatever they are called.
    pub ties_alone: bool,
}

static FAMILY_OF: LazyLock<HashMap<&str, Family>> = LazyLock::new(|| {
    rows(FAMILIES).map(|[name, kind, ties]| (kind, Family { name, ties_alone: ties == "alone" })).collect()
});

/// The family of a type, if it has substitutes.
#[must_use]
pub fn family(kind: &str) -> Option<Family> {
    FAMILY_OF.get(kind).copied()
}
