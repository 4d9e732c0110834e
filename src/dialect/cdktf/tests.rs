use super::read;
use crate::dialect::{Findings, Source, testing};
use crate::program::json;
use crate::response::Language;
use crate::stack::RegionRole;

/// What the dialect finds in one file.
fn findings(path: &str, language: Language, text: &str) -> Findings {
    let (response, programs) = testing::source(&[(Some(path), language, text)]);
    read(&Source::new(&response, programs))
}

/// The findings of a stack with this body, in TypeScript.
fn typescript(imports: &str, body: &str) -> Findings {
    let text = format!(
        "import {{ App, TerraformStack }} from 'cdktf';\n{imports}\n\
         class TestStack extends TerraformStack {{\n  constructor(scope, id) {{\n    super(scope, id);\n{body}\n  }}\n}}\n\
         new TestStack(new App(), 'test');\n"
    );
    findings("main.ts", Language::TypeScript, &text)
}

fn check(found: &Findings, expected: &str) {
    let expected: Vec<_> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(testing::lines(found), expected);
}

const QUEUE: &str = r#"
dead: aws_sqs_queue {"name":"dead"}
orders: aws_sqs_queue {"name":"orders","fifo_queue":true,"redrive_policy":{"deadLetterTargetArn":{"Fn::GetAtt":["dead","arn"]}}}
"#;

#[test]
fn each_language_declares_the_same() {
    let found = typescript(
        "import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';",
        r"
const dead = new SqsQueue(this, 'dead', { name: 'dead' });
const orders = new SqsQueue(this, 'orders', { name: 'orders', fifoQueue: true, redrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn }) });
",
    );
    check(&found, QUEUE);
    let generated = typescript(
        "import * as aws from './.gen/providers/aws';",
        r"
const dead = new aws.sqsQueue.SqsQueue(this, 'dead', { name: 'dead' });
const orders = new aws.sqsQueue.SqsQueue(this, 'orders', { name: 'orders', fifoQueue: true, redrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn }) });
",
    );
    check(&generated, QUEUE);
    let python = r#"
import json
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.sqs_queue import SqsQueue
class TestStack(TerraformStack):
    def __init__(self, scope, id):
        super().__init__(scope, id)
        dead = SqsQueue(self, "dead", name="dead")
        orders = SqsQueue(self, "orders", name="orders", fifo_queue=True, redrive_policy=json.dumps({"deadLetterTargetArn": dead.arn}))
TestStack(App(), "test")
"#;
    check(&findings("main.py", Language::Python, python), QUEUE);
    let go = r#"
package main
import (
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/sqsqueue"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)
func main() {
	app := cdktf.NewApp(nil)
	stack := cdktf.NewTerraformStack(app, jsii.String("test"))
	dead := sqsqueue.NewSqsQueue(stack, jsii.String("dead"), &sqsqueue.SqsQueueConfig{Name: jsii.String("dead")})
	orders := sqsqueue.NewSqsQueue(stack, jsii.String("orders"), &sqsqueue.SqsQueueConfig{
		Name: jsii.String("orders"),
		FifoQueue: jsii.Bool(true),
		RedrivePolicy: cdktf.Fn_Jsonencode(map[string]interface{}{"deadLetterTargetArn": dead.Arn()}),
	})
	app.Synth()
}
"#;
    check(&findings("main.go", Language::Go, go), QUEUE);
    let java = r#"
package app;
import com.hashicorp.cdktf.App;
import com.hashicorp.cdktf.Fn;
import com.hashicorp.cdktf.TerraformStack;
import com.hashicorp.cdktf.providers.aws.sqs_queue.SqsQueue;
import com.hashicorp.cdktf.providers.aws.sqs_queue.SqsQueueConfig;
import software.constructs.Construct;
import java.util.Map;
public class Main extends TerraformStack {
    public Main(Construct scope, String id) {
        super(scope, id);
        SqsQueue dead = new SqsQueue(this, "dead", SqsQueueConfig.builder().name("dead").build());
        SqsQueue orders = SqsQueue.Builder.create(this, "orders").name("orders").fifoQueue(true)
            .redrivePolicy(Fn.jsonencode(Map.of("deadLetterTargetArn", dead.getArn()))).build();
    }
    public static void main(String[] args) {
        final App app = new App();
        new Main(app, "test");
        app.synth();
    }
}
"#;
    check(&findings("Main.java", Language::Java, java), QUEUE);
}

#[test]
fn settings_have_their_providers_names() {
    let found = typescript(
        "import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';\n\
         import { DbInstance } from '@cdktf/provider-aws/lib/db-instance';\n\
         import { DataAwsVpc } from '@cdktf/provider-aws/lib/data-aws-vpc';\n\
         import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';\n\
         import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy';\n\
         import { Fn, TerraformVariable } from 'cdktf';",
        r"
const vpc = new DataAwsVpc(this, 'shared', { default: true });
const size = new TerraformVariable(this, 'size', { default: 'db.t3.micro' });
const group = new SecurityGroup(this, 'group', {
  vpcId: vpc.id,
  ingress: [{ fromPort: 443, toPort: 443, protocol: 'tcp', cidrBlocks: [vpc.cidrBlock], selfAttribute: false }],
  lifecycle: { createBeforeDestroy: true },
});
new DbInstance(this, 'db', { instanceClass: size.stringValue, availabilityZone: Fn.element(['a', 'b'], 1), vpcSecurityGroupIds: [group.id], dependsOn: [group] });
const document = new DataAwsIamPolicyDocument(this, 'document', { statement: [{ actions: ['s3:GetObject'], resources: ['*'] }] });
new IamPolicy(this, 'policy', { policy: document.json });
",
    );
    check(
        &found,
        r#"
group: aws_security_group {"vpc_id":{"Unknown":"data.aws_vpc.shared.id is looked up when deployed"},"ingress":[{"from_port":443,"to_port":443,"protocol":"tcp","cidr_blocks":[{"Unknown":"data.aws_vpc.shared.cidr_block is looked up when deployed"}],"self":false}],"lifecycle":{"create_before_destroy":true}}
db: aws_db_instance {"instance_class":"db.t3.micro","availability_zone":"b","vpc_security_group_ids":[{"Fn::GetAtt":["group","id"]}],"depends_on":[{"Ref":"group"}]}
policy: aws_iam_policy {"policy":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}}
"#,
    );
    assert_eq!(found.inputs.len(), 1);
}

#[test]
fn providers_give_regions_and_tags() {
    let found = typescript(
        "import { AwsProvider } from '@cdktf/provider-aws/lib/provider';\n\
         import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';\n\
         import { S3Backend, TerraformOutput } from 'cdktf';",
        r"
const west = new AwsProvider(this, 'west', { region: 'us-west-2', alias: 'west' });
new AwsProvider(this, 'aws', { region: 'eu-west-1', defaultTags: [{ tags: { Team: 'a' } }] });
new S3Backend(this, { bucket: 'state', key: 'k', region: 'us-east-1' });
const here = new SnsTopic(this, 'here', { tags: { Name: 'here' } });
const there = new SnsTopic(this, 'there', { provider: west });
new TerraformOutput(this, 'topic', { value: here.arn });
",
    );
    check(
        &found,
        r#"
here: aws_sns_topic {"tags":{"Name":"here","Team":"a"}}
there: aws_sns_topic {"provider":"aws.west"}
"#,
    );
    let regions: Vec<_> = found.regions.iter().map(|region| (&*region.name, region.role)).collect();
    assert_eq!(regions, [("eu-west-1", RegionRole::Default), ("us-west-2", RegionRole::Additional)]);
    assert_eq!(found.backend.as_ref().map(|(kind, _)| &**kind), Some("s3"));
    assert_eq!(json::plain(&found.outputs[0].value), serde_json::json!({ "Fn::GetAtt": ["here", "arn"] }));
}

#[test]
fn overrides_change_and_declare() {
    let found = typescript(
        "import { Vpc } from '@cdktf/provider-aws/lib/vpc';\nimport { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';",
        r"
const main = new Vpc(this, 'main', { cidrBlock: '10.0.0.0/16' });
main.addOverride('enable_dns_support', false);
const group = new SecurityGroup(this, 'group', { ingress: [{ fromPort: 80 }] });
group.addOverride('ingress.0.to_port', 80);
this.addOverride('resource.aws_subnet.a', { vpc_id: '${aws_vpc.main.id}', tags: { Name: '${data.aws_region.here.name}-a' } });
this.addOverride('resource.aws_subnet.a.cidr_block', '10.0.1.0/24');
this.addOverride('resource.aws_vpc.main.tags', { Name: 'x' });
this.addOverride('provider.aws.region', 'eu-west-1');
",
    );
    check(
        &found,
        r#"
main: aws_vpc {"cidr_block":"10.0.0.0/16","enable_dns_support":false,"tags":{"Name":"x"}}
group: aws_security_group {"ingress":[{"from_port":80,"to_port":80}]}
aws_subnet.a: aws_subnet {"vpc_id":{"Fn::GetAtt":["main","id"]},"tags":{"Name":{"Fn::Join":["",[{"Unknown":"data.aws_region.here.name is looked up when deployed"},"-a"]]}},"cidr_block":"10.0.1.0/24"}
"#,
    );
    assert_eq!(found.declarations.len(), 3);
    assert_eq!(found.regions.len(), 1);
}

#[test]
fn iterators_and_modules() {
    let found = typescript(
        "import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';\nimport { Eip } from '@cdktf/provider-aws/lib/eip';\n\
         import { TerraformCount, TerraformHclModule, TerraformIterator } from 'cdktf';",
        r"
const names = TerraformIterator.fromList(['a', 'b']);
new S3Bucket(this, 'bucket', { forEach: names, bucket: names.value });
new Eip(this, 'ip', { count: TerraformCount.of(3) });
new TerraformHclModule(this, 'network', { source: 'terraform-aws-modules/vpc/aws' });
",
    );
    let counts: Vec<_> = found.declarations.iter().map(|declaration| declaration.count).collect();
    assert_eq!(counts, [Some(2), Some(3)]);
    let messages: Vec<_> = found.diagnostics.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
    assert_eq!(messages, ["module network is not in the response: what it creates is not known"]);
}
