//! Databases: RDS, Aurora, DocumentDB, Neptune, DynamoDB.

use super::decimal::{Decimal, Range};
use super::line::Line;
use super::subject::{Quantity, Subject};
use crate::program::value::Value;

/// What gp3 storage of a database has without paying for it, below and from the size at which it is striped.
const GP3_IOPS: u64 = 3_000;
const GP3_IOPS_STRIPED: u64 = 12_000;
const STRIPED_FROM: Decimal = Decimal::whole(400);

/// A database instance, by itself or of an Aurora cluster.
pub(super) fn instance(subject: Subject<'_>) -> Vec<Line> {
    let cluster = subject.linked("DBClusterIdentifier", "AWS::RDS::DBCluster");
    let source = subject.linked("SourceDBInstanceIdentifier", "AWS::RDS::DBInstance");
    let engine = subject
        .text("Engine")
        .or_else(|| cluster.and_then(|cluster| cluster.text("Engine")))
        .or_else(|| source.and_then(|source| source.text("Engine")));
    let Some(engine) = engine else { return vec![subject.unknown("Instance", "its engine is not known")] };
    // The first Aurora was compatible with MySQL.
    let engine = if engine == "aurora" { "aurora-mysql".to_owned() } else { engine };
    let class = match subject.texts("DBInstanceClass") {
        Ok(class) => class,
        Err(why) => return vec![subject.unknown("Instance", why)],
    };
    if class == ["db.serverless"] {
        return vec![serverless(subject, cluster)];
    }
    let zones = match subject.setting("MultiAZ").map(Value::as_bool) {
        Some(Some(true)) => Range::whole(2),
        Some(None) => Range { low: Decimal::ONE, high: Decimal::whole(2) },
        _ => Range::whole(1),
    };
    let where_ = match zones {
        Range { high, .. } if high == Decimal::ONE => "",
        Range { low, .. } if low == Decimal::ONE => ", perhaps Multi-AZ",
        _ => ", Multi-AZ",
    };
    let mut lines = Vec::new();
    let priced = class.iter().map(|class| {
        subject.hourly_at(
            format!("Instance, {engine} {class}{where_}"),
            &format!("{engine}:{class}"),
            Ok(Range::whole(1)),
            zones,
        )
    });
    lines.extend(priced.reduce(Line::or));
    let is_aurora = engine.starts_with("aurora");
    if class.iter().any(|class| class.starts_with("db.t")) {
        let item = if is_aurora { "aurora/cpu-credits" } else { "rds/cpu-credits" };
        lines.extend(subject.used("CPU credits", item, "monthly_cpu_credit_hrs"));
    }
    if !is_aurora {
        lines.extend(storage(subject, source, zones, where_));
        lines.extend(subject.used("Additional backup storage", "rds/backup-storage", "additional_backup_storage_gb"));
    }
    if subject.is("EnablePerformanceInsights") {
        let name = "monthly_additional_performance_insights_requests";
        lines.extend(subject.used("Performance Insights API", "rds/performance-insights-api", name));
        lines.extend(class.first().and_then(|class| insights_retention(subject, is_aurora, class)));
    }
    lines
}

/// Performance Insights that are kept for longer than the week that is free.
fn insights_retention(subject: Subject<'_>, is_aurora: bool, class: &str) -> Option<Line> {
    let kept = subject.number("PerformanceInsightsRetentionPeriod", FREE_RETENTION).ok()?;
    let service = if is_aurora { "aurora" } else { "rds" };
    let item = format!("{service}/performance-insights-long-term-retention-{class}");
    let what = "Performance Insights retention";
    (kept.high > Decimal::whole(FREE_RETENTION)).then(|| match vcpus(class) {
        Some(number) => subject.always(what, &item, Ok(Range::whole(number))),
        None => subject.unknown(what, format!("the vCPUs of {class} are not known")),
    })
}

/// Days for which Performance Insights are kept without paying for it.
const FREE_RETENTION: u64 = 7;

/// vCPUs of a class, as the names of sizes say them.
fn vcpus(class: &str) -> Option<u64> {
    let size = class.rsplit('.').next()?;
    match size.strip_suffix("xlarge") {
        Some("") => Some(4),
        Some(number) => number.parse().ok().filter(|number| *number < 1_000).map(|number: u64| number * 4),
        None => matches!(size, "micro" | "small" | "medium" | "large").then_some(2),
    }
}

/// An instance of Aurora Serverless v2: always at least its smallest capacity.
fn serverless(subject: Subject<'_>, cluster: Option<Subject<'_>>) -> Line {
    let Some(cluster) = cluster else {
        return subject.unknown("Serverless capacity", "the cluster is not in the answer");
    };
    let scaling = "ServerlessV2ScalingConfiguration";
    let optimized = if is_io_optimized(cluster) { "-io-optimized" } else { "" };
    let item = format!("aurora/aurora-serverless-v2{optimized}");
    let given = subject.given("capacity_units_per_hr").map(|units| Ok(Range::exactly(units)));
    let least = given.unwrap_or_else(|| cluster.needed(&format!("{scaling}.MinCapacity")));
    let line = subject.hourly("Serverless v2 capacity", &item, least);
    match cluster.needed(&format!("{scaling}.MaxCapacity")) {
        Ok(most) => line.noted(format!("at the least capacity, scales to {} ACU", most.text())),
        Err(_) => line,
    }
}

fn is_io_optimized(cluster: Subject<'_>) -> bool {
    cluster.text("StorageType").as_deref() == Some("aurora-iopt1")
}

/// Storage of an instance: each zone has its own.
fn storage(subject: Subject<'_>, source: Option<Subject<'_>>, zones: Range, where_: &str) -> Vec<Line> {
    let size = match (subject.setting("AllocatedStorage"), source) {
        (None, Some(source)) => source.needed("AllocatedStorage"),
        _ => subject.needed("AllocatedStorage"),
    };
    let has_iops = subject.setting("Iops").is_some();
    let kind = match subject.setting("StorageType").map(Value::as_text) {
        Some(Some(kind)) => kind,
        Some(None) => return vec![subject.unknown("Storage", "its type is not known")],
        None if has_iops => "io1".to_owned(),
        None => "gp2".to_owned(),
    };
    let item = match &*kind {
        "gp2" => "rds/storage-general-purpose-ssd-gp2",
        "gp3" => "rds/storage-gp3",
        "io1" => "rds/storage-provisioned-iops-ssd-io1",
        "standard" => "rds/storage-magnetic",
        _ => return vec![subject.unknown(format!("Storage, {kind}"), format!("no price for {kind} storage"))],
    };
    let mut lines = vec![subject.always_at(format!("Storage, {kind}{where_}"), item, size.clone(), zones)];
    let paid: Option<(&str, Quantity)> = match &*kind {
        "io1" if has_iops => Some(("rds/provisioned-iops", subject.needed("Iops"))),
        "gp3" if has_iops => {
            let included = if size.is_ok_and(|size| size.low >= STRIPED_FROM) { GP3_IOPS_STRIPED } else { GP3_IOPS };
            let above = |number: Decimal| number.max(Decimal::whole(included)) - Decimal::whole(included);
            let iops = subject.needed("Iops").map(|iops| Range { low: above(iops.low), high: above(iops.high) });
            Some(("rds/provisioned-gp3-iops", iops))
        }
        _ => None,
    };
    if let Some((item, iops)) = paid.filter(|(_, iops)| !matches!(iops, Ok(iops) if iops.high.is_zero())) {
        lines.push(subject.always_at(format!("Storage IOPS, {kind}{where_}"), item, iops, zones));
    }
    if kind == "standard" {
        lines.extend(subject.used("I/O requests", "rds/io-requests", "monthly_standard_io_requests"));
    }
    lines
}

/// An Aurora cluster: its storage and requests. Its instances are priced by themselves.
pub(super) fn cluster(subject: Subject<'_>) -> Vec<Line> {
    let is_aurora = subject.text("Engine").is_none_or(|engine| engine.starts_with("aurora"));
    if !is_aurora {
        return vec![subject.unknown("Multi-AZ cluster", "no price for clusters of this engine")];
    }
    let mut lines = Vec::new();
    if subject.text("EngineMode").as_deref() == Some("serverless") {
        let given = subject.given("capacity_units_per_hr").map(|units| Ok(Range::exactly(units)));
        let least = given.unwrap_or_else(|| subject.number("ScalingConfiguration.MinCapacity", 1));
        lines.push(
            subject.hourly("Serverless capacity", "aurora/aurora-serverless", least).noted("at the least capacity"),
        );
    }
    if is_io_optimized(subject) {
        lines.extend(subject.used("Storage, I/O-Optimized", "aurora/storage-io-optimized", "storage_gb"));
    } else {
        lines.extend(subject.used("Storage", "aurora/storage", "storage_gb"));
        lines.extend(subject.used("I/O requests", "aurora/io-requests", "monthly_io_requests"));
    }
    lines.extend(subject.used("Backup storage", "aurora/backup-storage", "backup_snapshot_size_gb"));
    lines.extend(subject.used("Snapshot export", "aurora/snapshot-export", "snapshot_export_size_gb"));
    lines.extend(subject.used("Backtrack", "aurora/backtrack", "backtrack_change_records"));
    lines
}

/// An instance of DocumentDB.
pub(super) fn docdb_instance(subject: Subject<'_>) -> Vec<Line> {
    vec![cluster_instance(subject, "docdb")]
}

/// An instance of Neptune.
pub(super) fn neptune_instance(subject: Subject<'_>) -> Vec<Line> {
    vec![cluster_instance(subject, "neptune")]
}

fn cluster_instance(subject: Subject<'_>, engine: &str) -> Line {
    match subject.texts("DBInstanceClass").as_deref() {
        Ok([class]) => subject.hourly(format!("Instance, {class}"), &format!("{engine}:{class}"), Ok(Range::whole(1))),
        Ok(_) => subject.unknown("Instance", "its class is not known"),
        Err(why) => subject.unknown("Instance", why.as_str()),
    }
}

/// A table: capacity that is reserved or requests that are made, storage, backups.
pub(super) fn table(subject: Subject<'_>) -> Vec<Line> {
    let mut lines = match subject.setting("BillingMode").map(Value::as_text) {
        Some(None) => vec![subject.unknown("Reads and writes", "its billing mode is not known")],
        Some(Some(mode)) if mode == "PAY_PER_REQUEST" => [
            subject.used("Write requests", "dynamodb/write-request-unit-wru", "monthly_write_request_units"),
            subject.used("Read requests", "dynamodb/read-request-unit-rru", "monthly_read_request_units"),
        ]
        .concat(),
        _ => vec![
            subject.always(
                "Write capacity",
                "dynamodb/write-capacity-unit-wcu",
                capacity(subject, "WriteCapacityUnits"),
            ),
            subject.always("Read capacity", "dynamodb/read-capacity-unit-rcu", capacity(subject, "ReadCapacityUnits")),
        ],
    };
    lines.extend(replicas(subject));
    lines.extend(subject.used("Storage", "dynamodb/data-storage", "storage_gb"));
    if subject.is("PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled") {
        let item = "dynamodb/point-in-time-recovery-pitr-backup-storage";
        lines.extend(subject.used("Point-in-time recovery", item, "pitr_backup_storage_gb"));
    }
    lines.extend(subject.used("Backups on demand", "dynamodb/on-demand-backup-storage", "on_demand_backup_storage_gb"));
    lines.extend(subject.used("Restored data", "dynamodb/table-data-restored", "monthly_data_restored_gb"));
    if subject.setting("StreamSpecification").is_some() {
        let name = "monthly_streams_read_request_units";
        lines.extend(subject.used("Stream reads", "dynamodb/streams-read-request-unit-srru", name));
    }
    lines
}

/// Capacity of the table and of its indexes.
fn capacity(subject: Subject<'_>, name: &str) -> Quantity {
    let own = subject.needed(&format!("ProvisionedThroughput.{name}"));
    let indexes = subject.setting("GlobalSecondaryIndexes").and_then(Value::as_list).unwrap_or_default();
    let of_index = |index: &Value| index.at_path(&format!("ProvisionedThroughput.{name}")).map(super::subject::number);
    indexes.iter().filter_map(of_index).fold(own, super::subject::plus)
}

/// What each further region writes again.
fn replicas(subject: Subject<'_>) -> Vec<Line> {
    let replicas = subject.setting("Replicas").and_then(Value::as_list).unwrap_or_default();
    let by_request = subject.text("BillingMode").as_deref() == Some("PAY_PER_REQUEST");
    let is_global = &*subject.resource.kind == "AWS::DynamoDB::GlobalTable";
    let regions = replicas.iter().filter_map(|replica| replica.get("Region")?.as_text());
    let regions = regions.filter(|region| !is_global || region != subject.region);
    regions
        .flat_map(|region| {
            let there = Subject { region: &region, ..subject };
            let what = format!("Replicated writes, {region}");
            if by_request {
                there.used(&what, "dynamodb/replicated-write-request-unit", "monthly_write_request_units")
            } else {
                let units = capacity(subject, "WriteCapacityUnits");
                vec![there.always(what, "dynamodb/replicated-write-capacity-unit", units)]
            }
        })
        .collect()
}

/// A replication instance, and its storage: each zone has its own.
pub(super) fn replication_instance(subject: Subject<'_>) -> Vec<Line> {
    let zones = if subject.is("MultiAZ") { Range::whole(2) } else { Range::whole(1) };
    let Some(class) = subject.text("ReplicationInstanceClass") else {
        return vec![subject.unknown("Instance", "its class is not known")];
    };
    let size = subject.number("AllocatedStorage", 50);
    vec![
        subject.hourly_at(format!("Instance, {class}"), &format!("dms:{class}"), Ok(Range::whole(1)), zones),
        subject.always_at("Storage", "dms/storage", size, zones),
    ]
}
