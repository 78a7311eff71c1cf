//! Letters about a decision that has come to nothing: newer versions count, and their own letters have said so.

use super::{Letter, LetterEvent, LetterLine, LetterRecord, is_for_society};
use crate::finding::{Finding, FindingCode};
use crate::submission::{Standing, Submission, SubmissionId};

impl Letter {
    /// Whether all that it says has been said: its society has heard of the mail before, and letters to it, oldest first,
    /// have told of newer versions of each of its pieces.
    pub fn is_repeated(&self, pieces: &[Submission], letters: &[LetterRecord], in_trial: bool) -> bool {
        let Some((own, LetterEvent::Ruling(_))) = self.key.answers() else {
            return false;
        };
        let told = || {
            let others = letters.iter().filter(|record| record.letter.key != self.key);
            let told = others.filter(|record| record.was_told(in_trial) && record.letter.says_what_counts());
            told.map(|record| &record.letter)
        };
        let before = told().rfind(|letter| letter.key.answers().is_some_and(|(arrival, _)| arrival == own));
        let is_known = before.is_some_and(|before| before.lines.len() == self.lines.len());
        let is_told = |id: SubmissionId| {
            told()
                .flat_map(|letter| &letter.lines)
                .any(|line| line.submission == Some(id))
        };
        let is_over = |line: &LetterLine| {
            newest(line, pieces).is_some_and(|newest| newest.arrival != own && is_told(newest))
        };
        let says_what_counts = self.says_what_counts() && self.nil_items.is_empty() && !self.lines.is_empty();
        let mut asked = self.corrections.iter().filter(|finding| is_for_society(finding));
        says_what_counts && is_known && self.lines.iter().all(is_over) && asked.all(is_of_version)
    }
}

/// The version that counts in the place of one that does not.
fn newest(line: &LetterLine, pieces: &[Submission]) -> Option<SubmissionId> {
    let own = pieces.iter().find(|piece| Some(piece.id) == line.submission)?;
    let mut versions = pieces.iter().filter(|piece| piece.piece == own.piece);
    let newest = versions.find(|piece| piece.standing == Standing::Current)?;
    (own.standing == Standing::Superseded).then_some(newest.id)
}

/// Whether this is wrong with one version, and with the next one only if that is said of it.
const fn is_of_version(finding: &Finding) -> bool {
    matches!(
        finding.code,
        FindingCode::SentBack
            | FindingCode::MissingMedia
            | FindingCode::TooFewCharacters
            | FindingCode::TooManyCharacters
            | FindingCode::UnreadCharacters
    )
}
