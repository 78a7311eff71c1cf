//! Letters of people that bring nothing and announce nothing: questions, thanks, advertisements.
//!
//! Whoever sorts them apart takes them off the list of what may be a return, so every doubt is decided for the list: a
//! file, a link, a word of what is collected, a part that could not be read.

mod correcting;

use domain::finding::FindingCode;
use domain::text::match_key;
use forms::read::Content as FileContent;
use mail::{Defect, ParsedMail};

use super::Evidence;
use super::any_of::AnyOf;
use super::content::Content;
use super::society::{author_societies, beginning, words_of_letter};

/// A letter longer than this, in characters, may be somebody's text.
const LONGEST: usize = 300;
/// A word of thanks is shorter than this, in characters.
const LONGEST_THANKS: usize = 60;

/// Words of people who sell something. One alone may stand anywhere.
const SELLING: &[&str] = &[
    "客户",
    "我公司",
    "我司",
    "承接",
    "优惠",
    "报价",
    "推广",
    "促销",
    "特价",
    "折扣",
    "代开",
    "发票",
    "退订",
    "订购",
    "热线",
    "试用",
    "加微信",
    "招商",
    "加盟",
    "培训班",
    "详情请访问",
    "点击查看",
];

/// Words of what is collected, and of sending it.
const TOPIC: &[&str] = &[
    "附件",
    "附上",
    "附后",
    "查收",
    "报送",
    "上报",
    "提交",
    "发送",
    "发您",
    "发给",
    "补发",
    "材料",
    "统计表",
    "表格",
    "汇总",
    "名单",
    "代表",
    "感悟",
    "体会",
    "心得",
    "建言",
    "建议",
    "献策",
    "谋划",
    "设想",
    "照片",
    "视频",
    "文稿",
    "稿件",
    "填",
    "无此",
    "暂无",
    "没有",
    "零报",
    "网盘",
    "链接",
    "微信",
    "更正",
    "替换",
    "撤回",
    "为准",
    "征集",
];

/// Words that say that a notice has come, and nothing else.
const THANKS: &[&str] = &["收到", "收悉", "知悉", "谢谢", "感谢", "已阅"];

/// Words with which a thanks says more than that.
const MORE: &[&str] = &[
    "无",
    "没有",
    "不",
    "已发",
    "已报",
    "附",
    "见",
    "查收",
    "如下",
    "请知悉",
    "请悉知",
];

/// Words of [`TOPIC`] with which a question speaks of what is to be sent.
const ASKED_ABOUT: &[&str] = &[
    "附件",
    "报送",
    "上报",
    "提交",
    "发送",
    "材料",
    "统计表",
    "表格",
    "汇总",
    "名单",
    "代表",
    "照片",
    "视频",
    "填",
    "征集",
    "补发",
    "发给",
];

/// Words that something was sent, or is in the letter.
const SENT: &[&str] = &[
    "见附",
    "附件为",
    "附件是",
    "附件请",
    "如附",
    "现报",
    "现将",
    "现予",
    "如下",
    "已发",
    "已报",
    "已填",
    "已提交",
    "已上报",
    "随信",
    "随函",
];

/// Words of questions; the question mark as matching forms write it.
const ASKING: &[&str] = &["?", "请问", "请教", "能否", "可否", "是否", "吗", "盼复"];

/// Words of who wants back what was sent, and with which of them nothing else is meant.
const WITHDRAWING: &[&str] = &[
    "撤回",
    "撤稿",
    "撤下",
    "收回",
    "不再报送",
    "取消报送",
    "停止使用",
    "不要采用",
    "请勿采用",
    "不予采用",
    "不再推荐",
    "退回我",
    "请退回",
    "误发",
    "发错",
    "withdraw",
    "retract",
    "disregard",
];

/// Words that may also be those of a suggestion.
const PERHAPS_WITHDRAWING: &[&str] = &["撤销", "作废", "删除", "请忽略", "取消", "不要登记", "请勿登记"];

/// Words of whose letter speaks of it otherwise: in thanks, in a question, in a suggestion, in a nil report.
const NOT_WITHDRAWING: &[&str] = &[
    "不撤回",
    "被撤回",
    "已撤回",
    "是否",
    "收到",
    "收悉",
    "已知悉",
    "零报",
    "建议撤",
    "建议取消",
    "建议删除",
    "建议将",
];

/// Words of who sends something in its place: that nothing came is what he must hear.
const BRINGING: &[&str] = &[
    "附件", "附上", "附后", "见附", "查收", "以此", "以本", "随信", "随函",
];

/// Words of who sends another text in its place.
const REPLACING: &[&str] = &["更正", "替换", "重新报送", "重报", "为准", "修改", "改为", "新稿"];

/// Words of requests.
const REQUESTING: &[&str] = &[
    "申请",
    "恳请",
    "请求",
    "请予",
    "请批准",
    "请同意",
    "希望延",
    "望延期",
];

/// Words of who has got what he asked for.
const GRANTED: &[&str] = &[
    "收到",
    "收悉",
    "知悉",
    "已阅",
    "感谢同意",
    "感谢批准",
    "谢谢同意",
    "感谢贵",
];

/// Pages that mail programs link to in a signature.
const SIGNATURES: &[&str] = &[
    "dashi.163.com/projects/signature-manager",
    "mail.qq.com/home/index",
];

/// What kind of letter it is; `None` when it may be a return or a part of one.
pub(super) fn kind(evidence: Evidence<'_>, content: &Content) -> Option<FindingCode> {
    let mail = evidence.reading.mail.as_ref()?;
    let bare = content.is_bare() && !holds_anything(evidence, mail);
    let text = words_of_letter(evidence);
    if bare && withdraws_by_subject(evidence) {
        return Some(FindingCode::WithdrawalRequest);
    }
    if !bare || text.trim().is_empty() {
        return None;
    }
    let key = match_key(&format!("{}\n{text}", evidence.arrival.subject));
    if advertises(evidence, &key) {
        return Some(FindingCode::Advertisement);
    }
    if passes_on(&evidence.arrival.subject) || links_somewhere(text, mail.html.as_deref()) {
        return None;
    }
    let body = match_key(text);
    let length = body.chars().count();
    if length <= LONGEST && withdraws(&key) && !says(&key, BRINGING) {
        return Some(FindingCode::WithdrawalRequest);
    }
    if length <= LONGEST && correcting::corrects(&key) {
        return Some(FindingCode::CorrectionInWords);
    }
    if content.asks() {
        return Some(FindingCode::QuestionOnly);
    }
    let text = body;
    let is_answer = answers(&evidence.arrival.subject);
    if length <= LONGEST && wants_answer(&text, if is_answer { &text } else { &key }) {
        return Some(FindingCode::QuestionOnly);
    }
    let is_thanks = length <= LONGEST_THANKS && says(&text, THANKS) && !says(&key, MORE);
    let is_off_topic = length <= LONGEST && !says(&key, TOPIC) && !names_item(evidence, &key);
    (is_thanks || is_off_topic).then_some(FindingCode::Unrelated)
}

/// Whether somebody wants back what he sent, by subject and text.
fn withdraws(key: &str) -> bool {
    let perhaps = says(key, PERHAPS_WITHDRAWING) && !key.contains("建议");
    (says(key, WITHDRAWING) || perhaps || asks_for_return(key)) && !says(key, NOT_WITHDRAWING)
}

/// 请将……退回: what is wanted back stands between the words.
fn asks_for_return(key: &str) -> bool {
    let mut sentences = key.split(['。', ';', '!', '\n']);
    sentences.any(|sentence| {
        let asked = sentence
            .split_once("请将")
            .or_else(|| sentence.split_once("请把"));
        asked.is_some_and(|(_, what)| what.contains("退回"))
    })
}

/// Whether the subject of a letter says that it wants something back, although a file comes with it: the request itself,
/// signed and sealed, as a rule. What else it may be a person sees.
pub(super) fn withdraws_by_subject(evidence: Evidence<'_>) -> bool {
    let subject = match_key(&evidence.arrival.subject);
    if evidence.reading.mail.is_none() || !says(&subject, WITHDRAWING) {
        return false;
    }
    let text = beginning(words_of_letter(evidence), LONGEST);
    let all = format!("{subject}\n{}", match_key(text));
    withdraws(&all) && !says(&all, REPLACING)
}

/// By the matching form of a sentence: whether beside what a letter brings it wants back what was sent: 李乙的感悟不再报送,
/// 附件2作废.
pub(super) fn withdraws_beside(key: &str) -> bool {
    static ANY: AnyOf = AnyOf::new(&[WITHDRAWING, PERHAPS_WITHDRAWING, &["退回"]]);
    const LONGEST_REQUEST: usize = 60;
    const SENT_THINGS: &[&str] = &[
        "附件", "材料", "感悟", "体会", "建议", "照片", "表", "稿", "上次", "前次", "此前", "之前", "原来",
        "前一",
    ];
    ANY.is_in(key)
        && key.chars().count() <= LONGEST_REQUEST
        && (says(key, WITHDRAWING) || says(key, SENT_THINGS))
        && withdraws(key)
}

/// By the matching form of a sentence: whether it speaks of what comes in the place of something else.
pub(super) fn replaces(key: &str) -> bool {
    says(key, REPLACING)
}

/// Whether a letter asks or requests something and says of nothing that it was sent. `about` is what it speaks of: the
/// subject of an answer is that of somebody else's letter.
fn wants_answer(text: &str, about: &str) -> bool {
    let mut content = TOPIC.iter().filter(|word| !ASKED_ABOUT.contains(word));
    let speaks_of_content = content.any(|word| about.contains(word)) || says(about, SENT);
    let requests = says(text, REQUESTING) && !says(text, GRANTED);
    !speaks_of_content && (says(text, ASKING) || requests)
}

fn says(key: &str, words: &[&str]) -> bool {
    words.iter().any(|word| key.contains(word))
}

/// Files other than logos, letters within the letter, and whatever could not be read.
pub(super) fn holds_anything(evidence: Evidence<'_>, mail: &ParsedMail) -> bool {
    let has_file = evidence.reading.parts.iter().any(|part| match part.file.content {
        FileContent::Photo { width, height } => forms::document::is_photo(part.file.bytes, width, height),
        FileContent::Document { .. }
        | FileContent::Video
        | FileContent::Archive
        | FileContent::ClosedArchive
        | FileContent::ClosedLetter
        | FileContent::Other
        | FileContent::Encrypted
        | FileContent::Unreadable
        | FileContent::Unconverted
        | FileContent::Scan
        | FileContent::Unsafe => true,
    });
    let is_unread = |defect: &Defect| match defect {
        Defect::MalformedHeader | Defect::UndecodableHeader | Defect::UnreadableDate => false,
        Defect::Truncated
        | Defect::TextCutOff
        | Defect::TextTooLong
        | Defect::EncodingProblem
        | Defect::BoundaryMissing
        | Defect::UndecodableText
        | Defect::UndecodableFileName
        | Defect::TooManyParts
        | Defect::TooDeep
        | Defect::ParserFailed => true,
    };
    has_file || !mail.nested.is_empty() || mail.defects.iter().any(is_unread)
}

/// Nobody's letter of whom the roster knows, that names no society and sells something.
fn advertises(evidence: Evidence<'_>, key: &str) -> bool {
    let signs = SELLING.iter().filter(|word| key.contains(*word)).count();
    signs >= 2
        && evidence.thread.is_none()
        && author_societies(evidence).is_empty()
        && evidence.directory.mentioned(key).is_empty()
}

/// A letter that is passed on may have its content in the original, which is not read.
pub(super) fn passes_on(subject: &str) -> bool {
    let subject = match_key(subject);
    ["fw:", "fwd:", "转发:", "转:"]
        .iter()
        .any(|mark| subject.starts_with(mark))
}

fn answers(subject: &str) -> bool {
    let subject = match_key(subject);
    ["re:", "回复", "答复"]
        .iter()
        .any(|mark| subject.starts_with(mark))
}

fn names_item(evidence: Evidence<'_>, key: &str) -> bool {
    let items = evidence.notices.iter().flat_map(|notice| &notice.items);
    items
        .flat_map(|item| std::iter::once(&item.title).chain(&item.aliases))
        .any(|name| key.contains(&match_key(name)))
}

/// A link to a page within a site. The front page of one stands in many a signature.
fn links_somewhere(text: &str, html: Option<&str>) -> bool {
    let anchors = html.unwrap_or_default().split("href=").skip(1);
    let targets = anchors.map(|rest| {
        rest.trim_start_matches(['"', '\'', ' '])
            .split(['"', '\'', '>'])
            .next()
            .unwrap_or_default()
    });
    std::iter::once(text).chain(targets).any(|text| {
        let text = text.to_lowercase();
        ["http://", "https://"]
            .iter()
            .any(|scheme| text.split(scheme).skip(1).any(is_page))
    })
}

fn is_page(rest: &str) -> bool {
    let address: String = rest
        .chars()
        .take_while(|c| c.is_ascii_graphic() && !matches!(c, '"' | '\'' | '<' | '>'))
        .collect();
    let page = address.split_once(['/', '?']).map_or("", |(_, page)| page);
    !page.is_empty() && !SIGNATURES.iter().any(|known| address.starts_with(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_a_link_and_the_front_page_of_a_site_is_none() {
        for text in [
            "材料见 https://pan.elsewhere.example/s/1abc",
            "http://files.example?id=1",
        ] {
            assert!(links_somewhere(text, None), "{text}");
        }
        for text in [
            "http://www.huaxia.example",
            "网址：https://www.huaxia.example/ 电话",
            "https://dashi.163.com/projects/signature-manager/detail/index.html",
        ] {
            assert!(!links_somewhere(text, None), "{text}");
        }
        let html = "<p>见<a href=\"https://pan.elsewhere.example/s/1\">这里</a></p>";
        assert!(links_somewhere("见这里", Some(html)));
        assert!(!links_somewhere(
            "好",
            Some("<img src=\"https://x.example/logo.png\">")
        ));
    }

    #[test]
    fn a_letter_that_is_passed_on_is_known_by_its_subject() {
        assert!(passes_on("Fw: 感悟") && passes_on("转发：材料") && passes_on("FWD:x"));
        assert!(!passes_on("回复：转发材料"));
    }
}
