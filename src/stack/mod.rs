//! The common model: all that one response deploys, whatever it is written in.

mod build;
mod model;
mod regions;
mod tooling;
pub mod translate;

pub use build::build;
pub use model::*;
