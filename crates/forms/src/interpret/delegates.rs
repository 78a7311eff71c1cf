//! 代表名单 — the row that lists persons: `1. 姓名，单位+职务、职务`.

use domain::person::Person;
use domain::text::is_blank;

use super::fields::{Field, fields};
use super::heads;
use super::lines::{at_colon, bracketed, length, numbered, trim, without_number};
use super::names::{self, Likelihood};
use super::persons::{self, apply};
use super::position::{self, Care};
use super::wording::{is_attached, is_nil};

/// What the row holds.
#[derive(Debug, Default)]
pub(super) struct Delegates {
    /// Empty for 无.
    pub(super) persons: Vec<Person>,
    /// True when somebody is listed who could not be recognised.
    pub(super) unread: bool,
}

/// Reads the row.
pub(super) fn read(lines: &[String]) -> Delegates {
    let mut persons: Vec<Person> = Vec::new();
    let mut unread = false;
    let parts = lines
        .iter()
        .flat_map(|line| split(&without_telephone(without_lead(line))));
    for line in parts {
        if is_nil(&line) || is_attached(&line) {
            continue;
        }
        if let Some(found) = fields(&line) {
            for (field, value) in found {
                match field {
                    Field::Name => persons.extend(names::stated(&value).map(heads::only_name)),
                    Field::Unit | Field::Duty => apply(persons.last_mut(), field, &value),
                    Field::Title | Field::Text | Field::Other => {}
                }
            }
            continue;
        }
        let listed = several(without_number(&line));
        if !listed.is_empty() {
            persons.extend(listed);
        } else if let Some(person) = one(&line) {
            persons.push(person);
        } else if position::duty(&line, Care::Strict).is_some() {
            // The office on a line of its own, below the name.
            more_duty(persons.last_mut(), &line);
        } else {
            unread |= numbered(&line).is_some() || speaks_of_somebody(&line);
        }
    }
    Delegates { persons, unread }
}

/// 赵若兰等同志（理事）: somebody is spoken of, in words that were not understood.
fn speaks_of_somebody(line: &str) -> bool {
    let inside = line.find(['（', '(']).and_then(|at| bracketed(line.get(at..)?));
    let office = |(inside, _): (&str, &str)| {
        position::duty(inside, Care::Strict).is_some_and(|duty| !duty.positions.is_empty())
    };
    line.contains("同志") || inside.is_some_and(office)
}

/// A line without the parts that hold a telephone number: none says what somebody is.
fn without_telephone(line: &str) -> String {
    let separator = |c: char| matches!(c, '，' | ',' | '、' | '；' | ';');
    let mut kept = String::new();
    for part in line.split_inclusive(separator) {
        let digits = |run: &str| run.chars().filter(char::is_ascii_digit).count() >= 7;
        if !part.split(|c: char| !c.is_ascii_digit() && c != '-').any(digits) {
            kept.push_str(part);
        } else if part.trim_end_matches(separator).ends_with(['）', ')']) {
            kept = format!("{}）", kept.trim_end_matches(separator));
        }
    }
    kept.trim_end_matches(separator).to_owned()
}

/// Without 共2人： and 我会有1名理事作为代表： in front of the persons.
fn without_lead(line: &str) -> &str {
    let Some((lead, rest)) = at_colon(line).filter(|(lead, rest)| length(lead) <= 40 && !rest.is_empty())
    else {
        return line;
    };
    let counts = |unit: &str| {
        lead.match_indices(unit).any(|(at, _)| {
            let before = lead.get(..at).and_then(|before| before.chars().next_back());
            before.is_some_and(|c| c.is_ascii_digit() || "一二两三四五六七八九十".contains(c))
        })
    };
    if ["人", "名", "位"].into_iter().any(counts) {
        rest
    } else {
        line
    }
}

/// 理事：张三（东屏大学）
fn behind_office(line: &str) -> Option<Person> {
    let (office, value) = at_colon(line)?;
    let duty = position::duty(office, Care::Strict)?;
    let (name, tail) = value.split_at(value.find(['（', '(']).unwrap_or(value.len()));
    let (name, _) = names::plausible(name).filter(|(_, sure)| *sure == Likelihood::Known)?;
    let mut person = heads::assemble(name, duty);
    if let Some((inside, "" | "。")) = bracketed(tail) {
        persons::merge(&mut person, position::duty(inside, Care::Lenient)?);
    } else if !tail.is_empty() {
        return None;
    }
    Some(person)
}

/// Without what is said around a person: 我会理事李敏同志亦参会.
fn without_tail(text: &str) -> &str {
    let mut text = trim(text).trim_end_matches('。');
    for own in ["我学会", "我会", "我单位"] {
        text = text.strip_prefix(own).unwrap_or(text);
    }
    for tail in ["参会", "出席", "列席", "亦", "也", "同志"] {
        text = text.strip_suffix(tail).unwrap_or(text);
    }
    text
}

/// A further office of the person before, perhaps in another body: 研究所所长；华夏光学学会副理事长.
fn more_duty(person: Option<&mut Person>, line: &str) {
    let Some(person) = person else { return };
    let known = person.affiliation.clone();
    let other = position::duty(line, Care::Strict).and_then(|duty| duty.affiliation);
    apply(Some(person), Field::Duty, line);
    if let (Some(known), Some(other)) = (known, other)
        && known != other
    {
        person.affiliation = Some(format!("{known}、{other}"));
    }
}

fn one(line: &str) -> Option<Person> {
    if let Some(head) = heads::head(line) {
        return Some(head.person);
    }
    let (number, body) = numbered(line).map_or((false, trim(line)), |(_, rest)| (true, rest));
    if let Some(person) = behind_office(body) {
        return Some(person);
    }
    for more in ["另有", "还有", "以及", "另外"] {
        if let Some(rest) = body.strip_prefix(more) {
            return one(rest);
        }
    }
    let at = body.find(|c: char| matches!(c, '，' | ',' | '：' | ':' | '（' | '(' | '、') || is_blank(c));
    let (name, rest) = at
        .and_then(|at| Some((body.get(..at)?, body.get(at..)?)))
        .unwrap_or((body, ""));
    let rest = rest.trim_matches(|c: char| {
        is_blank(c) || matches!(c, '，' | ',' | '：' | ':' | '、' | '（' | '(' | '）' | ')')
    });
    let sure = names::plausible(name).map(|(name, _)| name);
    let name = match sure {
        Some(name) => name,
        // 我会理事、华夏研究院研究员李敏同志亦参会: the name is not in front.
        None if position::ends_with_office(name) || position::is_organisation(name) => {
            return heads::named(without_tail(body));
        }
        None if number && !rest.is_empty() => names::stated(name)?,
        None => return None,
    };
    let duty = position::duty(rest, Care::Lenient);
    Some(duty.map_or_else(
        || heads::only_name(name.clone()),
        |duty| heads::assemble(name.clone(), duty),
    ))
}

/// 张三、李四、王五 without any office.
fn several(line: &str) -> Vec<Person> {
    let parts: Vec<&str> = line.split(['、', '，', ',']).map(trim).collect();
    let known = |part: &&str| names::plausible(part).is_some_and(|(_, sure)| sure == Likelihood::Known);
    if parts.len() < 2 || !parts.iter().all(known) {
        return Vec::new();
    }
    parts
        .into_iter()
        .filter_map(names::plausible)
        .map(|(name, _)| heads::only_name(name))
        .collect()
}

/// True when `姓名（` stands there: 张三（理事长）、李四（秘书长） are two.
fn named_next(characters: &[char], at: usize) -> bool {
    let name: String = characters
        .iter()
        .skip(at)
        .take_while(|c| !matches!(c, '（' | '('))
        .collect();
    at + name.chars().count() < characters.len()
        && names::plausible(&name).is_some_and(|(_, sure)| sure == Likelihood::Known)
}

/// True when a name alone stands there, up to the next mark: 李四（秘书长） and 李四、王五 behind 张三、.
fn name_follows(characters: &[char], at: usize) -> bool {
    let ends = |c: &&char| matches!(c, '（' | '(' | '、' | '，' | ',' | '；' | ';');
    let name: String = characters.iter().skip(at).take_while(|c| !ends(c)).collect();
    names::plausible(&name).is_some_and(|(_, sure)| sure == Likelihood::Known)
}

/// Persons written one behind the other in a line: at ；, before ` 2.`, and between brackets.
fn split(line: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let characters: Vec<char> = line.chars().collect();
    for (at, character) in characters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| characters.get(at)).copied();
        let after: String = characters.iter().skip(at).take(6).collect();
        let gap = before.is_none_or(|c| is_blank(c) || matches!(c, '。' | '；' | ';' | '，' | '、'));
        if at > 0 && gap && character.is_ascii_digit() && numbered(&after).is_some() {
            parts.push(String::new());
        }
        let closed = before.is_some_and(|c| matches!(c, '）' | ')'));
        let alone = || {
            let name = parts
                .last()
                .and_then(|part| names::plausible(without_number(part)));
            name.is_some_and(|(_, sure)| sure == Likelihood::Known) && name_follows(&characters, at + 1)
        };
        let comma = match character {
            '、' | '，' | ',' => (closed && named_next(&characters, at + 1)) || alone(),
            _ => false,
        };
        if comma || matches!(character, '；' | ';') {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.push(*character);
        }
    }
    parts
        .iter()
        .map(|part| trim(part).trim_end_matches(['。', '，', '、']).to_owned())
        .filter(|part| !part.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        let lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
        read(&lines)
            .persons
            .into_iter()
            .map(|p| format!("{}/{}", p.name, p.positions.join("、")))
            .collect()
    }

    #[test]
    fn delegates_are_listed_in_many_ways() {
        let want = ["张三/理事长、党委书记", "李四/秘书长"];
        for text in [
            "1. 张三，华夏光学学会理事长、党委书记\n2. 李四，华夏光学学会秘书长",
            "1. 张　三，华夏光学学会理事长、党委书记；2. 李四，秘书长。",
            "1、张三，理事长、党委书记 2、李四，秘书长",
            "张三（华夏光学学会理事长、党委书记）\n李四（秘书长）",
            "姓名：张三　职务：理事长、党委书记\n姓名：李四　职务：秘书长",
            "张三\n华夏光学学会理事长、党委书记\n李四\n秘书长",
            "张三（华夏光学学会理事长、党委书记）、李四（秘书长）",
        ] {
            assert_eq!(names(text), want, "{text}");
        }
        assert_eq!(names("张三、李四"), ["张三/", "李四/"]);
        assert_eq!(
            names("共2人：张三 华夏光学学会副理事长；李四 华夏光学学会理事"),
            ["张三/副理事长", "李四/理事"]
        );
        assert_eq!(
            names("我会有1名理事作为党的二十大代表参会：张三，华夏光学学会常务理事、华夏研究院院长。"),
            ["张三/常务理事、院长"]
        );
        assert_eq!(names("理事：张三（东屏大学）"), ["张三/理事"]);
        assert_eq!(
            names(
                "张三、李四（华夏光学学会副理事长）、王建国（党委书记、华夏大学教授）；另有赵若兰同志（青年理事）"
            ),
            [
                "张三/",
                "李四/副理事长",
                "王建国/党委书记、教授",
                "赵若兰/青年理事"
            ]
        );
        assert_eq!(names("张三、高级工程师、理事"), ["张三/高级工程师、理事"]);
        assert_eq!(names("1. 阿卜杜热合曼，华夏光学学会理事"), ["阿卜杜热合曼/理事"]);
        assert!(names("无").is_empty());
    }

    #[test]
    fn offices_and_telephone_numbers_are_no_delegates() {
        for (text, want) in [
            (
                "2. 我会青年理事、华夏研究院副研究员李敏同志",
                "李敏/青年理事、副研究员",
            ),
            (
                "1. 张三，男，52岁，汉族，华夏大学教授，电话13900001111",
                "张三/教授",
            ),
            (
                "张三（理事长，华夏大学教授，1979年10月生，电话13900001111）",
                "张三/理事长、教授",
            ),
            ("2. 李敏院士，理事长", "李敏/理事长"),
        ] {
            assert_eq!(names(text), [want], "{text}");
        }
        let lines = ["1. 张三，理事长", "2. 我会青年理事、十九大代表李敏亦参会"].map(str::to_owned);
        let found = read(&lines);
        assert_eq!((found.persons.len(), found.unread), (1, true));
    }
}
