//! The command as a user meets it: exit codes, one-line errors, standard input, files by extension.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn gapdiff(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_gapdiff")).args(arguments).current_dir(ROOT).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The command fails with exit code 2 and that one line.
fn fails_with(arguments: &[&str], line: &str) {
    let output = gapdiff(arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    assert_eq!(text(&output.stderr).trim_end(), line, "{arguments:?}");
    assert!(output.stdout.is_empty());
}

const MODEL: &str = "samples/three-tier/MODEL_RESPONSE.md";
const IDEAL: &str = "samples/three-tier/IDEAL_RESPONSE.md";

#[test]
fn bad_input_gets_one_line() {
    let scratch = std::env::temp_dir().join(format!("gapdiff-empty-{}.md", std::process::id()));
    std::fs::write(&scratch, "\n \n").unwrap();
    let empty = scratch.to_string_lossy().into_owned();
    fails_with(&["no/such.md", IDEAL], "gapdiff: no/such.md does not exist; check the path");
    fails_with(
        &["samples/three-tier", IDEAL],
        "gapdiff: samples/three-tier is a folder; name the Markdown file in it, such as samples/three-tier/MODEL_RESPONSE.md",
    );
    fails_with(&[MODEL, &empty], &format!("gapdiff: {empty} is empty; give an answer in Markdown"));
    fails_with(
        &["-", "-"],
        "gapdiff: both answers are `-`, but standard input can be read once; name a file for one of them",
    );
    fails_with(
        &[MODEL, IDEAL, "-o", "report.pdf"],
        "gapdiff: cannot tell the form of report.pdf; end it in .md or .html or .json or .txt or .sarif or .xml or .csv or give --format",
    );
    fails_with(&["inspect", "no/such.md"], "gapdiff: no/such.md does not exist; check the path");
    std::fs::remove_file(scratch).unwrap();
}

#[test]
fn exit_code_tells_of_gaps() {
    assert_eq!(gapdiff(&[MODEL, IDEAL]).status.code(), Some(0));
    assert_eq!(gapdiff(&[MODEL, IDEAL, "--fail-on", "low"]).status.code(), Some(1));
    assert_eq!(gapdiff(&[IDEAL, IDEAL, "--fail-on", "info"]).status.code(), Some(0));
}

#[test]
fn dash_reads_standard_input() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_gapdiff"))
        .args(["-", IDEAL, "--format", "json"])
        .current_dir(ROOT)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(&std::fs::read(Path::new(ROOT).join(MODEL)).unwrap()).unwrap();
    let output = child.wait_with_output().unwrap();
    let piped: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let named: serde_json::Value = serde_json::from_slice(&gapdiff(&[MODEL, IDEAL, "-f", "json"]).stdout).unwrap();
    assert_eq!(piped["model"]["response"]["path"], "stdin");
    assert_eq!(piped["gaps"].as_array().unwrap().len(), named["gaps"].as_array().unwrap().len());
}

#[test]
fn extension_names_the_form() {
    let file = std::env::temp_dir().join(format!("gapdiff-report-{}.json", std::process::id()));
    let output = gapdiff(&[MODEL, IDEAL, "-o", &file.to_string_lossy()]);
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stdout.is_empty());
    let report: serde_json::Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    assert_eq!(report["schema_version"], "1");
    std::fs::remove_file(file).unwrap();
}

#[test]
fn colour_is_asked_for_or_absent() {
    let escape = '\u{1b}';
    assert!(!text(&gapdiff(&[MODEL, IDEAL]).stdout).contains(escape), "output that is piped has no colour");
    assert!(text(&gapdiff(&[MODEL, IDEAL, "--color", "always"]).stdout).contains(escape));
}

#[test]
fn an_answer_without_code_is_no_error() {
    let output = gapdiff(&["README.md", IDEAL]);
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn checks_are_listed_and_explained() {
    let output = gapdiff(&["explain", "CKV_AWS_21"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stdout).starts_with("# s3-bucket-versioning\n"));
    assert!(text(&gapdiff(&["checks", "--kind", "compliance"]).stdout).contains("s3-bucket-versioning"));
    fails_with(
        &["explain", "no-such"],
        "gapdiff: no check is called no-such; `gapdiff checks` lists those that there are",
    );
}

#[test]
fn own_checks_are_applied_and_their_mistakes_named() {
    let folder = std::env::temp_dir().join(format!("gapdiff-checks-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("own.checks");
    let own = "check     team-tag\nseverity  low\nwhat      Subnets name their team\nfails     names no team\nwhy       Who owns it?\n\
               fix       Add the tag `Team`.\ntype      AWS::EC2::Subnet\nrequires  Tags.Team set\n";
    std::fs::write(&file, own).unwrap();
    let folder_name = folder.to_string_lossy().into_owned();
    let output = gapdiff(&["check", MODEL, "--checks", &folder_name, "--format", "csv"]);
    assert!(text(&output.stdout).contains("team-tag"), "{}", text(&output.stderr));
    std::fs::write(&file, own.replace("Tags.Team set", "Tags.Team there")).unwrap();
    let message = "`there` is no predicate; there are set, unset, on, off, is, not, at least, at most, count";
    fails_with(&["check", MODEL, "--checks", &folder_name], &format!("gapdiff: {}:8: {message}", file.display()));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn the_version_says_how_old_the_prices_are() {
    let printed = text(&gapdiff(&["--version"]).stdout);
    assert!(printed.contains(&format!("prices as of {}", gapdiff::cost::prices::AS_OF)), "{printed}");
}

#[test]
fn a_usage_file_that_is_wrong_is_one_clear_line() {
    let file = std::env::temp_dir().join(format!("gapdiff-usage-{}.yml", std::process::id()));
    std::fs::write(&file, "resource_usage:\n  a.b:\n    monthly_requests: many\n").unwrap();
    let output = gapdiff(&["cost", MODEL, "--usage", &file.to_string_lossy()]);
    std::fs::remove_file(file).unwrap();
    assert_eq!(output.status.code(), Some(2));
    let complaint = text(&output.stderr);
    assert!(complaint.contains("line 3: `many` is not an amount for `a.b.monthly_requests`"), "{complaint}");
    assert_eq!(complaint.lines().count(), 1);
}
