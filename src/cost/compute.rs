//! Machines and their disks: instances, groups of them, node groups, volumes.

use super::decimal::{Decimal, Range};
use super::line::Line;
use super::subject::{Quantity, Subject, number, times};
use crate::program::value::Value;

/// What a spot instance costs in parts of the price on demand. The least is what AWS advertises ("up to 90 % off"); the market
/// price of a day is in no table.
fn spot() -> Range {
    Range { low: Decimal::ONE.over(Decimal::whole(10)), high: Decimal::ONE }
}

/// Metrics of an instance that detailed monitoring pays for.
const DETAILED_METRICS: u64 = 7;

/// The disk of an image, in GB, where the answer does not say its size: what Amazon Linux has, as Infracost assumes it too.
const IMAGE_DISK: u64 = 8;

/// The disk of an EKS node, in GB, where the answer does not say its size: the default of the API.
const NODE_DISK: u64 = 20;

/// What gp3 volumes have without paying for it.
const GP3_IOPS: u64 = 3_000;
const GP3_THROUGHPUT: u64 = 125;

/// Machines that are alike: how many, what they may be, and where their settings stand.
struct Machines<'a> {
    /// The resource that is billed.
    subject: Subject<'a>,
    /// How many on demand, and how many spot.
    on_demand: Quantity,
    spot: Quantity,
    /// The types that they may have.
    types: Result<Vec<String>, String>,
    /// The settings of a machine: of an instance, launch configuration or launch template.
    settings: Vec<(Subject<'a>, &'static str)>,
    /// The size of the disk where no setting says it.
    disk: u64,
}

impl<'a> Machines<'a> {
    fn setting(&self, path: &str) -> Option<&'a Value> {
        self.settings.iter().find_map(|(subject, prefix)| subject.setting(&format!("{prefix}{path}")))
    }

    fn is(&self, path: &str) -> bool {
        self.setting(path).and_then(Value::as_bool) == Some(true)
    }

    fn text(&self, path: &str) -> Option<String> {
        self.setting(path)?.as_text()
    }

    fn all(&self) -> Quantity {
        super::subject::plus(self.on_demand.clone(), self.spot.clone())
    }

    fn lines(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        let is_none = |number: &Quantity| matches!(number, Ok(number) if number.high.is_zero());
        if !is_none(&self.on_demand) || is_none(&self.spot) {
            lines.push(self.instances("on demand", &self.on_demand, Range::whole(1)));
        }
        if !is_none(&self.spot) {
            lines.push(self.instances("spot", &self.spot, spot()));
        }
        lines.extend(self.disks());
        let is_of = |name: &str| self.types.as_ref().is_ok_and(|types| types.iter().any(|kind| kind.starts_with(name)));
        if self
            .text("CreditSpecification.CPUCredits")
            .or_else(|| self.text("CreditSpecification.CpuCredits"))
            .is_some_and(|mode| mode == "unlimited")
            || is_of("t3")
        {
            lines.extend(self.subject.used("CPU credits", "ec2/cpu-credits", "monthly_cpu_credit_hrs"));
        }
        if ["Monitoring", "InstanceMonitoring", "Monitoring.Enabled"].iter().any(|path| self.is(path)) {
            let metrics = times(self.all(), Ok(Range::whole(DETAILED_METRICS)));
            lines.push(self.subject.always("Detailed monitoring", "cloudwatch/metric", metrics));
        }
        if self.is("EbsOptimized")
            && let Ok([only]) = self.types.as_deref()
            && self.subject.price(&format!("ec2/ebs-optimized:{only}")).is_some()
        {
            lines.push(self.subject.hourly("EBS-optimized usage", &format!("ec2/ebs-optimized:{only}"), self.all()));
        }
        lines
    }

    /// The machines themselves: where they may be of several types, from the cheapest to the dearest.
    fn instances(&self, market: &str, number: &Quantity, factor: Range) -> Line {
        let subject = self.subject;
        let types = match &self.types {
            Ok(types) => types,
            Err(why) => return subject.unknown("Instances", why.clone()),
        };
        let what = format!("Instances, {} ({market})", types.join(" or "));
        let dedicated =
            self.text("Tenancy").or_else(|| self.text("PlacementTenancy")).or_else(|| self.text("Placement.Tenancy"));
        let tenancy = if dedicated.as_deref() == Some("dedicated") { "dedicated:" } else { "" };
        let lines: Vec<Line> = types
            .iter()
            .map(|kind| subject.hourly_at(&*what, &format!("{tenancy}{kind}"), number.clone(), factor))
            .collect();
        let mut lines = lines.into_iter();
        let Some(first) = lines.next() else { return subject.unknown("Instances", "their type is not known") };
        lines.fold(first, Line::or)
    }

    fn disks(&self) -> Vec<Line> {
        let mappings = self.setting("BlockDeviceMappings").and_then(Value::as_list).unwrap_or_default();
        let volumes: Vec<&Value> = mappings.iter().filter_map(|mapping| mapping.get("Ebs")).collect();
        if volumes.is_empty() {
            let size = times(self.all(), Ok(Range::whole(self.disk)));
            let line = self.subject.always("Disk, gp2", "ebs/gp2", size);
            return vec![line.noted(format!("{} GB each assumed", self.disk))];
        }
        volumes
            .into_iter()
            .flat_map(|volume| {
                let volume = Volume {
                    kind: volume.get("VolumeType"),
                    size: volume.get("VolumeSize"),
                    iops: volume.get("Iops"),
                    throughput: volume.get("Throughput"),
                };
                volume.lines(self.subject, "Disk", &self.all(), Some(self.disk))
            })
            .collect()
    }
}

/// An instance.
pub(super) fn instance(subject: Subject<'_>) -> Vec<Line> {
    let template = subject.linked("LaunchTemplate", "AWS::EC2::LaunchTemplate");
    let is_spot = subject.text("InstanceMarketOptions.MarketType").as_deref() == Some("spot")
        || template.is_some_and(|template| is_spot_template(template))
        || &*subject.resource.declared_as == "aws_spot_instance_request";
    let one = Ok(Range::whole(1));
    let none = Ok(Range::whole(0));
    let types = subject.texts("InstanceType");
    let settings: Vec<_> =
        std::iter::once((subject, "")).chain(template.map(|template| (template, "LaunchTemplateData."))).collect();
    Machines {
        subject,
        on_demand: if is_spot { none.clone() } else { one.clone() },
        spot: if is_spot { one } else { none },
        types: types
            .or_else(|why| template.map_or(Err(why), |template| template.texts("LaunchTemplateData.InstanceType"))),
        settings,
        disk: IMAGE_DISK,
    }
    .lines()
}

fn is_spot_template(template: Subject<'_>) -> bool {
    template.text("LaunchTemplateData.InstanceMarketOptions.MarketType").as_deref() == Some("spot")
}

/// A group of instances, at its desired size.
pub(super) fn scaling_group(subject: Subject<'_>) -> Vec<Line> {
    let size = desired(subject, "DesiredCapacity", "MinSize", "MaxSize");
    let mixed = "MixedInstancesPolicy.LaunchTemplate";
    let template = ["LaunchTemplate", mixed].iter().find_map(|path| subject.linked(path, "AWS::EC2::LaunchTemplate"));
    let configuration = subject.linked("LaunchConfigurationName", "AWS::AutoScaling::LaunchConfiguration");
    let settings: Vec<_> = template
        .map(|template| (template, "LaunchTemplateData."))
        .into_iter()
        .chain(configuration.map(|configuration| (configuration, "")))
        .collect();
    let Some((machine, prefix)) = settings.first().copied() else {
        return vec![subject.unknown("Instances", "the launch template is not in the answer")];
    };
    let overridden = subject.setting(&format!("{mixed}.Overrides")).and_then(Value::as_list).unwrap_or_default();
    let overridden: Vec<String> =
        overridden.iter().filter_map(|entry| entry.get("InstanceType").and_then(Value::as_text)).collect();
    let types = if overridden.is_empty() { machine.texts(&format!("{prefix}InstanceType")) } else { Ok(overridden) };
    let (on_demand, spot) = if template.is_some_and(is_spot_template) || machine.setting("SpotPrice").is_some() {
        (Ok(Range::whole(0)), size.quantity)
    } else {
        shares(subject, &size.quantity)
    };
    let lines = Machines { subject, on_demand, spot, types, settings, disk: IMAGE_DISK }.lines();
    with_sizes(lines, size.note)
}

/// How many are on demand and how many spot: a base, then a percentage of the rest, as EC2 Auto Scaling counts.
fn shares(subject: Subject<'_>, size: &Quantity) -> (Quantity, Quantity) {
    let policy = "MixedInstancesPolicy.InstancesDistribution";
    let share = || {
        let size = size.clone()?;
        let base = subject.number(&format!("{policy}.OnDemandBaseCapacity"), 0)?;
        let percent = subject.number(&format!("{policy}.OnDemandPercentageAboveBaseCapacity"), 100)?;
        let on_demand = |size: Decimal, base: Decimal, percent: Decimal| {
            let base = base.min(size);
            (base + (size - base).times(percent).over(Decimal::whole(100)).ceil()).min(size)
        };
        let low = on_demand(size.low, base.low, percent.low);
        let high = on_demand(size.high, base.high, percent.high);
        Ok((Range { low, high }, Range { low: size.low - low, high: size.high - high }))
    };
    match share() {
        Ok((on_demand, spot)) => (Ok(on_demand), Ok(spot)),
        Err(why) => (Err(why), Ok(Range::whole(0))),
    }
}

/// A size, and what has to be said about it.
struct Size {
    quantity: Quantity,
    note: Option<String>,
}

/// The desired size; where none is said, the least.
fn desired(subject: Subject<'_>, desired: &str, least: &str, most: &str) -> Size {
    let (own, least, most) = (subject.setting(desired), subject.setting(least), subject.setting(most));
    let (value, used) = if own.is_some() { (own, "desired size") } else { (least, "minimum size") };
    let quantity = match value {
        Some(value) => number(value).map_err(|why| format!("its size: {why}")),
        None => Err("its size is not set".to_owned()),
    };
    let bounds = least.and_then(|least| number(least).ok()).zip(most.and_then(|most| number(most).ok()));
    let note = bounds
        .filter(|(least, most)| least != most)
        .map(|(least, most)| format!("at {used}, scales {} to {}", least.text(), most.text()));
    Size { quantity, note }
}

fn with_sizes(lines: Vec<Line>, note: Option<String>) -> Vec<Line> {
    let Some(note) = note else { return lines };
    lines.into_iter().map(|line| if line.what.starts_with("Instances") { line.noted(&note) } else { line }).collect()
}

/// A group of nodes of a cluster.
pub(super) fn node_group(subject: Subject<'_>) -> Vec<Line> {
    let size = desired(subject, "ScalingConfig.DesiredSize", "ScalingConfig.MinSize", "ScalingConfig.MaxSize");
    let template = subject.linked("LaunchTemplate", "AWS::EC2::LaunchTemplate");
    let types = match (subject.setting("InstanceTypes"), template) {
        (Some(_), _) => subject.texts("InstanceTypes"),
        (None, Some(template)) => {
            template.texts("LaunchTemplateData.InstanceType").or_else(|_| Ok(vec![NODE_TYPE.to_owned()]))
        }
        (None, None) => Ok(vec![NODE_TYPE.to_owned()]),
    };
    let is_spot = subject.text("CapacityType").is_some_and(|kind| kind.eq_ignore_ascii_case("spot"));
    let none = Ok(Range::whole(0));
    let (on_demand, spot) = if is_spot { (none, size.quantity) } else { (size.quantity, none) };
    let disk = subject
        .number("DiskSize", NODE_DISK)
        .map_or(NODE_DISK, |size| size.high.to_string().parse().unwrap_or(NODE_DISK));
    let settings = template.map(|template| (template, "LaunchTemplateData.")).into_iter().collect();
    let mut lines = Machines { subject, on_demand, spot, types, settings, disk }.lines();
    if subject.setting("DiskSize").is_some() {
        lines.iter_mut().for_each(|line| line.notes.retain(|note| !note.ends_with("assumed")));
    }
    with_sizes(lines, size.note)
}

/// The type of a node where no setting says it: the default of the API.
const NODE_TYPE: &str = "t3.medium";

/// A volume by itself.
pub(super) fn volume(subject: Subject<'_>) -> Vec<Line> {
    let volume = Volume {
        kind: subject.setting("VolumeType"),
        size: subject.setting("Size"),
        iops: subject.setting("Iops"),
        throughput: subject.setting("Throughput"),
    };
    volume.lines(subject, "Volume", &Ok(Range::whole(1)), None)
}

/// The settings of a disk.
struct Volume<'a> {
    kind: Option<&'a Value>,
    size: Option<&'a Value>,
    iops: Option<&'a Value>,
    throughput: Option<&'a Value>,
}

impl Volume<'_> {
    fn lines(&self, subject: Subject<'_>, name: &str, copies: &Quantity, default: Option<u64>) -> Vec<Line> {
        let kind = match self.kind {
            None => "gp2".to_owned(),
            Some(value) => match value.as_text() {
                Some(kind) => kind,
                None => return vec![subject.unknown(name, "its type is not known")],
            },
        };
        let size = match (self.size, default) {
            (Some(size), _) => number(size).map_err(|why| format!("its size: {why}")),
            (None, Some(default)) => Ok(Range::whole(default)),
            (None, None) => Err("its size is not set".to_owned()),
        };
        let mut lines =
            vec![subject.always(format!("{name}, {kind}"), &format!("ebs/{kind}"), times(size, copies.clone()))];
        let paid = |value: Option<&Value>, included: u64| {
            let above = |number: Decimal| number.max(Decimal::whole(included)) - Decimal::whole(included);
            let number = number(value?).map(|number| Range { low: above(number.low), high: above(number.high) });
            (!matches!(&number, Ok(number) if number.high.is_zero())).then(|| times(number, copies.clone()))
        };
        let extra = match &*kind {
            "io1" | "io2" => vec![("IOPS", paid(self.iops, 0))],
            "gp3" => vec![("IOPS", paid(self.iops, GP3_IOPS)), ("throughput", paid(self.throughput, GP3_THROUGHPUT))],
            _ => Vec::new(),
        };
        for (what, quantity) in extra {
            let item = format!("ebs/{kind}-{}", what.to_lowercase());
            lines.extend(quantity.map(|quantity| subject.always(format!("{name} {what}, {kind}"), &item, quantity)));
        }
        if kind == "standard" {
            lines.extend(subject.used(
                &format!("{name} I/O requests"),
                "ebs/io-requests",
                "monthly_standard_io_requests",
            ));
        }
        lines
    }
}

/// A host of one's own, by the family of its instances.
pub(super) fn host(subject: Subject<'_>) -> Vec<Line> {
    let family =
        subject.text("InstanceFamily").or_else(|| Some(subject.text("InstanceType")?.split('.').next()?.to_owned()));
    match family {
        Some(family) => {
            let item = format!("dedicated-host/ec2-dedicated-host-on-demand-{family}");
            vec![subject.hourly(format!("Dedicated host, {family}"), &item, Ok(Range::whole(1)))]
        }
        None => vec![subject.unknown("Dedicated host", "its family is not known")],
    }
}
