//! What expressions give.

use super::{read_files, read_text};
use crate::program::json::{plain, plain_map};
use crate::program::value::{Provenance, Value};

/// Names that every expression of the tables below can use.
const CONTEXT: &str = r#"
provider "aws" {
  region = "us-east-1"
}
variable "name" {
  default = "app"
}
variable "given" {}
variable "open" {
  type = bool
}
variable "size" {
  type    = number
  default = "3"
}
variable "on" {
  type    = bool
  default = true
}
variable "zones" {
  type    = set(string)
  default = ["b", "a", "b"]
}
variable "service" {
  type = object({
    port  = number
    path  = optional(string, "/")
    extra = optional(string)
  })
  default = { port = "80" }
}
locals {
  prefix = "${var.name}-${local.stage}"
  stage  = "dev"
  rules  = { web = { port = 80 }, api = { port = 8080 } }
  loop   = local.loop2
  loop2  = local.loop
}
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
  tags       = { Name = "net" }
}
resource "aws_subnet" "many" {
  count      = 2
  cidr_block = cidrsubnet(aws_vpc.main.cidr_block, 8, count.index)
}
resource "aws_subnet" "named" {
  for_each = { b = 1, a = 2 }
}
resource "aws_subnet" "none" {
  count = 0
}
resource "aws_subnet" "some" {
  count = length(var.given)
}
data "aws_ami" "it" {}
data "aws_region" "here" {}
data "aws_partition" "here" {}
data "aws_caller_identity" "me" {}
data "aws_availability_zones" "all" {}
data "aws_route53_zone" "it" {
  name = "example.com"
}
"#;

fn subject(value: &str) -> Option<Value> {
    let found = read_text(&format!("{CONTEXT}\nresource \"aws_x\" \"subject\" {{\n  value = {value}\n}}\n"));
    let subject = found.instances.into_iter().find(|instance| &*instance.address == "aws_x.subject").unwrap();
    subject.properties.get("value").cloned()
}

/// Checks what `value` gives as an argument; `-` means that it is not set.
fn check(value: &str, expected: &str) {
    let shown = subject(value).map_or("-".to_owned(), |value| plain(&value).to_string());
    assert_eq!(shown, expected, "{value}");
}

#[test]
fn variables_and_locals() {
    check("var.name", r#""app""#);
    check("var.given", r#"{"Unknown":"input given has no default"}"#);
    check("var.size + 1", "4");
    check("local.prefix", r#""app-dev""#);
    check(
        "\"${local.prefix}-${var.given}\"",
        r#"{"Fn::Join":["",["app-dev-",{"Unknown":"input given has no default"}]]}"#,
    );
    check("var.zones", r#"["a","b"]"#);
    check("var.service", r#"{"port":80,"path":"/","extra":null}"#);
    check("var.service.path", r#""/""#);
    check("null", "-");
    check("local.rules[\"web\"].port", "80");
    check("local.rules.none", r#"{"Unknown":"there is no attribute none here"}"#);
    check("local.loop", r#"{"Unknown":"local.loop depends on itself"}"#);
    check("terraform.workspace", r#""default""#);
    check("{ a = 1, b = 2 }[terraform.workspace]", r#"{"OneOf":[1,2]}"#);
    check("path.module", r#"".""#);
}

#[test]
fn conditions() {
    check("var.on ? 1 : 2", "1");
    check("!var.on ? 1 : 2", "2");
    check("var.open ? 1 : 2", r#"{"OneOf":[1,2]}"#);
    check("var.open ? 1 : 1", "1");
    check("var.name == \"app\" && var.size > 2", "true");
    check("aws_vpc.main.cidr_block == \"10.0.0.0/16\" ? 1 : 2", "1");
    check("aws_vpc.main.id != null", "true");
    check("var.given == \"x\"", r#"{"Unknown":"input given has no default"}"#);
}

#[test]
fn references() {
    check("aws_vpc.main.id", r#"{"Fn::GetAtt":["aws_vpc.main","id"]}"#);
    check("aws_vpc.main.cidr_block", r#"{"Fn::GetAtt":["aws_vpc.main","cidr_block"]}"#);
    check("cidrhost(aws_vpc.main.cidr_block, 5)", r#""10.0.0.5""#);
    check("cidrhost(aws_subnet.many[1].cidr_block, 5)", r#""10.0.1.5""#);
    check("upper(aws_vpc.main.tags[\"Name\"])", r#""NET""#);
    check("lower(aws_vpc.main.arn)", r#"{"Unknown":"aws_vpc.main.arn is known only after deployment"}"#);
    check("upper(\"net ${aws_vpc.main.cidr_block}\")", r#""NET 10.0.0.0/16""#);
    check("aws_vpc.main.a[0].b", r#"{"Fn::GetAtt":["aws_vpc.main","a.0.b"]}"#);
    check("[aws_vpc.main]", r#"[{"Ref":"aws_vpc.main"}]"#);
    check("aws_subnet.many[0].id", r#"{"Fn::GetAtt":["aws_subnet.many[0]","id"]}"#);
    check("aws_subnet.many.1.id", r#"{"Fn::GetAtt":["aws_subnet.many[1]","id"]}"#);
    check("aws_subnet.named[\"a\"].id", r#"{"Fn::GetAtt":["aws_subnet.named[\"a\"]","id"]}"#);
    check("length(aws_subnet.many)", "2");
    check("length(aws_subnet.some)", r#"{"Unknown":"input given has no default"}"#);
    check("keys(aws_subnet.named)", r#"["a","b"]"#);
    let both = r#"[{"Fn::GetAtt":["aws_subnet.many[0]","id"]},{"Fn::GetAtt":["aws_subnet.many[1]","id"]}]"#;
    check("aws_subnet.many[*].id", both);
    check("aws_subnet.many.*.id", both);
    check("[for subnet in aws_subnet.many : subnet.id]", both);
    check("aws_subnet.many[tonumber(var.given)].id", &format!("{{\"OneOf\":{both}}}"));
    check(
        "values(aws_subnet.named)[*].id",
        &both.replace("many[0]", "named[\\\"a\\\"]").replace("many[1]", "named[\\\"b\\\"]"),
    );
    check(
        "{ for key, subnet in aws_subnet.named : key => subnet.id if key != \"b\" }",
        r#"{"a":{"Fn::GetAtt":["aws_subnet.named[\"a\"]","id"]}}"#,
    );
    // Of a number of subnets that is not known, all are meant.
    check(
        "aws_subnet.some[*].id",
        r#"[{"Fn::GetAtt":["aws_subnet.some","id"]},{"<unknown rest>":{"Unknown":"input given has no default"}}]"#,
    );
    check("aws_vpc.main[*].id", r#"[{"Fn::GetAtt":["aws_vpc.main","id"]}]"#);
}

#[test]
fn data_sources() {
    check("data.aws_ami.it.id", r#"{"Unknown":"data.aws_ami.it.id is looked up when deployed"}"#);
    check("data.aws_region.here.name", r#""us-east-1""#);
    check("\"arn:${data.aws_partition.here.partition}:iam::aws:policy/x\"", r#""arn:aws:iam::aws:policy/x""#);
    check("data.aws_route53_zone.it.name", r#""example.com""#);
    check(
        "data.aws_availability_zones.all.names[1]",
        r#"{"Unknown":"data.aws_availability_zones.all.names[1] is looked up when deployed"}"#,
    );
    check("length(slice(data.aws_availability_zones.all.names, 0, 3))", "3");
    check("data.aws_ami.other.id", r#"{"Unknown":"data.aws_ami.other is not defined in the response"}"#);
}

#[test]
fn calls() {
    check("try(local.rules.none, \"fallback\")", r#""fallback""#);
    check("try(var.service.port, 1)", "80");
    check("try(aws_subnet.none[0].id, \"other\")", r#""other""#);
    check("one(aws_subnet.none[*].id)", "-");
    check("can(regex(\"^a\", var.name))", "true");
    check("can(regex(\"^b\", var.name))", "false");
    check("timestamp()", r#"{"Unknown":"timestamp() comes from outside the response"}"#);
    check("file(\"${path.module}/none.txt\")", r#"{"Unknown":"./none.txt comes from outside the response"}"#);
    check("merge({ a = 1 }, var.given).a", "1");
    check("jsonencode({ a = aws_vpc.main.arn })", r#"{"a":{"Fn::GetAtt":["aws_vpc.main","arn"]}}"#);
    check(
        "<<EOF\n{ \"a\": [\"${aws_vpc.main.arn}/*\", ${var.size}] }\nEOF\n",
        r#"{"a":[{"Fn::Join":["",[{"Fn::GetAtt":["aws_vpc.main","arn"]},"/*"]]},3]}"#,
    );
    check("[for i in range(2) : cidrsubnet(\"10.0.0.0/16\", 8, i)]", r#"["10.0.0.0/24","10.0.1.0/24"]"#);
    check(
        "%{ x }".replace("%{ x }", "\"%{ for k, v in local.rules }${k}=${v.port};%{ endfor }\"").as_str(),
        r#""api=8080;web=80;""#,
    );
}

#[test]
fn files_of_the_response_are_read() {
    let found = read_files(&[
        (
            "lib/main.tf",
            "resource \"aws_x\" \"it\" {\n  a = file(\"${path.module}/run.sh\")\n  b = templatefile(\"${path.module}/user.tftpl\", { name = \"n\" })\n}\n",
        ),
        ("lib/run.sh", "echo\n"),
        ("lib/user.tftpl", "hello ${name}"),
    ]);
    assert_eq!(plain_map(&found.instances[0].properties).to_string(), r#"{"a":"echo\n","b":"hello n"}"#);
}

#[test]
fn provenance_says_who_decided() {
    let check = |value: &str, expected: Provenance| assert_eq!(subject(value).unwrap().provenance, expected, "{value}");
    check("\"x\"", Provenance::Explicit);
    check("var.name", Provenance::ResponseDefault);
    check("\"${var.name}-x\"", Provenance::ResponseDefault);
    check("var.given", Provenance::Unresolved);
}

#[test]
fn policy_documents() {
    let text = r#"
variable "bucket" {}
data "aws_iam_policy_document" "base" {
  statement {
    sid       = "Base"
    actions   = ["s3:GetObject"]
    resources = ["*"]
  }
  statement {
    sid       = "Old"
    actions   = ["s3:*"]
    resources = ["*"]
  }
}
data "aws_iam_policy_document" "it" {
  source_policy_documents = [data.aws_iam_policy_document.base.json]
  statement {
    sid     = "Old"
    effect  = "Deny"
    actions = ["s3:PutObject", "s3:DeleteObject"]
    resources = ["${aws_s3_bucket.it.arn}/*"]
    principals {
      type        = "AWS"
      identifiers = ["a"]
    }
    principals {
      type        = "AWS"
      identifiers = ["b"]
    }
    principals {
      type        = "Service"
      identifiers = ["c"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
  statement {
    not_actions = ["iam:*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}
resource "aws_s3_bucket" "it" {}
resource "aws_s3_bucket_policy" "it" {
  policy = data.aws_iam_policy_document.it.json
}
"#;
    let found = read_text(text);
    let expected = serde_json::json!({ "policy": { "Version": "2012-10-17", "Statement": [
        { "Sid": "Base", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" },
        {
            "Sid": "Old",
            "Effect": "Deny",
            "Principal": { "AWS": ["a", "b"], "Service": "c" },
            "Action": ["s3:PutObject", "s3:DeleteObject"],
            "Resource": { "Fn::Join": ["", [{ "Fn::GetAtt": ["aws_s3_bucket.it", "arn"] }, "/*"]] },
            "Condition": { "Bool": { "aws:SecureTransport": "false" } },
        },
        { "Effect": "Allow", "Principal": "*", "NotAction": "iam:*" },
    ] } });
    assert_eq!(plain_map(&found.instances[1].properties), expected);
}

#[test]
fn outputs_are_worked_out() {
    let found = read_text(
        "locals {\n  a = 1\n}\noutput \"a\" {\n  value = local.a + 1\n}\nvariable \"s\" {\n  sensitive = true\n}\n",
    );
    assert_eq!(plain(&found.outputs[0].value), serde_json::json!(2));
    assert!(found.inputs[0].secret);
}

#[test]
fn evaluation_ends() {
    let chain: String = (0..500).map(|index| format!("  l{index} = \"${{local.l{}}}x\"\n", index + 1)).collect();
    let double: String =
        (0..60).map(|index| format!("  d{index} = \"${{local.d{0}}}${{local.d{0}}}\"\n", index + 1)).collect();
    let wide = "resource \"a_b\" \"x\" {\n  for_each = { for i in range(1000) : tostring(i) => [for j in range(1000) : [for k in range(1000) : k]] }\n}\n";
    let text = format!(
        "locals {{\n{chain}  l500 = \"y\"\n{double}  d60 = \"zz\"\n}}\noutput \"a\" {{\n  value = local.l0\n}}\noutput \"b\" {{\n  value = local.d0\n}}\n{wide}"
    );
    let found = read_text(&text);
    let limit = serde_json::json!({ "Unknown": "the evaluation limit was reached" });
    assert_eq!(plain(&found.outputs[1].value), limit);
    assert_eq!(found.instances.len(), 1);
}
