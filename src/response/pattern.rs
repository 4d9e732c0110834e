//! The patterns of the tables: globs, and regular expressions that are compiled when they are first needed, since most are not.

use std::sync::OnceLock;

use regex::bytes::{Regex, RegexBuilder};

/// A regular expression over ASCII, in which `^` and `$` match at the ends of lines.
pub(super) struct Pattern {
    source: &'static str,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    pub(super) fn new(source: &'static str) -> Self {
        Self { source, compiled: OnceLock::new() }
    }

    /// Whether it matches somewhere in a text.
    pub(super) fn matches(&self, text: &str) -> bool {
        let compile = || RegexBuilder::new(self.source).unicode(false).multi_line(true).build().ok();
        self.compiled.get_or_init(compile).as_ref().is_some_and(|pattern| pattern.is_match(text.as_bytes()))
    }
}

/// Whether a name is as a glob says, in which `*` stands for any text and `?` for one character.
pub(super) fn glob(glob: &str, name: &str) -> bool {
    let Some((start, rest)) = glob.split_once('*') else { return fits(glob, name) };
    let Some((head, name)) = name.split_at_checked(start.len()) else { return false };
    fits(start, head) && (0..=name.len()).filter_map(|at| name.get(at..)).any(|tail| self::glob(rest, tail))
}

fn fits(glob: &str, name: &str) -> bool {
    glob.len() == name.len() && glob.bytes().zip(name.bytes()).all(|(wanted, byte)| wanted == byte || wanted == b'?')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_match() {
        for (pattern, name, expected) in [
            ("cdk.json", "cdk.json", true),
            ("cdk.json", "cdk.jsonc", false),
            ("*.tf", "main.tf", true),
            ("*.tf", "main.tfvars", false),
            ("tsconfig*.json", "tsconfig.build.json", true),
            ("*backend*.hcl", "dev-backend-1.hcl", true),
            ("*.test.?s", "a.test.js", true),
            (".*", "é", false),
            ("", "", true),
        ] {
            assert_eq!(glob(pattern, name), expected, "{pattern} {name}");
        }
    }
}
