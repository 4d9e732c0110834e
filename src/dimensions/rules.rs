//! What settings are about: the table that sorts differences into dimensions.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::{DimensionId, Severity};
use crate::catalog::table::rows;
use crate::matching::paths;

const DIMENSIONS: &str = include_str!("../../grammars/cloudformation/dimensions.tsv");

/// What a setting is about.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct SettingRule {
    /// The path that gathers differences: everything below it is one setting. Empty for what the table does not have.
    pub(super) base: String,
    pub(super) dimension: DimensionId,
    pub(super) severity: Severity,
    /// The setting in people's words: `point-in-time recovery`.
    pub(super) phrase: String,
    pub(super) better: Better,
    /// What is so when it is lacking, or has another value; a clause, or empty.
    pub(super) meaning: &'static str,
}

/// Which of two values of a setting is the better one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Better {
    /// To have it.
    Set,
    /// Not to have it.
    Unset,
    /// A higher value.
    More,
    /// That depends on what is asked for.
    Neither,
}

struct Row {
    path: &'static str,
    dimension: DimensionId,
    severity: Severity,
    phrase: &'static str,
    better: Better,
    meaning: &'static str,
}

/// The rows for each type, in their order.
static ROWS: LazyLock<HashMap<&str, Vec<Row>>> = LazyLock::new(|| {
    let mut table: HashMap<_, Vec<Row>> = HashMap::new();
    for [kind, path, dimension, severity, phrase, better, meaning] in rows(DIMENSIONS) {
        let better = match better {
            "set" => Better::Set,
            "unset" => Better::Unset,
            "more" => Better::More,
            _ => Better::Neither,
        };
        let dimension = DimensionId::of_title(dimension).unwrap_or(DimensionId::Configuration);
        let severity = Severity::of_title(severity).unwrap_or(Severity::Low);
        table.entry(kind).or_default().push(Row { path, dimension, severity, phrase, better, meaning });
    }
    table
});

/// What a setting of a type is about. What the table does not have is configuration, and all of it one setting.
pub(super) fn rule(kind: &str, path: &str) -> SettingRule {
    let plain = paths::without_keys(path);
    let service = kind.rsplit_once("::").map(|(service, _)| format!("{service}::*"));
    let kinds = [Some(kind), service.as_deref(), Some("*")];
    let rows = || kinds.into_iter().flatten().filter_map(|kind| ROWS.get(kind)).flatten();
    // A row for all the rest of a type comes after those for any type.
    let named = rows().find(|row| row.path != "**" && paths::matches(row.path, &plain));
    match named.or_else(|| rows().find(|row| row.path == "**")) {
        Some(row) => SettingRule {
            base: base(row.path, &plain),
            dimension: row.dimension,
            severity: row.severity,
            phrase: row.phrase.to_owned(),
            better: row.better,
            meaning: row.meaning,
        },
        None => SettingRule {
            base: String::new(),
            dimension: DimensionId::Configuration,
            severity: Severity::Low,
            phrase: "setting".to_owned(),
            better: Better::Neither,
            meaning: "",
        },
    }
}

/// The part of a path that a pattern names: `LifecycleConfiguration` of `LifecycleConfiguration.**`. Where a pattern leaves the
/// beginning open, the path is gathered with none.
fn base(pattern: &str, path: &str) -> String {
    let named = pattern.split('.').take_while(|part| !part.contains('*')).count();
    let open = pattern.split('.').any(|part| part.contains('*'));
    match (named, open) {
        (_, false) => path.to_owned(),
        // `**` and `Monitoring*`: the names at the top are settings of their own.
        (0, true) => path.split('.').next().unwrap_or_default().to_owned(),
        (named, true) => path.split('.').take(named).collect::<Vec<_>>().join("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_sorted() {
        let cases = [
            (
                "AWS::DynamoDB::Table",
                "PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled",
                "point-in-time recovery",
                "PointInTimeRecoverySpecification",
            ),
            ("AWS::RDS::DBCluster", "EngineVersion", "engine version", "EngineVersion"),
            (
                "AWS::ECS::TaskDefinition",
                "ContainerDefinitions[web].Environment[LEVEL].Value",
                "environment variable",
                "ContainerDefinitions.Environment",
            ),
            ("AWS::Nothing::Known", "SomeSetting.Part", "setting", ""),
            ("AWS::Nothing::Known", "DeletionPolicy", "deletion policy", "DeletionPolicy"),
        ];
        for (kind, path, phrase, base) in cases {
            let rule = rule(kind, path);
            assert_eq!((rule.phrase.as_str(), rule.base.as_str()), (phrase, base), "{kind} {path}");
        }
    }

    #[test]
    fn every_row_is_sound() {
        for [kind, path, dimension, severity, phrase, better, _] in rows::<7>(DIMENSIONS) {
            assert!(DimensionId::of_title(dimension).is_some(), "{kind} {path}: {dimension}");
            assert!(Severity::of_title(severity).is_some(), "{kind} {path}: {severity}");
            assert!(!phrase.is_empty() && ["set", "unset", "more", "-"].contains(&better), "{kind} {path}");
        }
    }
}
