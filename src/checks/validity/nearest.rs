//! The name that somebody may have meant.

/// How many names are compared at most. Chosen because the largest enum of a library has 700 members.
const MOST_COMPARED: usize = 4_000;

/// How long names are that are compared letter by letter. Chosen because the longest property names reach 80.
const LONGEST: usize = 100;

/// The nearest of several names, if one is near enough that it may be meant.
pub(super) fn nearest<'n>(name: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let wanted = folded(name);
    let near = |candidate: &&str| candidate.len() <= LONGEST && *candidate != name;
    let candidates = names.into_iter().take(MOST_COMPARED).filter(near);
    let scored = candidates.filter_map(|candidate| {
        let other = folded(candidate);
        let distance = distance(&wanted, &other);
        // A name within another one is nearer than its letters say: `grace_period` and `grace`.
        let within = wanted.len() > 3 && other.len() > 3 && (wanted.starts_with(&other) || other.starts_with(&wanted));
        let limit = (wanted.len() + 2) / 4;
        (distance <= limit || within).then_some((distance, candidate))
    });
    scored.min_by_key(|&(distance, candidate)| (distance, candidate)).map(|(_, candidate)| candidate)
}

fn folded(name: &str) -> Vec<u8> {
    name.bytes().filter(|&byte| byte != b'_').map(|byte| byte.to_ascii_lowercase()).take(LONGEST).collect()
}

/// How many letters must be changed, added or taken away.
fn distance(left: &[u8], right: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (at, letter) in left.iter().enumerate() {
        let mut before = at;
        let mut last = at + 1;
        for (column, other) in right.iter().enumerate() {
            let above = row.get(column + 1).copied().unwrap_or(0);
            let here = (before + usize::from(letter != other)).min(above + 1).min(last + 1);
            before = above;
            if let Some(cell) = row.get_mut(column) {
                *cell = last;
            }
            last = here;
        }
        if let Some(cell) = row.last_mut() {
            *cell = last;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_may_be_meant() {
        for (name, names, expected) in [
            ("bucketname", &["bucketName", "versioned"][..], Some("bucketName")),
            ("THIRTY_DAYS", &["ONE_MONTH", "THIRTEEN_MONTHS"], None),
            ("metricCpuUtilization", &["metricCPUUtilization", "metric"], Some("metricCPUUtilization")),
            ("grace_period", &["grace", "type"], Some("grace")),
            ("logs", &["Tags", "s3"], None),
            ("LogGrop", &["LogGroup"], Some("LogGroup")),
            ("nothing", &[], None),
        ] {
            assert_eq!(nearest(name, names.iter().copied()), expected, "{name}");
        }
    }

    #[test]
    fn counts_changes() {
        for (left, right, changes) in [("", "", 0), ("kitten", "sitting", 3), ("ab", "", 2), ("", "abc", 3)] {
            assert_eq!(distance(left.as_bytes(), right.as_bytes()), changes);
        }
    }
}
