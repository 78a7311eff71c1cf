//! Content-Transfer-Encoding, forgiving: what can be decoded is, and the damage is reported.

use std::borrow::Cow;

/// Decoded bytes, and whether the encoding was broken.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Content<'a> {
    /// Those of the message itself where nothing was encoded: a part may be as large as its message.
    pub(crate) bytes: Cow<'a, [u8]>,
    pub(crate) is_broken: bool,
    /// Whether the encoding itself says that nothing follows: padding at the end of base64.
    pub(crate) is_ended: bool,
    /// Whether the encoding itself says that something more was there: no base64 ends so.
    pub(crate) is_cut: bool,
}

/// Base64 with line breaks, padding in the middle and junk. Junk is skipped and reported.
pub(crate) fn base64(text: &[u8]) -> Content<'static> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let mut is_broken = false;
    let (mut bits, mut held) = (0u32, 0u8);
    let mut is_padded = false;
    let mut rest = text;
    while let Some((byte, after)) = rest.split_first() {
        if held == 0
            && let Some((four, after)) = rest.split_first_chunk()
            && let Some(three) = three_bytes(*four)
        {
            bytes.extend_from_slice(&three);
            rest = after;
            continue;
        }
        rest = after;
        let Some(value) = base64_value(*byte) else {
            if *byte == b'=' {
                // A new run of base64 may begin after padding: two texts were joined.
                (bits, held) = (0, 0);
                is_padded = true;
            } else {
                is_broken |= !byte.is_ascii_whitespace();
            }
            continue;
        };
        bits = (bits << 6 | u32::from(value)) & 0x3FFF;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xFF).unwrap_or_default());
        }
    }
    // A single character left over holds six bits: at least one more was cut off.
    Content {
        bytes: bytes.into(),
        is_broken: is_broken || held == 6,
        is_ended: text.trim_ascii_end().ends_with(b"="),
        // What follows padding may be what a gateway wrote below it.
        is_cut: held == 6 && !is_padded,
    }
}

/// Quoted-printable, with soft line breaks; trailing space on a line is no content.
pub(crate) fn quoted_printable(text: &[u8]) -> Content<'static> {
    let mut joined = Vec::with_capacity(text.len());
    for line in text.split_inclusive(|b| *b == b'\n') {
        let content = line.trim_ascii_end();
        let ending = if line.ends_with(b"\r\n") {
            2
        } else {
            usize::from(line.ends_with(b"\n"))
        };
        if let Some(soft) = content.strip_suffix(b"=") {
            joined.extend_from_slice(soft);
        } else {
            joined.extend_from_slice(content);
            joined.extend_from_slice(line.get(line.len() - ending..).unwrap_or_default());
        }
    }
    hex_escapes(&joined, b'=')
}

/// Replaces `=E8` or `%E8`; an escape that is none stays as it is and is reported.
pub(crate) fn hex_escapes(text: &[u8], mark: u8) -> Content<'static> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut is_broken = false;
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first != mark {
            bytes.push(*first);
            continue;
        }
        let pair = match after {
            [high, low, ..] => hex_value(*high).zip(hex_value(*low)),
            _ => None,
        };
        if let Some((high, low)) = pair {
            bytes.push(high << 4 | low);
            rest = after.get(2..).unwrap_or_default();
        } else {
            is_broken = true;
            bytes.push(*first);
        }
    }
    Content {
        bytes: bytes.into(),
        is_broken,
        is_ended: false,
        is_cut: false,
    }
}

/// What four characters stand for, when all of them are of the alphabet.
fn three_bytes(four: [u8; 4]) -> Option<[u8; 3]> {
    let [one, two, three, four] = four.map(|byte| VALUES.get(usize::from(byte)).copied().unwrap_or(NO_VALUE));
    let is_whole = (one | two | three | four) & NO_VALUE == 0;
    is_whole.then_some([one << 2 | two >> 4, two << 4 | three >> 2, three << 6 | four])
}

fn base64_value(byte: u8) -> Option<u8> {
    let value = VALUES.get(usize::from(byte)).copied();
    value.filter(|value| *value != NO_VALUE)
}

/// Six bits for each character of the alphabet (RFC 4648, section 4).
#[expect(
    clippy::indexing_slicing,
    reason = "evaluated by the compiler, by a byte in a table of 256"
)]
const VALUES: [u8; 256] = {
    let mut values = [NO_VALUE; 256];
    let (mut left, mut number) = (ALPHABET, 0);
    while let [character, others @ ..] = left {
        values[*character as usize] = number;
        (left, number) = (others, number + 1);
    }
    values
};

const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// No value has this bit.
const NO_VALUE: u8 = 0x80;

fn hex_value(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_without_padding_and_with_line_breaks_is_read() {
        assert_eq!(
            base64(b"YWJj\r\nZGU"),
            Content {
                bytes: b"abcde".into(),
                is_broken: false,
                is_ended: false,
                is_cut: false
            }
        );
    }

    #[test]
    fn base64_joined_after_padding_is_read_to_the_end() {
        assert_eq!(*base64(b"YQ==YmM=").bytes, *b"abc");
    }

    #[test]
    fn groups_of_four_are_read_as_character_by_character() {
        let text = b"AAECAwQF+/8=\r\nYWJj*ZGVm\tZ2hp=amts";
        for cut in 0..text.len() {
            let (one, two) = text.split_at(cut);
            // Junk between the two keeps the characters from being read in the same groups.
            let apart = [one, b" ", two].concat();
            assert_eq!(base64(&apart).bytes, base64(text).bytes, "{cut}");
        }
        let values: Vec<u8> = (0..=255).filter_map(base64_value).collect();
        assert_eq!(
            (values.len(), base64_value(b'/'), base64_value(b'=')),
            (64, Some(63), None)
        );
        assert_eq!(*base64(b"AAECAwQF+/8").bytes, [0, 1, 2, 3, 4, 5, 0xfb, 0xff]);
    }

    #[test]
    fn junk_in_base64_is_skipped_and_reported() {
        let content = base64(b"YW*Jj");
        assert_eq!(*content.bytes, *b"abc");
        assert!(content.is_broken);
    }

    #[test]
    fn base64_cut_after_six_bits_is_reported() {
        assert!(base64(b"YWJjZ").is_broken);
    }

    #[test]
    fn soft_line_breaks_join_and_broken_escapes_stay() {
        assert_eq!(
            *quoted_printable(b"a=E8=A1=\r\n=A8 \r\nb=\n c").bytes,
            *"a表\r\nb c".as_bytes()
        );
        let content = quoted_printable(b"1=2 100%");
        assert_eq!(*content.bytes, *b"1=2 100%");
        assert!(content.is_broken);
    }
}
