//! Grading: what the gaps of a pair come to.

mod facts;
pub mod rubric;
pub mod scores;

pub use facts::services;
