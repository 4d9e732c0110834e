//! Load balancers as a whole: what their listeners do with HTTP.

use crate::checks::{Findings, Set, Subject, Truth};
use crate::program::value::{Kind, Value};
use crate::stack::Resource;

pub(in crate::checks) const SET: Set = Set { checks: &["lb-redirects-http"], find };

fn find(subject: &Subject<'_>, findings: &mut Findings<'_>) {
    let listeners = subject.of_kind("AWS::ElasticLoadBalancingV2::Listener");
    for balancer in subject.of_kind("AWS::ElasticLoadBalancingV2::LoadBalancer") {
        if balancer.property("Type").and_then(Value::as_str).is_some_and(|kind| kind != "application") {
            continue;
        }
        let own = listeners.iter().filter(|listener| {
            let of = listener.property("LoadBalancerArn").and_then(Value::as_reference);
            of.is_some_and(|reference| reference.address == balancer.address)
        });
        let redirects = Truth::all(own.map(|listener| is_safe(listener)));
        findings.resource("lb-redirects-http", balancer, "Listeners", redirects);
    }
}

/// Whether a listener speaks TLS, or sends those that do not on to one that does.
fn is_safe(listener: &Resource) -> Truth {
    match listener.property("Protocol").map(Value::as_text) {
        Some(Some(protocol)) if protocol.eq_ignore_ascii_case("http") => {
            let Some(actions) = listener.property("DefaultActions") else { return Truth::Unknown };
            let items = actions.as_list().unwrap_or(std::slice::from_ref(actions));
            Truth::any(items.iter().map(|action| match action.get("Type").map(|kind| &kind.kind) {
                Some(Kind::Text(kind)) => (&**kind == "redirect").into(),
                _ => Truth::Unknown,
            }))
        }
        Some(None) => Truth::Unknown,
        _ => Truth::Yes,
    }
}
