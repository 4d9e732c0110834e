use super::read;
use crate::dialect::testing;
use crate::dialect::{Findings, Source};
use crate::program::json;
use crate::program::value::Value;
use crate::response::{Language, Response};

/// What the dialect finds in files, given by path and text.
fn findings(files: &[(&str, &str)]) -> (Response, Findings) {
    let files: Vec<_> = files
        .iter()
        .map(|&(path, text)| {
            let language = match path.rsplit_once('.') {
                Some((_, "py")) => Language::Python,
                Some((_, "ts")) => Language::TypeScript,
                Some((_, "yaml")) => Language::Yaml,
                _ => Language::Text,
            };
            (Some(path), language, text)
        })
        .collect();
    let (response, programs) = testing::source(&files);
    let findings = read(&Source::new(&response, programs));
    (response, findings)
}

/// The instances that a program declares, as [`testing::lines`] writes them.
fn check(program: &str, expected: &str) {
    let program = format!("import json\nimport pulumi\nimport pulumi_aws as aws\n{program}");
    let (_, findings) = findings(&[("__main__.py", &program)]);
    let expected: Vec<_> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(testing::lines(&findings), expected, "{program}");
}

#[test]
fn resources_have_the_settings_of_their_provider() {
    check(
        r#"
dead = aws.sqs.Queue("dead-letters", fifo_queue=True, kms_master_key_id=None)
queue = aws.sqs.Queue("orders", redrive_policy=dead.arn.apply(lambda arn: json.dumps({"deadLetterTargetArn": arn})))
table = aws.dynamodb.Table(
    "table",
    attributes=[aws.dynamodb.TableAttributeArgs(name="id", type="S")],
    point_in_time_recovery={"enabled": True},
    tags={"Name": pulumi.Output.concat("t-", queue.name)},
    opts=pulumi.ResourceOptions(protect=True, depends_on=[queue]),
)
"#,
        r#"
dead: aws_sqs_queue {"fifo_queue":true}
queue: aws_sqs_queue {"redrive_policy":{"deadLetterTargetArn":{"Fn::GetAtt":["dead","arn"]}}}
table: aws_dynamodb_table {"attribute":[{"name":"id","type":"S"}],"point_in_time_recovery":[{"enabled":true}],"tags":{"Name":{"Fn::Join":["",["t-",{"Fn::GetAtt":["queue","name"]}]]}},"protect":true,"depends_on":[{"Ref":"queue"}]}
"#,
    );
}

#[test]
fn addresses_tell_resources_apart() {
    check(
        r#"
env = pulumi.get_stack()
class Network(pulumi.ComponentResource):
    def __init__(self, name):
        super().__init__("my:Network", name)
        self.vpc = aws.ec2.Vpc(f"{name}-vpc-{env}")
        for zone in ["a", "b"]:
            subnet = aws.ec2.Subnet(f"{name}-{zone}")
Network("main")
topic = aws.sns.Topic(f"topic-{env}")
topic = aws.sns.Topic("second")
def queue(name):
    made = aws.sqs.Queue(name)
    return made
orders = queue("orders")
bills = queue("bills")
aws.s3.Bucket("logs")
buckets = {name: aws.s3.Bucket(name) for name in ["x", "y"]}
"#,
        r#"
vpc: aws_vpc {}
subnet[0]: aws_subnet {}
subnet[1]: aws_subnet {}
topic: aws_sns_topic {}
second: aws_sns_topic {}
orders: aws_sqs_queue {}
bills: aws_sqs_queue {}
logs: aws_s3_bucket {}
x: aws_s3_bucket {}
y: aws_s3_bucket {}
"#,
    );
}

#[test]
fn each_resource_has_an_address_of_its_own() {
    check(
        r#"
orders = aws.sqs.Queue("orders")
table = aws.dynamodb.Table("orders")
aws.cloudwatch.LogGroup("orders", name=table.name)
aws.sns.Topic("orders", name=orders.name)
aws.sns.Topic("table")
aws.sns.Topic("table")
"#,
        r#"
orders: aws_sqs_queue {}
table: aws_dynamodb_table {}
orders/LogGroup: aws_cloudwatch_log_group {"name":{"Fn::GetAtt":["table","name"]}}
orders/Topic: aws_sns_topic {"name":{"Fn::GetAtt":["orders","name"]}}
table/Topic: aws_sns_topic {}
table/Topic #2: aws_sns_topic {}
"#,
    );
}

#[test]
fn conditions_and_unknown_loops_are_marked() {
    check(
        r#"
config = pulumi.Config()
if config.require_bool("alarms"):
    topic = aws.sns.Topic("alarms")
if config.get_bool("more"):
    aws.sns.Topic("never")
for name in aws.ec2.get_subnets().ids:
    aws.ec2.Eip(name, domain="vpc", instance=name)
"#,
        r#"
topic?: aws_sns_topic {}
Eip*: aws_eip {"domain":"vpc","instance":{"Unknown":"aws.ec2.get_subnets.ids.* is looked up when deployed"}}
"#,
    );
}

#[test]
fn other_providers_keep_their_words() {
    check(
        r#"
import pulumi_aws_native as native
import pulumi_kubernetes as k8s
import pulumi_random as random
from pulumi_kubernetes.apps.v1 import Deployment
password = random.RandomPassword("password", length=16)
bucket = native.s3.Bucket("bucket", bucket_name="b", versioning_configuration={"status": "Enabled"})
Deployment("web", spec={"replicas": 2, "match_labels": {"app_name": "x"}, "template": {"host_network": True}})
"#,
        r#"
password: random_password {"length":16}
bucket: AWS::S3::Bucket {"BucketName":"b","VersioningConfiguration":{"Status":"Enabled"}}
web: apps/v1/Deployment {"spec":{"replicas":2,"matchLabels":{"app_name":"x"},"template":{"hostNetwork":true}}}
"#,
    );
}

#[test]
fn regions_inputs_and_outputs() {
    let program = r#"
import pulumi
import pulumi_aws as aws
config = pulumi.Config()
region = config.get("region") or "us-east-2"
size = config.require("size")
secret = config.require_secret("token")
provider = aws.Provider("main", region=region)
other = aws.Provider("other", region="eu-west-1")
bucket = aws.s3.Bucket("b", opts=pulumi.ResourceOptions(provider=provider))
pulumi.export("name", bucket.id)
"#;
    let project = "name: shop\nconfig:\n  aws:region: us-east-2\n  shop:size: large\n";
    let (response, findings) = findings(&[("__main__.py", program), ("Pulumi.yaml", project)]);
    let regions = findings
        .regions
        .iter()
        .map(|region| format!("{} {:?} {} {}", region.name, region.role, region.source, response.text(region.span)));
    assert_eq!(
        regions.collect::<Vec<_>>(),
        [
            r#"us-east-2 Default config.get("region") or "us-east-2" config.get("region") or "us-east-2""#,
            r#"eu-west-1 Additional the provider "eu-west-1""#,
            "us-east-2 Repeated Pulumi.yaml us-east-2",
        ]
    );
    let inputs = findings.inputs.iter().map(|input| {
        let value = input.value.as_ref().and_then(Value::as_text);
        format!("{} {value:?} {}", input.name, input.secret)
    });
    assert_eq!(
        inputs.collect::<Vec<_>>(),
        [r#"region Some("us-east-2") false"#, r#"size Some("large") false"#, "token None true"]
    );
    let outputs = findings.outputs.iter().map(|output| format!("{} {}", output.name, json::plain(&output.value)));
    assert_eq!(outputs.collect::<Vec<_>>(), [r#"name {"Fn::GetAtt":["bucket","id"]}"#]);
    assert_eq!(findings.declarations.len(), 1);
}

#[test]
fn policies_and_constants_are_worked_out() {
    check(
        r#"
document = aws.iam.get_policy_document(statements=[aws.iam.GetPolicyDocumentStatementArgs(
    actions=["sts:AssumeRole"],
    principals=[{"type": "Service", "identifiers": ["lambda.amazonaws.com"]}],
)])
role = aws.iam.Role("role", assume_role_policy=document.json)
function = aws.lambda_.Function("f", runtime=aws.lambda_.Runtime.NODE_JS18D_X, role=role.arn, handler=role.name.replace("a", "b"))
"#,
        r#"
role: aws_iam_role {"assume_role_policy":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}}
function: aws_lambda_function {"runtime":"nodejs18.x","role":{"Fn::GetAtt":["role","arn"]},"handler":{"Unknown":"role.name.replace() is known only after deployment"}}
"#,
    );
}

#[test]
fn typescript_exports_are_outputs() {
    let program = r#"
import * as pulumi from "@pulumi/pulumi";
import * as aws from "@pulumi/aws";
const queue = new aws.sqs.Queue("orders", { fifoQueue: true }, { protect: true });
export const url = queue.url;
export const name = pulumi.interpolate`${queue.name}-x`;
"#;
    let (_, findings) = findings(&[("index.ts", program)]);
    let outputs = findings.outputs.iter().map(|output| format!("{} {}", output.name, json::plain(&output.value)));
    assert_eq!(
        outputs.collect::<Vec<_>>(),
        [r#"url {"Fn::GetAtt":["queue","url"]}"#, r#"name {"Fn::Join":["",[{"Fn::GetAtt":["queue","name"]},"-x"]]}"#]
    );
}

#[test]
fn programs_in_yaml_are_read() {
    let project = r#"
name: shop
runtime: yaml
config:
  size:
    type: integer
    default: 5
variables:
  prefix: shop-${size}
resources:
  dead:
    type: aws:sqs:Queue
  queue:
    type: aws:sqs/queue:Queue
    properties:
      fifoQueue: true
      name: ${prefix}-orders
      redrivePolicy:
        fn::toJSON:
          deadLetterTargetArn: ${dead.arn}
    options:
      protect: true
outputs:
  url: ${queue.url}
"#;
    let (_, findings) = findings(&[("Pulumi.yaml", project)]);
    let declared = findings.declarations.iter().map(|declaration| (&*declaration.declared_as, &*declaration.address));
    let queue = "aws:sqs/queue:Queue";
    assert_eq!(declared.collect::<Vec<_>>(), [(queue, "dead"), (queue, "queue")]);
    assert_eq!(
        json::plain_map(&findings.instances[1].properties).to_string(),
        r#"{"fifo_queue":true,"name":"shop-5-orders","redrive_policy":{"deadLetterTargetArn":{"Fn::GetAtt":["dead","arn"]}},"protect":true}"#
    );
    assert_eq!(json::plain(&findings.outputs[0].value).to_string(), r#"{"Fn::GetAtt":["queue","url"]}"#);
    assert_eq!(findings.inputs[0].value.as_ref().and_then(Value::as_number), Some(5.0));
}
