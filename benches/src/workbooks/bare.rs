//! The library alone.

use std::path::Path;

use anyhow::Context as _;
use rust_xlsxwriter::{Format, Workbook};

use super::cells::{CellValue, Line, lines};
use super::peak;

/// Writes the cells of a file, in a process of its own; prints the peak of its memory in KiB.
#[expect(clippy::print_stdout, reason = "what the benchmark reads")]
pub(crate) fn write_bare(rows: &Path, out: &Path) -> anyhow::Result<()> {
    let mut book = Workbook::new();
    let date = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
    let (mut sheet, mut row) = (0, 0);
    for line in lines(rows)? {
        let cells = match line? {
            Line::Sheet(name) => {
                book.add_worksheet().set_name(name)?;
                (sheet, row) = (book.worksheets().len() - 1, 0);
                continue;
            }
            Line::Row(cells) => cells,
        };
        let sheet = book.worksheet_from_index(sheet).context("a sheet")?;
        for (column, cell) in (0..).zip(cells) {
            match cell {
                CellValue::Blank => continue,
                CellValue::Text(text) => sheet.write_string(row, column, text)?,
                CellValue::Number(number) => sheet.write_number(row, column, number)?,
                CellValue::Moment(days) => sheet.write_number_with_format(row, column, days, &date)?,
            };
        }
        row += 1;
    }
    book.save(out)?;
    println!("{}", peak()?);
    Ok(())
}
