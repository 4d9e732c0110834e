//! The dimensions of the gap table: each turns a pair of stacks into gaps and, for six of them, a row. One file each.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use crate::Analysis;
use crate::matching::Pairing;
use crate::source::Lines;

/// Everything that a dimension can look at.
#[derive(Debug)]
pub struct Context<'a> {
    /// The model's answer.
    pub model: &'a Analysis,
    /// The ideal answer.
    pub ideal: &'a Analysis,
    /// Which resource of the one is which of the other.
    pub pairing: &'a Pairing,
    /// What the prompt demands, if there is one.
    pub prompt: Option<&'a crate::prompt::Prompt>,
}

/// One difference that matters.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Gap {
    /// Stable and readable: what kind of gap it is and where, in kebab case.
    pub id: String,
    /// Where it belongs.
    pub dimension: DimensionId,
    /// What it is.
    pub kind: GapKind,
    /// Who is at fault.
    pub side: SideId,
    /// How much it matters.
    pub severity: Severity,
    /// How sure gapdiff is, 0 to 1.
    pub confidence: f64,
    /// The type that it is about, in the common model's words.
    pub resource_type: Option<Arc<str>>,
    /// The setting that it is about, as a dotted path in the common model's words.
    pub attribute: Option<String>,
    /// One line that says what is so.
    pub title: String,
    /// What the model has.
    pub model: SideFact,
    /// What the ideal has.
    pub ideal: SideFact,
    /// Why it matters, for this pair.
    pub impact: String,
    /// What to write instead.
    pub recommendation: String,
}

/// What one side has of what a gap is about.
#[derive(Clone, Debug, Default, JsonSchema, Serialize)]
pub struct SideFact {
    /// The value, as plain JSON; absent when the side has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<serde_json::Value>,
    /// Where it stands.
    pub evidence: Vec<Evidence>,
}

/// Where a statement is backed.
#[derive(Clone, Debug, PartialEq, JsonSchema, Serialize)]
pub struct Evidence {
    /// The response's name: `MODEL_RESPONSE.md`.
    pub file: Arc<str>,
    /// Its lines.
    #[serde(flatten)]
    pub lines: Lines,
    /// The resource that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<Arc<str>>,
}

/// The dimensions, in the order of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, JsonSchema, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "each has its page in docs")]
pub enum DimensionId {
    Architecture,
    Tooling,
    Configuration,
    Data,
    Security,
    Cost,
    Resilience,
    Observability,
    Operations,
    Compliance,
    Testing,
    Documentation,
    Migration,
    Validity,
}

impl DimensionId {
    /// Its name in the JSON contract and for people.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Architecture => "architecture",
            Self::Tooling => "tooling",
            Self::Configuration => "configuration",
            Self::Data => "data",
            Self::Security => "security",
            Self::Cost => "cost",
            Self::Resilience => "resilience",
            Self::Observability => "observability",
            Self::Operations => "operations",
            Self::Compliance => "compliance",
            Self::Testing => "testing",
            Self::Documentation => "documentation",
            Self::Migration => "migration",
            Self::Validity => "validity",
        }
    }
}

/// What a gap is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, JsonSchema, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum GapKind {
    /// The side at fault lacks it.
    Missing,
    /// The side at fault has it beyond what is asked for.
    Extra,
    /// Both have it, with other values.
    Changed,
    /// A rule is broken.
    Violation,
    /// It would not deploy.
    Invalid,
}

/// A side of the pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, JsonSchema, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names say it")]
pub enum SideId {
    Model,
    Ideal,
    Both,
}

/// How much a gap matters; the most severe first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, JsonSchema, Serialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "docs/severity.md says it")]
pub enum Severity {
    Critical,
    High,
    Medium,
    Low,
    Info,
}

impl Severity {
    /// Every severity, the most severe first.
    pub const ALL: [Self; 5] = [Self::Critical, Self::High, Self::Medium, Self::Low, Self::Info];

    /// Its name for people.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
            Self::Info => "info",
        }
    }
}

/// A row of the gap table.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Row {
    /// `Architecture`, `IaC Tooling` …
    pub gap: &'static str,
    /// What the model does, with addresses and lines.
    pub model: String,
    /// What the ideal does.
    pub ideal: String,
    /// What that means.
    pub impact: String,
    /// The most severe of the gaps behind it; `None` when there is no gap.
    pub severity: Option<Severity>,
}

/// What a dimension finds.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Its gaps.
    pub gaps: Vec<Gap>,
    /// Its row, for the six that have one.
    pub row: Option<Row>,
}

/// One dimension. Adding one is a file beside this one and a line below.
pub struct Dimension {
    /// Which it is.
    pub id: DimensionId,
    /// Finds its gaps.
    pub find: fn(&Context<'_>) -> Found,
}

/// Every dimension, in the order of the report.
pub const DIMENSIONS: &[Dimension] = &[];

/// Runs every dimension: the rows of the table, and the gaps with the most severe first.
#[must_use]
pub fn find_all(context: &Context<'_>) -> (Vec<Row>, Vec<Gap>) {
    let (mut rows, mut gaps) = (Vec::new(), Vec::new());
    for dimension in DIMENSIONS {
        let found = (dimension.find)(context);
        rows.extend(found.row);
        gaps.extend(found.gaps);
    }
    gaps.sort_by_key(|gap: &Gap| (gap.severity, gap.dimension));
    (rows, gaps)
}
