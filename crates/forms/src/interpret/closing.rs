//! What is written below a text and is none of it: who edited it, （完）, the caption of a photo, polite words to the office.

use domain::text::is_blank;

use super::lines::{at_colon, has_sentence, is_longer, trim};
use super::word_list::WordList;

/// Characters of the longest such line.
const LONGEST: usize = 40;

/// Who handled a text that is another's, in front of a colon.
static CREDITS: WordList = WordList::new(
    "整理 文字整理 录音整理 审核 审定 审稿 审校 校对 校核 核稿 编辑 责任编辑 责编 编审 编校 编发 编排 排版 录入 摄影 摄像 供图 图片 \
    图片来源 来源 文章来源 稿件来源 信息来源 转自 转载自 初审 复审 终审 一审 二审 三审 签发 监制",
);

/// The same behind who it was: （张三整理）.
static HANDLED: WordList = WordList::new("整理 审核 审定 校对 编辑 摄影 摄 供图");

/// What says that a text is over.
static OVER: WordList = WordList::new("完 全文完 本文完 全文结束 END end End");

/// Beginnings of captions.
static CAPTIONS: WordList = WordList::new("图为 上图为 下图为 附图：");

/// Whether a line below a text is surely not of it.
pub(super) fn is_closing(line: &str) -> bool {
    let line = trim(line);
    if line.is_empty() || is_longer(line, LONGEST) {
        return false;
    }
    let marks = |c: char| matches!(c, '—' | '-' | '–' | '─' | '*' | '＊' | '※' | '·' | '=') || is_blank(c);
    let bare = line.trim_matches(marks);
    if bare.is_empty() {
        return true;
    }
    let inside = bare.trim_matches(['（', '）', '(', ')', '【', '】', '[', ']']);
    let framed = inside.len() < line.len();
    (framed && (OVER.has(inside) || is_handled(inside)))
        || is_credit(inside)
        || is_caption(bare)
        || is_word_to_office(line)
}

/// 审核：秘书处, 摄影：张三
fn is_credit(text: &str) -> bool {
    let value = at_colon(text).filter(|(word, _)| CREDITS.has(trim(word)));
    value.is_some_and(|(_, value)| !value.is_empty() && !is_longer(value, 20) && !has_sentence(value))
}

/// （张三 整理）, （根据录音整理，未经本人审阅）
fn is_handled(text: &str) -> bool {
    let recorded = text.starts_with("根据") && text.contains("整理");
    recorded || !is_longer(text, 14) && !text.contains(['，', '。', '；']) && HANDLED.ends(text)
}

/// 图为张三在实验室: the sentence of an essay would not begin so and be the last line.
fn is_caption(line: &str) -> bool {
    CAPTIONS.begins(line) && !has_sentence(line.trim_end_matches('。'))
}

/// 如有问题请与我联系。, 以上，妥否请指正。
fn is_word_to_office(line: &str) -> bool {
    let ended = line.trim_end_matches(['。', '！', '!', '.']);
    let asked = ["妥否", "当否", "是否妥当"]
        .iter()
        .any(|word| line.contains(word))
        && ["指正", "指示", "批示", "审阅", "审定"]
            .iter()
            .any(|word| ended.ends_with(word));
    asked || offers_answer(line)
}

/// 如有问题请与我联系。, 以上材料请查收，如有问题请与小李联系。
pub(super) fn offers_answer(line: &str) -> bool {
    const BEGINNINGS: [&str; 5] = ["如有问题", "如有疑问", "如需修改", "如需补充", "有问题"];
    const ENDS: [&str; 4] = ["联系", "告知", "来电", "指示"];
    !is_longer(line, LONGEST)
        && BEGINNINGS
            .iter()
            .any(|word| behind_receipt(line).starts_with(word))
        && ENDS.iter().any(|word| line.contains(word))
}

/// What follows 以上材料请查收， in front of it.
fn behind_receipt(line: &str) -> &str {
    let receipt = line
        .split_once(['，', ',', '。'])
        .filter(|(before, _)| before.ends_with("请查收"));
    receipt.map_or(line, |(_, rest)| rest)
}

#[cfg(test)]
mod tests {
    use super::is_closing;

    #[test]
    fn what_stands_below_a_text_and_is_none_of_it_is_known() {
        for line in [
            "（完）",
            "——完——",
            "* * *",
            "审核：秘书处",
            "（摄影：秘书处）",
            "【责任编辑：秘书处】",
            "（张三 整理）",
            "（根据录音整理，未经本人审阅）",
            "来源：学会官网",
            "图为张三在实验室",
            "附图：学习现场",
            "如有问题请与我联系。",
            "以上，妥否请指正。",
            "以上材料请查收，如有问题请与小李联系（13800138000）。",
        ] {
            assert!(is_closing(line), "{line}");
        }
        for line in [
            "完",
            "让我们携手奋进",
            "以上是我的学习体会，请批评指正！",
            "注：本文数据截至2022年9月。",
            "来源：这些年的坚持，还有大家的信任。我们要继续努力。",
            "数据整理",
            "有问题就要解决，这是我们的态度。",
            "图为纸面，路在脚下。行则将至。",
        ] {
            assert!(!is_closing(line), "{line}");
        }
    }
}
