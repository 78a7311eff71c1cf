//! Pages → blocks in reading order.

use super::drawing::Drawn;
use super::flow::{self, Measure, TextLine};
use super::grid::{self, Grid};
use super::tables::{self, Draft};
use super::words::{Page, Word};
use crate::document::Block;
use crate::read::limits::{Allowance, Refusal};

/// What stands on pages, from top to bottom.
enum Item {
    Line(TextLine),
    Table(Draft),
}

/// Blocks of all pages.
pub(super) fn blocks(
    pages: Vec<Page>,
    drawn: Vec<Drawn>,
    allowance: &mut Allowance<'_>,
) -> Result<Vec<Block>, Refusal> {
    let width = pages.first().map_or(0.0, |page| page.width);
    let mut items: Vec<Item> = Vec::new();
    let mut drawn = drawn.into_iter();
    for (number, page) in pages.into_iter().enumerate() {
        let grids = grid::find(&drawn.next().unwrap_or_default());
        let mut fresh = on_page(page, &grids, number, allowance)?;
        if let Some(Item::Table(next)) = fresh.first()
            && let Some(Item::Table(before)) = items.last_mut()
            && before.is_continued_by(next)
            && let Item::Table(next) = fresh.remove(0)
        {
            before.append(next);
        }
        items.append(&mut fresh);
    }
    Ok(assemble(items, width))
}

/// Lines and tables of one page, from top to bottom.
fn on_page(
    page: Page,
    grids: &[Grid],
    number: usize,
    allowance: &mut Allowance<'_>,
) -> Result<Vec<Item>, Refusal> {
    let mut inside: Vec<Vec<Word>> = grids.iter().map(|_| Vec::new()).collect();
    let mut outside = Vec::new();
    for word in page.words {
        let grid = grids
            .iter()
            .position(|grid| grid.cell_at(word.middle()).is_some());
        match grid.and_then(|grid| inside.get_mut(grid)) {
            Some(words) => words.push(word),
            None => outside.push(word),
        }
    }
    let mut items: Vec<(f64, Item)> = Vec::new();
    for line in flow::lines(outside, number) {
        items.push((line.top, Item::Line(line)));
    }
    for (grid, words) in grids.iter().zip(inside) {
        if !words.is_empty() {
            items.push((
                grid.top(),
                Item::Table(Draft::new(grid, words, number, allowance)?),
            ));
        }
    }
    items.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    Ok(items.into_iter().map(|(_, item)| item).collect())
}

fn assemble(items: Vec<Item>, width: f64) -> Vec<Block> {
    let lines = || {
        items.iter().filter_map(|item| match item {
            Item::Line(line) => Some(line),
            Item::Table(_) => None,
        })
    };
    let left = lines().map(|line| line.left).fold(f64::INFINITY, f64::min);
    let right = lines().map(|line| line.right).fold(f64::NEG_INFINITY, f64::max);
    let measure = Measure {
        left,
        // A letter of short lines only: margins are usually the same on both sides.
        right: right.max(width - left),
        middle: Some(width / 2.0),
    };
    let mut blocks = Vec::new();
    let mut run: Vec<TextLine> = Vec::new();
    for item in items {
        match item {
            Item::Line(line) => run.push(line),
            Item::Table(draft) => {
                blocks.extend(flow::paragraphs(&std::mem::take(&mut run), measure));
                let table = draft.finish();
                if tables::has_text(&table) {
                    blocks.push(Block::Table(table));
                }
            }
        }
    }
    blocks.extend(flow::paragraphs(&run, measure));
    blocks
}

/// Takes page numbers away, and the lines that every page repeats at its head or foot.
pub(super) fn drop_running_lines(pages: &mut [Page]) {
    let edges: Vec<Vec<String>> = pages.iter().map(edge_texts).collect();
    let repeated = |text: &str| pages_with(&edges, text) == edges.len() && edges.len() > 2;
    for page in pages.iter_mut() {
        let (head, foot) = (page.height * 0.09, page.height * 0.91);
        let lines = flow::lines(page.words.clone(), 0);
        let running: Vec<(f64, f64)> = lines
            .iter()
            .filter(|line| line.bottom < head || line.top > foot)
            .filter(|line| is_page_number(&line.text) || repeated(&line.text))
            .map(|line| (line.top, line.bottom))
            .collect();
        page.words.retain(|word| {
            let (_, y) = word.middle();
            !running.iter().any(|(top, bottom)| (*top..=*bottom).contains(&y))
        });
    }
}

fn pages_with(edges: &[Vec<String>], text: &str) -> usize {
    edges
        .iter()
        .filter(|page| page.iter().any(|known| known == text))
        .count()
}

fn edge_texts(page: &Page) -> Vec<String> {
    let (head, foot) = (page.height * 0.09, page.height * 0.91);
    flow::lines(page.words.clone(), 0)
        .into_iter()
        .filter(|line| line.bottom < head || line.top > foot)
        .map(|line| line.text)
        .collect()
}

/// `3`, `- 3 -`, `第 3 页`, `3/12`, `第3页 共12页`.
fn is_page_number(text: &str) -> bool {
    let mut digits = 0;
    for letter in text.chars() {
        match letter {
            '0'..='9' => digits += 1,
            '-' | '—' | '–' | '－' | '/' | ' ' | '第' | '页' | '共' | '·' => {}
            _ => return false,
        }
    }
    (1..=8).contains(&digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers_are_told_from_text() {
        for number in ["3", "- 3 -", "— 12 —", "第 3 页 共 12 页", "3/12"] {
            assert!(is_page_number(number), "{number}");
        }
        for text in ["2022年", "第一页", "13900000000-02", "——"] {
            assert!(!is_page_number(text), "{text}");
        }
    }
}
