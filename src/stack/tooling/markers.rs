//! What shows which tool a source file is written for, where its declarations could not be read.

use std::sync::LazyLock;

use crate::catalog::table;
use crate::response::{Language, SourceFile};
use crate::stack::model::Tool;

use super::{is_document, is_program};

static MARKERS: LazyLock<Vec<Marker>> = LazyLock::new(|| {
    let rows = table::rows(include_str!("../../../grammars/markers.tsv"));
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
pub(super) struct Marker {
    pub(super) tool: Tool,
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

impl Marker {
    /// Whether the file only belongs to a project of the tool (`cdk.json`) and deploys nothing itself.
    pub(super) fn is_project_file(&self) -> bool {
        matches!(self.place, Place::Name)
    }

    /// Whether other tools' programs may look alike.
    pub(super) fn is_weak(&self) -> bool {
        matches!(self.place, Place::Code)
    }
}

/// Whether a package of that name is a library of one of the tools. Package registries write `-` where modules have `_`.
pub(super) fn is_library(package: &str) -> bool {
    let package = package.replace('_', "-");
    let imports = MARKERS.iter().filter(|marker| matches!(marker.place, Place::Import));
    imports.into_iter().any(|marker| package.starts_with(&marker.pattern.replace('_', "-")))
}

/// The marker that tells which tool a file is written for, and the bytes that show it.
pub(super) fn marked(file: &SourceFile) -> Option<(&'static Marker, (u32, u32))> {
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
