//! What a society has heard of an arrival already. A letter after a further decision tells what that one did, and what
//! was asked for before as still open, not as new.

use super::{Letter, LetterEvent, LetterKind, LetterLine, LetterRecord, LetterState};
use crate::finding::Finding;
use crate::ids::ArrivalId;
use crate::submission::{SubmissionId, SubmissionStatus};

/// What the last letter before this one said of the same arrival, to the same address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Before {
    /// Which arrival.
    pub arrival: ArrivalId,
    /// Where pieces of which the letter speaks stood then, under the names that they have now.
    pub stood: Vec<(SubmissionId, SubmissionStatus)>,
    /// What it asked for.
    pub asked: Vec<Finding>,
}

/// What a decision made of a piece, of which its society has not heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// 退回.
    SentBack,
    /// 撤回.
    Withdrawn,
    /// 恢复登记 — it was sent back or withdrawn, and counts again.
    Restored,
}

impl Before {
    /// What was said before a letter about a decision, of all letters to its society, oldest first. In a trial letters go
    /// to the office itself: the society hears of them nothing, and the office nothing of the society's own.
    pub fn of(letter: &Letter, letters: &[LetterRecord], in_trial: bool) -> Option<Self> {
        let (arrival, event) = letter.key.answers()?;
        if !matches!(event, LetterEvent::Ruling(_)) {
            return None;
        }
        let earlier = letters
            .iter()
            .take_while(|record| record.letter.key != letter.key);
        let said = earlier.filter(|record| {
            let other = &record.letter;
            let was_told = match record.state {
                LetterState::Sent => record.redirected_to.is_some() == in_trial,
                LetterState::InDoubt | LetterState::Queued | LetterState::AwaitingApproval => {
                    record.state == LetterState::InDoubt || record.may_have_left()
                }
                LetterState::Failed | LetterState::Cancelled | LetterState::Returned => false,
            };
            let says_what_counts = matches!(
                other.key.kind,
                LetterKind::Receipt | LetterKind::CorrectionRequest
            );
            was_told
                && says_what_counts
                && other.key.answers().is_some_and(|(about, _)| about == arrival)
                && other.recipient == letter.recipient
        });
        let last = &said.last()?.letter;
        let stood = letter.lines.iter().filter_map(|line| {
            let status = same_piece(line, &last.lines)?.status;
            Some((line.submission?, status))
        });
        Some(Self {
            arrival,
            stood: stood.collect(),
            asked: last.corrections.clone(),
        })
    }

    /// Where a piece stood then.
    pub fn stood(&self, piece: SubmissionId) -> Option<SubmissionStatus> {
        let mut stood = self.stood.iter();
        stood.find(|(id, _)| *id == piece).map(|(_, status)| *status)
    }
}

/// The line of an earlier letter about the same piece. Numbers of pieces move when one is dropped or divided.
fn same_piece<'a>(line: &LetterLine, lines: &'a [LetterLine]) -> Option<&'a LetterLine> {
    let is_alike = |other: &LetterLine| (&other.item, &other.person) == (&line.item, &line.person);
    let by_number = lines
        .iter()
        .find(|other| other.submission == line.submission && is_alike(other));
    by_number.or_else(|| {
        let mut alike = lines
            .iter()
            .filter(|other| is_alike(other) && other.title == line.title);
        alike.next().filter(|_| alike.next().is_none())
    })
}
