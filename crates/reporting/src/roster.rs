//! The roster as a workbook that can be imported again.

use domain::society::Society;
use rust_xlsxwriter::{Format, Workbook};

use crate::ReportError;
use crate::text::clean;

const TITLES: [&str; 8] = [
    "编号",
    "学会名称",
    "类别",
    "别名",
    "曾用名",
    "邮箱",
    "联系人",
    "电话",
];
/// Widths of the columns of `TITLES`, in digits of the standard font; further columns are 16 wide.
const WIDTHS: [u16; 8] = [10, 34, 12, 28, 28, 36, 16, 20];

/// The roster as an .xlsx file, one society per row, several values in a cell separated by `；`, every cell a text.
pub fn roster(societies: &[Society]) -> Result<Vec<u8>, ReportError> {
    let mut further: Vec<&str> = Vec::new();
    for (title, _) in societies.iter().flat_map(|society| &society.further) {
        if !further.contains(&title.as_str()) {
            further.push(title);
        }
    }
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("学会名录")?.set_freeze_panes(1, 0)?;
    let bold = Format::new().set_bold();
    for (column, title) in (0..).zip(TITLES.iter().copied().chain(further.iter().copied())) {
        sheet.write_string_with_format(0, column, clean(title), &bold)?;
        let width = WIDTHS.get(usize::from(column)).copied().unwrap_or(16);
        sheet.set_column_width(column, f64::from(width))?;
    }
    for (row, society) in (1..).zip(societies) {
        for (column, value) in (0..).zip(cells(society, &further)) {
            sheet.write_string(row, column, clean(&value))?;
        }
    }
    Ok(book.save_to_buffer()?)
}

fn cells(society: &Society, further: &[&str]) -> Vec<String> {
    let join = |values: &[String]| values.join("；");
    let mut cells = vec![
        society.code.to_string(),
        society.name.clone(),
        society.category.clone(),
        join(&society.aliases),
        join(&society.former_names),
        join(&society.addresses),
        join(&society.contacts),
        join(&society.phones),
    ];
    for title in further {
        let value = society
            .further
            .iter()
            .find(|(known, _)| known == title)
            .map(|(_, value)| value.clone());
        cells.push(value.unwrap_or_default());
    }
    cells
}
