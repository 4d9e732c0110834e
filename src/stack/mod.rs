//! The common model: all that one response deploys, whatever it is written in.

mod build;
mod coverage;
mod fold;
mod inline;
mod links;
mod model;
mod names;
mod pipelines;
mod regions;
pub mod services;
pub mod styles;
#[cfg(test)]
pub(crate) mod testing;
mod tooling;
pub mod translate;

pub use build::build;
pub(crate) use fold::{Unfolded, satellites_of, unfolded};
pub use model::*;
