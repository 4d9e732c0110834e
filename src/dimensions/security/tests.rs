//! Security gaps of small pairs.

use crate::dimensions::harness::{find, gaps};

#[test]
fn findings_make_gaps() {
    let cases: &[(&str, &str, &str, &str, &[&str])] = &[
        (
            "ssh on both sides",
            "AWS::EC2::SecurityGroup",
            r#"{"SecurityGroupIngress": [{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIp": "0.0.0.0/0"}]}"#,
            r#"{"SecurityGroupIngress": [{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIp": "0.0.0.0/0"}]}"#,
            &[
                "low violation both SecurityGroupIngress: `it` opens TCP 22 (SSH) to 0.0.0.0/0; the same holds for the ideal's `it`",
            ],
        ),
        (
            "web ports are meant to be reached",
            "AWS::EC2::SecurityGroup",
            r#"{"SecurityGroupIngress": [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "0.0.0.0/0"}]}"#,
            "{}",
            &[],
        ),
        (
            "a public database on both sides",
            "AWS::RDS::DBInstance",
            r#"{"PubliclyAccessible": true, "StorageEncrypted": true}"#,
            r#"{"PubliclyAccessible": "true", "StorageEncrypted": true}"#,
            &[
                "medium violation both PubliclyAccessible: `it` has a public address; the same holds for the ideal's `it`",
            ],
        ),
        (
            "unknown encryption says nothing",
            "AWS::RDS::DBInstance",
            r#"{"StorageEncrypted": {"Unknown": "x"}}"#,
            r#"{"StorageEncrypted": true}"#,
            &[],
        ),
        (
            "a password in the code of the ideal",
            "AWS::RDS::DBInstance",
            r#"{"MasterUserPassword": {"Ref": "password"}, "StorageEncrypted": true}"#,
            r#"{"MasterUserPassword": "hunter22", "StorageEncrypted": true}"#,
            &["medium violation ideal MasterUserPassword: In the ideal, `it` holds `MasterUserPassword` in plain text"],
        ),
        (
            "everything allowed",
            "AWS::IAM::Role",
            r#"{"Policies": [{"PolicyDocument": {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}}]}"#,
            r#"{"Policies": [{"PolicyDocument": {"Statement": [{"Effect": "Allow", "Action": ["*"], "Resource": ["*"]}]}}]}"#,
            &[
                "medium violation both Policies.PolicyDocument.Statement.Action: `it` allows every action on every resource; the same holds for the ideal's `it`",
            ],
        ),
    ];
    for (name, kind, model, ideal, expected) in cases {
        // What two versions of one answer have in common is no gap between them, so these are two answers.
        let own = [("AWS::CloudWatch::Dashboard", "board", "{}"), ("AWS::Athena::WorkGroup", "group", "{}")];
        let found = gaps(&[(kind, "it", model), own[0], own[1]], &[(kind, "it", ideal)], "");
        let violations: Vec<_> = found
            .iter()
            .filter_map(|gap| gap.strip_prefix("security "))
            .filter(|gap| gap.contains("violation") && !gap.contains("violation both -:"))
            .collect();
        assert_eq!(violations, *expected, "{name}");
    }
}

#[test]
fn the_row_names_what_is_open() {
    let open =
        r#"{"SecurityGroupIngress": [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "0.0.0.0/0"}]}"#;
    let (rows, _) = find(&[("AWS::EC2::SecurityGroup", "web", open)], &[("AWS::EC2::SecurityGroup", "web", "{}")], "");
    let row = rows.iter().find(|row| row.gap == "Security Boundary").unwrap();
    assert_eq!(row.model, "`web` opens TCP 443 to 0.0.0.0/0 (MODEL_RESPONSE.md:1).");
    assert_eq!(row.ideal, "No ingress from the internet in one security group.");
}
