//! `gapdiff grade` as a user runs it: sources, order, resuming, streaming, thresholds.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

/// A folder of its own for each test, removed when the test ends.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("gapdiff-grade-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_string_lossy().into_owned()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gapdiff"));
    command.arg("grade").args(arguments);
    command
}

fn grade(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}

/// A small answer that differs with its number.
fn answer(number: usize, encrypted: bool) -> String {
    let encryption = if encrypted { "  kms_master_key_id = \"alias/aws/sqs\"\n" } else { "" };
    format!(
        "# Queue {number}\n\n```hcl main.tf\nresource \"aws_sqs_queue\" \"queue{number}\" {{\n  name = \"jobs-{number}\"\n{encryption}}}\n```\n"
    )
}

fn record(number: usize) -> String {
    let record = serde_json::json!({
        "id": format!("sample-{number}"),
        "prompt": "Write Terraform for an encrypted SQS queue.",
        "response": answer(number, false),
        "ideal": answer(number, true),
        "training_quality": 5 + number % 6,
        "platform": if number.is_multiple_of(2) { "tf" } else { "cdk" },
    });
    format!("{record}\n")
}

fn tree(root: &Path, count: usize) {
    for number in 0..count {
        let folder = root.join(format!("group-{}/sample-{number:03}/lib", number % 3));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("MODEL_RESPONSE.md"), answer(number, false)).unwrap();
        std::fs::write(folder.join("IDEAL_RESPONSE.md"), answer(number, true)).unwrap();
    }
}

fn rows(text: &[u8]) -> Vec<serde_json::Value> {
    text.split(|&byte| byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect()
}

#[test]
fn results_are_the_same_at_any_number_of_jobs() {
    let scratch = Scratch::new("jobs");
    tree(&scratch.0.join("tree"), 40);
    let run = |jobs: &str| {
        let output = scratch.path(&format!("out{jobs}.jsonl"));
        assert!(grade(&[&scratch.path("tree"), "--jobs", jobs, "-o", &output]).status.success());
        std::fs::read(output).unwrap()
    };
    let one = run("1");
    assert!(one == run("8"));
    let ids: Vec<_> = rows(&one).iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids.len(), 40);
    assert!(ids.is_sorted());
}

#[test]
fn a_killed_run_goes_on_where_it_was() {
    let scratch = Scratch::new("kill");
    let source = scratch.path("in.jsonl");
    std::fs::write(&source, (0..150).map(record).collect::<String>()).unwrap();
    let whole = scratch.path("whole.jsonl");
    assert!(grade(&[&source, "-o", &whole]).status.success());
    let whole = std::fs::read(whole).unwrap();
    // The moments are spread over the run, which takes some tenths of a second; none is the same in two runs of this test.
    let mut midway = 0;
    for turn in 0..10_u64 {
        let output = scratch.path(&format!("killed{turn}.jsonl"));
        let mut child = command(&[&source, "-o", &output]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let wanted = whole.len() as u64 * (turn + 1) / 12;
        while child.try_wait().unwrap().is_none() && std::fs::metadata(&output).map_or(0, |found| found.len()) < wanted
        {
            std::thread::sleep(Duration::from_micros(300));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let left = std::fs::read(&output).unwrap();
        midway += usize::from(left.len() < whole.len());
        // A system that breaks off may leave a line by half.
        if turn.is_multiple_of(2) {
            std::fs::write(&output, left.get(..left.len().saturating_sub(7)).unwrap_or_default()).unwrap();
        }
        assert!(grade(&[&source, "-o", &output]).status.success());
        assert!(std::fs::read(&output).unwrap() == whole, "killed at {} of {} bytes", left.len(), whole.len());
    }
    assert!(midway > 0, "no run was killed before its end");
}

#[test]
fn a_stream_is_answered_line_by_line() {
    let mut child = command(&["-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    for number in 0..3 {
        input.write_all(record(number).as_bytes()).unwrap();
        input.flush().unwrap();
        // The result comes while the input is still open.
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        assert_eq!(rows(line.as_bytes())[0]["id"], format!("sample-{number}"));
    }
    drop(input);
    assert!(child.wait().unwrap().success());
}

/// The most memory that a process had, in KiB.
fn peak(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().trim_end_matches(" kB").parse().ok()
}

/// Streams so many samples, and returns the peak of memory after each part of the stream.
fn stream(count: usize, parts: usize) -> Vec<u64> {
    let mut child = command(&["-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let writer = std::thread::spawn(move || {
        for number in 0..count {
            input.write_all(record(number).as_bytes()).unwrap();
        }
    });
    let mut peaks = Vec::new();
    let mut line = String::new();
    for number in 1..=count {
        line.clear();
        output.read_line(&mut line).unwrap();
        if number.is_multiple_of(count / parts) {
            peaks.extend(peak(child.id()));
        }
    }
    writer.join().unwrap();
    assert!(child.wait().unwrap().success());
    peaks
}

/// Memory grows by what is remembered of each sample to find copies, which is bounded, and by little else.
fn is_flat(peaks: &[u64], samples: u64) {
    let [first, .., last] = peaks else { return };
    assert!(last - first < samples.min(30_000) / 2 + 12_000, "{peaks:?} KiB");
}

#[test]
fn memory_stays_flat() {
    is_flat(&stream(1_500, 5), 1_500);
}

#[test]
#[ignore = "takes minutes without optimisation"]
fn memory_stays_flat_over_100_000_samples() {
    let peaks = stream(100_000, 10);
    is_flat(&peaks, 100_000);
    std::fs::write(std::env::temp_dir().join("gapdiff-peaks.txt"), format!("{peaks:?}\n")).unwrap();
}

#[test]
fn broken_samples_are_results() {
    let scratch = Scratch::new("broken");
    let source = scratch.path("in.jsonl");
    let lines = [
        record(0),
        "{ not json\n".to_owned(),
        "{\"id\": \"half\", \"response\": \"x\"}\n".to_owned(),
        record(1),
        "{\"id\": \"void\", \"response\": \" \", \"ideal\": \"x\"}\n".to_owned(),
    ];
    std::fs::write(&source, lines.concat()).unwrap();
    let output = grade(&[&source]);
    assert_eq!(output.status.code(), Some(0));
    let rows = rows(&output.stdout);
    let told: Vec<_> = rows.iter().map(|row| (row["id"].as_str().unwrap(), row["error"].is_string())).collect();
    assert_eq!(told, [("sample-0", false), ("line-2", true), ("half", true), ("sample-1", false), ("void", true)]);
    let stopped = grade(&[&source, "--max-errors", "1"]);
    assert_eq!(stopped.status.code(), Some(2));
    assert!(
        String::from_utf8_lossy(&stopped.stderr).starts_with("gapdiff: more than 1 samples have errors"),
        "{stopped:?}"
    );
}

#[test]
fn every_source_gives_the_same_results() {
    let scratch = Scratch::new("sources");
    tree(&scratch.0.join("tree"), 3);
    let ids = ["group-0/sample-000", "group-1/sample-001", "group-2/sample-002"];
    std::fs::write(scratch.path("list.txt"), ids.map(|id| format!("tree/{id}\n")).concat()).unwrap();
    let mut csv = "id,response,ideal\n".to_owned();
    let mut jsonl = String::new();
    for (number, id) in ids.iter().enumerate() {
        let (model, ideal) = (answer(number, false), answer(number, true));
        csv.push_str(&format!("{id},\"{}\",\"{}\"\n", model.replace('"', "\"\""), ideal.replace('"', "\"\"")));
        jsonl.push_str(&format!("{}\n", serde_json::json!({"id": id, "response": model, "ideal": ideal})));
    }
    std::fs::write(scratch.path("in.csv"), csv).unwrap();
    std::fs::write(scratch.path("in.jsonl"), jsonl).unwrap();
    let results = |source: &str| grade(&[&scratch.path(source)]).stdout;
    let expected = results("tree");
    assert_eq!(rows(&expected).len(), 3);
    assert_eq!(String::from_utf8(results("in.jsonl")), String::from_utf8(expected.clone()));
    assert_eq!(String::from_utf8(results("in.csv")), String::from_utf8(expected.clone()));
    let listed = String::from_utf8(results("list.txt"))
        .unwrap()
        .replace("\"id\":\"tree/", "\"id\":\"")
        .replace("those of tree/", "those of ");
    assert_eq!(listed, String::from_utf8(expected).unwrap());
}

#[test]
fn selections_and_thresholds() {
    let scratch = Scratch::new("selections");
    let source = scratch.path("in.jsonl");
    std::fs::write(&source, (0..12).map(record).collect::<String>()).unwrap();
    let ids = |arguments: &[&str]| -> Vec<String> {
        let output = grade(&[&[source.as_str()], arguments].concat());
        rows(&output.stdout)
            .iter()
            .map(|row| row["id"].as_str().unwrap().trim_start_matches("sample-").to_owned())
            .collect()
    };
    assert_eq!(ids(&["--limit", "2"]), ["0", "1"]);
    assert_eq!(ids(&["--shard", "2/5"]), ["1", "6", "11"]);
    assert_eq!(ids(&["--filter", "platform=cdk", "--limit", "2"]), ["1", "3"]);
    let random = ids(&["--limit", "4", "--seed", "7"]);
    assert_eq!((random.len(), ids(&["--limit", "4", "--seed", "7"])), (4, random.clone()));
    assert_eq!(grade(&[&source, "--max-critical", "1000"]).status.code(), Some(0));
    assert_eq!(grade(&[&source, "--min-alignment", "101"]).status.code(), Some(1));
    assert_eq!(grade(&[&scratch.path("none.jsonl")]).status.code(), Some(2));
}

#[test]
fn an_other_file_is_not_overwritten() {
    let scratch = Scratch::new("other");
    let (source, output) = (scratch.path("in.jsonl"), scratch.path("notes.jsonl"));
    std::fs::write(&source, record(0)).unwrap();
    std::fs::write(&output, "{\"mine\": true}\n").unwrap();
    let refused = grade(&[&source, "-o", &output]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("start over with --fresh"), "{refused:?}");
    assert_eq!(std::fs::read_to_string(&output).unwrap(), "{\"mine\": true}\n");
    assert!(grade(&[&source, "-o", &output, "--fresh"]).status.success());
}

#[test]
fn tables_pages_and_reports() {
    let scratch = Scratch::new("outputs");
    let source = scratch.path("in.jsonl");
    std::fs::write(&source, (0..4).map(record).collect::<String>()).unwrap();
    let (csv, html, reports) = (scratch.path("out.csv"), scratch.path("out.html"), scratch.path("reports"));
    let output = grade(&[&source, "-o", &csv, "--html", &html, "--reports", &reports]);
    assert!(output.status.success(), "{output:?}");
    let summary = String::from_utf8(output.stdout).unwrap();
    for part in
        ["4 samples, 0 with errors", "By tool of the ideal", "metadata-platform", "Agreement with people on 4 samples"]
    {
        assert!(summary.contains(part), "{part}: {summary}");
    }
    let table = std::fs::read_to_string(&csv).unwrap();
    assert_eq!(table.lines().count(), 5);
    assert!(table.starts_with("id,error,turn,training_value,alignment,"));
    assert!(!Path::new(&format!("{csv}.partial.jsonl")).exists());
    let page = std::fs::read_to_string(&html).unwrap();
    assert!(page.contains("href=\"reports/000001-sample-0.html\""));
    assert_eq!(std::fs::read_dir(&reports).unwrap().count(), 4);
}

#[test]
fn runs_are_compared() {
    let scratch = Scratch::new("trend");
    let source = scratch.path("in.jsonl");
    std::fs::write(&source, (0..6).map(record).collect::<String>()).unwrap();
    let (before, after) = (scratch.path("a.jsonl"), scratch.path("b.jsonl"));
    assert!(grade(&[&source, "-o", &before]).status.success());
    let better: String = (0..6)
        .map(|number| record(number).replace("\"response\":", "\"x\":").replace("\"ideal\":", "\"response\":"))
        .zip(0..6)
        .map(|(line, number)| {
            let mut value: serde_json::Value = serde_json::from_str(&line).unwrap();
            value["ideal"] = answer(number, true).into();
            format!("{value}\n")
        })
        .collect();
    std::fs::write(&source, better).unwrap();
    assert!(grade(&[&source, "-o", &after]).status.success());
    let trend = Command::new(env!("CARGO_BIN_EXE_gapdiff")).args(["trend", &before, &after]).output().unwrap();
    let text = String::from_utf8(trend.stdout).unwrap();
    assert!(text.contains("6 samples in both runs"), "{text}");
    assert!(text.lines().any(|line| line.trim_start().starts_with("gaps ") && line.contains("better")), "{text}");
}
