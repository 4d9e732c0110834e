//! `gapdiff check RESPONSE`: what the checks find in one answer.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use gapdiff::checks::{self, Verdict};
use gapdiff::dimensions::Severity;
use gapdiff::report::findings;

use super::{Outcome, Output, input, output, terminal};

/// Arguments of `check`.
#[derive(Args, Debug)]
pub(super) struct Check {
    /// The answer, a Markdown file; `-` reads standard input
    response: PathBuf,
    /// Shows also what passed, and what depends on what the answer does not say
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    output: Output<Format>,
    /// Exits with 1 when a check of this severity or a higher one fails
    #[arg(long, value_name = "SEVERITY")]
    fail_on: Option<Severity>,
}

/// Forms of the findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
}

/// Reads one answer and writes what the checks find.
pub(super) fn run(arguments: &Check) -> anyhow::Result<Outcome> {
    let extensions = [("json", Format::Json), ("txt", Format::Table)];
    let format = output::format(&arguments.output, &extensions, Format::Table)?;
    let response = input::read(&arguments.response)?;
    let analysis = gapdiff::analyse(&response.name, &response.bytes);
    let mut found = checks::run(&analysis);
    let threshold = arguments.fail_on;
    let failed = |finding: &checks::Finding| finding.verdict == Verdict::Failed;
    let broken = threshold.is_some_and(|most| found.iter().any(|finding| failed(finding) && finding.severity <= most));
    if !arguments.all {
        found.retain(failed);
    }
    let file = arguments.output.output.as_deref();
    let text = match format {
        Format::Table => {
            findings::table(&analysis.response, &found, terminal::look(arguments.output.color, file.is_some()))
        }
        Format::Json => findings::json(&analysis.response, &found),
    };
    output::write(&text, file)?;
    Ok(if broken { Outcome::FoundGaps } else { Outcome::Ran })
}
