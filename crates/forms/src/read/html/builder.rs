//! Blocks from tags and texts, forgiving what mail programs leave out.

use std::collections::BTreeMap;

use html5ever::tokenizer::Tag;

use super::tags::{SPAN_CAP, is_block, is_centered, is_silent, span, stands_in_head};
use crate::document::{Block, Cell, Document, Paragraph, Row, Table, visible_lines};

/// Tables inside each other; what is deeper becomes text of the last one.
const TABLE_DEPTH: usize = 30;
/// Pictures of one page: more are looked at by nobody.
const IMAGES: usize = 1_000;

#[derive(Default)]
pub(super) struct Builder {
    /// Tables that are open, outermost first, with the blocks that stand before their current cell's.
    tables: Vec<OpenTable>,
    blocks: Vec<Block>,
    line: Line,
    /// Elements without text for people that are open, by name.
    silent: Vec<String>,
    title: String,
    in_title: bool,
    preformatted: usize,
    bold: usize,
    headings: usize,
    centered: usize,
    skipped_tables: usize,
    /// Sources of the pictures, each with the lines of text that stand before it.
    images: Vec<(String, u32)>,
    /// Lines of text so far, blank ones not counted.
    lines: u32,
    /// Open lists; a numbered one with its last number.
    lists: Vec<Option<u32>>,
}

#[derive(Default)]
struct OpenTable {
    table: Table,
    row: Option<Row>,
    cell: Option<Cell>,
    /// Rows that a cell above still covers, by column.
    covered: BTreeMap<u32, u32>,
    /// Blocks collected outside: given back when the table ends.
    outside: Vec<Block>,
}

/// A paragraph while it is read.
#[derive(Default)]
struct Line {
    text: String,
    blank: bool,
    bold_texts: usize,
    plain_texts: usize,
    heading: bool,
    centered: bool,
    number: Option<u32>,
}

impl Builder {
    pub(super) fn open(&mut self, tag: &Tag) {
        let name = &*tag.name;
        // A head without an end ends at the first tag that cannot stand in it.
        if self.silent.last().is_some_and(|open| open == "head") && !stands_in_head(name) {
            self.silent.pop();
        }
        if is_silent(name) {
            self.silent.push(name.to_owned());
            return;
        }
        match name {
            "title" => self.in_title = true,
            "br" => self.break_line(),
            "img" => self.image(tag),
            "body" => self.silent.clear(),
            "table" => self.open_table(),
            "tr" => self.open_row(),
            "td" | "th" => self.open_cell(tag),
            "pre" => {
                self.flush();
                self.preformatted += 1;
            }
            "b" | "strong" => self.bold += 1,
            "center" => {
                self.flush();
                self.centered += 1;
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.flush();
                self.headings = 1;
            }
            "ul" | "ol" => {
                self.flush();
                self.lists.push((name == "ol").then_some(0));
            }
            "li" => self.open_item(),
            _ if is_block(name) => {
                self.flush();
                self.line.centered = is_centered(tag);
            }
            _ => {}
        }
    }

    pub(super) fn close(&mut self, name: &str) {
        if is_silent(name) {
            if let Some(place) = self.silent.iter().rposition(|open| open == name) {
                self.silent.truncate(place);
            }
            return;
        }
        match name {
            "title" => self.in_title = false,
            "table" => self.close_table(),
            "tr" => self.close_row(),
            "td" | "th" => self.close_cell(),
            "pre" => {
                self.flush();
                self.preformatted = self.preformatted.saturating_sub(1);
            }
            "b" | "strong" => self.bold = self.bold.saturating_sub(1),
            "center" => {
                self.flush();
                self.centered = self.centered.saturating_sub(1);
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.flush();
                self.headings = 0;
            }
            "ul" | "ol" => {
                self.flush();
                self.lists.pop();
            }
            _ if is_block(name) => self.flush(),
            _ => {}
        }
    }

    pub(super) fn text(&mut self, text: &str) {
        if self.in_title {
            self.title.push_str(text);
            return;
        }
        if !self.silent.is_empty() {
            return;
        }
        if self.preformatted > 0 {
            for (index, line) in text.split('\n').enumerate() {
                if index > 0 {
                    self.break_line();
                }
                self.line.text.push_str(line.trim_end_matches('\r'));
            }
        } else {
            self.line.push_collapsed(text);
        }
        if !text.trim().is_empty() {
            self.line.heading |= self.headings > 0;
            self.line.centered |= self.centered > 0;
            if self.bold > 0 || self.headings > 0 {
                self.line.bold_texts += 1;
            } else {
                self.line.plain_texts += 1;
            }
        }
    }

    /// The document, and the pictures that it shows.
    pub(super) fn finish(mut self) -> (Document, Vec<(String, u32)>) {
        while !self.tables.is_empty() {
            self.end_table();
        }
        self.flush();
        let title = self.title.split_whitespace().collect::<Vec<_>>().join(" ");
        let title_property = Some(title).filter(|title| !title.is_empty());
        let document = Document {
            blocks: self.blocks,
            title_property,
            ..Document::default()
        };
        (document, self.images)
    }

    /// A picture: where it is, and how much text stands before it.
    fn image(&mut self, tag: &Tag) {
        let source = tag.attrs.iter().find(|attribute| &*attribute.name.local == "src");
        if let Some(source) = source.filter(|_| self.images.len() < IMAGES) {
            let lines = self.lines.saturating_add(visible_lines(&self.line.text));
            self.images.push((source.value.to_string(), lines));
        }
    }

    /// `<br>`: the line ends; an empty one stays, it parts what people write.
    fn break_line(&mut self) {
        let heading = self.line.heading;
        let centered = self.line.centered;
        self.push_line();
        self.line.heading = heading;
        self.line.centered = centered;
    }

    fn flush(&mut self) {
        if self.line.text.trim().is_empty() {
            self.line = Line::default();
        } else {
            self.push_line();
        }
    }

    fn push_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        let bold = line.bold_texts > 0 && line.plain_texts == 0;
        let body = line.text.trim_end();
        let text = line
            .number
            .map_or_else(|| body.to_owned(), |number| format!("{number}. {body}"));
        self.lines = self.lines.saturating_add(visible_lines(&text));
        let paragraph = Paragraph {
            text,
            centered: line.centered,
            bold,
            heading: line.heading,
        };
        self.blocks.push(Block::Paragraph(paragraph));
    }

    /// The number that the browser shows is part of what people read.
    fn open_item(&mut self) {
        self.flush();
        if let Some(Some(number)) = self.lists.last_mut() {
            *number = number.saturating_add(1);
            self.line.number = Some(*number);
        }
    }

    fn open_table(&mut self) {
        self.flush();
        if self.tables.len() >= TABLE_DEPTH {
            self.skipped_tables += 1;
            return;
        }
        let outside = std::mem::take(&mut self.blocks);
        self.tables.push(OpenTable {
            outside,
            ..OpenTable::default()
        });
    }

    fn open_row(&mut self) {
        if self.skipped_tables > 0 || self.tables.is_empty() {
            self.flush();
            return;
        }
        self.close_row();
        if let Some(open) = self.tables.last_mut() {
            open.row = Some(Row::default());
        }
    }

    fn open_cell(&mut self, tag: &Tag) {
        if self.skipped_tables > 0 || self.tables.is_empty() {
            self.flush();
            return;
        }
        self.close_cell();
        let Some(open) = self.tables.last_mut() else {
            return;
        };
        let row = open.row.get_or_insert_default();
        let mut column = row
            .cells
            .last()
            .map_or(0, |cell| cell.column.saturating_add(cell.column_span));
        while open.covered.contains_key(&column) {
            column += 1;
        }
        let column_span = span(tag, "colspan");
        let row_span = span(tag, "rowspan");
        open.cell = Some(Cell {
            column,
            column_span,
            row_span,
            blocks: Vec::new(),
        });
        // Words between the cells, if any, are shown before the table.
        open.outside.append(&mut self.blocks);
    }

    fn close_cell(&mut self) {
        if self.skipped_tables > 0 {
            self.flush();
            return;
        }
        self.flush();
        let Some(open) = self.tables.last_mut() else {
            return;
        };
        let Some(mut cell) = open.cell.take() else { return };
        cell.blocks = std::mem::take(&mut self.blocks);
        open.row.get_or_insert_default().cells.push(cell);
    }

    fn close_row(&mut self) {
        self.close_cell();
        if self.skipped_tables > 0 {
            return;
        }
        let Some(open) = self.tables.last_mut() else {
            return;
        };
        let Some(row) = open.row.take() else { return };
        for rows in open.covered.values_mut() {
            *rows -= 1;
        }
        open.covered.retain(|_, rows| *rows > 0);
        for cell in row.cells.iter().filter(|cell| cell.row_span > 1) {
            let end = cell.column.saturating_add(cell.column_span).min(SPAN_CAP);
            for column in cell.column..end {
                open.covered.insert(column, cell.row_span - 1);
            }
        }
        open.table.rows.push(row);
    }

    fn close_table(&mut self) {
        if self.skipped_tables > 0 {
            self.flush();
            self.skipped_tables -= 1;
            return;
        }
        self.end_table();
    }

    fn end_table(&mut self) {
        self.skipped_tables = 0;
        self.close_row();
        self.flush();
        let Some(open) = self.tables.pop() else { return };
        let loose = std::mem::replace(&mut self.blocks, open.outside);
        self.blocks.extend(loose);
        if !open.table.rows.is_empty() {
            self.blocks.push(Block::Table(open.table));
        }
    }
}

impl Line {
    /// Blanks run together, `&nbsp;` is a blank that stays: people indent with it.
    fn push_collapsed(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                ' ' | '\n' | '\r' | '\t' | '\u{C}' => self.blank = true,
                '\u{200B}' | '\u{FEFF}' => {}
                _ => {
                    if std::mem::take(&mut self.blank) && !self.text.is_empty() {
                        self.text.push(' ');
                    }
                    self.text
                        .push(if character == '\u{A0}' { ' ' } else { character });
                }
            }
        }
    }
}
