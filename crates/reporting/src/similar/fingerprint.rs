//! Fingerprints of texts: hashes of runs, of which winnowing keeps a few.
//!
//! Winnowing (Schleimer, Wilkerson, Aiken: Winnowing, SIGMOD 2003) keeps the least hash of each window, so that two
//! texts with a passage of window + run − 1 characters in common always keep the same one of it.

use super::{PASSAGE, RUN};

/// Runs in a window.
const WINDOW: usize = PASSAGE - RUN + 1;
/// Any odd number with well mixed bits; the golden ratio is customary.
const BASE: u64 = 0x9E37_79B9_7F4A_7C15;

/// A hash of each `length` characters in a row, by a rolling polynomial whose bits are mixed afterwards.
pub(super) fn hashes(chars: &[char], length: usize) -> Vec<u64> {
    let leading = (1..length).fold(1_u64, |power, _| power.wrapping_mul(BASE));
    let value = |c: &char| u64::from(u32::from(*c)) + 1;
    let mut hash = chars
        .iter()
        .take(length)
        .fold(0_u64, |hash, c| hash.wrapping_mul(BASE).wrapping_add(value(c)));
    if chars.len() < length {
        return Vec::new();
    }
    let mut hashes = Vec::with_capacity(chars.len() - length + 1);
    hashes.push(mixed(hash));
    for (leaves, enters) in chars.iter().zip(chars.iter().skip(length)) {
        let without = hash.wrapping_sub(value(leaves).wrapping_mul(leading));
        hash = without.wrapping_mul(BASE).wrapping_add(value(enters));
        hashes.push(mixed(hash));
    }
    hashes
}

/// All bits depend on all bits (the finisher of SplitMix64, Steele et al. 2014).
pub(super) fn mixed(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

/// The places at which winnowing keeps a hash; those for which `is_free` is false are never kept.
pub(super) fn winnowed(hashes: &[u64], is_free: impl Fn(usize) -> bool) -> Vec<usize> {
    let mut kept = Vec::new();
    // Places of the window with growing hashes: the first is the least; of equal ones the last stays.
    let mut rising: std::collections::VecDeque<(usize, u64)> = std::collections::VecDeque::new();
    for (place, hash) in hashes.iter().enumerate() {
        if is_free(place) {
            while rising.back().is_some_and(|(_, last)| last >= hash) {
                rising.pop_back();
            }
            rising.push_back((place, *hash));
        }
        while rising.front().is_some_and(|(first, _)| first + WINDOW <= place) {
            rising.pop_front();
        }
        let is_full = place + 1 >= WINDOW.min(hashes.len());
        if let Some((least, _)) = rising.front().filter(|_| is_full)
            && kept.last() != Some(least)
        {
            kept.push(*least);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Characters without any order in them, always the same for the same seed.
    fn chars(seed: u64, count: u64) -> Vec<char> {
        let character = |n| char::from_u32(0x4E00 + u32::try_from(mixed(seed * 7_919 + n) % 5_000).unwrap());
        (0..count).map(|n| character(n).unwrap()).collect()
    }

    #[test]
    fn a_rolled_hash_is_the_hash_of_the_run_alone() {
        let text = chars(1, 60);
        let all = hashes(&text, RUN);
        assert_eq!(all.len(), 60 - RUN + 1);
        for (run, hash) in text.windows(RUN).zip(&all) {
            assert_eq!(hashes(run, RUN), [*hash]);
        }
        assert!(hashes(&text[..RUN - 1], RUN).is_empty());
    }

    #[test]
    fn a_shared_passage_always_leaves_the_same_fingerprint() {
        for seed in 0..200 {
            let shared = chars(seed, 40);
            let put = |own: u64| {
                let before = usize::try_from(own % 97).unwrap();
                let mut text = chars(own, 300);
                text.splice(before..before, shared.iter().copied());
                let hashes = hashes(&text, RUN);
                let kept = winnowed(&hashes, |_| true);
                kept.iter().map(|place| hashes[*place]).collect::<BTreeSet<_>>()
            };
            assert!(!put(1_000 + seed).is_disjoint(&put(5_000 + seed)), "{seed}");
        }
    }

    #[test]
    fn few_are_kept_and_none_of_what_is_not_free() {
        let text = chars(3, 2_000);
        let hashes = hashes(&text, RUN);
        let kept = winnowed(&hashes, |place| place >= 1_000);
        assert!(kept.iter().all(|place| *place >= 1_000));
        assert!((50..110).contains(&kept.len()), "{}", kept.len());
    }
}
