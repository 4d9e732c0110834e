//! How severe something is.

use schemars::JsonSchema;
use serde::Serialize;

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

    /// The severity of that name.
    #[must_use]
    pub fn of_title(title: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.title() == title)
    }

    /// The next more severe one.
    #[must_use]
    pub fn raised(self) -> Self {
        Self::ALL[(self as usize).saturating_sub(1)]
    }

    /// The next less severe one.
    #[must_use]
    pub fn lowered(self) -> Self {
        Self::ALL[(self as usize + 1).min(Self::ALL.len() - 1)]
    }

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
