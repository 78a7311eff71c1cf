//! What is counted, before anybody thinks of sentences.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::Sum;

use chrono::{DateTime, Utc};
use domain::arrival::Arrival;
use domain::finding::{FindingCode, Severity};
use domain::ids::{ItemId, SocietyCode};
use domain::ledger::{ItemState, ItemTotals, Ledger, LedgerRow};
use domain::notice::{CollectionItem, Obligation};
use domain::submission::{Standing, Submission, SubmissionStatus};
use domain::verdict::{HeldAs, Judgement, Verdict};

use super::days::{self, Day};
use crate::Snapshot;

/// Everything that the page says.
pub(super) struct Figures<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) items: Vec<Item<'a>>,
    pub(super) disciplines: Vec<Discipline>,
    /// Societies of which at least one required item is expected.
    pub(super) asked: usize,
    /// All required items together, in 项次: one item of one society.
    pub(super) total: ItemTotals,
    /// The same of items that can be late.
    pub(super) dated: ItemTotals,
    pub(super) arrivals: Arrivals,
    pub(super) days: Vec<Day>,
    /// Societies that owe something, in the order of the roster.
    pub(super) owing: Vec<&'a LedgerRow>,
    /// Of these, those that may have sent it: something of theirs is held.
    pub(super) perhaps: usize,
    /// Societies with something late.
    pub(super) late: Vec<&'a LedgerRow>,
    /// 项次 that were sent back.
    pub(super) sent_back: usize,
}

/// One item.
pub(super) struct Item<'a> {
    pub(super) asked: &'a CollectionItem,
    pub(super) totals: ItemTotals,
    pub(super) time: Time,
    pub(super) pieces: Pieces,
}

/// Whether an item can be late yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Time {
    /// The deadline has passed.
    Over,
    /// It has not.
    Running,
    /// 及时 and the like: nothing can be late.
    Open,
}

/// 学科: societies of one category of the roster.
pub(super) struct Discipline {
    pub(super) name: String,
    /// Societies of which something is expected.
    pub(super) asked: usize,
    pub(super) total: ItemTotals,
    pub(super) dated: ItemTotals,
    /// Accepted pieces for required items.
    pub(super) pieces: Pieces,
}

/// Current accepted pieces, also those of societies that were not asked.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Pieces {
    pub(super) count: usize,
    /// 字数.
    pub(super) characters: u64,
}

/// What came, by what became of it.
#[derive(Debug, Default)]
pub(super) struct Arrivals {
    pub(super) accepted: usize,
    pub(super) duplicate: usize,
    pub(super) held: usize,
    pub(super) correspondence: usize,
    pub(super) ignored: usize,
    pub(super) waiting: usize,
    /// Why arrivals are held, the most frequent first.
    pub(super) reasons: Vec<(FindingCode, usize)>,
}

impl<'a> Figures<'a> {
    pub(super) fn of(snapshot: &'a Snapshot) -> Self {
        let ledger = &snapshot.ledger;
        let items = items(ledger);
        let rows: Vec<&LedgerRow> = ledger.rows.iter().collect();
        let (total, dated) = sums(ledger, &items, &rows);
        let owing: Vec<&LedgerRow> = rows.iter().copied().filter(|row| owes(ledger, row)).collect();
        let answers = ledger.all_possible_answers();
        let answered = |row: &&&LedgerRow| answers.contains_key(&row.society.code);
        Self {
            snapshot,
            disciplines: disciplines(ledger, &items),
            asked: asked(ledger, &rows),
            total,
            dated,
            arrivals: Arrivals::of(ledger),
            days: days::of(ledger),
            perhaps: owing.iter().filter(answered).count(),
            owing,
            late: rows.iter().copied().filter(|row| is_late(ledger, row)).collect(),
            sent_back: required_states(ledger, &rows)
                .filter(|state| *state == ItemState::SentBack)
                .count(),
            items,
        }
    }

    pub(super) fn pieces(&self) -> Pieces {
        self.items.iter().map(|item| item.pieces).sum()
    }

    /// How many required items stand so.
    pub(super) fn count(&self, time: Time) -> usize {
        self.items
            .iter()
            .filter(|item| item.is_required() && item.time == time)
            .count()
    }
}

impl Item<'_> {
    pub(super) fn is_required(&self) -> bool {
        self.asked.obligation == Obligation::Required
    }
}

impl Arrivals {
    fn of(ledger: &Ledger) -> Self {
        let mut arrivals = Self::default();
        let mut reasons: BTreeMap<FindingCode, usize> = BTreeMap::new();
        for record in &ledger.arrivals {
            let Some(judgement) = &record.judgement else {
                arrivals.waiting += 1;
                continue;
            };
            match (&judgement.verdict, judgement.held_as()) {
                (Verdict::Accepted { .. }, _) => arrivals.accepted += 1,
                (Verdict::Duplicate { .. }, _) => arrivals.duplicate += 1,
                (Verdict::Ignored, _) => arrivals.ignored += 1,
                (Verdict::Held { .. }, Some(HeldAs::Correspondence)) => arrivals.correspondence += 1,
                (Verdict::Held { .. }, _) => {
                    arrivals.held += 1;
                    if let Some(code) = reason(judgement) {
                        *reasons.entry(code).or_default() += 1;
                    }
                }
            }
        }
        arrivals.reasons = reasons.into_iter().collect();
        arrivals
            .reasons
            .sort_by_key(|(code, count)| (std::cmp::Reverse(*count), *code));
        arrivals
    }

    pub(super) fn all(&self) -> usize {
        self.accepted + self.duplicate + self.held + self.correspondence + self.ignored + self.waiting
    }
}

/// The first thing for which an arrival is held.
fn reason(judgement: &Judgement) -> Option<FindingCode> {
    let codes = judgement.findings.iter().map(|finding| finding.code);
    codes.into_iter().find(|code| code.severity() == Severity::Hold)
}

fn items(ledger: &Ledger) -> Vec<Item<'_>> {
    let items = ledger.notice.items.iter().enumerate();
    items
        .map(|(place, item)| Item {
            asked: item,
            totals: ledger.totals(place),
            time: time(ledger, item),
            pieces: pieces(ledger, |piece| piece.item == item.id),
        })
        .collect()
}

fn pieces(ledger: &Ledger, is_of: impl Fn(&Submission) -> bool) -> Pieces {
    let counts = |piece: &&Submission| {
        piece.standing == Standing::Current && piece.status == SubmissionStatus::Accepted && is_of(piece)
    };
    let one = |piece: &Submission| Pieces {
        count: 1,
        characters: u64::from(piece.characters),
    };
    ledger.submissions.iter().filter(counts).map(one).sum()
}

impl Sum for Pieces {
    fn sum<I: Iterator<Item = Self>>(pieces: I) -> Self {
        pieces.fold(Self::default(), |sum, one| Self {
            count: sum.count + one.count,
            characters: sum.characters + one.characters,
        })
    }
}

/// Months begin anew: what is due each month is never over.
fn time(ledger: &Ledger, item: &CollectionItem) -> Time {
    let ends: Option<DateTime<Utc>> = item.deadline.ends(ledger.notice.zone, ledger.taken_at);
    match ends {
        None => Time::Open,
        Some(end) if ledger.taken_at < end + ledger.notice.grace => Time::Running,
        Some(_) => Time::Over,
    }
}

fn expects(item: &CollectionItem, row: &LedgerRow) -> bool {
    item.obligation == Obligation::Required && item.expected_of.includes(&row.society.category)
}

fn asked(ledger: &Ledger, rows: &[&LedgerRow]) -> usize {
    let is_asked = |row: &&&LedgerRow| ledger.notice.items.iter().any(|item| expects(item, row));
    rows.iter().filter(is_asked).count()
}

/// Required items together, and those of them that can be late.
fn sums(ledger: &Ledger, items: &[Item<'_>], rows: &[&LedgerRow]) -> (ItemTotals, ItemTotals) {
    let (mut total, mut dated) = (ItemTotals::default(), ItemTotals::default());
    for (place, item) in items.iter().enumerate().filter(|(_, item)| item.is_required()) {
        let of_item = ledger.totals_among(rows.iter().copied(), place);
        total = plus(total, of_item);
        if item.time != Time::Open {
            dated = plus(dated, of_item);
        }
    }
    (total, dated)
}

pub(super) fn plus(one: ItemTotals, other: ItemTotals) -> ItemTotals {
    ItemTotals {
        expected: one.expected + other.expected,
        submitted: one.submitted + other.submitted,
        on_time: one.on_time + other.on_time,
        late: one.late + other.late,
        incomplete: one.incomplete + other.incomplete,
        outstanding: one.outstanding + other.outstanding,
    }
}

/// In the order in which the roster first names them; those of which nothing is expected are left out.
fn disciplines(ledger: &Ledger, items: &[Item<'_>]) -> Vec<Discipline> {
    let mut groups: Vec<(&str, Vec<&LedgerRow>)> = Vec::new();
    for row in &ledger.rows {
        let name = row.society.category.trim();
        match groups.iter_mut().find(|(known, _)| *known == name) {
            Some((_, members)) => members.push(row),
            None => groups.push((name, vec![row])),
        }
    }
    let required: BTreeSet<&ItemId> = items
        .iter()
        .filter(|item| item.is_required())
        .map(|item| &item.asked.id)
        .collect();
    let discipline = |(name, members): (&str, Vec<&LedgerRow>)| {
        let (total, dated) = sums(ledger, items, &members);
        let codes: BTreeSet<&SocietyCode> = members.iter().map(|row| &row.society.code).collect();
        Discipline {
            name: if name.is_empty() { "未分类" } else { name }.to_owned(),
            asked: asked(ledger, &members),
            total,
            dated,
            pieces: pieces(ledger, |piece| {
                codes.contains(&piece.society) && required.contains(&piece.item)
            }),
        }
    };
    let all = groups.into_iter().map(discipline);
    all.filter(|discipline| discipline.total.expected > 0).collect()
}

fn required_states<'a>(ledger: &'a Ledger, rows: &'a [&LedgerRow]) -> impl Iterator<Item = ItemState> + 'a {
    rows.iter().flat_map(|row| {
        let states = ledger.notice.items.iter().zip(&row.states);
        states
            .filter(|(item, _)| expects(item, row))
            .map(|(_, state)| *state)
    })
}

fn owes(ledger: &Ledger, row: &LedgerRow) -> bool {
    let mut states = ledger.notice.items.iter().zip(&row.states);
    states.any(|(item, state)| expects(item, row) && state.owes(item))
}

fn is_late(ledger: &Ledger, row: &LedgerRow) -> bool {
    let late = domain::deadline::Timeliness::Late;
    let is_late = |state| matches!(state, ItemState::Submitted { timeliness, .. } if timeliness == late);
    required_states(ledger, &[row]).any(is_late)
}

/// When something came: as received, or as first seen where no trusted time is known.
pub(super) fn came(arrival: &Arrival) -> DateTime<Utc> {
    arrival
        .received
        .map_or(arrival.first_seen_at, |received| received.at)
}
