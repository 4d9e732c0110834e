//! `gapdiff inspect RESPONSE`: what one answer holds.

use gapdiff::report;

use super::{Inspect, InspectFormat, Outcome, input, output, terminal};

/// Reads one answer and writes what it holds.
pub(super) fn run(arguments: &Inspect) -> anyhow::Result<Outcome> {
    let extensions = [("json", InspectFormat::Json), ("txt", InspectFormat::Table)];
    let format = output::format(&arguments.output, &extensions, InspectFormat::Table)?;
    let response = input::read(&arguments.response)?;
    let analysis = gapdiff::analyse(&response.name, &response.bytes);
    let file = arguments.output.output.as_deref();
    let text = match format {
        InspectFormat::Table => {
            report::table::inspection(&analysis, terminal::look(arguments.output.color, file.is_some()))
        }
        InspectFormat::Json => report::json::inspection(&analysis),
    };
    output::write(&text, file)?;
    Ok(Outcome::Ran)
}
