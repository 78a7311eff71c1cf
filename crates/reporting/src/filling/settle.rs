//! Everything outside the sheet that names its cells, and what says how the workbook is calculated.

use super::elsewhere;
use super::parse::{Book, Sheet};
use super::reference::{Moves, Shift};
use super::rows;
use crate::blank::package::Parts;

const BOOK: &str = "xl/workbook.xml";
/// In which order formulas are calculated.
const ORDER: &str = "xl/calcChain.xml";
/// What stands before what says how the workbook is calculated, the nearest first.
const BEFORE_CALCULATION: [&str; 4] = [
    "</definedNames>",
    "</externalReferences>",
    "</functionGroups>",
    "</sheets>",
];

/// Moves tables, names, charts, comments, pictures and formulas of other sheets with the rows of the sheet; gives what
/// it could not move, in words for the office.
pub(super) fn settle(parts: &mut Parts, book: &Book, sheet: &Sheet, shift: Shift) -> Vec<String> {
    let how = Moves {
        shift,
        sheet: &sheet.name,
        is_own: false,
    };
    let mut unmoved = Vec::new();
    if shift.by > 0 {
        belongings(parts, sheet, shift);
        unmoved = others(parts, book, sheet, how);
    }
    if let Some(text) = parts.text(BOOK) {
        let moved = elsewhere::formulas_moved(text, how);
        if moved.is_none() {
            unmoved.push("工作簿中定义的名称".to_owned());
        }
        let moved = with_full_calculation(moved.as_deref().unwrap_or(text));
        parts.put(BOOK, moved);
    }
    without_order(parts);
    unmoved
}

/// What belongs to the sheet itself.
fn belongings(parts: &mut Parts, sheet: &Sheet, shift: Shift) {
    type Move = fn(&str, Shift) -> String;
    let kinds: [(&str, Move); 5] = [
        ("table", rows::moved),
        ("comments", elsewhere::comments_moved),
        ("threadedComment", elsewhere::comments_moved),
        ("vmlDrawing", elsewhere::boxes_moved),
        ("drawing", elsewhere::pictures_moved),
    ];
    for (kind, moved) in kinds {
        for part in sheet.parts_of(kind) {
            if let Some(text) = parts.text(part) {
                let moved = moved(text, shift);
                parts.put(part, moved);
            }
        }
    }
}

/// What names the sheet from elsewhere.
fn others(parts: &mut Parts, book: &Book, sheet: &Sheet, how: Moves<'_>) -> Vec<String> {
    let mut unmoved = Vec::new();
    let mut change = |parts: &mut Parts, part: &str, words: String| {
        let Some(text) = parts.text(part) else {
            return;
        };
        match elsewhere::formulas_moved(text, how) {
            Some(moved) => {
                let moved = elsewhere::links_moved(&moved, how);
                parts.put(part, moved);
            }
            None => unmoved.push(words),
        }
    };
    for other in book.sheets.iter().filter(|other| other.part != sheet.part) {
        change(parts, &other.part, format!("工作表“{}”中的公式", other.name));
    }
    for name in parts.names() {
        if name.starts_with("xl/charts/chart") {
            change(parts, &name, "图表的数据区域".to_owned());
        }
        if name.starts_with("xl/pivotCache/")
            && let Some(text) = parts.text(&name)
        {
            let moved = elsewhere::pivots_moved(text, how);
            parts.put(&name, moved);
        }
    }
    let spelt = book.sheets.iter().filter(|sheet| has_spelt_reference(sheet));
    unmoved.extend(spelt.map(|sheet| format!("工作表“{}”中用INDIRECT函数写明的单元格", sheet.name)));
    unmoved
}

/// Whether a formula spells a cell as a text.
fn has_spelt_reference(sheet: &Sheet) -> bool {
    let cells = sheet.xml.rows.iter().flat_map(|row| &row.cells);
    let mut formulas = cells.filter_map(|cell| cell.formula.as_deref());
    formulas.any(|formula| formula.to_ascii_uppercase().contains("INDIRECT("))
}

/// Spreadsheets find the order of calculation anew.
fn without_order(parts: &mut Parts) {
    if parts.text(ORDER).is_none() {
        return;
    }
    parts.remove(ORDER);
    for part in ["[Content_Types].xml", "xl/_rels/workbook.xml.rels"] {
        if let Some(text) = parts.text(part) {
            let without = without_element(text, "calcChain.xml");
            parts.put(part, without);
        }
    }
}

/// Asks spreadsheets to calculate formulas when they open the workbook.
fn with_full_calculation(book: &str) -> String {
    const ASKED: &str = "<calcPr fullCalcOnLoad=\"1\"";
    if book.contains("fullCalcOnLoad=") {
        return book.to_owned();
    }
    if book.contains("<calcPr") {
        return book.replacen("<calcPr", ASKED, 1);
    }
    let before = BEFORE_CALCULATION.iter().find(|tag| book.contains(**tag));
    before.map_or_else(
        || book.to_owned(),
        |tag| book.replacen(tag, &format!("{tag}{ASKED}/>"), 1),
    )
}

/// The text without the element in whose attributes the mark stands.
fn without_element(text: &str, mark: &str) -> String {
    let cut = text.find(mark).and_then(|at| {
        let (before, after) = text.split_at_checked(at)?;
        let begin = before.rfind('<')?;
        let end = after.find('>')?;
        Some(format!("{}{}", before.get(..begin)?, after.get(end + 1..)?))
    });
    cut.unwrap_or_else(|| text.to_owned())
}
