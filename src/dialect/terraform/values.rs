//! Files of variable values: which root module they belong to, and which of them counts.

use std::sync::Arc;

use indexmap::IndexMap;

use super::directories::{Directory, Setting, ValueFile, folder};
use super::evaluator::Given;
use crate::source::{Diagnostic, Level};

/// A file of values, as its root module sees it.
pub(super) struct Values<'a> {
    /// Its name, without its directory.
    pub(super) name: String,
    path: Arc<str>,
    pub(super) settings: Vec<Setting<'a>>,
    pub(super) usage: Usage,
}

/// When the values of a file count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Usage {
    /// Always: Terraform reads the file without being told.
    Automatic,
    /// When a command names the file: `prod.tfvars`, `environments/dev/terraform.tfvars`.
    Chosen,
    /// Never: it only shows what such a file may hold.
    Example,
}

/// The files that belong to the root module in a directory: those in it, and those in directories without a root module.
pub(super) fn of_root<'a>(
    files: &[ValueFile<'a>],
    directories: &[Directory<'a>],
    root: usize,
    is_only_root: bool,
) -> Vec<Values<'a>> {
    let path = &directories[root].path;
    let has_module = |folder: &str| directories.iter().any(|directory| directory.path == folder);
    let belongs = |folder: &str| {
        folder == path
            || (!has_module(folder) && (is_only_root || folder.is_empty() || folder.starts_with(path.as_str())))
    };
    let values = files.iter().map(|file| (folder(&file.path), file)).filter(|(folder, _)| belongs(folder));
    values
        .map(|(folder, file)| {
            let name = file.path.rsplit('/').next().unwrap_or(&file.path).to_owned();
            let is_near = folder == *path || folder.is_empty();
            let is_automatic = name.starts_with("terraform.tfvars") || name.contains(".auto.tfvars");
            let is_example = ["example", "sample", "template"].iter().any(|word| name.contains(word));
            let usage = match () {
                () if is_example => Usage::Example,
                () if is_automatic && is_near => Usage::Automatic,
                () => Usage::Chosen,
            };
            Values { name, path: Arc::clone(&file.path), settings: file.settings.clone(), usage }
        })
        .collect()
}

/// The value that each variable of a root module is given. What Terraform reads by itself counts most.
pub(super) fn given<'a>(files: &[Values<'a>]) -> IndexMap<Arc<str>, Given<'a>> {
    let of_usage = |wanted: Usage| files.iter().filter(move |file| file.usage == wanted);
    let mut given = IndexMap::new();
    for file in of_usage(Usage::Example).chain(chosen(files)).chain(of_usage(Usage::Automatic)) {
        for setting in &file.settings {
            let value = Given { value: setting.value, example: file.usage == Usage::Example };
            given.insert(Arc::clone(&setting.name), value);
        }
    }
    given
}

/// Of several files to choose from, production's: an answer is judged by what it would run there.
fn chosen<'f, 'a>(files: &'f [Values<'a>]) -> Option<&'f Values<'a>> {
    let mut choices = files.iter().filter(|file| file.usage == Usage::Chosen);
    choices.clone().find(|file| file.path.contains("prod")).or_else(|| choices.next())
}

/// Says which of several files was chosen.
pub(super) fn choice(files: &[Values<'_>]) -> Option<Diagnostic> {
    let count = files.iter().filter(|file| file.usage == Usage::Chosen).count();
    let chosen = chosen(files).filter(|_| count > 1)?;
    let message = format!("of {count} files to choose from, the values of {} are taken", chosen.path);
    Some(Diagnostic::new(Level::Note, message, chosen.settings.first().map(|setting| setting.span)))
}
