//! What every reader produces: a neutral document, whatever format it came from.

use domain::text::is_blank;
use serde::{Deserialize, Serialize};

/// A document as its author meant it: blocks in reading order, pictures, and what was doubtful on the way.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Paragraphs and tables in reading order. A workbook gives one table per sheet.
    pub blocks: Vec<Block>,
    /// Pictures embedded in the document, in reading order.
    pub pictures: Vec<Picture>,
    /// Title from the document properties, if any.
    pub title_property: Option<String>,
    /// The custom property [`domain::form_code::FormCode::PROPERTY`], unchecked: which blank form of ours it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form_code: Option<String>,
    /// Pages, from 1, that are pictures of paper among pages of text: nobody read them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unread_pages: Vec<u32>,
    /// Pages, from 1, with pictures of the size of a photo whose bytes cannot be had.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unkept_pictures: Vec<u32>,
}

/// One piece of the body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Block {
    Paragraph(Paragraph),
    Table(Table),
}

/// A paragraph. Forced line breaks inside it are `\n`, tabs are `\t`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Paragraph {
    pub text: String,
    #[serde(skip_serializing_if = "is_usual")]
    pub centered: bool,
    /// True when every visible run is bold.
    #[serde(skip_serializing_if = "is_usual")]
    pub bold: bool,
    /// True for a paragraph with a heading or title style.
    #[serde(skip_serializing_if = "is_usual")]
    pub heading: bool,
}

/// A table with merged cells resolved: each row lists only the cells that begin in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Name of the sheet, for workbooks.
    pub sheet: Option<String>,
    pub rows: Vec<Row>,
    /// The number that the original gives to each row, from 1, where it has rows that are not listed; empty where it has
    /// none.
    #[serde(default)]
    pub row_numbers: Vec<u32>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    pub cells: Vec<Cell>,
}

/// A cell. A cell merged over several rows stands once, in the row where it begins, with `row_span` > 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// First grid column, from 0.
    pub column: u32,
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub column_span: u32,
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub row_span: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Block>,
}

/// A picture inside a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// File name inside the package, for example `image1.jpeg`.
    pub name: String,
    /// SHA-256 of its bytes, lower-case hexadecimal.
    pub sha256: String,
    pub bytes: u64,
    pub width: u32,
    pub height: u32,
    /// Lines of text that stand before it in the document, blank ones not counted; `None` where the format does not
    /// tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// In a workbook the lines of the rows over which it lies: the first of them, and the first behind them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<(u32, u32)>,
}

/// Pictures smaller than this in both bytes and pixels are signatures and logos.
const LOGO_BYTES: u64 = 30_000;
const LOGO_PIXELS: u32 = 150;

/// A picture large enough to be meant as a photo, by its bytes and pixels. An unknown size (0) counts as large.
pub fn is_photo(bytes: u64, width: u32, height: u32) -> bool {
    let small_pixels = (1..LOGO_PIXELS).contains(&width) || (1..LOGO_PIXELS).contains(&height);
    !(small_pixels && bytes < LOGO_BYTES)
}

impl Picture {
    /// See [`is_photo`].
    pub fn is_photo(&self) -> bool {
        is_photo(self.bytes, self.width, self.height)
    }
}

/// How many lines of a text show something.
pub(crate) fn visible_lines(text: &str) -> u32 {
    if memchr::memchr2(b'\n', b'\r', text.as_bytes()).is_none() {
        return u32::from(!text.chars().all(is_blank));
    }
    let lines = text
        .split(['\n', '\r'])
        .filter(|line| !line.chars().all(is_blank));
    u32::try_from(lines.count()).unwrap_or(u32::MAX)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "what serde asks for")]
fn is_usual(mark: &bool) -> bool {
    !mark
}

fn one() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "what serde asks for")]
fn is_one(span: &u32) -> bool {
    *span == 1
}

impl Cell {
    /// All text of the cell, one line per paragraph; nested tables row by row.
    pub fn lines(&self) -> Vec<String> {
        lines_of(&self.blocks)
    }
}

/// Text of blocks, one entry per line; tables row by row, cells one after the other.
pub fn lines_of(blocks: &[Block]) -> Vec<String> {
    let mut lines = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => lines.extend(paragraph.text.split('\n').map(str::to_owned)),
            Block::Table(table) => {
                for row in &table.rows {
                    for cell in &row.cells {
                        lines.extend(cell.lines());
                    }
                }
            }
        }
    }
    lines
}

/// The lines of [`lines_of`] in one text, each with a line break behind it, without taking them apart.
pub(crate) fn lines_together(blocks: &[Block]) -> String {
    let length = |block: &Block| match block {
        Block::Paragraph(paragraph) => paragraph.text.len() + 1,
        Block::Table(_) => 0,
    };
    let mut text = String::with_capacity(blocks.iter().map(length).sum());
    put_lines(&mut text, blocks);
    text
}

fn put_lines(text: &mut String, blocks: &[Block]) {
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => {
                text.push_str(&paragraph.text);
                text.push('\n');
            }
            Block::Table(table) => {
                let cells = table.rows.iter().flat_map(|row| &row.cells);
                cells.for_each(|cell| put_lines(text, &cell.blocks));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_together_are_the_lines_one_by_one() {
        let paragraph = |text: &str| {
            Block::Paragraph(Paragraph {
                text: text.to_owned(),
                ..Paragraph::default()
            })
        };
        let cell = |blocks| Cell {
            column: 0,
            column_span: 1,
            row_span: 1,
            blocks,
        };
        let table = |cells: Vec<Cell>| {
            Block::Table(Table {
                rows: vec![Row { cells }, Row::default()],
                ..Table::default()
            })
        };
        let inner = table(vec![
            cell(vec![paragraph("二\n三"), paragraph("")]),
            cell(Vec::new()),
        ]);
        let blocks = [
            paragraph("一"),
            table(vec![cell(vec![inner])]),
            table(Vec::new()),
            paragraph("四\n"),
        ];
        assert_eq!(lines_together(&blocks), lines_of(&blocks).join("\n") + "\n");
    }
}
