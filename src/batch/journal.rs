//! The results file, which is also the journal: whole lines are appended, so that a run that was ended at any moment goes on where it was.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::{BatchError, Row};

/// A results file that is being written.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: File,
}

/// The results of an earlier run, in order.
pub struct Earlier {
    path: PathBuf,
    lines: BufReader<File>,
    number: usize,
    /// Where the last row that was kept ends.
    end: u64,
}

impl Earlier {
    /// Opens the results of an earlier run, if there are any.
    pub fn open(path: &Path) -> Result<Option<Self>, BatchError> {
        match File::open(path) {
            Ok(file) => Ok(Some(Self { path: path.to_owned(), lines: BufReader::new(file), number: 0, end: 0 })),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(BatchError::read(path.display(), error)),
        }
    }

    /// The next row. A last line that was written by half is none.
    pub fn next_row(&mut self) -> Result<Option<Row>, BatchError> {
        let mut line = Vec::new();
        let read =
            self.lines.read_until(b'\n', &mut line).map_err(|error| BatchError::read(self.path.display(), error))?;
        self.number += 1;
        if read == 0 || line.last() != Some(&b'\n') {
            return Ok(None);
        }
        match serde_json::from_slice::<Row>(&line) {
            Ok(row) if !row.content_hash.is_empty() || row.error.is_some() => Ok(Some(row)),
            _ => Err(BatchError::NotResults { path: self.path.clone(), line: self.number }),
        }
    }

    /// Keeps the row that was read last.
    pub fn keep(&mut self) -> Result<(), BatchError> {
        self.end = self.lines.stream_position().map_err(|error| BatchError::read(self.path.display(), error))?;
        Ok(())
    }

    /// Goes on behind the rows that were kept; what follows them is cut off.
    pub fn go_on(self) -> Result<Journal, BatchError> {
        let written = |error| BatchError::write(self.path.display(), error);
        let mut file = OpenOptions::new().write(true).open(&self.path).map_err(written)?;
        file.set_len(self.end).map_err(written)?;
        file.seek(SeekFrom::End(0)).map_err(written)?;
        Ok(Journal { path: self.path, file })
    }
}

impl Journal {
    /// A new results file.
    pub fn create(path: &Path) -> Result<Self, BatchError> {
        let file = File::create(path).map_err(|error| BatchError::write(path.display(), error))?;
        Ok(Self { path: path.to_owned(), file })
    }

    /// Appends a row with one write, so that a line is half-written only if the system breaks off in it.
    pub fn append(&mut self, row: &Row) -> Result<(), BatchError> {
        self.file.write_all(line(row).as_bytes()).map_err(|error| BatchError::write(self.path.display(), error))
    }
}

/// A row as a line of JSON.
#[must_use]
pub fn line(row: &Row) -> String {
    // A row has no map with keys that are not texts, and no number that JSON lacks.
    serde_json::to_string(row).unwrap_or_default() + "\n"
}

/// The rows of a results file.
pub fn rows(path: &Path) -> Result<impl Iterator<Item = Result<Row, BatchError>>, BatchError> {
    let mut earlier = Earlier::open(path)?.ok_or_else(|| BatchError::Missing(path.to_owned()))?;
    Ok(std::iter::from_fn(move || earlier.next_row().transpose()))
}
