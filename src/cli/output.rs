//! Writing a report to the terminal or to a file.

use std::io::Write;
use std::path::Path;

use anyhow::Context;
use clap::ValueEnum;

use super::Output;

/// The form of the report: the one asked for, else the one that the extension of the output file names.
pub(super) fn format<F: ValueEnum + Clone + Send + Sync>(
    output: &Output<F>,
    by_extension: &[(&str, F)],
    otherwise: F,
) -> anyhow::Result<F> {
    if let Some(format) = &output.format {
        return Ok(format.clone());
    }
    let Some(path) = &output.output else { return Ok(otherwise) };
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase()).unwrap_or_default();
    by_extension.iter().find(|(known, _)| *known == extension).map(|(_, format)| format.clone()).with_context(|| {
        let known: Vec<_> = by_extension.iter().map(|(known, _)| format!(".{known}")).collect();
        format!("cannot tell the form of {}; end it in {} or give --format", path.display(), known.join(" or "))
    })
}

/// Writes a report to the file, or to standard output without one.
pub(super) fn write(report: &str, file: Option<&Path>) -> anyhow::Result<()> {
    match file {
        Some(path) => std::fs::write(path, report).with_context(|| format!("cannot write {}", path.display())),
        None => {
            let mut out = std::io::stdout().lock();
            out.write_all(report.as_bytes())?;
            Ok(out.flush()?)
        }
    }
}
