//! `gapdiff explain ID`: what one check is about.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use gapdiff::checks;
use gapdiff::report;

use super::{Outcome, check, output};

/// Arguments of `explain`.
#[derive(Args, Debug)]
pub(super) struct Explain {
    /// The id of a check, or what another scanner calls it: `s3-bucket-versioning`, `CKV_AWS_21`
    id: String,
    /// Knows the checks of this folder too
    #[arg(long, value_name = "DIR")]
    checks: Option<PathBuf>,
}

/// Writes what a check is about.
pub(super) fn run(arguments: &Explain) -> anyhow::Result<Outcome> {
    let own = check::own_checks(arguments.checks.as_deref())?;
    let mut catalogues = own.iter().chain([checks::built_in()]);
    let definition = catalogues
        .find_map(|catalogue| catalogue.find(&arguments.id))
        .with_context(|| format!("no check is called {}; `gapdiff checks` lists those that there are", arguments.id))?;
    output::write(&report::checks::explanation(definition), None)?;
    Ok(Outcome::Ran)
}
