//! PDF with a text layer → document. A PDF knows no paragraphs and no tables, only words and lines at places: tables
//! are found by the lines drawn around their cells, paragraphs by where lines of text end.

mod columns;
mod drawing;
mod flow;
mod grid;
mod images;
mod letters;
mod pages;
mod tables;
mod words;

use self::drawing::Drawn;
use self::words::Page;
use super::convert::Conversion;
use super::limits::{Allowance, Refusal};
use super::{Content, Format};
use crate::document::Document;

/// How far from its end a PDF must say that it ends (ISO 32000-1, 7.5.5, allows for bytes after it as Acrobat does).
const TAIL: usize = 2_048;

/// Part of a page that the picture of a paper covers at least; a photo on a page leaves more of it free.
const COVERED: f64 = 0.6;

/// Square points of the smallest picture that may be meant as a photo: a small print (一寸) covers 7,000.
const PHOTO: f64 = 5_000.0;

/// Reads a PDF by way of poppler's programs.
pub(super) fn read(bytes: &[u8], allowance: &mut Allowance<'_>) -> Result<Content, Refusal> {
    // The programs mend what was cut off by leaving pages out, without a word.
    let tail = bytes.len().saturating_sub(TAIL);
    let ends = bytes
        .get(tail..)
        .is_some_and(|tail| tail.windows(5).any(|window| window == b"%%EOF"));
    if !ends {
        return Err(Refusal::Unreadable);
    }
    let limit = allowance.limits.pages;
    let last_page = limit.saturating_add(1);
    let words = allowance.convert(Conversion::PdfWords { last_page }, bytes)?;
    let mut pages = words::pages(&words, allowance)?;
    if pages.is_empty() {
        return Err(Refusal::Unreadable);
    }
    if pages.len() > limit as usize {
        return Err(Refusal::Unsafe);
    }
    if pages.iter().all(Page::is_without_text) {
        return Ok(Content::Scan);
    }
    let drawing = allowance.convert(Conversion::PdfDrawing { last_page }, bytes)?;
    let mut drawn = drawing::pages(&drawing, allowance)?;
    pages::drop_running_lines(&mut pages);
    let illustrated = pictures(&pages, &mut drawn);
    let document = Document {
        blocks: pages::blocks(pages, drawn, allowance)?,
        ..illustrated
    };
    Ok(Content::Document {
        format: Format::Pdf,
        document,
    })
}

/// What the pictures say of a document: pages that are the picture of a paper and nothing else, the photos of all other
/// pages, and the pages with pictures that are not kept.
fn pictures(pages: &[Page], drawn: &mut [Drawn]) -> Document {
    let mut document = Document::default();
    for ((page, drawn), number) in pages.iter().zip(drawn).zip(1..) {
        let paper = page.width * page.height * COVERED;
        let images = std::mem::take(&mut drawn.images);
        let covering = images.iter().any(|image| paper > 0.0 && image.area >= paper);
        if covering && page.is_without_text() {
            document.unread_pages.push(number);
        } else if !covering {
            if images.iter().any(|image| image.lost && image.area >= PHOTO) {
                document.unkept_pictures.push(number);
            }
            let photos = images.into_iter().filter_map(|image| image.picture);
            document.pictures.extend(photos);
        }
    }
    document
}
