//! Which language a piece of code is in: by its info string, its path, or its content.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Language;

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::read(include_str!("../../grammars/languages/languages.tsv")));

/// The table of languages, by each of the ways to name one.
#[derive(Default)]
struct Table {
    info_strings: HashMap<&'static str, Language>,
    extensions: HashMap<&'static str, Language>,
    file_names: HashMap<&'static str, Language>,
}

impl Table {
    fn read(tsv: &'static str) -> Self {
        let mut table = Self::default();
        for row in tsv.lines().filter(|row| !row.starts_with('#')) {
            let mut columns = row.split('\t');
            let Some(language) = columns.next().and_then(named) else { continue };
            for (names, column) in
                [&mut table.info_strings, &mut table.extensions, &mut table.file_names].into_iter().zip(columns)
            {
                names.extend(column.split_whitespace().map(|name| (name, language)));
            }
        }
        table
    }
}

/// The language that the table calls `name`.
fn named(name: &str) -> Option<Language> {
    Some(match name {
        "hcl" => Language::Hcl,
        "yaml" => Language::Yaml,
        "json" => Language::Json,
        "typescript" => Language::TypeScript,
        "javascript" => Language::JavaScript,
        "python" => Language::Python,
        "java" => Language::Java,
        "go" => Language::Go,
        "csharp" => Language::CSharp,
        "shell" => Language::Shell,
        "dockerfile" => Language::Dockerfile,
        "toml" => Language::Toml,
        "sql" => Language::Sql,
        "html" => Language::Html,
        "bicep" => Language::Bicep,
        "ini" => Language::Ini,
        "markdown" => Language::Markdown,
        "text" => Language::Text,
        _ => return None,
    })
}

/// The language that the word of an info string names.
pub(super) fn of_info(word: &str) -> Option<Language> {
    TABLE.info_strings.get(word.to_lowercase().as_str()).copied()
}

/// The language of a path, by its file name or the longest extension that is known.
pub(super) fn of_path(path: &str) -> Option<Language> {
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    if let Some(&language) = TABLE.file_names.get(name.as_str()) {
        return Some(language);
    }
    let mut rest = name.as_str();
    while let Some((_, extension)) = rest.split_once('.') {
        if let Some(&language) = TABLE.extensions.get(extension) {
            return Some(language);
        }
        rest = extension;
    }
    None
}

/// The language that a text looks to be in, if it looks to be in one.
pub(super) fn of_content(text: &str) -> Option<Language> {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let first = lines.next()?.trim_start();
    if let Some(shebang) = first.strip_prefix("#!") {
        return Some(match shebang {
            _ if shebang.contains("python") => Language::Python,
            _ if shebang.contains("ts-node") || shebang.contains("tsx") => Language::TypeScript,
            _ if shebang.contains("node") => Language::JavaScript,
            _ => Language::Shell,
        });
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_of_the_table_is_known() {
        for row in include_str!("../../grammars/languages/languages.tsv").lines().filter(|row| !row.starts_with('#')) {
            assert_eq!(row.split('\t').count(), 4, "{row}");
            assert!(named(row.split('\t').next().unwrap()).is_some(), "{row}");
        }
    }

    #[test]
    fn paths_give_languages() {
        for (path, expected) in [
            ("lib/main.tf", Some(Language::Hcl)),
            ("terraform.tfvars.example", Some(Language::Hcl)),
            ("lib/tap-stack.test.ts", Some(Language::TypeScript)),
            ("Dockerfile", Some(Language::Dockerfile)),
            ("docker/api.Dockerfile", Some(Language::Dockerfile)),
            ("Makefile", Some(Language::Text)),
            ("lib/main", None),
        ] {
            assert_eq!(of_path(path), expected, "{path}");
        }
    }
}
