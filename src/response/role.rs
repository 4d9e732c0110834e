//! What a piece of code is for.

use super::{Language, Role};

/// The role of a piece of code in `language`, by its path and its text.
pub(super) fn of(path: Option<&str>, language: Language, _text: &str) -> Role {
    let path = path.unwrap_or("").to_lowercase();
    let name = path.rsplit('/').next().unwrap_or("");
    let in_folder = |folder: &str| path.split('/').rev().skip(1).any(|part| part == folder);
    if name.starts_with("test_")
        || name.contains(".test.")
        || name.contains(".spec.")
        || in_folder("test")
        || in_folder("tests")
    {
        return Role::Test;
    }
    match language {
        Language::Shell => Role::Shell,
        Language::Markdown => Role::Documentation,
        Language::Text if path.is_empty() => Role::Output,
        Language::Text | Language::Ini | Language::Toml => Role::Configuration,
        Language::Sql | Language::Html | Language::Dockerfile => Role::Application,
        Language::Python if in_folder("lambda") || in_folder("lambdas") => Role::Application,
        _ => Role::Infrastructure,
    }
}
