//! Links: how resources depend on one another, as their settings say.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock};

use indexmap::IndexSet;

use super::model::{Link, LinkKind, Resource};
use super::names::{Addresses, Names, name_of};
use crate::catalog::table;
use crate::program::value::{Kind, Value};

/// A row of `grammars/cloudformation/links.tsv`, without its type: from, to, kind.
type Flow = (&'static str, &'static str, LinkKind);

static FLOWS: LazyLock<HashMap<&'static str, Vec<Flow>>> = LazyLock::new(|| {
    let mut flows: HashMap<_, Vec<_>> = HashMap::new();
    for [kind, from, to, link] in table::rows(include_str!("../../grammars/cloudformation/links.tsv")) {
        if let Some(link) = LinkKind::of_id(link) {
            flows.entry(kind).or_default().push((from, to, link));
        }
    }
    flows
});

/// What it means to name a resource of a type.
static TARGETS: LazyLock<HashMap<&'static str, LinkKind>> = LazyLock::new(|| {
    let rows = table::rows(include_str!("../../grammars/cloudformation/link_targets.tsv"));
    rows.filter_map(|[kind, link]| Some((kind, LinkKind::of_id(link)?))).collect()
});

/// The names of the log groups that resources of a type write to: type, before and after the resource's name.
const LOG_GROUPS: &str = include_str!("../../grammars/cloudformation/log_groups.tsv");

/// A setting in which a resource names another.
struct Mention {
    /// Dotted path of the setting; elements of lists have no number.
    path: String,
    /// Position of the resource that is named.
    target: usize,
    /// Whether it is named by its physical name, not by a reference.
    by_name: bool,
}

/// All links between the resources, in their order.
pub(super) fn links(resources: &[Resource]) -> Vec<Link> {
    let finder = Finder::new(resources);
    let mentions: Vec<Vec<Mention>> = resources.iter().map(|resource| finder.mentions(resource)).collect();
    let mut links = Links::default();
    for (index, mentions) in mentions.iter().enumerate() {
        flows(index, &resources[index].kind, mentions, &mut links);
        policies(index, resources, mentions, &mut links);
    }
    log_groups(resources, &finder.names, &mut links);
    for (index, mentions) in mentions.iter().enumerate() {
        for mention in mentions.iter().filter(|mention| !mention.by_name) {
            if !links.join(index, mention.target) {
                let kind = TARGETS.get(&*resources[mention.target].kind).copied().unwrap_or(LinkKind::Reference);
                links.add(index, mention.target, kind);
            }
        }
    }
    let address = |index: usize| Arc::clone(&resources[index].address);
    links.all.sort_by_key(|&(from, _, _)| from);
    links.all.iter().map(|&(from, to, kind)| Link { from: address(from), to: address(to), kind }).collect()
}

/// The links found so far: from, to, kind.
#[derive(Default)]
struct Links {
    all: IndexSet<(usize, usize, LinkKind)>,
    joined: HashSet<(usize, usize)>,
}

impl Links {
    fn add(&mut self, from: usize, to: usize, kind: LinkKind) {
        if from != to {
            self.all.insert((from, to, kind));
            self.joined.insert((from.min(to), from.max(to)));
        }
    }

    /// Whether a link joins the two, in either direction.
    fn join(&self, one: usize, other: usize) -> bool {
        one == other || self.joined.contains(&(one.min(other), one.max(other)))
    }
}

/// Adds what the table says about the settings of a type.
fn flows(index: usize, kind: &str, mentions: &[Mention], links: &mut Links) {
    let ends = |path: &str| -> Vec<usize> {
        match path {
            "." => vec![index],
            _ => {
                mentions.iter().filter(|mention| leads_to(&mention.path, path)).map(|mention| mention.target).collect()
            }
        }
    };
    for &(from, to, link) in FLOWS.get(kind).into_iter().flatten() {
        for start in ends(from) {
            for end in ends(to) {
                links.add(start, end, link);
            }
        }
    }
}

/// Whether a mention at `path` stands in the setting `setting`, or somewhere below it.
fn leads_to(path: &str, setting: &str) -> bool {
    path.strip_prefix(setting).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Adds what policy statements allow: an identity's policy to the identity, a resource's policy to whom it names.
fn policies(index: usize, resources: &[Resource], mentions: &[Mention], links: &mut Links) {
    for mention in mentions {
        let Some((_, place)) = mention.path.split_once("Statement.") else { continue };
        let place = place.split('.').next().unwrap_or_default();
        match (&*resources[index].kind, place) {
            ("AWS::IAM::Role" | "AWS::IAM::User" | "AWS::IAM::Group", "Resource") => {
                links.add(index, mention.target, LinkKind::Allow);
            }
            ("AWS::IAM::ManagedPolicy" | "AWS::IAM::Policy", "Resource") => {
                let bearers = bearers(&resources[index].address, resources);
                for bearer in if bearers.is_empty() { vec![index] } else { bearers } {
                    links.add(bearer, mention.target, LinkKind::Allow);
                }
            }
            (_, "Principal" | "Condition") => links.add(mention.target, index, LinkKind::Allow),
            _ => {}
        }
    }
}

/// The identities to which a managed policy is attached.
fn bearers(policy: &str, resources: &[Resource]) -> Vec<usize> {
    let attaches = |resource: &Resource| {
        let mut found = false;
        if let Some(attached) = resource.properties.get("ManagedPolicyArns") {
            attached.references(&mut |reference| found = found || *reference.address == *policy);
        }
        found
    };
    (0..resources.len()).filter(|&index| attaches(&resources[index])).collect()
}

/// Adds the log groups that services write to by a fixed name.
fn log_groups(resources: &[Resource], names: &Names, links: &mut Links) {
    for [kind, before, after] in table::rows(LOG_GROUPS) {
        for (index, resource) in resources.iter().enumerate().filter(|(_, resource)| &*resource.kind == kind) {
            let Some(name) = name_of(resource) else { continue };
            let group = Value::join([Value::text(before, None), name.clone(), Value::text(after, None)], None);
            for &target in names.get(&group) {
                links.add(index, target, LinkKind::Log);
            }
        }
    }
}

/// Finds the resources that settings name.
struct Finder {
    addresses: Addresses,
    names: Names,
}

impl Finder {
    fn new(resources: &[Resource]) -> Self {
        let mut addresses = Addresses::default();
        for (index, resource) in resources.iter().enumerate() {
            addresses.insert(&resource.address, index);
        }
        for (index, resource) in resources.iter().enumerate() {
            for folded in &resource.folded {
                addresses.insert(folded, index);
            }
        }
        Self { addresses, names: Names::of(resources.iter().enumerate()) }
    }

    fn mentions(&self, resource: &Resource) -> Vec<Mention> {
        let mut mentions = Vec::new();
        // The order in which things are created says nothing about how they work together.
        for (name, value) in resource.properties.iter().filter(|(name, _)| &***name != "DependsOn") {
            self.walk(name.to_string(), value, &resource.address, &mut mentions);
        }
        mentions
    }

    fn walk(&self, path: String, value: &Value, from: &str, mentions: &mut Vec<Mention>) {
        match &value.kind {
            Kind::List(items) | Kind::OneOf(items) => {
                items.iter().for_each(|item| self.walk(path.clone(), item, from, mentions));
            }
            Kind::Json(inner) => self.walk(path, inner, from, mentions),
            // What a statement denies does not make a link.
            Kind::Map(entries) if entries.get("Effect").and_then(Value::as_str) == Some("Deny") => {}
            Kind::Map(entries) => {
                for (name, entry) in entries.iter() {
                    self.walk(format!("{path}.{name}"), entry, from, mentions);
                }
            }
            _ => {
                value.references(&mut |reference| {
                    for &target in self.addresses.get(&reference.address, from) {
                        mentions.push(Mention { path: path.clone(), target, by_name: false });
                    }
                });
                let named = match value.as_str() {
                    Some(text) if text.starts_with("arn:") => self.names.of_arn(text),
                    _ => self.names.get(value),
                };
                mentions.extend(named.iter().map(|&target| Mention { path: path.clone(), target, by_name: true }));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::stack::testing::resource;

    /// Links resources that are given by address, type and settings; each expected link is `from kind to`.
    fn check(stack: &[(&str, &str, Json)], expected: &[&str]) {
        let resources: Vec<_> =
            stack.iter().map(|(address, kind, settings)| resource(address, kind, settings)).collect();
        let found: Vec<_> =
            links(&resources).iter().map(|link| format!("{} {} {}", link.from, link.kind.id(), link.to)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_tables_name_kinds_of_links() {
        let kinds = table::rows(include_str!("../../grammars/cloudformation/links.tsv")).map(|[_, _, _, kind]| kind);
        let targets = table::rows(include_str!("../../grammars/cloudformation/link_targets.tsv")).map(|[_, kind]| kind);
        for kind in kinds.chain(targets) {
            assert!(LinkKind::of_id(kind).is_some(), "{kind}");
        }
    }

    #[test]
    fn events_flow_between_what_a_mapping_names() {
        check(
            &[
                (
                    "mapping",
                    "AWS::Lambda::EventSourceMapping",
                    json!({ "EventSourceArn": { "Fn::GetAtt": ["queue", "Arn"] }, "FunctionName": { "Ref": "worker" } }),
                ),
                (
                    "queue",
                    "AWS::SQS::Queue",
                    json!({ "RedrivePolicy": { "deadLetterTargetArn": { "Fn::GetAtt": ["dead", "Arn"] } } }),
                ),
                ("dead", "AWS::SQS::Queue", json!({ "QueueName": "dead" })),
                (
                    "worker",
                    "AWS::Lambda::Function",
                    json!({ "Role": { "Fn::GetAtt": ["role", "Arn"] }, "DependsOn": [{ "Ref": "dead" }] }),
                ),
                ("role", "AWS::IAM::Role", json!({})),
                (
                    "alarm",
                    "AWS::CloudWatch::Alarm",
                    json!({ "Dimensions": [{ "Name": "QueueName", "Value": "dead" }] }),
                ),
            ],
            &[
                "mapping reference queue",
                "mapping reference worker",
                "queue trigger worker",
                "queue dead-letter dead",
                "worker role role",
                "alarm watch dead",
            ],
        );
    }

    #[test]
    fn policies_allow() {
        let statement =
            |effect: &str, target: &str| json!({ "Effect": effect, "Resource": [{ "Fn::GetAtt": [target, "Arn"] }] });
        let document = json!({ "Statement": [statement("Allow", "table"), statement("Deny", "secret")] });
        check(
            &[
                (
                    "role",
                    "AWS::IAM::Role",
                    json!({ "Policies": [{ "PolicyDocument": document }], "ManagedPolicyArns": [{ "Ref": "managed" }] }),
                ),
                (
                    "managed",
                    "AWS::IAM::ManagedPolicy",
                    json!({ "PolicyDocument": { "Statement": { "Effect": "Allow", "Resource": "arn:aws:s3:::logs/*" } } }),
                ),
                (
                    "table",
                    "AWS::DynamoDB::Table",
                    json!({ "SSESpecification": { "KMSMasterKeyId": { "Ref": "key" } } }),
                ),
                ("secret", "AWS::SecretsManager::Secret", json!({})),
                ("bucket", "AWS::S3::Bucket", json!({ "BucketName": "logs" })),
                (
                    "key",
                    "AWS::KMS::Key",
                    json!({ "KeyPolicy": { "Statement": [
                    { "Effect": "Allow", "Principal": { "AWS": { "Fn::GetAtt": ["role", "Arn"] } }, "Resource": "*" }
                ] } }),
                ),
            ],
            &[
                "role allow table",
                "role allow bucket",
                "role allow key",
                "role reference managed",
                "table encryption key",
            ],
        );
    }

    #[test]
    fn log_groups_go_by_name() {
        let name = json!({ "Fn::Join": ["", ["worker-", { "Unknown": "stage" }]] });
        let group = json!({ "Fn::Join": ["", ["/aws/lambda/worker-", { "Unknown": "stage" }]] });
        check(
            &[
                ("worker", "AWS::Lambda::Function", json!({ "FunctionName": name })),
                ("group", "AWS::Logs::LogGroup", json!({ "LogGroupName": group })),
                (
                    "other",
                    "AWS::Logs::LogGroup",
                    json!({ "LogGroupName": { "Fn::Join": ["", ["/aws/lambda/", { "Ref": "reader" }]] } }),
                ),
                ("reader", "AWS::Lambda::Function", json!({})),
            ],
            &["worker log group", "reader log other"],
        );
    }

    #[test]
    fn a_reference_to_several_instances_links_all_of_them() {
        check(
            &[
                ("subnet[0]", "AWS::EC2::Subnet", json!({})),
                ("subnet[1]", "AWS::EC2::Subnet", json!({})),
                ("database", "AWS::RDS::DBSubnetGroup", json!({ "SubnetIds": { "Ref": "subnet" } })),
                ("association[1]", "AWS::EC2::SubnetRouteTableAssociation", json!({ "SubnetId": { "Ref": "subnet" } })),
            ],
            &["database in subnet[0]", "database in subnet[1]", "association[1] in subnet[1]"],
        );
    }
}
