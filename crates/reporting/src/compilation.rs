//! 汇编 — every piece of a snapshot as a Word document, in the order and on the page of an official document.

mod album;
mod body;
mod front;
mod mask;
mod numeral;
mod options;
mod plan;
mod rank;
mod scope;
mod styles;
mod together;
mod wording;

use std::collections::BTreeMap;
use std::io::{Cursor, Seek, Write};

use domain::submission::Submission;
pub use options::{CompilationOptions, Theme};

use crate::word::{About, Foot, Grid, Margins, Numbers, Package, Pages, Section, Start};
use crate::{ReportError, Snapshot, Sources};
use album::Album;
use plan::Plan;
use wording::Wording;

/// What every part of the compilation looks things up in.
struct Book<'a> {
    snapshot: &'a Snapshot,
    options: &'a CompilationOptions,
    plan: Plan<'a>,
    wording: Wording<'a>,
    album: Album,
    /// The page of each heading, by its bookmark.
    pages: BTreeMap<u32, u32>,
}

/// A compilation that was made.
#[derive(Debug)]
pub struct Compiled<W> {
    /// Where it was written.
    pub out: W,
    /// Pieces in it.
    pub pieces: usize,
    /// Photos that are named only, since their originals cannot be read.
    pub unread: usize,
}

/// The compilation of a snapshot as a .docx file, in memory.
///
/// # Errors
/// When a file that the ledger names cannot be read and is not to be named only, or the document cannot be packed.
pub fn compilation(
    snapshot: &Snapshot,
    options: &CompilationOptions,
    sources: &dyn Sources,
) -> Result<Vec<u8>, ReportError> {
    let made = compilation_to(snapshot, options, sources, Cursor::new(Vec::new()))?;
    Ok(made.out.into_inner())
}

/// The same into a file: neither the text nor the photos are ever in memory as a whole.
///
/// # Errors
/// As [`compilation`], and when nothing can be written.
pub fn compilation_to<W: Write + Seek>(
    snapshot: &Snapshot,
    options: &CompilationOptions,
    sources: &dyn Sources,
    out: W,
) -> Result<Compiled<W>, ReportError> {
    let plan = Plan::new(snapshot, options);
    let mut package = Package::new(out)?;
    let album = Album::gather(&mut package, &snapshot.ledger, &plan, options, sources)?;
    let mut book = Book {
        snapshot,
        options,
        wording: Wording::new(snapshot, options),
        plan,
        album,
        pages: BTreeMap::new(),
    };
    let mut pages = Pages::of(styles::HEIGHT);
    body::chapters(&book, &mut pages)?;
    book.pages = pages.places();
    let mut document = package.text(&book.about(), styles::ALL)?;
    front::cover(&book, &mut document)?;
    front::note(&book, &mut document)?;
    front::contents(&book, &mut document)?;
    body::chapters(&book, &mut document)?;
    Ok(Compiled {
        out: document.end(&section(Start::OddPage, Foot::Numbered(Numbers::Arabic)))?,
        pieces: book.plan.pieces().count(),
        unread: book.album.unread(),
    })
}

/// A4 as GB/T 9704-2012 has it.
const fn section(start: Start, foot: Foot) -> Section {
    Section {
        start,
        margins: Margins::OFFICIAL,
        grid: Some(Grid::OFFICIAL),
        foot,
    }
}

impl Book<'_> {
    fn about(&self) -> About {
        let ledger = &self.snapshot.ledger;
        About {
            title: self.wording.shown(&self.title()),
            subject: format!("快照编号：{}", self.snapshot.id),
            author: crate::text::clean(&ledger.notice.issuer).into_owned(),
            created: ledger.taken_at,
        }
    }

    /// 单位　职务　姓名; with the society where pieces stand by theme.
    fn author(&self, piece: &Submission) -> Option<String> {
        let is_themed = self
            .options
            .themes
            .get(&piece.item)
            .is_some_and(|themes| !themes.is_empty());
        let society = self.plan.society(piece).filter(|_| is_themed);
        self.wording.author(piece, society)
    }

    /// The page of a heading, as a word processor will count it again.
    fn page(&self, bookmark: u32) -> String {
        self.pages.get(&bookmark).map_or_else(String::new, u32::to_string)
    }

    /// 书名 in one line.
    fn title(&self) -> String {
        match &self.options.title {
            Some(title) => title.clone(),
            None => format!("《{}》报送材料汇编", self.snapshot.ledger.notice.title),
        }
    }
}
