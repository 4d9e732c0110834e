//! *resilience*: single points of failure, and fleets that nothing scales. Zones, replicas, backups and protection come from the
//! tables.

use std::collections::BTreeSet;

use super::findings::{self, Finding, is_absent};
use super::side::Side;
use super::wording::{code, count};
use super::{Context, DimensionId, Gap, Severity};
use crate::program::value::Value;
use crate::stack::Resource;

pub(super) fn gaps(context: &Context<'_>) -> Vec<Gap> {
    // One gateway may be what the task asks for, to save money.
    let one_gateway = context
        .prompt
        .is_some_and(|prompt| ["single nat", "one nat", "1 nat"].iter().any(|words| prompt.names(&[words]).is_some()));
    findings::gaps(context, DimensionId::Resilience, find, |key, _| key != "single-nat-gateway" || !one_gateway)
}

fn find(side: Side<'_>) -> Vec<Finding> {
    single_gateway(side).into_iter().chain(lone_instances(side)).chain(fixed_fleets(side)).collect()
}

/// The resources of a type that belong to another one.
fn of_owner<'a>(side: Side<'a>, kind: &'a str, property: &'a str, owner: &'a Resource) -> Vec<&'a Resource> {
    let names = |resource: &&Resource| {
        let reference = resource.property(property).and_then(Value::as_reference);
        reference.is_some_and(|reference| reference.address == owner.address)
    };
    side.of_type(kind).filter(names).collect()
}

/// One NAT gateway for subnets in several zones.
fn single_gateway(side: Side<'_>) -> Option<Finding> {
    let mut gateways = side.of_type("AWS::EC2::NatGateway");
    let (only, None) = (gateways.next()?, gateways.next()) else { return None };
    if only.count != Some(1) || only.conditional {
        return None;
    }
    let zones: BTreeSet<String> = side
        .of_type("AWS::EC2::Subnet")
        .filter_map(|subnet| subnet.property("AvailabilityZone"))
        .map(|zone| crate::program::json::plain(zone).to_string())
        .collect();
    if zones.len() < 2 {
        return None;
    }
    let texts = [
        format!("is the only NAT gateway of subnets in {}", count(zones.len(), "zone", "zones")),
        "When its zone fails, the private subnets of the other zones lose their way out too.".to_owned(),
    ];
    let remedy = "Make one NAT gateway in each zone, with a route table of its own.";
    Some(Finding::at(side, only, ("single-nat-gateway", "SubnetId"), Severity::Low, texts, remedy))
}

/// Aurora clusters with a single instance.
fn lone_instances(side: Side<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for cluster in side.of_type("AWS::RDS::DBCluster") {
        let instances = of_owner(side, "AWS::RDS::DBInstance", "DBClusterIdentifier", cluster);
        // An instance whose cluster is not known may be one of it.
        let all = side
            .of_type("AWS::RDS::DBInstance")
            .filter(|instance| instance.properties.contains_key("DBClusterIdentifier"));
        let [only] = instances.as_slice() else { continue };
        if all.count() > 1 || only.count != Some(1) || only.conditional {
            continue;
        }
        let texts = [
            format!("has the single instance {}", code(&only.address)),
            format!("When {} or its zone fails, there is no other instance to take over.", code(&only.address)),
        ];
        let remedy = "Add a second instance in another zone to {}.";
        let mut finding =
            Finding::at(side, cluster, ("lone-instance", "AvailabilityZone"), Severity::Low, texts, remedy);
        finding.resource_type = "AWS::RDS::DBInstance".into();
        findings.push(finding);
    }
    findings
}

/// Auto Scaling groups with room to grow that nothing scales.
fn fixed_fleets(side: Side<'_>) -> Vec<Finding> {
    let scaled = [
        "AWS::AutoScaling::ScalingPolicy",
        "AWS::AutoScaling::ScheduledAction",
        "AWS::EKS::Nodegroup",
        "AWS::ECS::CapacityProvider",
    ];
    if scaled.iter().any(|kind| side.has_type(kind)) {
        return Vec::new();
    }
    let number = |group: &Resource, path: &str| group.property(path).and_then(Value::as_number);
    let mut findings = Vec::new();
    for group in side
        .of_type("AWS::AutoScaling::AutoScalingGroup")
        .filter(|group| is_absent(group, "LifecycleHookSpecificationList"))
    {
        let (Some(least), Some(most)) = (number(group, "MinSize"), number(group, "MaxSize")) else { continue };
        if least >= most {
            continue;
        }
        let (least, most) = (crate::program::value::number_text(least), crate::program::value::number_text(most));
        let texts = [
            format!("may have {least} to {most} instances, and no policy scales it"),
            format!("The number of instances of {} does not follow the load.", code(&group.address)),
        ];
        let remedy = "Add a scaling policy for {}.";
        let mut finding = Finding::at(side, group, ("fixed-fleet", "MaxSize"), Severity::Medium, texts, remedy);
        finding.resource_type = "AWS::AutoScaling::ScalingPolicy".into();
        findings.push(finding);
    }
    findings
}
