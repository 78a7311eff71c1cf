//! What stands between a name and an office: `张三（女），理事长`, `张三（青托） 理事`, `张三 Zhang San，理事长`, `张三·理事长`.

use std::borrow::Cow;

use domain::person::Person;
use domain::text::{is_blank, is_middle_dot};

use super::{assemble, boundary, honour, named, person};
use crate::interpret::bytes::open_bracket;
use crate::interpret::lines::{bracketed, has_sentence, is_longer, trim};
use crate::interpret::names::{self, Likelihood};
use crate::interpret::persons::merge;
use crate::interpret::position::{self, Care};

/// Longest remark that is no sentence of a text, in characters.
const LONGEST: usize = 30;

/// A name with a remark behind it, and what the person is.
pub(super) fn with_remark(text: &str) -> Option<Person> {
    in_brackets(text).or_else(|| spelt(text)).or_else(|| dotted(text))
}

/// `张三（女），理事长`: what a person is by birth says nothing here; other words in the bracket add to the office.
fn in_brackets(text: &str) -> Option<Person> {
    open_bracket(text)?;
    match without_asides(text) {
        Cow::Owned(bare) => named(&bare),
        Cow::Borrowed(text) => with_note(text),
    }
}

/// `张三（青托），理事`: office behind the bracket. Words in it that nobody knows need a known surname before it.
fn with_note(text: &str) -> Option<Person> {
    let at = open_bracket(text)?;
    let (name, tail) = text.split_at_checked(at)?;
    let (note, behind) = bracketed(tail)?;
    if is_longer(note, LONGEST) || has_sentence(note) {
        return None;
    }
    let more = position::duty(note, Care::Strict);
    let at_least = if more.is_some() {
        Likelihood::Shape
    } else {
        Likelihood::Known
    };
    let stated = person(name, behind.trim_start_matches(boundary), at_least);
    let mut person = stated.filter(|person| !person.positions.is_empty() || !person.tags.is_empty())?;
    if let Some(more) = more {
        merge(&mut person, more);
    }
    Some(person)
}

/// The text without the brackets that say nothing of an office: （女，回族）, （签名）, （13900001234）.
pub(in crate::interpret) fn without_asides(text: &str) -> Cow<'_, str> {
    let mut bare = Cow::Borrowed(text);
    let mut from = 0;
    while let Some(at) = bare.get(from..).and_then(open_bracket).map(|at| from + at) {
        let (before, tail) = bare.split_at(at);
        let Some((inside, behind)) = bracketed(tail) else {
            break;
        };
        if position::is_aside(inside) {
            let mark = if trim(before).is_empty() || behind.is_empty() || behind.starts_with(boundary) {
                ""
            } else {
                "，"
            };
            bare = Cow::Owned(trim(&format!("{}{mark}{behind}", trim(before))).to_owned());
        } else {
            from = at + tail.chars().next().map_or(1, char::len_utf8);
        }
    }
    bare
}

/// `张三 Zhang San，理事长`: the name once more in Latin letters.
fn spelt(text: &str) -> Option<Person> {
    let at = text.find(|c: char| c.is_ascii_alphabetic())?;
    let (name, behind) = text.split_at(at);
    let letters = |c: char| c.is_alphabetic() && c.is_ascii() || matches!(c, ' ' | '-' | '\'' | '.');
    let office = behind.trim_start_matches(letters);
    let apart = name.ends_with(is_blank) && office.starts_with(boundary);
    let stated = || person(name, office.trim_start_matches(boundary), Likelihood::Known);
    apart
        .then(stated)
        .flatten()
        .filter(|person| !person.positions.is_empty())
}

/// `张三·理事长`, `张三.理事长`.
fn dotted(text: &str) -> Option<Person> {
    let at = text.rfind(|c: char| is_middle_dot(c) || matches!(c, '.' | '．'))?;
    let (name, office) = text.split_at(at);
    let mut office = office.chars();
    office.next();
    let (known, sure) = names::plausible(name)?;
    let duty = position::duty(office.as_str(), Care::Strict).filter(|duty| !duty.positions.is_empty())?;
    (sure == Likelihood::Known).then(|| honour(assemble(known, duty), name))
}

#[cfg(test)]
mod tests {
    use super::super::{Sure, head};

    #[test]
    fn a_remark_between_name_and_office_hides_nobody() {
        for (line, positions, tags) in [
            ("张三（女），理事长", "理事长", ""),
            ("张三（女，回族），理事长", "理事长", ""),
            ("张三（女、满族），理事长", "理事长", ""),
            ("张三（回族）　理事长", "理事长", ""),
            ("张三(女)理事长", "理事长", ""),
            ("张三（青托），理事", "理事", "青托"),
            ("张三（女）（青托），理事", "理事", "青托"),
            ("张三（院士），理事长", "理事长", "院士"),
            ("张三（教授），理事长", "理事长、教授", ""),
            ("张三（已退休），原理事长", "原理事长", ""),
            ("张三（代），理事长", "理事长", ""),
            ("张三（13900001234），理事长", "理事长", ""),
            ("张三（手机：13900001234），理事长", "理事长", ""),
            ("张三（执笔），理事长", "理事长", ""),
            ("张三（Zhang San），理事长", "理事长", ""),
            ("张三，理事长（女）", "理事长", ""),
            ("理事长 张三 （签名）", "理事长", ""),
            ("张三；理事长", "理事长", ""),
            ("张三·理事长", "理事长", ""),
            ("张三.理事长", "理事长", ""),
            ("张三 Zhang San，理事长", "理事长", ""),
            ("張三，理事長", "理事长", ""),
            ("张三理事长的学习感悟", "理事长", ""),
            ("张三（理事长）感悟", "理事长", ""),
        ] {
            let lines = [format!("2. {line}"), format!("（二）{line}"), line.to_owned()];
            for line in lines {
                let head = head(&line).unwrap_or_else(|| panic!("{line}"));
                let name = if line.contains('張') { "張三" } else { "张三" };
                assert_eq!(
                    (
                        head.person.name.as_str(),
                        head.person.positions.join("、").as_str(),
                        head.person.tags.join("、").as_str(),
                        head.sure
                    ),
                    (name, positions, tags, Sure::Strong),
                    "{line}"
                );
            }
        }
        let head = head("1. 张三（华夏光学学会），理事长：近年来").unwrap();
        assert_eq!(head.person.affiliation.as_deref(), Some("华夏光学学会"));
        assert_eq!(
            (head.person.positions.as_slice(), head.rest.as_str()),
            (["理事长".to_owned()].as_slice(), "近年来")
        );
    }

    #[test]
    fn a_sentence_with_a_name_and_a_bracket_is_no_head() {
        for line in [
            "张三（女）认为，理事会要带头学习",
            "张三（理事长）同志的讲话让我深受启发",
            "1. 方法（试行），理事会讨论通过后执行",
            "2. 高校（含科研院所），是人才培养的主阵地",
            "（二）加强（学会）党建，理事带头",
            "阿依努尔·图尔逊",
            "李白·诗",
            "安全（生产）",
        ] {
            assert!(
                head(line).is_none_or(|head| head.sure == Sure::Weak),
                "{line}: {:?}",
                head(line)
            );
        }
        let transcribed = head("阿依努尔·图尔逊，理事").unwrap();
        assert_eq!(transcribed.person.name, "阿依努尔·图尔逊");
    }
}
