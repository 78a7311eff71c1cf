//! Plain text in the charsets that Chinese programs write.

mod wrapped;

use encoding_rs::{Encoding, GB18030, UTF_8};

use crate::document::{Block, Document, Paragraph};

/// The words of a letter as a document: one paragraph per line, lines that a program broke put together again.
pub fn text(text: &str) -> Document {
    let text = wrapped::put_together(text);
    let blocks = text.lines().map(|line| {
        let text = line.trim_end().trim_start_matches('\u{FEFF}').to_owned();
        Block::Paragraph(Paragraph {
            text,
            ..Paragraph::default()
        })
    });
    Document {
        blocks: blocks.collect(),
        ..Document::default()
    }
}

/// Bytes as text: by byte order mark, else strict UTF-8, else GB18030 (which holds GBK and GB2312).
///
/// `None` when it is no text: empty, invalid in all of them, or with control characters.
pub(super) fn decode(bytes: &[u8]) -> Option<String> {
    if bytes.is_empty() {
        return None;
    }
    let strict = |encoding: &'static Encoding, bytes: &[u8]| {
        encoding
            .decode_without_bom_handling_and_without_replacement(bytes)
            .map(std::borrow::Cow::into_owned)
            .filter(|text| is_text(text))
    };
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let body = bytes.get(length..).unwrap_or_default();
        return strict(encoding, body);
    }
    strict(UTF_8, bytes).or_else(|| strict(GB18030, bytes))
}

fn is_text(text: &str) -> bool {
    text.chars()
        .all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t' | '\u{C}'))
        && !text
            .chars()
            .any(|c| matches!(u32::from(c), 0xE000..=0xF8FF | 0xFFFD | 0xFFFE | 0xFFFF | 0xF0000..))
}
