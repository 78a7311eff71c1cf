//! Heads in the words of a heading: `第一篇：张三（理事长）`, `一、单位职务张三同志学习感悟`.

use domain::person::Person;
use domain::text::is_blank;

use super::{Head, Sure, assemble, named, only_name};
use crate::interpret::file_name;
use crate::interpret::lines::{bracketed, has_sentence, is_longer, trim};
use crate::interpret::names::{self, Likelihood};
use crate::interpret::position::{self, Care};

/// The words behind 第一篇：, 其二：, 感悟3 in front of a person, without the brackets around them.
pub(super) fn ordinal(line: &str) -> Option<&str> {
    const COUNTS: &str = "一二三四五六七八九十";
    let counts = |c: char| c.is_ascii_digit() || COUNTS.contains(c);
    let behind_count = |text: &'_ str| -> Option<usize> {
        let rest = text.trim_start_matches(counts);
        let taken = text.len() - rest.len();
        (1..=9).contains(&taken).then_some(taken)
    };
    let rest = if let Some(rest) = line.strip_prefix('第') {
        rest.get(behind_count(rest)?..)?
            .strip_prefix(['篇', '位', '份', '例', '则'])?
    } else {
        let rest = ["其", "感悟", "体会", "心得"]
            .iter()
            .find_map(|word| line.strip_prefix(word))?;
        rest.get(behind_count(rest)?..)?
    };
    let rest = rest.trim_start_matches(|c: char| is_blank(c) || matches!(c, '：' | ':' | '、' | '.' | '．'));
    match bracketed(rest) {
        Some((inside, "")) => Some(inside),
        Some(_) | None => Some(rest),
    }
}

/// `1  张三  理事`: a number that only a gap sets off from a name.
pub(super) fn counted(line: &str) -> Option<&str> {
    if !line.starts_with(|c: char| c.is_ascii_digit()) || is_longer(line, 60) {
        return None;
    }
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let gap = rest.len() < line.len() && line.len() - rest.len() <= 3 && rest.starts_with(is_blank);
    let name = trim(rest).split(is_blank).next().filter(|_| gap)?;
    let (_, sure) = names::plausible(name)?;
    (sure == Likelihood::Known).then(|| trim(rest))
}

/// Ends of headings that say what somebody wrote, those that hold others first.
const ENDS: [&str; 16] = [
    "学习感悟",
    "学习体会",
    "心得体会",
    "学习心得",
    "学习感想",
    "交流材料",
    "发言材料",
    "发言提纲",
    "意见建议",
    "建言献策",
    "的感悟",
    "的体会",
    "的建议",
    "感悟",
    "体会",
    "心得",
];

/// Ends of headings that say what is told of somebody, those that hold others first.
const DEEDS: [&str; 6] = [
    "主要事迹材料",
    "先进事迹材料",
    "事迹材料",
    "主要事迹",
    "先进事迹",
    "事迹",
];

/// 张三学习体会, 张三同志的感悟: the author whom a heading names, with a known surname.
pub(in crate::interpret) fn author(text: &str) -> Option<Person> {
    if is_longer(text, 50) || has_sentence(text) {
        return None;
    }
    // 张三同志主要事迹; 钱学森事迹 may be anybody's text.
    let deeds = || {
        DEEDS
            .iter()
            .find_map(|end| text.strip_suffix(end)?.strip_suffix("同志"))
    };
    let who = ENDS
        .iter()
        .find_map(|end| text.strip_suffix(end))
        .or_else(deeds)?;
    let who = trim(who.strip_suffix('的').unwrap_or(who));
    let office = named(who).filter(|person| !person.positions.is_empty());
    office.or_else(|| {
        let (name, sure) = names::plausible(who)?;
        let known = sure == Likelihood::Known && !file_name::is_word(&name);
        known.then(|| only_name(name))
    })
}

/// `一、单位职务张三同志学习感悟`: the person in the numbered heading of a text; without a number only where the name comes
/// first: 张三（理事长）感悟.
pub(super) fn in_heading(body: &str, number: bool) -> Option<Head> {
    let end = ENDS.iter().find_map(|end| body.strip_suffix(end))?;
    if is_longer(body, 50) || has_sentence(body) {
        return None;
    }
    let end = trim(end.strip_suffix('的').unwrap_or(end));
    let who = trim(end.strip_suffix("同志").unwrap_or(end));
    let person = named(who)
        .filter(|person| !person.positions.is_empty() || !person.tags.is_empty())
        .or_else(|| name_and_office(who))?;
    let (sure, first) = (names::plausible(&person.name)?.1, who.starts_with(&person.name));
    // 华夏光学学会理事张三学习感悟
    let last = person.affiliation.is_some() && who.ends_with(&person.name);
    (number || (first || last) && sure == Likelihood::Known).then(|| Head {
        person,
        rest: String::new(),
        sure: Sure::Strong,
        marked: true,
    })
}

/// 张三理事长: a known surname and nothing but an office behind the name.
pub(in crate::interpret) fn name_and_office(who: &str) -> Option<Person> {
    let cuts = who.char_indices().skip(2).take(3);
    cuts.filter_map(|(at, _)| who.split_at_checked(at))
        .find_map(|(name, office)| {
            let (name, sure) = names::plausible(name)?;
            let duty = position::duty(office, Care::Strict).filter(|_| position::is_office(office))?;
            (sure == Likelihood::Known).then(|| assemble(name, duty))
        })
}
