//! What a letter says in its own words of what its society sent before: that a name was wrong, that something is no
//! longer sent, that a photo replaces another one. Whom it means is known where it is settled.

use domain::submission::SourcePart;
use domain::text::{match_key, squash};

use super::any_of::AnyOf;
use super::replacing::Replacing;
use super::society::words_of_letter;
use super::{ClaimedPiece, Evidence};

/// A sentence with more characters than this is part of a text.
const LONGEST_SENTENCE: usize = 80;

/// 张甲误写为张申, 张甲应为张申.
const NAMING: &[&str] = &[
    "应为",
    "应是",
    "误写",
    "误为",
    "写错",
    "写成",
    "改为",
    "更正为",
    "更名",
];

/// Words of who no longer sends something.
const REMOVING: &[&str] = &[
    "不再报送",
    "不再上报",
    "不再推荐",
    "不报送",
    "不报了",
    "取消报送",
    "撤回",
    "撤稿",
    "撤下",
    "停止使用",
    "不要采用",
    "请勿采用",
    "不予采用",
    "请勿登记",
    "不要登记",
];

/// Words of whose delegates are none any more.
const CANCELLING: &[&str] = &["取消", "不再", "不推荐", "撤换", "没有代表", "无代表"];

/// With these words nobody is meant but who is named: 原表作废 says of no person anything.
const PERHAPS_REMOVING: &[&str] = &["撤销", "删除", "删去", "作废"];

/// Words of who wants an earlier version to count again.
const RETURNING: &[&str] = &[
    "改回",
    "恢复",
    "仍采用",
    "仍用",
    "仍以",
    "沿用",
    "原稿",
    "第一稿",
    "第一版",
    "作废",
    "发错",
];

/// Words of who sends one more text beside the first.
const ADDING: &[&str] = &[
    "另有一篇",
    "另一篇",
    "又写了",
    "再报一篇",
    "再报送一篇",
    "增报",
    "加报",
    "第二篇",
    "共两篇",
    "共二篇",
    "仍有效",
    "继续有效",
];

/// With these it is no request.
const NOT_REMOVING: &[&str] = &[
    "不撤回",
    "被撤回",
    "已撤回",
    "是否",
    "建议撤",
    "建议取消",
    "建议删除",
];

/// Words of who sends another photo in the place of one.
const REPLACING_MEDIA: &[&str] = &[
    "替换",
    "更换",
    "换成",
    "换为",
    "更正",
    "为准",
    "作废",
    "有误",
    "发错",
    "用错",
    "传错",
    "重新",
    "新照片",
    "改用",
];

/// Words of whose photo is not to be used any more, or comes another time.
const TAKING_MEDIA: &[&str] = &[
    "撤回",
    "撤下",
    "撤掉",
    "删除",
    "删去",
    "去掉",
    "取消",
    "不用",
    "不再使用",
    "不要使用",
    "停止使用",
    "补发",
    "后补",
    "另发",
    "另报",
    "重拍",
];

/// With these the photo stays.
const KEEPING_MEDIA: &[&str] = &[
    "不变",
    "沿用",
    "无需",
    "不必",
    "不用换",
    "不用更换",
    "不换",
    "不更换",
    "仍用",
    "同前",
    "同上次",
];

/// 其余不变: what is left out stays.
const UNCHANGED: &[&str] = &[
    "其余不变",
    "其他不变",
    "其它不变",
    "余不变",
    "其余内容不变",
    "其他内容不变",
    "其余均不变",
    "仅修改",
    "只修改",
    "仅更正",
    "只更正",
];

const MEDIA: &[&str] = &["照片", "相片", "图片", "视频"];

/// Without one of these a sentence is about nothing.
static ANY: AnyOf = AnyOf::new(&[
    NAMING,
    REMOVING,
    PERHAPS_REMOVING,
    CANCELLING,
    MEDIA,
    UNCHANGED,
    RETURNING,
    ADDING,
]);

/// A sentence about what was sent before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// What it is about.
    pub about: About,
    /// The sentence.
    pub words: String,
}

/// What is said of what was sent before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// That a name was wrong.
    Name,
    /// That something is no longer sent.
    Removal,
    /// That a photo or video replaces another one.
    Media,
    /// That a photo or video that was sent does not count any more, whatever comes in its place.
    MediaTaken,
    /// That all else stays as it is.
    Unchanged,
    /// That an earlier version counts again.
    Return,
    /// That there is one more text beside the first.
    Another,
    /// That delegates are none any more.
    Delegates,
    /// That the mail before it does not count as a whole.
    Mail,
}

impl Said {
    /// Whether it takes something back also when it names nobody.
    pub(crate) fn takes_back_plainly(&self) -> bool {
        let key = match_key(&self.words);
        self.about == About::Removal && REMOVING.iter().any(|word| key.contains(word))
    }
}

/// The short sentences of subject and letter that speak of it, but those that are part of a piece.
pub(super) fn of_earlier(
    evidence: Evidence<'_>,
    pieces: &[ClaimedPiece],
    replacing: Option<Replacing>,
) -> Vec<Said> {
    if evidence.reading.mail.is_none() {
        return Vec::new();
    }
    let mut said = Vec::new();
    if replacing == Some(Replacing::Mail) {
        said.push(Said {
            about: About::Mail,
            words: evidence.arrival.subject.clone(),
        });
    }
    let sentences = words_of_letter(evidence).split(['\n', '。', '；', ';', '！', '!']);
    for sentence in std::iter::once(evidence.arrival.subject.as_str()).chain(sentences) {
        let sentence = sentence.trim();
        if sentence.is_empty() || sentence.chars().count() > LONGEST_SENTENCE {
            continue;
        }
        let abouts = about(sentence);
        if abouts.is_empty() || is_part_of_text(sentence, pieces) {
            continue;
        }
        let abouts = abouts.into_iter();
        said.extend(abouts.map(|about| Said {
            about,
            words: sentence.to_owned(),
        }));
    }
    said
}

/// Whether a sentence of the letter is part of a text that the letter brings in its own words.
pub(super) fn is_part_of_text(sentence: &str, pieces: &[ClaimedPiece]) -> bool {
    let sentence = squash(sentence);
    let mut texts = pieces
        .iter()
        .filter(|piece| piece.source.part == SourcePart::Body);
    texts.any(|piece| squash(&piece.text).contains(&sentence))
}

/// Whether words speak of photos or videos.
pub(crate) fn speaks_of_media(words: &str) -> bool {
    MEDIA.iter().any(|word| words.contains(word))
}

/// What a sentence is about; nothing when it asks.
fn about(sentence: &str) -> Vec<About> {
    let key = match_key(sentence);
    if !ANY.is_in(&key) {
        return Vec::new();
    }
    let says = |words: &[&str]| words.iter().any(|word| key.contains(word));
    if key.contains('?') || key.ends_with('吗') {
        return Vec::new();
    }
    let of_media = says(MEDIA);
    let removes = (says(REMOVING) || says(PERHAPS_REMOVING)) && !says(NOT_REMOVING) && !of_media;
    let takes_media = of_media && (says(REPLACING_MEDIA) || says(TAKING_MEDIA)) && !says(KEEPING_MEDIA);
    let of_delegates = says(&["代表", "名单"]) && !says(NOT_REMOVING);
    let found = [
        (About::Name, says(NAMING)),
        (About::Removal, removes),
        (About::Media, of_media && says(REPLACING_MEDIA)),
        (About::MediaTaken, takes_media),
        (About::Unchanged, says(UNCHANGED)),
        (About::Return, says(RETURNING)),
        (About::Another, says(ADDING)),
        (About::Delegates, of_delegates && (removes || says(CANCELLING))),
    ];
    let found = found.into_iter().filter(|(_, is_said)| *is_said);
    found.map(|(about, _)| about).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_earlier_mail_is_told_from_other_words() {
        let media = vec![About::Media, About::MediaTaken];
        for (sentence, want) in [
            ("上次姓名有误，张甲应为张申，以此为准", vec![About::Name]),
            ("李乙的感悟不再报送，请删除", vec![About::Removal]),
            ("原照片用错了人，请用附件照片替换，原照片删除", media.clone()),
            ("更正：李乙照片", media.clone()),
            ("李乙照片不再使用", vec![About::MediaTaken]),
            ("李乙照片补发", vec![About::MediaTaken]),
            ("照片不用更换", vec![About::Media]),
            ("照片沿用上次的", vec![About::Return]),
            ("仅修改建言献策一栏，其余不变", vec![About::Unchanged]),
            ("昨天的更正稿发错了，请改回附件中的版本", vec![About::Return]),
            ("张甲又写了一篇感悟，前一篇仍有效", vec![About::Another]),
            ("18日的邮件您那边收到了吗？", vec![]),
            ("以此为准", vec![]),
            ("李乙的感悟是否已撤回", vec![]),
            ("李乙的感悟可以撤回吗", vec![]),
            ("补照片", vec![]),
            ("取消王五代表资格", vec![About::Delegates]),
            ("代表名单撤回", vec![About::Removal, About::Delegates]),
            ("代表名单不变", vec![]),
        ] {
            assert_eq!(about(sentence), want, "{sentence}");
        }
    }
}
