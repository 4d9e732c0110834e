//! Delivery pipelines: the jobs of the ideal's that nothing in the model's stands for.

use serde_json::json;

use crate::dimensions::side::Side;
use crate::dimensions::wording::{code, folded};
use crate::dimensions::{Context, DimensionId, Gap, GapKind, Severity, SideFact, SideId};
use crate::stack::{Job, Pipeline};

/// How many letters a word of a job's name must have to count. Chosen because shorter ones are `ci`, `to`, `and`.
const SHORTEST: usize = 3;

/// The gaps between two answers' pipelines.
pub(super) fn gaps(context: &Context<'_>) -> Vec<Gap> {
    let (model, ideal) = (&context.model.stack.pipelines, &context.ideal.stack.pipelines);
    let Some(wanted) = ideal.first() else { return Vec::new() };
    if model.is_empty() {
        // One that is a resource delivers, too, and is compared as such.
        let delivers = context.model_side().has_type("AWS::CodePipeline::Pipeline");
        return if delivers { Vec::new() } else { vec![no_pipeline(context, wanted, ideal)] };
    }
    let missing: Vec<(&Pipeline, &Job)> = ideal
        .iter()
        .flat_map(|pipeline| pipeline.jobs.iter().map(move |job| (pipeline, job)))
        .filter(|(_, job)| !is_covered(job, model))
        .collect();
    missing_jobs(context, &missing).into_iter().collect()
}

fn no_pipeline(context: &Context<'_>, wanted: &Pipeline, ideal: &[Pipeline]) -> Gap {
    let jobs: Vec<String> = ideal.iter().flat_map(|pipeline| &pipeline.jobs).map(|job| code(&job.name)).collect();
    let title = format!("No delivery pipeline; the ideal has one in {}", wanted.tool.title());
    let id = "no-pipeline".to_owned();
    let mut gap = Gap::new(id, DimensionId::Operations, GapKind::Missing, SideId::Model, Severity::Medium, title);
    gap.ideal = fact(context.ideal_side(), &ideal.iter().flat_map(|pipeline| &pipeline.jobs).collect::<Vec<_>>());
    gap.impact = "Nothing that the answer holds tests and deploys it.".to_owned();
    gap.recommendation = format!("Write a pipeline with {}.", folded(&jobs));
    gap
}

fn missing_jobs(context: &Context<'_>, missing: &[(&Pipeline, &Job)]) -> Option<Gap> {
    let (pipeline, first) = missing.first()?;
    let names: Vec<String> = missing.iter().map(|(_, job)| code(&job.name)).collect();
    let what = if missing.len() == 1 { "no job" } else { "no jobs" };
    let title = format!("The pipeline has {what} {}; the ideal's in {} has", folded(&names), pipeline.tool.title());
    let id = format!("pipeline-lacks-{}", first.name.to_ascii_lowercase().replace(['_', ' '], "-"));
    let mut gap = Gap::new(id, DimensionId::Operations, GapKind::Missing, SideId::Model, Severity::Medium, title);
    gap.confidence = 0.7;
    gap.model =
        fact(context.model_side(), &context.model.stack.pipelines.iter().flat_map(|own| &own.jobs).collect::<Vec<_>>());
    gap.ideal = fact(context.ideal_side(), &missing.iter().map(|(_, job)| *job).collect::<Vec<_>>());
    gap.impact = "No name, step or command of the pipeline speaks of it.".to_owned();
    gap.recommendation = format!("Add {} to the pipeline.", folded(&names));
    Some(gap)
}

/// The names of jobs, and where they stand.
fn fact(side: Side<'_>, jobs: &[&Job]) -> SideFact {
    SideFact {
        value: Some(json!(jobs.iter().map(|job| &*job.name).collect::<Vec<_>>())),
        evidence: jobs.iter().map(|job| side.evidence_at(job.span, Some(&job.name))).collect(),
    }
}

/// Whether pipelines speak of all that a job's name says.
fn is_covered(job: &Job, pipelines: &[Pipeline]) -> bool {
    let said: Vec<String> = pipelines
        .iter()
        .flat_map(|pipeline| &pipeline.jobs)
        .flat_map(|own| std::iter::once(&own.name).chain(&own.says))
        .flat_map(|text| words(text))
        .collect();
    let stands_for = |wanted: &str, said: &str| said.starts_with(wanted) || wanted.starts_with(said);
    words(&job.name).all(|wanted| said.iter().any(|said| stands_for(&wanted, said)))
}

/// The words of a name, in small letters; those that are too short say nothing.
fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| word.len() >= SHORTEST);
    words.map(str::to_ascii_lowercase)
}

#[cfg(test)]
mod tests {
    /// The titles of the gaps between two workflows, given by the names of their jobs.
    fn check(model: &[&str], ideal: &[&str], expected: &[&str]) {
        let answer = |jobs: &[&str]| {
            let jobs: String = jobs.iter().map(|job| format!("  {job}:\n    runs-on: ubuntu-latest\n")).collect();
            let text = if jobs.is_empty() { String::new() } else { format!("```yaml\njobs:\n{jobs}```\n") };
            crate::analyse("answer.md", text.as_bytes())
        };
        let (model, ideal) = (answer(model), answer(ideal));
        let comparison = crate::compare(&model, &ideal, None);
        let found = comparison.gaps.iter().map(|gap| gap.title.as_str()).filter(|title| title.contains("pipeline"));
        assert_eq!(found.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn jobs_that_nothing_stands_for_are_gaps() {
        check(&["test", "deploy-dev"], &["tests", "deploy_dev"], &[]);
        check(
            &["test", "deploy"],
            &["test", "security-scan", "deploy", "smoke-checks"],
            &["The pipeline has no jobs `security-scan` and `smoke-checks`; the ideal's in GitHub Actions has"],
        );
        check(&[], &["test"], &["No delivery pipeline; the ideal has one in GitHub Actions"]);
        check(&["test"], &[], &[]);
    }
}
