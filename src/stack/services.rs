//! The services behind resource types, as people call them.

use crate::catalog::table;

const SERVICES: &str = include_str!("../../grammars/aws/services.tsv");

/// A service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Service {
    /// Its name for people: `Step Functions`.
    pub title: &'static str,
    /// What it is for: `compute`, `data`, `messaging`, `api`, `network`, `security`, `observability`, `delivery`,
    /// `operations`, `analytics`, `machine learning`.
    pub group: &'static str,
}

/// The service of a resource type, if it is one of AWS.
#[must_use]
pub fn service(kind: &str) -> Option<Service> {
    let name = kind.strip_prefix("AWS::")?;
    let [_, title, group] = table::find(SERVICES, name).or_else(|| table::find(SERVICES, name.split("::").next()?))?;
    Some(Service { title, group })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_of_types() {
        for [key] in table::rows(SERVICES) {
            assert_eq!(table::find(SERVICES, key), Some([key]), "the table is not sorted");
        }
        let check = |kind, expected: Option<(&str, &str)>| {
            assert_eq!(service(kind).map(|service| (service.title, service.group)), expected, "{kind}");
        };
        check("AWS::StepFunctions::StateMachine", Some(("Step Functions", "compute")));
        check("AWS::EC2::Subnet", Some(("VPC", "network")));
        check("AWS::EC2::Instance", Some(("EC2", "compute")));
        check("azurerm_storage_account", None);
        check("AWS::NoSuchService::Thing", None);
    }
}
