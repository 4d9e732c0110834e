//! What a CDK stack takes and gives: its parameters and its outputs.

use std::sync::Arc;

use super::names::jsii;
use super::values::{Values, props};
use crate::catalog::spelling::camel_case;
use crate::dialect::Findings;
use crate::program::evaluator::Call;
use crate::program::value::{Map, Value};
use crate::stack::{Constraint, Input, Output};

/// What limits the values of a parameter, with the names that CloudFormation has for it.
const LIMITS: [(&str, &str); 6] = [
    ("allowedPattern", "AllowedPattern"),
    ("allowedValues", "AllowedValues"),
    ("maxLength", "MaxLength"),
    ("maxValue", "MaxValue"),
    ("minLength", "MinLength"),
    ("minValue", "MinValue"),
];

/// Adds the parameter or output that a call makes.
pub(super) fn add(call: &Call, values: &Values<'_>, findings: &mut Findings) {
    let class = call.constructs.then(|| call.path().and_then(jsii)).flatten();
    match class.as_deref() {
        Some("CfnOutput") => add_output(call, values, findings),
        Some("CfnParameter") => add_parameter(call, values, findings),
        _ => {}
    }
}

/// `new CfnOutput(this, 'Name', { value, exportName })`.
fn add_output(call: &Call, values: &Values<'_>, findings: &mut Findings) {
    let Some(name) = super::id(call).and_then(Value::as_text).map(Arc::<str>::from) else { return };
    let props = props(call, values);
    let Some(value) = props.get("value").map(|value| values.resolved(value)) else { return };
    if given(&props, "exportName").is_some() {
        findings.exported.push(name.clone());
    }
    findings.outputs.push(Output { name, value, span: call.span });
}

/// `new CfnParameter(this, 'Name', { default, allowedValues })`.
fn add_parameter(call: &Call, values: &Values<'_>, findings: &mut Findings) {
    let Some(name) = super::id(call).and_then(Value::as_text).map(Arc::<str>::from) else { return };
    let props = props(call, values);
    // `default` is a word of Java's own.
    let default = given(&props, "default").or_else(|| given(&props, "defaultValue"));
    let default = default.map(|value| values.resolved(value));
    let secret = given(&props, "noEcho").and_then(Value::as_bool) == Some(true);
    for (prop, limit) in LIMITS {
        if let Some(value) = given(&props, prop) {
            let (input, value) = (name.clone(), values.resolved(value));
            findings.constraints.push(Constraint { input, name: limit.into(), value, span: call.span });
        }
    }
    findings.inputs.push(Input { name, value: default, span: call.span, secret });
}

/// A property that is there and not null, in either spelling.
fn given<'a>(props: &'a Map, name: &str) -> Option<&'a Value> {
    let named = |known: &str| camel_case(known) == name;
    props.iter().find(|(known, _)| named(known)).map(|(_, value)| value).filter(|value| !value.is_null())
}
