//! The training value of a sample: a rubric, kept as a file that users copy and change, turns gaps into points with reasons.

use serde::Deserialize;

use super::facts::{self, FACTS};
use crate::dimensions::{DimensionId, Gap, GapKind};
use crate::prompt::Prompt;
use crate::severity::Severity;
use crate::{Analysis, Comparison};

/// The built-in rubric.
pub const BUILT_IN: &str = include_str!("../../grammars/grading/rubric.toml");

/// How many gaps are named behind a point. Chosen so that a reason stays one that people read.
const MOST_NAMED: usize = 5;

/// Why a rubric cannot be used.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say it")]
pub enum RubricError {
    #[error("the rubric is not valid TOML: {0}")]
    Toml(#[from] toml::de::Error),
    #[error("the rubric asks for the fact `{fact}` in `{rule}`, which does not exist; facts are {}", FACTS.join(", "))]
    Fact { rule: String, fact: String },
    #[error("the rubric's condition `{condition}` in `{rule}` is none; write \"2\", \"2..\", \"..5\" or \"4..5\"")]
    Condition { rule: String, condition: String },
    #[error("the rubric names the {what} `{name}`, which does not exist")]
    Name { what: &'static str, name: String },
}

/// A rubric.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rubric {
    /// The value from which points are counted.
    pub start: i64,
    /// The least value.
    pub least: i64,
    /// The greatest value.
    pub most: i64,
    /// Which class a gap is in: the first that fits.
    #[serde(default, rename = "class")]
    pub classes: Vec<Class>,
    /// What sets the value outright: the first that holds.
    #[serde(default, rename = "blocker")]
    pub blockers: Vec<Blocker>,
    /// What gives points.
    #[serde(default, rename = "group")]
    pub groups: Vec<Group>,
}

/// Gaps that count alike. A list that is not given fits every gap.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "docs/rubric.md says it")]
pub struct Class {
    pub class: ClassId,
    #[serde(default)]
    pub dimensions: Vec<String>,
    #[serde(default)]
    pub severities: Vec<String>,
    #[serde(default)]
    pub kinds: Vec<String>,
    #[serde(default)]
    pub whole_resource: bool,
}

/// How much a fix teaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "docs/rubric.md says it")]
pub enum ClassId {
    Significant,
    Moderate,
    Tactical,
}

/// What sets the value outright.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "docs/rubric.md says it")]
pub struct Blocker {
    pub id: String,
    pub when: Conditions,
    pub value: i64,
    pub reason: String,
}

/// Rules of which the first that holds counts, or all that hold.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "docs/rubric.md says it")]
pub struct Group {
    pub id: String,
    pub take: Take,
    pub least: Option<i64>,
    pub most: Option<i64>,
    #[serde(default, rename = "rule")]
    pub rules: Vec<Rule>,
}

/// Which rules of a group count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "docs/rubric.md says it")]
pub enum Take {
    First,
    Sum,
}

/// What gives points.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "docs/rubric.md says it")]
pub struct Rule {
    pub id: String,
    pub when: Conditions,
    pub points: i64,
    pub reason: String,
}

/// How large facts must be.
type Conditions = std::collections::BTreeMap<String, String>;

/// What a sample is worth to train on.
#[derive(Clone, Debug, PartialEq)]
pub struct TrainingValue {
    /// The value.
    pub value: i64,
    /// How it comes about: what set it, or each change from the start.
    pub points: Vec<Point>,
}

/// A step to the value.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// The rule.
    pub rule: String,
    /// What it adds; of a blocker, the value that it sets.
    pub points: i64,
    /// Why.
    pub reason: String,
    /// Titles of the gaps behind it, the most severe first.
    pub gaps: Vec<String>,
}

impl Rubric {
    /// The built-in rubric.
    ///
    /// # Errors
    /// Never, as a test shows.
    pub fn built_in() -> Result<Self, RubricError> {
        Self::read(BUILT_IN)
    }

    /// Reads a rubric and checks that all that it names exists.
    ///
    /// # Errors
    /// When it is no TOML, or names what does not exist.
    pub fn read(text: &str) -> Result<Self, RubricError> {
        let rubric: Self = toml::from_str(text)?;
        for class in &rubric.classes {
            check_names("dimension", &class.dimensions, |name| DimensionId::of_title(name).is_some())?;
            check_names("severity", &class.severities, |name| Severity::of_title(name).is_some())?;
            check_names("kind", &class.kinds, |name| GapKind::ALL.iter().any(|kind| kind.title() == name))?;
        }
        let blockers = rubric.blockers.iter().map(|blocker| (&blocker.id, &blocker.when));
        let rules = rubric.groups.iter().flat_map(|group| &group.rules).map(|rule| (&rule.id, &rule.when));
        for (rule, when) in blockers.chain(rules) {
            for (fact, condition) in when {
                if !FACTS.contains(&fact.as_str()) {
                    return Err(RubricError::Fact { rule: rule.clone(), fact: fact.clone() });
                }
                if range(condition).is_none() {
                    return Err(RubricError::Condition { rule: rule.clone(), condition: condition.clone() });
                }
            }
        }
        Ok(rubric)
    }

    /// What a pair is worth to train on.
    #[must_use]
    pub fn value(
        &self,
        model: &Analysis,
        ideal: &Analysis,
        prompt: Option<&Prompt>,
        comparison: &Comparison,
    ) -> TrainingValue {
        let mut facts = facts::of_pair(model, ideal, prompt, comparison);
        let mut classes: [Vec<&Gap>; 3] = Default::default();
        for gap in facts::of_model(comparison) {
            if let Some(class) = self.classes.iter().find(|class| class.fits(gap)) {
                classes[class.class as usize].push(gap);
            }
        }
        facts.extend(
            ["significant", "moderate", "tactical"]
                .into_iter()
                .zip(&classes)
                .map(|(name, gaps)| (name, gaps.len() as i64)),
        );
        let point = |rule: &str, points, reason: &str, when: &Conditions| Point {
            rule: rule.to_owned(),
            points,
            reason: with_facts(reason, &facts),
            gaps: ["significant", "moderate", "tactical"]
                .into_iter()
                .zip(&classes)
                .filter(|(name, _)| when.contains_key(*name))
                .flat_map(|(_, gaps)| gaps.iter().take(MOST_NAMED).map(|gap| gap.title.clone()))
                .collect(),
        };
        if let Some(blocker) = self.blockers.iter().find(|blocker| holds(&blocker.when, &facts)) {
            let points = vec![point(&blocker.id, blocker.value, &blocker.reason, &blocker.when)];
            return TrainingValue { value: blocker.value.clamp(self.least.min(self.most), self.most), points };
        }
        let mut value = self.start;
        let mut points = vec![Point {
            rule: "start".to_owned(),
            points: self.start,
            reason: "Every sample starts here".to_owned(),
            gaps: Vec::new(),
        }];
        for group in &self.groups {
            let rules = group.rules.iter().filter(|rule| holds(&rule.when, &facts));
            let counting: Vec<_> = rules.take(if group.take == Take::First { 1 } else { usize::MAX }).collect();
            let sum: i64 = counting.iter().map(|rule| rule.points).sum();
            let bounded = sum.max(group.least.unwrap_or(sum)).min(group.most.unwrap_or(i64::MAX));
            points.extend(counting.iter().map(|rule| point(&rule.id, rule.points, &rule.reason, &rule.when)));
            if bounded != sum {
                points.push(bound(&group.id, bounded - sum, format!("The group gives {bounded} and no more or less")));
            }
            value += bounded;
        }
        let bounded = value.clamp(self.least.min(self.most), self.most);
        if bounded != value {
            points.push(bound("range", bounded - value, format!("Values go from {} to {}", self.least, self.most)));
        }
        TrainingValue { value: bounded, points }
    }
}

fn check_names(what: &'static str, names: &[String], exists: impl Fn(&str) -> bool) -> Result<(), RubricError> {
    match names.iter().find(|name| !exists(name)) {
        Some(name) => Err(RubricError::Name { what, name: name.clone() }),
        None => Ok(()),
    }
}

fn bound(rule: &str, points: i64, reason: String) -> Point {
    Point { rule: rule.to_owned(), points, reason, gaps: Vec::new() }
}

impl Class {
    fn fits(&self, gap: &Gap) -> bool {
        let is_in = |names: &[String], name: &str| names.is_empty() || names.iter().any(|known| known == name);
        is_in(&self.dimensions, gap.dimension.title())
            && is_in(&self.severities, gap.severity.title())
            && is_in(&self.kinds, gap.kind.title())
            && (!self.whole_resource || gap.resource_type.is_some() && gap.attribute.is_none())
    }
}

fn fact(name: &str, facts: &[(&str, i64)]) -> i64 {
    facts.iter().find(|(known, _)| *known == name).map_or(0, |(_, value)| *value)
}

fn holds(when: &Conditions, facts: &[(&str, i64)]) -> bool {
    when.iter().all(|(name, condition)| {
        range(condition).is_some_and(|(least, most)| (least..=most).contains(&fact(name, facts)))
    })
}

/// `2`, `2..`, `..5` and `4..5` as the least and the greatest number.
fn range(condition: &str) -> Option<(i64, i64)> {
    let number = |text: &str, open: i64| if text.trim().is_empty() { Some(open) } else { text.trim().parse().ok() };
    match condition.split_once("..") {
        Some((least, most)) => Some((number(least, i64::MIN)?, number(most, i64::MAX)?)),
        None => condition.trim().parse().ok().map(|exact| (exact, exact)),
    }
}

/// A reason with the numbers of the facts that it names.
fn with_facts(reason: &str, facts: &[(&str, i64)]) -> String {
    facts.iter().fold(reason.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), &value.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_rubric_is_valid() {
        let rubric = Rubric::built_in().expect("valid");
        assert_eq!((rubric.start, rubric.least, rubric.most), (8, 0, 10));
    }

    #[test]
    fn mistakes_are_told() {
        let check = |from: &str, to: &str, expected: &str| {
            let error = Rubric::read(&BUILT_IN.replacen(from, to, 1)).expect_err("a mistake").to_string();
            assert!(error.contains(expected), "{error}");
        };
        check("wrong_tool =", "wrong_tol =", "the fact `wrong_tol` in `wrong-tool`");
        check("\"50..\"", "\"two\"", "condition `two`");
        check("\"critical\"", "\"dreadful\"", "severity `dreadful`");
        check("start = 8", "start = ", "not valid TOML");
    }

    #[test]
    fn ranges() {
        assert_eq!(range("2"), Some((2, 2)));
        assert_eq!(range("2.."), Some((2, i64::MAX)));
        assert_eq!(range("..5"), Some((i64::MIN, 5)));
        assert_eq!(range("4..5"), Some((4, 5)));
        assert_eq!(range("4-5"), None);
    }

    /// The value and the rules of two Terraform answers.
    fn graded(prompt: &str, model: &str, ideal: &str) -> (i64, Vec<(String, i64)>) {
        let read = |name, code: &str| crate::analyse(name, format!("```hcl main.tf\n{code}\n```\n").as_bytes());
        let (model, ideal) = (read("MODEL.md", model), read("IDEAL.md", ideal));
        let prompt = crate::prompt::read("PROMPT.md", prompt.as_bytes());
        let comparison = crate::compare(&model, &ideal, Some(&prompt));
        let value = Rubric::built_in().expect("valid").value(&model, &ideal, Some(&prompt), &comparison);
        (value.value, value.points.into_iter().map(|point| (point.rule, point.points)).collect())
    }

    #[test]
    fn points_add_up_to_the_value() {
        let bucket = "resource \"aws_s3_bucket\" \"logs\" {\n  bucket = \"logs\"\n}";
        let (value, points) = graded("Write Terraform for an S3 bucket.", bucket, bucket);
        let points: Vec<_> = points.iter().map(|(rule, points)| (rule.as_str(), *points)).collect();
        assert_eq!((value, &points[..]), (3, &[("start", 8), ("identical", -4), ("single-service", -1)][..]));
    }

    #[test]
    fn a_blocker_sets_the_value() {
        let ideal = "resource \"aws_sqs_queue\" \"q\" {}\nresource \"aws_sns_topic\" \"t\" {}\nresource \"aws_kms_key\" \"k\" {}";
        let (value, points) = graded("Use SQS, SNS and KMS in Terraform.", "resource \"aws_kms_key\" \"k\" {}", ideal);
        assert_eq!((value, points), (4, vec![("missing-services".to_owned(), 4)]));
    }
}
