//! A photo stands on the page of its text where both fit there, below their headings.

use super::styles;
use crate::word::{Paragraph, Picture};

/// How much of its height a photo keeps at least when it is made smaller for that.
const KEPT: (u32, u32) = (2, 3);

/// What a photo may take below its headings and its text, with room for its caption; all in twentieths of a point.
pub(super) fn room(above: u32, text: &[Paragraph]) -> u32 {
    let taken: u32 = text.iter().map(Paragraph::height).sum();
    styles::HEIGHT.saturating_sub(above + taken + u32::from(styles::LINE_HEIGHT))
}

/// The photo, smaller if it then fits into the room.
pub(super) fn fitted(photo: &Picture, room: u32) -> Picture {
    let (part, whole) = KEPT;
    let height = photo.line_height();
    if height > room && room >= height / whole * part {
        photo.clone().no_higher(room, styles::LINE_HEIGHT.into())
    } else {
        photo.clone()
    }
}

/// Keeps a text with the photo behind it: the whole of it where that fits on a page below what stands above, else its
/// last paragraph.
pub(super) fn keep(above: u32, paragraphs: &mut [Paragraph], text_ends: usize) {
    let (text, behind) = paragraphs.split_at_mut(text_ends);
    let photo = match behind {
        [picture, caption, ..] if picture.has_picture() => picture.height() + caption.height(),
        _ => return,
    };
    let height: u32 = text.iter().map(Paragraph::height).sum();
    let last = text.last().map_or(0, Paragraph::height);
    let kept = if above + height + photo <= styles::HEIGHT {
        text.len()
    } else {
        usize::from(text.len() > 1 && last + photo <= styles::HEIGHT)
    };
    for paragraph in text.iter_mut().rev().take(kept) {
        paragraph.keep_with_next();
    }
}
