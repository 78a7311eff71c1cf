//! Cells of an Excel 97 workbook through calamine.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, Reader as _, Xls, XlsError};

use super::sheet::{Area, Sheet};
use super::{number, visible};
use crate::read::limits::{Allowance, Refusal};

/// Visible worksheets in order.
pub(super) fn sheets(bytes: &[u8], allowance: &mut Allowance<'_>) -> Result<Vec<Sheet>, Refusal> {
    if claims_too_much(bytes, allowance.limits.cells as u64) {
        return Err(Refusal::Unsafe);
    }
    // calamine promises no absence of panics on damaged files, and this crate never fails.
    catch_unwind(AssertUnwindSafe(|| read(bytes, allowance))).unwrap_or(Err(Refusal::Unreadable))
}

fn read(bytes: &[u8], allowance: &mut Allowance<'_>) -> Result<Vec<Sheet>, Refusal> {
    let mut book = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsError::Password => Refusal::Encrypted,
        _ => Refusal::Unreadable,
    })?;
    let mut sheets = Vec::new();
    for name in visible(&book) {
        let mut sheet = Sheet::new(&name);
        let range = book.worksheet_range(&name).map_err(|_| Refusal::Unreadable)?;
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            let place = |from: u32, step: usize| from.saturating_add(u32::try_from(step).unwrap_or(u32::MAX));
            sheet.put(place(top, row), place(left, column), &shown(value), allowance)?;
        }
        for merge in book.merge_cells_by_sheet_name(&name).unwrap_or_default() {
            sheet.merge(Area::between(merge.start, merge.end), allowance)?;
        }
        sheets.push(sheet);
    }
    Ok(sheets)
}

fn shown(value: &Data) -> String {
    match value {
        Data::Int(value) => value.to_string(),
        Data::Float(value) => number::number(*value, ""),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Bool(true) => "TRUE".to_owned(),
        Data::Bool(false) => "FALSE".to_owned(),
        Data::DateTime(value) => number::date(*value, ""),
        Data::Error(error) => error.to_string(),
        Data::Empty => String::new(),
    }
}

/// calamine takes memory for the rectangle that a Dimensions record claims ([MS-XLS] 2.4.90), so the records are
/// looked for in the raw bytes. A writer's 14 data bytes seldom fall on a sector border; what is missed is still
/// held by the format itself to 65,536 rows by 256 columns.
fn claims_too_much(bytes: &[u8], cells: u64) -> bool {
    const RECORD: &[u8] = &[0x00, 0x02, 0x0E, 0x00];
    bytes
        .windows(18)
        .filter(|window| window.starts_with(RECORD))
        .any(|window| {
            let number = |start: usize, length: usize| {
                let part = window.get(start..start + length).unwrap_or_default();
                part.iter()
                    .rev()
                    .fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte))
            };
            let (top, bottom) = (number(4, 4), number(8, 4));
            let (left, right, reserved) = (number(12, 2), number(14, 2), number(16, 2));
            reserved == 0
                && bottom
                    .saturating_sub(top)
                    .saturating_mul(right.saturating_sub(left))
                    > cells
        })
}
