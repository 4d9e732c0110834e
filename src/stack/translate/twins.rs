//! Twins: the same resource written in Terraform and in CloudFormation is the same in the common model.

use serde_json::{Value as Json, json};

use super::{Translated, translate};
use crate::dialect::{Instance, Vocabulary};
use crate::program::json::plain_map;
use crate::source::Span;
use crate::stack::testing::map;

fn translated(vocabulary: Vocabulary, kind: &str, settings: &Json) -> Translated {
    translate(&Instance {
        declaration: 0,
        address: "it".into(),
        vocabulary,
        kind: kind.into(),
        count: Some(1),
        conditional: false,
        implied_by: None,
        properties: map(settings),
        span: Span { file: 0, start: 0, end: 0 },
    })
}

/// A resource in both vocabularies. A part is written in CloudFormation as its owner.
#[allow(clippy::needless_pass_by_value, reason = "literals read better without `&`")]
fn check(terraform: (&str, Json), cloudformation: (&str, Json)) {
    let ours = translated(Vocabulary::Terraform, terraform.0, &terraform.1);
    let theirs = translated(Vocabulary::CloudFormation, cloudformation.0, &cloudformation.1);
    assert_eq!(ours.kind, theirs.kind, "{}", terraform.0);
    assert_eq!(plain_map(&ours.properties), plain_map(&theirs.properties), "{}", terraform.0);
    assert!(ours.known && theirs.known, "{}", terraform.0);
}

#[test]
fn networks() {
    check(
        ("aws_vpc", json!({ "cidr_block": "10.0.0.0/16", "enable_dns_hostnames": true, "tags": { "Name": "main" } })),
        (
            "AWS::EC2::VPC",
            json!({ "CidrBlock": "10.0.0.0/16", "EnableDnsHostnames": "true", "Tags": [{ "Key": "Name", "Value": "main" }] }),
        ),
    );
    check(
        (
            "aws_subnet",
            json!({ "vpc_id": { "Ref": "vpc" }, "cidr_block": "10.0.1.0/24", "map_public_ip_on_launch": true }),
        ),
        (
            "AWS::EC2::Subnet",
            json!({ "VpcId": { "Ref": "vpc" }, "CidrBlock": "10.0.1.0/24", "MapPublicIpOnLaunch": true }),
        ),
    );
    check(
        (
            "aws_flow_log",
            json!({ "vpc_id": { "Ref": "vpc" }, "traffic_type": "ALL", "iam_role_arn": { "Ref": "role" } }),
        ),
        (
            "AWS::EC2::FlowLog",
            json!({
                "ResourceId": { "Ref": "vpc" }, "ResourceType": "VPC", "TrafficType": "ALL",
                "DeliverLogsPermissionArn": { "Ref": "role" }
            }),
        ),
    );
    check(
        (
            "aws_network_acl_rule",
            json!({ "rule_number": 100, "protocol": "tcp", "from_port": 443, "to_port": 443, "egress": false }),
        ),
        (
            "AWS::EC2::NetworkAclEntry",
            json!({ "RuleNumber": 100, "Protocol": 6, "PortRange": { "From": 443, "To": 443 }, "Egress": false }),
        ),
    );
}

#[test]
fn security_groups() {
    check(
        (
            "aws_security_group",
            json!({
                "name": "web", "description": "Web", "vpc_id": { "Ref": "vpc" },
                "ingress": [
                    { "from_port": 443, "to_port": 443, "protocol": "tcp", "cidr_blocks": ["10.0.0.0/8", "0.0.0.0/0"], "description": "HTTPS" },
                    { "from_port": 22, "to_port": 22, "protocol": "tcp", "security_groups": [{ "Ref": "bastion" }], "self": true }
                ],
                "egress": [{ "from_port": 0, "to_port": 0, "protocol": "all", "cidr_blocks": ["0.0.0.0/0"], "ipv6_cidr_blocks": ["::/0"] }]
            }),
        ),
        (
            "AWS::EC2::SecurityGroup",
            json!({
                "GroupName": "web", "GroupDescription": "Web", "VpcId": { "Ref": "vpc" },
                "SecurityGroupIngress": [
                    { "FromPort": 443, "ToPort": 443, "IpProtocol": "tcp", "CidrIp": "10.0.0.0/8", "Description": "HTTPS" },
                    { "FromPort": 443, "ToPort": 443, "IpProtocol": "tcp", "CidrIp": "0.0.0.0/0", "Description": "HTTPS" },
                    { "FromPort": "22", "ToPort": "22", "IpProtocol": "tcp", "SourceSecurityGroupId": { "Ref": "bastion" } },
                    { "FromPort": "22", "ToPort": "22", "IpProtocol": "tcp", "SourceSecurityGroupId": { "Ref": "it" } }
                ],
                "SecurityGroupEgress": [
                    { "FromPort": 0, "ToPort": 0, "IpProtocol": -1, "CidrIp": "0.0.0.0/0" },
                    { "FromPort": 0, "ToPort": 0, "IpProtocol": -1, "CidrIpv6": "::/0" }
                ]
            }),
        ),
    );
    check(
        (
            "aws_security_group_rule",
            json!({
                "type": "egress", "security_group_id": { "Ref": "web" }, "from_port": 5432, "to_port": 5432, "protocol": "tcp",
                "source_security_group_id": { "Ref": "db" }
            }),
        ),
        (
            "AWS::EC2::SecurityGroup",
            json!({ "SecurityGroupEgress": [
                { "FromPort": 5432, "ToPort": 5432, "IpProtocol": "tcp", "DestinationSecurityGroupId": { "Ref": "db" } }
            ] }),
        ),
    );
    check(
        (
            "aws_vpc_security_group_ingress_rule",
            json!({ "security_group_id": { "Ref": "web" }, "cidr_ipv4": "0.0.0.0/0", "ip_protocol": "tcp", "from_port": 80, "to_port": 80 }),
        ),
        (
            "AWS::EC2::SecurityGroupIngress",
            json!({ "GroupId": { "Ref": "web" }, "CidrIp": "0.0.0.0/0", "IpProtocol": "tcp", "FromPort": 80, "ToPort": 80 }),
        ),
    );
}

#[test]
fn identities() {
    let trust = json!({ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "sts:AssumeRole" }] });
    let policy = json!({ "Statement": [{ "Effect": "Allow", "Action": "*", "Resource": "*" }] });
    check(
        (
            "aws_iam_role",
            json!({
                "name": "r", "assume_role_policy": trust.to_string(), "max_session_duration": 3600,
                "inline_policy": [{ "name": "p", "policy": policy.to_string() }], "managed_policy_arns": ["arn:a"]
            }),
        ),
        (
            "AWS::IAM::Role",
            json!({
                "RoleName": "r", "AssumeRolePolicyDocument": trust, "MaxSessionDuration": 3600,
                "Policies": [{ "PolicyName": "p", "PolicyDocument": policy }], "ManagedPolicyArns": ["arn:a"]
            }),
        ),
    );
    check(
        ("aws_iam_role_policy", json!({ "name": "p", "role": { "Ref": "r" }, "policy": policy.to_string() })),
        ("AWS::IAM::RolePolicy", json!({ "PolicyName": "p", "RoleName": { "Ref": "r" }, "PolicyDocument": policy })),
    );
    check(
        (
            "aws_iam_role_policy_attachment",
            json!({ "role": { "Ref": "r" }, "policy_arn": "arn:aws:iam::aws:policy/X" }),
        ),
        ("AWS::IAM::Role", json!({ "ManagedPolicyArns": ["arn:aws:iam::aws:policy/X"] })),
    );
    check(
        ("aws_iam_instance_profile", json!({ "name": "p", "role": "r" })),
        ("AWS::IAM::InstanceProfile", json!({ "InstanceProfileName": "p", "Roles": ["r"] })),
    );
    check(
        (
            "aws_kms_key",
            json!({ "deletion_window_in_days": 7, "enable_key_rotation": true, "policy": policy.to_string() }),
        ),
        ("AWS::KMS::Key", json!({ "PendingWindowInDays": 7, "EnableKeyRotation": true, "KeyPolicy": policy })),
    );
}

#[test]
fn buckets() {
    const BUCKET: &str = "AWS::S3::Bucket";
    let encryption = json!({ "BucketEncryption": { "ServerSideEncryptionConfiguration": [{
        "BucketKeyEnabled": true, "ServerSideEncryptionByDefault": { "SSEAlgorithm": "aws:kms", "KMSMasterKeyID": { "Ref": "k" } }
    }] } });
    let rule = json!({
        "bucket_key_enabled": true,
        "apply_server_side_encryption_by_default": [{ "sse_algorithm": "aws:kms", "kms_master_key_id": { "Ref": "k" } }]
    });
    check(
        ("aws_s3_bucket_server_side_encryption_configuration", json!({ "bucket": "b", "rule": [rule] })),
        (BUCKET, encryption.clone()),
    );
    check(
        ("aws_s3_bucket", json!({ "server_side_encryption_configuration": [{ "rule": [rule] }] })),
        (BUCKET, encryption),
    );
    let versioning = json!({ "VersioningConfiguration": { "Status": "Enabled" } });
    check(
        ("aws_s3_bucket_versioning", json!({ "bucket": "b", "versioning_configuration": [{ "status": "Enabled" }] })),
        (BUCKET, versioning.clone()),
    );
    check(("aws_s3_bucket", json!({ "versioning": [{ "enabled": true }] })), (BUCKET, versioning));
    check(
        (
            "aws_s3_bucket",
            json!({ "bucket": "b", "acl": "public-read", "tags": { "a": "b" }, "website": [{ "index_document": "i.html" }] }),
        ),
        (
            BUCKET,
            json!({
                "BucketName": "b", "AccessControl": "PublicRead", "Tags": [{ "Key": "a", "Value": "b" }],
                "WebsiteConfiguration": { "IndexDocument": "i.html" }
            }),
        ),
    );
    check(
        (
            "aws_s3_bucket_public_access_block",
            json!({ "bucket": "b", "block_public_acls": true, "restrict_public_buckets": true }),
        ),
        (
            BUCKET,
            json!({ "PublicAccessBlockConfiguration": { "BlockPublicAcls": true, "RestrictPublicBuckets": "true" } }),
        ),
    );
    check(
        (
            "aws_s3_bucket_lifecycle_configuration",
            json!({ "bucket": "b", "rule": [{
                "id": "r", "status": "Enabled", "filter": [{ "prefix": "logs/" }],
                "transition": [{ "days": 30, "storage_class": "STANDARD_IA" }, { "days": 90, "storage_class": "GLACIER" }],
                "expiration": [{ "days": 365 }], "noncurrent_version_expiration": [{ "noncurrent_days": 30 }],
                "abort_incomplete_multipart_upload": [{ "days_after_initiation": 7 }]
            }] }),
        ),
        (
            BUCKET,
            json!({ "LifecycleConfiguration": { "Rules": [{
                "Id": "r", "Status": "Enabled", "Prefix": "logs/",
                "Transitions": [
                    { "TransitionInDays": 30, "StorageClass": "STANDARD_IA" },
                    { "TransitionInDays": 90, "StorageClass": "GLACIER" }
                ],
                "ExpirationInDays": 365, "NoncurrentVersionExpiration": { "NoncurrentDays": 30 },
                "AbortIncompleteMultipartUpload": { "DaysAfterInitiation": 7 }
            }] } }),
        ),
    );
    check(
        (
            "aws_s3_bucket_notification",
            json!({ "bucket": "b", "lambda_function": [{
                "lambda_function_arn": { "Ref": "f" }, "events": ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"], "filter_suffix": ".csv"
            }] }),
        ),
        (
            BUCKET,
            json!({ "NotificationConfiguration": { "LambdaConfigurations": [
                { "Function": { "Ref": "f" }, "Event": "s3:ObjectCreated:*", "Filter": { "S3Key": { "Rules": [{ "Name": "suffix", "Value": ".csv" }] } } },
                { "Function": { "Ref": "f" }, "Event": "s3:ObjectRemoved:*", "Filter": { "S3Key": { "Rules": [{ "Name": "suffix", "Value": ".csv" }] } } }
            ] } }),
        ),
    );
}

#[test]
fn databases() {
    check(
        (
            "aws_dynamodb_table",
            json!({
                "name": "orders", "billing_mode": "PAY_PER_REQUEST", "hash_key": "id", "range_key": "at",
                "attribute": [{ "name": "id", "type": "S" }, { "name": "at", "type": "N" }],
                "global_secondary_index": [{ "name": "by", "hash_key": "at", "projection_type": "ALL" }],
                "point_in_time_recovery": [{ "enabled": true }],
                "server_side_encryption": [{ "enabled": true, "kms_key_arn": { "Ref": "k" } }],
                "stream_enabled": true, "stream_view_type": "NEW_IMAGE",
                "ttl": [{ "attribute_name": "expires", "enabled": true }]
            }),
        ),
        (
            "AWS::DynamoDB::Table",
            json!({
                "TableName": "orders", "BillingMode": "PAY_PER_REQUEST",
                "KeySchema": [{ "AttributeName": "id", "KeyType": "HASH" }, { "AttributeName": "at", "KeyType": "RANGE" }],
                "AttributeDefinitions": [
                    { "AttributeName": "id", "AttributeType": "S" }, { "AttributeName": "at", "AttributeType": "N" }
                ],
                "GlobalSecondaryIndexes": [{
                    "IndexName": "by", "KeySchema": [{ "AttributeName": "at", "KeyType": "HASH" }],
                    "Projection": { "ProjectionType": "ALL" }
                }],
                "PointInTimeRecoverySpecification": { "PointInTimeRecoveryEnabled": true },
                "SSESpecification": { "SSEEnabled": true, "KMSMasterKeyId": { "Ref": "k" } },
                "StreamSpecification": { "StreamViewType": "NEW_IMAGE" },
                "TimeToLiveSpecification": { "AttributeName": "expires", "Enabled": true }
            }),
        ),
    );
    check(
        ("aws_dynamodb_table", json!({ "billing_mode": "PROVISIONED", "read_capacity": 5, "write_capacity": 10 })),
        (
            "AWS::DynamoDB::Table",
            json!({ "BillingMode": "PROVISIONED", "ProvisionedThroughput": { "ReadCapacityUnits": 5, "WriteCapacityUnits": "10" } }),
        ),
    );
    check(
        (
            "aws_db_instance",
            json!({
                "identifier": "db", "engine": "postgres", "engine_version": "15", "instance_class": "db.t3.micro",
                "allocated_storage": 20, "multi_az": true, "db_name": "app", "username": "u", "password": { "Ref": "p" },
                "vpc_security_group_ids": [{ "Ref": "sg" }], "db_subnet_group_name": { "Ref": "g" }, "storage_encrypted": true,
                "backup_retention_period": 7, "backup_window": "03:00-04:00", "publicly_accessible": false,
                "enabled_cloudwatch_logs_exports": ["postgresql"], "performance_insights_enabled": true
            }),
        ),
        (
            "AWS::RDS::DBInstance",
            json!({
                "DBInstanceIdentifier": "db", "Engine": "postgres", "EngineVersion": "15", "DBInstanceClass": "db.t3.micro",
                "AllocatedStorage": "20", "MultiAZ": true, "DBName": "app", "MasterUsername": "u",
                "MasterUserPassword": { "Ref": "p" }, "VPCSecurityGroups": [{ "Ref": "sg" }], "DBSubnetGroupName": { "Ref": "g" },
                "StorageEncrypted": true, "BackupRetentionPeriod": 7, "PreferredBackupWindow": "03:00-04:00",
                "PubliclyAccessible": false, "EnableCloudwatchLogsExports": ["postgresql"], "EnablePerformanceInsights": true
            }),
        ),
    );
    check(
        (
            "aws_rds_cluster_instance",
            json!({ "identifier": "i", "cluster_identifier": { "Ref": "c" }, "instance_class": "db.r5.large" }),
        ),
        (
            "AWS::RDS::DBInstance",
            json!({ "DBInstanceIdentifier": "i", "DBClusterIdentifier": { "Ref": "c" }, "DBInstanceClass": "db.r5.large" }),
        ),
    );
    check(
        (
            "aws_db_parameter_group",
            json!({ "family": "postgres15", "parameter": [{ "name": "log_statement", "value": "all" }] }),
        ),
        ("AWS::RDS::DBParameterGroup", json!({ "Family": "postgres15", "Parameters": { "log_statement": "all" } })),
    );
    check(
        (
            "aws_elasticache_replication_group",
            json!({
                "replication_group_id": "c", "description": "d", "node_type": "cache.t3.micro", "num_cache_clusters": 2,
                "automatic_failover_enabled": true, "at_rest_encryption_enabled": "true", "transit_encryption_enabled": true
            }),
        ),
        (
            "AWS::ElastiCache::ReplicationGroup",
            json!({
                "ReplicationGroupId": "c", "ReplicationGroupDescription": "d", "CacheNodeType": "cache.t3.micro",
                "NumCacheClusters": 2, "AutomaticFailoverEnabled": true, "AtRestEncryptionEnabled": true,
                "TransitEncryptionEnabled": true
            }),
        ),
    );
}

#[test]
fn functions_and_queues() {
    check(
        (
            "aws_lambda_function",
            json!({
                "function_name": "f", "handler": "index.handler", "runtime": "python3.12", "memory_size": 512, "timeout": 30,
                "role": { "Ref": "r" }, "environment": [{ "variables": { "TABLE": { "Ref": "t" } } }],
                "tracing_config": [{ "mode": "Active" }], "reserved_concurrent_executions": 10,
                "vpc_config": [{ "subnet_ids": [{ "Ref": "s" }], "security_group_ids": [{ "Ref": "g" }] }],
                "dead_letter_config": [{ "target_arn": { "Ref": "q" } }], "s3_bucket": "b", "s3_key": "k"
            }),
        ),
        (
            "AWS::Lambda::Function",
            json!({
                "FunctionName": "f", "Handler": "index.handler", "Runtime": "python3.12", "MemorySize": 512, "Timeout": 30,
                "Role": { "Ref": "r" }, "Environment": { "Variables": { "TABLE": { "Ref": "t" } } },
                "TracingConfig": { "Mode": "Active" }, "ReservedConcurrentExecutions": 10,
                "VpcConfig": { "SubnetIds": [{ "Ref": "s" }], "SecurityGroupIds": [{ "Ref": "g" }] },
                "DeadLetterConfig": { "TargetArn": { "Ref": "q" } }, "Code": { "S3Bucket": "b", "S3Key": "k" }
            }),
        ),
    );
    let redrive = json!({ "deadLetterTargetArn": { "Ref": "dlq" }, "maxReceiveCount": 3 });
    check(
        (
            "aws_sqs_queue",
            json!({
                "name": "q.fifo", "fifo_queue": true, "visibility_timeout_seconds": 30, "message_retention_seconds": 86400,
                "redrive_policy": { "Fn::Join": ["", [r#"{"maxReceiveCount": 3, "deadLetterTargetArn": ""#, { "Ref": "dlq" }, r#""}"#]] }
            }),
        ),
        (
            "AWS::SQS::Queue",
            json!({
                "QueueName": "q.fifo", "FifoQueue": true, "VisibilityTimeout": 30, "MessageRetentionPeriod": 86400,
                "RedrivePolicy": redrive
            }),
        ),
    );
    check(
        (
            "aws_sns_topic_subscription",
            json!({ "topic_arn": { "Ref": "t" }, "protocol": "sqs", "endpoint": { "Ref": "q" } }),
        ),
        (
            "AWS::SNS::Subscription",
            json!({ "TopicArn": { "Ref": "t" }, "Protocol": "sqs", "Endpoint": { "Ref": "q" } }),
        ),
    );
    check(
        (
            "aws_cloudwatch_event_rule",
            json!({ "name": "r", "is_enabled": true, "event_pattern": r#"{"source": ["aws.s3"]}"# }),
        ),
        ("AWS::Events::Rule", json!({ "Name": "r", "State": "ENABLED", "EventPattern": { "source": ["aws.s3"] } })),
    );
    check(
        (
            "aws_cloudwatch_event_target",
            json!({ "rule": { "Ref": "r" }, "target_id": "t", "arn": { "Ref": "f" }, "event_bus_name": "bus" }),
        ),
        ("AWS::Events::Rule", json!({ "EventBusName": "bus", "Targets": [{ "Id": "t", "Arn": { "Ref": "f" } }] })),
    );
    check(
        ("aws_sfn_state_machine", json!({ "name": "m", "type": "EXPRESS", "definition": r#"{"StartAt": "A"}"# })),
        (
            "AWS::StepFunctions::StateMachine",
            json!({ "StateMachineName": "m", "StateMachineType": "EXPRESS", "DefinitionString": r#"{ "StartAt": "A" }"# }),
        ),
    );
}

#[test]
fn load_balancers() {
    check(
        (
            "aws_lb",
            json!({
                "name": "l", "internal": false, "load_balancer_type": "application", "subnets": [{ "Ref": "s" }],
                "enable_deletion_protection": true, "idle_timeout": 60, "access_logs": [{ "bucket": { "Ref": "b" }, "enabled": true }]
            }),
        ),
        (
            "AWS::ElasticLoadBalancingV2::LoadBalancer",
            json!({
                "Name": "l", "Scheme": "internet-facing", "Type": "application", "Subnets": [{ "Ref": "s" }],
                "LoadBalancerAttributes": [
                    { "Key": "deletion_protection.enabled", "Value": "true" }, { "Key": "idle_timeout.timeout_seconds", "Value": 60 },
                    { "Key": "access_logs.s3.bucket", "Value": { "Ref": "b" } }, { "Key": "access_logs.s3.enabled", "Value": true }
                ]
            }),
        ),
    );
    check(
        (
            "aws_lb_target_group",
            json!({
                "name": "t", "port": 80, "protocol": "HTTP", "target_type": "ip",
                "health_check": [{ "path": "/health", "healthy_threshold": 2, "interval": 30, "matcher": "200" }]
            }),
        ),
        (
            "AWS::ElasticLoadBalancingV2::TargetGroup",
            json!({
                "Name": "t", "Port": 80, "Protocol": "HTTP", "TargetType": "ip", "HealthCheckPath": "/health",
                "HealthyThresholdCount": 2, "HealthCheckIntervalSeconds": 30, "Matcher": { "HttpCode": "200" }
            }),
        ),
    );
    check(
        (
            "aws_alb_listener",
            json!({
                "load_balancer_arn": { "Ref": "l" }, "port": 80, "protocol": "HTTP",
                "default_action": [{ "type": "redirect", "redirect": [{ "port": "443", "protocol": "HTTPS", "status_code": "HTTP_301" }] }]
            }),
        ),
        (
            "AWS::ElasticLoadBalancingV2::Listener",
            json!({
                "LoadBalancerArn": { "Ref": "l" }, "Port": 80, "Protocol": "HTTP",
                "DefaultActions": [{
                    "Type": "redirect", "RedirectConfig": { "Port": "443", "Protocol": "HTTPS", "StatusCode": "HTTP_301" }
                }]
            }),
        ),
    );
    check(
        (
            "aws_lb_listener_rule",
            json!({ "priority": 10, "condition": [{ "path_pattern": [{ "values": ["/api/*"] }] }], "action": [{ "type": "forward", "target_group_arn": { "Ref": "t" } }] }),
        ),
        (
            "AWS::ElasticLoadBalancingV2::ListenerRule",
            json!({
                "Priority": 10, "Conditions": [{ "Field": "path-pattern", "PathPatternConfig": { "Values": ["/api/*"] } }],
                "Actions": [{ "Type": "forward", "TargetGroupArn": { "Ref": "t" } }]
            }),
        ),
    );
}

#[test]
fn machines_and_containers() {
    check(
        (
            "aws_instance",
            json!({
                "ami": "ami-1", "instance_type": "t3.micro", "vpc_security_group_ids": [{ "Ref": "g" }], "monitoring": true,
                "associate_public_ip_address": true, "root_block_device": [{ "volume_size": 20, "encrypted": true }]
            }),
        ),
        (
            "AWS::EC2::Instance",
            json!({
                "ImageId": "ami-1", "InstanceType": "t3.micro", "Monitoring": true,
                "NetworkInterfaces": [{ "DeviceIndex": "0", "GroupSet": [{ "Ref": "g" }], "AssociatePublicIpAddress": true }],
                "BlockDeviceMappings": [{ "Ebs": { "VolumeSize": 20, "Encrypted": true } }]
            }),
        ),
    );
    check(
        (
            "aws_launch_template",
            json!({
                "name": "t", "image_id": "ami-1", "vpc_security_group_ids": [{ "Ref": "g" }],
                "metadata_options": [{ "http_tokens": "required" }],
                "block_device_mappings": [{ "device_name": "/dev/xvda", "ebs": [{ "volume_size": 20, "encrypted": "true" }] }],
                "tag_specifications": [{ "resource_type": "instance", "tags": { "a": "b" } }]
            }),
        ),
        (
            "AWS::EC2::LaunchTemplate",
            json!({
                "LaunchTemplateName": "t",
                "LaunchTemplateData": {
                    "ImageId": "ami-1", "SecurityGroupIds": [{ "Ref": "g" }], "MetadataOptions": { "HttpTokens": "required" },
                    "BlockDeviceMappings": [{ "DeviceName": "/dev/xvda", "Ebs": { "VolumeSize": 20, "Encrypted": true } }],
                    "TagSpecifications": [{ "ResourceType": "instance", "Tags": [{ "Key": "a", "Value": "b" }] }]
                }
            }),
        ),
    );
    check(
        (
            "aws_autoscaling_group",
            json!({
                "min_size": 1, "max_size": 3, "vpc_zone_identifier": [{ "Ref": "s" }], "target_group_arns": [{ "Ref": "t" }],
                "launch_template": [{ "id": { "Ref": "l" }, "version": "$Latest" }],
                "tag": [{ "key": "a", "value": "b", "propagate_at_launch": true }]
            }),
        ),
        (
            "AWS::AutoScaling::AutoScalingGroup",
            json!({
                "MinSize": "1", "MaxSize": 3, "VPCZoneIdentifier": [{ "Ref": "s" }], "TargetGroupARNs": [{ "Ref": "t" }],
                "LaunchTemplate": { "LaunchTemplateId": { "Ref": "l" }, "Version": "$Latest" },
                "Tags": [{ "Key": "a", "Value": "b", "PropagateAtLaunch": true }]
            }),
        ),
    );
    check(
        (
            "aws_ecs_service",
            json!({
                "name": "s", "desired_count": 2, "launch_type": "FARGATE",
                "network_configuration": [{ "subnets": [{ "Ref": "n" }], "assign_public_ip": false }],
                "load_balancer": [{ "target_group_arn": { "Ref": "t" }, "container_name": "web", "container_port": 80 }],
                "deployment_circuit_breaker": [{ "enable": true, "rollback": true }]
            }),
        ),
        (
            "AWS::ECS::Service",
            json!({
                "ServiceName": "s", "DesiredCount": 2, "LaunchType": "FARGATE",
                "NetworkConfiguration": { "AwsvpcConfiguration": { "Subnets": [{ "Ref": "n" }], "AssignPublicIp": "DISABLED" } },
                "LoadBalancers": [{ "TargetGroupArn": { "Ref": "t" }, "ContainerName": "web", "ContainerPort": 80 }],
                "DeploymentConfiguration": { "DeploymentCircuitBreaker": { "Enable": true, "Rollback": true } }
            }),
        ),
    );
    check(
        (
            "aws_ecs_task_definition",
            json!({
                "family": "f", "cpu": 256, "network_mode": "awsvpc",
                "container_definitions": r#"[{"name": "web", "image": "nginx", "environment": [{"name": "A", "value": "b"}],
                    "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs"}}}]"#
            }),
        ),
        (
            "AWS::ECS::TaskDefinition",
            json!({
                "Family": "f", "Cpu": "256", "NetworkMode": "awsvpc",
                "ContainerDefinitions": [{
                    "Name": "web", "Image": "nginx", "Environment": [{ "Name": "A", "Value": "b" }],
                    "LogConfiguration": { "LogDriver": "awslogs", "Options": { "awslogs-group": "/ecs" } }
                }]
            }),
        ),
    );
    check(
        (
            "aws_eks_cluster",
            json!({
                "name": "c", "version": "1.29", "enabled_cluster_log_types": ["api"],
                "vpc_config": [{ "subnet_ids": [{ "Ref": "s" }], "endpoint_public_access": true, "public_access_cidrs": ["0.0.0.0/0"] }],
                "encryption_config": [{ "resources": ["secrets"], "provider": [{ "key_arn": { "Ref": "k" } }] }]
            }),
        ),
        (
            "AWS::EKS::Cluster",
            json!({
                "Name": "c", "Version": "1.29", "Logging": { "ClusterLogging": { "EnabledTypes": [{ "Type": "api" }] } },
                "ResourcesVpcConfig": { "SubnetIds": [{ "Ref": "s" }], "EndpointPublicAccess": true, "PublicAccessCidrs": ["0.0.0.0/0"] },
                "EncryptionConfig": [{ "Resources": ["secrets"], "Provider": { "KeyArn": { "Ref": "k" } } }]
            }),
        ),
    );
    check(
        (
            "aws_eks_node_group",
            json!({
                "cluster_name": { "Ref": "c" }, "node_group_name": "n", "capacity_type": "SPOT", "instance_types": ["t3.large"],
                "scaling_config": [{ "desired_size": 2, "min_size": 1, "max_size": 4 }], "node_role_arn": { "Ref": "r" },
                "subnet_ids": [{ "Ref": "s" }]
            }),
        ),
        (
            "AWS::EKS::Nodegroup",
            json!({
                "ClusterName": { "Ref": "c" }, "NodegroupName": "n", "CapacityType": "SPOT", "InstanceTypes": ["t3.large"],
                "ScalingConfig": { "DesiredSize": 2, "MinSize": 1, "MaxSize": 4 }, "NodeRole": { "Ref": "r" }, "Subnets": [{ "Ref": "s" }]
            }),
        ),
    );
}

#[test]
fn monitoring_and_names() {
    check(
        (
            "aws_cloudwatch_metric_alarm",
            json!({
                "alarm_name": "a", "comparison_operator": "GreaterThanThreshold", "evaluation_periods": "2", "metric_name": "CPU",
                "threshold": "80", "dimensions": { "InstanceId": { "Ref": "i" } }, "alarm_actions": [{ "Ref": "t" }]
            }),
        ),
        (
            "AWS::CloudWatch::Alarm",
            json!({
                "AlarmName": "a", "ComparisonOperator": "GreaterThanThreshold", "EvaluationPeriods": 2, "MetricName": "CPU",
                "Threshold": 80, "Dimensions": [{ "Name": "InstanceId", "Value": { "Ref": "i" } }], "AlarmActions": [{ "Ref": "t" }]
            }),
        ),
    );
    check(
        ("aws_cloudwatch_log_group", json!({ "name": "/l", "retention_in_days": 14, "kms_key_id": { "Ref": "k" } })),
        ("AWS::Logs::LogGroup", json!({ "LogGroupName": "/l", "RetentionInDays": 14, "KmsKeyId": { "Ref": "k" } })),
    );
    check(
        (
            "aws_route53_record",
            json!({
                "zone_id": { "Ref": "z" }, "name": "www", "type": "A", "set_identifier": "p",
                "alias": [{ "name": { "Ref": "l" }, "zone_id": "Z1", "evaluate_target_health": true }],
                "failover_routing_policy": [{ "type": "PRIMARY" }]
            }),
        ),
        (
            "AWS::Route53::RecordSet",
            json!({
                "HostedZoneId": { "Ref": "z" }, "Name": "www", "Type": "A", "SetIdentifier": "p", "Failover": "PRIMARY",
                "AliasTarget": { "DNSName": { "Ref": "l" }, "HostedZoneId": "Z1", "EvaluateTargetHealth": true }
            }),
        ),
    );
    check(
        (
            "aws_cloudtrail",
            json!({
                "name": "t", "s3_bucket_name": { "Ref": "b" }, "is_multi_region_trail": true, "enable_log_file_validation": true,
                "event_selector": [{ "read_write_type": "All", "data_resource": [{ "type": "AWS::S3::Object", "values": ["arn:aws:s3"] }] }]
            }),
        ),
        (
            "AWS::CloudTrail::Trail",
            json!({
                "TrailName": "t", "S3BucketName": { "Ref": "b" }, "IsMultiRegionTrail": true, "EnableLogFileValidation": true,
                "EventSelectors": [{ "ReadWriteType": "All", "DataResources": [{ "Type": "AWS::S3::Object", "Values": ["arn:aws:s3"] }] }]
            }),
        ),
    );
    check(
        (
            "aws_wafv2_web_acl",
            json!({
                "name": "w", "scope": "REGIONAL", "default_action": [{ "allow": [{}] }],
                "rule": [{
                    "name": "common", "priority": 1, "override_action": [{ "none": [{}] }],
                    "statement": [{ "managed_rule_group_statement": [{ "name": "AWSManagedRulesCommonRuleSet", "vendor_name": "AWS" }] }],
                    "visibility_config": [{ "cloudwatch_metrics_enabled": true, "metric_name": "m", "sampled_requests_enabled": true }]
                }]
            }),
        ),
        (
            "AWS::WAFv2::WebACL",
            json!({
                "Name": "w", "Scope": "REGIONAL", "DefaultAction": { "Allow": {} },
                "Rules": [{
                    "Name": "common", "Priority": 1, "OverrideAction": { "None": {} },
                    "Statement": { "ManagedRuleGroupStatement": { "Name": "AWSManagedRulesCommonRuleSet", "VendorName": "AWS" } },
                    "VisibilityConfig": { "CloudWatchMetricsEnabled": true, "MetricName": "m", "SampledRequestsEnabled": true }
                }]
            }),
        ),
    );
    check(
        (
            "aws_cloudfront_distribution",
            json!({
                "enabled": true, "default_root_object": "index.html", "aliases": ["www"], "is_ipv6_enabled": true,
                "origin": [{ "domain_name": { "Ref": "b" }, "origin_id": "s3", "s3_origin_config": [{ "origin_access_identity": "oai" }] }],
                "default_cache_behavior": [{ "target_origin_id": "s3", "viewer_protocol_policy": "redirect-to-https", "allowed_methods": ["GET"] }],
                "viewer_certificate": [{ "acm_certificate_arn": { "Ref": "c" }, "ssl_support_method": "sni-only" }]
            }),
        ),
        (
            "AWS::CloudFront::Distribution",
            json!({ "DistributionConfig": {
                "Enabled": true, "DefaultRootObject": "index.html", "Aliases": ["www"], "IPV6Enabled": true,
                "Origins": [{ "DomainName": { "Ref": "b" }, "Id": "s3", "S3OriginConfig": { "OriginAccessIdentity": "oai" } }],
                "DefaultCacheBehavior": { "TargetOriginId": "s3", "ViewerProtocolPolicy": "redirect-to-https", "AllowedMethods": ["GET"] },
                "ViewerCertificate": { "AcmCertificateArn": { "Ref": "c" }, "SslSupportMethod": "sni-only" }
            } }),
        ),
    );
}

#[test]
fn interfaces() {
    check(
        (
            "aws_api_gateway_integration",
            json!({
                "rest_api_id": { "Ref": "a" }, "resource_id": { "Ref": "r" }, "http_method": "GET", "type": "AWS_PROXY",
                "integration_http_method": "POST", "uri": { "Ref": "f" }
            }),
        ),
        (
            "AWS::ApiGateway::Method",
            json!({
                "RestApiId": { "Ref": "a" }, "ResourceId": { "Ref": "r" }, "HttpMethod": "GET",
                "Integration": { "Type": "AWS_PROXY", "IntegrationHttpMethod": "POST", "Uri": { "Ref": "f" } }
            }),
        ),
    );
    check(
        (
            "aws_api_gateway_method_settings",
            json!({
                "rest_api_id": { "Ref": "a" }, "stage_name": "prod", "method_path": "*/*",
                "settings": [{ "metrics_enabled": true, "logging_level": "INFO" }]
            }),
        ),
        (
            "AWS::ApiGateway::Stage",
            json!({
                "RestApiId": { "Ref": "a" }, "StageName": "prod",
                "MethodSettings": [{ "ResourcePath": "/*", "HttpMethod": "*", "MetricsEnabled": true, "LoggingLevel": "INFO" }]
            }),
        ),
    );
    check(
        (
            "aws_apigatewayv2_api",
            json!({ "name": "a", "protocol_type": "HTTP", "cors_configuration": [{ "allow_origins": ["*"] }] }),
        ),
        (
            "AWS::ApiGatewayV2::Api",
            json!({ "Name": "a", "ProtocolType": "HTTP", "CorsConfiguration": { "AllowOrigins": ["*"] } }),
        ),
    );
}

#[test]
fn what_has_no_word_keeps_its_own() {
    let instance = translated(
        Vocabulary::Terraform,
        "aws_db_instance",
        &json!({ "skip_final_snapshot": true, "blue_green_update": [{ "enabled": true }], "engine": "mysql", "port": null }),
    );
    let expected =
        json!({ "Engine": "mysql", "skip_final_snapshot": true, "blue_green_update": [{ "enabled": true }] });
    assert_eq!(plain_map(&instance.properties), expected);
    let group = translated(Vocabulary::Terraform, "azurerm_resource_group", &json!({ "name": "g" }));
    assert_eq!(
        (&*group.kind, plain_map(&group.properties), group.known),
        ("azurerm_resource_group", json!({ "name": "g" }), true)
    );
    assert!(!translated(Vocabulary::Terraform, "aws_no_such_thing", &json!({})).known);
    assert!(!translated(Vocabulary::CloudFormation, "AWS::No::Such", &json!({})).known);
}

#[test]
fn parts_name_their_owner() {
    let versioning = translated(
        Vocabulary::Terraform,
        "aws_s3_bucket_versioning",
        &json!({ "bucket": { "Fn::GetAtt": ["b", "id"] }, "versioning_configuration": [{ "status": "Enabled" }] }),
    );
    let part = versioning.part.unwrap();
    assert_eq!((&*part.owner_kind, &*part.path), ("AWS::S3::Bucket", "VersioningConfiguration"));
    assert_eq!(&*part.owner.unwrap().as_reference().unwrap().address, "b");
    let rule = translated(
        Vocabulary::Terraform,
        "aws_security_group_rule",
        &json!({ "type": "egress", "security_group_id": "sg-1" }),
    );
    assert_eq!(&*rule.part.unwrap().path, "SecurityGroupEgress");
}

#[test]
fn undecided_settings_stay_undecided() {
    let table = translated(
        Vocabulary::Terraform,
        "aws_dynamodb_table",
        &json!({ "attribute": { "Unknown": "a" }, "hash_key": { "Unknown": "k" }, "read_capacity": { "Unknown": "c" } }),
    );
    let unknown = |name: &str| json!({ "Unknown": format!("input {name} has no default") });
    let expected = json!({
        "AttributeDefinitions": unknown("a"),
        "KeySchema": [{ "KeyType": "HASH", "AttributeName": unknown("k") }],
        "ProvisionedThroughput": { "ReadCapacityUnits": unknown("c") }
    });
    assert_eq!(plain_map(&table.properties), expected);
}
