//! What builds the project or brings its libraries, by the files that it reads.

use super::super::side::Side;
use super::super::wording::{code, list, shortened};
use super::super::{Context, DimensionId, Evidence, Gap, GapKind, Severity, SideFact, SideId};
use crate::source::Lines;

/// Tools, with the names of the files that are theirs alone. Those in a row can replace one another.
const FAMILIES: [&[(&str, &[&str])]; 3] = [
    &[("Maven", &["pom.xml"]), ("Gradle", &["build.gradle", "build.gradle.kts"])],
    &[("Pipenv", &["Pipfile"]), ("pip", &["requirements.txt"]), ("Poetry", &["poetry.lock"])],
    &[("npm", &["package-lock.json"]), ("Yarn", &["yarn.lock"]), ("pnpm", &["pnpm-lock.yaml"])],
];

/// Builds of one family where the sides use different ones, or the model another than the task asks for.
pub(super) fn gap(context: &Context<'_>) -> Option<Gap> {
    FAMILIES.iter().find_map(|family| family_gap(context, family))
}

fn family_gap(context: &Context<'_>, family: &[(&'static str, &[&str])]) -> Option<Gap> {
    let (model, ideal) = (context.model_side(), context.ideal_side());
    let (ours, theirs) = (used(model, family), used(ideal, family));
    if ours.is_empty() {
        return None;
    }
    let asked = family.iter().find_map(|(tool, files)| {
        let words = std::iter::once(tool.to_lowercase()).chain(files.iter().map(|file| file.to_lowercase()));
        let sentence = words.filter(|word| word.len() > 3).find_map(|word| context.prompt?.names(&[&word]))?;
        Some((*tool, sentence))
    });
    let names = |tools: &[(&'static str, String, Lines)]| {
        list(&tools.iter().map(|(tool, path, _)| format!("{tool} ({})", code(path))).collect::<Vec<_>>())
    };
    let is_used = |tools: &[(&str, String, Lines)], tool: &str| tools.iter().any(|(used, ..)| *used == tool);
    let broken = asked.filter(|(tool, _)| !is_used(&ours, tool));
    let other = !theirs.is_empty() && !ours.iter().any(|(tool, ..)| is_used(&theirs, tool));
    let (severity, title) = match (broken, other) {
        (_, true) => {
            (Severity::Low, format!("The model builds with {}, the ideal with {}", names(&ours), names(&theirs)))
        }
        (Some((tool, _)), false) => {
            (Severity::Medium, format!("The model builds with {}; the task asks for {tool}", names(&ours)))
        }
        (None, false) => return None,
    };
    let id = "another-build".to_owned();
    let mut gap = Gap::new(id, DimensionId::Tooling, GapKind::Changed, SideId::Model, severity, title);
    gap.model = fact(model, &ours);
    gap.ideal = fact(ideal, &theirs);
    if let (Some((tool, sentence)), Some(prompt)) = (broken, context.prompt) {
        gap.severity = Severity::Medium;
        gap.impact = format!("{}:{} asks for it: “{}”.", prompt.name, sentence.lines, shortened(&sentence.text));
        gap.recommendation = format!("Build with {tool}.");
        gap.demand = context.demand(sentence.lines);
    }
    Some(gap)
}

/// The tools of a family whose files a side gives, with the file.
fn used<'t>(side: Side<'_>, family: &[(&'t str, &[&str])]) -> Vec<(&'t str, String, Lines)> {
    let mut found: Vec<(&str, String, Lines)> = Vec::new();
    for block in &side.response.blocks {
        let Some(path) = block.path.as_deref() else { continue };
        let name = path.rsplit('/').next().unwrap_or(path);
        let tool = family.iter().find(|(_, files)| files.contains(&name));
        if let Some((tool, _)) = tool
            && !found.iter().any(|(known, ..)| known == tool)
        {
            found.push((*tool, path.to_owned(), block.lines));
        }
    }
    found
}

fn fact(side: Side<'_>, tools: &[(&str, String, Lines)]) -> SideFact {
    let evidence =
        tools.iter().map(|(.., lines)| Evidence { file: side.response.name.clone(), lines: *lines, address: None });
    SideFact {
        value: (!tools.is_empty()).then(|| tools.iter().map(|(tool, ..)| *tool).collect()),
        evidence: evidence.collect(),
    }
}
