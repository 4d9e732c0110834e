//! Grading: what the gaps of a pair come to.

pub mod scores;
