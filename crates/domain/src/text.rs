//! Normal forms for matching. Nothing here is ever shown or stored as what somebody wrote.

use unicode_normalization::UnicodeNormalization as _;

/// NFC without any white space or invisible mark: two texts with the same words are equal.
pub fn squash(text: &str) -> String {
    text.nfc().filter(|c| !is_blank(*c)).collect()
}

/// The form in which labels, titles and society names are compared: no white space, one width for letters, digits,
/// brackets and punctuation, lower case, CJK radicals (as copied from PDF files) as characters.
pub fn match_key(text: &str) -> String {
    text.nfkc().filter(|c| !is_blank(*c)).flat_map(unify).collect()
}

/// The form in which names of persons are compared: NFC (never NFKC, which would change rare characters), no white
/// space, one middle dot.
pub fn name_key(name: &str) -> String {
    name.nfc()
        .filter(|c| !is_blank(*c))
        .map(|c| if is_middle_dot(c) { '·' } else { c })
        .collect()
}

/// A name as it is shown: white space inside a purely Chinese name is typesetting and is removed.
pub fn tidy_name(name: &str) -> String {
    let trimmed: String = name.nfc().collect::<String>().trim_matches(is_blank).to_owned();
    let ascii = trimmed.chars().any(|c| c.is_ascii_alphabetic());
    if ascii {
        trimmed
    } else {
        trimmed.chars().filter(|c| !is_blank(*c)).collect()
    }
}

/// White space of any width, zero-width marks, soft hyphen.
pub fn is_blank(character: char) -> bool {
    character.is_whitespace()
        || matches!(
            character,
            '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}' | '\u{3000}'
        )
}

/// True for Chinese characters, also beyond the basic plane and in the private use area of old fonts.
pub fn is_han(character: char) -> bool {
    matches!(character,
        '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' | '\u{E000}'..='\u{F8FF}'
        | '〇' | '々')
}

/// The marks that people type between the parts of a transcribed name.
pub fn is_middle_dot(character: char) -> bool {
    matches!(character, '·' | '•' | '・' | '‧' | '⋅' | '●' | '．' | '∙')
}

fn unify(character: char) -> impl Iterator<Item = char> {
    let unified = match character {
        '【' | '〔' | '［' | '[' | '〖' => '(',
        '】' | '〕' | '］' | ']' | '〗' => ')',
        '“' | '”' | '„' | '＂' | '「' | '」' | '『' | '』' => '"',
        '‘' | '’' => '\'',
        '—' | '–' | '―' | '－' | '−' | '‐' | '‑' => '-',
        '。' | '．' => '.',
        '、' => ',',
        '○' | '◯' => '〇',
        other if is_middle_dot(other) => '·',
        other => other,
    };
    unified.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_match_whatever_the_width_and_spacing() {
        let printed = "学习贯彻党的二十大精神的感悟（未来设想）";
        assert_eq!(
            match_key(printed),
            match_key("学习贯彻党的二十大精神 的感悟 (未来设想)")
        );
        assert_eq!(match_key("４０岁以下"), match_key("40 岁\n以下"));
        assert_eq!(match_key("⽂件"), match_key("文件"));
    }

    #[test]
    fn names_keep_rare_characters_and_share_one_dot() {
        assert_eq!(name_key("阿依努尔•图尔逊"), name_key("阿依努尔・图尔逊"));
        assert_eq!(name_key("张　三"), "张三");
        assert_eq!(tidy_name(" 张\u{3000}三 "), "张三");
        assert_eq!(tidy_name("John Smith"), "John Smith");
        assert_eq!(
            name_key("李\u{F9F4}"),
            "李\u{6797}",
            "canonical equivalence is NFC's business"
        );
    }
}
