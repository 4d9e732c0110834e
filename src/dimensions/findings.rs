//! What is wrong on one side by itself, as gaps: a finding that only one side has is a gap of that side; one that both have is one
//! gap of both, and less severe, since the ideal answer accepts it.

use std::sync::Arc;

use super::settings::with_satellites;
use super::side::Side;
use super::wording::{code, folded, number_word};
use super::{Context, DimensionId, Evidence, Gap, GapKind, Severity, SideFact, SideId};
use crate::program::expression::UNKNOWN_REST;
use crate::source::Lines;
use crate::stack::Resource;

/// Something that is so on one side.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Finding {
    /// What kind of thing it is; the same on both sides when it is the same thing.
    pub(super) key: String,
    pub(super) resource_type: Arc<str>,
    pub(super) attribute: String,
    /// What it is about: a resource, or a declaration that became part of one.
    pub(super) address: Arc<str>,
    pub(super) lines: Option<Lines>,
    /// What is so, as the end of a sentence that begins with the address.
    pub(super) what: String,
    /// How severe it is; `None` when it is worth saying but no gap.
    pub(super) severity: Option<Severity>,
    /// What that means.
    pub(super) meaning: String,
    /// What to write instead, with `{}` where the addresses go.
    pub(super) remedy: &'static str,
}

impl Finding {
    /// A finding about a setting of a resource, said where the setting stands.
    pub(super) fn at(
        side: Side<'_>,
        resource: &Resource,
        (key, attribute): (&str, &str),
        severity: Severity,
        [what, meaning]: [String; 2],
        remedy: &'static str,
    ) -> Self {
        let place = side.evidence_of(resource, resource.property(attribute));
        Self {
            key: key.to_owned(),
            resource_type: Arc::clone(&resource.kind),
            attribute: attribute.to_owned(),
            address: Arc::clone(&resource.address),
            lines: place.first().map(|evidence| evidence.lines),
            what,
            severity: Some(severity),
            meaning,
            remedy,
        }
    }
}

/// The gaps of a dimension's findings, one for each key. `told` says which keys are worth a gap, given whether both sides have it.
pub(super) fn gaps(
    context: &Context<'_>,
    dimension: DimensionId,
    find: fn(Side<'_>) -> Vec<Finding>,
    told: impl Fn(&str, bool) -> bool,
) -> Vec<Gap> {
    let [ours, theirs] = context.sides().map(find);
    let mut keys: Vec<&str> = Vec::new();
    for finding in ours.iter().chain(&theirs).filter(|finding| finding.severity.is_some()) {
        if !keys.contains(&finding.key.as_str()) {
            keys.push(&finding.key);
        }
    }
    let of = |findings: &'_ [Finding], key: &str| -> Vec<Finding> {
        findings.iter().filter(|finding| finding.key == key && finding.severity.is_some()).cloned().collect()
    };
    keys.into_iter()
        .map(|key| (key, of(&ours, key), of(&theirs, key)))
        .filter(|(key, ours, theirs)| told(key, !ours.is_empty() && !theirs.is_empty()))
        // An excerpt leaves out what would settle it.
        .filter(|(_, ours, _)| !ours.is_empty() || !context.ideal_is_excerpt())
        .map(|(_, ours, theirs)| gap(context, dimension, &ours, &theirs))
        .collect()
}

/// The gap of findings of one kind.
pub(super) fn gap(context: &Context<'_>, dimension: DimensionId, ours: &[Finding], theirs: &[Finding]) -> Gap {
    let (side, told) = match (ours.is_empty(), theirs.is_empty()) {
        (false, true) => (SideId::Model, ours),
        (true, _) => (SideId::Ideal, theirs),
        (false, false) => (SideId::Both, ours),
    };
    let severity = told.iter().filter_map(|finding| finding.severity).min().unwrap_or(Severity::Low);
    let severity = match side {
        SideId::Model => severity,
        SideId::Ideal => severity.lowered(),
        SideId::Both => severity.lowered().lowered(),
    };
    let first = &told[0];
    let mut names: Vec<String> = Vec::new();
    for finding in told {
        let name = code(&finding.address);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let whose = if side == SideId::Ideal { "In the ideal, " } else { "" };
    let title = match names.len() {
        1 => format!("{whose}{} {}", names[0], first.what),
        number => format!("{whose}{}, like {} more, {}", names[0], number_word(number - 1), first.what),
    };
    let title = if side == SideId::Both {
        format!("{title}; the same holds for the ideal's {}", code(&theirs[0].address))
    } else {
        title
    };
    let id = format!("violation-{}", crate::matching::split_words(&first.key).join("-"));
    let mut gap = Gap::new(id, dimension, GapKind::Violation, side, severity, title);
    gap.resource_types = with_satellites(&first.resource_type, &first.attribute);
    gap.resource_type = Some(Arc::clone(&first.resource_type));
    gap.attribute = Some(first.attribute.clone());
    gap.model = fact(context.model_side(), ours);
    gap.ideal = fact(context.ideal_side(), theirs);
    gap.impact = first.meaning.clone();
    gap.recommendation = first.remedy.replace("{}", &folded(&names));
    gap
}

fn fact(side: Side<'_>, findings: &[Finding]) -> SideFact {
    let evidence = findings.iter().filter_map(|finding| {
        let (file, address) = (Arc::clone(&side.response.name), Some(Arc::clone(&finding.address)));
        finding.lines.map(|lines| Evidence { file, lines, address })
    });
    let value: Vec<String> = findings.iter().map(|finding| finding.what.clone()).collect();
    SideFact { value: (!value.is_empty()).then(|| value.into()), evidence: evidence.collect() }
}

/// Whether a resource does not have a setting, as far as all of its settings are known.
pub(super) fn is_absent(resource: &Resource, path: &str) -> bool {
    let mut entries = &resource.properties;
    for name in path.split('.') {
        if entries.contains_key(UNKNOWN_REST) {
            return false;
        }
        match entries.get(name) {
            None => return true,
            Some(value) => match value.as_map() {
                Some(inner) => entries = inner,
                None => return value.is_null(),
            },
        }
    }
    false
}
