//! Which tool and language a response is written in.
//!
//! The main tool is the one that deploys most: the one with most declarations. A tool whose declarations cannot be read is
//! recognised by what its source files import or are called, and weighed by their length.

use std::sync::LazyLock;

use indexmap::IndexMap;

use super::model::{Declaration, Tool, Tooling};
use crate::catalog::table;
use crate::prompt::terms;
use crate::response::{Language, Response, Role, SourceFile};
use crate::source::Span;

/// Lines of code that stand for one declaration where none could be read: chosen because measured answers have one
/// every ten to fifteen lines, in every tool.
const LINES_PER_DECLARATION: f64 = 12.0;

static MARKERS: LazyLock<Vec<Marker>> = LazyLock::new(|| {
    let rows = table::rows(include_str!("../../grammars/markers.tsv"));
    rows.filter_map(|[tool, place, pattern, and]| {
        let place = match place {
            "import" => Place::Import,
            "name" => Place::Name,
            "text" => Place::Text,
            "code" => Place::Code,
            "language" => Place::Language,
            _ => return None,
        };
        Some(Marker { tool: Tool::of_id(tool)?, place, pattern, and })
    })
    .collect()
});

/// A row of `grammars/markers.tsv`.
struct Marker {
    tool: Tool,
    place: Place,
    pattern: &'static str,
    and: &'static str,
}

enum Place {
    Import,
    Name,
    Text,
    Code,
    Language,
}

/// What speaks for a tool.
#[derive(Default)]
struct Weight {
    declarations: u32,
    /// Lines of source files that are marked as the tool's.
    lines: u32,
    /// Declarations (or lines, where none was read) by language.
    languages: IndexMap<Language, u32>,
    evidence: Option<Span>,
}

impl Weight {
    fn value(&self) -> f64 {
        if self.declarations > 0 { f64::from(self.declarations) } else { f64::from(self.lines) / LINES_PER_DECLARATION }
    }

    fn language(&self) -> Option<Language> {
        // Of equals the first one counts.
        self.languages.iter().rev().max_by_key(|(_, weight)| **weight).map(|(language, _)| *language)
    }
}

/// Works out tool and language; versions and backend are what the dialects found.
pub(super) fn tooling(response: &Response, declarations: &[Declaration]) -> Tooling {
    let mut weights: IndexMap<Tool, Weight> = IndexMap::new();
    for declaration in declarations {
        let weight = weights.entry(declaration.tool).or_default();
        weight.declarations += 1;
        weight.evidence.get_or_insert(declaration.span);
        if let Some(file) = response.files.get(declaration.span.file as usize) {
            *weight.languages.entry(file.language).or_default() += 1;
        }
    }
    for (index, file) in (0..).zip(&response.files) {
        if !matches!(file.role, Role::Infrastructure | Role::Configuration) {
            continue;
        }
        let Some((marker, (start, end))) = marked(file) else { continue };
        let weight = weights.entry(marker.tool).or_default();
        if weight.declarations > 0 {
            continue;
        }
        weight.evidence.get_or_insert(Span { file: index, start, end });
        // A project file (`cdk.json`) shows the tool but deploys nothing.
        if !matches!(marker.place, Place::Name) {
            let lines = file.text.lines().count() as u32;
            weight.lines += lines;
            *weight.languages.entry(file.language).or_default() += lines;
        }
    }
    // Of equals the first one counts.
    let main = weights.iter().rev().max_by(|(one, a), (other, b)| {
        (deploys_by_itself(**one), a.value())
            .partial_cmp(&(deploys_by_itself(**other), b.value()))
            .unwrap_or(std::cmp::Ordering::Equal)
    });
    let Some((&tool, weight)) = main else { return from_prose(response) };
    Tooling {
        tool,
        language: weight.language().or_else(|| program_language(response)),
        others: weights.keys().copied().filter(|other| *other != tool).collect(),
        evidence: weight.evidence,
        ..Tooling::default()
    }
}

/// The tool and language that commands and prose speak of most often: all that there is to see when a response shows no
/// code of a tool, or only pieces of it.
fn from_prose(response: &Response) -> Tooling {
    let mut tools: IndexMap<Tool, Weight> = IndexMap::new();
    let mut languages: IndexMap<Language, u32> = IndexMap::new();
    let shell = (0..).zip(&response.files).filter(|(_, file)| matches!(file.role, Role::Shell | Role::Documentation));
    let shell = shell.map(|(index, file)| (Span { file: index, start: 0, end: 0 }, &file.text));
    let prose = response.prose.iter().enumerate().map(|(index, prose)| (response.prose_span(index, 0, 0), &prose.text));
    for (place, text) in prose.chain(shell) {
        for (start, end, term) in terms::find(&text.to_ascii_lowercase()) {
            match term.what {
                "tool" => {
                    let Some(tool) = Tool::of_id(term.name) else { continue };
                    let weight = tools.entry(tool).or_default();
                    weight.lines += 1;
                    weight.evidence.get_or_insert(Span { start: start as u32, end: end as u32, ..place });
                }
                "language" => {
                    let Some(language) = Language::of_id(term.name) else { continue };
                    *languages.entry(language).or_default() += 1;
                }
                _ => {}
            }
        }
    }
    // Of equals the first one counts.
    let Some((&tool, weight)) = tools.iter().rev().max_by_key(|(_, weight)| weight.lines) else {
        return Tooling::default();
    };
    for file in response.files.iter().filter(|file| file.role == Role::Infrastructure) {
        *languages.entry(file.language).or_default() += file.text.lines().count() as u32;
    }
    let fits = |language: Language| match tool {
        Tool::Terraform => language == Language::Hcl,
        Tool::CloudFormation | Tool::Sam | Tool::Kubernetes => is_document(language),
        _ => is_program(language),
    };
    languages.retain(|language, _| fits(*language));
    let language = Weight { languages, ..Weight::default() }.language();
    let language = language.or_else(|| (tool == Tool::Terraform).then_some(Language::Hcl));
    Tooling { tool, language, evidence: weight.evidence, ..Tooling::default() }
}

/// Kubernetes manifests and boto3 scripts work on what another tool deploys, if there is one: they are the main tool only
/// where nothing else is.
fn deploys_by_itself(tool: Tool) -> bool {
    !matches!(tool, Tool::Kubernetes | Tool::Boto3)
}

/// The language of the longest infrastructure program, where nothing but a project file shows the tool.
fn program_language(response: &Response) -> Option<Language> {
    let programs = response.files.iter().filter(|file| file.role == Role::Infrastructure && is_program(file.language));
    programs.max_by_key(|file| file.text.len()).map(|file| file.language)
}

fn is_program(language: Language) -> bool {
    use Language::{CSharp, Go, Java, JavaScript, Python, TypeScript};
    matches!(language, TypeScript | JavaScript | Python | Java | Go | CSharp)
}

fn is_document(language: Language) -> bool {
    matches!(language, Language::Yaml | Language::Json)
}

/// The marker that tells which tool a file is written for, and the bytes that show it.
fn marked(file: &SourceFile) -> Option<(&'static Marker, (u32, u32))> {
    MARKERS.iter().find_map(|marker| {
        let found = match marker.place {
            Place::Import if is_program(file.language) => {
                imports(file).find(|(module, _)| module.starts_with(marker.pattern)).map(|(_, line)| line)
            }
            Place::Text if is_document(file.language) => find(&file.text, marker.pattern),
            Place::Code if is_program(file.language) => find(&file.text, marker.pattern),
            Place::Name => names(marker.pattern, file.path.as_deref()?).then_some((0, 1)),
            Place::Language => (file.language.id() == marker.pattern).then_some((0, 1)),
            Place::Import | Place::Text | Place::Code => None,
        }?;
        file.text.contains(marker.and).then_some((marker, found))
    })
}

fn find(text: &str, pattern: &str) -> Option<(u32, u32)> {
    let at = text.find(pattern)?;
    Some((at as u32, (at + pattern.len()) as u32))
}

/// Whether a pattern with at most one `*` fits the last part of a path.
fn names(pattern: &str, path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    match pattern.split_once('*') {
        Some((start, end)) => name.len() >= pattern.len() && name.starts_with(start) && name.ends_with(end),
        None => name == pattern,
    }
}

/// The modules that a file imports, each with the bytes of its line. It goes by lines, so that it works for every language
/// and for code that does not parse.
fn imports(file: &SourceFile) -> impl Iterator<Item = (&str, (u32, u32))> {
    let mut next = 0;
    file.text.split_inclusive('\n').filter_map(move |line| {
        let start = next;
        next += line.len() as u32;
        let module = imported(line.trim(), file.language)?;
        Some((module, (start, start + line.trim_end().len() as u32)))
    })
}

/// The module that a line imports.
fn imported(line: &str, language: Language) -> Option<&str> {
    let words = ["import ", "from ", "using ", "} from "].iter().find_map(|word| line.strip_prefix(word));
    let is_import = words.is_some() || line.contains("require(") || line.contains(" from ");
    let quoted = || {
        let open = line.find(['"', '\''])?;
        let rest = &line[open + 1..];
        Some(&rest[..rest.find(['"', '\''])?])
    };
    if is_import {
        let bare = || words?.trim_start_matches("static ").split([' ', ';', ',']).next();
        return quoted().or_else(bare);
    }
    // Go lists its imports in brackets: one quoted path a line, behind a name for it at most.
    let listed = language == Language::Go && line.ends_with('"') && line.split(' ').count() <= 2;
    listed.then(quoted).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(markdown: &str, tool: Tool, language: Option<Language>) {
        let response = crate::response::read("answer.md", markdown.as_bytes());
        let found = tooling(&response, &[]);
        assert_eq!((found.tool, found.language), (tool, language), "{markdown}");
    }

    #[test]
    fn tools_by_their_marks() {
        let cases = [
            ("ts", "import * as cdk from 'aws-cdk-lib';", Tool::Cdk, Language::TypeScript),
            ("ts", "import {\n  Stack,\n} from \"aws-cdk-lib\";", Tool::Cdk, Language::TypeScript),
            ("js", "const { Stack } = require('aws-cdk-lib');", Tool::Cdk, Language::JavaScript),
            ("python", "from aws_cdk import aws_s3 as s3", Tool::Cdk, Language::Python),
            ("java", "import software.amazon.awscdk.Stack;", Tool::Cdk, Language::Java),
            ("go", "import (\n\t\"github.com/aws/aws-cdk-go/awscdk/v2\"\n)", Tool::Cdk, Language::Go),
            ("ts", "import { TerraformStack } from \"cdktf\";", Tool::Cdktf, Language::TypeScript),
            ("python", "from cdktf_cdktf_provider_aws.vpc import Vpc", Tool::Cdktf, Language::Python),
            ("python", "import pulumi\nimport pulumi_aws as aws", Tool::Pulumi, Language::Python),
            ("go", "import (\n\taws \"github.com/pulumi/pulumi-aws/sdk/v6/go/aws\"\n)", Tool::Pulumi, Language::Go),
            ("python", "def __init__(self, scope: Construct, id: str):\n    pass", Tool::Cdk, Language::Python),
            ("hcl", "resource \"aws_vpc\" \"main\" {\n}", Tool::Terraform, Language::Hcl),
            ("yaml", "AWSTemplateFormatVersion: '2010-09-09'\nResources: {}", Tool::CloudFormation, Language::Yaml),
            ("yaml", "Transform: AWS::Serverless-2016-10-31\nResources: {}", Tool::Sam, Language::Yaml),
            ("json", "{\"AWSTemplateFormatVersion\": \"2010-09-09\"}", Tool::CloudFormation, Language::Json),
        ];
        for (info, code, tool, language) in cases {
            check(&format!("```{info}\n{code}\n```\n"), tool, Some(language));
        }
        check("```json cdk.json\n{}\n```\n", Tool::Cdk, None);
        check("Only prose.\n", Tool::None, None);
        check("# A CDK app in TypeScript\n\nCDK makes CloudFormation.\n", Tool::Cdk, Some(Language::TypeScript));
        check("It works.\n\n```bash\nterraform apply\n```\n", Tool::Terraform, Some(Language::Hcl));
    }

    #[test]
    fn the_main_tool_deploys_most() {
        let manifest = "```yaml\napiVersion: v1\nkind: Service\n".to_owned() + &"# line\n".repeat(99) + "```\n";
        let terraform = "```hcl\nresource \"aws_vpc\" \"main\" {\n}\n```\n";
        check(&format!("{manifest}\n{terraform}"), Tool::Terraform, Some(Language::Hcl));
        check(&manifest, Tool::Kubernetes, Some(Language::Yaml));
    }
}
