//! Chinese in seven bits, as programs of the nineties sent it: UTF-7 (RFC 2152), HZ (RFC 1843) and ISO-2022-CN
//! (RFC 1922). `encoding_rs` refuses them, since they hide text from browsers; a letter hides nothing by them.

use encoding_rs::GB18030;

/// A charset that `encoding_rs` does not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SevenBit {
    Utf7,
    Hz,
    Iso2022Cn,
}

/// What makes GB 2312 the second set of characters.
const GB_2312: &[u8] = b"\x1B$)A";

impl SevenBit {
    /// By its label, trimmed and in lower case.
    pub(crate) fn for_label(label: &str) -> Option<Self> {
        match label {
            "utf-7"
            | "utf7"
            | "unicode-1-1-utf-7"
            | "unicode-2-0-utf-7"
            | "x-unicode-2-0-utf-7"
            | "csunicode11utf7" => Some(Self::Utf7),
            "hz-gb-2312" | "hz-gb2312" | "hz" | "x-hz" => Some(Self::Hz),
            "iso-2022-cn" | "iso-2022-cn-ext" | "csiso2022cn" => Some(Self::Iso2022Cn),
            _ => None,
        }
    }

    /// What bytes of seven bits are by their own signs, whatever is said of them.
    pub(crate) fn for_signs(bytes: &[u8]) -> Option<Self> {
        let is_signed = bytes.contains(&0x1B)
            && bytes.windows(GB_2312.len()).any(|window| window == GB_2312)
            && bytes.is_ascii();
        is_signed.then_some(Self::Iso2022Cn)
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Utf7 => "UTF-7",
            Self::Hz => "HZ-GB-2312",
            Self::Iso2022Cn => "ISO-2022-CN",
        }
    }

    /// The text, with U+FFFD where the bytes are none; `None` when they are not of seven bits.
    pub(crate) fn decode(self, bytes: &[u8]) -> Option<String> {
        bytes.is_ascii().then(|| match self {
            Self::Utf7 => utf7(bytes),
            Self::Hz => hz(bytes),
            Self::Iso2022Cn => iso_2022_cn(bytes),
        })
    }
}

fn utf7(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first != b'+' {
            text.push(char::from(*first));
            continue;
        }
        let length = after
            .iter()
            .position(|b| six_bits(*b).is_none())
            .unwrap_or(after.len());
        let (shifted, behind) = after.split_at(length);
        rest = behind.strip_prefix(b"-").unwrap_or(behind);
        if shifted.is_empty() {
            // `+-` is a plus; a plus before anything else is a mistake of the sender's.
            text.push('+');
        } else {
            push_utf16(&mut text, shifted);
        }
    }
    text
}

/// Base64 without padding, of UTF-16 with the high byte first.
fn push_utf16(text: &mut String, shifted: &[u8]) {
    let (mut held, mut bits) = (0_u32, 0_u32);
    let mut units: Vec<u16> = Vec::with_capacity(shifted.len() * 6 / 16);
    for six in shifted.iter().filter_map(|b| six_bits(*b)) {
        held = held << 6 | six;
        bits += 6;
        if bits >= 16 {
            bits -= 16;
            units.extend(u16::try_from(held >> bits));
            held &= (1 << bits) - 1;
        }
    }
    text.extend(char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{FFFD}')));
    if bits >= 6 || held != 0 {
        text.push('\u{FFFD}');
    }
}

fn six_bits(byte: u8) -> Option<u32> {
    let value = match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(value.into())
}

fn hz(bytes: &[u8]) -> String {
    let mut gb = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    let mut is_chinese = false;
    while let Some((first, after)) = rest.split_first() {
        let next = after.first().copied();
        let behind = after.get(1..).unwrap_or_default();
        (is_chinese, rest) = match (*first, next) {
            (b'~', Some(b'{')) => (true, behind),
            (b'~', Some(b'}')) => (false, behind),
            // A line that goes on in the next one.
            (b'~', Some(b'\n')) if !is_chinese => (false, behind),
            (b'~', Some(b'~')) if !is_chinese => {
                gb.push(b'~');
                (false, behind)
            }
            (lead @ 0x21..=0x77, Some(trail @ 0x21..=0x7E)) if is_chinese => {
                gb.extend([lead | 0x80, trail | 0x80]);
                (true, behind)
            }
            // A line begins anew, also where its end mark was lost.
            (b'\n', _) => {
                gb.push(b'\n');
                (false, after)
            }
            (b'\r', _) => {
                gb.push(b'\r');
                (is_chinese, after)
            }
            // Half a character: what is no GB18030 either becomes U+FFFD.
            (byte, _) => {
                gb.push(if is_chinese { byte | 0x80 } else { byte });
                (is_chinese, after)
            }
        };
    }
    GB18030.decode_without_bom_handling(&gb).0.into_owned()
}

/// Of the sets of characters only GB 2312 is read: of another one every byte becomes U+FFFD.
fn iso_2022_cn(bytes: &[u8]) -> String {
    const SHIFT_OUT: u8 = 0x0E;
    const SHIFT_IN: u8 = 0x0F;
    let mut text = String::with_capacity(bytes.len());
    let (mut is_gb, mut is_shifted) = (false, false);
    let mut rest = bytes;
    while let Some((first, after)) = rest.split_first() {
        if let [0x1B, b'$', b')' | b'*' | b'+', set, behind @ ..] = rest {
            is_gb = *set == b'A';
            rest = behind;
            continue;
        }
        rest = after;
        match (*first, after) {
            (SHIFT_OUT, _) => is_shifted = true,
            (SHIFT_IN, _) => is_shifted = false,
            // A line begins anew.
            (b'\n', _) => {
                is_shifted = false;
                text.push('\n');
            }
            (lead @ 0x21..=0x7E, [trail @ 0x21..=0x7E, behind @ ..]) if is_shifted && is_gb => {
                rest = behind;
                let pair = [lead | 0x80, trail | 0x80];
                text.push_str(&GB18030.decode_without_bom_handling(&pair).0);
            }
            (0x21..=0x7E, _) if is_shifted => text.push('\u{FFFD}'),
            (byte, _) => text.push(char::from(byte)),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(charset: SevenBit, bytes: &[u8]) -> String {
        charset.decode(bytes).unwrap()
    }

    #[test]
    fn utf7_is_read() {
        for (bytes, text) in [
            (&b"Hi Mom +Jjo-!"[..], "Hi Mom \u{263A}!"),
            (b"+ZeVnLIqe-", "日本語"),
            (b"+ZeVnLIqe.", "日本語."),
            (b"1 +- 1 = 2", "1 + 1 = 2"),
            (b"+U05ZD4M2W2ZPGg-, ok", "华夏茶学会, ok"),
            (b"+2ELfvw-", "𠮿"),
        ] {
            assert_eq!(read(SevenBit::Utf7, bytes), text);
        }
    }

    #[test]
    fn half_a_character_of_utf7_is_said() {
        assert_eq!(read(SevenBit::Utf7, b"+ZeVn-"), "日\u{FFFD}");
        assert_eq!(read(SevenBit::Utf7, b"+2EI-"), "\u{FFFD}");
    }

    #[test]
    fn hz_is_read() {
        assert_eq!(
            read(SevenBit::Hz, b"This is ~{<:Ky2;~} ~~ ~\nend"),
            "This is 己所不 ~ end"
        );
        assert_eq!(
            read(SevenBit::Hz, b"~{<:Ky\nnext"),
            "己所\nnext",
            "the end mark was lost"
        );
    }

    #[test]
    fn half_a_character_of_hz_is_said() {
        assert!(read(SevenBit::Hz, b"~{<:K~}").contains('\u{FFFD}'));
    }

    #[test]
    fn iso_2022_cn_is_read() {
        // RFC 1922, 3.1: the designation holds from line to line, the shift does not.
        let bytes = b"\x1B$)A\x0E=;;;\x0F (jiaohuan)\n\x0E=;\x0F!";
        assert_eq!(read(SevenBit::Iso2022Cn, bytes), "交换 (jiaohuan)\n交!");
        assert_eq!(SevenBit::for_signs(bytes), Some(SevenBit::Iso2022Cn));
        assert_eq!(SevenBit::for_signs(b"plain $)A"), None);
        assert_eq!(SevenBit::for_label("iso-2022-cn"), Some(SevenBit::Iso2022Cn));
    }

    #[test]
    fn other_sets_of_iso_2022_cn_and_half_a_character_are_said() {
        assert_eq!(
            read(SevenBit::Iso2022Cn, b"\x1B$)G\x0E==\x0F."),
            "\u{FFFD}\u{FFFD}."
        );
        assert_eq!(read(SevenBit::Iso2022Cn, b"\x1B$)A\x0E=\x0F."), "\u{FFFD}.");
    }

    #[test]
    fn what_has_eight_bits_is_neither() {
        assert_eq!(SevenBit::Utf7.decode("学会".as_bytes()), None);
    }
}
