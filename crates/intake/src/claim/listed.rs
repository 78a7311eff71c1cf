//! Of whom a letter says that it brings something, one by one: 报送张甲、李乙、王丙三人的感悟.

use domain::text::{match_key, name_key};
use forms::interpret::is_surely_name;

use super::announced::{BEFORE, is_otherwise, number};
use super::{ClaimedPiece, Evidence};

/// With what persons are counted.
const COUNTED: &[&str] = &["人", "位", "名"];
/// What is said to be theirs.
const KINDS: &[&str] = &["感悟", "体会", "心得", "材料", "文稿", "稿件", "文章"];
/// Words that stand right before the first name, beside those before a number.
const LEADING: &[&str] = &["附", "为", "是", "有", "将", "送", "含", "包括", "推荐", "收到"];
/// Whom a name has no more letters than, as far as one of Chinese letters goes.
const LONGEST_NAME: usize = 4;

/// Those of whom nothing came, when something came of another one of the list. Nobody is named where it is not certain
/// whose everything is that came.
pub(super) fn missing(evidence: Evidence<'_>, pieces: &[ClaimedPiece], sentences: &[&str]) -> Vec<String> {
    let persons = pieces.iter().map(|piece| piece.person.as_ref());
    let Some(persons) = persons.collect::<Option<Vec<_>>>() else {
        return Vec::new();
    };
    let came: Vec<String> = persons.iter().map(|person| name_key(&person.name)).collect();
    let is_in_file = |name: &str| {
        let mut parts = evidence.reading.parts.iter();
        parts.any(|part| match_key(&part.file.name).contains(name))
    };
    let mut missing: Vec<String> = Vec::new();
    for names in sentences.iter().flat_map(|sentence| lists(sentence)) {
        let (known, absent): (Vec<String>, Vec<String>) =
            names.into_iter().partition(|name| came.contains(&name_key(name)));
        if !known.is_empty() {
            missing.extend(absent.into_iter().filter(|name| !is_in_file(name)));
        }
    }
    missing.dedup();
    missing
}

/// The lists of at least two names in a sentence.
fn lists(sentence: &str) -> Vec<Vec<String>> {
    if !sentence.contains(['、', '|']) {
        return Vec::new();
    }
    // In the matching form it is a comma.
    let key = match_key(&sentence.replace('、', "|"));
    if is_otherwise(&key) {
        return Vec::new();
    }
    key.split([',', ':', '(', ')']).filter_map(list).collect()
}

fn list(clause: &str) -> Option<Vec<String>> {
    let mut tokens: Vec<&str> = clause.split('|').collect();
    let (last, tail) = tokens.pop().and_then(ending)?;
    let (first, between) = tokens.split_first()?;
    let mut names = vec![beginning(first)?];
    for token in between {
        names.push(is_surely_name(token).then(|| (*token).to_owned())?);
    }
    names.push(last);
    is_of(tail, names.len()).then_some(names)
}

/// The name that a text ends with, where nothing or a word of sending stands before it.
fn beginning(text: &str) -> Option<String> {
    let whole = is_surely_name(text).then(|| text.to_owned());
    let behind = || {
        let words = BEFORE.iter().chain(LEADING);
        let mut rests = words.filter_map(|word| text.rsplit_once(word).map(|(_, rest)| rest));
        rests.find(|rest| is_surely_name(rest)).map(str::to_owned)
    };
    whole.or_else(behind)
}

/// The name that a text begins with, and what stands behind it.
fn ending(text: &str) -> Option<(String, &str)> {
    let ends = text
        .char_indices()
        .map(|(at, _)| at)
        .skip(2)
        .take(LONGEST_NAME - 1);
    let mut splits = ends.filter_map(|at| text.split_at_checked(at));
    splits
        .find(|(name, tail)| is_tail(tail) && is_surely_name(name))
        .map(|(name, tail)| (name.to_owned(), tail))
}

fn is_tail(tail: &str) -> bool {
    tail.starts_with(['的', '等']) || tail.starts_with("同志") || counted(tail).is_some()
}

/// The number of persons at the beginning.
fn counted(text: &str) -> Option<usize> {
    let (number, rest) = number(text)?;
    COUNTED
        .iter()
        .any(|word| rest.starts_with(word))
        .then_some(number)
}

/// Whether so many persons are said to have sent something.
fn is_of(tail: &str, names: usize) -> bool {
    let bare = tail.strip_prefix("同志").unwrap_or(tail);
    let agrees = counted(bare).is_none_or(|number| number == names);
    agrees && KINDS.iter().any(|kind| tail.contains(kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn persons_who_are_listed_are_told_from_other_words() {
        for (sentence, want) in [
            ("现报送张甲、李乙、王丙三人的感悟", vec!["张甲", "李乙", "王丙"]),
            ("附张甲、李乙两位同志的学习体会，请查收", vec!["张甲", "李乙"]),
            ("张甲、李乙等同志的感悟见附件", vec!["张甲", "李乙"]),
            ("您好:报送欧阳明、李乙同志感悟材料", vec!["欧阳明", "李乙"]),
            ("报送张甲、李乙、王丙二人的感悟", vec![]),
            ("报送张甲、李乙的照片", vec![]),
            ("昨日已报张甲、李乙的感悟", vec![]),
            ("报送理事长张甲、秘书长李乙的感悟", vec![]),
            ("报送统计表、张甲的感悟", vec![]),
            ("报送感悟、建言材料", vec![]),
        ] {
            let found = lists(sentence);
            let found = found.first().map(Vec::as_slice).unwrap_or_default();
            assert_eq!(found, want, "{sentence}");
        }
    }
}
