//! Containers: clusters, services and profiles that run on Fargate.

use super::decimal::{Decimal, Range};
use super::line::Line;
use super::subject::{Quantity, Subject, times};
use crate::program::value::Value;

/// What Fargate Spot costs in parts of Fargate's price. The least is what AWS advertises ("up to 70 % off").
fn spot() -> Range {
    Range { low: Decimal::whole(3).over(Decimal::whole(10)), high: Decimal::ONE }
}

/// CPU units of one vCPU, and MiB of one GB.
const UNITS: Decimal = Decimal::whole(1_024);

/// The control plane of an EKS cluster.
pub(super) fn eks_cluster(subject: Subject<'_>) -> Vec<Line> {
    vec![subject.hourly("Control plane", "eks/cluster", Ok(Range::whole(1)))]
}

/// A service: what its tasks take on Fargate. On EC2 the instances are billed, not the service.
pub(super) fn ecs_service(subject: Subject<'_>) -> Vec<Line> {
    let task = subject.linked("TaskDefinition", "AWS::ECS::TaskDefinition");
    let providers = subject.setting("CapacityProviderStrategy").and_then(Value::as_list).unwrap_or_default();
    let providers: Vec<String> =
        providers.iter().filter_map(|entry| entry.get("CapacityProvider").and_then(Value::as_text)).collect();
    let is_spot = providers.iter().any(|name| name == "FARGATE_SPOT");
    let for_fargate = || {
        task.is_some_and(|task| {
            task.texts("RequiresCompatibilities").is_ok_and(|kinds| kinds.iter().any(|kind| kind == "FARGATE"))
        })
    };
    let on_fargate = match subject.text("LaunchType").as_deref() {
        Some(kind) => kind == "FARGATE",
        None if !providers.is_empty() => providers.iter().any(|name| name.starts_with("FARGATE")),
        None => for_fargate(),
    };
    if !on_fargate {
        return vec![subject.free("Service (its instances are billed)")];
    }
    let Some(task) = task else { return vec![subject.unknown("Tasks", "the task definition is not in the answer")] };
    let number = subject.number("DesiredCount", 1);
    let factor = if is_spot { spot() } else { Range::whole(1) };
    let is_arm = task.text("RuntimePlatform.CpuArchitecture").as_deref() == Some("ARM64");
    let vcpu = if is_arm { "fargate/vcpu-arm64" } else { "fargate/vcpu" };
    let market = if is_spot { ", spot" } else { "" };
    vec![
        subject.hourly_at(format!("Fargate vCPU{market}"), vcpu, times(size(task, "Cpu"), number.clone()), factor),
        subject.hourly_at(
            format!("Fargate memory{market}"),
            "fargate/memory",
            times(size(task, "Memory"), number),
            factor,
        ),
    ]
}

/// vCPUs or GB of a task: `1024`, `1 vCPU`, `2 GB`.
fn size(task: Subject<'_>, path: &str) -> Quantity {
    let text = task.text(path).unwrap_or_default();
    let lower = text.to_lowercase();
    let whole = lower.strip_suffix("vcpu").or_else(|| lower.strip_suffix("gb")).and_then(Decimal::parse);
    match whole {
        Some(whole) => Ok(Range::exactly(whole)),
        None => {
            let units = task.needed(path)?;
            Ok(Range { low: units.low.over(UNITS), high: units.high.over(UNITS) })
        }
    }
}

/// Pods on Fargate.
pub(super) fn eks_fargate(subject: Subject<'_>) -> Vec<Line> {
    let used = |what: &str, item: &str, name: &str| {
        subject.used_quantity(what, item, subject.used_amount(name).times(super::subject::HOURS))
    };
    [
        used("Fargate vCPU of pods", "fargate/vcpu", "pod_vcpu"),
        used("Fargate memory of pods", "fargate/memory", "pod_memory_gb"),
    ]
    .concat()
}
