//! Questions about texts that are answered many bytes at a time, without taking characters apart.

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

/// True when `（` or `(` stands in the text.
#[expect(
    clippy::needless_bitwise_bool,
    reason = "without branches the compiler looks at many bytes at a time"
)]
pub(super) fn has_open_bracket(text: &str) -> bool {
    holds(text, |one, two, three| {
        (one == b'(') | ((one == 0xEF) & (two == 0xBC) & (three == 0x88))
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
                assert_eq!(has_open_bracket(&text), matches!(character, '（' | '('), "{text}");
            }
        }
        for length in 0..300 {
            let text = "，".repeat(length);
            assert!(!has_mark_of_head(&text) && !has_open_bracket(&text));
            for bracket in ['（', '('] {
                let text = format!("{text}{bracket}，");
                assert!(has_mark_of_head(&text) && has_open_bracket(&text), "{length}");
            }
        }
        assert!(!has_mark_of_head("") && !has_open_bracket(""));
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
