//! The program form shared by all languages, the value domain and the evaluation of expressions.

mod called;
pub(crate) mod document;
pub mod evaluator;
pub mod expression;
pub mod form;
pub mod json;
mod language;
pub(crate) mod library;
pub mod operators;
#[cfg(test)]
pub(crate) mod print;
pub mod terraform;
pub mod text;
pub mod value;
