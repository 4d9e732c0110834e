//! *Cost Profile*: what costs the same with no traffic, and what is paid for by use, with numbers and sizes.

use super::nouns::noun;
use super::side::{Side, short_name};
use super::traits::{self, Use};
use super::wording::{Citations, code, count, folded};
use super::{Context, DimensionId, Gap, GapKind, Row, Severity, SideFact, SideId, row_severity, worst};
use crate::catalog::table::rows;
use crate::program::value::Value;
use crate::source::Lines;
use crate::stack::{LinkKind, Resource};

const BILLING: &str = include_str!("../../grammars/aws/billing.tsv");

/// How many groups of drivers a cell of the table tells.
const MOST_GROUPS: usize = 7;

/// How a resource is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Billing {
    /// The same with no traffic.
    Always,
    /// By what is used.
    Use,
}

/// How a resource is paid for; `None` when it costs nothing by itself.
fn billing(resource: &Resource) -> Option<Billing> {
    rows::<4>(BILLING)
        .filter(|[kind, ..]| *kind == &*resource.kind)
        .find(|[_, _, when, is]| {
            let setting = || resource.property(when).and_then(Value::as_text);
            when.is_empty() || setting().is_some_and(|value| value.eq_ignore_ascii_case(is))
        })
        .map(|[_, billing, ..]| if billing == "always" { Billing::Always } else { Billing::Use })
}

/// What costs so little that it makes no profile of its own.
fn is_minor(resource: &Resource) -> bool {
    matches!(&*resource.kind, "AWS::KMS::Key" | "AWS::SecretsManager::Secret" | "AWS::WAFv2::WebACL")
}

fn drivers(side: Side<'_>, wanted: Billing) -> Vec<&Resource> {
    side.stack.resources.iter().filter(|resource| billing(resource) == Some(wanted)).collect()
}

/// The model runs what costs without traffic where the ideal is paid for by use, or the other way round.
pub(super) fn gaps(context: &Context<'_>) -> Vec<Gap> {
    let [ours, theirs] = context.sides().map(|side| {
        let always = drivers(side, Billing::Always).into_iter().filter(|resource| !is_minor(resource));
        (always.collect::<Vec<_>>(), drivers(side, Billing::Use))
    });
    let by_use_alone = |(always, by_use): &(Vec<&Resource>, Vec<&Resource>)| always.is_empty() && !by_use.is_empty();
    let title = |own: &(Vec<&Resource>, Vec<&Resource>), name: &str, other: &str| match own.1.is_empty() {
        true => format!("{name} costs the same with no traffic at all, {other} is paid for by use"),
        false => format!("{name} pays for parts of it even with no traffic, {other} only for what is used"),
    };
    let (side, title) = match () {
        () if !ours.0.is_empty() && by_use_alone(&theirs) => (SideId::Model, title(&ours, "The model", "the ideal")),
        () if !theirs.0.is_empty() && by_use_alone(&ours) => (SideId::Ideal, title(&theirs, "The ideal", "the model")),
        () => return Vec::new(),
    };
    let severity = if side == SideId::Model { Severity::Medium } else { Severity::Low };
    let id = "always-on".to_owned();
    let mut gap = Gap::new(id, DimensionId::Cost, GapKind::Changed, side, severity, title);
    let fact = |side: Side<'_>, drivers: &[&Resource]| {
        let texts: Vec<String> = grouped(drivers).iter().map(|members| counted(members)).collect();
        SideFact { value: Some(texts.into()), ..side.fact(None, &drivers[..drivers.len().min(MOST_GROUPS)]) }
    };
    let told = |pair: &(Vec<&Resource>, Vec<&Resource>), side: Side<'_>| {
        if pair.0.is_empty() { fact(side, &pair.1) } else { fact(side, &pair.0) }
    };
    gap.model = told(&ours, context.model_side());
    gap.ideal = told(&theirs, context.ideal_side());
    gap.resource_type = ours.0.first().or(theirs.0.first()).map(|resource| resource.kind.clone());
    let always = if side == SideId::Model { &ours.0 } else { &theirs.0 };
    let texts: Vec<String> = grouped(always).iter().map(|members| counted(members)).collect();
    gap.impact = format!("Always on: {}.", folded(&texts));
    vec![gap]
}

/// The row of the table.
pub(super) fn row(context: &Context<'_>, gaps: &[Gap]) -> Row {
    let of_cost = |gap: &Gap| gap.dimension == DimensionId::Cost;
    let impact = match gaps.iter().find(|gap| gap.id == "always-on") {
        Some(gap) => format!("{}.", gap.title.split(',').next().unwrap_or_default()),
        None if gaps.iter().any(of_cost) => worst(gaps, DimensionId::Cost),
        None => "No gap.".to_owned(),
    };
    Row {
        gap: "Cost Profile",
        model: cell(context.model_side()),
        ideal: cell(context.ideal_side()),
        impact,
        severity: row_severity(gaps, of_cost),
    }
}

/// What one side pays for.
fn cell(side: Side<'_>) -> String {
    let mut citations = Citations::of(&side.response.name);
    let mut sentences = Vec::new();
    for (billing, name) in [(Billing::Always, "Always on"), (Billing::Use, "Pay per use")] {
        let drivers = drivers(side, billing);
        if drivers.is_empty() {
            continue;
        }
        let groups = grouped(&drivers);
        let mut parts: Vec<String> =
            groups.iter().take(MOST_GROUPS).map(|members| described(side, members, &mut citations)).collect();
        if groups.len() > MOST_GROUPS {
            parts.push(folded(&groups[MOST_GROUPS..].iter().map(|members| counted(members)).collect::<Vec<_>>()));
        }
        sentences.push(format!("{name}: {}.", parts.join(", ")));
    }
    if sentences.is_empty() {
        return "Nothing that is paid for by itself.".to_owned();
    }
    sentences.join(" ")
}

/// Resources of one type and alike in size, in the order of the first of each.
fn grouped<'a>(resources: &[&'a Resource]) -> Vec<Vec<&'a Resource>> {
    let mut groups: Vec<Vec<&Resource>> = Vec::new();
    for resource in resources {
        let alike = |members: &&mut Vec<&Resource>| {
            members[0].kind == resource.kind && traits::of(members[0], Use::Cost) == traits::of(resource, Use::Cost)
        };
        match groups.iter_mut().find(alike) {
            Some(members) => members.push(resource),
            None => groups.push(vec![resource]),
        }
    }
    groups
}

fn counted(members: &[&Resource]) -> String {
    let mut noun = noun(&members[0].kind);
    // Of VPC endpoints only those with an interface cost anything by themselves.
    if &*members[0].kind == "AWS::EC2::VPCEndpoint" {
        (noun.singular, noun.plural) = ("interface endpoint".to_owned(), "interface endpoints".to_owned());
    }
    let number: usize = members.iter().map(|resource| resource.count.unwrap_or(1) as usize).sum();
    if number == 1 { noun.singular } else { count(number, &noun.singular, &noun.plural) }
}

/// ``three NAT gateways``, ``managed node group `system` (m5.large, on demand, 2 wanted; FILE:1075-1109)``.
fn described(side: Side<'_>, members: &[&Resource], citations: &mut Citations<'_>) -> String {
    let said = sizes(side, members[0]);
    let mut places: Vec<Lines> = Vec::new();
    for lines in members.iter().filter_map(|resource| side.lines_of(resource)) {
        if !places.contains(&lines) {
            places.push(lines);
        }
    }
    let place = citations.cite_some(&places);
    let said_nothing = said.is_empty();
    let inner: Vec<String> = said.into_iter().chain((!place.is_empty()).then_some(place)).collect();
    let name = match members {
        [only] if !said_nothing => format!(" {}", code(short_name(only))),
        _ => String::new(),
    };
    format!("{}{name} ({})", counted(members), inner.join(", "))
}

/// The sizes of a resource, and those of the template that it starts from.
fn sizes(side: Side<'_>, resource: &Resource) -> Vec<String> {
    let mut said = traits::of(resource, Use::Cost);
    let linked = side.stack.links.iter().filter(|link| link.from == resource.address);
    for link in linked.filter(|link| matches!(link.kind, LinkKind::Reference | LinkKind::Target)) {
        let template = side
            .resource(&link.to)
            .filter(|other| matches!(&*other.kind, "AWS::EC2::LaunchTemplate" | "AWS::ECS::TaskDefinition"));
        said.extend(template.map(|template| traits::of(template, Use::Cost)).unwrap_or_default());
    }
    said
}
