//! Which regions a response deploys to, the default first.
//!
//! What a dialect found leads. Where it found no default, the text of the response is searched for other evidence, from
//! settings named after a region down to a mere mention in prose.

use std::collections::HashSet;
use std::sync::{Arc, LazyLock};

use regex::Regex;

use super::model::{Input, Region, RegionRole};
use crate::catalog::table;
use crate::dialect::RegionTable;
use crate::response::{Language, Response, Role, SourceFile};
use crate::source::{Diagnostic, Level, Span};

static REGIONS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| table::rows(include_str!("../../grammars/aws/regions.tsv")).map(|[region, _]| region).collect());

/// A region's name, and the letter of a zone of it.
static NAME: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?-u)\b([a-z]{2,4}(?:-[a-z]+){1,2}-[0-9])([a-f]\b)?").ok());

/// An identifier that ends in `region`, and what may stand between it and its value: an assignment, or fallbacks before it.
static SETTING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?i-u)([a-z_.:-]*region)(?:_?name)?["'\])]*[ \t]*(?:[:=(,]|\|\||\?\?|\bor\b|default\b)(?u:[^;{}]*)$"#)
        .ok()
});

/// Another key between a setting's name and a value: then the value is that one's.
static OTHER_KEY: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"(?-u),[ \t]*["']?[A-Za-z0-9_]+["']?[ \t]*[:=]"#).ok());

/// A command that says where to deploy.
static COMMAND: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?:--region[ =]|AWS_(?:DEFAULT_)?REGION=|aws:region |set region |aws://[^/ ]*/)["']?$"#).ok()
});

static ARN: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"arn:aws[a-z-]*:[a-z0-9-]+:$").ok());

/// Settings that name the region of something else than the deployment: where the state is kept, what a policy demands.
const OF_SOMETHING_ELSE: [&str; 8] = ["request", "state", "bucket", "backend", "logs", "source", "cert", "allowed"];

/// Settings that name a further region.
const OF_ANOTHER: [&str; 6] = ["secondary", "replica", "backup", "failover", "standby", "disaster"];

/// How strongly a text speaks for a region; the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    /// A setting in the infrastructure's code.
    Setting,
    /// A setting in a configuration file.
    Configuration,
    /// A zone that resources are placed in: they can be created nowhere else.
    Zone,
    /// A command to type.
    Command,
    /// An ARN written out.
    Arn,
    /// A mention in prose.
    Prose,
}

/// A place in the text that speaks for a region.
struct Hint<'a> {
    region: &'a str,
    strength: Strength,
    /// Whether it names itself a further region.
    additional: bool,
    /// What says so, for people.
    source: String,
    span: Span,
}

/// The regions of a response: those that the dialects found, the main tool's first, and what the text adds to them.
pub(super) fn regions(response: &Response, found: Vec<Region>, inputs: &[Input]) -> Vec<Region> {
    let mut regions = merged(found);
    let mut hints: Vec<_> = inputs.iter().filter_map(of_input).collect();
    hints.extend(in_response(response));
    match regions.first().filter(|first| first.role == RegionRole::Default).map(|first| Arc::clone(&first.name)) {
        Some(default) => {
            let mut more = repeated(&hints, &default);
            more.retain(|more| !regions.iter().any(|known| known.span.contains(more.span)));
            regions.append(&mut more);
        }
        None => {
            let known: HashSet<_> = regions.iter().map(|region| Arc::clone(&region.name)).collect();
            let presumed = from_hints(&hints);
            regions.splice(0..0, presumed.into_iter().filter(|region| !known.contains(&region.name)));
        }
    }
    regions
}

/// Tables that are looked up by region and do not have the default one.
pub(super) fn missing(regions: &[Region], tables: &[RegionTable]) -> Vec<Diagnostic> {
    let Some(default) = regions.first().filter(|first| first.role == RegionRole::Default) else { return Vec::new() };
    let lacks = |table: &&RegionTable| !table.regions.contains(&default.name);
    let message = |name: &str| format!("the {name} does not have {}, where the response deploys", default.name);
    let tables = tables.iter().filter(lacks);
    tables.map(|table| Diagnostic::new(Level::Error, message(&table.name), table.span)).collect()
}

/// The default first, the rest in order; a second default of the same name is a repetition, another one a further region.
fn merged(found: Vec<Region>) -> Vec<Region> {
    let (defaults, others): (Vec<_>, Vec<_>) = found.into_iter().partition(|region| region.role == RegionRole::Default);
    let default = defaults.first().map(|region| Arc::clone(&region.name));
    let mut regions: Vec<Region> = Vec::new();
    for mut region in defaults.into_iter().chain(others) {
        if region.role == RegionRole::Default && !regions.is_empty() {
            let repeats = Some(&region.name) == default.as_ref();
            region.role = if repeats { RegionRole::Repeated } else { RegionRole::Additional };
        }
        if !regions.iter().any(|known| known.name == region.name && known.span == region.span) {
            regions.push(region);
        }
    }
    regions
}

/// Places that say a known default again: one a file, configuration and commands only, since the dialect has read the code.
fn repeated(hints: &[Hint<'_>], default: &str) -> Vec<Region> {
    let mut files = HashSet::new();
    let says_again = |hint: &&Hint<'_>| {
        hint.region == default && matches!(hint.strength, Strength::Configuration | Strength::Command)
    };
    let hints = hints.iter().filter(says_again).filter(|hint| files.insert(hint.span.file));
    hints.map(|hint| region_of(hint, RegionRole::Repeated)).collect()
}

/// The default that the strongest evidence speaks for, then the further regions that evidence of that strength names.
fn from_hints(hints: &[Hint<'_>]) -> Vec<Region> {
    let Some(strongest) = hints.iter().filter(|hint| !hint.additional).min_by_key(|hint| hint.strength) else {
        return Vec::new();
    };
    let strength = strongest.strength;
    let alike = || hints.iter().filter(|hint| hint.strength == strength && !hint.additional);
    let agreed = alike().all(|hint| hint.region == strongest.region);
    // Settings differ by what they are for, and the first is the main one; commands and zones that differ settle nothing.
    let settled = strength <= Strength::Configuration || (agreed && strength <= Strength::Command);
    let mut regions = vec![region_of(strongest, if settled { RegionRole::Default } else { RegionRole::Presumed })];
    if strength > Strength::Command {
        return regions;
    }
    for hint in alike().chain(hints.iter().filter(|hint| hint.additional)) {
        if regions.iter().all(|region| &*region.name != hint.region) {
            regions.push(region_of(hint, RegionRole::Additional));
        }
    }
    regions
}

fn region_of(hint: &Hint<'_>, role: RegionRole) -> Region {
    Region { name: hint.region.into(), role, source: hint.source.as_str().into(), span: hint.span }
}

/// What an input that is named after a region says by its default.
fn of_input(input: &Input) -> Option<Hint<'_>> {
    let region = input.value.as_ref()?.as_str().filter(|region| REGIONS.contains(region))?;
    let additional = names_deployment(&input.name)?;
    let source = format!("input `{}`", input.name);
    Some(Hint { region, strength: Strength::Setting, additional, source, span: input.span })
}

/// Whether a setting of that name is the region of the deployment; whether it is a further one.
fn names_deployment(name: &str) -> Option<bool> {
    let lower = name.to_lowercase();
    let is_other_thing = OF_SOMETHING_ELSE.iter().any(|word| lower.contains(word));
    let is_further =
        OF_ANOTHER.iter().any(|word| lower.contains(word)) || lower.starts_with("dr") || lower.contains("_dr");
    (lower.contains("region") && !is_other_thing).then_some(is_further)
}

/// All that the text says about regions, in order.
fn in_response(response: &Response) -> Vec<Hint<'_>> {
    let mut hints = Vec::new();
    for (index, file) in (0..).zip(&response.files) {
        if matches!(file.role, Role::Infrastructure | Role::Configuration | Role::Shell) {
            let place = |start, end| Span { file: index, start, end };
            in_text(&file.text, &place, &|before, previous, zone| in_code(file, before, previous, zone), &mut hints);
        } else if file.role == Role::Documentation {
            let place = |start, end| Span { file: index, start, end };
            in_text(&file.text, &place, &|before, _, _| in_prose(before), &mut hints);
        }
    }
    for (index, prose) in response.prose.iter().enumerate() {
        let place = |start, end| response.prose_span(index, start, end);
        in_text(&prose.text, &place, &|before, _, _| in_prose(before), &mut hints);
    }
    hints
}

/// What one mention says: how strongly, the name of its setting, whether it speaks of a further region.
type Verdict = Option<(Strength, String, bool)>;

/// Judges each mention of a region in a text by what stands before it on its line and by the line above.
fn in_text<'a>(
    text: &'a str,
    place: &dyn Fn(u32, u32) -> Span,
    judge: &dyn Fn(&str, &str, bool) -> Verdict,
    hints: &mut Vec<Hint<'a>>,
) {
    let Some(name) = NAME.as_ref() else { return };
    let (mut start, mut previous) = (0, "");
    for line in text.split_inclusive('\n') {
        for captures in name.captures_iter(line) {
            let Some(region) = captures.get(1).filter(|region| REGIONS.contains(region.as_str())) else { continue };
            let before = &line[..region.start()];
            if let Some((strength, source, additional)) = judge(before, previous, captures.get(2).is_some()) {
                let span = place(start, start + line.trim_end().len() as u32);
                hints.push(Hint { region: region.as_str(), strength, additional, source, span });
            }
        }
        start += line.len() as u32;
        previous = line;
    }
}

fn in_code(file: &SourceFile, before: &str, previous: &str, zone: bool) -> Verdict {
    let line = before.trim_start();
    if line.starts_with("//") || line.starts_with('*') || (line.starts_with('#') && file.role != Role::Shell) {
        return None;
    }
    if matches(&COMMAND, before) {
        return Some((Strength::Command, "command line".to_owned(), false));
    }
    if file.role == Role::Shell {
        return None;
    }
    if zone {
        let written = file.role == Role::Infrastructure && line.contains(['"', '\'', ':']);
        return written.then(|| (Strength::Zone, "availability zone".to_owned(), false));
    }
    if matches(&ARN, before) {
        return Some((Strength::Arn, "ARN".to_owned(), false));
    }
    // Terraform's settings are the dialect's to read: its text also says where the state is kept.
    let is_values = file.path.as_deref().is_some_and(|path| path.contains(".tfvars"));
    if file.language == Language::Hcl && !is_values {
        return None;
    }
    let continues = ["||", "??", "or ", ":", "default", "value"].iter().any(|start| line.starts_with(start));
    let setting = setting(before)
        .or_else(|| if continues { setting(&format!("{} {}", end(previous.trim()), end(before))) } else { None })?;
    let additional = names_deployment(&setting)?;
    let strength = if file.role == Role::Infrastructure { Strength::Setting } else { Strength::Configuration };
    Some((strength, format!("`{setting}`"), additional))
}

/// The name of the setting whose value stands behind that text.
fn setting(before: &str) -> Option<String> {
    let captures = SETTING.as_ref()?.captures(end(before))?;
    let (whole, name) = (captures.get(0)?.as_str(), captures.get(1)?.as_str());
    let other = OTHER_KEY.as_ref()?.is_match(whole);
    (!other).then(|| name.trim_matches(['.', ':', '-', '_']).to_owned())
}

fn in_prose(before: &str) -> Verdict {
    if matches(&COMMAND, before) {
        return Some((Strength::Command, "command line".to_owned(), false));
    }
    let lower = before.to_lowercase();
    if matches(&ARN, before) || !["region", "deploy"].iter().any(|word| lower.contains(word)) {
        return None;
    }
    let additional = OF_ANOTHER.iter().any(|word| lower.contains(word));
    Some((Strength::Prose, "prose".to_owned(), additional))
}

fn matches(pattern: &LazyLock<Option<Regex>>, text: &str) -> bool {
    pattern.as_ref().is_some_and(|pattern| pattern.is_match(end(text)))
}

/// The end of a text, where a setting stands whose value follows. Chosen so that generated code in one long line is not
/// searched again for each region in it.
fn end(text: &str) -> &str {
    const LONGEST: usize = 240;
    let start = text.len().saturating_sub(LONGEST);
    (start..text.len()).find_map(|start| text.get(start..)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::value::Value;

    fn check(markdown: &str, expected: &[(&str, RegionRole)]) {
        let response = crate::response::read("answer.md", markdown.as_bytes());
        let found = regions(&response, Vec::new(), &[]);
        let found: Vec<_> = found.iter().map(|region| (&*region.name, region.role)).collect();
        assert_eq!(found, expected, "{markdown}");
    }

    #[test]
    fn tables_without_the_default_region() {
        let template = |region: &str| {
            format!(
                "```yaml\nMappings:\n  Images:\n    us-west-2: {{Id: ami-1}}\nResources:\n  Web:\n    Type: AWS::EC2::Instance\n    \
                 Properties:\n      ImageId: !FindInMap [Images, !Ref AWS::Region, Id]\n      Other: \
                 !FindInMap [Images, !Ref AWS::Region, Id]\n```\n```sh\naws cloudformation deploy --region {region}\n```\n"
            )
        };
        let errors = |region: &str| {
            let diagnostics = crate::analyse("answer.md", template(region).as_bytes()).stack.diagnostics;
            diagnostics.into_iter().map(|diagnostic| diagnostic.message).collect::<Vec<_>>()
        };
        assert_eq!(errors("us-east-1"), ["the mapping Images does not have us-east-1, where the response deploys"]);
        assert_eq!(errors("us-west-2"), Vec::<String>::new());
    }

    #[test]
    fn a_place_that_a_dialect_found_is_listed_once() {
        let text = "### main.tf\n```hcl\nvariable \"region\" {\n  default = \"us-east-2\"\n}\nprovider \"aws\" {\n  region = var.region\n\
                    }\n```\n### terraform.tfvars\n```hcl\nregion = \"us-east-2\"\n```\n";
        let found = crate::analyse("answer.md", text.as_bytes()).stack.regions;
        let sources: Vec<_> = found.iter().map(|region| &*region.source).collect();
        assert_eq!(sources, ["variable \"region\"", "terraform.tfvars"]);
    }

    #[test]
    fn settings_in_code() {
        let lines = [
            "const env = { region: 'us-east-2' };",
            "region: process.env.AWS_REGION || process.env.CDK_DEFAULT_REGION || 'us-east-2',",
            "region: str = config.get(\"region\") or \"us-east-2\"",
            "region = os.getenv('AWS_REGION', 'us-east-2')",
            "self.region = 'us-east-2'",
            "region := \"us-east-2\"",
            "  : props?.awsRegion || 'us-east-2';",
            ".region(\"us-east-2\")",
            "Region: jsii.String(\"us-east-2\"),",
            "region =\n  process.env.X\n  || 'us-east-1'\nregion: 'us-east-2'",
        ];
        for line in lines {
            check(&format!("```ts\n{line}\n```\n"), &[("us-east-2", RegionRole::Default)]);
        }
    }

    #[test]
    fn what_is_no_setting_of_the_deployment() {
        let lines = [
            "// the region is 'us-east-1'",
            "const stateBucketRegion = 'us-east-1';",
            "const accounts = { 'us-east-1': '127311923021' };",
            "\"aws:RequestedRegion\": \"us-east-1\"",
            "{ name: 'AWS_REGION', value: 'us-east-1' }",
            "const kind = 'us-east-9';",
        ];
        for line in lines {
            check(&format!("```ts\n{line}\n```\n"), &[]);
        }
    }

    #[test]
    fn stronger_evidence_wins() {
        use RegionRole::{Additional, Default, Presumed};
        let prose = "We deploy to eu-west-1.\n";
        let arn = "```yaml\nResources:\n  Arn: arn:aws:acm:eu-west-2:1:certificate/x\n```\n";
        let command = "```bash\naws cloudformation deploy --region eu-west-3\n```\n";
        let zone = "```yaml\nResources:\n  AvailabilityZone: eu-north-1a\n```\n";
        let code = "```ts\nconst primaryRegion = 'us-west-1';\nconst drRegion = 'us-west-2';\n```\n";
        check(prose, &[("eu-west-1", Presumed)]);
        check(&format!("{prose}{arn}"), &[("eu-west-2", Presumed)]);
        check(&format!("{prose}{arn}{command}"), &[("eu-west-3", Default)]);
        check(&format!("{prose}{arn}{command}{zone}"), &[("eu-north-1", Default)]);
        check(
            &format!("{command}{}", command.replace('3', "1")),
            &[("eu-west-3", Presumed), ("eu-west-1", Additional)],
        );
        check(&format!("{command}{zone}{code}"), &[("us-west-1", Default), ("us-west-2", Additional)]);
    }

    #[test]
    fn prose_has_its_lines() {
        let response = crate::response::read("answer.md", b"# Title\n\nThe region\nis the region eu-west-1.\n");
        let found = regions(&response, Vec::new(), &[]);
        assert_eq!(found.iter().map(|region| response.lines(region.span).start).collect::<Vec<_>>(), [4]);
    }

    #[test]
    fn inputs_speak_by_their_defaults() {
        let span = Span { file: 0, start: 0, end: 1 };
        let input = |name: &str, region: &str| Input {
            name: name.into(),
            value: Some(Value::text(region, span)),
            span,
            secret: false,
        };
        let response = crate::response::read("answer.md", b"");
        let inputs =
            [input("state_region", "us-east-1"), input("aws_region", "eu-west-1"), input("dr_region", "eu-west-2")];
        let found = regions(&response, Vec::new(), &inputs);
        let found: Vec<_> = found.iter().map(|region| (&*region.name, region.role)).collect();
        assert_eq!(found, [("eu-west-1", RegionRole::Default), ("eu-west-2", RegionRole::Additional)]);
    }

    #[test]
    fn a_dialect_leads() {
        use RegionRole::{Additional, Default, Repeated};
        let markdown = "```bash\naws s3 ls --region us-east-1\n```\n```bash\naws s3 ls --region eu-west-1\n```\n";
        let response = crate::response::read("answer.md", markdown.as_bytes());
        let span = Span { file: 9, start: 0, end: 1 };
        let region = |name: &str, role| Region { name: name.into(), role, source: "provider".into(), span };
        let found = regions(&response, vec![region("eu-west-2", Additional), region("us-east-1", Default)], &[]);
        let found: Vec<_> = found.iter().map(|region| (&*region.name, region.role)).collect();
        assert_eq!(found, [("us-east-1", Default), ("eu-west-2", Additional), ("us-east-1", Repeated)]);
    }
}
