//! Numbers that look random and are the same for the same seed.

/// SplitMix64.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// Begins with a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `bound`, which counts as 1 when it is 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        mixed % bound.max(1)
    }

    /// A number of any size up to `longest`: every power of two from 16 on is as likely as the others.
    pub fn of_any_size(&mut self, longest: u64) -> u64 {
        const SMALLEST: u32 = 4;
        let sizes = u64::from(longest.max(16).ilog2() - SMALLEST) + 1;
        let size = 1 << (u64::from(SMALLEST) + self.below(sizes));
        (size + self.below(size)).min(longest)
    }
}
