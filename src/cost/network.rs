//! Load balancers, endpoints, health checks, web ACLs, file systems and other things that are paid by what they are made of.

use super::decimal::{Decimal, Range};
use super::line::Line;
use super::subject::{HOURS, Subject};
use crate::program::value::Value;

/// A load balancer: itself, and the capacity that its traffic takes.
pub(super) fn load_balancer(subject: Subject<'_>) -> Vec<Line> {
    let one = Ok(Range::whole(1));
    let kind = match subject.setting("Type").map(Value::as_text) {
        Some(None) => return vec![subject.unknown("Load balancer", "its type is not known")],
        Some(Some(kind)) => kind,
        None => "application".to_owned(),
    };
    let (item, title) = match &*kind {
        "network" => ("nlb", "Network"),
        "gateway" => return vec![subject.hourly("Gateway load balancer", "load-balancer/gwlb", one)],
        _ => ("alb", "Application"),
    };
    // One unit of capacity carries a GB an hour.
    let capacity = subject.used_amount("processed_bytes_gb");
    let units = format!("load-balancer/{}-load-balancer-capacity-units", title.to_lowercase());
    let mut lines = vec![subject.hourly(format!("{title} load balancer"), &format!("load-balancer/{item}"), one)];
    lines.extend(subject.used_quantity("Capacity units", &units, capacity));
    lines
}

/// A classic load balancer.
pub(super) fn classic_load_balancer(subject: Subject<'_>) -> Vec<Line> {
    let mut lines = vec![subject.hourly("Classic load balancer", "load-balancer/clb", Ok(Range::whole(1)))];
    lines.extend(subject.used("Data processed", "clb/data-processed", "monthly_data_processed_gb"));
    lines
}

/// A VPC endpoint: gateways are free, the others cost by the hour in each subnet.
pub(super) fn endpoint(subject: Subject<'_>) -> Vec<Line> {
    let kind = match subject.setting("VpcEndpointType").map(Value::as_text) {
        Some(None) => return vec![subject.unknown("Endpoint", "its type is not known")],
        Some(Some(kind)) => kind,
        None => "Gateway".to_owned(),
    };
    let (item, data) = match &*kind.to_lowercase() {
        "gateway" => return vec![subject.free("Gateway endpoint")],
        "gatewayloadbalancer" => {
            ("vpc-endpoint/endpoint-gatewayloadbalancer", "vpc-endpoint/data-processed-gatewayloadbalancer")
        }
        _ => ("vpc-endpoint/endpoint-interface", "vpc-endpoint/data-processed"),
    };
    let line = match subject.entries("SubnetIds") {
        Ok(number) if number.high.is_zero() => {
            subject.hourly("Endpoint", item, Ok(Range::whole(1))).noted("in one zone, for no subnet is named")
        }
        number => subject.hourly("Endpoint, in each zone", item, number),
    };
    let mut lines = vec![line];
    lines.extend(subject.used("Data processed", data, "monthly_data_processed_gb"));
    lines
}

/// A health check: itself, and each optional feature.
pub(super) fn health_check(subject: Subject<'_>) -> Vec<Line> {
    let kind = subject.text("HealthCheckConfig.Type").unwrap_or_default();
    let features = [
        kind.contains("HTTPS"),
        kind.contains("STR_MATCH"),
        subject.number("HealthCheckConfig.RequestInterval", 30).is_ok_and(|seconds| seconds.high == Decimal::whole(10)),
        subject.is("HealthCheckConfig.MeasureLatency"),
    ];
    match features.iter().filter(|has| **has).count() as u64 {
        0 => Vec::new(),
        number => vec![subject.always("Optional features", "route53/optional-features", Ok(Range::whole(number)))],
    }
}

/// A web ACL: itself, its rules and rule groups, and the requests that it sees.
pub(super) fn web_acl(subject: Subject<'_>) -> Vec<Line> {
    let item = |name: &str| format!("waf/{name}");
    let mut lines = vec![subject.always("Web ACL", &item("web-acl-usage"), Ok(Range::whole(1)))];
    match subject.setting("Rules").map_or(Some(&[][..]), Value::as_list) {
        Some(rules) => {
            let is_group = |rule: &&Value| {
                let statements = ["ManagedRuleGroupStatement", "RuleGroupReferenceStatement"];
                statements.iter().any(|name| rule.at_path(&format!("Statement.{name}")).is_some())
            };
            let groups = rules.iter().filter(is_group).count() as u64;
            for (what, name, number) in
                [("Rules", "rules", rules.len() as u64 - groups), ("Rule groups", "managed-rule-groups", groups)]
            {
                if number > 0 {
                    lines.push(subject.always(what, &item(name), Ok(Range::whole(number))));
                }
            }
        }
        None => lines.push(subject.unknown("Rules", "they are not known")),
    }
    lines.extend(subject.used("Requests", &item("requests"), "monthly_requests"));
    lines
}

/// An alarm: one price a metric, a higher one where it looks more often than each minute.
pub(super) fn alarm(subject: Subject<'_>) -> Vec<Line> {
    let metrics = subject.setting("Metrics").and_then(Value::as_list).unwrap_or_default();
    let watched = metrics.iter().filter(|metric| metric.get("MetricStat").is_some()).count().max(1) as u64;
    let period = subject.number("Period", 60);
    let (what, item) = match period {
        Err(why) => return vec![subject.unknown("Alarm", why)],
        Ok(period) if period.high < Decimal::whole(60) => ("Alarm, high resolution", "alarm/high-resolution"),
        Ok(_) => ("Alarm", "alarm/standard-resolution"),
    };
    let bands = subject.setting("ThresholdMetricId").is_some();
    // Anomaly detection watches the metric and the two edges of its band.
    let number = if bands { watched * 3 } else { watched };
    vec![subject.always(what, item, Ok(Range::whole(number)))]
}

/// A file system of FSx: Windows and OpenZFS have prices here.
pub(super) fn file_system(subject: Subject<'_>) -> Vec<Line> {
    let kind = subject.text("FileSystemType").unwrap_or_default();
    let declared = &*subject.resource.declared_as;
    let of = |name: &str, token: &str| kind.eq_ignore_ascii_case(name) || declared.to_lowercase().contains(token);
    let (service, config) = if of("WINDOWS", "windows") {
        ("fsx-windows", "WindowsConfiguration")
    } else if of("OPENZFS", "openzfs") {
        ("fsx-openzfs", "OpenZFSConfiguration")
    } else {
        return vec![subject.unknown("File system", "no price for this kind of file system")];
    };
    // Whatever the dialect, a setting stands in the configuration of one kind.
    let configured = |name: &str| {
        let configs = [config, "LustreConfiguration", "OntapConfiguration"];
        configs.iter().map(|config| format!("{config}.{name}")).find(|path| subject.setting(path).is_some())
    };
    let disk = subject.text("StorageType").unwrap_or_else(|| "SSD".to_owned()).to_lowercase();
    let is_multi =
        configured("DeploymentType").and_then(|path| subject.text(&path)).is_some_and(|mode| mode.starts_with("MULTI"));
    // The tables have the prices of Windows in two zones, and of OpenZFS in one.
    if is_multi != (service == "fsx-windows") {
        return vec![
            subject
                .unknown("File system", format!("no price in {} zone", if is_multi { "more than one" } else { "one" })),
        ];
    }
    let storage = format!("{service}/{disk}-storage");
    let throughput = format!("{service}/throughput-capacity");
    let mut lines =
        vec![subject.always(format!("Storage, {}", disk.to_uppercase()), &storage, subject.needed("StorageCapacity"))];
    if let Some(path) = configured("ThroughputCapacity") {
        lines.push(subject.always("Throughput capacity", &throughput, subject.needed(&path)));
    }
    if let Some(path) = configured("DiskIopsConfiguration.Iops") {
        let included =
            subject.number("StorageCapacity", 0).map_or(Decimal::ZERO, |size| size.high.times(Decimal::whole(3)));
        let above = |number: Decimal| number.max(included) - included;
        let iops = subject.needed(&path).map(|iops| Range { low: above(iops.low), high: above(iops.high) });
        lines.push(subject.always("Provisioned IOPS", "fsx-openzfs/provisioned-iops", iops));
    }
    lines.extend(subject.used("Backup storage", &format!("{service}/backup-storage"), "backup_storage_gb"));
    lines
}

/// A directory: two domain controllers, by its kind and size.
pub(super) fn directory(subject: Subject<'_>) -> Vec<Line> {
    let kind = subject.text("type").unwrap_or_else(|| match &*subject.resource.kind {
        "AWS::DirectoryService::SimpleAD" => "SimpleAD".to_owned(),
        _ => "MicrosoftAD".to_owned(),
    });
    let size =
        subject.text("size").or_else(|| subject.text("Size")).unwrap_or_else(|| "Small".to_owned()).to_lowercase();
    let edition = subject.text("Edition").unwrap_or_else(|| "Enterprise".to_owned()).to_lowercase();
    let (title, item) = match &*kind {
        "SimpleAD" => (format!("Simple AD, {size}"), format!("simple-ad-{size}")),
        "ADConnector" => (format!("AD Connector, {size}"), format!("ad-connector-{size}")),
        _ => (format!("Microsoft AD, {edition}"), format!("microsoft-ad-{edition}")),
    };
    // Microsoft AD has two controllers, each at this price; of the others the price is that of the directory.
    let number = if title.starts_with("Microsoft") { 2 } else { 1 };
    vec![subject.always(title, &format!("directory-service/directory-service-{item}"), Ok(Range::whole(number)))]
}

/// Servers on premises that Systems Manager looks after.
pub(super) fn ssm_activation(subject: Subject<'_>) -> Vec<Line> {
    let hours = subject.used_amount("instances").times(HOURS);
    subject.used_quantity("Managed instances, advanced", "ssm-activation/on-prem-managed-instances-advanced", hours)
}

/// A classic web ACL: itself, its rules, and the requests that it sees.
pub(super) fn classic_web_acl(subject: Subject<'_>) -> Vec<Line> {
    let rules = subject.setting("Rules").and_then(Value::as_list).unwrap_or_default();
    let groups = rules.iter().filter(|rule| rule.get("type").and_then(Value::as_str) == Some("GROUP")).count() as u64;
    let mut lines = vec![subject.always("Web ACL", "waf-classic/web-acl-usage", Ok(Range::whole(1)))];
    for (what, item, number) in
        [("Rules", "rules", rules.len() as u64 - groups), ("Rule groups", "rule-groups", groups)]
    {
        if number > 0 {
            lines.push(subject.always(what, &format!("waf-classic/{item}"), Ok(Range::whole(number))));
        }
    }
    lines.extend(subject.used("Requests", "waf-classic/requests", "monthly_requests"));
    lines
}
