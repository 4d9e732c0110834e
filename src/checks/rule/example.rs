//! The smallest resource that a rule fails or passes.

use serde_json::{Map, Value as Json, json};

use super::Rule;
use super::condition::{Alternative, Condition, Path, Predicate, Quantifier, STAR};
use crate::catalog::schema::{self, Holds, Member, Object};
use crate::checks::example::Given;
use crate::matching::defaults;

impl Rule {
    /// A resource of which the rule holds, or does not; `None` where that takes other resources.
    #[must_use]
    pub fn example(&self, holds: bool) -> Option<Given> {
        let kind = self.kinds.first()?;
        let mut example = Draft { kind, properties: Map::new() };
        for condition in &self.when {
            example.fulfil(condition)?;
        }
        if holds {
            self.requires.iter().try_for_each(|condition| example.fulfil(condition))?;
        } else {
            self.requires.first()?.0.iter().for_each(|alternative| example.break_one(alternative));
        }
        Some(Given { kind: kind.to_string(), properties: example.properties.into() })
    }
}

struct Draft<'a> {
    kind: &'a str,
    properties: Map<String, Json>,
}

impl Draft<'_> {
    /// Writes what makes a condition hold: the first of its alternatives that a setting can make so.
    fn fulfil(&mut self, condition: &Condition) -> Option<()> {
        condition.0.iter().find_map(|alternative| match alternative {
            Alternative::Setting { quantifier, path, predicate } => {
                let held = match (quantifier, predicate) {
                    (Quantifier::No, _) | (_, Predicate::Unset | Predicate::Off | Predicate::Not(_)) => return Some(()),
                    (_, Predicate::On) => json!(true),
                    (_, Predicate::Is(values)) => literal(values.first()?),
                    (_, Predicate::AtLeast(number) | Predicate::AtMost(number)) => json!(*number as i64),
                    (_, Predicate::Count(count)) => {
                        (1..=*count).map(|at| json!(format!("example-{at}"))).collect::<Vec<_>>().into()
                    }
                    (_, Predicate::Set) => Json::Null,
                };
                self.write(path, held);
                Some(())
            }
            Alternative::LinkedFrom(_) | Alternative::LinkedAs(_) | Alternative::With { .. } => None,
        })
    }

    /// Writes what makes an alternative not hold, where leaving the setting out is not enough.
    fn break_one(&mut self, alternative: &Alternative) {
        let Alternative::Setting { quantifier, path, predicate } = alternative else { return };
        let given = self.has(path) || defaults::default_of(self.kind, &path.text).is_some();
        let broken = match (quantifier, predicate) {
            (Quantifier::No, Predicate::On) | (_, Predicate::Off) => json!(true),
            (Quantifier::No, Predicate::Is(values)) | (_, Predicate::Not(values)) => {
                values.first().map_or(Json::Null, |value| literal(value))
            }
            (Quantifier::No, _) => return,
            (_, Predicate::Unset) => Json::Null,
            (_, Predicate::On) if given => json!(false),
            (_, Predicate::Is(values)) if given => {
                json!(if values.iter().any(|value| value == "false") { "true" } else { "example" })
            }
            (_, Predicate::AtLeast(least)) if given => json!(*least as i64 - 1),
            (_, Predicate::AtMost(most)) => json!(*most as i64 + 1),
            (_, Predicate::Count(_)) => json!(["example-1"]),
            _ => return,
        };
        self.write(path, broken);
    }

    fn has(&self, path: &Path) -> bool {
        path.steps.first().is_some_and(|step| self.properties.contains_key(&step.name))
    }

    /// Writes a value at a path, in lists where the schema has them; `null` stands for any value that fits.
    fn write(&mut self, path: &Path, value: Json) {
        let object = schema::cloudformation(self.kind);
        let names: Vec<(&str, Option<&str>)> =
            path.steps.iter().map(|step| (step.name.as_str(), step.key.as_deref())).collect();
        put(&mut self.properties, object, &names, value);
    }
}

fn put(entries: &mut Map<String, Json>, object: Option<Object>, names: &[(&str, Option<&str>)], value: Json) {
    let Some(((name, key), rest)) = names.split_first() else { return };
    let member = object.and_then(|object| object.member(name));
    let inner = member.and_then(Member::object);
    let slot = entries.entry((*name).to_owned()).or_insert(Json::Null);
    if let Some(key) = key {
        let label = if inner.is_some_and(|inner| inner.member("Key").is_some()) { "Key" } else { "Name" };
        let mut element = json!({ "Value": value.as_str().map_or_else(|| value.to_string(), str::to_owned) });
        element[label] = json!(key);
        *slot = json!([element]);
        return;
    }
    if rest.is_empty() {
        *slot = fitting(member, &value);
        return;
    }
    let listed = member.is_some_and(|member| member.lists > 0);
    let mut within = match slot.take() {
        Json::Object(known) => known,
        Json::Array(mut items) => match items.pop() {
            Some(Json::Object(known)) => known,
            _ => Map::new(),
        },
        _ => Map::new(),
    };
    put(&mut within, inner, rest, value);
    *slot = if listed { json!([within]) } else { within.into() };
}

/// A value as the schema wants it.
fn fitting(member: Option<Member>, value: &Json) -> Json {
    let listed = member.is_some_and(|member| member.lists > 0);
    let one = match (value, member.map(|member| member.holds)) {
        (Json::Null, Some(Holds::Whole | Holds::Number)) => json!(1),
        (Json::Null, Some(Holds::Bool)) => json!(true),
        (Json::Null, Some(Holds::Object)) => some_object(member.and_then(Member::object)),
        (Json::Null, Some(Holds::Anything)) => json!({"Example": "example"}),
        (Json::Null, _) => {
            let allowed = member.and_then(|member| member.allowed().next());
            json!(allowed.unwrap_or("example"))
        }
        (Json::String(text), Some(Holds::Bool)) => json!(text == "true"),
        (Json::String(text), Some(Holds::Whole | Holds::Number)) => {
            text.parse::<i64>().map_or_else(|_| value.clone(), |number| json!(number))
        }
        (Json::String(text), Some(Holds::Text)) => {
            // Patterns are written without regard to case; the schema knows how the value is spelled.
            let spelled = member.and_then(|member| member.allowed().find(|one| one.eq_ignore_ascii_case(text)));
            json!(spelled.unwrap_or(text))
        }
        _ => value.clone(),
    };
    if listed && !one.is_array() { json!([one]) } else { one }
}

/// An object with one setting of it.
fn some_object(object: Option<Object>) -> Json {
    let members: Vec<Member> = object.map(|object| object.members().collect()).unwrap_or_default();
    let plain = |member: &&Member| member.holds != Holds::Object;
    let required = members.iter().find(|member| member.required && plain(member));
    let first = required.or_else(|| members.iter().find(plain)).or(members.first());
    match first {
        Some(member) => {
            let inner = match member.holds {
                Holds::Object => json!({"Example": "example"}),
                _ => fitting(Some(*member), &Json::Null),
            };
            let mut entries = Map::new();
            entries.insert(
                member.name.to_owned(),
                if member.lists > 0 && !inner.is_array() { json!([inner]) } else { inner },
            );
            entries.into()
        }
        None => json!({"Example": "example"}),
    }
}

/// A text that fits a pattern.
fn literal(pattern: &str) -> Json {
    json!(pattern.replace('*', "").replace(STAR, "*"))
}
