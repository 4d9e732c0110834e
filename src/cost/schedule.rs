//! How often a schedule runs in a month: `rate(5 minutes)`, `cron(0 2 * * ? *)`.

use super::decimal::Decimal;

/// Minutes of a month of 730 hours.
const MINUTES: u64 = 730 * 60;

/// How many days a month has on average, times a hundred: 30.42.
const DAYS: u64 = 3_042;

/// How often a schedule expression runs in a month; `None` when it cannot be told.
pub(super) fn runs(expression: &str) -> Option<Decimal> {
    let inner = |name: &str| expression.trim().strip_prefix(name)?.strip_prefix('(')?.strip_suffix(')');
    if let Some(rate) = inner("rate") {
        let (number, unit) = rate.trim().split_once(' ')?;
        let minutes = match unit.trim().trim_end_matches('s') {
            "minute" => 1,
            "hour" => 60,
            "day" => 24 * 60,
            _ => return None,
        };
        let number: u64 = number.parse().ok().filter(|number| (1..1_000_000).contains(number))?;
        return Some(Decimal::whole(MINUTES).over(Decimal::whole(number * minutes)));
    }
    let fields: Vec<&str> = inner("cron")?.split_whitespace().collect();
    let [minute, hour, day, month, weekday, ..] = fields.as_slice() else { return None };
    let a_day = count(minute, 60)? * count(hour, 24)?;
    let hundred_days = match (*day, *weekday) {
        ("*" | "?", "*" | "?") => DAYS,
        ("*" | "?", weekday) => count(weekday, 7)? * DAYS / 7,
        (day, _) => count(day, 31)? * 100,
    };
    let months = count(month, 12)?;
    Some(Decimal::whole(a_day * hundred_days * months).over(Decimal::whole(100 * 12)))
}

/// How many values a field of a cron expression has: `*`, `*/5`, `1-5`, `MON-FRI`, `0,30`.
fn count(field: &str, all: u64) -> Option<u64> {
    field
        .split(',')
        .map(|part| {
            let (range, step) =
                part.split_once('/').map_or(Some((part, 1)), |(range, step)| Some((range, step.parse().ok()?)))?;
            let step: u64 = Some(step).filter(|step| *step > 0)?;
            let has_step = part.contains('/');
            let values = match range.split_once('-') {
                Some((from, to)) => value(to)?.checked_sub(value(from)?)? + 1,
                None if range == "*" || range == "?" => all,
                None if has_step => all.checked_sub(value(range)?)?,
                None => 1,
            };
            Some(values.div_ceil(step))
        })
        .sum()
}

fn value(text: &str) -> Option<u64> {
    const DAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
    let name = text.to_uppercase();
    DAYS.iter()
        .position(|day| *day == name)
        .map(|at| at as u64 + 1)
        .or_else(|| text.parse().ok().filter(|number| *number < 100))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schedules_are_counted() {
        let check = |expression, expected: Option<&str>| {
            assert_eq!(runs(expression).map(|runs| runs.to_string()).as_deref(), expected, "{expression}");
        };
        check("rate(5 minutes)", Some("8760"));
        check("rate(1 hour)", Some("730"));
        check("rate(1 day)", Some("30.416666667"));
        check("cron(0 2 * * ? *)", Some("30.42"));
        check("cron(0/15 * * * ? *)", Some("2920.32"));
        check("cron(0 9 ? * MON-FRI *)", Some("21.72"));
        check("cron(0 0 1 * ? *)", Some("1"));
        check("cron(0 0 1 1 ? *)", Some("0.083333333"));
        check("rate(0 minutes)", None);
        check("at(2026-01-01T00:00:00)", None);
        check("", None);
    }
}
