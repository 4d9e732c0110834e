//! What a stack costs a month: an estimate from dated price tables, that shows its work.
//!
//! Each resource of the common model becomes lines: what is paid for, how much of it, at which price. A line is always on, paid by
//! use under a usage profile, free, or not known and says why; what is not known is never nothing. Most lines come from the table of
//! [`components`]; where a quantity takes more than one setting, a function of a service group makes them ([`PRICED`]).

mod clusters;
mod components;
mod compute;
mod containers;
mod database;
mod decimal;
mod difference;
mod line;
mod network;
pub mod prices;
mod schedule;
mod serverless;
mod subject;
mod usage;

use std::sync::Arc;

pub use decimal::{Decimal, Range};
pub use difference::{Difference, Driver, Pair};
pub use line::{Billing, Line};
pub use usage::{Profile, Usage, UsageError};

use crate::catalog::table;
use crate::stack::{RegionRole, Resource, Stack};
use subject::Subject;

const FREE: &str = include_str!("../../grammars/prices/free.tsv");

/// The region that is assumed where an answer says none.
const DEFAULT_REGION: &str = "us-east-1";

/// Makes the lines of a resource.
type Pricing = fn(Subject<'_>) -> Vec<Line>;

/// What takes more than the table of components to price. Adding a type is a line here or there.
const PRICED: &[(&str, Pricing)] = &[
    ("AWS::AmazonMQ::Broker", clusters::broker),
    ("AWS::AutoScaling::AutoScalingGroup", compute::scaling_group),
    ("AWS::CloudWatch::Alarm", network::alarm),
    ("AWS::DMS::ReplicationInstance", database::replication_instance),
    ("AWS::DirectoryService::MicrosoftAD", network::directory),
    ("AWS::DirectoryService::SimpleAD", network::directory),
    ("AWS::DocDB::DBInstance", database::docdb_instance),
    ("AWS::DynamoDB::GlobalTable", database::table),
    ("AWS::DynamoDB::Table", database::table),
    ("AWS::EC2::Host", compute::host),
    ("AWS::EC2::Instance", compute::instance),
    ("AWS::EC2::VPCEndpoint", network::endpoint),
    ("AWS::EC2::Volume", compute::volume),
    ("AWS::ECS::Service", containers::ecs_service),
    ("AWS::EKS::Cluster", containers::eks_cluster),
    ("AWS::EKS::FargateProfile", containers::eks_fargate),
    ("AWS::EKS::Nodegroup", compute::node_group),
    ("AWS::ElastiCache::CacheCluster", clusters::cache_cluster),
    ("AWS::ElastiCache::ReplicationGroup", clusters::cache_group),
    ("AWS::ElasticLoadBalancing::LoadBalancer", network::classic_load_balancer),
    ("AWS::ElasticLoadBalancingV2::LoadBalancer", network::load_balancer),
    ("AWS::Elasticsearch::Domain", clusters::search_domain),
    ("AWS::FSx::FileSystem", network::file_system),
    ("AWS::Glue::Job", serverless::glue_job),
    ("AWS::KinesisAnalyticsV2::Application", serverless::stream_application),
    ("AWS::Lambda::Alias", serverless::provisioned_concurrency),
    ("AWS::Lambda::Function", serverless::function),
    ("AWS::Lambda::Version", serverless::provisioned_concurrency),
    ("AWS::MSK::Cluster", clusters::kafka),
    ("AWS::MWAA::Environment", serverless::airflow),
    ("AWS::Neptune::DBInstance", database::neptune_instance),
    ("AWS::OpenSearchService::Domain", clusters::search_domain),
    ("AWS::RDS::DBCluster", database::cluster),
    ("AWS::RDS::DBInstance", database::instance),
    ("AWS::Redshift::Cluster", clusters::warehouse),
    ("AWS::Route53::HealthCheck", network::health_check),
    ("AWS::SQS::Queue", serverless::queue),
    ("AWS::StepFunctions::StateMachine", serverless::state_machine),
    ("AWS::WAF::WebACL", network::classic_web_acl),
    ("AWS::WAFRegional::WebACL", network::classic_web_acl),
    ("AWS::WAFv2::WebACL", network::web_acl),
    ("aws_lambda_provisioned_concurrency_config", serverless::provisioned_concurrency),
    ("aws_ssm_activation", network::ssm_activation),
];

/// Types of Terraform that the common model brings under another resource's type, though they are billed as something else.
const BILLED_AS: &[(&str, &str)] = &[
    ("aws_ebs_snapshot", "AWS::EC2::Snapshot"),
    ("aws_ebs_snapshot_copy", "AWS::EC2::Snapshot"),
    ("aws_docdb_cluster_snapshot", "aws_docdb_cluster_snapshot"),
    ("aws_neptune_cluster_snapshot", "aws_neptune_cluster_snapshot"),
];

/// What a stack costs a month.
#[derive(Clone, Debug, Default)]
pub struct Estimate {
    /// The region whose prices are asked for.
    pub region: Arc<str>,
    /// Whether the answer says that region.
    pub region_is_said: bool,
    /// The usage profile.
    pub profile: Profile,
    /// The lines, in the order of the resources.
    pub lines: Vec<Line>,
    /// How many resources could be priced.
    pub coverage: Coverage,
}

/// How many resources are priced, and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, schemars::JsonSchema, serde::Serialize)]
pub struct Coverage {
    /// All resources.
    pub resources: u32,
    /// Those with something that is always on.
    pub priced: u32,
    /// Those that are paid by use alone.
    pub usage: u32,
    /// Those that cost nothing by themselves.
    pub free: u32,
    /// Those of which nothing is known.
    pub unknown: u32,
    /// Of the priced and the used ones: those of which something is not known.
    pub partly: u32,
}

impl Estimate {
    /// The sum of the lines of one kind.
    #[must_use]
    pub fn total(&self, billing: Billing) -> Range {
        self.lines.iter().filter(|line| line.billing == billing).filter_map(|line| line.monthly).sum()
    }

    /// The sum of all lines that are known.
    #[must_use]
    pub fn monthly(&self) -> Range {
        self.lines.iter().filter_map(|line| line.monthly).sum()
    }

    /// The sums by service, the dearest first.
    #[must_use]
    pub fn by_service(&self) -> Vec<(Arc<str>, Range)> {
        let mut sums: indexmap::IndexMap<Arc<str>, Range> = indexmap::IndexMap::new();
        for line in &self.lines {
            if let Some(monthly) = line.monthly {
                let sum = sums.entry(line.service.clone()).or_default();
                *sum = *sum + monthly;
            }
        }
        let mut sums: Vec<_> = sums.into_iter().filter(|(_, sum)| !sum.high.is_zero()).collect();
        sums.sort_by(|one, other| other.1.middle().cmp(&one.1.middle()).then_with(|| one.0.cmp(&other.0)));
        sums
    }
}

/// What a stack costs a month, as far as the tables and the answer say.
#[must_use]
pub fn estimate(stack: &Stack, usage: &Usage) -> Estimate {
    let said = stack.regions.iter().find(|region| !matches!(region.role, RegionRole::Additional));
    let region: Arc<str> = said.map_or_else(|| DEFAULT_REGION.into(), |region| Arc::clone(&region.name));
    let mut lines = Vec::new();
    let mut coverage = Coverage::default();
    for resource in &stack.resources {
        let own = price(Subject { resource, kind: billed_as(resource), stack, region: &region, usage });
        coverage.count(&own);
        lines.extend(own);
    }
    Estimate { region_is_said: said.is_some(), region, profile: usage.profile, lines, coverage }
}

impl Coverage {
    fn count(&mut self, lines: &[Line]) {
        let has = |billing: Billing| lines.iter().any(|line| line.billing == billing);
        self.resources += 1;
        let known = [(Billing::Priced, &mut self.priced), (Billing::Usage, &mut self.usage)];
        match known.into_iter().find(|(billing, _)| has(*billing)) {
            Some((_, number)) => {
                *number += 1;
                self.partly += u32::from(has(Billing::Unknown));
            }
            None if has(Billing::Unknown) => self.unknown += 1,
            None => self.free += 1,
        }
    }
}

/// The type that a resource is billed as.
fn billed_as(resource: &Resource) -> &str {
    let known = BILLED_AS.iter().find(|(declared, _)| *declared == &*resource.declared_as);
    known.map_or(&resource.kind, |(_, kind)| kind)
}

/// The lines of one resource.
fn price(subject: Subject<'_>) -> Vec<Line> {
    let kind = subject.kind;
    let is_of_aws = kind.starts_with("AWS::") || kind.starts_with("aws_");
    if !is_of_aws && !is_free(kind) {
        return vec![subject.unknown("Resource", "no prices of this provider")];
    }
    let own = PRICED.iter().find(|(known, _)| *known == kind).map(|(_, lines)| lines(subject));
    let has_components = components::has(kind);
    let is_known = own.is_some() || has_components;
    let mut lines = own.unwrap_or_default();
    lines.extend(components::lines(subject, kind));
    match lines.is_empty() {
        false => lines,
        // Of what is paid by use nothing is used.
        true if is_known || is_free(kind) => vec![subject.free("Free by itself")],
        true => vec![subject.unknown("Resource", "no price in the tables")],
    }
}

/// Whether a type costs nothing by itself. A row of the table that ends in `*` stands for all types that begin so.
fn is_free(kind: &str) -> bool {
    table::rows::<1>(FREE).any(|[row]| row.strip_suffix('*').map_or(row == kind, |start| kind.starts_with(start)))
}
