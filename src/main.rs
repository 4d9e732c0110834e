//! Parses the command line, runs the command and maps its outcome to an exit code.

use std::process::ExitCode;

use clap::Parser;

mod cli;

fn main() -> ExitCode {
    let arguments = cli::Arguments::parse();
    match cli::run(&arguments) {
        Ok(outcome) => outcome.into(),
        Err(error) if cli::is_broken_pipe(&error) => cli::Outcome::Ran.into(),
        Err(error) => {
            cli::terminal::complain(&error);
            cli::Outcome::CouldNotRun.into()
        }
    }
}
