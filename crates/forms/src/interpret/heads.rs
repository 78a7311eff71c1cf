//! Lines that name a person: `1. 姓名，单位职务`, `姓名（职务）：…`, `【姓名 职务】`, `——姓名，职务`, `单位职务 姓名`.
//!
//! A line names a person only with an office, an affiliation or a status beside a plausible name; a name alone is [`Sure::Weak`].

mod heading;
mod page;
mod presented;
mod remark;
mod stated;
mod tail;

use domain::person::Person;
use domain::text::is_blank;

use super::bytes::{beside_han, has_mark_of_head, last_bracket, open_bracket, semicolon};
use super::form_label::is_common_han;
use super::lines::{at_colon, bracketed, has_sentence, in_title_marks, is_longer, length, numbered, trim};
use super::names::{self, Likelihood};
use super::persons::merge;
use super::position::{self, Care, Duty};
use super::signature;
use super::wording::{is_attached, is_put_off};
pub(super) use heading::author;
pub(super) use heading::name_and_office;
use heading::{counted, in_heading, ordinal};
pub(super) use page::{is_person, is_whole};
use presented::{before_dash, begins_with_person, introduced};
use remark::with_remark;
pub(super) use remark::without_asides;
use stated::without_field_word;
pub(super) use tail::without_tail;

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

/// Reads a line as the head of a person's text.
pub(super) fn head(line: &str) -> Option<Head> {
    let line = without_tail(trim(line));
    if is_plain_text(line) {
        return None;
    }
    // 1. 张三，理事长（感悟见附件）
    let last = last_bracket(line).and_then(|at| Some((line.get(..at)?, bracketed(line.get(at..)?)?.0)));
    if let Some((before, inside)) = last.filter(|(_, inside)| is_attached(inside)) {
        return head(before).map(|head| Head {
            rest: inside.to_owned(),
            ..head
        });
    }
    let (number, body) = numbered(line)
        .map(|(_, rest)| rest)
        .or_else(|| ordinal(line))
        .or_else(|| counted(line))
        .map_or((false, line), |rest| (true, rest));
    if let Some(head) = in_heading(body, number) {
        return Some(head);
    }
    let body = trim(body.trim_start_matches(['●', '■', '◆', '★', '▲', '*', '•']));
    in_brackets(body)
        .or_else(|| name_and_bracket(body, number))
        .or_else(|| before_colon(body))
        .or_else(|| before_dash(body))
        .or_else(|| whole(body, number))
        .or_else(|| if number { running(body) } else { introduced(body) })
}

/// True for most lines of a text: no number, bracket, dash or colon in a line with the end of a sentence before its own.
fn is_plain_text(line: &str) -> bool {
    has_sentence(line.trim_end_matches(['。', '；', ';']))
        && !has_mark_of_head(line)
        && numbered(line).is_none()
        && begins_with_person(line).is_none()
        && !(line.len() <= 120 && is_behind_name(line))
}

/// `【姓名 职务】text`
fn in_brackets(body: &str) -> Option<Head> {
    if body.starts_with(['（', '(', '《', '〈', '「']) {
        return None;
    }
    let (inside, after) = bracketed(body)?;
    // 【姓名】单位职务：text
    if let Some((name, sure)) = names::plausible(inside)
        && let (stated, rest) = at_colon(after).unwrap_or((after, ""))
        && let Some(duty) = position::duty(stated, Care::Strict)
        && (sure == Likelihood::Known || !duty.positions.is_empty())
    {
        return Some(Head {
            person: assemble(name, duty),
            rest: rest.to_owned(),
            sure: Sure::Strong,
            marked: true,
        });
    }
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
    let at = open_bracket(body)?;
    let (name, tail) = (body.get(..at)?, body.get(at..)?);
    let (inside, after) = bracketed(tail)?;
    let person = person(name, inside, Likelihood::Shape).or_else(|| by_birth(name, inside))?;
    let rest = after
        .strip_prefix(['：', ':'])
        .or_else(|| after.strip_prefix("——"));
    let marked = rest.is_some() || number;
    // 张三（理事长） 近年来…: the text begins behind a gap.
    let gap = tail
        .strip_suffix(after)
        .is_some_and(|before| before.ends_with(is_blank));
    let office = !person.positions.is_empty() || !person.tags.is_empty();
    if rest.is_none() && gap && office && length(after) >= 15 && has_sentence(after) {
        return Some(Head {
            person,
            rest: after.to_owned(),
            sure: Sure::Strong,
            marked: true,
        });
    }
    match rest {
        Some(rest) => Some(Head {
            person,
            rest: trim(rest).to_owned(),
            sure: Sure::Strong,
            marked,
        }),
        // 1. 张三（理事）《坐住冷板凳》
        None if after.is_empty() || number && in_title_marks(after).is_some() => Some(Head {
            person,
            rest: after.to_owned(),
            sure: Sure::Strong,
            marked,
        }),
        None => None,
    }
}

/// `姓名（女，汉族）`: nothing but what the person is by birth.
fn by_birth(name: &str, inside: &str) -> Option<Person> {
    let (known, _) = names::plausible(name).filter(|(_, sure)| *sure == Likelihood::Known)?;
    position::is_by_birth(inside).then(|| honour(only_name(known), name))
}

/// `姓名，职务：text` or `单位职务 姓名：text`; a name alone is weak.
fn before_colon(body: &str) -> Option<Head> {
    let (before, rest) = at_colon(body)?;
    if is_longer(before, 70) || has_sentence(before) || signature::is_author_word(before) {
        return None;
    }
    if let Some(person) = named_in_clause(before) {
        return Some(Head {
            person,
            rest: rest.to_owned(),
            sure: Sure::Strong,
            marked: true,
        });
    }
    if rest.is_empty()
        && let Some(person) = author(before)
    {
        return Some(Head {
            person,
            rest: String::new(),
            sure: Sure::Strong,
            marked: true,
        });
    }
    let (name, sure) = names::plausible(before)?;
    let text = length(rest) >= 15 || (length(rest) >= 10 && has_sentence(rest)) || is_put_off(rest);
    let enough = sure == Likelihood::Known && (rest.is_empty() || text);
    let person = honour(only_name(name), before);
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
    // 1. 张三，研究所所长；学会副理事长
    if semicolon(line).is_some()
        && (number || is_behind_name(line))
        && let Some(head) = whole(&line.replace(['；', ';'], "，"), number)
        && (head.person.positions.len() > 1 || is_behind_name(line))
    {
        return Some(head);
    }
    if is_longer(line, LONGEST) || has_sentence(line) {
        return None;
    }
    if let Some(person) = named_in_clause(line) {
        return Some(Head {
            person,
            rest: String::new(),
            sure: Sure::Strong,
            marked: number,
        });
    }
    let (name, sure) = names::plausible(line)?;
    let person = honour(only_name(name), line);
    (sure == Likelihood::Known && line == body).then(|| Head {
        person,
        rest: String::new(),
        sure: Sure::Weak,
        marked: number,
    })
}

/// 1. 张三；理事长
fn is_behind_name(line: &str) -> bool {
    let name = semicolon(line).and_then(|at| line.get(..at));
    let name = name.and_then(names::plausible);
    name.is_some_and(|(_, sure)| sure == Likelihood::Known)
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

/// The marks between a name and a duty.
fn boundary(c: char) -> bool {
    let mark = || {
        matches!(
            c,
            '，' | ',' | '、' | '：' | ':' | '/' | '／' | '|' | '—' | '-' | '－' | '；' | ';'
        )
    };
    !is_common_han(c) && (is_blank(c) || mark())
}

/// Name and duty in any order: `姓名，职务`, `姓名（职务）`, `单位职务 姓名`, `单位职务姓名`.
pub(super) fn named(text: &str) -> Option<Person> {
    let bare = without_comrade(text);
    if is_longer(bare, LONGEST) || has_sentence(bare) {
        return None;
    }
    named_in_clause(text)
}

fn without_comrade(text: &str) -> &str {
    let text = trim(text);
    text.strip_suffix("同志").map_or(text, trim)
}

/// Characters of the longest line that is name and duty.
pub(super) const LONGEST: usize = 90;

/// The same of a text that is no longer than the longest and holds no end of a sentence.
pub(super) fn named_in_clause(text: &str) -> Option<Person> {
    let text = without_comrade(text);
    let split = open_bracket(text).and_then(|at| Some((text.get(..at)?, bracketed(text.get(at..)?)?)));
    if let Some((name, (inside, ""))) = split
        && let Some(person) = person(name, inside, Likelihood::Shape)
    {
        return Some(person);
    }
    let cuts: Vec<(&str, &str, char)> = beside_han(text)
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
        .or_else(|| with_remark(text))
}

/// `单位 姓名，职务`: the name between two marks.
fn between(cuts: &[(&str, &str, char)]) -> Option<Person> {
    for (left, _, _) in cuts {
        let mut names = cuts
            .iter()
            .filter_map(|(longer, right, _)| {
                let name = longer.strip_prefix(left)?.trim_start_matches(boundary);
                let (name, sure) = names::plausible(name)?;
                (sure == Likelihood::Known).then_some((name, right))
            })
            .peekable();
        if names.peek().is_none() {
            continue;
        }
        let Some(unit) = position::duty(left, Care::Strict) else {
            continue;
        };
        let found = names.find_map(|(name, right)| {
            let duty = position::duty(&format!("{left}、{right}"), Care::Strict)?;
            (duty.positions.len() > unit.positions.len()).then(|| assemble(name, duty))
        });
        if found.is_some() {
            return found;
        }
    }
    None
}

/// `name` and `duty` as a person, when both are plausible.
fn person(name: &str, duty: &str, at_least: Likelihood) -> Option<Person> {
    let (known, sure) = names::plausible(name).filter(|(_, sure)| *sure >= at_least)?;
    let duty = position::duty(without_field_word(duty), Care::Strict)?;
    let office = !duty.positions.is_empty() || !duty.tags.is_empty();
    (office || sure == Likelihood::Known).then(|| honour(assemble(known, duty), name))
}

fn reversed(duty: &str, name: &str) -> Option<Person> {
    let (name, sure) = names::plausible(name)?;
    let duty = position::duty(duty, Care::Strict)?;
    let office = !duty.positions.is_empty() || !duty.tags.is_empty();
    (office && (sure == Likelihood::Known || duty.affiliation.is_some() || !duty.positions.is_empty()))
        .then(|| assemble(name, duty))
}

/// `华夏光学学会理事长张三` without any mark between; the name must have a known surname.
fn joined(text: &str) -> Option<Person> {
    if text.contains(|c: char| is_blank(c) || matches!(c, '：' | ':' | '（' | '(')) {
        return None;
    }
    let try_at = |at: &usize| -> Option<Person> {
        let (left, right) = (text.get(..*at)?, text.get(*at..)?);
        let (name, _) = names::plausible(right).filter(|(_, sure)| *sure == Likelihood::Known)?;
        let duty = position::duty(left, Care::Strict)?;
        (!duty.positions.is_empty()).then(|| assemble(name, duty))
    };
    // From the left the longest name comes first; a three-character name is preferred to one of four.
    let mut starts = text.char_indices().rev().map(|(at, _)| at).skip(1);
    let [two, three, four] = [starts.next(), starts.next(), starts.next()];
    [three, two, four].iter().flatten().find_map(try_at)
}

/// A person with the title that stands behind the name as written: 李敏教授.
fn honour(mut person: Person, written: &str) -> Person {
    let title = names::honoured(written).and_then(|(_, title)| position::duty(title, Care::Strict));
    if let Some(title) = title {
        merge(&mut person, title);
    }
    person
}

/// A person of whom nothing but the name is known.
pub(super) fn only_name(name: String) -> Person {
    Person {
        name,
        ..Person::default()
    }
}

pub(super) fn assemble(name: String, duty: Duty) -> Person {
    Person {
        name,
        affiliation: duty.affiliation,
        positions: duty.positions,
        tags: duty.tags,
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::short;
    use super::*;

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
            "华夏光学学会理事长、党委书记张三同志",
            "第一篇：张三（华夏光学学会理事长、党委书记）",
            "感悟1（张三，华夏光学学会理事长、党委书记）",
            "一、华夏光学学会理事长、党委书记张三同志学习感悟",
            "张三(华夏光学学会理事长、党委书记) 近年来我们围绕海洋观测方向开展工作，积累了资料。",
            "张三，女，1971年3月生，九三学社社员，华夏光学学会理事长、党委书记",
            "华夏光学学会理事长、党委书记张三——近年来我们围绕海洋观测方向开展工作，积累了资料。",
            "1、张三，华夏光学学会理事长、党委书记，近年来我们围绕海洋观测方向开展工作，积累了资料。",
        ] {
            let head = head(line).unwrap_or_else(|| panic!("{line}"));
            assert_eq!(short(&head.person), positions, "{line}");
            assert_eq!(head.sure, Sure::Strong);
        }
    }

    #[test]
    fn a_heading_may_say_whose_text_it_is() {
        for line in [
            "张三学习体会：",
            "张三同志的心得体会：",
            "张三的感悟：",
            "张三同志主要事迹：",
        ] {
            let head = head(line).unwrap_or_else(|| panic!("{line}"));
            assert_eq!(
                (head.person.name.as_str(), head.sure),
                ("张三", Sure::Strong),
                "{line}"
            );
        }
        for line in [
            "学习体会：",
            "我的感悟：",
            "高层体会：",
            "钱学森事迹学习体会：",
            "钱学森事迹：",
        ] {
            assert_eq!(head(line), None, "{line}");
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
}
