//! What a letter without material wants, of which its sender is told that it came.

use domain::finding::FindingCode;
use domain::letter::LetterKind;

use super::Facts;

impl Facts<'_> {
    /// `question`, `withdrawal` or `correction`. The office deals with it by itself: nothing else is found out about it.
    pub(super) fn request(self) -> Option<&'static str> {
        let is_open = self.letter.key.kind == LetterKind::UnderReview;
        let mut findings = self.letter.corrections.iter().filter(|_| is_open);
        findings.find_map(|finding| match finding.code {
            FindingCode::QuestionOnly => Some("question"),
            FindingCode::WithdrawalRequest => Some("withdrawal"),
            FindingCode::CorrectionInWords => Some("correction"),
            _ => None,
        })
    }
}
