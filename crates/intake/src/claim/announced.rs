//! How many documents a letter says that it brings, and whose, where fewer could be read: 共3份, 现报送3篇感悟.

use domain::finding::{Finding, FindingCode};
use domain::text::match_key;

use super::society::words_of_letter;
use super::{ClaimedPiece, Evidence, listed};

/// A sentence with more characters than this is part of a text.
const LONGEST_SENTENCE: usize = 80;
/// Whoever announces more than this speaks of something else.
const MOST: usize = 99;

/// What stands before the number of documents.
pub(super) const BEFORE: &[&str] = &[
    "共", "共计", "合计", "附件", "附上", "报送", "报来", "上报", "提交", "发送", "感悟", "材料",
];
/// With what documents are counted.
const COUNTED: &[&str] = &["份", "篇", "个附件", "个文件", "个文档"];
/// Words of other numbers: copies of one paper, what came before, what is asked for.
const OTHERWISE: &[&str] = &[
    "一式",
    "此前",
    "之前",
    "前期",
    "已报",
    "已发",
    "上次",
    "昨",
    "每",
    "不少于",
    "不超过",
    "至少",
    "第",
    "另",
    "又",
    "前一",
    "仍有效",
    "后续",
    "建议",
    "?",
];

/// The findings, when the letter announces more than its files and more than the pieces in them, or names persons of
/// whom nothing came.
pub(super) fn fewer(evidence: Evidence<'_>, pieces: &[ClaimedPiece]) -> Vec<Finding> {
    if pieces.is_empty() {
        return Vec::new();
    }
    let files = evidence.reading.parts.iter().filter(|part| !part.shown_in_body);
    let read = pieces.len().max(files.count());
    let sentences = words_of_letter(evidence).split(['\n', '。', '；', ';', '！']);
    let sentences: Vec<&str> = sentences
        .filter(|sentence| sentence.chars().count() <= LONGEST_SENTENCE)
        .collect();
    let stated = sentences.iter().filter_map(|sentence| announced(sentence)).max();
    let counted = stated.filter(|stated| *stated > read);
    let said = counted.map(|stated| format!("写明{stated}份，读到{read}份。"));
    let names = listed::missing(evidence, pieces, &sentences);
    if let (true, Some(said)) = (names.is_empty(), &said) {
        return vec![Finding::new(FindingCode::FewerThanAnnounced).with_remark(said)];
    }
    let of = |name| Finding {
        remark: said.clone(),
        ..Finding::at(FindingCode::FewerThanAnnounced, name)
    };
    names.into_iter().map(of).collect()
}

/// Whether a sentence speaks of something else than what it brings.
pub(super) fn is_otherwise(key: &str) -> bool {
    OTHERWISE.iter().any(|word| key.contains(word))
}

/// The largest number of documents that a sentence announces.
fn announced(sentence: &str) -> Option<usize> {
    // The matching form has the same.
    if !sentence.contains(['份', '篇', '个']) {
        return None;
    }
    let key = match_key(sentence);
    if is_otherwise(&key) {
        return None;
    }
    let key = key.as_str();
    let behind = BEFORE.iter().flat_map(|word| key.split(word).skip(1));
    behind.filter_map(counted).filter(|number| *number <= MOST).max()
}

/// The number at the beginning, when documents are counted with it.
fn counted(text: &str) -> Option<usize> {
    let (number, rest) = number(text)?;
    COUNTED
        .iter()
        .any(|word| rest.starts_with(word))
        .then_some(number)
}

/// The number at the beginning, and what stands behind it.
pub(super) fn number(text: &str) -> Option<(usize, &str)> {
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    if digits.is_empty() {
        const HAN: &str = "一二三四五六七八九十";
        let first = text.chars().next()?;
        let place = if first == '两' {
            1
        } else {
            HAN.chars().position(|one| one == first)?
        };
        Some((place + 1, text.get(first.len_utf8()..)?))
    } else {
        Some((digits.parse().ok()?, text.get(digits.len()..)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_documents_is_told_from_other_numbers() {
        for (sentence, want) in [
            ("随信附上张甲、李乙、王丙三人的感悟，共3份，请查收", Some(3)),
            ("现报送3篇感悟", Some(3)),
            ("附件共三份", Some(3)),
            ("现报送张甲、李乙、王丙3人感悟，共3份附件", Some(3)),
            ("材料一式3份", None),
            ("此前已报送3篇", None),
            ("张甲又写了一篇，共2篇，前一篇仍有效", None),
            ("见附件3", None),
            ("请报送不少于3篇", None),
            ("我会共有3个分会", None),
        ] {
            assert_eq!(announced(sentence), want, "{sentence}");
        }
    }
}
