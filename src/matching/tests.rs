//! Pairing and comparing whole stacks.

use super::testing::stack;
use super::*;
use crate::program::json::plain;

type Given<'a> = &'a [(&'a str, &'a str, &'a str)];

/// The pairs of two stacks as `model address = ideal address`, sorted, then what is left over.
fn pairs(model: Given<'_>, ideal: Given<'_>) -> Vec<String> {
    let (model, ideal) = (stack(model), stack(ideal));
    let pairing = pair(&model, &ideal);
    let mut shown: Vec<_> = pairing
        .pairs
        .iter()
        .map(|pair| format!("{} = {}", model.resources[pair.model].address, ideal.resources[pair.ideal].address))
        .collect();
    shown.sort();
    shown.extend(pairing.model_only.iter().map(|&at| format!("{} = ", model.resources[at].address)));
    shown.extend(pairing.ideal_only.iter().map(|&at| format!(" = {}", ideal.resources[at].address)));
    shown
}

/// The differences between two resources of a type with these properties, as `path: model | ideal`.
fn differences(kind: &str, model: &str, ideal: &str) -> Vec<String> {
    let context = [("AWS::S3::Bucket", "bucket", "{}"), ("AWS::EC2::SecurityGroup", "web", "{}")];
    let with = |properties| {
        let mut all = context.to_vec();
        all.push((kind, "it", properties));
        stack(&all)
    };
    let (model, ideal) = (with(model), with(ideal));
    let pairing = pair(&model, &ideal);
    let shown = |value: &Option<Value>| value.as_ref().map_or_else(|| "-".to_owned(), |value| plain(value).to_string());
    let differences = pairing.pairs.iter().flat_map(|pair| &pair.differences);
    differences.map(|found| format!("{}: {} | {}", found.path, shown(&found.model), shown(&found.ideal))).collect()
}

const QUEUE: &str = "AWS::SQS::Queue";
const SUBNET: &str = "AWS::EC2::Subnet";

#[test]
fn resources_pair_by_role() {
    let cases: &[(&str, Given<'_>, Given<'_>, &[&str])] = &[
        (
            "renamed, in another order",
            &[(QUEUE, "aws_sqs_queue.orders", "{}"), (QUEUE, "aws_sqs_queue.orders_dlq", "{}")],
            &[(QUEUE, "OrderDeadLetterQueue", "{}"), (QUEUE, "OrderQueue", "{}")],
            &["aws_sqs_queue.orders = OrderQueue", "aws_sqs_queue.orders_dlq = OrderDeadLetterQueue"],
        ),
        (
            "the only one of its type, under another name",
            &[(QUEUE, "jobs", "{}")],
            &[(QUEUE, "tasks", "{}")],
            &["jobs = tasks"],
        ),
        (
            "one more than the other has",
            &[(QUEUE, "orders", "{}")],
            &[(QUEUE, "orders_queue", "{}"), (QUEUE, "payments_queue", "{}")],
            &["orders = orders_queue", " = payments_queue"],
        ),
        (
            "instances of one declaration go together",
            &[(SUBNET, "public[0]", "{}"), (SUBNET, "public[1]", "{}"), (SUBNET, "private[0]", "{}")],
            &[(SUBNET, "PrivateSubnet1", "{}"), (SUBNET, "PublicSubnet1", "{}"), (SUBNET, "PublicSubnet2", "{}")],
            &["private[0] = PrivateSubnet1", "public[0] = PublicSubnet1", "public[1] = PublicSubnet2"],
        ),
        (
            "links tell what names do not",
            &[
                ("AWS::Lambda::Function", "resize", r#"{"Role": {"Ref": "role1"}}"#),
                ("AWS::Lambda::Function", "notify", r#"{"Role": {"Ref": "role2"}}"#),
                ("AWS::IAM::Role", "role1", "{}"),
                ("AWS::IAM::Role", "role2", "{}"),
            ],
            &[
                ("AWS::Lambda::Function", "Notifier", r#"{"Role": {"Ref": "A"}}"#),
                ("AWS::Lambda::Function", "ResizeFn", r#"{"Role": {"Ref": "B"}}"#),
                ("AWS::IAM::Role", "A", "{}"),
                ("AWS::IAM::Role", "B", "{}"),
            ],
            &["notify = Notifier", "resize = ResizeFn", "role1 = B", "role2 = A"],
        ),
        (
            "substitutes",
            &[("AWS::RDS::DBInstance", "db", "{}"), ("AWS::SNS::Topic", "alerts", "{}")],
            &[("AWS::RDS::DBCluster", "aurora", "{}"), (QUEUE, "orders", "{}")],
            &["db = aurora", "alerts = ", " = orders"],
        ),
        (
            "alarms on other metrics are other alarms",
            &[("AWS::CloudWatch::Alarm", "alarm", r#"{"MetricName": "CPUUtilization"}"#)],
            &[("AWS::CloudWatch::Alarm", "alarm", r#"{"MetricName": "5XXError"}"#)],
            &["alarm = ", " = alarm"],
        ),
    ];
    for (name, model, ideal, expected) in cases {
        assert_eq!(pairs(model, ideal), *expected, "{name}");
    }
}

#[test]
fn large_groups_stay_fast_and_right() {
    let names: Vec<String> = (0..1_000).map(|at| format!("queue_{}", at * 7_919)).collect();
    let forward: Vec<_> = names.iter().map(|name| (QUEUE, name.as_str(), "{}")).collect();
    let backward: Vec<_> = names.iter().rev().map(|name| (QUEUE, name.as_str(), "{}")).collect();
    let found = pairs(&forward, &backward);
    let right = found.iter().filter(|pair| pair.split_once(" = ").is_some_and(|(ours, theirs)| ours == theirs)).count();
    assert!(right > 990, "{right} of 1000 pairs are right");
}

#[test]
fn equal_by_meaning() {
    let cases: &[(&str, &str, &str)] = &[
        (QUEUE, r#"{"DelaySeconds": 5}"#, r#"{"DelaySeconds": "5"}"#),
        (QUEUE, r#"{"VisibilityTimeout": 30}"#, "{}"),
        (QUEUE, r#"{"FifoQueue": false, "QueueName": "a-dev"}"#, r#"{"QueueName": "b-prod"}"#),
        (QUEUE, r#"{"KmsMasterKeyId": {"Unknown": "x"}}"#, r#"{"KmsMasterKeyId": "alias/aws/sqs"}"#),
        (QUEUE, r#"{"KmsMasterKeyId": {"Unknown": "x"}}"#, "{}"),
        (QUEUE, r#"{"RedrivePolicy": "{\"maxReceiveCount\": 3}"}"#, r#"{"RedrivePolicy": {"maxReceiveCount": "3"}}"#),
        (QUEUE, r#"{"VisibilityTimeout": {"OneOf": [30, 60]}}"#, r#"{"VisibilityTimeout": 60}"#),
        ("AWS::EC2::VPC", r#"{"CidrBlock": "10.0.0.0/16"}"#, r#"{"CidrBlock": "10.0.1.0/16"}"#),
        (
            "AWS::RDS::DBInstance",
            r#"{"VPCSecurityGroups": ["a", {"Ref": "web"}]}"#,
            r#"{"VPCSecurityGroups": [{"Fn::GetAtt": ["web", "GroupId"]}, "a"]}"#,
        ),
        (
            "AWS::IAM::Role",
            r#"{"Policies": [{"PolicyName": "a", "PolicyDocument": {"Statement": [
                {"Sid": "X", "Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": {"Fn::Join": ["", ["arn:aws:s3:::", {"Ref": "bucket"}, "/*"]]}}]}}]}"#,
            r#"{"Policies": [
                {"PolicyName": "b", "PolicyDocument": {"Statement": {"Effect": "Allow", "Action": "s3:PutObject", "Resource": {"Fn::Join": ["", [{"Fn::GetAtt": ["bucket", "Arn"]}, "/*"]]}}}},
                {"PolicyName": "c", "PolicyDocument": "{\"Statement\": []}"},
                {"PolicyName": "d", "PolicyDocument": {"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": [{"Fn::Join": ["", [{"Fn::GetAtt": ["bucket", "Arn"]}, "/*"]]}]}]}}]}"#,
        ),
        (
            "AWS::IAM::Role",
            r#"{"AssumeRolePolicyDocument": {"Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Condition": {"StringEquals": {"${a.name.arn}:aud": "x", "${web.id}:sub": "y"}}}}}"#,
            r#"{"AssumeRolePolicyDocument": {"Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Condition": {"StringEquals": {"${b.arn}:aud": "x", "${web}:sub": "y"}}}}}"#,
        ),
        (
            "AWS::EC2::SecurityGroup",
            r#"{"GroupName": "it", "SecurityGroupIngress": [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "0.0.0.0/0"}, {"IpProtocol": "-1", "SourceSecurityGroupId": {"Ref": "web"}}]}"#,
            r#"{"GroupName": "it", "SecurityGroupIngress": [{"IpProtocol": -1, "FromPort": 0, "ToPort": 0, "SourceSecurityGroupId": {"Fn::GetAtt": ["web", "GroupId"]}, "Description": "x"}, {"IpProtocol": 6, "FromPort": "443", "ToPort": 443, "CidrIp": ["0.0.0.0/0"]}]}"#,
        ),
    ];
    for (kind, model, ideal) in cases {
        assert_eq!(differences(kind, model, ideal), [""; 0], "{kind} {model}");
        assert_eq!(differences(kind, ideal, model), [""; 0], "{kind} {ideal}");
    }
}

#[test]
fn what_differs_is_found() {
    let cases: &[(&str, &str, &str, &[&str])] = &[
        (QUEUE, r#"{"DelaySeconds": 5}"#, r#"{"DelaySeconds": 6}"#, &["DelaySeconds: 5 | 6"]),
        (QUEUE, "{}", r#"{"VisibilityTimeout": 300}"#, &["VisibilityTimeout: \"30\" | 300"]),
        (QUEUE, "{}", r#"{"KmsMasterKeyId": "k"}"#, &["KmsMasterKeyId: - | \"k\""]),
        (
            QUEUE,
            r#"{"RedrivePolicy": "{\"maxReceiveCount\": 3}"}"#,
            r#"{"RedrivePolicy": {"maxReceiveCount": 5}}"#,
            &["RedrivePolicy.maxReceiveCount: 3 | 5"],
        ),
        (
            "AWS::DynamoDB::Table",
            r#"{"GlobalSecondaryIndexes": [{"IndexName": "a", "Projection": {"ProjectionType": "ALL"}}]}"#,
            r#"{"GlobalSecondaryIndexes": [{"IndexName": "b"}, {"IndexName": "a", "Projection": {"ProjectionType": "KEYS_ONLY"}}]}"#,
            &[
                "GlobalSecondaryIndexes[a].Projection.ProjectionType: \"ALL\" | \"KEYS_ONLY\"",
                "GlobalSecondaryIndexes[b]: - | {\"IndexName\":\"b\"}",
            ],
        ),
        (
            "AWS::IAM::Role",
            r#"{"Policies": [{"PolicyDocument": {"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}}]}"#,
            r#"{"Policies": [{"PolicyDocument": {"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": {"Fn::GetAtt": ["bucket", "Arn"]}}]}}]}"#,
            &["Policies.PolicyDocument.Statement.Action: [\"s3:* on *\"] | -"],
        ),
        (
            "AWS::IAM::Role",
            r#"{"Policies": [{"PolicyDocument": {"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}}]}"#,
            r#"{"Policies": [{"PolicyDocument": {"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": {"Fn::GetAtt": ["bucket", "Arn"]}}]}}]}"#,
            &["Policies.PolicyDocument.Statement.Resource: [\"s3:GetObject on *\"] | [\"s3:GetObject on bucket\"]"],
        ),
        (
            "AWS::EC2::SecurityGroup",
            r#"{"GroupName": "it", "SecurityGroupIngress": [{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIp": "0.0.0.0/0"}]}"#,
            r#"{"GroupName": "it", "SecurityGroupIngress": [{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIp": "10.0.0.0/8"}]}"#,
            &["SecurityGroupIngress: [\"TCP 22 from 0.0.0.0/0\"] | [\"TCP 22 from 10.0.0.0/8\"]"],
        ),
    ];
    for (kind, model, ideal, expected) in cases {
        assert_eq!(differences(kind, model, ideal), *expected, "{kind} {model}");
    }
}
