//! Secrets made of randomness: links, sessions, form tokens.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

/// A new secret of 256 bits for a society's link, in characters that a URL needs not escape.
///
/// # Panics
/// When the operating system has no randomness to give: no secret may be made then.
pub fn new_link_token() -> String {
    URL_SAFE_NO_PAD.encode(random::<32>())
}

/// What is stored of a secret: SHA-256, lower-case hexadecimal.
pub fn token_hash(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

/// A short random number for telling requests apart.
pub(crate) fn request_number() -> String {
    hex(&random::<6>())
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing into a String never fails.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives randomness");
    bytes
}

#[cfg(test)]
mod tests {
    use super::{new_link_token, token_hash};

    #[test]
    fn secrets_are_long_different_and_stored_hashed() {
        let (one, other) = (new_link_token(), new_link_token());
        assert_eq!(one.len(), 43);
        assert_ne!(one, other);
        assert!(one.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)));
        assert_eq!(
            token_hash("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
