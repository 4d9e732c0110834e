//! What is paid for each resource where a setting or the usage says how much: the table of components.

use super::decimal::Range;
use super::line::Line;
use super::subject::Subject;
use crate::catalog::table;
use crate::program::value::{Kind, Value};

const COMPONENTS: &str = include_str!("../../grammars/prices/components.tsv");

/// The lines that the table gives a resource.
pub(super) fn lines(subject: Subject<'_>, kind: &str) -> Vec<Line> {
    rows(kind).flat_map(|row| component(subject, row)).collect()
}

/// Whether the table has the type.
pub(super) fn has(kind: &str) -> bool {
    rows(kind).next().is_some()
}

fn rows(kind: &str) -> impl Iterator<Item = [&'static str; 5]> + use<'_> {
    table::rows::<5>(COMPONENTS).filter(move |[known, ..]| *known == kind)
}

fn component(subject: Subject<'_>, [_, what, item, quantity, when]: [&'static str; 5]) -> Vec<Line> {
    match holds(subject, when) {
        Some(false) => return Vec::new(),
        None => return vec![subject.unknown(what, "a setting that decides is not known")],
        Some(true) => {}
    }
    let Some(item) = filled(subject, item) else {
        return vec![subject.unknown(what, "its size is not known")];
    };
    let (kind, path) = quantity.split_once(' ').unwrap_or((quantity, ""));
    match kind {
        "usage" => subject.used(what, &item, path),
        "hour" if path.is_empty() => vec![subject.hourly(what, &item, Ok(Range::whole(1)))],
        "hour" => vec![subject.hourly(what, &item, subject.number(path, 1))],
        "hours" => vec![subject.hourly(what, &item, subject.entries(path))],
        "month" => vec![subject.always(what, &item, Ok(Range::whole(1)))],
        "count" => vec![subject.always(what, &item, subject.entries(path))],
        _ => vec![subject.always(what, &item, subject.needed(path))],
    }
}

/// Whether all conditions hold; `None` when a setting that decides is not known.
fn holds(subject: Subject<'_>, when: &str) -> Option<bool> {
    let mut all = true;
    for condition in when.split(';').filter(|condition| !condition.is_empty()) {
        all &= match condition.split_once('=') {
            None => match condition.strip_prefix('!') {
                Some(path) => subject.setting(path).is_none(),
                None => subject.setting(condition).is_some(),
            },
            Some((path, values)) => {
                let (path, expected) = path.strip_suffix('!').map_or((path, true), |path| (path, false));
                is_one_of(subject.setting(path), values)? == expected
            }
        };
    }
    Some(all)
}

fn is_one_of(value: Option<&Value>, values: &str) -> Option<bool> {
    let Some(value) = value else { return Some(false) };
    let text = match &value.kind {
        Kind::Reference(_) => String::new(),
        _ => value.as_text()?,
    };
    Some(values.split('|').any(|known| known.eq_ignore_ascii_case(&text)))
}

/// The item with each `{path}` in it replaced by the setting there.
fn filled(subject: Subject<'_>, item: &'static str) -> Option<String> {
    let Some((before, rest)) = item.split_once('{') else { return Some(item.to_owned()) };
    let (path, after) = rest.split_once('}')?;
    Some(format!("{before}{}{after}", subject.text(path)?.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cost::prices;

    #[test]
    fn every_row_can_be_priced() {
        for [kind, what, item, quantity, _] in table::rows::<5>(COMPONENTS) {
            assert!(!what.is_empty(), "{kind}");
            let form = quantity.split(' ').next().unwrap();
            assert!(["usage", "hour", "hours", "month", "count", "setting"].contains(&form), "{kind} {quantity}");
            if !item.contains('{') {
                assert!(prices::find("us-east-1", item).is_some(), "{kind}: no price for {item}");
            }
        }
    }
}
