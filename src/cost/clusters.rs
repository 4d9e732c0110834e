//! Clusters of nodes: caches, search, streams, warehouses, brokers.

use super::decimal::{Decimal, Range};
use super::line::Line;
use super::subject::{Quantity, Subject, plus, times};
use crate::program::value::Value;

/// A cluster of caches.
pub(super) fn cache_cluster(subject: Subject<'_>) -> Vec<Line> {
    let number = subject.number("NumCacheNodes", 1);
    vec![cache_nodes(subject, "CacheNodeType", number)]
}

/// A group of caches: shards with a primary and replicas each, or a number of members.
pub(super) fn cache_group(subject: Subject<'_>) -> Vec<Line> {
    let number = if subject.setting("NumCacheClusters").is_some() {
        subject.number("NumCacheClusters", 1)
    } else {
        let members = plus(subject.number("ReplicasPerNodeGroup", 0), Ok(Range::whole(1)));
        times(subject.number("NumNodeGroups", 1), members)
    };
    vec![cache_nodes(subject, "CacheNodeType", number)]
}

fn cache_nodes(subject: Subject<'_>, path: &str, number: Quantity) -> Line {
    let engine = subject.text("Engine").unwrap_or_else(|| "redis".to_owned());
    nodes(subject, "Nodes", subject.text(path), &engine, number)
}

/// Nodes of one type.
fn nodes(subject: Subject<'_>, what: &str, kind: Option<String>, service: &str, number: Quantity) -> Line {
    match kind {
        Some(kind) => subject.hourly(format!("{what}, {kind}"), &format!("{service}:{kind}"), number),
        None => subject.unknown(what, "their type is not known"),
    }
}

/// A search domain: data nodes, dedicated masters, warm nodes, and the disks of the data nodes.
pub(super) fn search_domain(subject: Subject<'_>) -> Vec<Line> {
    let config =
        if subject.setting("ClusterConfig").is_some() { "ClusterConfig" } else { "ElasticsearchClusterConfig" };
    let kind = |name: &str| {
        let kind = subject.text(&format!("{config}.{name}"))?;
        Some(kind.replace(".elasticsearch", ".search"))
    };
    let number = |name: &str, default| subject.number(&format!("{config}.{name}"), default);
    let data = number("InstanceCount", 1);
    let default = || Some("m4.large.search".to_owned());
    let mut lines = vec![nodes(subject, "Nodes", kind("InstanceType").or_else(default), "opensearch", data.clone())];
    if subject.is(&format!("{config}.DedicatedMasterEnabled")) {
        let masters = number("DedicatedMasterCount", 3);
        lines.push(nodes(subject, "Dedicated masters", kind("DedicatedMasterType"), "opensearch", masters));
    }
    if subject.is(&format!("{config}.WarmEnabled")) {
        lines.push(nodes(subject, "UltraWarm nodes", kind("WarmType"), "opensearch", number("WarmCount", 2)));
    }
    let ebs = |name: &str| subject.setting(&format!("EBSOptions.{name}"));
    if ebs("VolumeSize").is_some() {
        let disk = ebs("VolumeType").map_or(Some("gp2".to_owned()), Value::as_text);
        let Some(disk) = disk else {
            lines.push(subject.unknown("Storage", "its type is not known"));
            return lines;
        };
        let size = times(subject.needed("EBSOptions.VolumeSize"), data.clone());
        lines.push(subject.always(format!("Storage, {disk}"), &format!("opensearch/storage-{disk}"), size));
        if disk == "io1" && ebs("Iops").is_some() {
            let iops = times(subject.needed("EBSOptions.Iops"), data);
            lines.push(subject.always("Storage IOPS, io1", "opensearch/storage-iops-io1", iops));
        } else if disk == "gp3" {
            let path = if ebs("Throughput").is_some() { "EBSOptions.Throughput" } else { "EBSOptions.throughput" };
            let above = |number: Decimal| number.max(GP3_THROUGHPUT) - GP3_THROUGHPUT;
            let paid = subject.number(path, 0).map(|paid| Range { low: above(paid.low), high: above(paid.high) });
            if !matches!(&paid, Ok(paid) if paid.high.is_zero()) {
                let paid = times(paid, data);
                lines.push(subject.always("Storage throughput, gp3", "opensearch/throughput-gp3", paid));
            }
        }
    }
    lines
}

/// MiB/s that gp3 storage has without paying for it.
const GP3_THROUGHPUT: Decimal = Decimal::whole(125);

/// Kafka: brokers and their disks.
pub(super) fn kafka(subject: Subject<'_>) -> Vec<Line> {
    let brokers = subject.needed("NumberOfBrokerNodes");
    let kind = subject.text("BrokerNodeGroupInfo.InstanceType");
    let path = "BrokerNodeGroupInfo.StorageInfo.EBSStorageInfo.VolumeSize";
    let mut lines = vec![nodes(subject, "Brokers", kind, "msk", brokers.clone())];
    if subject.setting(path).is_some() {
        lines.push(subject.always("Storage", "msk/storage", times(subject.needed(path), brokers)));
    }
    lines
}

/// A warehouse: nodes, and with RA3 the storage that they manage.
pub(super) fn warehouse(subject: Subject<'_>) -> Vec<Line> {
    let kind = subject.text("NodeType");
    let mut lines = vec![nodes(subject, "Nodes", kind.clone(), "redshift", subject.number("NumberOfNodes", 1))];
    let Some(kind) = kind else { return lines };
    if kind.starts_with("ra3") {
        let item = format!("redshift/managed-storage-{kind}");
        // The price of managed storage is that of the region, whatever the node.
        let item = if subject.price(&item).is_some() { &*item } else { "redshift/managed-storage-ra3.4xlarge" };
        lines.extend(subject.used("Managed storage", item, "managed_storage_gb"));
    }
    let scaling = format!("redshift/concurrency-scaling-{kind}");
    lines.extend(subject.used("Concurrency scaling", &scaling, "excess_concurrency_scaling_secs"));
    lines.extend(subject.used("Spectrum", "redshift/spectrum", "spectrum_data_scanned_tb"));
    lines.extend(subject.used("Backup storage", "redshift/backup-storage", "backup_storage_gb"));
    lines
}

/// A broker: as many instances as its deployment mode has, and their storage.
pub(super) fn broker(subject: Subject<'_>) -> Vec<Line> {
    let engine = subject.text("EngineType").unwrap_or_default().to_lowercase();
    let number = match subject.text("DeploymentMode").as_deref() {
        Some("CLUSTER_MULTI_AZ") => Ok(Range::whole(3)),
        Some("ACTIVE_STANDBY_MULTI_AZ") => Ok(Range::whole(2)),
        Some("SINGLE_INSTANCE") => Ok(Range::whole(1)),
        None if subject.setting("DeploymentMode").is_none() => Ok(Range::whole(1)),
        _ => Err("its deployment mode is not known".to_owned()),
    };
    let kind = subject.text("HostInstanceType");
    let disk = subject.text("StorageType").map_or("efs".to_owned(), |kind| kind.to_lowercase());
    let disk = if engine == "rabbitmq" { "ebs" } else { &disk };
    let mut lines = vec![nodes(subject, "Instances", kind, &format!("mq-{engine}"), number)];
    lines.extend(subject.used("Storage", &format!("mq/storage-{engine}-{disk}"), "storage_size_gb"));
    lines
}
