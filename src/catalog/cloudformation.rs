//! Facts about CloudFormation's types beside their schemas.

use super::table;

const STATEFUL: &str = include_str!("../../grammars/cloudformation/stateful.tsv");

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
    fn knows_what_keeps_data() {
        table::tests::check_sorted(STATEFUL, 25);
        for [kind] in table::rows(STATEFUL) {
            assert!(is_stateful(kind) && schema::cloudformation(kind).is_some(), "{kind}");
        }
        assert!(is_stateful("AWS::DynamoDB::Table"));
        assert!(!is_stateful("AWS::Lambda::Function"));
    }
}
