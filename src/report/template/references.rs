//! What a reference to a resource means in CloudFormation: the resource itself, one of its attributes, or what it says of itself.

use crate::catalog::cloudformation::identifier;
use crate::catalog::pulumi::{self, Becomes};
use crate::catalog::schema::{self, Holds, same_name};
use crate::catalog::terraform::target_of;
use crate::program::value::Value;
use crate::stack::Resource;

/// What a reference means.
#[derive(Debug, PartialEq)]
pub(super) enum Meaning<'a> {
    /// `Ref`.
    Resource,
    /// `Fn::GetAtt` with that attribute.
    Attribute(String),
    /// `Fn::GetAtt` with that attribute, which is a list.
    List(String),
    /// A setting that the resource itself has.
    Setting(&'a Value),
    /// Nothing that can be written.
    Unknown,
}

/// What the attribute of a resource means, as its dialect names it.
pub(super) fn meaning<'a>(resource: &'a Resource, attribute: Option<&str>) -> Meaning<'a> {
    let Some(object) = schema::cloudformation(&resource.kind) else { return Meaning::Unknown };
    let Some(attribute) = attribute else { return Meaning::Resource };
    let identifier = identifier(&resource.kind);
    if attribute.contains("::") {
        return Meaning::Attribute(attribute.to_owned());
    }
    // What `Ref` gives for an address is its number, and everyone else means its allocation.
    if attribute == "id" && object.member("AllocationId").is_some_and(|member| member.computed) {
        return Meaning::Attribute("AllocationId".to_owned());
    }
    if matches!(attribute, "id" | "Id" | "Ref" | "ref") {
        return Meaning::Resource;
    }
    let last = resource.kind.rsplit("::").next().unwrap_or_default();
    let own = format!(
        "{last}{}{}",
        attribute.get(..1).unwrap_or_default().to_uppercase(),
        attribute.get(1..).unwrap_or_default()
    );
    let mapped = terraform_type(resource).and_then(|kind| target_of(&kind, attribute)).and_then(|target| target.path);
    let mapped = mapped.unwrap_or(attribute);
    let member = object.member(mapped).or_else(|| object.member_called(mapped)).or_else(|| object.member_called(&own));
    match member {
        // What is identified by its ARN may call it another name.
        None if attribute.eq_ignore_ascii_case("arn") && identifier == Some("Id") => Meaning::Resource,
        None if is_own(last, attribute) => Meaning::Resource,
        None => resource.property(mapped).map_or(Meaning::Unknown, Meaning::Setting),
        Some(member) if identifier.is_some_and(|identifier| same_name(identifier, member.name)) => Meaning::Resource,
        Some(member) if member.computed && member.holds == Holds::Object => Meaning::Unknown,
        Some(member) if member.computed && member.lists > 0 => Meaning::List(member.name.to_owned()),
        Some(member) if member.computed => Meaning::Attribute(member.name.to_owned()),
        Some(member) => resource.property(member.name).map_or(Meaning::Unknown, Meaning::Setting),
    }
}

/// Whether an attribute is the id of the resource, under the name of its type: `zone_id` of a hosted zone.
fn is_own(last: &str, attribute: &str) -> bool {
    let stem = attribute.strip_suffix("_id").or_else(|| attribute.strip_suffix("Id"));
    let folded = |name: &str| name.replace('_', "").to_ascii_lowercase();
    stem.is_some_and(|stem| !stem.is_empty() && folded(last).ends_with(&folded(stem)))
}

/// The Terraform type that a resource is declared as, if it is.
fn terraform_type(resource: &Resource) -> Option<String> {
    let declared = &*resource.declared_as;
    if declared.starts_with("aws_") {
        return Some(declared.to_owned());
    }
    match pulumi::of_token(declared)?.becomes {
        Becomes::Terraform(kind) => Some(kind.to_owned()),
        _ => None,
    }
}

/// The pseudo parameter that is what a look-up gives: `data.aws_caller_identity.current.account_id` is `AWS::AccountId`.
pub(super) fn pseudo_parameter(subject: &str) -> Option<&'static str> {
    const PSEUDO: &[&str] = &[
        "AWS::AccountId",
        "AWS::Region",
        "AWS::Partition",
        "AWS::StackName",
        "AWS::StackId",
        "AWS::URLSuffix",
        "AWS::NoValue",
        "AWS::NotificationARNs",
    ];
    if let Some(found) = PSEUDO.iter().find(|pseudo| **pseudo == subject) {
        return Some(found);
    }
    let folded = subject.replace(['_', '(', ')'], "").to_ascii_lowercase();
    let asks = |source: &str, attribute: &str| folded.contains(source) && folded.ends_with(attribute);
    if asks("calleridentity", "accountid") || asks("calleridentity", ".id") {
        Some("AWS::AccountId")
    } else if asks("awsregion", ".name") || asks("awsregion", ".id") || asks("getregion", ".name") {
        Some("AWS::Region")
    } else if asks("awspartition", ".partition") || asks("getpartition", ".partition") {
        Some("AWS::Partition")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::stack::testing::resource;

    fn check(kind: &str, declared_as: &str, settings: &Json, attribute: &str, expected: &str) {
        let resource = Resource { declared_as: declared_as.into(), ..resource("x", kind, settings) };
        let found = match meaning(&resource, Some(attribute)) {
            Meaning::Resource => "Ref".to_owned(),
            Meaning::Attribute(name) => name,
            Meaning::List(name) => format!("[{name}]"),
            Meaning::Setting(value) => format!("={}", value.as_text().unwrap_or_default()),
            Meaning::Unknown => "?".to_owned(),
        };
        assert_eq!(found, expected, "{kind} {attribute}");
    }

    #[test]
    fn attributes_are_refs_attributes_or_settings() {
        let none = &json!({});
        check("AWS::S3::Bucket", "aws_s3_bucket", none, "id", "Ref");
        check("AWS::S3::Bucket", "aws_s3_bucket", none, "bucket", "Ref");
        check("AWS::S3::Bucket", "aws_s3_bucket", none, "arn", "Arn");
        check("AWS::SNS::Topic", "aws_sns_topic", none, "arn", "Ref");
        check("AWS::SQS::Queue", "aws_sqs_queue", none, "arn", "Arn");
        check("AWS::SQS::Queue", "aws_sqs_queue", none, "url", "Ref");
        check("AWS::IAM::Role", "aws_iam_role", &json!({ "RoleName": "r" }), "name", "Ref");
        check("AWS::IAM::Role", "AWS::IAM::Role", none, "Arn", "Arn");
        check("AWS::SecretsManager::Secret", "aws_secretsmanager_secret", none, "arn", "Ref");
        check("AWS::ElasticLoadBalancingV2::LoadBalancer", "aws_lb", none, "arn", "Ref");
        check("AWS::ElasticLoadBalancingV2::LoadBalancer", "aws_lb", none, "dns_name", "DNSName");
        check("AWS::EC2::EIP", "aws_eip", none, "id", "AllocationId");
        check("AWS::EC2::VPC", "aws_vpc", &json!({ "CidrBlock": "10.0.0.0/16" }), "cidr_block", "=10.0.0.0/16");
        check("AWS::EC2::VPC", "aws:ec2/vpc:Vpc", none, "arn", "?");
        check("AWS::RDS::DBInstance", "AWS::RDS::DBInstance", none, "Endpoint.Address", "Endpoint.Address");
        check("AWS::Route53::HostedZone", "aws_route53_zone", none, "zone_id", "Ref");
        check("AWS::Route53::HostedZone", "aws_route53_zone", none, "name_servers", "[NameServers]");
        check("AWS::EC2::SecurityGroup", "AWS::EC2::SecurityGroup", none, "GroupId", "GroupId");
    }

    #[test]
    fn look_ups_of_the_account_are_pseudo_parameters() {
        for (subject, expected) in [
            ("AWS::Region", Some("AWS::Region")),
            ("data.aws_caller_identity.me.account_id", Some("AWS::AccountId")),
            ("aws.get_caller_identity.account_id", Some("AWS::AccountId")),
            ("data.aws_region.current.name", Some("AWS::Region")),
            ("data.aws_ami.linux.id", None),
        ] {
            assert_eq!(pseudo_parameter(subject), expected, "{subject}");
        }
    }
}
