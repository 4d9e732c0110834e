//! Programs in Go.

use super::check_files;

fn check(program: &str, expected: &str) {
    check_files(&[("main.go", program)], expected);
}

#[test]
fn constructs() {
    check(
        "
package main
import (
	\"github.com/aws/aws-cdk-go/awscdk/v2\"
	\"github.com/aws/aws-cdk-go/awscdk/v2/awssqs\"
	\"github.com/aws/constructs-go/constructs/v10\"
	\"github.com/aws/jsii-runtime-go\"
)
type StackProps struct {
	awscdk.StackProps
	Env string
}
func NewStack(scope constructs.Construct, id string, props *StackProps) awscdk.Stack {
	var sprops awscdk.StackProps
	if props != nil { sprops = props.StackProps }
	stack := awscdk.NewStack(scope, &id, &sprops)
	dead := awssqs.NewQueue(stack, jsii.String(\"dead-\"+props.Env), &awssqs.QueueProps{RetentionPeriod: awscdk.Duration_Days(jsii.Number(3)), Encryption: awssqs.QueueEncryption_KMS})
	awssqs.NewQueue(stack, jsii.String(\"main\"), &awssqs.QueueProps{
		DeadLetterQueue: &awssqs.DeadLetterQueue{Queue: dead, MaxReceiveCount: jsii.Number(3)},
		Runtime: awssqs.Runtime_X_1(),
	}).GrantSendMessages(dead.QueueArn())
	return stack
}
func main() {
	defer jsii.Close()
	app := awscdk.NewApp(nil)
	NewStack(app, \"S\", &StackProps{awscdk.StackProps{Description: jsii.String(\"d\")}, \"dev\"})
	app.Synth(nil)
}
",
        "
app = github.com/aws/aws-cdk-go/awscdk/v2.NewApp(null)
stack = github.com/aws/aws-cdk-go/awscdk/v2.NewStack(#0, 'S', {description: 'd'})
github.com/aws/aws-cdk-go/awscdk/v2.Duration_Days(3)
dead = github.com/aws/aws-cdk-go/awscdk/v2/awssqs.NewQueue(#1, 'dead-dev', {retentionPeriod: #2, encryption: github.com/aws/aws-cdk-go/awscdk/v2/awssqs.QueueEncryption_KMS})
github.com/aws/aws-cdk-go/awscdk/v2/awssqs.NewQueue(#1, 'main', {deadLetterQueue: {queue: #3, maxReceiveCount: 3}, runtime: github.com/aws/aws-cdk-go/awscdk/v2/awssqs.Runtime_X_1})
#4.grantSendMessages(#3.queueArn)
#0.synth(null)
",
    );
}

#[test]
fn pulumi_programs() {
    check(
        "
package main
import (
	\"encoding/json\"
	\"fmt\"
	\"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/s3\"
	\"github.com/pulumi/pulumi/sdk/v3/go/pulumi\"
	\"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config\"
)
type Site struct {
	pulumi.ResourceState
	Bucket *s3.Bucket
}
func NewSite(ctx *pulumi.Context, name string, opts ...pulumi.ResourceOption) (*Site, error) {
	site := &Site{}
	err := ctx.RegisterComponentResource(\"pkg:index:Site\", name, site, opts...)
	if err != nil { return nil, err }
	site.Bucket, err = s3.NewBucket(ctx, fmt.Sprintf(\"%s-b\", name), &s3.BucketArgs{Tags: pulumi.StringMap{\"k\": pulumi.String(\"v\")}}, pulumi.Parent(site))
	if err != nil { return nil, fmt.Errorf(\"no bucket: %w\", err) }
	return site, nil
}
func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		cfg := config.New(ctx, \"\")
		name := cfg.Get(\"name\")
		if name == \"\" { name = \"x\" }
		site, err := NewSite(ctx, name)
		if err != nil { return err }
		policy := pulumi.All(site.Bucket.Arn, site.Bucket.ID()).ApplyT(func(args []interface{}) (string, error) {
			arn := args[0].(string)
			text, err := json.Marshal(map[string]interface{}{\"Resource\": []string{arn}})
			if err != nil { return \"\", err }
			return string(text), nil
		}).(pulumi.StringOutput)
		_, err = s3.NewBucketPolicy(ctx, \"p\", &s3.BucketPolicyArgs{Bucket: site.Bucket.ID(), Policy: policy})
		ctx.Export(\"arn\", site.Bucket.Arn)
		return err
	})
}
",
        "
cfg = github.com/pulumi/pulumi/sdk/v3/go/pulumi/config.New(pulumi.Context, '')
#0.Get('name')
site = pulumi.ComponentResource('pkg:index:Site', 'x')
Bucket = github.com/pulumi/pulumi-aws/sdk/v6/go/aws/s3.NewBucket(pulumi.Context, 'x-b', {tags: {k: 'v'}}, {parent: #2})
github.com/pulumi/pulumi-aws/sdk/v6/go/aws/s3.NewBucketPolicy(pulumi.Context, 'p', {bucket: #3.id, policy: json {Resource: [#3.Arn]}})
pulumi.export('arn', #3.Arn)
",
    );
}

#[test]
fn the_language() {
    check_files(
        &[
            (
                "main.go",
                "
package main
import (
	\"os\"
	\"strings\"
	\"strconv\"
	\"lib\"
	\"example.com/me/app/internal/names\"
)
type Size int
const (
	Small Size = iota + 1
	Large
)
type Config struct { Name string; Ports []int; Size Size; Env map[string]string }
func (c *Config) Label(suffix string) string { return c.Name + suffix }
func divide(a, b int) (result int, err error) { result = a / b; return }
func main() {
	configs := []Config{{Name: \"a\", Ports: []int{80, 443}}, {Name: \"b\", Size: Large}}
	for i, c := range configs { lib.Use(i, c.Label(\"!\"), len(c.Ports), c.Size, c.Env) }
	xs := make([]string, 0)
	for key := range map[string]int{\"k\": 1} { xs = append(xs, strings.ToUpper(key), names.Prefix+\"-x\") }
	lib.Use(xs, strings.Join(xs, \",\"), strings.Split(\"a,b\", \",\"), strconv.Itoa(3))
	region := os.Getenv(\"REGION\")
	if region == \"\" { region = \"us-east-1\" }
	lib.Use(region)
	if v, ok := map[string]int{\"a\": 1}[\"z\"]; !ok { lib.Use(v, ok) }
	n, err := divide(6, 3)
	if err != nil { panic(err) }
	lib.Use(n)
	for i := range 2 { lib.Use(i) }
	switch { case n > 5: lib.Use(\"big\"); default: lib.Use(\"small\") }
	lib.Use(other(2), names.Twice(2))
}
",
            ),
            ("other.go", "package main\nfunc other(n int) int { return n + 1 }"),
            ("internal/names/names.go", "package names\nconst Prefix = \"p\"\nfunc Twice(n int) int { return n * 2 }"),
        ],
        "
lib.Use(0, 'a!', 2, ~null, ~null)
lib.Use(1, 'b!', 0, 2, ~null)
lib.Use(['K', 'p-x'], 'K,p-x', ['a', 'b'], '3')
lib.Use('us-east-1')
lib.Use(null, false)
lib.Use(2)
lib.Use(0)
lib.Use(1)
lib.Use('small')
lib.Use(3, 4)
",
    );
}
