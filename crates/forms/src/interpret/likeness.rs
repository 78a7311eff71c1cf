//! How much two lines have in common.

/// Its two-character pieces, in order.
pub(super) fn pairs(text: &str) -> Vec<(char, char)> {
    let mut pairs = Vec::with_capacity(text.len() / 2);
    pairs.extend(text.chars().zip(text.chars().skip(1)));
    pairs
}

/// Whether the Dice coefficient of two lists of two-character pieces reaches a threshold.
pub(super) fn alike(left: &[(char, char)], right: &[(char, char)], threshold: f64) -> bool {
    let total = left.len() + right.len();
    let reaches = |shared: usize| match (u32::try_from(shared), u32::try_from(total)) {
        (Ok(shared), Ok(total)) if total > 0 => 2.0 * f64::from(shared) / f64::from(total) >= threshold,
        _ => false,
    };
    if !reaches(left.len().min(right.len())) {
        return false;
    }
    let mut right = right.to_vec();
    let mut shared = 0;
    for pair in left {
        if let Some(at) = right.iter().position(|other| other == pair) {
            right.swap_remove(at);
            shared += 1;
        }
    }
    reaches(shared)
}
