//! Sheets on the grid: measures them, lets the library write everything but their rows, and streams these into the
//! package, so that a workbook of any length needs little memory.

use std::io::Write;

use rust_xlsxwriter::{Workbook, Worksheet};

use crate::ReportError;
use crate::page::Page;
use crate::sheet_name::SheetNames;
use crate::style::Look;
use crate::table::Sheet;

mod deflate;
mod ink;
mod measure;
mod overflow;
mod package;
mod plan;
mod skeleton;

pub(crate) use ink::{escape, letters, serial};
pub(crate) use measure::exceeds_row;
pub(crate) use skeleton::write_cell;

use self::plan::{Looks, Plan};

/// What a sheet and a cell can hold.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Rows of a sheet.
    pub(crate) rows: usize,
    /// UTF-16 units of a cell.
    pub(crate) units: usize,
    /// Links of a sheet.
    pub(crate) links: usize,
}

impl Limits {
    /// Excel's own.
    pub(crate) const EXCEL: Self = Self {
        rows: 1_048_576,
        units: 32_767,
        links: 65_530,
    };
}

/// Writes a workbook: what is in the book already, then these sheets. What has no room on a sheet continues on further
/// ones.
pub(crate) fn print(
    mut book: Workbook,
    sheets: Vec<Sheet<'_>>,
    page: &Page,
    limits: Limits,
    out: &mut impl Write,
) -> Result<(), ReportError> {
    let mut names = SheetNames::default();
    for name in book.worksheets().iter().map(Worksheet::name) {
        names.reserve(&name);
    }
    sheets
        .iter()
        .filter_map(Sheet::fixed_name)
        .for_each(|name| names.reserve(name));
    let mut looks: Looks = [const { None }; Look::COUNT];
    let mut plans = Vec::with_capacity(sheets.len());
    for sheet in sheets {
        plans.push(Plan::of(sheet, limits, &mut names, &mut looks));
    }
    let skeleton = skeleton::write(&mut book, &plans, page, &looks)?;
    package::write(&skeleton, &plans, out)
}

/// Rows above the first that can be filtered.
fn head_rows(sheet: &Sheet<'_>) -> usize {
    1 + sheet.notes.len() + 1
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read as _};

    use super::*;
    use crate::table::{Cell, Column, Row};

    fn sheet(rows: usize) -> Sheet<'static> {
        let columns = vec![Column::short("来件号", 9), Column::long("主题", 20)];
        let row = |number| {
            Row::plain(vec![Cell::count(number), Cell::text("统计表")]).linked(0, Some("原件/1.eml"))
        };
        let rows = (1..=rows).map(row).collect();
        Sheet::new("来件登记", "来件登记簿", columns, rows)
    }

    /// For each sheet its name, rows and links.
    fn sheets(rows: usize, limits: Limits) -> Vec<(String, usize, usize)> {
        let mut bytes = Vec::new();
        print(
            Workbook::new(),
            vec![sheet(rows)],
            &Page::default(),
            limits,
            &mut bytes,
        )
        .unwrap();
        let mut package = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut part = |name: &str| {
            let mut text = String::new();
            package.by_name(name).unwrap().read_to_string(&mut text).unwrap();
            text
        };
        let book = part("xl/workbook.xml");
        let names = book
            .split("<sheet name=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap());
        let sheets = names.zip(1..).map(|(name, number)| {
            let xml = part(&format!("xl/worksheets/sheet{number}.xml"));
            let listed = xml.matches("统计表").count();
            (name.to_owned(), listed, xml.matches("<hyperlink ").count())
        });
        sheets.collect()
    }

    #[test]
    fn rows_without_room_continue_on_further_sheets() {
        let limits = Limits {
            rows: 5,
            units: 10,
            links: 99,
        };
        let found = |rows| -> Vec<(String, usize)> {
            let of = |(name, rows, links): (String, usize, usize)| {
                assert_eq!(rows, links);
                (name, rows)
            };
            sheets(rows, limits).into_iter().map(of).collect()
        };
        let named = |name: &str, rows| (name.to_owned(), rows);
        assert_eq!(found(0), [named("来件登记", 0)]);
        assert_eq!(found(3), [named("来件登记", 3)]);
        assert_eq!(found(4), [named("来件登记", 3), named("来件登记（续）", 1)]);
        let three = [
            named("来件登记", 3),
            named("来件登记（续）", 3),
            named("来件登记（续2）", 1),
        ];
        assert_eq!(found(7), three);
    }

    #[test]
    fn links_without_room_continue_on_further_sheets() {
        let limits = Limits {
            links: 2,
            ..Limits::EXCEL
        };
        let counts: Vec<usize> = sheets(5, limits).into_iter().map(|(_, _, links)| links).collect();
        assert_eq!(counts, [2, 2, 1]);
    }
}
