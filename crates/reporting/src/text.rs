//! Text as a cell can hold it. Lengths are in UTF-16 units, as Excel counts them.

/// The text without what XML 1.0 cannot hold: line ends of any kind become `\n`, other control characters become
/// U+FFFD, which shows that something stood there.
pub(crate) fn clean(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .map(|character| match character {
            '\r' | '\u{0B}' | '\u{0C}' => '\n',
            '\t' | '\n' => character,
            '\0'..='\u{1F}' | '\u{7F}' | '\u{FFFE}' | '\u{FFFF}' => '\u{FFFD}',
            _ => character,
        })
        .collect()
}

/// The text in parts of at most `limit` units; joined, they are the text. An empty text is one empty part.
pub(crate) fn parts(text: String, limit: usize) -> Vec<String> {
    if text.len() <= limit {
        return vec![text];
    }
    let mut parts = Vec::new();
    let (mut part, mut units) = (String::new(), 0);
    for character in text.chars() {
        if units + character.len_utf16() > limit {
            parts.push(std::mem::take(&mut part));
            units = 0;
        }
        units += character.len_utf16();
        part.push(character);
    }
    parts.push(part);
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
    text.split('\n')
        .map(|line| line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum())
        .max()
        .unwrap_or(0)
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
        let found = parts(text.clone(), 4);
        assert!(found.iter().all(|part| units(part) <= 4));
        assert_eq!(found.concat(), text);
        assert_eq!(parts(String::new(), 4), [""]);
    }

    #[test]
    fn a_shortened_text_says_so() {
        assert_eq!(shortened("一二三四", 4), "一二三四");
        assert_eq!(shortened("一二三四五", 4), "一二三…");
        assert_eq!(shortened("一二😀四五", 4), "一二…");
    }
}
