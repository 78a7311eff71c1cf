//! What a society has heard of an arrival already. A letter after a further decision tells what that one did, and what
//! was asked for before as still open, not as new.

use super::{Letter, LetterEvent, LetterKind, LetterLine, LetterRecord, LetterState};
use crate::finding::{Finding, FindingCode};
use crate::ids::{ArrivalId, ItemId};
use crate::notice::Notice;
use crate::submission::{SubmissionId, SubmissionStatus};

/// What the last letter before this one said of the same arrival to the same society.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Before {
    /// Which arrival.
    pub arrival: ArrivalId,
    /// The address to which it went, when that is another one.
    pub elsewhere: Option<String>,
    /// Where pieces of which the letter speaks stood then, under the names that they have now.
    pub stood: Vec<(SubmissionId, SubmissionStatus)>,
    /// What it asked for, under the names that the pieces have now.
    pub asked: Vec<Finding>,
    /// What it called pieces that are called otherwise now.
    pub renamed: Vec<(SubmissionId, Told)>,
    /// Pieces of which it spoke and this one does not: a clerk found that they are no material.
    pub gone: Vec<Told>,
    /// Pieces of which it spoke and that a clerk has joined to the other one: what it said of both.
    pub joined: Vec<(Told, Told)>,
    /// Pieces of which it did not speak any more, and an earlier one did.
    pub returned: Vec<SubmissionId>,
}

/// A piece as a letter told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// For which item.
    pub item: ItemId,
    /// Name of the person, if any.
    pub person: Option<String>,
    /// 题目.
    pub title: Option<String>,
    /// Where it stood.
    pub status: SubmissionStatus,
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
    /// What was said before a letter about a decision, of all letters to its society, oldest first: to whichever address,
    /// since it is the society that was asked. In a trial letters go to the office itself: the society hears of them
    /// nothing, and the office nothing of the society's own.
    pub fn of(letter: &Letter, letters: &[LetterRecord], notice: &Notice, in_trial: bool) -> Option<Self> {
        let (arrival, event) = letter.key.answers()?;
        if !matches!(event, LetterEvent::Ruling(_)) {
            return None;
        }
        let earlier = letters
            .iter()
            .take_while(|record| record.letter.key != letter.key);
        let said = earlier.filter(|record| {
            record.was_told(in_trial)
                && record.letter.says_what_counts()
                && record
                    .letter
                    .key
                    .answers()
                    .is_some_and(|(about, _)| about == arrival)
        });
        let mut said: Vec<&Letter> = said.map(|record| &record.letter).collect();
        let last = said.pop()?;
        let pairs = same_pieces(&letter.lines, &last.lines);
        let old_of = |line: &LetterLine| {
            let mut pairs = pairs.iter();
            pairs
                .find(|(now, _)| std::ptr::eq(*now, line))
                .map(|(_, old)| *old)
        };
        let stood = pairs
            .iter()
            .filter_map(|(now, old)| Some((now.submission?, old.status)));
        let renamed = pairs.iter().filter(|(now, old)| !is_alike(now, old));
        // What another arrival brought is spoken of in its own letters.
        let gone = last.lines.iter().filter(|old| {
            let is_own = old.submission.is_some_and(|id| id.arrival == arrival);
            is_own && !pairs.iter().any(|(_, known)| std::ptr::eq(*known, *old))
        });
        let (joined, gone): (Vec<_>, Vec<_>) = parted(gone.collect(), &pairs);
        let unknown = letter.lines.iter().filter(|line| old_of(line).is_none());
        let returned = unknown.filter(|line| {
            said.iter()
                .any(|earlier| earlier.lines.iter().any(|old| is_alike(line, old)))
        });
        Some(Self {
            arrival,
            elsewhere: (!last.recipient.eq_ignore_ascii_case(&letter.recipient))
                .then(|| last.recipient.clone()),
            stood: stood.collect(),
            asked: asked(last, &pairs, notice),
            renamed: renamed
                .filter_map(|(now, old)| Some((now.submission?, Told::of(old))))
                .collect(),
            gone: gone.into_iter().map(Told::of).collect(),
            joined: joined
                .into_iter()
                .map(|(gone, whole)| (Told::of(gone), Told::of(whole)))
                .collect(),
            returned: returned.filter_map(|line| line.submission).collect(),
        })
    }

    /// Where a piece stood then.
    pub fn stood(&self, piece: SubmissionId) -> Option<SubmissionStatus> {
        let mut stood = self.stood.iter();
        stood.find(|(id, _)| *id == piece).map(|(_, status)| *status)
    }

    /// What a piece was called then, if that was otherwise.
    pub fn formerly(&self, piece: SubmissionId) -> Option<&Told> {
        let mut renamed = self.renamed.iter();
        renamed.find(|(id, _)| *id == piece).map(|(_, told)| told)
    }

    /// Whether an earlier letter spoke of a piece, and the last one did not any more.
    pub fn has_returned(&self, piece: SubmissionId) -> bool {
        self.returned.contains(&piece)
    }
}

impl Told {
    fn of(line: &LetterLine) -> Self {
        Self {
            item: line.item.clone(),
            person: line.person.clone(),
            title: line.title.clone(),
            status: line.status,
        }
    }
}

impl LetterRecord {
    /// Whether its reader has heard it, or may have: the society's own in earnest, the office's in a trial.
    pub fn was_told(&self, in_trial: bool) -> bool {
        match self.state {
            LetterState::Sent => self.redirected_to.is_some() == in_trial,
            LetterState::InDoubt | LetterState::Queued | LetterState::AwaitingApproval => {
                self.state == LetterState::InDoubt || self.may_have_left()
            }
            LetterState::Failed | LetterState::Cancelled | LetterState::Returned => false,
        }
    }
}

impl Letter {
    /// Whether it says what is registered of an arrival, or asks for what is not.
    pub fn says_what_counts(&self) -> bool {
        matches!(self.key.kind, LetterKind::Receipt | LetterKind::CorrectionRequest)
    }

    /// Whether it says that nothing of an arrival is material, as a clerk has decided.
    pub fn is_set_aside(&self) -> bool {
        let mut findings = self.corrections.iter();
        self.key.kind == LetterKind::Receipt
            && self.lines.is_empty()
            && findings.any(|finding| finding.code == FindingCode::AssignedByClerk)
    }
}

/// What a letter asked for, and the same under the names that its pieces have now.
fn asked(last: &Letter, pairs: &[(&LetterLine, &LetterLine)], notice: &Notice) -> Vec<Finding> {
    let place = |line: &LetterLine| {
        let item = notice.item(&line.item).map(|item| item.title.clone());
        line.person.clone().or(item)
    };
    let mut asked = last.corrections.clone();
    for (now, old) in pairs.iter().filter(|(now, old)| !is_alike(now, old)) {
        let of_piece = last
            .corrections
            .iter()
            .filter(|finding| finding.place == place(old));
        asked.extend(of_piece.map(|finding| Finding {
            place: place(now),
            ..finding.clone()
        }));
    }
    asked
}

/// Whether two lines call their piece the same.
fn is_alike(line: &LetterLine, other: &LetterLine) -> bool {
    (&other.item, &other.person) == (&line.item, &line.person)
}

/// Lines of a letter, each with that of an earlier one about the same piece. Numbers of pieces move when one is dropped or
/// divided, and names change when a clerk corrects them; both at once leave the length of the text.
fn same_pieces<'a>(
    lines: &'a [LetterLine],
    earlier: &'a [LetterLine],
) -> Vec<(&'a LetterLine, &'a LetterLine)> {
    type Same = fn(&LetterLine, &LetterLine) -> bool;
    let in_turn: [Same; 5] = [
        |line, old| old.submission == line.submission && is_alike(line, old) && old.title == line.title,
        |line, old| is_alike(line, old) && old.title == line.title && old.characters == line.characters,
        |line, old| is_alike(line, old) && (old.submission == line.submission || old.title == line.title),
        |line, old| old.submission == line.submission && old.characters == line.characters,
        |line, old| old.characters == line.characters && is_of_same_arrival(line, old),
    ];
    let mut pairs: Vec<(&LetterLine, &LetterLine)> = Vec::new();
    for same in in_turn {
        let open = |line: &LetterLine, pairs: &[(&LetterLine, &LetterLine)]| {
            !pairs
                .iter()
                .any(|(now, old)| std::ptr::eq(*now, line) || std::ptr::eq(*old, line))
        };
        let left: Vec<&LetterLine> = lines.iter().filter(|line| open(line, &pairs)).collect();
        let left_earlier: Vec<&LetterLine> = earlier.iter().filter(|line| open(line, &pairs)).collect();
        for line in &left {
            let mut olds = left_earlier.iter().filter(|old| same(line, old));
            let (Some(old), None) = (olds.next(), olds.next()) else {
                continue;
            };
            // Of two that are alike nobody knows which one it was.
            if left.iter().filter(|other| same(other, old)).count() == 1 {
                pairs.push((line, old));
            }
        }
    }
    pairs
}

fn is_of_same_arrival(line: &LetterLine, other: &LetterLine) -> bool {
    let arrival = |line: &LetterLine| line.submission.map(|id| id.arrival);
    arrival(line) == arrival(other)
}

/// Lines of an earlier letter whose pieces are joined to another, with what that letter said of the other, and those that
/// are none any more. Joined is what follows a piece that has grown by just so much.
fn parted<'a>(
    gone: Vec<&'a LetterLine>,
    pairs: &[(&LetterLine, &'a LetterLine)],
) -> (Vec<(&'a LetterLine, &'a LetterLine)>, Vec<&'a LetterLine>) {
    let mut joined: Vec<(&LetterLine, &LetterLine)> = Vec::new();
    for (now, old) in pairs {
        let Some(grown) = now
            .characters
            .checked_sub(old.characters)
            .filter(|grown| *grown > 0)
        else {
            continue;
        };
        let is_after = |line: &LetterLine| line.item == old.item && line.submission > old.submission;
        let is_open = |line: &&LetterLine| !joined.iter().any(|(other, _)| std::ptr::eq(*other, *line));
        let next = gone.iter().copied().filter(|line| is_after(line)).filter(is_open);
        let mut length = 0_u32;
        let parts: Vec<&LetterLine> = next
            .take_while(|line| {
                length = length.saturating_add(line.characters);
                length <= grown
            })
            .collect();
        if parts.iter().map(|line| line.characters).sum::<u32>() == grown {
            joined.extend(parts.into_iter().map(|line| (line, *old)));
        }
    }
    let is_gone = |line: &&LetterLine| !joined.iter().any(|(other, _)| std::ptr::eq(*other, *line));
    let left = gone.into_iter().filter(is_gone).collect();
    (joined, left)
}
