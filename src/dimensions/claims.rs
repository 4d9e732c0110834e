//! What an answer without code claims in its text, compared as claims with the code of the other.
//!
//! A claim is less than code: what the text names is held against the other answer, what it does not name is not missing from it.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use regex::Regex;

use super::nouns::noun;
use super::side::Side;
use super::wording::{code, folded, list, with_article};
use super::{Context, DimensionId, Evidence, Gap, GapKind, Row, Severity, SideFact, SideId};
use crate::catalog::table;
use crate::program::value::{Kind, Value};
use crate::prompt::{self, Demanded, Prompt};
use crate::verdict::{self, VerdictId, WITHOUT_CODE};

/// How sure a gap is that rests on a claim. Chosen below that of code: text is less exact.
const CONFIDENCE: f64 = 0.6;

static VALUES: LazyLock<Vec<ValueRow>> = LazyLock::new(|| {
    let rows = table::rows(include_str!("../../grammars/claims.tsv"));
    rows.filter_map(|[pattern, words, types, property, unit]| {
        let pattern = Regex::new(pattern).ok()?;
        Some(ValueRow { pattern, words, types, property, unit })
    })
    .collect()
});

/// A row of `grammars/claims.tsv`: how a text speaks of a setting.
struct ValueRow {
    /// Its first group is the value.
    pattern: Regex,
    /// All of these words must stand in the sentence.
    words: &'static str,
    types: &'static str,
    property: &'static str,
    unit: &'static str,
}

/// What the text of a side claims, as a prompt would demand it.
fn claims(side: Side<'_>) -> Prompt {
    let mut lines = vec![""; side.response.line_count as usize];
    for prose in &side.response.prose {
        for (line, text) in lines.iter_mut().skip(prose.lines.start.saturating_sub(1) as usize).zip(prose.text.lines())
        {
            *line = text;
        }
    }
    prompt::read(&side.response.name, lines.join("\n").as_bytes())
}

/// Brings the gaps in line with what a side without code can show: nothing is extra against it, and what its text claims is told.
pub(super) fn settle(context: &Context<'_>, gaps: &mut Vec<Gap>) {
    let lacks = |side| verdict::has(context.verdicts, side, &WITHOUT_CODE);
    let describes = |side| verdict::has(context.verdicts, side, &[VerdictId::ProseOnly]);
    if lacks(SideId::Ideal) {
        gaps.retain(|gap| gap.kind != GapKind::Extra);
        if describes(SideId::Ideal) && !lacks(SideId::Model) {
            let claimed = claims(context.ideal_side());
            gaps.extend(claimed_resources(context, &claimed));
            gaps.extend(claimed_values(context.model_side(), &claimed, SideId::Ideal));
        }
    }
    if lacks(SideId::Model) && !lacks(SideId::Ideal) {
        gaps.extend(without_code(context));
        if describes(SideId::Model) {
            let claimed = claims(context.model_side());
            mark_claimed(gaps, &claimed);
            gaps.extend(claimed_values(context.ideal_side(), &claimed, SideId::Model));
        }
    }
}

/// A row without a gap says that nothing was compared where a side shows no code.
pub(super) fn settle_row(context: &Context<'_>, mut row: Row) -> Row {
    let without = [(SideId::Model, "the model"), (SideId::Ideal, "the ideal")]
        .into_iter()
        .find(|(side, _)| verdict::has(context.verdicts, *side, &WITHOUT_CODE));
    if let (Some((_, title)), None, true) = (without, row.severity, row.impact == NO_GAP) {
        row.impact = format!("Not compared: {title} shows no code.");
    }
    row
}

/// What the impact of a row says that has no gap.
const NO_GAP: &str = "No gap.";

/// The gap of a model that shows no code.
fn without_code(context: &Context<'_>) -> Option<Gap> {
    let verdict = context.verdicts.iter().find(|it| it.side == SideId::Model && WITHOUT_CODE.contains(&it.verdict))?;
    let ideal = context.ideal_side();
    let title =
        format!("The model gives no code; the ideal is written in {}", super::tooling::tool_and_language(ideal));
    let id = "missing-code".to_owned();
    let mut gap = Gap::new(id, DimensionId::Validity, GapKind::Missing, SideId::Model, Severity::Critical, title);
    gap.confidence = 1.0;
    gap.model.evidence.clone_from(&verdict.evidence);
    gap.ideal.evidence = ideal.stack.tooling.evidence.map(|span| ideal.evidence_at(span, None)).into_iter().collect();
    gap.impact = "There is nothing to deploy.".to_owned();
    gap.recommendation = format!("Give the code itself, in {}.", super::tooling::tool_and_language(ideal));
    Some(gap)
}

/// What the ideal's text claims to have and the model's code has not.
fn claimed_resources(context: &Context<'_>, claimed: &Prompt) -> Vec<Gap> {
    let model = context.model_side();
    let mut gaps: Vec<Gap> = Vec::new();
    // Code of which nothing was understood may have it all.
    if model.stack.resources.is_empty() {
        return gaps;
    }
    let mut told: BTreeSet<&str> = BTreeSet::new();
    for claim in claimed.demands.iter().filter(|claim| claim.wanted && !claim.heading) {
        let Demanded::Resource(types) = &claim.what else { continue };
        let Some(kind) = types.first().filter(|_| types.iter().all(|kind| !has_service(model, kind))) else { continue };
        if !told.insert(service_of(kind)) {
            continue;
        }
        let words = noun(kind);
        let title = format!("The ideal's text speaks of {}; the model has none", with_article(&words.singular));
        let id = format!("missing-claimed-{}", service_of(kind).to_lowercase());
        let mut gap = Gap::new(id, DimensionId::Architecture, GapKind::Missing, SideId::Model, Severity::Medium, title);
        gap.confidence = CONFIDENCE;
        gap.resource_type = Some(Arc::from(*kind));
        gap.claimed_by = Some(SideId::Ideal);
        gap.ideal = fact(claimed, claim.text.as_ref().into(), claim.lines);
        gap.impact = "The ideal shows no code for it, so its settings cannot be compared.".to_owned();
        gap.recommendation = format!("Add {}.", with_article(&words.singular));
        gaps.push(gap);
    }
    gaps
}

/// What the model lacks in code and speaks of in its text is marked so.
fn mark_claimed(gaps: &mut [Gap], claimed: &Prompt) {
    for gap in gaps.iter_mut().filter(|gap| gap.kind == GapKind::Missing && gap.model.evidence.is_empty()) {
        let types: Vec<&str> = gap.resource_type.iter().chain(&gap.resource_types).map(|kind| &**kind).collect();
        let of_type = |what: &Demanded| matches!(what, Demanded::Resource(named) if named.iter().any(|kind| types.contains(kind)));
        let claim = claimed.demands.iter().filter(|claim| claim.wanted && of_type(&claim.what));
        let Some(claim) = claim.clone().find(|claim| !claim.heading).or_else(|| claim.clone().next()) else { continue };
        gap.claimed_by = Some(SideId::Model);
        gap.model = fact(claimed, claim.text.as_ref().into(), claim.lines);
        let note = format!("Its text speaks of it ({}:{}), but no code makes it.", claimed.name, claim.lines);
        gap.impact = format!("{note} {}", gap.impact).trim().to_owned();
    }
}

/// Settings whose values a text claims, and that the code of the other side sets to none of them.
fn claimed_values(coded: Side<'_>, claimed: &Prompt, claimant: SideId) -> Vec<Gap> {
    let mut gaps = Vec::new();
    for row in VALUES.iter() {
        let mut said: Vec<(String, crate::source::Lines)> = Vec::new();
        for sentence in &claimed.sentences {
            let lower = sentence.text.to_lowercase();
            if row.words.split(' ').all(|word| lower.contains(word)) {
                let found = row.pattern.captures_iter(&lower).filter_map(|found| found.get(1));
                said.extend(found.map(|value| (value.as_str().to_owned(), sentence.lines)));
            }
        }
        let types: Vec<&str> = row.types.split(' ').collect();
        let resources: Vec<_> = coded.stack.resources.iter().filter(|it| types.contains(&&*it.kind)).collect();
        let values: Option<Vec<_>> =
            resources.iter().filter_map(|it| it.property(row.property)).map(plain_text).collect();
        let (Some(values), Some((first, lines))) = (values, said.first()) else { continue };
        if values.is_empty() || values.iter().any(|value| said.iter().any(|(claim, _)| claim == value)) {
            continue;
        }
        let distinct =
            |values: Vec<String>| values.into_iter().collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>();
        let (coded_values, claims) =
            (distinct(values), distinct(said.iter().map(|(claim, _)| claim.clone()).collect()));
        let with_unit = |values: &[String]| {
            let shown: Vec<String> = values.iter().map(|value| code(value)).collect();
            format!("{} {}", list(&[folded(&shown)]), row.unit).trim().to_owned()
        };
        let kind = resources.first().map(|it| Arc::clone(&it.kind));
        let name = kind.as_deref().map(|kind| noun(kind).singular).unwrap_or_default();
        let (claimant_title, coder) = if claimant == SideId::Ideal { ("ideal", "model") } else { ("model", "ideal") };
        let title = format!(
            "`{}` of {}: the {claimant_title}'s text says {}, the {coder}'s code {}",
            row.property,
            with_article(&name),
            with_unit(&claims),
            with_unit(&coded_values)
        );
        let id =
            format!("claimed-{}", crate::matching::split_words(row.property).into_iter().collect::<Vec<_>>().join("-"));
        let mut gap = Gap::new(id, DimensionId::Configuration, GapKind::Changed, SideId::Model, Severity::Low, title);
        gap.confidence = CONFIDENCE;
        gap.resource_type = kind;
        gap.claimed_by = Some(claimant);
        gap.attribute = Some(row.property.to_owned());
        let claim = fact(claimed, first.as_str().into(), *lines);
        let shown = SideFact {
            value: Some(coded_values.into()),
            evidence: resources.iter().flat_map(|it| coded.evidence_of(it, it.property(row.property))).collect(),
        };
        (gap.model, gap.ideal) = if claimant == SideId::Ideal { (shown, claim) } else { (claim, shown) };
        gaps.push(gap);
    }
    gaps
}

/// A known scalar as text.
fn plain_text(value: &Value) -> Option<String> {
    match &value.kind {
        Kind::Unknown(_) | Kind::OneOf(_) | Kind::Join(_) | Kind::Reference(_) => None,
        _ => value.as_text().map(|text| text.to_lowercase()),
    }
}

fn fact(claimed: &Prompt, value: serde_json::Value, lines: crate::source::Lines) -> SideFact {
    let evidence = Evidence { file: Arc::clone(&claimed.name), lines, address: None };
    SideFact { value: Some(value), evidence: vec![evidence] }
}

fn has_service(side: Side<'_>, kind: &str) -> bool {
    side.stack.resources.iter().any(|resource| service_of(&resource.kind) == service_of(kind))
}

/// The service of a type, without which none of its types is there.
fn service_of(kind: &str) -> &str {
    kind.split("::").nth(1).filter(|service| *service != "EC2").unwrap_or(kind)
}
