//! `gapdiff MODEL IDEAL`: the gap report.

use gapdiff::report::{self, Contents, Report};

use super::{Compare, CompareFormat, Outcome, input, output, terminal};

/// Compares two answers and writes the gap report.
pub(super) fn run(arguments: &Compare) -> anyhow::Result<Outcome> {
    let extensions = [
        ("md", CompareFormat::Markdown),
        ("html", CompareFormat::Html),
        ("json", CompareFormat::Json),
        ("txt", CompareFormat::Table),
        ("sarif", CompareFormat::Sarif),
        ("xml", CompareFormat::Junit),
        ("csv", CompareFormat::Csv),
    ];
    let format = output::format(&arguments.output, &extensions, CompareFormat::Table)?;
    let (Some(model), Some(ideal)) = (&arguments.model, &arguments.ideal) else {
        anyhow::bail!("two answers are needed, the model's and the ideal one; see --help");
    };
    let [model, ideal] = input::read_pair([model, ideal])?;
    let prompt = match &arguments.prompt {
        Some(path) => {
            let prompt = input::read(path)?;
            Some(gapdiff::prompt::read(&prompt.name, &prompt.bytes))
        }
        None => None,
    };
    let texts = [&model, &ideal].map(|input| String::from_utf8_lossy(&input.bytes).into_owned());
    let model = gapdiff::analyse(&model.name, &model.bytes);
    let ideal = gapdiff::analyse(&ideal.name, &ideal.bytes);
    let comparison = gapdiff::compare(&model, &ideal, prompt.as_ref());
    let report = Report { model: &model, ideal: &ideal, comparison: &comparison };
    let contents = Contents {
        table_only: arguments.table_only,
        diagram: arguments.diagram,
        explain_score: arguments.explain_score,
    };
    let file = arguments.output.output.as_deref();
    let text = match format {
        CompareFormat::Table => {
            report::table::comparison(&report, contents, terminal::look(arguments.output.color, file.is_some()))
        }
        CompareFormat::Markdown => report::markdown::comparison(&report, contents),
        CompareFormat::Html => report::html::pair(&report, &texts[0], &texts[1]),
        CompareFormat::Json => report::json::comparison(&report),
        CompareFormat::Sarif => report::sarif::write(&report::issues::of_gaps(&report)),
        CompareFormat::Junit => report::junit::write(&report::issues::of_gaps(&report)),
        CompareFormat::Github => report::annotations::write(&report::issues::of_gaps(&report)),
        CompareFormat::Csv => report::csv::write(&report::issues::of_gaps(&report)),
    };
    output::write(&text, file)?;
    let threshold = arguments.fail_on;
    let failed = threshold.is_some_and(|severity| comparison.gaps.iter().any(|gap| gap.severity <= severity));
    Ok(if failed { Outcome::FoundGaps } else { Outcome::Ran })
}
