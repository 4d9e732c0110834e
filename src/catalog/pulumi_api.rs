//! What Pulumi's own library and its AWS package offer to programs: classes, functions, and what they take.

use super::{schema, table};

const AWS: &str = include_str!("../../grammars/pulumi/api.tsv");
const CORE: &str = include_str!("../../grammars/pulumi/core.tsv");

/// A name of the AWS package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    row: &'static str,
}

/// What it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum EntryKind {
    Resource,
    /// A class of arguments, which Python alone has.
    Arguments,
    Function,
    Enum,
    Class,
    /// Something that only TypeScript has, of which no more is known.
    TypeScriptOnly,
}

/// An argument, property or constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its name, as Python spells it.
    pub name: &'static str,
    /// Whether it must be given.
    pub required: bool,
    /// The only major versions in which it must, as digits; empty for all.
    pub required_in: &'static str,
    /// Whether it can only be read.
    pub output: bool,
    /// The only major versions that have it, as digits; empty when all have it.
    pub versions: &'static str,
}

/// What a module of the package has under that name; the module is as Python calls it, and empty for the package itself.
#[must_use]
pub fn find(module: &str, name: &str) -> Option<Entry> {
    table::find_line(AWS, &key(module, name)).map(|row| Entry { row })
}

/// The same in whatever spelling: `getAvailabilityZones`.
#[must_use]
pub fn find_folded(module: &str, name: &str) -> Option<Entry> {
    if let Some(found) = find(module, name) {
        return Some(found);
    }
    let is_it = |row: &&str| row.split('\t').next().is_some_and(|own| schema::same_name(own, &key(module, name)));
    let start = key(module, name.get(..1)?);
    table::starting_with(AWS, start).find(is_it).map(|row| Entry { row })
}

/// Whether the package has a module, as Python calls it.
#[must_use]
pub fn has_module(module: &str) -> bool {
    table::starting_with(AWS, format!("{module}.")).next().is_some()
}

/// The names of a module.
pub fn names_of(module: &str) -> impl Iterator<Item = &'static str> {
    let prefix = key(module, "");
    let length = prefix.len();
    table::starting_with(AWS, prefix).filter_map(move |row| row.split('\t').next()?.get(length..))
}

/// Whether Pulumi's own library has a name in a language: `p` Python, `t` TypeScript.
#[must_use]
pub fn core_has(name: &str, language: char) -> bool {
    table::find(CORE, name).is_some_and(|[_, languages]| languages.contains(language))
}

fn key(module: &str, name: &str) -> String {
    format!("{}.{name}", if module.is_empty() { "index" } else { module })
}

impl Entry {
    /// What it is.
    #[must_use]
    pub fn kind(self) -> EntryKind {
        match self.code().get(..1) {
            Some("r") => EntryKind::Resource,
            Some("a") => EntryKind::Arguments,
            Some("f") => EntryKind::Function,
            Some("e") => EntryKind::Enum,
            Some("t") => EntryKind::TypeScriptOnly,
            _ => EntryKind::Class,
        }
    }

    /// The only major versions of the package that have it, as digits; empty when all have it.
    #[must_use]
    pub fn versions(self) -> &'static str {
        self.code().get(1..).unwrap_or_default()
    }

    /// Its name without its module.
    #[must_use]
    pub fn name(self) -> &'static str {
        let key = self.row.split('\t').next().unwrap_or_default();
        key.rsplit('.').next().unwrap_or(key)
    }

    fn code(self) -> &'static str {
        self.row.split('\t').nth(1).unwrap_or_default()
    }

    /// Its arguments, properties or constants.
    pub fn members(self) -> impl Iterator<Item = Member> {
        self.row.split('\t').skip(2).map(|cell| {
            let (cell, versions) = cell.split_once('@').unwrap_or((cell, ""));
            let (output, cell) = cell.strip_prefix('=').map_or((false, cell), |cell| (true, cell));
            let (name, required, required_in) =
                cell.split_once('!').map_or((cell, false, ""), |(name, versions)| (name, true, versions));
            Member { name, required, required_in, output, versions }
        })
    }

    /// The member of that name, in whatever spelling.
    #[must_use]
    pub fn member(self, name: &str) -> Option<Member> {
        self.members().find(|member| schema::same_name(member.name, name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_well_formed() {
        table::tests::check_sorted(AWS, 15_000);
        table::tests::check_sorted(CORE, 120);
        for [key] in table::rows(AWS) {
            let (module, name) = key.rsplit_once('.').unwrap();
            let entry = find(module, name).unwrap();
            assert_eq!(entry.name(), name);
            assert!(entry.versions().bytes().all(|byte| byte.is_ascii_digit()), "{key}");
        }
    }

    #[test]
    fn knows_what_things_take() {
        let alarm = find("cloudwatch", "MetricAlarm").unwrap();
        assert_eq!(alarm.kind(), EntryKind::Resource);
        assert_eq!(alarm.member("comparisonOperator").unwrap().required_in, "6");
        assert!(find("sns", "TopicSubscription").unwrap().member("topic").unwrap().required);
        assert!(alarm.member("arn").unwrap().output);
        assert_eq!(find("s3", "BucketVersioning").unwrap().versions(), "7");
        assert_eq!(find("", "get_availability_zones").unwrap().member("region").unwrap().versions, "7");
        assert_eq!(find_folded("", "getAvailabilityZones").unwrap().kind(), EntryKind::Function);
        assert_eq!(find("s3", "NoSuchThing"), None);
        assert!(has_module("lambda_") && !has_module("logs"));
        assert!(core_has("Output", 'p') && core_has("Output", 't') && !core_has("json", 'p'));
        assert!(names_of("sqs").any(|name| name == "Queue"));
    }
}
