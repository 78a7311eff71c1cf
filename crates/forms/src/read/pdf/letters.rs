//! Letters as people type them, from letters as fonts name them.

use unicode_normalization::UnicodeNormalization as _;

/// Fonts that lack their own table of characters name a Han character by the radical that looks the same, a pair of
/// letters by their ligature, and digits of the old Chinese sets by their full-width form.
pub(super) fn normal(text: &str) -> String {
    let mut normal = String::with_capacity(text.len());
    for letter in text.chars() {
        match u32::from(letter) {
            // Soft hyphen, zero width, byte order mark, private use: nothing that anybody typed.
            0xAD | 0x200B..=0x200F | 0x2060 | 0xFEFF | 0xE000..=0xF8FF | 0xFFFD | 0..=0x08 => {}
            0xA0 => normal.push(' '),
            // Kangxi radicals; compatibility ideographs; Latin ligatures; full-width digits and letters.
            0x2E80..=0x2FDF
            | 0xF900..=0xFAFF
            | 0xFB00..=0xFB06
            | 0xFF10..=0xFF19
            | 0xFF21..=0xFF3A
            | 0xFF41..=0xFF5A
            | 0x2F800..=0x2FA1F => match supplement(letter) {
                Some(plain) => normal.push(plain),
                None => normal.extend(letter.nfkc()),
            },
            _ => normal.push(letter),
        }
    }
    normal
}

/// Radicals of the CJK Radicals Supplement block that stand for a character of their own (Unicode,
/// `EquivalentUnifiedIdeograph.txt`); normalization does not know them.
fn supplement(letter: char) -> Option<char> {
    const PAIRS: [(char, char); 29] = [
        ('⺁', '厂'),
        ('⺄', '乙'),
        ('⺅', '亻'),
        ('⺇', '几'),
        ('⺈', '刀'),
        ('⺌', '小'),
        ('⺟', '母'),
        ('⺠', '民'),
        ('⺢', '氺'),
        ('⺥', '爪'),
        ('⺧', '牛'),
        ('⺩', '王'),
        ('⺪', '疋'),
        ('⻁', '虎'),
        ('⻄', '西'),
        ('⻅', '见'),
        ('⻆', '角'),
        ('⻉', '贝'),
        ('⻋', '车'),
        ('⻓', '长'),
        ('⻔', '门'),
        ('⻘', '青'),
        ('⻚', '页'),
        ('⻛', '风'),
        ('⻜', '飞'),
        ('⻝', '食'),
        ('⻢', '马'),
        ('⻥', '鱼'),
        ('⻩', '黄'),
    ];
    PAIRS
        .iter()
        .find(|(radical, _)| *radical == letter)
        .map(|(_, plain)| *plain)
}

/// Bytes without the control characters that XML 1.0 forbids and poppler passes on.
pub(super) fn xml_only(bytes: &[u8]) -> Vec<u8> {
    let is_text = |byte: &u8| *byte >= 0x20 || matches!(*byte, b'\t' | b'\n' | b'\r');
    bytes.iter().copied().filter(|byte| is_text(byte)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn radicals_ligatures_and_full_width_digits_become_what_people_type() {
        assert_eq!(normal("⼈⺠⾦⻓ \u{FB01}nd １２３"), "人民金长 find 123");
        assert_eq!(normal("合\u{AD}作：ＡＢ（甲）"), "合作：AB（甲）");
    }
}
