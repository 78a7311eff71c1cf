//! XML that is written by hand, and XML into which something is put.

use crate::text::clean;

/// How a part begins.
pub(super) const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// A text as it stands between tags or in an attribute.
pub(crate) fn escaped(text: &str) -> String {
    clean(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// The document with one more element at the end of its outermost one.
pub(super) fn with_last_child(document: &str, child: &str) -> Option<String> {
    let end = document.rfind("</")?;
    let (before, after) = document.split_at_checked(end)?;
    Some(format!("{before}{child}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_the_language_are_escaped() {
        assert_eq!(
            escaped("a<b & \"c\">\u{1}"),
            "a&lt;b &amp; &quot;c&quot;&gt;\u{FFFD}"
        );
    }

    #[test]
    fn a_child_goes_to_the_end_of_the_outermost_element() {
        assert_eq!(
            with_last_child("<n:a><b></b></n:a>\n", "<c/>").as_deref(),
            Some("<n:a><b></b><c/></n:a>\n")
        );
        assert_eq!(with_last_child("<a/>", "<c/>"), None);
    }
}
