//! Who fills in the forms of the corpus, and what they wrote: invented.

use crate::build::docx::{Cell, Merge};
pub(super) use crate::build::form::{LABELS, TITLE};
use crate::papers::Paper;
use crate::papers::word::{cell, file, heading, line, table};
pub(super) use crate::samples::texts::{ESSAYS, PLANS, SUGGESTIONS, YOUNG_ESSAYS, pick};

pub(super) const SOCIETY: &str = "华夏光学学会";
pub(super) const FILLER: &str = "李文静";
pub(super) const CONTACT: &str = "010-55501234";

/// 感悟 number `number`.
pub(super) fn essay(number: usize) -> &'static str {
    pick(ESSAYS, number)
}

/// 建言 number `number`.
pub(super) fn advice(number: usize) -> &'static str {
    pick(SUGGESTIONS, number)
}

/// Title and head lines as paragraphs, for forms whose oddity is elsewhere.
pub(super) fn head() -> String {
    [
        line("附件"),
        heading(TITLE),
        line(&format!("学会名称：{SOCIETY}")),
        line(&format!("填表人：{FILLER}")),
        line(&format!("联系方式：{CONTACT}")),
    ]
    .concat()
}

/// The table of the three rows. A line break in an answer begins a paragraph.
pub(super) fn rows(delegates: &str, insights: &str, advice: &str) -> String {
    let answers = [delegates, insights, advice];
    let rows: Vec<Vec<Cell>> = LABELS
        .iter()
        .zip(answers)
        .map(|(label, answer)| vec![cell(label), cell(answer)])
        .collect();
    table(&rows)
}

/// The table of the three rows whose second answer is finished paragraphs.
pub(super) fn rows_around(insights: &str) -> String {
    let [first, second, third] = LABELS;
    table(&[
        vec![cell(first), cell("无")],
        vec![cell(second), Cell::new(insights.to_owned())],
        vec![cell(third), cell(advice(0))],
    ])
}

/// A form that is ordinary but for its three answers.
pub(super) fn form(path: &str, delegates: &str, insights: &str, advice: &str) -> Paper {
    Paper::new(path, file(&(head() + &rows(delegates, insights, advice))))
}

/// A form whose oddity is how the second row is written.
pub(super) fn insights(path: &str, insights: &str) -> Paper {
    form(path, "无", insights, advice(1))
}

/// Two persons, one after the other, in the commonest notation.
pub(super) fn two_persons() -> String {
    format!(
        "1. 周知行，{SOCIETY}理事长、党委书记\n{}\n2. 冯向晚，{SOCIETY}秘书长\n{}",
        essay(0),
        essay(3)
    )
}

/// A cell over `columns` columns.
pub(super) fn wide(text: &str, columns: u8) -> Cell {
    cell(text).span(columns)
}

/// The upper cell of several that are merged.
pub(super) fn upper(text: &str) -> Cell {
    cell(text).merge(Merge::Restart)
}

/// A cell that belongs to the one above.
pub(super) fn lower() -> Cell {
    Cell::new(String::new()).merge(Merge::Continue)
}
