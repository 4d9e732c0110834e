// Samples of what constructs, their props and their methods take: of each type of the library's jsii assembly a value that it accepts.
'use strict';
const fs = require('fs');
const path = require('path');
const { cdk, assembly, short, load, m } = require('./cdk_library.js');

const types = assembly.types;
fs.mkdirSync('asset', { recursive: true });
for (const file of ['index.py', 'index.js', 'Dockerfile']) fs.writeFileSync(path.join('asset', file), 'FROM scratch');
fs.writeFileSync(path.join('asset', 'schema.graphql'), 'type Query { mark: String }');

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
  'aws_ec2.ILaunchTemplate': s => new (m('aws-ec2').LaunchTemplate)(s, id('T'), { instanceType: MAKE['aws_ec2.InstanceType'](), machineImage: MAKE['aws_ec2.IMachineImage'](), securityGroup: new (m('aws-ec2').SecurityGroup)(s, id('G'), { vpc: MAKE['aws_ec2.IVpc'](s) }), role: MAKE['aws_iam.IRole'](s) }),
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
  'constructs.Construct': s => s,
  'aws_apigateway.IResource': s => MAKE['aws_apigateway.IRestApi'](s).root,
  'aws_apigatewayv2.IHttpApi': s => new (m('aws-apigatewayv2').HttpApi)(s, id('H')),
  'aws_apigatewayv2.IWebSocketApi': s => new (m('aws-apigatewayv2').WebSocketApi)(s, id('W')),
  'aws_apigatewayv2.IHttpApiRef': s => MAKE['aws_apigatewayv2.IHttpApi'](s),
  'aws_apigatewayv2.IWebSocketApiRef': s => MAKE['aws_apigatewayv2.IWebSocketApi'](s),
  'aws_apigatewayv2.IApi': s => MAKE['aws_apigatewayv2.IHttpApi'](s),
  'aws_appsync.ISchema': () => m('aws-appsync').SchemaFile.fromAsset('asset/schema.graphql'),
  'aws_appsync.IGraphqlApi': s => new (m('aws-appsync').GraphqlApi)(s, id('G'), { name: 'mark-api', definition: m('aws-appsync').Definition.fromFile('asset/schema.graphql') }),
  'aws_appsync.Definition': () => m('aws-appsync').Definition.fromFile('asset/schema.graphql'),
  'aws_apigateway.ApiDefinition': () => m('aws-apigateway').ApiDefinition.fromInline({ openapi: '3.0.2' }),
  'aws_cloudfront.FunctionCode': () => m('aws-cloudfront').FunctionCode.fromInline('mark-code'),
  'aws_ec2.IConnectable': s => new (m('aws-ec2').SecurityGroup)(s, id('G'), { vpc: MAKE['aws_ec2.IVpc'](s) }),
  'aws_ec2.IPeer': () => m('aws-ec2').Peer.ipv4('10.8.0.0/16'),
  'aws_ec2.Port': () => m('aws-ec2').Port.tcp(8443),
  'aws_scheduler.IScheduleTarget': s => new (m('aws-scheduler-targets').SqsSendMessage)(new (m('aws-sqs').Queue)(s, id('Q'))),
  'aws_applicationautoscaling.Schedule': () => m('aws-applicationautoscaling').Schedule.rate(cdk.Duration.minutes(7)),
  'aws_servicediscovery.INamespace': s => new (m('aws-servicediscovery').HttpNamespace)(s, id('N'), { name: 'mark-namespace' }),
  'aws_elasticloadbalancingv2.IListener': s => MAKE['aws_elasticloadbalancingv2.IApplicationListener'](s),
  'aws_elasticloadbalancingv2.IApplicationListener': s => new (m('aws-elasticloadbalancingv2').ApplicationListener)(s, id('L'), { port: 80, loadBalancer: MAKE['aws_elasticloadbalancingv2.IApplicationLoadBalancer'](s), defaultAction: MAKE['aws_elasticloadbalancingv2.ListenerAction']() }),
  'aws_kinesisfirehose.IDestination': s => new (m('aws-kinesisfirehose').S3Bucket)(MAKE['aws_s3.IBucket'](s)),
  'aws_rds.ProxyTarget': s => m('aws-rds').ProxyTarget.fromCluster(construct('aws-cdk-lib.aws_rds.DatabaseCluster', s, id('D'), 1)),
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
// The same for the arguments of methods, which are many: what is made for one is called after its parameter.
function argument(name, make, scope) {
  const outer = making;
  making = `Arg_${name}_`;
  counters[making] ??= 0;
  try {
    const value = make(scope);
    // What the arguments make together is none of them.
    if (name !== 'made') given[name] = value;
    return value;
  } finally { making = outer; }
}
// The arguments of the sample that was made last, by name.
const given = {};
function forget() { for (const name of Object.keys(given)) delete given[name]; }
const inside = (name, make, scope) => (making.startsWith('Arg_') ? argument(name, make, scope) : make(scope));

class Impossible extends Error {}

// Sample values of a type: [what it is called, a function that makes it]. Only the first one is used where many would be too many.
function samples(type, name, depth) {
  // A method of HTTP is a text of which few are accepted.
  if (type.primitive === 'string' && name === 'httpMethod') return [['$text', () => 'GET', () => 'PUT']];
  if (type.primitive === 'string') return [['$text', ...TEXTS.map(text => () => text(name))]];
  if (type.primitive === 'number') return [['$number', ...NUMBERS.map(number => () => number)]];
  if (type.primitive === 'boolean') return [['true', () => true], ['false', () => false]];
  if (type.primitive === 'any' || type.primitive === 'json') return [['$any', () => ({ mark: 'mark-any' })]];
  if (type.union) return type.union.types.flatMap(t => { try { return samples(t, name, depth); } catch { return []; } });
  if (type.collection) {
    const inner = samples(type.collection.elementtype, name, depth);
    const wrap = type.collection.kind === 'array' ? v => [v] : v => ({ 'mark-key': v });
    const mark = type.collection.kind === 'array' ? '[]' : '{}';
    return inner.filter(([what], index) => index === 0 || what.startsWith('$by:')).map(([what, ...makes]) => [what + mark, ...makes.map(make => s => wrap(make(s)))]);
  }
  // A reference interface stands for what it refers to: `interfaces.aws_kms.IKeyRef` for `aws_kms.IKey`.
  const fqn = type.fqn.replace(/\.interfaces\.(.*)Ref$/, '.$1');
  if (short(fqn) === 'Duration') return [['$duration', ...DURATIONS.map(duration => () => duration)]];
  if (short(fqn) === 'Size') return [['$size', ...SIZES.map(size => () => size)]];
  const maker = MAKE[short(fqn)];
  const t = types[fqn];
  const isPlain = t && (t.kind === 'class' || t.kind === 'interface' && !t.datatype);
  const made = isPlain && (depth === 0 || !maker) ? factories(fqn) : [];
  if (t?.kind === 'enum') return t.members.map(member => [`${t.name}.${member.name}`, () => load(fqn)[member.name]]);
  if (maker) {
    const found = [[`$made:${short(fqn)}`, maker]];
    // Static members of an enum-like class, each by name.
    return found.concat(constants(fqn), made);
  }
  if (!t) throw new Impossible(fqn);
  if (t.kind === 'interface' && t.datatype) return [['$struct', s => required(fqn, s, depth + 1)]];
  if (t.kind === 'class') {
    const statics = constants(fqn);
    if (statics.length || made.length) return statics.concat(made);
    if (!t.abstract && isConstruct(fqn)) return [[`$made:${short(fqn)}`, s => construct(fqn, s, id('X'), depth + 1)]];
    if (!t.abstract && t.initializer) return [[`$made:${short(fqn)}`, s => new (load(fqn))(...argumentsOf(t.initializer, s, depth + 1))]];
    throw new Impossible(fqn);
  }
  if (made.length) return made;
  // A behavioural interface: the concrete class of the same name without its I.
  const implementation = fqn.replace(/\.I([A-Z][A-Za-z0-9]*)$/, '.$1');
  if (types[implementation]?.kind === 'class' && !types[implementation].abstract && isConstruct(implementation)) {
    return [[`$made:${short(implementation)}`, s => construct(implementation, s, id('X'), depth + 1)]];
  }
  throw new Impossible(fqn);
}
// Every way in which the library itself makes a plain object that can be given where a type is asked for: `Type.factory(…)`, `new Type(…)`; and
// the same with one more of what it need not be given: `Type.factory+parameter`.
function factories(fqn) {
  const fits = name => { const t = types[name]; return t && (t.fqn === fqn || [t.base, ...(t.interfaces ?? [])].some(parent => parent && fits(parent))); };
  // Constants of classes other than the type itself.
  const found = Object.values(types).filter(t => t.kind === 'class' && t.fqn !== fqn).flatMap(t => (t.properties ?? [])
    .filter(p => p.static && p.const && fits(p.type.fqn)).map(p => [`$by:${short(t.fqn)}.${p.name}`, () => load(t.fqn)[p.name]]));
  if (isConstruct(fqn.replace(/\.I([A-Z][A-Za-z0-9]*)$/, '.$1'))) return found;
  const add = (name, callable, make) => {
    for (const more of ['', ...optional(callable)]) {
      found.push([`$by:${name}${more && `+${more}`}`, scope => argument('made', s => make(argumentsOf(callable, s, 1, more)), scope)]);
    }
  };
  for (const t of Object.values(types)) {
    if (t.kind !== 'class' || isConstruct(t.fqn) || /(^|\.)Cfn[A-Z]/.test(short(t.fqn))) continue;
    for (const method of t.methods ?? []) {
      if (method.static && fits(method.returns?.type?.fqn)) add(`${short(t.fqn)}.${method.name}`, method, values => load(t.fqn)[method.name](...values));
    }
    if (!t.abstract && t.initializer !== undefined && fits(t.fqn)) add(short(t.fqn), t.initializer ?? {}, values => new (load(t.fqn))(...values));
  }
  return found;
}
// What a function need not be given: parameters, and members of its structs.
function optional(callable) {
  return (callable.parameters ?? []).flatMap(p => {
    if (types[p.type.fqn]?.datatype) return properties(p.type.fqn).filter(member => member.optional && !member.docs?.deprecated).map(member => member.name);
    return p.optional && !p.variadic ? [p.name] : [];
  });
}
function constants(fqn) {
  const t = types[fqn];
  return (t?.properties ?? []).filter(p => p.static && p.const && p.type.fqn === fqn)
    .map(p => [`${t.name}.${p.name}`, () => load(fqn)[p.name]]);
}
function argumentsOf(initializer, scope, depth, more) {
  if (depth > 6) throw new Impossible('depth');
  const sample = p => inside(p.name, samples(p.type, p.name, depth)[0][1], scope);
  const given = (initializer.parameters ?? []).map(p => {
    const member = more && types[p.type.fqn]?.datatype && properties(p.type.fqn).find(member => member.name === more);
    if (member) return { ...required(p.type.fqn, scope, depth + 1), [more]: sample(member) };
    return p.optional && p.name !== more ? undefined : sample(p);
  });
  while (given.length && given.at(-1) === undefined) given.pop();
  return given;
}
function required(fqn, scope, depth) {
  if (depth > 6) throw new Impossible('depth');
  const value = {};
  for (const p of properties(fqn)) {
    if (!p.optional) value[p.name] = inside(p.name, samples(p.type, p.name, depth)[0][1], scope);
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
  'aws_ecs.ClusterProps': s => ({ vpc: MAKE['aws_ec2.IVpc'](s) }),
  'aws_events.RuleProps': s => ({ schedule: MAKE['aws_events.Schedule'](), targets: [MAKE['aws_events.IRuleTarget'](s)] }),
  'aws_ec2.FlowLogProps': s => ({ resourceType: m('aws-ec2').FlowLogResourceType.fromVpc(MAKE['aws_ec2.IVpc'](s)) }),
  'aws_efs.FileSystemProps': s => ({ vpc: MAKE['aws_ec2.IVpc'](s) }),
  'aws_apigatewayv2.HttpRouteProps': () => ({ routeKey: m('aws-apigatewayv2').HttpRouteKey.with('/mark', m('aws-apigatewayv2').HttpMethod.GET) }),
};
Object.assign(EXTRA, {
  'aws_applicationautoscaling.TargetTrackingScalingPolicyProps': () => ({ predefinedMetric: m('aws-applicationautoscaling').PredefinedMetric.ECS_SERVICE_AVERAGE_CPU_UTILIZATION }),
  'aws_applicationautoscaling.StepScalingPolicyProps': () => ({ scalingSteps: [{ upper: 10, change: -1 }, { lower: 50, change: +1 }] }),
  'aws_autoscaling.TargetTrackingScalingPolicyProps': () => ({ predefinedMetric: m('aws-autoscaling').PredefinedMetric.ASG_AVERAGE_CPU_UTILIZATION }),
  'aws_autoscaling.StepScalingPolicyProps': () => ({ scalingSteps: [{ upper: 10, change: -1 }, { lower: 50, change: +1 }] }),
  'aws_autoscaling.ScheduledActionProps': () => ({ schedule: m('aws-autoscaling').Schedule.cron({ hour: '7' }), minCapacity: 1 }),
  'aws_apigateway.DomainNameProps': () => ({ domainName: 'mark.example.com' }),
  'aws_apigateway.BasePathMappingProps': s => ({ domainName: new (m('aws-apigateway').DomainName)(s, id('D'), { domainName: 'mark.example.com', certificate: MAKE['aws_certificatemanager.ICertificate'](s) }) }),
  'aws_apigateway.StepFunctionsRestApiProps': s => ({ stateMachine: new (m('aws-stepfunctions').StateMachine)(s, id('M'), { stateMachineType: 'EXPRESS', definitionBody: MAKE['aws_stepfunctions.DefinitionBody'](s) }) }),
  'aws_appsync.GraphqlApiProps': () => ({ definition: MAKE['aws_appsync.Definition']() }),
  'aws_elasticloadbalancingv2.ApplicationListenerRuleProps': s => ({ priority: 7, conditions: [MAKE['aws_elasticloadbalancingv2.ListenerCondition']()], action: MAKE['aws_elasticloadbalancingv2.ListenerAction']() }),
  'aws_elasticloadbalancingv2.NetworkListenerProps': s => ({ defaultTargetGroups: [new (m('aws-elasticloadbalancingv2').NetworkTargetGroup)(s, id('G'), { port: 80, vpc: MAKE['aws_ec2.IVpc'](s) })] }),
  'aws_cognito.UserPoolDomainProps': () => ({ cognitoDomain: { domainPrefix: 'mark-prefix' } }),
  'aws_cognito.UserPoolDomainOptions': () => ({ cognitoDomain: { domainPrefix: 'mark-prefix' } }),
  'aws_cognito.UserPoolIdentityProviderGoogleProps': () => ({ clientSecret: 'mark-secret' }),
  'aws_config.CustomRuleProps': () => ({ periodic: true }),
  'aws_docdb.DatabaseClusterProps': () => ({ instanceType: MAKE['aws_ec2.InstanceType']() }),
  'aws_ec2.VolumeProps': () => ({ size: cdk.Size.gibibytes(7) }),
  'aws_ecs.Ec2ServiceProps': s => ({ taskDefinition: MAKE['aws_ecs.Ec2TaskDefinition'](s) }),
  'aws_ecs_patterns.ApplicationMultipleTargetGroupsFargateServiceProps': s => ({ vpc: MAKE['aws_ec2.IVpc'](s), taskImageOptions: { image: MAKE['aws_ecs.ContainerImage']() } }),
  'aws_batch.JobQueueProps': s => ({ computeEnvironments: [{ order: 1, computeEnvironment: construct('aws-cdk-lib.aws_batch.FargateComputeEnvironment', s, id('E'), 1) }] }),
  'aws_rds.DatabaseInstanceFromSnapshotProps': () => ({ snapshotIdentifier: 'mark-snapshot' }),
  'aws_rds.DatabaseClusterFromSnapshotProps': () => ({ instanceProps: undefined, instances: undefined }),
  'aws_route53.HttpsRecordProps': () => ({ values: [m('aws-route53').HttpsRecordValue.alias('mark.example.com')] }),
  'aws_eks.HelmChartProps': () => ({ chart: 'mark-chart' }),
  'aws_eks.HelmChartOptions': () => ({ chart: 'mark-chart' }),
  'aws_elasticloadbalancingv2.BaseApplicationListenerProps': () => ({ port: 80, defaultAction: MAKE['aws_elasticloadbalancingv2.ListenerAction']() }),
  'aws_elasticloadbalancingv2.BaseNetworkListenerProps': s => ({ defaultTargetGroups: [new (m('aws-elasticloadbalancingv2').NetworkTargetGroup)(s, id('G'), { port: 80, vpc: MAKE['aws_ec2.IVpc'](s) })] }),
  'aws_elasticloadbalancingv2.AddApplicationTargetsProps': () => ({ port: 80 }),
  'aws_elasticloadbalancingv2.AddApplicationTargetGroupsProps': s => ({ targetGroups: [MAKE['aws_elasticloadbalancingv2.IApplicationTargetGroup'](s)] }),
  'aws_elasticloadbalancingv2.AddApplicationActionProps': () => ({ priority: 7, conditions: [MAKE['aws_elasticloadbalancingv2.ListenerCondition']()] }),
  'aws_lambda.EventSourceMappingOptions': () => ({ eventSourceArn: 'arn:mark-source' }),
  'aws_ecs.ScalableTaskCountProps': () => ({ dimension: 'ecs:service:DesiredCount', resourceId: 'service/mark-cluster/mark-service', maxCapacity: 7 }),
  'aws_dynamodb.GlobalSecondaryIndexProps': () => ({ partitionKey: { name: 'mark-key', type: m('aws-dynamodb').AttributeType.STRING } }),
  'aws_events.EventPattern': () => ({ source: ['mark-source'] }),
  'aws_ecs.PortMapping': () => ({ containerPort: 80 }),
  'aws_backup.BackupSelectionOptions': () => ({ resources: [MAKE['aws_backup.BackupResource']()] }),
  'aws_applicationautoscaling.BasicStepScalingPolicyProps': () => ({ scalingSteps: [{ upper: 10, change: -1 }, { lower: 50, change: +1 }] }),
  'aws_autoscaling.BasicStepScalingPolicyProps': () => ({ scalingSteps: [{ upper: 10, change: -1 }, { lower: 50, change: +1 }] }),
  'aws_applicationautoscaling.ScalingSchedule': () => ({ schedule: m('aws-applicationautoscaling').Schedule.rate(cdk.Duration.minutes(7)), minCapacity: 1 }),
  'aws_autoscaling.BasicScheduledActionProps': () => ({ schedule: m('aws-autoscaling').Schedule.cron({ hour: '7' }), minCapacity: 1 }),
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
  'aws_secretsmanager.ResourcePolicy': (c) => c.document.addStatements(MAKE['aws_iam.PolicyStatement']()),
  'aws_sns.TopicPolicy': (c) => c.document.addStatements(MAKE['aws_iam.PolicyStatement']()),
  'aws_sqs.QueuePolicy': (c) => c.document.addStatements(MAKE['aws_iam.PolicyStatement']()),
  'aws_logs.ResourcePolicy': (c) => c.document.addStatements(MAKE['aws_iam.PolicyStatement']()),
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
function structOf(fqn) {
  const found = ancestors(fqn).map(name => types[name]).find(t => t.initializer)?.initializer.parameters?.[2]?.type?.fqn;
  return types[found]?.datatype ? found : undefined;
}
const constructs = Object.values(types).filter(t => t.kind === 'class' && !t.abstract && isConstruct(t.fqn) && !/(^|\.)Cfn[A-Z]/.test(short(t.fqn)) && !t.docs?.deprecated).map(t => t.fqn).sort();

module.exports = { types, constructs, ancestors, isConstruct, properties, MAKE, counters, id, marked, argument, given, forget, Impossible, samples, argumentsOf, required, construct, structOf };
