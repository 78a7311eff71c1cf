//! Tables with ruled cells.

use std::fmt::Write as _;

use super::paragraph::Paragraph;

/// A table; its first row is repeated on every page.
#[derive(Debug)]
pub(crate) struct Table {
    widths: Vec<u16>,
    rows: Vec<Vec<Paragraph>>,
}

const BORDERS: &str = "<w:tblBorders><w:top w:val=\"single\" w:sz=\"8\" w:space=\"0\" w:color=\"000000\"/>\
    <w:left w:val=\"single\" w:sz=\"8\" w:space=\"0\" w:color=\"000000\"/>\
    <w:bottom w:val=\"single\" w:sz=\"8\" w:space=\"0\" w:color=\"000000\"/>\
    <w:right w:val=\"single\" w:sz=\"8\" w:space=\"0\" w:color=\"000000\"/>\
    <w:insideH w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>\
    <w:insideV w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/></w:tblBorders>";

impl Table {
    /// Columns of these widths, in twentieths of a point. They are written into every cell as well, since WPS goes by
    /// those.
    pub(crate) const fn new(widths: Vec<u16>) -> Self {
        Self {
            widths,
            rows: Vec::new(),
        }
    }

    /// Adds a row, one paragraph to a column; a column without one stays empty only if the row has no more cells.
    pub(crate) fn row(&mut self, cells: Vec<Paragraph>) {
        self.rows.push(cells);
    }

    /// The element.
    pub(super) fn push(&self, out: &mut String) {
        let whole: u32 = self.widths.iter().copied().map(u32::from).sum();
        // Writing into a String never fails.
        let _ = write!(
            out,
            "<w:tbl><w:tblPr><w:tblW w:w=\"{whole}\" w:type=\"dxa\"/><w:jc w:val=\"center\"/>{BORDERS}\
             <w:tblLayout w:type=\"fixed\"/><w:tblCellMar><w:top w:w=\"40\" w:type=\"dxa\"/><w:left w:w=\"60\" \
             w:type=\"dxa\"/><w:bottom w:w=\"40\" w:type=\"dxa\"/><w:right w:w=\"60\" w:type=\"dxa\"/>\
             </w:tblCellMar></w:tblPr><w:tblGrid>"
        );
        for width in &self.widths {
            let _ = write!(out, "<w:gridCol w:w=\"{width}\"/>");
        }
        out.push_str("</w:tblGrid>");
        for (place, cells) in self.rows.iter().enumerate() {
            let head = if place == 0 { "<w:tblHeader/>" } else { "" };
            let _ = write!(
                out,
                "<w:tr><w:trPr><w:cantSplit/>{head}<w:jc w:val=\"center\"/></w:trPr>"
            );
            for (width, cell) in self.widths.iter().zip(cells) {
                let _ = write!(
                    out,
                    "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/><w:vAlign w:val=\"center\"/></w:tcPr>"
                );
                cell.push(out);
                out.push_str("</w:tc>");
            }
            out.push_str("</w:tr>");
        }
        out.push_str("</w:tbl>");
    }
}
