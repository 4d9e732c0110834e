//! *tooling*: the tool and the language, the versions of tool, providers and libraries, and where state is kept.

mod builds;

use super::side::Side;
use super::wording::{Citations, capitalised, code, folded, list, shortened};
use super::{Context, DimensionId, Evidence, Gap, GapKind, Row, Severity, SideFact, SideId, row_severity, worst};
use crate::prompt::{Demanded, Prompt};
use crate::response::{Language, Role};
use crate::stack::{Tool, Version};

pub(super) fn gaps(context: &Context<'_>) -> Vec<Gap> {
    let (model, ideal) = (context.model_side(), context.ideal_side());
    let mut gaps = Vec::new();
    gaps.extend(tool_gap(context, model, ideal));
    gaps.extend(version_gaps(model, ideal));
    gaps.extend(backend_gap(model, ideal));
    gaps.extend(file_gap(model, ideal));
    gaps.extend(builds::gap(context));
    gaps
}

/// Files of the project that the ideal gives and the model does not, by their names.
fn file_gap(model: Side<'_>, ideal: Side<'_>) -> Option<Gap> {
    let (ours, theirs) = (project_files(model), project_files(ideal));
    let base = |path: &str| path.rsplit('/').next().unwrap_or(path).to_lowercase();
    let missing: Vec<_> = theirs
        .iter()
        .filter(|(path, _)| !holds_values(path) && !ours.iter().any(|(own, _)| base(own) == base(path)))
        .collect();
    // An answer that names no files at all may still hold them.
    if missing.is_empty() || ours.is_empty() || model.stack.tooling.tool != ideal.stack.tooling.tool {
        return None;
    }
    let names: Vec<String> = missing.iter().map(|(path, _)| code(path)).collect();
    let own: Vec<String> = ours.iter().map(|(path, _)| code(path)).collect();
    let title =
        format!("The model gives no file {} (its files are {})", folded(&names).replace(" and ", " or "), folded(&own));
    let id = "missing-files".to_owned();
    let mut gap = Gap::new(id, DimensionId::Tooling, GapKind::Missing, SideId::Model, Severity::Low, title);
    let fact = |side: Side<'_>, files: &[&(String, usize)]| SideFact {
        value: Some(files.iter().map(|(path, _)| path.as_str()).collect()),
        evidence: files
            .iter()
            .filter_map(|(_, block)| side.response.blocks.get(*block))
            .map(|block| Evidence { file: side.response.name.clone(), lines: block.lines, address: None })
            .collect(),
    };
    gap.model = fact(model, &ours.iter().collect::<Vec<_>>());
    gap.ideal = fact(ideal, &missing);
    Some(gap)
}

/// Whether a file only gives values to inputs: those are told with the configuration.
pub(super) fn holds_values(path: &str) -> bool {
    let name = path.trim_end_matches(".example").trim_end_matches(".json");
    [".tfvars", ".env"].iter().any(|suffix| name.ends_with(suffix))
}

/// The paths of the files that declare or configure, each with its first block.
fn project_files(side: Side<'_>) -> Vec<(String, usize)> {
    let files =
        side.response.files.iter().filter(|file| matches!(file.role, Role::Infrastructure | Role::Configuration));
    // Lock files, plans and other marks of a tool are made by it, not written.
    let written = |path: &&str| {
        let name = path.rsplit('/').next().unwrap_or(path);
        !name.starts_with('.') && name.contains('.') && !name.ends_with(".lock") && name != "package-lock.json"
    };
    files.filter_map(|file| Some((file.path.as_deref().filter(written)?.to_owned(), *file.blocks.first()?))).collect()
}

/// `Terraform`, `Pulumi, Python`.
pub(super) fn tool_and_language(side: Side<'_>) -> String {
    let tooling = &side.stack.tooling;
    let language = tooling.language.map(title_of).unwrap_or_default();
    match (tooling.tool, language) {
        (Tool::None, _) => "no tool".to_owned(),
        (tool, "") => tool.title().to_owned(),
        (tool, language) => format!("{}, {language}", tool.title()),
    }
}

/// A language's name for people.
pub(crate) fn title_of(language: Language) -> &'static str {
    match language {
        Language::Hcl => "HCL",
        Language::Yaml => "YAML",
        Language::Json => "JSON",
        Language::TypeScript => "TypeScript",
        Language::JavaScript => "JavaScript",
        Language::Python => "Python",
        Language::Java => "Java",
        Language::Go => "Go",
        Language::CSharp => "C#",
        other => other.id(),
    }
}

/// Another tool or language than the ideal's.
fn tool_gap(context: &Context<'_>, model: Side<'_>, ideal: Side<'_>) -> Option<Gap> {
    let (ours, theirs) = (&model.stack.tooling, &ideal.stack.tooling);
    if ours.tool == Tool::None || theirs.tool == Tool::None {
        return None;
    }
    let other_tool = ours.tool != theirs.tool;
    let other_language = ours.language.is_some() && theirs.language.is_some() && ours.language != theirs.language;
    if !other_tool && !other_language {
        return None;
    }
    let (our_text, their_text) = (tool_and_language(model), tool_and_language(ideal));
    let (side, severity) = match context.prompt.map(|prompt| (follows(prompt, model), follows(prompt, ideal))) {
        Some((false, true)) => (SideId::Model, Severity::Critical),
        Some((true, false)) => (SideId::Ideal, Severity::Medium),
        _ if other_tool => (SideId::Model, Severity::High),
        _ => (SideId::Model, Severity::Medium),
    };
    let title = format!("The model is written in {our_text}, the ideal in {their_text}");
    let id = if other_tool { "another-tool" } else { "another-language" };
    let mut gap = Gap::new(id.to_owned(), DimensionId::Tooling, GapKind::Changed, side, severity, title);
    gap.confidence = 1.0;
    gap.model = fact(model, &our_text);
    gap.ideal = fact(ideal, &their_text);
    let demanded = context.prompt.map(demands).unwrap_or_default();
    gap.impact = demanded.clone();
    gap.demand =
        context.prompt.and_then(|prompt| lines(prompt).first().copied()).and_then(|lines| context.demand(lines));
    gap.recommendation = match side {
        SideId::Ideal => format!("Keep {our_text}; the ideal should be written in it."),
        _ => format!("Write it in {their_text}."),
    };
    Some(gap)
}

fn fact(side: Side<'_>, text: &str) -> SideFact {
    let evidence = side.stack.tooling.evidence.map(|span| side.evidence_at(span, None));
    SideFact { value: Some(text.into()), evidence: evidence.into_iter().collect() }
}

/// Whether a side is written in what the prompt demands.
fn follows(prompt: &Prompt, side: Side<'_>) -> bool {
    let tooling = &side.stack.tooling;
    let tool = prompt.tool().is_none_or(|tool| tool == tooling.tool || tooling.others.contains(&tool));
    let language = prompt.language().is_none_or(|language| Some(language) == tooling.language);
    tool && language
}

/// `PROMPT.md:7, 13 and 57 ask for Pulumi with Python.`
fn demands(prompt: &Prompt) -> String {
    let wanted = match (prompt.tool(), prompt.language()) {
        (Some(tool), Some(language)) => format!("{} with {}", tool.title(), title_of(language)),
        (Some(tool), None) => tool.title().to_owned(),
        (None, Some(language)) => title_of(language).to_owned(),
        (None, None) => return String::new(),
    };
    let lines = lines(prompt);
    let verb = if lines.len() == 1 { "asks" } else { "ask" };
    format!("{} {verb} for {wanted}.", Citations::of(&prompt.name).cite_all(&lines))
}

/// How many places of the prompt are cited.
const MOST_PLACES: usize = 3;

/// Where the prompt asks for the tool and the language; those places first that name both.
fn lines(prompt: &Prompt) -> Vec<crate::source::Lines> {
    let places = |what: Option<Demanded>| -> Vec<crate::source::Lines> {
        what.map(|what| prompt.wanted(&what).map(|demand| demand.lines).collect()).unwrap_or_default()
    };
    let tool = places(prompt.tool().map(Demanded::Tool));
    let language = places(prompt.language().map(Demanded::Language));
    let mut lines: Vec<_> = tool.iter().copied().filter(|lines| language.contains(lines)).collect();
    if lines.is_empty() {
        lines = tool.into_iter().take(1).chain(language.into_iter().take(1)).collect();
    }
    lines.sort_unstable();
    lines.dedup();
    lines.truncate(MOST_PLACES);
    lines
}

/// Versions that both ask for, differently, and those that only one asks for.
fn version_gaps(model: Side<'_>, ideal: Side<'_>) -> Vec<Gap> {
    let (ours, theirs) = (&model.stack.tooling.versions, &ideal.stack.tooling.versions);
    if model.stack.tooling.tool != ideal.stack.tooling.tool {
        return Vec::new();
    }
    let mut gaps = Vec::new();
    for version in ours {
        // An answer of several parts may ask for several versions of one thing; it asks for what any of them asks for.
        let is_asked = |by: &[Version], of: &Version| {
            by.iter().any(|other| other.of == of.of && same_constraint(&other.constraint, &of.constraint))
        };
        let mut others = theirs.iter().filter(|other| other.of == version.of);
        let Some(other) = others.find(|other| !is_asked(ours, other)) else { continue };
        if is_asked(theirs, version) || gaps.iter().any(|gap: &Gap| gap.id == version_id(version)) {
            continue;
        }
        let title = format!(
            "Version of {}: {} instead of {}",
            code(&version.of),
            code(&version.constraint),
            code(&other.constraint)
        );
        let id = version_id(version);
        let mut gap = Gap::new(id, DimensionId::Tooling, GapKind::Changed, SideId::Model, Severity::Low, title);
        gap.model = version_fact(model, version);
        gap.ideal = version_fact(ideal, other);
        gap.recommendation =
            format!("Ask for {} of {}, as the ideal does.", code(&other.constraint), code(&version.of));
        gaps.push(gap);
    }
    // One gap for all that only the ideal pins: where it pins nothing, the answer shows an excerpt.
    let unpinned: Vec<&Version> =
        theirs.iter().filter(|version| !ours.iter().any(|our| our.of == version.of)).collect();
    if !unpinned.is_empty() && model.stack.tooling.tool != Tool::None {
        let names: Vec<String> =
            unpinned.iter().map(|version| format!("{} {}", version.of, version.constraint)).collect();
        let pinned = folded(&names.iter().map(|name| code(name)).collect::<Vec<_>>());
        let what = if ours.is_empty() { "no tool, provider or library version" } else { "fewer versions" };
        let title = format!("The model pins {what}; the ideal pins {pinned}");
        let id = "unpinned-versions".to_owned();
        let mut gap = Gap::new(id, DimensionId::Tooling, GapKind::Missing, SideId::Model, Severity::Low, title);
        gap.ideal = SideFact {
            value: Some(names.into()),
            evidence: unpinned.iter().map(|version| ideal.evidence_at(version.span, None)).collect(),
        };
        gap.impact = "A later release can change what the code does.".to_owned();
        let places: Vec<String> = gap.ideal.evidence.iter().map(|at| format!("{}:{}", at.file, at.lines)).collect();
        gap.recommendation = format!("Pin them as in {}.", folded(&places));
        gaps.push(gap);
    }
    gaps
}

fn version_id(version: &Version) -> String {
    format!("version-{}", crate::matching::split_words(&version.of).join("-"))
}

fn same_constraint(ours: &str, theirs: &str) -> bool {
    let plain = |text: &str| text.chars().filter(|character| !character.is_whitespace()).collect::<String>();
    plain(ours) == plain(theirs)
}

fn version_fact(side: Side<'_>, version: &Version) -> SideFact {
    SideFact { value: Some((*version.constraint).into()), evidence: vec![side.evidence_at(version.span, None)] }
}

/// Where the state is kept.
fn backend_gap(model: Side<'_>, ideal: Side<'_>) -> Option<Gap> {
    let (ours, theirs) = (&model.stack.tooling.backend, &ideal.stack.tooling.backend);
    if model.stack.tooling.tool != ideal.stack.tooling.tool {
        return None;
    }
    let (kind, side, title) = match (ours, theirs) {
        (None, Some((kind, _))) => (
            GapKind::Missing,
            SideId::Model,
            format!("The model keeps no remote state; the ideal has an {} backend", code(kind)),
        ),
        (Some((kind, _)), None) => (
            GapKind::Extra,
            SideId::Model,
            format!("The model keeps its state in an {} backend, which the ideal does not configure", code(kind)),
        ),
        (Some((ours, _)), Some((theirs, _))) if ours != theirs => {
            (GapKind::Changed, SideId::Model, format!("State is kept in {} instead of {}", code(ours), code(theirs)))
        }
        _ => return None,
    };
    let mut gap = Gap::new("backend".to_owned(), DimensionId::Tooling, kind, side, Severity::Low, title);
    let fact = |side: Side<'_>, backend: &Option<(std::sync::Arc<str>, crate::source::Span)>| match backend {
        Some((kind, span)) => SideFact { value: Some((**kind).into()), evidence: vec![side.evidence_at(*span, None)] },
        None => SideFact::default(),
    };
    gap.model = fact(model, ours);
    gap.ideal = fact(ideal, theirs);
    if kind == GapKind::Missing {
        gap.impact =
            "The state lies on the machine that deploys, so that others cannot work with it and nothing locks it."
                .to_owned();
        gap.recommendation = match gap.ideal.evidence.first() {
            Some(at) => format!("Configure the backend as in {}:{}.", at.file, at.lines),
            None => String::new(),
        };
    }
    Some(gap)
}

/// The row of the table.
pub(super) fn row(context: &Context<'_>, gaps: &[Gap]) -> Row {
    let of_tool = |gap: &Gap| gap.id == "another-tool" || gap.id == "another-language";
    let impact = match gaps.iter().find(|gap| of_tool(gap)) {
        Some(gap) if !gap.impact.is_empty() => gap.impact.clone(),
        Some(gap) => format!("{}.", gap.title),
        None => match both_against_prompt(context) {
            Some(text) => text,
            None if !gaps.iter().any(|gap| gap.dimension == DimensionId::Tooling) => "No gap.".to_owned(),
            None => format!("The same tool and language. {}", worst(gaps, DimensionId::Tooling)),
        },
    };
    Row {
        gap: "IaC Tooling",
        model: cell(context.model_side()),
        ideal: cell(context.ideal_side()),
        impact,
        severity: row_severity(gaps, |gap| gap.dimension == DimensionId::Tooling),
    }
}

/// What the prompt asks for when neither side follows it.
fn both_against_prompt(context: &Context<'_>) -> Option<String> {
    let prompt = context.prompt?;
    let neither = !follows(prompt, context.model_side()) && !follows(prompt, context.ideal_side());
    let declared = context.sides().iter().all(|side| side.stack.tooling.tool != Tool::None);
    (neither && declared).then(|| format!("{} Neither answer does.", demands(prompt)))
}

/// `Pulumi, Python (__main__.py, Pulumi.yaml).`
fn cell(side: Side<'_>) -> String {
    if side.stack.tooling.tool == Tool::None {
        return "No infrastructure code was found.".to_owned();
    }
    let mut files: Vec<String> = Vec::new();
    for file in
        side.response.files.iter().filter(|file| matches!(file.role, Role::Infrastructure | Role::Configuration))
    {
        if let Some(path) = &file.path
            && !files.contains(&code(path))
        {
            files.push(code(path));
        }
    }
    let mut text = capitalised(&tool_and_language(side));
    if !files.is_empty() {
        text += &format!(" ({})", folded(&files));
    }
    if !side.stack.tooling.others.is_empty() {
        let others: Vec<&str> = side.stack.tooling.others.iter().map(|tool| tool.title()).collect();
        text += &format!(", with {}", list(&others));
    }
    let versions: Vec<String> = side
        .stack
        .tooling
        .versions
        .iter()
        // There is one version of the template format.
        .filter(|version| &*version.of != "AWSTemplateFormatVersion")
        .map(|version| code(&shortened(&format!("{} {}", version.of, version.constraint))))
        .collect();
    text.push('.');
    if !versions.is_empty() {
        text += &format!(" Versions: {}.", folded(&versions));
    }
    text
}
