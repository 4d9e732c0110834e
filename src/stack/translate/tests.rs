//! What the twins in `tests/twins` do not show: settings without a word, owners of parts, what is not known.

use serde_json::{Value as Json, json};

use super::{Translated, translate};
use crate::dialect::{Instance, Vocabulary};
use crate::program::json::plain_map;
use crate::program::value::Value;
use crate::source::Span;
use crate::stack::testing::{map, value};

fn translated(vocabulary: Vocabulary, kind: &str, settings: &Json) -> Translated {
    translate(&instance(vocabulary, kind, settings))
}

fn instance(vocabulary: Vocabulary, kind: &str, settings: &Json) -> Instance {
    Instance {
        declaration: 0,
        address: "it".into(),
        vocabulary,
        kind: kind.into(),
        count: Some(1),
        conditional: false,
        implied_by: None,
        properties: map(settings),
        span: Span { file: 0, start: 0, end: 0 },
    }
}

#[test]
fn what_has_no_word_keeps_its_own() {
    let instance = translated(
        Vocabulary::Terraform,
        "aws_db_instance",
        &json!({ "skip_final_snapshot": true, "blue_green_update": [{ "enabled": true }], "engine": "mysql", "port": null }),
    );
    let expected =
        json!({ "Engine": "mysql", "skip_final_snapshot": true, "blue_green_update": [{ "enabled": true }] });
    assert_eq!(plain_map(&instance.properties), expected);
    let group = translated(Vocabulary::Terraform, "azurerm_resource_group", &json!({ "name": "g" }));
    assert_eq!(
        (&*group.kind, plain_map(&group.properties), group.known),
        ("azurerm_resource_group", json!({ "name": "g" }), true)
    );
    assert!(!translated(Vocabulary::Terraform, "aws_no_such_thing", &json!({})).known);
    assert!(!translated(Vocabulary::CloudFormation, "AWS::No::Such", &json!({})).known);
}

#[test]
fn parts_name_their_owner() {
    let versioning = translated(
        Vocabulary::Terraform,
        "aws_s3_bucket_versioning",
        &json!({ "bucket": { "Fn::GetAtt": ["b", "id"] }, "versioning_configuration": [{ "status": "Enabled" }] }),
    );
    let part = versioning.part.unwrap();
    assert_eq!((&*part.owner_kind, &*part.path), ("AWS::S3::Bucket", "VersioningConfiguration"));
    assert_eq!(&*part.owner.unwrap().as_reference().unwrap().address, "b");
    let rule = translated(
        Vocabulary::Terraform,
        "aws_security_group_rule",
        &json!({ "type": "egress", "security_group_id": "sg-1" }),
    );
    assert_eq!(&*rule.part.unwrap().path, "SecurityGroupEgress");
}

#[test]
fn undecided_settings_stay_undecided() {
    let table = translated(
        Vocabulary::Terraform,
        "aws_dynamodb_table",
        &json!({ "attribute": { "Unknown": "a" }, "hash_key": { "Unknown": "k" }, "read_capacity": { "Unknown": "c" } }),
    );
    let unknown = |name: &str| json!({ "Unknown": format!("input {name} has no default") });
    let expected = json!({
        "AttributeDefinitions": unknown("a"),
        "KeySchema": [{ "KeyType": "HASH", "AttributeName": unknown("k") }],
        "ProvisionedThroughput": { "ReadCapacityUnits": unknown("c") }
    });
    assert_eq!(plain_map(&table.properties), expected);
}

#[test]
fn a_group_that_lets_itself_in_is_its_own_source() {
    let group = translated(
        Vocabulary::Terraform,
        "aws_security_group",
        &json!({ "ingress": [{ "protocol": "all", "self": true, "security_groups": [{ "Ref": "bastion" }], "cidr_blocks": [] }] }),
    );
    let rule = |source: &str| json!({ "IpProtocol": "-1", "SourceSecurityGroupId": { "Ref": source } });
    assert_eq!(plain_map(&group.properties), json!({ "SecurityGroupIngress": [rule("it"), rule("bastion")] }));
}

#[test]
fn each_alternative_of_a_block_is_translated() {
    let mut group = instance(Vocabulary::Terraform, "aws_lb_listener", &json!({}));
    let action = |kind: &str| value(&json!({ "type": kind, "target_group_arn": { "Ref": "t" } }));
    let either = Value::one_of([action("forward"), action("redirect")], None);
    group.properties.insert("default_action".into(), Value::list(vec![either], None));
    let expected = |kind: &str| json!({ "Type": kind, "TargetGroupArn": { "Ref": "t" } });
    assert_eq!(
        plain_map(&translate(&group).properties),
        json!({ "DefaultActions": [{ "OneOf": [expected("forward"), expected("redirect")] }] })
    );
}
