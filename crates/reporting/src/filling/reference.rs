//! References to cells, moved as a spreadsheet moves them when rows are inserted.

use std::borrow::Cow;

use crate::layout::letters;

/// The last row that a sheet can have.
pub(super) const LAST_ROW: usize = 1_048_576;

/// Rows inserted before a row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Shift {
    /// The row that moves first, from 1.
    pub(super) from: usize,
    /// By how many rows.
    pub(super) by: usize,
    /// The only row that the template has for the list: what begins there stays, what ends there moves. 0: none.
    pub(super) only: usize,
    /// The first row below those that the template has for the list.
    pub(super) below: usize,
}

/// Where in a range a cell stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// By itself, or where a range begins.
    First,
    /// Where a range ends.
    Last,
}

impl Shift {
    /// The row after the insertion.
    pub(super) const fn row(self, row: usize) -> usize {
        if row < self.from {
            row
        } else if row + self.by > LAST_ROW {
            LAST_ROW
        } else {
            row + self.by
        }
    }

    fn row_at(self, row: usize, place: Place) -> usize {
        if place == Place::First && row == self.only {
            row
        } else {
            self.row(row)
        }
    }

    /// Where something that hangs on a single cell stands.
    pub(super) fn cell_row(self, row: usize) -> usize {
        self.row_at(row, Place::First)
    }

    /// Ranges, moved; none is of another sheet.
    pub(super) fn ranges(self, text: &str) -> String {
        let moves = Moves {
            shift: self,
            sheet: "",
            is_own: true,
        };
        moves.text(text)
    }

    /// Ranges for which a rule holds: it holds for every row of the list where it did for the only one.
    pub(super) fn rule_ranges(self, text: &str) -> String {
        let one = |range: &str| match Area::parse(range) {
            Some(area) if !range.contains(':') && area.first.0 == self.only => Area {
                first: area.first,
                last: (self.row(area.last.0), area.last.1),
            }
            .name(),
            _ => self.ranges(range),
        };
        text.split(' ').map(one).collect::<Vec<_>>().join(" ")
    }

    /// Merged cells, moved as a whole.
    pub(super) fn merged(self, text: &str) -> String {
        Self { only: 0, ..self }.ranges(text)
    }
}

/// How what names cells of the filled-in sheet changes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moves<'s> {
    pub(super) shift: Shift,
    /// The name of that sheet.
    pub(super) sheet: &'s str,
    /// Whether what names no sheet means it.
    pub(super) is_own: bool,
}

impl Moves<'_> {
    fn means(self, sheet: Option<&str>) -> bool {
        sheet.map_or(self.is_own, |sheet| {
            sheet.to_lowercase() == self.sheet.to_lowercase()
        })
    }

    /// All references in a formula or list of ranges, moved. What names another sheet stays.
    pub(super) fn text(self, text: &str) -> String {
        rewritten(text, |reference, sheet, place| {
            if self.means(sheet) {
                let row = self.shift.row_at(reference.row, place);
                Reference { row, ..reference }
            } else {
                reference
            }
        })
    }

    /// What a chart draws, moved: the only row of the list becomes all of them.
    pub(super) fn drawn(self, text: &str) -> String {
        let moved = self.text(text);
        let cell = text.rsplit_once('!').map_or(text, |(_, cell)| cell);
        let is_only = |area: Area| self.shift.only > 0 && area.first.0 == self.shift.only;
        if cell.contains(':') || moved != text || !Area::parse(cell).is_some_and(is_only) {
            return moved;
        }
        let range = self.text(&format!("{text}:{cell}"));
        if range.ends_with(&format!(":{cell}")) {
            moved
        } else {
            range
        }
    }

    /// A formula of the list as it reads `by` rows further down: rows without `$` move along.
    pub(super) fn copied(self, formula: &str, by: usize) -> String {
        rewritten(formula, |reference, sheet, place| {
            let is_below = reference.is_fixed || reference.row >= self.shift.below;
            let row = if self.means(sheet) && is_below {
                self.shift.row_at(reference.row, place)
            } else {
                reference.row
            };
            let row = if reference.is_fixed { row } else { row + by };
            Reference { row, ..reference }
        })
    }
}

/// A formula as it reads so many rows further down and columns further right; `None` where that is outside a sheet.
pub(super) fn copied(formula: &str, rows: isize, columns: isize) -> Option<String> {
    let mut is_inside = true;
    let copied = rewritten(formula, |reference, _, _| {
        let row = if reference.is_fixed {
            Some(reference.row)
        } else {
            reference.row.checked_add_signed(rows)
        };
        let column = right_of(&reference.column, columns);
        is_inside &= row.is_some() && column.is_some();
        Reference {
            row: row.unwrap_or_default(),
            column: column.map_or_else(|| reference.column.clone(), Cow::Owned),
            ..reference
        }
    });
    is_inside.then_some(copied)
}

/// The name of a column so many further right; one with `$`, or none, stays.
fn right_of(column: &str, by: isize) -> Option<String> {
    if column.is_empty() || column.starts_with('$') {
        return Some(column.to_owned());
    }
    let (_, number) = cell(&format!("{column}1"))?;
    let number = usize::from(number).checked_add_signed(by)?;
    Some(letters(u16::try_from(number).ok()?))
}

/// A cell in a formula, or a whole row.
#[derive(Debug, Clone)]
struct Reference<'t> {
    /// With `$`, where it has one; empty for a whole row.
    column: Cow<'t, str>,
    /// Whether `$` stands before the row.
    is_fixed: bool,
    row: usize,
}

/// The formula with its references changed; `change` is told which sheet is named.
fn rewritten<'t>(
    text: &'t str,
    mut change: impl FnMut(Reference<'t>, Option<&str>, Place) -> Reference<'t>,
) -> String {
    let mut changed = String::with_capacity(text.len());
    let mut rest = text;
    // What was read since the last mark: before `!` it is the name of a sheet.
    let (mut word, mut sheet, mut before) = (String::new(), None, None);
    let mut is_range = false;
    while let Some(character) = rest.chars().next() {
        let is_begin =
            before.is_none_or(|before: char| !before.is_alphanumeric() && !matches!(before, '_' | '.' | '$'));
        let found = Some(rest).filter(|_| is_begin).and_then(reference);
        let found = found.or_else(|| {
            Some(rest)
                .filter(|_| is_begin)
                .and_then(|rest| whole_row(rest, is_range))
        });
        let taken = match (character, found) {
            ('"' | '\'' | '[', _) => {
                let closed = enclosed(rest, character);
                word.push_str(&named(closed));
                changed.push_str(closed);
                closed.len()
            }
            (_, Some((reference, length))) => {
                if !is_range && before != Some('!') {
                    sheet = None;
                }
                let place = if is_range { Place::Last } else { Place::First };
                let reference = change(reference, sheet.as_deref(), place);
                changed.push_str(&reference.column);
                changed.push_str(if reference.is_fixed { "$" } else { "" });
                changed.push_str(&reference.row.to_string());
                is_range = rest.get(length..).is_some_and(|rest| rest.starts_with(':'));
                word.clear();
                length
            }
            _ => {
                match character {
                    '!' => sheet = Some(std::mem::take(&mut word)),
                    c if c.is_alphanumeric() || matches!(c, '_' | '.' | '\\' | '?') => word.push(c),
                    _ => word.clear(),
                }
                is_range &= character == ':';
                changed.push(character);
                character.len_utf8()
            }
        };
        let (done, after) = rest.split_at_checked(taken).unwrap_or((rest, ""));
        before = done.chars().next_back();
        rest = after;
    }
    changed
}

/// From a quotation mark or bracket to where it ends; a doubled quotation mark ends nothing.
fn enclosed(text: &str, mark: char) -> &str {
    let mut depth = 0_usize;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        match character {
            '[' if mark == '[' => depth += 1,
            ']' if mark == '[' => depth -= 1,
            quote if mark != '[' && quote == mark && at > 0 => {
                if characters.next_if(|(_, next)| *next == mark).is_none() {
                    return text.get(..=at).unwrap_or(text);
                }
                continue;
            }
            _ => continue,
        }
        if depth == 0 {
            return text.get(..=at).unwrap_or(text);
        }
    }
    text
}

/// The name of a sheet in its quotation marks, or of a workbook in its brackets, as it is.
fn named(enclosed: &str) -> Cow<'_, str> {
    match enclosed
        .strip_prefix('\'')
        .and_then(|name| name.strip_suffix('\''))
    {
        Some(name) => Cow::Owned(name.replace("''", "'")),
        None => Cow::Borrowed(enclosed),
    }
}

/// A reference at the beginning of the text, and its length in bytes.
fn reference(text: &str) -> Option<(Reference<'_>, usize)> {
    let bytes = text.as_bytes();
    let column_begin = usize::from(bytes.first() == Some(&b'$'));
    let column_length = count(bytes, column_begin, u8::is_ascii_uppercase);
    let column_end = column_begin + column_length;
    let is_fixed = bytes.get(column_end) == Some(&b'$');
    let row_begin = column_end + usize::from(is_fixed);
    let row_length = count(bytes, row_begin, u8::is_ascii_digit);
    let end = row_begin + row_length;
    if !(1..=3).contains(&column_length) || !(1..=7).contains(&row_length) || !ends(text, end) {
        return None;
    }
    let reference = Reference {
        column: Cow::Borrowed(text.get(..column_end)?),
        is_fixed,
        row: text.get(row_begin..end)?.parse().ok()?,
    };
    Some((reference, end))
}

/// A whole row at the beginning of the text: a number before a colon and another one, or the one behind that colon.
fn whole_row(text: &str, is_last: bool) -> Option<(Reference<'_>, usize)> {
    let bytes = text.as_bytes();
    let row = |from: usize| {
        let begin = from + usize::from(bytes.get(from) == Some(&b'$'));
        let length = count(bytes, begin, u8::is_ascii_digit);
        let end = begin + length;
        (1..=7).contains(&length).then_some((begin, end))
    };
    let (begin, end) = row(0)?;
    if !is_last {
        bytes.get(end).filter(|byte| **byte == b':')?;
        row(end + 1)?;
    } else if !ends(text, end) {
        return None;
    }
    let reference = Reference {
        column: Cow::Borrowed(""),
        is_fixed: begin > 0,
        row: text.get(begin..end)?.parse().ok()?,
    };
    Some((reference, end))
}

fn count(bytes: &[u8], from: usize, is: fn(&u8) -> bool) -> usize {
    bytes.iter().skip(from).take_while(|byte| is(byte)).count()
}

/// Whether no word goes on here.
fn ends(text: &str, at: usize) -> bool {
    let next = text.get(at..).and_then(|rest| rest.chars().next());
    next.is_none_or(|next| !next.is_alphanumeric() && !matches!(next, '_' | '(' | '!' | '.' | '['))
}

/// Row and column of a plain reference such as `B5`; the row from 1, the column from 0.
pub(super) fn cell(text: &str) -> Option<(usize, u16)> {
    let text = text.replace('$', "");
    let digits = text.find(|c: char| c.is_ascii_digit())?;
    let (column, row) = text.split_at_checked(digits)?;
    let mut number = 0_u32;
    for letter in column.bytes() {
        let place = letter
            .to_ascii_uppercase()
            .checked_sub(b'A')
            .filter(|place| *place < 26)?;
        number = number.checked_mul(26)?.checked_add(u32::from(place) + 1)?;
    }
    Some((row.parse().ok()?, u16::try_from(number.checked_sub(1)?).ok()?))
}

/// The name of a cell.
pub(super) fn name(row: usize, column: u16) -> String {
    format!("{}{row}", letters(column))
}

/// A rectangle of cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) first: (usize, u16),
    pub(super) last: (usize, u16),
}

impl Area {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (first, last) = text.split_once(':').unwrap_or((text, text));
        Some(Self {
            first: cell(first)?,
            last: cell(last)?,
        })
    }

    pub(super) fn name(self) -> String {
        format!(
            "{}:{}",
            name(self.first.0, self.first.1),
            name(self.last.0, self.last.1)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIFT: Shift = Shift {
        from: 13,
        by: 5,
        only: 0,
        below: 14,
    };

    fn moves(is_own: bool) -> Moves<'static> {
        Moves {
            shift: SHIFT,
            sheet: "汇 总's",
            is_own,
        }
    }

    #[test]
    fn references_move_as_a_spreadsheet_moves_them() {
        for (before, after) in [
            ("SUM(C4:C13)", "SUM(C4:C18)"),
            ("$A$13+A12*LOG10(B20)", "$A$18+A12*LOG10(B25)"),
            (
                "\"A13\"&A13&'A13'!A13&其他!A13:B14",
                "\"A13\"&A18&'A13'!A13&其他!A13:B14",
            ),
            ("A4:H13 J14", "A4:H18 J19"),
            ("ABCD13+_A13+A13B", "ABCD13+_A13+A13B"),
            ("表1[A13]+表1[[#All],[B13]]+C13", "表1[A13]+表1[[#All],[B13]]+C18"),
            ("SUM(4:13)+SUM($12:$14)*13", "SUM(4:18)+SUM($12:$19)*13"),
            ("'汇 总''s'!F20+\"'x\"&F20", "'汇 总''s'!F25+\"'x\"&F25"),
        ] {
            assert_eq!(moves(true).text(before), after);
        }
    }

    #[test]
    fn from_another_sheet_only_what_names_the_sheet_moves() {
        for (before, after) in [
            ("F20+'汇 总''s'!F20:G21+F20", "F20+'汇 总''s'!F25:G26+F20"),
            ("'[1]汇 总''s'!F20+其他!F20", "'[1]汇 总''s'!F20+其他!F20"),
            (
                "'汇 总''s'!$13:$20,'汇 总''s'!F:F",
                "'汇 总''s'!$18:$25,'汇 总''s'!F:F",
            ),
        ] {
            assert_eq!(moves(false).text(before), after);
        }
    }

    #[test]
    fn what_spans_the_only_row_of_the_list_grows_with_it() {
        let shift = Shift {
            from: 4,
            by: 6,
            only: 4,
            below: 5,
        };
        assert_eq!(shift.ranges("F4:F4 F4 F5 A3:I4"), "F4:F10 F4 F11 A3:I10");
        assert_eq!(shift.rule_ranges("F4 G5"), "F4:F10 G11");
        assert_eq!(shift.merged("H4:I4"), "H10:I10");
        let moves = Moves {
            shift,
            sheet: "汇总",
            is_own: false,
        };
        for (before, after) in [
            ("汇总!$C$4", "汇总!$C$4:$C$10"),
            ("其他!$C$4", "其他!$C$4"),
            ("汇总!$C$4:$D$4", "汇总!$C$4:$D$10"),
            ("汇总!$C$3", "汇总!$C$3"),
        ] {
            assert_eq!(moves.drawn(before), after);
        }
    }

    #[test]
    fn a_formula_of_the_list_reads_its_own_row_and_the_moved_total() {
        assert_eq!(
            moves(true).copied("LEN(K4)+$B$4+B$4+K4/K$20+其他!A1", 3),
            "LEN(K7)+$B$4+B$4+K7/K$25+其他!A4"
        );
        assert_eq!(
            copied("汇总!F4+$F4+F$4", 2, 1).as_deref(),
            Some("汇总!G6+$F6+G$4")
        );
        assert_eq!(copied("A1", 0, -1), None);
    }

    #[test]
    fn areas_are_read_and_named() {
        let area = Area::parse("$B$2:AA10").unwrap();
        assert_eq!((area.first, area.last), ((2, 1), (10, 26)));
        assert_eq!(area.name(), "B2:AA10");
        assert_eq!(Area::parse("甲"), None);
    }
}
