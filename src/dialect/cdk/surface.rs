//! CDK stacks seen from outside: how each is deployed, the parameters that it takes and the outputs that it gives.

use std::sync::Arc;

use super::names::jsii;
use super::values::{Values, props};
use crate::catalog::spelling::camel_case;
use crate::dialect::Findings;
use crate::program::evaluator::Call;
use crate::program::value::{Map, Value};
use crate::stack::{Constraint, Deployment, Input, Output};

/// What limits the values of a parameter, with the names that CloudFormation has for it.
const LIMITS: [(&str, &str); 6] = [
    ("allowedPattern", "AllowedPattern"),
    ("allowedValues", "AllowedValues"),
    ("maxLength", "MaxLength"),
    ("maxValue", "MaxValue"),
    ("minLength", "MinLength"),
    ("minValue", "MinValue"),
];

/// What is kept of the settings of a stack.
const SETTINGS: [&str; 1] = ["terminationProtection"];

/// Adds the stack, parameter or output that a call makes.
pub(super) fn add(call: &Call, values: &Values<'_>, findings: &mut Findings) {
    let class = call.constructs.then(|| call.path().and_then(jsii)).flatten();
    match class.as_deref() {
        Some("Stack") => add_stack(call, values, findings),
        Some("CfnOutput") => add_output(call, values, findings),
        Some("CfnParameter") => add_parameter(call, values, findings),
        _ => {}
    }
}

/// `new Stack(app, 'Name', { stackName, env: { region } })`.
fn add_stack(call: &Call, values: &Values<'_>, findings: &mut Findings) {
    let props = props(call, values);
    let Some(name) = given(&props, "stackName").or_else(|| super::id(call)) else { return };
    let set = SETTINGS.iter().filter_map(|&name| Some((name.into(), values.resolved(given(&props, name)?))));
    let mut settings: Map = set.collect();
    let environment = given(&props, "env").map(|value| values.unfolded(value));
    if let Some(region) = environment.and_then(|environment| environment.get("region").cloned()) {
        settings.insert("region".into(), values.resolved(&region));
    }
    findings.deployments.push(Deployment { name: values.resolved(name), settings, span: call.span });
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
