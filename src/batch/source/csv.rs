//! Samples as CSV with a head line.

use std::io::Read;
use std::path::Path;

use serde_json::{Map, Value as Json};

use super::{Fields, Samples, Unreadable, columns};
use crate::batch::BatchError;

/// The samples of a table.
pub(super) fn samples(path: &Path, input: impl Read + Send + 'static, fields: &Fields) -> Result<Samples, BatchError> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(input);
    let broken =
        |error: csv::Error| BatchError::Format { path: path.display().to_string(), message: error.to_string() };
    let heads: Vec<String> = reader.headers().map_err(broken)?.iter().map(str::to_owned).collect();
    columns::check(path, &heads, fields)?;
    let fields = fields.clone();
    let mut number = 0_usize;
    Ok(Box::new(reader.into_byte_records().map(move |record| {
        number += 1;
        let place = format!("row-{number}");
        let record = record
            .map_err(|error| Unreadable { id: place.clone(), reason: format!("the row cannot be read: {error}") })?;
        let cells = heads.iter().zip(record.iter()).filter(|(_, cell)| !cell.is_empty());
        let record: Map<String, Json> =
            cells.map(|(head, cell)| (head.clone(), Json::from(String::from_utf8_lossy(cell)))).collect();
        fields.sample(record, &place)
    })))
}
