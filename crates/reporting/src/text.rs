//! Text as a cell can hold it. Lengths are in UTF-16 units, as Excel counts them.

use std::borrow::Cow;

/// The text without what XML 1.0 cannot hold: line ends of any kind become `\n`, other control characters become
/// U+FFFD, which shows that something stood there.
pub(crate) fn clean<'a>(text: impl Into<Cow<'a, str>>) -> Cow<'a, str> {
    let text = text.into();
    if is_clean(&text) {
        return text;
    }
    let replaced = |character| match character {
        '\r' | '\u{0B}' | '\u{0C}' => '\n',
        '\t' | '\n' => character,
        '\0'..='\u{1F}' | '\u{7F}' | '\u{FFFE}' | '\u{FFFF}' => '\u{FFFD}',
        _ => character,
    };
    Cow::Owned(text.replace("\r\n", "\n").chars().map(replaced).collect())
}

fn is_clean(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_control = |byte: &u8| matches!(byte, 0..=8 | 0x0B..=0x1F | 0x7F);
    // Nearly every text is clean: looking at all of it, several bytes at a time, is faster than stopping early.
    let controls = bytes
        .iter()
        .fold(0, |found, byte| found | u8::from(is_control(byte)));
    // EF BF begins U+FFFE and U+FFFF, and some marks in full width.
    let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    let suspicious = pairs.fold(0, |found, (one, two)| {
        found | u8::from((*one, *two) == (0xEF, 0xBF))
    });
    controls == 0 && (suspicious == 0 || !text.contains(['\u{FFFE}', '\u{FFFF}']))
}

/// How many parts of at most `limit` units the cleaned text needs; at least one.
pub(crate) fn part_count(text: &str, limit: usize) -> usize {
    if text.len() <= limit {
        1
    } else {
        parts(&clean(text), limit).len()
    }
}

/// The text in parts of at most `limit` units; joined, they are the text. An empty text is one empty part.
pub(crate) fn parts(text: &str, limit: usize) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while rest.len() > limit {
        let mut room = limit;
        let end =
            rest.char_indices()
                .find_map(|(at, character)| match room.checked_sub(character.len_utf16()) {
                    Some(left) => {
                        room = left;
                        None
                    }
                    None => Some(at),
                });
        // A limit below two units would leave no room for a character beyond the BMP.
        match end.filter(|at| *at > 0).and_then(|at| rest.split_at_checked(at)) {
            Some((part, later)) => {
                parts.push(part);
                rest = later;
            }
            None => break,
        }
    }
    parts.push(rest);
    parts
}

/// At most `limit` units, with an ellipsis where more would follow. Only for places that repeat what stands complete
/// elsewhere: tabs, page headers, document properties.
pub(crate) fn shortened(text: &str, limit: usize) -> String {
    if units(text) <= limit {
        return text.to_owned();
    }
    let mut short = String::new();
    let mut room = limit.saturating_sub(1);
    for character in text.chars() {
        match room.checked_sub(character.len_utf16()) {
            Some(left) => room = left,
            None => break,
        }
        short.push(character);
    }
    short.push('…');
    short
}

/// Length in UTF-16 units.
pub(crate) fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Width of the longest line in digits: a Chinese character or mark is as wide as two.
pub(crate) fn width(text: &str) -> usize {
    text.split('\n').map(line_width).max().unwrap_or(0)
}

/// Width of one line in digits. Bytes tell: ASCII is one, the first byte of any other character two.
pub(crate) fn line_width(line: &str) -> usize {
    let digits = |byte: u8| match byte {
        0..0x80 => 1,
        0x80..0xC0 => 0,
        0xC0.. => 2,
    };
    line.bytes().map(digits).sum()
}

/// Whether a spreadsheet would take the text for a formula if somebody edited the cell.
pub(crate) fn looks_like_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_seen_to_be_missing() {
        assert_eq!(
            clean("甲\u{1}乙\r\n丙\r丁\u{B}戊\u{FFFF}"),
            "甲\u{FFFD}乙\n丙\n丁\n戊\u{FFFD}"
        );
    }

    #[test]
    fn parts_join_to_the_text_and_never_split_a_character() {
        let text = "𠮷😀野".repeat(7);
        let found = parts(&text, 4);
        assert!(found.iter().all(|part| units(part) <= 4));
        assert_eq!(found.concat(), text);
        assert_eq!(part_count(&text, 4), found.len());
        assert_eq!(parts("", 4), [""]);
    }

    #[test]
    fn a_shortened_text_says_so() {
        assert_eq!(shortened("一二三四", 4), "一二三四");
        assert_eq!(shortened("一二三四五", 4), "一二三…");
        assert_eq!(shortened("一二😀四五", 4), "一二…");
    }
}
