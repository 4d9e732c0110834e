//! Functions of points in time that are written down. The present is not known.

use super::Function;
use super::arguments::{Arguments, Outcome};
use crate::program::value::Value;

pub(super) const FUNCTIONS: &[Function] =
    &[("formatdate", 2, 2, format_date), ("timeadd", 2, 2, time_add), ("timecmp", 2, 2, time_cmp)];

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

const DAY: i64 = 86_400;

/// A point in time, as RFC 3339 writes it: seconds since 1970 on the local clock, and how far that clock is ahead of UTC.
struct Moment {
    local: i64,
    offset: i64,
}

impl Moment {
    fn read(arguments: &Arguments<'_>, index: usize) -> Outcome<Self> {
        let text = arguments.text(index)?;
        parse(&text).ok_or_else(|| arguments.invalid(&format!("is given {text}, which is no timestamp")))
    }

    /// Year, month from 1, day from 1.
    fn date(&self) -> (i64, i64, i64) {
        // Days are counted from 0000-03-01, so that the leap day ends a year of 365.2425 days.
        let days = self.local.div_euclid(DAY) + 719_468;
        let era = days.div_euclid(146_097);
        let of_era = days.rem_euclid(146_097);
        let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let shifted = (5 * of_year + 2) / 153;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        (year + era * 400 + i64::from(month <= 2), month, of_year - (153 * shifted + 2) / 5 + 1)
    }

    /// Hour, minute, second.
    fn clock(&self) -> (i64, i64, i64) {
        let seconds = self.local.rem_euclid(DAY);
        (seconds / 3600, seconds / 60 % 60, seconds % 60)
    }

    fn zone(&self, colon: &str) -> String {
        let sign = if self.offset < 0 { '-' } else { '+' };
        let minutes = self.offset.abs() / 60;
        format!("{sign}{:02}{colon}{:02}", minutes / 60, minutes % 60)
    }

    fn text(&self) -> String {
        let ((year, month, day), (hour, minute, second)) = (self.date(), self.clock());
        let zone = if self.offset == 0 { "Z".to_owned() } else { self.zone(":") };
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{zone}")
    }
}

fn parse(text: &str) -> Option<Moment> {
    let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<i64>().ok();
    let byte = |at: usize| text.as_bytes().get(at).copied();
    let separated = byte(4)? == b'-' && byte(7)? == b'-' && byte(10)? == b'T' && byte(13)? == b':' && byte(16)? == b':';
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let (hour, minute, second) = (number(11..13)?, number(14..16)?, number(17..19)?);
    let in_range = (1..=12).contains(&month) && (1..=31).contains(&day) && hour < 24 && minute < 60 && second < 60;
    if !separated || !in_range {
        return None;
    }
    let zone = text.get(19..)?;
    let zone =
        zone.strip_prefix('.').map_or(zone, |rest| rest.trim_start_matches(|digit: char| digit.is_ascii_digit()));
    let offset = if zone == "Z" {
        0
    } else {
        let (hours, minutes) = zone.get(1..)?.split_once(':')?;
        let seconds = hours.parse::<i64>().ok()? * 3600 + minutes.parse::<i64>().ok()? * 60;
        match zone.get(..1)? {
            "+" => seconds,
            "-" => -seconds,
            _ => return None,
        }
    };
    let local = days(year, month, day) * DAY + hour * 3600 + minute * 60 + second;
    Some(Moment { local, offset })
}

/// Days from 1970-01-01 to a date; the inverse of [`Moment::date`].
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn format_date(arguments: &Arguments<'_>) -> Outcome<Value> {
    let (pattern, moment) = (arguments.text(0)?, Moment::read(arguments, 1)?);
    let mut out = String::new();
    let mut rest = pattern.as_str();
    while let Some(first) = rest.chars().next() {
        let length = if first == '\'' {
            let quoted = quoted(rest).ok_or_else(|| arguments.invalid("is given a quote that is never closed"))?;
            out.push_str(&quoted.1);
            quoted.0
        } else if first.is_ascii_alphabetic() {
            let length = rest.len() - rest.trim_start_matches(first).len();
            let verb = rest.get(..length).unwrap_or_default();
            let shown = shown(&moment, verb);
            out.push_str(
                &shown.ok_or_else(|| arguments.invalid(&format!("is given the verb {verb}, which does not exist")))?,
            );
            length
        } else {
            out.push(first);
            first.len_utf8()
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    arguments.text_result(out)
}

/// The length of the quoted text at the beginning, and what it means: `''` in it is a quote.
fn quoted(text: &str) -> Option<(usize, String)> {
    let mut from = 1;
    loop {
        let end = from + text.get(from..)?.find('\'')?;
        if !text.get(end + 1..)?.starts_with('\'') {
            return Some((end + 1, text.get(1..end)?.replace("''", "'")));
        }
        from = end + 2;
    }
}

fn shown(moment: &Moment, verb: &str) -> Option<String> {
    let ((year, month, day), (hour, minute, second)) = (moment.date(), moment.clock());
    let month_name = MONTHS.get(month as usize - 1)?;
    let weekday = WEEKDAYS.get((moment.local.div_euclid(DAY) + 4).rem_euclid(7) as usize)?;
    let twelve = (hour + 11) % 12 + 1;
    Some(match verb {
        "YYYY" => format!("{year:04}"),
        "YY" => format!("{:02}", year % 100),
        "MMMM" => (*month_name).to_owned(),
        "MMM" => month_name.get(..3)?.to_owned(),
        "MM" => format!("{month:02}"),
        "M" => month.to_string(),
        "DD" => format!("{day:02}"),
        "D" => day.to_string(),
        "EEEE" => (*weekday).to_owned(),
        "EEE" => weekday.get(..3)?.to_owned(),
        "hh" => format!("{hour:02}"),
        "h" => hour.to_string(),
        "HH" => format!("{twelve:02}"),
        "H" => twelve.to_string(),
        "AA" => if hour < 12 { "AM" } else { "PM" }.to_owned(),
        "aa" => if hour < 12 { "am" } else { "pm" }.to_owned(),
        "mm" => format!("{minute:02}"),
        "m" => minute.to_string(),
        "ss" => format!("{second:02}"),
        "s" => second.to_string(),
        "ZZZZZ" => moment.zone(":"),
        "ZZZZ" => moment.zone(""),
        "ZZZ" if moment.offset == 0 => "UTC".to_owned(),
        "ZZZ" => moment.zone(""),
        "Z" if moment.offset == 0 => "Z".to_owned(),
        "Z" => moment.zone(":"),
        _ => return None,
    })
}

fn time_add(arguments: &Arguments<'_>) -> Outcome<Value> {
    let (moment, duration) = (Moment::read(arguments, 0)?, arguments.text(1)?);
    let seconds =
        seconds(&duration).ok_or_else(|| arguments.invalid(&format!("is given {duration}, which is no duration")))?;
    arguments.text_result(Moment { local: moment.local + seconds, ..moment }.text())
}

/// The seconds of a duration such as `-1h30.5m`; smaller units are left out.
fn seconds(duration: &str) -> Option<i64> {
    let (sign, mut rest) = match duration.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, duration.strip_prefix('+').unwrap_or(duration)),
    };
    let mut total = 0.0;
    while !rest.is_empty() {
        let unit = rest.find(|letter: char| letter.is_ascii_alphabetic())?;
        let number: f64 = rest.get(..unit)?.parse().ok()?;
        let after = rest.get(unit..)?;
        let length = after.find(|letter: char| !letter.is_alphabetic()).unwrap_or(after.len());
        total += number
            * match after.get(..length)? {
                "h" => 3600.0,
                "m" => 60.0,
                "s" => 1.0,
                "ms" => 1e-3,
                "us" | "µs" => 1e-6,
                "ns" => 1e-9,
                _ => return None,
            };
        rest = after.get(length..)?;
    }
    // A century is as far as any timestamp reaches from another.
    (total <= 4e9).then_some((sign * total) as i64)
}

fn time_cmp(arguments: &Arguments<'_>) -> Outcome<Value> {
    let (a, b) = (Moment::read(arguments, 0)?, Moment::read(arguments, 1)?);
    let order = (a.local - a.offset).cmp(&(b.local - b.offset));
    arguments.number_result(f64::from(order as i8))
}
