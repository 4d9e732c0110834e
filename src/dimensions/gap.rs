//! Gaps and rows: what the dimensions find.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use crate::severity::Severity;
use crate::source::Lines;

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
    /// All types that it is about, when there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub resource_types: Vec<Arc<str>>,
    /// The setting that it is about, as a dotted path in the common model's words; several are separated by ` / `.
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
    /// The demand of the prompt that it breaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub demand: Option<Evidence>,
    /// The side that shows no code, and whose text alone claims what stands for it here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claimed_by: Option<SideId>,
}

impl Gap {
    /// A gap that says no more than what it is.
    pub(crate) fn new(
        id: String,
        dimension: DimensionId,
        kind: GapKind,
        side: SideId,
        severity: Severity,
        title: String,
    ) -> Self {
        Self {
            id,
            dimension,
            kind,
            side,
            severity,
            confidence: 0.9,
            resource_type: None,
            resource_types: Vec::new(),
            attribute: None,
            title,
            model: SideFact::default(),
            ideal: SideFact::default(),
            impact: String::new(),
            recommendation: String::new(),
            demand: None,
            claimed_by: None,
        }
    }
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

impl Evidence {
    /// Whether it speaks of the same resource or of the same lines.
    pub(super) fn meets(&self, other: &Self) -> bool {
        let overlap = self.lines.start <= other.lines.end && other.lines.start <= self.lines.end;
        self.file == other.file && (overlap || self.address.is_some() && self.address == other.address)
    }
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
    /// Every dimension, in the order of the report.
    pub const ALL: [Self; 14] = [
        Self::Architecture,
        Self::Tooling,
        Self::Configuration,
        Self::Data,
        Self::Security,
        Self::Cost,
        Self::Resilience,
        Self::Observability,
        Self::Operations,
        Self::Compliance,
        Self::Testing,
        Self::Documentation,
        Self::Migration,
        Self::Validity,
    ];

    /// The dimension of that name.
    #[must_use]
    pub fn of_title(title: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dimension| dimension.title() == title)
    }

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

impl GapKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Missing, Self::Extra, Self::Changed, Self::Violation, Self::Invalid];

    /// Its name in the JSON contract.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Extra => "extra",
            Self::Changed => "changed",
            Self::Violation => "violation",
            Self::Invalid => "invalid",
        }
    }
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

impl SideId {
    /// Its name in the JSON contract.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Model => "model",
            Self::Ideal => "ideal",
            Self::Both => "both",
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
