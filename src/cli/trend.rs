//! `gapdiff trend RUN_A RUN_B`: what changed between two runs over the same samples.

use std::path::PathBuf;

use clap::Args;

use gapdiff::batch::trend;
use gapdiff::report;

use super::{Outcome, output, terminal};

/// Arguments of `trend`.
#[derive(Args, Debug)]
pub(super) struct Trend {
    /// Results of the earlier run, JSONL
    before: PathBuf,
    /// Results of the later run, JSONL
    after: PathBuf,
    /// Colours the tables
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = terminal::ColorWhen::Auto)]
    color: terminal::ColorWhen,
}

/// Compares two runs.
pub(super) fn run(arguments: &Trend) -> anyhow::Result<Outcome> {
    let trend = trend::compare(&arguments.before, &arguments.after)?;
    if trend.paired == 0 {
        anyhow::bail!("the two runs have no sample in common; samples are paired by their id");
    }
    output::write(&report::summary::trend(&trend, terminal::look(arguments.color, false)), None)?;
    Ok(Outcome::Ran)
}
