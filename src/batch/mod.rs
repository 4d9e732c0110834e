//! Grading many samples: where they come from, the parallel run with its results in order, and what it all comes to.
//!
//! [`source`] yields samples one by one, [`grade`] turns one into a [`Row`], [`runner`] does that on several threads, [`journal`] keeps the rows so that
//! a run that was ended goes on, [`summary`] adds them up. Memory does not grow with the number of samples.

pub mod agreement;
pub mod data_checks;
pub mod duplicates;
pub mod export;
pub mod grade;
pub mod journal;
pub mod row;
pub mod runner;
pub mod selection;
mod sketch;
pub mod source;
pub mod summary;
pub mod trend;

use std::path::PathBuf;

pub use row::Row;
pub use source::Sample;

/// Why a run cannot go on: what, where, and what to do.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum BatchError {
    #[error("{0} does not exist; check the path")]
    Missing(PathBuf),
    #[error("no sample in {0}: it has no folder with MODEL_RESPONSE.md and IDEAL_RESPONSE.md")]
    NoSamples(PathBuf),
    #[error("cannot tell what {0} holds; give a folder, or a file that ends in .jsonl, .csv, .parquet or .txt")]
    UnknownSource(PathBuf),
    #[error("{0}: this build reads no Parquet; build with `--features parquet`, or convert it to JSONL")]
    WithoutParquet(PathBuf),
    #[error("{path} has no column for {role}; its columns are {columns}; name it with --{role}-field")]
    NoColumn { path: String, role: &'static str, columns: String },
    #[error("{path}, line {line} is not a result of `gapdiff grade`; name another file, or start over with --fresh")]
    NotResults { path: PathBuf, line: usize },
    #[error("cannot read {path}: {source}")]
    Read { path: String, source: std::io::Error },
    #[error("cannot write {path}: {source}")]
    Write { path: String, source: std::io::Error },
    #[error("{path}: {message}")]
    Format { path: String, message: String },
}

impl BatchError {
    /// A file that cannot be read.
    pub(crate) fn read(path: impl std::fmt::Display, source: std::io::Error) -> Self {
        Self::Read { path: path.to_string(), source }
    }

    /// A file that cannot be written.
    pub(crate) fn write(path: impl std::fmt::Display, source: std::io::Error) -> Self {
        Self::Write { path: path.to_string(), source }
    }
}
