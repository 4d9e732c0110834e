//! Examples of checks: code that fails and code that passes, in two dialects.
//!
//! The table of a check may give the resources (`bad`, `good`); otherwise they follow from its rule.

use std::fmt::Write as _;

use serde_json::{Map, Value as Json, json};

use super::check::Definition;
use super::finding::Verdict;
use crate::catalog::pulumi;
use crate::catalog::schema::{self, Member, Object};

/// A piece of code that a check fails or passes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// What the check says of it.
    pub verdict: Verdict,
    /// What it is written in, for people.
    pub dialect: &'static str,
    /// The word behind its fence.
    pub fence: &'static str,
    /// The code.
    pub code: String,
}

/// A resource of an example.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// Its type.
    pub kind: String,
    /// Its settings.
    pub properties: Json,
}

/// What the resource that an example is about is called, and what the others are.
const NAMES: [&str; 4] = ["Example", "Other", "Third", "Fourth"];

/// The examples of a check, the failing ones first; none where nothing gives them.
#[must_use]
pub fn examples(definition: &Definition) -> Vec<Example> {
    let mut found = Vec::new();
    for verdict in [Verdict::Failed, Verdict::Passed] {
        let given = match verdict {
            Verdict::Failed => &definition.bad,
            _ => &definition.good,
        };
        let resources = match (given.as_slice(), &definition.rule) {
            ([], Some(rule)) => rule.example(verdict == Verdict::Passed).into_iter().collect(),
            (given, _) => given.to_vec(),
        };
        found.extend(written(&resources).map(|(dialect, fence, code)| Example { verdict, dialect, fence, code }));
    }
    found
}

type Written = (&'static str, &'static str, String);

/// Resources in the two dialects that know their type.
fn written(resources: &[Given]) -> impl Iterator<Item = Written> {
    let written: Vec<Written> = match resources.first().map(|first| first.kind.as_str()) {
        None => Vec::new(),
        Some(kind) if kind.starts_with("AWS::") => {
            vec![("CloudFormation", "yaml", cloudformation(resources)), ("AWS CDK", "typescript", cdk(resources))]
        }
        Some(kind) if kind.contains('/') => {
            vec![("Kubernetes", "yaml", kubernetes(resources)), ("Pulumi", "yaml", pulumi_yaml(resources))]
        }
        Some(_) => vec![("Terraform", "hcl", terraform(resources)), ("Pulumi", "yaml", pulumi_yaml(resources))],
    };
    written.into_iter()
}

fn named(resources: &[Given]) -> impl Iterator<Item = (&'static str, &Given)> {
    NAMES.into_iter().zip(resources)
}

fn cloudformation(resources: &[Given]) -> String {
    let entry = |(name, given): (&str, &Given)| {
        let mut resource = json!({"Type": given.kind});
        if given.properties.as_object().is_some_and(|properties| !properties.is_empty()) {
            resource["Properties"] = given.properties.clone();
        }
        (name.to_owned(), resource)
    };
    let entries: Map<String, Json> = named(resources).map(entry).collect();
    yaml(&json!({"Resources": entries}))
}

fn kubernetes(resources: &[Given]) -> String {
    let manifest = |(_, given): (&str, &Given)| {
        let (version, kind) = given.kind.rsplit_once('/').unwrap_or(("v1", &given.kind));
        let mut manifest = json!({"apiVersion": version, "kind": kind, "metadata": {"name": "example"}});
        for (name, value) in given.properties.as_object().into_iter().flatten() {
            manifest[name] = value.clone();
        }
        yaml(&manifest)
    };
    named(resources).map(manifest).collect::<Vec<_>>().join("---\n")
}

fn pulumi_yaml(resources: &[Given]) -> String {
    let entry = |(name, given): (&str, &Given)| {
        let token = match given.kind.rsplit_once('/') {
            Some(_) => {
                let (version, kind) = given.kind.rsplit_once('/').unwrap_or_default();
                format!("kubernetes:{version}:{kind}")
            }
            None => pulumi::token_of(&given.kind).unwrap_or(&given.kind).to_owned(),
        };
        let properties = referring(&given.properties, &|name| format!("${{{}.id}}", name.to_lowercase()));
        let properties = renamed(&properties, &|name| camel(name));
        (name.to_lowercase(), json!({"type": token, "properties": properties}))
    };
    let entries: Map<String, Json> = named(resources).map(entry).collect();
    yaml(&json!({"name": "example", "runtime": "yaml", "resources": entries}))
}

fn terraform(resources: &[Given]) -> String {
    let mut code = String::new();
    for (name, given) in named(resources) {
        let _ = writeln!(code, "resource \"{}\" \"{}\" {{", given.kind, name.to_lowercase());
        let kind_of =
            |name: &str| named(resources).find(|(other, _)| *other == name).map_or("", |(_, given)| &given.kind);
        let reference = |name: &str| format!("${{{}.{}.id}}", kind_of(name), name.to_lowercase());
        let properties = referring(&given.properties, &reference);
        for (attribute, value) in properties.as_object().into_iter().flatten() {
            let _ = writeln!(code, "  {attribute} = {}", value_of_hcl(value));
        }
        code.push_str("}\n");
    }
    code
}

fn value_of_hcl(value: &Json) -> String {
    match value {
        Json::Object(entries) => {
            let entries: Vec<String> =
                entries.iter().map(|(name, value)| format!("{name} = {}", value_of_hcl(value))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
        _ => value.to_string(),
    }
}

fn cdk(resources: &[Given]) -> String {
    let mut modules: Vec<String> = Vec::new();
    let mut body = String::new();
    for (name, given) in named(resources) {
        let mut parts = given.kind.split("::").skip(1);
        let (service, class) = (parts.next().unwrap_or_default().to_lowercase(), parts.next().unwrap_or_default());
        let import = format!("aws_{service} as {service}");
        if !modules.contains(&import) {
            modules.push(import);
        }
        let properties = typescript(&renamed_where_named(&given.properties, &given.kind), 0);
        let variable = name.to_lowercase();
        let _ = writeln!(body, "const {variable} = new {service}.Cfn{class}(stack, \"{name}\", {properties});");
    }
    format!(
        "import {{ App, Stack, {} }} from \"aws-cdk-lib\";\n\nconst stack = new Stack(new App(), \"ExampleStack\");\n{body}",
        modules.join(", ")
    )
}

/// Settings with the names that CDK gives them. What is free in a document (policies, tags, maps) keeps its own.
fn renamed_where_named(properties: &Json, kind: &str) -> Json {
    fn walk(value: &Json, object: Option<Object>) -> Json {
        match value {
            Json::Array(items) => items.iter().map(|item| walk(item, object)).collect(),
            Json::Object(entries) if entries.contains_key("Ref") => value.clone(),
            Json::Object(entries) => match object {
                Some(object) => {
                    let entry = |(name, value): (&String, &Json)| {
                        let member = object.member(name);
                        let inner = member.filter(|member| !member.is_map).and_then(Member::object);
                        (camel(name), walk(value, inner))
                    };
                    entries.iter().map(entry).collect::<Map<_, _>>().into()
                }
                None => value.clone(),
            },
            _ => value.clone(),
        }
    }
    walk(properties, schema::cloudformation(kind))
}

/// Settings with the text in place of each reference that `text_of` gives for what it names.
fn referring(value: &Json, text_of: &dyn Fn(&str) -> String) -> Json {
    match value {
        Json::Array(items) => items.iter().map(|item| referring(item, text_of)).collect(),
        Json::Object(entries) => match entries.get("Ref").and_then(Json::as_str) {
            Some(name) => text_of(name).into(),
            None => entries
                .iter()
                .map(|(name, value)| (name.clone(), referring(value, text_of)))
                .collect::<Map<_, _>>()
                .into(),
        },
        _ => value.clone(),
    }
}

fn renamed(value: &Json, name_of: &dyn Fn(&str) -> String) -> Json {
    match value {
        Json::Array(items) => items.iter().map(|item| renamed(item, name_of)).collect(),
        Json::Object(entries) => {
            entries.iter().map(|(name, value)| (name_of(name), renamed(value, name_of))).collect::<Map<_, _>>().into()
        }
        _ => value.clone(),
    }
}

/// `KMSMasterKeyID` as `kmsMasterKeyId`, `minimum_password_length` as `minimumPasswordLength`.
fn camel(name: &str) -> String {
    let characters: Vec<char> = name.chars().collect();
    let mut camel = String::new();
    for (at, &character) in characters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| characters.get(before));
        let after = characters.get(at + 1);
        let within_acronym =
            before.is_some_and(|before| before.is_uppercase()) && after.is_none_or(|after| !after.is_lowercase());
        match (character, before) {
            ('_', _) => {}
            (_, Some('_')) => camel.extend(character.to_uppercase()),
            (_, None) => camel.extend(character.to_lowercase()),
            _ if character.is_uppercase() && within_acronym => camel.extend(character.to_lowercase()),
            _ => camel.push(character),
        }
    }
    camel
}

fn typescript(value: &Json, depth: usize) -> String {
    let (outer, inner) = ("  ".repeat(depth), "  ".repeat(depth + 1));
    match value {
        Json::Object(entries) if entries.contains_key("Ref") => {
            let name = entries.values().next().and_then(Json::as_str).unwrap_or_default();
            format!("{}.ref", name.to_lowercase())
        }
        Json::Object(entries) if entries.is_empty() => "{}".to_owned(),
        Json::Object(entries) => {
            let lines = entries.iter().map(|(name, value)| {
                let plain = name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_');
                let name = if plain { name.clone() } else { format!("{name:?}") };
                format!("{inner}{name}: {},\n", typescript(value, depth + 1))
            });
            format!("{{\n{}{outer}}}", lines.collect::<String>())
        }
        Json::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| typescript(item, depth)).collect();
            format!("[{}]", items.join(", "))
        }
        _ => value.to_string(),
    }
}

/// A value as YAML in blocks, with a final newline.
fn yaml(value: &Json) -> String {
    let mut text = String::new();
    yaml_entries(value, 0, &mut text);
    text
}

fn yaml_entries(value: &Json, depth: usize, text: &mut String) {
    let indent = "  ".repeat(depth);
    for (name, value) in value.as_object().into_iter().flatten() {
        let name = if name.contains([':', '/', '*']) { format!("{name:?}") } else { name.clone() };
        match value {
            Json::Object(entries) if entries.contains_key("Ref") => {
                let name_of = entries.values().next().and_then(Json::as_str).unwrap_or_default();
                let _ = writeln!(text, "{indent}{name}: !Ref {name_of}");
            }
            Json::Object(entries) if !entries.is_empty() => {
                let _ = writeln!(text, "{indent}{name}:");
                yaml_entries(value, depth + 1, text);
            }
            Json::Array(items) if items.iter().all(Json::is_object) && !items.is_empty() => {
                let _ = writeln!(text, "{indent}{name}:");
                for item in items {
                    let mut entry = String::new();
                    yaml_entries(item, depth + 2, &mut entry);
                    let _ = write!(text, "{indent}  - {}", entry.trim_start());
                }
            }
            _ => {
                let _ = writeln!(text, "{indent}{name}: {value}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::{CheckKind, built_in, run};

    #[test]
    fn names_are_put_in_camel_case() {
        for (name, expected) in [
            ("KMSMasterKeyID", "kmsMasterKeyId"),
            ("DBInstanceClass", "dbInstanceClass"),
            ("MultiAZ", "multiAz"),
            ("minimum_password_length", "minimumPasswordLength"),
            ("Key", "key"),
        ] {
            assert_eq!(camel(name), expected);
        }
    }

    #[test]
    fn every_check_has_examples_that_it_fails_and_passes() {
        let mut wrong = Vec::new();
        for definition in built_in().definitions() {
            let check = &definition.check;
            if check.kind == CheckKind::Validity {
                continue;
            }
            let examples = examples(definition);
            if examples.len() != 4 {
                wrong.push(format!("{} has {} examples", check.id, examples.len()));
            }
            for example in examples {
                let answer = format!("```{}\n{}```\n", example.fence, example.code);
                let analysis = crate::analyse("EXAMPLE.md", answer.as_bytes());
                let verdicts: Vec<Verdict> = run(&analysis)
                    .iter()
                    .filter(|finding| finding.check.id == check.id)
                    .map(|finding| finding.verdict)
                    .collect();
                if verdicts.iter().min() != Some(&example.verdict) {
                    wrong.push(format!("{} in {}: {verdicts:?}\n{}", check.id, example.dialect, example.code));
                }
            }
        }
        assert!(wrong.is_empty(), "{} examples are wrong:\n{}", wrong.len(), wrong.join("\n"));
    }
}
