//! Texts that are signed each: in brackets behind an entry of a list (`1. 建议…。（张三）`), below it (提出人：张三).

use domain::person::Person;

use super::signing::is_seal;
use super::tokens::Token;
use super::{Open, Reader, apply, person_of};
use crate::interpret::fields::Field;
use crate::interpret::heads;
use crate::interpret::lines::{bracketed, ends_sentence, has_sentence, is_longer, length, numbered, trim};
use crate::interpret::names::{self, Likelihood};
use crate::interpret::signature;

/// Fewer characters in front of the bracket are no text.
const SHORTEST: usize = 8;

impl Reader {
    /// Takes a section that is such a list: each entry is a piece of whoever signed it.
    pub(super) fn signed_list(&mut self, tokens: &[Token<'_>]) -> bool {
        let Some(entries) = entries(tokens) else {
            return false;
        };
        for (person, lines) in entries {
            self.open = Open {
                person: Some(person),
                lines,
                label: self.section.clone(),
                ..Open::default()
            };
            self.flush();
        }
        true
    }
}

impl Reader {
    /// Takes a section of texts each of which is signed below: 提出人：张三, （张三）.
    pub(super) fn signed_texts(&mut self, tokens: &[Token<'_>]) -> bool {
        let Some(texts) = signed_below(tokens) else {
            return false;
        };
        for text in texts {
            self.open = Open {
                lines: text.lines.into_iter().map(str::to_owned).collect(),
                label: self.section.clone(),
                ..Open::default()
            };
            self.begin_signed(&text.signed);
            self.flush();
        }
        true
    }

    fn begin_signed(&mut self, signed: &[(Field, String)]) {
        for (field, value) in signed {
            match field {
                Field::Name if self.begin_several(value) => {}
                Field::Name => {
                    let office = || heads::name_and_office(value);
                    self.open.person = office().or_else(|| person_of(value));
                }
                _ => apply(self.open.person.as_mut(), *field, value),
            }
        }
    }
}

/// A text with what is said below it of its author.
#[derive(Default)]
struct SignedText<'t> {
    lines: Vec<&'t str>,
    signed: Vec<(Field, String)>,
}

/// Two texts or more with nothing but texts and signatures, a signature below the last.
fn signed_below<'t>(tokens: &'t [Token<'_>]) -> Option<Vec<SignedText<'t>>> {
    let mut texts: Vec<SignedText<'_>> = Vec::new();
    let mut open = SignedText::default();
    let last = tokens.iter().rev().find(|token| !is_seal(token))?;
    // 签名：张三, or a name alone, below the last text stands below the others too.
    let alike = matches!(last, Token::Line(line) if signer_of(line.text).is_some());
    for (at, token) in tokens.iter().enumerate().filter(|(_, token)| !is_seal(token)) {
        let dated = tokens.get(at + 1).is_some_and(is_seal);
        match token {
            Token::Fields(found, _) => {
                let named = found.iter().any(|(field, _)| *field == Field::Name);
                let stated =
                    |(field, _): &(Field, String)| matches!(field, Field::Name | Field::Unit | Field::Duty);
                if !found.iter().all(stated) || named != open.signed.is_empty() {
                    return None;
                }
                open.signed.extend(found.iter().cloned());
            }
            Token::Line(line) => {
                if !open.signed.is_empty() {
                    texts.push(std::mem::take(&mut open));
                }
                let name = in_brackets(line.text)
                    .or_else(|| known_name(line.text).filter(|_| dated))
                    .or_else(|| signature::proposer(line.text).map(str::to_owned));
                let ended = open.lines.last().is_some_and(|above| ends_sentence(above));
                let told = alike.then(|| signer_of(line.text)).flatten().filter(|_| ended);
                match name.filter(|_| ended) {
                    Some(name) => open.signed.push((Field::Name, name)),
                    None if told.is_some() => open.signed.extend(told.into_iter().flatten()),
                    None if line.head().is_some() => return None,
                    None => open.lines.push(line.text),
                }
            }
            Token::Section(..) | Token::Marker(..) => return None,
        }
        if !open.signed.is_empty() && !open.lines.last().is_some_and(|last| ends_sentence(last)) {
            return None;
        }
    }
    (!open.signed.is_empty()).then(|| texts.push(open));
    let closed = match last {
        Token::Fields(..) => true,
        Token::Line(line) => {
            let named = in_brackets(line.text).or_else(|| known_name(line.text));
            alike || named.is_some() || signature::proposer(line.text).is_some()
        }
        Token::Section(..) | Token::Marker(..) => false,
    };
    (texts.len() >= 2 && closed).then_some(())?;
    texts.iter_mut().for_each(SignedText::without_number);
    Some(texts)
}

/// 签名：张三, 华夏光学学会 张三, a name alone: who signs, without an office, which would make a head of the line.
fn signer_of(line: &str) -> Option<Vec<(Field, String)>> {
    if is_longer(line, 40) {
        return None;
    }
    let told = signature::without_author_word(line).0;
    let author = signature::author(line).filter(|author| told || author.positions.is_empty());
    let Some(author) = author else {
        return known_name(line).map(|name| vec![(Field::Name, name)]);
    };
    let mut stated = vec![(Field::Name, author.name)];
    stated.extend(author.affiliation.map(|unit| (Field::Unit, unit)));
    stated.extend(author.positions.into_iter().map(|office| (Field::Duty, office)));
    Some(stated)
}

/// A name alone on its line, above a date.
fn known_name(line: &str) -> Option<String> {
    let (name, sure) = names::plausible(line)?;
    (sure == Likelihood::Known).then_some(name)
}

impl SignedText<'_> {
    /// 1. in front of the only numbered line of its style counts the texts.
    fn without_number(&mut self) {
        let Some((style, rest)) = self.lines.first().and_then(|first| numbered(first)) else {
            return;
        };
        let same = |line: &&&str| numbered(line).is_some_and(|(found, _)| found == style);
        if self.lines.iter().filter(same).count() == 1
            && let Some(first) = self.lines.first_mut()
        {
            *first = rest;
        }
    }
}

/// （张三）, （作者：张三，理事） alone on its line.
fn in_brackets(line: &str) -> Option<String> {
    let (inside, after) = bracketed(line).filter(|_| line.starts_with(['（', '(']))?;
    let own = after.is_empty() && numbered(line).is_none();
    signature::signer(inside).filter(|_| own)?;
    Some(signature::without_author_word(inside).1.to_owned())
}

fn entries(tokens: &[Token<'_>]) -> Option<Vec<(Person, Vec<String>)>> {
    let mut style = None;
    let mut entries: Vec<Vec<&str>> = Vec::new();
    for token in tokens {
        let Token::Line(line) = token else { return None };
        let number = numbered(line.text).filter(|(found, _)| style.is_none_or(|style| style == *found));
        match (number, entries.last_mut()) {
            (Some((found, rest)), _) => {
                style = Some(found);
                entries.push(vec![rest]);
            }
            (None, Some(entry)) => entry.push(line.text),
            (None, None) if has_sentence(line.text) || length(line.text) > 40 => return None,
            (None, None) => {}
        }
    }
    (entries.len() >= 2).then_some(())?;
    entries.iter().map(|lines| signed(lines)).collect()
}

/// Whoever signed the last line of an entry, and the lines without the signature.
fn signed(lines: &[&str]) -> Option<(Person, Vec<String>)> {
    let (last, above) = lines.split_last()?;
    let at = last.rfind(['（', '('])?;
    let (text, tail) = last.split_at_checked(at)?;
    let (inside, after) = bracketed(tail)?;
    let ended = ends_sentence(text) || after == "。";
    let (person, _) = signature::signer(inside).filter(|_| ended && matches!(after, "" | "。"))?;
    let text = trim(text);
    let mut lines: Vec<String> = above.iter().map(|line| (*line).to_owned()).collect();
    lines.extend((!text.is_empty()).then(|| format!("{text}{after}")));
    (lines.iter().map(|line| length(line)).sum::<usize>() >= SHORTEST).then_some((person, lines))
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use crate::interpret::labels::Titles;
    use crate::interpret::sample::{check_cell as check, digest, expected, items};

    const A: &str = "建议设立公共数据平台，由学会牵头制定共享规则。";
    const B: &str = "建议简化报销手续，把签字环节减少到三个。";

    #[test]
    fn each_entry_is_a_piece_of_whoever_signed_it() {
        check(
            &format!("1. {A}（张晓明）\n2. {B}\n{A}（李国强，理事）"),
            &[("张晓明", "", A), ("李国强", "理事", &format!("{B}\n{A}"))],
        );
        check(
            "一、建议设立公共数据平台（建议人：张晓明）。\n二、建议简化报销手续（李国强）。",
            &[
                ("张晓明", "", "建议设立公共数据平台。"),
                ("李国强", "", "建议简化报销手续。"),
            ],
        );
    }

    #[test]
    fn whom_the_society_names_in_its_own_answer_are_no_authors() {
        let lines: Vec<String> = [format!("1. {A}（张晓明）"), format!("2. {B}（李国强）")].into();
        let plan = items()
            .iter()
            .find(|item| item.id.as_str() == "plan")
            .map(|item| item.id.clone());
        let found = read(&lines, &Titles::new(&items()), plan);
        assert_eq!(digest(&found.pieces), expected(&[("", "", &lines.join("\n"))]));
    }

    #[test]
    fn names_below_each_text_are_not_those_of_the_next() {
        let want = [("张晓明", "", A), ("李国强", "", B), ("王建军", "", A)];
        for (one, two, three) in [
            ("提出人：张晓明", "提出人：李国强", "提出人：王建军"),
            ("（张晓明）", "（李国强）", "（王建军）"),
            ("签名：张晓明", "签名：李国强", "签名：王建军"),
            ("张晓明", "李国强", "王建军"),
            ("张晓明\n2024年5月", "李国强\n2024年5月", "王建军\n2024年5月"),
        ] {
            check(&format!("1. {A}\n{one}\n2. {B}\n{two}\n3. {A}\n{three}"), &want);
            check(
                &format!("{A}\n{one}\n{B}\n{two}\n{A}\n{three}\n2024年5月20日"),
                &want,
            );
        }
        check(
            &format!("姓名：张晓明\n{A}\n姓名：李国强\n{B}"),
            &[("张晓明", "", A), ("李国强", "", B)],
        );
    }

    #[test]
    fn a_heading_above_numbered_names_is_no_text() {
        check(
            &format!("学习体会摘登\n（一）张晓明同志\n{A}\n（二）李国强同志\n{B}"),
            &[("张晓明", "", A), ("李国强", "", B)],
        );
    }

    #[test]
    fn a_list_with_other_brackets_stays_one_text() {
        for text in [
            format!("1. {A}（见附表）\n2. {B}（李国强）"),
            format!("1. {A}（张晓明）\n2. {B}"),
        ] {
            check(&text, &[("", "", &text)]);
        }
    }
}
