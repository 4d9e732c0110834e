//! `gapdiff verify DOCUMENT`: which claims of a document about a pair hold.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use gapdiff::report::claims;
use gapdiff::verify::{self, Given, Truth};

use super::{Outcome, Output, input, output, terminal};

/// Arguments of `verify`.
#[derive(Args, Debug)]
pub(super) struct Verify {
    /// The document, a Markdown file such as MODEL_FAILURES.md; `-` reads standard input
    document: PathBuf,
    /// The model's answer that it speaks of
    #[arg(long, value_name = "FILE")]
    model: PathBuf,
    /// The ideal answer that it speaks of
    #[arg(long, value_name = "FILE")]
    ideal: PathBuf,
    /// Exits with 1 when a claim is false
    #[arg(long)]
    fail_on_false: bool,
    #[command(flatten)]
    output: Output<Format>,
}

/// Forms of the claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Markdown,
    Json,
}

/// Reads a document and both answers, and writes which claims hold.
pub(super) fn run(arguments: &Verify) -> anyhow::Result<Outcome> {
    let extensions = [("md", Format::Markdown), ("json", Format::Json), ("txt", Format::Table)];
    let format = output::format(&arguments.output, &extensions, Format::Table)?;
    let document = input::read(&arguments.document)?;
    let [model, ideal] = input::read_pair([&arguments.model, &arguments.ideal])?;
    let analyses = [&model, &ideal].map(|side| gapdiff::analyse(&side.name, &side.bytes));
    let claims = verify::verify(
        &document.bytes,
        Given { analysis: &analyses[0], text: &model.bytes },
        Given { analysis: &analyses[1], text: &ideal.bytes },
    );
    let file = arguments.output.output.as_deref();
    let text = match format {
        Format::Table => claims::table(&document.name, &claims, terminal::look(arguments.output.color, file.is_some())),
        Format::Markdown => claims::markdown(&document.name, &claims),
        Format::Json => claims::json(&document.name, &claims),
    };
    output::write(&text, file)?;
    let failed = arguments.fail_on_false && claims.iter().any(|claim| claim.truth == Truth::False);
    Ok(if failed { Outcome::FoundGaps } else { Outcome::Ran })
}
