//! Set phrases: nil answers, references to attached pages, marks of a seal.

use domain::text::match_key;

use super::form_label::is_key_longer;
use super::lines::{has_sentence, is_date, length, trim};
use super::word_list::WordList;

/// Answers that say: nothing.
static NIL: WordList = WordList::new(
    "\
    无 暂无 没有 暂时没有 无此项 无此情况 无此类情况 无相关情况 无此类人员 无相关人员 不涉及 \
    不适用 无代表 零 空 / \\ - -- --- n/a nil none 无内容 暂缺 目前无 \
    零报告 零填报 零申报 本项无 无参会代表 无二十大代表 0 〇 略 暂时无",
);

/// Words that deny.
static DENYING: WordList = WordList::new("无 没有 暂无 尚无 不涉及");

/// What is elsewhere when something is here.
static REST: WordList = WordList::new("其余 其他 其它 余下 另有");

/// What stands for a name.
static NOBODY: WordList = WordList::new("xx ×× ** 某某 〇〇 ○○");

/// What is denied.
static ASKED_FOR: WordList = WordList::new("代表 此项 情况 人员 内容 相关");

/// Characters of the longest answer that says: nothing.
const LONGEST_NIL: usize = 22;

/// 无, 暂无, 无此项 — an answer that there is nothing.
pub(super) fn is_nil(text: &str) -> bool {
    let may_be_nil = || NIL.may_be_key_of(text) || DENYING.may_be_in_key_of(text);
    if is_key_longer(text, LONGEST_NIL) || !may_be_nil() {
        return false;
    }
    let key = match_key(text);
    let key = key.trim_matches(|c: char| matches!(c, '.' | ',' | '(' | ')' | ';' | '!' | ':' | '1'));
    if NIL.has(key) {
        return true;
    }
    let denies = key.chars().count() <= LONGEST_NIL && DENYING.is_mentioned(key);
    denies && (says_nothing_more(key) || (ASKED_FOR.is_mentioned(key) && !key.contains(',')))
}

/// Words of which an answer like 我会暂无感悟报送 consists, each before those that are part of it.
static NIL_PARTS: WordList = WordList::new(
    "\
    建言献策 未来设想 学习感悟 学习体会 意见 建议 建言 感悟 体会 报送 提交 材料 设想 相关 \
    我会 本会 我单位 本次 目前 暂时 没有 尚无 暂无 需要 暂 无 和 及 与 的 , .",
);

/// True for 暂无建议, 没有建议。, 我会暂无感悟报送: nothing but what was asked for and that there is none.
fn says_nothing_more(key: &str) -> bool {
    NIL_PARTS.taken_from(key).is_empty()
}

/// Answers that put the text off, or say that it is known already.
static PUT_OFF: WordList = WordList::new(
    "\
    后续补充 后续报送 后续提交 稍后报送 稍后补充 稍后提交 暂不报送 暂不提交 另行补充 待补充 待报送 待补 \
    后补 同上 同前 同感悟部分 同上感悟 见感悟部分 同感悟 已报 已报送 已提交 见正文 见上 见上文",
);

/// 后续补充, 同上 — no text, and no report of nothing either.
pub(super) fn is_put_off(text: &str) -> bool {
    let mark = |c: char| matches!(c, '，' | ',' | '。' | '；' | ';' | '、');
    let mut parts = text
        .split(mark)
        .map(trim)
        .filter(|part| !part.is_empty())
        .peekable();
    let mut put_off = false;
    parts.peek().is_some()
        && parts.all(|part| {
            let later = puts_off(part);
            put_off |= later;
            later || is_nil(part)
        })
        && put_off
}

fn puts_off(text: &str) -> bool {
    PUT_OFF.may_be_key_of(text)
        && PUT_OFF.has(match_key(text).trim_matches(|c: char| matches!(c, '.' | ',' | '(' | ')' | '!')))
}

/// Words that point to another page.
static ATTACHED: WordList = WordList::new(
    "\
    见附 另附 附后 后附 见另附 见另页 另页 附页 随附 见附件 附件 见后 见word 见文档 \
    见压缩包 见邮件 见随信 单独成文 单独提交 单独报送 另行报送 另行提交 另文 附于 附上",
);

/// 见附件, 另附页, 附后 — the text is on another page.
pub(super) fn is_attached(text: &str) -> bool {
    if is_key_longer(text, 40) || !ATTACHED.may_be_in_key_of(text) {
        return false;
    }
    let key = match_key(text);
    let count = key.chars().count();
    let only_prompt = key.contains("可另附") || key.contains("可附") || key.contains("可另页");
    let finished = key.trim_end_matches(['.', ')', '!', '。']).contains('.')
        && !key.contains(".doc")
        && !key.contains(".pdf");
    (2..=40).contains(&count)
        && !only_prompt
        && !finished
        && ATTACHED.is_mentioned(&key)
        && !key.contains("建议")
}

/// 附件2, 材料一：, 附 — the mark above an attached page, with nothing else in it.
pub(super) fn is_attachment_mark(text: &str) -> bool {
    if is_key_longer(text, 8) || !text.contains(['附', '材']) {
        return false;
    }
    let key = match_key(text);
    let bare = key
        .trim_start_matches("附件")
        .trim_start_matches("材料")
        .trim_start_matches('附');
    let counts = |c: char| c.is_ascii_digit() || "一二三四五六七八九十:.-之".contains(c);
    bare.len() < key.len() && bare.chars().all(counts)
}

/// 其余感悟见附件 — below a text: more is on another page.
pub(super) fn is_rest_attached(text: &str) -> bool {
    REST.may_be_in_key_of(text) && REST.is_mentioned(&match_key(text)) && is_attached(text)
}

/// ××学会, 某某学会 — the example's own name of a society.
pub(super) fn is_placeholder(text: &str) -> bool {
    NOBODY.is_mentioned(&match_key(text))
}

/// 照片 where a card has room for one.
pub(super) fn is_photo_frame(text: &str) -> bool {
    static FRAMES: WordList = WordList::new(
        "照片 一寸照片 二寸照片 1寸照片 2寸照片 证件照 证件照片 免冠照片 近照 本人照片 个人照片 贴照片处 照片粘贴处 相片",
    );
    FRAMES.has(text.trim_matches(['（', '）', '(', ')', '【', '】']))
}

/// 现将我会感悟报送如下： — words before the first person that are nobody's text.
pub(super) fn is_introduction(lines: &[String]) -> bool {
    let Some(last) = lines.last() else { return false };
    let total: usize = lines.iter().map(|line| length(line)).sum();
    let leads = last.ends_with(['：', ':']) || last.contains("如下");
    total <= 150 && (leads || (lines.len() == 1 && total <= 45 && !has_sentence(last)))
}

/// Marks of a seal or a signature.
static SEALS: WordList =
    WordList::new("(盖章) (公章) (签字) (签章) (章) 盖章: 签字: (签名) (单位盖章) (党委盖章)");

/// （盖章）, （签字）, 2022年10月20日 and the like at the end of a cell or document.
pub(super) fn is_seal_or_date(text: &str) -> bool {
    let text = trim(text);
    // Longer than any seal, and far longer than a date.
    if is_key_longer(text, 40) {
        return false;
    }
    if is_date(text) || is_length(text) {
        return true;
    }
    !has_sentence(text)
        && SEALS.may_be_in_key_of(text)
        && length(text) <= 40
        && SEALS.is_mentioned(&match_key(text))
}

/// （共860字）, 字数：860 below a text.
fn is_length(text: &str) -> bool {
    if is_key_longer(text, 8) || !text.contains('字') {
        return false;
    }
    let key = match_key(text);
    let bare = key.trim_matches(|c: char| matches!(c, '(' | ')' | '.' | ':'));
    let bare = bare.trim_start_matches("全文").trim_start_matches(['共', '约']);
    let count = bare.strip_suffix('字').or_else(|| bare.strip_prefix("字数:"));
    count.is_some_and(|count| !count.is_empty() && count.chars().all(|c| c.is_ascii_digit()))
}

/// Takes （盖章） and underscores from a stated value.
pub(super) fn without_seal(text: &str) -> String {
    let text = trim(text);
    if !text.contains(['章', '字']) {
        return blank_line_trimmed(text);
    }
    let mut value = text.to_owned();
    for mark in [
        "（盖章）",
        "(盖章)",
        "（公章）",
        "(公章)",
        "（代章）",
        "(代章)",
        "（签章）",
        "(签章)",
        "（章）",
        "(章)",
        "（签字）",
        "(签字)",
        "（加盖公章）",
        "（单位盖章）",
    ] {
        value = value.replace(mark, "");
    }
    blank_line_trimmed(&value)
}

/// Without the line on which people write.
fn blank_line_trimmed(value: &str) -> String {
    value
        .trim_matches(|c: char| matches!(c, '_' | '＿') || domain::text::is_blank(c))
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_a_seal_are_no_part_of_a_name() {
        for mark in ["（盖章）", "（代章）", "(签章)"] {
            assert_eq!(without_seal(&format!("华夏光学学会{mark}")), "华夏光学学会");
        }
    }

    #[test]
    fn nil_answers_are_understood() {
        for text in [
            "无",
            "暂无",
            "无。",
            "无此项",
            "1. 无",
            "（无）",
            "/",
            "我会无二十大代表",
            "暂时无",
            "本次无建议",
            "没有建议。",
            "无意见建议",
            "暂无意见",
            "无建言",
            "我会暂无感悟报送",
        ] {
            assert!(is_nil(text), "{text}");
        }
        assert!(!is_nil("1. 张三，华夏光学学会理事长"));
        assert!(!is_nil("建议发展无人机"));
        assert!(!is_nil("建议没有变。"));
        assert!(!is_nil("无人机产业发展情况值得重视，建议尽快出台管理办法"));
    }

    #[test]
    fn references_to_attached_pages_are_told_from_the_fill_rule() {
        for text in [
            "见附件",
            "（另附页）",
            "详见附件",
            "附后",
            "详见附件1《张三学习感悟》",
            "感悟见附件。",
        ] {
            assert!(is_attached(text), "{text}");
        }
        for text in [
            "（可另附页）",
            "建议将附件管理纳入制度",
            "附属医院应当承担更多责任。要加强培训。",
        ] {
            assert!(!is_attached(text), "{text}");
        }
    }
}
