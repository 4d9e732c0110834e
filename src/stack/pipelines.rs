//! Delivery pipelines: workflows of GitHub Actions, pipelines of GitLab CI, and buildspecs of CodeBuild, with their jobs.

use std::sync::Arc;

use super::model::{Job, Pipeline, PipelineTool};
use crate::dialect::Source;
use crate::program::document::{Field, elements, fields, get, text};
use crate::program::form::{Expression, ExpressionKind, Program};

/// The pipelines that a response holds.
pub(super) fn pipelines(source: &Source<'_>) -> Vec<Pipeline> {
    let documents = source.programs.iter().flat_map(|program| match program {
        Program::Documents(documents) => documents.as_slice(),
        _ => &[],
    });
    documents
        .filter_map(|document| workflow(document).or_else(|| gitlab(document)).or_else(|| buildspec(document)))
        .collect()
}

/// A workflow of GitHub Actions: jobs that run on something or use another workflow.
fn workflow(document: &Expression) -> Option<Pipeline> {
    let jobs: Vec<_> = fields(get(document, "jobs")?);
    let is_job = |job: &Field<'_>| get(job.value, "runs-on").or_else(|| get(job.value, "uses")).is_some();
    if jobs.is_empty() || !jobs.iter().all(is_job) {
        return None;
    }
    let job = |job: &Field<'_>| {
        let steps = get(job.value, "steps").and_then(elements).unwrap_or_default();
        let says = ["name", "uses"].into_iter().filter_map(|name| get(job.value, name));
        let in_steps =
            steps.iter().flat_map(|step| ["name", "uses", "run"].into_iter().filter_map(|name| get(step, name)));
        Job { name: Arc::clone(job.name), says: texts(says.chain(in_steps)), span: job.span() }
    };
    Some(Pipeline {
        tool: PipelineTool::GithubActions,
        name: get(document, "name").and_then(text).cloned(),
        jobs: jobs.iter().map(job).collect(),
        span: document.span,
    })
}

/// A pipeline of GitLab CI: stages, and jobs that have a script.
fn gitlab(document: &Expression) -> Option<Pipeline> {
    let has_script = |field: &Field<'_>| get(field.value, "script").is_some() && !field.name.starts_with('.');
    let jobs: Vec<_> = fields(document).into_iter().filter(has_script).collect();
    if jobs.is_empty() || get(document, "stages").and_then(elements).is_none() {
        return None;
    }
    let job = |job: &Field<'_>| {
        let says = ["stage", "environment"].into_iter().filter_map(|name| get(job.value, name));
        let script = get(job.value, "script").and_then(elements).unwrap_or_default();
        Job { name: Arc::clone(job.name), says: texts(says.chain(script)), span: job.span() }
    };
    let jobs = jobs.iter().map(job).collect();
    Some(Pipeline { tool: PipelineTool::GitlabCi, name: None, jobs, span: document.span })
}

/// A buildspec of CodeBuild: a version, and phases with commands.
fn buildspec(document: &Expression) -> Option<Pipeline> {
    let phases = fields(get(document, "phases")?);
    get(document, "version")?;
    let job = |phase: &Field<'_>| {
        let commands = get(phase.value, "commands").and_then(elements).unwrap_or_default();
        Job { name: Arc::clone(phase.name), says: texts(commands), span: phase.span() }
    };
    let is_phase = |phase: &Field<'_>| get(phase.value, "commands").is_some();
    if phases.is_empty() || !phases.iter().any(is_phase) {
        return None;
    }
    let jobs = phases.iter().map(job).collect();
    Some(Pipeline { tool: PipelineTool::CodeBuild, name: None, jobs, span: document.span })
}

fn texts<'e>(values: impl IntoIterator<Item = &'e Expression>) -> Vec<Arc<str>> {
    let text_of = |value: &Expression| match &value.kind {
        ExpressionKind::Text(text) => Some(Arc::clone(text)),
        _ => None,
    };
    values.into_iter().filter_map(text_of).collect()
}

#[cfg(test)]
mod tests {
    fn check(yaml: &str, expected: &[&str]) {
        let analysis = crate::analyse("answer.md", format!("```yaml\n{yaml}```\n").as_bytes());
        let line = |pipeline: &super::Pipeline| {
            let jobs: Vec<&str> = pipeline.jobs.iter().map(|job| &*job.name).collect();
            format!("{}: {}", pipeline.tool.title(), jobs.join(" "))
        };
        assert_eq!(analysis.stack.pipelines.iter().map(line).collect::<Vec<_>>(), expected, "{yaml}");
    }

    #[test]
    fn pipelines_are_read_with_their_jobs() {
        check(
            "name: Deploy\non: [push]\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm test\n  deploy:\n    uses: ./.github/workflows/deploy.yml\n",
            &["GitHub Actions: test deploy"],
        );
        check(
            "stages: [build, deploy]\n.base:\n  script: [a]\nbuild:\n  stage: build\n  script:\n    - make\nvariables:\n  A: b\n",
            &["GitLab CI: build"],
        );
        check("version: 0.2\nphases:\n  build:\n    commands:\n      - make\n", &["CodeBuild: build"]);
        check("jobs:\n  a: 1\n", &[]);
        check("phases: 3\nversion: 1\n", &[]);
        check("Resources:\n  A:\n    Type: AWS::SQS::Queue\n", &[]);
    }
}
