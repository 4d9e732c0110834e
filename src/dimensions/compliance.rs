//! *compliance*: audit trails and recorders that do not do what they are for. Which trails, rules and detectors an answer has comes
//! from the tables.

use super::findings::{self, Finding, is_absent};
use super::side::Side;
use super::wording::code;
use super::{Context, DimensionId, Gap, Severity};
use crate::program::value::Value;

pub(super) fn gaps(context: &Context<'_>) -> Vec<Gap> {
    findings::gaps(context, DimensionId::Compliance, find, |_, _| true)
}

fn find(side: Side<'_>) -> Vec<Finding> {
    unproved_trails(side).into_iter().chain(undelivered_records(side)).collect()
}

/// Trails whose log files can be changed without a trace.
fn unproved_trails(side: Side<'_>) -> Vec<Finding> {
    const PROOF: &str = "EnableLogFileValidation";
    let off = |value: &Value| value.as_bool() == Some(false);
    side.of_type("AWS::CloudTrail::Trail")
        .filter(|trail| trail.property(PROOF).map_or_else(|| is_absent(trail, PROOF), off))
        .map(|trail| {
            let texts = [
                "does not validate its log files".to_owned(),
                format!("Nobody can prove that the log files of {} were not changed.", code(&trail.address)),
            ];
            let remedy = "Turn on log file validation in {}.";
            Finding::at(side, trail, ("trail-validation", PROOF), Severity::Medium, texts, remedy)
        })
        .collect()
}

/// Recorders of AWS Config in an answer that delivers what they record nowhere.
fn undelivered_records(side: Side<'_>) -> Option<Finding> {
    let recorder = side.of_type("AWS::Config::ConfigurationRecorder").next()?;
    if side.has_type("AWS::Config::DeliveryChannel") {
        return None;
    }
    let texts = ["has no delivery channel".to_owned(), "AWS Config cannot start to record without one.".to_owned()];
    let remedy = "Add an `AWS::Config::DeliveryChannel` for {}.";
    let mut finding = Finding::at(side, recorder, ("no-delivery-channel", ""), Severity::High, texts, remedy);
    finding.resource_type = "AWS::Config::DeliveryChannel".into();
    Some(finding)
}
