//! A settlement laid out, for comparing and indexing.

use domain::arrival::Arrival;
use domain::finding::FindingCode;
use domain::ids::SocietyCode;
use domain::notice::Notice;
use domain::return_form::ReturnForm;
use domain::submission::{Standing, Submission};
use domain::verdict::Judgement;
use intake::claim::Placed;
use intake::settle::{Member, Settlement};

use super::notice;

#[derive(Debug, PartialEq, Eq)]
pub struct Settled {
    pub judgements: Vec<Judgement>,
    pub submissions: Vec<Submission>,
    pub return_forms: Vec<ReturnForm>,
}

/// As [`intake::settle::settle`].
pub fn settle(notice: &Notice, society: &SocietyCode, members: Vec<Member<'_>>) -> Settled {
    laid_out(&intake::settle::settle(notice, society, members))
}

/// Letters of one society, settled by the sample notice.
pub fn settled(letters: &[(Arrival, Placed)]) -> Settled {
    let members = letters.iter().map(|(arrival, placed)| Member {
        arrival,
        internal_dates: &[],
        placed,
    });
    settle(
        &notice(),
        &SocietyCode::parse("A-01").expect("a code"),
        members.collect(),
    )
}

/// All that a settlement knows.
pub fn laid_out(settlement: &Settlement) -> Settled {
    Settled {
        judgements: settlement.judgements().map(|one| one.as_ref().clone()).collect(),
        submissions: settlement.submissions().map(|one| one.as_ref().clone()).collect(),
        return_forms: settlement
            .return_forms()
            .map(|one| one.as_ref().clone())
            .collect(),
    }
}

impl Settled {
    /// Takes over what is new or differs, as the store does.
    pub fn take_over(&mut self, new: Self) {
        let judged = |one: &Judgement| new.judgements.iter().all(|new| new.arrival != one.arrival);
        self.judgements.retain(judged);
        self.judgements.extend(new.judgements.iter().cloned());
        let written = |one: &Submission| new.submissions.iter().all(|new| new.id != one.id);
        self.submissions.retain(written);
        self.submissions.extend(new.submissions);
        self.return_forms = new.return_forms;
    }

    /// Puts everything into the order of its identities.
    pub fn sort(&mut self) {
        self.judgements.sort_by_key(|one| one.arrival);
        self.submissions.sort_by_key(|one| one.id);
    }
}

/// Verdicts in the order of the letters.
pub fn verdicts(settlement: &Settled) -> Vec<&'static str> {
    settlement
        .judgements
        .iter()
        .map(|judgement| judgement.verdict.as_str())
        .collect()
}

/// Whether a judgement says this.
pub fn has(judgement: &Judgement, code: FindingCode) -> bool {
    judgement.findings.iter().any(|finding| finding.code == code)
}

/// Current texts, in the order of the chains.
pub fn current(settlement: &Settled) -> Vec<&str> {
    let current = settlement
        .submissions
        .iter()
        .filter(|one| one.standing == Standing::Current);
    current.map(|one| one.text.as_str()).collect()
}
