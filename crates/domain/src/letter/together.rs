//! What a letter says when it leaves. Of receipts that leave as one: each arrival once, in the order in which they came,
//! and nothing asked for that another of them has brought. All of it follows from what the receipts themselves say and
//! from what is kept of that moment, so that a letter that is repeated says the same, and products say what it said.

use std::collections::{BTreeMap, BTreeSet};

use super::{Letter, LetterEvent, LetterKind, LetterLine, Meanwhile, News, Overtaking};
use crate::finding::{Finding, FindingCode, Severity};
use crate::ids::ArrivalId;
use crate::notice::Notice;
use crate::submission::SubmissionStatus;

/// Holds that a society can answer. Whatever else a person of the office must look at is not told to it.
const ANSWERED_BY_SOCIETY: &[FindingCode] = &[
    FindingCode::AwaitingText,
    FindingCode::FormNotFilled,
    FindingCode::NoContent,
    FindingCode::ExternalLink,
    FindingCode::AmbiguousItem,
];

/// A letter about an arrival as it leaves.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// What it says of the arrival.
    pub letter: &'a Letter,
    /// All that leaves as one with it, itself among them, as [`in_order`] puts them.
    pub receipts: &'a [&'a Letter],
    /// What had come by other mail when it was worded.
    pub meanwhile: &'a Meanwhile,
    /// Its notice.
    pub notice: &'a Notice,
}

/// Whether a society is told of something that was found in its mail.
pub fn is_for_society(finding: &Finding) -> bool {
    finding.code.severity() == Severity::Correction || ANSWERED_BY_SOCIETY.contains(&finding.code)
}

/// What another arrival has made of a piece: one in the same letter, or one that was judged before the letter leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Nothing: it stands as its line says.
    Stands,
    /// It brought what was missing.
    Completed(ArrivalId),
    /// Nothing is missing any more, although no other arrival brought it.
    Accepted,
    /// It brought the piece, this one a part of it.
    PartOf(ArrivalId),
    /// It brought another version.
    Replaced(ArrivalId),
    /// It corrected the name under which the piece stood: it counts under the other one.
    Renamed(ArrivalId),
}

impl Fate {
    /// Whether something else counts in the piece's place.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Replaced(_) | Self::Renamed(_))
    }
}

/// Of several letters about one arrival the last; all in the order in which their arrivals were received.
pub fn in_order<'a>(letters: impl IntoIterator<Item = &'a Letter>) -> Vec<&'a Letter> {
    let mut last: BTreeMap<Option<ArrivalId>, &Letter> = BTreeMap::new();
    for letter in letters {
        let place = last.entry(arrival_of(letter)).or_insert(letter);
        if word_of(letter) >= word_of(place) {
            *place = letter;
        }
    }
    let mut letters: Vec<&Letter> = last.into_values().collect();
    letters.sort_by_key(|letter| came(letter));
    letters
}

fn arrival_of(letter: &Letter) -> Option<ArrivalId> {
    letter.key.answers().map(|(arrival, _)| arrival)
}

/// By what the later word about an arrival is known: what is judged by itself writes its letters anew, so that only what
/// waited for a person, and was completed then, has two.
fn word_of(letter: &Letter) -> impl Ord + use<> {
    let event = letter.key.answers().map(|(_, event)| event);
    (event, letter.key.kind == LetterKind::Receipt)
}

fn came(letter: &Letter) -> impl Ord + use<> {
    let at = letter.received_at;
    (at.is_none(), at, arrival_of(letter))
}

impl Told<'_> {
    /// What has become of a piece of this receipt: by the other arrivals in the same letter, else by what had come when it
    /// is worded.
    pub fn fate(self, line: &LetterLine) -> Fate {
        let (Some(own), Some(id)) = (arrival_of(self.letter), line.submission) else {
            return Fate::Stands;
        };
        if let Some(renamed) = self.meanwhile.renamed(id) {
            return Fate::Renamed(renamed.by);
        }
        let others = || {
            let others = self.receipts.iter();
            let others = others.filter_map(|letter| Some((arrival_of(letter)?, &letter.lines)));
            others.filter(|(arrival, _)| *arrival != own)
        };
        let by = |holds: &dyn Fn(ArrivalId, &LetterLine) -> bool| {
            let mut others = others();
            others
                .find_map(|(arrival, lines)| lines.iter().any(|line| holds(arrival, line)).then_some(arrival))
        };
        let is_complete =
            |other: &LetterLine| other.submission == Some(id) && other.status == SubmissionStatus::Accepted;
        if let Some(by) = by(&|_, other| other.replaces == Some(id)) {
            return Fate::Replaced(by);
        }
        let completed = by(&|_, other| is_complete(other));
        if let Some(by) = completed.filter(|_| line.status == SubmissionStatus::Incomplete) {
            return Fate::Completed(by);
        }
        match self.meanwhile.fate(id) {
            Some(Overtaking::Replaced(by)) if by != own => return Fate::Replaced(by),
            // The arrival that brought what was missing registers the piece; it was not completed by itself.
            Some(Overtaking::Completed(by)) if by != Some(own) => {
                return by.map_or(Fate::Accepted, Fate::Completed);
            }
            Some(_) | None => {}
        }
        let whole = by(&|arrival, other| {
            arrival == id.arrival && other.submission == Some(id) && other.status == line.status
        });
        whole.map_or(Fate::Stands, Fate::PartOf)
    }

    /// What a decision made of a piece of the arrival, if the society has not heard of it.
    pub fn news(self, line: &LetterLine) -> Option<News> {
        let (own, LetterEvent::Ruling(_)) = self.letter.key.answers()? else {
            return None;
        };
        // Of what another arrival brought its own letters tell.
        let is_own = line.submission.is_none_or(|id| id.arrival == own);
        if !is_own || self.fate(line).is_over() {
            return None;
        }
        let before = self.meanwhile.before(own);
        let stood = before.and_then(|before| before.stood(line.submission?));
        match line.status {
            SubmissionStatus::SentBack => {
                let is_told = stood == Some(SubmissionStatus::SentBack) && self.was_sent_back_so(line);
                (!is_told).then_some(News::SentBack)
            }
            SubmissionStatus::Withdrawn => {
                (stood != Some(SubmissionStatus::Withdrawn)).then_some(News::Withdrawn)
            }
            SubmissionStatus::Accepted | SubmissionStatus::Incomplete => {
                let counted = stood.is_none_or(SubmissionStatus::counts);
                let has_returned = before.zip(line.submission);
                let has_returned = has_returned.is_some_and(|(before, id)| before.has_returned(id));
                (!counted || has_returned).then_some(News::Restored)
            }
        }
    }

    /// Whether the remark with which a piece is sent back was told before.
    fn was_sent_back_so(self, line: &LetterLine) -> bool {
        let item = self.notice.item(&line.item).map(|item| item.title.as_str());
        let mut back = self.letter.corrections.iter().filter(|finding| {
            let place = finding.place.as_deref();
            finding.code == FindingCode::SentBack && place.is_some_and(|place| line.is_called(place, item))
        });
        back.all(|finding| self.was_asked(finding))
    }

    /// Whether the society was asked for this before.
    pub fn was_asked(self, finding: &Finding) -> bool {
        let before = arrival_of(self.letter).and_then(|own| self.meanwhile.before(own));
        before.is_some_and(|before| before.asked.contains(finding))
    }

    /// How many pieces the letter says were registered: what one arrival brought and another completed is one, and so are
    /// two versions of the same, and a text under a wrong name and under the right one. What was sent back or withdrawn is none.
    pub fn registered_once(self) -> usize {
        self.once(SubmissionStatus::counts)
    }

    /// How many pieces of which the letter speaks stand so, each once.
    pub fn once(self, stands: impl Fn(SubmissionStatus) -> bool) -> usize {
        let all = || self.receipts.iter().flat_map(|letter| &letter.lines);
        let replaced: BTreeSet<_> = all().filter_map(|line| line.replaces).collect();
        let is_renamed = |line: &LetterLine| {
            let id = line.submission;
            id.is_some_and(|id| self.meanwhile.renamed(id).is_some())
        };
        let lines = || all().filter(|line| stands(line.status) && !is_renamed(line));
        let named: BTreeSet<_> = lines().filter_map(|line| line.submission).collect();
        // Which pieces they are is not known in letters that were written before this was kept.
        let unnamed = lines().filter(|line| line.submission.is_none()).count();
        named.difference(&replaced).count() + unnamed
    }

    /// Whether a piece still lacks something when the letter leaves.
    pub fn is_open(self, line: &LetterLine) -> bool {
        line.status == SubmissionStatus::Incomplete
            && matches!(self.fate(line), Fate::Stands | Fate::PartOf(_))
    }

    /// Whether another arrival has mended this: one in the same letter, or one that had come when it is worded.
    pub fn is_mended(self, finding: &Finding) -> bool {
        let own = arrival_of(self.letter);
        if own.is_some_and(|own| self.meanwhile.is_mended(own, finding)) {
            return true;
        }
        if self.lacks_still(finding).is_some() {
            return false;
        }
        let Some(place) = finding.place.as_deref() else {
            return false;
        };
        let called = |line: &&LetterLine| {
            let item = self.notice.item(&line.item);
            line.is_called(place, item.map(|item| item.title.as_str()))
        };
        let concerned = || self.letter.lines.iter().filter(called);
        let all = |mut lines: Vec<&LetterLine>, mended: &dyn Fn(Fate) -> bool| {
            let count = lines.len();
            lines.retain(|line| mended(self.fate(line)));
            count > 0 && lines.len() == count
        };
        let of_a_version = [
            FindingCode::TooFewCharacters,
            FindingCode::TooManyCharacters,
            FindingCode::MissingPerson,
            FindingCode::UnreadCharacters,
        ];
        if finding.code == FindingCode::MissingMedia {
            // A piece that lacks nothing by now has got it from other mail, whenever the letter is written.
            let mut lines = concerned().peekable();
            lines.peek().is_some() && lines.all(|line| !self.is_open(line))
        } else if of_a_version.contains(&finding.code) {
            all(concerned().collect(), &Fate::is_over)
        } else {
            finding.code == FindingCode::MissingText && self.came_later(place)
        }
    }

    /// The arrival that brought the version that counts and lacks, too, what is asked for here. What is in the same letter
    /// asks for it itself.
    pub fn lacks_still(self, finding: &Finding) -> Option<ArrivalId> {
        let by = self.meanwhile.lacks_still(arrival_of(self.letter)?, finding)?;
        let mut receipts = self.receipts.iter();
        (!receipts.any(|letter| arrival_of(letter) == Some(by))).then_some(by)
    }

    /// Whether as many texts of this person came with later arrivals of the same letter as this one announced.
    fn came_later(self, person: &str) -> bool {
        let own = came(self.letter);
        let later = self.receipts.iter().filter(|letter| came(letter) > own);
        let lines = later.flat_map(|letter| &letter.lines);
        let texts = lines.filter(|line| line.person.as_deref() == Some(person));
        let texts: BTreeSet<_> = texts.filter_map(|line| line.submission).collect();
        let announced = self.letter.corrections.iter();
        let announced = announced.filter(|finding| {
            finding.code == FindingCode::MissingText && finding.place.as_deref() == Some(person)
        });
        texts.len() >= announced.count()
    }
}
