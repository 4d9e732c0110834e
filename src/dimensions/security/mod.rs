//! *security*: what the internet reaches, what is not encrypted, who may do more than needed, which secrets stand in the code.
//!
//! Each of its files finds what is so on one side.

mod apis;
mod encryption;
mod exposure;
mod instances;
mod keys;
mod permissions;
mod secrets;
#[cfg(test)]
mod tests;

use super::findings::{self, Finding};
use super::side::{Side, short_name};
use super::wording::{Citations, capitalised, code, count, folded, list, thousands};
use super::{Context, DimensionId, Gap, GapKind, Row, SideId, row_severity, worst};
use crate::program::value::Value;

pub(super) use secrets::is_secret;

/// All findings of a side.
fn find(side: Side<'_>) -> Vec<Finding> {
    let finders =
        [exposure::find, encryption::find, permissions::find, secrets::find, keys::find, apis::find, instances::find];
    finders.iter().flat_map(|find| find(side)).collect()
}

pub(super) fn gaps(context: &Context<'_>) -> Vec<Gap> {
    let told = |key: &str, on_both: bool| !on_both || !is_asked_for(context, key);
    findings::gaps(context, DimensionId::Security, find, told)
}

/// Whether the prompt itself asks for a port to be open, so that both sides only do as they are told.
fn is_asked_for(context: &Context<'_>, key: &str) -> bool {
    let Some(service) = key.strip_prefix("open-ingress ").and_then(|ports| ports.split_once('(')) else { return false };
    let service = service.1.trim_end_matches(')').to_lowercase();
    let open = ["anywhere", "internet", "0.0.0.0/0", "public"];
    context.prompt.is_some_and(|prompt| open.iter().any(|word| prompt.names(&[&service, word]).is_some()))
}

/// The row of the table.
pub(super) fn row(context: &Context<'_>, gaps: &[Gap]) -> Row {
    let of_security = |gap: &Gap| gap.dimension == DimensionId::Security;
    let mut exposed: Vec<String> = gaps
        .iter()
        .filter(|gap| of_security(gap) && gap.kind == GapKind::Violation && gap.side == SideId::Model)
        .map(|gap| gap.impact.clone())
        .collect();
    exposed.dedup();
    exposed.truncate(2);
    let impact = match (exposed.is_empty(), gaps.iter().any(of_security)) {
        (false, _) => exposed.join(" "),
        (true, true) => worst(gaps, DimensionId::Security),
        (true, false) => "No gap.".to_owned(),
    };
    Row {
        gap: "Security Boundary",
        model: cell(context.model_side()),
        ideal: cell(context.ideal_side()),
        impact,
        severity: row_severity(gaps, of_security),
    }
}

/// How many findings of one kind a cell tells.
const MOST_TOLD: usize = 3;

/// What guards one side and what does not.
fn cell(side: Side<'_>) -> String {
    if side.stack.resources.is_empty() {
        return "Nothing is declared.".to_owned();
    }
    let mut citations = Citations::of(&side.response.name);
    let mut told = |findings: &[Finding]| -> Vec<String> {
        let mut texts: Vec<String> = findings
            .iter()
            .take(MOST_TOLD)
            .map(|finding| {
                let place = finding.lines.map(|lines| format!(" ({})", citations.cite(lines))).unwrap_or_default();
                format!("{} {}{place}", code(&finding.address), finding.what)
            })
            .collect();
        if findings.len() > MOST_TOLD {
            texts.push(format!("{} more", findings.len() - MOST_TOLD));
        }
        texts
    };
    let mut sentences: Vec<String> = Vec::new();
    let exposed = exposure::find(side);
    let groups = side.of_type("AWS::EC2::SecurityGroup").count();
    match (exposed.is_empty(), groups) {
        (false, _) => sentences.push(list(&told(&by_address(&exposed)))),
        (true, 0) => sentences.push("No security group".to_owned()),
        (true, groups) => sentences
            .push(format!("No ingress from the internet in {}", count(groups, "security group", "security groups"))),
    }
    let unencrypted = encryption::find(side);
    if !unencrypted.is_empty() {
        sentences.push(list(&told(&unencrypted)));
    }
    let with_keys = encryption::encrypted_with_keys(side);
    if !with_keys.is_empty() {
        sentences.push(format!("KMS keys of its own encrypt {}", folded(&with_keys)));
    }
    let wide = permissions::find(side);
    if !wide.is_empty() {
        sentences.push(list(&told(&wide)));
    }
    let plain = secrets::find(side);
    if !plain.is_empty() {
        sentences.push(list(&told(&plain)));
    }
    if let Some(doors) = api_doors(side, &mut citations) {
        sentences.push(doors);
    }
    sentences.iter().map(|sentence| format!("{}.", capitalised(sentence))).collect::<Vec<_>>().join(" ")
}

/// Open rules with those of the same declaration put together: `opens TCP 80 and TCP 443 to 0.0.0.0/0`.
fn by_address(findings: &[Finding]) -> Vec<Finding> {
    let mut gathered: Vec<Finding> = Vec::new();
    for finding in findings {
        let parts = finding.what.strip_prefix("opens ").and_then(|rest| rest.rsplit_once(" to "));
        let twin = parts.and_then(|(ports, network)| {
            let twin = gathered.iter_mut().find(|known| {
                known.address == finding.address && known.what.starts_with("opens ") && known.what.ends_with(network)
            })?;
            Some((twin, ports, network))
        });
        match twin {
            Some((twin, ports, network)) => {
                let known = twin.what.trim_start_matches("opens ").trim_end_matches(network).trim_end_matches(" to ");
                let known = known.replace(" and ", ", ");
                twin.what = format!("opens {known} and {ports} to {network}");
            }
            None => gathered.push(finding.clone()),
        }
    }
    gathered
}

/// How the APIs of a side check and limit who calls them.
fn api_doors(side: Side<'_>, citations: &mut Citations<'_>) -> Option<String> {
    let apis: Vec<_> = side
        .stack
        .resources
        .iter()
        .filter(|resource| matches!(&*resource.kind, "AWS::ApiGateway::RestApi" | "AWS::ApiGatewayV2::Api"))
        .collect();
    let first = apis.first()?;
    let mut doors: Vec<String> = Vec::new();
    if side.stack.resources.iter().any(|resource| resource.kind.ends_with("::Authorizer")) {
        doors.push("an authorizer".to_owned());
    }
    let methods: Vec<_> = side.of_type("AWS::ApiGateway::Method").collect();
    let with_key = methods
        .iter()
        .filter(|method| method.property("ApiKeyRequired").and_then(Value::as_bool) == Some(true))
        .count();
    if with_key > 0 {
        let how_many = if with_key == methods.len() { "on every method" } else { "on some methods" };
        doors.push(format!("an API key {how_many}"));
    }
    if let Some(plan) = side.of_type("AWS::ApiGateway::UsagePlan").next() {
        let rate = plan.property("Throttle.RateLimit").and_then(Value::as_number);
        let limit = rate.map(|rate| format!(" limited to {} requests a second", thousands(rate))).unwrap_or_default();
        let place = side.lines_of(plan).map(|lines| format!(" ({})", citations.cite(lines))).unwrap_or_default();
        doors.push(format!("a usage plan{limit}{place}"));
    }
    if side.has_type("AWS::WAFv2::WebACLAssociation") || side.has_type("AWS::WAFv2::WebACL") {
        doors.push("a web ACL".to_owned());
    }
    let name = code(short_name(first));
    Some(match doors.as_slice() {
        [] => format!("API {name} with no key, authorizer or usage plan"),
        _ => format!("API {name} with {}", list(&doors)),
    })
}
