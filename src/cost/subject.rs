//! One resource as pricing looks at it: its settings as quantities, and the lines that they make.

use super::decimal::{Decimal, Range};
use super::line::{Billing, Line};
use super::prices::{self, Price};
use super::usage::Usage;
use crate::program::value::{Kind, Value};
use crate::stack::services::service;
use crate::stack::{Resource, Stack};

/// Hours of a month: those of a year by twelve, as AWS and Infracost count them.
pub(super) const HOURS: Decimal = Decimal::whole(730);

/// Seconds of a month of so many hours.
pub(super) const SECONDS: Decimal = Decimal::whole(730 * 3_600);

/// A number, or why it is not known.
pub(super) type Quantity = Result<Range, String>;

/// A resource that is priced.
#[derive(Clone, Copy)]
pub(super) struct Subject<'a> {
    pub(super) resource: &'a Resource,
    /// The type that it is billed as.
    pub(super) kind: &'a str,
    pub(super) stack: &'a Stack,
    pub(super) region: &'a str,
    pub(super) usage: &'a Usage,
}

/// A product; not known where one factor is not.
pub(super) fn times(one: Quantity, other: Quantity) -> Quantity {
    Ok(one?.times(other?))
}

/// A sum; not known where one part is not.
pub(super) fn plus(one: Quantity, other: Quantity) -> Quantity {
    Ok(one? + other?)
}

/// The number that a value is.
pub(super) fn number(value: &Value) -> Quantity {
    let not_known = |value: &Value| match &value.kind {
        Kind::Unknown(reason) => format!("{reason}"),
        _ => "not a number that the answer says".to_owned(),
    };
    match &value.kind {
        Kind::Number(number) => Decimal::of(*number).map(Range::exactly).ok_or_else(|| not_known(value)),
        Kind::Text(text) => Decimal::parse(text).map(Range::exactly).ok_or_else(|| not_known(value)),
        Kind::OneOf(values) => {
            let numbers: Result<Vec<Range>, String> = values.iter().map(number).collect();
            numbers?.into_iter().reduce(Range::or).ok_or_else(|| not_known(value))
        }
        _ => Err(not_known(value)),
    }
}

impl<'a> Subject<'a> {
    /// The setting at a dotted path, where it is set.
    pub(super) fn setting(self, path: &str) -> Option<&'a Value> {
        self.resource.property(path).filter(|value| !value.is_null())
    }

    /// The text at a path, if it is known.
    pub(super) fn text(self, path: &str) -> Option<String> {
        self.setting(path)?.as_text()
    }

    /// Whether the truth value at a path is true.
    pub(super) fn is(self, path: &str) -> bool {
        self.setting(path).and_then(Value::as_bool) == Some(true)
    }

    /// The number at a path, or the provider's default.
    pub(super) fn number(self, path: &str, default: u64) -> Quantity {
        let Some(value) = self.setting(path) else { return Ok(Range::whole(default)) };
        number(value).map_err(|reason| format!("`{path}`: {reason}"))
    }

    /// The number at a path that has no default.
    pub(super) fn needed(self, path: &str) -> Quantity {
        let value = self.setting(path).ok_or_else(|| format!("`{path}` is not set"))?;
        number(value).map_err(|reason| format!("`{path}`: {reason}"))
    }

    /// How many entries the list at a path has.
    pub(super) fn entries(self, path: &str) -> Quantity {
        match self.setting(path).map(|value| &value.kind) {
            None => Ok(Range::whole(0)),
            Some(Kind::List(items)) => Ok(Range::whole(items.len() as u64)),
            Some(Kind::OneOf(values)) => {
                let lengths = values.iter().map(|value| value.as_list().map(|items| Range::whole(items.len() as u64)));
                let lengths: Option<Vec<Range>> = lengths.collect();
                lengths
                    .and_then(|lengths| lengths.into_iter().reduce(Range::or))
                    .ok_or_else(|| format!("`{path}` is not known"))
            }
            Some(_) => Err(format!("`{path}` is not known")),
        }
    }

    /// The texts that a value can be: one, or several where a condition decides or a list offers a choice.
    pub(super) fn texts(self, path: &str) -> Result<Vec<String>, String> {
        let value = self.setting(path).ok_or_else(|| format!("`{path}` is not set"))?;
        let texts = match &value.kind {
            Kind::OneOf(values) | Kind::List(values) => values.iter().map(Value::as_text).collect(),
            _ => value.as_text().map(|text| vec![text]),
        };
        texts.filter(|texts: &Vec<String>| !texts.is_empty()).ok_or_else(|| format!("`{path}` is not known"))
    }

    /// The resource that a reference at a path, or in what stands there, names first.
    pub(super) fn linked(self, path: &str, kind: &str) -> Option<Self> {
        let mut found = None;
        self.setting(path)?.references(&mut |reference| {
            let resource = || self.stack.resources.iter().find(|resource| resource.address == reference.address);
            found = found.or_else(|| resource().filter(|resource| &*resource.kind == kind));
        });
        let resource = found?;
        Some(Self { resource, kind: &resource.kind, ..self })
    }

    /// How much of it is used a month.
    pub(super) fn used_amount(self, name: &str) -> Decimal {
        self.usage.amount(self.resource, self.kind, name)
    }

    /// How much of it a usage file says is used.
    pub(super) fn given(self, name: &str) -> Option<Decimal> {
        self.usage.given(self.resource, self.kind, name)
    }

    /// What an item costs here.
    pub(super) fn price(self, item: &str) -> Option<Price> {
        prices::find(self.region, item)
    }

    /// A line for so many hours of each hour of the month.
    pub(super) fn hourly(self, what: impl Into<String>, item: &str, number: Quantity) -> Line {
        self.always(what, item, number.map(|number| number.times(Range::exactly(HOURS))))
    }

    /// A line for a quantity that is the same with no traffic.
    pub(super) fn always(self, what: impl Into<String>, item: &str, quantity: Quantity) -> Line {
        let what = what.into();
        match self.price(item) {
            Some(price) => self.line(what, Billing::Priced, quantity, &price, Range::exactly(price.first())),
            None => self.unknown(what, format!("no price for {}", name_of(item))),
        }
    }

    /// Like [`Self::hourly`], at a price that is some times that of the item.
    pub(super) fn hourly_at(self, what: impl Into<String>, item: &str, number: Quantity, factor: Range) -> Line {
        let quantity = number.map(|number| number.times(Range::exactly(HOURS)));
        self.always_at(what, item, quantity, factor)
    }

    /// Like [`Self::always`], at a price that is some times that of the item.
    pub(super) fn always_at(self, what: impl Into<String>, item: &str, quantity: Quantity, factor: Range) -> Line {
        let what = what.into();
        match self.price(item) {
            Some(price) => {
                let usd = Range::exactly(price.first()).times(factor);
                self.line(what, Billing::Priced, quantity, &price, usd)
            }
            None => self.unknown(what, format!("no price for {}", name_of(item))),
        }
    }

    /// The lines for what the usage says, one for each step of the scale that is reached.
    pub(super) fn used(self, what: &str, item: &str, name: &str) -> Vec<Line> {
        self.used_quantity(what, item, self.used_amount(name))
    }

    /// The lines for a quantity that is used, in single units.
    pub(super) fn used_quantity(self, what: &str, item: &str, amount: Decimal) -> Vec<Line> {
        if amount.is_zero() {
            return Vec::new();
        }
        let Some(price) = self.price(item) else {
            return vec![self.unknown(what.to_owned(), format!("no price for {}", name_of(item)))];
        };
        let mut lines = Vec::new();
        for (at, (from, usd)) in price.steps.iter().enumerate() {
            let to = price.steps.get(at + 1).map_or(amount, |(next, _)| amount.min(*next));
            if to <= *from {
                break;
            }
            let quantity = Ok(Range::exactly((to - *from).over(price.per)));
            let step = if price.steps.len() > 1 && at > 0 {
                format!("{what} (over {})", from.text())
            } else {
                what.to_owned()
            };
            lines.push(self.line(step, Billing::Usage, quantity, &price, Range::exactly(*usd)));
        }
        lines
    }

    /// A line that says why there is no amount.
    pub(super) fn unknown(self, what: impl Into<String>, why: impl Into<String>) -> Line {
        Line { billing: Billing::Unknown, notes: vec![why.into()], ..self.empty(what.into()) }
    }

    /// A line for what costs nothing by itself.
    pub(super) fn free(self, what: impl Into<String>) -> Line {
        let nothing = Some(Range::default());
        Line { billing: Billing::Free, monthly: nothing, ..self.empty(what.into()) }
    }

    fn line(self, what: String, billing: Billing, quantity: Quantity, price: &Price, usd: Range) -> Line {
        let line = Line { unit: price.unit, unit_price: Some(usd), origin: Some(price.origin), ..self.empty(what) };
        match self.number_of_resources().and_then(|count| times(quantity, Ok(count))) {
            Ok(quantity) => {
                let monthly = quantity.times(usd).to_cents();
                let monthly = if line.conditional { Range { low: Decimal::ZERO, ..monthly } } else { monthly };
                Line { billing, quantity: Some(quantity), monthly: Some(monthly), ..line }
            }
            Err(why) => Line { billing: Billing::Unknown, notes: vec![why], ..line },
        }
    }

    fn number_of_resources(self) -> Quantity {
        match self.resource.count {
            Some(count) => Ok(Range::whole(count.into())),
            None => Err("how many there are is not known".to_owned()),
        }
    }

    fn empty(self, what: String) -> Line {
        let kind = &self.resource.kind;
        Line {
            address: self.resource.address.clone(),
            kind: kind.clone(),
            service: service(kind).map_or_else(|| kind.clone(), |service| service.title.into()),
            what,
            billing: Billing::Unknown,
            quantity: None,
            unit: "",
            unit_price: None,
            monthly: None,
            conditional: self.resource.conditional,
            notes: Vec::new(),
            origin: None,
            span: self.resource.span(),
        }
    }
}

/// An item as people call it: the instance type, not the key of the table.
fn name_of(item: &str) -> String {
    item.rsplit([':', '/']).next().unwrap_or(item).replace('-', " ")
}
