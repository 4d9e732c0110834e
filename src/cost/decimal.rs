//! Exact numbers of money and quantities: whole numbers of billionths, so that sums never show the noise of floating point.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Sub};

use serde::{Serialize, Serializer};

/// How many digits behind the point are kept. Chosen because the smallest price in the tables, of one Kinesis unit, has nine.
const DIGITS: usize = 9;
const ONE: i128 = 10_i128.pow(DIGITS as u32);

/// Chosen because no stack has a quantity beyond it, and a quantity times a price stays far from the limits of the type.
const LARGEST: i128 = 1_000_000_000_000 * ONE;

/// A number with nine digits behind the point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Decimal(i128);

impl Decimal {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// One.
    pub const ONE: Self = Self(ONE);

    /// A whole number.
    #[must_use]
    pub const fn whole(number: u64) -> Self {
        Self(number as i128 * ONE)
    }

    /// The number that a text says, as `0.0225` or `1e3` do; `None` when it is not one, is negative, or is too large to be meant.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().replace('_', "");
        let (digits, exponent) = match text.split_once(['e', 'E']) {
            Some((digits, exponent)) => (digits, exponent.parse::<i32>().ok().filter(|power| power.abs() <= 12)?),
            None => (text.as_str(), 0),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.chars().all(|digit| digit.is_ascii_digit());
        if digits.len() > 24 || whole.len() + fraction.len() == 0 || !all_digits(whole) || !all_digits(fraction) {
            return None;
        }
        let number: i128 = format!("{whole}{fraction}").parse().ok()?;
        let power = DIGITS as i32 + exponent - i32::try_from(fraction.len()).ok()?;
        let step = 10_i128.checked_pow(power.unsigned_abs())?;
        let scaled = if power >= 0 { number.checked_mul(step)? } else { rounded(number, step) };
        (scaled <= LARGEST).then_some(Self(scaled))
    }

    /// The number that a program has.
    #[must_use]
    pub fn of(number: f64) -> Option<Self> {
        Self::parse(&crate::program::value::number_text(number))
    }

    /// The product.
    #[must_use]
    pub fn times(self, other: Self) -> Self {
        Self(rounded(self.0.saturating_mul(other.0), ONE))
    }

    /// The quotient; the number itself where the other is nothing.
    #[must_use]
    pub fn over(self, other: Self) -> Self {
        if other.0 == 0 { self } else { Self(rounded(self.0.saturating_mul(ONE), other.0)) }
    }

    /// The next whole number that is not smaller.
    #[must_use]
    pub fn ceil(self) -> Self {
        Self((self.0 + ONE - 1).div_euclid(ONE) * ONE)
    }

    /// Rounded to cents, half a cent upwards.
    #[must_use]
    pub fn to_cents(self) -> Self {
        let cent = ONE / 100;
        Self(rounded(self.0, cent) * cent)
    }

    /// Whether it is nothing.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Without its sign.
    #[must_use]
    pub fn abs(self) -> Self {
        Self(self.0.abs())
    }

    /// As money: `$1,234.50`.
    #[must_use]
    pub fn money(self) -> String {
        let cents = self.to_cents().0.abs() / (ONE / 100);
        let sign = if self.0 < 0 && cents > 0 { "-" } else { "" };
        format!("{sign}${}.{:02}", grouped(cents / 100), cents % 100)
    }

    /// As a price: `$0.10`, `$0.000016667`.
    #[must_use]
    pub fn price(self) -> String {
        let text = self.text();
        match text.split_once('.') {
            Some((_, fraction)) if fraction.len() == 1 => format!("${text}0"),
            Some(_) => format!("${text}"),
            None => format!("${text}.00"),
        }
    }

    /// As a number for people: `1,234.5`.
    #[must_use]
    pub fn text(self) -> String {
        let plain = self.to_string();
        let (whole, fraction) = plain.split_once('.').map_or((plain.as_str(), ""), |(whole, rest)| (whole, rest));
        let whole = grouped(whole.trim_start_matches('-').parse().unwrap_or_default());
        let sign = if self.0 < 0 { "-" } else { "" };
        if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
    }
}

/// Half of the divisor counts as a whole, away from zero.
fn rounded(number: i128, divisor: i128) -> i128 {
    let half = divisor / 2 * if number < 0 { -1 } else { 1 };
    number.saturating_add(half) / divisor
}

fn grouped(number: i128) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

impl Add for Decimal {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Decimal {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Sum for Decimal {
    fn sum<I: Iterator<Item = Self>>(numbers: I) -> Self {
        numbers.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, fraction) = (self.0.abs() / ONE, self.0.abs() % ONE);
        let fraction = format!("{fraction:0DIGITS$}");
        let fraction = fraction.trim_end_matches('0');
        if fraction.is_empty() { write!(f, "{sign}{whole}") } else { write!(f, "{sign}{whole}.{fraction}") }
    }
}

impl Serialize for Decimal {
    /// As a JSON number. The shortest text of the nearest floating-point number is the decimal itself, for it has at most 15 digits
    /// wherever money is meant.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 % ONE == 0 {
            serializer.serialize_i64(i64::try_from(self.0 / ONE).unwrap_or(i64::MAX))
        } else {
            serializer.serialize_f64(self.to_string().parse().unwrap_or_default())
        }
    }
}

impl schemars::JsonSchema for Decimal {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Decimal".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "number" })
    }
}

/// From the least that a number can be to the most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, schemars::JsonSchema, Serialize)]
pub struct Range {
    /// The least.
    pub low: Decimal,
    /// The most.
    pub high: Decimal,
}

impl Range {
    /// One number.
    #[must_use]
    pub const fn exactly(number: Decimal) -> Self {
        Self { low: number, high: number }
    }

    /// A whole number.
    #[must_use]
    pub const fn whole(number: u64) -> Self {
        Self::exactly(Decimal::whole(number))
    }

    /// From the least of both to the most.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self { low: self.low.min(other.low), high: self.high.max(other.high) }
    }

    /// The product.
    #[must_use]
    pub fn times(self, other: Self) -> Self {
        Self { low: self.low.times(other.low), high: self.high.times(other.high) }
    }

    /// Both ends rounded to cents.
    #[must_use]
    pub fn to_cents(self) -> Self {
        Self { low: self.low.to_cents(), high: self.high.to_cents() }
    }

    /// Whether it is one number.
    #[must_use]
    pub fn is_exact(self) -> bool {
        self.low == self.high
    }

    /// The middle, which orders ranges.
    #[must_use]
    pub fn middle(self) -> Decimal {
        (self.low + self.high).over(Decimal::whole(2))
    }

    /// As money: `$12.00`, `$12.00 to $15.00`. What is more than nothing never reads as nothing.
    #[must_use]
    pub fn money(self) -> String {
        let small = Decimal(ONE / 200);
        match self {
            Self { low, high } if low.is_zero() && high.is_zero() => Decimal::ZERO.money(),
            Self { high, .. } if high < small => "< $0.01".to_owned(),
            Self { low, high } if low.to_cents() == high.to_cents() => high.money(),
            Self { low, high } => format!("{} to {}", low.money(), high.money()),
        }
    }

    /// As a price.
    #[must_use]
    pub fn price(self) -> String {
        if self.is_exact() { self.low.price() } else { format!("{} to {}", self.low.price(), self.high.price()) }
    }

    /// As a number for people.
    #[must_use]
    pub fn text(self) -> String {
        if self.is_exact() { self.low.text() } else { format!("{} to {}", self.low.text(), self.high.text()) }
    }
}

impl Add for Range {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { low: self.low + other.low, high: self.high + other.high }
    }
}

impl Sum for Range {
    fn sum<I: Iterator<Item = Self>>(ranges: I) -> Self {
        ranges.fold(Self::default(), Add::add)
    }
}

impl<'a> Sum<&'a Range> for Range {
    fn sum<I: Iterator<Item = &'a Range>>(ranges: I) -> Self {
        ranges.copied().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_numbers() {
        let check = |text, expected: Option<&str>| {
            assert_eq!(Decimal::parse(text).map(|number| number.to_string()).as_deref(), expected, "{text}");
        };
        check("0.0225", Some("0.0225"));
        check("730", Some("730"));
        check("0.000000014", Some("0.000000014"));
        check("1e6", Some("1000000"));
        check("1.67e-5", Some("0.0000167"));
        check("10_000", Some("10000"));
        check("1000000000001", None);
        check("-1", None);
        check("", None);
        check(".", None);
        check("12 GB", None);
        check("1e400", None);
    }

    #[test]
    fn money_is_exact() {
        let price = Decimal::parse("0.1").unwrap();
        assert_eq!((0..10).map(|_| price).sum::<Decimal>(), Decimal::ONE);
        assert_eq!(Decimal::parse("0.045").unwrap().times(Decimal::whole(2190)).money(), "$98.55");
        assert_eq!(Decimal::parse("0.005").unwrap().money(), "$0.01");
        assert_eq!(Decimal::parse("1234567.891").unwrap().money(), "$1,234,567.89");
        assert_eq!((Decimal::ONE - Decimal::whole(3)).money(), "-$2.00");
        assert_eq!(Range::exactly(Decimal::parse("0.0001").unwrap()).money(), "< $0.01");
        assert_eq!(Range { low: Decimal::ZERO, high: Decimal::ONE }.money(), "$0.00 to $1.00");
        assert_eq!(Decimal::whole(7).over(Decimal::whole(2)).ceil(), Decimal::whole(4));
    }
}
