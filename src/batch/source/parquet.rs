//! Samples as Parquet, as data sets are published. Rows are read one by one.

use std::fs::File;
use std::path::Path;

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::reader::RowIter;
use serde_json::Value as Json;

use super::{Fields, Opened, Unreadable, columns};
use crate::batch::BatchError;

/// The samples of a Parquet file.
pub(super) fn open(path: &Path, fields: &Fields) -> Result<Opened, BatchError> {
    let broken = |error: parquet::errors::ParquetError| BatchError::Format {
        path: path.display().to_string(),
        message: error.to_string(),
    };
    let file = File::open(path).map_err(|source| BatchError::read(path.display(), source))?;
    let reader = SerializedFileReader::new(file).map_err(broken)?;
    let metadata = reader.metadata().file_metadata();
    let heads: Vec<String> = metadata.schema().get_fields().iter().map(|field| field.name().to_owned()).collect();
    columns::check(path, &heads, fields)?;
    let count = usize::try_from(metadata.num_rows()).ok();
    let fields = fields.clone();
    let samples = RowIter::from_file_into(Box::new(reader)).zip(1_usize..).map(move |(row, number)| {
        let place = format!("row-{number}");
        let unreadable = |reason: String| Unreadable { id: place.clone(), reason };
        let row = row.map_err(|error| unreadable(format!("the row cannot be read: {error}")))?;
        match row.to_json_value() {
            Json::Object(record) => fields.sample(record, &place),
            _ => Err(unreadable("the row is not a record".to_owned())),
        }
    });
    Ok(Opened { samples: Box::new(samples), count })
}
