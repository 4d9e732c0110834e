//! Where samples come from. One file a kind of source; each yields one sample after the other and holds no more than that.

mod columns;
mod csv;
mod fields;
mod folder;
mod jsonl;
mod list;
#[cfg(feature = "parquet")]
mod parquet;

use std::path::Path;
use std::sync::Arc;

use serde_json::{Map, Value as Json};
use sha2::{Digest, Sha256};

use super::BatchError;

pub use fields::Fields;

/// The path that means standard input.
const STANDARD_INPUT: &str = "-";

/// The most that one sample may hold. Chosen because the largest real answer seen is under 1 MB, and an analysis takes some fifty times
/// its input in memory.
pub const MOST_BYTES: u64 = 16 * 1024 * 1024;

/// A training sample.
#[derive(Clone, Debug, Default)]
pub struct Sample {
    /// What tells it from the others.
    pub id: String,
    /// The task.
    pub prompt: Option<Document>,
    /// The model's answer.
    pub model: Document,
    /// The ideal answer.
    pub ideal: Document,
    /// What somebody wrote down as the failures of the model.
    pub failures: Option<Document>,
    /// What is said about the sample: platform, language, services, scores.
    pub metadata: Map<String, Json>,
    /// Which turn of the conversation the model's answer is, where there are several.
    pub turn: Option<u32>,
}

/// A text of a sample.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// How it is called in evidence.
    pub name: Arc<str>,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl Document {
    fn new(name: &str, bytes: impl Into<Vec<u8>>) -> Self {
        Self { name: name.into(), bytes: bytes.into() }
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.bytes.trim_ascii().is_empty()
    }
}

impl Sample {
    /// The hash of all that it holds, in hexadecimal.
    #[must_use]
    pub fn content_hash(&self) -> String {
        let metadata =
            if self.metadata.is_empty() { String::new() } else { Json::Object(self.metadata.clone()).to_string() };
        let bytes =
            |document: &Option<Document>| document.as_ref().map(|document| document.bytes.clone()).unwrap_or_default();
        let parts = [
            bytes(&self.prompt),
            self.model.bytes.clone(),
            self.ideal.bytes.clone(),
            bytes(&self.failures),
            metadata.into(),
        ];
        hash(parts.iter().map(Vec::as_slice))
    }
}

/// A hash of several texts, in which each counts with its length.
pub(crate) fn hash<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// A sample that cannot be read: it becomes a result with an error, and the run goes on.
#[derive(Clone, Debug)]
pub struct Unreadable {
    /// Its id, as far as it is known.
    pub id: String,
    /// Why.
    pub reason: String,
}

/// A sample, or why there is none.
pub type Item = Result<Sample, Unreadable>;

/// The samples of a source, one by one.
pub type Samples = Box<dyn Iterator<Item = Item> + Send>;

/// How a source is read.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Which fields hold what, in JSONL, CSV and Parquet.
    pub fields: Fields,
    /// Which turn of a conversation is graded; the last one if none is named.
    pub turn: Option<u32>,
}

/// Samples, and how many there are where that is known beforehand.
pub struct Opened {
    /// The samples.
    pub samples: Samples,
    /// How many there are.
    pub count: Option<usize>,
}

/// Opens a source: a folder tree, a file by its extension, or `-`, which is JSONL on standard input.
pub fn open(path: &Path, options: &Options) -> Result<Opened, BatchError> {
    if path.as_os_str() == STANDARD_INPUT {
        let input = std::io::BufReader::new(std::io::stdin());
        return Ok(Opened { samples: Box::new(jsonl::samples(input, options.fields.clone())), count: None });
    }
    let metadata = std::fs::metadata(path).map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound => BatchError::Missing(path.to_owned()),
        _ => BatchError::read(path.display(), source),
    })?;
    if metadata.is_dir() {
        return folder::open(path, options.turn);
    }
    let open_file = || {
        let file = std::fs::File::open(path).map_err(|source| BatchError::read(path.display(), source))?;
        Ok::<_, BatchError>(std::io::BufReader::new(file))
    };
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase()).unwrap_or_default();
    match extension.as_str() {
        "jsonl" | "ndjson" => {
            Ok(Opened { samples: Box::new(jsonl::samples(open_file()?, options.fields.clone())), count: None })
        }
        "csv" => Ok(Opened { samples: csv::samples(path, open_file()?, &options.fields)?, count: None }),
        "txt" | "list" => list::open(path, options.turn),
        #[cfg(feature = "parquet")]
        "parquet" => parquet::open(path, &options.fields),
        #[cfg(not(feature = "parquet"))]
        "parquet" => Err(BatchError::WithoutParquet(path.to_owned())),
        _ => Err(BatchError::UnknownSource(path.to_owned())),
    }
}
