//! The result of one sample: one line of the results.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The result of one sample. What is not known is absent.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema, Serialize)]
#[serde(default)]
pub struct Row {
    /// The sample's id.
    pub id: String,
    /// Why it could not be graded; then nothing below is there but the hashes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Which turn of the conversation was graded, where there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub turn: Option<u32>,
    /// What there is to learn from it, by the rubric.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub training_value: Option<i64>,
    /// How near the model is to the ideal, 0 to 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alignment: Option<f64>,
    /// The model's answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<SideRow>,
    /// The ideal answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ideal: Option<SideRow>,
    /// How many gaps there are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gaps: Option<GapCounts>,
    /// How the training value comes about, point by point.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rubric: Vec<PointRow>,
    /// What must be known about the pair before its gaps, as `side: verdict`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub verdicts: Vec<String>,
    /// What is odd about the sample.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<DataCheck>,
    /// The score that a person gave it, of its metadata.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub human_score: Option<f64>,
    /// Which gaps there are, without their places, the most severe first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gap_names: Vec<String>,
    /// File of its report, beside the page of the whole run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report: Option<String>,
    /// Seconds that grading took. Only with `--timings`, since it differs from run to run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f64>,
    /// The version of gapdiff.
    pub tool_version: String,
    /// Hash of all that the sample holds.
    pub content_hash: String,
    /// Hash of the rubric and the options that decide a result.
    pub settings_hash: String,
    /// `MinHash` of both answers, by which near-duplicates are found.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sketch: String,
}

/// One side of a sample.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema, Serialize)]
#[serde(default)]
pub struct SideRow {
    /// Its tool.
    pub tool: String,
    /// Its language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// How many resources it deploys.
    pub resources: u32,
    /// Its scores, 0 to 100, by aspect.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub scores: IndexMap<String, f64>,
    /// What it costs in US dollars a month, as far as it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub monthly_cost: Option<f64>,
}

/// How many gaps a sample has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(default)]
pub struct GapCounts {
    /// All.
    pub total: u32,
    /// Those for which the model is at fault.
    pub of_model: u32,
    /// Those for which the ideal is at fault.
    pub of_ideal: u32,
    /// By severity, the most severe first.
    pub by_severity: IndexMap<String, u32>,
    /// By dimension.
    pub by_dimension: IndexMap<String, u32>,
}

/// A point of the training value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(default)]
pub struct PointRow {
    /// Which rule gives it.
    pub rule: String,
    /// How much; for a blocker, the value that it sets.
    pub points: i64,
    /// Why.
    pub reason: String,
    /// Titles of the gaps behind it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gaps: Vec<String>,
}

/// Something odd about a sample.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(default)]
pub struct DataCheck {
    /// Which check found it.
    pub check: String,
    /// What is so.
    pub message: String,
}

impl DataCheck {
    /// A finding of that check.
    #[must_use]
    pub fn new(check: &str, message: String) -> Self {
        Self { check: check.to_owned(), message }
    }
}
