//! Cells of an xlsx workbook: through calamine's streaming reader, unless all of them are texts.
//!
//! Its range functions allocate the rectangle that the cells span: two cells in the corners of a sheet end the
//! process. Before calamine sees the file at all, every XML part is read once with bounds, as calamine has none.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader as _, Xlsx, XlsxError};
use memchr::{memchr, memmem};

use super::sheet::{Area, Sheet};
use super::texts::{self, Text, Texts, Unusual};
use super::{number, visible};
use crate::read::limits::{Allowance, Limits, Refusal};
use crate::read::package::{Bound, Package};

/// Visible worksheets in order.
pub(super) fn sheets(
    bytes: &[u8],
    package: &mut Package<'_>,
    allowance: &mut Allowance<'_>,
) -> Result<Vec<Sheet>, Refusal> {
    let kept = Kept::of(package, allowance)?;
    if let Ok(texts) = kept.texts(package, allowance.limits) {
        return filled(texts, allowance);
    }
    let plain = kept.all_of(package);
    let bytes = plain.as_deref().unwrap_or(bytes);
    // calamine promises no absence of panics on damaged files, and this crate never fails.
    catch_unwind(AssertUnwindSafe(|| read(bytes, allowance))).unwrap_or(Err(Refusal::Unreadable))
}

fn filled(texts: Texts<'_>, allowance: &mut Allowance<'_>) -> Result<Vec<Sheet>, Refusal> {
    let mut sheets = Vec::with_capacity(texts.sheets.len());
    for read in texts.sheets {
        let mut sheet = Sheet::new(&read.name);
        for (row, column, text) in &read.cells {
            let text = match text {
                Text::Shared(place) => texts.strings.get(*place).map_or("", Cow::as_ref),
                Text::Own(text) => text,
            };
            sheet.put(*row, *column, text, allowance)?;
        }
        for area in read.merges {
            sheet.merge(area, allowance)?;
        }
        sheets.push(sheet);
    }
    Ok(sheets)
}

/// What is read without calamine, if anything is.
#[cfg(test)]
pub(super) fn texts_only(
    package: &mut Package<'_>,
    allowance: &mut Allowance<'_>,
) -> Option<Result<Vec<Sheet>, Refusal>> {
    let kept = Kept::of(package, allowance).ok()?;
    let texts = kept.texts(package, allowance.limits).ok()?;
    Some(filled(texts, allowance))
}

pub(super) fn read(bytes: &[u8], allowance: &mut Allowance<'_>) -> Result<Vec<Sheet>, Refusal> {
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|error| refusal(&error))?;
    let mut sheets = Vec::new();
    for name in visible(&book) {
        let mut sheet = Sheet::new(&name);
        cells(&mut book, &mut sheet, allowance)?;
        for merge in book
            .merge_cells_by_sheet_name(&name)
            .map_err(|error| refusal(&error))?
        {
            sheet.merge(Area::between(merge.start, merge.end), allowance)?;
        }
        sheets.push(sheet);
    }
    Ok(sheets)
}

fn cells(
    book: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &mut Sheet,
    allowance: &mut Allowance<'_>,
) -> Result<(), Refusal> {
    let mut reader = book
        .worksheet_cells_reader(&sheet.name)
        .map_err(|error| refusal(&error))?;
    loop {
        let next = reader
            .next_cell_with_style_id()
            .map_err(|error| refusal(&error))?;
        let Some((cell, style)) = next else { return Ok(()) };
        let format = reader
            .styles()
            .get(style)
            .and_then(|style| style.number_format.as_ref());
        let format = format.map_or("", |format| match format.format_id {
            // Built in for East Asia without a code: year and month.
            Some(27 | 36 | 50 | 52 | 57) => "yyyy/m",
            _ => format.format_code.as_str(),
        });
        let (row, column) = cell.get_position();
        sheet.put(row, column, &shown(cell.get_value(), format), allowance)?;
    }
}

fn shown(value: &DataRef<'_>, format: &str) -> String {
    match value {
        DataRef::Int(value) => value.to_string(),
        DataRef::Float(value) => number::number(*value, format),
        DataRef::String(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::DateTimeIso(text) => number::iso_date(text, format),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(true) => "TRUE".to_owned(),
        DataRef::Bool(false) => "FALSE".to_owned(),
        DataRef::DateTime(value) => number::date(*value, format),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

fn refusal(error: &XlsxError) -> Refusal {
    if matches!(error, XlsxError::Password) {
        Refusal::Encrypted
    } else {
        Refusal::Unreadable
    }
}

/// The parts that were unpacked for the checks, so that calamine need not unpack them once more, with new tables for each:
/// of workbooks as small as most are, since all of them stay in memory together.
#[derive(Default)]
struct Kept {
    parts: BTreeMap<usize, Vec<u8>>,
    bytes: usize,
}

impl Kept {
    /// Bytes of all parts together.
    const MOST: usize = 1 << 20;

    fn of(package: &mut Package<'_>, allowance: &mut Allowance<'_>) -> Result<Self, Refusal> {
        let mut kept = Self::default();
        for_each_part(package, allowance, |index, bytes| kept.keep(index, bytes))?;
        Ok(kept)
    }

    fn keep(&mut self, index: usize, bytes: Vec<u8>) {
        self.bytes = self.bytes.saturating_add(bytes.len());
        if self.bytes <= Self::MOST {
            self.parts.insert(index, bytes);
        } else {
            self.parts.clear();
        }
    }

    /// The sheets, if these parts say all of them and their cells are texts.
    fn texts(&self, package: &Package<'_>, limits: &Limits) -> Result<Texts<'_>, Unusual> {
        if self.bytes > Self::MOST || !package.is_plainly_named() {
            return Err(Unusual);
        }
        let part = |name: &str| self.parts.get(&package.index(name)?).map(Vec::as_slice);
        texts::read(&part, limits)
    }

    /// The package with these parts as they are; `None` for one that calamine has to unpack after all.
    fn all_of(&self, package: &mut Package<'_>) -> Option<Vec<u8>> {
        let small = self.bytes <= Self::MOST && package.size() <= Self::MOST;
        small.then(|| package.plain(&self.parts)).flatten()
    }
}

/// Reads every XML part with bounds: sizes, ratio, no DTD, and no table that claims more strings than it has.
pub(super) fn check_parts(package: &mut Package<'_>, allowance: &mut Allowance<'_>) -> Result<(), Refusal> {
    for_each_part(package, allowance, |_, _| ())
}

/// Hands over every part that was read so.
fn for_each_part(
    package: &mut Package<'_>,
    allowance: &mut Allowance<'_>,
    mut checked: impl FnMut(usize, Vec<u8>),
) -> Result<(), Refusal> {
    let names: Vec<String> = package
        .part_names()
        .filter(|part| [".xml", ".rels"].iter().any(|ending| part.ends_with(ending)))
        .map(str::to_owned)
        .collect();
    for name in names {
        let Some(bytes) = package.part(&name, Bound::Ratio, allowance) else {
            continue;
        };
        let bytes = bytes?;
        let too_long = bytes.len() as u64 > allowance.limits.xml_bytes;
        if too_long || has_doctype(&bytes) || claims_too_much(&bytes) {
            return Err(Refusal::Unsafe);
        }
        if let Some(index) = package.index(&name) {
            checked(index, bytes);
        }
    }
    Ok(())
}

fn has_doctype(bytes: &[u8]) -> bool {
    memchr(b'!', bytes).is_some() && memmem::find(bytes, b"<!DOCTYPE").is_some()
}

/// `uniqueCount` is memory that calamine takes before it sees one string; a string is 5 bytes of XML at least.
fn claims_too_much(bytes: &[u8]) -> bool {
    const ATTRIBUTE: &[u8] = b"uniqueCount";
    let head = bytes.get(..4_096).unwrap_or(bytes);
    // Few parts have a q so near their beginning, and making ready to look for a word costs more than looking for a letter.
    let Some(place) = memchr(b'q', head).and_then(|_| memmem::find(head, ATTRIBUTE)) else {
        return false;
    };
    let rest = head.get(place + ATTRIBUTE.len()..).unwrap_or_default();
    let digits = rest
        .iter()
        .skip_while(|byte| !byte.is_ascii_digit())
        .take_while(|byte| byte.is_ascii_digit());
    let claimed = digits.fold(0_u64, |sum, byte| {
        sum.saturating_mul(10).saturating_add(u64::from(byte - b'0'))
    });
    claimed > (bytes.len() as u64 / 4).max(1_000)
}
