//! What answers cost: prices that others state are found again, parts add up, and money never falls when more is asked for.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use gapdiff::cost::{Billing, Decimal, Estimate, Pair, Profile, Range, Usage, estimate};
use gapdiff::{Analysis, analyse};
use proptest::prelude::*;

const SHARED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared");
const PRICES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/prices");
const INFRACOST: &str = include_str!("prices/infracost.tsv");
const USAGE: &str = include_str!("../grammars/prices/usage.tsv");

fn rows(table: &str) -> impl Iterator<Item = Vec<&str>> {
    table.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect())
}

fn costs(markdown: &str, usage: &Usage) -> Estimate {
    estimate(&analyse("RESPONSE.md", markdown.as_bytes()).stack, usage)
}

fn terraform(code: &str) -> Estimate {
    costs(&format!("```hcl\n{code}\n```\n"), &Usage::default())
}

fn decimal(text: &str) -> Decimal {
    Decimal::parse(text).unwrap_or_else(|| panic!("{text} is not a number"))
}

/// So much of everything that each step of every scale is reached.
fn heavy_usage() -> Usage {
    let mut types: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for row in rows(USAGE) {
        let amount = if row[1].ends_with("_ms") || row[1] == "memory_mb" { "1000" } else { "30000000000" };
        types.entry(row[0]).or_default().push(format!("    {}: {amount}\n", row[1]));
    }
    let mut file = "version: 0.1\nresource_type_default_usage:\n".to_owned();
    for (kind, amounts) in types {
        file.push_str(&format!("  {kind}:\n{}", amounts.concat()));
    }
    Usage::with_file(Profile::Baseline, &file).unwrap()
}

/// How many a unit holds: `10k requests` are 10,000.
fn units(unit: &str) -> Decimal {
    let (number, _) = unit.split_once(' ').unwrap_or(("1", ""));
    let digits = number.trim_end_matches(['k', 'K', 'M']);
    let factor = if number.ends_with('M') {
        1_000_000
    } else if digits.len() < number.len() {
        1_000
    } else {
        1
    };
    digits.parse::<u64>().map_or(Decimal::ONE, |number| Decimal::whole(number * factor))
}

/// The name of a line, its price, and for how many that is.
type Priced = (String, Decimal, Decimal);

#[test]
fn prices_of_infracost_are_found_again() {
    let usage = heavy_usage();
    let rows: Vec<Vec<&str>> = rows(INFRACOST).filter(|row| row[5] != "-").collect();
    let regions: BTreeSet<&str> = rows.iter().map(|row| row[1]).collect();
    let mut lines: BTreeMap<(&str, String), Vec<Priced>> = BTreeMap::new();
    let mut files: Vec<PathBuf> = std::fs::read_dir(PRICES).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    files.sort();
    for path in files {
        let text = std::fs::read_to_string(path).unwrap();
        for &region in &regions {
            for line in costs(&text.replace("us-east-1", region), &usage).lines {
                if let Some(price) = line.unit_price {
                    let kind = line.address.split('.').next().unwrap().to_owned();
                    lines.entry((region, kind)).or_default().push((line.what, price.low, units(line.unit)));
                }
            }
        }
    }
    let mut wrong = Vec::new();
    for row in &rows {
        let [kind, region, component, unit, usd, ours, what, times] = row[..] else { panic!("{row:?}") };
        let kind = if ours.is_empty() { kind } else { ours };
        let known = lines.get(&(region, kind.to_owned())).map_or(&[][..], Vec::as_slice);
        let found = known.iter().filter(|(name, ..)| name == what).any(|(_, price, per)| {
            let (ours, stated) = (price.times(units(unit)).times(decimal(times)), decimal(usd).times(*per));
            (ours - stated).abs().times(Decimal::whole(50)) <= stated
        });
        if !found {
            wrong.push(format!("{kind} {region} {component}: no line {what:?} at {usd}"));
        }
    }
    assert_eq!(wrong, [""; 0]);
    assert!(rows.len() > 650, "{}", rows.len());
}

#[test]
fn no_stated_price_is_passed_over() {
    let Ok(catalog) = std::fs::read_to_string(PathBuf::from(SHARED).join("catalog/prices_aws.tsv")) else { return };
    let known: BTreeSet<[&str; 5]> = rows(INFRACOST).map(|row| row[..5].try_into().unwrap()).collect();
    for row in catalog.lines().map(|line| line.split('\t').collect::<Vec<_>>()) {
        let Some(kind) = row[0].strip_prefix("tf:") else { continue };
        assert!(known.contains(&[kind, row[1], row[2], row[3], row[4]]), "{row:?}");
    }
}

fn seed() -> Option<(Analysis, Analysis)> {
    let read = |name: &str| {
        let bytes = std::fs::read(PathBuf::from(SHARED).join("seed/eks-vs-serverless").join(name)).ok()?;
        Some(analyse(name, &bytes))
    };
    Some((read("MODEL_RESPONSE.md")?, read("IDEAL_RESPONSE.md")?))
}

/// The sum of the lines of a type whose name begins so.
fn sum(estimate: &Estimate, kind: &str, what: &str) -> Range {
    let lines = estimate.lines.iter().filter(|line| &*line.kind == kind && line.what.starts_with(what));
    lines.filter_map(|line| line.monthly).sum()
}

#[test]
fn the_seed_pair_adds_up() {
    let Some((model, ideal)) = seed() else { return };
    let pair = Pair::of(&model.stack, &ideal.stack, &Usage::default());
    // Each part, worked out by hand from list prices: hours, units and prices in the order in which they are multiplied.
    let parts: &[(&str, &str, &str, &str)] = &[
        ("AWS::EKS::Cluster", "Control plane", "73.00", "73.00"),
        ("AWS::EKS::Nodegroup", "Instances, m5.large", "140.16", "140.16"),
        ("AWS::EKS::Nodegroup", "Instances, t3.large or t3a.large or t2.large", "16.47", "203.23"),
        ("AWS::EKS::Nodegroup", "Instances, g4dn.xlarge", "0", "0"),
        ("AWS::EKS::Nodegroup", "Disk", "32.00", "32.00"),
        ("AWS::EC2::NatGateway", "NAT gateway", "98.55", "98.55"),
        ("AWS::EC2::NatGateway", "Data processed", "13.50", "13.50"),
        ("AWS::EC2::VPCEndpoint", "Endpoint", "109.50", "109.50"),
        ("AWS::EC2::VPCEndpoint", "Data processed", "1.50", "1.50"),
        ("AWS::EC2::EIP", "", "10.95", "10.95"),
        ("AWS::KMS::Key", "", "1.90", "1.90"),
        ("AWS::Logs::LogGroup", "", "1.59", "1.59"),
    ];
    let mut total = Range::default();
    for (kind, what, low, high) in parts {
        let expected = Range { low: decimal(low), high: decimal(high) };
        assert_eq!(sum(&pair.model, kind, what), expected, "{kind} {what}");
        total = total + expected;
    }
    assert_eq!(pair.model.monthly(), total);
    let parts: &[(&str, &str, &str)] = &[
        ("AWS::Lambda::Function", "Requests", "2.40"),
        // 4 × 3,000,000 × 0.25 s × 3 GB × $0.000013333
        ("AWS::Lambda::Function", "Duration", "120.00"),
        ("AWS::ApiGateway::RestApi", "Requests", "10.50"),
        ("AWS::SQS::Queue", "Requests", "3.04"),
        ("AWS::DynamoDB::Table", "Write requests", "0.94"),
        ("AWS::DynamoDB::Table", "Read requests", "0.76"),
        ("AWS::DynamoDB::Table", "Storage", "5.00"),
        ("AWS::DynamoDB::Table", "Point-in-time recovery", "4.00"),
        ("AWS::Logs::LogGroup", "", "4.77"),
    ];
    let mut total = Decimal::ZERO;
    for (kind, what, usd) in parts {
        assert_eq!(sum(&pair.ideal, kind, what), Range::exactly(decimal(usd)), "{kind} {what}");
        total = total + decimal(usd);
    }
    assert_eq!(pair.ideal.monthly(), Range::exactly(total));
    assert_eq!(pair.ideal.total(Billing::Priced), Range::default());
    let drivers: Decimal = pair.difference.drivers.iter().map(gapdiff::cost::Driver::difference).sum();
    assert_eq!(drivers, pair.difference.monthly);
    assert!(pair.model.lines.iter().all(|line| line.billing != Billing::Unknown || line.monthly.is_none()));
    let coverage = pair.model.coverage;
    assert_eq!(coverage.resources, coverage.priced + coverage.usage + coverage.free + coverage.unknown);
}

#[test]
fn equal_stacks_cost_the_same_in_every_dialect() {
    let mut compared = 0;
    for file in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/twins")).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        for case in text.split("\n## ").skip(1) {
            let title = case.lines().next().unwrap();
            let blocks: Vec<String> = case.split("\n### ").skip(1).map(str::to_owned).collect();
            let sides = if blocks.is_empty() { fences(case) } else { blocks };
            let amounts: Vec<(Range, u32)> = sides
                .iter()
                .map(|side| costs(side, &Usage::default()))
                .map(|estimate| (estimate.monthly(), estimate.coverage.unknown))
                .collect();
            compared += amounts.len().saturating_sub(1);
            assert!(amounts.windows(2).all(|pair| pair[0] == pair[1]), "{title}: {amounts:?}");
        }
    }
    assert!(compared > 10, "{compared}");
}

/// Each fenced block of a text as a text of its own.
fn fences(text: &str) -> Vec<String> {
    let parts: Vec<&str> = text.split("\n```").collect();
    parts.iter().skip(1).step_by(2).map(|block| format!("```{block}\n```\n")).collect()
}

#[test]
fn what_is_not_known_is_never_nothing() {
    let check = |code: &str, what: &str| {
        let estimate = terraform(code);
        let line = estimate.lines.iter().find(|line| line.what.starts_with(what)).unwrap_or_else(|| panic!("{what}"));
        assert_eq!((line.billing, line.monthly), (Billing::Unknown, None), "{code}");
        assert!(!line.notes.is_empty(), "{code}");
    };
    check("variable \"type\" {}\nresource \"aws_instance\" \"a\" { instance_type = var.type }", "Instances");
    check("variable \"n\" {}\nresource \"aws_nat_gateway\" \"a\" { count = var.n }", "NAT gateway");
    check("resource \"aws_instance\" \"a\" { instance_type = \"z9.enormous\" }", "Instances");
    check("resource \"aws_sagemaker_notebook_instance\" \"a\" { instance_type = \"ml.t3.medium\" }", "Resource");
    check("resource \"azurerm_storage_account\" \"a\" { name = \"a\" }", "Resource");
    check("variable \"size\" {}\nresource \"aws_ebs_volume\" \"a\" { size = var.size }", "Volume");
    check("resource \"aws_ebs_volume\" \"a\" { size = 99999999999999 }", "Volume");
}

#[test]
fn ranges_schedules_and_regions() {
    let spot = terraform(
        "resource \"aws_launch_template\" \"t\" { instance_type = \"m5.large\" }
         resource \"aws_autoscaling_group\" \"g\" {
           desired_capacity = 4
           min_size = 1
           max_size = 9
           mixed_instances_policy {
             instances_distribution {
               on_demand_base_capacity = 1
               on_demand_percentage_above_base_capacity = 0
             }
             launch_template { launch_template_specification { launch_template_id = aws_launch_template.t.id } }
           }
         }",
    );
    let on_demand = sum(&spot, "AWS::AutoScaling::AutoScalingGroup", "Instances, m5.large (on demand)");
    assert_eq!(on_demand, Range::exactly(decimal("70.08")));
    let of_spot = sum(&spot, "AWS::AutoScaling::AutoScalingGroup", "Instances, m5.large (spot)");
    assert_eq!(of_spot, Range { low: decimal("21.02"), high: decimal("210.24") });
    let conditional = terraform(
        "variable \"on\" { type = bool }
         resource \"aws_nat_gateway\" \"n\" { count = var.on ? 1 : 0 }",
    );
    let nat = sum(&conditional, "AWS::EC2::NatGateway", "NAT gateway");
    assert!(nat.low.is_zero(), "{nat:?}");
    let regional = terraform("provider \"aws\" { region = \"sa-east-1\" }\nresource \"aws_nat_gateway\" \"n\" {}");
    assert_eq!(sum(&regional, "AWS::EC2::NatGateway", "NAT gateway"), Range::exactly(decimal("67.89")));
}

/// A stack whose sizes are all given.
fn sized(nodes: u32, disk: u32, replicas: u32, memory: u32, database: u32) -> Decimal {
    let code = format!(
        "resource \"aws_eks_node_group\" \"g\" {{
           instance_types = [\"m5.large\"]
           disk_size      = {disk}
           scaling_config {{
             desired_size = {nodes}
             min_size     = 0
             max_size     = 1000
           }}
         }}
         resource \"aws_elasticache_replication_group\" \"c\" {{
           node_type               = \"cache.t3.micro\"
           num_node_groups         = 1
           replicas_per_node_group = {replicas}
         }}
         resource \"aws_lambda_function\" \"f\" {{ memory_size = {memory} }}
         resource \"aws_db_instance\" \"d\" {{
           engine            = \"postgres\"
           instance_class    = \"db.t3.medium\"
           storage_type      = \"gp3\"
           allocated_storage = {database}
           iops              = 5000
         }}
         resource \"aws_nat_gateway\" \"n\" {{ count = {replicas} }}"
    );
    let estimate = terraform(&code);
    assert!(estimate.lines.iter().all(|line| line.billing != Billing::Unknown), "{:?}", estimate.lines);
    estimate.monthly().middle()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn cost_never_falls_when_a_size_or_count_rises(
        sizes in (0..50_u32, 1..2_000_u32, 0..5_u32, 128..10_240_u32, 20..399_u32),
        more in (0..50_u32, 0..2_000_u32, 0..5_u32, 0..10_240_u32, 0..1_u32),
    ) {
        let less = sized(sizes.0, sizes.1, sizes.2, sizes.3, sizes.4);
        let larger = sized(sizes.0 + more.0, sizes.1 + more.1, sizes.2 + more.2, sizes.3 + more.3, sizes.4 + more.4);
        prop_assert!(less <= larger, "{less} {larger}");
    }

    #[test]
    fn lines_add_up_whatever_the_usage(profile in 0..3_usize, requests in 0..u32::MAX) {
        let profile = [Profile::Low, Profile::Baseline, Profile::High][profile];
        let file = format!("resource_type_default_usage:\n  aws_lambda_function:\n    monthly_requests: {requests}\n");
        let usage = Usage::with_file(profile, &file).unwrap();
        let code = "```hcl\nresource \"aws_lambda_function\" \"f\" {}\nresource \"aws_nat_gateway\" \"n\" {}\n```\n";
        let estimate = costs(code, &usage);
        let by_service: Range = estimate.by_service().into_iter().map(|(_, sum)| sum).sum();
        prop_assert_eq!(by_service, estimate.monthly());
        prop_assert_eq!(estimate.total(Billing::Priced) + estimate.total(Billing::Usage), estimate.monthly());
    }
}
