//! The index of fingerprints: which texts have the same run of characters.

use std::collections::BTreeSet;
use std::ops::Range;

use super::fingerprint::{hashes, winnowed};
use super::marks::Text;
use super::{CROWD, PASSAGE, RUN};

/// A text that repeats itself comes into a list so often at most.
const REPEATS: usize = 4;

/// One kept fingerprint. The order is by fingerprint, then by text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Posting {
    hash: u64,
    text: u32,
    at: u32,
}

/// What the index has found.
#[derive(Debug)]
pub(super) struct Found {
    /// Texts, the lower number first, that have a passage of [`PASSAGE`] characters in common.
    pub(super) pairs: Vec<(u32, u32)>,
    /// Passages of more than [`CROWD`] texts.
    pub(super) common: Vec<Common>,
}

/// A passage of many texts: where the first of them has it, and all of them in order.
#[derive(Debug)]
pub(super) struct Common {
    pub(super) text: u32,
    pub(super) range: Range<usize>,
    pub(super) texts: Vec<u32>,
}

/// Looks for passages that several of these texts have, each with its number, beyond quotations.
pub(super) fn search(texts: &[(u32, &Text)]) -> Found {
    let mut postings: Vec<Posting> = texts
        .iter()
        .flat_map(|(number, text)| of(*number, text))
        .collect();
    postings.sort_unstable();
    let lists = || postings.chunk_by(|one, other| one.hash == other.hash);
    let mut common = Vec::new();
    let mut crowded = BTreeSet::new();
    for by_text in lists().map(by_text).filter(|by_text| by_text.len() > CROWD) {
        common.extend(crowd(&by_text));
        let all = by_text.iter().copied().flatten();
        crowded.extend(all.map(|posting| (posting.text, posting.at)));
    }
    let index = Index { texts, crowded };
    let few = lists().map(by_text).filter(|by_text| by_text.len() <= CROWD);
    let mut pairs: Vec<(u32, u32)> = few.flat_map(|by_text| index.pairs(&by_text)).collect();
    pairs.sort_unstable();
    pairs.dedup();
    Found {
        pairs,
        common: joined(common),
    }
}

fn by_text(list: &[Posting]) -> Vec<&[Posting]> {
    list.chunk_by(|one, other| one.text == other.text).collect()
}

fn of(number: u32, text: &Text) -> Vec<Posting> {
    let quoted = text.quoted_flags();
    let hashes = hashes(&text.normal.chars, RUN);
    let is_free = |at: usize| {
        let run = quoted.get(at..at + RUN);
        run.is_some_and(|run| !run.contains(&true))
    };
    let posting = |at: usize| {
        Some(Posting {
            hash: *hashes.get(at)?,
            text: number,
            at: u32::try_from(at).ok()?,
        })
    };
    winnowed(&hashes, is_free)
        .into_iter()
        .filter_map(posting)
        .collect()
}

/// The texts, and where in them fingerprints of crowds stand.
struct Index<'a> {
    texts: &'a [(u32, &'a Text)],
    crowded: BTreeSet<(u32, u32)>,
}

impl Index<'_> {
    fn pairs(&self, by_text: &[&[Posting]]) -> Vec<(u32, u32)> {
        let mut pairs = Vec::new();
        for (place, one) in by_text.iter().enumerate() {
            for other in by_text.iter().skip(place + 1) {
                let is_passage = one.iter().take(REPEATS).any(|one| {
                    let mut others = other.iter().take(REPEATS);
                    others.any(|other| self.is_passage(*one, *other))
                });
                if let (true, Some(one), Some(other)) = (is_passage, one.first(), other.first()) {
                    pairs.push((one.text, other.text));
                }
            }
        }
        pairs
    }

    /// Whether the equal characters around two fingerprints make a passage in which nothing is a crowd's.
    fn is_passage(&self, one: Posting, other: Posting) -> bool {
        let (Some((before, after)), Some((other_before, other_after))) = (self.sides(one), self.sides(other))
        else {
            return false;
        };
        // So much further nothing could change the answer.
        let enough = PASSAGE + RUN;
        let ahead = after.iter().zip(other_after).take(enough);
        let ahead = ahead.take_while(|(one, other)| one == other).count();
        let back = before.iter().rev().zip(other_before.iter().rev()).take(enough);
        let back = back.take_while(|(one, other)| one == other).count();
        // Less than a run are texts whose fingerprints are equal by chance.
        if ahead < RUN || ahead + back < PASSAGE {
            return false;
        }
        let number = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let (first, last) = (one.at - number(back), one.at + number(ahead) - number(RUN));
        let crowd = |from, to| {
            self.crowded
                .range((one.text, from)..=(one.text, to))
                .map(|(_, at)| *at)
        };
        let from = crowd(first, one.at)
            .next_back()
            .map_or(first, |at| at + number(RUN));
        let to = crowd(one.at, last).next().unwrap_or(last + number(RUN));
        to.saturating_sub(from) >= number(PASSAGE)
    }

    /// The characters before a fingerprint, and those from it on.
    fn sides(&self, posting: Posting) -> Option<(&[char], &[char])> {
        let found = self
            .texts
            .binary_search_by_key(&posting.text, |(number, _)| *number)
            .ok()?;
        let (_, text) = self.texts.get(found)?;
        text.normal
            .chars
            .split_at_checked(usize::try_from(posting.at).ok()?)
    }
}

fn crowd(by_text: &[&[Posting]]) -> Option<Common> {
    let firsts = || by_text.iter().filter_map(|list| list.first());
    let first = firsts().next()?;
    let at = usize::try_from(first.at).ok()?;
    Some(Common {
        text: first.text,
        range: at..at + RUN,
        texts: firsts().map(|posting| posting.text).collect(),
    })
}

/// Passages of the same first text that overlap or nearly touch are one.
fn joined(mut common: Vec<Common>) -> Vec<Common> {
    common.sort_by_key(|passage| (passage.text, passage.range.start));
    let mut joined: Vec<Common> = Vec::new();
    for passage in common {
        match joined.last_mut() {
            Some(last)
                if last.text == passage.text && passage.range.start <= last.range.end + PASSAGE - RUN =>
            {
                last.range.end = last.range.end.max(passage.range.end);
                last.texts.extend(passage.texts);
                last.texts.sort_unstable();
                last.texts.dedup();
            }
            _ => joined.push(passage),
        }
    }
    joined
}
