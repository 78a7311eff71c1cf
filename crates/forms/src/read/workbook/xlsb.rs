//! Cells of an xlsb workbook through calamine's streaming reader; merged areas, which that one does not give, from the
//! records ([MS-XLSB] 2.4).
//!
//! Before calamine sees the file, its parts are unpacked with bounds and the records are followed to their end: calamine
//! takes the memory that a record claims.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader as _, Xlsb};
use encoding_rs::UTF_16LE;

use super::sheet::{Area, Sheet};
use super::{number, visible, xlsx};
use crate::read::docx::Relations;
use crate::read::limits::{Allowance, Refusal};
use crate::read::package::{Bound, Package};

/// A sheet of the workbook ([MS-XLSB] 2.4.304), and one merged area (2.4.684).
const SHEET: u16 = 156;
const MERGED: u16 = 176;

/// Merged areas by the name of their sheet.
type Merges = BTreeMap<String, Vec<Area>>;

/// Visible worksheets in order.
pub(super) fn sheets(
    bytes: &[u8],
    package: &mut Package<'_>,
    allowance: &mut Allowance<'_>,
) -> Result<Vec<Sheet>, Refusal> {
    xlsx::check_parts(package, allowance)?;
    let merges = check_records(package, allowance)?;
    // calamine promises no absence of panics on damaged files, and this crate never fails.
    catch_unwind(AssertUnwindSafe(|| read(bytes, &merges, allowance))).unwrap_or(Err(Refusal::Unreadable))
}

fn read(bytes: &[u8], merges: &Merges, allowance: &mut Allowance<'_>) -> Result<Vec<Sheet>, Refusal> {
    let unreadable = |_| Refusal::Unreadable;
    let mut book = Xlsb::new(Cursor::new(bytes)).map_err(unreadable)?;
    let mut sheets = Vec::new();
    for name in visible(&book) {
        let mut sheet = Sheet::new(&name);
        let mut cells = book.worksheet_cells_reader(&name).map_err(unreadable)?;
        while let Some(cell) = cells.next_cell().map_err(unreadable)? {
            let (row, column) = cell.get_position();
            sheet.put(row, column, &shown(cell.get_value()), allowance)?;
        }
        for area in merges.get(&name).into_iter().flatten() {
            sheet.merge(*area, allowance)?;
        }
        sheets.push(sheet);
    }
    Ok(sheets)
}

/// As a cell shows it; calamine does not tell its number format.
fn shown(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(value) => value.to_string(),
        DataRef::Float(value) => number::number(*value, ""),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(true) => "TRUE".to_owned(),
        DataRef::Bool(false) => "FALSE".to_owned(),
        DataRef::DateTime(value) => number::date(*value, ""),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

/// Follows the records of every part that calamine opens, and keeps the merged areas.
fn check_records(package: &mut Package<'_>, allowance: &mut Allowance<'_>) -> Result<Merges, Refusal> {
    let links = Relations::read(package, "xl", "workbook.bin", allowance)?;
    let book = part(package, "xl/workbook.bin", allowance)?.ok_or(Refusal::Unreadable)?;
    let mut listed = Vec::new();
    for record in records(&book) {
        let (kind, data) = record?;
        listed.extend((kind == SHEET).then(|| sheet_entry(data)).flatten());
    }
    for name in ["xl/sharedStrings.bin", "xl/styles.bin"] {
        if let Some(bytes) = part(package, name, allowance)? {
            records(&bytes).try_for_each(|record| record.map(|_| ()))?;
        }
    }
    let mut merges = Merges::new();
    for (link, name) in listed {
        let Some(target) = links.target(&link) else {
            continue;
        };
        let bytes = part(package, target, allowance)?.ok_or(Refusal::Unreadable)?;
        let areas = merges.entry(name).or_default();
        for record in records(&bytes) {
            let (kind, data) = record?;
            areas.extend((kind == MERGED).then(|| area(data)).flatten());
        }
    }
    Ok(merges)
}

fn part(
    package: &mut Package<'_>,
    name: &str,
    allowance: &mut Allowance<'_>,
) -> Result<Option<Vec<u8>>, Refusal> {
    let Some(bytes) = package.part(name, Bound::Ratio, allowance) else {
        return Ok(None);
    };
    let bytes = bytes?;
    if bytes.len() as u64 > allowance.limits.xml_bytes {
        return Err(Refusal::Unsafe);
    }
    Ok(Some(bytes))
}

/// The records of a part ([MS-XLSB] 2.1.4): a type of one or two bytes, a length of one to four, the data.
fn records(bytes: &[u8]) -> impl Iterator<Item = Result<(u16, &[u8]), Refusal>> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let record = next_record(&mut rest);
        if record.is_none() {
            rest = &[];
        }
        Some(record.ok_or(Refusal::Unreadable))
    })
}

fn next_record<'b>(rest: &mut &'b [u8]) -> Option<(u16, &'b [u8])> {
    let mut number = |longest: u32| {
        let mut value = 0_u32;
        for place in 0..longest {
            let (byte, behind) = rest.split_first()?;
            *rest = behind;
            value |= u32::from(byte & 0x7F) << (7 * place);
            if byte & 0x80 == 0 {
                break;
            }
        }
        Some(value)
    };
    let kind = u16::try_from(number(2)?).ok()?;
    let length = usize::try_from(number(4)?).ok()?;
    let (data, behind) = rest.split_at_checked(length)?;
    *rest = behind;
    Some((kind, data))
}

/// The relation and the name of a sheet.
fn sheet_entry(data: &[u8]) -> Option<(String, String)> {
    let (link, behind) = wide(data.get(8..)?)?;
    Some((link, wide(behind)?.0))
}

/// A text behind the number of its characters, and what follows it.
fn wide(data: &[u8]) -> Option<(String, &[u8])> {
    let length = usize::try_from(number_at(data, 0)?).ok()?.checked_mul(2)?;
    let (text, behind) = data.get(4..)?.split_at_checked(length)?;
    let (text, _) = UTF_16LE.decode_without_bom_handling(text);
    Some((text.into_owned(), behind))
}

fn area(data: &[u8]) -> Option<Area> {
    Some(Area {
        top: number_at(data, 0)?,
        bottom: number_at(data, 4)?,
        left: number_at(data, 8)?,
        right: number_at(data, 12)?,
    })
}

fn number_at(data: &[u8], place: usize) -> Option<u32> {
    let bytes = data.get(place..place.checked_add(4)?)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}
