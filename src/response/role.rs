//! What a piece of code is for: infrastructure, application, a test, configuration …

use std::sync::LazyLock;

use super::pattern::{self, Pattern};
use super::{Language, Role};

static ROWS: LazyLock<Vec<Row>> =
    LazyLock::new(|| include_str!("../../grammars/languages/roles.tsv").lines().filter_map(Row::read).collect());

/// One row of the table of roles.
struct Row {
    role: Role,
    languages: &'static str,
    part: Part,
}

/// What a row is about, and how that looks.
enum Part {
    Name(&'static str),
    Folder(&'static str),
    Text(Pattern),
    Nameless(Pattern),
    Above(Pattern),
}

impl Row {
    fn read(row: &'static str) -> Option<Self> {
        let mut columns = row.split('\t');
        let (role, languages) = (Role::of_id(columns.next()?)?, columns.next()?);
        let part = match (columns.next()?, columns.next()?) {
            ("name", globs) => Part::Name(globs),
            ("folder", globs) => Part::Folder(globs),
            ("text", pattern) => Part::Text(Pattern::new(pattern)),
            ("nameless", pattern) => Part::Nameless(Pattern::new(pattern)),
            ("above", pattern) => Part::Above(Pattern::new(pattern)),
            _ => return None,
        };
        Some(Self { role, languages, part })
    }

    fn matches(&self, code: &Code<'_>) -> bool {
        let any = |globs: &str, name: &str| globs.split(' ').any(|glob| pattern::glob(glob, name));
        match &self.part {
            Part::Name(globs) => code.names().next_back().is_some_and(|name| any(globs, name)),
            Part::Folder(globs) => code.names().rev().skip(1).any(|folder| any(globs, folder)),
            Part::Text(pattern) => pattern.matches(code.text),
            Part::Nameless(pattern) => code.path.is_none() && pattern.matches(code.text),
            Part::Above(pattern) => code.path.is_none() && pattern.matches(code.above),
        }
    }
}

/// What is known of a piece of code.
struct Code<'a> {
    /// Its path, in lower case.
    path: Option<&'a str>,
    above: &'a str,
    text: &'a str,
}

impl Code<'_> {
    /// The folders of its path and its file name.
    fn names(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.path.into_iter().flat_map(|path| path.split('/'))
    }
}

/// The role of code in `language`, by its path, the lines above it and its text.
pub(super) fn of(path: Option<&str>, language: Language, above: &str, text: &str) -> Role {
    let path = path.map(str::to_ascii_lowercase);
    let code = Code { path: path.as_deref(), above, text };
    let row = ROWS.iter().find(|row| applies(row.languages, language) && row.matches(&code));
    row.map_or_else(|| of_language(language, path.is_some()), |row| row.role)
}

/// Whether a row for those languages is about this one.
fn applies(languages: &str, language: Language) -> bool {
    use Language::{CSharp, Go, Java, JavaScript, Json, Python, Text, TypeScript, Yaml};
    match languages {
        "*" => true,
        "program" => matches!(language, TypeScript | JavaScript | Python | Java | Go | CSharp),
        "data" => matches!(language, Json | Yaml | Text),
        name => Language::of_id(name) == Some(language),
    }
}

/// The role that code of a language has if nothing else is known.
fn of_language(language: Language, has_path: bool) -> Role {
    match language {
        Language::Shell => Role::Shell,
        Language::Markdown => Role::Documentation,
        Language::Text if !has_path => Role::Output,
        Language::Text | Language::Json | Language::Yaml | Language::Ini | Language::Toml => Role::Configuration,
        Language::Sql | Language::Html | Language::Dockerfile => Role::Application,
        Language::Hcl | Language::TypeScript | Language::JavaScript | Language::Python | Language::Java => {
            Role::Infrastructure
        }
        Language::Go | Language::CSharp | Language::Bicep => Role::Infrastructure,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_matches_its_example() {
        for line in include_str!("../../grammars/languages/roles.tsv").lines().filter(|line| !line.starts_with('#')) {
            let row = Row::read(line).expect(line);
            let example = line.split('\t').nth(4).expect(line);
            let path = matches!(row.part, Part::Name(_) | Part::Folder(_)).then_some(example);
            assert!(row.matches(&Code { path, above: example, text: example }), "{line}");
            let named = |name| name == "*" || name == "program" || name == "data" || Language::of_id(name).is_some();
            assert!(named(row.languages), "{line}");
        }
    }

    #[test]
    fn roles_are_told() {
        use Language::{Hcl, Ini, Java, Json, Python, Shell, Text, TypeScript, Yaml};
        for (path, language, above, text, expected) in [
            (Some("main.tf"), Hcl, "", "", Role::Infrastructure),
            (Some("prod.tfvars"), Hcl, "", "", Role::Configuration),
            (Some("test/tap-stack.unit.test.ts"), TypeScript, "", "import * as cdk from 'aws-cdk-lib';", Role::Test),
            (Some("src/test/java/app/MainTest.java"), Java, "", "", Role::Test),
            (None, TypeScript, "", "import { Template } from 'x';\ndescribe('stack', () => {\n});", Role::Test),
            (Some("lib/lambda_stack.py"), Python, "", "import boto3\nfrom aws_cdk import Stack", Role::Infrastructure),
            (Some("lib/lambda/index.py"), Python, "", "import json", Role::Application),
            (None, Python, "", "import json\n\ndef handler(event, context):\n    pass", Role::Application),
            (None, Python, "", "bucket = s3.Bucket(self, \"Data\")", Role::Infrastructure),
            (Some("cdk.json"), Json, "", "{}", Role::Configuration),
            (Some("Pulumi.dev.yaml"), Yaml, "", "config:", Role::Configuration),
            (Some("lib/TapStack.yml"), Yaml, "", "Resources:\n", Role::Infrastructure),
            (None, Yaml, "", "Data:\n  Type: AWS::S3::Bucket\n", Role::Infrastructure),
            (None, Json, "## response", "{\"id\": 1}", Role::Output),
            (None, Json, "## policy", "{\"Statement\": []}", Role::Configuration),
            (None, Yaml, "", "on:\n  push:\njobs:\n", Role::Configuration),
            (Some("deploy.sh"), Shell, "", "", Role::Shell),
            (Some(".env"), Ini, "", "", Role::Configuration),
            (None, Text, "", "lib/\n├── main.tf\n", Role::Documentation),
            (None, Text, "", "Apply complete!\n", Role::Output),
        ] {
            assert_eq!(of(path, language, above, text), expected, "{path:?} {text}");
        }
    }
}
