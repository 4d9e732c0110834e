//! Functions and workflows: paid by use.

use super::decimal::{Decimal, Range};
use super::line::Line;
use super::schedule;
use super::subject::{Quantity, SECONDS, Subject, times};
use crate::stack::LinkKind;

/// Memory of a function that does not say it, in MB: the default of the API.
const MEMORY: u64 = 128;

/// Temporary storage of a function that is not paid for, in MB.
const FREE_STORAGE: u64 = 512;

const THOUSAND: Decimal = Decimal::whole(1_000);
const MB_OF_GB: Decimal = Decimal::whole(1_024);

/// A function: requests, and how long they take with how much memory.
pub(super) fn function(subject: Subject<'_>) -> Vec<Line> {
    let memory = match subject.number("MemorySize", MEMORY) {
        Ok(memory) => memory.high.over(MB_OF_GB),
        Err(why) => return vec![subject.unknown("Duration", why)],
    };
    let (requests, note) = requests(subject);
    let seconds = requests.times(subject.used_amount("request_duration_ms")).over(THOUSAND);
    let item = if is_arm(subject) { "lambda/duration-arm64" } else { "lambda/duration" };
    let storage = subject.number("EphemeralStorage.Size", FREE_STORAGE).map_or(Decimal::ZERO, |size| size.high);
    let paid_storage = (storage.max(Decimal::whole(FREE_STORAGE)) - Decimal::whole(FREE_STORAGE)).over(MB_OF_GB);
    let lines = [
        subject.used_quantity("Requests", "lambda/requests", requests),
        subject.used_quantity("Duration", item, seconds.times(memory)),
        subject.used_quantity("Temporary storage", "lambda/ephemeral-storage", seconds.times(paid_storage)),
    ];
    let lines = lines.concat().into_iter();
    match note {
        Some(note) => lines.map(|line| line.noted(&note)).collect(),
        None => lines.collect(),
    }
}

fn is_arm(function: Subject<'_>) -> bool {
    function.texts("Architectures").is_ok_and(|kinds| kinds.iter().any(|kind| kind == "arm64"))
}

/// How many requests a function gets: what the usage file says, what its schedules make where nothing else starts it, else the profile.
fn requests(subject: Subject<'_>) -> (Decimal, Option<String>) {
    if let Some(given) = subject.given("monthly_requests") {
        return (given, None);
    }
    let address = &subject.resource.address;
    let starts = |kind: LinkKind| matches!(kind, LinkKind::Trigger | LinkKind::Target);
    let starters: Vec<_> = subject.stack.links.iter().filter(|link| link.to == *address && starts(link.kind)).collect();
    let runs = starters.iter().map(|link| {
        let starter = subject.stack.resources.iter().find(|resource| resource.address == link.from)?;
        let expression = starter.property("ScheduleExpression")?.as_text()?;
        Some((schedule::runs(&expression)?, expression))
    });
    match runs.collect::<Option<Vec<_>>>() {
        Some(runs) if !runs.is_empty() => {
            let schedules: Vec<&str> = runs.iter().map(|(_, expression)| expression.as_str()).collect();
            let total = runs.iter().map(|(number, _)| *number).sum();
            (total, Some(format!("runs at {}", schedules.join(" and "))))
        }
        _ => (subject.used_amount("monthly_requests"), None),
    }
}

/// What part of the requests fails and goes to a dead-letter queue.
const FAILED: Decimal = Decimal::whole(100);

/// A queue: its requests, of which one that only takes what failed elsewhere gets few.
pub(super) fn queue(subject: Subject<'_>) -> Vec<Line> {
    let address = &subject.resource.address;
    let takes_failures =
        subject.stack.links.iter().any(|link| link.kind == LinkKind::DeadLetter && link.to == *address);
    let given = subject.given("monthly_requests");
    let requests = subject.used_amount("monthly_requests");
    let requests = if takes_failures && given.is_none() { requests.over(FAILED) } else { requests };
    subject.used_quantity("Requests", "sqs/requests", requests)
}

/// Concurrency that is kept ready. The requests are those of the function, and are counted there.
pub(super) fn provisioned_concurrency(subject: Subject<'_>) -> Vec<Line> {
    let path = "ProvisionedConcurrencyConfig.ProvisionedConcurrentExecutions";
    let path = if subject.setting(path).is_some() {
        path
    } else {
        "ProvisionedConcurrencyConfiguration.ProvisionedConcurrentExecutions"
    };
    if subject.setting(path).is_none() {
        return vec![subject.free("Alias or version")];
    }
    let Some(function) = subject.linked("FunctionName", "AWS::Lambda::Function") else {
        return vec![subject.unknown("Provisioned concurrency", "the function is not in the answer")];
    };
    let memory = function
        .number("MemorySize", MEMORY)
        .map(|memory| Range { low: memory.low.over(MB_OF_GB), high: memory.high.over(MB_OF_GB) });
    let item = if is_arm(function) {
        "lambda-provisioned/provisioned-concurrency-arm64"
    } else {
        "lambda-provisioned/provisioned-concurrency"
    };
    let quantity = times(times(subject.needed(path), memory), Ok(Range::exactly(SECONDS)));
    vec![subject.always("Provisioned concurrency", item, quantity)]
}

/// A workflow: transitions, or of an express one requests and their duration.
pub(super) fn state_machine(subject: Subject<'_>) -> Vec<Line> {
    let is_express =
        subject.text("StateMachineType").or_else(|| subject.text("Type")).is_some_and(|kind| kind == "EXPRESS");
    if !is_express {
        return subject.used("Transitions", "step-functions/transitions", "monthly_transitions");
    }
    let requests = subject.used_amount("monthly_requests");
    let hours = requests.times(subject.used_amount("workflow_duration_ms")).over(THOUSAND).over(Decimal::whole(3_600));
    let memory = subject.used_amount("memory_mb").over(MB_OF_GB);
    [
        subject.used_quantity("Requests", "step-functions/requests", requests),
        subject.used_quantity("Duration", "step-functions/duration", hours.times(memory)),
    ]
    .concat()
}

/// DPUs of a worker, by its type.
fn dpu_of(worker: &str) -> Option<Decimal> {
    Some(match worker {
        "Standard" | "G.1X" => Decimal::ONE,
        "G.025X" => Decimal::ONE.over(Decimal::whole(4)),
        "G.2X" => Decimal::whole(2),
        "G.4X" => Decimal::whole(4),
        "G.8X" => Decimal::whole(8),
        _ => return None,
    })
}

/// DPUs of a Spark job that says nothing: the default of the API.
const GLUE_DPUS: u64 = 10;

/// A Glue job: DPUs by the hours that it runs.
pub(super) fn glue_job(subject: Subject<'_>) -> Vec<Line> {
    let dpus: Quantity = match (subject.setting("MaxCapacity"), subject.text("WorkerType")) {
        (Some(_), _) => subject.needed("MaxCapacity"),
        (None, Some(worker)) => match dpu_of(&worker) {
            Some(each) => subject.needed("NumberOfWorkers").map(|workers| workers.times(Range::exactly(each))),
            None => Err(format!("no price for workers of type {worker}")),
        },
        (None, None) if subject.text("Command.Name").as_deref() == Some("pythonshell") => {
            Ok(Range::exactly(Decimal::ONE.over(Decimal::whole(16))))
        }
        (None, None) => Ok(Range::whole(GLUE_DPUS)),
    };
    match dpus {
        Ok(dpus) => {
            let hours = subject.used_amount("monthly_hours").times(dpus.high);
            subject.used_quantity(&format!("Job runs, {} DPU", dpus.high.text()), "glue/duration", hours)
        }
        Err(why) => vec![subject.unknown("Job runs", why)],
    }
}

/// An Airflow environment: itself, its workers and schedulers, its database.
pub(super) fn airflow(subject: Subject<'_>) -> Vec<Line> {
    let class = subject.text("EnvironmentClass").unwrap_or_else(|| "mw1.small".to_owned());
    let size = class.trim_start_matches("mw1.").to_lowercase();
    let mut lines =
        vec![subject.hourly(format!("Environment, {size}"), &format!("mwaa/environment-{size}"), Ok(Range::whole(1)))];
    for (what, name) in [("worker", "additional_workers"), ("scheduler", "additional_schedulers")] {
        let hours = subject.used_amount(name).times(super::subject::HOURS);
        lines.extend(subject.used_quantity(&format!("Additional {what}s"), &format!("mwaa/{what}-{size}"), hours));
    }
    lines.extend(subject.used("Database", "mwaa/meta-database", "meta_database_gb"));
    lines
}

/// An application of Managed Flink: its processing units, one more for orchestration, and their storage.
pub(super) fn stream_application(subject: Subject<'_>) -> Vec<Line> {
    /// GB of running storage that each unit has.
    const STORAGE: Decimal = Decimal::whole(50);
    let units = subject.used_amount("kinesis_processing_units");
    let hours = units.times(super::subject::HOURS);
    [
        subject.used_quantity("Processing", "kinesis-analytics/processing-stream", hours),
        vec![subject.hourly("Orchestration", "kinesis-analytics/processing-orchestration", Ok(Range::whole(1)))],
        subject.used_quantity("Running storage", "kinesis-analytics/running-storage", units.times(STORAGE)),
    ]
    .concat()
}
