//! What is typed below the rows of a form: suggestions there go on with the row that asks for them, and other texts that
//! nobody takes are named.

use domain::notice::{FormRow, RowContent};

use crate::document::{Block, lines_of};
use crate::interpret::lines::{has_sentence, length, tidy, trim, without_number};
use crate::interpret::remainder::{Taken, remainder};
use crate::interpret::{FoundForm, FoundPiece, Interpretation, Words, persons, unread};

/// Fewer characters are no suggestion.
const SHORTEST: usize = 12;
/// So many Chinese characters of prose are named.
const PROSE: usize = 20;

/// Gives the suggestions with which the blocks behind the only form begin to its row; the other blocks.
pub(in crate::interpret) fn take<'b>(
    found: &mut Interpretation,
    after: &'b [Block],
    vocabulary: Words<'_>,
) -> &'b [Block] {
    let (Some(template), [form]) = (vocabulary.template, found.forms.as_mut_slice()) else {
        return after;
    };
    let asks = |row: &&FormRow| {
        matches!(row.content, RowContent::Pieces(_))
            && ["建言", "建议", "献策"]
                .iter()
                .any(|word| row.label.contains(word))
    };
    let Some(row) = template.rows.iter().find(asks) else {
        return after;
    };
    let of_suggestion = |block: &Block| match block {
        Block::Paragraph(paragraph) => trim(&paragraph.text).is_empty() || suggests(&paragraph.text),
        Block::Table(_) => false,
    };
    let count = after.iter().take_while(|block| of_suggestion(block)).count();
    let (own, rest) = after.split_at(count);
    let lines: Vec<String> = tidy(lines_of(own));
    if !lines.is_empty() {
        let label = persons::item_of_society(row, vocabulary.items);
        go_on(form, row, persons::read(&lines, vocabulary.items, label).pieces);
    }
    rest
}

/// 建议…。, 2. 建议…。
fn suggests(text: &str) -> bool {
    let own = without_number(trim(text));
    own.starts_with("建议") && has_sentence(own) && length(own) >= SHORTEST
}

fn go_on(form: &mut FoundForm, row: &FormRow, mut pieces: Vec<FoundPiece>) {
    form.nil_rows.retain(|nil| *nil != row.field);
    form.empty = false;
    let nobodys = |piece: &FoundPiece| piece.person.is_none() && piece.authors.is_none();
    let mut own = form
        .pieces
        .iter_mut()
        .filter(|piece| piece.row.as_ref() == Some(&row.field));
    if let (Some(only), None) = (own.next(), own.next())
        && let [more] = pieces.as_slice()
        && nobodys(only)
        && nobodys(more)
    {
        only.text = [only.text.as_str(), more.text.as_str()].join("\n");
        return;
    }
    for piece in &mut pieces {
        piece.row = Some(row.field.clone());
    }
    form.pieces.append(&mut pieces);
}

/// Names what somebody says below the only form in words that no piece holds, up to the notes on its filling in.
pub(in crate::interpret) fn name_left(found: &mut Interpretation, after: &[Block]) {
    let lines = tidy(lines_of(after));
    let lines: Vec<String> = lines
        .into_iter()
        .take_while(|line| !unread::is_note(line))
        .collect();
    let [form] = found.forms.as_mut_slice() else {
        return;
    };
    if lines.is_empty() || !form.unread.is_empty() {
        return;
    }
    let texts = found
        .pieces
        .iter()
        .chain(&form.pieces)
        .map(|piece| piece.text.as_str());
    let left = remainder(&lines.join("\n"), &Taken::new(texts));
    if left.is_personal && left.characters >= PROSE {
        form.unread.push(left.beginning);
    }
}

#[cfg(test)]
mod tests {
    use crate::document::{Block, Document};
    use crate::interpret::sample::{paragraph, table, with};
    use crate::interpret::{Interpretation, Place, interpret_by};

    fn of(below: &[&str]) -> Interpretation {
        let rows: [&[&str]; 3] = [
            &[
                "学会理事、40岁以下青年科技工作者作为党的二十大参会代表的基本情况",
                "无",
            ],
            &[
                "学习贯彻党的二十大精神的感悟（未来设想）",
                "张三，理事长\n要久久为功，建设创新生态。",
            ],
            &["建言献策", "建议设立公共数据平台，由学会牵头。"],
        ];
        let head = ["全国学会学习党的二十大精神情况统计表", "学会名称：华夏光学学会"];
        let mut blocks: Vec<Block> = head.iter().map(|line| paragraph(line)).collect();
        blocks.push(table(&rows));
        blocks.extend(below.iter().map(|line| paragraph(line)));
        let document = Document {
            blocks,
            ..Document::default()
        };
        with(|words| interpret_by(&document, Place::File("统计表.docx"), words))
    }

    #[test]
    fn a_suggestion_below_the_table_goes_on_with_those_in_it() {
        let found = of(&["建议简化报销手续，把签字环节减少到三个。"]);
        let texts: Vec<&str> = found.forms[0]
            .pieces
            .iter()
            .map(|piece| piece.text.as_str())
            .collect();
        assert_eq!(
            texts[1],
            "建议设立公共数据平台，由学会牵头。\n建议简化报销手续，把签字环节减少到三个。"
        );
        assert_eq!((texts.len(), found.forms[0].unread.len()), (2, 0));
    }

    #[test]
    fn what_somebody_says_below_the_table_is_named() {
        let found = of(&["作为一名基层科研人员，我体会到创新是第一动力。"]);
        assert_eq!(found.forms[0].unread.len(), 1);
        for below in [
            [
                "注：本表请于截止日前报送，我会将及时汇总。",
                "我要认真填写每一栏，不得遗漏任何内容。",
            ],
            ["华夏光学学会（盖章）", "2022年10月20日"],
        ] {
            assert!(of(&below).forms[0].unread.is_empty(), "{below:?}");
        }
    }
}
