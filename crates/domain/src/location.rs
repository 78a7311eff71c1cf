//! 出处 — where in its file a value stands, in words that lead a clerk to the same place in the original.

use std::fmt;

/// A stretch of a file, from one place to another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// Name of the sheet, for workbooks.
    pub sheet: Option<String>,
    /// Where it begins.
    pub from: Point,
    /// Where it ends; lies not before `from`.
    pub to: Point,
}

/// One line of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point {
    /// The paragraph or cell.
    pub spot: Spot,
    /// Line inside the paragraph or cell, from 1; blank lines do not count.
    pub line: u32,
}

/// A paragraph or a cell. Everything is counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spot {
    /// A paragraph outside tables; blank ones do not count.
    Paragraph(u32),
    /// A cell of a table of the file's own, tables inside cells counting as text of their cell.
    Cell {
        /// Which table.
        table: u32,
        /// Row, as numbered by the original.
        row: u32,
        /// For a workbook the column of the sheet; else which cell of the row, as seen on paper.
        column: u32,
    },
}

impl Location {
    /// Where a single line stands.
    pub const fn at(sheet: Option<String>, point: Point) -> Self {
        Self {
            sheet,
            from: point,
            to: point,
        }
    }
}

/// `第1个表格第5行第2列第3至8行`, `工作表“汇总”B7`, `正文第12至15段`.
impl fmt::Display for Location {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = (self.from, self.to);
        match (from.spot, to.spot) {
            (Spot::Paragraph(first), Spot::Paragraph(last)) if first == last => {
                write!(formatter, "正文第{first}段")
            }
            (Spot::Paragraph(first), Spot::Paragraph(last)) => write!(formatter, "正文第{first}至{last}段"),
            (Spot::Cell { .. }, Spot::Cell { .. }) if from.spot == to.spot => {
                self.spot(formatter, from.spot)?;
                match (from.line, to.line) {
                    (1, 1) => Ok(()),
                    (first, last) if first == last => write!(formatter, "，格内第{first}行"),
                    (first, last) => write!(formatter, "，格内第{first}至{last}行"),
                }
            }
            _ => {
                self.spot(formatter, from.spot)?;
                formatter.write_str("至")?;
                self.spot(formatter, to.spot)
            }
        }
    }
}

impl Location {
    fn spot(&self, formatter: &mut fmt::Formatter<'_>, spot: Spot) -> fmt::Result {
        match (spot, &self.sheet) {
            (Spot::Paragraph(number), _) => write!(formatter, "正文第{number}段"),
            (Spot::Cell { row, column, .. }, Some(sheet)) => {
                write!(formatter, "工作表“{sheet}”{}{row}", letters(column))
            }
            (Spot::Cell { table, row, column }, None) => {
                write!(formatter, "第{table}个表格第{row}行第{column}列")
            }
        }
    }
}

/// A column as spreadsheets name it: 1 is A, 27 is AA.
fn letters(mut column: u32) -> String {
    let mut letters = Vec::new();
    while let Some(rest) = column.checked_sub(1) {
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or_default()));
        column = rest / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn cell(row: u32, column: u32, line: u32) -> Point {
        let spot = Spot::Cell {
            table: 1,
            row,
            column,
        };
        Point { spot, line }
    }

    fn words(sheet: Option<&str>, from: Point, to: Point) -> String {
        let sheet = sheet.map(str::to_owned);
        Location { sheet, from, to }.to_string()
    }

    #[test]
    fn a_clerk_is_led_to_the_place() {
        assert_eq!(words(None, cell(5, 2, 1), cell(5, 2, 1)), "第1个表格第5行第2列");
        assert_eq!(
            words(None, cell(5, 2, 3), cell(5, 2, 8)),
            "第1个表格第5行第2列，格内第3至8行"
        );
        assert_eq!(
            words(None, cell(5, 2, 3), cell(6, 2, 1)),
            "第1个表格第5行第2列至第1个表格第6行第2列"
        );
        assert_eq!(
            words(Some("汇总"), cell(7, 2, 1), cell(7, 2, 1)),
            "工作表“汇总”B7"
        );
        let paragraph = |number| Point {
            spot: Spot::Paragraph(number),
            line: 1,
        };
        assert_eq!(words(None, paragraph(12), paragraph(12)), "正文第12段");
        assert_eq!(words(None, paragraph(12), paragraph(15)), "正文第12至15段");
    }

    #[test]
    fn columns_are_named_as_spreadsheets_name_them() {
        for (column, name) in [
            (1, "A"),
            (26, "Z"),
            (27, "AA"),
            (52, "AZ"),
            (703, "AAA"),
            (16_384, "XFD"),
        ] {
            assert_eq!(letters(column), name);
        }
    }
}
