//! The JSON reports, in the shapes of the contract.

use serde::Serialize;

use super::Report;
use super::contract::{GapReport, Inspection};
use crate::Analysis;

/// The gap report as JSON, with a final newline.
#[must_use]
pub fn comparison(report: &Report<'_>) -> String {
    pretty(&GapReport::of(report))
}

/// The inspection of one answer as JSON, with a final newline.
#[must_use]
pub fn inspection(analysis: &Analysis) -> String {
    pretty(&Inspection::of(analysis))
}

pub(super) fn pretty(shape: &impl Serialize) -> String {
    // The shapes hold nothing that JSON cannot: no map with keys other than text, and no failing serializer.
    let mut text = serde_json::to_string_pretty(shape).unwrap_or_default();
    text.push('\n');
    text
}
