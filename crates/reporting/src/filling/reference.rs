//! References to cells, moved as a spreadsheet moves them when rows are inserted.

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

    /// All references in a formula or list of ranges, moved. What names another sheet stays.
    pub(super) fn text(self, text: &str) -> String {
        rewritten(text, |reference| Reference {
            row: self.row(reference.row),
            ..reference
        })
    }
}

/// A formula as it reads `by` rows further down: rows without `$` move along.
pub(super) fn copied(formula: &str, by: usize) -> String {
    rewritten(formula, |reference| Reference {
        row: if reference.is_fixed {
            reference.row
        } else {
            reference.row + by
        },
        ..reference
    })
}

/// A cell in a formula.
#[derive(Debug, Clone, Copy)]
struct Reference<'t> {
    /// With `$`, where it has one.
    column: &'t str,
    /// Whether `$` stands before the row.
    is_fixed: bool,
    row: usize,
}

fn rewritten(text: &str, mut change: impl FnMut(Reference<'_>) -> Reference<'_>) -> String {
    let mut changed = String::with_capacity(text.len());
    let mut rest = text;
    let (mut before, mut is_foreign) = (None, false);
    while let Some(character) = rest.chars().next() {
        let is_begin =
            before.is_none_or(|before: char| !before.is_alphanumeric() && !matches!(before, '_' | '.' | '$'));
        if character == '"' || character == '\'' {
            let quoted = quoted(rest, character);
            changed.push_str(quoted);
            before = Some(character);
            rest = rest.get(quoted.len()..).unwrap_or_default();
        } else if let Some((reference, length)) = Some(rest).filter(|_| is_begin).and_then(reference) {
            let (found, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
            // Behind `!` stands a cell of another sheet, behind its colon the end of a range there.
            is_foreign = before == Some('!') || (is_foreign && before == Some(':'));
            if is_foreign {
                changed.push_str(found);
            } else {
                let reference = change(reference);
                changed.push_str(reference.column);
                changed.push_str(if reference.is_fixed { "$" } else { "" });
                changed.push_str(&reference.row.to_string());
            }
            before = Some('0');
            rest = after;
        } else {
            changed.push(character);
            before = Some(character);
            rest = rest.get(character.len_utf8()..).unwrap_or_default();
        }
    }
    changed
}

/// From a quotation mark to the next, or to the end.
fn quoted(text: &str, mark: char) -> &str {
    let end = text
        .char_indices()
        .skip(1)
        .find(|(_, character)| *character == mark);
    end.and_then(|(at, _)| text.get(..=at)).unwrap_or(text)
}

/// A reference at the beginning of the text, and its length in bytes.
fn reference(text: &str) -> Option<(Reference<'_>, usize)> {
    let bytes = text.as_bytes();
    let column_begin = usize::from(bytes.first() == Some(&b'$'));
    let count =
        |from: usize, is: fn(&u8) -> bool| bytes.iter().skip(from).take_while(|byte| is(byte)).count();
    let column_length = count(column_begin, u8::is_ascii_uppercase);
    let column_end = column_begin + column_length;
    let is_fixed = bytes.get(column_end) == Some(&b'$');
    let row_begin = column_end + usize::from(is_fixed);
    let row_length = count(row_begin, u8::is_ascii_digit);
    let end = row_begin + row_length;
    let next = text.get(end..)?.chars().next();
    let ends = next.is_none_or(|next| !next.is_alphanumeric() && !matches!(next, '_' | '(' | '!' | '.'));
    if !(1..=3).contains(&column_length) || !(1..=7).contains(&row_length) || !ends {
        return None;
    }
    let reference = Reference {
        column: text.get(..column_end)?,
        is_fixed,
        row: text.get(row_begin..end)?.parse().ok()?,
    };
    Some((reference, end))
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

    #[test]
    fn references_move_as_a_spreadsheet_moves_them() {
        let shift = Shift { from: 13, by: 5 };
        for (before, after) in [
            ("SUM(C4:C13)", "SUM(C4:C18)"),
            ("$A$13+A12*LOG10(B20)", "$A$18+A12*LOG10(B25)"),
            (
                "\"A13\"&A13&'A13'!A13&其他!A13:B14",
                "\"A13\"&A18&'A13'!A13&其他!A13:B14",
            ),
            ("A4:H13 J14", "A4:H18 J19"),
            ("ABCD13+_A13+A13B", "ABCD13+_A13+A13B"),
        ] {
            assert_eq!(shift.text(before), after);
        }
        assert_eq!(copied("LEN(K4)+$B$4+B$4", 3), "LEN(K7)+$B$4+B$4");
    }

    #[test]
    fn areas_are_read_and_named() {
        let area = Area::parse("$B$2:AA10").unwrap();
        assert_eq!((area.first, area.last), ((2, 1), (10, 26)));
        assert_eq!(area.name(), "B2:AA10");
        assert_eq!(Area::parse("甲"), None);
    }
}
