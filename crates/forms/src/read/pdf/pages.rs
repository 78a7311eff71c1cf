//! Pages → blocks in reading order.

use super::columns::{self, Columns, Part};
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
    /// A line of text in two columns.
    Column(Columns, TextLine),
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
    let mut columns = None;
    for (number, page) in pages.into_iter().enumerate() {
        let grids = grid::find(&drawn.next().unwrap_or_default());
        let mut fresh = on_page(page, &grids, number, &mut columns, allowance)?;
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
    columns: &mut Option<Columns>,
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
    for part in columns::parts(outside, *columns) {
        match part {
            Part::Whole(words) => {
                let lines = flow::lines(words, number).into_iter();
                items.extend(lines.map(|line| (line.top, Item::Line(line))));
            }
            Part::Columns(found, first, second) => {
                *columns = Some(found);
                let words = first.iter().chain(&second);
                let top = words.map(|word| word.top).fold(f64::INFINITY, f64::min);
                let lines = [first, second].map(|words| flow::lines(words, number));
                let lines = lines.into_iter().flatten();
                items.extend(lines.map(|line| (top, Item::Column(found, line))));
            }
        }
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
    let whole = whole_measure(&items, width);
    let mut blocks = Vec::new();
    let mut run: Vec<TextLine> = Vec::new();
    let mut set: Option<Columns> = None;
    for item in items {
        let next = match &item {
            Item::Column(columns, _) => Some(*columns),
            Item::Line(_) | Item::Table(_) => None,
        };
        if next != set || matches!(item, Item::Table(_)) {
            let measure = set.map_or(whole, Columns::measure);
            blocks.extend(flow::paragraphs(&std::mem::take(&mut run), measure));
            set = next;
        }
        match item {
            Item::Line(line) | Item::Column(_, line) => run.push(line),
            Item::Table(draft) => {
                let table = draft.finish();
                if tables::has_text(&table) {
                    blocks.push(Block::Table(table));
                }
            }
        }
    }
    blocks.extend(flow::paragraphs(&run, set.map_or(whole, Columns::measure)));
    blocks
}

/// The measure of lines over the whole page.
fn whole_measure(items: &[Item], width: f64) -> Measure {
    let mut lines = Vec::new();
    let mut in_columns = Vec::new();
    let mut left = f64::INFINITY;
    for item in items {
        match item {
            Item::Line(line) => {
                left = left.min(line.left);
                lines.push(line);
            }
            Item::Column(columns, line) => {
                left = left.min(columns.left);
                in_columns.push(line);
            }
            Item::Table(_) => {}
        }
    }
    let right = lines
        .iter()
        .map(|line| line.right)
        .fold(f64::NEG_INFINITY, f64::max);
    Measure {
        left,
        // A letter of short lines only: margins are usually the same on both sides.
        right: right.max(width - left),
        middle: Some(width / 2.0),
        em: (!in_columns.is_empty()).then(|| flow::usual_em(in_columns)),
    }
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

    fn word(text: &str, left: f64, right: f64, row: u32) -> Word {
        let top = 72.0 + f64::from(row) * 14.7;
        Word {
            left,
            top,
            right,
            bottom: top + 14.3,
            text: text.to_owned(),
        }
    }

    /// The beginning of `twocol_pdf` of the breaker's bench, and a page with its end.
    #[test]
    fn a_paragraph_goes_on_from_column_to_column_and_page_to_page() {
        let mut first = vec![
            word("坐住冷板凳", 251.1, 361.1, 0),
            word("张晓明", 289.6, 322.6, 2),
        ];
        for row in 4..8 {
            first.push(word("不是一句口号，而是一次一次试验干出来", 90.1, 288.1, row));
            first.push(word("句。基础研究需要耐心，也需要稳定的支", 316.8, 514.8, row));
        }
        first[0].bottom += 14.0;
        let last = vec![
            word("持。", 90.1, 112.1, 0),
            word("学习报告使我认识到", 112.1, 211.1, 1),
        ];
        let page = |words| Page {
            width: 612.0,
            height: 792.0,
            words,
        };
        let limits = crate::read::Limits::default();
        let mut allowance = Allowance::new(&limits, &crate::read::NoConverters);
        let blocks = blocks(vec![page(first), page(last)], Vec::new(), &mut allowance).unwrap();
        let Block::Paragraph(title) = &blocks[0] else {
            panic!()
        };
        assert!(title.centered && title.heading);
        let text = [
            "不是一句口号，而是一次一次试验干出来".repeat(4),
            "句。基础研究需要耐心，也需要稳定的支".repeat(4),
            "持。".to_owned(),
        ];
        assert_eq!(
            crate::document::lines_of(&blocks),
            ["坐住冷板凳", "张晓明", &text.concat(), "学习报告使我认识到"]
        );
    }

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
