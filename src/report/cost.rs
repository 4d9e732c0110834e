//! What an answer costs a month: as a table for a terminal, and as JSON.

use std::sync::Arc;

use comfy_table::{Attribute, Cell, CellAlignment};
use schemars::JsonSchema;
use serde::Serialize;

use super::Look;
use super::contract::EvidenceShape;
use super::table::{LISTING, new_table, plain};
use crate::cost::prices::{AS_OF, Origin, ec2_factor};
use crate::cost::{Billing, Coverage, Decimal, Driver, Estimate, Line, Profile, Range};
use crate::response::Response;
use crate::source::Lines;

/// An estimate in JSON.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct EstimateShape {
    /// The currency of all amounts.
    pub currency: &'static str,
    /// The day of the newest price in the tables.
    pub prices_as_of: &'static str,
    /// The region whose prices are asked for.
    pub region: String,
    /// Whether the answer says that region.
    pub region_is_said: bool,
    /// The usage profile.
    pub usage_profile: Profile,
    /// What it costs a month.
    pub monthly: MonthlyShape,
    /// The same by service, the dearest first.
    pub by_service: Vec<ServiceShape>,
    /// The lines, those of the dearest resource first. Where there is no amount, the notes say why.
    pub lines: Vec<LineShape>,
    /// How many resources could be priced.
    pub coverage: Coverage,
}

/// What something costs a month, in USD. Where the answer or the tables leave it open, from the least to the most.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct MonthlyShape {
    /// The same with no traffic.
    pub always_on: Range,
    /// By what is used, under the usage profile.
    pub pay_per_use: Range,
    /// Both.
    pub total: Range,
}

/// What a service costs a month.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ServiceShape {
    /// The service.
    pub service: String,
    /// What it costs.
    pub monthly: Range,
}

/// A line.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct LineShape {
    /// Address of the resource.
    pub address: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// The service.
    pub service: String,
    /// What is paid for.
    pub what: String,
    /// `priced` is always on, `usage` by what is used, `free`, or `unknown`.
    pub kind_of_line: Billing,
    /// How many units a month.
    pub quantity: Option<Range>,
    /// The unit.
    pub unit: Option<&'static str>,
    /// The price of one unit.
    pub unit_price: Option<Range>,
    /// What it comes to in a month.
    pub monthly: Option<Range>,
    /// Whether the resource exists only under a condition that could not be decided.
    pub conditional: bool,
    /// What was assumed, or why there is no amount.
    pub notes: Vec<String>,
    /// Where the price is from.
    pub price: Option<Origin>,
    /// Where the resource is written.
    pub evidence: Option<EvidenceShape>,
}

/// Both sides of a pair, and how they differ.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct PairShape {
    /// What the model costs.
    pub model: EstimateShape,
    /// What the ideal costs.
    pub ideal: EstimateShape,
    /// What the model costs more a month than the ideal, at the middle of both; negative where it costs less.
    pub difference: Decimal,
    /// What makes up the difference, the largest part first. The parts add up to it.
    pub drivers: Vec<DriverShape>,
}

/// A part of a difference.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct DriverShape {
    /// The type of the resources.
    #[serde(rename = "type")]
    pub kind: String,
    /// The service.
    pub service: String,
    /// How it is paid for.
    pub kind_of_line: Billing,
    /// What the model pays a month.
    pub model: Range,
    /// What the ideal pays a month.
    pub ideal: Range,
    /// What the model pays more.
    pub difference: Decimal,
}

impl EstimateShape {
    /// An estimate of a response.
    #[must_use]
    pub fn of(estimate: &Estimate, response: &Response) -> Self {
        let service = |(service, monthly): (Arc<str>, Range)| ServiceShape { service: service.to_string(), monthly };
        let lines = groups(estimate)
            .into_iter()
            .flat_map(|group| std::iter::once(group.lines).chain(group.alike))
            .flatten()
            .map(|line| LineShape::of(line, response));
        Self {
            currency: "USD",
            prices_as_of: AS_OF,
            region: estimate.region.to_string(),
            region_is_said: estimate.region_is_said,
            usage_profile: estimate.profile,
            monthly: MonthlyShape {
                always_on: estimate.total(Billing::Priced),
                pay_per_use: estimate.total(Billing::Usage),
                total: estimate.monthly(),
            },
            by_service: estimate.by_service().into_iter().map(service).collect(),
            lines: lines.collect(),
            coverage: estimate.coverage,
        }
    }
}

impl LineShape {
    fn of(line: &Line, response: &Response) -> Self {
        Self {
            address: line.address.to_string(),
            kind: line.kind.to_string(),
            service: line.service.to_string(),
            what: line.what.clone(),
            kind_of_line: line.billing,
            quantity: line.quantity,
            unit: Some(line.unit).filter(|unit| !unit.is_empty()),
            unit_price: line.unit_price,
            monthly: line.monthly,
            conditional: line.conditional,
            notes: line.notes.clone(),
            price: line.origin,
            evidence: line.span.map(|span| EvidenceShape::of(span, response)),
        }
    }
}

impl PairShape {
    /// Both estimates of a pair.
    #[must_use]
    pub fn of(report: &super::Report<'_>) -> Self {
        let crate::cost::Pair { model, ideal, difference } = &report.comparison.cost;
        let drivers = difference.drivers.iter().map(|driver| DriverShape {
            kind: driver.kind.to_string(),
            service: driver.service.to_string(),
            kind_of_line: driver.billing,
            model: driver.model,
            ideal: driver.ideal,
            difference: driver.difference(),
        });
        Self {
            model: EstimateShape::of(model, &report.model.response),
            ideal: EstimateShape::of(ideal, &report.ideal.response),
            difference: difference.monthly,
            drivers: drivers.collect(),
        }
    }
}

/// How many parts of a difference the section names; the rest is summed up.
const MOST_DRIVERS: usize = 10;

/// The section of a gap report: what both sides cost a month, and what makes up the difference. The parts add up to it.
pub(super) fn section(report: &super::Report<'_>) -> String {
    let crate::cost::Pair { model, ideal, difference } = &report.comparison.cost;
    let (ours, theirs) = (model.monthly(), ideal.monthly());
    if difference.drivers.is_empty() {
        return String::new();
    }
    let mut out = format!(
        "\n## Cost Estimate\n\nUSD a month under the {} usage profile, with prices as of {AS_OF}. A range differs by its middle. What is not known is in no total: of the \
         model {}, of the ideal {}.\n\n| | Model | Ideal | Difference |\n| --- | ---: | ---: | ---: |\n",
        model.profile.title(),
        resources_not_known(model.coverage),
        resources_not_known(ideal.coverage)
    );
    let mut row = |name: &str, ours: Range, theirs: Range, difference: Decimal| {
        out.push_str(&format!("| {name} | {} | {} | {} |\n", ours.money(), theirs.money(), difference.money()));
    };
    for (name, billing) in [("**Always on**", Billing::Priced), ("**Pay per use**", Billing::Usage)] {
        let (ours, theirs) = (model.total(billing), ideal.total(billing));
        row(name, ours, theirs, ours.middle() - theirs.middle());
    }
    row("**Total**", ours, theirs, difference.monthly);
    let (told, rest) = difference.drivers.split_at(difference.drivers.len().min(MOST_DRIVERS));
    for driver in told {
        let by_use = if driver.billing == Billing::Usage { ", by use" } else { "" };
        row(&format!("`{}`{by_use}", driver.kind), driver.model, driver.ideal, driver.difference());
    }
    if !rest.is_empty() {
        let [ours, theirs] =
            [|driver: &Driver| driver.model, |driver: &Driver| driver.ideal].map(|of| rest.iter().map(of).sum());
        row(&format!("{} more types", rest.len()), ours, theirs, rest.iter().map(Driver::difference).sum());
    }
    out
}

fn resources_not_known(coverage: Coverage) -> String {
    match coverage.unknown {
        0 => "no resource".to_owned(),
        1 => "one resource".to_owned(),
        number => format!("{number} resources"),
    }
}

/// `gapdiff cost RESPONSE --format json`.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct CostReport {
    /// Version of the contract.
    pub schema_version: &'static str,
    /// The response.
    pub response: String,
    /// The estimate.
    #[serde(flatten)]
    pub estimate: EstimateShape,
    /// What the usage file says that nothing takes.
    pub notes: Vec<String>,
}

/// The estimate of an answer as JSON.
#[must_use]
pub fn json(estimate: &Estimate, response: &Response, notes: &[String]) -> String {
    super::json::pretty(&CostReport {
        schema_version: super::contract::SCHEMA_VERSION,
        response: response.name.to_string(),
        estimate: EstimateShape::of(estimate, response),
        notes: notes.to_vec(),
    })
}

/// The lines of one resource, and of those that are alike.
struct Group<'a> {
    lines: Vec<&'a Line>,
    alike: Vec<Vec<&'a Line>>,
}

impl<'a> Group<'a> {
    /// What all of them cost.
    fn monthly(&self) -> Range {
        self.members().flatten().filter_map(|line| line.monthly).sum()
    }

    fn members(&self) -> impl Iterator<Item = &Vec<&'a Line>> {
        std::iter::once(&self.lines).chain(&self.alike)
    }

    /// The sum of one line over all of them.
    fn sum_of(&self, at: usize, of: impl Fn(&Line) -> Option<Range>) -> Range {
        self.members().filter_map(|lines| of(lines.get(at)?)).sum()
    }

    fn is_known(&self) -> bool {
        self.lines.iter().any(|line| line.monthly.is_some())
    }

    fn is_like(&self, lines: &[&Line]) -> bool {
        let same = |(one, other): (&&Line, &&Line)| {
            (&one.kind, &one.what, one.billing, one.unit_price, one.quantity, &one.notes, one.conditional)
                == (
                    &other.kind,
                    &other.what,
                    other.billing,
                    other.unit_price,
                    other.quantity,
                    &other.notes,
                    other.conditional,
                )
        };
        self.lines.len() == lines.len() && self.lines.iter().zip(lines).all(same)
    }
}

/// The lines by resource, those that are alike together; the dearest first, those of which nothing is known last.
fn groups(estimate: &Estimate) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for lines in estimate.lines.chunk_by(|one, other| one.address == other.address) {
        let lines: Vec<&Line> = lines.iter().collect();
        match groups.iter_mut().find(|group| group.is_like(&lines)) {
            Some(group) => group.alike.push(lines),
            None => groups.push(Group { lines, alike: Vec::new() }),
        }
    }
    groups.sort_by_key(|group| (!group.is_known(), std::cmp::Reverse(group.monthly().middle())));
    groups
}

/// The estimate of an answer as a table.
#[must_use]
pub fn table(estimate: &Estimate, response: &Response, notes: &[String], look: Look) -> String {
    let region = match estimate.region_is_said {
        true => estimate.region.to_string(),
        false => format!("{} assumed, for the answer names no region", estimate.region),
    };
    let mut out = format!(
        "{}: USD a month, {region}, usage profile {}, prices as of {AS_OF}\n",
        response.name,
        estimate.profile.title()
    );
    let sums = [Billing::Priced, Billing::Usage].map(|billing| estimate.total(billing).money());
    let totals = [("Always on", &sums[0]), ("Pay per use", &sums[1]), ("Total", &estimate.monthly().money())];
    let width = totals.iter().map(|(_, money)| money.len()).max().unwrap_or_default();
    out.push('\n');
    for (name, money) in totals {
        out.push_str(&format!("{name:<12} {money:>width$}\n"));
    }
    out.push_str(&services(estimate, look));
    out.push_str(&resources(estimate, response, look));
    out.push_str(&unknown(estimate, response));
    out.push_str(&footer(estimate));
    for note in notes {
        out.push_str(&format!("Usage file: {note}.\n"));
    }
    out
}

fn services(estimate: &Estimate, look: Look) -> String {
    let services = estimate.by_service();
    if services.is_empty() {
        return String::new();
    }
    let mut table = new_table(look);
    table.load_style(LISTING);
    table.set_header(head(&["Service", "Monthly"], 1));
    for (service, monthly) in services {
        table.add_row([Cell::new(service), right(monthly.money())]);
    }
    format!("\nBy service\n{table}\n")
}

fn resources(estimate: &Estimate, response: &Response, look: Look) -> String {
    let groups: Vec<Group<'_>> = groups(estimate).into_iter().filter(|group| !group.monthly().high.is_zero()).collect();
    if groups.is_empty() {
        return String::new();
    }
    let mut table = new_table(look);
    table.load_style(LISTING);
    table.set_header(head(&["Resource", "Quantity", "Price", "Monthly"], 1));
    for group in &groups {
        let first = group.lines[0];
        let more = if group.alike.is_empty() { String::new() } else { format!(" and {} alike", group.alike.len()) };
        let place = first.span.map(|span| format!(" ({})", response.lines(span))).unwrap_or_default();
        let condition = if first.conditional { ", under a condition" } else { "" };
        table.add_row([
            Cell::new(plain(&format!("{}{more}{place}{condition}", first.address))).add_attribute(Attribute::Bold),
            Cell::new(""),
            Cell::new(""),
            right(group.monthly().money()).add_attribute(Attribute::Bold),
        ]);
        for (at, line) in group.lines.iter().enumerate() {
            let cells = match (line.quantity, line.unit_price, line.monthly) {
                (Some(_), Some(price), Some(_)) => {
                    let quantity = group.sum_of(at, |line| line.quantity);
                    let stand_in = if is_stand_in(line, estimate) { "*" } else { "" };
                    let monthly = group.sum_of(at, |line| line.monthly).money();
                    [counted(quantity, line.unit), format!("{}{stand_in}", price.price()), monthly]
                }
                _ => [String::new(), String::new(), "not known".to_owned()],
            };
            let by_use = if line.billing == Billing::Usage { " (use)" } else { "" };
            let notes: Vec<String> = line.notes.iter().map(|note| format!("\n    {note}")).collect();
            let [quantity, price, monthly] = cells.map(right);
            table.add_row([
                Cell::new(plain(&format!("  {}{by_use}{}", line.what, notes.concat()))),
                quantity,
                price,
                monthly,
            ]);
        }
    }
    format!("\nBy resource\n{table}\n{}", stand_ins(estimate))
}

/// Whether the price is that of another region.
fn is_stand_in(line: &Line, estimate: &Estimate) -> bool {
    line.origin.is_some_and(|origin| origin.region != &*estimate.region)
}

/// What is said once of all prices of other regions.
fn stand_ins(estimate: &Estimate) -> String {
    let mut regions: Vec<&str> = estimate
        .lines
        .iter()
        .filter(|line| line.monthly.is_some() && is_stand_in(line, estimate))
        .filter_map(|line| Some(line.origin?.region))
        .collect();
    regions.sort_unstable();
    regions.dedup();
    if regions.is_empty() {
        return String::new();
    }
    let compute = match ec2_factor(&estimate.region) {
        Some(factor) => format!(" EC2 there costs {} times as much.", factor.text()),
        None => String::new(),
    };
    format!("* price of {}, for the tables have none of {}.{compute}\n", regions.join(" or "), estimate.region)
}

/// `1,460 hours`, `100 GB`, `3 x 1M requests`.
fn counted(quantity: Range, unit: &str) -> String {
    let one = quantity == Range::whole(1);
    format!("{} {}", quantity.text(), if one { unit.to_owned() } else { plural(unit) })
}

/// `hours`, `GB`, `1M requests`.
fn plural(unit: &str) -> String {
    let by_name =
        ["hour", "month", "minute", "second", "rule", "rule group", "metric", "alarm", "record", "certificate"];
    let endings = ["hour", "second", "minute"];
    if unit.starts_with(|first: char| first.is_ascii_digit()) {
        format!("x {unit}")
    } else if by_name.contains(&unit) || endings.iter().any(|ending| unit.ends_with(&format!("-{ending}"))) {
        format!("{unit}s")
    } else {
        unit.to_owned()
    }
}

/// The resources of which nothing is known, by type, with the reason.
fn unknown(estimate: &Estimate, response: &Response) -> String {
    let mut kinds: indexmap::IndexMap<(&str, &str), Vec<Lines>> = indexmap::IndexMap::new();
    for group in groups(estimate).iter().filter(|group| !group.is_known()) {
        for line in group.members().filter_map(|lines| lines.first()) {
            let why = line.notes.first().map_or("", String::as_str);
            let places = kinds.entry((&line.kind, why)).or_default();
            places.extend(line.span.map(|span| response.lines(span)));
        }
    }
    if kinds.is_empty() {
        return String::new();
    }
    let rows: Vec<String> = kinds
        .iter()
        .map(|((kind, why), places)| {
            let number = if places.len() > 1 { format!(", {} of them", places.len()) } else { String::new() };
            let first = places.first().map(|lines| format!(" ({lines})")).unwrap_or_default();
            format!("  {}{first}{number}: {}\n", plain(kind), plain(why))
        })
        .collect();
    format!("\nNot known\n{}", rows.concat())
}

fn footer(estimate: &Estimate) -> String {
    let Coverage { resources, priced, usage, free, unknown, partly } = estimate.coverage;
    let partly = if partly > 0 { format!(" (of {partly} of these a part is not known)") } else { String::new() };
    format!(
        "\n{resources} resources: {priced} always on, {usage} paid by use{partly}, {free} free, {unknown} not known.\n\
         What is not known is in no total. docs/cost.md says how this is estimated.\n"
    )
}

fn head(names: &[&str], left: usize) -> Vec<Cell> {
    let cell = |(at, name): (usize, &&str)| {
        let cell = Cell::new(name).add_attribute(Attribute::Bold);
        if at < left { cell } else { cell.set_alignment(CellAlignment::Right) }
    };
    names.iter().enumerate().map(cell).collect()
}

fn right(text: String) -> Cell {
    Cell::new(text).set_alignment(CellAlignment::Right)
}
