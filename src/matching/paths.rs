//! Dotted paths of settings and the patterns that tables name them by.

/// Whether a pattern stands for a path: `*` is any one name, `Name*` one that begins so, `**` any names or none. Keys in
/// brackets count as nothing.
#[must_use]
pub fn matches(pattern: &str, path: &str) -> bool {
    fn walk(pattern: &[&str], path: &[&str]) -> bool {
        match (pattern.split_first(), path.split_first()) {
            (None, None) => true,
            (Some((&"**", rest)), _) => {
                walk(rest, path) || path.split_first().is_some_and(|(_, shorter)| walk(pattern, shorter))
            }
            (Some((&name, rest)), Some((&step, deeper))) => is_named(name, step) && walk(rest, deeper),
            _ => false,
        }
    }
    fn is_named(name: &str, step: &str) -> bool {
        match name.split_once('*') {
            Some((start, end)) => step.starts_with(start) && step.ends_with(end),
            None => name == step,
        }
    }
    let plain = without_keys(path);
    walk(&pattern.split('.').collect::<Vec<_>>(), &plain.split('.').collect::<Vec<_>>())
}

/// A path without its keys: `Rules.Id` for `Rules[expire].Id`.
#[must_use]
pub fn without_keys(path: &str) -> String {
    let mut plain = String::with_capacity(path.len());
    let mut depth = 0_u32;
    for character in path.chars() {
        match character {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => plain.push(character),
            _ => {}
        }
    }
    plain
}

/// The names of a path, each with its key: `Rules[a.b]` and `Id` of `Rules[a.b].Id`.
#[must_use]
pub fn segments(path: &str) -> Vec<&str> {
    let (mut segments, mut start, mut depth) = (Vec::new(), 0, 0_u32);
    for (at, character) in path.char_indices() {
        match character {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            '.' if depth == 0 => {
                segments.push(&path[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    segments.push(&path[start..]);
    segments
}

#[cfg(test)]
mod tests {
    use super::{matches, segments};

    #[test]
    fn patterns_stand_for_paths() {
        let cases = [
            ("Tags", "Tags", true),
            ("Tags", "Tags.Key", false),
            ("**.Tags", "Tags", true),
            ("**.Tags", "A.B.Tags", true),
            ("A.*.C", "A.B.C", true),
            ("A.*.C", "A.C", false),
            ("A.**", "A", true),
            ("A.**", "A.B.C", true),
            ("**", "A.B", true),
            ("Rules.Id", "Rules[a.b].Id", true),
            ("Monitoring*", "MonitoringInterval", true),
            ("*Count", "Interval", false),
        ];
        for (pattern, path, expected) in cases {
            assert_eq!(matches(pattern, path), expected, "{pattern} {path}");
        }
    }

    #[test]
    fn paths_have_segments() {
        assert_eq!(segments("Rules[a.b].Id"), ["Rules[a.b]", "Id"]);
        assert_eq!(segments("Rules"), ["Rules"]);
    }
}
