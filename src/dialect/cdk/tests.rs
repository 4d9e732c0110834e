use super::read;
use crate::dialect::{Source, testing};
use crate::response::Language;

/// The instances that a stack with this body makes, in both spellings: the same ones.
fn check(python: &str, typescript: &str, expected: &str) {
    let indented = |body: &str| body.trim().lines().map(|line| format!("        {line}\n")).collect::<String>();
    let python = format!(
        "from aws_cdk import App, Duration, RemovalPolicy, Stack, aws_kms as kms, aws_s3 as s3, aws_sqs as sqs\n\n\
         class TestStack(Stack):\n    def __init__(self, scope, id, **kwargs):\n        super().__init__(scope, id, **kwargs)\n\
         {}\napp = App()\nTestStack(app, \"Test\")\n",
        indented(python)
    );
    let typescript = format!(
        "import {{ App, Duration, RemovalPolicy, Stack }} from 'aws-cdk-lib';\n\
         import * as kms from 'aws-cdk-lib/aws-kms';\nimport * as s3 from 'aws-cdk-lib/aws-s3';\n\
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
