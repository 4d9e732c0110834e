//! What a prompt demands: tool, language, region, services, with the line of each demand.
//!
//! A demand is a sentence that names what is wanted, or, with `wanted` false, what must not be there. Demands on single
//! settings (a retention of 7 days, a memory of 3 GB) are not taken apart beforehand: [`Prompt::states`] looks for the
//! sentence that speaks of a setting when a gap about it is found.

mod regions;
mod sentences;
pub(crate) mod terms;
mod values;

use std::sync::Arc;

use crate::response::Language;
use crate::source::Lines;
use crate::stack::Tool;

pub use sentences::Sentence;

/// A task, read for its demands.
#[derive(Clone, Debug, Default)]
pub struct Prompt {
    /// How it is called in evidence: its file name.
    pub name: Arc<str>,
    /// What it demands, in order.
    pub demands: Vec<Demand>,
    /// All that it says.
    pub sentences: Vec<Sentence>,
}

/// One demand.
#[derive(Clone, Debug, PartialEq)]
pub struct Demand {
    /// What is demanded.
    pub what: Demanded,
    /// Whether it must be there; if not, it must not.
    pub wanted: bool,
    /// The sentence or list item that demands it, as written, without its markup.
    pub text: Arc<str>,
    /// Where.
    pub lines: Lines,
    /// Whether it is a heading.
    pub heading: bool,
}

/// What a demand is about.
#[derive(Clone, Debug, PartialEq)]
pub enum Demanded {
    /// A tool.
    Tool(Tool),
    /// A language.
    Language(Language),
    /// The region to deploy to.
    Region(Arc<str>),
    /// A further region: for a replica, for recovery.
    FurtherRegion(Arc<str>),
    /// A service, as in the common model's types: `DynamoDB`, `Lambda`.
    Service(Arc<str>),
    /// A resource of one of these types.
    Resource(Vec<&'static str>),
}

impl Prompt {
    /// The tool that is demanded.
    #[must_use]
    pub fn tool(&self) -> Option<Tool> {
        self.demands.iter().find_map(|demand| match demand.what {
            Demanded::Tool(tool) if demand.wanted => Some(tool),
            _ => None,
        })
    }

    /// The language that is demanded.
    #[must_use]
    pub fn language(&self) -> Option<Language> {
        self.demands.iter().find_map(|demand| match demand.what {
            Demanded::Language(language) if demand.wanted => Some(language),
            _ => None,
        })
    }

    /// The region that is demanded.
    #[must_use]
    pub fn region(&self) -> Option<&Arc<str>> {
        self.demands.iter().find_map(|demand| match &demand.what {
            Demanded::Region(region) if demand.wanted => Some(region),
            _ => None,
        })
    }

    /// The demands that something be there, of that kind.
    pub fn wanted<'a>(&'a self, what: &'a Demanded) -> impl Iterator<Item = &'a Demand> {
        self.demands.iter().filter(move |demand| demand.wanted && demand.what == *what)
    }

    /// The first demand for a resource of that type; or, when not `wanted`, that there be none. A sentence says more than a
    /// heading.
    #[must_use]
    pub fn on_type(&self, kind: &str, wanted: bool) -> Option<&Demand> {
        let on_type = |demand: &&Demand| {
            demand.wanted == wanted && matches!(&demand.what, Demanded::Resource(types) if types.contains(&kind))
        };
        let mut demands = self.demands.iter().filter(on_type);
        demands.clone().find(|demand| !demand.heading).or_else(|| demands.next())
    }
}

/// Reads a task for its demands.
#[must_use]
pub fn read(name: &str, bytes: &[u8]) -> Prompt {
    let text = String::from_utf8_lossy(bytes);
    let sentences = sentences::split(&text);
    let mut demands = tools(&sentences);
    demands.extend(languages(&sentences));
    demands.extend(regions::demands(&sentences));
    demands.extend(services(&sentences));
    demands.sort_by_key(|demand| demand.lines.start);
    Prompt { name: name.into(), demands, sentences }
}

fn demand(what: Demanded, wanted: bool, sentence: &Sentence) -> Demand {
    Demand { what, wanted, text: Arc::clone(&sentence.text), lines: sentence.lines, heading: sentence.heading }
}

/// Words before a name that say that it must not be there.
const NEGATIONS: [&str; 14] = [
    "no",
    "not",
    "never",
    "without",
    "avoid",
    "don't",
    "dont",
    "cannot",
    "exclude",
    "excluding",
    "instead of",
    "rather than",
    "replace",
    "except",
];
/// Words behind which a clause speaks of something else than what it denies.
const PREPOSITIONS: [&str; 7] = ["for", "in", "on", "with", "to", "by", "from"];
/// How many words may stand between a negation and what it denies.
const NEGATION_REACH: usize = 4;

/// Whether what begins at an offset of a sentence is denied there.
fn is_denied(sentence: &Sentence, lower: &str, at: usize) -> bool {
    if sentence.excluded {
        return true;
    }
    let clause = lower[..at].rsplit([',', ';', ':', '(', '.']).next().unwrap_or_default();
    // `avoid high concurrency for functions` does not deny functions.
    let words = clause.split_whitespace().rev().take(NEGATION_REACH + 1);
    let words: Vec<&str> = words.take_while(|word| !PREPOSITIONS.contains(word)).collect();
    let near = words.iter().rev().copied().collect::<Vec<_>>().join(" ");
    // `not only X`, `no more than one X` and `if not …` deny nothing.
    let harmless = ["not only", "no more", "no less", "if not", "whether or not", "not just"];
    let denied = NEGATIONS.iter().any(|negation| {
        near.split(' ').any(|word| word == *negation) || negation.contains(' ') && near.contains(negation)
    });
    denied && !harmless.iter().any(|words| near.contains(words))
}

/// Words before or after the name of a tool that make it the one to use.
const DEMANDING: [&str; 18] = [
    "using",
    "use",
    "with",
    "in",
    "via",
    "written",
    "platform:",
    "tool:",
    "implement",
    "create",
    "through",
    "must",
    "build",
    "develop",
    "author",
    "write",
    "provide",
    "complete",
];

/// What a label (`Platform: CDK`) weighs: more than many sentences, since it is there to say just that.
const LABELLED: u32 = 12;

/// The demands for a tool: the sentences that ask for the one that is asked for most.
fn tools(sentences: &[Sentence]) -> Vec<Demand> {
    let mut mentions: Vec<(Tool, u32, bool, &Sentence)> = Vec::new();
    for sentence in sentences {
        let lower = sentence.text.to_ascii_lowercase();
        for (start, end, term) in terms::find(&lower).into_iter().filter(|(.., term)| term.what == "tool") {
            let Some(tool) = Tool::of_id(term.name) else { continue };
            let denied = is_denied(sentence, &lower, start);
            let before: Vec<&str> = lower[..start].split_whitespace().rev().take(3).collect();
            let demanding = before.iter().any(|word| DEMANDING.contains(word));
            let named = lower[end..].split_whitespace().next().is_some_and(|word| {
                ["template", "program", "code", "project", "stack", "script", "configuration", "module", "application"]
                    .contains(&word.trim_end_matches(['s', ',', '.']))
            });
            let labelled = ["platform:", "tool:"].iter().any(|label| lower[..start].trim_end().ends_with(label));
            // A template of CloudFormation is also what CDK and SAM make.
            let weight = match (demanding, named, tool) {
                _ if labelled => LABELLED,
                (true, ..) | (_, true, _) if tool != Tool::CloudFormation => 3,
                (true, true, _) => 3,
                (true, ..) | (_, true, _) => 2,
                _ => 1,
            };
            mentions.push((tool, weight, denied, sentence));
        }
    }
    let score = |tool: Tool| {
        let of = mentions.iter().filter(|(named, _, denied, _)| *named == tool && !denied);
        of.map(|(_, weight, ..)| weight).sum::<u32>()
    };
    let most = mentions
        .iter()
        .filter(|(.., denied, _)| !denied)
        .map(|(tool, ..)| *tool)
        .reduce(|best, tool| if score(tool) > score(best) { tool } else { best });
    let mut demands: Vec<Demand> = Vec::new();
    for (tool, weight, denied, sentence) in &mentions {
        let counts = if *denied { Some(*tool) != most } else { Some(*tool) == most && *weight > 1 };
        let found = demand(Demanded::Tool(*tool), !denied, sentence);
        if counts && !demands.contains(&found) {
            demands.push(found);
        }
    }
    if let Some(tool) = most.filter(|_| demands.iter().all(|demand| !demand.wanted)) {
        let first = mentions.iter().find(|(named, _, denied, _)| *named == tool && !denied);
        demands.extend(first.map(|(.., sentence)| demand(Demanded::Tool(tool), true, sentence)));
    }
    demands
}

/// The demands for the language of the infrastructure: it is named beside the tool, or after `language:`.
fn languages(sentences: &[Sentence]) -> Vec<Demand> {
    let mut demands: Vec<Demand> = Vec::new();
    for sentence in sentences {
        let lower = sentence.text.to_ascii_lowercase();
        let found = terms::find(&lower);
        for (start, end, term) in found.iter().filter(|(.., term)| term.what == "language") {
            // `go` is also a verb, and `Python 3.11 runtime` speaks of what runs on the infrastructure.
            let everyday = term.phrase == "go" && !sentence.text[*start..].starts_with("Go");
            let versioned = lower[*end..].trim_start().starts_with(|character: char| character.is_ascii_digit());
            let runs = lower[*end..].split_whitespace().take(2).any(|word| word.starts_with("runtime"));
            if everyday || versioned || runs || is_denied(sentence, &lower, *start) {
                continue;
            }
            let tool_beside = found.iter().filter(|(.., other)| other.what == "tool").any(|(from, to, _)| {
                let between =
                    if to <= start { &lower[*to..*start] } else { lower.get(*end..*from).unwrap_or_default() };
                between.split_whitespace().count() <= NEGATION_REACH
            });
            let labelled = lower[..*start].trim_end().ends_with("language:");
            let Some(language) = Language::of_id(term.name).filter(|_| tool_beside || labelled) else { continue };
            let found = demand(Demanded::Language(language), true, sentence);
            if !demands.contains(&found) {
                demands.push(found);
            }
        }
    }
    // A language that is named later in passing does not overrule the first.
    let first = demands.first().map(|demand| demand.what.clone());
    demands.retain(|demand| Some(&demand.what) == first.as_ref());
    demands
}

/// The type that is asked for together with the services that it leads to.
const ENDPOINTS: &str = "AWS::EC2::VPCEndpoint";

/// The demands for services and resources.
fn services(sentences: &[Sentence]) -> Vec<Demand> {
    let mut demands: Vec<Demand> = Vec::new();
    for sentence in sentences {
        let lower = sentence.text.to_ascii_lowercase();
        let found = terms::find(&lower);
        // `endpoints for S3 and DynamoDB` asks for endpoints.
        let endpoints = found.iter().any(|(.., term)| term.types == ENDPOINTS);
        for (start, _, term) in found.into_iter().filter(|(.., term)| term.what == "service") {
            let wanted = !is_denied(sentence, &lower, start);
            let mut add = |what| {
                let found = demand(what, wanted, sentence);
                if !demands.contains(&found) {
                    demands.push(found);
                }
            };
            add(Demanded::Service(term.name.into()));
            if !term.types.is_empty() && (!endpoints || term.types == ENDPOINTS) {
                add(Demanded::Resource(term.types.split(' ').collect()));
            }
        }
    }
    demands
}

#[cfg(test)]
mod tests;
