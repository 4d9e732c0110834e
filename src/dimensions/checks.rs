//! Checks that one side fails and the other passes, as gaps of the dimension that the setting belongs to; what both sides fail is one
//! line. What another gap says already is not said again.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::findings::{self, Finding as Fault};
use super::side::Side;
use super::wording::{code, folded};
use super::{Context, DimensionId, Evidence, Gap, GapKind, Severity, SideFact, SideId, rules};
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
    gaps.extend(both(context, &ours, &theirs, known));
    gaps
}

/// What the checks say of one side.
struct Verdicts {
    /// The failed ones that are worth a gap, with the address of the resource that each is about, in order.
    failed: Vec<(Arc<str>, Finding)>,
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
    let mut by_check: Vec<(&Arc<Check>, Vec<Fault>)> = Vec::new();
    for (owner, finding) in &ours.failed {
        let check = &finding.check;
        let other_passes = match partners.get(&**owner) {
            Some(partner) => theirs.of.get(&(Arc::clone(&check.id), Arc::from(*partner))) == Some(&Verdict::Passed),
            None => theirs.passing.contains(&check.id) && !theirs.failing.contains(&check.id),
        };
        if !other_passes || check.severity == Severity::Info {
            continue;
        }
        match by_check.iter_mut().find(|(known, _)| known.id == check.id) {
            Some((_, faults)) => faults.push(fault(finding)),
            None => by_check.push((check, vec![fault(finding)])),
        }
    }
    let gap = |(check, faults): (&Arc<Check>, Vec<Fault>)| {
        let dimension = dimension(check, &faults[0]);
        let mut gap = match at_fault {
            SideId::Ideal => findings::gap(context, dimension, &[], &faults),
            _ => findings::gap(context, dimension, &faults, &[]),
        };
        gap.id = format!("check-{}", check.id);
        gap.recommendation.clone_from(&check.fix);
        gap
    };
    by_check.into_iter().map(gap).collect()
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

/// What both sides fail and no known gap says, as one gap.
fn both(context: &Context<'_>, ours: &Verdicts, theirs: &Verdicts, known: &[Gap]) -> Option<Gap> {
    let place = |side: Side<'_>, finding: &Finding| {
        let (file, address) = (Arc::clone(&side.response.name), finding.address.clone());
        finding.lines.map(|lines| Evidence { file, lines, address })
    };
    let told = |finding: &Finding| {
        let place = place(context.model_side(), finding);
        let places: Vec<&Evidence> = place.iter().collect();
        is_known(finding.resource_type.as_ref(), finding.attribute.as_deref(), &places, known)
    };
    let mut shared: Vec<&(Arc<str>, Finding)> = Vec::new();
    for failed in &ours.failed {
        let check = &failed.1.check;
        let worth = check.severity <= Severity::Medium;
        let fails_there = theirs.failed.iter().any(|(_, other)| other.check.id == check.id);
        if worth && fails_there && !told(&failed.1) && !shared.iter().any(|(_, known)| known.check.id == check.id) {
            shared.push(failed);
        }
    }
    let names: Vec<String> = shared.iter().map(|(_, finding)| code(&finding.check.id)).collect();
    if names.is_empty() {
        return None;
    }
    let title = match names.as_slice() {
        [one] => format!("Both answers fail the check {one}"),
        _ => format!("Both answers fail {} checks: {}", names.len(), folded(&names)),
    };
    let id = "checks-failed-by-both".to_owned();
    let mut gap = Gap::new(id, DimensionId::Security, GapKind::Violation, SideId::Both, Severity::Info, title);
    let fact = |side: Side<'_>, failed: &[(Arc<str>, Finding)]| {
        let of = |id: &str| failed.iter().map(|(_, finding)| finding).find(|finding| *finding.check.id == *id);
        let mut evidence: Vec<Evidence> = Vec::new();
        for place in shared.iter().filter_map(|(_, finding)| place(side, of(&finding.check.id)?)) {
            if !evidence.contains(&place) {
                evidence.push(place);
            }
        }
        SideFact { value: None, evidence }
    };
    gap.model = fact(context.model_side(), &ours.failed);
    gap.ideal = fact(context.ideal_side(), &theirs.failed);
    gap.impact = "The ideal answer accepts it too, so it does not tell the two apart.".to_owned();
    gap.recommendation =
        "`gapdiff check` lists what each answer fails, and `gapdiff explain` why it matters.".to_owned();
    Some(gap)
}
