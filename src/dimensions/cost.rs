//! *Cost Profile*: what both sides cost a month: always on, and by use under the baseline profile, with numbers and sizes.

use indexmap::IndexMap;

use super::nouns::noun;
use super::side::{Side, short_name};
use super::traits::{self, Use};
use super::wording::{Citations, code, count, folded, list};
use super::{Context, DimensionId, Gap, GapKind, Row, Severity, SideFact, SideId, row_severity, worst};
use crate::catalog::table::rows;
use crate::cost::{Billing, Decimal, Driver, Estimate, Range};
use crate::program::value::Value;
use crate::source::Lines;
use crate::stack::{LinkKind, Resource};

const BILLING: &str = include_str!("../../grammars/aws/billing.tsv");

/// How many groups of drivers a cell of the table tells. Chosen so that the machines, the network and the databases of a usual
/// stack have their place; the rest is summed up.
const MOST_GROUPS: usize = 8;

/// How many drivers an impact names.
const MOST_DRIVERS: usize = 3;

/// From which difference on a gap is reported, in USD a month, and in percent of what the ideal costs. Chosen because less than the
/// one is noise beside what an engineer's hour costs, and less than the other is within what prices and usage leave open.
const MATERIAL: Decimal = Decimal::whole(50);
const MATERIAL_PERCENT: Decimal = Decimal::whole(25);

/// How a resource is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Paid {
    /// The same with no traffic.
    Always,
    /// By what is used.
    Use,
}

/// A resource that is paid for, and what it costs a month.
#[derive(Clone, Copy)]
struct Item<'a> {
    resource: &'a Resource,
    paid: Paid,
    /// What is always on; `None` where it is not known.
    always: Option<Range>,
    /// What is paid by use.
    by_use: Option<Range>,
}

/// What one side pays for.
struct Paying<'a> {
    side: Side<'a>,
    estimate: &'a Estimate,
    items: Vec<Item<'a>>,
}

impl<'a> Paying<'a> {
    fn of(side: Side<'a>, estimate: &'a Estimate) -> Self {
        let mut sums: IndexMap<&str, [Option<Range>; 2]> = IndexMap::new();
        for line in &estimate.lines {
            let slot = match line.billing {
                Billing::Priced => 0,
                Billing::Usage => 1,
                Billing::Free | Billing::Unknown => continue,
            };
            let sum = &mut sums.entry(&line.address).or_default()[slot];
            *sum = Some(sum.unwrap_or_default() + line.monthly.unwrap_or_default());
        }
        let item = |resource: &'a Resource| {
            let [always, by_use] = sums.get(&*resource.address).copied().unwrap_or_default();
            let paid = match (always, by_use) {
                (Some(_), _) => Some(Paid::Always),
                (None, Some(_)) => Some(Paid::Use),
                (None, None) => by_type(resource),
            };
            Some(Item { resource, paid: paid?, always, by_use })
        };
        Self { side, estimate, items: side.stack.resources.iter().filter_map(item).collect() }
    }

    /// What makes the profile of the stack: what is always on, and what is paid by use.
    fn by_profile(&self) -> (Vec<Item<'a>>, Vec<Item<'a>>) {
        let of = |paid: Paid| {
            let fits = move |item: &&Item<'_>| by_type(item.resource) == Some(paid);
            self.items.iter().filter(fits).filter(move |item| paid == Paid::Use || !is_minor(item.resource))
        };
        (of(Paid::Always).copied().collect(), of(Paid::Use).copied().collect())
    }

    fn drivers(&self, paid: Paid) -> Vec<Item<'a>> {
        self.items.iter().filter(|item| item.paid == paid).copied().collect()
    }
}

/// How a resource is paid for whose price is not known.
fn by_type(resource: &Resource) -> Option<Paid> {
    rows::<4>(BILLING)
        .filter(|[kind, ..]| *kind == &*resource.kind)
        .find(|[_, _, when, is]| {
            let setting = || resource.property(when).and_then(Value::as_text);
            when.is_empty() || setting().is_some_and(|value| value.eq_ignore_ascii_case(is))
        })
        .map(|[_, billing, ..]| if billing == "always" { Paid::Always } else { Paid::Use })
}

/// What costs so little that it makes no profile of its own.
fn is_minor(resource: &Resource) -> bool {
    matches!(&*resource.kind, "AWS::KMS::Key" | "AWS::SecretsManager::Secret" | "AWS::WAFv2::WebACL")
}

fn both<'a>(context: &Context<'a>) -> [Paying<'a>; 2] {
    let cost = context.cost;
    [Paying::of(context.model_side(), &cost.model), Paying::of(context.ideal_side(), &cost.ideal)]
}

/// The model runs what costs without traffic where the ideal is paid for by use, or the other way round; or it costs materially more.
pub(super) fn gaps(context: &Context<'_>) -> Vec<Gap> {
    profile_gap(context).or_else(|| monthly_gap(context)).into_iter().collect()
}

fn profile_gap(context: &Context<'_>) -> Option<Gap> {
    let [ours, theirs] = both(context);
    let (our, their) = (ours.by_profile(), theirs.by_profile());
    let by_use_alone = |(always, by_use): &(Vec<Item<'_>>, Vec<Item<'_>>)| always.is_empty() && !by_use.is_empty();
    let title = |own: &(Vec<Item<'_>>, Vec<Item<'_>>), name: &str, other: &str| match own.1.is_empty() {
        true => format!("{name} costs the same with no traffic at all, {other} is paid for by use"),
        false => format!("{name} pays for parts of it even with no traffic, {other} only for what is used"),
    };
    let (side, title) = match () {
        () if !our.0.is_empty() && by_use_alone(&their) => (SideId::Model, title(&our, "The model", "the ideal")),
        () if !their.0.is_empty() && by_use_alone(&our) => (SideId::Ideal, title(&their, "The ideal", "the model")),
        () => return None,
    };
    let severity = if side == SideId::Model { Severity::Medium } else { Severity::Low };
    let mut gap = Gap::new("always-on".to_owned(), DimensionId::Cost, GapKind::Changed, side, severity, title);
    let fact = |side: Side<'_>, items: &[Item<'_>]| {
        let texts: Vec<String> = grouped(items).iter().map(|members| counted(members)).collect();
        let places: Vec<&Resource> = items.iter().take(MOST_GROUPS).map(|item| item.resource).collect();
        SideFact { value: Some(texts.into()), ..side.fact(None, &places) }
    };
    let told = |pair: &(Vec<Item<'_>>, Vec<Item<'_>>), side: Side<'_>| {
        if pair.0.is_empty() { fact(side, &pair.1) } else { fact(side, &pair.0) }
    };
    gap.model = told(&our, context.model_side());
    gap.ideal = told(&their, context.ideal_side());
    gap.resource_type = our.0.first().or(their.0.first()).map(|item| item.resource.kind.clone());
    let (always, estimate) = if side == SideId::Model { (&our.0, ours.estimate) } else { (&their.0, theirs.estimate) };
    let texts: Vec<String> = grouped(always).iter().map(|members| counted(members)).collect();
    gap.impact = format!("Always on, {} a month: {}.", estimate.total(Billing::Priced).money(), folded(&texts));
    Some(gap)
}

/// One side costs materially more a month than the other, whatever a range leaves open.
fn monthly_gap(context: &Context<'_>) -> Option<Gap> {
    let cost = context.cost;
    let (model, ideal) = (cost.model.monthly(), cost.ideal.monthly());
    let (side, more, less) = if cost.difference.monthly > Decimal::ZERO {
        (SideId::Model, model, ideal)
    } else {
        (SideId::Ideal, ideal, model)
    };
    // What can be the same is no difference.
    let least = if more.low > less.high { more.low - less.high } else { return None };
    let is_material = least >= MATERIAL && least.times(Decimal::whole(100)) >= ideal.high.times(MATERIAL_PERCENT);
    if !is_material || context.ideal_is_excerpt() || less.high.is_zero() {
        return None;
    }
    let difference = Range { low: least, high: more.high - less.low };
    let (name, other) = if side == SideId::Model { ("model", "ideal") } else { ("ideal", "model") };
    let title = format!("The {name} costs {} a month more than the {other}", difference.money());
    let severity = if side == SideId::Model { Severity::Medium } else { Severity::Low };
    let mut gap = Gap::new("monthly-cost".to_owned(), DimensionId::Cost, GapKind::Changed, side, severity, title);
    let drivers: Vec<&Driver> =
        cost.difference.drivers.iter().filter(|driver| driver.is_of(side)).take(MOST_DRIVERS).collect();
    let fact = |side: Side<'_>, monthly: Range| {
        let of_driver = |resource: &&Resource| drivers.iter().any(|driver| driver.kind == resource.kind);
        let places: Vec<&Resource> = side.stack.resources.iter().filter(of_driver).take(MOST_DRIVERS).collect();
        side.fact(Some(monthly.money().into()), &places)
    };
    gap.model = fact(context.model_side(), model);
    gap.ideal = fact(context.ideal_side(), ideal);
    gap.resource_type = drivers.first().map(|driver| driver.kind.clone());
    gap.attribute = None;
    gap.confidence = 0.7;
    gap.impact = format!("{}.", list(&drivers.iter().map(|driver| driven(driver)).collect::<Vec<_>>()));
    gap.recommendation = "Size what is always on for the load that the task names.".to_owned();
    Some(gap)
}

impl Driver {
    /// Whether that side pays more for it.
    fn is_of(&self, side: SideId) -> bool {
        let more = self.difference() > Decimal::ZERO;
        if side == SideId::Model { more } else { !more }
    }
}

/// ``NAT gateways $98.55 against $32.85``.
fn driven(driver: &Driver) -> String {
    let use_ = if driver.billing == Billing::Usage { ", by use" } else { "" };
    format!("{}{use_} {} against {}", noun(&driver.kind).plural, driver.model.money(), driver.ideal.money())
}

/// The row of the table.
pub(super) fn row(context: &Context<'_>, gaps: &[Gap]) -> Row {
    let of_cost = |gap: &Gap| gap.dimension == DimensionId::Cost;
    let impact = match gaps.iter().find(|gap| gap.id == "always-on") {
        Some(gap) => format!("{}.", gap.title.split(',').next().unwrap_or_default()),
        None if gaps.iter().any(of_cost) => worst(gaps, DimensionId::Cost),
        None => "No gap.".to_owned(),
    };
    let [ours, theirs] = both(context);
    let difference = if ours.items.is_empty() && theirs.items.is_empty() { String::new() } else { difference(context) };
    Row {
        gap: "Cost Profile",
        model: cell(&ours),
        ideal: cell(&theirs),
        impact: format!("{impact}{difference}"),
        severity: row_severity(gaps, of_cost),
    }
}

/// ` The model costs $344.75 to $531.51 a month more.`, with what makes most of it.
fn difference(context: &Context<'_>) -> String {
    let cost = context.cost;
    let (model, ideal) = (cost.model.monthly(), cost.ideal.monthly());
    if model == ideal || model.high.is_zero() && ideal.high.is_zero() {
        return String::new();
    }
    let (side, more, less, word) = if cost.difference.monthly >= Decimal::ZERO {
        (SideId::Model, model, ideal, "more")
    } else {
        (SideId::Ideal, ideal, model, "less")
    };
    if more.low <= less.high {
        return " What both cost a month may be the same.".to_owned();
    }
    let amount = Range { low: more.low - less.high, high: more.high - less.low };
    let drivers: Vec<String> =
        cost.difference.drivers.iter().filter(|driver| driver.is_of(side)).take(MOST_DRIVERS).map(driven).collect();
    let drivers = if drivers.is_empty() { String::new() } else { format!(": {}", list(&drivers)) };
    format!(" The model costs {} a month {word}{drivers}.", amount.money())
}

/// What one side pays for: the totals, then what makes them up. The parts add up to the totals.
fn cell(paying: &Paying<'_>) -> String {
    let mut citations = Citations::of(&paying.side.response.name);
    let estimate = paying.estimate;
    let mut sentences = Vec::new();
    for (paid, billing) in [(Paid::Always, Billing::Priced), (Paid::Use, Billing::Usage)] {
        let items = paying.drivers(paid);
        let of = |item: &Item<'_>| if paid == Paid::Always { item.always } else { item.by_use };
        let total = estimate.total(billing);
        let groups = grouped(&items);
        // The dearest are told, in the order of the answer.
        let mut dearest: Vec<usize> = (0..groups.len()).collect();
        dearest.sort_by_key(|at| std::cmp::Reverse(sum(&groups[*at], of).unwrap_or_default().middle()));
        let (told, rest): (Vec<_>, Vec<_>) =
            groups.iter().enumerate().partition(|(at, _)| dearest.iter().take(MOST_GROUPS).any(|told| told == at));
        let mut parts: Vec<String> = told
            .iter()
            .map(|(_, members)| {
                format!("{}{}", described(paying.side, members, &mut citations), amount(sum(members, of)))
            })
            .collect();
        if !rest.is_empty() {
            let names: Vec<String> = rest.iter().map(|(_, members)| counted(members)).collect();
            let known: Range = rest.iter().flat_map(|(_, members)| members.iter()).filter_map(of).sum();
            parts.push(format!("{} {}", folded(&names), known.money()));
        }
        let traffic: Range = paying.drivers(Paid::Always).iter().filter_map(|item| item.by_use).sum();
        if paid == Paid::Use && !traffic.high.is_zero() {
            parts.push(format!("what goes through what is always on {}", traffic.money()));
        }
        if parts.is_empty() {
            continue;
        }
        sentences.push(match paid {
            Paid::Always => format!("Always on, {} a month: {}.", total.money(), parts.join(", ")),
            Paid::Use => {
                let profile = estimate.profile.title();
                format!("Pay per use, {} a month under the {profile} profile: {}.", total.money(), parts.join(", "))
            }
        });
    }
    if sentences.is_empty() {
        return "Nothing that is paid for by itself.".to_owned();
    }
    sentences.join(" ")
}

/// What some resources cost together; `None` where that is not known of one of them.
fn sum(items: &[Item<'_>], of: impl Fn(&Item<'_>) -> Option<Range>) -> Option<Range> {
    items.iter().map(of).sum()
}

/// ` $98.55`, ` at a price that is not known`.
fn amount(monthly: Option<Range>) -> String {
    monthly.map_or_else(|| ", not priced".to_owned(), |monthly| format!(" {}", monthly.money()))
}

/// Resources of one type and alike in size, in the order of the first of each.
fn grouped<'a>(items: &[Item<'a>]) -> Vec<Vec<Item<'a>>> {
    let mut groups: Vec<Vec<Item<'_>>> = Vec::new();
    for item in items {
        let alike = |members: &&mut Vec<Item<'_>>| {
            let first = &members[0];
            first.resource.kind == item.resource.kind
                && traits::of(first.resource, Use::Cost) == traits::of(item.resource, Use::Cost)
                && (first.always.is_none() && first.by_use.is_none())
                    == (item.always.is_none() && item.by_use.is_none())
        };
        match groups.iter_mut().find(alike) {
            Some(members) => members.push(*item),
            None => groups.push(vec![*item]),
        }
    }
    groups
}

fn counted(members: &[Item<'_>]) -> String {
    let mut noun = noun(&members[0].resource.kind);
    // Of VPC endpoints only those with an interface cost anything by themselves.
    if &*members[0].resource.kind == "AWS::EC2::VPCEndpoint" {
        (noun.singular, noun.plural) = ("interface endpoint".to_owned(), "interface endpoints".to_owned());
    }
    let number: usize = members.iter().map(|item| item.resource.count.unwrap_or(1) as usize).sum();
    if number == 1 { noun.singular } else { count(number, &noun.singular, &noun.plural) }
}

/// ``three NAT gateways``, ``managed node group `system` (m5.large, on demand, 2 wanted; FILE:1075-1109)``.
fn described(side: Side<'_>, members: &[Item<'_>], citations: &mut Citations<'_>) -> String {
    let said = sizes(side, members[0].resource);
    let mut places: Vec<Lines> = Vec::new();
    for lines in members.iter().filter_map(|item| side.lines_of(item.resource)) {
        if !places.contains(&lines) {
            places.push(lines);
        }
    }
    let place = citations.cite_some(&places);
    let said_nothing = said.is_empty();
    let inner: Vec<String> = said.into_iter().chain((!place.is_empty()).then_some(place)).collect();
    let name = match members {
        [only] if !said_nothing => format!(" {}", code(short_name(only.resource))),
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
