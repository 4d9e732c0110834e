use super::read;
use crate::dialect::{Source, testing};
use crate::program::json::plain;
use crate::response::Language;

/// The instances that a stack with this body makes, in both spellings: the same ones.
fn check(python: &str, typescript: &str, expected: &str) {
    let indented = |body: &str| body.trim().lines().map(|line| format!("        {line}\n")).collect::<String>();
    let python = format!(
        "from aws_cdk import App, Duration, RemovalPolicy, Stack, aws_ec2 as ec2, aws_iam as iam, aws_kms as kms, aws_s3 as s3, aws_sqs as sqs\n\n\
         class TestStack(Stack):\n    def __init__(self, scope, id, **kwargs):\n        super().__init__(scope, id, **kwargs)\n\
         {}\napp = App()\nTestStack(app, \"Test\")\n",
        indented(python)
    );
    let typescript = format!(
        "import {{ App, Duration, RemovalPolicy, Stack }} from 'aws-cdk-lib';\n\
         import * as ec2 from 'aws-cdk-lib/aws-ec2';\nimport * as iam from 'aws-cdk-lib/aws-iam';\nimport * as kms from 'aws-cdk-lib/aws-kms';\nimport * as s3 from 'aws-cdk-lib/aws-s3';\n\
         import * as sqs from 'aws-cdk-lib/aws-sqs';\n\n\
         class TestStack extends Stack {{\n  constructor(scope, id, props?) {{\n    super(scope, id, props);\n{}  }}\n}}\n\
         new TestStack(new App(), 'Test');\n",
        indented(typescript)
    );
    let expected: Vec<_> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    for (path, language, text) in [("app.py", Language::Python, python), ("app.ts", Language::TypeScript, typescript)] {
        let (response, programs) = testing::source(&[(Some(path), language, &text)]);
        let mut findings = read(&Source::new(&response, programs));
        findings.instances.iter_mut().for_each(|instance| instance.properties.sort_keys());
        assert_eq!(testing::lines(&findings), expected, "{text}");
    }
}

#[test]
fn props_set_properties() {
    check(
        r#"
dead = sqs.Queue(self, "Dead")
orders = sqs.Queue(self, "Orders", visibility_timeout=Duration.minutes(5), fifo=True, dead_letter_queue=sqs.DeadLetterQueue(max_receive_count=3, queue=dead))
"#,
        r"
const dead = new sqs.Queue(this, 'Dead');
const orders = new sqs.Queue(this, 'Orders', { visibilityTimeout: Duration.minutes(5), fifo: true, deadLetterQueue: { maxReceiveCount: 3, queue: dead } });
",
        r#"
dead: AWS::SQS::Queue {"DeletionPolicy":"Delete"}
orders: AWS::SQS::Queue {"DeletionPolicy":"Delete","FifoQueue":true,"RedrivePolicy":{"maxReceiveCount":3,"deadLetterTargetArn":{"Fn::GetAtt":["dead","Arn"]}},"VisibilityTimeout":300}
"#,
    );
}

#[test]
fn structs_in_lists_have_elements_of_their_own() {
    check(
        r#"
bucket = s3.Bucket(self, "Logs", removal_policy=RemovalPolicy.DESTROY, lifecycle_rules=[s3.LifecycleRule(prefix="a/", expiration=Duration.days(30)), s3.LifecycleRule(enabled=False, expiration=Duration.days(90))])
"#,
        r"
const bucket = new s3.Bucket(this, 'Logs', { removalPolicy: RemovalPolicy.DESTROY, lifecycleRules: [{ prefix: 'a/', expiration: Duration.days(30) }, { enabled: false, expiration: Duration.days(90) }] });
",
        r#"
bucket: AWS::S3::Bucket {"DeletionPolicy":"Delete","LifecycleConfiguration":{"Rules":[{"Status":"Enabled","Prefix":"a/","ExpirationInDays":30},{"Status":"Disabled","ExpirationInDays":90}]}}
"#,
    );
}

#[test]
fn what_is_given_takes_the_place_of_what_would_be_made() {
    check(
        r#"
raw = kms.CfnAlias(self, "Raw", alias_name="alias/raw", target_key_id="1")
key = kms.Key(self, "Key", enable_key_rotation=True)
bucket = s3.Bucket(self, "Data", encryption=s3.BucketEncryption.KMS, encryption_key=key)
"#,
        r"
const raw = new kms.CfnAlias(this, 'Raw', { aliasName: 'alias/raw', targetKeyId: '1' });
const key = new kms.Key(this, 'Key', { enableKeyRotation: true });
const bucket = new s3.Bucket(this, 'Data', { encryption: s3.BucketEncryption.KMS, encryptionKey: key });
",
        r#"
raw: AWS::KMS::Alias {"AliasName":"alias/raw","TargetKeyId":"1"}
key: AWS::KMS::Key {"DeletionPolicy":"Retain","EnableKeyRotation":true,"KeyPolicy":{"Statement":[{"Action":"kms:*","Effect":"Allow","Principal":{"AWS":{"Fn::Join":["",["arn:aws:iam::",{"Unknown":"AWS::AccountId is looked up when deployed"},":root"]]}},"Resource":"*"}],"Version":"2012-10-17"}}
bucket: AWS::S3::Bucket {"BucketEncryption":{"ServerSideEncryptionConfiguration":[{"ServerSideEncryptionByDefault":{"KMSMasterKeyID":{"Fn::GetAtt":["key","Arn"]},"SSEAlgorithm":"aws:kms"}}]},"DeletionPolicy":"Retain"}
"#,
    );
}

#[test]
fn methods_create_and_change() {
    check(
        r#"
role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("ecs.amazonaws.com"))
queue = sqs.Queue(self, "Queue")
queue.grant_send_messages(role)
queue.grant_purge(role)
key = kms.Key(self, "Key", removal_policy=RemovalPolicy.DESTROY)
key.add_alias("alias/app")
queue.node.default_child.add_property_override("DelaySeconds", 5)
"#,
        r"
const role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('ecs.amazonaws.com') });
const queue = new sqs.Queue(this, 'Queue');
queue.grantSendMessages(role);
queue.grantPurge(role);
const key = new kms.Key(this, 'Key', { removalPolicy: RemovalPolicy.DESTROY });
key.addAlias('alias/app');
(queue.node.defaultChild as sqs.CfnQueue).addPropertyOverride('DelaySeconds', 5);
",
        r#"
role: AWS::IAM::Role {"AssumeRolePolicyDocument":{"Statement":[{"Action":"sts:AssumeRole","Effect":"Allow","Principal":{"Service":"ecs.amazonaws.com"}}],"Version":"2012-10-17"}}
queue: AWS::SQS::Queue {"DelaySeconds":5,"DeletionPolicy":"Delete"}
role/DefaultPolicy: AWS::IAM::Policy {"PolicyDocument":{"Statement":[{"Action":["sqs:GetQueueAttributes","sqs:GetQueueUrl","sqs:SendMessage"],"Effect":"Allow","Resource":{"Fn::GetAtt":["queue","Arn"]}},{"Action":["sqs:GetQueueAttributes","sqs:GetQueueUrl","sqs:PurgeQueue"],"Effect":"Allow","Resource":{"Fn::GetAtt":["queue","Arn"]}}],"Version":"2012-10-17"},"Roles":[{"Ref":"role"}]}
key: AWS::KMS::Key {"DeletionPolicy":"Delete","KeyPolicy":{"Statement":[{"Action":"kms:*","Effect":"Allow","Principal":{"AWS":{"Fn::Join":["",["arn:aws:iam::",{"Unknown":"AWS::AccountId is looked up when deployed"},":root"]]}},"Resource":"*"}],"Version":"2012-10-17"}}
key/Alias: AWS::KMS::Alias {"AliasName":"alias/app","TargetKeyId":{"Fn::GetAtt":["key","Arn"]}}
"#,
    );
}

#[test]
fn a_network_has_the_subnets_that_its_props_ask_for() {
    check(
        r#"
vpc = ec2.Vpc(self, "Net", max_azs=1, nat_gateways=0, restrict_default_security_group=False, subnet_configuration=[ec2.SubnetConfiguration(name="Edge", subnet_type=ec2.SubnetType.PUBLIC, cidr_mask=24), ec2.SubnetConfiguration(name="Data", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED, cidr_mask=20)])
"#,
        r"
const vpc = new ec2.Vpc(this, 'Net', { maxAzs: 1, natGateways: 0, restrictDefaultSecurityGroup: false, subnetConfiguration: [{ name: 'Edge', subnetType: ec2.SubnetType.PUBLIC, cidrMask: 24 }, { name: 'Data', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 20 }] });
",
        r#"
vpc: AWS::EC2::VPC {"CidrBlock":"10.0.0.0/16","EnableDnsHostnames":true,"EnableDnsSupport":true,"InstanceTenancy":"default"}
vpc/EdgeSubnet1/Subnet: AWS::EC2::Subnet {"CidrBlock":"10.0.0.0/24","MapPublicIpOnLaunch":true,"VpcId":{"Ref":"vpc"}}
vpc/EdgeSubnet1/RouteTable: AWS::EC2::RouteTable {"VpcId":{"Ref":"vpc"}}
vpc/EdgeSubnet1/RouteTableAssociation: AWS::EC2::SubnetRouteTableAssociation {"RouteTableId":{"Ref":"vpc/EdgeSubnet1/RouteTable"},"SubnetId":{"Ref":"vpc/EdgeSubnet1/Subnet"}}
vpc/EdgeSubnet1/DefaultRoute: AWS::EC2::Route {"DestinationCidrBlock":"0.0.0.0/0","GatewayId":{"Ref":"vpc/IGW"},"RouteTableId":{"Ref":"vpc/EdgeSubnet1/RouteTable"}}
vpc/DataSubnet1/Subnet: AWS::EC2::Subnet {"CidrBlock":"10.0.16.0/20","MapPublicIpOnLaunch":false,"VpcId":{"Ref":"vpc"}}
vpc/DataSubnet1/RouteTable: AWS::EC2::RouteTable {"VpcId":{"Ref":"vpc"}}
vpc/DataSubnet1/RouteTableAssociation: AWS::EC2::SubnetRouteTableAssociation {"RouteTableId":{"Ref":"vpc/DataSubnet1/RouteTable"},"SubnetId":{"Ref":"vpc/DataSubnet1/Subnet"}}
vpc/IGW: AWS::EC2::InternetGateway {}
vpc/VPCGW: AWS::EC2::VPCGatewayAttachment {"InternetGatewayId":{"Ref":"vpc/IGW"},"VpcId":{"Ref":"vpc"}}
"#,
    );
}

#[test]
fn rules_between_groups_are_resources_and_others_stand_in_the_group() {
    check(
        r#"
vpc = ec2.Vpc.from_lookup(self, "Vpc", vpc_id="vpc-1")
web = ec2.SecurityGroup(self, "Web", vpc=vpc)
app = ec2.SecurityGroup(self, "App", vpc=vpc, allow_all_outbound=False)
web.add_ingress_rule(ec2.Peer.any_ipv4(), ec2.Port.tcp(443), "HTTPS")
app.connections.allow_from(web, ec2.Port.tcp(8080))
"#,
        r"
const vpc = ec2.Vpc.fromLookup(this, 'Vpc', { vpcId: 'vpc-1' });
const web = new ec2.SecurityGroup(this, 'Web', { vpc });
const app = new ec2.SecurityGroup(this, 'App', { vpc, allowAllOutbound: false });
web.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), 'HTTPS');
app.connections.allowFrom(web, ec2.Port.tcp(8080));
",
        r#"
web: AWS::EC2::SecurityGroup {"SecurityGroupEgress":[{"CidrIp":"0.0.0.0/0","Description":"Allow all outbound traffic by default","IpProtocol":"-1"}],"SecurityGroupIngress":[{"IpProtocol":"tcp","FromPort":443,"ToPort":443,"Description":"HTTPS","CidrIp":"0.0.0.0/0"}]}
app: AWS::EC2::SecurityGroup {"SecurityGroupEgress":[{"CidrIp":"255.255.255.255/32","Description":"Disallow all traffic","IpProtocol":"icmp","FromPort":252,"ToPort":86}]}
app/from web:8080: AWS::EC2::SecurityGroupIngress {"FromPort":8080,"GroupId":{"Fn::GetAtt":["app","GroupId"]},"IpProtocol":"tcp","SourceSecurityGroupId":{"Fn::GetAtt":["web","GroupId"]},"ToPort":8080}
"#,
    );
}

#[test]
fn stacks_take_parameters_and_give_outputs() {
    let python = r#"
from aws_cdk import App, CfnOutput, CfnParameter, Stack, aws_s3 as s3

class TestStack(Stack):
    def __init__(self, scope, id, **kwargs):
        super().__init__(scope, id, **kwargs)
        size = CfnParameter(self, "Size", type="Number", default=3, max_value=9)
        bucket = s3.Bucket(self, "Logs")
        CfnOutput(self, "LogsArn", value=bucket.bucket_arn, export_name="logs")

TestStack(App(), "Test")
"#;
    let java = r#"
import software.amazon.awscdk.*;
import software.amazon.awscdk.services.s3.*;
class TestStack extends Stack {
    TestStack(final Construct scope, final String id) {
        super(scope, id);
        CfnParameter.Builder.create(this, "Size").type("Number").defaultValue(3).maxValue(9).build();
        Bucket bucket = Bucket.Builder.create(this, "Logs").build();
        CfnOutput.Builder.create(this, "LogsArn").value(bucket.getBucketArn()).exportName("logs").build();
    }
    public static void main(final String[] args) { App app = new App(); new TestStack(app, "Test"); }
}
"#;
    for (path, language, text) in [("app.py", Language::Python, python), ("TestStack.java", Language::Java, java)] {
        let (response, programs) = testing::source(&[(Some(path), language, text)]);
        let findings = read(&Source::new(&response, programs));
        let outputs: Vec<_> = findings.outputs.iter().map(|it| (&*it.name, plain(&it.value).to_string())).collect();
        assert_eq!(outputs, [("LogsArn", r#"{"Fn::GetAtt":["bucket","Arn"]}"#.to_owned())], "{path}");
        assert_eq!(findings.exported, ["LogsArn".into()], "{path}");
        let inputs: Vec<_> = findings.inputs.iter().map(|it| (&*it.name, it.value.as_ref().map(plain))).collect();
        assert_eq!(inputs, [("Size", Some(3.into()))], "{path}");
        let limits: Vec<_> = findings.constraints.iter().map(|it| (&*it.input, &*it.name)).collect();
        assert_eq!(limits, [("Size", "MaxValue")], "{path}");
    }
}

#[test]
fn methods_in_blocks_of_their_own_belong_to_the_class_that_calls_them() {
    let class = r#"
from aws_cdk import App, Stack, aws_s3 as s3

class TestStack(Stack):
    def __init__(self, scope, id, **kwargs):
        super().__init__(scope, id, **kwargs)
        self._create_buckets()

TestStack(App(), "Test")
"#;
    let first = "def _create_buckets(self):\n    self._create_bucket('Logs')\n";
    let second = "def _create_bucket(self, name):\n    self.bucket = s3.Bucket(self, name)\n\ndef _unused(self):\n    s3.Bucket(self, 'Unused')\n";
    let (response, programs) = testing::source(&[
        (Some("stack.py"), Language::Python, class),
        (None, Language::Python, first),
        (None, Language::Python, second),
    ]);
    let findings = read(&Source::new(&response, programs));
    assert_eq!(testing::lines(&findings), [r#"bucket: AWS::S3::Bucket {"DeletionPolicy":"Retain"}"#]);
}
