//! Pairing the resources of two stacks by their role, and comparing what is paired.

use crate::program::value::Value;
use crate::stack::Stack;

/// Which resource of the model is which of the ideal's, as indexes into [`Stack::resources`].
#[derive(Clone, Debug, Default)]
pub struct Pairing {
    /// Those that play the same role, model first.
    pub pairs: Vec<Pair>,
    /// The model's that the ideal does not have.
    pub model_only: Vec<usize>,
    /// The ideal's that the model does not have.
    pub ideal_only: Vec<usize>,
}

/// Two resources that play the same role.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The model's.
    pub model: usize,
    /// The ideal's.
    pub ideal: usize,
    /// How alike they are, 0 to 1.
    pub similarity: f64,
    /// Settings that differ, in the order of their paths.
    pub differences: Vec<Difference>,
}

/// A setting that differs.
#[derive(Clone, Debug)]
pub struct Difference {
    /// Dotted path in the common model's words.
    pub path: String,
    /// What the model has; `None` when it does not set it.
    pub model: Option<Value>,
    /// What the ideal has.
    pub ideal: Option<Value>,
}

/// Pairs two stacks.
#[must_use]
pub fn pair(_model: &Stack, _ideal: &Stack) -> Pairing {
    Pairing::default()
}
