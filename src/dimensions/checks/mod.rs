//! Checks that one side fails and the other passes, as gaps of the dimension that the setting belongs to, and those that both fail.
//! What another gap says already is not said again.

mod demanded;
mod shared;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::findings::{self, Finding as Fault};
use super::wording::shortened;
use super::{Context, DimensionId, Evidence, Gap, Severity, SideId, rules};
use crate::checks::{self, Check, CheckKind, Finding, Pillar, Verdict};
use crate::stack::Resource;

/// How many gaps of this kind a pair gets. Chosen so that they do not drown what the two answers do differently.
const MOST_GAPS: usize = 6;

/// The gaps that are not told by `known` ones.
pub(super) fn gaps(context: &Context<'_>, known: &[Gap]) -> Vec<Gap> {
    let [ours, theirs] = [context.model, context.ideal].map(|analysis| Verdicts::of(&checks::run(analysis), analysis));
    let partners = context.pairing.pairs.iter().map(|pair| {
        let (model, ideal) = (&context.model.stack.resources, &context.ideal.stack.resources);
        (&*model[pair.model].address, &*ideal[pair.ideal].address)
    });
    let partners: Vec<(&str, &str)> = partners.collect();
    let to_ideal: HashMap<&str, &str> = partners.iter().copied().collect();
    let to_model: HashMap<&str, &str> = partners.iter().map(|(model, ideal)| (*ideal, *model)).collect();
    let of_model = one_sided(context, SideId::Model, &ours, &theirs, &to_ideal);
    let of_ideal = one_sided(context, SideId::Ideal, &theirs, &ours, &to_model);
    let mut gaps: Vec<Gap> = of_model.into_iter().chain(of_ideal).filter(|gap| !is_told(gap, known)).collect();
    gaps.sort_by_key(|gap| gap.severity);
    gaps.truncate(MOST_GAPS);
    gaps.extend(shared::gaps(context, &ours, &theirs, known));
    gaps
}

/// What a check finds wrong, with the address of the resource that it is about.
type Failed = (Arc<str>, Finding);

/// What the checks say of one side.
struct Verdicts {
    /// The failed ones, in order.
    failed: Vec<Failed>,
    /// The worst that a check says of a resource.
    of: HashMap<(Arc<str>, Arc<str>), Verdict>,
    passing: HashSet<Arc<str>>,
    failing: HashSet<Arc<str>>,
}

impl Verdicts {
    fn of(found: &[Finding], analysis: &crate::Analysis) -> Self {
        let owners = owners(&analysis.stack.resources);
        let mut verdicts =
            Self { failed: Vec::new(), of: HashMap::new(), passing: HashSet::new(), failing: HashSet::new() };
        for finding in found.iter().filter(|finding| finding.kind() != CheckKind::Validity) {
            let Some(address) = &finding.address else { continue };
            let owner = owners.get(&**address).copied().unwrap_or(address);
            let check = &finding.check.id;
            let worst = verdicts.of.entry((Arc::clone(check), Arc::clone(owner))).or_insert(finding.verdict);
            *worst = (*worst).min(finding.verdict);
            match finding.verdict {
                Verdict::Failed => {
                    verdicts.failing.insert(Arc::clone(check));
                    verdicts.failed.push((Arc::clone(owner), finding.clone()));
                }
                Verdict::Passed => {
                    verdicts.passing.insert(Arc::clone(check));
                }
                Verdict::Unknown => {
                    verdicts.failing.insert(Arc::clone(check));
                }
            }
        }
        verdicts
    }
}

/// For each address, that of the resource which it is or became part of.
fn owners(resources: &[Resource]) -> HashMap<&str, &Arc<str>> {
    let all = resources.iter().flat_map(|resource| {
        let folded = resource.folded.iter().map(|address| (&**address, &resource.address));
        folded.chain([(&*resource.address, &resource.address)])
    });
    all.collect()
}

/// The checks that one side fails where the other passes: of the partner, or, for what has none, everywhere.
fn one_sided(
    context: &Context<'_>,
    at_fault: SideId,
    ours: &Verdicts,
    theirs: &Verdicts,
    partners: &HashMap<&str, &str>,
) -> Vec<Gap> {
    let is_at_fault = |(owner, finding): &&Failed| {
        let check = &finding.check;
        let other_passes = match partners.get(&**owner) {
            Some(partner) => theirs.of.get(&(Arc::clone(&check.id), Arc::from(*partner))) == Some(&Verdict::Passed),
            None => theirs.passing.contains(&check.id) && !theirs.failing.contains(&check.id),
        };
        other_passes && check.severity != Severity::Info && !demanded::is_denied(context, check)
    };
    let mut by_check: Vec<(&Arc<Check>, Vec<Fault>)> = Vec::new();
    for (_, finding) in leading(ours.failed.iter().filter(is_at_fault)) {
        let check = &finding.check;
        match by_check.iter_mut().find(|(known, _)| known.id == check.id) {
            Some((_, faults)) => faults.push(fault(finding)),
            None => by_check.push((check, vec![fault(finding)])),
        }
    }
    let gaps = by_check.into_iter().map(|(check, faults)| match at_fault {
        SideId::Ideal => gap(context, check, &[], &faults),
        _ => gap(context, check, &faults, &[]),
    });
    gaps.collect()
}

/// The gap of the faults that a check finds.
fn gap(context: &Context<'_>, check: &Check, ours: &[Fault], theirs: &[Fault]) -> Gap {
    let first = ours.first().or(theirs.first());
    let dimension = first.map_or(DimensionId::Security, |fault| dimension(check, fault));
    let mut gap = findings::gap(context, dimension, ours, theirs);
    gap.id = format!("check-{}", check.id);
    gap.recommendation.clone_from(&check.fix);
    if let Some((sentence, prompt)) = demanded::sentence(context, check, gap.resource_type.as_deref()) {
        gap.severity = gap.severity.raised();
        gap.impact += &format!(" {}:{} asks for it: “{}”.", prompt.name, sentence.lines, shortened(&sentence.text));
        gap.demand = context.demand(sentence.lines);
    }
    gap
}

/// Of several findings about one setting of one resource, the one that says most: the most severe, and of those the one about the setting
/// as a whole.
fn leading<'a>(failed: impl Iterator<Item = &'a Failed>) -> Vec<&'a Failed> {
    let weight = |(_, finding): &Failed| (finding.severity, finding.attribute.as_ref().map_or(0, String::len));
    let mut leading: Vec<((&Arc<str>, String), &Failed)> = Vec::new();
    for found in failed {
        let subject = (&found.0, setting(&found.1));
        match leading.iter_mut().find(|(known, _)| *known == subject) {
            Some((_, leader)) if weight(found) < weight(leader) => *leader = found,
            Some(_) => {}
            None => leading.push((subject, found)),
        }
    }
    leading.into_iter().map(|(_, found)| found).collect()
}

/// The setting that a finding is about, as people call it, or its path.
fn setting(finding: &Finding) -> String {
    let path = finding.attribute.as_deref().unwrap_or_default();
    let rule = rules::rule(finding.resource_type.as_deref().unwrap_or_default(), path);
    if rule.base.is_empty() { path.to_owned() } else { rule.phrase }
}

fn fault(finding: &Finding) -> Fault {
    let check = &finding.check;
    Fault {
        key: check.id.to_string(),
        resource_type: finding.resource_type.clone().unwrap_or_default(),
        attribute: finding.attribute.clone().unwrap_or_default(),
        address: finding.address.clone().unwrap_or_default(),
        lines: finding.lines,
        what: check.fails.clone(),
        severity: Some(finding.severity),
        meaning: check.why.clone(),
        remedy: "",
    }
}

/// The dimension that the setting belongs to, or else the one that the check guards.
fn dimension(check: &Check, fault: &Fault) -> DimensionId {
    let setting = rules::rule(&fault.resource_type, &fault.attribute);
    match (check.kind, check.pillar) {
        _ if !setting.base.is_empty() && setting.dimension != DimensionId::Configuration => setting.dimension,
        (CheckKind::Security, _) => DimensionId::Security,
        (_, Pillar::Reliability) => DimensionId::Resilience,
        (_, Pillar::Cost) => DimensionId::Cost,
        _ => DimensionId::Compliance,
    }
}

/// Whether a known gap speaks of the same setting of the same resource.
fn is_told(gap: &Gap, known: &[Gap]) -> bool {
    let places: Vec<&Evidence> = gap.model.evidence.iter().chain(&gap.ideal.evidence).collect();
    is_known(gap.resource_type.as_ref(), gap.attribute.as_deref(), &places, known)
}

fn is_known(kind: Option<&Arc<str>>, attribute: Option<&str>, places: &[&Evidence], known: &[Gap]) -> bool {
    let tops = |attribute: Option<&str>| -> Vec<String> {
        let paths = attribute.unwrap_or_default().split(" / ");
        paths.filter_map(|path| path.split(['.', '[']).next()).map(str::to_owned).collect()
    };
    let ours = tops(attribute);
    known.iter().any(|other| {
        let same_type =
            other.resource_type.as_ref() == kind || other.resource_types.iter().any(|listed| Some(listed) == kind);
        let mut told = other.model.evidence.iter().chain(&other.ideal.evidence);
        same_type
            && tops(other.attribute.as_deref()).iter().any(|top| ours.contains(top))
            && told.any(|place| places.iter().any(|ours| ours.meets(place)))
    })
}
