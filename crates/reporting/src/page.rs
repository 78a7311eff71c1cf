//! How every sheet is printed.

use rust_xlsxwriter::Worksheet;

use crate::text::{clean, shortened};
use crate::view::View;

/// A4 in the file format.
const A4: u8 = 9;
/// Units of the page header that a 文号 may take; Excel allows 255 for the whole header.
const NUMBER: usize = 100;

/// What stands at the head and foot of every page.
#[derive(Debug, Default)]
pub(crate) struct Page {
    header: String,
}

impl Page {
    pub(crate) fn of(view: &View<'_>) -> Self {
        let number = view
            .ledger
            .notice
            .number
            .as_ref()
            .map_or("", |number| number.as_str());
        Self {
            header: format!("&L{}&C&A&R截至 {}", literal(number), literal(&view.snapshot())),
        }
    }

    /// A4 landscape, one page wide, the header row on each page.
    pub(crate) fn apply(&self, sheet: &mut Worksheet) {
        sheet
            .set_paper_size(A4)
            .set_landscape()
            .set_print_fit_to_pages(1, 0)
            .set_print_center_horizontally(true)
            .set_margins(0.4, 0.4, 0.7, 0.7, 0.3, 0.3)
            .set_header(&self.header)
            .set_footer("&C第 &P 页 共 &N 页");
    }
}

/// A text in which nothing is a code of the page header.
fn literal(text: &str) -> String {
    shortened(&clean(text).replace('&', "＆").replace('\n', " "), NUMBER)
}
