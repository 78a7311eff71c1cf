//! Sheets whose cells may have coloured words.

use rust_xlsxwriter::{
    Color, Format, FormatAlign, FormatBorder, FormatUnderline, Workbook, Worksheet, XlsxError,
};

use crate::page::Page;
use crate::similar::Marked;
use crate::style;
use crate::text::{clean, looks_like_formula};

/// Lines of a row. More would need a higher row than Excel has; what does not fit continues in the next row.
const LINES: usize = 28;
/// Points of a line.
const LINE: u32 = 14;
/// Rows of a sheet.
const ROWS: u32 = 1_048_576;

/// One sheet.
pub(super) struct Sheet {
    pub(super) name: &'static str,
    pub(super) title: String,
    pub(super) notes: Vec<String>,
    /// Titles and widths, the widths in digits.
    pub(super) columns: Vec<(&'static str, u16)>,
    /// Whether readers may filter: each line then stands in one row but for very long names.
    pub(super) is_list: bool,
    pub(super) rows: Vec<Vec<Value>>,
}

/// What stands in a cell.
pub(super) enum Value {
    Count(usize),
    /// A part of one, shown in percent.
    Share(f64),
    Text(Vec<Words>),
    Nothing,
}

/// Words of one colour.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Words {
    pub(super) marked: Option<Marked>,
    pub(super) text: String,
}

impl Value {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(vec![Words {
            marked: None,
            text: text.into(),
        }])
    }
}

/// Writes sheets into one workbook.
pub(super) struct Printer<'a> {
    book: &'a mut Workbook,
    page: Page,
}

impl<'a> Printer<'a> {
    pub(super) fn new(book: &'a mut Workbook, page: Page) -> Self {
        Self { book, page }
    }

    /// Writes a sheet, and what has no room on it on further ones.
    pub(super) fn print(&mut self, sheet: Sheet) -> Result<(), XlsxError> {
        let mut rows = sheet.rows.into_iter().peekable();
        let mut number = 1;
        loop {
            let target = self.book.add_worksheet();
            match number {
                1 => target.set_name(sheet.name)?,
                more => target.set_name(format!("{}（续{}）", sheet.name, more - 1))?,
            };
            let mut row = head(target, &sheet.title, &sheet.notes, &sheet.columns)?;
            let first = row;
            while row < ROWS - LINE
                && let Some(values) = rows.next()
            {
                row = line(target, row, &values, &sheet.columns)?;
            }
            if sheet.is_list && row > first {
                let last = u16::try_from(sheet.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
                target.autofilter(first - 1, 0, row - 1, last)?;
            }
            self.page.apply(target);
            if rows.peek().is_none() {
                return Ok(());
            }
            number += 1;
        }
    }
}

/// Title, notes and header; returns the row after them.
fn head(
    target: &mut Worksheet,
    title: &str,
    notes: &[String],
    columns: &[(&str, u16)],
) -> Result<u32, XlsxError> {
    let last = u16::try_from(columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    let room: usize = columns.iter().map(|(_, width)| usize::from(*width)).sum();
    let mut row = 0;
    let title = (title, style::title(), 30);
    let lines = |note: &str| u32::try_from(parts(&plain(note), room, usize::MAX).1).unwrap_or(1);
    let notes = notes
        .iter()
        .map(|note| (note.as_str(), style::note(), LINE * lines(note) + 4));
    for (text, format, height) in std::iter::once(title).chain(notes) {
        target.merge_range(row, 0, row, last, "", &format)?;
        target.write_string_with_format(row, 0, clean(text), &format)?;
        target.set_row_height(row, height)?;
        row += 1;
    }
    for (column, (title, width)) in (0..).zip(columns) {
        target.set_column_width(column, *width)?;
        target.write_string_with_format(row, column, *title, &style::header())?;
    }
    target.set_row_height(row, 2 * LINE + 4)?;
    target.set_repeat_rows(row, row)?;
    target.set_freeze_panes(row + 1, 0)?;
    Ok(row + 1)
}

/// Writes one line of values, over as many rows as its longest text needs.
fn line(
    target: &mut Worksheet,
    row: u32,
    values: &[Value],
    columns: &[(&str, u16)],
) -> Result<u32, XlsxError> {
    let mut next = row + 1;
    let mut heights: Vec<(u32, usize)> = Vec::new();
    for ((column, value), (_, width)) in (0..).zip(values).zip(columns) {
        let centred = |number| cell().set_num_format(number).set_align(FormatAlign::Center);
        #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
        match value {
            Value::Nothing => {
                target.write_blank(row, column, &cell())?;
            }
            Value::Count(count) => {
                target.write_number_with_format(row, column, *count as f64, &centred("0"))?;
            }
            Value::Share(share) => {
                target.write_number_with_format(row, column, *share, &centred("0.0%"))?;
            }
            Value::Text(words) => {
                let (parts, lines) = parts(words, usize::from(*width), LINES);
                let last = lines - (parts.len().saturating_sub(1)) * LINES;
                for ((place, part), left) in (row..).zip(&parts).zip((0..parts.len()).rev()) {
                    write(target, place, column, part)?;
                    heights.push((place, if left == 0 { last } else { LINES }));
                    next = next.max(place + 1);
                }
            }
        }
    }
    for place in row..next {
        let lines = heights
            .iter()
            .filter(|(known, _)| *known == place)
            .map(|(_, lines)| *lines);
        let lines = u32::try_from(lines.max().unwrap_or(1)).unwrap_or(1);
        target.set_row_height(place, LINE * lines + 4)?;
    }
    for place in row + 1..next {
        fill(target, place, row, columns, values)?;
    }
    Ok(next)
}

/// Cells of a continued row that have nothing of their own.
fn fill(
    target: &mut Worksheet,
    row: u32,
    first: u32,
    columns: &[(&str, u16)],
    values: &[Value],
) -> Result<(), XlsxError> {
    let down = usize::try_from(row - first).unwrap_or(usize::MAX);
    for ((column, value), (_, width)) in (0..).zip(values).zip(columns) {
        let is_taken = match value {
            Value::Text(words) => parts(words, usize::from(*width), LINES).0.len() > down,
            Value::Count(_) | Value::Share(_) | Value::Nothing => false,
        };
        if column == 0 {
            target.write_string_with_format(row, column, "（续）", &cell().set_align(FormatAlign::Center))?;
        } else if !is_taken {
            target.write_blank(row, column, &cell())?;
        }
    }
    Ok(())
}

fn write(target: &mut Worksheet, row: u32, column: u16, words: &[Words]) -> Result<(), XlsxError> {
    match words {
        [] => target.write_blank(row, column, &cell())?,
        [Words { marked: None, text }] if looks_like_formula(text) => {
            target.write_string_with_format(row, column, text, &cell().set_quote_prefix())?
        }
        [Words { marked: None, text }] => target.write_string_with_format(row, column, text, &cell())?,
        several => {
            let formats: Vec<Format> = several.iter().map(|words| ink(words.marked)).collect();
            let texts: Vec<String> = several.iter().map(|words| literal(&words.text)).collect();
            let rich: Vec<(&Format, &str)> = formats.iter().zip(texts.iter().map(String::as_str)).collect();
            target.write_rich_string_with_format(row, column, &rich, &cell())?
        }
    };
    Ok(())
}

/// Words like `_x0041_`, which Excel would read as a character, so that it does not (ECMA-376 part 1, 22.9.2.19); in
/// strings without colours the library does this itself.
fn literal(text: &str) -> String {
    let is_code = |rest: &str| {
        let digits = rest.strip_prefix("_x").unwrap_or_default();
        let (four, end) = digits.split_at_checked(4).unwrap_or_default();
        end.starts_with('_') && four.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    let mut literal = String::with_capacity(text.len());
    for (place, character) in text.char_indices() {
        if character == '_' && text.get(place..).is_some_and(is_code) {
            literal.push_str("_x005F");
        }
        literal.push(character);
    }
    literal
}

fn font() -> Format {
    Format::new()
        .set_font_name("仿宋")
        .set_font_size(style::BODY_SIZE)
        .set_font_charset(134)
}

fn cell() -> Format {
    font()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_border(FormatBorder::Thin)
        .set_border_color(Color::RGB(0x007F_7F7F))
}

/// Bold red for what is shared, underlined blue for quotations: seen to be different on paper without colours too.
fn ink(marked: Option<Marked>) -> Format {
    match marked {
        None => font(),
        Some(Marked::Shared) => font().set_bold().set_font_color(Color::RGB(0x00C0_0000)),
        Some(Marked::Quoted) => font()
            .set_underline(FormatUnderline::Single)
            .set_font_color(Color::RGB(0x001F_4E9E)),
    }
}

fn plain(text: &str) -> Vec<Words> {
    vec![Words {
        marked: None,
        text: text.to_owned(),
    }]
}

/// The words in parts of at most `most` lines of `width` digits, and how many lines they have in all.
fn parts(words: &[Words], width: usize, most: usize) -> (Vec<Vec<Words>>, usize) {
    // One digit is lost where a line must not begin with a mark, and cells have a margin.
    let room = width.saturating_sub(2).max(2);
    let mut parts: Vec<Vec<Words>> = vec![Vec::new()];
    let (mut lines, mut used) = (1, 0);
    for words in words {
        for character in clean(&words.text).chars() {
            let wide = if character.is_ascii() { 1 } else { 2 };
            if used + wide > room {
                lines += 1;
                used = 0;
            }
            if lines > parts.len().saturating_mul(most) {
                parts.push(Vec::new());
            }
            push(&mut parts, words.marked, character);
            used += wide;
            if character == '\n' {
                lines += 1;
                used = 0;
            }
        }
    }
    (parts, lines)
}

fn push(parts: &mut [Vec<Words>], marked: Option<Marked>, character: char) {
    let Some(part) = parts.last_mut() else { return };
    match part.last_mut() {
        Some(last) if last.marked == marked => last.text.push(character),
        _ => part.push(Words {
            marked,
            text: character.to_string(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_code_of_the_format_stays_text() {
        assert_eq!(
            literal("a_x0041_ _x_x000D_x 学_x00_"),
            "a_x005F_x0041_ _x_x005F_x000D_x 学_x00_"
        );
    }

    #[test]
    fn parts_join_to_the_text_and_have_no_more_lines_than_a_row() {
        let words = |marked, text: &str| Words {
            marked,
            text: text.to_owned(),
        };
        let all = [
            words(None, &"学习\n".repeat(40)),
            words(Some(Marked::Shared), &"𠮷😀".repeat(20_000)),
            words(None, "完"),
        ];
        let (found, lines) = parts(&all, 52, LINES);
        assert_eq!(lines, 40 + 1_600 + 1);
        assert_eq!(found.len(), lines.div_ceil(LINES));
        let joined: String = found.iter().flatten().map(|words| words.text.as_str()).collect();
        assert_eq!(
            joined,
            all.iter().map(|words| words.text.as_str()).collect::<String>()
        );
        for part in &found {
            let text: String = part.iter().map(|words| words.text.as_str()).collect();
            assert!(text.encode_utf16().count() <= 32_767);
        }
    }
}
