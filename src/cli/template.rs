//! `gapdiff template RESPONSE`: the stack of one answer as a CloudFormation template.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use gapdiff::report::template;

use super::{Outcome, Output, input, output};

/// Arguments of `template`.
#[derive(Args, Debug)]
pub(super) struct Template {
    /// The answer, a Markdown file; `-` reads standard input
    response: PathBuf,
    #[command(flatten)]
    output: Output<Format>,
}

/// Forms of the template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Yaml,
    Json,
}

/// Reads one answer and writes its stack as a template.
pub(super) fn run(arguments: &Template) -> anyhow::Result<Outcome> {
    let extensions = [("yaml", Format::Yaml), ("yml", Format::Yaml), ("json", Format::Json)];
    let format = output::format(&arguments.output, &extensions, Format::Yaml)?;
    let response = input::read(&arguments.response)?;
    let stack = gapdiff::analyse(&response.name, &response.bytes).stack;
    let text = match format {
        Format::Yaml => template::yaml(&stack),
        Format::Json => template::json(&stack),
    };
    output::write(&text, arguments.output.output.as_deref())?;
    Ok(Outcome::Ran)
}
