//! Files of variable values: which root module they belong to, and which of them counts.

use std::sync::Arc;

use indexmap::IndexMap;

use super::directories::{Directory, Setting, ValueFile, folder};
use super::evaluator::Given;

/// A file of values, as its root module sees it.
pub(super) struct Values<'a> {
    /// Its name, without its directory.
    pub(super) name: String,
    path: Arc<str>,
    pub(super) settings: Vec<Setting<'a>>,
    pub(super) use_: Use,
}

/// When the values of a file count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
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
            let use_ = match () {
                () if is_example => Use::Example,
                () if is_automatic && is_near => Use::Automatic,
                () => Use::Chosen,
            };
            Values { name, path: Arc::clone(&file.path), settings: file.settings.clone(), use_ }
        })
        .collect()
}

/// The value that each variable of a root module is given. What Terraform reads by itself counts most; of several files
/// to choose from, production's counts, since an answer is judged by what it would run there.
pub(super) fn given<'a>(files: &[Values<'a>]) -> IndexMap<Arc<str>, Given<'a>> {
    let of_use = |wanted: Use| files.iter().filter(move |file| file.use_ == wanted);
    let chosen = of_use(Use::Chosen).find(|file| file.path.contains("prod")).or_else(|| of_use(Use::Chosen).next());
    let mut given = IndexMap::new();
    for file in of_use(Use::Example).chain(chosen).chain(of_use(Use::Automatic)) {
        for setting in &file.settings {
            let value = Given { value: setting.value, example: file.use_ == Use::Example };
            given.insert(Arc::clone(&setting.name), value);
        }
    }
    given
}
