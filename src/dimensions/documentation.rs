//! *documentation*: READMEs, steps of deployment and diagrams that the answers carry.

use super::headings::headings;
use super::side::Side;
use super::wording::{list, with_article};
use super::{Context, DimensionId, Evidence, Gap, GapKind, Severity, SideFact, SideId};
use crate::response::Role;
use crate::source::Lines;

/// Kinds of documentation, for people.
const KINDS: [&str; 6] = [
    "README",
    "list of deployment commands",
    "diagram",
    "section on troubleshooting",
    "section on costs",
    "section on cleaning up",
];

/// Words in a heading that say what its section is about, with the place of that in [`KINDS`].
const TOPICS: [(&str, usize); 7] = [
    ("troubleshooting", 3),
    ("cost", 4),
    ("costs", 4),
    ("pricing", 4),
    ("cleanup", 5),
    ("teardown", 5),
    ("destroy", 5),
];

pub(super) fn gaps(context: &Context<'_>) -> Vec<Gap> {
    let (model, ideal) = (context.model_side(), context.ideal_side());
    let (ours, theirs) = (documents(model), documents(ideal));
    let only = |of: &[(usize, Lines)], others: &[(usize, Lines)]| -> Vec<(usize, Lines)> {
        of.iter().filter(|(kind, _)| !others.iter().any(|(other, _)| other == kind)).copied().collect()
    };
    let (missing, extra) = (only(&theirs, &ours), only(&ours, &theirs));
    let mut gaps = Vec::new();
    for (has, lone) in [(ideal, missing), (model, extra)] {
        if lone.is_empty() {
            continue;
        }
        let names: Vec<String> = lone.iter().map(|(kind, _)| with_article(KINDS[*kind])).collect();
        let (kind, severity, title) = match has.id {
            SideId::Ideal => (GapKind::Missing, Severity::Low, format!("The model lacks {}", list(&names))),
            _ => (
                GapKind::Extra,
                Severity::Info,
                format!("The model has {}, which the ideal does not have", list(&names)),
            ),
        };
        let id = if kind == GapKind::Missing { "missing-documentation" } else { "extra-documentation" };
        let mut gap = Gap::new(id.to_owned(), DimensionId::Documentation, kind, SideId::Model, severity, title);
        let evidence =
            lone.iter().map(|(_, lines)| Evidence { file: has.response.name.clone(), lines: *lines, address: None });
        let fact =
            SideFact { value: Some(lone.iter().map(|(kind, _)| KINDS[*kind]).collect()), evidence: evidence.collect() };
        *(if has.id == SideId::Ideal { &mut gap.ideal } else { &mut gap.model }) = fact;
        gaps.push(gap);
    }
    gaps
}

/// Words of commands that bring something about.
const DEPLOYING: [&str; 7] = ["deploy", "apply", "create-stack", "update-stack", "pulumi up", "synth", "helm install"];

/// Whether commands deploy something, and do not only install or test.
fn deploys(commands: &str) -> bool {
    DEPLOYING.iter().any(|word| commands.contains(word))
}

/// The first document of each kind that a side has, by its place in [`KINDS`].
fn documents(side: Side<'_>) -> Vec<(usize, Lines)> {
    let mut found: Vec<(usize, Lines)> = Vec::new();
    for block in &side.response.blocks {
        let path = block.path.as_deref().unwrap_or_default().to_lowercase();
        let kind = match block.role {
            _ if path.ends_with("readme.md") => 0,
            Role::Shell if deploys(&block.text) => 1,
            Role::Documentation if block.text.contains("-->") || block.text.contains("──>") => 2,
            _ => continue,
        };
        if !found.iter().any(|(known, _)| *known == kind) {
            found.push((kind, block.lines));
        }
    }
    for (heading, lines) in headings(side) {
        let words = crate::matching::split_words(heading);
        for (_, kind) in TOPICS.iter().filter(|(topic, _)| words.iter().any(|word| word == topic)) {
            if !found.iter().any(|(known, _)| known == kind) {
                found.push((*kind, lines));
            }
        }
    }
    found.sort_unstable();
    found
}
