//! By what equal texts are found without the texts.

use std::fmt;

use domain::text::squash;
use sha2::{Digest as _, Sha256};

/// Equal for two texts exactly when [`domain::text::is_same_text`] holds: SHA-256 of their words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextKey([u8; 32]);

impl TextKey {
    /// Of a text.
    pub fn of(text: &str) -> Self {
        Self(Sha256::digest(squash(text)).into())
    }

    /// From hexadecimal digits, as it is written; `None` when it is none.
    pub(crate) fn parse(digits: &str) -> Option<Self> {
        if digits.len() != 64 {
            return None;
        }
        let mut key = [0; 32];
        for (byte, pair) in key.iter_mut().zip(digits.as_bytes().chunks_exact(2)) {
            let [high, low] = pair else { return None };
            *byte = digit(*high)? << 4 | digit(*low)?;
        }
        Some(Self(key))
    }
}

impl fmt::Display for TextKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

fn digit(character: u8) -> Option<u8> {
    let value = char::from(character).to_digit(16)?;
    u8::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let key = TextKey::of("坚持 科技创新");
        assert_eq!(TextKey::parse(&key.to_string()), Some(key));
        assert_eq!(key, TextKey::of("坚持科技 创新"));
        assert_ne!(key, TextKey::of("坚持科技创新。"));
    }

    #[test]
    fn what_is_no_key_is_not_taken_for_one() {
        for digits in ["", "0", &"é".repeat(32), &"+1".repeat(32), &"0".repeat(65)] {
            assert_eq!(TextKey::parse(digits), None, "{digits}");
        }
    }
}
