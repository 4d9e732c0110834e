//! Configurations and what is found in them.

use super::*;
use crate::dialect::testing::source;
use crate::program::json::{plain, plain_map};
use crate::program::value::Provenance;
use crate::response::Language;
use crate::stack::RegionRole;

/// What is read of these files; a file without a path is called `-`.
fn read_files(files: &[(&str, &str)]) -> Findings {
    let language = |path: &str| match path {
        _ if path.ends_with(".json") => Language::Json,
        _ if path == "-" || path.ends_with(".tf") || path.contains(".tfvars") => Language::Hcl,
        _ => Language::Text,
    };
    let file = |&(path, text)| ((path != "-").then_some(path), language(path), text);
    let (response, programs) = source(&files.iter().map(file).collect::<Vec<_>>());
    read(&Source::new(&response, programs))
}

fn read_text(text: &str) -> Findings {
    read_files(&[("main.tf", text)])
}

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

/// Checks the instances of a configuration, each as its address, with `?` when it may not exist and its count unless
/// that is one, and then its properties.
fn check_instances(files: &[(&str, &str)], expected: &[&str]) {
    let found = read_files(files);
    let shown: Vec<_> = found
        .instances
        .iter()
        .map(|instance| {
            let conditional = if instance.conditional { "?" } else { "" };
            let count = match instance.count {
                Some(1) => String::new(),
                Some(count) => format!(" x{count}"),
                None => " x?".to_owned(),
            };
            format!("{}{conditional}{count} {}", instance.address, plain_map(&instance.properties))
        })
        .collect();
    assert_eq!(shown, expected);
}

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
fn modules_are_run_with_their_arguments() {
    let module = r#"
variable "cidr" {}
variable "names" {
  type    = list(string)
  default = ["d"]
}
resource "aws_vpc" "this" {
  cidr_block = var.cidr
}
resource "aws_subnet" "this" {
  for_each = toset(var.names)
  vpc_id   = aws_vpc.this.id
}
output "vpc" {
  value = aws_vpc.this.id
}
output "subnets" {
  value = { for name, subnet in aws_subnet.this : name => subnet.id }
}
"#;
    let root = r#"
module "net" {
  source = "./modules/net"
  cidr   = "10.0.0.0/16"
  names  = ["a"]
}
module "spoke" {
  source   = "./modules/net"
  for_each = { x = "10.1.0.0/16" }
  cidr     = each.value
}
resource "aws_x" "it" {
  vpc     = module.net.vpc
  subnets = values(module.net.subnets)
  spoke   = module.spoke["x"].vpc
  all     = [for spoke in module.spoke : spoke.vpc]
  none    = module.other.vpc
  depends_on = [module.net]
}
module "other" {
  source = "terraform-aws-modules/vpc/aws"
}
"#;
    let files = [("main.tf", root), ("modules/net/main.tf", module)];
    check_instances(
        &files,
        &[
            concat!(
                r#"aws_x.it {"vpc":{"Fn::GetAtt":["module.net.aws_vpc.this","id"]},"#,
                r#""subnets":[{"Fn::GetAtt":["module.net.aws_subnet.this[\"a\"]","id"]}],"#,
                r#""spoke":{"Fn::GetAtt":["module.spoke[\"x\"].aws_vpc.this","id"]},"#,
                r#""all":[{"Fn::GetAtt":["module.spoke[\"x\"].aws_vpc.this","id"]}],"#,
                r#""none":{"Fn::GetAtt":["module.other","vpc"]},"depends_on":[{"Ref":"module.net"}]}"#
            ),
            r#"module.net.aws_vpc.this {"cidr_block":"10.0.0.0/16"}"#,
            r#"module.net.aws_subnet.this["a"] {"vpc_id":{"Fn::GetAtt":["module.net.aws_vpc.this","id"]}}"#,
            r#"module.spoke["x"].aws_vpc.this {"cidr_block":"10.1.0.0/16"}"#,
            r#"module.spoke["x"].aws_subnet.this["d"] {"vpc_id":{"Fn::GetAtt":["module.spoke[\"x\"].aws_vpc.this","id"]}}"#,
        ],
    );
    // A block declares once, however often its module is called.
    let found = read_files(&files);
    let declared: Vec<_> = found.declarations.iter().map(|it| (&*it.address, it.count)).collect();
    assert_eq!(
        declared,
        [("aws_x.it", Some(1)), ("module.net.aws_vpc.this", Some(2)), ("module.net.aws_subnet.this", Some(2))]
    );
}

#[test]
fn directories_make_modules() {
    let one = |name: &str| format!("resource \"a_b\" \"{name}\" {{}}\n");
    let addresses = |files: &[(&str, String)]| -> Vec<String> {
        let files: Vec<_> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
        read_files(&files).instances.iter().map(|instance| instance.address.to_string()).collect()
    };
    // Code without a directory belongs to the root module, wherever that is.
    assert_eq!(addresses(&[("-", one("x")), ("lib/a.tf", one("y")), ("b.tf", one("z"))]), ["a_b.x", "a_b.y", "a_b.z"]);
    // A module that nothing calls is none, where others are called.
    let call = |path: &str| format!("module \"m\" {{\n  source = \"{path}\"\n}}\n");
    let modules = [("modules/a/main.tf", one("a")), ("modules/b/main.tf", one("b"))];
    let with_root = |root: String| [("main.tf", root), modules[0].clone(), modules[1].clone()];
    assert_eq!(addresses(&with_root(call("./modules/a"))), ["module.m.a_b.a"]);
    assert_eq!(addresses(&with_root(one("x"))), ["a_b.x", "a_b.a", "a_b.b"]);
    // The directory of a source is found by the end of its path, too.
    assert_eq!(addresses(&[("main.tf", call("./modules/a")), ("lib/modules/a/main.tf", one("a"))]), ["module.m.a_b.a"]);
    // Root modules are told apart.
    let roots = [("environments/dev/main.tf", one("x")), ("environments/prod/main.tf", one("x"))];
    assert_eq!(addresses(&roots), ["a_b.x", "environments/prod/a_b.x"]);
    // A module that calls itself ends.
    assert!(addresses(&[("a/main.tf", one("x") + &call("../a")), ("b/main.tf", call("../a"))]).len() < 20);
}

#[test]
fn files_give_values() {
    let text = "variable \"a\" {\n  default = 1\n}\nvariable \"b\" {}\nresource \"x_y\" \"it\" {\n  a = var.a\n  b = var.b\n}\n";
    let check = |files: &[(&str, &str)], expected: &str| {
        let mut all = vec![("main.tf", text)];
        all.extend(files);
        let found = read_files(&all);
        assert_eq!(plain_map(&found.instances[0].properties).to_string(), expected, "{files:?}");
    };
    check(&[("terraform.tfvars", "a = 2\nb = 3\n")], r#"{"a":2,"b":3}"#);
    check(&[("dev.tfvars", "a = 2\n"), ("prod.tfvars", "a = 5\nb = 6\n")], r#"{"a":5,"b":6}"#);
    check(&[("environments/dev.tfvars", "a = 2\n"), ("x.auto.tfvars", "b = 4\n")], r#"{"a":2,"b":4}"#);
    let found = read_files(&[("main.tf", text), ("dev.tfvars", "a = 2\n"), ("prod.tfvars", "a = 5\n")]);
    assert_eq!(found.diagnostics[0].message, "of 2 files to choose from, the values of prod.tfvars are taken");
    check(&[("terraform.tfvars.example", "a = 2\nb = 3\n")], r#"{"a":1,"b":3}"#);
    check(&[("prod.auto.tfvars.json", "{\"a\": 2, \"b\": [3]}")], r#"{"a":2,"b":[3]}"#);
    check(&[("-", "b = 3\n")], r#"{"a":1,"b":3}"#);
    let found = read_files(&[("main.tf", text), ("terraform.tfvars", "a = 2\n")]);
    let inputs: Vec<_> = found.inputs.iter().map(|input| (&*input.name, input.value.as_ref().map(plain))).collect();
    assert_eq!(inputs, [("a", Some(2.into())), ("b", None)]);
}

#[test]
fn regions_come_from_providers() {
    let check = |files: &[(&str, &str)], expected: &[(&str, RegionRole, &str)]| {
        let found = read_files(files);
        let regions: Vec<_> =
            found.regions.iter().map(|region| (&*region.name, region.role, &*region.source)).collect();
        assert_eq!(regions, expected);
    };
    let variable =
        "variable \"region\" {\n  default = \"eu-west-1\"\n}\nprovider \"aws\" {\n  region = var.region\n}\n";
    let of_variable = ("eu-west-1", RegionRole::Default, "variable \"region\"");
    check(&[("main.tf", variable)], &[of_variable]);
    check(
        &[("main.tf", variable), ("terraform.tfvars", "region = \"eu-west-1\"\n")],
        &[of_variable, ("eu-west-1", RegionRole::Repeated, "terraform.tfvars")],
    );
    check(
        &[("main.tf", variable), ("terraform.tfvars", "region = \"eu-west-2\"\n")],
        &[("eu-west-2", RegionRole::Default, "terraform.tfvars")],
    );
    check(
        &[
            ("main.tf", variable),
            ("dev.tfvars", "region = \"eu-west-2\"\n"),
            ("prod.tfvars", "region = \"eu-west-1\"\n"),
        ],
        &[
            of_variable,
            ("eu-west-1", RegionRole::Repeated, "prod.tfvars"),
            ("eu-west-2", RegionRole::Additional, "dev.tfvars"),
        ],
    );
    check(
        &[(
            "main.tf",
            "locals {\n  r = \"us-east-1\"\n}\nprovider \"aws\" {\n  alias  = \"dr\"\n  region = \"us-west-2\"\n}\nprovider \"aws\" {\n  region = local.r\n}\n",
        )],
        &[
            ("us-east-1", RegionRole::Default, "local.r"),
            ("us-west-2", RegionRole::Additional, "provider \"aws\" alias dr"),
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
fn settings_of_terraform_itself() {
    let found = read_text(
        "terraform {\n  required_version = \">= 1.5\"\n  required_providers {\n    aws = {\n      source  = \"hashicorp/aws\"\n      version = \"~> 5.0\"\n    }\n    random = \"3.1\"\n  }\n  backend \"s3\" {\n    bucket = \"b\"\n  }\n}\n",
    );
    let versions: Vec<_> = found.versions.iter().map(|version| (&*version.of, &*version.constraint)).collect();
    assert_eq!(versions, [("terraform", ">= 1.5"), ("hashicorp/aws", "~> 5.0"), ("random", "3.1")]);
    assert_eq!(found.backend.map(|(kind, _)| kind.to_string()), Some("s3".to_owned()));
}

#[test]
fn outputs_are_worked_out() {
    let found = read_text(
        "locals {\n  a = 1\n}\noutput \"a\" {\n  value = local.a + 1\n}\nvariable \"s\" {\n  sensitive = true\n}\n",
    );
    assert_eq!(plain(&found.outputs[0].value), serde_json::json!(2));
    assert!(found.inputs[0].secret);
}

/// Checks the mistakes that are found, each as the text of its place and its message.
fn check_mistakes(files: &[(&str, &str)], expected: &[&str]) {
    let found = read_files(files);
    let text = |span: crate::source::Span| &files[span.file as usize].1[span.start as usize..span.end as usize];
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

#[test]
fn what_is_passed_is_there_even_if_its_declaration_is_not() {
    check_instances(
        &[
            (
                "main.tf",
                "module \"m\" {\n  source = \"./m\"\n  a = 1\n}\nresource \"a_b\" \"x\" {\n  id = module.m.id\n  b = var.b\n}\n",
            ),
            ("m/main.tf", "resource \"a_b\" \"y\" {\n  a = var.a\n}\n"),
            ("terraform.tfvars", "b = 2\n"),
        ],
        &[r#"a_b.x {"id":{"Fn::GetAtt":["module.m","id"]},"b":2}"#, r#"module.m.a_b.y {"a":1}"#],
    );
}

#[test]
fn whole_modules_and_data_sources_are_passed() {
    check_instances(
        &[
            (
                "main.tf",
                concat!(
                    "module \"net\" {\n  source = \"./net\"\n}\ndata \"aws_ami\" \"it\" {}\n",
                    "module \"app\" {\n  source = \"./app\"\n  net = module.net\n  ami = data.aws_ami.it\n}\n"
                ),
            ),
            ("net/main.tf", "resource \"aws_vpc\" \"it\" {}\noutput \"vpc\" {\n  value = aws_vpc.it\n}\n"),
            (
                "app/main.tf",
                concat!(
                    "variable \"net\" {}\nvariable \"ami\" {}\n",
                    "resource \"a_b\" \"it\" {\n  vpc = var.net.vpc.id\n  ami = var.ami.id\n}\n"
                ),
            ),
        ],
        &[
            "module.net.aws_vpc.it {}",
            concat!(
                r#"module.app.a_b.it {"vpc":{"Fn::GetAtt":["module.net.aws_vpc.it","id"]},"#,
                r#""ami":{"Unknown":"data.aws_ami.it.id is looked up when deployed"}}"#
            ),
        ],
    );
}

#[test]
fn a_module_that_is_never_called_declares() {
    let found = read_files(&[
        ("main.tf", "module \"m\" {\n  source = \"./m\"\n  count  = 0\n}\n"),
        ("m/main.tf", "resource \"a_b\" \"y\" {}\n"),
    ]);
    let declared: Vec<_> = found.declarations.iter().map(|it| (&*it.address, it.count)).collect();
    assert_eq!((declared, found.instances.len()), (vec![("module.m.a_b.y", Some(0))], 0));
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
