//! The library's plain objects: constants, durations, principals, statements, ports, look-ups: what each stands for in a
//! template.

use std::sync::Arc;

use super::values::Values;
use crate::catalog::cdk;
use crate::catalog::spelling::camel_case;
use crate::program::evaluator::Call;
use crate::program::value::{Kind, Map, Reason, Value, number_text};
use crate::source::Span;

/// How many seconds, or mebibytes, a unit has.
pub(super) fn unit(name: &str) -> Option<f64> {
    Some(match name {
        "millis" => 0.001,
        "seconds" => 1.0,
        "minutes" => 60.0,
        "hours" => 3600.0,
        "days" => 86400.0,
        "bytes" => 1.0 / 1024.0 / 1024.0,
        "kibibytes" => 1.0 / 1024.0,
        "mebibytes" => 1.0,
        "gibibytes" => 1024.0,
        "tebibytes" => 1024.0 * 1024.0,
        _ => return None,
    })
}

/// What a constant or a member of an enum stands for.
pub(super) fn constant(name: &str, span: Option<Span>) -> Value {
    if let Some(pseudo) = name.strip_prefix("Aws.") {
        let parameter: String = pseudo.split('_').map(|part| capitalised(&part.to_ascii_lowercase())).collect();
        return Value::unknown(Reason::Lookup(format!("AWS::{parameter}").into()), span);
    }
    let found = name.rsplit_once('.').and_then(|(class, member)| cdk::value(class, member));
    match found {
        Some("true") => Value::bool(true, span),
        Some("false") => Value::bool(false, span),
        // A version such as `8.0` is no number.
        Some(text) => match text.parse() {
            Ok(number) if number_text(number) == text => Value::number(number, span),
            _ => Value::text(text, span),
        },
        None => Value::unknown(Reason::Unsupported(name.into()), span),
    }
}

/// What an object of that name made by that call stands for; `None` when it is looked up, or not known.
pub(super) fn made(name: &str, call: &Call, values: &Values<'_>) -> Option<Value> {
    let span = call.span;
    let argument = |position: usize, name: &str| {
        let props = call.positional.iter().find_map(|value| values.unfolded(value).get(name).cloned());
        call.named.get(name).cloned().or(props).or_else(|| call.positional.get(position).cloned())
    };
    let resolved = |position, name| argument(position, name).map(|value| values.resolved(&value));
    Some(match name {
        "aws_ec2.InstanceType" => resolved(0, "instanceTypeIdentifier")?,
        "aws_ec2.InstanceType.of" => {
            let (class, size) = (resolved(0, "instanceClass")?, resolved(1, "instanceSize")?);
            Value::join([class, Value::text(".", span), size], span)
        }
        "aws_iam.ManagedPolicy.fromAwsManagedPolicyName" => {
            Value::join([Value::text("arn:aws:iam::aws:policy/", span), resolved(0, "managedPolicyName")?], span)
        }
        "aws_iam.ServicePrincipal" => principal("Service", resolved(0, "service")?, span),
        "aws_iam.ArnPrincipal" => principal("AWS", resolved(0, "arn")?, span),
        "aws_iam.AccountPrincipal" => principal("AWS", resolved(0, "accountId")?, span),
        "aws_iam.AccountRootPrincipal" => {
            principal("AWS", Value::unknown(Reason::Lookup("AWS::AccountId".into()), span), span)
        }
        "aws_iam.AnyPrincipal" | "aws_iam.StarPrincipal" => principal("AWS", Value::text("*", span), span),
        "aws_iam.FederatedPrincipal" | "aws_iam.WebIdentityPrincipal" | "aws_iam.OpenIdConnectPrincipal" => {
            principal("Federated", resolved(0, "federated")?, span)
        }
        "aws_iam.CompositePrincipal" => {
            let mut merged = Map::new();
            for part in &call.positional {
                merged.extend(values.resolved(part).as_map()?.clone());
            }
            Value::map(merged, span)
        }
        "aws_iam.PolicyStatement" => statement(call, values),
        "aws_iam.PolicyDocument" => {
            let statements = resolved(usize::MAX, "statements").unwrap_or_else(|| Value::list(Vec::new(), span));
            Value::map(
                Map::from_iter([("Statement".into(), statements), ("Version".into(), Value::text("2012-10-17", span))]),
                span,
            )
        }
        "Fn.join" => {
            let separator = resolved(0, "delimiter")?;
            let Kind::List(items) = resolved(1, "listOfValues")?.kind else { return None };
            let mut parts = Vec::new();
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    parts.push(separator.clone());
                }
                parts.push(item.clone());
            }
            Value::join(parts, span)
        }
        "SecretValue.unsafePlainText" | "SecretValue.plainText" => resolved(0, "secret")?,
        "Duration.seconds" | "Duration.minutes" | "Duration.hours" | "Duration.days" => {
            let amount = resolved(0, "amount")?;
            let unit = unit(name.rsplit('.').next().unwrap_or_default())?;
            Value { kind: Kind::Number(amount.as_number()? * unit), ..amount }
        }
        // A member of an enum-like class that the library does not have yet.
        name if name.strip_suffix(".of").is_some_and(cdk::has_values) => {
            call.positional.first().or_else(|| call.named.values().next()).map(|text| values.resolved(text))?
        }
        "aws_ec2.IpAddresses.cidr" => resolved(0, "cidrBlock")?,
        "aws_lambda.Code.fromInline" => resolved(0, "code")?,
        _ => return None,
    })
}

fn principal(kind: &str, value: Value, span: Span) -> Value {
    Value::map(Map::from_iter([(kind.into(), value)]), span)
}

/// `new PolicyStatement({actions, resources …})` as it stands in a policy document.
fn statement(call: &Call, values: &Values<'_>) -> Value {
    let mut props = call.named.clone();
    for value in &call.positional {
        props.extend(values.unfolded(value).as_map().cloned().unwrap_or_default());
    }
    let mut statement = Map::from_iter([("Effect".into(), Value::text("Allow", call.span))]);
    for (name, value) in &props {
        let value = values.resolved(value);
        let key = match camel_case(name).as_str() {
            "actions" => "Action",
            "notActions" => "NotAction",
            "resources" => "Resource",
            "notResources" => "NotResource",
            "principals" => "Principal",
            "notPrincipals" => "NotPrincipal",
            "conditions" => "Condition",
            "effect" => "Effect",
            "sid" => "Sid",
            _ => continue,
        };
        let value = match (key, &value.kind) {
            ("Principal" | "NotPrincipal", Kind::List(principals)) => {
                let merged = principals.iter().filter_map(Value::as_map).flat_map(Clone::clone).collect();
                Value { kind: Kind::Map(Arc::new(merged)), ..value }
            }
            _ => value,
        };
        statement.insert(key.into(), value);
    }
    Value::map(statement, call.span)
}

fn capitalised(word: &str) -> String {
    match word {
        "id" => "Id".to_owned(),
        "url" => "URL".to_owned(),
        _ => {
            let mut letters = word.chars();
            letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
        }
    }
}
