//! Facts about CloudFormation's types beside their schemas.

use super::table;

const STATEFUL: &str = include_str!("../../grammars/cloudformation/stateful.tsv");

const IDENTIFIERS: &str = include_str!("../../grammars/cloudformation/identifiers.tsv");

/// The property of which `Ref` gives the value for a resource of that type; `None` where it is more than one.
#[must_use]
pub fn identifier(kind: &str) -> Option<&'static str> {
    let [_, properties] = table::find(IDENTIFIERS, kind)?;
    (!properties.contains(' ')).then_some(properties)
}

/// Whether a resource of that type keeps data that is lost with it.
#[must_use]
pub fn is_stateful(kind: &str) -> bool {
    table::find_line(STATEFUL, kind).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::schema;

    #[test]
    fn knows_what_identifies() {
        table::tests::check_sorted(IDENTIFIERS, 1800);
        assert_eq!(identifier("AWS::IAM::Role"), Some("RoleName"));
        assert_eq!(identifier("AWS::EC2::EIP"), None);
    }

    #[test]
    fn knows_what_keeps_data() {
        table::tests::check_sorted(STATEFUL, 25);
        for [kind] in table::rows(STATEFUL) {
            assert!(is_stateful(kind) && schema::cloudformation(kind).is_some(), "{kind}");
        }
        assert!(is_stateful("AWS::DynamoDB::Table"));
        assert!(!is_stateful("AWS::Lambda::Function"));
    }
}
