//! The program form shared by all languages, the value domain and the evaluation of expressions.

pub mod expression;
pub mod form;
pub mod json;
pub mod operators;
#[cfg(test)]
pub(crate) mod print;
pub mod terraform;
pub mod value;
