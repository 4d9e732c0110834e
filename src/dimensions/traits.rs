//! What is said of a resource beside its name: on demand, FIFO, its size.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::wording::{duration, folded, megabytes};
use crate::catalog::table::rows;
use crate::program::value::{Provenance, Value};
use crate::stack::Resource;

const TRAITS: &str = include_str!("../../grammars/aws/traits.tsv");

/// A row of the gap table that says traits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    Data,
    Cost,
}

struct Trait {
    used_by: Use,
    path: &'static str,
    value: &'static str,
    text: &'static str,
}

static TABLE: LazyLock<HashMap<&str, Vec<Trait>>> = LazyLock::new(|| {
    let mut table: HashMap<_, Vec<Trait>> = HashMap::new();
    for [kind, row, path, value, text] in rows(TRAITS) {
        let used_by = if row == "cost" { Use::Cost } else { Use::Data };
        table.entry(kind).or_default().push(Trait { used_by, path, value, text });
    }
    table
});

/// The traits of a resource that a row says, in the order of the table.
pub(super) fn of(resource: &Resource, used_by: Use) -> Vec<String> {
    let rows = TABLE.get(&*resource.kind).map_or(&[][..], Vec::as_slice);
    rows.iter().filter(|row| row.used_by == used_by).filter_map(|row| said(row, resource.property(row.path)?)).collect()
}

fn said(row: &Trait, value: &Value) -> Option<String> {
    // What nobody wrote down is not the answer's to say.
    if value.provenance == Provenance::ProviderDefault {
        return None;
    }
    let text = match value.as_list() {
        Some(items) => folded(&items.iter().map(Value::as_text).collect::<Option<Vec<_>>>()?).replace(" and ", " or "),
        None => value.as_text()?,
    };
    if row.value != "*" && !row.value.eq_ignore_ascii_case(&text) {
        return None;
    }
    let in_units = |unit: &str, shown: fn(f64) -> String| {
        row.text.contains(unit).then(|| value.as_number().map(|number| row.text.replace(unit, &shown(number))))
    };
    in_units("{seconds}", duration)
        .or_else(|| in_units("{megabytes}", megabytes))
        .unwrap_or_else(|| Some(row.text.replace("{}", &text)))
}

/// What all of several resources have in common, and what only some have by their names.
pub(super) fn common(resources: &[&Resource], used_by: Use) -> Vec<String> {
    let all: Vec<Vec<String>> = resources.iter().map(|resource| of(resource, used_by)).collect();
    let Some(first) = all.first() else { return Vec::new() };
    first.iter().filter(|said| all.iter().all(|other| other.contains(said))).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::testing::resource;

    #[test]
    fn traits_are_said() {
        let table = resource(
            "AWS::DynamoDB::Table",
            "t",
            r#"{"BillingMode": "PAY_PER_REQUEST", "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": "true"}}"#,
        );
        assert_eq!(of(&table, Use::Data), ["on demand", "with point-in-time recovery"]);
        let nodes = resource(
            "AWS::EKS::Nodegroup",
            "n",
            r#"{"InstanceTypes": ["a", "b"], "CapacityType": "SPOT", "ScalingConfig": {"DesiredSize": 0}}"#,
        );
        assert_eq!(of(&nodes, Use::Cost), ["a or b", "spot", "desired size 0"]);
        let function = resource("AWS::Lambda::Function", "f", r#"{"MemorySize": 3072, "Architectures": ["arm64"]}"#);
        assert_eq!(of(&function, Use::Cost), ["3 GB", "arm64"]);
        let other = resource("AWS::Lambda::Function", "g", r#"{"MemorySize": 128, "Architectures": ["arm64"]}"#);
        assert_eq!(common(&[&function, &other], Use::Cost), ["arm64"]);
    }
}
