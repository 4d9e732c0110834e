// Learns from aws-cdk-lib itself what each construct creates and where each of its props ends up: every construct is synthesised with
// its required props alone, then with one prop more at a time, and the two are compared. Prints one JSON object a construct.
'use strict';
process.env.JSII_DEPRECATED = 'quiet';
const fs = require('fs');
const path = require('path');
const { cdk, assembly, root, short, load, m } = require('./cdk_library.js');

const types = assembly.types;
fs.mkdirSync('asset', { recursive: true });
for (const file of ['index.py', 'index.js', 'Dockerfile']) fs.writeFileSync(path.join('asset', file), 'FROM scratch');

function ancestors(fqn) {
  const all = [];
  for (let t = types[fqn]; t; t = types[t.base]) { all.push(t.fqn); }
  return all;
}
function isConstruct(fqn) {
  let t = types[fqn];
  while (t) { if (t.base === 'constructs.Construct') return true; t = types[t.base]; }
  return false;
}
// All properties of a struct, inherited ones included.
function properties(fqn, seen = new Set()) {
  const t = types[fqn];
  if (!t || seen.has(fqn)) return [];
  seen.add(fqn);
  const own = new Map();
  for (const parent of t.interfaces ?? []) for (const p of properties(parent, seen)) own.set(p.name, p);
  for (const p of t.properties ?? []) own.set(p.name, p);
  return [...own.values()];
}

// Makers for the types that cannot be made from their parts.
const MAKE = {
  'aws_ec2.IVpc': s => m('aws-ec2').Vpc.fromVpcAttributes(s, id('V'), { vpcId: 'mark-vpc', vpcCidrBlock: '10.0.0.0/16', availabilityZones: ['us-east-1a', 'us-east-1b'], privateSubnetIds: ['priv-1', 'priv-2'], publicSubnetIds: ['pub-1', 'pub-2'], isolatedSubnetIds: ['iso-1', 'iso-2'], privateSubnetRouteTableIds: ['r1', 'r2'], publicSubnetRouteTableIds: ['r3', 'r4'], isolatedSubnetRouteTableIds: ['r5', 'r6'] }),
  'aws_lambda.Code': () => m('aws-lambda').Code.fromAsset('asset'),
  'aws_lambda.Runtime': () => m('aws-lambda').Runtime.PYTHON_3_12,
  'aws_lambda.IFunction': s => new (m('aws-lambda').Function)(s, id('F'), { runtime: m('aws-lambda').Runtime.PYTHON_3_12, handler: 'h', code: m('aws-lambda').Code.fromInline('c') }),
  'aws_lambda.Handler': () => m('aws-lambda').Handler.FROM_IMAGE,
  'aws_iam.IPrincipal': () => new (m('aws-iam').ServicePrincipal)('mark.amazonaws.com'),
  'aws_iam.IRole': s => new (m('aws-iam').Role)(s, id('R'), { assumedBy: new (m('aws-iam').ServicePrincipal)('x.amazonaws.com') }),
  'aws_iam.PolicyStatement': () => new (m('aws-iam').PolicyStatement)({ actions: ['mark:Action'], resources: ['mark-resource'] }),
  'aws_iam.PolicyDocument': () => new (m('aws-iam').PolicyDocument)({ statements: [new (m('aws-iam').PolicyStatement)({ actions: ['mark:Action'], resources: ['mark-resource'] })] }),
  'aws_iam.IManagedPolicy': () => m('aws-iam').ManagedPolicy.fromAwsManagedPolicyName('mark-policy'),
  'aws_ec2.InstanceType': () => new (m('aws-ec2').InstanceType)('t3.medium'),
  'aws_ec2.IMachineImage': () => m('aws-ec2').MachineImage.genericLinux({ 'us-east-1': 'ami-mark' }),
  'aws_ec2.SubnetSelection': () => ({ subnetType: m('aws-ec2').SubnetType.PUBLIC }),
  'aws_ec2.UserData': () => m('aws-ec2').UserData.custom('mark-user-data'),
  'aws_ec2.IIpAddresses': () => m('aws-ec2').IpAddresses.cidr('10.9.0.0/16'),
  'aws_rds.IInstanceEngine': () => m('aws-rds').DatabaseInstanceEngine.postgres({ version: m('aws-rds').PostgresEngineVersion.VER_16 }),
  'aws_rds.IClusterEngine': () => m('aws-rds').DatabaseClusterEngine.auroraPostgres({ version: m('aws-rds').AuroraPostgresEngineVersion.VER_16_1 }),
  'aws_rds.Credentials': () => m('aws-rds').Credentials.fromPassword('mark-user', cdk.SecretValue.unsafePlainText('mark-password')),
  'aws_rds.IClusterInstance': () => m('aws-rds').ClusterInstance.provisioned('writer'),
  'aws_docdb.Login': () => ({ username: 'mark-user' }),
  'aws_logs.RetentionDays': () => m('aws-logs').RetentionDays.ONE_WEEK,
  'aws_logs.IFilterPattern': () => m('aws-logs').FilterPattern.literal('mark-pattern'),
  'aws_events.Schedule': () => m('aws-events').Schedule.rate(cdk.Duration.minutes(7)),
  'aws_events.IRuleTarget': s => new (m('aws-events-targets').SqsQueue)(new (m('aws-sqs').Queue)(s, id('Q'))),
  'aws_scheduler.ScheduleExpression': () => m('aws-scheduler').ScheduleExpression.rate(cdk.Duration.minutes(7)),
  'aws_cloudwatch.IMetric': () => new (m('aws-cloudwatch').Metric)({ namespace: 'mark-namespace', metricName: 'mark-metric' }),
  'aws_cloudwatch.IAlarmRule': () => m('aws-cloudwatch').AlarmRule.fromBoolean(true),
  'aws_ecs.ContainerImage': () => m('aws-ecs').ContainerImage.fromRegistry('mark-image'),
  'aws_ecs.LogDriver': () => m('aws-ecs').LogDriver.awsLogs({ streamPrefix: 'mark-prefix' }),
  'aws_ecs.ICluster': s => new (m('aws-ecs').Cluster)(s, id('C'), { vpc: MAKE['aws_ec2.IVpc'](s) }),
  'aws_ecs.TaskDefinition': s => { const t = new (m('aws-ecs').FargateTaskDefinition)(s, id('T')); t.addContainer('c', { image: m('aws-ecs').ContainerImage.fromRegistry('x'), portMappings: [{ containerPort: 80 }], memoryLimitMiB: 128 }); return t; },
  'aws_ecs.FargateTaskDefinition': s => MAKE['aws_ecs.TaskDefinition'](s),
  'aws_ecs.Ec2TaskDefinition': s => { const t = new (m('aws-ecs').Ec2TaskDefinition)(s, id('T')); t.addContainer('c', { image: m('aws-ecs').ContainerImage.fromRegistry('x'), memoryLimitMiB: 128 }); return t; },
  'aws_elasticloadbalancingv2.IApplicationLoadBalancer': s => new (m('aws-elasticloadbalancingv2').ApplicationLoadBalancer)(s, id('L'), { vpc: MAKE['aws_ec2.IVpc'](s) }),
  'aws_elasticloadbalancingv2.INetworkLoadBalancer': s => new (m('aws-elasticloadbalancingv2').NetworkLoadBalancer)(s, id('L'), { vpc: MAKE['aws_ec2.IVpc'](s) }),
  'aws_elasticloadbalancingv2.IApplicationTargetGroup': s => new (m('aws-elasticloadbalancingv2').ApplicationTargetGroup)(s, id('G'), { vpc: MAKE['aws_ec2.IVpc'](s), port: 80 }),
  'aws_elasticloadbalancingv2.ListenerAction': () => m('aws-elasticloadbalancingv2').ListenerAction.fixedResponse(404),
  'aws_elasticloadbalancingv2.ListenerCondition': () => m('aws-elasticloadbalancingv2').ListenerCondition.pathPatterns(['/mark']),
  'aws_cloudfront.IOrigin': () => new (m('aws-cloudfront-origins').HttpOrigin)('mark.example.com'),
  'aws_stepfunctions.IChainable': s => new (m('aws-stepfunctions').Pass)(s, id('P')),
  'aws_stepfunctions.DefinitionBody': s => m('aws-stepfunctions').DefinitionBody.fromChainable(new (m('aws-stepfunctions').Pass)(s, id('P'))),
  'aws_dynamodb.Billing': () => m('aws-dynamodb').Billing.onDemand(),
  'aws_codebuild.BuildSpec': () => m('aws-codebuild').BuildSpec.fromObject({ version: '0.2' }),
  'aws_codebuild.ISource': () => m('aws-codebuild').Source.gitHub({ owner: 'o', repo: 'r' }),
  'aws_codebuild.IBuildImage': () => m('aws-codebuild').LinuxBuildImage.STANDARD_7_0,
  'aws_eks.KubernetesVersion': () => m('aws-eks').KubernetesVersion.V1_31,
  'aws_opensearchservice.EngineVersion': () => m('aws-opensearchservice').EngineVersion.OPENSEARCH_2_11,
  'aws_apigateway.Integration': () => new (m('aws-apigateway').MockIntegration)(),
  'aws_apigateway.IRestApi': s => { const a = new (m('aws-apigateway').RestApi)(s, id('A'), { cloudWatchRole: false }); a.root.addMethod('GET'); return a; },
  'aws_apigatewayv2.HttpRouteIntegration': () => new (m('aws-apigatewayv2-integrations').HttpUrlIntegration)('I', 'https://mark.example.com'),
  'aws_sns.ITopicSubscription': () => new (m('aws-sns-subscriptions').EmailSubscription)('mark@example.com'),
  'aws_backup.BackupResource': s => m('aws-backup').BackupResource.fromArn('arn:mark'),
  'aws_kms.IKey': s => new (m('aws-kms').Key)(s, id('K')),
  'aws_s3.IBucket': s => new (m('aws-s3').Bucket)(s, id('B')),
  'aws_s3.BlockPublicAccess': () => m('aws-s3').BlockPublicAccess.BLOCK_ALL,
  'aws_secretsmanager.ISecret': s => new (m('aws-secretsmanager').Secret)(s, id('S')),
  'aws_certificatemanager.ICertificate': s => m('aws-certificatemanager').Certificate.fromCertificateArn(s, id('C'), 'arn:mark-certificate'),
  'aws_route53.IHostedZone': s => m('aws-route53').HostedZone.fromHostedZoneAttributes(s, id('Z'), { hostedZoneId: 'mark-zone', zoneName: 'example.com' }),
  'aws_route53.RecordTarget': () => m('aws-route53').RecordTarget.fromIpAddresses('1.2.3.4'),
  'aws_cognito.IUserPool': s => new (m('aws-cognito').UserPool)(s, id('U')),
  'aws_ec2.FlowLogResourceType': s => m('aws-ec2').FlowLogResourceType.fromVpc(MAKE['aws_ec2.IVpc'](s)),
  'aws_ec2.FlowLogDestination': () => m('aws-ec2').FlowLogDestination.toS3(),
  'aws_ec2.IGatewayVpcEndpointService': () => m('aws-ec2').GatewayVpcEndpointAwsService.S3,
  'aws_ec2.IInterfaceVpcEndpointService': () => m('aws-ec2').InterfaceVpcEndpointAwsService.SSM,
  'aws_ec2.BlockDeviceVolume': () => m('aws-ec2').BlockDeviceVolume.ebs(30),
  'aws_rds.IEngine': () => MAKE['aws_rds.IInstanceEngine'](),
  'aws_rds.ISubnetGroup': s => m('aws-rds').SubnetGroup.fromSubnetGroupName(s, id('G'), 'mark-subnet-group'),
  'aws_rds.IDBSubnetGroup': s => m('aws-rds').SubnetGroup.fromSubnetGroupName(s, id('G'), 'mark-subnet-group'),
  'aws_stepfunctions.TaskInput': () => m('aws-stepfunctions').TaskInput.fromText('mark-input'),
  'aws_stepfunctions.WaitTime': () => m('aws-stepfunctions').WaitTime.duration(cdk.Duration.minutes(7)),
  'aws_logs.ILogSubscriptionDestination': s => new (m('aws-logs-destinations').LambdaDestination)(MAKE['aws_lambda.IFunction'](s)),
  'aws_elasticloadbalancingv2.ITargetGroup': s => MAKE['aws_elasticloadbalancingv2.IApplicationTargetGroup'](s),
  'aws_lambda.ILayerVersion': s => m('aws-lambda').LayerVersion.fromLayerVersionArn(s, id('L'), 'arn:aws:lambda:us-east-1:111111111111:layer:mark:1'),
  'aws_lambda.IDestination': s => new (m('aws-lambda-destinations').SqsDestination)(new (m('aws-sqs').Queue)(s, id('Q'))),
  'aws_lambda.IEventSource': s => new (m('aws-lambda-event-sources').SqsEventSource)(new (m('aws-sqs').Queue)(s, id('Q'))),
  'aws_lambda.DockerImageCode': () => m('aws-lambda').DockerImageCode.fromImageAsset('asset'),
  'aws_s3_deployment.ISource': () => m('aws-s3-deployment').Source.data('mark-key', 'mark-data'),
  'aws_apigateway.IAuthorizer': () => undefined,
  'SecretValue': () => cdk.SecretValue.unsafePlainText('mark-secret'),
  'Duration': () => cdk.Duration.minutes(7),
  'Size': () => cdk.Size.gibibytes(7),
  'Stack': s => s,
  'RemovalPolicy': () => cdk.RemovalPolicy.DESTROY,
};
// Values to try in turn until one is accepted: what is allowed differs.
const TEXTS = [name => `mark-${name}`, name => `alt-${name}`, name => `mark${name}`.toLowerCase(), () => '10.7.0.0/16', () => 'us-east-1a', () => 'arn:aws:mark:us-east-1:111111111111:mark/mark', () => 'https://mark.example.com', () => '/mark', () => 'mark.example.com', () => '12:34', () => 'mon:00:00-mon:03:00', () => '00:00-03:00'];
const NUMBERS = [7, 2, 20, 60, 100, 400, 1024, 2048, 8080, 0.5, 1];
const DURATIONS = [cdk.Duration.minutes(7), cdk.Duration.minutes(3), cdk.Duration.seconds(13), cdk.Duration.hours(7), cdk.Duration.days(7), cdk.Duration.days(60)];
const SIZES = [cdk.Size.gibibytes(7), cdk.Size.mebibytes(1024), cdk.Size.mebibytes(7), cdk.Size.gibibytes(100)];
// Constructs that are made on the way: `Mark` ones for the value that is tried, `Made` ones for what is required beside it.
const counters = { Made: 0, Mark: 0 };
let making = 'Made';
const id = prefix => `${making}${prefix}${counters[making]++}`;
function marked(make, scope) {
  making = 'Mark';
  try { return make(scope); } finally { making = 'Made'; }
}

class Impossible extends Error {}

// Sample values of a type: [what it is called, a function that makes it]. Only the first one is used where many would be too many.
function samples(type, name, depth) {
  if (type.primitive === 'string') return [['$text', ...TEXTS.map(text => () => text(name))]];
  if (type.primitive === 'number') return [['$number', ...NUMBERS.map(number => () => number)]];
  if (type.primitive === 'boolean') return [['true', () => true], ['false', () => false]];
  if (type.primitive === 'any' || type.primitive === 'json') return [['$any', () => ({ mark: 'mark-any' })]];
  if (type.union) return type.union.types.flatMap(t => { try { return samples(t, name, depth); } catch { return []; } });
  if (type.collection) {
    const inner = samples(type.collection.elementtype, name, depth);
    const wrap = type.collection.kind === 'array' ? v => [v] : v => ({ 'mark-key': v });
    const mark = type.collection.kind === 'array' ? '[]' : '{}';
    return inner.slice(0, 1).map(([what, ...makes]) => [what + mark, ...makes.map(make => s => wrap(make(s)))]);
  }
  // A reference interface stands for what it refers to: `interfaces.aws_kms.IKeyRef` for `aws_kms.IKey`.
  const fqn = type.fqn.replace(/\.interfaces\.(.*)Ref$/, '.$1');
  if (short(fqn) === 'Duration') return [['$duration', ...DURATIONS.map(duration => () => duration)]];
  if (short(fqn) === 'Size') return [['$size', ...SIZES.map(size => () => size)]];
  const maker = MAKE[short(fqn)];
  const t = types[fqn];
  if (t?.kind === 'enum') return t.members.map(member => [`${t.name}.${member.name}`, () => load(fqn)[member.name]]);
  if (maker) {
    const found = [[`$made:${short(fqn)}`, maker]];
    // Static members of an enum-like class, each by name.
    return found.concat(constants(fqn));
  }
  if (!t) throw new Impossible(fqn);
  if (t.kind === 'interface' && t.datatype) return [['$struct', s => required(fqn, s, depth + 1)]];
  if (t.kind === 'class') {
    const statics = constants(fqn);
    if (statics.length) return statics;
    if (!t.abstract && isConstruct(fqn)) return [[`$made:${short(fqn)}`, s => construct(fqn, s, id('X'), depth + 1)]];
    if (!t.abstract && t.initializer) return [[`$made:${short(fqn)}`, s => new (load(fqn))(...argumentsOf(t.initializer, s, depth + 1))]];
    throw new Impossible(fqn);
  }
  // A behavioural interface: the concrete class of the same name without its I.
  const implementation = fqn.replace(/\.I([A-Z][A-Za-z0-9]*)$/, '.$1');
  if (types[implementation]?.kind === 'class' && !types[implementation].abstract && isConstruct(implementation)) {
    return [[`$made:${short(implementation)}`, s => construct(implementation, s, id('X'), depth + 1)]];
  }
  throw new Impossible(fqn);
}
function constants(fqn) {
  const t = types[fqn];
  return (t?.properties ?? []).filter(p => p.static && p.const && p.type.fqn === fqn && !p.docs?.deprecated)
    .slice(0, 12).map(p => [`${t.name}.${p.name}`, () => load(fqn)[p.name]]);
}
function argumentsOf(initializer, scope, depth) {
  if (depth > 6) throw new Impossible('depth');
  return (initializer.parameters ?? []).filter(p => !p.optional).map(p => samples(p.type, p.name, depth)[0][1](scope));
}
function required(fqn, scope, depth) {
  if (depth > 6) throw new Impossible('depth');
  const value = {};
  for (const p of properties(fqn)) {
    if (!p.optional) value[p.name] = samples(p.type, p.name, depth)[0][1](scope);
  }
  return Object.assign(value, EXTRA[short(fqn)]?.(scope));
}
// What constructs need beyond what their types require.
const EXTRA = {
  'aws_rds.DatabaseClusterProps': s => ({ writer: MAKE['aws_rds.IClusterInstance'](), vpc: MAKE['aws_ec2.IVpc'](s) }),
  'aws_dynamodb.TableProps': () => ({ partitionKey: { name: 'mark-key', type: m('aws-dynamodb').AttributeType.STRING } }),
  'aws_autoscaling.AutoScalingGroupProps': () => ({ instanceType: MAKE['aws_ec2.InstanceType'](), machineImage: MAKE['aws_ec2.IMachineImage']() }),
  'aws_iam.PolicyProps': s => ({ statements: [MAKE['aws_iam.PolicyStatement']()], roles: [MAKE['aws_iam.IRole'](s)] }),
  'aws_iam.ManagedPolicyProps': () => ({ statements: [MAKE['aws_iam.PolicyStatement']()] }),
  'aws_stepfunctions.StateMachineProps': s => ({ definitionBody: MAKE['aws_stepfunctions.DefinitionBody'](s) }),
  'aws_codebuild.ProjectProps': () => ({ buildSpec: MAKE['aws_codebuild.BuildSpec']() }),
  'aws_cloudfront.DistributionProps': () => ({ defaultBehavior: { origin: MAKE['aws_cloudfront.IOrigin']() } }),
  'aws_elasticloadbalancingv2.ApplicationListenerProps': () => ({ port: 80, defaultAction: MAKE['aws_elasticloadbalancingv2.ListenerAction']() }),
  'aws_elasticloadbalancingv2.ApplicationTargetGroupProps': s => ({ port: 80, vpc: MAKE['aws_ec2.IVpc'](s) }),
  'aws_elasticloadbalancingv2.NetworkTargetGroupProps': s => ({ vpc: MAKE['aws_ec2.IVpc'](s) }),
  'aws_elasticloadbalancingv2.NetworkListenerProps': () => ({ defaultAction: m('aws-elasticloadbalancingv2').NetworkListenerAction.forward([]) }),
  'aws_ecs.ClusterProps': s => ({ vpc: MAKE['aws_ec2.IVpc'](s) }),
  'aws_events.RuleProps': s => ({ schedule: MAKE['aws_events.Schedule'](), targets: [MAKE['aws_events.IRuleTarget'](s)] }),
  'aws_ec2.FlowLogProps': s => ({ resourceType: m('aws-ec2').FlowLogResourceType.fromVpc(MAKE['aws_ec2.IVpc'](s)) }),
  'aws_efs.FileSystemProps': s => ({ vpc: MAKE['aws_ec2.IVpc'](s) }),
  'aws_apigatewayv2.HttpRouteProps': () => ({ routeKey: m('aws-apigatewayv2').HttpRouteKey.with('/mark', m('aws-apigatewayv2').HttpMethod.GET) }),
};
Object.assign(EXTRA, {
  'aws_s3.LifecycleRule': () => ({ expiration: cdk.Duration.days(365) }),
  'aws_s3.Transition': () => ({ transitionAfter: cdk.Duration.days(30) }),
  'aws_s3.NoncurrentVersionTransition': () => ({ transitionAfter: cdk.Duration.days(30) }),
  'aws_s3.RoutingRule': () => ({ replaceKey: m('aws-s3').ReplaceKey.with('mark-key') }),
  'aws_lambda.LayerVersionProps': () => ({ code: m('aws-lambda').Code.fromAsset('asset') }),
  'aws_lambda.EventSourceMappingProps': s => ({ target: MAKE['aws_lambda.IFunction'](s), eventSourceArn: 'arn:mark-source' }),
  'aws_secretsmanager.RotationScheduleProps': () => ({ hostedRotation: m('aws-secretsmanager').HostedRotation.mysqlSingleUser() }),
  'aws_lambda_nodejs.NodejsFunctionProps': () => ({ entry: 'asset/index.js', handler: 'h', bundling: undefined, code: m('aws-lambda').Code.fromInline('c'), runtime: m('aws-lambda').Runtime.NODEJS_20_X }),
  'aws_ecs_patterns.ApplicationLoadBalancedFargateServiceProps': s => ({ vpc: MAKE['aws_ec2.IVpc'](s), taskImageOptions: { image: MAKE['aws_ecs.ContainerImage']() } }),
  'aws_ecs_patterns.ApplicationLoadBalancedEc2ServiceProps': s => ({ cluster: MAKE['aws_ecs.ICluster'](s), memoryLimitMiB: 512, taskImageOptions: { image: MAKE['aws_ecs.ContainerImage']() } }),
  'aws_ecs_patterns.NetworkLoadBalancedFargateServiceProps': s => ({ vpc: MAKE['aws_ec2.IVpc'](s), taskImageOptions: { image: MAKE['aws_ecs.ContainerImage']() } }),
  'aws_ecs_patterns.ScheduledFargateTaskProps': s => ({ vpc: MAKE['aws_ec2.IVpc'](s), scheduledFargateTaskImageOptions: { image: MAKE['aws_ecs.ContainerImage']() } }),
  'aws_ecs_patterns.QueueProcessingFargateServiceProps': s => ({ vpc: MAKE['aws_ec2.IVpc'](s), image: MAKE['aws_ecs.ContainerImage']() }),
  'aws_synthetics.CanaryProps': () => ({ test: m('aws-synthetics').Test.custom({ code: m('aws-synthetics').Code.fromInline('x'), handler: 'index.handler' }), runtime: m('aws-synthetics').Runtime.SYNTHETICS_NODEJS_PUPPETEER_9_1 ?? Object.values(m('aws-synthetics').Runtime)[0] }),
  'custom_resources.AwsCustomResourceProps': () => ({ onCreate: { service: 'S3', action: 'listBuckets', physicalResourceId: m('custom-resources').PhysicalResourceId.of('x') }, policy: m('custom-resources').AwsCustomResourcePolicy.fromSdkCalls({ resources: ['*'] }) }),
});
const CHILDREN = {
  'aws_codepipeline.Pipeline': (c, s) => { const source = new (m('aws-codepipeline').Artifact)(); c.addStage({ stageName: 'a', actions: [new (m('aws-codepipeline-actions').S3SourceAction)({ actionName: 'a', bucket: m('aws-s3').Bucket.fromBucketName(s, id('B'), 'mark-bucket'), bucketKey: 'k', output: source })] }); c.addStage({ stageName: 'b', actions: [new (m('aws-codepipeline-actions').ManualApprovalAction)({ actionName: 'm' })] }); },
  'aws_s3.BucketPolicy': (c) => c.document.addStatements(MAKE['aws_iam.PolicyStatement']()),
  'aws_apigateway.TokenAuthorizer': (c, s) => { const a = new (m('aws-apigateway').RestApi)(s, id('A'), { cloudWatchRole: false }); a.root.addMethod('GET', undefined, { authorizer: c }); },
  'aws_apigateway.CognitoUserPoolsAuthorizer': (c, s) => CHILDREN['aws_apigateway.TokenAuthorizer'](c, s),
  'aws_apigateway.RequestAuthorizer': (c, s) => CHILDREN['aws_apigateway.TokenAuthorizer'](c, s),
  'aws_apigateway.RestApi': (c) => c.root.addMethod('GET', new (m('aws-apigateway').MockIntegration)()),
  'aws_ecs.FargateTaskDefinition': (c) => c.addContainer('c', { image: MAKE['aws_ecs.ContainerImage'](), portMappings: [{ containerPort: 80 }] }),
  'aws_ecs.Ec2TaskDefinition': (c) => c.addContainer('c', { image: MAKE['aws_ecs.ContainerImage'](), memoryLimitMiB: 128 }),
  'aws_elasticloadbalancingv2.NetworkListener': () => {},
  'aws_backup.BackupPlan': (c) => c.addRule(m('aws-backup').BackupPlanRule.daily()),
};
function construct(fqn, scope, name, depth, props) {
  const t = types[fqn];
  const inherited = ancestors(fqn).map(a => types[a]).find(a => a.initializer);
  const parameters = inherited?.initializer.parameters ?? [];
  const propsType = parameters[2]?.type?.fqn;
  const value = { ...(propsType ? required(propsType, scope, depth) : {}), ...props };
  const made = new (load(fqn))(scope, name, value);
  CHILDREN[short(fqn)]?.(made, scope);
  return made;
}

// Synthesises a construct with further props, and gives its resources by their path below it.
function synthesise(fqn, more, inspect) {
  counters.Made = counters.Mark = 0;
  const app = new cdk.App({ context: FLAGS });
  const stack = new cdk.Stack(app, 'S', { env: { account: '111111111111', region: 'us-east-1' } });
  const props = more ? more(stack) : {};
  const made = construct(fqn, stack, 'X', 0, props);
  // Validation and aspects run when it is synthesised.
  for (const node of stack.node.findAll()) {
    const problems = node.node.validate();
    if (problems.length) throw new Error(problems.join('; '));
  }
  const names = new Map();
  for (const node of stack.node.findAll()) {
    if (node instanceof cdk.CfnResource) names.set(stack.resolve(node.logicalId), node.node.path.replace(/^S\//, ''));
  }
  inspect?.(made, stack, names);
  const resources = {};
  for (const node of stack.node.findAll()) {
    if (!(node instanceof cdk.CfnResource)) continue;
    const path = node.node.path.replace(/^S\//, '');
    const template = Object.values(stack.resolve(node._toCloudFormation()).Resources ?? {})[0];
    if (!template) continue;
    delete template.Metadata;
    resources[path] = rename(template, names);
  }
  return resources;
}
function rename(value, names) {
  if (Array.isArray(value)) return value.map(v => rename(v, names));
  if (value && typeof value === 'object') {
    if (typeof value.Ref === 'string' && names.has(value.Ref)) return { Ref: names.get(value.Ref) };
    if (Array.isArray(value['Fn::GetAtt']) && names.has(value['Fn::GetAtt'][0])) return { 'Fn::GetAtt': [names.get(value['Fn::GetAtt'][0]), value['Fn::GetAtt'][1]] };
    return Object.fromEntries(Object.entries(value).filter(([k]) => k !== 'DependsOn').map(([k, v]) => [k, rename(v, names)]));
  }
  return value;
}
// What `cdk init` writes into cdk.json.
const FLAGS = JSON.parse(fs.readFileSync(path.join(root, 'recommended-feature-flags.json')));

// The leaves that differ: [path, after]. The element of a list that has one is called `[]`.
function difference(before, after, path = []) {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const isMap = v => v && typeof v === 'object' && !Array.isArray(v) && !Object.keys(v).some(k => k === 'Ref' || k.startsWith('Fn::'));
  if (isMap(after) && Object.keys(after).length && (before === undefined || isMap(before))) {
    const keys = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after)])];
    return keys.flatMap(key => difference(before?.[key], after[key], [...path, key]));
  }
  const single = v => Array.isArray(v) && v.length === 1;
  if (single(after) && isMap(after[0]) && (before === undefined || single(before) && isMap(before[0]))) {
    return difference(before?.[0], after[0], [...path, '[]']);
  }
  return [[path, after]];
}
const own = path => path === 'X' || path.startsWith('X/');

// The path of a resource below its construct: `.` for the main one.
const child = path => path.replace(/^X\/?/, '').replace(/\/?(Resource|Default)$/, '') || '.';

// What a value did: settings that it set, resources that it added or took away.
function compare(base, other, value) {
  const effects = [];
  for (const [path, resource] of Object.entries(other)) {
    if (!own(path)) continue;
    if (!base[path]) {
      effects.push({ add: child(path), type: resource.Type, to: abstracted(settings(resource), value) });
      continue;
    }
    for (const [at, after] of difference(settings(base[path]), settings(resource))) {
      effects.push({ set: child(path), at: at.join('.'), to: after === undefined ? null : abstracted(after, value) });
    }
  }
  for (const path of Object.keys(base)) if (own(path) && !other[path]) effects.push({ remove: child(path) });
  return effects;
}
// The settings of a resource; what stands beside its properties keeps its name.
function settings(resource) {
  const { Type, Properties, UpdateReplacePolicy, CreationPolicy, UpdatePolicy, ...beside } = resource;
  return { ...Properties, ...beside };
}
// A template of which the places that the value fills are named: `$value`, `$seconds`, `$ref` …
function abstracted(after, value) {
  if (value !== null && value !== undefined && JSON.stringify(after) === JSON.stringify(value) && value !== true && value !== false) return '$value';
  if (value?.texts) return typeof after === 'string' && value.texts.includes(after) ? '$value' : abstractedInside(after, null);
  if (value?.seconds !== undefined) {
    const units = { $seconds: 1, $minutes: 60, $hours: 3600, $days: 86400, $milliseconds: 0.001 };
    for (const [name, unit] of Object.entries(units)) if (after === value.seconds / unit) return name;
    const iso = cdk.Duration.seconds(value.seconds).toIsoString();
    if (typeof after === 'string' && after === iso) return '$iso';
  }
  if (value?.mebibytes !== undefined) {
    const units = { $mebibytes: 1, $gibibytes: 1024, $kibibytes: 1 / 1024 };
    for (const [name, unit] of Object.entries(units)) if (after === value.mebibytes / unit) return name;
  }
  return abstractedInside(after, value);
}
function abstractedInside(after, value) {
  if (Array.isArray(after)) return after.map(item => abstracted(item, Array.isArray(value) && value.length === 1 ? value[0] : value));
  if (after && typeof after === 'object') {
    const made = path => typeof path === 'string' && /^Mark[A-Z]/.test(path);
    if (made(after.Ref)) return '$ref';
    if (Array.isArray(after['Fn::GetAtt']) && made(after['Fn::GetAtt'][0])) return `$att:${after['Fn::GetAtt'][1]}`;
    if (typeof after.Ref === 'string' && own(after.Ref)) return { Ref: child(after.Ref) };
    if (Array.isArray(after['Fn::GetAtt']) && own(after['Fn::GetAtt'][0])) return { 'Fn::GetAtt': [child(after['Fn::GetAtt'][0]), after['Fn::GetAtt'][1]] };
    return Object.fromEntries(Object.entries(after).map(([key, inner]) => [key, abstracted(inner, value)]));
  }
  const single = Array.isArray(value) && value.length === 1 ? value[0] : value;
  if (single !== value) return abstracted(after, single);
  if (typeof value === 'string' && typeof after === 'string' && value.length > 4 && after.includes(value)) return after.replaceAll(value, '$value');
  if (value && typeof value === 'object' && !Array.isArray(value) && typeof after === 'string' && Object.values(value).includes(after)) return '$entry';
  return after;
}

function probe(fqn) {
  const out = { construct: short(fqn), base: ancestors(fqn).slice(1).map(short).filter(name => name !== 'Resource') };
  let base;
  try { base = synthesise(fqn); } catch (e) {
    // A machine that fails says nothing about the construct.
    if (e.code === 'ENOSPC' || e.code === 'EMFILE') throw e;
    return { ...out, error: String(e.message ?? e).slice(0, 200) };
  }
  out.resources = Object.entries(base).filter(([path]) => own(path)).map(([path, resource]) => ({ at: child(path), type: resource.Type, settings: abstracted(settings(resource), null) }));
  // A look at an attribute may make a resource, so that this one is thrown away.
  synthesise(fqn, null, (made, stack, names) => { out.attributes = attributes(fqn, made, stack, names); });
  const struct = structOf(fqn);
  out.props = struct ? probeStruct(fqn, struct, [], base) : [];
  return out;
}
// What the attributes of a construct are: a reference to a resource or to an attribute of one, or another of its constructs.
function attributes(fqn, made, stack, names) {
  const known = {};
  for (const p of ancestors(fqn).flatMap(name => types[name].properties ?? []).filter(p => !p.static)) {
    // An attribute that cannot be looked at by itself says nothing.
    try { known[p.name] = place(made[p.name], stack, names); } catch { continue; }
  }
  return known;
}
function place(value, stack, names) {
  if (typeof value === 'string') {
    const resolved = rename(stack.resolve(value), names);
    if (own(resolved?.Ref ?? '')) return { Ref: child(resolved.Ref) };
    if (own(resolved?.['Fn::GetAtt']?.[0] ?? '')) return { 'Fn::GetAtt': [child(resolved['Fn::GetAtt'][0]), resolved['Fn::GetAtt'][1]] };
  } else if (value?.node?.path?.startsWith('S/X/')) {
    return { place: child(value.node.path.slice(2)) };
  } else if (Array.isArray(value) && value.length && value.every(item => item?.node?.path?.startsWith('S/X/'))) {
    return { places: value.map(item => child(item.node.path.slice(2))) };
  }
  return undefined;
}
// Probes each property of a struct that stands at that path of the props; `base` has the struct with what it requires.
function probeStruct(fqn, struct, trail, base) {
  const rows = [];
  for (const p of properties(struct)) {
    const path = [...trail, p.name];
    let choices;
    try { choices = samples(p.type, p.name, 0); } catch (e) { rows.push({ prop: path.join('.'), error: `no sample of ${e.message}` }); continue; }
    // Another value of a required property to compare with, since the base has the first one.
    for (const [what, ...makes] of choices.slice(0, 60)) {
      const other = p.optional ? null : choices.find(([name]) => name !== what)?.[1];
      rows.push(probeProp(fqn, base, path, what, makes, other));
    }
    const element = p.type.collection?.kind === 'array' ? p.type.collection.elementtype.fqn : null;
    const inner = p.type.fqn ?? element;
    if (trail.length < 3 && types[inner]?.datatype) {
      const deeper = element ? [...path, '[]'] : path;
      try { rows.push(...probeStruct(fqn, inner, deeper, synthesise(fqn, scope => nested(structOf(fqn), deeper, required(inner, scope, 1), scope)))); } catch { /* Said by the row of the struct itself. */ }
    }
  }
  return rows;
}
// Tries values until one is accepted and shows an effect; where a prop needs others beside it, those come along.
function probeProp(fqn, base, path, what, makes, otherMake) {
  const row = { prop: path.join('.'), sample: what };
  const struct = properties(structOf(fqn));
  for (const companions of [{}, ...COMPANIONS]) {
    if (path[0] in companions || !Object.keys(companions).every(name => struct.some(p => p.name === name))) continue;
    const alone = Object.keys(companions).length === 0;
    const withCompanions = more => scope => ({ ...companionsOf(companions, scope), ...more(scope) });
    let against = base;
    try {
      const parent = path.slice(0, -1);
      if (otherMake) against = synthesise(fqn, withCompanions(scope => nested(structOf(fqn), path, otherMake(scope), scope)));
      else if (!alone) against = synthesise(fqn, withCompanions(scope => parent.length ? nested(structOf(fqn), parent, {}, scope, true) : {}));
    } catch { continue; }
    for (const make of makes) {
      try {
        let value;
        const found = synthesise(fqn, withCompanions(scope => { value = marked(make, scope); return nested(structOf(fqn), path, value, scope); }));
        const effects = compare(against, found, shown(value));
        if (!effects.length && row.effects) continue;
        Object.assign(row, { effects, error: undefined });
        if (!alone) row.with = Object.keys(companions);
        if (effects.length) return row;
      } catch (e) { row.error ??= String(e.message ?? e).split('\n')[0].slice(0, 120); }
    }
    if (row.effects && alone && !row.error) break;
  }
  if (row.effects) delete row.error;
  return row;
}
// Props that make others possible.
const COMPANIONS = [
  { vpc: s => MAKE['aws_ec2.IVpc'](s) },
  { fifo: () => true },
  { loggingFormat: () => m('aws-lambda').LoggingFormat.JSON },
  { billingMode: () => m('aws-dynamodb').BillingMode.PROVISIONED },
  { versioned: () => true },
  { storageType: () => m('aws-rds').StorageType.IO1, iops: () => 3000, allocatedStorage: () => 400 },
  { enablePerformanceInsights: () => true },
  { encryption: () => m('aws-s3').BucketEncryption.KMS },
  { removalPolicy: () => cdk.RemovalPolicy.DESTROY },
  { websiteIndexDocument: () => 'mark-index' },
];
const companionsOf = (companions, scope) => Object.fromEntries(Object.entries(companions).map(([name, make]) => [name, make(scope)]));
// A sample value as it can be told apart in a template.
function shown(value) {
  if (value instanceof cdk.Duration) return { seconds: value.toSeconds({ integral: false }) };
  if (value instanceof cdk.Size) return { mebibytes: value.toMebibytes() };
  if (Array.isArray(value)) return value.map(shown);
  if (value && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, shown(v)]));
  if (value && typeof value === 'object') {
    // An instance that stands for a text, such as a runtime, is told by the texts in it.
    const texts = Object.values(value).filter(inner => typeof inner === 'string');
    if (Object.hasOwn(Object.getPrototypeOf(value), 'toString')) texts.push(String(value));
    return { texts };
  }
  return typeof value === 'function' ? null : value;
}
function structOf(fqn) {
  const found = ancestors(fqn).map(name => types[name]).find(t => t.initializer)?.initializer.parameters?.[2]?.type?.fqn;
  return types[found]?.datatype ? found : undefined;
}
// Props with that value at that path; the structs on the way have what they require.
function nested(struct, path, value, scope, fill) {
  const [name, ...rest] = path;
  const type = properties(struct).find(p => p.name === name)?.type;
  if (!rest.length) return { [name]: fill ? required(type.fqn, scope, 1) : value };
  if (rest[0] === '[]') {
    const element = type.collection.elementtype.fqn;
    const inner = rest.length === 1 ? (fill ? {} : value) : nested(element, rest.slice(1), value, scope, fill);
    return { [name]: [{ ...required(element, scope, 1), ...inner }] };
  }
  return { [name]: { ...required(type.fqn, scope, 1), ...nested(type.fqn, rest, value, scope, fill) } };
}

const wanted = process.argv.slice(2);
const constructs = Object.values(types).filter(t => t.kind === 'class' && !t.abstract && isConstruct(t.fqn) && !/(^|\.)Cfn[A-Z]/.test(short(t.fqn)) && !t.docs?.deprecated).map(t => t.fqn).sort();
for (const fqn of constructs) {
  if (wanted.length && !wanted.includes(short(fqn))) continue;
  process.stdout.write(JSON.stringify(probe(fqn)) + '\n');
}
