//! Rows whose labels are written in other words.

use domain::notice::FormRow;

use super::Walk;
use crate::interpret::labels::{Label, insight, label_line};
use crate::interpret::lines::is_longer;
use crate::interpret::persons;

impl Walk<'_> {
    /// 感悟：… behind the text of a row that asks for none, or behind the head lines: the row that does begins, in
    /// whatever words.
    pub(super) fn other_row(&self, line: &str) -> Option<(usize, String)> {
        let may_begin = match self.open {
            Some(open) => !insight(&self.template.rows.get(open)?.label),
            // 单位：… alone may be a field of the person whose text this is.
            None => self.draft.parts.is_empty() && self.draft.headers.len() >= 2,
        };
        if !may_begin || is_longer(line.split(['：', ':']).next()?, 16) {
            return None;
        }
        let found = label_line(line, self.vocabulary.items).filter(|found| found.label == Label::Neutral)?;
        let asked = self.template.rows.iter().position(|row| insight(&row.label))?;
        Some((asked, found.rest.to_owned()))
    }

    /// 三、建议 below the row that 二、感悟 began: the row that asks for suggestions.
    pub(super) fn counted_row(&self, line: &str) -> Option<(usize, String)> {
        let (known, last) = self.number?;
        let (style, number, label) = persons::with_number(line).filter(|_| !is_longer(line, 12))?;
        let bare = label.trim_end_matches(['：', ':']);
        let asks = |text: &str| {
            ["建议", "建言", "献策", "意见"]
                .iter()
                .any(|word| text.ends_with(word))
        };
        let follows = style == known && number == last + 1 && asks(bare);
        let open = self.open.filter(|_| follows)?;
        let below = self.template.rows.iter().enumerate().skip(open + 1);
        let advice = |row: &FormRow| ["建言", "建议"].iter().any(|word| row.label.contains(word));
        let (row, _) = below.into_iter().find(|(_, row)| advice(row))?;
        Some((row, String::new()))
    }
}

#[cfg(test)]
mod tests {
    use crate::document::{Block, Document};
    use crate::interpret::sample::{paragraph, with};
    use crate::interpret::{Place, interpret_by};

    const A: &str = "学习报告使我认识到，科技自立自强不是一句口号，而是一次一次试验干出来的。";
    const B: &str = "建议设立公共数据平台，由学会牵头制定共享规则。";

    #[test]
    fn a_row_in_other_words_is_told_by_its_number() {
        for (inside, pieces) in [("", 2), ("一、提高认识\n二、抓好落实\n", 1)] {
            let text = format!(
                "全国学会学习党的二十大精神情况统计表\n学会名称：华夏光学学会\n填表人：李四\n联系方式：010-55501234\n\
                 一、基本情况\n无\n二、感悟\n张三，理事长\n{A}\n{inside}三、建议\n{B}"
            );
            let blocks: Vec<Block> = text.lines().map(paragraph).collect();
            let document = Document {
                blocks,
                ..Document::default()
            };
            let found = with(|words| interpret_by(&document, Place::File("统计表.docx"), words));
            assert_eq!(found.forms[0].pieces.len(), pieces, "{inside}");
        }
    }
}
