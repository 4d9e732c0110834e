//! Security and compliance checks that take more than a rule over the settings of one resource.

pub(super) mod load_balancers;
pub(super) mod network;
pub(super) mod permissions;
pub(super) mod policies;
pub(crate) mod secrets;
mod statement;
pub(super) mod support;
pub(super) mod trust;
