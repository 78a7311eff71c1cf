//! Rows as XML. Texts stand in their cells, not in a table of shared ones, so that no text needs to be kept.

use chrono::{NaiveDate, NaiveDateTime};

use super::measure::row_height;
use super::overflow::Further;
use super::plan::Plan;
use crate::style::Look;
use crate::table::{Cell, ColumnKind, Row};

/// Everything that does not change from row to row.
#[derive(Debug)]
pub(super) struct Ink<'p> {
    further: &'p Further,
    widths: &'p [u16],
    columns: Vec<(String, ColumnKind)>,
    /// Numbers of the formats in the workbook, by [`Look::index`].
    formats: &'p [String],
}

impl<'p> Ink<'p> {
    pub(super) fn new(plan: &'p Plan<'_>, formats: &'p [String]) -> Self {
        let columns = (0..).zip(&plan.sheet.columns);
        Self {
            further: &plan.further,
            widths: &plan.widths,
            columns: columns
                .map(|(place, column)| (letters(place), column.kind))
                .collect(),
            formats,
        }
    }

    /// Appends a row; `number` counts from 1.
    pub(super) fn row(&self, xml: &mut Vec<u8>, number: usize, row: Row<'_>) {
        let row = self.further.spread(row);
        let digits = number.to_string();
        let height = row_height(&row.cells, self.widths).to_string();
        push(
            xml,
            &[
                "<row r=\"",
                &digits,
                "\" ht=\"",
                &height,
                "\" customHeight=\"1\">",
            ],
        );
        for ((place, (letters, kind)), cell) in (0..).zip(&self.columns).zip(&row.cells) {
            let look = Look::of(cell, *kind, row.emphasis, row.is_link(place));
            let format = self.formats.get(look.index()).map_or("0", String::as_str);
            push(xml, &["<c r=\"", letters, &digits, "\" s=\"", format, "\""]);
            self::cell(xml, cell);
        }
        push(xml, &["</row>"]);
    }
}

/// What follows the attributes of a cell.
fn cell(xml: &mut Vec<u8>, cell: &Cell<'_>) {
    match cell {
        Cell::Blank => push(xml, &["/>"]),
        Cell::Text(text) if text.is_empty() => push(xml, &["/>"]),
        Cell::Text(text) => {
            let space = if text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace) {
                " xml:space=\"preserve\""
            } else {
                ""
            };
            push(xml, &[" t=\"inlineStr\"><is><t", space, ">"]);
            escape(xml, text);
            push(xml, &["</t></is></c>"]);
        }
        Cell::Number(number) => push(xml, &["><v>", &number.to_string(), "</v></c>"]),
        Cell::Rate(rate) => push(xml, &["><v>", &rate.to_string(), "</v></c>"]),
        Cell::Moment(moment) => push(xml, &["><v>", &serial(*moment).to_string(), "</v></c>"]),
    }
}

fn push(xml: &mut Vec<u8>, pieces: &[&str]) {
    for piece in pieces {
        xml.extend_from_slice(piece.as_bytes());
    }
}

/// The text as the content of an element. Excel reads `_x0041_` as a character, so that what only looks like that needs
/// its underscore written that way (ECMA-376 part 1, 22.9.2.19).
pub(crate) fn escape(xml: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    let mut begun = 0;
    for (place, byte) in bytes.iter().enumerate() {
        let instead: &[u8] = match byte {
            b'&' => b"&amp;",
            b'<' => b"&lt;",
            b'>' => b"&gt;",
            b'_' if is_code(bytes.get(place + 1..)) => b"_x005F_",
            _ => continue,
        };
        xml.extend_from_slice(bytes.get(begun..place).unwrap_or_default());
        xml.extend_from_slice(instead);
        begun = place + 1;
    }
    xml.extend_from_slice(bytes.get(begun..).unwrap_or_default());
}

/// Whether `xHHHH_` follows.
fn is_code(rest: Option<&[u8]>) -> bool {
    matches!(rest, Some([b'x', one, two, three, four, b'_', ..])
        if [one, two, three, four].iter().all(|digit| digit.is_ascii_hexdigit()))
}

/// Days since the end of 1899, as spreadsheets count them: with a 29 February 1900 that never was.
pub(crate) fn serial(moment: NaiveDateTime) -> f64 {
    let since = moment
        - NaiveDate::from_ymd_opt(1899, 12, 30)
            .unwrap_or_default()
            .and_time(chrono::NaiveTime::MIN);
    // Whole seconds of 8,000 years are far below 2^53.
    #[expect(clippy::cast_precision_loss, reason = "see above")]
    let days = since.num_seconds() as f64 / 86_400.0;
    if days < 61.0 { days - 1.0 } else { days }
}

/// A column as spreadsheets name it: 0 is A, 26 is AA.
pub(crate) fn letters(column: u16) -> String {
    let mut letters = Vec::new();
    let mut rest = u32::from(column) + 1;
    while let Some(left) = rest.checked_sub(1) {
        letters.push(char::from(b'A' + u8::try_from(left % 26).unwrap_or_default()));
        rest = left / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_markup_or_a_code() {
        let mut xml = Vec::new();
        escape(&mut xml, "<甲&乙>_x0041__x00_");
        assert_eq!(
            String::from_utf8(xml).unwrap(),
            "&lt;甲&amp;乙&gt;_x005F_x0041__x00_"
        );
    }

    #[test]
    fn days_are_counted_as_spreadsheets_count_them() {
        let half_days = |year, month, day| {
            let noon = NaiveDate::from_ymd_opt(year, month, day)
                .unwrap()
                .and_hms_opt(12, 0, 0)
                .unwrap();
            (serial(noon) * 2.0).to_string()
        };
        assert_eq!(
            [
                half_days(1900, 1, 1),
                half_days(1900, 2, 28),
                half_days(1900, 3, 1)
            ],
            ["3", "119", "123"]
        );
        assert_eq!(half_days(2022, 10, 20), "89709");
    }

    #[test]
    fn columns_have_the_names_of_spreadsheets() {
        assert_eq!(
            [0, 25, 26, 701, 702, 16_383].map(letters),
            ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
        );
    }
}
