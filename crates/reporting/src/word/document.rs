//! The text of a document, from beginning to end.

use std::io::{Seek, Write};

use super::package::Package;
use super::pages::Sink;
use super::paragraph::Paragraph;
use super::section::Section;
use super::table::Table;
use super::xml::{DECLARATION, MAIN, RELATIONS};
use crate::ReportError;

/// A document whose text is being written.
pub(crate) struct Document<W: Write + Seek> {
    package: Package<W>,
    /// The last paragraph, which may still become the last of its section.
    last: Option<Paragraph>,
    buffer: String,
}

impl<W: Write + Seek> Sink for Document<W> {
    fn paragraph(&mut self, paragraph: Paragraph) -> Result<(), ReportError> {
        self.flush()?;
        self.last = Some(paragraph);
        Ok(())
    }
}

/// How much is gathered before it goes out.
const GATHERED: usize = 1 << 16;

impl<W: Write + Seek> Document<W> {
    pub(super) fn begin(package: Package<W>) -> Result<Self, ReportError> {
        let mut document = Self {
            package,
            last: None,
            buffer: String::with_capacity(2 * GATHERED),
        };
        document.raw(&format!(
            "{DECLARATION}<w:document xmlns:w=\"{MAIN}\" xmlns:r=\"{RELATIONS}\" \
             xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" \
             xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
             xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><w:body>"
        ))?;
        Ok(document)
    }

    /// Adds a table.
    pub(crate) fn table(&mut self, table: &Table) -> Result<(), ReportError> {
        self.flush()?;
        table.push(&mut self.buffer);
        self.write_gathered()
    }

    /// Ends a section with the last paragraph; behind a table, one of the given kind comes first.
    pub(crate) fn section_ends(&mut self, section: &Section, filler: Paragraph) -> Result<(), ReportError> {
        let mut last = self.last.take().unwrap_or(filler);
        last.section = section.element();
        self.paragraph(last)?;
        self.flush()
    }

    /// Ends the document with its last section.
    pub(crate) fn end(mut self, section: &Section) -> Result<W, ReportError> {
        self.raw(&format!("{}</w:body></w:document>", section.element()))?;
        self.package.write(self.buffer.as_bytes())?;
        self.package.end()
    }

    /// Adds an element of the body.
    pub(super) fn raw(&mut self, element: &str) -> Result<(), ReportError> {
        self.flush()?;
        self.buffer += element;
        Ok(())
    }

    fn flush(&mut self) -> Result<(), ReportError> {
        if let Some(paragraph) = self.last.take() {
            paragraph.push(&mut self.buffer);
        }
        self.write_gathered()
    }

    fn write_gathered(&mut self) -> Result<(), ReportError> {
        if self.buffer.len() >= GATHERED {
            self.package.write(self.buffer.as_bytes())?;
            self.buffer.clear();
        }
        Ok(())
    }
}
