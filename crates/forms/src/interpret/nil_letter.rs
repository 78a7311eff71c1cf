//! A letter that says nothing but that there is nothing: 我会无推荐人选，特此回复。

use domain::ids::ItemId;

use super::labels::{Titles, plain, take_keys, without_society};
use super::letter;
use super::lines::{has_sentence, length, trim};
use super::word_list::WordList;

/// Characters of the longest such letter.
const LONGEST: usize = 200;

/// Words that deny, those that hold others first.
static DENYING: WordList = WordList::new("没有 暂无 尚无 未有 不推荐 不报送 无");

/// Words of which such a sentence consists beside what it denies, each before those that are part of it.
static PARTS: WordList = WordList::new(
    "\
    符合条件 我单位 本单位 我学会 本学会 贵单位 暂不推荐 暂不报送 不推荐 不报送 推荐对象 人选推荐 可以 需要 没有 尚无 \
    暂无 未有 暂时 目前 本次 此次 今年 本年度 合适 相关 有关 报送 推荐 提交 提供 反馈 上报 意见 建议 人选 材料 内容 情况 \
    事项 我会 本会 学会 经 尚 可 需 要 也 亦 均 都 暂 无 的 和 及 与 或 、 等",
);

/// Words in front of what is denied.
const BEFORE: [&str; 9] = [
    "我会",
    "本会",
    "我学会",
    "本学会",
    "我单位",
    "目前",
    "本次",
    "对",
    "就",
];

/// Words around it that say nothing themselves.
static AROUND: WordList = WordList::new(
    "\
    经研究 经认真研究 经征集 经征求意见 经了解 经核实 经讨论 经理事会研究 经研究决定 特此回复 特此报告 特此说明 \
    特此函复 特此反馈 现回复如下 现反馈如下 回复如下 反馈如下 零报告 现作零报告 请知悉 请知晓 请悉知 来函收悉 \
    通知收悉 通知已收悉 来文收悉 收到通知 谢谢 感谢",
);

/// The items of which a letter says that there is nothing; none when it says anything else.
pub(super) fn denied(text: &str, items: &Titles<'_>) -> Vec<ItemId> {
    let mut denied: Vec<ItemId> = Vec::new();
    if text.chars().count() > LONGEST || text.contains(['？', '?']) {
        return denied;
    }
    for line in text.lines().map(trim).filter(|line| !line.is_empty()) {
        let says_no = DENYING.is_mentioned(&plain(line));
        if !says_no && (letter::is_signature_line(line) || is_heading(line)) {
            continue;
        }
        for clause in clauses(line) {
            if letter::is_greeting(clause) || letter::is_signature_line(clause) || AROUND.has(&plain(clause))
            {
                continue;
            }
            let found = denied_by(clause, items);
            if found.is_empty() {
                return Vec::new();
            }
            denied.extend(found);
        }
    }
    denied.sort();
    denied.dedup();
    denied
}

/// The items of which a letter that goes with something else says that there is nothing: 我会无建言献策，感悟见附件。
pub(super) fn denied_beside(text: &str, items: &Titles<'_>) -> Vec<ItemId> {
    if text.chars().count() > LONGEST || text.contains(['？', '?']) {
        return Vec::new();
    }
    let clauses = text.lines().flat_map(clauses);
    let mut denied: Vec<ItemId> = clauses.flat_map(|clause| denied_by(clause, items)).collect();
    denied.sort();
    denied.dedup();
    denied
}

fn clauses(line: &str) -> impl Iterator<Item = &str> {
    let ends = ['\n', '\r', '。', '！', '!', '；', ';', '，', ',', '：', ':'];
    line.split(ends).map(trim).filter(|clause| !clause.is_empty())
}

/// 关于推荐人选的零报告, 科技社团党委：
fn is_heading(line: &str) -> bool {
    let key = plain(line);
    let titled = ["零报告", "的函", "的复函", "的报告", "的说明", "的回复"]
        .iter()
        .any(|end| key.ends_with(end));
    let addressed = line.ends_with(['：', ':']);
    length(line) <= 40 && !has_sentence(line) && (titled || addressed)
}

fn denied_by(clause: &str, items: &Titles<'_>) -> Vec<ItemId> {
    let key = plain(clause);
    if !DENYING.is_mentioned(&key) {
        return Vec::new();
    }
    let (found, left) = take_keys(&key, items);
    let mut apart = without_society(&left).to_owned();
    for word in DENYING.words() {
        apart = apart.replace(word, "\u{1}");
    }
    let titles = found.iter().filter_map(|at| items.items.get(*at));
    let titles: Vec<String> = titles.map(|item| plain(&item.title)).collect();
    let understood = |part: &str| {
        // 对改进工作 of 对改进工作暂无意见建议
        let mut bare = part;
        while let Some(rest) = BEFORE.iter().find_map(|word| bare.strip_prefix(word)) {
            bare = rest;
        }
        let of_title = !bare.is_empty() && titles.iter().any(|title| title.contains(bare));
        of_title || PARTS.taken_from(part).is_empty()
    };
    if !apart.split('\u{1}').all(understood) {
        return Vec::new();
    }
    let mut ids: Vec<ItemId> = found
        .iter()
        .filter_map(|at| Some(items.items.get(*at)?.id.clone()))
        .collect();
    ids.sort();
    ids.dedup();
    ids
}

#[cfg(test)]
mod tests {
    use super::super::sample::items;
    use super::*;

    fn of(text: &str) -> Vec<String> {
        let items = items();
        let found = denied(text, &Titles::new(&items));
        found.iter().map(|item| item.as_str().to_owned()).collect()
    }

    #[test]
    fn a_letter_may_say_that_there_is_nothing() {
        for text in [
            "您好，经研究，我会无建言献策，特此回复。\n\n华夏光学学会\n2022年10月20日",
            "老师好：\n我会本次暂无建言献策报送。谢谢！\n华夏光学学会秘书处",
            "华夏光学学会没有建言献策。",
            "通知收悉。本会暂无意见建议，请知悉。",
            "经研究，我会暂无科技工作者建言献策报送，特此函复。",
            "我会对科技工作者暂无建言献策。",
            "关于建言献策的零报告\n科技社团党委：\n经研究，我会无建言献策。\n特此报告。\n华夏光学学会\n2022年10月20日",
        ] {
            assert_eq!(of(text), ["advice"], "{text}");
        }
        assert_eq!(of("我会本次无建言献策，也无未来设想。"), ["advice", "plan"]);
    }

    #[test]
    fn a_letter_with_something_else_may_deny_an_item() {
        let items = items();
        let beside = |text: &str| denied_beside(text, &Titles::new(&items));
        for text in [
            "我会无建言献策，感悟见附件。",
            "老师好：\n感悟见附件。我会暂无建言献策。\n谢谢！",
        ] {
            let found: Vec<String> = beside(text).iter().map(|item| item.as_str().to_owned()).collect();
            assert_eq!(found, ["advice"], "{text}");
        }
        for text in [
            "我会无其他建言献策，感悟见附件。",
            "除理事长外无建言献策，感悟见附件。",
            "请问无建言献策也要报送吗？感悟见附件。",
            "感悟见附件，建言献策下周报送。",
        ] {
            assert!(beside(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn whatever_says_more_is_no_such_letter() {
        for text in [
            "我会无建言献策，感悟见附件。",
            "请问无建言献策也要报送吗？",
            "我会并非无建言献策。",
            "除理事长外无建言献策。",
            "我会无建言献策，统计表下周报送。",
            "我会无此项。",
            "我会建言献策如下。",
            "感悟如下：\n我会无建言献策，感悟另报。",
        ] {
            assert!(of(text).is_empty(), "{text}");
        }
    }
}
