//! Rules of security groups that are declared apart from their group.

use crate::program::value::{Map, Value};

/// The type that has the rules as blocks.
pub(super) const KIND: &str = "aws_security_group";

/// Turns the attributes of an `aws_security_group_rule` into those of its group with that one rule. Returns the property
/// that the rule belongs to; `None` for other types, and when it is not known which way the rule goes.
pub(super) fn reshape(kind: &str, attributes: &mut Map) -> Option<&'static str> {
    if kind != "aws_security_group_rule" {
        return None;
    }
    let (direction, path) = match attributes.get("type")?.as_str()? {
        "ingress" => ("ingress", "SecurityGroupIngress"),
        "egress" => ("egress", "SecurityGroupEgress"),
        _ => return None,
    };
    let mut rule = std::mem::take(attributes);
    rule.shift_remove("type");
    if let Some(source) = rule.shift_remove("source_security_group_id") {
        let span = source.span;
        rule.insert("security_groups".into(), Value::list(vec![source], span));
    }
    let span = rule.values().find_map(|value| value.span);
    attributes.insert(direction.into(), Value::list(vec![Value::map(rule, span)], span));
    Some(path)
}
