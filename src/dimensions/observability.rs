//! *observability*: alarms that tell nobody, topics that nobody hears, logs that cannot be written. What is logged, kept, watched and
//! traced comes from the tables.

use super::data::texts;
use super::findings::{self, Finding, is_absent};
use super::side::Side;
use super::wording::{code, folded};
use super::{Context, DimensionId, Gap, Severity};
use crate::stack::{LinkKind, Resource, Tool};

pub(super) fn gaps(context: &Context<'_>) -> Vec<Gap> {
    findings::gaps(context, DimensionId::Observability, find, |_, _| true)
}

fn find(side: Side<'_>) -> Vec<Finding> {
    silent_alarms(side).into_iter().chain(unheard_topics(side)).chain(unwritten_logs(side)).collect()
}

const ACTIONS: [&str; 3] = ["AlarmActions", "OKActions", "InsufficientDataActions"];

/// Alarms without any action.
fn silent_alarms(side: Side<'_>) -> Vec<Finding> {
    let alarms: Vec<&Resource> = side.of_type("AWS::CloudWatch::Alarm").collect();
    // In CDK actions are added by methods: where none is seen, none may have been understood.
    let seen = alarms.iter().any(|alarm| ACTIONS.iter().any(|action| alarm.properties.contains_key(*action)));
    if side.stack.tooling.tool == Tool::Cdk && !seen {
        return Vec::new();
    }
    // An alarm that another one is made of, or that scales something, has its effect there.
    let used = |alarm: &Resource| side.stack.links.iter().any(|link| link.to == alarm.address);
    let silent = |alarm: &&Resource| {
        let empty =
            |action: &str| alarm.property(action).and_then(|value| value.as_list()).is_some_and(<[_]>::is_empty);
        ACTIONS.iter().all(|action| is_absent(alarm, action) || empty(action)) && !used(alarm)
    };
    alarms
        .into_iter()
        .filter(silent)
        .map(|alarm| {
            let texts = [
                "has no actions".to_owned(),
                format!("When {} goes off, nobody is told and nothing is done.", code(&alarm.address)),
            ];
            let remedy = "Let {} notify a topic that somebody is subscribed to.";
            Finding::at(side, alarm, ("silent-alarm", "AlarmActions"), Severity::Medium, texts, remedy)
        })
        .collect()
}

/// Topics that alarms notify and nothing is subscribed to.
fn unheard_topics(side: Side<'_>) -> Vec<Finding> {
    let subscriptions: Vec<&Resource> = side.of_type("AWS::SNS::Subscription").collect();
    // A subscription to a topic that is not known may be to this one; in CDK subscriptions are added by methods.
    let unclear = subscriptions.iter().any(|subscription| {
        let topic = subscription.property("TopicArn").and_then(|topic| topic.as_reference());
        topic.is_none_or(|topic| side.resource(&topic.address).is_none())
    });
    if unclear || side.stack.tooling.tool == Tool::Cdk && subscriptions.is_empty() {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for topic in side.of_type("AWS::SNS::Topic").filter(|topic| is_absent(topic, "Subscription")) {
        let heard = subscriptions.iter().any(|subscription| {
            let reference = subscription.property("TopicArn").and_then(|topic| topic.as_reference());
            reference.is_some_and(|reference| reference.address == topic.address)
        }) || side.links_from(&topic.address, LinkKind::Trigger).next().is_some();
        let mut alarms: Vec<String> = side
            .links_to(&topic.address, LinkKind::Trigger)
            .filter_map(|link| side.resource(&link.from))
            .filter(|source| source.kind.starts_with("AWS::CloudWatch::"))
            .map(|alarm| code(&alarm.address))
            .collect();
        alarms.dedup();
        if heard || alarms.is_empty() {
            continue;
        }
        let texts = [
            "has no subscription".to_owned(),
            format!(
                "Nothing in the answer receives what {} {} to it.",
                folded(&alarms),
                if alarms.len() == 1 { "sends" } else { "send" }
            ),
        ];
        let remedy = "Subscribe whoever has to act to {}.";
        findings.push(Finding::at(side, topic, ("unheard-topic", "Subscription"), Severity::Medium, texts, remedy));
    }
    findings
}

/// Stages of REST APIs that log, in an answer that gives API Gateway no role to write logs with.
fn unwritten_logs(side: Side<'_>) -> Vec<Finding> {
    // Constructs of CDK make that role themselves.
    if side.has_type("AWS::ApiGateway::Account") || side.stack.tooling.tool == Tool::Cdk {
        return Vec::new();
    }
    let logs = |stage: &&Resource| {
        let methods = stage.property("MethodSettings").and_then(|settings| settings.as_list()).unwrap_or_default();
        methods.iter().any(|method| texts(method.get("LoggingLevel")).iter().any(|level| level != "OFF"))
    };
    side.of_type("AWS::ApiGateway::Stage")
        .filter(logs)
        .map(|stage| {
            let texts = [
                "logs its executions, and the answer sets no log role of API Gateway".to_owned(),
                "In an account that has no such role yet, the stage is refused.".to_owned(),
            ];
            let remedy = "Add an `AWS::ApiGateway::Account` with a role that may write logs, on which {} depend.";
            let mut finding = Finding::at(side, stage, ("log-role", "MethodSettings"), Severity::Medium, texts, remedy);
            finding.attribute = "CloudWatchRoleArn".to_owned();
            finding.resource_type = "AWS::ApiGateway::Account".into();
            finding
        })
        .collect()
}
