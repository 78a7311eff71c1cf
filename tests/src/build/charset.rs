//! Charsets as the mail programs of the country use them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The bytes of `text` under a charset label. Every GB label is written with GB18030 bytes, as the programs in question do.
pub fn encode(text: &str, charset: &str) -> Vec<u8> {
    if charset.to_ascii_lowercase().starts_with("gb") {
        encoding_rs::GB18030.encode(text).0.into_owned()
    } else {
        text.as_bytes().to_vec()
    }
}

/// RFC 2047 encoded words in base64, none split inside a character.
pub fn encoded_words(text: &str, charset: &str, limit: usize) -> Vec<String> {
    let mut words = Vec::new();
    let mut chunk = String::new();
    for character in text.chars() {
        let mut longer = chunk.clone();
        longer.push(character);
        if !chunk.is_empty() && encode(&longer, charset).len() > limit {
            words.push(encoded_word(&encode(&chunk, charset), charset));
            chunk.clear();
        }
        chunk.push(character);
    }
    words.push(encoded_word(&encode(&chunk, charset), charset));
    words
}

/// One encoded word around any bytes, also half a character.
pub fn encoded_word(bytes: &[u8], charset: &str) -> String {
    format!("=?{charset}?B?{}?=", STANDARD.encode(bytes))
}

/// Base64 in lines of 76 characters.
pub fn base64_lines(bytes: &[u8]) -> Vec<u8> {
    let mut lines = Vec::new();
    for chunk in bytes.chunks(57) {
        lines.extend_from_slice(STANDARD.encode(chunk).as_bytes());
        lines.push(b'\n');
    }
    lines
}

/// Quoted-printable with soft line breaks.
pub fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let mut lines: Vec<u8> = Vec::new();
    let mut width = 0;
    for byte in bytes {
        if *byte == b'\n' {
            lines.push(b'\n');
            width = 0;
            continue;
        }
        let plain = (b'!'..=b'~').contains(byte) && *byte != b'=';
        let shown = if plain || (*byte == b' ' && width > 0 && width < 70) {
            char::from(*byte).to_string()
        } else {
            format!("={byte:02X}")
        };
        if width + shown.len() > 75 {
            lines.extend_from_slice(b"=\n");
            width = 0;
        }
        lines.extend_from_slice(shown.as_bytes());
        width += shown.len();
    }
    lines.push(b'\n');
    lines
}

/// Percent-encoding as RFC 2231 wants it.
pub fn percent(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || b"-._".contains(byte) {
                char::from(*byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}
