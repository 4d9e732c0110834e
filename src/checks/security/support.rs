//! Versions that their vendor no longer supports, as `grammars/aws/out_of_support.tsv` has them.

use crate::catalog::table::rows;
use crate::checks::{Findings, Set, Subject, Truth};
use crate::program::value::{Kind, Value};
use crate::stack::Resource;

pub(in crate::checks) const SET: Set =
    Set { checks: &["lambda-runtime-supported", "eks-supported-version", "rds-engine-supported"], find };

const OUT_OF_SUPPORT: &str = include_str!("../../../grammars/aws/out_of_support.tsv");

fn find(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    for kind in ["AWS::Lambda::Function", "AWS::Serverless::Function"] {
        for function in subject.of_kind(kind) {
            judge("lambda-runtime-supported", function, ("lambda", "Runtime"), findings);
        }
    }
    for cluster in subject.of_kind("AWS::EKS::Cluster") {
        judge("eks-supported-version", cluster, ("kubernetes", "Version"), findings);
    }
    for kind in ["AWS::RDS::DBInstance", "AWS::RDS::DBCluster"] {
        for database in subject.of_kind(kind) {
            if let Some(engine) = database.property("Engine").and_then(Value::as_text) {
                judge("rds-engine-supported", database, (&engine, "EngineVersion"), findings);
            }
        }
    }
}

fn judge(id: &str, resource: &Resource, (product, attribute): (&str, &str), findings: &mut Findings<'_>) {
    let Some(version) = resource.properties.get(attribute) else { return };
    findings.resource(id, resource, attribute, is_supported(product, version));
}

fn is_supported(product: &str, version: &Value) -> Truth {
    match &version.kind {
        Kind::OneOf(versions) => Truth::agreed(versions.iter().map(|version| is_supported(product, version))),
        _ => version.as_text().map_or(Truth::Unknown, |version| (!is_out_of_support(product, &version)).into()),
    }
}

/// Whether a version is one of the table, or belongs to a major version of it.
fn is_out_of_support(product: &str, version: &str) -> bool {
    out_of_support_since(product, version).is_some()
}

/// The day on which support of a version ended, if it did.
pub(in crate::checks) fn out_of_support_since(product: &str, version: &str) -> Option<&'static str> {
    let is_old = |old: &str| {
        version.strip_prefix(old).is_some_and(|rest| rest.is_empty() || rest.starts_with('.') && product != "lambda")
    };
    rows(OUT_OF_SUPPORT).find(|[of, old, _]| *of == product && is_old(old)).map(|[_, _, day]| day)
}

#[cfg(test)]
mod tests {
    use super::is_out_of_support;

    #[test]
    fn a_major_version_stands_for_all_of_it() {
        let cases = [
            ("lambda", "python3.8", true),
            ("lambda", "python3.13", false),
            ("postgres", "12", true),
            ("postgres", "12.7", true),
            ("postgres", "16.1", false),
            ("mysql", "5.7.44", true),
            ("kubernetes", "1.3", false),
        ];
        for (product, version, expected) in cases {
            assert_eq!(is_out_of_support(product, version), expected, "{product} {version}");
        }
    }
}
