//! Lines that name several persons as the authors of one text: `张晓明、李国强 合著`, `文/张晓明 李国强`.
//!
//! A piece is one person's, so nobody is chosen among them: the piece says who they are, and a person decides.

use domain::text::is_blank;

use super::bytes::open_bracket;
use super::lines::{bracketed, has_full_stop, has_sentence, is_longer, trim, without_number};
use super::names::{self, Likelihood};
use super::position::{self, Care};
use super::{heads, signature};

/// What stands behind the names of those who wrote together.
const TOGETHER: [&str; 10] = [
    "合著",
    "合写",
    "合撰",
    "合作撰写",
    "共同撰写",
    "联合撰写",
    "共同执笔",
    "联名",
    "共同",
    "同志",
];

/// Longest line of names, in characters.
const LONGEST: usize = 90;

/// True for a line that names two persons or more, and nothing else but what they are.
pub(super) fn are_several(line: &str) -> bool {
    let asks = || has_sentence(line) && line.contains(['！', '？']);
    if is_longer(line, LONGEST) || has_full_stop(line) || asks() {
        return false;
    }
    let line = without_number(line).trim_start_matches(['—', '–', '―', '─', '－', '-']);
    let inside = bracketed(line).filter(|(_, behind)| behind.is_empty());
    let (_, bare) = signature::without_author_word(inside.map_or(line, |(inside, _)| inside));
    let Some(bare) = without_brackets(without_together(bare).trim_end_matches(['：', ':'])) else {
        return false;
    };
    let parts: Vec<&str> = parts(without_together(&bare)).collect();
    let (mut persons, mut left) = (0, parts.len());
    // The last first: behind a single name stands what one person is.
    for part in parts.into_iter().rev() {
        if persons + left < 2 {
            return false;
        }
        match part_of_names(part) {
            Part::Person => persons += 1,
            Part::Duty => {}
            Part::Other => return false,
        }
        left -= 1;
    }
    persons >= 2
}

/// Titles of two characters that are shaped like names.
const SHORT_TITLES: [&str; 4] = ["高工", "总工", "博导", "硕导"];

enum Part {
    Person,
    Duty,
    Other,
}

fn part_of_names(part: &str) -> Part {
    if SHORT_TITLES.contains(&part)
        || position::duty(part, Care::Strict).is_some()
        || position::is_office(part)
    {
        return Part::Duty;
    }
    let known = names::plausible(part).is_some_and(|(_, sure)| sure == Likelihood::Known);
    // 华夏光学学会理事长张晓明
    if known || heads::named(part).is_some_and(|person| !person.positions.is_empty()) {
        Part::Person
    } else {
        Part::Other
    }
}

/// What stands between the marks that part names; 和 and its like part them too, where names stand on both sides.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let marks =
        |c: char| is_blank(c) || matches!(c, '、' | '，' | ',' | '；' | ';' | '/' | '／' | '|' | '&' | '＆');
    text.split(marks)
        .filter(|part| !part.is_empty())
        .flat_map(|part| match and(part) {
            Some((one, other)) => vec![one, other],
            None => vec![part],
        })
}

/// 张晓明和李国强.
fn and(part: &str) -> Option<(&str, &str)> {
    let cut = ["和", "与", "及"].iter().find_map(|and| part.split_once(and));
    cut.filter(|(one, other)| is_known(one) && is_known(other))
}

fn is_known(name: &str) -> bool {
    names::plausible(name).is_some_and(|(_, sure)| sure == Likelihood::Known)
}

fn without_together(text: &str) -> &str {
    let text = trim(text);
    let end = TOGETHER.iter().find_map(|end| text.strip_suffix(end));
    end.map_or(text, trim)
}

/// The text without what stands in brackets; `None` when a bracket is not closed.
fn without_brackets(text: &str) -> Option<String> {
    let mut bare = String::new();
    let mut rest = text;
    while let Some(at) = open_bracket(rest) {
        let (before, behind) = rest.split_at_checked(at)?;
        bare.push_str(before);
        bare.push('、');
        rest = bracketed(behind)?.1;
    }
    bare.push_str(rest);
    Some(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authors_of_one_text_are_several() {
        for line in [
            "张晓明、李国强 合著",
            "张晓明 李国强",
            "文/张晓明 李国强",
            "作者：张晓明、李国强",
            "——张晓明、李国强",
            "（张晓明、李国强）",
            "1. 张晓明（理事长）、李国强（秘书长）",
            "张晓明，理事长；李国强，秘书长",
            "华夏光学学会理事长张晓明、秘书长李国强",
            "张晓明和李国强（华夏光学学会）",
            "张晓明、李国强、王建军等（合著）：",
        ] {
            assert_eq!(are_several(line), !line.contains('等'), "{line}");
        }
    }

    #[test]
    fn one_author_and_what_he_is_are_not() {
        for line in [
            "张晓明",
            "张　三",
            "欧阳 修竹",
            "张晓明，教授、高工",
            "华夏学会党委书记、理事长　王建军　副教授",
            "张晓明，女，满族，理事长",
            "安全、和平、发展",
            "坐住冷板凳 攻克硬骨头",
            "学会、协会、研究会",
        ] {
            assert!(!are_several(line), "{line}");
        }
    }
}
