//! The command line: one file a command, and the way in and out of the process.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

use gapdiff::dimensions::Severity;

mod check;
mod checks;
mod compare;
mod cost;
mod explain;
mod grade;
mod input;
mod inspect;
mod output;
mod template;
pub(crate) mod terminal;
mod trend;
mod verify;

/// What `--version` prints: also how old the prices are.
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "\nprices as of 2026-10-13");

/// Compares two Markdown answers to the same infrastructure task and writes down the gap between them.
#[derive(Debug, Parser)]
#[command(
    version = VERSION,
    about,
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    disable_help_subcommand = true,
    after_help = "Exit status: 0 ran, 1 gaps at or above --fail-on, 2 could not run."
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    compare: Compare,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Shows what one answer holds: blocks, tooling, regions, resources, links, coverage, diagnostics
    Inspect(Inspect),
    /// Holds one answer against the checks: security, compliance, and whether it would deploy
    Check(check::Check),
    /// Writes the stack of one answer as a CloudFormation template, whatever it is written in
    Template(template::Template),
    /// Lists the checks that there are
    Checks(checks::Checks),
    /// Says what one check is about, with code that fails and code that passes
    Explain(explain::Explain),
    /// Estimates what one answer costs a month
    Cost(cost::Cost),
    /// Grades many samples: a folder tree, JSONL, CSV, Parquet, a list, or JSONL on standard input
    Grade(Box<grade::Grade>),
    /// Compares two runs of `grade` over the same samples
    Trend(trend::Trend),
    /// Says which claims of a document about two answers hold: lines, quotes, names, values, sums
    Verify(verify::Verify),
}

/// Arguments of the main job.
#[derive(Args, Debug)]
struct Compare {
    /// The model's answer, a Markdown file; `-` reads standard input
    #[arg(required = true)]
    model: Option<PathBuf>,
    /// The ideal answer, a Markdown file; `-` reads standard input
    #[arg(required = true)]
    ideal: Option<PathBuf>,
    /// The task that both answer: what it demands is cited in the report
    #[arg(long, value_name = "FILE")]
    prompt: Option<PathBuf>,
    #[command(flatten)]
    output: Output<CompareFormat>,
    /// Writes the six rows alone, without the gaps behind them
    #[arg(long, conflicts_with_all = ["diagram", "explain_score"])]
    table_only: bool,
    /// Adds a Mermaid diagram of each side's architecture to the Markdown report
    #[arg(long)]
    diagram: bool,
    /// Adds what each gap takes from which score
    #[arg(long)]
    explain_score: bool,
    /// Exits with 1 when there is a gap of this severity or a higher one
    #[arg(long, value_name = "SEVERITY")]
    fail_on: Option<Severity>,
}

/// Arguments of `inspect`.
#[derive(Args, Debug)]
struct Inspect {
    /// The answer, a Markdown file; `-` reads standard input
    response: PathBuf,
    #[command(flatten)]
    output: Output<InspectFormat>,
}

/// Where a report goes and in which form.
#[derive(Args, Debug)]
struct Output<F: ValueEnum + Clone + Send + Sync + 'static> {
    /// Form of the report; by default the one that the extension of --output names, else `table`
    #[arg(long, short, value_enum)]
    format: Option<F>,
    /// Writes the report to a file
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Colours the report
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = terminal::ColorWhen::Auto)]
    color: terminal::ColorWhen,
}

/// Forms of the gap report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum CompareFormat {
    Table,
    Markdown,
    Html,
    Json,
    Sarif,
    Junit,
    Github,
    Csv,
}

/// Forms of an inspection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum InspectFormat {
    Table,
    Json,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The report was written.
    Ran = 0,
    /// It was, and holds gaps at or above `--fail-on`.
    FoundGaps = 1,
    /// There is no report.
    CouldNotRun = 2,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(outcome as u8)
    }
}

/// Runs the command that the arguments name.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    match &arguments.command {
        Some(Command::Inspect(arguments)) => inspect::run(arguments),
        Some(Command::Check(arguments)) => check::run(arguments),
        Some(Command::Template(arguments)) => template::run(arguments),
        Some(Command::Checks(arguments)) => checks::run(arguments),
        Some(Command::Explain(arguments)) => explain::run(arguments),
        Some(Command::Cost(arguments)) => cost::run(arguments),
        Some(Command::Grade(arguments)) => grade::run(arguments),
        Some(Command::Trend(arguments)) => trend::run(arguments),
        Some(Command::Verify(arguments)) => verify::run(arguments),
        None => compare::run(&arguments.compare),
    }
}

/// Whether the reader of our output went away, which is how `gapdiff … | head` ends.
pub(crate) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}
