//! Where in the document the recognised values stand, found by looking for them there: a place is given only when the
//! document reads at that place what was recognised, however it was recognised.

use std::cell::Cell;

use domain::location::{Location, Point, Spot};
use domain::text::is_same_name;

use super::lines::{broken, trim};
use super::{FoundPiece, Interpretation, NamedBy};
use crate::document::{Block, Table};

/// How many lines of the document may stand between two lines of one text: prompts, labels, page numbers.
const GAP: usize = 6;

/// How many lines above and below a text its author's name may stand.
const REACH: usize = 8;

/// Lines looked at in all, as a multiple of the document's: what is not where reading order has it is sought from the
/// top, and a document of many repeated texts must not cost the square of its length.
const EFFORT: usize = 24;

/// One line of the document.
#[derive(Debug, Clone, Copy)]
struct Line<'a> {
    text: &'a str,
    point: Point,
    sheet: Option<&'a str>,
}

/// Lines of the document, from 0, that hold a piece: from the one that names its person to its last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) head: usize,
    pub(super) end: usize,
}

/// Says of every piece where it stands and where its person is named; gives their stretches in the same order.
pub(super) fn place(found: &mut Interpretation, blocks: &[Block]) -> Vec<Option<Stretch>> {
    let lines = lines(blocks);
    let mut search = Search {
        effort: Cell::new(lines.len().saturating_mul(EFFORT).saturating_add(10_000)),
        lines: &lines,
        next: 0,
    };
    let pieces = found
        .forms
        .iter_mut()
        .flat_map(|form| &mut form.pieces)
        .chain(&mut found.pieces);
    pieces
        .map(|piece| {
            let (from, to) = search.find(&piece.text)?;
            piece.location = location(&lines, from, to);
            let named = named_by(piece, &lines, from, to);
            piece.named_by = named.map(|(by, _)| by);
            let name = named.map_or(from, |(_, line)| line);
            Some(Stretch {
                head: from.min(name),
                end: to.max(name),
            })
        })
        .collect()
}

struct Search<'a> {
    lines: &'a [Line<'a>],
    /// The line behind the piece found last.
    next: usize,
    /// How many lines may still be looked at.
    effort: Cell<usize>,
}

impl Search<'_> {
    /// First and last line of a text: behind the piece before it, else the first from the top.
    fn find(&mut self, text: &str) -> Option<(usize, usize)> {
        let wanted: Vec<&str> = text
            .split('\n')
            .map(trim)
            .filter(|line| !line.is_empty())
            .collect();
        let order = || (self.next..self.lines.len()).chain(0..self.next);
        // Words in the middle of a line are the text only where it stands nowhere at the end of one.
        let ends = order().find_map(|start| self.reads(start, &wanted, |line, text| line.ends_with(text)));
        let found = ends.or_else(|| {
            order().find_map(|start| self.reads(start, &wanted, |line, text| line.contains(text)))
        })?;
        self.next = found.1 + 1;
        Some(found)
    }

    /// First and last line of the text when it begins at `start`. A head may stand before its first words, a signature
    /// behind its last; `holds` tells whether the only line of a text stands in a line.
    fn reads(
        &self,
        start: usize,
        wanted: &[&str],
        holds: impl Fn(&str, &str) -> bool,
    ) -> Option<(usize, usize)> {
        self.spend()?;
        let (first, rest) = wanted.split_first()?;
        let line = self.lines.get(start)?.text;
        let Some((last, between)) = rest.split_last() else {
            return holds(line, first).then_some((start, start));
        };
        if !line.ends_with(first) {
            return None;
        }
        let mut at = start;
        for wanted in between {
            at = self.next_line(at, |line| line == *wanted)?;
        }
        let end = self.next_line(at, |line| line.starts_with(last))?;
        Some((start, end))
    }

    /// `None` once too much was looked at.
    fn spend(&self) -> Option<()> {
        self.effort.set(self.effort.get().checked_sub(1)?);
        Some(())
    }

    fn next_line(&self, at: usize, reads: impl Fn(&str) -> bool) -> Option<usize> {
        self.spend()?;
        (at + 1..=at + 1 + GAP).find(|at| self.lines.get(*at).is_some_and(|line| reads(line.text)))
    }
}

fn location(lines: &[Line<'_>], from: usize, to: usize) -> Option<Location> {
    let (first, last) = (lines.get(from)?, lines.get(to)?);
    Some(Location {
        sheet: first.sheet.map(str::to_owned),
        from: first.point,
        to: last.point,
    })
}

/// Where the name of a piece's person stands: on the lines above its text or in its own row, behind it, or nowhere near;
/// and on which line.
fn named_by(piece: &FoundPiece, lines: &[Line<'_>], from: usize, to: usize) -> Option<(NamedBy, usize)> {
    let name = piece.person.as_ref()?.name.as_str();
    let names = |at: &usize| lines.get(*at).is_some_and(|line| holds_name(line.text, name));
    let spot = |at: usize| lines.get(at).map(|line| line.point.spot);
    let beside = |at: usize| match (spot(at), spot(from)) {
        (
            Some(Spot::Cell { table, row, column }),
            Some(Spot::Cell {
                table: t,
                row: r,
                column: c,
            }),
        ) => (table, row) == (t, r) && column != c,
        _ => false,
    };
    let ground = |at: usize, outside| (if beside(at) { NamedBy::Row } else { outside }, at);
    let above = (from.saturating_sub(REACH)..=from).rev().find(names);
    let below = || (to..(to + 1 + REACH).min(lines.len())).find(names);
    above
        .map(|at| ground(at, NamedBy::Heading))
        .or_else(|| below().map(|at| ground(at, NamedBy::Signature)))
}

/// Whether a line holds a name, perhaps typed apart.
fn holds_name(line: &str, name: &str) -> bool {
    if line.contains(name) {
        return true;
    }
    let Some(first) = name.chars().next() else {
        return false;
    };
    // Only short lines are somebody's name typed apart; a text would have to be squashed.
    line.contains(first)
        && line.chars().count() <= 60
        && (is_same_name(line, name) || domain::text::squash(line).contains(name))
}

fn lines(blocks: &[Block]) -> Vec<Line<'_>> {
    let mut lines = Vec::with_capacity(blocks.len() + 16);
    let (mut paragraphs, mut tables) = (0, 0);
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => {
                if !trim(&paragraph.text).is_empty() {
                    paragraphs += 1;
                    let spot = Spot::Paragraph(paragraphs);
                    push(&mut lines, spot, None, &mut 0, &paragraph.text);
                }
            }
            Block::Table(table) => {
                tables += 1;
                table_lines(&mut lines, table, tables);
            }
        }
    }
    lines
}

fn table_lines<'a>(lines: &mut Vec<Line<'a>>, table: &'a Table, number: u32) {
    let sheet = table.sheet.as_deref();
    // Cells that reach down from rows above: first column, rows left.
    let mut hanging: Vec<(u32, u32)> = Vec::new();
    for (row, at) in table.rows.iter().zip(1..) {
        let row_number = table.row_numbers.get(at - 1).copied();
        let row_number = row_number.unwrap_or_else(|| u32::try_from(at).unwrap_or(u32::MAX));
        let mut below = Vec::new();
        hanging.sort_unstable();
        let mut left = hanging.iter().peekable();
        let mut seen = 0u32;
        for cell in &row.cells {
            while left.next_if(|(column, _)| *column < cell.column).is_some() {
                seen += 1;
            }
            seen += 1;
            let column = match sheet {
                Some(_) => cell.column.saturating_add(1),
                None => seen,
            };
            let spot = Spot::Cell {
                table: number,
                row: row_number,
                column,
            };
            cell_lines(lines, spot, sheet, &mut 0, &cell.blocks);
            if cell.row_span > 1 {
                below.push((cell.column, cell.row_span));
            }
        }
        hanging.extend(below);
        for (_, left) in &mut hanging {
            *left -= 1;
        }
        hanging.retain(|(_, left)| *left > 0);
    }
}

fn cell_lines<'a>(
    lines: &mut Vec<Line<'a>>,
    spot: Spot,
    sheet: Option<&'a str>,
    count: &mut u32,
    blocks: &'a [Block],
) {
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => push(lines, spot, sheet, count, &paragraph.text),
            Block::Table(table) => {
                for cell in table.rows.iter().flat_map(|row| &row.cells) {
                    cell_lines(lines, spot, sheet, count, &cell.blocks);
                }
            }
        }
    }
}

fn push<'a>(lines: &mut Vec<Line<'a>>, spot: Spot, sheet: Option<&'a str>, count: &mut u32, text: &'a str) {
    for text in broken(text).map(trim).filter(|text| !text.is_empty()) {
        *count += 1;
        let point = Point { spot, line: *count };
        lines.push(Line { text, point, sheet });
    }
}
