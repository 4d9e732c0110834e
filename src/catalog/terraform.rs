//! Terraform providers' resource types and attributes, and what each is in the common model.

use super::table;

const TYPES: &str = include_str!("../../grammars/terraform/types.tsv");
const ATTRIBUTES: &str = include_str!("../../grammars/terraform/attributes.tsv");

/// A resource type of a Terraform provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResourceType {
    /// Its name: `aws_s3_bucket_versioning`.
    pub name: &'static str,
    /// The major versions of the AWS provider that have it, as digits: `456`. Empty for other providers.
    pub versions: &'static str,
    /// The type in the common model that it is, is a piece of or comes near to: `AWS::S3::Bucket`.
    pub model: Option<&'static str>,
    /// In which of these ways.
    pub relation: Relation,
}

/// How a type relates to one of the common model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// It is the same thing.
    Same,
    /// It is a piece of it.
    Part {
        /// The property of the owner that it sets: `VersioningConfiguration`.
        path: &'static str,
        /// Its own attribute that names the owner: `bucket`; empty when that is not known.
        owner: &'static str,
    },
    /// It is another thing that serves the same end.
    Near,
    /// There is no such thing in the common model.
    None,
    /// Not known; the types of providers other than AWS and Kubernetes are not brought into other words.
    Unknown,
}

/// The resource type of that name.
#[must_use]
pub fn type_of(name: &str) -> Option<ResourceType> {
    let [name, versions, model, relation, owner] = table::find(TYPES, name)?;
    let relation = match relation {
        "same" => Relation::Same,
        "near" => Relation::Near,
        "none" => Relation::None,
        other => match other.strip_prefix("part:") {
            Some(path) => Relation::Part { path, owner },
            None => Relation::Unknown,
        },
    };
    let model = Some(model).filter(|model| !model.is_empty());
    Some(ResourceType { name, versions, model, relation })
}

/// What an attribute of a Terraform type sets in the common model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// The property, dotted, from the root of the type; `None` when there is no such property.
    pub path: Option<&'static str>,
    /// How the value is to be changed, as `grammars/terraform/attributes.tsv` explains; empty for not at all.
    pub conversion: &'static str,
}

/// Where the attribute at a dotted path goes, if that is not the property with the same name in another spelling.
#[must_use]
pub fn target_of(name: &str, path: &str) -> Option<Target> {
    let [_, target, conversion] = table::find(ATTRIBUTES, &format!("{name}.{path}"))?;
    Some(Target { path: Some(target).filter(|target| *target != "-"), conversion })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::schema;

    #[test]
    fn the_table_is_well_formed() {
        table::tests::check_sorted(TYPES, 4000);
        for [name] in table::rows(TYPES) {
            let found = type_of(name).unwrap();
            let has_model = matches!(found.relation, Relation::Same | Relation::Near | Relation::Part { .. });
            assert_eq!(has_model, found.model.is_some(), "{}", found.name);
        }
    }

    #[test]
    fn attributes_are_of_known_types() {
        table::tests::check_sorted(ATTRIBUTES, 1500);
        // What the common model adds, and what stands in it.
        let added: Vec<_> = table::rows(ATTRIBUTES).filter(|[_, _, conversion]| *conversion == "added").collect();
        for [key, target] in table::rows(ATTRIBUTES) {
            let (name, path) = key.split_once('.').unwrap();
            let (block, attribute) = path.rsplit_once('.').unwrap_or(("", path));
            let known = schema::terraform(name).and_then(|object| object.at(block)?.member(attribute));
            assert!(known.is_some(), "{key} is no attribute");
            let model = schema::cloudformation(type_of(name).and_then(|found| found.model).unwrap()).unwrap();
            let (object, property) = target.rsplit_once('.').unwrap_or(("", target));
            let known = model.at(object).and_then(|object| object.member(property));
            let is_added = added.iter().any(|[_, path, _]| target.split('.').next() == path.split('.').next());
            assert!(known.is_some() || target == "-" || is_added, "{key}: {target} is no property");
            assert!(target_of(name, path).is_some());
        }
    }

    #[test]
    fn knows_types() {
        let check = |name, model, relation| {
            let found = type_of(name).unwrap();
            assert_eq!((found.model, found.relation), (model, relation), "{name}");
        };
        check("aws_dynamodb_table", Some("AWS::DynamoDB::Table"), Relation::Same);
        check(
            "aws_s3_bucket_versioning",
            Some("AWS::S3::Bucket"),
            Relation::Part { path: "VersioningConfiguration", owner: "bucket" },
        );
        check("aws_iam_account_alias", None, Relation::None);
        check("azurerm_storage_account", None, Relation::Unknown);
        check("kubernetes_deployment_v1", Some("apps/v1/Deployment"), Relation::Same);
        assert_eq!(type_of("aws_no_such_thing"), None);
        assert_eq!(type_of("aws_s3_bucket").unwrap().versions, "456");
    }
}
