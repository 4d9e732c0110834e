//! Checks: what a good stack does, held against one answer. They look at the common model, so that one check serves every dialect.
//!
//! What a check says stands in `grammars/checks`. A simple check is there as a whole: a [`rule`] over the settings of a type. What takes
//! more than that, a file of [`SETS`] finds.

mod catalogue;
mod check;
pub mod example;
mod finding;
pub mod rule;
pub(crate) mod security;
mod subject;
pub mod validity;

use crate::Analysis;

pub use catalogue::{Catalogue, built_in};
pub use check::{Check, CheckError, CheckKind, Definition, Pillar};
pub use finding::{Finding, Findings, Verdict};
pub use rule::Truth;
pub use subject::Subject;

/// Checks that code finds. Adding a set is a file and a line below; what its checks say is a table in `grammars/checks`.
pub struct Set {
    /// The ids of its checks.
    pub checks: &'static [&'static str],
    /// Finds what is so.
    pub find: fn(&Subject<'_>, &mut Findings<'_>),
}

/// Every set.
pub const SETS: &[Set] = &[
    security::network::SET,
    security::load_balancers::SET,
    security::permissions::SET,
    security::trust::SET,
    security::policies::SET,
    security::secrets::SET,
    security::support::SET,
    validity::SET,
];

/// What every built-in check finds in an answer, in the order in which the resources stand in it.
#[must_use]
pub fn run(analysis: &Analysis) -> Vec<Finding> {
    run_with(analysis, &[built_in()])
}

/// What the checks of several catalogues find: the rules of each, and what code finds.
#[must_use]
pub fn run_with(analysis: &Analysis, catalogues: &[&Catalogue]) -> Vec<Finding> {
    let subject = Subject::new(analysis);
    let mut findings = Findings::new(&subject, built_in());
    for catalogue in catalogues {
        rule::find(&subject, catalogue, &mut findings);
    }
    for set in SETS {
        (set.find)(&subject, &mut findings);
    }
    findings.sorted()
}
