//! 台账 → the workbook that an office prints, files and calls from.
//!
//! Pure: a ledger in, bytes out, and the same ledger always gives the same bytes. Sheets are described in `table`
//! terms by the modules of `sheets`; only `layout`, `style` and `page` know the spreadsheet library.

pub mod archive;
mod blank;
mod brief;
mod bringers;
mod compilation;
mod export;
mod filling;
mod labels;
mod layout;
mod list;
mod names;
mod page;
mod roster;
mod sheet_name;
mod sheets;
pub mod similar;
mod snapshot;
mod sources;
mod style;
mod table;
mod text;
mod view;
mod word;

pub use archive::{ArchiveOptions, archive};
pub use blank::{BlankForm, blank_docx, blank_xlsx, own_file};
pub use brief::brief;
pub use compilation::{CompilationOptions, Compiled, Theme, compilation, compilation_to};
pub use export::export;
pub use filling::{Filled, FilledPer, TemplateFault, fill_and_tell, fill_template};
pub use list::{ListCell, ListRows, write_list};
pub use names::Names;
pub use roster::roster;
pub use similar::{Similarity, similar, similar_workbook};
pub use snapshot::Snapshot;
pub use sources::{Links, Scratch, Sources, UploadedFile};

use std::io::{self, Write};

use rust_xlsxwriter::{DocProperties, Workbook};

use crate::layout::Limits;
use crate::page::Page;
use crate::sheets::Persons;
use crate::view::View;

/// Why there is no workbook or document.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// A limit of the file format that cannot be met by continuing elsewhere, for example 16,384 columns.
    #[error("the ledger does not fit into a workbook")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// A document that cannot be packed.
    #[error("the document cannot be packed")]
    Package(#[from] zip::result::ZipError),
    /// An archive that cannot be made whole.
    #[error(transparent)]
    Archive(#[from] archive::ArchiveError),
    /// Bytes that the ledger names cannot be read.
    #[error("a file that the ledger names cannot be read")]
    Source(#[source] std::io::Error),
    /// A template of the office's that cannot be filled in.
    #[error(transparent)]
    Template(#[from] TemplateFault),
    /// What was made cannot be written.
    #[error("the document cannot be written")]
    Write(#[from] io::Error),
}

/// A snapshot as an .xlsx file: overview, progress, one sheet per item, persons, who owes what, what is held, all
/// attachments, letters and arrivals. `links` lead to the files of the archive that the workbook is part of.
///
/// No text is ever cut: what exceeds a cell continues in further columns, what exceeds a sheet on a next one.
pub fn workbook(snapshot: &Snapshot, links: &Links) -> Result<Vec<u8>, ReportError> {
    let mut bytes = Vec::new();
    write_workbook(snapshot, links, &mut bytes)?;
    Ok(bytes)
}

/// [`workbook`] written as it is made: rows stay in memory only until they are packed.
pub fn write_workbook(snapshot: &Snapshot, links: &Links, out: &mut impl Write) -> Result<(), ReportError> {
    let view = View::new(snapshot, links);
    let page = Page::of(&view);
    let mut book = Workbook::new();
    book.set_properties(&properties(snapshot));
    let persons = Persons::of(&view);
    sheets::overview(&view, &persons, &mut book, &page)?;
    layout::print(book, sheets::all(&view, &persons), &page, Limits::EXCEL, out)
}

fn properties(snapshot: &Snapshot) -> DocProperties {
    let (ledger, notice) = (&snapshot.ledger, &snapshot.ledger.notice);
    let short = |value: &str| text::shortened(&text::clean(value), 255);
    let number = notice.number.as_ref().map_or("", |number| number.as_str());
    DocProperties::new()
        .set_title(short(&format!("《{}》报送情况", notice.title)))
        .set_subject(short(number))
        .set_author(short(&notice.issuer))
        .set_company(short(&notice.issuer))
        .set_comment(format!("快照编号 {}", snapshot.id))
        .set_creation_datetime(&ledger.taken_at)
}
