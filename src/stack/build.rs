//! From what the dialects found to one stack.

use std::collections::HashSet;
use std::iter;
use std::sync::Arc;

use super::fold::{self, Piece};
use super::model::{Declaration, Origin, Resource, Stack, Tool, Tooling};
use super::{coverage, inline, links, pipelines, regions, tooling, translate};
use crate::dialect::{Findings, Instance, Source};

/// Brings what the dialects found into one stack.
#[must_use]
pub fn build(source: &Source<'_>, findings: Vec<(Tool, Findings)>) -> Stack {
    let mut stack = Stack::default();
    let mut addresses = HashSet::new();
    let (mut versions, mut backends) = (Vec::new(), Vec::new());
    let (mut pieces, mut regions, mut unsupported) = (Vec::new(), Vec::new(), Vec::new());
    let mut region_tables = Vec::new();
    for (tool, found) in findings {
        let first = stack.declarations.len();
        stack.declarations.extend(found.declarations);
        for mut instance in found.instances {
            let inline = inline::unfold(&mut instance);
            for (instance, is_inline) in
                iter::once((instance, false)).chain(inline.into_iter().map(|child| (child, true)))
            {
                let (mut piece, known) = piece_of(instance, is_inline, first, &stack.declarations);
                if !known && !unsupported.contains(&piece.resource.declared_as) {
                    unsupported.push(Arc::clone(&piece.resource.declared_as));
                }
                piece.resource.address = unique(&piece.resource.address, &mut addresses);
                pieces.push(piece);
            }
        }
        regions.push((tool, found.regions));
        region_tables.extend(found.region_tables);
        stack.inputs.extend(found.inputs);
        stack.constraints.extend(found.constraints);
        stack.outputs.extend(found.outputs);
        stack.exported.extend(found.exported);
        stack.deployments.extend(found.deployments);
        stack.diagnostics.extend(found.diagnostics);
        versions.extend(found.versions);
        backends.extend(found.backend.map(|backend| (tool, backend)));
    }
    (stack.resources, stack.satellites) = fold::fold(pieces);
    stack.links = links::links(&stack.resources);
    let mut tooling = tooling::tooling(source.response, &stack);
    versions.append(&mut tooling.versions);
    // What the main tool says about itself comes first.
    backends.sort_by_key(|(tool, _)| *tool != tooling.tool);
    regions.sort_by_key(|(tool, _)| *tool != tooling.tool);
    let backend = backends.into_iter().next().map(|(_, backend)| backend);
    stack.tooling = Tooling { versions, backend, ..tooling };
    let regions = regions.into_iter().flat_map(|(_, regions)| regions).collect();
    stack.regions = regions::regions(source.response, regions, &stack.inputs);
    stack.diagnostics.extend(regions::missing(&stack.regions, &region_tables));
    stack.pipelines = pipelines::pipelines(source);
    stack.coverage = coverage::coverage(source, &stack, unsupported);
    stack
}

/// The instance in the common model's words, and whether the catalog knows its type.
fn piece_of(instance: Instance, is_inline: bool, first: usize, declarations: &[Declaration]) -> (Piece, bool) {
    let translated = translate::translate(&instance);
    let declaration = first + instance.declaration;
    let declared_as = declarations.get(declaration).map_or(&instance.kind, |declaration| &declaration.declared_as);
    let resource = Resource {
        kind: translated.kind,
        address: instance.address,
        declared_as: Arc::clone(declared_as),
        declaration,
        count: instance.count,
        origin: instance.implied_by.map_or(Origin::Declared, Origin::Implied),
        conditional: instance.conditional,
        properties: translated.properties,
        spans: vec![instance.span],
        folded: Vec::new(),
    };
    (Piece { resource, part: translated.part, own_kind: instance.kind, is_inline }, translated.known)
}

/// The address, or, when another resource has it already, the address with a number behind it.
fn unique(address: &Arc<str>, taken: &mut HashSet<Arc<str>>) -> Arc<str> {
    let mut candidate = Arc::clone(address);
    let mut number = 2;
    while !taken.insert(Arc::clone(&candidate)) {
        candidate = format!("{address} #{number}").into();
        number += 1;
    }
    candidate
}

#[cfg(test)]
#[allow(clippy::needless_pass_by_value, reason = "literals read better without `&`")]
mod tests {
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::dialect::Vocabulary;
    use crate::program::json::plain_map;
    use crate::source::Span;
    use crate::stack::testing::map;

    /// Builds a stack from instances given by address, type and settings, and compares its resources.
    fn check(instances: &[(&str, &str, Json)], expected: &[(&str, &str, Json)]) {
        let instance = |(address, kind, settings): &(&str, &str, Json)| Instance {
            declaration: 0,
            address: (*address).into(),
            vocabulary: if kind.starts_with("AWS::") { Vocabulary::CloudFormation } else { Vocabulary::Terraform },
            kind: (*kind).into(),
            count: Some(1),
            conditional: false,
            implied_by: None,
            properties: map(settings),
            span: Span { file: 0, start: 0, end: 0 },
        };
        let found = Findings { instances: instances.iter().map(instance).collect(), ..Findings::default() };
        let response = crate::response::read("answer.md", b"");
        let stack = build(
            &Source { response: &response, programs: Vec::new(), trace: Default::default() },
            vec![(Tool::Terraform, found)],
        );
        let found = stack.resources.iter();
        let found: Vec<_> = found.map(|found| (&*found.address, &*found.kind, plain_map(&found.properties))).collect();
        let expected: Vec<_> =
            expected.iter().map(|(address, kind, settings)| (*address, *kind, settings.clone())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn parts_of_terraform_stand_in_their_owner() {
        let by = |address: &str| json!({ "Fn::GetAtt": [address, "id"] });
        check(
            &[
                (
                    "versioning",
                    "aws_s3_bucket_versioning",
                    json!({ "bucket": by("b"), "versioning_configuration": [{ "status": "Enabled" }] }),
                ),
                ("b", "aws_s3_bucket", json!({ "bucket": "files" })),
                ("role", "aws_iam_role", json!({ "name": "r" })),
                (
                    "inline",
                    "aws_iam_role_policy",
                    json!({ "role": by("role"), "name": "p", "policy": "{\"Statement\":[]}" }),
                ),
                ("attached", "aws_iam_role_policy_attachment", json!({ "role": "r", "policy_arn": by("managed") })),
                ("managed", "aws_iam_policy", json!({ "name": "m" })),
                ("rule", "aws_cloudwatch_event_rule", json!({ "name": "hourly" })),
                ("target", "aws_cloudwatch_event_target", json!({ "rule": by("rule"), "arn": "arn:aws:lambda:x" })),
                (
                    "get",
                    "aws_api_gateway_method",
                    json!({ "rest_api_id": by("api"), "resource_id": by("path"), "http_method": "GET" }),
                ),
                (
                    "to",
                    "aws_api_gateway_integration",
                    json!({ "rest_api_id": by("api"), "resource_id": by("path"), "http_method": by("get"), "type": "AWS_PROXY" }),
                ),
            ],
            &[
                (
                    "b",
                    "AWS::S3::Bucket",
                    json!({ "BucketName": "files", "VersioningConfiguration": { "Status": "Enabled" } }),
                ),
                (
                    "role",
                    "AWS::IAM::Role",
                    json!({
                        "RoleName": "r",
                        "Policies": [{ "PolicyName": "p", "PolicyDocument": { "Statement": [] } }],
                        "ManagedPolicyArns": [by("managed")],
                    }),
                ),
                ("managed", "AWS::IAM::ManagedPolicy", json!({ "ManagedPolicyName": "m" })),
                ("rule", "AWS::Events::Rule", json!({ "Name": "hourly", "Targets": [{ "Arn": "arn:aws:lambda:x" }] })),
                (
                    "get",
                    "AWS::ApiGateway::Method",
                    json!({ "RestApiId": by("api"), "ResourceId": by("path"), "HttpMethod": "GET", "Integration": { "Type": "AWS_PROXY" } }),
                ),
            ],
        );
    }

    #[test]
    fn both_ways_to_write_a_network_are_one() {
        let by = |address: &str| json!({ "Fn::GetAtt": [address, "id"] });
        let apart = [
            ("t", "aws_route_table", json!({ "vpc_id": by("v") })),
            (
                "r",
                "aws_route",
                json!({ "route_table_id": by("t"), "gateway_id": by("i"), "destination_cidr_block": "0.0.0.0/0" }),
            ),
            ("i", "aws_internet_gateway", json!({})),
            ("g", "aws_internet_gateway_attachment", json!({ "internet_gateway_id": by("i"), "vpc_id": by("v") })),
            ("n", "aws_network_acl", json!({ "vpc_id": by("v") })),
            ("s", "aws_network_acl_association", json!({ "network_acl_id": by("n"), "subnet_id": "s-1" })),
            (
                "e",
                "aws_network_acl_rule",
                json!({ "network_acl_id": by("n"), "rule_number": 100, "rule_action": "allow", "egress": false }),
            ),
        ];
        let inline = [
            (
                "t",
                "aws_route_table",
                json!({ "vpc_id": by("v"), "route": [{ "gateway_id": by("i"), "cidr_block": "0.0.0.0/0" }] }),
            ),
            ("i", "aws_internet_gateway", json!({ "vpc_id": by("v") })),
            (
                "n",
                "aws_network_acl",
                json!({ "vpc_id": by("v"), "subnet_ids": ["s-1"], "ingress": [{ "rule_no": 100, "action": "allow" }] }),
            ),
        ];
        let expected = [
            (
                "t",
                "AWS::EC2::RouteTable",
                json!({ "VpcId": by("v"), "Routes": [{ "GatewayId": by("i"), "DestinationCidrBlock": "0.0.0.0/0" }] }),
            ),
            ("i", "AWS::EC2::InternetGateway", json!({ "VpcId": by("v") })),
            (
                "n",
                "AWS::EC2::NetworkAcl",
                json!({ "VpcId": by("v"), "SubnetIds": ["s-1"], "Entries": [{ "RuleNumber": 100, "RuleAction": "allow", "Egress": false }] }),
            ),
        ];
        check(&apart, &expected);
        check(&inline, &expected);
    }

    #[test]
    fn what_has_a_type_of_its_own_becomes_a_resource() {
        check(
            &[("t", "AWS::SNS::Topic", json!({ "Subscription": [{ "Protocol": "email", "Endpoint": "a" }] }))],
            &[
                ("t", "AWS::SNS::Topic", json!({})),
                (
                    "t.Subscription",
                    "AWS::SNS::Subscription",
                    json!({ "Protocol": "email", "Endpoint": "a", "TopicArn": { "Ref": "t" } }),
                ),
            ],
        );
        let policy = json!({ "Statement": [] });
        check(
            &[("q", "aws_sqs_queue", json!({ "policy": policy }))],
            &[
                ("q", "AWS::SQS::Queue", json!({})),
                ("q.policy", "AWS::SQS::QueuePolicy", json!({ "PolicyDocument": policy, "Queues": [{ "Ref": "q" }] })),
            ],
        );
    }

    #[test]
    fn addresses_are_unique() {
        check(
            &[("a", "AWS::SQS::Queue", json!({})), ("a", "AWS::SNS::Topic", json!({}))],
            &[("a", "AWS::SQS::Queue", json!({})), ("a #2", "AWS::SNS::Topic", json!({}))],
        );
    }
}
