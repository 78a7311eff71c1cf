//! What judging one arrival would write, thought out on facts of a known version.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use domain::arrival::Arrival;
use domain::ids::ArrivalId;
use domain::letter::{Letter, LetterEvent};
use domain::ruling::{Decision, Ruling};
use domain::verdict::{Judgement, Verdict};
use store::{
    ArrivalFacts, FactsScope, LetterMode, NewReading, Record, SocietyFacts, SocietyRecord, StoredArrival,
};

use super::context::{Configuration, Context, Exhibit};
use super::desk::{Desk, Place};
use super::thinking;
use crate::IntakeError;
use crate::claim::{Claim, Placed, claim};
use crate::letters;
use crate::reading::READER_VERSION;
use crate::settle::{Member, Settlement, settle};

/// How long the documents of a batch may take before the rest of it is left to others.
const READING: Duration = Duration::from_secs(5);

/// How long the readings of a batch may be together, in bytes, before the rest of it is left to others.
const READINGS: usize = 2 << 20;

/// What is to be written, beside what is there.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub arrival: ArrivalId,
    /// The arrival's revision when its rulings and sightings were read.
    pub revision: i64,
    /// Whether it waits to be judged.
    pub waits: bool,
    /// Its reading, when that was made just now.
    pub reading: Option<NewReading>,
    /// The configuration with which it was thought.
    pub configuration: i64,
    pub placed: Option<Place>,
    pub lone: Option<Judgement>,
    pub known: Option<Judgement>,
    pub societies: Vec<(Place, SocietyFacts, Settlement)>,
    pub letters: Vec<Letter>,
    /// Arrivals that this one brings from accepted to held.
    pub withdrawn: Vec<ArrivalId>,
}

/// Thinks about arrivals one after the other, each on what the one before it changed. Those that do not exist are left
/// out, and so are the last ones when reading the first took long or gave much. With `given` that claim is taken instead of what they
/// say of themselves.
pub(crate) async fn think(
    context: &Context,
    ids: &[ArrivalId],
    given: Option<&Claim>,
    scope: FactsScope,
) -> Result<Vec<Outcome>, IntakeError> {
    let configuration = context.configuration().await?;
    let mut cases: Vec<Case> = Vec::new();
    let mut length = 0;
    let begun = Instant::now();
    for facts in context.store().arrivals_facts(ids, READER_VERSION).await? {
        if !cases.is_empty() && (begun.elapsed() > READING || length > READINGS) {
            break;
        }
        let case = Case::open(context, &configuration, facts, given).await?;
        length += case.exhibit.as_ref().map_or(0, |exhibit| exhibit.length);
        cases.push(case);
    }
    let places = cases.iter().flat_map(Case::places).collect();
    let mut desk = Desk::load(context.store(), places, scope).await?;
    let mut outcomes = Vec::with_capacity(cases.len());
    for case in cases {
        outcomes.push(case.judge(context, &configuration, &mut desk).await?);
    }
    Ok(outcomes)
}

/// An arrival with its claim.
struct Case {
    stored: StoredArrival,
    rulings: Vec<Ruling>,
    known: Option<Judgement>,
    /// None when its claim was given.
    exhibit: Option<Exhibit>,
    lone: Option<Judgement>,
    joining: Option<Arc<Placed>>,
}

impl Case {
    async fn open(
        context: &Context,
        configuration: &Arc<Configuration>,
        facts: ArrivalFacts,
        given: Option<&Claim>,
    ) -> Result<Self, IntakeError> {
        let ArrivalFacts {
            stored,
            rulings,
            judgement,
            reading,
        } = facts;
        let (exhibit, claim) = if let Some(claim) = given {
            (None, claim.clone())
        } else {
            let exhibit = context.exhibit_with(&stored, rulings.clone(), reading).await?;
            claimed(context, configuration, exhibit).await?
        };
        let (lone, joining) = lone_or_placed(stored.arrival.id, claim);
        if let (Some(placed), Some(_)) = (&joining, &exhibit) {
            context.remember(&stored, configuration, placed).await;
        }
        Ok(Self {
            stored,
            rulings,
            known: judgement,
            exhibit,
            lone,
            joining,
        })
    }

    /// Where it goes.
    fn place(&self) -> Option<Place> {
        let placed = self.joining.as_ref()?;
        Some((placed.notice.clone(), placed.society.clone()))
    }

    /// Where it stood, when that is another place.
    fn left(&self) -> Option<Place> {
        let place = self.place();
        self.stored
            .placed
            .clone()
            .filter(|left| Some(left) != place.as_ref())
    }

    fn places(&self) -> impl Iterator<Item = Place> {
        self.left().into_iter().chain(self.place())
    }

    async fn judge(
        self,
        context: &Context,
        configuration: &Arc<Configuration>,
        desk: &mut Desk,
    ) -> Result<Outcome, IntakeError> {
        let id = self.stored.arrival.id;
        let (place, left) = (self.place(), self.left());
        let mut societies = Vec::new();
        if let Some(left) = left {
            societies.push(self.resettle(context, configuration, desk, left, None).await?);
        }
        let mut letters = Vec::new();
        if let (Some(place), Some(placed)) = (&place, &self.joining) {
            let settled = self
                .resettle(context, configuration, desk, place.clone(), Some(placed))
                .await?;
            letters.extend(
                self.exhibit
                    .iter()
                    .flat_map(|exhibit| write_letters(context, exhibit, configuration, &settled.2)),
            );
            letters.extend(completion_letters(context, configuration, id, &settled).await?);
            societies.push(settled);
        }
        Ok(Outcome {
            arrival: id,
            revision: self.stored.revision,
            waits: self.stored.pending,
            configuration: configuration.version,
            reading: self.exhibit.and_then(|exhibit| exhibit.fresh),
            placed: place,
            lone: self.lone,
            known: self.known,
            withdrawn: withdrawn(id, &societies),
            societies,
            letters,
        })
    }

    /// Settles a society anew, without this arrival or with it.
    async fn resettle(
        &self,
        context: &Context,
        configuration: &Arc<Configuration>,
        desk: &mut Desk,
        place: Place,
        joining: Option<&Arc<Placed>>,
    ) -> Result<(Place, SocietyFacts, Settlement), IntakeError> {
        let facts = desk.take(&place);
        let Some(notice) = configuration.notices.iter().find(|notice| notice.id == place.0) else {
            desk.note(
                &place,
                &facts,
                &Settlement::default(),
                (&self.stored, &self.rulings),
            );
            return Ok((place, facts, Settlement::default()));
        };
        let mut seats = Vec::new();
        for (other, rulings, _) in &facts.arrivals {
            if other.arrival.id != self.stored.arrival.id {
                let placed = context
                    .placed(other, rulings, configuration, notice, &place.1)
                    .await?;
                seats.push(seat(other, rulings, placed));
            }
        }
        if let Some(placed) = joining {
            let rulings: &[Ruling] = self.exhibit.as_ref().map_or(&[], |exhibit| &exhibit.rulings);
            seats.push(seat(&self.stored, rulings, Arc::clone(placed)));
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
        desk.note(&place, &facts, &settlement, (&self.stored, &self.rulings));
        Ok((place, facts, settlement))
    }
}

/// What an arrival says of itself, and what that was made from. When understanding it takes too long a person must look.
async fn claimed(
    context: &Context,
    configuration: &Arc<Configuration>,
    exhibit: Exhibit,
) -> Result<(Option<Exhibit>, Claim), IntakeError> {
    let id = exhibit.arrival.id;
    let known = (Arc::clone(configuration), Arc::clone(context.reception()));
    let thought = thinking::apart(move || {
        let claim = claim(exhibit.evidence(&known.0, &known.1));
        (Some(exhibit), claim)
    });
    Ok(thought.await?.unwrap_or_else(|| {
        tracing::error!(arrival = %id, "held, since understanding it took too long");
        (None, Claim::unprocessable())
    }))
}

impl Outcome {
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
            configuration: Some(self.configuration),
            placed: self.placed,
            reading: self.reading,
            societies,
            lone: self.lone,
            letters: self.letters,
            withdrawn: self.withdrawn,
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

/// Arrivals that were accepted and are held now, since another one came between.
fn withdrawn(judged: ArrivalId, societies: &[(Place, SocietyFacts, Settlement)]) -> Vec<ArrivalId> {
    let mut found = Vec::new();
    for (_, facts, settlement) in societies {
        for (stored, _, known) in &facts.arrivals {
            let was_accepted = known
                .as_ref()
                .is_some_and(|known| matches!(known.verdict, Verdict::Accepted { .. }));
            let is_held = settlement
                .judgements
                .iter()
                .any(|now| now.arrival == stored.arrival.id && matches!(now.verdict, Verdict::Held { .. }));
            if was_accepted && is_held && stored.arrival.id != judged {
                found.push(stored.arrival.id);
            }
        }
    }
    found
}

fn write_letters(
    context: &Context,
    exhibit: &Exhibit,
    configuration: &Configuration,
    settlement: &Settlement,
) -> Vec<Letter> {
    // How the office corrects what it recognised wrongly concerns nobody outside: the receipt has gone.
    let is_correction = |ruling: &Ruling| matches!(ruling.decision, Decision::Correct(_));
    let event = if exhibit.rulings.iter().all(is_correction) {
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
