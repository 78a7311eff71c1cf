//! 台账 — who was asked for what, and what came. Drawn from what is recorded, never edited.

mod tally;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::arrival::Arrival;
use crate::deadline::Timeliness;
use crate::directory::Directory;
use crate::ids::{ItemId, SocietyCode};
use crate::letter::{LetterRecord, Meanwhile};
use crate::notice::{CollectionItem, MediaKind, Notice, Obligation};
use crate::return_form::ReturnForm;
use crate::society::Society;
use crate::submission::{Standing, Submission, SubmissionId};
use crate::verdict::{HeldAs, Judgement, Verdict};

use self::tally::Tallies;

/// 台账 of one notice at one moment.
#[derive(Debug, Clone)]
pub struct Ledger {
    /// The notice.
    pub notice: Notice,
    /// When it was drawn.
    pub taken_at: DateTime<Utc>,
    /// One row per society, in roster order.
    pub rows: Vec<LedgerRow>,
    /// All submissions, superseded ones too, by society, item and identity.
    pub submissions: Vec<Submission>,
    /// All return forms.
    pub return_forms: Vec<ReturnForm>,
    /// The register: every arrival that concerns the notice, in archive order.
    pub arrivals: Vec<ArrivalRecord>,
    /// Letters about the notice, oldest first; empty where only the society's own state is drawn.
    pub letters: Vec<LetterRecord>,
    /// What had come when letters were worded that left or may have left, by their Message-ID: they asked for nothing of
    /// it.
    pub worded: BTreeMap<String, Meanwhile>,
    /// 采用: pieces that the office chose.
    pub chosen: BTreeSet<SubmissionId>,
}

/// One society of the ledger.
#[derive(Debug, Clone)]
pub struct LedgerRow {
    /// Who.
    pub society: Society,
    /// One state per item, in the notice's order.
    pub states: Vec<ItemState>,
}

/// An arrival and the judgement in force.
#[derive(Debug, Clone)]
pub struct ArrivalRecord {
    /// The arrival.
    pub arrival: Arrival,
    /// `None` while it waits to be judged.
    pub judgement: Option<Judgement>,
}

/// Where a society stands with an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemState {
    /// Nothing is expected of this society, and nothing came.
    NotExpected,
    /// 未报.
    Outstanding,
    /// 已报, with the number of pieces and whether the first of them came in time.
    Submitted {
        /// Current accepted pieces.
        pieces: u32,
        /// Of the first acceptable return.
        timeliness: Timeliness,
    },
    /// 待补充: something came, a required part is missing.
    Incomplete {
        /// Current pieces, complete or not.
        pieces: u32,
    },
    /// 已退回.
    SentBack,
    /// 零报告.
    Nil,
    /// 免报.
    Exempt,
}

/// Counts of one item. The on-time rate is `on_time` ÷ `expected`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ItemTotals {
    /// 应报 societies.
    pub expected: u32,
    /// 已报 among them, nil reports included.
    pub submitted: u32,
    /// 按时 among the submitted.
    pub on_time: u32,
    /// 迟报 among the submitted.
    pub late: u32,
    /// 待补充.
    pub incomplete: u32,
    /// 未报, sent back included.
    pub outstanding: u32,
}

impl Ledger {
    /// Draws the ledger from what is recorded.
    pub fn draw(
        notice: Notice,
        directory: &Directory,
        submissions: Vec<Submission>,
        return_forms: Vec<ReturnForm>,
        arrivals: Vec<ArrivalRecord>,
        taken_at: DateTime<Utc>,
    ) -> Self {
        let tallies = Tallies::of(&submissions, &return_forms);
        let rows = directory
            .societies()
            .iter()
            .map(|society| LedgerRow {
                society: society.clone(),
                states: notice
                    .items
                    .iter()
                    .map(|item| tallies.state(item, society))
                    .collect(),
            })
            .collect();
        Self {
            notice,
            taken_at,
            rows,
            submissions,
            return_forms,
            arrivals,
            letters: Vec::new(),
            worded: BTreeMap::new(),
            chosen: BTreeSet::new(),
        }
    }

    /// Current submissions of an item, in roster order.
    pub fn current<'a>(
        &'a self,
        item: &'a ItemId,
    ) -> impl Iterator<Item = (&'a Society, &'a Submission)> + 'a {
        let mut by_society: BTreeMap<&SocietyCode, Vec<&Submission>> = BTreeMap::new();
        let counts = |piece: &&Submission| piece.item == *item && piece.standing == Standing::Current;
        for piece in self.submissions.iter().filter(counts) {
            by_society.entry(&piece.society).or_default().push(piece);
        }
        self.rows.iter().flat_map(move |row| {
            let pieces = by_society.remove(&row.society.code).unwrap_or_default();
            pieces.into_iter().map(move |piece| (&row.society, piece))
        })
    }

    /// Held arrivals that may be this society's answer: those that are certainly or perhaps of it. Questions and thanks
    /// are none, so that they keep nobody from being reminded.
    pub fn possible_answers<'a>(
        &'a self,
        society: &'a SocietyCode,
    ) -> impl Iterator<Item = &'a Arrival> + 'a {
        self.arrivals
            .iter()
            .filter(move |record| record.possible_senders().any(|code| code == society))
            .map(|record| &record.arrival)
    }

    /// The same for all societies that have any, in one pass.
    pub fn all_possible_answers(&self) -> BTreeMap<&SocietyCode, Vec<&Arrival>> {
        let mut answers: BTreeMap<&SocietyCode, Vec<&Arrival>> = BTreeMap::new();
        for record in &self.arrivals {
            let societies: BTreeSet<&SocietyCode> = record.possible_senders().collect();
            for society in societies {
                answers.entry(society).or_default().push(&record.arrival);
            }
        }
        answers
    }

    /// The society with this code.
    pub fn society(&self, code: &SocietyCode) -> Option<&Society> {
        self.rows
            .iter()
            .map(|row| &row.society)
            .find(|society| society.code == *code)
    }

    /// Counts over expected societies for the item at this place of the notice's order. What others send of their
    /// own accord is in nobody's count, so that no rate exceeds one.
    pub fn totals(&self, item_index: usize) -> ItemTotals {
        self.totals_among(&self.rows, item_index)
    }

    /// The same over these rows only, for example those of one category.
    pub fn totals_among<'a>(
        &self,
        rows: impl IntoIterator<Item = &'a LedgerRow>,
        item_index: usize,
    ) -> ItemTotals {
        let Some(item) = self.notice.items.get(item_index) else {
            return ItemTotals::default();
        };
        let expected = rows
            .into_iter()
            .filter(|row| item.expected_of.includes(&row.society.category));
        ItemTotals::of(expected.filter_map(|row| row.states.get(item_index)))
    }
}

impl ArrivalRecord {
    /// Whose answer it may be while it is held; nobody's otherwise.
    pub fn possible_senders(&self) -> impl Iterator<Item = &SocietyCode> {
        let judgement = self.judgement.as_ref();
        let judgement = judgement.filter(|judgement| judgement.held_as() == Some(HeldAs::PossibleReturn));
        let (certain, suggestions) = match judgement.map(|judgement| &judgement.verdict) {
            Some(Verdict::Held {
                society, suggestions, ..
            }) => (society.as_ref(), suggestions.as_slice()),
            Some(Verdict::Accepted { .. } | Verdict::Ignored | Verdict::Duplicate { .. }) | None => {
                (None, &[][..])
            }
        };
        certain.into_iter().chain(suggestions)
    }
}

impl ItemTotals {
    fn of<'a>(states: impl Iterator<Item = &'a ItemState>) -> Self {
        let mut totals = Self::default();
        for state in states {
            match state {
                ItemState::NotExpected | ItemState::Exempt => continue,
                ItemState::Outstanding | ItemState::SentBack => totals.outstanding += 1,
                ItemState::Incomplete { .. } => totals.incomplete += 1,
                ItemState::Nil => totals.submitted += 1,
                ItemState::Submitted { timeliness, .. } => {
                    totals.submitted += 1;
                    match timeliness {
                        Timeliness::OnTime => totals.on_time += 1,
                        Timeliness::Late => totals.late += 1,
                        Timeliness::Undated => {}
                    }
                }
            }
            totals.expected += 1;
        }
        totals
    }
}

impl ItemState {
    /// The word that people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::NotExpected => "—",
            Self::Outstanding => "未报",
            Self::Submitted {
                timeliness: Timeliness::Late,
                ..
            } => "已报（迟报）",
            Self::Submitted { .. } => "已报",
            Self::Incomplete { .. } => "待补充",
            Self::SentBack => "已退回",
            Self::Nil => "零报告",
            Self::Exempt => "免报",
        }
    }

    /// Whether the society still owes the item and may be chased for it.
    pub fn owes(self, item: &CollectionItem) -> bool {
        item.obligation == Obligation::Required
            && matches!(self, Self::Outstanding | Self::SentBack | Self::Incomplete { .. })
    }
}

impl MediaKind {
    /// The word that people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Photo => "照片",
            Self::Video => "视频",
        }
    }
}
