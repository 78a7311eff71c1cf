//! What stands beside registered material and changes nothing of it: a person is told, so that nothing passes in silence.

use domain::directory::Directory;
use domain::finding::{Finding, FindingCode};
use domain::ids::SocietyCode;
use domain::submission::SourcePart;
use domain::text::{match_key, name_key};
use forms::document::lines_of;
use forms::interpret::person_of_file;
use forms::read::Content as FileContent;

use super::any_of::AnyOf;
use super::correspondence::{replaces, withdraws_beside, withdraws_by_subject};
use super::said::is_part_of_text;
use super::society::words_of_letter;
use super::{ClaimedPiece, Evidence, Intent, announced, attached, replacing, signed};

/// A sentence with more characters than this is part of a text, not a question or a word about the sending.
const LONGEST_SENTENCE: usize = 80;

/// Adds what is said of the files and of the sending; a [`question`] is said where something came beside it.
pub(super) fn say(
    findings: &mut Vec<Finding>,
    evidence: Evidence<'_>,
    society: &SocietyCode,
    heads: &[String],
    pieces: &[ClaimedPiece],
) {
    findings.retain(|finding| {
        finding.code != FindingCode::UnusedFile || !lists_authors(finding, evidence, pieces)
    });
    findings.extend(named_otherwise(evidence, pieces));
    findings.extend(joint(evidence, society, heads));
    signed::say(findings, evidence, society, pieces);
    let is_lost = findings.iter().any(|finding| attached::says_lost(finding.code));
    if !is_lost {
        findings.extend(announced::fewer(evidence, pieces));
    }
}

/// A list of those whose texts came beside it brings nothing, and nobody misses anything in it.
fn lists_authors(finding: &Finding, evidence: Evidence<'_>, pieces: &[ClaimedPiece]) -> bool {
    let authors: Vec<String> = pieces
        .iter()
        .filter_map(|piece| piece.person.as_ref())
        .map(|person| name_key(&person.name))
        .collect();
    let is_author = |line: &String| authors.contains(&name_key(line));
    evidence
        .reading
        .parts
        .iter()
        .filter(|part| finding.place.as_deref() == Some(part.file.name.as_str()))
        .filter_map(|part| part.file.content.document())
        .any(|document| lines_of(&document.blocks).iter().any(is_author))
}

/// One for each file whose name names somebody else than its only text: the text's own author counts.
fn named_otherwise(evidence: Evidence<'_>, pieces: &[ClaimedPiece]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for part in &evidence.reading.parts {
        let path = part.file.name.as_str();
        let file = path.rsplit('/').next().unwrap_or(path);
        let mut of_file = pieces.iter().filter(|piece| {
            piece.source.attachment.as_deref() == Some(path) && piece.source.part == SourcePart::Document
        });
        let (Some(only), None) = (of_file.next(), of_file.next()) else {
            continue;
        };
        let (Some(author), Some(named)) = (&only.person, person_of_file(file)) else {
            continue;
        };
        // 记张三二三事.docx by 李四 is about 张三.
        let about = only
            .title
            .as_deref()
            .is_some_and(|title| title.contains(&named.name));
        let is_both = file.contains(&author.name) || only.source.origin.corrected;
        if name_key(&author.name) != name_key(&named.name) && !about && !is_both {
            let place = format!("{file}（文中署名：{}）", author.name);
            findings.push(Finding::at(FindingCode::NamedOtherwise, place));
        }
    }
    findings
}

/// One for each other society for which this is said to be sent as well: it is registered for its own society alone.
fn joint(evidence: Evidence<'_>, society: &SocietyCode, heads: &[String]) -> Vec<Finding> {
    let directory = evidence.directory;
    let own = |text: &str| directory.mentioned(text).iter().any(|one| one.code == *society);
    let mut others: Vec<String> = Vec::new();
    let heads = heads.iter().filter(|head| own(head));
    heads.for_each(|head| add_others(directory, head, society, &mut others));
    let letter = words_of_letter(evidence);
    let mut lines: Vec<String> = vec![evidence.arrival.subject.clone()];
    lines.extend(letter.split(['\n', '。']).map(str::to_owned));
    for part in &evidence.reading.parts {
        lines.push(part.file.name.clone());
        if let FileContent::Document { document, .. } = &part.file.content {
            lines.extend(lines_of(&document.blocks));
        }
    }
    let says = |line: &&String| line.chars().count() <= LONGEST_SENTENCE && is_joint(line);
    lines
        .iter()
        .filter(says)
        .for_each(|line| add_others(directory, line, society, &mut others));
    let said = others.iter();
    said.map(|name| Finding::at(FindingCode::JointReport, name))
        .collect()
}

fn add_others(directory: &Directory, text: &str, own: &SocietyCode, others: &mut Vec<String>) {
    for society in directory.mentioned(text) {
        if society.code != *own && !others.contains(&society.name) {
            others.push(society.name.clone());
        }
    }
}

/// 联合报送, 共同提交: that something is sent together, not that something was done together.
fn is_joint(line: &str) -> bool {
    const TOGETHER: [&str; 4] = ["联合", "共同", "联名", "合并"];
    const SENDING: [&str; 9] = [
        "报送", "上报", "提交", "申报", "推荐", "填报", "报来", "撰写", "提出",
    ];
    let mut rests = TOGETHER.iter().filter_map(|word| line.split_once(word));
    rests.any(|(_, behind)| SENDING.iter().any(|word| behind.starts_with(word)))
}

/// A question, and a request to take back what was sent before, in a letter that brings something: somebody has to answer
/// the one and decide about the other.
pub(super) fn requests(evidence: Evidence<'_>, pieces: &[ClaimedPiece], intent: Intent) -> Vec<Finding> {
    let sentences: Vec<(&str, String)> = sentences(words_of_letter(evidence))
        .map(|sentence| (sentence, match_key(sentence)))
        .collect();
    let asked = beside(&sentences, pieces, asks);
    // What replaces something carries that out itself.
    let is_carried_out =
        |key: &str| intent == Intent::Replaces && replaces(key) || replacing::of(key).is_some();
    let is_open = |key: &str| withdraws_beside(key) && !is_carried_out(key);
    let withdrawn = beside(&sentences, pieces, is_open);
    // One sentence may do both, and is quoted once.
    let withdrawn = withdrawn.map(|words| Finding {
        place: (asked.as_ref() != Some(&words)).then_some(words),
        ..Finding::new(FindingCode::AlsoWithdrawal)
    });
    let asked = asked.map(|words| Finding::at(FindingCode::AlsoQuestion, words));
    asked.into_iter().chain(withdrawn).collect()
}

/// That the subject of a letter that brings something wants something back.
pub(super) fn asks_back(evidence: Evidence<'_>) -> Option<Finding> {
    let beside = || Finding::at(FindingCode::WithdrawalBeside, &evidence.arrival.subject);
    withdraws_by_subject(evidence).then(beside)
}

/// The first sentence of a letter that says so and stands in none of the texts that it brings.
fn beside(
    sentences: &[(&str, String)],
    pieces: &[ClaimedPiece],
    says: impl Fn(&str) -> bool,
) -> Option<String> {
    let mut saying = sentences.iter().filter(|(_, key)| says(key));
    let (found, _) = saying.find(|(sentence, _)| !is_part_of_text(sentence, pieces))?;
    Some(found.trim().to_owned())
}

/// Sentences with the mark that ends them.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(['\n', '。', '！', '!', '？', '?', '；'])
}

/// By the matching form of a sentence.
fn asks(key: &str) -> bool {
    static ASKING: AnyOf = AnyOf::new(&[&["请问", "请教", "想问", "想咨询", "咨询一下", "问一下"]]);
    const MAY: [&str; 6] = ["可否", "能否", "是否", "能不能", "可不可以", "要不要"];
    const HOW: [&str; 3] = ["怎么", "如何", "什么时候"];
    const DOING: [&str; 6] = ["报", "填", "发", "交", "写", "盖"];
    // Whether it has come is answered by the receipt; 妥否 asks nothing.
    const ANSWERED: [&str; 7] = ["收到", "收悉", "妥否", "当否", "可否请查收", "如有", "若有"];
    let says = |words: &[&str]| words.iter().any(|word| key.contains(word));
    let marked = key.ends_with('?') || key.trim_end_matches('.').ends_with(['吗', '呢']);
    let what = || says(&MAY) || says(&HOW) && says(&DOING) || key.contains(['吗', '几']);
    let asks = ASKING.is_in(key) || marked && what();
    asks && !says(&ANSWERED) && !key.contains("http") && (4..=LONGEST_SENTENCE).contains(&key.chars().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_told_from_set_phrases() {
        let question = |text: &str| sentences(text).any(|sentence| asks(&match_key(sentence)));
        for text in [
            "老师好，统计表见附件。请问照片可否后补？",
            "附件请查收。\n另：典型案例能否延后几天报送？",
            "材料已附。想咨询一下，代表名单需要盖章吗",
            "每个学会可以报几名？",
        ] {
            assert!(question(text), "{text}");
        }
        for text in [
            "附件请查收，妥否请指示。",
            "请问是否收到？盼复。",
            "收到请回复，谢谢！",
            "如有问题请问王老师，电话010-55501234。",
            "怎么办？唯有实干。",
            "下载地址：https://www.huaxia.example/a?b=1",
        ] {
            assert!(!question(text), "{text}");
        }
    }

    #[test]
    fn what_was_done_together_is_not_sent_together() {
        for line in [
            "华夏光学学会、华夏声学学会联合报送",
            "由两会共同提交",
            "联合申报材料",
        ] {
            assert!(is_joint(line), "{line}");
        }
        for line in [
            "该活动系与华夏声学学会联合开展",
            "共同努力，上报",
            "报送联合会材料",
        ] {
            assert!(!is_joint(line), "{line}");
        }
    }
}
