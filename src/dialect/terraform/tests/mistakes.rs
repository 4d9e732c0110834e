//! What Terraform would refuse.

use super::{read_files, read_text};
use crate::source::Span;

/// Checks the mistakes that are found, each as the text of its place and its message.
fn check_mistakes(files: &[(&str, &str)], expected: &[&str]) {
    let found = read_files(files);
    let text = |span: Span| &files[span.file as usize].1[span.start as usize..span.end as usize];
    let shown: Vec<_> =
        found.diagnostics.iter().map(|it| format!("{}: {}", it.span.map_or("", text), it.message)).collect();
    assert_eq!(shown, expected);
}

#[test]
fn names_that_nothing_declares() {
    let text = r#"
variable "a" {}
locals {
  b = var.nope
}
resource "aws_x" "it" {
  for_each = { for k, v in var.a : k => v if k != local.none }
  a        = each.value.id + aws_y.it.id
  dynamic "rule" {
    for_each = data.aws_z.it.ids
    content {
      port = rule.value.port
    }
  }
  lifecycle {
    ignore_changes = [tags.x]
  }
  b = [for s in aws_x.it[*].c : s.d]
  c = aws_x.it.*.d
}
moved {
  from = aws_old.it
  to   = aws_x.it
}
output "c" {
  value = module.none.x
}
"#;
    check_mistakes(
        &[("main.tf", text)],
        &[
            "module.none: module.none is not declared",
            "local.none: local.none is not declared",
            "aws_y.it: resource aws_y.it is not declared",
            "data.aws_z.it: data.aws_z.it is not declared",
            "var.nope: variable nope is not declared",
        ],
    );
}

#[test]
fn other_mistakes() {
    check_mistakes(
        &[("a.tf", "variable \"x\" {}\nvariable \"x\" {}\n"), ("b.tf", "variable \"x\" {}\n")],
        &["v: variable x is declared twice", "v: variable x is declared twice"],
    );
    // A later file of the same name replaces a draft.
    check_mistakes(&[("lib/a.tf", "variable \"x\" {}\n"), ("a.tf", "variable \"x\" {}\n")], &[]);
    check_mistakes(
        &[(
            "a.tf",
            "variable \"x\" {}\nterraform {\n  backend \"s3\" {\n    bucket = \"${var.x}-b\"\n    key = \"k\"\n  }\n}\n",
        )],
        &["\"${var.x}-b\": a backend cannot be set by variables or other values"],
    );
    check_mistakes(
        &[("a.tf", "x = 1\nfoo {}\n")],
        &["x = 1: argument x stands in no block", "f: Terraform knows no block foo here"],
    );
    check_mistakes(&[("-", "foo {}\nresource \"a_b\" \"c\" {}\n")], &[]);
    check_mistakes(&[("a.tf", "resource \"a_b\" {}\n")], &["r: block resource needs 2 labels"]);
    check_mistakes(
        &[("a.tf", "locals {\n  a = local.b\n  b = local.a\n}\noutput \"x\" {\n  value = local.a\n}\n")],
        &["a = local.b: local.a depends on itself"],
    );
    check_mistakes(
        &[(
            "a.tf",
            "output \"x\" {\n  value = cidrsubnet(\"10.0.0.0/16\", 4, 16)\n}\noutput \"y\" {\n  value = try(element([], 0), 1)\n}\noutput \"z\" {\n  value = upcase(\"a\")\n}\n",
        )],
        &[
            "cidrsubnet(\"10.0.0.0/16\", 4, 16): cidrsubnet finds no subnet 16 in 4 bits",
            "upcase(\"a\"): there is no function upcase",
        ],
    );
    check_mistakes(
        &[
            (
                "a.tf",
                "module \"m\" {\n  source = \"./m\"\n  x = 1\n  y = 2\n}\noutput \"o\" {\n  value = module.m.b\n}\n",
            ),
            ("m/a.tf", "variable \"x\" {}\nvariable \"z\" {}\noutput \"a\" {\n  value = var.x\n}\n"),
        ],
        &[
            "module.m.b: output b of module m is not declared",
            "m: module m is not given its variable z",
            "y = 2: module m has no variable y",
        ],
    );
    check_mistakes(
        &[("a.tf", "output \"a\" {\n  value = \"${var.a}${var.b}\"\n}\n")],
        &["var.a: no variable is declared, but 2 are used"],
    );
    check_mistakes(
        &[("a.tf", "module \"m\" {\n  source = \"a/b/c\"\n}\n")],
        &[
            "module \"m\" {\n  source = \"a/b/c\"\n}: module m (a/b/c) is not in the response: what it creates is not known",
        ],
    );
}

#[test]
fn repetitions_that_terraform_cannot_make() {
    let text = r#"
variable "list" {
  type = list(string)
}
variable "set" {
  type = set(string)
}
locals {
  names = [for name in var.set : upper(name)]
}
resource "a_b" "one" {
  for_each = var.list
}
resource "a_b" "two" {
  for_each = local.names
}
resource "a_b" "three" {
  for_each = var.set
}
resource "a_b" "four" {
  count    = 1
  for_each = toset(var.list)
}
resource "aws_subnet" "it" {
  count      = 2
  cidr_block = "10.0.${count.index}.0/24"
}
resource "a_b" "five" {
  for_each = toset(aws_subnet.it[*].id)
}
resource "a_b" "six" {
  for_each = toset(aws_subnet.it[*].cidr_block)
  key      = each.key
}
resource "a_b" "seven" {
  count = aws_subnet.it[0].number
}
"#;
    check_mistakes(
        &[("a.tf", text)],
        &[
            "for_each = toset(aws_subnet.it[*].id): for_each needs aws_subnet.it[0].id, which is known only after deployment",
            "count = aws_subnet.it[0].number: count needs aws_subnet.it[0].number, which is known only after deployment",
            "for_each = var.list: for_each takes a map or a set, and this is a list",
            "for_each = local.names: for_each takes a map or a set, and this is a list",
            "count    = 1: count and for_each exclude each other",
        ],
    );
    let found = read_text(text);
    let addresses: Vec<_> = found.instances.iter().map(|it| &*it.address).filter(|it| it.contains("six")).collect();
    assert_eq!(addresses, ["a_b.six[\"10.0.0.0/24\"]", "a_b.six[\"10.0.1.0/24\"]"]);
}

#[test]
fn files_that_are_not_there() {
    check_mistakes(
        &[("a.tf", "output \"a\" {\n  value = file(\"${path.module}/run.sh\")\n}\n")],
        &["file(\"${path.module}/run.sh\"): ./run.sh is read but is not in the response"],
    );
}

#[test]
fn providers_that_are_not_configured() {
    let text = r#"
terraform {
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      configuration_aliases = [aws.peer]
    }
  }
}
provider "aws" {
  alias = "west"
}
resource "a_b" "x" {
  provider = aws.west
}
resource "a_b" "y" {
  provider = aws.peer
}
resource "a_b" "z" {
  provider = aws.east
}
"#;
    check_mistakes(&[("a.tf", text)], &["provider = aws.east: provider aws.east is not configured"]);
}

#[test]
fn what_variables_and_outputs_take() {
    check_mistakes(
        &[(
            "a.tf",
            "variable \"a\" {\n  itype = string\n  default = local.x\n}\noutput \"b\" {\n  value = 1\n  note {}\n}\n",
        )],
        &[
            "itype = string: variable a takes no itype",
            "local.x: the default of a variable cannot be computed",
            "n: output b takes no note",
        ],
    );
}
