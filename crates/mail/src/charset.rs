//! Bytes to text: as declared if that fits, else UTF-8, else GB18030.

use encoding_rs::{Encoding, GB18030, UTF_8, WINDOWS_1252};
use unicode_normalization::UnicodeNormalization;

use crate::seven_bit::SevenBit;

/// Decoded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decoded {
    /// The text as the bytes say; not normalised.
    pub(crate) text: String,
    /// WHATWG name of the charset that was used.
    pub(crate) charset: &'static str,
}

impl Decoded {
    /// Whether something could not be decoded, here or by a program before us.
    pub(crate) fn is_lossy(&self) -> bool {
        self.text.contains('\u{FFFD}')
    }
}

/// Decodes `bytes` that were declared to be in the charset `label`.
pub(crate) fn decode(bytes: &[u8], label: Option<&str>) -> Decoded {
    let charset = label.and_then(seven_bit).or_else(|| SevenBit::for_signs(bytes));
    if let Some(charset) = charset
        && let Some(text) = charset.decode(bytes)
    {
        return Decoded {
            text,
            charset: charset.name(),
        };
    }
    let declared = label.and_then(encoding_for);
    if bytes.is_ascii() && declared.is_none_or(Encoding::is_ascii_compatible) {
        return Decoded {
            text: bytes.iter().map(|b| char::from(*b)).collect(),
            charset: "UTF-8",
        };
    }
    let Some(encoding) = declared else {
        return undeclared(bytes);
    };
    if encoding == UTF_8 {
        return undeclared(bytes);
    }
    // Programs that write iso-8859-1 or us-ascii mean "I do not know", and windows-1252 fits any bytes.
    if encoding == WINDOWS_1252 {
        let guess = undeclared(bytes);
        let fits = guess.charset == "UTF-8" || high_bytes_are_paired(bytes);
        return if fits && !guess.is_lossy() {
            guess
        } else {
            lossy(bytes, encoding)
        };
    }
    strict(bytes, encoding)
        .or_else(|| strict(bytes, UTF_8))
        .or_else(|| strict(bytes, GB18030))
        .unwrap_or_else(|| lossy(bytes, encoding))
}

/// Decodes `bytes` strictly as `label`; `None` if the label is unknown or the bytes do not fit.
pub(crate) fn decode_strictly(bytes: &[u8], label: &str) -> Option<String> {
    if let Some(charset) = seven_bit(label) {
        return charset.decode(bytes).filter(|text| !text.contains('\u{FFFD}'));
    }
    strict(bytes, encoding_for(label)?).map(|decoded| decoded.text)
}

/// The text with composed characters, as it is stored.
pub(crate) fn nfc(text: &str) -> String {
    // Most texts are left as they are.
    if text.chars().all(is_composed) {
        text.to_owned()
    } else {
        text.nfc().collect()
    }
}

/// Whether NFC leaves a character as it is among others of which this is true: what stands in Chinese texts. Below U+0300
/// all are starters that are "yes" in the quick check (UAX #15, section 9).
fn is_composed(character: char) -> bool {
    matches!(
        character,
        '\0'..='\u{2FF}'
            | '\u{2010}'..='\u{2027}'
            | '\u{2460}'..='\u{2473}'
            | '\u{3000}'..='\u{3029}'
            | '\u{4E00}'..='\u{9FFF}'
            | '\u{FF01}'..='\u{FF5E}'
    )
}

/// Whether what a charset shifts to ends with its word: words of it must not be joined before they are decoded.
pub(crate) fn shifts(label: &str) -> bool {
    seven_bit(label).is_some()
}

/// Whether two labels mean the same charset.
pub(crate) fn is_same(left: &str, right: &str) -> bool {
    left.eq_ignore_ascii_case(right)
        || encoding_for(left).is_some_and(|encoding| encoding_for(right) == Some(encoding))
}

fn seven_bit(label: &str) -> Option<SevenBit> {
    SevenBit::for_label(&bare(label))
}

fn bare(label: &str) -> String {
    label
        .trim_matches(|c: char| c.is_whitespace() || c == '"' || c == '\'')
        .to_ascii_lowercase()
}

fn encoding_for(label: &str) -> Option<&'static Encoding> {
    let label = bare(label);
    // gb2312 with characters of GBK is the norm; GB18030 holds them all.
    let is_chinese = label.starts_with("gb")
        || label.starts_with("x-gb")
        || matches!(
            label.as_str(),
            "cp936" | "ms936" | "windows-936" | "936" | "euc-cn" | "x-euc-cn" | "cngb"
        );
    let encoding = if is_chinese {
        GB18030
    } else {
        Encoding::for_label(label.as_bytes())?
    };
    match encoding.name() {
        "GBK" => Some(GB18030),
        // What browsers refuse (iso-2022-kr), and "whatever you like".
        "replacement" | "x-user-defined" => None,
        _ => Some(encoding),
    }
}

fn undeclared(bytes: &[u8]) -> Decoded {
    strict(bytes, UTF_8)
        .or_else(|| is_damaged_utf8(bytes).then(|| lossy(bytes, UTF_8)))
        .or_else(|| strict(bytes, GB18030))
        .unwrap_or_else(|| lossy(bytes, if is_damaged_utf8(bytes) { UTF_8 } else { GB18030 }))
}

fn strict(bytes: &[u8], encoding: &'static Encoding) -> Option<Decoded> {
    let bytes = if encoding == UTF_8 {
        bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)
    } else {
        bytes
    };
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    Some(Decoded {
        text: text.into_owned(),
        charset: encoding.name(),
    })
}

fn lossy(bytes: &[u8], encoding: &'static Encoding) -> Decoded {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    Decoded {
        text: text.into_owned(),
        charset: encoding.name(),
    }
}

/// UTF-8 that was cut or scratched in a few places: read as GB18030 it would become other characters
/// without any error.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let mut whole = 0;
    let mut broken = 0;
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|c| c.len_utf8() >= 3).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    whole >= broken * 4 && broken > 0
}

/// Whether most bytes from 0x80 up stand in pairs, as in Chinese text and unlike in "café".
fn high_bytes_are_paired(bytes: &[u8]) -> bool {
    let (paired, single) = bytes
        .split(u8::is_ascii)
        .map(<[u8]>::len)
        .fold((0, 0), |(paired, single), run| {
            (paired + run / 2 * 2, single + run % 2)
        });
    paired > single
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gbk(text: &str) -> Vec<u8> {
        GB18030.encode(text).0.into_owned()
    }

    #[test]
    fn what_is_left_as_it_is_no_normalising_changes_or_composes() {
        use unicode_normalization::{IsNormalized, char, is_nfc_quick};

        for c in ('\0'..=char::MAX).filter(|c| is_composed(*c)) {
            assert_eq!(is_nfc_quick(std::iter::once(c)), IsNormalized::Yes, "{c:?}");
            assert_eq!(char::canonical_combining_class(c), 0, "{c:?}");
        }
        assert_eq!(nfc("e\u{301}"), "\u{E9}");
        assert_eq!(nfc("学\u{2126}会"), "学\u{3A9}会");
    }

    #[test]
    fn every_label_of_the_gb_family_reads_characters_beyond_gb2312() {
        for label in [
            "gb2312",
            "GBK",
            "cp936",
            "GB_2312-80",
            "x-gbk",
            "gb18030",
            "\"gb2312\"",
        ] {
            let decoded = decode(&gbk("朱镕基与𠮷野家"), Some(label));
            assert_eq!(decoded.text, "朱镕基与𠮷野家", "{label}");
        }
    }

    #[test]
    fn gbk_without_a_declaration_is_read() {
        assert_eq!(decode(&gbk("华夏茶学会"), None).text, "华夏茶学会");
    }

    #[test]
    fn a_latin_label_on_chinese_bytes_is_not_believed() {
        assert_eq!(decode(&gbk("统计表"), Some("iso-8859-1")).text, "统计表");
        assert_eq!(decode("统计表".as_bytes(), Some("us-ascii")).text, "统计表");
    }

    #[test]
    fn a_latin_label_on_latin_bytes_is_believed() {
        assert_eq!(decode(b"caf\xE9 cr\xE8me", Some("iso-8859-1")).text, "café crème");
        assert_eq!(decode(b"\xE9t\xE9", Some("iso-8859-1")).text, "été");
    }

    #[test]
    fn a_wrong_label_does_not_spoil_text_that_is_utf8() {
        assert_eq!(decode("学会工作".as_bytes(), Some("big5")).text, "学会工作");
        assert_eq!(decode("学会工作".as_bytes(), Some("x-unknown")).text, "学会工作");
    }

    #[test]
    fn gbk_under_the_label_utf8_is_read_as_gbk() {
        assert_eq!(decode(&gbk("感悟文章一篇"), Some("utf-8")).text, "感悟文章一篇");
    }

    #[test]
    fn utf8_cut_inside_a_character_stays_utf8_and_is_marked() {
        let bytes = "关于报送统计表的通知".as_bytes();
        let decoded = decode(bytes.get(..bytes.len() - 1).unwrap(), None);
        assert_eq!(decoded.text, "关于报送统计表的通\u{FFFD}");
        assert!(decoded.is_lossy());
    }

    #[test]
    fn chinese_in_seven_bits_is_read_by_its_label_only() {
        assert_eq!(decode(b"+W2ZPGg-", Some("UTF-7")).text, "学会");
        assert_eq!(decode(b"~{Q'5D~}", Some("\"HZ-GB-2312\"")).text, "学的");
        assert_eq!(decode(b"1+1=2 ~{", None).text, "1+1=2 ~{");
        assert_eq!(decode(&gbk("学会"), Some("hz-gb-2312")).text, "学会");
    }

    #[test]
    fn a_label_that_browsers_refuse_counts_as_none() {
        assert_eq!(decode("学会".as_bytes(), Some("iso-2022-cn")).text, "学会");
    }
}
