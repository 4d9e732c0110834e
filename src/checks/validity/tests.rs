//! What each check finds, and what it leaves alone.

use super::find;
use crate::severity::Severity;

/// The faults of an answer with one block of code: `check: message`, those that are not certain in brackets.
fn faults(language: &str, code: &str) -> Vec<String> {
    faults_of(&format!("```{language}\n{code}\n```\n"))
}

fn faults_of(markdown: &str) -> Vec<String> {
    let analysis = crate::analyse("ANSWER.md", markdown.as_bytes());
    let shown = |fault: &super::Fault| match fault.severity {
        Severity::Critical | Severity::High => format!("{}: {}", fault.check, fault.message),
        _ => format!("({}: {})", fault.check, fault.message),
    };
    find(&analysis).iter().map(shown).collect()
}

/// The one fault of an answer in which something is put into a program, and none when the right thing is.
fn check(language: &str, program: &str, wrong: &str, right: &str, expected: &str) {
    assert_eq!(faults(language, &program.replace("CODE", wrong)), [expected], "{wrong}");
    assert_eq!(faults(language, &program.replace("CODE", right)), [""; 0], "{right}");
}

const CDK_PYTHON: &str = "
import aws_cdk as cdk
from aws_cdk import aws_s3 as s3, aws_logs as logs, aws_ec2 as ec2, aws_lambda as lambda_
class TapStack(cdk.Stack):
    def __init__(self, scope, id, **kwargs):
        super().__init__(scope, id, **kwargs)
        CODE
app = cdk.App()
TapStack(app, 'tap')
";

const CDK_TYPESCRIPT: &str = "
import * as cdk from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as guardduty from 'aws-cdk-lib/aws-guardduty';
import { aws_elasticloadbalancingv2 as elb } from 'aws-cdk-lib';
class TapStack extends cdk.Stack {
  constructor(scope: cdk.App, id: string, props?: cdk.StackProps) {
    super(scope, id, props);
    CODE
  }
}
new TapStack(new cdk.App(), 'tap');
";

const PULUMI_PYTHON: &str = "
import pulumi
import pulumi_aws as aws
topic = aws.sns.Topic('topic')
CODE
";

const PULUMI_TYPESCRIPT: &str = "
import * as pulumi from '@pulumi/pulumi';
import * as aws from '@pulumi/aws';
const topic = new aws.sns.Topic('topic', {});
CODE
";

#[test]
fn members_of_libraries() {
    check(
        "python",
        CDK_PYTHON,
        "logs.LogGroup(self, 'l', retention=logs.RetentionDays.TEN_WEEKS)",
        "logs.LogGroup(self, 'l', retention=logs.RetentionDays.TWO_WEEKS)",
        "unknown-library-member: `RetentionDays` has no `TEN_WEEKS`; it has `TWO_WEEKS`",
    );
    check(
        "python",
        CDK_PYTHON,
        "s3.Bucket(self, 'b').grant_reading(None)",
        "s3.Bucket(self, 'b').add_cors_rule(allowed_methods=[], allowed_origins=[])",
        "unknown-library-member: `Bucket` has no `grant_reading`; it has `grant_read`",
    );
    check(
        "typescript",
        CDK_TYPESCRIPT,
        "new elb.InstanceTargets('i-1');",
        "elb.Protocol.HTTPS;",
        "unknown-library-member: `aws_elasticloadbalancingv2` has no `InstanceTargets`",
    );
    check(
        "typescript",
        CDK_TYPESCRIPT,
        "new s3.Bucket(this, 'b').enableVersions();",
        "new s3.Bucket(this, 'b').addCorsRule({ allowedMethods: [], allowedOrigins: [] });",
        "unknown-library-member: `Bucket` has no `enableVersions`",
    );
    check(
        "python",
        PULUMI_PYTHON,
        "aws.logs.LogGroup('l')",
        "aws.cloudwatch.LogGroup('l')",
        "unknown-library-member: `aws` has no `logs`",
    );
    check(
        "python",
        PULUMI_PYTHON,
        "pulumi.export('secret', topic.secret)",
        "pulumi.export('arn', topic.arn)",
        "unknown-library-member: `Topic` has no property `secret`",
    );
    check(
        "typescript",
        PULUMI_TYPESCRIPT,
        "new aws.lambda.FunctionVersion('v', {});",
        "new aws.lambda.Alias('v', { functionName: 'f', functionVersion: '1' });",
        "unknown-library-member: `aws.lambda` has no `FunctionVersion`; it has `Function`",
    );
    check(
        "typescript",
        PULUMI_TYPESCRIPT,
        "new pulumi.RandomPassword('p', { length: 8 });",
        "pulumi.all([topic.arn]);",
        "unknown-library-member: `pulumi` has no `RandomPassword`",
    );
}

#[test]
fn classes_of_terraform_providers() {
    let program = "import { App } from 'cdktf';\nimport { CODE } from '@cdktf/provider-aws/lib/s3-bucket-versioning';\n\
                   new S3BucketVersioningA(new App(), 'v', {});";
    assert_eq!(faults("typescript", &program.replace("CODE", "S3BucketVersioningA")), [""; 0]);
    let program = "import { AwsProvider } from '@cdktf/provider-aws';\nnew AwsProvider(null, 'aws', {});";
    assert_eq!(
        faults("typescript", program),
        [
            "unknown-library-member: `@cdktf/provider-aws` has no `AwsProvider`; import it from `@cdktf/provider-aws/lib/provider`"
        ]
    );
}

#[test]
fn arguments_of_libraries() {
    check(
        "python",
        CDK_PYTHON,
        "s3.Bucket(self, 'b', encrypted=True)",
        "s3.Bucket(self, 'b', encryption=s3.BucketEncryption.S3_MANAGED)",
        "unknown-library-argument: `Bucket` takes no `encrypted`",
    );
    check(
        "python",
        CDK_PYTHON,
        "ec2.CfnFlowLog(self, 'f', resource_type='VPC')",
        "ec2.CfnFlowLog(self, 'f', resource_type='VPC', resource_id='vpc-1')",
        "missing-library-argument: `CfnFlowLog` requires `resource_id`, which is not given",
    );
    check(
        "typescript",
        CDK_TYPESCRIPT,
        "new guardduty.CfnDetector(this, 'd', {});",
        "new guardduty.CfnDetector(this, 'd', { enable: true });",
        "missing-library-argument: `CfnDetector` requires `enable`, which is not given",
    );
    check(
        "typescript",
        CDK_TYPESCRIPT,
        "new s3.Bucket(this, 'b', { version: true });",
        "new s3.Bucket(this, 'b', { versioned: true });",
        "(unknown-library-argument: `Bucket` takes no `version`; it takes `versioned`)",
    );
    check(
        "python",
        PULUMI_PYTHON,
        "aws.sns.TopicSubscription('s', endpoint='a@b.c', protocol='email')",
        "aws.sns.TopicSubscription('s', endpoint='a@b.c', protocol='email', topic=topic.arn)",
        "missing-library-argument: `TopicSubscription` requires `topic`, which is not given",
    );
    check(
        "python",
        PULUMI_PYTHON,
        "aws.sqs.Queue('q', fifo=True)",
        "aws.sqs.Queue('q', fifo_queue=True)",
        "unknown-library-argument: `Queue` takes no `fifo`; it takes `fifo_queue`",
    );
}

#[test]
fn properties_that_can_only_be_read() {
    check(
        "python",
        CDK_PYTHON,
        "self.region = 'eu-west-1'",
        "self.own_region = 'eu-west-1'",
        "read-only-property: `region` cannot be assigned: it is a property of `Stack` that can only be read; choose another name",
    );
}

#[test]
fn names_of_the_program_itself() {
    check(
        "python",
        CDK_PYTHON,
        "sqs.Queue(self, 'q')",
        "s3.Bucket(self, 'q')",
        "undefined-name: `sqs` is not defined where it is used: define or import it first",
    );
    check(
        "python",
        "class Settings:\n    def __init__(self, name=None):\n        self.name = name\nsettings = Settings(CODE)",
        "nome='a'",
        "name='a'",
        "unexpected-argument: `Settings` takes no argument `nome`",
    );
}

#[test]
fn files_of_the_answer() {
    let answer = |import: &str| {
        format!(
            "`bin/tap.ts`\n```typescript\nimport {{ TapStack }} from '{import}';\nnew TapStack();\n```\n\
             `lib/tap-stack.ts`\n```typescript\nexport class TapStack {{}}\n```\n"
        )
    };
    assert_eq!(faults_of(&answer("../lib/tap-stack")), [""; 0]);
    assert_eq!(
        faults_of(&answer("../lib/other-stack")),
        ["missing-file: `../lib/other-stack` is imported, but the answer has no such file"]
    );
}

#[test]
fn code_that_does_not_parse() {
    check("python", "CODE", "x = (1", "x = (1)", "syntax: syntax error: `)` is missing at the end");
}

const TEMPLATE: &str = "AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
  CODE
";

#[test]
fn settings_of_templates() {
    for (wrong, right, expected) in [
        (
            "Logs: {Type: 'AWS::Logs::LogGrup'}",
            "Logs: {Type: 'AWS::Logs::LogGroup'}",
            "unknown-resource-type: `Logs` has the type `AWS::Logs::LogGrup`, which CloudFormation does not have; there is \
             `AWS::Logs::LogGroup`",
        ),
        (
            "Logs: {Type: 'AWS::Logs::LogGroup', Properties: {RetentionDays: 7}}",
            "Logs: {Type: 'AWS::Logs::LogGroup', Properties: {RetentionInDays: 7}}",
            "unknown-property: `AWS::Logs::LogGroup` has no `RetentionDays` in `Logs`; it has `RetentionInDays`",
        ),
        (
            "Logs: {Type: 'AWS::Logs::LogGroup', Properties: {RetentionInDays: 2555}}",
            "Logs: {Type: 'AWS::Logs::LogGroup', Properties: {RetentionInDays: !If [Long, 2557, 7]}}",
            "value-not-allowed: `RetentionInDays` of `Logs` cannot be `2555`; the nearest is `2557`",
        ),
        (
            "Trail: {Type: 'AWS::CloudTrail::Trail', Properties: {S3BucketName: b}}",
            "Trail: {Type: 'AWS::CloudTrail::Trail', Properties: {S3BucketName: b, IsLogging: true}}",
            "missing-property: `AWS::CloudTrail::Trail` requires `IsLogging` in `Trail`, which is not set",
        ),
        (
            "Logs: {Type: 'AWS::Logs::LogGroup', Properties: {RetentionInDays: [7]}}",
            "Logs: {Type: 'AWS::Logs::LogGroup', Properties: {RetentionInDays: !Ref Days}}",
            "wrong-type: `RetentionInDays` of `Logs` is a list where a single value must stand",
        ),
        (
            "Topic: {Type: 'AWS::SNS::Topic', Properties: {DisplayName: !GetAtt Table.TableArn}}",
            "Topic: {Type: 'AWS::SNS::Topic', Properties: {DisplayName: !GetAtt Table.Arn}}",
            "unknown-attribute: `Table` has no attribute `TableArn`; it has `Arn`, `StreamArn`",
        ),
        (
            "P: {Type: 'AWS::IAM::Policy', Properties: {PolicyName: p, PolicyDocument: {}}}",
            "P: {Type: 'AWS::IAM::Policy', Properties: {PolicyName: p, PolicyDocument: {}, Roles: [r]}}",
            "missing-property: `AWS::IAM::Policy` in `P` requires one of `Users`, `Groups`, `Roles`, none of which is set",
        ),
        (
            "Log_Group: {Type: 'AWS::Logs::LogGroup'}",
            "LogGroup: {Type: 'AWS::Logs::LogGroup'}",
            "invalid-logical-id: `Log_Group` is no logical id: only letters and digits may stand in it",
        ),
        (
            "F: {Type: 'AWS::Lambda::Function', Properties: {Role: r, Code: {ZipFile: x}, Environment: {Variables: {AWS_REGION: a}}}}",
            "F: {Type: 'AWS::Lambda::Function', Properties: {Role: r, Code: {ZipFile: x}, Environment: {Variables: {REGION: a}}}}",
            "reserved-environment-variable: `F` sets the variable `AWS_REGION`, which Lambda keeps for itself: choose another name",
        ),
        (
            "T: {Type: 'AWS::DynamoDB::Table', Properties: {BillingMode: PAY_PER_REQUEST, AttributeDefinitions: [{AttributeName: a, AttributeType: S}, {AttributeName: b, AttributeType: S}], KeySchema: [{AttributeName: a, KeyType: HASH}]}}",
            "T: {Type: 'AWS::DynamoDB::Table', Properties: {BillingMode: PAY_PER_REQUEST, AttributeDefinitions: [{AttributeName: a, AttributeType: S}], KeySchema: [{AttributeName: a, KeyType: HASH}]}}",
            "key-attributes: `T` declares `b` in `AttributeDefinitions`, which no key uses: leave out what is no key",
        ),
        (
            "Q: {Type: 'AWS::SQS::Queue', Properties: {DelaySeconds: 1000}}",
            "Q: {Type: 'AWS::SQS::Queue', Properties: {DelaySeconds: 900}}",
            "value-out-of-range: `DelaySeconds` of `Q` is 1000, and must be 0 to 900",
        ),
        (
            "L: {Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: {Subnets: [subnet-1]}}",
            "L: {Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: {Subnets: [subnet-1, subnet-2]}}",
            "value-out-of-range: `L` is given one subnet; an application load balancer needs two in different zones",
        ),
        (
            "R: {Type: 'AWS::Events::Rule', Properties: {Name: abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnop, ScheduleExpression: rate(1 day)}}",
            "R: {Type: 'AWS::Events::Rule', Properties: {Name: daily, ScheduleExpression: rate(1 day)}}",
            "malformed-value: `Name` of `R` has 68 characters, and must have 1 to 64",
        ),
        (
            "R: {Type: 'AWS::Events::Rule', Properties: {Name: daily}}",
            "R: {Type: 'AWS::Events::Rule', Properties: {Name: daily, EventPattern: {source: [a]}}}",
            "missing-property: `AWS::Events::Rule` in `R` requires one of `EventPattern`, `ScheduleExpression`, none of which is set",
        ),
        (
            "D: {Type: 'AWS::GuardDuty::Detector', Properties: {Enable: true, DataSources: {}, Features: []}}",
            "D: {Type: 'AWS::GuardDuty::Detector', Properties: {Enable: true, Features: []}}",
            "conflicting-properties: `D` sets `DataSources` and `Features`; GuardDuty takes only one of them",
        ),
        (
            "G: {Type: 'AWS::EC2::SecurityGroup', Properties: {GroupDescription: g, SecurityGroupEgress: []}}",
            "G: {Type: 'AWS::EC2::SecurityGroup', Properties: {GroupDescription: g, VpcId: vpc-1, SecurityGroupEgress: []}}",
            "missing-property: `AWS::EC2::SecurityGroup` in `G` sets `SecurityGroupEgress` and so requires `VpcId`",
        ),
        (
            "P: {Type: 'AWS::IAM::ManagedPolicy', Properties: {PolicyDocument: {Statement: [{Effect: Deny, Principal: '*', Action: 's3:*', Resource: '*'}]}}}",
            "P: {Type: 'AWS::IAM::ManagedPolicy', Properties: {PolicyDocument: {Statement: [{Effect: Deny, Action: 's3:*', Resource: '*'}]}}}",
            "malformed-policy: `Principal` stands in a policy of an identity in `P`: it says who may, and that is who has the policy",
        ),
        (
            "P: {Type: 'AWS::IAM::ManagedPolicy', Properties: {PolicyDocument: {Statement: [{Effect: Deny, Action: 's3:*', Resource: '*', Condition: {StringEqual: {a: b}}}]}}}",
            "P: {Type: 'AWS::IAM::ManagedPolicy', Properties: {PolicyDocument: {Statement: [{Effect: Deny, Action: 's3:*', Resource: '*', Condition: {'ForAnyValue:StringEqualsIfExists': {a: b}}}]}}}",
            "malformed-policy: conditions of policies have no operator `StringEqual`; there is `StringEquals`",
        ),
        (
            "L: {Type: 'AWS::QLDB::Ledger', Properties: {PermissionsMode: STANDARD}}",
            "L: {Type: 'AWS::CloudFormation::CustomResource', Properties: {ServiceToken: a, Anything: b}}",
            "ended-service: `L` has the type `AWS::QLDB::Ledger`, whose service was shut down (2025-07-31)",
        ),
        (
            "D: {Type: 'AWS::RDS::DBInstance', Properties: {Engine: mysql, EngineVersion: 8.0.28, DBInstanceClass: db.t3.micro}}",
            "D: {Type: 'AWS::RDS::DBInstance', Properties: {Engine: postgres, EngineVersion: '14', DBInstanceClass: db.t3.micro}}",
            "(retired-version: `D` asks for mysql 8.0.28, with which nothing new can be created any more)",
        ),
        (
            "D: {Type: 'AWS::RDS::DBInstance', Properties: {Engine: mysql, MasterUsername: rdsadmin}}",
            "D: {Type: 'AWS::RDS::DBInstance', Properties: {Engine: mysql, MasterUsername: admin}}",
            "value-not-allowed: `MasterUsername` of `D` cannot be `rdsadmin`, which mysql keeps for itself",
        ),
        (
            "H: {Type: 'AWS::SecurityHub::Hub', Properties: {Tags: [{Key: a, Value: b}]}}",
            "H: {Type: 'AWS::SecurityHub::Hub', Properties: {Tags: {a: b}}}",
            "wrong-type: `Tags` of `H` is a list where an object must stand",
        ),
    ] {
        let with = |code: &str| {
            let found = faults("yaml", &TEMPLATE.replace("CODE", code));
            // That `Days` and `Long` are not declared is another matter.
            found.into_iter().filter(|fault| !fault.starts_with("invalid-declaration")).collect::<Vec<_>>()
        };
        assert_eq!(with(wrong), [expected]);
        assert_eq!(with(right), [""; 0]);
    }
}

#[test]
fn what_does_not_deploy_itself_is_left_alone() {
    let snippet =
        format!("```yaml\n{}\n```\n```python\nresult = json.dumps({{}})\n```\n", TEMPLATE.replace("CODE", ""));
    assert_eq!(faults_of(&snippet), [""; 0]);
}

#[test]
fn settings_of_terraform() {
    let bucket = "resource \"aws_s3_bucket\" \"logs\" {\n  bucket = \"logs\"\n}\nCODE";
    for (wrong, right, expected) in [
        (
            "resource \"aws_flow_log\" \"f\" {\n  log_destination_arn = aws_s3_bucket.logs.arn\n}",
            "resource \"aws_flow_log\" \"f\" {\n  log_destination = aws_s3_bucket.logs.arn\n}",
            "unknown-property: `aws_flow_log` has no `log_destination_arn` in `aws_flow_log.f`; it has `log_destination`",
        ),
        (
            "resource \"aws_sns_topic_subscription\" \"s\" {\n  endpoint = \"a@b.c\"\n  topic_arn = \"t\"\n}",
            "resource \"aws_sns_topic_subscription\" \"s\" {\n  endpoint = \"a@b.c\"\n  topic_arn = \"t\"\n  protocol = \"email\"\n}",
            "missing-property: `aws_sns_topic_subscription` requires `protocol` in `aws_sns_topic_subscription.s`, which is not set",
        ),
        (
            "resource \"aws_sqs_queues\" \"q\" {\n}",
            "resource \"aws_sqs_queue\" \"q\" {\n}",
            "unknown-resource-type: `aws_sqs_queues.q` is a resource `aws_sqs_queues`, which the provider does not have; there is `aws_sqs_queue`",
        ),
        (
            "resource \"aws_s3_bucket_versioning\" \"v\" {\n  bucket = aws_s3_bucket.logs.id\n  versioning_configuration {\n    enabled = true\n    status = \"Enabled\"\n  }\n}",
            "resource \"aws_s3_bucket_versioning\" \"v\" {\n  bucket = aws_s3_bucket.logs.id\n  dynamic \"versioning_configuration\" {\n    for_each = [1]\n    content {\n      status = \"Enabled\"\n    }\n  }\n}",
            "unknown-property: `versioning_configuration` has no `enabled` in `aws_s3_bucket_versioning.v`",
        ),
    ] {
        check("hcl", bucket, wrong, right, expected);
    }
    let part =
        bucket.replace("CODE", "resource \"aws_sns_topic_subscription\" \"s\" {\n  topic_arn = \"t\"\n  # ...\n}");
    assert_eq!(faults("hcl", &part), [""; 0]);
}
