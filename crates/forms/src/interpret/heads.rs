//! Lines that name a person: `1. 姓名，单位职务`, `姓名（职务）：…`, `【姓名 职务】`, `——姓名，职务`, `单位职务 姓名`.
//!
//! A line names a person only with an office, an affiliation or a status beside a plausible name; a name alone is [`Sure::Weak`].

use domain::person::Person;
use domain::text::is_blank;

use super::lines::{at_colon, bracketed, ends_sentence, has_sentence, length, numbered, trim};
use super::names::{self, Likelihood};
use super::position::{self, Care, Duty};
use super::word_list::{is_one_of, words};
use super::wording::is_attached;

/// How sure a line names a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sure {
    /// Name and duty.
    Strong,
    /// A name alone: counts only among other heads.
    Weak,
}

/// A line that names a person before the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) person: Person,
    /// Text on the same line.
    pub(super) rest: String,
    pub(super) sure: Sure,
    /// True when a number, bracket or colon marks the line as a head: it cannot be a signature.
    pub(super) marked: bool,
}

const AUTHOR_WORDS: &str = "\
    作者简介 作者姓名 作者 撰稿人 撰稿 撰写人 撰文 供稿人 供稿 署名 姓名 报送人 提交人 建言人 \
    建议人 汇报人 执笔人 执笔 主讲人 发言人 感悟人 推荐人选 人物 文/ 文／ 文|";

/// Reads a line as the head of a person's text.
pub(super) fn head(line: &str) -> Option<Head> {
    let line = trim(line);
    // 1. 张三，理事长（感悟见附件）
    let last = line
        .rfind(['（', '('])
        .and_then(|at| Some((line.get(..at)?, bracketed(line.get(at..)?)?.0)));
    if let Some((before, inside)) = last.filter(|(_, inside)| is_attached(inside)) {
        return head(before).map(|head| Head {
            rest: inside.to_owned(),
            ..head
        });
    }
    let (number, body) = numbered(line).map_or((false, line), |(_, rest)| (true, rest));
    let body = trim(body.trim_start_matches(['●', '■', '◆', '★', '▲', '*', '•']));
    in_brackets(body)
        .or_else(|| name_and_bracket(body, number))
        .or_else(|| before_colon(body))
        .or_else(|| whole(body, number))
        .or_else(|| if number { running(body) } else { None })
}

/// `【姓名 职务】text`
fn in_brackets(body: &str) -> Option<Head> {
    if body.starts_with(['（', '(', '《', '〈', '「']) {
        return None;
    }
    let (inside, after) = bracketed(body)?;
    let person = named(inside)?;
    let rest = trim(after.trim_start_matches(['：', ':', ' ', '\u{3000}'])).to_owned();
    Some(Head {
        person,
        rest,
        sure: Sure::Strong,
        marked: true,
    })
}

/// `姓名（职务）：text`, or the line alone.
fn name_and_bracket(body: &str, number: bool) -> Option<Head> {
    let at = body.find(['（', '('])?;
    let (name, tail) = (body.get(..at)?, body.get(at..)?);
    let (inside, after) = bracketed(tail)?;
    let person = person(name, inside, Likelihood::Shape)?;
    let rest = after
        .strip_prefix(['：', ':'])
        .or_else(|| after.strip_prefix("——"));
    let marked = rest.is_some() || number;
    match rest {
        Some(rest) => Some(Head {
            person,
            rest: trim(rest).to_owned(),
            sure: Sure::Strong,
            marked,
        }),
        None if after.is_empty() => Some(Head {
            person,
            rest: String::new(),
            sure: Sure::Strong,
            marked,
        }),
        None => None,
    }
}

/// `姓名，职务：text` or `单位职务 姓名：text`; a name alone is weak.
fn before_colon(body: &str) -> Option<Head> {
    let (before, rest) = at_colon(body)?;
    if length(before) > 70 || has_sentence(before) || is_author_word(before) {
        return None;
    }
    if let Some(person) = named(before) {
        return Some(Head {
            person,
            rest: rest.to_owned(),
            sure: Sure::Strong,
            marked: true,
        });
    }
    let (name, sure) = names::plausible(before)?;
    let enough = sure == Likelihood::Known && (rest.is_empty() || length(rest) >= 15);
    let person = Person {
        name,
        ..Person::default()
    };
    enough.then(|| Head {
        person,
        rest: rest.to_owned(),
        sure: Sure::Weak,
        marked: true,
    })
}

/// The whole line is name and duty, or a name alone.
fn whole(body: &str, number: bool) -> Option<Head> {
    let line = body.trim_end_matches(['。', '；', ';']);
    if length(line) > 90 || has_sentence(line) {
        return None;
    }
    if let Some(person) = named(line) {
        return Some(Head {
            person,
            rest: String::new(),
            sure: Sure::Strong,
            marked: number,
        });
    }
    let (name, sure) = names::plausible(line)?;
    let person = Person {
        name,
        ..Person::default()
    };
    (sure == Likelihood::Known && line == body).then(|| Head {
        person,
        rest: String::new(),
        sure: Sure::Weak,
        marked: number,
    })
}

/// `1. 姓名，单位职务，text…` or `1. 姓名，单位职务。text…` in one paragraph; only for numbered lines.
fn running(body: &str) -> Option<Head> {
    let separators = |c: char| matches!(c, '，' | ',' | '。' | '；');
    let mut best = None;
    for (at, mark) in body.char_indices().filter(|(_, c)| separators(*c)).take(6) {
        let (before, after) = (body.get(..at)?, body.get(at + mark.len_utf8()..)?);
        let office = named(before).filter(|person| !person.positions.is_empty() || !person.tags.is_empty());
        match office {
            Some(person) if length(after) >= 15 => best = Some((person, after)),
            _ => {}
        }
        if mark == '。' {
            break;
        }
    }
    let (person, rest) = best?;
    Some(Head {
        person,
        rest: trim(rest).to_owned(),
        sure: Sure::Strong,
        marked: true,
    })
}

/// Reads a line after a text as its signature: `——姓名，职务`, `（作者：姓名，职务）`, also behind the last sentence.
pub(super) fn signature(line: &str) -> Option<(String, Person, Sure)> {
    let line = trim(line);
    let dashes = |c: char| matches!(c, '—' | '–' | '―' | '─' | '－' | '-' | '～' | '~');
    if line.starts_with(dashes) {
        let signed = trim(line.trim_start_matches(dashes));
        return signer(signed).map(|(person, sure)| (String::new(), person, sure));
    }
    if let Some((inside, "" | "。")) = bracketed(line) {
        let (person, sure) = signer(inside)?;
        let told = sure == Sure::Strong || inside.chars().any(|c| matches!(c, '：' | ':'));
        return told.then(|| (String::new(), person, sure));
    }
    if let Some((text, signed)) = line.rsplit_once("——").filter(|(text, _)| ends_sentence(text)) {
        let (person, sure) = signer(trim(signed))?;
        return (sure == Sure::Strong).then(|| (trim(text.trim_end_matches('—')).to_owned(), person, sure));
    }
    let at = line.rfind(['（', '('])?;
    let (text, tail) = (line.get(..at)?, line.get(at..)?);
    let (inside, after) = bracketed(tail)?;
    if !after.is_empty() || !ends_sentence(text) {
        return None;
    }
    let (person, sure) = signer(inside)?;
    (sure == Sure::Strong).then(|| (trim(text).to_owned(), person, sure))
}

fn signer(text: &str) -> Option<(Person, Sure)> {
    if has_sentence(text) || length(text) > 90 {
        return None;
    }
    let (told, bare) = without_author_word(text);
    if let Some(person) = named(bare) {
        return Some((person, Sure::Strong));
    }
    if let Some(person) = with_affiliation(bare) {
        return Some((person, Sure::Strong));
    }
    let (name, sure) = names::plausible(bare)?;
    let person = Person {
        name,
        ..Person::default()
    };
    (told || sure == Likelihood::Known).then_some((person, if told { Sure::Strong } else { Sure::Weak }))
}

/// An author line of an essay: any of the shapes above, `作者：姓名　职务：单位职务`, `单位 姓名`.
pub(super) fn author(line: &str) -> Option<Person> {
    let line = trim(line);
    if length(line) > 90 || has_sentence(line) {
        return None;
    }
    let dashes = |c: char| matches!(c, '—' | '–' | '―' | '─' | '－' | '-');
    let line = trim(line.trim_start_matches(dashes));
    let line = match bracketed(line) {
        Some((inside, "")) => inside,
        _ => line,
    };
    let (told, bare) = without_author_word(line);
    if let Some(person) = named(bare).or_else(|| with_affiliation(bare)) {
        return Some(person);
    }
    let (name, _) = names::plausible(bare).filter(|_| told)?;
    Some(Person {
        name,
        ..Person::default()
    })
}

/// The marks between a name and a duty.
fn boundary(c: char) -> bool {
    is_blank(c)
        || matches!(
            c,
            '，' | ',' | '、' | '：' | ':' | '/' | '／' | '|' | '—' | '-' | '－' | '；' | ';'
        )
}

/// Name and duty in any order: `姓名，职务`, `姓名（职务）`, `单位职务 姓名`, `单位职务姓名`.
pub(super) fn named(text: &str) -> Option<Person> {
    let text = trim(text);
    if length(text) > 90 || has_sentence(text) {
        return None;
    }
    let split = text
        .find(['（', '('])
        .and_then(|at| Some((text.get(..at)?, bracketed(text.get(at..)?)?)));
    if let Some((name, (inside, ""))) = split
        && let Some(person) = person(name, inside, Likelihood::Shape)
    {
        return Some(person);
    }
    let cuts: Vec<(&str, &str, char)> = text
        .char_indices()
        .filter(|(_, c)| boundary(*c))
        .filter_map(|(at, c)| Some((text.get(..at)?, text.get(at + c.len_utf8()..)?, c)))
        .collect();
    let forward = |(left, right, _): &(&str, &str, char)| {
        person(left, right.trim_start_matches(boundary), Likelihood::Shape)
    };
    let backward = |(left, right, _): &(&str, &str, char)| reversed(left.trim_end_matches(boundary), right);
    let between = || between(&cuts);
    cuts.iter()
        .find_map(forward)
        .or_else(|| cuts.iter().find_map(backward))
        .or_else(between)
        .or_else(|| joined(text))
}

/// `单位 姓名，职务`: the name between two marks.
fn between(cuts: &[(&str, &str, char)]) -> Option<Person> {
    for (left, _, _) in cuts {
        let Some(unit) = position::duty(left, Care::Strict) else {
            continue;
        };
        let found = cuts.iter().find_map(|(longer, right, _)| {
            let (name, sure) = names::plausible(longer.strip_prefix(left)?.trim_start_matches(boundary))?;
            let duty = position::duty(&format!("{left}、{right}"), Care::Strict)?;
            (sure == Likelihood::Known && duty.positions.len() > unit.positions.len())
                .then(|| assemble(name, duty))
        });
        if found.is_some() {
            return found;
        }
    }
    None
}

/// `name` and `duty` as a person, when both are plausible.
fn person(name: &str, duty: &str, at_least: Likelihood) -> Option<Person> {
    let (name, sure) = names::plausible(name)?;
    let duty = position::duty(without_field_word(duty), Care::Strict)?;
    let office = !duty.positions.is_empty() || !duty.tags.is_empty();
    (sure >= at_least && (office || sure == Likelihood::Known)).then(|| assemble(name, duty))
}

fn reversed(duty: &str, name: &str) -> Option<Person> {
    let (name, sure) = names::plausible(name)?;
    let duty = position::duty(duty, Care::Strict)?;
    let office = !duty.positions.is_empty() || !duty.tags.is_empty();
    (office && (sure == Likelihood::Known || duty.affiliation.is_some() || !duty.positions.is_empty()))
        .then(|| assemble(name, duty))
}

/// `单位 姓名` or `姓名 单位`: only at the place of an author line, and with a known surname.
fn with_affiliation(text: &str) -> Option<Person> {
    let cuts = text
        .char_indices()
        .filter(|(_, c)| is_blank(*c) || matches!(c, '，' | ',' | '：' | ':'));
    cuts.filter_map(|(at, c)| Some((text.get(..at)?, text.get(at + c.len_utf8()..)?)))
        .find_map(|(left, right)| {
            let (name, sure) = names::plausible(right)?;
            let duty = position::duty(trim(left), Care::Strict)?;
            (sure == Likelihood::Known).then(|| assemble(name, duty))
        })
}

/// `华夏光学学会理事长张三` without any mark between; the name must have a known surname.
fn joined(text: &str) -> Option<Person> {
    if text.contains(|c: char| is_blank(c) || matches!(c, '：' | ':' | '（' | '(')) {
        return None;
    }
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let try_at = |at: &usize| -> Option<Person> {
        let (left, right) = (text.get(..*at)?, text.get(*at..)?);
        let (name, sure) = names::plausible(right)?;
        let duty = position::duty(left, Care::Strict)?;
        (sure == Likelihood::Known && !duty.positions.is_empty()).then(|| assemble(name, duty))
    };
    // From the left the longest name comes first; a three-character name is preferred to one of four.
    let tail: Vec<usize> = starts.iter().rev().skip(1).take(3).copied().collect();
    [tail.get(1), tail.first(), tail.get(2)]
        .into_iter()
        .flatten()
        .find_map(try_at)
}

pub(super) fn assemble(name: String, duty: Duty) -> Person {
    Person {
        name,
        affiliation: duty.affiliation,
        positions: duty.positions,
        tags: duty.tags,
    }
}

fn is_author_word(text: &str) -> bool {
    is_one_of(text, AUTHOR_WORDS)
}

/// The text behind 作者： or 供稿人, and whether such a word was there.
fn without_author_word(text: &str) -> (bool, &str) {
    let text = trim(text);
    for word in words(AUTHOR_WORDS) {
        if let Some(rest) = text.strip_prefix(word) {
            let marked = rest.trim_start_matches(|c: char| is_blank(c) || matches!(c, '：' | ':'));
            if marked.len() < rest.len() || word.ends_with(['/', '／', '|']) {
                return (true, trim(marked));
            }
        }
    }
    (false, text)
}

/// The duty behind 职务： or 单位：.
fn without_field_word(text: &str) -> &str {
    let mut text = trim(text);
    for word in [
        "工作单位",
        "单位及职务",
        "单位职务",
        "单位",
        "职务职称",
        "职务/职称",
        "职务",
        "职称",
        "身份",
        "现任",
        "系",
        "任",
    ] {
        if let Some(rest) = text.strip_prefix(word) {
            let marked = rest.trim_start_matches(|c: char| is_blank(c) || matches!(c, '：' | ':'));
            if marked.len() < rest.len() || matches!(word, "现任" | "系") {
                text = marked;
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn short(person: &Person) -> (String, String, String) {
        (
            person.name.clone(),
            person.affiliation.clone().unwrap_or_default(),
            person.positions.join("、"),
        )
    }

    #[test]
    fn every_usual_notation_is_a_head() {
        let positions = (
            "张三".to_owned(),
            "华夏光学学会".to_owned(),
            "理事长、党委书记".to_owned(),
        );
        for line in [
            "1. 张三，华夏光学学会理事长、党委书记",
            "（1）张　三,华夏光学学会理事长、党委书记",
            "一、张三（华夏光学学会理事长、党委书记）",
            "张三（华夏光学学会理事长、党委书记）：近年来",
            "【张三 华夏光学学会理事长、党委书记】",
            "张　三 华夏光学学会理事长、党委书记：",
            "华夏光学学会理事长、党委书记 张三",
            "华夏光学学会 理事长、党委书记 张　三：近年来",
            "华夏光学学会理事长、党委书记张三",
            "1、张三，华夏光学学会理事长、党委书记，近年来我们围绕海洋观测方向开展工作，积累了资料。",
        ] {
            let head = head(line).unwrap_or_else(|| panic!("{line}"));
            assert_eq!(short(&head.person), positions, "{line}");
            assert_eq!(head.sure, Sure::Strong);
        }
    }

    #[test]
    fn text_is_no_head() {
        for line in [
            "1. 建议设立智能材料专项，支持青年人员在县域长期开展观测与试验。",
            "张三（理事长）认为，应当加强基础研究。",
            "党委书记：",
            "一、提高站位",
            "（一）加强领导，完善机制",
            "首先，理事会要带头学习",
            "常务理事、理事",
        ] {
            assert!(
                head(line).is_none_or(|head| head.sure == Sure::Weak),
                "{line}: {:?}",
                head(line)
            );
        }
    }

    #[test]
    fn signatures_stand_behind_the_text() {
        let (text, person, _) = signature("——张三，理事长").unwrap();
        assert_eq!((text.as_str(), person.name.as_str()), ("", "张三"));
        let (text, person, _) = signature("要久久为功。——华夏光学学会 张三").unwrap();
        assert_eq!((text.as_str(), person.name.as_str()), ("要久久为功。", "张三"));
        let (_, person, _) = signature("（作者：张三，华夏光学学会副理事长）").unwrap();
        assert_eq!(short(&person).2, "副理事长");
        assert!(signature("开放合作是必由之路——我们愿意与同行分享。").is_none());
    }

    #[test]
    fn author_lines_have_many_shapes() {
        for line in [
            "华夏光学学会理事长、党委书记 张三",
            "张三（华夏光学学会理事长、党委书记）",
            "作者：张三　职务：华夏光学学会理事长、党委书记",
            "（作者：张三，华夏光学学会理事长、党委书记）",
            "供稿人：张三（华夏光学学会理事长、党委书记）",
            "华夏光学学会　张三，理事长、党委书记",
            "——华夏光学学会理事长、党委书记　张三",
        ] {
            let person = author(line).unwrap_or_else(|| panic!("{line}"));
            assert_eq!(
                short(&person),
                (
                    "张三".to_owned(),
                    "华夏光学学会".to_owned(),
                    "理事长、党委书记".to_owned()
                ),
                "{line}"
            );
        }
        assert_eq!(
            short(&author("东屏理工大学 张三").unwrap()),
            ("张三".to_owned(), "东屏理工大学".to_owned(), String::new())
        );
        assert_eq!(author("心怀“国之大者” 深耕智能材料"), None);
        assert_eq!(author("坐住冷板凳 攻克硬骨头——精密光学工作札记"), None);
    }
}
