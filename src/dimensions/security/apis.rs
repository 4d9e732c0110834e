//! APIs that anyone may call.

use crate::dimensions::Severity;
use crate::dimensions::findings::{Finding, is_absent};
use crate::dimensions::side::Side;
use crate::dimensions::wording::code;
use crate::program::value::Value;
use crate::stack::Resource;

/// The methods of public APIs that ask for neither an identity nor a key, in the order of the resources.
pub(super) fn find(side: Side<'_>) -> Vec<Finding> {
    let methods = side.of_type("AWS::ApiGateway::Method").filter(|method| is_open(side, method));
    methods
        .map(|method| {
            let verb = method.property("HttpMethod").and_then(Value::as_text).unwrap_or_default();
            let texts = [
                "asks callers for neither an identity nor a key".to_owned(),
                format!("Anyone who knows the address of the API can send {} requests to it.", code(&verb)),
            ];
            let place = ("open-method", "AuthorizationType");
            let remedy = "Set an authorizer, IAM authorization or an API key on {}.";
            Finding::at(side, method, place, Severity::Medium, texts, remedy)
        })
        .collect()
}

fn is_open(side: Side<'_>, method: &Resource) -> bool {
    let text = |path: &str| method.property(path).and_then(Value::as_text);
    let none = text("AuthorizationType").is_some_and(|kind| kind.eq_ignore_ascii_case("none"));
    let without_key = is_absent(method, "ApiKeyRequired") || text("ApiKeyRequired").as_deref() == Some("false");
    // A browser asks what it may send without saying who it is.
    let preflight = text("HttpMethod").is_none_or(|verb| verb.eq_ignore_ascii_case("options"));
    none && without_key && !preflight && api_of(side, method).is_some_and(is_public)
}

fn api_of<'a>(side: Side<'a>, method: &Resource) -> Option<&'a Resource> {
    side.resource(&method.property("RestApiId")?.as_reference()?.address)
}

/// Whether an API is reached from the internet, and no policy of its own limits who calls it.
fn is_public(api: &Resource) -> bool {
    let private = crate::dimensions::data::texts(api.property("EndpointConfiguration.Types"))
        .iter()
        .any(|kind| kind.eq_ignore_ascii_case("private"));
    !private && is_absent(api, "Policy")
}
