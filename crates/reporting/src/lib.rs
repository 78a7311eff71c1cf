//! 台账 → the workbook that an office prints, files and calls from.
//!
//! Pure: a ledger in, bytes out, and the same ledger always gives the same bytes. Sheets are described in `table`
//! terms by the modules of `sheets`; only `layout`, `style` and `page` know the spreadsheet library.

pub mod archive;
mod blank;
mod compilation;
mod export;
mod labels;
mod layout;
mod page;
mod roster;
mod sheet_name;
mod sheets;
mod snapshot;
mod sources;
mod style;
mod table;
mod text;
mod view;
mod word;

pub use archive::{ArchiveOptions, archive};
pub use blank::{BlankForm, blank_docx, blank_xlsx, own_file};
pub use compilation::{CompilationOptions, Theme, compilation, compilation_to};
pub use export::export;
pub use roster::roster;
pub use snapshot::Snapshot;
pub use sources::{Links, Sources, UploadedFile};

use domain::ledger::Ledger;
use rust_xlsxwriter::{DocProperties, Workbook};

use crate::layout::{Limits, Press};
use crate::page::Page;
use crate::table::Sheet;
use crate::view::View;

/// Why there is no workbook or document.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// A limit of the file format that cannot be met by continuing elsewhere, for example 16,384 columns.
    #[error("the ledger does not fit into a workbook")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// A Word document that cannot be packed.
    #[error("the document cannot be packed")]
    Package(#[from] zip::result::ZipError),
    /// An archive that cannot be made whole.
    #[error(transparent)]
    Archive(#[from] archive::ArchiveError),
    /// Bytes that the ledger names cannot be read.
    #[error("a file that the ledger names cannot be read")]
    Source(#[source] std::io::Error),
}

/// A snapshot as an .xlsx file: progress, one sheet per item, delegates, forms, outstanding, held, register.
///
/// No text is ever cut: what exceeds a cell continues in further columns, what exceeds a sheet on a next one.
pub fn workbook(snapshot: &Snapshot) -> Result<Vec<u8>, ReportError> {
    let ledger = &snapshot.ledger;
    let view = View::new(ledger);
    let mut book = Workbook::new();
    book.set_properties(&properties(ledger));
    let sheets = sheets::all(&view);
    let mut press = Press::new(
        Page::of(&view),
        Limits::EXCEL,
        sheets.iter().filter_map(Sheet::fixed_name),
    );
    for sheet in sheets {
        press.print(&mut book, sheet)?;
    }
    Ok(book.save_to_buffer()?)
}

fn properties(ledger: &Ledger) -> DocProperties {
    let notice = &ledger.notice;
    let short = |value: &str| text::shortened(&text::clean(value), 255);
    let number = notice.number.as_ref().map_or("", |number| number.as_str());
    DocProperties::new()
        .set_title(short(&format!("《{}》报送情况", notice.title)))
        .set_subject(short(number))
        .set_author(short(&notice.issuer))
        .set_company(short(&notice.issuer))
        .set_creation_datetime(&ledger.taken_at)
}
