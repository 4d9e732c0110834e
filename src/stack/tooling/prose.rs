//! The tool and language that commands and prose speak of: all that there is to see when a response shows no code of a tool,
//! or only pieces of it.

use indexmap::IndexMap;

use super::{Weight, heaviest, is_document, is_program};
use crate::prompt::terms;
use crate::response::{Language, Response, Role};
use crate::source::Span;
use crate::stack::model::{Tool, Tooling};

/// The tool and language that are named most often, if a tool is named. The code that there is decides among them.
pub(super) fn tooling(response: &Response) -> Option<Tooling> {
    let mut tools: IndexMap<Tool, Weight> = IndexMap::new();
    let mut languages: IndexMap<Language, u32> = IndexMap::new();
    for (place, text) in texts(response) {
        for (start, end, term) in terms::find(&text.to_ascii_lowercase()) {
            if let Some(tool) = Tool::of_id(term.name).filter(|_| term.what == "tool") {
                let weight = tools.entry(tool).or_default();
                weight.lines += 1;
                weight.evidence.get_or_insert(Span { start: start as u32, end: end as u32, ..place });
            }
            if let Some(language) = Language::of_id(term.name).filter(|_| term.what == "language") {
                *languages.entry(language).or_default() += 1;
            }
        }
    }
    let code: Vec<_> = response.files.iter().filter(|file| file.role == Role::Infrastructure).collect();
    let fits_code = |tool: Tool| code.iter().any(|file| fits(tool, file.language));
    if tools.keys().any(|tool| fits_code(*tool)) {
        tools.retain(|tool, _| fits_code(*tool));
    }
    let (&tool, weight) = heaviest(&tools)?;
    for file in code {
        *languages.entry(file.language).or_default() += file.text.lines().count() as u32;
    }
    languages.retain(|language, _| fits(tool, *language));
    let language = Weight { languages, ..Weight::default() }.language();
    let language = language.or_else(|| (tool == Tool::Terraform).then_some(Language::Hcl));
    Some(Tooling { tool, language, evidence: weight.evidence, ..Tooling::default() })
}

/// Prose, commands and documentation, each with its place.
fn texts(response: &Response) -> impl Iterator<Item = (Span, &str)> {
    let prose =
        response.prose.iter().enumerate().map(|(index, prose)| (response.prose_span(index, 0, 0), &*prose.text));
    let files = (0..).zip(&response.files).filter(|(_, file)| matches!(file.role, Role::Shell | Role::Documentation));
    prose.chain(files.map(|(index, file)| (Span { file: index, start: 0, end: 0 }, &*file.text)))
}

/// Whether a tool's code is written in that language.
fn fits(tool: Tool, language: Language) -> bool {
    match tool {
        Tool::Terraform => language == Language::Hcl,
        Tool::CloudFormation | Tool::Sam | Tool::Kubernetes => is_document(language),
        _ => is_program(language),
    }
}
