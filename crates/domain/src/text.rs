//! Normal forms for matching. Nothing here is ever shown or stored as what somebody wrote.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization as _;

/// NFC without any white space or invisible mark: two texts with the same words are equal.
pub fn squash(text: &str) -> String {
    if is_composed(text) {
        text.chars().filter(|c| !is_blank(*c)).collect()
    } else {
        text.nfc().filter(|c| !is_blank(*c)).collect()
    }
}

/// A text as every database takes it: PostgreSQL knows no NUL, so the mark for an unreadable character replaces it.
pub fn without_nul(text: &str) -> String {
    text.replace('\0', "\u{FFFD}")
}

/// True when two texts are equal once squashed; stops at the first difference.
pub fn is_same_text(one: &str, other: &str) -> bool {
    let words = |text| nfc(text).filter(|c| !is_blank(*c));
    one == other || words(one).eq(words(other))
}

/// True when two names are equal by [`name_key`]; stops at the first difference.
pub fn is_same_name(one: &str, other: &str) -> bool {
    one == other || name_characters(nfc(one)).eq(name_characters(nfc(other)))
}

fn nfc(text: &str) -> impl Iterator<Item = char> {
    text.nfc()
}

/// True when every character stays as it is under NFC whatever stands beside it: most Chinese texts. False says nothing.
fn is_composed(text: &str) -> bool {
    text.chars().all(|c| {
        is_inert(c) || matches!(c, '\u{B7}' | '\u{2010}'..='\u{2027}' | '\u{2460}'..='\u{2473}' | '\u{3000}')
    })
}

/// The form in which labels, titles and society names are compared: no white space, one width for letters, digits,
/// brackets and punctuation, lower case, CJK radicals (as copied from PDF files) as characters.
pub fn match_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        // Most of a text is characters that NFKC leaves as they are, whatever stands beside them.
        let Some(other) = take_inert(&mut key, rest) else {
            break;
        };
        // Up to the next pair of inert characters: nothing reaches over those.
        let until = other
            .char_indices()
            .zip(other.chars().skip(1))
            .skip(1)
            .find(|((_, one), two)| is_inert(*one) && is_inert(*two))
            .map_or(other.len(), |((at, _), _)| at);
        let (active, after) = other.split_at_checked(until).unwrap_or((other, ""));
        active.nfkc().for_each(|c| push_unified(&mut key, c));
        rest = after;
    }
    key
}

/// Adds the inert characters in front to the key; the rest begins with the last of them, which may combine with what
/// follows. `None` when there is no rest.
fn take_inert<'t>(key: &mut String, text: &'t str) -> Option<&'t str> {
    // Where the character before begins, and how long the key was before it.
    let (mut before, mut length) = (text, key.len());
    let mut rest = text;
    loop {
        let (han, after) = rest.split_at_checked(common_han_prefix(rest))?;
        key.push_str(han);
        if let Some(last) = han.chars().next_back() {
            let bytes = last.len_utf8();
            before = rest.get(han.len() - bytes..)?;
            length = key.len() - bytes;
        }
        let next = after.chars().next()?;
        if !is_inert(next) {
            key.truncate(length);
            return Some(before);
        }
        (before, length) = (after, key.len());
        push_unified(key, narrow(next));
        rest = after.get(next.len_utf8()..)?;
    }
}

/// Bytes of the characters U+4E00 to U+9FFF with which a text begins: three each, E4 B8 80 to E9 BF BF.
fn common_han_prefix(text: &str) -> usize {
    let characters = text.as_bytes().chunks_exact(3);
    let is_common = |bytes: &&[u8]| matches!(bytes, [0xE4, 0xB8..=0xFF, _] | [0xE5..=0xE9, _, _]);
    3 * characters.take_while(is_common).count()
}

/// What a character becomes in every [`match_key`]; `None` for one that may become several, or compose with others.
/// White space becomes a blank, which stands in no key.
#[inline]
pub fn steady_key(character: char) -> Option<char> {
    if ('\u{4E00}'..='\u{9FFF}').contains(&character) {
        return Some(character);
    }
    steady_mark(character)
}

/// Of what is no Chinese character: apart, so that the short way is part of whoever asks.
fn steady_mark(character: char) -> Option<char> {
    is_inert(character).then(|| {
        let unified = unify(narrow(character));
        if is_blank(unified) {
            ' '
        } else {
            unified.to_ascii_lowercase()
        }
    })
}

/// Characters that no normalisation changes but for their width, and that begin no composition but with a combining
/// mark: ASCII, the Chinese characters of the first block, usual punctuation, ASCII in full width.
#[inline]
fn is_inert(character: char) -> bool {
    character.is_ascii()
        || matches!(
            character,
            '\u{4E00}'..='\u{9FFF}'
                | '\u{3001}'..='\u{3029}'
                | '\u{FF01}'..='\u{FF5E}'
                | '\u{2010}'
                | '\u{2012}'..='\u{2016}'
                | '\u{2018}'..='\u{2023}'
        )
}

/// ASCII for ASCII in full width, as NFKC has it: the same order, U+FEE0 apart (Unicode, Halfwidth and Fullwidth Forms).
fn narrow(character: char) -> char {
    match character {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character),
        other => other,
    }
}

fn push_unified(key: &mut String, character: char) {
    if ('\u{4E00}'..='\u{9FFF}').contains(&character) {
        key.push(character);
    } else if character.is_ascii() {
        if !is_blank(character) {
            key.push(unify(character).to_ascii_lowercase());
        }
    } else if !is_blank(character) {
        key.extend(unify(character).to_lowercase());
    }
}

/// The form in which names of persons are compared: NFC (never NFKC, which would change rare characters), no white
/// space, one middle dot.
pub fn name_key(name: &str) -> String {
    if common_han_prefix(name) == name.len() {
        name.to_owned()
    } else if is_composed(name) {
        name_characters(name.chars()).collect()
    } else {
        name_characters(name.nfc()).collect()
    }
}

fn name_characters(characters: impl Iterator<Item = char>) -> impl Iterator<Item = char> {
    characters
        .filter(|c| !is_blank(*c))
        .map(|c| if is_middle_dot(c) { '·' } else { c })
}

/// A name as it is shown: white space inside a purely Chinese name is typesetting and is removed.
pub fn tidy_name(name: &str) -> String {
    if common_han_prefix(name) == name.len() {
        return name.to_owned();
    }
    let composed = if is_composed(name) {
        Cow::Borrowed(name)
    } else {
        Cow::Owned(name.nfc().collect())
    };
    let trimmed = composed.trim_matches(is_blank);
    let ascii = trimmed.chars().any(|c| c.is_ascii_alphabetic());
    if ascii {
        trimmed.to_owned()
    } else {
        let mut tidied = String::with_capacity(trimmed.len());
        tidied.extend(trimmed.chars().filter(|c| !is_blank(*c)));
        tidied
    }
}

/// White space of any width, zero-width marks, soft hyphen.
#[inline]
pub fn is_blank(character: char) -> bool {
    if ('\u{4E00}'..='\u{9FFF}').contains(&character) {
        return false;
    }
    character.is_whitespace()
        || matches!(
            character,
            '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}' | '\u{3000}'
        )
}

/// True for Chinese characters, also beyond the basic plane and in the private use area of old fonts.
#[inline]
pub fn is_han(character: char) -> bool {
    matches!(character,
        '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' | '\u{E000}'..='\u{F8FF}'
        | '〇' | '々')
}

/// The marks that people type between the parts of a transcribed name.
#[inline]
pub fn is_middle_dot(character: char) -> bool {
    matches!(character, '·' | '•' | '・' | '‧' | '⋅' | '●' | '．' | '∙')
}

fn unify(character: char) -> char {
    match character {
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
    }
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

    fn agrees_with_the_long_way(text: &str) {
        let squashed: String = text.nfc().filter(|c| !is_blank(*c)).collect();
        assert_eq!(squash(text), squashed, "{text:?}");
        let name: String = name_characters(text.nfc()).collect();
        assert_eq!(name_key(text), name, "{text:?}");
        // What a blank kept apart may be composed once it is gone.
        let again = squash(&squashed);
        assert_eq!(is_same_text(text, &squashed), squashed == again, "{text:?}");
        assert_eq!(
            is_same_name(text, &squashed),
            name == name_key(&squashed),
            "{text:?}"
        );
    }

    #[test]
    fn the_short_way_gives_what_normalising_everything_gives() {
        let whole = |text: &str| -> String {
            let normalised = text.nfkc().filter(|c| !is_blank(*c));
            normalised.flat_map(|c| unify(c).to_lowercase()).collect()
        };
        let pieces = [
            "学",
            "a",
            "B",
            " ",
            "e\u{301}",
            "\u{301}",
            "ﬁ",
            "（",
            "４",
            "⽂",
            "\u{3000}",
            "か\u{3099}",
            "가",
            "\u{1100}",
            "\u{1161}",
            "①",
            "İ",
            "Å",
            "㈱",
            "𠮷",
            "\u{F9F4}",
            "。",
            "“",
            "\u{200B}",
            "\u{30A}",
            "Σ",
            "㍿",
            "Ａ",
            "＜",
            "\u{338}",
            "…",
            "·",
        ];
        for first in pieces {
            for second in pieces {
                for third in pieces {
                    for text in [
                        format!("{first}{second}{third}"),
                        format!("学会{first}{second}A{third}名"),
                    ] {
                        assert_eq!(match_key(&text), whole(&text), "{text:?}");
                        agrees_with_the_long_way(&text);
                    }
                }
            }
        }
    }

    #[test]
    fn no_character_of_the_short_ways_is_changed_or_composed_by_normalising() {
        use unicode_normalization::{IsNormalized, char, is_nfc_quick, is_nfkc_quick};

        // Starters that are "yes" in the quick check stay as they are beside each other (UAX #15, section 9).
        for c in '\0'..=char::MAX {
            let text = c.to_string();
            if is_composed(&text) {
                assert_eq!(is_nfc_quick(text.chars()), IsNormalized::Yes, "{c:?}");
                assert_eq!(char::canonical_combining_class(c), 0, "{c:?}");
            }
            if is_inert(c) {
                let narrow = narrow(c);
                assert_eq!(is_nfkc_quick(std::iter::once(narrow)), IsNormalized::Yes, "{c:?}");
                assert!(text.nfkc().eq([narrow]), "{c:?}");
                let key = match_key(&text);
                let steady = steady_key(c).unwrap();
                assert!(key.chars().eq(Some(steady).filter(|c| *c != ' ')), "{c:?}");
            }
        }
    }

    #[test]
    fn texts_and_names_are_the_same_only_by_their_words() {
        assert!(is_same_text("学 会\n成立", "学会成立"));
        assert!(!is_same_text("学会成立", "学会成立。"));
        assert!(!is_same_text("", "学"));
        assert!(is_same_name("阿依努尔•图尔逊", "阿依努尔・图 尔逊"));
        assert!(!is_same_name("张三", "张三丰"));
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
