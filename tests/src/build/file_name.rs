//! The ways in which programs spell a file name in a MIME header.

use std::fmt::Write as _;

use super::charset::{encode, encoded_words, percent};

/// One way to spell a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spelling {
    /// QQ: one long encoded word in GB18030 inside quotes.
    Qq,
    /// Outlook, Foxmail, 163: encoded words in the letter's charset inside quotes.
    Words,
    /// RFC 2231 in one piece, UTF-8.
    Extended,
    /// RFC 2231 with continuations, UTF-8, cut without regard to characters.
    Continued,
    /// RFC 2231 in one piece, GB18030.
    ExtendedGb,
    /// Bare UTF-8 bytes inside quotes.
    RawUtf8,
    /// Bare GB18030 bytes inside quotes.
    RawGb,
}

/// The parameter with its leading semicolon.
pub fn parameter(key: &str, name: &str, spelling: Spelling, charset: &str) -> Vec<u8> {
    if name.is_ascii() {
        return format!("; {key}=\"{name}\"").into_bytes();
    }
    match spelling {
        Spelling::Qq => format!(
            ";\n\t{key}=\"{}\"",
            encoded_words(name, "gb18030", 10_000).concat()
        )
        .into_bytes(),
        Spelling::Words => {
            format!(";\n\t{key}=\"{}\"", encoded_words(name, charset, 45).join("\n\t")).into_bytes()
        }
        Spelling::Extended => format!(";\n\t{key}*=UTF-8''{}", percent(name.as_bytes())).into_bytes(),
        Spelling::ExtendedGb => {
            format!(";\n\t{key}*=GB18030''{}", percent(&encode(name, "gb18030"))).into_bytes()
        }
        Spelling::Continued => continued(key, name).into_bytes(),
        Spelling::RawUtf8 => format!("; {key}=\"{name}\"").into_bytes(),
        Spelling::RawGb => {
            let mut bytes = format!("; {key}=\"").into_bytes();
            bytes.extend(encode(name, "gb18030"));
            bytes.push(b'"');
            bytes
        }
    }
}

fn continued(key: &str, name: &str) -> String {
    let mut text = String::new();
    for (index, piece) in name.as_bytes().chunks(16).enumerate() {
        let charset = if index == 0 { "utf-8''" } else { "" };
        let _ = write!(text, ";\n\t{key}*{index}*={charset}{}", percent(piece));
    }
    text
}
