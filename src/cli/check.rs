//! `gapdiff check RESPONSE`: what the checks find in one answer.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};

use gapdiff::checks::{self, Catalogue, Verdict};
use gapdiff::dimensions::Severity;
use gapdiff::report::{self, findings};

use super::{Outcome, Output, input, output, terminal};

/// Arguments of `check`.
#[derive(Args, Debug)]
pub(super) struct Check {
    /// The answer, a Markdown file; `-` reads standard input
    response: PathBuf,
    /// Shows also what passed, and what depends on what the answer does not say
    #[arg(long)]
    all: bool,
    /// Applies the checks of this folder too: its files that end in `.checks`
    #[arg(long, value_name = "DIR")]
    checks: Option<PathBuf>,
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
    Sarif,
    Junit,
    Github,
    Csv,
}

/// Reads one answer and writes what the checks find.
pub(super) fn run(arguments: &Check) -> anyhow::Result<Outcome> {
    let extensions = [
        ("json", Format::Json),
        ("txt", Format::Table),
        ("sarif", Format::Sarif),
        ("xml", Format::Junit),
        ("csv", Format::Csv),
    ];
    let format = output::format(&arguments.output, &extensions, Format::Table)?;
    let response = input::read(&arguments.response)?;
    let analysis = gapdiff::analyse(&response.name, &response.bytes);
    let own = own_checks(arguments.checks.as_deref())?;
    let catalogues: Vec<&Catalogue> = [checks::built_in()].into_iter().chain(&own).collect();
    let mut found = checks::run_with(&analysis, &catalogues);
    let threshold = arguments.fail_on;
    let failed = |finding: &checks::Finding| finding.verdict == Verdict::Failed;
    let broken = threshold.is_some_and(|most| found.iter().any(|finding| failed(finding) && finding.severity <= most));
    if !arguments.all {
        found.retain(failed);
    }
    let issues = || report::issues::of_findings(&analysis.response, &found);
    let file = arguments.output.output.as_deref();
    let text = match format {
        Format::Table => {
            findings::table(&analysis.response, &found, terminal::look(arguments.output.color, file.is_some()))
        }
        Format::Json => findings::json(&analysis.response, &found),
        Format::Sarif => report::sarif::write(&issues()),
        Format::Junit => report::junit::write(&issues()),
        Format::Github => report::annotations::write(&issues()),
        Format::Csv => report::csv::write(&issues()),
    };
    output::write(&text, file)?;
    Ok(if broken { Outcome::FoundGaps } else { Outcome::Ran })
}

/// What the names of files of checks end in.
const EXTENSION: &str = "checks";

/// The checks of a folder, if one is named: of each of its files that end in `.checks`, in the order of their names.
pub(super) fn own_checks(folder: Option<&Path>) -> anyhow::Result<Option<Catalogue>> {
    let Some(folder) = folder else { return Ok(None) };
    let unreadable = || format!("cannot read the folder of checks {}", folder.display());
    let entries = std::fs::read_dir(folder).with_context(unreadable)?;
    let mut paths =
        entries.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>().with_context(unreadable)?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == EXTENSION));
    paths.sort();
    if paths.is_empty() {
        bail!("{} has no file that ends in .{EXTENSION}", folder.display());
    }
    let mut files = Vec::new();
    for path in &paths {
        let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        files.push((path.display().to_string(), text));
    }
    Ok(Some(Catalogue::read_rules(files.iter().map(|(name, text)| (name.as_str(), text.as_str())))?))
}
