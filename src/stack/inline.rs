//! Unfolding: what a resource holds as a setting although most answers write it as a resource of its own.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use super::fold::{Piece, reference_to};
use super::model::{Origin, Resource};
use crate::catalog::table;
use crate::program::value::{Map, Value};

static INLINE: LazyLock<HashMap<&'static str, Vec<Row>>> = LazyLock::new(|| {
    let mut rows: HashMap<_, Vec<Row>> = HashMap::new();
    for [kind, property, child, owner, setting] in table::rows(include_str!("../../grammars/cloudformation/inline.tsv"))
    {
        rows.entry(kind).or_default().push(Row { property, child, owner, setting });
    }
    rows
});

/// A row of `grammars/cloudformation/inline.tsv`.
struct Row {
    property: &'static str,
    child: &'static str,
    owner: &'static str,
    setting: &'static str,
}

/// Makes resources of what stands in others, each implied by the one in which it stood.
pub(super) fn unfold(pieces: &mut Vec<Piece>) {
    let mut children = Vec::new();
    for piece in pieces.iter_mut().filter(|piece| piece.part.is_none()) {
        for row in INLINE.get(&*piece.resource.kind).map_or(&[][..], Vec::as_slice) {
            let name = row.property.trim_end_matches("[]");
            let is_list = name != row.property;
            let held = match piece.resource.properties.get(name) {
                Some(value) if value.is_null() => continue,
                Some(value) if is_list => value.as_list().map(<[Value]>::to_vec),
                value => value.map(|value| vec![value.clone()]),
            };
            // What is not known to be settings stays where it is.
            let is_settings = |value: &Value| !row.setting.is_empty() || value.as_map().is_some();
            let Some(held) = held.filter(|held| held.iter().all(is_settings)) else { continue };
            piece.resource.properties.shift_remove(name);
            let one = held.len() == 1;
            for (index, value) in held.into_iter().enumerate() {
                let key = if one { String::new() } else { format!("[{index}]") };
                children.extend(child(
                    &piece.resource,
                    row,
                    &value,
                    &format!("{}.{name}{key}", piece.resource.address),
                ));
            }
        }
    }
    pieces.extend(children);
}

fn child(parent: &Resource, row: &Row, value: &Value, address: &str) -> Option<Piece> {
    let mut properties = match row.setting {
        "" => value.as_map()?.clone(),
        setting => Map::from([(setting.into(), value.clone())]),
    };
    let owner = row.owner.trim_end_matches("[]");
    let reference = reference_to(parent);
    let reference = if owner == row.owner { reference } else { Value::list(vec![reference], None) };
    properties.insert(owner.into(), reference);
    let resource = Resource {
        kind: row.child.into(),
        address: address.into(),
        origin: Origin::Implied(Arc::clone(&parent.address)),
        properties,
        spans: value.span.or(parent.span()).into_iter().collect(),
        folded: Vec::new(),
        ..parent.clone()
    };
    Some(Piece { resource, part: None, own_kind: row.child.into() })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::program::json::plain_map;
    use crate::stack::testing::resource;

    #[test]
    fn settings_that_are_resources() {
        let settings = json!({
            "TopicName": "orders",
            "Subscription": [{ "Protocol": "email", "Endpoint": "a" }, { "Protocol": "sqs", "Endpoint": "b" }],
            "policy": { "Statement": [] },
        });
        let kind = "AWS::SNS::Topic";
        let mut pieces =
            vec![Piece { resource: resource("orders", kind, &settings), part: None, own_kind: kind.into() }];
        unfold(&mut pieces);
        let found: Vec<_> = pieces
            .iter()
            .map(|piece| {
                let resource = &piece.resource;
                (&*resource.address, &*resource.kind, plain_map(&resource.properties))
            })
            .collect();
        let topic = json!({ "Ref": "orders" });
        let subscription =
            |protocol: &str, endpoint: &str| json!({ "Protocol": protocol, "Endpoint": endpoint, "TopicArn": topic });
        let policy = json!({ "PolicyDocument": { "Statement": [] }, "Topics": [topic] });
        let expected = [
            ("orders", kind, json!({ "TopicName": "orders" })),
            ("orders.Subscription[0]", "AWS::SNS::Subscription", subscription("email", "a")),
            ("orders.Subscription[1]", "AWS::SNS::Subscription", subscription("sqs", "b")),
            ("orders.policy", "AWS::SNS::TopicPolicy", policy),
        ];
        assert_eq!(found, expected);
        assert_eq!(pieces[1].resource.origin, Origin::Implied("orders".into()));
    }
}
