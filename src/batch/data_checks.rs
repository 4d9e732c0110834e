//! What is odd about a sample by itself: its metadata, its texts, its sides.

use serde_json::{Map, Value as Json};

use super::row::DataCheck;
use crate::dimensions::{Gap, GapKind, SideId};
use crate::grading::services;
use crate::prompt::{Prompt, terms};
use crate::response::Language;
use crate::severity::Severity;
use crate::stack::Tool;
use crate::verdict::VerdictId;
use crate::{Analysis, Comparison};

/// The share of runs of words from which the two answers of a sample are nearly one. Chosen because what differs is then a few lines.
const NEARLY_ONE: f64 = 0.95;

/// The names that metadata has for tools beside their own.
const PLATFORMS: [(&str, Tool); 4] =
    [("tf", Tool::Terraform), ("cfn", Tool::CloudFormation), ("k8s", Tool::Kubernetes), ("opentofu", Tool::Terraform)];

/// Everything that the checks look at.
pub(super) struct Subject<'a> {
    pub(super) metadata: &'a Map<String, Json>,
    pub(super) model: &'a Analysis,
    pub(super) ideal: &'a Analysis,
    pub(super) prompt: Option<&'a Prompt>,
    pub(super) comparison: &'a Comparison,
    /// How alike the texts of the answers are, 0 to 1.
    pub(super) similarity: f64,
}

/// What is odd about a sample.
pub(super) fn find(subject: &Subject<'_>) -> Vec<DataCheck> {
    let mut found = Vec::new();
    found.extend(platform(subject));
    found.extend(language(subject));
    found.extend(declared_services(subject));
    found.extend(verdicts(subject));
    found.extend(near_identical(subject));
    found.extend(swapped(subject));
    found.extend(worse_ideal(subject));
    found
}

/// The platform of the metadata against the tool of the ideal, and of the model where that is the same one.
fn platform(subject: &Subject<'_>) -> Option<DataCheck> {
    let named = subject.metadata.get("platform")?.as_str()?.to_lowercase();
    let tool =
        PLATFORMS.iter().find(|(name, _)| *name == named).map(|(_, tool)| *tool).or_else(|| Tool::of_id(&named))?;
    let tooling = &subject.ideal.stack.tooling;
    let same = tooling.tool == tool || tooling.others.contains(&tool) || is_template(tool) && is_template(tooling.tool);
    let message =
        || format!("The metadata says {}, the ideal answer is written in {}.", tool.title(), tooling.tool.title());
    (tooling.tool != Tool::None && !same).then(|| DataCheck::new("metadata-platform", message()))
}

fn is_template(tool: Tool) -> bool {
    matches!(tool, Tool::CloudFormation | Tool::Sam)
}

/// The language of the metadata against that of the ideal.
fn language(subject: &Subject<'_>) -> Option<DataCheck> {
    let named = subject.metadata.get("language")?.as_str()?;
    let language = Language::of_name(named)?;
    let found = subject.ideal.stack.tooling.language?;
    let message = || format!("The metadata says {}, the ideal answer is written in {}.", language.id(), found.id());
    (found != language).then(|| DataCheck::new("metadata-language", message()))
}

/// Services that the metadata declares and neither answer has.
fn declared_services(subject: &Subject<'_>) -> Option<DataCheck> {
    let declared = subject.metadata.get("aws_services")?.as_array()?;
    let (ours, theirs) = (services(&subject.model.stack), services(&subject.ideal.stack));
    if theirs.is_empty() {
        return None;
    }
    let kinds = [&subject.model.stack, &subject.ideal.stack].map(|stack| &stack.resources);
    let has = |name: &str| {
        let found = terms::find(&name.to_lowercase());
        let term = found.iter().map(|(.., term)| term).find(|term| term.what == "service")?;
        let by_type =
            || term.types.split(' ').any(|kind| kinds.iter().any(|all| all.iter().any(|one| &*one.kind == kind)));
        Some(ours.contains(term.name) || theirs.contains(term.name) || by_type())
    };
    let lacking: Vec<&str> = declared.iter().filter_map(Json::as_str).filter(|name| has(name) == Some(false)).collect();
    let message = || format!("The metadata declares {}, of which neither answer has a resource.", lacking.join(", "));
    (!lacking.is_empty()).then(|| DataCheck::new("metadata-services", message()))
}

/// Answers that are one, without code, cut off, or of another task.
fn verdicts<'a>(subject: &'a Subject<'_>) -> impl Iterator<Item = DataCheck> + 'a {
    // An excerpt is no fault of a sample.
    let faults = subject.comparison.verdicts.iter().filter(|verdict| verdict.verdict != VerdictId::Excerpt);
    faults.map(|verdict| {
        let id = match verdict.side {
            SideId::Both => verdict.verdict.id().to_owned(),
            side => format!("{}-{}", side.title(), verdict.verdict.id()),
        };
        DataCheck::new(&id, verdict.reason.clone())
    })
}

fn near_identical(subject: &Subject<'_>) -> Option<DataCheck> {
    let identical = subject.comparison.verdicts.iter().any(|verdict| verdict.verdict == VerdictId::Identical);
    let message = || format!("The two answers share some {:.0} % of their text.", subject.similarity * 100.0);
    (!identical && subject.similarity >= NEARLY_ONE).then(|| DataCheck::new("near-identical", message()))
}

/// The model follows the task in tool and language where the ideal does not: perhaps one was put in the place of the other.
fn swapped(subject: &Subject<'_>) -> Option<DataCheck> {
    let prompt = subject.prompt?;
    let follows = |analysis: &Analysis| {
        let tooling = &analysis.stack.tooling;
        let tool = prompt.tool().map(|tool| {
            tool == tooling.tool || tooling.others.contains(&tool) || is_template(tool) && is_template(tooling.tool)
        });
        let language = prompt.language().map(|language| tooling.language == Some(language));
        (tool != Some(false) && language != Some(false), tool.is_some() || language.is_some())
    };
    let ((model, asked), (ideal, _)) = (follows(subject.model), follows(subject.ideal));
    let known = subject.ideal.stack.tooling.tool != Tool::None && subject.model.stack.tooling.tool != Tool::None;
    let message = "The model is written in what the task asks for, the ideal is not: the sides may be swapped.";
    (asked && known && model && !ideal).then(|| DataCheck::new("swapped-sides", message.to_owned()))
}

/// The ideal breaks more rules than the model, or more severe ones.
fn worse_ideal(subject: &Subject<'_>) -> Option<DataCheck> {
    let serious = |side| {
        let faults = subject.comparison.gaps.iter().filter(move |gap: &&Gap| {
            gap.side == side
                && matches!(gap.kind, GapKind::Violation | GapKind::Invalid)
                && gap.severity <= Severity::High
        });
        faults.count()
    };
    let (ours, theirs) = (serious(SideId::Model), serious(SideId::Ideal));
    let missing =
        subject.comparison.gaps.iter().any(|gap| gap.side == SideId::Model && gap.severity == Severity::Critical);
    let message = || format!("The ideal breaks {theirs} rules of high or critical severity, the model {ours}.");
    (theirs > ours + 1 && !missing).then(|| DataCheck::new("ideal-worse", message()))
}
