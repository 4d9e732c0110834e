//! `gapdiff checks`: the checks that there are.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use gapdiff::checks::{self, Catalogue, CheckKind};
use gapdiff::report;

use super::{Outcome, Output, check, output, terminal};

/// Arguments of `checks`.
#[derive(Args, Debug)]
pub(super) struct Checks {
    /// Lists only the checks of this kind
    #[arg(long, value_enum)]
    kind: Option<CheckKind>,
    /// Lists the checks of this folder too: its files that end in `.checks`
    #[arg(long, value_name = "DIR")]
    checks: Option<PathBuf>,
    #[command(flatten)]
    output: Output<Format>,
}

/// Forms of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Markdown,
}

/// Writes the list.
pub(super) fn run(arguments: &Checks) -> anyhow::Result<Outcome> {
    let extensions = [("md", Format::Markdown), ("txt", Format::Table)];
    let format = output::format(&arguments.output, &extensions, Format::Table)?;
    let own = check::own_checks(arguments.checks.as_deref())?;
    let definitions = checks::built_in().definitions().iter().chain(own.iter().flat_map(Catalogue::definitions));
    let wanted = |kind| arguments.kind.is_none_or(|wanted| wanted == kind);
    let listed: Vec<_> = definitions.filter(|definition| wanted(definition.check.kind)).collect();
    let file = arguments.output.output.as_deref();
    let text = match format {
        Format::Table => report::checks::table(&listed, terminal::look(arguments.output.color, file.is_some())),
        Format::Markdown => report::checks::page(&listed),
    };
    output::write(&text, file)?;
    Ok(Outcome::Ran)
}
