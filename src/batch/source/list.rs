//! Samples named in a list: a folder a line, or the files of the model's answer, the ideal one and, if there is one, the task, separated by tabs.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use super::folder::{id, read};
use super::{Document, Item, Opened, Sample, Unreadable};
use crate::batch::BatchError;

/// The samples of a list; paths are meant from the folder that the list is in.
pub(super) fn open(path: &Path, turn: Option<u32>) -> Result<Opened, BatchError> {
    let file = std::fs::File::open(path).map_err(|source| BatchError::read(path.display(), source))?;
    let root = path.parent().map(Path::to_owned).unwrap_or_default();
    let lines = BufReader::new(file).lines();
    let samples = lines.filter_map(move |line| match line {
        Ok(line) if line.trim().is_empty() || line.starts_with('#') => None,
        Ok(line) => Some(sample(&root, line.trim_end(), turn)),
        Err(error) => {
            Some(Err(Unreadable { id: "list".to_owned(), reason: format!("the list cannot be read: {error}") }))
        }
    });
    Ok(Opened { samples: Box::new(samples), count: None })
}

fn sample(root: &Path, line: &str, turn: Option<u32>) -> Item {
    let mut paths = line.split('\t').map(|part| root.join(part));
    let (Some(first), ideal, prompt) = (paths.next(), paths.next(), paths.next()) else {
        return Err(Unreadable { id: line.to_owned(), reason: "the line names nothing".to_owned() });
    };
    let name = line.split('\t').next().unwrap_or(line);
    let Some(ideal) = ideal else { return read(&first, &id(Path::new(name)), turn) };
    let document = |path: PathBuf| {
        let unreadable = |error| Unreadable { id: name.to_owned(), reason: format!("{}: {error}", path.display()) };
        let bytes = std::fs::read(&path).map_err(unreadable)?;
        Ok::<_, Unreadable>(Document::new(&path.file_name().unwrap_or_default().to_string_lossy(), bytes))
    };
    let prompt = prompt.map(document).transpose()?;
    Ok(Sample { id: name.to_owned(), model: document(first)?, ideal: document(ideal)?, prompt, ..Sample::default() })
}
