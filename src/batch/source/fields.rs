//! Which field of a record holds which text of a sample.

use serde_json::{Map, Value as Json};

use super::{Document, Item, MOST_BYTES, Sample, Unreadable};

/// Names of fields that were asked for; where none is, well-known names are tried in order.
#[derive(Clone, Debug, Default)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Fields {
    pub id: Option<String>,
    pub prompt: Option<String>,
    pub model: Option<String>,
    pub ideal: Option<String>,
    pub failures: Option<String>,
    pub metadata: Option<String>,
}

/// The names under which data sets keep each text, the most telling first.
const IDS: &[&str] = &["id", "sample_id", "uid", "name"];
const PROMPTS: &[&str] = &["prompt", "instruction", "task", "question"];
const MODELS: &[&str] = &["model_response", "response", "completion", "output"];
const IDEALS: &[&str] = &["ideal_response", "ideal", "reference", "ground_truth"];
const FAILURES: &[&str] = &["model_failures", "failures"];
const METADATA: &[&str] = &["metadata", "meta"];

impl Fields {
    /// The name of the field that holds each of prompt, model, ideal, failures and id, of those that there are.
    pub(super) fn of_model(&self, has: impl Fn(&str) -> bool) -> Option<&str> {
        choose(self.model.as_deref(), MODELS, has)
    }

    /// The field that holds the ideal answer.
    pub(super) fn of_ideal(&self, has: impl Fn(&str) -> bool) -> Option<&str> {
        choose(self.ideal.as_deref(), IDEALS, has)
    }

    /// The sample that a record holds; `place` names the record where it has no id.
    pub(super) fn sample(&self, mut record: Map<String, Json>, place: &str) -> Item {
        let take = |record: &mut Map<String, Json>, named: &Option<String>, known: &'static [&'static str]| {
            let name = choose(named.as_deref(), known, |name| record.get(name).is_some_and(|value| !value.is_null()))?;
            record.shift_remove(name)
        };
        let id = take(&mut record, &self.id, IDS).map_or_else(|| place.to_owned(), |id| plain(&id));
        let unreadable = |reason: String| Unreadable { id: id.clone(), reason };
        let mut text = |named, known: &'static [&'static str], name| {
            take(&mut record, named, known).map(|value| Document::new(name, plain(&value)))
        };
        let model = text(&self.model, MODELS, "MODEL_RESPONSE.md");
        let ideal = text(&self.ideal, IDEALS, "IDEAL_RESPONSE.md");
        let prompt = text(&self.prompt, PROMPTS, "PROMPT.md");
        let failures = text(&self.failures, FAILURES, "MODEL_FAILURES.md");
        let model = model
            .ok_or_else(|| unreadable(format!("it has no field for the model's answer ({})", MODELS.join(", "))))?;
        let ideal =
            ideal.ok_or_else(|| unreadable(format!("it has no field for the ideal answer ({})", IDEALS.join(", "))))?;
        if (model.bytes.len() + ideal.bytes.len()) as u64 > MOST_BYTES {
            return Err(unreadable(too_large()));
        }
        let metadata = match take(&mut record, &self.metadata, METADATA) {
            Some(Json::Object(metadata)) => metadata,
            Some(Json::String(text)) => serde_json::from_str(&text).unwrap_or_default(),
            // What is neither of the texts is said about the sample.
            _ => record,
        };
        Ok(Sample { id, prompt, model, ideal, failures, metadata, turn: None })
    }
}

/// Why a sample is not graded that is larger than the bound.
pub(super) fn too_large() -> String {
    format!("it is larger than {} MiB", MOST_BYTES / 1024 / 1024)
}

/// The name that was asked for, or the first of the well-known ones that is there.
fn choose<'a>(named: Option<&'a str>, known: &'static [&'static str], has: impl Fn(&str) -> bool) -> Option<&'a str> {
    match named {
        Some(name) => has(name).then_some(name),
        None => known.iter().copied().find(|name| has(name)),
    }
}

fn plain(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}
