//! Tables of contents: a real field, with its entries already filled in.

use std::io::{Seek, Write};

use super::document::Document;
use super::pages::Sink as _;
use super::paragraph::Paragraph;
use super::style::Style;
use crate::ReportError;

/// A line of the table of contents.
#[derive(Debug)]
pub(crate) struct Entry {
    /// Its style, named `toc 1` and so on.
    pub(crate) style: &'static Style,
    /// What it says.
    pub(crate) text: String,
    /// Bookmark of the heading.
    pub(crate) bookmark: u32,
    /// The page that it shows until the field is computed; `None`: this line has no page.
    pub(crate) page: Option<String>,
}

const BEGIN: &str = "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val=\"Table of Contents\"/>\
    <w:docPartUnique/></w:docPartObj></w:sdtPr><w:sdtContent>";
const END: &str = "</w:sdtContent></w:sdt>";

impl<W: Write + Seek> Document<W> {
    /// Writes a table of contents under its heading. The instruction says how a word processor makes it again.
    pub(crate) fn contents(
        &mut self,
        heading: Paragraph,
        instruction: &str,
        entries: impl IntoIterator<Item = Entry>,
    ) -> Result<(), ReportError> {
        self.raw(BEGIN)?;
        self.paragraph(heading)?;
        let mut entries = entries.into_iter().peekable();
        let mut is_first = true;
        while let Some(entry) = entries.next() {
            let mut paragraph = Paragraph::new(entry.style);
            if is_first {
                paragraph = paragraph.field_begins(instruction);
                is_first = false;
            }
            paragraph = line(paragraph, &entry);
            if entries.peek().is_none() {
                paragraph = paragraph.field_ends();
            }
            self.paragraph(paragraph)?;
        }
        self.raw(END)
    }
}

fn line(paragraph: Paragraph, entry: &Entry) -> Paragraph {
    paragraph.linked(entry.bookmark, |paragraph| {
        let paragraph = paragraph.text(&entry.text.replace('\n', " "));
        match &entry.page {
            Some(page) => paragraph.text("\t").page_of(entry.bookmark, page),
            None => paragraph,
        }
    })
}
