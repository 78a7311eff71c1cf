//! Cards of two persons beside each other: 姓名 | 张三 | | 姓名 | 李四.

use crate::document::{Cell, Row, Table};
use crate::interpret::fields::{Field, field};
use crate::interpret::grid::text_of;
use crate::interpret::lines::{holds_longer, is_longer};

/// Rows of the largest card.
const MOST: usize = 20;

/// The table with the cards one below the other.
pub(super) fn below_each_other(table: &Table) -> Option<Table> {
    let filled = |row: &&Row| row.cells.iter().any(|cell| is_longer(&text_of(cell), 0));
    let rows: Vec<&Row> = table.rows.iter().filter(filled).take(MOST + 1).collect();
    let (first, more) = rows.split_first()?;
    if rows.len() > MOST || more.is_empty() || first.cells.len() < 4 {
        return None;
    }
    let label = label(first.cells.first()?)?;
    (field(&label) == Some(Field::Name)).then_some(())?;
    let mut others = first.cells.iter().skip(1);
    let second = others.find(|cell| text_of(cell) == label)?.column;
    if others.any(|cell| text_of(cell) == label) || !rows.iter().all(|row| is_of_both(row, second)) {
        return None;
    }
    let left = |column: u32| column < second;
    let cards = [
        rows.iter().map(|row| part(row, 0, left)).collect::<Vec<Row>>(),
        rows.iter()
            .map(|row| part(row, second, |column| !left(column)))
            .collect(),
    ];
    Some(Table {
        sheet: table.sheet.clone(),
        row_numbers: Vec::new(),
        rows: cards.concat(),
    })
}

fn label(cell: &Cell) -> Option<String> {
    (!holds_longer(cell, 12)).then(|| text_of(cell).into_owned())
}

/// The same label at the beginning of both cards.
fn is_of_both(row: &Row, second: u32) -> bool {
    let one = row.cells.first().and_then(label);
    let two = row
        .cells
        .iter()
        .find(|cell| cell.column == second)
        .and_then(label);
    one.is_some_and(|one| field(&one).is_some() && two == Some(one))
}

fn part(row: &Row, from: u32, own: impl Fn(u32) -> bool) -> Row {
    let cells = row.cells.iter().filter(|cell| own(cell.column));
    let moved = cells.map(|cell| Cell {
        column: cell.column - from,
        ..cell.clone()
    });
    Row {
        cells: moved.collect(),
    }
}

#[cfg(test)]
mod tests {
    use crate::document::Document;
    use crate::interpret::sample::{digest, expected, table, with};
    use crate::interpret::{Place, interpret_by};

    const A: &str = "学习报告使我认识到，科技自立自强不是一句口号，而是一次一次试验干出来的。";
    const B: &str = "下一步，我将结合本职工作，继续在基层开展服务。";

    #[test]
    fn each_of_two_cards_beside_each_other_is_of_one_person() {
        let rows: [&[&str]; 3] = [
            &["姓名", "张三", "", "姓名", "李四"],
            &["职务", "理事", "", "职务", "监事"],
            &["感悟", A, "", "感悟", B],
        ];
        let document = Document {
            blocks: vec![table(&rows)],
            ..Document::default()
        };
        let found = with(|words| interpret_by(&document, Place::File("感悟.xlsx"), words));
        assert_eq!(
            digest(&found.pieces),
            expected(&[("张三", "理事", A), ("李四", "监事", B)])
        );
    }
}
