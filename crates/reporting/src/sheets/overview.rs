//! 概览 — the figures of the notice on one sheet, with two charts that spreadsheets draw themselves.

mod charts;
mod figures;

use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};

use self::figures::{Figures, Line};
use crate::layout::write_cell;
use crate::page::Page;
use crate::sheets::persons::Persons;
use crate::style;
use crate::table::{Cell, ColumnKind, Emphasis};
use crate::text::clean;
use crate::view::View;

const NAME: &str = "概览";
/// The grid: every table stands on these columns.
const COLUMNS: u16 = 12;
/// Width of a column, in digits of the standard font.
const WIDTH: u16 = 11;
/// Pixels between a table and the charts under it.
const MARGIN: u32 = 8;
/// Columns that the name of a row takes.
const NAMED: u16 = 3;
/// Points of rows on a page, and of the title, which stands on each. The width of the page decides the scale, since the
/// standard font may be wide: no table is printed on two pages side by side. Excel heeds no page breaks then.
const PAGE: u32 = 530;
const TITLE: u16 = 42;
/// Points of a section's heading, of a table's header, of one of its lines, and of a row without a height of its own.
const HEADING: u16 = 26;
const HEADER: u16 = 18;
const LINE: u16 = 17;
const PLAIN: u32 = 15;
/// Points of the note on how rates are counted.
const NOTE: u16 = 46;

/// Writes the sheet; the library has to, since charts keep a copy of their figures.
pub(crate) fn write(
    view: &View<'_>,
    persons: &Persons<'_>,
    book: &mut Workbook,
    page: &Page,
) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet().set_name(NAME)?;
    for column in 0..COLUMNS {
        sheet.set_column_width(column, WIDTH)?;
    }
    page.apply(sheet);
    let mut grid = Grid {
        sheet,
        row: 0,
        used: 0,
        breaks: Vec::new(),
    };
    grid.line(
        &format!("《{}》报送情况概览", view.ledger.notice.title),
        &style::title(),
        TITLE,
    )?;
    grid.sheet.set_freeze_panes(1, 0)?;
    grid.sheet.set_repeat_rows(0, 0)?;
    for note in std::iter::once(view.heading()).chain(view.scope()) {
        grid.line(&note, &style::note(), 18)?;
    }
    let figures = Figures::of(view, persons);
    grid.whole(&figures)?;
    let charts = grid.row;
    grid.row += charts::ROWS;
    grid.used += charts::ROWS * PLAIN;
    let items = figures::items(view);
    grid.keep_together(items.len(), 0);
    grid.heading("二、各征集项报送情况")?;
    grid.table("征集项", &figures::ITEM_TITLES, &items)?;
    let categories = figures::categories(view);
    grid.keep_together(categories.len(), NOTE);
    grid.heading("三、各类别报送情况")?;
    let rates = grid.table("学会类别", &figures::CATEGORY_TITLES, &categories)?;
    grid.line(figures::NOTE, &style::note(), NOTE)?;
    let (days, dated) = figures.days();
    grid.keep_together(days.len().max(1), 0);
    grid.heading("四、每日来件")?;
    let arrivals = grid.table("日期", &figures::DAY_TITLES, &days)?;
    if days.is_empty() {
        grid.line("无", &style::note(), 18)?;
    }
    let breaks = std::mem::take(&mut grid.breaks);
    grid.sheet.set_page_breaks(&breaks)?;
    // The last line of the categories is the total.
    if let Some((first, total)) = rates.filter(|(first, total)| first < total) {
        let chart = charts::rates(NAME, (first, total - 1), [NAMED + 6, NAMED + 7]);
        grid.sheet
            .insert_chart_with_offset(charts, 0, &chart, 0, MARGIN)?;
    }
    let undated = u32::try_from(days.len() - dated).unwrap_or(0);
    if let Some((first, last)) = arrivals.filter(|_| dated > 0) {
        let chart = charts::arrivals(NAME, (first, last - undated), NAMED);
        grid.sheet
            .insert_chart_with_offset(charts, COLUMNS / 2, &chart, 0, MARGIN)?;
    }
    Ok(())
}

/// Where the next line goes.
struct Grid<'s> {
    sheet: &'s mut Worksheet,
    row: u32,
    /// Points of the rows on the page so far.
    used: u32,
    /// Rows with which a page begins.
    breaks: Vec<u32>,
}

impl Grid<'_> {
    /// A text over the whole width.
    fn line(&mut self, text: &str, format: &rust_xlsxwriter::Format, height: u16) -> Result<(), XlsxError> {
        self.merged(0, COLUMNS - 1, text, format)?;
        self.row_ends(height)
    }

    fn row_ends(&mut self, height: u16) -> Result<(), XlsxError> {
        self.sheet.set_row_height(self.row, height)?;
        self.row += 1;
        self.used += u32::from(height);
        if self.used > PAGE {
            self.used = u32::from(TITLE) + u32::from(height);
        }
        Ok(())
    }

    /// Begins a page where a section would be torn that has room on one: its table has so many lines, and `below` are the
    /// points of what belongs under it.
    fn keep_together(&mut self, lines: usize, below: u16) {
        let lines = u32::try_from(lines)
            .unwrap_or(u32::MAX)
            .saturating_mul(LINE.into());
        let needed = lines.saturating_add(u32::from(HEADING + HEADER + below));
        if self.used.saturating_add(needed) > PAGE && needed <= PAGE - u32::from(TITLE) {
            self.breaks.push(self.row);
            self.used = TITLE.into();
        }
    }

    fn heading(&mut self, text: &str) -> Result<(), XlsxError> {
        self.line(text, &style::section(), HEADING)
    }

    fn merged(
        &mut self,
        first: u16,
        last: u16,
        text: &str,
        format: &rust_xlsxwriter::Format,
    ) -> Result<(), XlsxError> {
        self.sheet
            .merge_range(self.row, first, self.row, last, "", format)?;
        self.sheet
            .write_string_with_format(self.row, first, clean(text), format)?;
        Ok(())
    }

    /// The figures of the whole notice.
    fn whole(&mut self, figures: &Figures<'_>) -> Result<(), XlsxError> {
        self.heading("一、总体情况")?;
        for band in figures.bands() {
            self.band(&band)?;
        }
        match figures.remark() {
            Some(remark) => self.line(&remark, &style::note(), 18),
            None => Ok(()),
        }
    }

    /// Names and figures below each other, over the whole width.
    fn band(&mut self, figures: &[(&'static str, Cell<'static>)]) -> Result<(), XlsxError> {
        for (column, (name, figure)) in (0..).zip(figures) {
            write_cell(
                self.sheet,
                (self.row, column),
                &Cell::text(*name),
                &style::header(),
            )?;
            let format = style::plain(figure, ColumnKind::Short, Emphasis::Plain);
            write_cell(self.sheet, (self.row + 1, column), figure, &format)?;
        }
        self.row_ends(HEADER)?;
        self.row_ends(20)
    }

    /// Returns the first and last row of the table.
    fn table(
        &mut self,
        name: &str,
        titles: &[&'static str],
        lines: &[Line],
    ) -> Result<Option<(u32, u32)>, XlsxError> {
        self.merged(0, NAMED - 1, name, &style::header())?;
        for (column, title) in (NAMED..).zip(titles) {
            write_cell(
                self.sheet,
                (self.row, column),
                &Cell::text(*title),
                &style::header(),
            )?;
        }
        self.row_ends(HEADER)?;
        let first = self.row;
        for line in lines {
            let named = Cell::text(line.name.as_str());
            let format = style::plain(&named, ColumnKind::Long, line.emphasis);
            self.merged(0, NAMED - 1, &line.name, &format)?;
            for (column, cell) in (NAMED..).zip(&line.cells) {
                let format = style::plain(cell, ColumnKind::Short, line.emphasis);
                write_cell(self.sheet, (self.row, column), cell, &format)?;
            }
            self.row_ends(LINE)?;
        }
        Ok((!lines.is_empty()).then(|| (first, self.row - 1)))
    }
}
