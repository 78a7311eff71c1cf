//! Numbered titles with the person in brackets behind them or below: `一、关于人才培养的建议（张三）`.

use domain::person::Person;

use super::tokens::Token;
use super::{Open, Reader, titles};
use crate::interpret::heads;
use crate::interpret::lines::{bracketed, has_sentence, length, numbered, trim};
use crate::interpret::names::{self, Likelihood};

/// A title, whose text it is of, and the text.
struct Entry<'t> {
    title: &'t str,
    person: Option<Person>,
    lines: Vec<&'t str>,
}

impl Reader {
    /// Takes a section that is such a list.
    pub(super) fn titled_list(&mut self, tokens: &[Token<'_>]) -> bool {
        let Some(entries) = entries(tokens) else {
            return false;
        };
        for entry in entries {
            self.open = Open {
                person: entry.person,
                title: Some(entry.title.to_owned()),
                lines: entry.lines.into_iter().map(str::to_owned).collect(),
                label: self.section.clone(),
                ..Open::default()
            };
            self.flush();
        }
        self.found.titled = true;
        true
    }
}

/// Two entries or more, with hardly anything above the first; every line numbered as they are begins one.
fn entries<'t>(tokens: &'t [Token<'_>]) -> Option<Vec<Entry<'t>>> {
    let first = tokens.iter().take(2).position(|token| begins(token).is_some())?;
    let style = begins(tokens.get(first)?)?.0;
    let heading = |token: &Token<'_>| matches!(token, Token::Line(line) if is_short(line.text));
    if !tokens.iter().take(first).all(heading) {
        return None;
    }
    let mut entries: Vec<Entry<'_>> = Vec::new();
    for token in tokens.iter().skip(first) {
        let Token::Line(line) = token else { return None };
        if let Some((_, title)) = begins(token).filter(|(found, _)| *found == style) {
            let (title, person) = apart(title);
            entries.push(Entry {
                title,
                person,
                lines: Vec::new(),
            });
            continue;
        }
        let same = numbered(line.text).is_some_and(|(found, _)| found == style);
        let entry = entries.last_mut().filter(|_| !same)?;
        match titles::in_brackets(line.text).or_else(|| name_in_brackets(line.text)) {
            Some(person) if entry.person.is_none() && entry.lines.is_empty() => entry.person = Some(person),
            Some(_) => return None,
            None => entry.lines.push(line.text),
        }
    }
    let whole =
        |entry: &Entry<'_>| entry.person.is_some() && entry.lines.iter().any(|line| has_sentence(line));
    (entries.len() >= 2 && entries.iter().all(whole)).then_some(entries)
}

/// A numbered title, without the number.
fn begins<'t>(token: &'t Token<'_>) -> Option<(crate::interpret::lines::Numbering, &'t str)> {
    let Token::Line(line) = token else { return None };
    let (style, title) = numbered(line.text).filter(|_| is_short(line.text))?;
    // 一、张三（理事）: the person himself.
    line.head().is_none().then_some((style, trim(title)))
}

fn is_short(text: &str) -> bool {
    length(text) <= 50 && !has_sentence(text)
}

/// The title, and the person in the bracket behind it.
fn apart(title: &str) -> (&str, Option<Person>) {
    let tail = title.rfind(['（', '(']).map(|at| title.split_at(at));
    let found = tail.and_then(|(before, tail)| Some((trim(before), name_in_brackets(tail)?)));
    match found.filter(|(before, _)| length(before) >= 4) {
        Some((before, person)) => (before, Some(person)),
        None => (title, None),
    }
}

/// （张三）, （张三，理事）
fn name_in_brackets(text: &str) -> Option<Person> {
    let (inside, _) =
        bracketed(text).filter(|(_, after)| after.is_empty() && text.starts_with(['（', '(']))?;
    heads::named(inside).or_else(|| {
        let (name, sure) = names::plausible(inside)?;
        (sure == Likelihood::Known).then(|| heads::only_name(name))
    })
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use crate::interpret::labels::Titles;
    use crate::interpret::sample::{check_cell as check, items};

    const A: &str = "建议设立公共数据平台，由学会牵头制定共享规则。";
    const B: &str = "建议简化报销手续，把签字环节减少到三个。";

    #[test]
    fn persons_behind_and_below_numbered_titles_are_those_of_the_texts() {
        for text in [
            format!("一、关于人才培养的建议（张三）\n{A}\n二、关于学术交流的建议（李四）\n{B}"),
            format!("1. 关于人才培养的建议\n（张三）\n{A}\n2. 关于学术交流的建议\n（李四）\n{B}"),
        ] {
            check(&text, &[("张三", "", A), ("李四", "", B)]);
            let lines: Vec<String> = text.lines().map(str::to_owned).collect();
            let found = read(&lines, &Titles::new(&items()), None);
            assert_eq!(
                found.pieces[1].title.as_deref(),
                Some("关于学术交流的建议"),
                "{text}"
            );
        }
    }

    #[test]
    fn numbered_headings_without_persons_stay_one_text() {
        for text in [
            format!("一、关于人才培养的建议\n{A}\n二、关于学术交流的建议\n{B}"),
            format!("一、关于人才培养的建议（试行）\n{A}\n二、关于学术交流的建议（张三）\n{B}"),
        ] {
            check(&text, &[("", "", &text)]);
        }
    }
}
