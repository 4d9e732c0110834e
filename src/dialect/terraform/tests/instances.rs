//! What comes to be, and with which settings.

use super::{check_instances, read_text};

#[test]
fn count_and_for_each() {
    check_instances(
        &[(
            "main.tf",
            r#"
variable "open" {}
resource "a_b" "counted" {
  count = 2
  index = count.index
}
resource "a_b" "keyed" {
  for_each = { x = "X" }
  pair     = "${each.key}${each.value}"
}
resource "a_b" "set" {
  for_each = toset(["y"])
  key      = each.value
}
resource "a_b" "none" {
  count = 0
}
resource "a_b" "maybe" {
  count = var.open ? 1 : 0
}
resource "a_b" "more" {
  count = var.open ? 2 : 1
}
resource "a_b" "unknown" {
  for_each = var.open
  key      = each.key
}
resource "a_b" "merged" {
  for_each = merge({ x = 1 }, var.open)
}
resource "a_b" "endless" {
  count = 100000
}
"#,
        )],
        &[
            r#"a_b.counted[0] {"index":0}"#,
            r#"a_b.counted[1] {"index":1}"#,
            r#"a_b.keyed["x"] {"pair":"xX"}"#,
            r#"a_b.set["y"] {"key":"y"}"#,
            "a_b.maybe[0]? {}",
            "a_b.more[0] {}",
            "a_b.more[1]? {}",
            r#"a_b.unknown x? {"key":{"Unknown":"input open has no default"}}"#,
            r#"a_b.merged["x"] {}"#,
            "a_b.merged? x? {}",
            "a_b.endless x100000 {}",
        ],
    );
}

#[test]
fn declarations_count_what_they_create() {
    let found = read_text(
        "variable \"open\" {}\nresource \"a_b\" \"one\" {}\nresource \"a_b\" \"two\" {\n  count = 2\n}\nresource \"a_b\" \"no\" {\n  count = 0\n}\nresource \"a_b\" \"maybe\" {\n  count = var.open ? 1 : 0\n}\ndata \"a_b\" \"x\" {}\n",
    );
    let shown: Vec<_> = found.declarations.iter().map(|it| (&*it.declared_as, &*it.address, it.count)).collect();
    let expected = [
        ("a_b", "a_b.one", Some(1)),
        ("a_b", "a_b.two", Some(2)),
        ("a_b", "a_b.no", Some(0)),
        ("a_b", "a_b.maybe", None),
    ];
    assert_eq!(shown, expected);
}

#[test]
fn blocks_are_lists_of_maps() {
    check_instances(
        &[(
            "main.tf",
            r#"
variable "open" {}
locals {
  ports = [80, 443]
}
resource "a_b" "it" {
  provider = aws.west
  rule { port = 22 }
  dynamic "rule" {
    for_each = local.ports
    content {
      port = rule.value
    }
  }
  dynamic "empty" {
    for_each = []
    content {}
  }
  dynamic "maybe" {
    for_each = var.open ? [1] : []
    iterator = it
    content {
      value = it.value
    }
  }
  lifecycle {
    prevent_destroy = true
    ignore_changes  = [tags["x"], ami]
  }
  depends_on = [a_b.other]
}
resource "a_b" "other" {}
"#,
        )],
        &[
            concat!(
                r#"a_b.it {"provider":"aws.west","depends_on":[{"Ref":"a_b.other"}],"rule":[{"port":22},{"port":80},{"port":443}],"#,
                r#""maybe":{"OneOf":[[],[{"value":1}]]},"#,
                r#""lifecycle":{"ignore_changes":["tags[x]","ami"],"prevent_destroy":true}}"#
            ),
            "a_b.other {}",
        ],
    );
}

#[test]
fn providers_add_tags_and_regions_to_what_they_create() {
    let text = r#"
provider "aws" {
  region = "us-east-1"
  default_tags {
    tags = { Team = "a", Stage = "x" }
  }
}
provider "aws" {
  alias  = "west"
  region = "us-west-2"
}
data "aws_region" "west" {
  provider = aws.west
}
resource "aws_vpc" "tagged" {
  tags = { Stage = "y" }
}
resource "aws_vpc" "plain" {}
resource "aws_vpc" "west" {
  provider             = aws.west
  instance_tenancy     = data.aws_region.west.name
}
resource "random_id" "it" {}
"#;
    check_instances(
        &[("main.tf", text)],
        &[
            r#"aws_vpc.tagged {"tags":{"Stage":"y","Team":"a"}}"#,
            r#"aws_vpc.plain {"tags":{"Team":"a","Stage":"x"}}"#,
            r#"aws_vpc.west {"provider":"aws.west"}"#,
            "random_id.it {}",
        ]
        .map(|line| {
            line.replace(r#"{"provider":"aws.west"}"#, r#"{"provider":"aws.west","instance_tenancy":"us-west-2"}"#)
        })
        .each_ref()
        .map(String::as_str),
    );
}
