//! Cells of an OpenDocument spreadsheet. The file holds each cell's text as it is shown.
//!
//! Read from the XML, not through calamine: that one expands repeated rows and columns before anybody can count.

use std::collections::BTreeSet;

use super::pictures::{hangs_on, lies_over};
use super::sheet::{Area, Sheet, Shown};
use crate::read::limits::{Allowance, Refusal};
use crate::read::package::Package;
use crate::read::xml::{Node, Tree};

/// A sheet while it is read.
struct Reading<'a, 'l> {
    sheet: Sheet,
    row: u32,
    allowance: &'a mut Allowance<'l>,
}

/// Visible sheets in order.
pub(super) fn sheets(
    package: &mut Package<'_>,
    allowance: &mut Allowance<'_>,
) -> Result<Vec<Sheet>, Refusal> {
    refuse_encrypted(package, allowance)?;
    let tree = package
        .tree("content.xml", allowance)?
        .ok_or(Refusal::Unreadable)?;
    let root = tree.root();
    let body = root
        .child("office:body")
        .and_then(|body| body.child("office:spreadsheet"));
    let body = body.ok_or(Refusal::Unreadable)?;
    let hidden = hidden_styles(root);
    let mut sheets = Vec::new();
    for table in body.children().filter(|node| node.name() == "table:table") {
        if table
            .attribute("table:style-name")
            .is_some_and(|style| hidden.contains(style))
        {
            continue;
        }
        let name = table.attribute("table:name").unwrap_or_default();
        let mut reading = Reading {
            sheet: Sheet::new(name),
            row: 0,
            allowance,
        };
        reading.rows(table)?;
        sheets.push(reading.sheet);
    }
    Ok(sheets)
}

/// OpenDocument files of any kind say in the manifest which parts are encrypted.
pub(in crate::read) fn refuse_encrypted(
    package: &mut Package<'_>,
    allowance: &mut Allowance<'_>,
) -> Result<(), Refusal> {
    let manifest = package.tree("META-INF/manifest.xml", allowance)?;
    if manifest.is_some_and(|manifest| is_encrypted(&manifest)) {
        return Err(Refusal::Encrypted);
    }
    Ok(())
}

fn is_encrypted(manifest: &Tree) -> bool {
    let mut entries = manifest.root().children();
    entries.any(|entry| {
        entry
            .children()
            .any(|child| child.name().ends_with(":encryption-data"))
    })
}

fn hidden_styles(root: Node<'_>) -> BTreeSet<&str> {
    let styles = root
        .child("office:automatic-styles")
        .into_iter()
        .flat_map(Node::children);
    styles
        .filter(|style| {
            let properties = style.child("style:table-properties");
            properties.and_then(|node| node.attribute("table:display")) == Some("false")
        })
        .filter_map(|style| style.attribute("style:name"))
        .collect()
}

impl Reading<'_, '_> {
    fn rows(&mut self, container: Node<'_>) -> Result<(), Refusal> {
        for node in container.children() {
            match node.name() {
                "table:table-row" => self.repeated_row(node)?,
                "table:table-rows" | "table:table-header-rows" | "table:table-row-group" => {
                    self.rows(node)?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Puts a row as often as it is repeated. The million blank rows at the end of each sheet are one element.
    fn repeated_row(&mut self, node: Node<'_>) -> Result<(), Refusal> {
        let count = repeated(node, "table:number-rows-repeated");
        let mut column: u32 = 0;
        let mut cells = Vec::new();
        for cell in node.children() {
            let width = repeated(cell, "table:number-columns-repeated");
            let text = if cell.name() == "table:table-cell" {
                shown(cell)
            } else {
                String::new()
            };
            let across = repeated(cell, "table:number-columns-spanned");
            let down = repeated(cell, "table:number-rows-spanned");
            if across > 1 || down > 1 {
                let (right, bottom) = (
                    column.saturating_add(across - 1),
                    self.row.saturating_add(down - 1),
                );
                let area = Area {
                    top: self.row,
                    left: column,
                    bottom,
                    right,
                };
                self.sheet.merge(area, self.allowance)?;
            }
            self.pictures(cell);
            if !text.is_empty() {
                cells.push((column, width, text));
            }
            column = column.saturating_add(width);
        }
        if cells.is_empty() {
            self.row = self.row.saturating_add(count);
            return Ok(());
        }
        for _ in 0..count {
            for (column, width, text) in &cells {
                for step in 0..*width {
                    self.sheet
                        .put(self.row, column.saturating_add(step), text, self.allowance)?;
                }
            }
            self.row = self.row.saturating_add(1);
        }
        Ok(())
    }
}

impl Reading<'_, '_> {
    /// Pictures that hang on a cell.
    fn pictures(&mut self, cell: Node<'_>) {
        for frame in cell.children().filter(|node| node.name() == "draw:frame") {
            let image = frame.child("draw:image");
            let Some(picture) = image.and_then(|image| image.attribute("xlink:href")) else {
                continue;
            };
            let Some((first, last)) = reach(frame, self.row) else {
                continue;
            };
            self.sheet.shown.push(Shown {
                first,
                last,
                picture: picture.trim_start_matches("./").to_owned(),
            });
        }
    }
}

/// The rows over which a picture lies that hangs on a cell of this row: it names the cell in which it ends (汇总.B3), and
/// how far down in it.
fn reach(frame: Node<'_>, row: u32) -> Option<(u32, u32)> {
    let end = frame.attribute("table:end-cell-address").and_then(|address| {
        let letters = |c: char| c.is_ascii_alphabetic() || c == '$';
        let cell = address.rsplit('.').next()?.trim_start_matches(letters);
        cell.parse::<u32>().ok()?.checked_sub(1)
    });
    let length = |name: &str| frame.attribute(name).and_then(thousandths);
    let height = length("svg:height").filter(|height| *height > 0);
    let Some(end) = end else {
        return hangs_on(row, length("svg:y"), height);
    };
    let below = length("table:end-y").zip(height);
    let share = below.map(|(below, height)| below.saturating_mul(100) / height);
    Some(lies_over(row, end, share))
}

/// Thousandths of the unit of a length, which is the same for all of a file.
fn thousandths(length: &str) -> Option<i64> {
    let number = length.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let (negative, number) = number
        .strip_prefix('-')
        .map_or((false, number), |number| (true, number));
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let part: String = part.chars().chain("000".chars()).take(3).collect();
    let (whole, part): (i64, i64) = (whole.parse().ok()?, part.parse().ok()?);
    let length = whole.saturating_mul(1_000).saturating_add(part);
    Some(if negative { -length } else { length })
}

/// How often an element stands for itself, or how far it reaches; 1 without the attribute.
fn repeated(node: Node<'_>, name: &str) -> u32 {
    node.attribute(name)
        .and_then(|count| count.parse().ok())
        .unwrap_or(1)
        .max(1)
}

/// Paragraphs of a cell, one per line.
fn shown(cell: Node<'_>) -> String {
    let paragraphs = cell
        .children()
        .filter(|node| matches!(node.name(), "text:p" | "text:h"));
    let lines: Vec<String> = paragraphs
        .map(|paragraph| {
            let mut line = String::new();
            inline(paragraph, &mut line);
            line
        })
        .collect();
    lines.join("\n").trim().to_owned()
}

fn inline(node: Node<'_>, line: &mut String) {
    for piece in node.nodes() {
        if let Some(text) = piece.as_text() {
            line.push_str(text);
            continue;
        }
        match piece.name() {
            "text:s" => {
                let count = repeated(piece, "text:c").min(1_000) as usize;
                line.extend(std::iter::repeat_n(' ', count));
            }
            "text:tab" => line.push('\t'),
            "text:line-break" => line.push('\n'),
            "text:span" | "text:a" | "text:ruby" | "text:ruby-base" | "text:meta" => inline(piece, line),
            _ => {}
        }
    }
}
