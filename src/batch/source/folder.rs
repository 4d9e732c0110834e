//! Samples in a folder tree: every folder that holds both answers, directly or under `lib/`.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value as Json};

use super::fields::too_large;
use super::{Document, Item, MOST_BYTES, Opened, Sample, Unreadable};
use crate::batch::BatchError;

const MODEL: &str = "MODEL_RESPONSE.md";
const IDEAL: &str = "IDEAL_RESPONSE.md";

/// How deep folders are searched. Chosen because real trees are three deep, and a link may lead back up.
const MOST_DEPTH: usize = 16;

/// The samples under a folder, in the order of their paths.
pub(super) fn open(root: &Path, turn: Option<u32>) -> Result<Opened, BatchError> {
    let mut folders = Vec::new();
    find(root, 0, &mut folders).map_err(|source| BatchError::read(root.display(), source))?;
    if folders.is_empty() {
        return Err(BatchError::NoSamples(root.to_owned()));
    }
    let root = root.to_owned();
    let count = Some(folders.len());
    let samples = folders.into_iter().map(move |folder| {
        let relative = folder.strip_prefix(&root).unwrap_or(&folder);
        let named =
            if relative.as_os_str().is_empty() { Path::new(folder.file_name().unwrap_or_default()) } else { relative };
        read(&folder, &id(named), turn)
    });
    Ok(Opened { samples: Box::new(samples), count })
}

/// A path as an id, the same on every system.
pub(super) fn id(path: &Path) -> String {
    let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    parts.join("/")
}

/// Collects the folders with a sample in them; a sample's own folders are not searched.
fn find(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if has_answer(folder) || has_answer(&folder.join("lib")) {
        found.push(folder.to_owned());
        return Ok(());
    }
    if depth == MOST_DEPTH {
        return Ok(());
    }
    let mut inner: Vec<PathBuf> = std::fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    inner.retain(|path| path.is_dir());
    inner.sort();
    for path in inner {
        // One folder that cannot be opened does not hide the others.
        let _ = find(&path, depth + 1, found);
    }
    Ok(())
}

fn has_answer(folder: &Path) -> bool {
    folder.join(MODEL).is_file() && folder.join(IDEAL).is_file()
}

/// Reads the sample in a folder.
pub(super) fn read(folder: &Path, id: &str, turn: Option<u32>) -> Item {
    let lib = folder.join("lib");
    let place = if has_answer(&lib) { &lib } else { folder };
    let unreadable = |reason| Unreadable { id: id.to_owned(), reason };
    let (last, model) =
        model_of(place, turn).ok_or_else(|| unreadable(format!("it has no turn {}", turn.unwrap_or(1))))?;
    let document = |name: &str| {
        let path = [place.join(name), folder.join(name)].into_iter().find(|path| path.is_file());
        path.map(|path| text(&path)).transpose().map_err(|reason| unreadable(format!("{name}: {reason}")))
    };
    let required = |name: &str| document(name)?.ok_or_else(|| unreadable(format!("it has no {name}")));
    let metadata = match document("metadata.json")? {
        Some(metadata) => serde_json::from_slice::<Map<String, Json>>(&metadata.bytes)
            .map_err(|error| unreadable(format!("metadata.json: {error}")))?,
        None => Map::new(),
    };
    Ok(Sample {
        model: required(&model)?,
        ideal: required(IDEAL)?,
        prompt: document("PROMPT.md")?,
        failures: document("MODEL_FAILURES.md")?,
        metadata,
        turn: (last > 1 || turn.is_some()).then_some(last),
        id: id.to_owned(),
    })
}

/// The turn that is graded, with the name of its answer: the one asked for, otherwise the last.
fn model_of(folder: &Path, turn: Option<u32>) -> Option<(u32, String)> {
    let name = |turn: u32| {
        let numbered = format!("MODEL_RESPONSE{turn}.md");
        if turn == 1 && !folder.join(&numbered).is_file() { MODEL.to_owned() } else { numbered }
    };
    let exists = |turn: &u32| folder.join(name(*turn)).is_file();
    let turn = match turn {
        Some(turn) => Some(turn).filter(exists),
        // The first answer is also there where later ones are; a missing number ends the conversation.
        None => (1..).take_while(exists).last(),
    }?;
    Some((turn, name(turn)))
}

fn text(path: &Path) -> Result<Document, String> {
    let size = std::fs::metadata(path).map_err(|error| error.to_string())?.len();
    if size > MOST_BYTES {
        return Err(too_large());
    }
    let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
    Ok(Document::new(&path.file_name().unwrap_or_default().to_string_lossy(), bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_turn_is_graded() {
        let root = std::env::temp_dir().join(format!("gapdiff-folder-{}", std::process::id()));
        let write = |path: &str, text: &str| {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            std::fs::write(path, text).expect("written");
        };
        for (path, text) in [
            ("b/one/lib/MODEL_RESPONSE.md", "first"),
            ("b/one/lib/MODEL_RESPONSE2.md", "second"),
            ("b/one/lib/IDEAL_RESPONSE.md", "ideal"),
            ("b/one/metadata.json", "{\"platform\": \"cdk\"}"),
            ("a/MODEL_RESPONSE.md", "only"),
            ("a/IDEAL_RESPONSE.md", "ideal"),
            ("c/MODEL_RESPONSE.md", "no ideal"),
        ] {
            write(path, text);
        }
        let read = |turn| -> Vec<_> {
            let items = open(&root, turn).expect("a tree").samples;
            items
                .map(|item| {
                    item.map(|sample| {
                        (sample.id, String::from_utf8_lossy(&sample.model.bytes).into_owned(), sample.turn)
                    })
                    .map_err(|error| error.reason)
                })
                .collect()
        };
        let only = Ok(("a".to_owned(), "only".to_owned(), None));
        assert_eq!(read(None), [only, Ok(("b/one".to_owned(), "second".to_owned(), Some(2)))]);
        assert_eq!(read(Some(2))[0], Err("it has no turn 2".to_owned()));
        std::fs::remove_dir_all(&root).expect("removed");
    }
}
