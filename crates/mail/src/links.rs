//! Links that the writer of a letter put into it, with what the words around them say of the file behind.

mod words;

use crate::html::{self, MARK, Target};
use crate::model::{Link, ParsedMail};
use crate::quoted::strip_quoted;

/// Links of one letter that are kept.
const MOST_LINKS: usize = 200;

/// The links of a letter: of its HTML and of its text, without quoted originals, each address once.
pub(crate) fn links(mail: &ParsedMail) -> Vec<Link> {
    let mut found: Vec<Link> = Vec::new();
    let html = mail.html.as_deref().filter(|html| html.contains("://"));
    if let Some((text, targets)) = html.map(html::text_and_targets) {
        add(&mut found, &text, targets);
    }
    if let Some(body) = mail.text.as_ref().filter(|body| body.text.contains("://")) {
        let text: String = body.text.chars().filter(|c| !MARK.contains(c)).collect();
        add(&mut found, &text, Vec::new());
    }
    found
}

fn add(found: &mut Vec<Link>, text: &str, mut targets: Vec<Target>) {
    let text = strip_quoted(text);
    let lines: Vec<Vec<Piece>> = text.lines().map(|line| pieces(line, &mut targets)).collect();
    for (row, line) in lines.iter().enumerate() {
        for (column, piece) in line.iter().enumerate() {
            let Piece::Link(number) = piece else { continue };
            let Some(target) = targets.get(*number) else {
                continue;
            };
            let link = words::link(target, &around(&lines, row, column, &targets));
            if let Some(known) = found.iter_mut().find(|known| known.url == link.url) {
                complete(known, link);
            } else if found.len() < MOST_LINKS {
                found.push(link);
            } else {
                return;
            }
        }
    }
}

fn complete(known: &mut Link, other: Link) {
    known.name = known.name.take().or(other.name);
    known.size = known.size.take().or(other.size);
    known.expires = known.expires.take().or(other.expires);
}

/// A line, cut at its links.
enum Piece {
    Words(String),
    Link(usize),
}

/// Cuts a line at the numbers of targets and at the addresses in its words, which become targets as well.
fn pieces(line: &str, targets: &mut Vec<Target>) -> Vec<Piece> {
    let [begin, end] = MARK;
    let mut pieces = Vec::new();
    for part in line.split(begin) {
        let (number, words) = part.split_once(end).unwrap_or(("", part));
        pieces.extend(number.parse().ok().map(Piece::Link));
        cut_at_addresses(words, targets, &mut pieces);
    }
    pieces
}

fn cut_at_addresses(words: &str, targets: &mut Vec<Target>, pieces: &mut Vec<Piece>) {
    let mut rest = words;
    while let Some((before, address, after)) = next_address(rest) {
        pieces.push(Piece::Words(before.to_owned()));
        pieces.push(Piece::Link(targets.len()));
        targets.push(Target {
            url: address.replace("&amp;", "&"),
            ..Target::default()
        });
        rest = after;
    }
    pieces.push(Piece::Words(rest.to_owned()));
}

/// The first address in a text, with what stands before and behind it.
fn next_address(text: &str) -> Option<(&str, &str, &str)> {
    let (at, _) = text
        .match_indices("://")
        .find(|(at, _)| scheme(text, *at).is_some())?;
    let begin = at - scheme(text, at)?;
    let (before, rest) = text.split_at_checked(begin)?;
    let is_end =
        |c: char| !c.is_ascii_graphic() || matches!(c, '"' | '\'' | '<' | '>' | '(' | ')' | '[' | ']' | '|');
    let length = rest.find(is_end).unwrap_or(rest.len());
    let (address, after) = rest.split_at_checked(length)?;
    Some((
        before,
        address.trim_end_matches(['.', ',', ';', ':', '!', '?']),
        after,
    ))
}

/// Bytes of the scheme before `at`.
fn scheme(text: &str, at: usize) -> Option<usize> {
    let before = text.as_bytes().get(..at)?;
    let is_before = |scheme: &&str| {
        let begin = at.checked_sub(scheme.len());
        let word = begin.and_then(|begin| before.get(begin..));
        word.is_some_and(|word| word.eq_ignore_ascii_case(scheme.as_bytes()))
    };
    ["https", "http"]
        .iter()
        .find(|scheme| is_before(scheme))
        .map(|scheme| scheme.len())
}

/// The words around a link, line by line: its own line as far as the next other link, then lines without other
/// links, three above and two below.
fn around(lines: &[Vec<Piece>], row: usize, column: usize, targets: &[Target]) -> words::Around {
    let url = |number: usize| targets.get(number).map(|target| &target.url);
    let own = match lines.get(row).and_then(|line| line.get(column)) {
        Some(Piece::Link(number)) => url(*number),
        Some(Piece::Words(_)) | None => None,
    };
    let words = |line: &[Piece]| -> Option<String> {
        let mut text = String::new();
        for piece in line {
            match piece {
                Piece::Words(words) => text.push_str(words),
                Piece::Link(number) if url(*number) == own => {}
                Piece::Link(_) => return None,
            }
        }
        Some(text)
    };
    let line = lines.get(row).map(Vec::as_slice).unwrap_or_default();
    let other = |piece: &Piece| matches!(piece, Piece::Link(number) if url(*number) != own);
    let before = line.get(..column).unwrap_or_default();
    let from = before.iter().rposition(other).map_or(0, |place| place + 1);
    let after = line.get(column + 1..).unwrap_or_default();
    let to = after
        .iter()
        .position(other)
        .map_or(line.len(), |place| column + 1 + place);
    let here = line.get(from..to).and_then(words).unwrap_or_default();
    let is_written = |text: &String| !text.trim().is_empty();
    let above = lines.get(..row).unwrap_or_default().iter().rev();
    let below = lines.get(row + 1..).unwrap_or_default().iter();
    words::Around {
        here,
        above: above
            .take(6)
            .map_while(|line| words(line))
            .filter(is_written)
            .take(3)
            .collect(),
        below: below
            .take(4)
            .map_while(|line| words(line))
            .filter(is_written)
            .take(2)
            .collect(),
    }
}

#[cfg(test)]
mod tests;
