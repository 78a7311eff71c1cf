//! On which page what stands, counted as it is set: lines of a known height on pages of a known height.

use std::collections::BTreeMap;

use super::paragraph::Paragraph;
use crate::ReportError;

/// Where paragraphs go: into the document, or onto pages that are only counted.
pub(crate) trait Sink {
    /// Takes the next paragraph.
    fn paragraph(&mut self, paragraph: Paragraph) -> Result<(), ReportError>;
}

/// What a paragraph takes, in twentieths of a point.
#[derive(Debug, Clone)]
pub(super) struct Extent {
    pub(super) lines: u32,
    pub(super) line: u32,
    pub(super) before: u32,
    pub(super) after: u32,
    pub(super) keep_next: bool,
    pub(super) new_page: bool,
    pub(super) bookmark: Option<u32>,
}

/// Pages that are counted.
#[derive(Debug)]
pub(crate) struct Pages {
    /// Height of the text of a page.
    height: u32,
    page: u32,
    used: u32,
    /// Paragraphs that must begin on the page of the next one.
    kept: Vec<Extent>,
    places: BTreeMap<u32, u32>,
}

impl Pages {
    /// Pages with so much room for text, in twentieths of a point.
    pub(crate) const fn of(height: u32) -> Self {
        Self {
            height,
            page: 1,
            used: 0,
            kept: Vec::new(),
            places: BTreeMap::new(),
        }
    }

    /// The page on which each bookmark stands.
    pub(crate) fn places(mut self) -> BTreeMap<u32, u32> {
        self.put_kept(0);
        self.places
    }

    fn put_kept(&mut self, first_line: u32) {
        let kept = std::mem::take(&mut self.kept);
        let needed: u32 = kept
            .iter()
            .map(|extent| extent.before + extent.lines * extent.line + extent.after)
            .sum();
        if self.used > 0 && self.used + needed + first_line > self.height {
            self.turn();
        }
        for extent in &kept {
            self.put(extent);
        }
    }

    fn put(&mut self, extent: &Extent) {
        self.used += extent.before;
        for line in 0..extent.lines {
            if self.used > 0 && self.used + extent.line > self.height {
                self.turn();
            }
            if let Some(bookmark) = extent.bookmark.filter(|_| line == 0) {
                self.places.insert(bookmark, self.page);
            }
            self.used += extent.line;
        }
        self.used += extent.after;
    }

    const fn turn(&mut self) {
        self.page += 1;
        self.used = 0;
    }
}

impl Sink for Pages {
    fn paragraph(&mut self, paragraph: Paragraph) -> Result<(), ReportError> {
        let extent = paragraph.extent();
        if extent.new_page {
            self.put_kept(0);
            if self.used > 0 {
                self.turn();
            }
        }
        if extent.keep_next {
            self.kept.push(extent);
        } else {
            self.put_kept(extent.before + extent.line);
            self.put(&extent);
        }
        Ok(())
    }
}
