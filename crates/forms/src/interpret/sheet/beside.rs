//! Columns that go with a text and are none of their own: 建议内容 | 理由, 问题 | 建议.

use super::Column;
use crate::interpret::FoundPiece;
use crate::interpret::lines::dense;
use crate::interpret::word_list::WordList;
use crate::interpret::wording::{is_attached, is_nil};

static HEADS: WordList = WordList::new(
    "\
    理由 建议理由 提出理由 理由依据 理由及依据 主要理由 推荐理由 依据 建议依据 案由 案据 背景 建议背景 背景情况 \
    原因 原因分析 现状 现状分析 现状及问题 问题 存在问题 存在的问题 主要问题 问题描述 反映问题 措施 具体措施 \
    解决措施 对策 预期效果 预期成效 情况说明",
);

/// Ends of such heads.
static ENDS: WordList = WordList::new("问题 理由 现状 背景 依据 原因 不足");

/// Characters of the longest head that is told by its end.
const LONGEST: usize = 8;

/// True for such a head, in matching form; `理由（可选）` too.
pub(super) fn is_beside(key: &str) -> bool {
    let key = key.split('(').next().unwrap_or_default();
    HEADS.has(key) || (ENDS.ends(key) && key.chars().count() <= LONGEST)
}

/// Where persons stand in a sheet and no other text, what is said of each is the text: 姓名 | 单位 | 推荐理由.
pub(super) fn as_texts(columns: &mut [(u32, Column)]) {
    let of = |wanted: fn(&Column) -> bool| columns.iter().filter(|(_, column)| wanted(column)).count();
    let texts = of(|column| matches!(column, Column::Text(_)));
    let besides = of(|column| matches!(column, Column::Beside(_)));
    if texts > 0 || besides != 1 || of(|column| *column == Column::Name) == 0 {
        return;
    }
    for (_, column) in columns.iter_mut() {
        if matches!(column, Column::Beside(_)) {
            *column = Column::Text(None);
        }
    }
}

/// Adds what stands in such columns to the only text of the row, in the order of the columns.
pub(super) fn add(pieces: &mut [FoundPiece], values: &[(&Column, String)]) {
    let [piece] = pieces else { return };
    let mut before = true;
    let (mut above, mut below) = (Vec::new(), Vec::new());
    for (column, value) in values {
        match column {
            Column::Text(_) if *value == piece.text => before = false,
            Column::Beside(head) if !value.is_empty() && !is_nil(value) && !is_attached(value) => {
                let line = format!("{}：{value}", dense(head));
                if before {
                    above.push(line);
                } else {
                    below.push(line);
                }
            }
            _ => {}
        }
    }
    above.push(piece.text.clone());
    above.append(&mut below);
    piece.text = above.join("\n");
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use crate::document::Block;
    use crate::interpret::labels::Titles;
    use crate::interpret::sample::{items, table};

    #[test]
    fn problems_and_advice_side_by_side_are_one_text() {
        let Block::Table(table) = table(&[&["存在的主要问题", "对策建议"], &["投入不足。", "设立专项。"]])
        else {
            unreachable!("a table was asked for")
        };
        let items = items();
        let sheet = read(&table.rows, &[], &Titles::new(&items)).unwrap();
        let texts: Vec<String> = sheet.pieces().map(|piece| piece.text).collect();
        assert_eq!(texts, ["存在的主要问题：投入不足。\n设立专项。"]);
    }
}
