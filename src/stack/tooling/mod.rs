//! Which tool and language a response is written in.
//!
//! The main tool is the one that deploys most. A tool whose declarations cannot be read is recognised by what its source
//! files import or are called, and weighed by their length; where there is no code, by what prose and commands speak of.

mod markers;
mod packages;
mod prose;

use std::cmp::Ordering;

use indexmap::IndexMap;

use super::model::{Stack, Tool, Tooling};
use crate::response::{Language, Response, Role};
use crate::source::Span;

/// Lines of code that stand for one declaration where none could be read: chosen because measured answers have one
/// every ten to fifteen lines, in every tool.
const LINES_PER_DECLARATION: f64 = 12.0;

/// What speaks for a tool.
#[derive(Default)]
struct Weight {
    declarations: u32,
    /// Resources that its declarations bring about.
    resources: u32,
    /// Lines of source files that are marked as the tool's.
    lines: u32,
    /// Declarations (or lines, where none was read) by language.
    languages: IndexMap<Language, u32>,
    evidence: Option<Span>,
}

impl Weight {
    fn value(&self) -> f64 {
        match self.declarations {
            0 => f64::from(self.lines) / LINES_PER_DECLARATION,
            declarations => f64::from(self.resources.max(declarations)),
        }
    }

    fn language(&self) -> Option<Language> {
        // Of equals the first one counts.
        self.languages.iter().rev().max_by_key(|(_, weight)| **weight).map(|(language, _)| *language)
    }
}

/// Works out tool, language and the versions that package files ask for; the backend is for the dialects to find.
pub(super) fn tooling(response: &Response, stack: &Stack) -> Tooling {
    Tooling { versions: packages::versions(response), ..tool_and_language(response, stack) }
}

fn tool_and_language(response: &Response, stack: &Stack) -> Tooling {
    let mut weights = declared(response, stack);
    add_marked(response, &mut weights, false);
    if weights.is_empty() {
        if let Some(tooling) = prose::tooling(response) {
            return tooling;
        }
        add_marked(response, &mut weights, true);
    }
    let Some((&tool, weight)) = heaviest(&weights) else { return Tooling::default() };
    Tooling {
        tool,
        language: weight.language().or_else(|| program_language(response)),
        others: weights.keys().copied().filter(|other| *other != tool).collect(),
        evidence: weight.evidence,
        ..Tooling::default()
    }
}

/// The tools whose declarations were read.
fn declared(response: &Response, stack: &Stack) -> IndexMap<Tool, Weight> {
    let mut weights: IndexMap<Tool, Weight> = IndexMap::new();
    for declaration in &stack.declarations {
        let weight = weights.entry(declaration.tool).or_default();
        weight.declarations += 1;
        weight.evidence.get_or_insert(declaration.span);
        if let Some(file) = response.files.get(declaration.span.file as usize) {
            *weight.languages.entry(file.language).or_default() += 1;
        }
    }
    let satellites = stack.satellites.iter().map(|satellite| &satellite.resource);
    for resource in stack.resources.iter().chain(satellites) {
        if let Some(declaration) = stack.declarations.get(resource.declaration) {
            weights.entry(declaration.tool).or_default().resources += 1;
        }
    }
    weights
}

/// Adds the tools that source files are marked with and that no declaration was read of.
fn add_marked(response: &Response, weights: &mut IndexMap<Tool, Weight>, weak: bool) {
    for (index, file) in (0..).zip(&response.files) {
        if !matches!(file.role, Role::Infrastructure | Role::Configuration) {
            continue;
        }
        let Some((marker, (start, end))) = markers::marked(file).filter(|(marker, _)| marker.is_weak() == weak) else {
            continue;
        };
        let weight = weights.entry(marker.tool).or_default();
        if weight.declarations > 0 {
            continue;
        }
        weight.evidence.get_or_insert(Span { file: index, start, end });
        if !marker.is_project_file() {
            let lines = file.text.lines().count() as u32;
            weight.lines += lines;
            *weight.languages.entry(file.language).or_default() += lines;
        }
    }
}

/// The tool that most speaks for; of equals the first one.
fn heaviest(weights: &IndexMap<Tool, Weight>) -> Option<(&Tool, &Weight)> {
    weights.iter().rev().max_by(|(one, a), (other, b)| {
        (deploys_by_itself(**one), a.value())
            .partial_cmp(&(deploys_by_itself(**other), b.value()))
            .unwrap_or(Ordering::Equal)
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    fn check(markdown: &str, tool: Tool, language: Option<Language>) {
        let response = crate::response::read("answer.md", markdown.as_bytes());
        let found = tooling(&response, &Stack::default());
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
        let piece = "```ts\nclass A extends Construct {\n  constructor(scope: Construct) {}\n}\n```\n";
        check(piece, Tool::Cdk, Some(Language::TypeScript));
        check(&format!("A CDKTF program, not Terraform, Terraform.\n{piece}"), Tool::Cdktf, Some(Language::TypeScript));
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
