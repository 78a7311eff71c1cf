//! Persons in front of their text in the same paragraph: `张三——text`, `张三，华夏光学学会理事。text`.

use memchr::memchr;

use super::{Head, Sure, honour, named, only_name};
use crate::interpret::lines::{has_sentence, is_longer, length, trim};
use crate::interpret::names::{self, Likelihood};
use crate::interpret::position;

/// `姓名——text`, `单位职务 姓名——text`; a name alone is weak.
pub(super) fn before_dash(body: &str) -> Option<Head> {
    // — is E2 80 94: most lines have no such byte, and are not searched for two.
    let (before, rest) = memchr(0xE2, body.as_bytes()).and_then(|_| body.split_once("——"))?;
    if is_longer(before, 40) || length(rest) < 15 || !has_sentence(rest) {
        return None;
    }
    let strong = named(before).map(|person| (person, Sure::Strong));
    let (person, sure) = strong.or_else(|| {
        let (name, likely) = names::plausible(before)?;
        (likely == Likelihood::Known).then(|| (honour(only_name(name), before), Sure::Weak))
    })?;
    let rest = trim(rest.trim_start_matches('—')).to_owned();
    Some(Head {
        person,
        rest,
        sure,
        marked: true,
    })
}

/// The first sentence of a text that begins 张三，华夏光学学会理事。… and the rest.
pub(super) fn begins_with_person(line: &str) -> Option<(&str, &str)> {
    line.chars()
        .take(6)
        .any(|c| matches!(c, '，' | ','))
        .then_some(())?;
    let (first, rest) = line.split_once('。')?;
    let office = position::ends_with_office(first) && !is_longer(first, 60);
    (office && length(rest) >= 15).then_some((first, rest))
}

/// `姓名，单位职务。text…`: who is presented may be somebody of whom a text tells, so it counts only among heads.
pub(super) fn introduced(body: &str) -> Option<Head> {
    let (first, rest) = begins_with_person(body)?;
    let person = named(first).filter(|person| !person.positions.is_empty())?;
    Some(Head {
        person,
        rest: trim(rest).to_owned(),
        sure: Sure::Weak,
        marked: true,
    })
}
