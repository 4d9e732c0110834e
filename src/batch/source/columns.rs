//! Whether a table has the columns that a sample needs.

use std::path::Path;

use super::Fields;
use crate::batch::BatchError;

/// Refuses a table that lacks a column for one of the answers, before any of its rows is read.
pub(super) fn check(path: &Path, columns: &[String], fields: &Fields) -> Result<(), BatchError> {
    let has = |name: &str| columns.iter().any(|column| column == name);
    let missing = if fields.of_model(has).is_none() {
        "model"
    } else if fields.of_ideal(has).is_none() {
        "ideal"
    } else {
        return Ok(());
    };
    Err(BatchError::NoColumn { path: path.display().to_string(), role: missing, columns: columns.join(", ") })
}
