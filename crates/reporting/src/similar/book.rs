//! The result as a workbook: pairs, marked passages, passages that many share, what was not compared.

mod pairs;
mod passages;
mod print;
mod wording;

use rust_xlsxwriter::{DocProperties, Workbook};

use self::print::Printer;
use self::wording::Wording;
use super::Similarity;
use crate::text::{clean, shortened};
use crate::view::View;
use crate::{Links, ReportError, Snapshot};

/// The comparison of a snapshot as an .xlsx file. Every text of a pair is there in full, its shared passages marked.
///
/// `similarity` must come from the same snapshot: of pieces that this does not have, only numbers are shown.
pub fn similar_workbook(snapshot: &Snapshot, similarity: &Similarity) -> Result<Vec<u8>, ReportError> {
    let links = Links::default();
    let view = View::new(snapshot, &links);
    let wording = Wording::new(snapshot, &view);
    let notice = &snapshot.ledger.notice;
    let short = |text: &str| shortened(&clean(text), 255);
    let properties = DocProperties::new()
        .set_title(short(&format!("《{}》报送材料雷同比对", notice.title)))
        .set_author(short(&notice.issuer))
        .set_company(short(&notice.issuer))
        .set_creation_datetime(&snapshot.ledger.taken_at);
    let mut book = Workbook::new();
    book.set_properties(&properties);
    let mut printer = Printer::new(&mut book, wording.page());
    printer.print(pairs::sheet(&wording, similarity))?;
    printer.print(passages::marked(&wording, similarity))?;
    if !similarity.common.is_empty() {
        printer.print(passages::common(&wording, similarity))?;
    }
    if !similarity.too_short.is_empty() {
        printer.print(passages::too_short(&wording, similarity))?;
    }
    Ok(book.save_to_buffer()?)
}
