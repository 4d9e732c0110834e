//! `gapdiff cost RESPONSE`: what one answer costs a month.

use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, ValueEnum};

use gapdiff::cost::{self, Profile, Usage};
use gapdiff::report;

use super::{Outcome, Output, input, output, terminal};

/// Arguments of `cost`.
#[derive(Args, Debug)]
pub(super) struct Cost {
    /// The answer, a Markdown file; `-` reads standard input
    response: PathBuf,
    /// How much is used of what is paid by use
    #[arg(long, value_enum, value_name = "PROFILE", default_value_t)]
    usage_profile: Profile,
    /// Amounts for single resources or types, instead of the profile's: a usage file as Infracost has it
    #[arg(long, value_name = "FILE")]
    usage: Option<PathBuf>,
    #[command(flatten)]
    output: Output<Format>,
}

/// Forms of an estimate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
}

/// Reads one answer and writes what it costs.
pub(super) fn run(arguments: &Cost) -> anyhow::Result<Outcome> {
    let extensions = [("json", Format::Json), ("txt", Format::Table)];
    let format = output::format(&arguments.output, &extensions, Format::Table)?;
    let usage = match &arguments.usage {
        Some(path) => {
            let file = input::read(path)?;
            let text = String::from_utf8_lossy(&file.bytes);
            Usage::with_file(arguments.usage_profile, &text).with_context(|| file.name.clone())?
        }
        None => Usage::of_profile(arguments.usage_profile),
    };
    let response = input::read(&arguments.response)?;
    let analysis = gapdiff::analyse(&response.name, &response.bytes);
    let estimate = cost::estimate(&analysis.stack, &usage);
    let notes = usage.unused(&analysis.stack);
    let file = arguments.output.output.as_deref();
    let text = match format {
        Format::Table => {
            let look = terminal::look(arguments.output.color, file.is_some());
            report::cost::table(&estimate, &analysis.response, &notes, look)
        }
        Format::Json => report::cost::json(&estimate, &analysis.response, &notes),
    };
    output::write(&text, file)?;
    Ok(Outcome::Ran)
}
