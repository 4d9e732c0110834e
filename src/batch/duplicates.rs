//! Samples that another one before them repeats, wholly or nearly.

use std::collections::HashMap;

use super::row::{DataCheck, Row};
use super::sketch::{HASHES, Short, fnv};

/// The estimated share in common from which two samples are near-duplicates. Chosen because different samples of one task stay below 0.6.
const NEAR: f64 = 0.85;

/// Hashes in a band: samples that agree in one whole band are compared. Chosen so that at [`NEAR`] 93 of 100 are found, and at 0.95 all.
const BAND: usize = 8;

/// How many samples are remembered. Chosen so that memory stays under 20 MB; later samples are compared with the remembered ones.
const MOST_REMEMBERED: usize = 30_000;

/// The samples that were seen.
#[derive(Debug, Default)]
pub struct Duplicates {
    seen: Vec<Seen>,
    /// The first sample with each content.
    contents: HashMap<u64, u32>,
    /// The first sample in each band's bucket.
    bands: HashMap<u64, u32>,
}

#[derive(Debug)]
struct Seen {
    id: Box<str>,
    sketch: Box<Short>,
}

impl Duplicates {
    /// Remembers a sample that was checked in an earlier run.
    pub fn remember(&mut self, row: &Row) {
        let Some(sketch) = Short::decode(&row.sketch) else { return };
        if self.seen.len() >= MOST_REMEMBERED {
            return;
        }
        let index = self.seen.len() as u32;
        self.contents.entry(fnv(row.content_hash.as_bytes())).or_insert(index);
        for band in bands(&sketch) {
            self.bands.entry(band).or_insert(index);
        }
        self.seen.push(Seen { id: row.id.as_str().into(), sketch: Box::new(sketch) });
    }

    /// Adds to a row which sample before it is the same, or nearly, and remembers it.
    pub fn check(&mut self, row: &mut Row) {
        if let Some(found) = self.find(row) {
            row.checks.push(found);
        }
        self.remember(row);
    }

    fn find(&self, row: &Row) -> Option<DataCheck> {
        if let Some(same) =
            self.contents.get(&fnv(row.content_hash.as_bytes())).and_then(|&at| self.seen.get(at as usize))
        {
            return Some(DataCheck::new("duplicate", format!("It is the same, byte for byte, as {}.", same.id)));
        }
        let sketch = Short::decode(&row.sketch)?;
        let candidates = bands(&sketch).filter_map(|band| self.bands.get(&band).copied());
        let alike = candidates.filter_map(|at| {
            let seen = self.seen.get(at as usize)?;
            Some((at, seen.sketch.similarity(&sketch), &seen.id))
        });
        // The most alike; of equals the earlier one.
        let (_, share, id) = alike
            .filter(|(_, share, _)| *share >= NEAR)
            .max_by(|(one, a, _), (other, b, _)| a.total_cmp(b).then(other.cmp(one)))?;
        Some(DataCheck::new(
            "near-duplicate",
            format!("Its answers share some {:.0} % of their text with those of {id}.", share * 100.0),
        ))
    }
}

/// A key for each band of a sketch.
fn bands(sketch: &Short) -> impl Iterator<Item = u64> {
    (0..HASHES / BAND).map(|band| {
        let bytes: Vec<u8> =
            sketch.0[band * BAND..(band + 1) * BAND].iter().flat_map(|hash| hash.to_le_bytes()).collect();
        fnv(&bytes).rotate_left(8) ^ band as u64
    })
}

#[cfg(test)]
mod tests {
    use super::super::sketch::Sketch;
    use super::*;

    #[test]
    fn copies_and_near_copies_are_found() {
        let row = |id: &str, words: std::ops::Range<u32>| {
            let text: String = words.map(|word| format!("word{word} ")).collect();
            let content_hash = super::super::source::hash([text.as_bytes()]);
            Row { id: id.into(), sketch: Sketch::of(text.as_bytes()).short().encode(), content_hash, ..Row::default() }
        };
        let mut duplicates = Duplicates::default();
        let mut found = |mut row: Row| {
            duplicates.check(&mut row);
            row.checks.pop().map(|check| check.check)
        };
        assert_eq!(found(row("first", 0..2000)), None);
        assert_eq!(found(row("other", 9000..9900)), None);
        assert_eq!(found(row("copy", 0..2000)).as_deref(), Some("duplicate"));
        assert_eq!(found(row("near", 20..2020)).as_deref(), Some("near-duplicate"));
        assert_eq!(found(row("kin", 1000..3000)), None);
    }
}
