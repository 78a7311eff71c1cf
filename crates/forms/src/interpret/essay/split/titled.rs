//! A title and its author on one line.

use domain::person::Person;

use super::Line;
use crate::interpret::lines::{bracketed, has_sentence, length, trim, without_number};
use crate::interpret::names::{self, Likelihood};
use crate::interpret::position::{self, Care};
use crate::interpret::word_list::WordList;
use crate::interpret::{heads, signature};

/// 一、坐住冷板凳（张三，理事长）: title and author on one line.
pub(in crate::interpret::essay) fn titled(text: &str) -> Option<(String, Person)> {
    let line = without_number(text);
    if let Some(found) = marked_title_and_author(line).or_else(|| title_gap_author(line)) {
        return Some(found);
    }
    let (title, tail) = line.split_at(line.rfind(['（', '('])?);
    let (inside, after) = bracketed(tail)?;
    let title = trim(title);
    let person = heads::named(inside).filter(|_| after.is_empty() && !has_sentence(title))?;
    let name = names::plausible(title).is_some_and(|(_, sure)| sure == Likelihood::Known);
    let own = (4..=40).contains(&length(title)) && !name && !person.positions.is_empty();
    own.then(|| (title.to_owned(), person))
}

/// 《坐住冷板凳》——张三（理事长）.
fn marked_title_and_author(line: &str) -> Option<(String, Person)> {
    let (title, rest) = bracketed(line).filter(|_| line.starts_with('《'))?;
    let behind = trim(rest.trim_start_matches(['—', '-', '－', '：', ':', '\u{3000}', ' ']));
    let (_, behind) = signature::without_author_word(behind);
    let known = || {
        let (name, sure) = names::plausible(behind)?;
        (sure == Likelihood::Known).then(|| heads::only_name(name))
    };
    let person = heads::named(behind).or_else(known)?;
    (2..=40)
        .contains(&length(title))
        .then(|| (title.to_owned(), person))
}

/// `坐住冷板凳　　张三`: a wide gap between the title and a name.
fn title_gap_author(line: &str) -> Option<(String, Person)> {
    if has_sentence(line) || length(line) > 50 {
        return None;
    }
    let (before, name) = line.rsplit_once([' ', '\u{3000}', '\t'])?;
    let title = before.trim_end_matches([' ', '\u{3000}', '\t']);
    let gap = before.len() > title.len() || line.ends_with(&format!("\t{name}"));
    let (name, sure) = names::plausible(name)?;
    let own = length(title) >= 3
        && names::plausible(title).is_none_or(|(_, sure)| sure != Likelihood::Known)
        && position::duty(title, Care::Strict).is_none()
        && !position::ends_with_office(title)
        && !title.contains(['：', ':', '，', '、']);
    (gap && own && sure == Likelihood::Known).then(|| (title.to_owned(), heads::only_name(name)))
}

/// 张三理事长学习感悟 as a title.
pub(in crate::interpret::essay) fn named_in_title(line: &Line) -> Option<Person> {
    let Some(about) = ABOUT.longest_end(&line.text).filter(|_| line.marked) else {
        return heads::author(&line.text).filter(|_| line.marked);
    };
    let mut who = trim(line.text.strip_suffix(about)?);
    while let Some(rest) = ABOUT.longest_end(who).and_then(|word| who.strip_suffix(word)) {
        who = trim(rest);
    }
    heads::name_and_office(who)
        .or_else(|| heads::named(who).filter(|person| !person.positions.is_empty()))
        .or_else(|| heads::author(&line.text))
}

/// Ends of titles that say what the text is.
static ABOUT: WordList =
    WordList::new("学习感悟 感悟 学习体会 心得体会 体会 学习心得 心得 感想 建言献策 建议 同志 的");
