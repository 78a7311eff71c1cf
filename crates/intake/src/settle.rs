//! What becomes of everything that one society sent for one notice. Pure: the same arrivals give the same result in
//! whatever order they were processed.
//!
//! Arrivals are folded in the order of (`received_at`, archive order); each is judged by what came before it. Only a
//! photo that came before its text waits for the text and is settled by it.

mod chain;
mod change;
mod check;
mod copies;
mod files;
mod forms;
mod media;
mod misnamed;
mod pieces;
mod recorded;
mod removed;
mod restated;
mod settlement;
mod waiting;
mod weight;

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::arrival::Arrival;
use domain::finding::{Finding, FindingCode};
use domain::ids::{ItemId, SocietyCode};
use domain::notice::Notice;
use domain::submission::SubmissionStatus;
use domain::verdict::{Judgement, Outcome, Verdict};

use crate::claim::{ClaimedForm, Placed};

use chain::Chain;
pub(crate) use change::{Change, Known};
pub use settlement::{Absent, Settlement};
use waiting::Waiting;

/// One arrival of the society.
#[derive(Debug, Clone, Copy)]
pub struct Member<'a> {
    /// The arrival.
    pub arrival: &'a Arrival,
    /// INTERNALDATEs of its sightings.
    pub internal_dates: &'a [DateTime<Utc>],
    /// Its claim.
    pub placed: &'a Placed,
}

#[derive(Debug)]
struct State<'a> {
    notice: &'a Notice,
    society: &'a SocietyCode,
    settled: Settlement,
    /// What was asked for and is not known; the rest is worth nothing then.
    absent: Absent,
}

/// What one arrival changed, gathered while it is applied.
#[derive(Debug, Default)]
struct Effect {
    fresh: bool,
    /// SHA-256 of the files that it gave to pieces that were there.
    files: BTreeSet<String>,
    /// The chains of its pieces.
    touched: BTreeSet<usize>,
    outcomes: Vec<Outcome>,
    findings: Vec<Finding>,
}

/// Settles everything that `society` sent for `notice`.
pub fn settle(notice: &Notice, society: &SocietyCode, mut members: Vec<Member<'_>>) -> Settlement {
    members.sort_by_key(|member| member.arrival.order());
    let mut state = State::new(notice, society, Settlement::default());
    for member in members {
        state.settle(member);
    }
    // Nothing can be absent: all of it was settled here.
    state.settled
}

/// Settles one arrival that comes after all that were settled ([`Settlement::precedes`]), as [`settle`] would.
///
/// # Errors
///
/// What `settled` has to [learn](Settlement::learn) before.
pub fn settle_next(
    notice: &Notice,
    society: &SocietyCode,
    settled: &Settlement,
    member: Member<'_>,
) -> Result<Settlement, Absent> {
    let mut state = State::new(notice, society, settled.clone());
    state.settle(member);
    if state.absent.is_empty() {
        Ok(state.settled)
    } else {
        Err(state.absent)
    }
}

impl<'a> State<'a> {
    fn new(notice: &'a Notice, society: &'a SocietyCode, settled: Settlement) -> Self {
        Self {
            notice,
            society,
            settled,
            absent: Absent::default(),
        }
    }

    fn settle(&mut self, member: Member<'_>) {
        self.settled.provisional |= member.placed.provisional;
        let holds = self.own_holds(member);
        // What is held for reasons of its own neither changes anything nor depends on anything, wherever it comes.
        let stands_apart = !holds.is_empty();
        let judgement = self.judge(member, holds);
        self.settled.judgements.push(Arc::new(judgement));
        if !stands_apart {
            self.settled.latest = Some(member.arrival.order());
        }
    }
}

impl State<'_> {
    /// Reasons to hold an arrival that have nothing to do with what came before it.
    fn own_holds(&self, member: Member<'_>) -> Vec<Finding> {
        let mut holds = member.placed.holds.clone();
        holds.extend(check::holds(self.notice, member));
        holds
    }

    fn judge(&mut self, member: Member<'_>, mut holds: Vec<Finding>) -> Judgement {
        if !holds.is_empty() {
            holds.extend(member.placed.findings.iter().cloned());
            return self.held(member, holds);
        }
        let misnamed = self.misnamed(member.placed);
        let planned = self.plan(member.placed, misnamed);
        holds.extend(self.differing_copies(member.placed, &planned));
        if check::replaces_unverified(member.placed, &planned) {
            holds.push(Finding::new(FindingCode::UnverifiedReplacement));
        }
        if !holds.is_empty() {
            holds.extend(member.placed.findings.iter().cloned());
            return self.held(member, holds);
        }
        holds.extend(self.to_confirm(member.placed, &planned));
        if !holds.is_empty() {
            holds.extend(member.placed.findings.iter().cloned());
            return self.held(member, holds);
        }
        let mut effect = Effect {
            findings: member.placed.findings.clone(),
            ..Effect::default()
        };
        let before = self.earlier(member);
        self.apply_forms(member, &mut effect);
        self.apply_pieces(member, planned, &mut effect);
        self.say_removed(member, &before, &mut effect);
        let awaiting = self.apply_loose_media(member, &mut effect);
        let has_form = member.placed.forms.iter().any(ClaimedForm::brings_answers);
        let only_media = member.placed.pieces.is_empty() && !has_form;
        if awaiting && only_media && !effect.fresh {
            if !effect
                .findings
                .iter()
                .any(|finding| finding.code == FindingCode::UnassignedMedia)
            {
                effect.findings.push(Finding::new(FindingCode::AwaitingText));
            }
            return self.held(member, effect.findings);
        }
        let unread = |finding: &Finding| finding.code.is_unread_file();
        let has_unread = effect.findings.iter().any(unread);
        if !effect.fresh && effect.outcomes.is_empty() && !has_form && !has_unread {
            effect.findings.push(Finding::new(FindingCode::NoContent));
            return self.held(member, effect.findings);
        }
        if !effect.fresh && has_unread && !member.placed.accepted_by_clerk {
            // Only who looks knows whether a file that could not be read says what is there already.
            return self.held(member, effect.findings);
        }
        self.settled(member, effect)
    }

    fn held(&self, member: Member<'_>, mut findings: Vec<Finding>) -> Judgement {
        findings.extend(forms::would_replace(member.placed));
        let verdict = Verdict::Held {
            notice: Some(self.notice.id.clone()),
            society: Some(self.society.clone()),
            suggestions: Vec::new(),
        };
        Judgement {
            arrival: member.arrival.id,
            verdict,
            findings: unique(findings),
        }
    }

    fn settled(&self, member: Member<'_>, mut effect: Effect) -> Judgement {
        let (notice, society) = (self.notice.id.clone(), self.society.clone());
        let late = |outcome: &Outcome| outcome.timeliness == domain::deadline::Timeliness::Late;
        let verdict = if effect.fresh {
            if effect.outcomes.iter().any(late) {
                effect.findings.push(Finding::new(FindingCode::Late));
            }
            Verdict::Accepted {
                notice,
                society,
                outcomes: merged(self.notice, effect.outcomes),
            }
        } else {
            Verdict::Duplicate { notice, society }
        };
        Judgement {
            arrival: member.arrival.id,
            verdict,
            findings: unique(effect.findings),
        }
    }
}

/// One outcome per item, in the notice's order: that of the piece of which most is to be done.
fn merged(notice: &Notice, outcomes: Vec<Outcome>) -> Vec<Outcome> {
    let mut merged: Vec<Outcome> = Vec::new();
    for outcome in outcomes {
        match merged.iter_mut().find(|known| known.item == outcome.item) {
            Some(known) if to_do(outcome.status) > to_do(known.status) => known.status = outcome.status,
            Some(_) => {}
            None => merged.push(outcome),
        }
    }
    let place = |item: &ItemId| notice.items.iter().position(|known| known.id == *item);
    merged.sort_by_key(|outcome| place(&outcome.item));
    merged
}

fn to_do(status: SubmissionStatus) -> u8 {
    match status {
        SubmissionStatus::Withdrawn => 0,
        SubmissionStatus::Accepted => 1,
        SubmissionStatus::Incomplete => 2,
        SubmissionStatus::SentBack => 3,
    }
}

fn unique(findings: Vec<Finding>) -> Vec<Finding> {
    let mut unique: Vec<Finding> = Vec::new();
    for finding in findings {
        if !unique.contains(&finding) {
            unique.push(finding);
        }
    }
    unique
}
