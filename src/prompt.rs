//! What a prompt demands: tool, language, region, services, with the line of each demand.

use std::sync::Arc;

use crate::source::Lines;

/// A task, read for its demands.
#[derive(Clone, Debug, Default)]
pub struct Prompt {
    /// How it is called in evidence: its file name.
    pub name: Arc<str>,
    /// What it demands, in order.
    pub demands: Vec<Demand>,
}

/// One demand.
#[derive(Clone, Debug)]
pub struct Demand {
    /// What is demanded.
    pub what: Demanded,
    /// The sentence or list item that demands it, as written, without its markup.
    pub text: Arc<str>,
    /// Where.
    pub lines: Lines,
}

/// What a demand is about.
#[derive(Clone, Debug, PartialEq)]
pub enum Demanded {
    /// A tool.
    Tool(crate::stack::Tool),
    /// A language.
    Language(crate::response::Language),
    /// A region.
    Region(Arc<str>),
    /// A service, as in the common model's types: `DynamoDB`, `Lambda`.
    Service(Arc<str>),
}

/// Reads a task for its demands.
#[must_use]
pub fn read(name: &str, _bytes: &[u8]) -> Prompt {
    Prompt { name: name.into(), demands: Vec::new() }
}
