//! Where a fact stands: byte spans in a source file, and the lines of the Markdown response they come from.

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

/// A byte range in the text of one source file of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// Index of the source file in [`crate::response::Response::files`]; behind them, of the run of prose.
    pub file: u32,
    /// Offset of the first byte.
    pub start: u32,
    /// Offset after the last byte.
    pub end: u32,
}

impl Span {
    /// The span from the start of `self` to the end of `other`, both in the same file.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { end: other.end.max(self.end), ..self }
    }

    /// Whether `other` stands within it.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }

    /// The smallest span that a reader needs to see the beginning of `self`: its first byte.
    #[must_use]
    pub fn first(self) -> Self {
        Self { end: (self.start + 1).min(self.end), ..self }
    }
}

/// Lines of the Markdown response, counted from 1, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, JsonSchema, Serialize)]
pub struct Lines {
    /// First line.
    #[serde(rename = "start_line")]
    pub start: u32,
    /// Last line.
    #[serde(rename = "end_line")]
    pub end: u32,
}

impl fmt::Display for Lines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.start == self.end { write!(f, "{}", self.start) } else { write!(f, "{}-{}", self.start, self.end) }
    }
}

/// How much a diagnostic matters to the verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, JsonSchema, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The code is wrong: it would not parse or not deploy.
    Error,
    /// gapdiff did not understand something, so that a statement may be missing.
    Warning,
    /// Worth knowing when reading the result.
    Note,
}

/// Something that a phase did not understand, or found wrong, in what it read. Phases never fail: they return these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How much it matters.
    pub level: Level,
    /// One sentence without a full stop, naming what is meant.
    pub message: String,
    /// Where it stands, if it stands somewhere.
    pub span: Option<Span>,
}

impl Diagnostic {
    /// A diagnostic of that level at that place.
    pub fn new(level: Level, message: impl Into<String>, span: impl Into<Option<Span>>) -> Self {
        Self { level, message: message.into(), span: span.into() }
    }
}
