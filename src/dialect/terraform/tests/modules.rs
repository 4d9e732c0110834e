//! Directories, modules, and the values that they are given.

use super::{check_instances, read_files, read_text};
use crate::program::json::{plain, plain_map};
use crate::stack::RegionRole;

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
fn settings_of_terraform_itself() {
    let found = read_text(
        "terraform {\n  required_version = \">= 1.5\"\n  required_providers {\n    aws = {\n      source  = \"hashicorp/aws\"\n      version = \"~> 5.0\"\n    }\n    random = \"3.1\"\n  }\n  backend \"s3\" {\n    bucket = \"b\"\n  }\n}\n",
    );
    let versions: Vec<_> = found.versions.iter().map(|version| (&*version.of, &*version.constraint)).collect();
    assert_eq!(versions, [("terraform", ">= 1.5"), ("hashicorp/aws", "~> 5.0"), ("random", "3.1")]);
    assert_eq!(found.backend.map(|(kind, _)| kind.to_string()), Some("s3".to_owned()));
}
