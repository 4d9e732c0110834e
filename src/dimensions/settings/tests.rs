//! Gaps from settings that differ.

use crate::dimensions::harness::gaps;

const QUEUE: &str = "AWS::SQS::Queue";

#[test]
fn settings_make_gaps() {
    let cases: &[(&str, &str, &str, &str, &[&str])] = &[
        (
            "lacking",
            QUEUE,
            "{}",
            r#"{"RedrivePolicy": {"maxReceiveCount": 3, "deadLetterTargetArn": "x"}}"#,
            &["resilience high missing model RedrivePolicy: SQS queue `it` has no dead-letter queue"],
        ),
        (
            "better in the model",
            "AWS::RDS::DBInstance",
            r#"{"StorageEncrypted": true}"#,
            "{}",
            &[
                "security medium missing ideal StorageEncrypted: The ideal's RDS instance `it` has no encryption at rest, the model's has",
            ],
        ),
        (
            "another value",
            "AWS::Lambda::Function",
            r#"{"Timeout": 30}"#,
            r#"{"Timeout": 60}"#,
            &["configuration medium changed model Timeout: Timeout of Lambda function `it`: `30` instead of `60`"],
        ),
        (
            "a default",
            QUEUE,
            "{}",
            r#"{"VisibilityTimeout": 300}"#,
            &[
                "data medium missing model VisibilityTimeout: SQS queue `it` leaves the visibility timeout at its default of `30`; the ideal sets `300`",
            ],
        ),
        (
            "a rule that is open to the internet",
            "AWS::EC2::SecurityGroup",
            r#"{"SecurityGroupIngress": [{"IpProtocol": "tcp", "FromPort": 3306, "ToPort": 3306, "CidrIp": "0.0.0.0/0"}]}"#,
            "{}",
            &[
                "security critical extra model SecurityGroupIngress: Security group `it` lets in `TCP 3306 from 0.0.0.0/0`, which the ideal does not",
            ],
        ),
        (
            "rules",
            "AWS::EC2::SecurityGroup",
            r#"{"SecurityGroupIngress": [{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIp": "10.0.0.0/8"}]}"#,
            r#"{"SecurityGroupIngress": [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "10.0.0.0/8"}]}"#,
            &[
                "security high changed model SecurityGroupIngress: Security group `it` lets in `TCP 22 from 10.0.0.0/8` where the ideal lets in `TCP 443 from 10.0.0.0/8`",
            ],
        ),
    ];
    for (name, kind, model, ideal, expected) in cases {
        let found = gaps(&[(kind, "it", model)], &[(kind, "it", ideal)], "");
        assert_eq!(found, *expected, "{name}");
    }
}

#[test]
fn one_setting_of_many_resources_is_one_gap() {
    let with = |retention: u32| format!(r#"{{"RetentionInDays": {retention}}}"#);
    let (seven, thirty) = (with(7), with(30));
    let model = [("AWS::Logs::LogGroup", "api", seven.as_str()), ("AWS::Logs::LogGroup", "jobs", &seven)];
    let ideal = [("AWS::Logs::LogGroup", "api", thirty.as_str()), ("AWS::Logs::LogGroup", "jobs", &thirty)];
    let expected = "observability medium changed model RetentionInDays: Log retention of two log groups (`api` and `jobs`): `7` instead of `30`";
    assert_eq!(gaps(&model, &ideal, ""), [expected]);
}

#[test]
fn what_the_prompt_asks_for_decides_who_is_at_fault() {
    let model = [("AWS::Logs::LogGroup", "api", r#"{"RetentionInDays": 7}"#)];
    let ideal = [("AWS::Logs::LogGroup", "api", r#"{"RetentionInDays": 30}"#)];
    let fault = |prompt| gaps(&model, &ideal, prompt).join("").split(' ').take(4).collect::<Vec<_>>().join(" ");
    assert_eq!(fault("Keep logs with a retention of 30 days."), "observability high changed model");
    assert_eq!(fault("Keep logs with a retention of 7 days."), "observability medium changed ideal");
}
