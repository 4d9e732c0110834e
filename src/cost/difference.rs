//! How two estimates differ, and what makes it up.

use std::sync::Arc;

use indexmap::IndexMap;

use super::decimal::Range;
use super::{Billing, Estimate, Usage};
use crate::stack::Stack;

/// What makes up a part of the difference: one type of resource, with how it is paid for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Driver {
    /// The type.
    pub kind: Arc<str>,
    /// The service, for people.
    pub service: Arc<str>,
    /// How it is paid for.
    pub billing: Billing,
    /// What the model pays a month.
    pub model: Range,
    /// What the ideal pays a month.
    pub ideal: Range,
}

/// The difference of two estimates.
#[derive(Clone, Debug, Default)]
pub struct Difference {
    /// What the model costs more a month than the ideal, at the middle of both; negative where it costs less.
    pub monthly: super::Decimal,
    /// What makes it up, the largest part first. The parts add up to it.
    pub drivers: Vec<Driver>,
}

impl Driver {
    /// What the model pays more for it a month, at the middle of both.
    #[must_use]
    pub fn difference(&self) -> super::Decimal {
        self.model.middle() - self.ideal.middle()
    }
}

/// What both sides of a pair cost.
#[derive(Clone, Debug, Default)]
pub struct Pair {
    /// What the model costs.
    pub model: Estimate,
    /// What the ideal costs.
    pub ideal: Estimate,
    /// How they differ.
    pub difference: Difference,
}

impl Pair {
    /// Both estimates under one usage.
    #[must_use]
    pub fn of(model: &Stack, ideal: &Stack, usage: &Usage) -> Self {
        let [model, ideal] = [model, ideal].map(|stack| super::estimate(stack, usage));
        let difference = difference(&model, &ideal);
        Self { model, ideal, difference }
    }
}

/// How what the model costs differs from what the ideal costs.
fn difference(model: &Estimate, ideal: &Estimate) -> Difference {
    let mut drivers: IndexMap<(Arc<str>, Billing), Driver> = IndexMap::new();
    for (estimate, is_model) in [(model, true), (ideal, false)] {
        for line in &estimate.lines {
            let Some(monthly) = line.monthly.filter(|monthly| !monthly.high.is_zero()) else { continue };
            let driver = drivers.entry((line.kind.clone(), line.billing)).or_insert_with(|| Driver {
                kind: line.kind.clone(),
                service: line.service.clone(),
                billing: line.billing,
                model: Range::default(),
                ideal: Range::default(),
            });
            let side = if is_model { &mut driver.model } else { &mut driver.ideal };
            *side = *side + monthly;
        }
    }
    let mut drivers: Vec<Driver> = drivers.into_values().filter(|driver| driver.model != driver.ideal).collect();
    drivers.sort_by_key(|driver| std::cmp::Reverse(driver.difference().abs()));
    Difference { monthly: model.monthly().middle() - ideal.monthly().middle(), drivers }
}
