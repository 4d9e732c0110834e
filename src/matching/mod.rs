//! Pairing the resources of two stacks by their role, and comparing what is paired.

mod assignment;
mod compare;
pub(crate) mod defaults;
mod equality;
mod families;
mod grants;
mod names;
mod partners;
pub mod paths;
mod role;
pub mod rules;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

use crate::program::value::Value;
use crate::stack::Stack;

pub(crate) use compare::is_label;
pub use families::{Family, family};
pub(crate) use grants::glob;
pub(crate) use names::{is_name, split as split_words};

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

/// Pairs two stacks: by type or family of substitutes, names, links and settings.
#[must_use]
pub fn pair(model: &Stack, ideal: &Stack) -> Pairing {
    let partners = partners::find(model, ideal);
    let correspondence =
        equality::Correspondence::new(model, ideal, |at| partners.of_model[at].map(|(partner, _)| partner));
    let mut pairing = Pairing::default();
    for (at, partner) in partners.of_model.iter().enumerate() {
        let Some((partner, similarity)) = *partner else {
            pairing.model_only.push(at);
            continue;
        };
        let differences = compare::differences(&model.resources[at], &ideal.resources[partner], &correspondence);
        pairing.pairs.push(Pair { model: at, ideal: partner, similarity, differences });
    }
    pairing.ideal_only = (0..ideal.resources.len()).filter(|&at| partners.of_ideal[at].is_none()).collect();
    pairing
}
