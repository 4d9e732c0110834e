//! Writing down what was found. One file an output format.

use crate::{Analysis, Comparison};

pub mod annotations;
pub mod checks;
pub mod claims;
pub mod contract;
pub mod cost;
pub mod csv;
pub mod findings;
pub mod html;
pub mod issues;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod sarif;
pub mod summary;
pub mod table;
pub mod template;

/// Everything that a gap report is written from.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// The model's answer.
    pub model: &'a Analysis,
    /// The ideal answer.
    pub ideal: &'a Analysis,
    /// Their comparison.
    pub comparison: &'a Comparison,
}

/// How much of a gap report is written, where its form has a choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// The six rows alone.
    pub table_only: bool,
    /// A diagram of each side's architecture.
    pub diagram: bool,
    /// What each gap takes from which score.
    pub explain_score: bool,
}

/// How a report looks on a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Its width in columns.
    pub width: u16,
    /// Whether it has colour.
    pub color: bool,
}
