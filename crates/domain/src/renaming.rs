//! 更正姓名 — what stood under a wrong name does not count any more, and nobody has taken it back: it counts under another
//! name.

use crate::finding::FindingCode;
use crate::ids::ArrivalId;
use crate::quotation::in_quotation_marks;
use crate::submission::{Standing, Submission, SubmissionStatus};
use crate::verdict::Judgement;

/// A correction of a name that was carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renaming {
    /// The arrival whose letter corrects it.
    pub by: ArrivalId,
    /// The right name.
    pub name: String,
    /// From which name to which.
    said: String,
}

/// How findings say from which name to which.
pub fn from_to(wrong: &str, right: &str) -> String {
    format!(
        "姓名由{}更正为{}",
        in_quotation_marks(wrong),
        in_quotation_marks(right)
    )
}

/// The names of which [`from_to`] was said: the wrong one and the right one.
pub fn names(said: &str) -> Option<(&str, &str)> {
    let (wrong, right) = said
        .strip_prefix("姓名由“")?
        .split_once("”更正为“")
        .and_then(|(wrong, rest)| Some((wrong, rest.split_once('”')?.0)))?;
    // Of several nobody knows which one it was.
    (!wrong.contains('”')).then_some((wrong, right))
}

impl Renaming {
    /// Those that a judged arrival carries out.
    pub fn of(judgement: &Judgement) -> impl Iterator<Item = Self> {
        let findings = judgement.findings.iter();
        let corrected = findings.filter(|finding| finding.code == FindingCode::NameCorrected);
        corrected.filter_map(|finding| {
            Some(Self {
                by: judgement.arrival,
                name: finding.place.clone()?,
                said: finding.remark.clone()?,
            })
        })
    }

    /// Whether it is this piece that stood under the wrong name, and one of these is what counts instead.
    pub fn concerns(&self, piece: &Submission, pieces: &[Submission]) -> bool {
        let over = piece.standing == Standing::Current && piece.status == SubmissionStatus::Withdrawn;
        let named = piece.person.as_ref().filter(|_| over);
        let is_said = named.is_some_and(|person| self.said.starts_with(&from_to(&person.name, &self.name)));
        let is_right = |other: &Submission| {
            let person = other.person.as_ref();
            other.item == piece.item && person.is_some_and(|person| person.name == self.name)
        };
        is_said && pieces.iter().any(is_right)
    }
}
