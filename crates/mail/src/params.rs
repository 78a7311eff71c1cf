//! `Content-Type` and `Content-Disposition`: a value with parameters, in all the ways they are written.

use std::collections::BTreeMap;

use crate::{charset, transfer, words};

/// A value such as `text/plain; charset=gbk`.
#[derive(Debug, Default)]
pub(crate) struct Parameterised {
    /// The value before the first `;`, lower-case.
    pub(crate) value: String,
    /// Parameters in order: lower-case name as written (`filename*0*`), unquoted bytes.
    parameters: Vec<(String, Vec<u8>)>,
}

impl Parameterised {
    /// Reads a raw, unfolded header value.
    pub(crate) fn parse(raw: &[u8]) -> Self {
        // Raw GBK has backslashes as second bytes of characters; UTF-8 has not.
        let is_utf8 = std::str::from_utf8(raw).is_ok();
        let mut pieces = split(raw, is_utf8).into_iter();
        let value = lower(pieces.next().unwrap_or_default());
        let parameters = pieces
            .filter_map(|piece| {
                let equals = piece.iter().position(|b| *b == b'=')?;
                let name = lower(piece.get(..equals)?);
                Some((name, unquote(piece.get(equals + 1..)?.trim_ascii(), is_utf8)))
            })
            .collect();
        Self { value, parameters }
    }

    /// The undecoded bytes of a plain parameter.
    pub(crate) fn bytes(&self, name: &str) -> Option<&[u8]> {
        self.parameters
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_slice())
    }

    /// A plain parameter that can only be ASCII, such as `charset`.
    pub(crate) fn ascii(&self, name: &str) -> Option<String> {
        self.bytes(name)
            .map(|value| String::from_utf8_lossy(value.trim_ascii()).into_owned())
    }

    /// Every reading of a parameter: RFC 2231 first, then the plain one with encoded-words or raw bytes.
    pub(crate) fn texts(&self, name: &str) -> Vec<String> {
        let plain = self.bytes(name).map(words::decode);
        self.extended(name).into_iter().chain(plain).collect()
    }

    /// RFC 2231: the segments are joined as bytes before they are decoded.
    fn extended(&self, name: &str) -> Option<String> {
        let mut segments = BTreeMap::new();
        for (known, value) in &self.parameters {
            let Some(suffix) = known.strip_prefix(name).and_then(|rest| rest.strip_prefix('*')) else {
                continue;
            };
            let (index, is_escaped) = match suffix.strip_suffix('*') {
                _ if suffix.is_empty() => ("0", true),
                Some(index) => (index, true),
                None => (suffix, false),
            };
            let Ok(index) = index.parse::<u32>() else { continue };
            segments.entry(index).or_insert((value.as_slice(), is_escaped));
        }
        let (label, first) = segments
            .get(&0)
            .map(|(value, is_escaped)| charset_of(value, *is_escaped))?;
        let mut bytes = Vec::new();
        for (index, (value, is_escaped)) in &segments {
            let value = if *index == 0 { first } else { value };
            if *is_escaped {
                bytes.extend_from_slice(&transfer::hex_escapes(value, b'%').bytes);
            } else {
                bytes.extend_from_slice(value);
            }
        }
        Some(match label {
            Some(label) => charset::decode(&bytes, Some(&label)).text,
            None => words::decode(&bytes),
        })
    }
}

/// Splits `charset'language'value`; without the apostrophes there is no charset.
fn charset_of(value: &[u8], is_escaped: bool) -> (Option<String>, &[u8]) {
    let mut parts = value.splitn(3, |b| *b == b'\'');
    match (is_escaped, parts.next(), parts.next(), parts.next()) {
        (true, Some(label), Some(_), Some(text)) => {
            let label = String::from_utf8_lossy(label).into_owned();
            ((!label.is_empty()).then_some(label), text)
        }
        _ => (None, value),
    }
}

/// Splits at `;` outside of quotes and encoded-words.
fn split(raw: &[u8], is_utf8: bool) -> Vec<&[u8]> {
    let mut pieces = Vec::new();
    let (mut begin, mut at) = (0, 0);
    let mut is_quoted = false;
    while let Some(byte) = raw.get(at) {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b';' if !is_quoted => {
                pieces.push(raw.get(begin..at).unwrap_or_default());
                begin = at + 1;
            }
            _ => {}
        }
        at += step(raw, at, is_quoted, is_utf8);
    }
    pieces.push(raw.get(begin..).unwrap_or_default());
    pieces
}

/// How many bytes belong together here: an encoded-word, an escaped character, half of a GBK character.
fn step(raw: &[u8], at: usize, is_quoted: bool, is_utf8: bool) -> usize {
    let ahead = raw.get(at..).unwrap_or_default();
    match ahead {
        [b'=', b'?', ..] => words::word_length(ahead).unwrap_or(1),
        [b'\\', b'"' | b'\\', ..] if is_quoted => 2,
        [0x81..=0xFE, 0x40..=0xFE, ..] if !is_utf8 => 2,
        _ => 1,
    }
}

fn unquote(value: &[u8], is_utf8: bool) -> Vec<u8> {
    let Some(inner) = value.strip_prefix(b"\"") else {
        return value.to_vec();
    };
    let mut bytes = Vec::with_capacity(inner.len());
    let mut at = 0;
    while let Some(byte) = inner.get(at) {
        if *byte == b'"' {
            break;
        }
        let length = step(inner, at, true, is_utf8);
        let piece = inner.get(at..at + length).unwrap_or_default();
        // A lone backslash is kept: old browsers sent whole Windows paths.
        bytes.extend_from_slice(
            piece
                .strip_prefix(b"\\")
                .filter(|rest| !rest.is_empty())
                .unwrap_or(piece),
        );
        at += length;
    }
    bytes
}

fn lower(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes.trim_ascii()).to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(raw: &[u8]) -> Vec<String> {
        Parameterised::parse(raw).texts("filename")
    }

    #[test]
    fn continuations_split_inside_a_gbk_character_are_joined_as_bytes() {
        let raw = b"attachment; filename*0*=GBK''%B1%A8%C3; filename*1*=%FB.docx";
        assert_eq!(names(raw), ["报名.docx"]);
    }

    #[test]
    fn segments_may_be_out_of_order_and_partly_plain() {
        let raw = b"attachment; filename*1=\" 2.xlsx\"; filename*0*=utf-8''%E8%A1%A8";
        assert_eq!(names(raw), ["表 2.xlsx"]);
    }

    #[test]
    fn encoded_words_in_quotes_lose_the_fold_between_them() {
        let raw = b"attachment; filename=\"=?gb18030?B?zbO8xrHt?= =?gb18030?B?LmRvY3g=?=\"";
        assert_eq!(names(raw), ["统计表.docx"]);
    }

    #[test]
    fn an_unquoted_encoded_word_is_read() {
        assert_eq!(
            names(b"attachment; filename==?utf-8?Q?=E8=A1=A8;1?=.doc"),
            ["表;1.doc"]
        );
    }

    #[test]
    fn raw_gbk_with_a_backslash_byte_does_not_end_the_quotes() {
        let mut raw = b"attachment; filename=\"".to_vec();
        raw.extend_from_slice(&encoding_rs::GB18030.encode("参謀.doc").0);
        raw.extend_from_slice(b"\"; size=3");
        let parsed = Parameterised::parse(&raw);
        assert_eq!(parsed.texts("filename"), ["参謀.doc"]);
        assert_eq!(parsed.ascii("size").unwrap(), "3");
    }

    #[test]
    fn semicolons_quotes_and_paths_stay_in_quotes() {
        assert_eq!(
            names(b"attachment; filename=\"a;\\\"b\\\".doc\""),
            ["a;\"b\".doc"]
        );
        assert_eq!(
            names(b"attachment; filename=\"C:\\temp\\a.doc\""),
            ["C:\\temp\\a.doc"]
        );
    }

    #[test]
    fn a_missing_end_quote_and_a_star_without_charset_are_endured() {
        assert_eq!(names(b"attachment; filename=\"a.doc"), ["a.doc"]);
        assert_eq!(names(b"attachment; filename*=%E8%A1%A8.doc"), ["表.doc"]);
    }
}
