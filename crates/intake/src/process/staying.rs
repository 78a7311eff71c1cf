//! What is registered stays where it was registered, whatever the roster or the notices have become since.

use domain::finding::{Finding, FindingCode};
use domain::ids::{NoticeId, SocietyCode};
use domain::notice::Notice;
use domain::ruling::Ruling;
use domain::verdict::{Judgement, Verdict};
use store::ArrivalFacts;

use super::books::Place;
use crate::claim::{Claim, Evidence, Placed, claim, place_at};

/// Where an arrival is registered; `None` when it is not, or when a person says where it belongs.
pub(super) fn registered(facts: &ArrivalFacts) -> Option<Place> {
    let is_registered = |known: &Judgement| match known.verdict {
        Verdict::Accepted { .. } | Verdict::Duplicate { .. } => true,
        Verdict::Held { .. } | Verdict::Ignored => false,
    };
    let decided = facts.rulings.iter().any(Ruling::places);
    let known = facts.judgement.as_ref().filter(|known| is_registered(known));
    known.filter(|_| !decided).and(facts.stored.placed.clone())
}

/// The claim of an arrival that is registered there. Its society has its receipt: what would be claimed now is said to a
/// person, who may decide otherwise.
pub(super) fn stay(evidence: Evidence<'_>, claim: Claim, registered: Option<&Place>) -> Claim {
    let Some((notice, society)) = registered else {
        return claim;
    };
    match &claim {
        Claim::Ignored(_) => return claim,
        Claim::Placed(placed) if is_at(placed, (notice, society)) => return claim,
        Claim::Placed(_) | Claim::Unplaced { .. } => {}
    }
    let known = evidence.notices.iter().find(|known| known.id == *notice);
    let Some(notice) = known.filter(|_| evidence.directory.get(society).is_some()) else {
        return claim;
    };
    let mut placed = place_at(evidence, notice, society);
    placed.findings.push(Finding::new(FindingCode::PlaceChanged));
    Claim::Placed(Box::new(placed))
}

/// The claim of an arrival at the place where it stands already, as the society's others are settled.
pub(super) fn at(evidence: Evidence<'_>, notice: &Notice, society: &SocietyCode, is_decided: bool) -> Placed {
    let place = (notice.id.clone(), society.clone());
    let registered = (!is_decided).then_some(&place);
    match stay(evidence, claim(evidence), registered) {
        Claim::Placed(placed) if is_at(&placed, (&notice.id, society)) => *placed,
        Claim::Placed(_) | Claim::Unplaced { .. } | Claim::Ignored(_) => place_at(evidence, notice, society),
    }
}

fn is_at(placed: &Placed, (notice, society): (&NoticeId, &SocietyCode)) -> bool {
    placed.notice == *notice && placed.society == *society
}
