//! What a piece of code is for: infrastructure, application, a test, configuration …

use std::sync::LazyLock;

use regex::bytes::{RegexSet, RegexSetBuilder};

use super::{Language, Role};

static RULES: LazyLock<Rules> = LazyLock::new(Rules::read);

/// The table of roles. Each set has one pattern a row, so that an index is a row in each of them.
struct Rules {
    rows: Vec<Row>,
    paths: RegexSet,
    above: RegexSet,
    nameless: RegexSet,
    texts: RegexSet,
}

struct Row {
    role: Role,
    languages: &'static str,
    part: &'static str,
    pattern: &'static str,
}

impl Rules {
    fn read() -> Self {
        let rows: Vec<Row> = include_str!("../../grammars/languages/roles.tsv").lines().filter_map(row).collect();
        // What no text can match stands where a row is about another part.
        let set = |part| {
            let patterns = rows.iter().map(|row| if row.part == part { row.pattern } else { "[^\\x00-\\xFF]" });
            RegexSetBuilder::new(patterns).unicode(false).multi_line(true).build().unwrap_or_else(|_| RegexSet::empty())
        };
        Self { paths: set("path"), above: set("above"), nameless: set("nameless"), texts: set("text"), rows }
    }
}

fn row(row: &'static str) -> Option<Row> {
    let mut columns = row.split('\t');
    let role = Role::of_id(columns.next()?)?;
    Some(Row { role, languages: columns.next()?, part: columns.next()?, pattern: columns.next()? })
}

/// The role of code in `language`, by its path, the lines above it and its text.
pub(super) fn of(path: Option<&str>, language: Language, above: &str, text: &str) -> Role {
    let path = path.unwrap_or("").to_ascii_lowercase();
    let nameless = |part| if path.is_empty() { part } else { "" };
    let matches = [
        RULES.paths.matches(path.as_bytes()),
        RULES.above.matches(nameless(above).as_bytes()),
        RULES.nameless.matches(nameless(text).as_bytes()),
        RULES.texts.matches(text.as_bytes()),
    ];
    let matching = |index: usize| matches.iter().any(|found| found.matched(index));
    let decided =
        RULES.rows.iter().enumerate().find(|(index, row)| applies(row.languages, language) && matching(*index));
    decided.map_or_else(|| of_language(language, !path.is_empty()), |(_, row)| row.role)
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
            let row = row(line).expect(line);
            let pattern = RegexSetBuilder::new([row.pattern]).unicode(false).multi_line(true).build().expect(line);
            assert!(pattern.is_match(line.split('\t').nth(4).expect(line).as_bytes()), "{line}");
            assert!(["path", "above", "nameless", "text"].contains(&row.part), "{line}");
            let named = |name| name == "*" || name == "program" || name == "data" || Language::of_id(name).is_some();
            assert!(named(row.languages), "{line}");
        }
        assert_eq!(RULES.texts.len(), RULES.rows.len());
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
