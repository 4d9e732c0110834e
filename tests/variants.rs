//! Variants of real answers against the answers themselves: the same one, one with its resources renamed and reordered, and
//! one with a single setting changed.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

use gapdiff::dimensions::Gap;
use gapdiff::program::value::{Kind, Provenance, Value};
use gapdiff::response::{Language, Role};
use gapdiff::source::{Level, Span};
use gapdiff::stack::{Origin, Tool};
use gapdiff::{Analysis, analyse, compare};
use regex::{Captures, Regex};

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/corpus");
/// One in so many answers is tried. Chosen so that the test takes seconds.
const STRIDE: usize = 30;

/// A file of an answer: its path, language and text.
#[derive(Clone)]
struct File {
    path: Option<String>,
    language: Language,
    text: String,
}

fn answers() -> Vec<PathBuf> {
    let folders = |path: &Path| -> Vec<PathBuf> {
        let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect()
    };
    let samples = folders(Path::new(CORPUS)).iter().flat_map(|kind| folders(kind)).collect::<Vec<_>>();
    let names = ["MODEL_RESPONSE.md", "IDEAL_RESPONSE.md"];
    let mut answers: Vec<_> =
        samples.iter().flat_map(|sample| names.map(|name| sample.join("lib").join(name))).collect();
    answers.retain(|path| path.exists());
    answers.sort();
    answers.into_iter().step_by(STRIDE).collect()
}

/// The files of an answer that declare or configure.
fn files(analysis: &Analysis) -> Vec<File> {
    let files = analysis.response.files.iter();
    let written = files.filter(|file| matches!(file.role, Role::Infrastructure | Role::Configuration));
    written
        .map(|file| File {
            path: file.path.as_deref().map(str::to_owned),
            language: file.language,
            text: file.text.to_string(),
        })
        .collect()
}

/// An answer made of files.
fn answer(files: &[File]) -> Analysis {
    let mut text = String::new();
    for file in files {
        let path = file.path.as_deref().map(|path| format!("### `{path}`\n\n")).unwrap_or_default();
        text += &format!("{path}````{}\n{}\n````\n\n", file.language.id(), file.text);
    }
    analyse("RESPONSE.md", text.as_bytes())
}

fn gaps(model: &Analysis, ideal: &Analysis) -> Vec<String> {
    compare(model, ideal, None).gaps.iter().map(shown).collect()
}

fn shown(gap: &Gap) -> String {
    format!("{} {}", gap.attribute.as_deref().unwrap_or("-"), gap.title)
}

/// Runs a check on many answers at once, and fails with all that it complains of.
fn check_all(check: impl Fn(&Analysis) -> Vec<String> + Sync) {
    let answers = answers();
    if answers.is_empty() {
        return;
    }
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let complaints: Vec<String> = std::thread::scope(|scope| {
        let run = |path: &PathBuf| {
            let analysis = analyse("RESPONSE.md", &std::fs::read(path).unwrap());
            let name = path.strip_prefix(CORPUS).unwrap().display().to_string();
            check(&analysis).into_iter().map(move |complaint| format!("{name}: {complaint}")).collect::<Vec<_>>()
        };
        let workers: Vec<_> = answers
            .chunks(answers.len().div_ceil(threads))
            .map(|chunk| scope.spawn(move || chunk.iter().flat_map(run).collect::<Vec<_>>()))
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    assert!(complaints.is_empty(), "{} complaints\n{}", complaints.len(), complaints.join("\n"));
}

#[test]
fn an_answer_has_no_gap_to_itself() {
    check_all(|analysis| gaps(analysis, analysis));
}

#[test]
fn names_and_order_make_no_gap() {
    check_all(|analysis| {
        let files = files(analysis);
        if has_errors(&answer(&files)) {
            return Vec::new();
        }
        let variant: Vec<_> = files.iter().map(|file| renamed(&reordered(file), analysis)).collect();
        gaps(&answer(&variant), &answer(&files))
    });
}

/// Whether an answer is broken: where its blocks end is anyone's guess.
fn has_errors(analysis: &Analysis) -> bool {
    let mut diagnostics = analysis.response.diagnostics.iter().chain(&analysis.stack.diagnostics);
    diagnostics.any(|diagnostic| diagnostic.level == Level::Error)
}

/// The blocks of a Terraform file and the resources of a template in reverse order.
fn reordered(file: &File) -> File {
    let text = match file.language {
        // A heredoc or a comment may hold lines that look like the end of a block.
        Language::Hcl if !file.text.contains("<<") && !file.text.contains("/*") => {
            let chunks: Vec<&str> = file.text.split_inclusive("\n}\n").collect();
            // The first provider is the main one.
            let (mut providers, rest): (Vec<&str>, Vec<&str>) =
                chunks.into_iter().partition(|chunk| chunk.contains("provider \""));
            providers.extend(rest.into_iter().rev());
            providers.iter().map(|chunk| format!("{}\n", chunk.trim_end())).collect()
        }
        Language::Json => match serde_json::from_str::<serde_json::Value>(&file.text) {
            Ok(mut json) => {
                if let Some(resources) = json.get_mut("Resources").and_then(|resources| resources.as_object_mut()) {
                    *resources = std::mem::take(resources).into_iter().rev().collect();
                }
                serde_json::to_string_pretty(&json).unwrap()
            }
            Err(_) => file.text.clone(),
        },
        _ => file.text.clone(),
    };
    File { text, ..file.clone() }
}

/// What stands before the name of a resource in a template: a key, a reference, an item of a list of such.
const USE: &str = r#"(?m)((?:^\s*(?:-\s*)?|(?:Ref|GetAtt|DependsOn)"?:?\s*\[?\s*)["']?|\$\{)"#;

/// The same with other names for its resources, where it is certain what is one.
fn renamed(file: &File, analysis: &Analysis) -> File {
    let mut text = file.text.clone();
    for (at, declaration) in analysis.stack.declarations.iter().enumerate() {
        match declaration.tool {
            Tool::Terraform => {
                let Some((kind, name)) = declaration.address.rsplit_once('.') else { continue };
                if kind.contains("module.") {
                    continue;
                }
                let heads = Regex::new(&format!(r#"(resource\s+"{kind}"\s+"){name}""#)).unwrap();
                text = heads.replace_all(&text, |head: &Captures<'_>| format!("{}it_{at}\"", &head[1])).into_owned();
                let uses = Regex::new(&format!(r"(^|[^.\w]){kind}\.{name}\b")).unwrap();
                text =
                    uses.replace_all(&text, |found: &Captures<'_>| format!("{}{kind}.it_{at}", &found[1])).into_owned();
            }
            Tool::CloudFormation => {
                let name = &*declaration.address;
                let keys = Regex::new(&format!(r#"(?m)^\s*"?{name}"?\s*:"#)).unwrap();
                // A word of CloudFormation's own, such as `TargetGroup`, may stand for something else.
                let values = Regex::new(&format!(r#"(/|(Name|Type|Value)"?\s*:\s*"?){name}\b"#)).unwrap();
                if keys.find_iter(&text).count() == 1 && !values.is_match(&text) {
                    let uses = Regex::new(&format!(r#"{USE}{name}(["'.:,]|\s*[}}\]]|\s*$)"#)).unwrap();
                    let other = |found: &Captures<'_>| format!("{}It{at}{}", &found[1], &found[2]);
                    text = uses.replace_all(&text, other).into_owned();
                }
            }
            _ => {}
        }
    }
    File { text, ..file.clone() }
}

#[test]
fn one_changed_setting_makes_one_gap() {
    check_all(|analysis| {
        let original = files(analysis);
        let base = answer(&original);
        let mut complaints = Vec::new();
        for (setting, span) in settings(&base) {
            let mut files = original.clone();
            let Some(file) = files.get_mut(span.file as usize) else { continue };
            let range = span.start as usize..span.end as usize;
            let Some(mutant) = file.text.get(range.clone()).and_then(mutant) else { continue };
            file.text.replace_range(range, &mutant);
            let found = gaps(&answer(&files), &base);
            if found.len() != 1 {
                complaints.push(format!("{setting} {mutant}: {} gaps: {}", found.len(), found.join(" | ")));
            }
        }
        complaints
    });
}

/// Another number or truth value than that of the code.
fn mutant(code: &str) -> Option<String> {
    let mutant = match code {
        "true" => "false",
        "false" => "true",
        "True" => "False",
        "False" => "True",
        number => return Some((number.parse::<u64>().ok()? + 1).to_string()),
    };
    Some(mutant.to_owned())
}

/// A few settings that are numbers or truth values, each with the place where it is written.
fn settings(analysis: &Analysis) -> Vec<(String, Span)> {
    let mut settings = Vec::new();
    for resource in &analysis.stack.resources {
        let declared = &analysis.stack.declarations[resource.declaration];
        if resource.origin != Origin::Declared || declared.count != Some(1) {
            continue;
        }
        for (name, value) in &resource.properties {
            if let Some(span) = written(value)
                && resource.spans.iter().any(|own| own.contains(span))
            {
                settings.push((format!("{}.{name}", resource.address), span));
            }
        }
    }
    let stride = (settings.len() / 3).max(1);
    settings.into_iter().step_by(stride).collect()
}

fn written(value: &Value) -> Option<Span> {
    (matches!(value.kind, Kind::Number(_) | Kind::Bool(_)) && value.provenance == Provenance::Explicit)
        .then_some(value.span?)
}
