//! What a paper is, beside what its text is called.

use crate::interpret::closing::is_closing;
use crate::interpret::fields::{Field, fields};
use crate::interpret::lines::{bracketed, length, trim};
use crate::interpret::word_list::WordList;

/// 推荐单位意见：同意推荐。 below the text of a card: words of the office that passes it on; （完）, 审核：秘书处.
pub(super) fn is_of_the_paper(line: &str) -> bool {
    let found = fields(line).filter(|_| length(line) <= 40 && line.contains("意见"));
    found.is_some_and(|found| found.iter().all(|(field, _)| *field == Field::Other)) || is_closing(line)
}

/// 供稿：张三 below the text of somebody else, whose author stands above.
pub(super) fn is_sent_by(line: &str) -> bool {
    static SENT_BY: WordList = WordList::new("供稿 供稿人 报送人 提交人 通讯员");
    let line = trim(line);
    let bare = match bracketed(line) {
        Some((inside, "" | "。")) => trim(inside),
        Some(_) | None => line,
    };
    let told = |(_, rest): &(&str, &str)| trim(rest).starts_with(['：', ':']);
    bare.ends_with("供稿") || SENT_BY.beginnings(bare).any(|found| told(&found))
}

/// （初稿）, 发言提纲, 学习感悟汇编: what a paper is, above or below the title of the text.
pub(in crate::interpret::essay) fn is_remark_on_paper(text: &str) -> bool {
    let inside = text.trim_matches(['（', '）', '(', ')', '【', '】', '[', ']']);
    !text.starts_with("——") && REMARKS_ON_PAPER.ends(inside) && length(inside) <= 30
}

/// Ends of such remarks.
static REMARKS_ON_PAPER: WordList = WordList::new(
    "汇编 选编 合集 发言提纲 发言稿 发言材料 讲话稿 交流材料 交流发言 初稿 定稿 终稿 送审稿 修改稿 修订稿 \
    征求意见稿 投稿 来稿 学习心得 心得体会 学习体会 学习感悟 二十大精神感悟 节选 摘要 摘录 讨论稿 发言整理 讲话整理 录音整理 学习材料之一 学习材料之二 学习材料之三 系列之一 系列之二 系列之三",
);

/// 感悟二：, 第一篇 above a title: it counts the texts.
pub(in crate::interpret::essay) fn is_count(text: &str) -> bool {
    let text = trim(text.trim_end_matches(['：', ':']));
    let counts = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    let is_part = |c: char| counts(c) || "第篇则份感悟体会心得建议作品之".contains(c);
    (2..=6).contains(&length(text))
        && text.chars().all(is_part)
        && text.contains(counts)
        && !text.starts_with(counts)
}

/// A title without 第一篇 or 建议1： in front of it.
pub(super) fn without_count(title: &str) -> &str {
    let ends = |c: char| matches!(c, '：' | ':' | ' ' | '\u{3000}');
    let cut = title.find(ends).and_then(|at| title.split_at_checked(at));
    let behind = cut.filter(|(count, _)| is_count(count));
    let behind = behind.map(|(_, rest)| trim(rest.trim_start_matches(ends)));
    behind.filter(|rest| length(rest) >= 2).unwrap_or(title)
}

/// Ends of the titles of forms.
pub(super) static PAPERS: WordList = WordList::new(
    "推荐表 登记表 申报表 汇总表 审批表 统计表 情况表 信息表 报名表 征集表 反馈表 意见表 建议表 申请表 感悟表 体会表 心得表",
);

#[cfg(test)]
mod tests {
    use crate::interpret::essay::{lines, read};
    use crate::interpret::sample::{centered, paragraph, with};

    const A: &str = "学习报告使我认识到，科技自立自强不是一句口号，而是一次一次试验干出来的。";

    #[test]
    fn what_a_paper_is_is_no_part_of_the_title() {
        for above in [
            ["（初稿）", "坐住冷板凳"],
            ["坐住冷板凳", "（学习心得）"],
            ["学习党的二十大精神感悟汇编", "坐住冷板凳"],
            ["发言提纲", "坐住冷板凳"],
        ] {
            let blocks = [
                centered(above[0]),
                centered(above[1]),
                centered("张晓明（理事长）"),
                paragraph(A),
            ];
            let pieces = with(|vocabulary| read(&lines(&blocks), None, vocabulary));
            assert_eq!(pieces[0].title.as_deref(), Some("坐住冷板凳"), "{above:?}");
        }
    }
}
