//! How every sheet is printed.

use rust_xlsxwriter::Worksheet;

use crate::text::{clean, shortened};
use crate::view::View;

/// A4 in the file format.
const A4: u8 = 9;
/// Units that a name or 文号 may take; Excel allows 255 for a whole header or footer.
const NAME: usize = 100;

/// What stands at the head and foot of every page.
#[derive(Debug, Default)]
pub(crate) struct Page {
    header: String,
    footer: String,
}

impl Page {
    pub(crate) fn of(view: &View<'_>) -> Self {
        Self {
            header: format!("&L{}&R&A", literal(&view.ledger.notice.issuer)),
            footer: format!(
                "&L{}&C第 &P 页 共 &N 页&R统计截至 {}　快照 {}",
                literal(view.number()),
                literal(&view.snapshot()),
                literal(view.snapshot_id())
            ),
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
            .set_footer(&self.footer);
    }
}

/// A text in which nothing is a code of the page header.
fn literal(text: &str) -> String {
    shortened(&clean(text).replace('&', "＆").replace('\n', " "), NAME)
}
