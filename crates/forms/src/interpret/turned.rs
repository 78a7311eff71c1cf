//! A form lying on its side: its labels are the heads of columns, its answers stand in the row below them.

mod beside;

use std::borrow::Cow;

use domain::notice::HeaderField;

use super::columns::persons_in_rows;
use super::fields::{Field, field};
use super::form_label::{Freedom, Target, headers_in, is_title, label};
use super::grid::{row_texts, text_of};
use super::lines::{holds_longer, is_longer};
use super::words::Words;
use crate::document::{Block, Cell, Row, Table};

/// The blocks with every form that lies on its side set upright: a row for each of its columns.
pub(super) fn upright<'b>(blocks: &'b [Block], vocabulary: Words<'_>) -> Cow<'b, [Block]> {
    let turned = |block: &Block| match block {
        Block::Table(table) => {
            let upright = set_upright(table, vocabulary)
                .or_else(|| persons_in_rows(table))
                .or_else(|| beside::below_each_other(table));
            upright.map(Block::Table)
        }
        Block::Paragraph(_) => None,
    };
    let Some(first) = blocks.iter().position(|block| turned(block).is_some()) else {
        return Cow::Borrowed(blocks);
    };
    let (before, rest) = blocks.split_at_checked(first).unwrap_or((blocks, &[]));
    let rest = rest
        .iter()
        .map(|block| turned(block).unwrap_or_else(|| block.clone()));
    Cow::Owned(before.iter().cloned().chain(rest).collect())
}

fn set_upright(table: &Table, vocabulary: Words<'_>) -> Option<Table> {
    let rows = table.rows.iter().take(SOUGHT);
    let head = rows.enumerate().find(|(_, row)| is_head(row, vocabulary))?.0;
    let heads = &table.rows.get(head)?.cells;
    let below = table.rows.get(head + 1..)?;
    let count = below
        .iter()
        .take_while(|row| is_answer(row, heads, vocabulary))
        .count();
    let answers = below.get(..count)?;
    if !is_one_answer(answers, heads, vocabulary) {
        return None;
    }
    let above = table.rows.get(..head)?.iter().cloned();
    let rest = below.get(count..)?.iter().cloned();
    Some(Table {
        sheet: table.sheet.clone(),
        row_numbers: Vec::new(),
        rows: above.chain(columns(heads, answers)).chain(rest).collect(),
    })
}

/// A row for each head with the cells below it. What stands below a blank one goes with the head before it.
fn columns(heads: &[Cell], answers: &[Row]) -> Vec<Row> {
    let mut starts: Vec<(u32, Vec<Block>)> = Vec::new();
    for head in heads {
        if starts.is_empty() || !text_of(head).is_empty() {
            starts.push((head.column, head.blocks.clone()));
        }
    }
    let ends = starts.iter().skip(1).map(|(column, _)| *column);
    let ends: Vec<u32> = ends.chain([u32::MAX]).collect();
    let column = |((from, label), to): ((u32, Vec<Block>), u32)| {
        let cells = answers.iter().flat_map(|row| &row.cells);
        let below = cells.filter(|cell| (from..to).contains(&cell.column));
        let answer = below.flat_map(|cell| cell.blocks.iter().cloned()).collect();
        Row {
            cells: vec![upright_cell(0, label), upright_cell(1, answer)],
        }
    };
    starts.into_iter().zip(ends).map(column).collect()
}

/// Rows in which heads are looked for.
const SOUGHT: usize = 12;

fn upright_cell(column: u32, blocks: Vec<Block>) -> Cell {
    Cell {
        column,
        column_span: 1,
        row_span: 1,
        blocks,
    }
}

fn covers(cell: &Cell, column: u32) -> bool {
    cell.column <= column && column < cell.column.saturating_add(cell.column_span.max(1))
}

/// The label that a cell is: a row of the form, or what its head states.
fn known(text: &str, vocabulary: Words<'_>, freedom: Freedom) -> Option<Target> {
    if text.is_empty() || !is_label_sized(text) {
        return None;
    }
    label(text, vocabulary, freedom)
}

/// Characters of the longest label.
const LABEL: usize = 60;

/// True for a text no longer than the head of a column.
fn is_label_sized(text: &str) -> bool {
    !is_longer(text, LABEL)
}

/// A row of labels side by side, at least one of a row of the form and most of them known. 姓名 among them is the head of
/// a sheet of persons.
fn is_head(row: &Row, vocabulary: Words<'_>) -> bool {
    let sized = row.cells.iter().filter(|cell| !holds_longer(cell, LABEL));
    if sized.count() < 2 {
        return false;
    }
    let texts: Vec<Cow<'_, str>> = row_texts(row).collect();
    let filled: Vec<&Cow<'_, str>> = texts.iter().filter(|text| !text.is_empty()).collect();
    if filled.len() < 2 || filled.len() + 1 < texts.len() {
        return false;
    }
    let stated = |text: &&&Cow<'_, str>| !headers_in(text, vocabulary, Freedom::Near).is_empty();
    let persons = |text: &&&Cow<'_, str>| field(text) == Some(Field::Name) || is_title(text, vocabulary);
    if filled.iter().any(|text| persons(&text) || stated(&text)) {
        return false;
    }
    let near = filled.iter().map(|text| known(text, vocabulary, Freedom::Near));
    let near: Vec<Option<Target>> = near.collect();
    if near.iter().all(Option::is_none) {
        return false;
    }
    // 感悟 | 未来设想见附件: other words are labels only beside what the head of a form states.
    let headed = near
        .iter()
        .any(|target| matches!(target, Some(Target::Header(_))));
    let reworded = |text: &str| {
        headed
            .then(|| known(text, vocabulary, Freedom::Reworded))
            .flatten()
    };
    let all = near.into_iter().zip(&filled);
    let all = all.filter_map(|(near, text)| near.or_else(|| reworded(text)));
    let all: Vec<Target> = all.collect();
    let rows = all.iter().filter(|target| matches!(target, Target::Row(..)));
    rows.count() > 0 && all.len() >= 2 && all.len() * 2 >= filled.len()
}

/// A row below the heads that answers them, cell by cell: no labels, nothing over several columns.
fn is_answer(row: &Row, heads: &[Cell], vocabulary: Words<'_>) -> bool {
    let of_a_column = |cell: &&Cell| {
        let text = text_of(cell);
        let under = heads.iter().filter(|head| covers(cell, head.column)).count();
        text.is_empty() || (under <= 1 && known(&text, vocabulary, Freedom::Near).is_none())
    };
    row_texts(row).any(|text| !text.is_empty()) && row.cells.iter().all(|cell| of_a_column(&cell))
}

/// Whether the rows are one answer: a single row, or one society whose texts go on in the rows below. Anything else belongs
/// together row by row, which is a sheet.
fn is_one_answer(answers: &[Row], heads: &[Cell], vocabulary: Words<'_>) -> bool {
    let society = |head: &&Cell| match known(&text_of(head), vocabulary, Freedom::Near) {
        Some(Target::Header(at)) => vocabulary.template.is_some_and(|template| {
            let header = template.headers.get(at);
            header.is_some_and(|header| header.field == HeaderField::Society)
        }),
        Some(Target::Row(..)) | None => false,
    };
    let stated = |column: u32| {
        let cells = answers.iter().flat_map(|row| &row.cells);
        cells
            .filter(|cell| covers(cell, column) && !text_of(cell).is_empty())
            .count()
    };
    match answers.len() {
        0 => false,
        1 => true,
        _ => heads
            .iter()
            .find(society)
            .is_some_and(|head| stated(head.column) == 1),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{centered, digest, expected, paragraph, table, template, with};
    use super::super::{FoundForm, Interpretation, Place, interpret_by};
    use super::*;
    use crate::document::Document;

    const A: &str = "学习报告使我认识到，科技自立自强不是一句口号，而是一次一次试验干出来的。";
    const ADVICE: &str = "建议设立精密光学专项，支持青年人员在县域长期开展观测与试验。";

    fn of(blocks: Vec<Block>) -> Interpretation {
        let document = Document {
            blocks,
            ..Document::default()
        };
        with(|vocabulary| interpret_by(&document, Place::File("1.docx"), vocabulary))
    }

    fn check(form: &FoundForm, want: &[(&str, &str, &str)]) {
        let head = [&form.society, &form.filled_by, &form.contact];
        let head = head.map(|value| value.as_deref().unwrap_or_default());
        assert_eq!(head, ["华夏光学学会", "钱戊", "010-55501234"]);
        assert_eq!(digest(&form.pieces), expected(want));
    }

    #[test]
    fn labels_above_one_row_of_answers_are_read_as_labels_beside_them() {
        let template = template();
        let [delegates, insights, advice] = [0, 1, 2].map(|row: usize| template.rows[row].label.as_str());
        let text = format!("1. 张三，理事长\n{A}\n2. 李四，秘书长\n{A}");
        let want = [("张三", "理事长", A), ("李四", "秘书长", A), ("", "", ADVICE)];
        let head = ["学会名称", "填表人", "联系方式"];
        let values = ["华夏光学学会", "钱戊", "010-55501234"];
        let whole: &[&[&str]] = &[
            &[head[0], head[1], head[2], "参加人数", delegates, insights, advice],
            &[values[0], values[1], values[2], "35", "无", &text, ADVICE],
        ];
        let reworded: &[&[&str]] = &[
            &["序号", head[0], head[1], "联系电话", "学习感悟", "建言献策"],
            &["1", values[0], values[1], values[2], &text, ADVICE],
        ];
        for rows in [whole, reworded] {
            let found = of(vec![centered(&template.title), table(rows)]);
            check(&found.forms[0], &want);
        }
        let above = "学会名称：华夏光学学会　填表人：钱戊　联系方式：010-55501234";
        let found = of(vec![
            centered(&template.title),
            paragraph(above),
            table(&[&[insights, advice], &[&text, ADVICE]]),
        ]);
        check(&found.forms[0], &want);
        let first = format!("1. 张三，理事长\n{A}");
        let second = format!("2. 李四，秘书长\n{A}");
        let found = of(vec![table(&[
            &[head[0], head[1], head[2], insights, advice],
            &[values[0], values[1], values[2], &first, ADVICE],
            &["", "", "", &second, ""],
        ])]);
        check(&found.forms[0], &want);
    }

    #[test]
    fn a_row_for_each_society_is_a_sheet() {
        let found = of(vec![table(&[
            &["序号", "学会名称", "学习感悟", "建言献策"],
            &["1", "华夏光学学会", A, ADVICE],
            &["2", "华夏声学学会", A, ADVICE],
        ])]);
        assert!(found.forms.is_empty(), "{found:?}");
        assert_eq!(found.societies, ["华夏光学学会", "华夏声学学会"]);
    }
}
