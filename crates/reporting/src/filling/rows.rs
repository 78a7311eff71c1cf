//! The sheet with the list in it.

use super::TemplateFault;
use super::elsewhere;
use super::formats::Formats;
use super::further::Further;
use super::header::Header;
use super::parse::{RowXml, SheetXml};
use super::press::Press;
use super::record::Records;
use super::reference::{Area, LAST_ROW, Moves, Shift};
use super::room::{Room, merges};
use crate::layout::letters;

/// What was made.
pub(super) struct Written {
    pub(super) xml: String,
    /// Name and content of the part of formats, if some were added.
    pub(super) styles: Option<(String, String)>,
    /// How rows below the list moved.
    pub(super) shift: Shift,
    /// Whether there are rules whose formulas could not be moved.
    pub(super) has_unread_rules: bool,
}

pub(super) fn write(
    sheet: &SheetXml,
    header: &Header,
    bound: Option<usize>,
    records: &Records<'_>,
    formats: Formats,
    name: &str,
) -> Result<Written, TemplateFault> {
    let room = Room::of(sheet, header, bound);
    let shift = room.shift(records.len());
    let further = Further::of(header, records)?;
    let last = sheet.rows.last().map_or(0, |row| row.number + shift.by);
    let list_end = room.first + records.len();
    let used = sheet.rows.iter().rev().find(|row| !row.cells.is_empty());
    let used = used.map_or(0, |row| shift.row(row.number));
    if last.max(list_end - 1) > LAST_ROW {
        return Err(TemplateFault::TooMuch);
    }
    let mut press = Press {
        sheet,
        room: &room,
        header,
        records,
        further: &further,
        formats,
        moves: Moves {
            shift,
            sheet: name,
            is_own: true,
        },
        xml: String::from(&sheet.before),
    };
    for row in sheet.rows.iter().filter(|row| row.number < room.first) {
        let titles = if row.number == header.row {
            further.titles(header)
        } else {
            Vec::new()
        };
        press.kept(row, row.number, &titles);
    }
    for place in 0..records.len() {
        press.filled(place);
    }
    for (_, row) in room.blanks.range(list_end..) {
        press.kept(row, row.number, &[]);
    }
    let below = |row: &&RowXml| room.footer.is_some_and(|footer| row.number >= footer);
    for row in sheet.rows.iter().filter(below) {
        press.kept(row, row.number + shift.by, &[]);
    }
    let merges = merges(sheet, &room, shift, records.len());
    let mut xml = std::mem::take(&mut press.xml);
    let after = after(&sheet.after, &sheet.prefix, shift, &merges);
    let after = elsewhere::links_moved(&after, press.moves);
    let rules = elsewhere::formulas_moved(&after, press.moves);
    let has_unread_rules = rules.is_none();
    xml.push_str(&rules.unwrap_or(after));
    let column = header.last_column.saturating_add(further.count);
    Ok(Written {
        xml: with_dimension(&xml, used.max(list_end - 1), column),
        styles: press.formats.finish()?,
        shift,
        has_unread_rules,
    })
}

/// What follows the rows, with every range moved.
fn after(text: &str, prefix: &str, shift: Shift, merges: &[Area]) -> String {
    let mut moved = moved(text, shift);
    if let Some((before, rest)) = moved
        .split_once(&format!("</{prefix}mergeCells>"))
        .filter(|_| !merges.is_empty())
    {
        let new: Vec<String> = merges
            .iter()
            .map(|area| format!("<{prefix}mergeCell ref=\"{}\"/>", area.name()))
            .collect();
        let new = new.concat();
        let count = before.matches("mergeCell ").count() + merges.len();
        let before = match before
            .split_once("mergeCells count=\"")
            .and_then(|(head, rest)| Some((head, rest.split_once('"')?.1)))
        {
            Some((head, rest)) => format!("{head}mergeCells count=\"{count}\"{rest}"),
            None => before.to_owned(),
        };
        moved = format!("{before}{new}</{prefix}mergeCells>{rest}");
    }
    moved
}

/// The text with the ranges of its attributes `ref` and `sqref` moved.
pub(super) fn moved(text: &str, shift: Shift) -> String {
    let mut changed = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("ref=\"") {
        let (range, after) = after.split_once('"').unwrap_or((after, ""));
        let range = if before.ends_with(" sq") {
            shift.rule_ranges(range)
        } else if before.ends_with("mergeCell ") {
            shift.merged(range)
        } else if before.ends_with(' ') {
            shift.ranges(range)
        } else {
            range.to_owned()
        };
        changed.extend([before, "ref=\"", &range, "\""]);
        rest = after;
    }
    changed.push_str(rest);
    changed
}

fn with_dimension(xml: &str, last_row: usize, last_column: u16) -> String {
    let Some((before, rest)) = xml.split_once("dimension ref=\"") else {
        return xml.to_owned();
    };
    let Some((range, after)) = rest.split_once('"') else {
        return xml.to_owned();
    };
    let column = Area::parse(range).map_or(last_column, |area| area.last.1.max(last_column));
    format!(
        "{before}dimension ref=\"A1:{}{last_row}\"{after}",
        letters(column)
    )
}
