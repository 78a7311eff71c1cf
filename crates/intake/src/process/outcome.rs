//! What judging one arrival would write, thought out on facts of a known version.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::arrival::Arrival;
use domain::ids::{ArrivalId, NoticeId, SocietyCode};
use domain::letter::{Letter, LetterEvent};
use domain::ruling::Ruling;
use domain::verdict::{Judgement, Verdict};
use store::{LetterMode, Record, SocietyFacts, SocietyRecord, StoredArrival};

use super::context::{Configuration, Context, Exhibit};
use crate::IntakeError;
use crate::claim::{Claim, Placed, claim};
use crate::letters;
use crate::settle::{Member, Settlement, settle};

/// The society of a notice.
type Place = (NoticeId, SocietyCode);

/// What is to be written, beside what is there.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub arrival: ArrivalId,
    /// The arrival's revision when its rulings and sightings were read.
    pub revision: i64,
    pub placed: Option<Place>,
    pub lone: Option<Judgement>,
    pub known: Option<Judgement>,
    pub societies: Vec<(Place, SocietyFacts, Settlement)>,
    pub letters: Vec<Letter>,
}

impl Outcome {
    /// Thinks about an arrival; `None` when it does not exist.
    pub(crate) async fn of(context: &Context, id: ArrivalId) -> Result<Option<Self>, IntakeError> {
        let configuration = context.configuration().await?;
        // The arrival before its rulings: a ruling that comes between changes the revision, and recording notices.
        let Some(stored) = context.store().arrival(id).await? else {
            return Ok(None);
        };
        let rulings = context.store().rulings(id).await?;
        let exhibit = context.exhibit(&stored, rulings).await?;
        let claim = claim(exhibit.evidence(&configuration, context.reception()));
        Self::think(context, &configuration, stored, Some(exhibit), claim)
            .await
            .map(Some)
    }

    /// The same with a claim that is given instead of made.
    pub(crate) async fn with_claim(
        context: &Context,
        id: ArrivalId,
        claim: Claim,
    ) -> Result<Option<Self>, IntakeError> {
        let configuration = context.configuration().await?;
        let Some(stored) = context.store().arrival(id).await? else {
            return Ok(None);
        };
        Self::think(context, &configuration, stored, None, claim)
            .await
            .map(Some)
    }

    async fn think(
        context: &Context,
        configuration: &Configuration,
        stored: StoredArrival,
        exhibit: Option<Exhibit>,
        claim: Claim,
    ) -> Result<Self, IntakeError> {
        let id = stored.arrival.id;
        let known = context.store().judgement(id).await?;
        let (lone, joining) = lone_or_placed(id, claim);
        let place = joining
            .as_ref()
            .map(|placed| (placed.notice.clone(), placed.society.clone()));
        let mut societies = Vec::new();
        if let Some(left) = stored.placed.clone().filter(|left| Some(left) != place.as_ref()) {
            societies.push(resettle(context, configuration, left, &stored, None).await?);
        }
        let mut written = Vec::new();
        if let (Some(place), Some(placed)) = (&place, joining) {
            let joining = Some((placed, &exhibit));
            let settled = resettle(context, configuration, place.clone(), &stored, joining).await?;
            written.extend(
                exhibit
                    .iter()
                    .flat_map(|exhibit| write_letters(context, exhibit, configuration, &settled.2)),
            );
            written.extend(completion_letters(context, configuration, id, &settled).await?);
            societies.push(settled);
        }
        Ok(Self {
            arrival: id,
            revision: stored.revision,
            placed: place,
            lone,
            known,
            societies,
            letters: written,
        })
    }

    /// The record that writes this.
    pub(crate) fn into_record(
        self,
        letter_mode: LetterMode,
        letter_domain: &str,
        now: DateTime<Utc>,
    ) -> Record {
        let societies = self
            .societies
            .into_iter()
            .map(|((notice, society), facts, settlement)| SocietyRecord {
                notice,
                society,
                version: facts.version,
                judgements: settlement.judgements,
                submissions: settlement.submissions,
                return_forms: settlement.return_forms,
            })
            .collect();
        Record {
            claimed: Some((self.arrival, self.revision)),
            placed: self.placed,
            societies,
            lone: self.lone,
            letters: self.letters,
            letter_mode,
            letter_domain: letter_domain.to_owned(),
            now,
        }
    }
}

/// An arrival without a society is judged by itself; one with a society is settled with the others.
fn lone_or_placed(arrival: ArrivalId, claim: Claim) -> (Option<Judgement>, Option<Arc<Placed>>) {
    let lone = |verdict, findings| Judgement {
        arrival,
        verdict,
        findings,
    };
    match claim {
        Claim::Ignored(finding) => (Some(lone(Verdict::Ignored, vec![finding])), None),
        Claim::Unplaced {
            notice,
            findings,
            suggestions,
        } => (
            Some(lone(
                Verdict::Held {
                    notice,
                    society: None,
                    suggestions,
                },
                findings,
            )),
            None,
        ),
        Claim::Placed(placed) => (None, Some(Arc::new(*placed))),
    }
}

/// One arrival of a society, with what outlives the borrowing of [`Member`].
struct Seat {
    arrival: Arrival,
    internal_dates: Vec<DateTime<Utc>>,
    placed: Arc<Placed>,
}

/// Settles a society anew, without an arrival or with it.
async fn resettle(
    context: &Context,
    configuration: &Configuration,
    place: Place,
    stored: &StoredArrival,
    joining: Option<(Arc<Placed>, &Option<Exhibit>)>,
) -> Result<(Place, SocietyFacts, Settlement), IntakeError> {
    let facts = context.store().society_facts(&place.0, &place.1).await?;
    let Some(notice) = configuration.notices.iter().find(|notice| notice.id == place.0) else {
        return Ok((place, facts, Settlement::default()));
    };
    let mut seats = Vec::new();
    for (other, rulings, _) in &facts.arrivals {
        if other.arrival.id != stored.arrival.id {
            let placed = context
                .placed(other, rulings, configuration, notice, &place.1)
                .await?;
            seats.push(seat(other, rulings, placed));
        }
    }
    if let Some((placed, exhibit)) = joining {
        let rulings: &[Ruling] = exhibit.as_ref().map_or(&[], |exhibit| &exhibit.rulings);
        seats.push(seat(stored, rulings, placed));
    }
    let members = seats
        .iter()
        .map(|seat| Member {
            arrival: &seat.arrival,
            internal_dates: &seat.internal_dates,
            placed: &seat.placed,
        })
        .collect();
    let settlement = settle(notice, &place.1, members);
    Ok((place, facts, settlement))
}

fn seat(stored: &StoredArrival, rulings: &[Ruling], placed: Arc<Placed>) -> Seat {
    Seat {
        arrival: stored.arrival.as_ruled(rulings),
        internal_dates: stored.internal_dates.clone(),
        placed,
    }
}

/// Letters for other arrivals that were held and are accepted now: a photo whose text has come.
async fn completion_letters(
    context: &Context,
    configuration: &Configuration,
    judged: ArrivalId,
    (_, facts, settlement): &(Place, SocietyFacts, Settlement),
) -> Result<Vec<Letter>, IntakeError> {
    let mut letters = Vec::new();
    for (stored, rulings, known) in &facts.arrivals {
        let was_held = known
            .as_ref()
            .is_some_and(|known| matches!(known.verdict, Verdict::Held { .. }));
        let now = settlement
            .judgements
            .iter()
            .find(|judgement| judgement.arrival == stored.arrival.id);
        // What waits to be judged itself writes its own letter then.
        let silent = stored.pending || !was_held;
        let Some(now) = now.filter(|now| !silent && now.arrival != judged) else {
            continue;
        };
        if matches!(now.verdict, Verdict::Accepted { .. }) {
            let exhibit = context.exhibit(stored, rulings.clone()).await?;
            let evidence = exhibit.evidence(configuration, context.reception());
            letters.extend(letters::letters(
                evidence,
                LetterEvent::Completion,
                now,
                &settlement.submissions,
            ));
        }
    }
    Ok(letters)
}

fn write_letters(
    context: &Context,
    exhibit: &Exhibit,
    configuration: &Configuration,
    settlement: &Settlement,
) -> Vec<Letter> {
    let event = if exhibit.rulings.is_empty() {
        LetterEvent::FirstVerdict
    } else {
        LetterEvent::Ruling
    };
    let judgement = settlement
        .judgements
        .iter()
        .find(|judgement| judgement.arrival == exhibit.arrival.id);
    let Some(judgement) = judgement else {
        return Vec::new();
    };
    letters::letters(
        exhibit.evidence(configuration, context.reception()),
        event,
        judgement,
        &settlement.submissions,
    )
}
