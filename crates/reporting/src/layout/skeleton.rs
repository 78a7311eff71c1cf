//! The workbook without its rows, written by the library: tabs, titles, headers, formats, links, everything about
//! printing.

use rust_xlsxwriter::{
    ConditionalFormatText, ConditionalFormatTextRule, Format, IgnoreError, Url, Workbook, Worksheet,
    XlsxError,
};

use super::measure;
use super::plan::{Looks, Part, Plan};
use crate::page::Page;
use crate::style::{self, Look};
use crate::table::{Cell, Column, Sheet};
use crate::text::clean;

/// The package, and where rows belong in it.
#[derive(Debug)]
pub(super) struct Skeleton {
    pub(super) package: Vec<u8>,
    /// One for each part of each plan.
    pub(super) places: Vec<Place>,
    /// Looks in the order of the cells that the first row has for them.
    pub(super) legend: Vec<Look>,
}

/// A sheet whose rows are missing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// Number of the sheet in the package, from 1.
    pub(super) sheet: usize,
    /// Number of its first row, from 1. The skeleton has a row there, and maybe further ones, which give way.
    pub(super) row: usize,
}

pub(super) fn write(
    book: &mut Workbook,
    plans: &[Plan<'_>],
    page: &Page,
    looks: &Looks,
) -> Result<Skeleton, XlsxError> {
    let legend: Vec<Look> = looks.iter().copied().flatten().collect();
    let mut places = Vec::new();
    for plan in plans {
        for (number, part) in plan.parts.iter().enumerate() {
            let target = book.add_worksheet().set_name(&part.name)?;
            let first = write_part(target, plan, part, number + 1 == plan.parts.len())?;
            page.apply(target);
            let shown = if places.is_empty() {
                legend.as_slice()
            } else {
                legend.get(..1).unwrap_or_default()
            };
            for (column, look) in (0..).zip(shown) {
                target.write_blank(first, column, &look.format())?;
            }
            places.push(Place {
                sheet: book.worksheets().len(),
                row: rows(first) + 1,
            });
        }
    }
    Ok(Skeleton {
        package: book.save_to_buffer()?,
        places,
        legend,
    })
}

/// Everything but the rows; returns the place of the first of these.
fn write_part(
    target: &mut Worksheet,
    plan: &Plan<'_>,
    part: &Part<'_>,
    is_last: bool,
) -> Result<u32, XlsxError> {
    let (sheet, widths) = (&plan.sheet, &plan.widths);
    for (column, width) in (0..).zip(widths) {
        target.set_column_width(column, *width)?;
    }
    let header = write_head(target, sheet, widths)?;
    write_header(target, header, &sheet.columns, widths)?;
    target.set_repeat_rows(header, header)?;
    target.set_freeze_panes(header + 1, sheet.frozen_columns)?;
    let first = header + 1;
    let last = header + u32::try_from(part.rows.max(1)).unwrap_or(u32::MAX);
    let last_column = last_column(sheet);
    if let Some(printed) = sheet.printed_columns {
        target.set_print_area(0, 0, last, printed.saturating_sub(1))?;
    }
    if plan.is_empty {
        return Ok(first);
    }
    let sums = if is_last { sheet.sums } else { 0 };
    let filtered = u32::try_from(part.rows.saturating_sub(sums).max(1)).unwrap_or(u32::MAX);
    target.autofilter(header, 0, header + filtered, last_column)?;
    target.ignore_error_range(header, 0, last, last_column, IgnoreError::NumberStoredAsText)?;
    for (place, column) in (0..).zip(&sheet.columns) {
        colour(target, column, (first, last, place))?;
    }
    for (place, column, path) in &part.links {
        let row = first + u32::try_from(*place).unwrap_or(u32::MAX);
        target.write_url(
            row,
            *column,
            Url::new(format!("file:///{}", escaped(path))).set_text("."),
        )?;
    }
    Ok(first)
}

fn last_column(sheet: &Sheet<'_>) -> u16 {
    u16::try_from(sheet.columns.len().saturating_sub(1)).unwrap_or(u16::MAX)
}

fn rows(row: u32) -> usize {
    usize::try_from(row).unwrap_or(usize::MAX)
}

/// A path as a relative link: `#` would begin a place inside the file, `%` a code.
fn escaped(path: &str) -> String {
    path.replace('%', "%25").replace('#', "%23").replace(' ', "%20")
}

fn colour(target: &mut Worksheet, column: &Column, range: (u32, u32, u16)) -> Result<(), XlsxError> {
    let (first, last, place) = range;
    for (word, tone) in column.tones {
        let rule = ConditionalFormatText::new()
            .set_rule(ConditionalFormatTextRule::BeginsWith((*word).to_owned()))
            .set_format(style::tone(*tone));
        target.add_conditional_format(first, place, last, place, &rule)?;
    }
    Ok(())
}

/// Writes title and notes, each over the whole width, and says in which row the header comes.
fn write_head(target: &mut Worksheet, sheet: &Sheet<'_>, widths: &[u16]) -> Result<u32, XlsxError> {
    let last_column = sheet
        .printed_columns
        .map_or_else(|| last_column(sheet), |printed| printed.saturating_sub(1));
    let (title, note) = (style::title(), style::note());
    let title_line = (&sheet.title, &title, style::TITLE_SIZE);
    let note_lines = sheet.notes.iter().map(|text| (text, &note, style::BODY_SIZE));
    let mut row = 0;
    for (text, format, size) in std::iter::once(title_line).chain(note_lines) {
        let text = clean(text);
        if last_column > 0 {
            target.merge_range(row, 0, row, last_column, "", format)?;
        }
        target.write_string_with_format(row, 0, text.as_ref(), format)?;
        let room = widths.get(..=usize::from(last_column)).unwrap_or(widths);
        target.set_row_height(row, measure::merged_height(&text, size, room))?;
        row += 1;
    }
    Ok(row)
}

fn write_header(
    target: &mut Worksheet,
    row: u32,
    columns: &[Column],
    widths: &[u16],
) -> Result<(), XlsxError> {
    let format = style::header();
    let titles: Vec<Cell<'_>> = columns
        .iter()
        .map(|column| Cell::Text(clean(&column.title)))
        .collect();
    for (place, title) in (0..).zip(&titles) {
        write_cell(target, (row, place), title, &format)?;
    }
    target.set_row_height(row, measure::row_height(&titles, widths))?;
    Ok(())
}

/// Writes a cell by its type.
pub(crate) fn write_cell(
    target: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell<'_>,
    format: &Format,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Blank => target.write_blank(row, column, format)?,
        Cell::Text(text) => target.write_string_with_format(row, column, clean(text.as_ref()), format)?,
        #[expect(clippy::cast_precision_loss, reason = "counts and sizes stay far below 2^53")]
        Cell::Number(number) => target.write_number_with_format(row, column, *number as f64, format)?,
        Cell::Rate(rate) => target.write_number_with_format(row, column, *rate, format)?,
        Cell::Moment(moment) => target.write_datetime_with_format(row, column, moment, format)?,
    };
    Ok(())
}
