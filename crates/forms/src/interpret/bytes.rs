//! Questions about texts that are answered many bytes at a time, without taking characters apart.

use memchr::{memchr2_iter, memrchr2_iter};

/// Bytes looked at between two answers.
const STEP: usize = 128;

/// True when more characters than that are [`is_common_han`](super::form_label::is_common_han).
pub(super) fn has_more_han(text: &str, than: usize) -> bool {
    // E4 B8 80 to E9 BF BF: told by their first byte and, after E4, the second.
    let bytes = text.as_bytes();
    let mut found = 0;
    let mut from = 0;
    while from + 1 < bytes.len() {
        let until = (from + STEP).min(bytes.len() - 1);
        let firsts = bytes.get(from..until).unwrap_or_default();
        let seconds = bytes.get(from + 1..=until).unwrap_or_default();
        let is_han = |(first, second): (&u8, &u8)| {
            u8::from((0xE5..=0xE9).contains(first)) | (u8::from(*first == 0xE4) & u8::from(*second >= 0xB8))
        };
        found += usize::from(firsts.iter().zip(seconds).map(is_han).sum::<u8>());
        if found > than {
            return true;
        }
        from = until;
    }
    false
}

/// Where the first `（` or `(` stands.
pub(super) fn open_bracket(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    // （ is EF BC 88, of which the last byte is rarer than the others.
    memchr2_iter(b'(', 0x88, bytes).find_map(|last| match bytes.get(..=last)? {
        [.., b'('] => Some(last),
        [.., 0xEF, 0xBC, 0x88] => Some(last - 2),
        _ => None,
    })
}

/// Where the last `（` or `(` stands.
pub(super) fn last_bracket(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    memrchr2_iter(b'(', 0x88, bytes).find_map(|last| match bytes.get(..=last)? {
        [.., b'('] => Some(last),
        [.., 0xEF, 0xBC, 0x88] => Some(last - 2),
        _ => None,
    })
}

/// Where the first `；` or `;` stands.
pub(super) fn semicolon(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    // ； is EF BC 9B.
    memchr2_iter(b';', 0x9B, bytes).find_map(|last| match bytes.get(..=last)? {
        [.., b';'] => Some(last),
        [.., 0xEF, 0xBC, 0x9B] => Some(last - 2),
        _ => None,
    })
}

/// The characters of a text that are not [`is_common_han`](super::form_label::is_common_han), each with its place.
pub(super) fn beside_han(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut rest = text.as_bytes();
    std::iter::from_fn(move || {
        while let [0xE5..=0xE9, _, _, behind @ ..] | [0xE4, 0xB8..=0xBF, _, behind @ ..] = rest {
            rest = behind;
        }
        let at = text.len() - rest.len();
        let character = text.get(at..)?.chars().next()?;
        rest = rest.get(character.len_utf8()..)?;
        Some((at, character))
    })
}

/// True when one of `：:（(【[［〔〖〈《「—` stands in the text.
#[expect(
    clippy::needless_bitwise_bool,
    reason = "without branches the compiler looks at many bytes at a time"
)]
pub(super) fn has_mark_of_head(text: &str) -> bool {
    holds(text, |one, two, three| {
        // ： （ ［ are EF BC .., 〈 《 「 【 〔 〖 are E3 80 .., — is E2 80 94.
        let wide = (two == 0xBC) & ((three == 0x9A) | (three == 0x88) | (three == 0xBB));
        let bracket = (three == 0x88) | (three == 0x8A) | (three == 0x8C) | (three & 0xF9 == 0x90);
        (one == b':')
            | (one == b'(')
            | (one == b'[')
            | ((one == 0xEF) & wide)
            | ((one == 0xE3) & (two == 0x80) & bracket & (three != 0x92))
            | ((one == 0xE2) & (two == 0x80) & (three == 0x94))
    })
}

/// True when that is so of three bytes that follow each other, of which the last may be missing (0).
fn holds(text: &str, is: impl Fn(u8, u8, u8) -> bool) -> bool {
    let bytes = text.as_bytes();
    let whole = bytes.len().saturating_sub(2);
    let mut from = 0;
    while from < whole {
        let until = (from + STEP).min(whole);
        let run = |skipped: usize| bytes.get(from + skipped..until + skipped).unwrap_or_default();
        let places = run(0).iter().zip(run(1)).zip(run(2));
        if places.fold(false, |found, ((one, two), three)| found | is(*one, *two, *three)) {
            return true;
        }
        from = until;
    }
    match bytes.get(whole..) {
        Some([one, two]) => is(*one, *two, 0) || is(*two, 0, 0),
        Some([one]) => is(*one, 0, 0),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::form_label::is_common_han;
    use super::*;

    #[test]
    fn marks_are_found_by_their_bytes() {
        const MARKS: &str = "：:（(【[［〔〖〈《「—";
        for character in (0x20..0x1_0000).filter_map(char::from_u32) {
            let is_mark = MARKS.contains(character);
            for text in [
                format!("{character}"),
                format!("一,{character}"),
                format!("{character}二三"),
            ] {
                assert_eq!(has_mark_of_head(&text), is_mark, "{text}");
                assert_eq!(open_bracket(&text), text.find(['（', '(']), "{text}");
                assert_eq!(last_bracket(&text), text.rfind(['（', '(']), "{text}");
                assert_eq!(semicolon(&text), text.find(['；', ';']), "{text}");
                let others = text.char_indices().filter(|(_, c)| !is_common_han(*c));
                assert!(beside_han(&text).eq(others), "{text}");
            }
        }
        for length in 0..300 {
            let text = "，".repeat(length);
            assert!(!has_mark_of_head(&text) && open_bracket(&text).is_none());
            for bracket in ['（', '('] {
                let text = format!("{text}{bracket}，{bracket}；");
                assert!(has_mark_of_head(&text), "{length}");
                assert_eq!(open_bracket(&text), text.find(bracket), "{length}");
                assert_eq!(last_bracket(&text), text.rfind(bracket), "{length}");
                assert_eq!(semicolon(&text), text.find('；'), "{length}");
            }
        }
        assert!(!has_mark_of_head("") && open_bracket("").is_none() && semicolon("").is_none());
    }

    #[test]
    fn chinese_characters_are_counted_in_their_bytes() {
        for character in (0x20..0x1_0000).filter_map(char::from_u32) {
            let text = format!("{character}一");
            let one = usize::from(is_common_han(character));
            assert!(
                has_more_han(&text, one) && !has_more_han(&text, one + 1),
                "{text}"
            );
        }
        let long = "一龥,𠀀䷿".repeat(200);
        assert!(has_more_han(&long, 399) && !has_more_han(&long, 400));
        assert!(!has_more_han("", 0));
    }
}
