//! *configuration*: regions, variables and parameters with their defaults, outputs, and whether names carry the environment.
//!
//! Settings of resources that the table sends here (versions, sizes, code) come from [`super::settings`].

mod deployments;
mod environment;
mod fixed;
mod inputs;
mod limits;
mod names;
mod regions;
#[cfg(test)]
mod tests;
mod values;

use super::{Context, Gap, structure};

pub(super) use regions::row;

pub(super) fn gaps(context: &Context<'_>) -> Vec<Gap> {
    let mut gaps = regions::gaps(context);
    gaps.extend(inputs::gaps(context));
    gaps.extend(limits::gap(context));
    gaps.extend(values::gap(context));
    gaps.extend(names::gaps(context));
    gaps.extend(fixed::gap(context));
    gaps.extend(deployments::gaps(context));
    gaps.extend(structure::gap(context));
    gaps
}
