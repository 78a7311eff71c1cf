//! 范围 — which part of a ledger a product shows.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::ids::{ArrivalId, ItemId, SocietyCode};
use crate::ledger::{ArrivalRecord, Ledger};
use crate::return_form::ReturnForm;
use crate::submission::Submission;
use crate::verdict::HeldAs;

/// 范围. Every condition must hold; an empty one asks nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Only these items.
    pub items: BTreeSet<ItemId>,
    /// Only societies of these categories, as the roster writes them.
    pub categories: BTreeSet<String>,
    /// Only these societies.
    pub societies: BTreeSet<SocietyCode>,
    /// Only pieces that the office chose.
    pub chosen_only: bool,
    /// Only what was received at this moment or later.
    pub from: Option<DateTime<Utc>>,
    /// Only what was received before this moment.
    pub until: Option<DateTime<Utc>>,
}

impl Selection {
    /// True when nothing is left out.
    pub fn is_whole(&self) -> bool {
        *self == Self::default()
    }

    /// The part of the ledger that is selected. States of societies stay those of the whole: a selection shows less,
    /// it makes nobody owe more.
    #[must_use]
    pub fn of(&self, mut ledger: Ledger) -> Ledger {
        if self.is_whole() {
            return ledger;
        }
        let kept: Vec<bool> = ledger
            .notice
            .items
            .iter()
            .map(|item| self.items.is_empty() || self.items.contains(&item.id))
            .collect();
        ledger
            .rows
            .retain(|row| self.has(&row.society.code, &row.society.category));
        for row in &mut ledger.rows {
            retain_by(&mut row.states, &kept);
        }
        retain_by(&mut ledger.notice.items, &kept);
        let timely: BTreeSet<_> = ledger
            .arrivals
            .iter()
            .filter(|record| self.is_timely(record))
            .map(|record| record.arrival.id)
            .collect();
        let listed: BTreeSet<SocietyCode> = ledger.rows.iter().map(|row| row.society.code.clone()).collect();
        let everybody = self.categories.is_empty() && self.societies.is_empty();
        let of_listed = |code: &SocietyCode| everybody || listed.contains(code);
        let items: BTreeSet<&ItemId> = ledger.notice.items.iter().map(|item| &item.id).collect();
        let chosen = &ledger.chosen;
        ledger.submissions.retain(|piece| {
            of_listed(&piece.society)
                && (self.items.is_empty() || items.contains(&piece.item))
                && (!self.chosen_only || chosen.contains(&piece.id))
                && (self.is_timeless() || timely.contains(&piece.id.arrival))
        });
        let of_pieces = self.arrivals_of(&ledger);
        let is_wanted =
            |arrival: &ArrivalId| of_pieces.as_ref().is_none_or(|wanted| wanted.contains(arrival));
        ledger.return_forms.retain(|form| {
            of_listed(&form.society)
                && (self.is_timeless() || timely.contains(&form.arrival))
                && is_wanted(&form.arrival)
        });
        ledger.letters.retain(|record| {
            let wanted = match record.letter.key.answers() {
                Some((arrival, _)) => {
                    (self.is_timeless() || timely.contains(&arrival)) && is_wanted(&arrival)
                }
                None => self.holds(record.created_at) && !self.chosen_only,
            };
            wanted && of_listed(&record.letter.society)
        });
        ledger.arrivals.retain(|record| {
            let society = record
                .judgement
                .as_ref()
                .and_then(|judgement| judgement.verdict.society());
            timely.contains(&record.arrival.id)
                && is_wanted(&record.arrival.id)
                && society.map_or(everybody, of_listed)
        });
        ledger
    }

    /// Whether arrivals are kept for the sake of what they brought.
    pub fn is_of_pieces(&self) -> bool {
        self.chosen_only || !self.items.is_empty()
    }

    /// Arrivals that have to do with the pieces that are left in the ledger, or with a nil report for its items; those
    /// that nobody has settled may have, unless pieces were chosen. `None` when it is not asked what arrivals brought.
    fn arrivals_of(&self, ledger: &Ledger) -> Option<BTreeSet<ArrivalId>> {
        if !self.is_of_pieces() {
            return None;
        }
        let mut wanted: BTreeSet<ArrivalId> =
            ledger.submissions.iter().map(|piece| piece.id.arrival).collect();
        for piece in &ledger.submissions {
            if let Some(last) = piece.completed_by {
                wanted.insert(last);
                wanted.extend(between(ledger, piece, last));
            }
        }
        if !self.chosen_only {
            let is_nil = |form: &&ReturnForm| form.nil_items.iter().any(|item| self.items.contains(item));
            wanted.extend(ledger.return_forms.iter().filter(is_nil).map(|form| form.arrival));
            let unsettled = ledger.arrivals.iter().filter(|record| is_unsettled(record));
            wanted.extend(unsettled.map(|record| record.arrival.id));
        }
        // The list of delegates that counts with a form is part of it.
        let forms = ledger.return_forms.iter();
        let with_lists = forms.filter(|form| wanted.contains(&form.arrival));
        let lists: Vec<ArrivalId> = with_lists.filter_map(|form| form.delegates_from).collect();
        wanted.extend(lists);
        Some(wanted)
    }

    fn has(&self, code: &SocietyCode, category: &str) -> bool {
        (self.societies.is_empty() || self.societies.contains(code))
            && (self.categories.is_empty() || self.categories.contains(category))
    }

    fn is_timeless(&self) -> bool {
        self.from.is_none() && self.until.is_none()
    }

    /// What has no trusted time of receipt counts from the moment when it was first seen.
    fn is_timely(&self, record: &ArrivalRecord) -> bool {
        let arrival = &record.arrival;
        let at = arrival
            .received
            .map_or(arrival.first_seen_at, |received| received.at);
        self.holds(at)
    }

    fn holds(&self, at: DateTime<Utc>) -> bool {
        self.from.is_none_or(|from| at >= from) && self.until.is_none_or(|until| at < until)
    }
}

/// Arrivals of a piece's society up to the last one that completed it: any of them may have brought a file of it.
fn between(ledger: &Ledger, piece: &Submission, last: ArrivalId) -> impl Iterator<Item = ArrivalId> {
    let arrivals = ledger.arrivals.iter();
    arrivals
        .filter(move |record| {
            let judgement = record.judgement.as_ref();
            let society = judgement.and_then(|judgement| judgement.verdict.society());
            society == Some(&piece.society) && (piece.id.arrival..=last).contains(&record.arrival.id)
        })
        .map(|record| record.arrival.id)
}

/// Whether it may still turn out to bring something.
fn is_unsettled(record: &ArrivalRecord) -> bool {
    let judgement = record.judgement.as_ref();
    judgement.is_none_or(|judgement| judgement.held_as() == Some(HeldAs::PossibleReturn))
}

fn retain_by<T>(values: &mut Vec<T>, kept: &[bool]) {
    let mut kept = kept.iter();
    values.retain(|_| kept.next().copied().unwrap_or(true));
}
