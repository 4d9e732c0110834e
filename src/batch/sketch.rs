//! `MinHash`: how much of their text two documents share, from small sketches of them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;

/// Hashes in a sketch. Chosen because the estimate is then right to some 6 points, which tells copies from kin.
pub(super) const HASHES: usize = 64;

/// Words that are hashed together. Chosen because shorter runs are shared by all programs of one tool.
const SHINGLE: usize = 5;

/// The least hash of a document's runs of words, for each of several hash functions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sketch([u64; HASHES]);

impl Sketch {
    /// The sketch of a text.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let words: Vec<u64> =
            bytes.split(|byte| !byte.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).map(fnv).collect();
        let mut least = [u64::MAX; HASHES];
        for run in words.windows(SHINGLE.min(words.len().max(1))) {
            let mut hash = run.iter().fold(0, |hash: u64, word| mix(hash.rotate_left(5) ^ word));
            for least in &mut least {
                // Each hash function is the one before, mixed with a constant once more.
                hash = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(0x6a09_e667_f3bc_c909);
                *least = (*least).min(hash ^ (hash >> 29));
            }
        }
        Self(least)
    }

    /// The sketch of two texts together.
    pub(super) fn with(&self, other: &Self) -> Self {
        Self(std::array::from_fn(|at| self.0[at].min(other.0[at])))
    }

    /// The share of their runs of words that two texts have in common, estimated.
    pub(super) fn similarity(&self, other: &Self) -> f64 {
        let same = self.0.iter().zip(&other.0).filter(|(one, other)| one == other).count();
        same as f64 / HASHES as f64
    }

    /// The sketch in two bytes a hash, which is enough to compare by.
    pub(super) fn short(&self) -> Short {
        Short(self.0.map(|hash| (mix(hash) & 0xffff) as u16))
    }
}

/// A sketch in two bytes a hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Short(pub(super) [u16; HASHES]);

impl Short {
    pub(super) fn encode(&self) -> String {
        let bytes: Vec<u8> = self.0.iter().flat_map(|hash| hash.to_le_bytes()).collect();
        STANDARD_NO_PAD.encode(bytes)
    }

    pub(super) fn decode(text: &str) -> Option<Self> {
        let bytes = STANDARD_NO_PAD.decode(text).ok().filter(|bytes| bytes.len() == HASHES * 2)?;
        Some(Self(std::array::from_fn(|at| u16::from_le_bytes([bytes[at * 2], bytes[at * 2 + 1]]))))
    }

    pub(super) fn similarity(&self, other: &Self) -> f64 {
        let same = self.0.iter().zip(&other.0).filter(|(one, other)| one == other).count();
        same as f64 / HASHES as f64
    }
}

/// Spreads every bit over the whole number (the finaliser of `SplitMix64`).
pub(super) fn mix(mut hash: u64) -> u64 {
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

/// FNV-1a.
pub(super) fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn similarity_is_near_the_share_in_common() {
        let text = |from: u32, to: u32| (from..to).map(|word| format!("word{word} ")).collect::<String>();
        let sketch = |from, to| Sketch::of(text(from, to).as_bytes());
        let whole = sketch(0, 1000);
        assert!((whole.similarity(&sketch(0, 1000)) - 1.0).abs() < 1e-9);
        // 800 of 1200 runs are in common.
        let part = whole.similarity(&sketch(200, 1200));
        assert!((part - 0.666).abs() < 0.17, "{part}");
        assert!(whole.similarity(&sketch(5000, 6000)) < 0.05);
        let short = whole.short();
        assert_eq!(Short::decode(&short.encode()), Some(short.clone()));
        assert!((short.similarity(&sketch(200, 1200).short()) - part).abs() < 0.1);
    }

    #[test]
    fn texts_without_words_are_alike() {
        assert_eq!(Sketch::of(b""), Sketch::of(b"---"));
        assert_ne!(Sketch::of(b"one"), Sketch::of(b"two"));
    }
}
