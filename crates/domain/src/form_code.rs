//! 表样编码 — the hidden code of a blank form that we gave out.

use std::fmt;

use crate::ids::{NoticeId, SocietyCode};

/// 表样编码 — stands in the document properties of a form that we gave out, and comes back with it.
///
/// A name, not a secret that opens anything: it says which form this is, never who sent it. It is long and random, so
/// that nobody makes a valid one for another society by changing his own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FormCode(String);

impl FormCode {
    /// The document property that holds the code: a custom property, which Word, WPS and LibreOffice keep when they
    /// save a document again.
    pub const PROPERTY: &'static str = "zhengji-form";

    /// What every code begins with, so that it is recognised in formats whose properties are not taken apart.
    pub const PREFIX: &'static str = "zjf_";

    /// Characters behind the prefix: 256 random bits in base64url.
    pub const LENGTH: usize = 43;

    /// Accepts the prefix and 43 ASCII letters, digits, `-` and `_`: nothing else was ever given out.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let rest = text.strip_prefix(Self::PREFIX)?;
        let is_plain = rest.bytes().all(Self::may_hold);
        (is_plain && rest.len() == Self::LENGTH).then(|| Self(text.to_owned()))
    }

    /// Whether a code may hold this byte.
    pub const fn may_hold(byte: u8) -> bool {
        byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
    }

    /// The code as it stands in the document.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FormCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A code with what it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedForm {
    /// The code.
    pub code: FormCode,
    /// The notice whose form it is.
    pub notice: NoticeId,
    /// The society for which it was made; `None` for the form that anybody may take.
    pub society: Option<SocietyCode>,
}

#[cfg(test)]
mod tests {
    use super::FormCode;

    #[test]
    fn only_what_could_have_been_given_out_is_a_code() {
        let code = format!("zjf_{}", "a".repeat(43));
        assert_eq!(FormCode::parse(&format!(" {code}\n")).unwrap().as_str(), code);
        let long = format!("{code}a");
        let odd = format!("zjf_{}华", "a".repeat(40));
        for text in ["", "A-01", "zjf_", long.as_str(), odd.as_str()] {
            assert_eq!(FormCode::parse(text), None, "{text}");
        }
    }
}
