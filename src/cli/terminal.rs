//! What the terminal is like: its width, and whether it shows colour. Decided here and nowhere else.

use std::io::{IsTerminal, Write};

use clap::ValueEnum;

use gapdiff::report::Look;

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorWhen {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The width of a report that goes to no terminal. Chosen because it fits a page and a code review.
const DEFAULT_WIDTH: u16 = 100;

/// How a report should look when it goes to standard output, or to a file.
pub(super) fn look(when: ColorWhen, to_file: bool) -> Look {
    let on_terminal = !to_file && std::io::stdout().is_terminal();
    let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        && std::env::var_os("TERM").is_none_or(|term| term != "dumb");
    let color = match when {
        ColorWhen::Auto => on_terminal && wanted,
        ColorWhen::Always => true,
        ColorWhen::Never => false,
    };
    let width = if on_terminal { terminal_size::terminal_size().map(|(width, _)| width.0) } else { None };
    Look { width: width.unwrap_or(DEFAULT_WIDTH), color }
}

/// Says something on standard error that is no result.
pub(super) fn note(message: &str) {
    // A reader that went away misses nothing that counts.
    let _ = writeln!(std::io::stderr(), "gapdiff: {message}");
}

/// Says on standard error why there is no report.
pub(crate) fn complain(error: &anyhow::Error) {
    let mut message = format!("gapdiff: {error}");
    for cause in error.chain().skip(1) {
        message.push_str(&format!(": {cause}"));
    }
    // Nothing is left to do when even standard error is gone.
    let _ = writeln!(std::io::stderr(), "{message}");
}
