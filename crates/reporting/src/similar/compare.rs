//! The comparison from a snapshot to its result.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use domain::submission::{Standing, Submission, SubmissionId, SubmissionStatus};

use super::marks::Text;
use super::matching::Indexed;
use super::normal::{Normal, Script};
use super::postings::Common;
use super::reference::{References, quoted};
use super::{CommonPassage, Group, Kind, NEARLY, PASSAGE, Pair, Quotation, RUN, Side, Similarity};
use super::{candidates, postings};
use crate::Snapshot;

/// Compares the current pieces of a snapshot with each other; `reference` are texts that may be quoted.
pub fn similar(snapshot: &Snapshot, reference: &[&str]) -> Similarity {
    let script = Script::simplified();
    let references = References::of(reference, &script);
    let references = references.indexed();
    let mut result = Similarity {
        references: reference.len(),
        ..Similarity::default()
    };
    let mut texts: Vec<(SubmissionId, Text)> = Vec::new();
    for piece in snapshot.ledger.submissions.iter().filter(|piece| counts(piece)) {
        let normal = Normal::of(&piece.text, &script);
        if normal.chars.len() < RUN {
            result.too_short.push(piece.id);
        } else {
            let quoted = quoted(&normal.chars, &references);
            texts.push((piece.id, Text { normal, quoted }));
        }
    }
    result.compared = texts.len();
    result.quotations = texts.iter().filter_map(quotation).collect();
    let alone = result.groups_of(&texts);
    result.compare(&texts, &alone);
    result
}

/// Superseded versions are like their successors; withdrawn pieces are nobody's.
fn counts(piece: &Submission) -> bool {
    piece.standing == Standing::Current && piece.status != SubmissionStatus::Withdrawn
}

fn quotation((piece, text): &(SubmissionId, Text)) -> Option<Quotation> {
    (text.longest_quotation() >= PASSAGE).then(|| Quotation {
        piece: *piece,
        length: text.length(),
        quoted: text.quoted_length(),
        marks: text.quotations(),
    })
}

impl Similarity {
    /// Notes groups of texts that are the same; returns one text for each, and all others that have words of their own.
    fn groups_of<'a>(&mut self, texts: &'a [(SubmissionId, Text)]) -> Vec<(u32, &'a Text)> {
        let mut same: BTreeMap<&[char], Vec<usize>> = BTreeMap::new();
        for (place, (_, text)) in texts.iter().enumerate() {
            if text.length() - text.quoted_length() >= RUN {
                same.entry(&text.normal.chars).or_default().push(place);
            }
        }
        let mut classes: Vec<Vec<usize>> = same.into_values().collect();
        classes.sort_unstable();
        let id = |place: &usize| texts.get(*place).map(|(id, _)| *id);
        self.groups = classes
            .iter()
            .filter(|class| class.len() > 1)
            .map(|class| Group {
                length: class
                    .first()
                    .and_then(|place| texts.get(*place))
                    .map_or(0, |(_, text)| text.length()),
                pieces: class.iter().filter_map(id).collect(),
            })
            .collect();
        let first = |class: &Vec<usize>| {
            let place = *class.first()?;
            Some((u32::try_from(place).ok()?, &texts.get(place)?.1))
        };
        classes.iter().filter_map(first).collect()
    }

    fn compare(&mut self, texts: &[(SubmissionId, Text)], alone: &[(u32, &Text)]) {
        let found = postings::search(alone);
        let alike = candidates::search(alone);
        self.crowds = alike.crowds;
        self.common = found
            .common
            .into_iter()
            .filter_map(|common| passage(texts, &common))
            .collect();
        let mut pairs = found.pairs;
        pairs.extend(alike.pairs);
        pairs.sort_unstable();
        pairs.dedup();
        for with_same in pairs.chunk_by(|(one, _), (other, _)| one == other) {
            self.pairs.extend(confirmed(texts, with_same));
        }
        self.pairs.sort_by(|one, other| {
            let most = |pair: &Pair| pair.left.share().max(pair.right.share());
            let rest = |pair: &Pair| (Reverse(pair.longest), pair.left.piece, pair.right.piece);
            let kinds = one.kind.cmp(&other.kind);
            kinds
                .then_with(|| most(other).total_cmp(&most(one)))
                .then_with(|| rest(one).cmp(&rest(other)))
        });
    }
}

fn text(texts: &[(SubmissionId, Text)], number: u32) -> Option<&(SubmissionId, Text)> {
    texts.get(usize::try_from(number).ok()?)
}

fn passage(texts: &[(SubmissionId, Text)], common: &Common) -> Option<CommonPassage> {
    let (_, first) = text(texts, common.text)?;
    let ids = common.texts.iter().filter_map(|number| text(texts, *number));
    Some(CommonPassage {
        range: first.normal.place_of(&common.range),
        pieces: ids.map(|(id, _)| *id).collect(),
    })
}

/// Of pairs with the same first text those that really share enough.
fn confirmed(texts: &[(SubmissionId, Text)], pairs: &[(u32, u32)]) -> Vec<Pair> {
    let Some(left) = pairs.first().and_then(|(left, _)| text(texts, *left)) else {
        return Vec::new();
    };
    let index = Indexed::of(&left.1.normal.chars);
    pairs
        .iter()
        .filter_map(|(_, right)| pair(left, &index, text(texts, *right)?))
        .collect()
}

fn pair(left: &(SubmissionId, Text), index: &Indexed<'_>, right: &(SubmissionId, Text)) -> Option<Pair> {
    let other = Indexed::of(&right.1.normal.chars);
    let (left, longest) = side(left, index, &other);
    let (right, also) = side(right, &other, index);
    let longest = longest.min(also);
    let kind = if left.share().min(right.share()) >= NEARLY && left.shared.min(right.shared) >= RUN {
        Kind::NearlyTheSame
    } else if longest >= PASSAGE {
        Kind::Borrowed
    } else {
        return None;
    };
    Some(Pair {
        kind,
        left,
        right,
        longest,
    })
}

fn side((piece, text): &(SubmissionId, Text), index: &Indexed<'_>, other: &Indexed<'_>) -> (Side, usize) {
    let shared = text.shared(&index.shared_with(other));
    let side = Side {
        piece: *piece,
        length: text.length(),
        quoted: text.quoted_length(),
        shared: shared.total,
        marks: shared.marks,
    };
    (side, shared.longest)
}
