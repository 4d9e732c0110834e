//! Reading the files that a command names.

use std::io::Read;
use std::path::{Path, PathBuf};

/// The path that means standard input.
const STANDARD_INPUT: &str = "-";

/// The most that is read of one file. Chosen because the largest real answer seen is under 1 MB, and an analysis
/// takes some fifty times its input in memory.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// Why an input could not be read: what, where, and what to do.
#[derive(Debug, thiserror::Error)]
pub(super) enum InputError {
    #[error("{0} does not exist; check the path")]
    Missing(PathBuf),
    #[error("{0} is a folder; name the Markdown file in it, such as {hint}", hint = .0.join("MODEL_RESPONSE.md").display())]
    Folder(PathBuf),
    #[error("{0} is empty; give an answer in Markdown")]
    Empty(String),
    #[error("{0} is larger than {limit} MiB; split it", limit = MOST_BYTES / 1024 / 1024)]
    TooLarge(String),
    #[error("both answers are `-`, but standard input can be read once; name a file for one of them")]
    StandardInputTwice,
    #[error("cannot read {path}: {source}")]
    Unreadable { path: String, source: std::io::Error },
}

/// A file that was read.
#[derive(Debug)]
pub(super) struct Input {
    /// How it is called in evidence.
    pub(super) name: String,
    /// What it holds.
    pub(super) bytes: Vec<u8>,
}

/// Reads two files, named so that evidence tells them apart.
pub(super) fn read_pair(paths: [&Path; 2]) -> Result<[Input; 2], InputError> {
    if paths.iter().all(|path| is_standard_input(path)) {
        return Err(InputError::StandardInputTwice);
    }
    let [first, second] = distinct_names(paths);
    let read_as = |path, name| Ok(Input { name, ..read(path)? });
    Ok([read_as(paths[0], first)?, read_as(paths[1], second)?])
}

/// Reads one file.
pub(super) fn read(path: &Path) -> Result<Input, InputError> {
    let name = if is_standard_input(path) { "standard input".to_owned() } else { path.display().to_string() };
    let unreadable = |source| InputError::Unreadable { path: name.clone(), source };
    let mut bytes = Vec::new();
    if is_standard_input(path) {
        std::io::stdin().lock().take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    } else {
        let metadata = std::fs::metadata(path).map_err(|source| match source.kind() {
            std::io::ErrorKind::NotFound => InputError::Missing(path.to_owned()),
            _ => unreadable(source),
        })?;
        if metadata.is_dir() {
            return Err(InputError::Folder(path.to_owned()));
        }
        let file = std::fs::File::open(path).map_err(unreadable)?;
        file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    }
    if bytes.len() as u64 > MOST_BYTES {
        return Err(InputError::TooLarge(name));
    }
    if bytes.trim_ascii().is_empty() {
        return Err(InputError::Empty(name));
    }
    let name = short_name(path, 1);
    Ok(Input { name, bytes })
}

fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == STANDARD_INPUT
}

/// The last `parts` components of a path.
fn short_name(path: &Path, parts: usize) -> String {
    if is_standard_input(path) {
        return "stdin".to_owned();
    }
    let components: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    components[components.len().saturating_sub(parts)..].join("/")
}

/// The shortest endings of two paths that tell them apart; whole paths where nothing does.
fn distinct_names(paths: [&Path; 2]) -> [String; 2] {
    let longest = paths.map(|path| path.components().count()).into_iter().max().unwrap_or(1);
    let names = |parts| paths.map(|path| short_name(path, parts));
    (1..longest).map(names).find(|[first, second]| first != second).unwrap_or_else(|| names(longest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_as_short_as_tells_them_apart() {
        let check = |paths: [&str; 2], expected: [&str; 2]| {
            assert_eq!(distinct_names(paths.map(Path::new)), expected);
        };
        check(["a/MODEL_RESPONSE.md", "a/IDEAL_RESPONSE.md"], ["MODEL_RESPONSE.md", "IDEAL_RESPONSE.md"]);
        check(["x/a/RESPONSE.md", "x/b/RESPONSE.md"], ["a/RESPONSE.md", "b/RESPONSE.md"]);
        check(["same.md", "same.md"], ["same.md", "same.md"]);
        check(["-", "IDEAL.md"], ["stdin", "IDEAL.md"]);
    }
}
