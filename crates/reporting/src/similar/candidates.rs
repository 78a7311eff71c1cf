//! Texts that look alike as wholes, by MinHash in bands.

use super::CROWD;
use super::fingerprint::hashes;
use super::marks::Text;
use super::minhash::{SHINGLE, Signature};

/// With so many texts of a crowd each of its texts is compared.
const FIRST: usize = 8;

/// Pairs that look alike.
#[derive(Debug, Default)]
pub(super) struct Alike {
    /// Numbers of texts, the lower first.
    pub(super) pairs: Vec<(u32, u32)>,
    /// How many crowds there were.
    pub(super) crowds: usize,
}

/// Looks for texts that have much in common throughout, beyond quotations.
pub(super) fn search(texts: &[(u32, &Text)]) -> Alike {
    let signed: Vec<(u32, Signature)> = texts
        .iter()
        .filter_map(|(number, text)| Some((*number, signature(text)?)))
        .collect();
    let mut bands: Vec<(u64, u32, &Signature)> = Vec::new();
    for (number, signature) in &signed {
        bands.extend(signature.bands().map(|band| (band, *number, signature)));
    }
    bands.sort_unstable_by_key(|(band, number, _)| (*band, *number));
    let mut alike = Alike::default();
    for bucket in bands.chunk_by(|(one, ..), (other, ..)| one == other) {
        let partners = if bucket.len() > CROWD {
            alike.crowds += 1;
            FIRST
        } else {
            CROWD
        };
        for (place, (_, one, signature)) in bucket.iter().enumerate().take(partners) {
            let others = bucket.iter().skip(place + 1);
            let like = others.filter(|(_, _, other)| signature.is_like(other));
            alike.pairs.extend(like.map(|(_, other, _)| (*one, *other)));
        }
    }
    alike.pairs.sort_unstable();
    alike.pairs.dedup();
    alike
}

fn signature(text: &Text) -> Option<Signature> {
    let quoted = text.quoted_flags();
    let hashes = hashes(&text.normal.chars, SHINGLE);
    let free = hashes.iter().zip(quoted.windows(SHINGLE));
    Signature::of(
        free.filter(|(_, quoted)| !quoted.contains(&true))
            .map(|(hash, _)| *hash),
    )
}
