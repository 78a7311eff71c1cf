//! Texts as XML holds them.

pub(super) const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
pub(super) const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
pub(super) const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The character, or U+FFFD where XML 1.0 cannot hold it: something stood there, and that is seen.
pub(super) const fn held(character: char) -> char {
    match character {
        '\t' | '\n' | '\r' => character,
        '\0'..='\u{1F}' | '\u{7F}' | '\u{FFFE}' | '\u{FFFF}' => '\u{FFFD}',
        _ => character,
    }
}

/// Puts a character as it stands between tags or in an attribute.
pub(super) fn push_character(out: &mut String, character: char) {
    match held(character) {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '"' => out.push_str("&quot;"),
        other => out.push(other),
    }
}

/// A text as it stands in an attribute or a property.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        push_character(&mut out, character);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_the_language_are_escaped_and_what_it_cannot_hold_is_seen() {
        assert_eq!(
            escaped("a<b & \"c\">\u{1}\u{FFFF}"),
            "a&lt;b &amp; &quot;c&quot;&gt;\u{FFFD}\u{FFFD}"
        );
    }
}
