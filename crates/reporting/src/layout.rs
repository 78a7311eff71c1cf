//! Sheets on the grid: continues what is too long, writes every cell by its type.

use rust_xlsxwriter::{IgnoreError, Workbook, Worksheet, XlsxError};

use crate::page::Page;
use crate::sheet_name::SheetNames;
use crate::style::{self, Styles};
use crate::table::{Cell, Column, Name, Row, Sheet};
use crate::text::clean;

mod measure;
mod overflow;

pub(crate) use measure::exceeds_row;

/// What a sheet and a cell can hold.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Rows of a sheet.
    pub(crate) rows: usize,
    /// UTF-16 units of a cell.
    pub(crate) units: usize,
}

impl Limits {
    /// Excel's own.
    pub(crate) const EXCEL: Self = Self {
        rows: 1_048_576,
        units: 32_767,
    };
}

/// Writes sheets into one workbook.
#[derive(Debug)]
pub(crate) struct Press {
    page: Page,
    limits: Limits,
    names: SheetNames,
    styles: Styles,
}

impl Press {
    /// `fixed` are the names that nothing else may get.
    pub(crate) fn new(page: Page, limits: Limits, fixed: impl Iterator<Item = &'static str>) -> Self {
        let mut names = SheetNames::default();
        fixed.for_each(|name| names.reserve(name));
        Self {
            page,
            limits,
            names,
            styles: Styles::default(),
        }
    }

    /// Writes a sheet, and what has no room on it on further ones.
    pub(crate) fn print(&mut self, book: &mut Workbook, sheet: Sheet) -> Result<(), XlsxError> {
        let name = match &sheet.name {
            Name::Fixed(name) => (*name).to_owned(),
            Name::From(text) => self.names.give(text),
        };
        let mut sheet = overflow::spread(sheet, self.limits.units);
        let widths = measure::widths(&sheet);
        let mut rest = std::mem::take(&mut sheet.rows);
        let mut number = 0;
        loop {
            let room = self.limits.rows.saturating_sub(head_rows(&sheet)).max(1);
            let later = rest.split_off(room.min(rest.len()));
            let tab = match number {
                0 => name.clone(),
                more => self.names.continued(&name, more),
            };
            self.print_part(book.add_worksheet().set_name(tab)?, &sheet, &rest, &widths)?;
            if later.is_empty() {
                return Ok(());
            }
            rest = later;
            sheet.summary.clear();
            number += 1;
        }
    }

    fn print_part(
        &mut self,
        target: &mut Worksheet,
        sheet: &Sheet,
        rows: &[Row],
        widths: &[u16],
    ) -> Result<(), XlsxError> {
        for (column, width) in (0..).zip(widths) {
            target.set_column_width(column, *width)?;
        }
        let header = print_head(target, sheet, widths)?;
        print_header(target, header, &sheet.columns, widths)?;
        target.set_repeat_rows(header, header)?;
        target.set_freeze_panes(header + 1, sheet.frozen_columns)?;
        let mut row = header;
        for line in &sheet.summary {
            row += 1;
            self.print_row(target, row, line, &sheet.columns)?;
            target.set_row_height(row, measure::row_height(&line.cells, widths))?;
        }
        if !sheet.summary.is_empty() {
            row += 1;
            print_header(target, row, &sheet.columns, widths)?;
        }
        let filter = row;
        for line in rows {
            row += 1;
            self.print_row(target, row, line, &sheet.columns)?;
            target.set_row_height(row, measure::row_height(&line.cells, widths))?;
        }
        let last_column = last_column(&sheet.columns);
        if rows.is_empty() {
            self.print_nothing(target, row + 1, &sheet.columns)?;
        } else {
            target.autofilter(filter, 0, row, last_column)?;
            target.ignore_error_range(filter, 0, row, last_column, IgnoreError::NumberStoredAsText)?;
        }
        self.page.apply(target);
        Ok(())
    }

    fn print_nothing(
        &mut self,
        target: &mut Worksheet,
        row: u32,
        columns: &[Column],
    ) -> Result<(), XlsxError> {
        let mut cells = vec![Cell::Blank; columns.len()];
        if let Some(first) = cells.first_mut() {
            *first = Cell::text("无");
        }
        self.print_row(target, row, &Row::plain(cells), columns)
    }

    fn print_row(
        &mut self,
        target: &mut Worksheet,
        row: u32,
        line: &Row,
        columns: &[Column],
    ) -> Result<(), XlsxError> {
        for ((place, column), cell) in (0..).zip(columns).zip(&line.cells) {
            let format = self.styles.cell(cell, column.kind, line.emphasis);
            match cell {
                Cell::Blank => target.write_blank(row, place, format)?,
                Cell::Text(text) | Cell::State(_, text) => {
                    target.write_string_with_format(row, place, text, format)?
                }
                #[expect(clippy::cast_precision_loss, reason = "counts and sizes stay far below 2^53")]
                Cell::Number(number) => {
                    target.write_number_with_format(row, place, *number as f64, format)?
                }
                Cell::Rate(rate) => target.write_number_with_format(row, place, *rate, format)?,
                Cell::Moment(moment) => target.write_datetime_with_format(row, place, moment, format)?,
            };
        }
        Ok(())
    }
}

/// Writes title and notes, each over the whole width, and says in which row the header comes.
fn print_head(target: &mut Worksheet, sheet: &Sheet, widths: &[u16]) -> Result<u32, XlsxError> {
    let last_column = last_column(&sheet.columns);
    let (title, note) = (style::title(), style::note());
    let title_line = (&sheet.title, &title, style::TITLE_SIZE);
    let note_lines = sheet.notes.iter().map(|text| (text, &note, style::BODY_SIZE));
    let mut row = 0;
    for (text, format, size) in std::iter::once(title_line).chain(note_lines) {
        let text = clean(text);
        target.merge_range(row, 0, row, last_column, "", format)?;
        target.write_string_with_format(row, 0, &text, format)?;
        target.set_row_height(row, measure::merged_height(&text, size, widths))?;
        row += 1;
    }
    Ok(row)
}

fn print_header(
    target: &mut Worksheet,
    row: u32,
    columns: &[Column],
    widths: &[u16],
) -> Result<(), XlsxError> {
    let format = style::header();
    let titles: Vec<Cell> = columns
        .iter()
        .map(|column| Cell::Text(clean(&column.title)))
        .collect();
    for (place, cell) in (0..).zip(&titles) {
        if let Cell::Text(title) = cell {
            target.write_string_with_format(row, place, title, &format)?;
        }
    }
    target.set_row_height(row, measure::row_height(&titles, widths))?;
    Ok(())
}

/// Rows above the first that can be filtered.
fn head_rows(sheet: &Sheet) -> usize {
    let second_header = usize::from(!sheet.summary.is_empty());
    1 + sheet.notes.len() + 1 + sheet.summary.len() + second_header
}

fn last_column(columns: &[Column]) -> u16 {
    u16::try_from(columns.len().saturating_sub(1)).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(rows: usize) -> Sheet {
        let columns = vec![Column::short("来件号", 9), Column::long("主题", 20)];
        let row = |number| Row::plain(vec![Cell::count(number), Cell::text("统计表")]);
        let rows = (1..=rows).map(row).collect();
        Sheet::new("来件登记", "来件登记簿".to_owned(), columns, rows)
    }

    fn tabs(rows: usize) -> Vec<String> {
        let limits = Limits { rows: 5, units: 10 };
        let mut press = Press::new(Page::default(), limits, std::iter::once("来件登记"));
        let mut book = Workbook::new();
        press.print(&mut book, sheet(rows)).unwrap();
        book.worksheets().iter().map(Worksheet::name).collect()
    }

    #[test]
    fn rows_without_room_continue_on_further_sheets() {
        assert_eq!(tabs(0), ["来件登记"]);
        assert_eq!(tabs(3), ["来件登记"]);
        assert_eq!(tabs(4), ["来件登记", "来件登记（续）"]);
        assert_eq!(tabs(7), ["来件登记", "来件登记（续）", "来件登记（续2）"]);
    }
}
