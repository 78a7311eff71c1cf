//! 请替换为附件版本, 附件发错，请忽略上一封: words of a letter by which what it brings takes the place of what was sent
//! before, whoever is meant by it.

use domain::text::match_key;

use super::any_of::AnyOf;
use super::said::is_part_of_text;
use super::society::words_of_letter;
use super::{ClaimedPiece, Evidence};

/// A sentence with more characters than this is part of a text.
const LONGEST_SENTENCE: usize = 60;

/// By which earlier mail is named.
const EARLIER: &[&str] = &[
    "上一封",
    "上封",
    "前一封",
    "前封",
    "前面那封",
    "上一邮件",
    "上一个邮件",
    "原邮件",
    "前一邮件",
    "上次",
    "前次",
    "之前",
    "此前",
    "先前",
    "刚才",
    "刚刚",
    "昨日",
    "昨天",
    "前日",
    "前天",
    "上午",
    "早上",
    "前件",
    "原件",
    "所报",
    "已报",
    "报送过",
];

/// That it does not count, or was wrong.
const OVER: &[&str] = &[
    "忽略",
    "作废",
    "删除",
    "删去",
    "发错",
    "传错",
    "误发",
    "有误",
    "不要用",
    "勿用",
    "不作数",
    "撤回",
];

/// That something is put in the place of another.
const REPLACES: &[&str] = &["请替换", "予替换", "替换为附", "替换成附", "替换原", "帮忙替换"];

/// That it is sent again.
const AGAIN: &[&str] = &[
    "重新报送",
    "重新上报",
    "重新提交",
    "重新发送",
    "重新发",
    "重报",
    "重发",
    "再次发送",
    "正确的",
    "正确版",
    "现附",
];

/// Of one piece, or of a photo: somebody else has to be meant by it than by the whole.
const PARTS: &[&str] = &[
    "感悟",
    "体会",
    "心得",
    "建言",
    "建议",
    "献策",
    "同志",
    "照片",
    "相片",
    "图片",
    "视频",
    "附件1",
    "附件2",
    "附件3",
    "附件一",
    "附件二",
    "附件三",
];

/// With these it is no request, or one of another thing.
const OTHERWISE: &[&str] = &[
    "如有",
    "若有",
    "如果",
    "是否",
    "不必",
    "无需",
    "不用",
    "已撤回",
    "被撤回",
    "提醒",
    "催报",
    "补发",
    "建议删",
    "系统",
];

/// What a sentence says of what was sent before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Replacing {
    /// What comes with it takes the place of what it is a version of.
    Version,
    /// The earlier mail as a whole does not count any more.
    Mail,
}

/// What the letter says of it in its subject or in a short sentence that is part of none of its texts.
pub(super) fn said(evidence: Evidence<'_>, pieces: &[ClaimedPiece]) -> Option<Replacing> {
    evidence.reading.mail.as_ref()?;
    let sentences = words_of_letter(evidence).split(['\n', '。', '；', ';', '！', '!']);
    let all = std::iter::once(evidence.arrival.subject.as_str()).chain(sentences);
    let found = all.filter_map(|sentence| {
        let found = of(&match_key(sentence))?;
        (!is_part_of_text(sentence, pieces)).then_some(found)
    });
    found.max()
}

/// What a sentence says of it, by its matching form.
pub(super) fn of(key: &str) -> Option<Replacing> {
    static ANY: AnyOf = AnyOf::new(&[OVER, REPLACES]);
    if !ANY.is_in(key) {
        return None;
    }
    let says = |words: &[&str]| words.iter().any(|word| key.contains(word));
    let asks = key.contains('?') || key.contains('吗');
    if asks || key.chars().count() > LONGEST_SENTENCE || says(OTHERWISE) || says(PARTS) {
        return None;
    }
    let over = says(OVER);
    if over && says(EARLIER) {
        return Some(Replacing::Mail);
    }
    (over && says(AGAIN) || says(REPLACES)).then_some(Replacing::Version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_the_place_of_earlier_mail_is_told_from_what_speaks_of_a_part() {
        use Replacing::{Mail, Version};
        for (sentence, want) in [
            (
                "老师好，之前发的版本有误，烦请替换为附件版本，给您添麻烦了",
                Some(Mail),
            ),
            ("请替换为附件版本", Some(Version)),
            ("昨日所报材料请删除，重新报送如附件", Some(Mail)),
            ("昨日所报请删除，重新报送", Some(Mail)),
            ("附件发错，请忽略上一封", Some(Mail)),
            ("附件发错了，现重新发送", Some(Version)),
            ("前面那封请忽略，以此为准", Some(Mail)),
            ("上次李乙的感悟有误，请删除", None),
            ("上次的照片有误，请替换", None),
            ("附件2作废，请删除上次的", None),
            ("如有误，请通知我们重新报送", None),
            ("之前发的版本是否有误？", None),
            ("如已报送，请忽略此前的提醒", None),
            ("附件请查收", None),
        ] {
            assert_eq!(of(&match_key(sentence)), want, "{sentence}");
        }
    }
}
