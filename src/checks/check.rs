//! What a check is, and how its table says it.
//!
//! A table holds one paragraph a check, `field  value` a line: what it is called and what it means, and for a simple one its rule.

use std::fmt;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use super::example::Given;
use super::rule::Rule;
use crate::severity::Severity;

/// One thing that is checked, as people read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Stable and readable: `s3-bucket-encryption`.
    pub id: Arc<str>,
    /// What it guards against.
    pub kind: CheckKind,
    /// How severe it is that it fails.
    pub severity: Severity,
    /// The pillar of a good architecture that it belongs to.
    pub pillar: Pillar,
    /// What must be so, as a sentence without a full stop.
    pub what: String,
    /// What is so where it fails: the end of a sentence that begins with the resource.
    pub fails: String,
    /// Why it matters.
    pub why: String,
    /// What to write instead.
    pub fix: String,
    /// What other scanners call it: `CKV_AWS_19`, `AWS-0088`.
    pub aliases: Vec<Arc<str>>,
    /// The controls of frameworks that ask for it: `CIS AWS 3.0 2.1.1`.
    pub controls: Vec<String>,
}

/// What a check guards against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, JsonSchema, Serialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum CheckKind {
    /// That somebody does what they should not.
    Security,
    /// That what auditors and operators ask for is lacking: logs, backups, owners.
    Compliance,
    /// That it does not deploy.
    Validity,
}

/// The pillars of a good architecture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, JsonSchema, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Pillar {
    Security,
    Reliability,
    Performance,
    Cost,
    Operations,
}

impl CheckKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Security, Self::Compliance, Self::Validity];

    /// Its name.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Security => "security",
            Self::Compliance => "compliance",
            Self::Validity => "validity",
        }
    }
}

impl Pillar {
    /// Every pillar.
    pub const ALL: [Self; 5] = [Self::Security, Self::Reliability, Self::Performance, Self::Cost, Self::Operations];

    /// Its name.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Security => "security",
            Self::Reliability => "reliability",
            Self::Performance => "performance",
            Self::Cost => "cost",
            Self::Operations => "operations",
        }
    }
}

/// A paragraph of a table: a check, and its rule unless code finds it.
#[derive(Clone, Debug)]
pub struct Definition {
    /// The check.
    pub check: Arc<Check>,
    /// How it is decided.
    pub rule: Option<Rule>,
    /// Resources that it fails, where its rule does not give them.
    pub bad: Vec<Given>,
    /// Resources that it passes, where its rule does not give them.
    pub good: Vec<Given>,
}

/// Why a table of checks cannot be read: where, what and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {message}")]
pub struct CheckError {
    /// The file.
    pub file: String,
    /// Its line, counted from 1.
    pub line: usize,
    /// What is wrong there and what to write.
    pub message: String,
}

impl CheckError {
    /// That a check has no rule.
    pub(super) fn lacking_rule(file: &str, text: &str, id: &str) -> Self {
        let names_it = |line: &str| line.split_whitespace().eq(["check", id]);
        let line = text.lines().position(names_it).unwrap_or_default() + 1;
        Self {
            file: file.to_owned(),
            line,
            message: format!("`{id}` has no rule; say its `type` and what it `requires`"),
        }
    }
}

/// The fields of a paragraph, in the order in which they are usually written.
const FIELDS: [&str; 15] = [
    "check", "kind", "severity", "pillar", "what", "fails", "why", "fix", "aliases", "controls", "type", "when",
    "requires", "bad", "good",
];

/// Fields without which a paragraph says too little.
const REQUIRED: [&str; 5] = ["check", "severity", "what", "why", "fix"];

/// Reads a table of checks; `file` is how it is called in errors.
pub(super) fn read_table(file: &str, text: &str) -> Result<Vec<Definition>, CheckError> {
    let mut definitions = Vec::new();
    let mut paragraph: Vec<Field<'_>> = Vec::new();
    for (at, line) in text.lines().chain([""]).enumerate() {
        let line_number = at + 1;
        let line = line.trim_end();
        if line.starts_with('#') {
            continue;
        }
        if line.is_empty() {
            if !paragraph.is_empty() {
                definitions.push(read_paragraph(file, &paragraph)?);
                paragraph.clear();
            }
            continue;
        }
        let (name, value) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let field = Field { name, value: value.trim(), line: line_number };
        if !FIELDS.contains(&name) {
            return Err(field.wrong(file, format!("no field is called `{name}`; there are {}", FIELDS.join(", "))));
        }
        if field.value.is_empty() {
            return Err(field.wrong(file, format!("`{name}` has no value")));
        }
        paragraph.push(field);
    }
    Ok(definitions)
}

/// A line of a paragraph.
#[derive(Clone, Copy, Debug)]
struct Field<'a> {
    name: &'a str,
    value: &'a str,
    line: usize,
}

impl Field<'_> {
    fn wrong(self, file: &str, message: impl Into<String>) -> CheckError {
        CheckError { file: file.to_owned(), line: self.line, message: message.into() }
    }

    /// The one of `all` whose title is the value.
    fn choice<T: Copy>(self, file: &str, all: &[T], title: fn(T) -> &'static str) -> Result<T, CheckError> {
        all.iter().copied().find(|one| title(*one) == self.value).ok_or_else(|| {
            let names: Vec<_> = all.iter().map(|one| title(*one)).collect();
            self.wrong(file, format!("`{}` is no {}; there are {}", self.value, self.name, names.join(", ")))
        })
    }

    /// A resource of an example: its type, then its settings as JSON.
    fn given(self) -> Result<Given, String> {
        let (kind, properties) = self.value.split_once(' ').unwrap_or((self.value, "{}"));
        let properties =
            serde_json::from_str(properties).map_err(|error| format!("the settings are no JSON: {error}"))?;
        Ok(Given { kind: kind.to_owned(), properties })
    }

    fn list(self) -> impl Iterator<Item = String> {
        self.value.split(',').map(|item| item.trim().to_owned()).filter(|item| !item.is_empty())
    }
}

fn read_paragraph(file: &str, fields: &[Field<'_>]) -> Result<Definition, CheckError> {
    let find = |name: &str| fields.iter().copied().find(|field| field.name == name);
    let first = fields[0];
    if let Some(lacking) = REQUIRED.iter().find(|name| find(name).is_none()) {
        return Err(first.wrong(file, format!("the check has no `{lacking}`")));
    }
    let text = |name: &str| find(name).map(|field| field.value.to_owned()).unwrap_or_default();
    let repeatable = ["when", "requires", "bad", "good"];
    if let Some(twice) = fields.iter().enumerate().find_map(|(at, field)| {
        let before = fields.iter().take(at).any(|other| other.name == field.name);
        (before && !repeatable.contains(&field.name)).then_some(field)
    }) {
        return Err(
            twice.wrong(file, format!("`{}` is given twice; leave a line empty between two checks", twice.name))
        );
    }
    let kind = match find("kind") {
        Some(field) => field.choice(file, &CheckKind::ALL, CheckKind::title)?,
        None => CheckKind::Security,
    };
    let pillar = match find("pillar") {
        Some(field) => field.choice(file, &Pillar::ALL, Pillar::title)?,
        None if kind == CheckKind::Security => Pillar::Security,
        None => Pillar::Operations,
    };
    let severity = match find("severity") {
        Some(field) => field.choice(file, &Severity::ALL, Severity::title)?,
        None => Severity::Low,
    };
    let list = |name: &str| find(name).into_iter().flat_map(Field::list);
    let check = Check {
        id: text("check").into(),
        kind,
        severity,
        pillar,
        what: text("what"),
        fails: text("fails"),
        why: text("why"),
        fix: text("fix"),
        aliases: list("aliases").map(Into::into).collect(),
        controls: list("controls").collect(),
    };
    let wrong = |field: Field<'_>, message: String| field.wrong(file, message);
    let rule = match (find("type"), find("requires")) {
        (None, None) => None,
        (Some(kinds), Some(_)) => {
            let mut rule = Rule { kinds: kinds.list().map(Into::into).collect(), ..Rule::default() };
            for field in fields {
                match field.name {
                    "when" => rule.when.push(field.value.parse().map_err(|message| wrong(*field, message))?),
                    "requires" => rule.requires.push(field.value.parse().map_err(|message| wrong(*field, message))?),
                    _ => {}
                }
            }
            Some(rule)
        }
        (Some(field), None) => return Err(wrong(field, "a check with a `type` needs what it `requires`".to_owned())),
        (None, Some(field)) => return Err(wrong(field, "say which `type` it requires that of".to_owned())),
    };
    if rule.is_some() && check.fails.is_empty() {
        return Err(first.wrong(file, "the check does not say what is so where it `fails`"));
    }
    let given = |name: &str| {
        let fields = fields.iter().filter(|field| field.name == name);
        fields.map(|field| field.given().map_err(|message| wrong(*field, message))).collect::<Result<Vec<_>, _>>()
    };
    Ok(Definition { check: Arc::new(check), rule, bad: given("bad")?, good: given("good")? })
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.id, self.what)
    }
}
