//! The results as CSV and Parquet, made from the lines of the journal one by one.

use std::path::Path;

use super::{BatchError, Row, grade, journal};
use crate::dimensions::DimensionId;
use crate::severity::Severity;

/// A cell of the table.
#[derive(Clone, Debug, PartialEq)]
enum Cell {
    Text(Option<String>),
    Number(Option<f64>),
    Count(Option<i64>),
}

/// The columns of a row, by name, in an order that never changes.
fn cells(row: &Row) -> Vec<(String, Cell)> {
    let text = |value: Option<&str>| Cell::Text(value.map(str::to_owned));
    let mut cells = vec![
        ("id".to_owned(), text(Some(&row.id))),
        ("error".to_owned(), text(row.error.as_deref())),
        ("turn".to_owned(), Cell::Count(row.turn.map(i64::from))),
        ("training_value".to_owned(), Cell::Count(row.training_value)),
        ("alignment".to_owned(), Cell::Number(row.alignment)),
        ("human_score".to_owned(), Cell::Number(row.human_score)),
    ];
    for (name, side) in [("model", &row.model), ("ideal", &row.ideal)] {
        let side = side.as_ref();
        cells.push((format!("{name}_tool"), text(side.map(|side| side.tool.as_str()))));
        cells.push((format!("{name}_language"), text(side.and_then(|side| side.language.as_deref()))));
        cells.push((format!("{name}_resources"), Cell::Count(side.map(|side| i64::from(side.resources)))));
        cells.push((format!("{name}_monthly_cost"), Cell::Number(side.and_then(|side| side.monthly_cost))));
        for aspect in grade::names() {
            let score = side.and_then(|side| side.scores.get(&aspect).copied());
            cells.push((format!("{name}_{aspect}"), Cell::Number(score)));
        }
    }
    let gaps = row.gaps.as_ref();
    let count = |value: Option<u32>| Cell::Count(value.map(i64::from));
    cells.push(("gaps".to_owned(), count(gaps.map(|gaps| gaps.total))));
    for severity in Severity::ALL.map(Severity::title) {
        cells.push((
            format!("gaps_{severity}"),
            count(gaps.map(|gaps| gaps.by_severity.get(severity).copied().unwrap_or(0))),
        ));
    }
    for dimension in DimensionId::ALL.map(DimensionId::title) {
        cells.push((
            format!("gaps_{dimension}"),
            count(gaps.map(|gaps| gaps.by_dimension.get(dimension).copied().unwrap_or(0))),
        ));
    }
    let list = |items: Vec<String>| Cell::Text((!items.is_empty()).then(|| items.join("; ")));
    cells.push((
        "rubric".to_owned(),
        list(row.rubric.iter().map(|point| format!("{} {:+}", point.rule, point.points)).collect()),
    ));
    cells.push(("verdicts".to_owned(), list(row.verdicts.clone())));
    cells.push((
        "checks".to_owned(),
        list(row.checks.iter().map(|check| format!("{}: {}", check.check, check.message)).collect()),
    ));
    cells.push(("report".to_owned(), text(row.report.as_deref())));
    cells.push(("seconds".to_owned(), Cell::Number(row.seconds)));
    cells.push(("tool_version".to_owned(), text(Some(&row.tool_version))));
    cells.push(("content_hash".to_owned(), text(Some(&row.content_hash))));
    cells.push(("settings_hash".to_owned(), text(Some(&row.settings_hash))));
    cells
}

/// Writes the results as CSV.
///
/// # Errors
/// When a file cannot be read or written.
pub fn csv(journal: &Path, output: &Path) -> Result<(), BatchError> {
    let failed =
        |error: csv::Error| BatchError::Format { path: output.display().to_string(), message: error.to_string() };
    let mut writer = csv::Writer::from_path(output).map_err(failed)?;
    writer.write_record(cells(&Row::default()).into_iter().map(|(name, _)| name)).map_err(failed)?;
    for row in journal::rows(journal)? {
        let cells = cells(&row?).into_iter().map(|(_, cell)| match cell {
            Cell::Text(value) => value.map(|text| without_formula(&text)).unwrap_or_default(),
            Cell::Number(value) => value.map(|value| value.to_string()).unwrap_or_default(),
            Cell::Count(value) => value.map(|value| value.to_string()).unwrap_or_default(),
        });
        writer.write_record(cells).map_err(failed)?;
    }
    writer.flush().map_err(|error| BatchError::write(output.display(), error))
}

/// A text that a spreadsheet does not take for a formula.
fn without_formula(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text.to_owned() }
}

/// Writes the results as Parquet.
///
/// # Errors
/// When a file cannot be read or written.
#[cfg(feature = "parquet")]
pub fn parquet(journal: &Path, output: &Path) -> Result<(), BatchError> {
    use std::sync::Arc;

    use parquet::basic::{Compression, ConvertedType, Repetition, Type as Physical};
    use parquet::errors::ParquetError;
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::types::Type;

    let failed =
        |error: ParquetError| BatchError::Format { path: output.display().to_string(), message: error.to_string() };
    let field = |(name, cell): &(String, Cell)| {
        let (physical, converted) = match cell {
            Cell::Text(_) => (Physical::BYTE_ARRAY, ConvertedType::UTF8),
            Cell::Number(_) => (Physical::DOUBLE, ConvertedType::NONE),
            Cell::Count(_) => (Physical::INT64, ConvertedType::NONE),
        };
        let builder = Type::primitive_type_builder(name, physical);
        builder.with_converted_type(converted).with_repetition(Repetition::OPTIONAL).build().map(Arc::new)
    };
    let columns = cells(&Row::default());
    let fields = columns.iter().map(field).collect::<Result<Vec<_>, _>>().map_err(failed)?;
    let schema = Type::group_type_builder("results").with_fields(fields).build().map_err(failed)?;
    // Snappy is what every reader has.
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let file = std::fs::File::create(output).map_err(|error| BatchError::write(output.display(), error))?;
    let mut writer = SerializedFileWriter::new(file, Arc::new(schema), Arc::new(properties)).map_err(failed)?;
    let mut rows = journal::rows(journal)?.peekable();
    while rows.peek().is_some() {
        let group =
            rows.by_ref().take(GROUP_ROWS).map(|row| Ok(cells(&row?))).collect::<Result<Vec<_>, BatchError>>()?;
        write_group(&mut writer, &group).map_err(failed)?;
    }
    writer.close().map_err(failed)?;
    Ok(())
}

/// Rows in a group of a Parquet file. Chosen so that a group is some megabytes.
#[cfg(feature = "parquet")]
const GROUP_ROWS: usize = 5_000;

#[cfg(feature = "parquet")]
fn write_group(
    writer: &mut parquet::file::writer::SerializedFileWriter<std::fs::File>,
    rows: &[Vec<(String, Cell)>],
) -> Result<(), parquet::errors::ParquetError> {
    use parquet::column::writer::ColumnWriter;
    use parquet::data_type::ByteArray;

    let mut group = writer.next_row_group()?;
    let mut at = 0;
    while let Some(mut column) = group.next_column()? {
        let cells: Vec<&Cell> = rows.iter().filter_map(|row| row.get(at).map(|(_, cell)| cell)).collect();
        let levels: Vec<i16> = cells
            .iter()
            .map(|cell| i16::from(!matches!(cell, Cell::Text(None) | Cell::Number(None) | Cell::Count(None))))
            .collect();
        match column.untyped() {
            ColumnWriter::ByteArrayColumnWriter(typed) => {
                let text = |cell: &&Cell| {
                    if let Cell::Text(Some(text)) = cell { Some(ByteArray::from(text.as_str())) } else { None }
                };
                let values: Vec<_> = cells.iter().filter_map(text).collect();
                typed.write_batch(&values, Some(&levels), None)?;
            }
            ColumnWriter::DoubleColumnWriter(typed) => {
                let values: Vec<_> = cells
                    .iter()
                    .filter_map(|cell| if let Cell::Number(value) = cell { *value } else { None })
                    .collect();
                typed.write_batch(&values, Some(&levels), None)?;
            }
            ColumnWriter::Int64ColumnWriter(typed) => {
                let values: Vec<_> =
                    cells.iter().filter_map(|cell| if let Cell::Count(value) = cell { *value } else { None }).collect();
                typed.write_batch(&values, Some(&levels), None)?;
            }
            // The schema above has no other columns.
            _ => {}
        }
        column.close()?;
        at += 1;
    }
    group.close()?;
    Ok(())
}
