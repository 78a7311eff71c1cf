//! A settlement laid out, for comparing and indexing.

use domain::ids::SocietyCode;
use domain::notice::Notice;
use domain::return_form::ReturnForm;
use domain::submission::Submission;
use domain::verdict::Judgement;
use intake::settle::Member;

#[derive(Debug, PartialEq, Eq)]
pub struct Settled {
    pub judgements: Vec<Judgement>,
    pub submissions: Vec<Submission>,
    pub return_forms: Vec<ReturnForm>,
}

/// As [`intake::settle::settle`].
pub fn settle(notice: &Notice, society: &SocietyCode, members: Vec<Member<'_>>) -> Settled {
    let settlement = intake::settle::settle(notice, society, members);
    Settled {
        judgements: settlement.judgements().map(|one| one.as_ref().clone()).collect(),
        submissions: settlement.submissions().map(|one| one.as_ref().clone()).collect(),
        return_forms: settlement
            .return_forms()
            .map(|one| one.as_ref().clone())
            .collect(),
    }
}
