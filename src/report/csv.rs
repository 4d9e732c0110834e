//! CSV (RFC 4180), for spreadsheets: one issue a row.

use super::issues::{Issue, Place};

const HEADS: [&str; 9] = ["rule", "group", "severity", "failed", "address", "place", "related", "message", "about"];

/// Issues as CSV with a line of heads.
#[must_use]
pub fn write(issues: &[Issue]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory does not fail, and neither do rows of one length.
    let _ = writer.write_record(HEADS);
    for issue in issues {
        let related: Vec<String> = issue.related.iter().map(shown).collect();
        let cells: [&str; 9] = [
            &issue.rule,
            issue.group,
            issue.severity.title(),
            if issue.failed { "true" } else { "false" },
            issue.address.as_deref().unwrap_or_default(),
            &shown(&issue.place),
            &related.join(" "),
            &issue.message,
            &issue.about,
        ];
        let _ = writer.write_record(cells.map(inert));
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn shown(place: &Place) -> String {
    format!("{}:{}", place.file, place.lines)
}

/// A cell that a spreadsheet does not take for a formula.
fn inert(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@']) { format!("'{cell}") } else { cell.to_owned() }
}
