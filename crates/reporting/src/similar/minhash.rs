//! MinHash: texts that share many short pieces, however changed throughout.
//!
//! One permutation (Li, Owen, Zhang: One Permutation Hashing, NIPS 2012): each shingle falls into one of the bins, each
//! bin keeps the least; empty bins borrow from others (Shrivastava: Optimal Densification, ICML 2017).

use super::fingerprint::mixed;

/// Characters of a shingle.
pub(super) const SHINGLE: usize = 5;
const BINS: usize = 128;
/// Bins of a band. With 42 bands of 3, a pair with half of its shingles in common meets with a chance of 99.6 of 100, one
/// with a third, which is the least that texts that are nearly the same can have, with one of 79.
const ROWS: usize = 3;
/// Fewest bins that are equal for a pair worth comparing: where a third is in common, 97 of 100 pairs have as many.
const LEAST: usize = 33;

/// What stays of a text.
#[derive(Debug)]
pub(super) struct Signature([u32; BINS]);

impl Signature {
    /// `None` without any shingle.
    pub(super) fn of(shingles: impl Iterator<Item = u64>) -> Option<Self> {
        let mut bins = [u32::MAX; BINS];
        let mut any = false;
        for hash in shingles {
            let (bin, value) = split(hash);
            if let Some(least) = bins.get_mut(bin) {
                *least = value.min(*least);
                any = true;
            }
        }
        any.then(|| Self(filled(&bins)))
    }

    /// Keys of the bands: texts that share one may be alike.
    pub(super) fn bands(&self) -> impl Iterator<Item = u64> + '_ {
        (1..).zip(self.0.chunks_exact(ROWS)).map(|(band, rows)| {
            rows.iter().fold(mixed(band), |key, row| {
                mixed(key.wrapping_add(u64::from(*row)).wrapping_mul(31))
            })
        })
    }

    /// Whether two texts are worth comparing.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.equal(other) >= LEAST
    }

    fn equal(&self, other: &Self) -> usize {
        self.0
            .iter()
            .zip(&other.0)
            .filter(|(one, two)| one == two)
            .count()
    }
}

/// The bin by the lower bits, its value by the upper ones, which never is the mark of an empty bin.
fn split(hash: u64) -> (usize, u32) {
    let bin = usize::try_from(hash % BINS as u64).unwrap_or(0);
    let value = u32::try_from(hash >> 32).unwrap_or(0).min(u32::MAX - 1);
    (bin, value)
}

/// The bins, the empty ones with what another one has: the same one for all texts in which that is filled.
fn filled(bins: &[u32; BINS]) -> [u32; BINS] {
    let mut full = *bins;
    for (number, bin) in (0_u64..).zip(&mut full) {
        let mut attempt = 0_u64;
        while *bin == u32::MAX {
            attempt += 1;
            let (other, _) = split(mixed((number << 32) + attempt));
            *bin = bins.get(other).copied().unwrap_or(0);
        }
    }
    full
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signature(from: u64, to: u64) -> Signature {
        Signature::of((from..to).map(mixed)).unwrap()
    }

    /// Of 1,000 shingles 500 in common are one third of all; the estimate has a deviation of about 4 of 100.
    #[test]
    fn equal_bins_estimate_the_part_in_common() {
        let one = signature(0, 1_000);
        assert_eq!(one.equal(&signature(0, 1_000)), BINS);
        let third = one.equal(&signature(500, 1_500)) * 100 / BINS;
        assert!((21..=46).contains(&third), "{third}");
        assert!(one.equal(&signature(2_000, 3_000)) < 13);
        assert!(one.is_like(&signature(200, 1_200)) && !one.is_like(&signature(800, 1_800)));
    }

    #[test]
    fn texts_with_half_of_their_shingles_in_common_meet_in_some_band() {
        let meet = |one: &Signature, other: &Signature| {
            let bands: Vec<u64> = other.bands().collect();
            one.bands().any(|band| bands.contains(&band))
        };
        let pairs = (0..200).filter(|pair| {
            let from = pair * 10_000;
            let (one, other) = (signature(from, from + 1_000), signature(from + 333, from + 1_333));
            meet(&one, &other) && one.is_like(&other)
        });
        assert!(pairs.count() >= 198);
    }

    #[test]
    fn texts_of_a_few_shingles_have_signatures_too() {
        let few = signature(0, 3);
        assert_eq!(few.equal(&signature(0, 3)), BINS);
        assert!(few.is_like(&signature(0, 4)) && !few.is_like(&signature(10, 13)));
        assert!(Signature::of(std::iter::empty()).is_none());
        assert_eq!(few.bands().count(), BINS / ROWS);
    }
}
