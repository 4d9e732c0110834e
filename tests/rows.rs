//! The six rows: every line that they cite holds what they say of it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

use gapdiff::stack::Tool;
use gapdiff::{Comparison, analyse, compare, prompt};
use regex::Regex;

const SHARED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared");

/// A pair of answers with its prompt, as texts.
struct Pair {
    model: String,
    ideal: String,
    prompt: String,
}

fn read(folder: &Path) -> Option<Pair> {
    let text = |name: &str| {
        let bytes = std::fs::read(folder.join(name)).ok()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    };
    let prompt = text("PROMPT.md").unwrap_or_default();
    Some(Pair { model: text("MODEL_RESPONSE.md")?, ideal: text("IDEAL_RESPONSE.md")?, prompt })
}

fn compared(pair: &Pair) -> Comparison {
    let model = analyse("MODEL_RESPONSE.md", pair.model.as_bytes());
    let ideal = analyse("IDEAL_RESPONSE.md", pair.ideal.as_bytes());
    compare(&model, &ideal, Some(&prompt::read("PROMPT.md", pair.prompt.as_bytes())))
}

/// The text of lines `7` or `7-9` of a file.
fn lines_of<'a>(text: &'a str, lines: &str) -> Vec<&'a str> {
    let (start, end) = lines.split_once('-').unwrap_or((lines, lines));
    let (start, end): (usize, usize) = (start.parse().unwrap(), end.parse().unwrap());
    text.lines().skip(start - 1).take(end + 1 - start).collect()
}

/// Each name between backticks that stands right before lines in parentheses, with those lines: `` `orders` (FILE:1-9) ``.
fn citations(cell: &str) -> Vec<(String, String)> {
    let cited =
        Regex::new(r"`([^`]+)`(?: (?:opens|is|allows|serves)[^`(;]*)? \((?:[A-Z_]+\.md:)?(\d+(?:-\d+)?)\)").unwrap();
    cited.captures_iter(cell).map(|found| (found[1].to_owned(), found[2].to_owned())).collect()
}

/// Whether lines put a name together: `f"orders-{stage}"` makes `orders-dev`. What they write down stands before the part that is put in.
fn puts_together(lines: &str, name: &str) -> bool {
    let written = name.rfind('-').map_or("", |at| &name[..=at]);
    !written.is_empty() && ["{", "${"].iter().any(|opening| lines.contains(&format!("{written}{opening}")))
}

/// What is wrong with what the cells cite: names that do not stand in the lines that are cited for them, or, of regions, lines
/// that do not name one.
fn wrong_citations(pair: &Pair) -> Vec<String> {
    let mut wrong = Vec::new();
    let places = Regex::new(r"\((?:[A-Z_]+\.md:)?(\d+(?:-\d+)?)\)").unwrap();
    for row in compared(pair).table {
        for (cell, text) in [(&row.model, &pair.model), (&row.ideal, &pair.ideal)] {
            if row.gap == "Region Defaults" {
                let region = cell.split('`').nth(1).unwrap_or_default();
                let main = cell.split(" Further").next().unwrap_or_default();
                for lines in places.captures_iter(main).map(|found| found[1].to_owned()) {
                    if !lines_of(text, &lines).join("\n").contains(region) {
                        wrong.push(format!("{}: {region} at {lines}", row.gap));
                    }
                }
                continue;
            }
            for (name, lines) in citations(cell) {
                let last =
                    name.split(['[', '"', '#']).next().unwrap_or(&name).rsplit(['.', '/']).next().unwrap().trim();
                let cited = lines_of(text, &lines).join("\n");
                if !cited.contains(last) && !puts_together(&cited, last) {
                    wrong.push(format!("{}: `{name}` at {lines}", row.gap));
                }
            }
        }
    }
    wrong
}

#[test]
fn the_seed_pair() {
    let Some(pair) = read(&PathBuf::from(SHARED).join("seed/eks-vs-serverless")) else { return };
    let table = compared(&pair).table;
    // The row, and what the model's cell, the ideal's and the impact say.
    type Case<'a> = (&'a str, &'a [&'a str], &'a [&'a str], &'a [&'a str]);
    let cases: &[Case<'_>] = &[
        (
            "Architecture",
            &[
                "`aws_eks_cluster.main` (MODEL_RESPONSE.md:807-846)",
                "three managed node groups `system`, `application` and `gpu` (1075-1192)",
            ],
            &[
                "`api` (IDEAL_RESPONSE.md:771-780)",
                "four Lambda functions",
                "(409-752)",
                "two SQS queues",
                "two DynamoDB tables",
            ],
            &["A different system", "PROMPT.md:9, 17, 21 and 33 ask for"],
        ),
        (
            "IaC Tooling",
            &["Terraform, HCL"],
            &["Pulumi, Python (`__main__.py`, `Pulumi.yaml`"],
            &["PROMPT.md:7, 13 and 57 ask for Pulumi with Python."],
        ),
        (
            "Region Defaults",
            &["`ap-southeast-1`: `variable \"aws_region\"` (MODEL_RESPONSE.md:59-63)", "(1988)"],
            &["`us-east-2`: `config.get(\"region\") or \"us-east-2\"` (IDEAL_RESPONSE.md:17)", "`Pulumi.yaml` (1033)"],
            &["PROMPT.md:68 asks for `us-east-2`."],
        ),
        (
            "Event + Data Layer",
            &["None"],
            &[
                "`transaction_queue` (IDEAL_RESPONSE.md:48-62)",
                "`notification_queue` (64-78), FIFO",
                "each with a dead-letter queue after 3 receives",
                "`transactions_table` (84-103) and `fraud_alerts_table` (105-129), on demand, with point-in-time recovery",
                "`notification_queue` starts `notification_sender` (758-765)",
                "Nothing reads `transaction_queue`.",
            ],
            &["Items have nowhere to be stored."],
        ),
        (
            "Security Boundary",
            &[
                "`aws_security_group_rule.cluster_ingress_workstation_https` opens TCP 443 to 0.0.0.0/0 (MODEL_RESPONSE.md:618-626)",
                "`aws_eks_cluster.main` has a public endpoint with no list of networks (2018)",
            ],
            &["No security group.", "limited to 1,000 requests a second (IDEAL_RESPONSE.md:980-994)"],
            &["EKS cluster `aws_eks_cluster.main` can be reached"],
        ),
        (
            "Cost Profile",
            &[
                "`system` (m5.large, on demand, desired size 2, disks of 50 GiB, 1075-1110)",
                "`application` (t3.large, t3a.large or t2.large, spot, desired size 3, disks of 100 GiB, 1112-1147)",
                "`gpu` (g4dn.xlarge, on demand, desired size 0, disks of 100 GiB, 1149-1192)",
                "three NAT gateways",
                "five interface endpoints",
            ],
            &["Pay per use", "four Lambda functions (3 GB, arm64, 409-752)"],
            &["The model costs the same with no traffic at all."],
        ),
    ];
    assert_eq!(table.len(), cases.len());
    for (row, (gap, model, ideal, impact)) in table.iter().zip(cases) {
        assert_eq!(row.gap, *gap);
        for (cell, expected) in [(&row.model, model), (&row.ideal, ideal), (&row.impact, impact)] {
            for part in *expected {
                assert!(cell.contains(part), "{gap}: {part:?} is not in {cell:?}");
            }
        }
    }
    assert_eq!(wrong_citations(&pair), [""; 0]);
}

#[test]
fn samples_cite_lines_that_hold_what_is_said() {
    let samples = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/samples")).unwrap();
    for folder in samples.map(|entry| entry.unwrap().path()) {
        let Some(pair) = read(&folder) else { continue };
        assert_eq!(wrong_citations(&pair), [""; 0], "{}", folder.display());
    }
}

/// One in so many pairs of the corpus is read, so that the test takes seconds.
const STRIDE: usize = 25;

#[test]
fn the_corpus_cites_lines_that_hold_what_is_said() {
    let Ok(kinds) = std::fs::read_dir(PathBuf::from(SHARED).join("corpus")) else { return };
    let mut folders: Vec<PathBuf> = kinds
        .filter_map(|kind| std::fs::read_dir(kind.ok()?.path()).ok())
        .flatten()
        .filter_map(|sample| Some(sample.ok()?.path().join("lib")))
        .collect();
    folders.sort();
    for folder in folders.iter().step_by(STRIDE) {
        let Some(pair) = read(folder) else { continue };
        // A construct of the CDK may have its name where it is handed on, and not where it is made.
        let of_cdk = |text: &str| analyse("A.md", text.as_bytes()).stack.tooling.tool == Tool::Cdk;
        if of_cdk(&pair.model) || of_cdk(&pair.ideal) {
            continue;
        }
        assert_eq!(wrong_citations(&pair), [""; 0], "{}", folder.display());
    }
}
