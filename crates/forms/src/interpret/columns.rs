//! Persons in columns side by side, each with the text below the name.

use super::fields::{Field, field};
use super::grid::{row_texts, text_of};
use super::heads::{self, Sure};
use super::names::{self, Likelihood};
use crate::document::{Cell, Row, Table};

/// Fields and persons of one table.
const FIELDS: usize = 12;

/// 姓名 | 张三 | 李四 over 感悟 | … | …: the table with a row for each person.
pub(super) fn persons_in_rows(table: &Table) -> Option<Table> {
    let width = table.rows.first()?.cells.len();
    let even = |row: &Row| {
        row.cells.len() == width
            && row
                .cells
                .iter()
                .all(|cell| cell.column_span <= 1 && cell.row_span <= 1)
    };
    if width < 3 || !(2..=FIELDS).contains(&table.rows.len()) || !table.rows.iter().all(even) {
        return None;
    }
    let first = |row: &Row| row.cells.first().and_then(|cell| field(&text_of(cell)));
    let labelled = table.rows.iter().all(|row| first(row).is_some());
    let texts = table
        .rows
        .iter()
        .filter(|row| first(row) == Some(Field::Text))
        .count();
    let named = table.rows.iter().find(|row| first(row) == Some(Field::Name))?;
    let persons = row_texts(named)
        .skip(1)
        .all(|text| field(&text).is_none() && is_name(&text));
    if !labelled || texts == 0 || !persons {
        return None;
    }
    let rows = (0..width).map(|column| Row {
        cells: (0..)
            .zip(&table.rows)
            .filter_map(|(place, row)| {
                Some(Cell {
                    column: place,
                    ..row.cells.get(column)?.clone()
                })
            })
            .collect(),
    });
    Some(Table {
        sheet: table.sheet.clone(),
        rows: rows.collect(),
        row_numbers: Vec::new(),
    })
}

/// 张三（理事长） | 李四（秘书长） over their texts, in a row of a form: the cells of one after those of the other.
pub(super) fn one_after_the_other(rows: Vec<Row>) -> Vec<Row> {
    let Some((head, texts)) = rows.split_first() else {
        return rows;
    };
    let heads: Vec<&Cell> = head
        .cells
        .iter()
        .filter(|cell| !text_of(cell).is_empty())
        .collect();
    let under = |cell: &Cell| heads.iter().any(|head| head.column == cell.column);
    let below = texts
        .iter()
        .flat_map(|row| &row.cells)
        .filter(|cell| !text_of(cell).is_empty());
    let fits = heads.len() >= 2
        && !texts.is_empty()
        && heads.iter().all(|cell| is_head(&text_of(cell)))
        && below.clone().all(|cell| under(cell) && !is_head(&text_of(cell)));
    if !fits {
        return rows;
    }
    let cells = heads.iter().flat_map(|head| {
        let own = below.clone().filter(|cell| cell.column == head.column);
        std::iter::once((*head).clone()).chain(own.cloned())
    });
    cells.map(|cell| Row { cells: vec![cell] }).collect()
}

fn is_name(text: &str) -> bool {
    names::plausible(text).is_some_and(|(_, sure)| sure == Likelihood::Known)
}

fn is_head(text: &str) -> bool {
    let head = || heads::head(text).is_some_and(|head| head.sure == Sure::Strong && head.rest.is_empty());
    !text.contains('\n') && (is_name(text) || head())
}

#[cfg(test)]
mod tests {
    use super::super::sample::{centered, digest, expected, paragraph, table, template, with};
    use super::super::{Interpretation, Place, interpret_by};
    use crate::document::{Block, Document};

    const A: &str = "学习报告使我认识到，科技自立自强不是一句口号，而是一次一次试验干出来的。";
    const B: &str = "下一步，我将结合本职工作，继续在基层开展服务。";

    fn of(blocks: Vec<Block>) -> Interpretation {
        let document = Document {
            blocks,
            ..Document::default()
        };
        with(|vocabulary| interpret_by(&document, Place::File("1.docx"), vocabulary))
    }

    #[test]
    fn persons_in_columns_keep_their_texts() {
        let want = [("张晓明", "理事长", A), ("李国强", "秘书长", B)];
        let found = of(vec![
            centered("“关键少数”学习感悟"),
            table(&[
                &["姓名", "张晓明", "李国强"],
                &["职务", "理事长", "秘书长"],
                &["感悟", A, B],
            ]),
        ]);
        assert_eq!(digest(&found.pieces), expected(&want));
        let label = template().rows[1].label.clone();
        let found = of(vec![
            centered(&template().title),
            paragraph("学会名称：华夏光学学会"),
            table(&[&[&label, "张晓明（理事长）", "李国强（秘书长）"], &["", A, B]]),
        ]);
        assert_eq!(digest(&found.forms[0].pieces), expected(&want));
    }
}
