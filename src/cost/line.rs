//! A line of an estimate: what is paid for, how much of it, at which price.

use std::sync::Arc;

use super::decimal::Range;
use super::prices::Origin;
use crate::source::Span;

/// How something is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, schemars::JsonSchema, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Billing {
    /// Always on: the same with no traffic.
    Priced,
    /// By what is used: an estimate under a usage profile.
    Usage,
    /// It costs nothing by itself.
    Free,
    /// Not known: no price, or a quantity that the answer does not say.
    Unknown,
}

/// One line.
#[derive(Clone, Debug)]
pub struct Line {
    /// Address of the resource.
    pub address: Arc<str>,
    /// Type of the resource.
    pub kind: Arc<str>,
    /// The service, for people.
    pub service: Arc<str>,
    /// What is paid for: `NAT gateway`, `Storage, gp3`.
    pub what: String,
    /// How.
    pub billing: Billing,
    /// How many units a month, where that is known.
    pub quantity: Option<Range>,
    /// The unit: `hour`, `GB`, `1M requests`.
    pub unit: &'static str,
    /// The price of one unit, in USD.
    pub unit_price: Option<Range>,
    /// What it comes to in a month, in USD, rounded to cents so that the lines add up to the totals.
    pub monthly: Option<Range>,
    /// Whether the resource exists only under a condition that could not be decided. Its least is then nothing.
    pub conditional: bool,
    /// What has to be said about it: why it is not known, or what was assumed.
    pub notes: Vec<String>,
    /// Where the price is from.
    pub origin: Option<Origin>,
    /// Where the resource is written.
    pub span: Option<Span>,
}

impl Line {
    /// A further thing to say about it.
    #[must_use]
    pub(super) fn noted(mut self, note: impl Into<String>) -> Self {
        let note = note.into();
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
        self
    }

    /// One line for what is either this or that: from the cheaper to the dearer; not known where one is not.
    #[must_use]
    pub(super) fn or(self, other: Self) -> Self {
        if self.monthly.is_none() {
            return self;
        }
        if other.monthly.is_none() {
            return other;
        }
        let both = |one: Option<Range>, other: Option<Range>| Some(one?.or(other?));
        let unit_price = both(self.unit_price, other.unit_price);
        let monthly = both(self.monthly, other.monthly);
        Self { unit_price, monthly, ..self }
    }
}
