//! Counting Chinese characters without taking texts apart.

/// True when more characters than that are [`is_common_han`](super::form_label::is_common_han).
pub(super) fn has_more_han(text: &str, than: usize) -> bool {
    // E4 B8 80 to E9 BF BF: told by their first byte and, after E4, the second. Counted in steps, many bytes at a time.
    const STEP: usize = 128;
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

#[cfg(test)]
mod tests {
    use super::super::form_label::is_common_han;
    use super::*;

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
