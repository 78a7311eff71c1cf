//! The body of a mail: covering words, or the sender's own text.

mod labelled;

use domain::person::Person;
use domain::text::name_key;

use super::fields::{Field, fields};
use super::heads::{self, Sure};
use super::labels::{self, Label, item_label, label_line};
use super::lines::{at_colon, ends_sentence, has_sentence, is_longer, length};
use super::society_name::is_society;
use super::word_list::WordList;
use super::{FoundPiece, Interpretation, Words, essay, form_label, letter, persons};
use crate::document::Block;

/// Fewer characters than this are words around something else, not somebody's essay.
const ESSAY: usize = 150;

/// Interprets a body that holds no form and no sheet; `blocks` without signature.
pub(super) fn read(blocks: &[Block], vocabulary: Words<'_>) -> Interpretation {
    let all: Vec<String> = essay::lines(blocks).into_iter().map(|line| line.text).collect();
    let whole = all.join("\n");
    let announces = letter::announces(&whole);
    let mut found = Interpretation {
        announces_attachment: announces,
        ..Interpretation::default()
    };
    let start = all
        .iter()
        .take_while(|line| letter::is_greeting(line) || letter::is_covering(line))
        .count();
    let rest: Vec<String> = all.iter().skip(start).cloned().collect();
    let begin = rest.iter().position(|line| begins_structure(line, vocabulary));
    let begin = begin.map(|at| first_of_list(&rest, at));
    let introduced = all
        .iter()
        .any(|line| length(line) <= 40 && INTRODUCING.is_mentioned(line))
        || all.iter().take(start).any(|line| line.contains("如下"));
    let card = labelled::read(without_closing(&rest), vocabulary);
    found.pieces = match begin {
        _ if card.is_some() => card.into_iter().collect(),
        Some(at) if structured(&rest, at) => {
            let lines = without_closing(rest.get(at..).unwrap_or_default());
            let mut pieces = persons::read(lines, vocabulary.items, None).pieces;
            if let [only] = pieces.as_mut_slice()
                && only.title.is_none()
            {
                only.title = title_above(&rest, at, vocabulary);
            }
            pieces
        }
        Some(_) | None => essays(blocks, start, announces && !introduced, vocabulary),
    };
    if found.pieces.is_empty() {
        found.pieces = behind_introduction(&all, vocabulary);
    }
    if found.pieces.is_empty() {
        found.pieces = in_one_sentence(&all, vocabulary).into_iter().collect();
    }
    if let [only] = found.pieces.as_mut_slice()
        && only.person.is_none()
        && only.authors.is_none()
    {
        only.person = all.iter().find_map(|line| author_in_lead(line));
    }
    // A telephone number is nobody's text.
    found
        .pieces
        .retain(|piece| form_label::is_key_longer(&piece.text, 7));
    found.asks = found.pieces.is_empty() && !announces && letter::asks(&whole);
    found
}

/// 我会提一条意见建议：text — in one line of the letter.
fn in_one_sentence(all: &[String], vocabulary: Words<'_>) -> Option<FoundPiece> {
    let mut found = all.iter().filter_map(|line| {
        let (before, text) = at_colon(line)?;
        let before = before.rsplit(['，', ',', '。']).next()?;
        let ours = ["我会", "本会", "我学会", "本学会"]
            .iter()
            .any(|word| before.contains(word));
        let own = ours && length(before) <= 20 && !before.contains(['附', '查', '表']);
        let item = item_label(before, vocabulary.items).filter(|_| own)?;
        let text = ["谢谢！", "谢谢。", "谢谢", "请查收。"]
            .iter()
            .fold(text, |text, end| text.strip_suffix(end).unwrap_or(text));
        let told = length(text) >= 12 && ends_sentence(text) && !letter::announces(text);
        told.then(|| FoundPiece {
            label: Some(item),
            text: text.to_owned(),
            ..FoundPiece::default()
        })
    });
    found.next().filter(|_| found.next().is_none())
}

/// 我会意见建议如下： — the text below a line that says which item it is for, however short it is.
fn behind_introduction(all: &[String], vocabulary: Words<'_>) -> Vec<FoundPiece> {
    let introduced = all.iter().enumerate().find_map(|(at, line)| {
        let lead = last_sentence(line);
        let leads = lead.ends_with(['：', ':']) || without_stop(lead).ends_with("如下");
        let own = (leads && !lead.contains('查')) || lead.contains("如下");
        let own = own && length(lead) <= 40 && !lead.contains('附');
        let item = item_label(lead, vocabulary.items).filter(|_| own);
        let is_named = || own && labels::insight(lead) && author_in_lead(lead).is_some();
        (item.is_some() || is_named()).then_some((at, lead, item))
    });
    let Some((at, line, item)) = introduced else {
        return Vec::new();
    };
    let below = all.get(at + 1..).unwrap_or_default();
    let last = below.iter().rposition(|line| ends_sentence(line));
    let lines = last.and_then(|last| below.get(..=last)).unwrap_or_default();
    let lines = without_closing(lines);
    let words = |line: &String| length(line) >= 10 && !letter::is_covering(line) && !letter::announces(line);
    if lines.is_empty() || !lines.iter().all(words) {
        return Vec::new();
    }
    let author = author_in_lead(line);
    let mut pieces = persons::read(lines, vocabulary.items, item).pieces;
    for piece in pieces.iter_mut().filter(|piece| piece.person.is_none()) {
        piece.person.clone_from(&author);
    }
    pieces
}

/// 请查收附件。另，我会意见建议如下： — what of a line introduces the text below it.
fn last_sentence(line: &str) -> &str {
    let bare = line.trim_end_matches(['。', '！', '!', '；', ';']);
    let start = bare
        .char_indices()
        .rfind(|(_, c)| matches!(c, '。' | '！' | '!' | '；' | ';'))
        .map_or(0, |(at, c)| at + c.len_utf8());
    line.get(start..).unwrap_or(line)
}

/// 以下是我会张三的学习体会： — the author whom the words above a text name.
fn author_in_lead(line: &str) -> Option<Person> {
    const BEFORE: [&str; 12] = [
        "以下是",
        "以下为",
        "现将",
        "现报送",
        "补充",
        "补报",
        "我会",
        "本会",
        "我学会",
        "本学会",
        "会员",
        "同志",
    ];
    let leads = line.ends_with(['：', ':']) || without_stop(line).ends_with("如下");
    if !leads || length(line) > 40 {
        return None;
    }
    let mut authors = without_stop(line)
        .split(['，', ',', '。', '！'])
        .filter_map(|part| {
            let mut part = part.strip_suffix("如下").unwrap_or(part);
            part = part.strip_suffix("报送").unwrap_or(part);
            while let Some(rest) = BEFORE.iter().find_map(|word| part.strip_prefix(word)) {
                part = rest;
            }
            heads::author(part)
        });
    authors.next().filter(|_| authors.next().is_none())
}

/// Without 专此报送 and the like below the last text, and the society below it.
fn without_closing(lines: &[String]) -> &[String] {
    let closes = |line: &String| length(line) <= 20 && CLOSING.begins(line) && !line.contains("附件");
    let Some(at) = lines.iter().rposition(closes) else {
        return lines;
    };
    let behind = lines.get(at + 1..).unwrap_or_default();
    let signed = behind.iter().all(|line| letter::is_signature_line(line));
    lines.get(..at).filter(|_| signed).unwrap_or(lines)
}

static CLOSING: WordList =
    WordList::new("专此报送 特此报送 专此报告 特此报告 以上报送 以上请查收 请查收 此致");

/// Words by which a letter says that it holds the text itself.
static INTRODUCING: WordList = WordList::new("以下是我 以下为我 以上是我 以上为我");

fn without_stop(text: &str) -> &str {
    text.trim_end_matches(['。', '：', ':', '，'])
}

/// The title between a letter's first words and the author's line.
fn title_above(rest: &[String], at: usize, vocabulary: Words<'_>) -> Option<String> {
    let author = rest.get(at).and_then(|line| heads::head(line));
    let line = rest.get(at.checked_sub(1)?)?;
    let title = essay::is_title(&essay::Line {
        text: line.clone(),
        marked: false,
    });
    let words = letter::is_greeting(line)
        || letter::is_covering(line)
        || line.contains("我会")
        || fields(line).is_some()
        || label_line(line, vocabulary.items).is_some();
    (author.is_some() && title && !words && !is_society(line)).then(|| line.clone())
}

/// A line with which structured text begins: 姓名：, a person, a label.
fn begins_structure(line: &str, vocabulary: Words<'_>) -> bool {
    let named = fields(line).is_some_and(|found| {
        matches!(
            found.first(),
            Some((Field::Name | Field::Text | Field::Unit | Field::Title, _))
        )
    });
    let head = heads::head(line).is_some_and(|head| head.sure == Sure::Strong);
    let label = label_line(line, vocabulary.items)
        .is_some_and(|found| matches!(found.label, Label::Item(_)) || !found.rest.is_empty());
    named || head || label
}

/// Where the list of a head with a number begins: at the line with the number 1, though it is no head that is understood.
fn first_of_list(rest: &[String], at: usize) -> usize {
    let head = |line: &&String| heads::head(line).is_some_and(|head| head.sure == Sure::Strong);
    let counted = rest
        .get(at)
        .filter(head)
        .and_then(|line| persons::with_number(line));
    let Some((style, 2.., _)) = counted else { return at };
    let is_first = |line: &String| {
        let number = persons::with_number(line).filter(|_| length(line) <= 60 && !ends_sentence(line));
        number.is_some_and(|(found, number, _)| found == style && number == 1)
    };
    rest.iter().take(at).position(is_first).unwrap_or(at)
}

/// A signature such as 李四 秘书长 begins nothing: text must follow, and hardly anything stand before.
fn structured(rest: &[String], at: usize) -> bool {
    let before: usize = rest.iter().take(at).map(|line| length(line)).sum();
    let after: usize = rest.iter().skip(at).map(|line| length(line)).sum();
    let told = |line: &String| (ends_sentence(line) && length(line) >= 10) || is_unended(line);
    let sentence = rest.iter().skip(at).any(told);
    after >= 25 && sentence && before <= 120
}

/// Sentences of which the last has no stop: it was forgotten, or cut off.
fn is_unended(line: &str) -> bool {
    is_longer(line, 30) && has_sentence(line)
}

/// A text of its own without any mark: long, and not said to be attached.
fn essays(blocks: &[Block], start: usize, attached: bool, vocabulary: Words<'_>) -> Vec<FoundPiece> {
    let lines: Vec<essay::Line> = essay::lines(blocks).into_iter().skip(start).collect();
    let covers = |text: &str| letter::is_covering(text) && length(text) <= 80;
    let ends = |text: &str| ends_sentence(text) || is_unended(text);
    let paragraph = |line: &essay::Line| ends(&line.text) && length(&line.text) >= 30 && !covers(&line.text);
    // Between its first and its last paragraph a text may well say 这启示我们： or 感谢时代.
    let (Some(first), Some(last)) = (
        lines.iter().position(paragraph),
        lines.iter().rposition(paragraph),
    ) else {
        return Vec::new();
    };
    let kept = |(at, line): &(usize, essay::Line)| {
        let addressed = line.text.ends_with(['：', ':']);
        let polite = letter::is_greeting(&line.text) && (*at < first || !addressed);
        let introduces = length(&line.text) <= 40
            && (INTRODUCING.is_mentioned(&line.text) || without_stop(&line.text).ends_with("如下"));
        (first..=last).contains(at) || !(polite || introduces || covers(&line.text))
    };
    let lines: Vec<essay::Line> = lines
        .into_iter()
        .enumerate()
        .filter(kept)
        .map(|(_, line)| line)
        .collect();
    let total: usize = lines.iter().map(|line| length(&line.text)).sum();
    if attached || total < ESSAY {
        return Vec::new();
    }
    let mut pieces = essay::read(&lines, None, vocabulary);
    pieces.dedup_by(|a, b| {
        let name = |piece: &FoundPiece| piece.person.as_ref().map(|person| name_key(&person.name));
        name(a) == name(b) && a.text == b.text
    });
    pieces
}

#[cfg(test)]
mod tests {
    use super::super::sample::{digest, expected, paragraph, with};
    use super::*;

    const A: &str = "学习报告使我认识到，科技自立自强不是一句口号，而是一次一次试验干出来的。";

    fn of(text: &str) -> Interpretation {
        let blocks: Vec<Block> = text.split('\n').map(paragraph).collect();
        with(|vocabulary| read(letter::without_signature(&blocks), vocabulary))
    }

    #[test]
    fn a_covering_letter_holds_nothing() {
        for text in [
            "您好！\n　　现报送我会统计表，请查收。\n　　谢谢！",
            "请查收",
            "尊敬的老师：\n\n　　按照通知要求，我会认真组织填写了统计表，现予报送，妥否请指示。\n\n　　此致\n敬礼",
            "老师好，附件为我会统计表，请查收。\n\n--\n华夏光学学会秘书处\n电话：010-55501234",
        ] {
            let found = of(text);
            assert!(
                found.pieces.is_empty() && found.announces_attachment && !found.asks,
                "{text}"
            );
        }
    }

    #[test]
    fn the_text_below_a_first_head_that_is_not_understood_is_kept() {
        for first in [
            "1. 张三（见习）",
            "1. 张三，不愿透露的某某",
            "1. 张三，某某爱好者；若干",
        ] {
            let found = of(&format!(
                "老师好：\n现报送感悟。\n{first}\n{A}\n2. 李四，理事\n{A}"
            ));
            assert_eq!(
                digest(&found.pieces),
                expected(&[("", "", &format!("{first}\n{A}")), ("李四", "理事", A)])
            );
        }
    }

    #[test]
    fn structured_text_is_read() {
        let found = of(&format!(
            "您好！现报送我会“关键少数”学习感悟一篇，内容如下：\n\n姓名：张三　职务：理事长\n感悟：\n{A}\n{A}\n\n--\n华夏光学学会秘书处"
        ));
        assert_eq!(
            digest(&found.pieces),
            expected(&[("张三", "理事长", &format!("{A}\n{A}"))])
        );
        let found = of(&format!(
            "老师好：\n我会建言献策如下：\n【建言献策】\n1. 建议设立专项。\n2. {A}\n华夏光学学会"
        ));
        assert_eq!(
            digest(&found.pieces),
            expected(&[("", "", &format!("1. 建议设立专项。\n2. {A}"))])
        );
        assert_eq!(found.pieces[0].label.as_ref().unwrap().as_str(), "advice");
    }

    #[test]
    fn an_essay_written_into_the_letter_is_read() {
        let text = [A; 6].join("\n");
        let found = of(&format!("老师好！\n{text}\n华夏光学学会\n2022年10月20日"));
        assert_eq!(digest(&found.pieces), expected(&[("", "", &text)]));
    }

    #[test]
    fn no_sentence_inside_an_essay_is_taken_for_a_greeting() {
        let text = [
            A,
            "这启示我们：",
            "一要坐得住。",
            "感谢时代，感谢党。",
            A,
            "现将体会归纳为三点。",
            A,
            A,
            A,
        ]
        .join("\n");
        let found = of(&format!(
            "老师好：\n以下是我的学习感悟。\n{text}\n谢谢！\n张三（理事长）"
        ));
        assert_eq!(digest(&found.pieces), expected(&[("张三", "理事长", &text)]));
    }

    #[test]
    fn the_words_above_a_text_may_name_its_author() {
        let text = [A; 6].join("\n");
        for head in [
            "老师好，以下是我会张三的学习体会：",
            "补充张三同志的学习感悟，如下：",
            "现将我会张三学习体会报送如下：",
        ] {
            let found = of(&format!("{head}\n{text}\n华夏光学学会"));
            assert_eq!(digest(&found.pieces), expected(&[("张三", "", &text)]), "{head}");
        }
    }

    #[test]
    fn a_short_text_below_words_that_name_its_author_is_read() {
        for head in [
            "请查收附件。另，我会秘书长张三同志的感悟如下：",
            "附件为理事长感悟。\n秘书长张三的学习体会：",
            "请查收附件！补充张三同志学习感悟，如下。",
        ] {
            let found = of(&format!("老师好！\n{head}\n\n{A}\n\n华夏光学学会"));
            let persons = found.pieces.iter().filter_map(|piece| piece.person.as_ref());
            let names: Vec<&str> = persons.map(|person| person.name.as_str()).collect();
            assert_eq!(names, ["张三"], "{head}");
            assert_eq!(found.pieces[0].text, A, "{head}");
        }
        for text in [
            format!("请查收附件：张三同志的感悟。\n{A}"),
            "请查收附件。另，我会秘书长张三同志的感悟如下：\n1. 张三感悟.docx".to_owned(),
        ] {
            assert!(of(&text).pieces.is_empty(), "{text}");
        }
    }

    #[test]
    fn a_title_above_the_author_is_kept() {
        let found = of(&format!("老师好！\n坐住冷板凳\n张三（理事长）\n{A}\n{A}"));
        assert_eq!(
            digest(&found.pieces),
            expected(&[("张三", "理事长", &format!("{A}\n{A}"))])
        );
        assert_eq!(found.pieces[0].title.as_deref(), Some("坐住冷板凳"));
    }

    #[test]
    fn the_sender_is_nobody_who_writes() {
        let two = format!("张三（理事长）\n{A}\n李四（秘书长）\n{A}");
        for tail in [
            "李娜\n华夏光学学会\n010-55508624",
            "专此报送。\n华夏光学学会秘书处 李娜\nTel 13800138000",
        ] {
            let found = of(&format!("王老师：\n我会感悟：\n{two}\n\n{tail}"));
            assert_eq!(
                digest(&found.pieces),
                expected(&[("张三", "理事长", A), ("李四", "秘书长", A)]),
                "{tail}"
            );
        }
    }

    #[test]
    fn short_texts_below_the_words_that_announce_them_are_read() {
        let list = "1、建议设立科普专项，面向县域。\n2、建议减免青年会员会费两年。";
        for head in [
            "我会建言献策如下：",
            "再补充两条建言献策：",
            "现将我会建言献策报送如下。",
            "您好，我会建言献策如下，请查收。",
        ] {
            let found = of(&format!(
                "老师好：\n{head}\n{list}\n\n华夏光学学会\n2022年10月20日"
            ));
            assert_eq!(digest(&found.pieces), expected(&[("", "", list)]), "{head}");
            assert_eq!(
                found.pieces[0].label.as_ref().unwrap().as_str(),
                "advice",
                "{head}"
            );
        }
        let found = of("老师好，我会提一条建言献策：建议设立科普专项，面向县域。谢谢！\n华夏光学学会");
        assert_eq!(
            digest(&found.pieces),
            expected(&[("", "", "建议设立科普专项，面向县域。")])
        );
        for text in [
            "我会建言献策如下：\n1、建言献策表1份。\n2、盖章扫描件。",
            "我会建言献策如下：\n附件为3条建议，请查收。",
        ] {
            assert!(of(text).pieces.is_empty(), "{text}");
        }
    }

    #[test]
    fn a_question_only_asks() {
        let found = of("老师您好！请问统计表可否延期到下周报送？我会理事长正在外地出差。\n华夏光学学会");
        assert!(found.asks && found.pieces.is_empty() && !found.announces_attachment);
    }
}
