//! What a letter or document tells beside what was taken from it: prose that is no greeting, no word about the sending
//! and no disclaimer may be somebody's text.

use std::cell::OnceCell;
use std::ops::AddAssign;

use domain::text::{is_han, match_key};

use super::bare_words;
use super::labels;
use super::letter;
use super::lines::{length, trim, without_number};
use super::word_list::WordList;
use crate::document::{Document, lines_of};

/// Prose that was written and not taken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Remainder {
    /// Its beginning, as people are shown it.
    pub beginning: String,
    /// Its Chinese characters.
    pub characters: usize,
    /// Whether words above it say that it is somebody's text: 感悟如下：.
    pub is_introduced: bool,
    /// Whether somebody speaks in it for himself, or advises.
    pub is_personal: bool,
}

/// Characters that are shown of a text.
const SHOWN: usize = 20;
/// A line without a full stop is prose from so many Chinese characters on.
const UNENDED: usize = 30;
/// By so many last letters a sentence is known in what was taken: its author may stand before it on its line. A shorter
/// one is not told of.
const TAIL: usize = 10;

/// Words of sentences about the sending, of disclaimers and of what programs add; in matching form.
static AROUND: WordList = WordList::new(
    "\
    附件 查收 审阅 收阅 查阅 报送 上报 呈报 为准 更正 有误 统计表 邮件 发送 抱歉 致歉 歉意 联系人 联系电话 \
    联系方式 联系我 与我 电话 手机 填写 填报 汇总 通知要求 按照通知 根据通知 的通知 截止 延期 零报告 无此 暂无 照片 \
    视频 图片 收件人 发件人 接收者 保密 机密 免责 病毒 系统自动 来信 回执 请回复 盼复 请问 可否 能否 谢谢 感谢您 \
    感谢老师 祝您 祝工作 顺祝 各学会 请各 请贵 我会高度重视 我会组织 我会积极组织 我会及时 我会党委 学会高度重视 \
    学会党委高度重视 学会组织 共征集 共收集 共收到 共计 到期 下载 网盘 提取码 链接 http www. 盖章 扫描件",
);

/// What a line that introduces a text says it is, beside 感悟 and its like.
const TEXTS: &[&str] = &["建议", "建言", "献策", "设想", "谋划", "意见", "感受"];

/// Words behind 我 with which it is not one person: 我会, 我国.
const OURS: &[char] = &[
    '会', '学', '国', '们', '党', '院', '所', '校', '单', '部', '省', '市', '司', '处', '军', '协',
];

/// The texts that were taken, by all their stretches of [`TAIL`] letters: a text is searched as fast as it is read.
#[derive(Debug, Default)]
pub struct Taken<'a> {
    texts: Vec<&'a str>,
    stretches: OnceCell<Vec<u64>>,
}

impl<'a> Taken<'a> {
    /// Of these texts.
    pub fn new(texts: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            texts: texts.into_iter().collect(),
            stretches: OnceCell::new(),
        }
    }

    /// Whether a text ends as something that was taken, or a part of it, does.
    pub fn holds_end_of(&self, text: &str) -> bool {
        let bare: Vec<char> = bare_words(text).chars().collect();
        let tail = bare.get(bare.len().saturating_sub(TAIL)..).unwrap_or_default();
        self.stretches().binary_search(&sign(tail)).is_ok()
    }

    fn stretches(&self) -> &[u64] {
        self.stretches.get_or_init(|| {
            let bare = self.texts.iter().map(|text| bare_words(text));
            let letters: Vec<char> = bare.flat_map(|text| text.chars().collect::<Vec<_>>()).collect();
            let mut stretches: Vec<u64> = letters.windows(TAIL).map(sign).collect();
            stretches.sort_unstable();
            stretches.dedup();
            stretches
        })
    }
}

/// A number that stands for a few letters (FNV-1a).
fn sign(letters: &[char]) -> u64 {
    letters.iter().fold(0xcbf2_9ce4_8422_2325, |sign, letter| {
        (sign ^ u64::from(*letter)).wrapping_mul(0x0100_0000_01b3)
    })
}

impl AddAssign<&str> for Remainder {
    fn add_assign(&mut self, sentence: &str) {
        if self.beginning.is_empty() {
            let shown: String = sentence.chars().take(SHOWN).collect();
            let more = if shown.len() < sentence.len() { "…" } else { "" };
            self.beginning = shown + more;
        }
        self.characters += han(sentence);
        self.is_personal |= is_personal(sentence);
    }
}

/// The prose of a text that stands neither in what was taken nor around it.
pub fn remainder(text: &str, taken: &Taken<'_>) -> Remainder {
    let mut found = Remainder::default();
    let mut introduced = false;
    for line in text.lines() {
        for part in parts(line) {
            let words = trim(without_number(part.words));
            match part.end {
                End::Colon => introduced |= introduces(words),
                End::Sentence if han(words) < TAIL => {}
                End::Line if introduces(words) && words.ends_with("如下") => introduced = true,
                End::Line if han(words) < UNENDED || !words.contains(['，', ',']) => {}
                End::Sentence | End::Line => {
                    if is_around(words) || taken.holds_end_of(words) {
                        continue;
                    }
                    found.is_introduced |= introduced;
                    found += words;
                }
                End::Question => {}
            }
        }
    }
    found
}

/// True for the title of an office's own paper (通知, 简报, 邀请函) at the head of a document.
pub fn is_office_paper(document: &Document) -> bool {
    let lines = lines_of(&document.blocks);
    let mut first = lines.iter().filter(|line| !trim(line).is_empty()).take(2);
    first.any(|line| letter::is_paper(line))
}

/// True when a document says that something goes with it: 现将…报送如下.
pub fn covers(document: &Document) -> bool {
    lines_of(&document.blocks)
        .iter()
        .any(|line| letter::is_covering(line))
}

#[derive(Clone, Copy)]
enum End {
    Sentence,
    Question,
    Colon,
    Line,
}

struct Part<'a> {
    words: &'a str,
    end: End,
}

/// The sentences of a line, and what stands before its colons.
fn parts(line: &str) -> Vec<Part<'_>> {
    let end_of = |c: char| match c {
        '。' | '！' | '!' | '；' | ';' => Some(End::Sentence),
        '？' | '?' => Some(End::Question),
        '：' | ':' => Some(End::Colon),
        _ => None,
    };
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, c) in line.char_indices() {
        if let Some(end) = end_of(c) {
            let words = line.get(start..at).unwrap_or_default();
            parts.push(Part { words, end });
            start = at + c.len_utf8();
        }
    }
    let words = line.get(start..).unwrap_or_default();
    parts.push(Part {
        words,
        end: End::Line,
    });
    parts
}

fn introduces(words: &str) -> bool {
    let named = labels::insight(words) || TEXTS.iter().any(|text| words.contains(text));
    named
        && length(words) <= 60
        && !["附件", "统计表", "标题", "主题", "题目"]
            .iter()
            .any(|word| words.contains(word))
}

fn is_around(words: &str) -> bool {
    let key = match_key(words);
    AROUND.is_mentioned(&key) || letter::is_covering(words) || letter::is_greeting(words)
}

fn is_personal(sentence: &str) -> bool {
    let advises = ["建议", "体会", "认为", "感受"]
        .iter()
        .any(|word| sentence.contains(word));
    let speaks = sentence
        .split('我')
        .skip(1)
        .any(|behind| !behind.starts_with(OURS));
    advises || speaks
}

fn han(text: &str) -> usize {
    text.chars().filter(|c| is_han(*c)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "作为一名基层科研人员，我体会到创新是第一动力，要把论文写在祖国大地上。";

    #[test]
    fn words_around_what_is_sent_are_no_prose() {
        for text in [
            "老师您好：\n根据通知要求，我会高度重视，组织全体理事认真学习党的二十大精神，共征集到感悟5篇，现报送，请查收。",
            "附件：\n1. 张甲感悟.docx\n2. 李乙感悟.docx",
            "此邮件及其附件含有保密信息，仅限于发送给上面地址中列出的个人或群组。禁止任何其他人以任何形式使用本邮件中的信息。",
            "This e-mail is confidential and intended only for the person to whom it is addressed, thank you for deleting it.",
            "请问照片的尺寸有什么要求？我会理事长正在外地出差，下周才能回来签字，是不是可以晚几天再寄给您？",
            "华夏光学学会秘书处\n地址：华夏市光明路一号科技大厦十二层一二零一室",
        ] {
            assert_eq!(remainder(text, &Taken::default()).characters, 0, "{text}");
        }
    }

    #[test]
    fn what_was_taken_is_not_left_over() {
        let text = format!("请查收。\n1. 张甲，理事长：{A}\n{A}");
        assert_eq!(remainder(&text, &Taken::new([A])).characters, 0);
        let left = remainder(&text, &Taken::default());
        assert_eq!(left.beginning, "作为一名基层科研人员，我体会到创新是第一…");
        assert!(left.is_personal && !left.is_introduced && left.characters > 60);
    }

    #[test]
    fn a_text_below_the_words_that_introduce_it_is_introduced() {
        for head in [
            "请查收附件。另，秘书长王丙的感悟如下：\n",
            "对科协工作的建议：",
            "王丙的体会如下\n",
        ] {
            let left = remainder(&format!("{head}{A}"), &Taken::default());
            assert!(left.is_introduced && left.characters > 20, "{head}");
        }
        assert!(!remainder(&format!("主题：感悟\n{A}"), &Taken::default()).is_introduced);
    }

    #[test]
    fn an_office_speaks_for_itself_and_not_for_one() {
        assert!(!is_personal("我会定于十月召开年会，我国科学家齐聚一堂"));
        assert!(is_personal("面对新征程，我要潜心研究"));
    }
}
