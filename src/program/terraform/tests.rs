//! The functions against Terraform's own results, and what they make of arguments that are not known.

use super::{call, json_text};
use crate::program::expression::key_text;
use crate::program::form::{Call, Entry, Expression, ExpressionKind, Program, Spread, Unary};
use crate::program::json::plain;
use crate::program::value::{Kind, Reason, Reference, Value};
use crate::syntax::hcl;

const CASES: &str = include_str!("cases.tsv");

/// The value of an expression without names, except `input` and `lookup`, which are not known, and `vpc`, a resource.
fn value(expression: &Expression) -> Value {
    let span = expression.span;
    match &expression.kind {
        ExpressionKind::Null => Value::null(),
        ExpressionKind::Bool(truth) => Value::bool(*truth, span),
        ExpressionKind::Number(number) => Value::number(*number, span),
        ExpressionKind::Text(text) => Value::text(text.as_ref(), span),
        ExpressionKind::Unary(Unary::Minus, inner) => Value::number(-value(inner).as_number().unwrap(), span),
        ExpressionKind::List(items) => Value::list(items.iter().map(|item| value(&item.value)).collect(), span),
        ExpressionKind::Map(entries) => {
            let entries = entries.iter().map(|entry| match entry {
                Entry::Pair(key, entry) => (key_text(&value(key)), value(entry)),
                Entry::Spread(_) => panic!("HCL has no such entry"),
            });
            Value::map(entries.collect(), span)
        }
        ExpressionKind::Name(name) if name.as_ref() == "vpc" => {
            Value::new(Kind::Reference(Reference { address: "vpc".into(), attribute: Some("id".into()) }), span)
        }
        ExpressionKind::Name(name) if name.as_ref() == "lookup" => Value::unknown(Reason::Lookup("azs".into()), span),
        ExpressionKind::Name(name) => Value::unknown(Reason::Input(name.clone()), span),
        ExpressionKind::Conditional(parts) => Value::one_of([value(&parts[1]), value(&parts[2])], span),
        ExpressionKind::Call(inner) => called(inner, expression),
        other => panic!("{other:?}"),
    }
}

fn called(inner: &Call, expression: &Expression) -> Value {
    let mut arguments = Vec::new();
    for argument in &inner.arguments {
        match value(&argument.value) {
            Value { kind: Kind::List(items), .. } if argument.spread == Spread::Elements => {
                arguments.extend(items.iter().cloned());
            }
            single => arguments.push(single),
        }
    }
    let ExpressionKind::Name(name) = &inner.callee.kind else { panic!("a call has a name") };
    call(name, &arguments, expression.span).unwrap_or_else(|| panic!("no function {name}"))
}

fn evaluated(text: &str) -> Value {
    let (program, mistakes) = hcl::parse(0, &format!("it = {text}\n"));
    assert_eq!(mistakes, [], "{text}");
    let Program::Body(body) = program else { panic!("HCL is a body") };
    value(&body.attributes[0].value)
}

#[test]
fn functions_give_what_terraform_gives() {
    let mut wrong = Vec::new();
    for case in CASES.lines().filter(|line| !line.starts_with('#')) {
        let (text, expected) = case.split_once('\t').unwrap();
        let result = evaluated(text);
        let found = match &result.kind {
            Kind::Unknown(Reason::Invalid(_)) => Some("error".to_owned()),
            _ => json_text(&result),
        };
        if found.as_deref() != Some(expected) {
            wrong.push(format!("{text}\n  expected {expected}\n  found    {:?} of {:?}", found, result.kind));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_known_is_kept() {
    let check = |text: &str, expected: &str| assert_eq!(plain(&evaluated(text)).to_string(), expected, "{text}");
    let unknown = r#"{"Unknown":"input x has no default"}"#;
    check("upper(x)", unknown);
    check("max(1, x)", unknown);
    check("length(concat([1], x))", unknown);
    check("length(merge({a = 1}, x))", unknown);
    check("concat([1], [x])", &format!("[1,{unknown}]"));
    check("concat([1], x)[0]".trim_end_matches("[0]"), &format!("[1,{{\"<unknown rest>\":{unknown}}}]"));
    check("merge({a = x}, {b = 2})", &format!("{{\"a\":{unknown},\"b\":2}}"));
    check("lookup(merge({a = 1}, x), \"a\")", "1");
    check("lookup(merge({a = 1}, x), \"b\", 2)", unknown);
    check("contains(concat([1], x), 1)", "true");
    check("contains(concat([1], x), 2)", unknown);
    check("alltrue([x, false])", "false");
    check("anytrue([x, false])", unknown);
    check("length([x, vpc])", "2");
    check("element([1, x], 2)", "1");
    check(
        "format(\"%s-%02d-%s\", x, 3, vpc)",
        &format!(r#"{{"Fn::Join":["",[{unknown},"-03-",{{"Fn::GetAtt":["vpc","id"]}}]]}}"#),
    );
    check("join(\",\", [1, vpc])", r#"{"Fn::Join":["",["1,",{"Fn::GetAtt":["vpc","id"]}]]}"#);
    check("jsonencode({a = vpc})", r#"{"a":{"Fn::GetAtt":["vpc","id"]}}"#);
    check("jsondecode(jsonencode({a = x}))", &format!("{{\"a\":{unknown}}}"));
    check("coalesce(null, vpc, 1)", r#"{"Fn::GetAtt":["vpc","id"]}"#);
    check("upper(true ? \"a\" : \"b\")", r#"{"OneOf":["A","B"]}"#);
    check(
        "slice(lookup, 1, 3)",
        r#"[{"Unknown":"azs[1] is looked up when deployed"},{"Unknown":"azs[2] is looked up when deployed"}]"#,
    );
    check("element(lookup, 1)", r#"{"Unknown":"azs[1] is looked up when deployed"}"#);
    check("values({b = x, a = 1})", &format!("[1,{unknown}]"));
    check("setproduct([1], [x])", &format!("[[1,{unknown}]]"));
}

#[test]
fn nothing_grows_without_bound() {
    for text in [
        "range(1e9)",
        "setproduct(range(500), range(500), range(500))",
        "indent(1e9, \"a\\nb\")",
        "format(\"%99999999d\", 1)",
        "regex(\"(a{1000}){1000}\", \"a\")",
        "pow(1e300, 2)",
        "slice(lookup, 0, 1e12)",
        "cidrhost(\"::/0\", -1)",
        "cidrsubnets(\"::/0\", 0)",
        "cidrsubnet(\"::/0\", 0, 0)",
        "substr(\"a\", 9e14, 9e14)",
        "substr(\"a\", -9e14, -1)",
        "timeadd(\"2024-02-28T23:00:00Z\", \"1e300h\")",
        "formatdate(\"''''\", \"9999-12-31T23:59:59Z\")",
        "element([1], -9e14)",
    ] {
        let size = plain(&evaluated(text)).to_string().len();
        assert!(size < 2000, "{text}: {size}");
    }
}
