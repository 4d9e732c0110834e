//! Grading one sample: both answers read and compared, the result written as a row.

use super::data_checks::{self, Subject};
use super::row::{DataCheck, GapCounts, PointRow, Row, SideRow};
use super::runner::Failure;
use super::sketch::Sketch;
use super::source::{self, Item, Sample, Unreadable};
use crate::cost::Estimate;
use crate::dimensions::{DimensionId, Gap, SideId};
use crate::grading::rubric::Rubric;
use crate::grading::scores::{ASPECTS, Aspects};
use crate::report::Report;
use crate::severity::Severity;
use crate::verdict::Verdict;
use crate::{Analysis, Comparison, prompt};

/// What decides a result beside the sample.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How the training value comes about.
    pub rubric: Rubric,
    /// The field of the metadata that has a person's score.
    pub human_field: String,
    /// Hash of all of these.
    pub hash: String,
}

impl Settings {
    /// Settings with a rubric, given as its text and read.
    #[must_use]
    pub fn new(rubric_text: &str, rubric: Rubric, human_field: String, turn: Option<u32>) -> Self {
        let turn = turn.unwrap_or_default().to_le_bytes();
        let hash = source::hash([rubric_text.as_bytes(), human_field.as_bytes(), &turn]);
        Self { rubric, human_field, hash }
    }
}

/// Grades a sample; `document` writes its report, where one is wanted.
pub fn grade(item: &Item, settings: &Settings, document: impl FnOnce(&Sample, &Report<'_>)) -> Row {
    match item {
        Ok(sample) => graded(sample, settings, document),
        Err(unreadable) => failed_row(unreadable, settings),
    }
}

/// The row of a sample that was not graded.
#[must_use]
pub fn failed(item: &Item, failure: Failure, settings: &Settings) -> Row {
    let reason = match failure {
        Failure::TooSlow => "grading it took longer than --timeout allows",
        Failure::NoThread => "the system gave no thread to grade it in; try fewer --jobs",
        Failure::Panicked => "grading it failed, which is a defect of gapdiff; please report it",
    };
    match item {
        Ok(sample) => Row { error: Some(reason.to_owned()), ..blank(sample, settings) },
        Err(unreadable) => failed_row(unreadable, settings),
    }
}

/// Whether the row of an earlier run is the result of this sample.
#[must_use]
pub fn is_result_of(row: &Row, item: &Item, settings: &Settings) -> bool {
    let expected = match item {
        Ok(sample) => blank(sample, settings),
        Err(unreadable) => failed_row(unreadable, settings),
    };
    row.id == expected.id
        && row.tool_version == expected.tool_version
        && row.content_hash == expected.content_hash
        && row.settings_hash == expected.settings_hash
        && (item.is_ok() || row.error == expected.error)
}

fn failed_row(unreadable: &Unreadable, settings: &Settings) -> Row {
    Row {
        id: unreadable.id.clone(),
        error: Some(unreadable.reason.clone()),
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        settings_hash: settings.hash.clone(),
        ..Row::default()
    }
}

/// What a row says of a sample whatever comes out.
fn blank(sample: &Sample, settings: &Settings) -> Row {
    Row {
        id: sample.id.clone(),
        turn: sample.turn,
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        content_hash: sample.content_hash(),
        settings_hash: settings.hash.clone(),
        ..Row::default()
    }
}

fn graded(sample: &Sample, settings: &Settings, document: impl FnOnce(&Sample, &Report<'_>)) -> Row {
    let row = blank(sample, settings);
    for (side, text) in [("model's", &sample.model), ("ideal", &sample.ideal)] {
        if text.is_blank() {
            let check = DataCheck::new("empty", format!("The {side} answer is empty."));
            return Row { error: Some(format!("the {side} answer is empty")), checks: vec![check], ..row };
        }
    }
    let model = crate::analyse(&sample.model.name, &sample.model.bytes);
    let ideal = crate::analyse(&sample.ideal.name, &sample.ideal.bytes);
    let prompt = sample.prompt.as_ref().map(|prompt| prompt::read(&prompt.name, &prompt.bytes));
    let comparison = crate::compare(&model, &ideal, prompt.as_ref());
    document(sample, &Report { model: &model, ideal: &ideal, comparison: &comparison });
    let [ours, theirs] = [&sample.model, &sample.ideal].map(|document| Sketch::of(&document.bytes));
    let subject = Subject {
        metadata: &sample.metadata,
        model: &model,
        ideal: &ideal,
        prompt: prompt.as_ref(),
        comparison: &comparison,
        similarity: ours.similarity(&theirs),
    };
    let value = settings.rubric.value(&model, &ideal, prompt.as_ref(), &comparison);
    let points = value.points.into_iter();
    Row {
        training_value: Some(value.value),
        alignment: comparison.scores.alignment.map(f64::from),
        model: Some(side(&model, comparison.scores.model, &comparison.cost.model)),
        ideal: Some(side(&ideal, comparison.scores.ideal, &comparison.cost.ideal)),
        gaps: Some(counts(&comparison)),
        rubric: points
            .map(|point| PointRow { rule: point.rule, points: point.points, reason: point.reason, gaps: point.gaps })
            .collect(),
        verdicts: comparison.verdicts.iter().map(verdict).collect(),
        checks: data_checks::find(&subject),
        human_score: human_score(sample, &settings.human_field),
        gap_names: gap_names(&comparison.gaps),
        sketch: ours.with(&theirs).short().encode(),
        ..row
    }
}

fn side(analysis: &Analysis, aspects: Option<Aspects>, cost: &Estimate) -> SideRow {
    let stack = &analysis.stack;
    SideRow {
        tool: stack.tooling.tool.id().to_owned(),
        language: stack.tooling.language.map(|language| language.id().to_owned()),
        resources: stack.resources.iter().map(|resource| resource.count.unwrap_or(1)).fold(0, u32::saturating_add),
        scores: aspects.map(|aspects| names().zip(aspects.all().map(f64::from)).collect()).unwrap_or_default(),
        // Of nothing priced the sum is not 0, but unknown.
        monthly_cost: cost
            .lines
            .iter()
            .any(|line| line.monthly.is_some())
            .then(|| cost.monthly().middle().to_cents().to_string().parse().ok())
            .flatten(),
    }
}

/// The aspects as fields are called.
pub(super) fn names() -> impl Iterator<Item = String> {
    ASPECTS.into_iter().map(|aspect| aspect.replace(' ', "_"))
}

fn counts(comparison: &Comparison) -> GapCounts {
    let gaps = &comparison.gaps;
    let count = |of: &dyn Fn(&Gap) -> bool| gaps.iter().filter(|gap| of(gap)).count() as u32;
    let severities =
        Severity::ALL.map(|severity| (severity.title().to_owned(), count(&|gap| gap.severity == severity)));
    let dimensions =
        DimensionId::ALL.map(|dimension| (dimension.title().to_owned(), count(&|gap| gap.dimension == dimension)));
    GapCounts {
        total: gaps.len() as u32,
        of_model: count(&|gap| gap.side != SideId::Ideal),
        of_ideal: count(&|gap| gap.side == SideId::Ideal),
        by_severity: severities.into_iter().collect(),
        by_dimension: dimensions.into_iter().filter(|(_, count)| *count > 0).collect(),
    }
}

/// `model: cut-off`.
fn verdict(verdict: &Verdict) -> String {
    format!("{}: {}", verdict.side.title(), verdict.verdict.id())
}

/// The gaps of the model by what they are about, so that the same gap of several samples has one name; each once.
fn gap_names(gaps: &[Gap]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for gap in gaps.iter().filter(|gap| gap.side != SideId::Ideal) {
        let kind = gap.kind.title();
        let about = match (gap.resource_type.as_deref(), gap.attribute.as_deref()) {
            (Some(resource), Some(attribute)) => format!("{kind} {resource} {attribute}"),
            (Some(resource), None) => format!("{kind} {resource}"),
            // Nothing says of which type it is: its id does, without the number that tells repetitions apart.
            (None, _) => {
                gap.id.trim_end_matches(|last: char| last.is_ascii_digit()).trim_end_matches('-').replace('-', " ")
            }
        };
        let name = format!("{}: {about}", gap.dimension.title());
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The score that a person gave, where it is a number from 0 to 10.
fn human_score(sample: &Sample, field: &str) -> Option<f64> {
    let value = sample.metadata.get(field)?;
    let score = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())?;
    (0.0..=10.0).contains(&score).then_some(score)
}
