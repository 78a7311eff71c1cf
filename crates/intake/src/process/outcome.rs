//! What judging one arrival would write, thought out on facts of a known version.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use domain::arrival::Arrival;
use domain::ids::{ArrivalId, SocietyCode};
use domain::letter::{Letter, LetterEvent};
use domain::notice::Notice;
use domain::returned::Returned;
use domain::ruling::{Decision, Ruling};
use domain::verdict::{Judgement, Verdict};
use store::{ArrivalFacts, LetterModes, NewReading, Record, SocietyRecord, StoredArrival};

use super::books::{Books, Member, Place};
use super::context::{Configuration, Context, Exhibit};
use super::desk::{Desk, Memory};
use super::thinking;
use crate::IntakeError;
use crate::claim::{Claim, Placed, claim};
use crate::letters;
use crate::reading::READER_VERSION;
use crate::returned::returned;
use crate::settle::{self, Change, Settlement, settle, settle_next};

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
    pub societies: Vec<Settled>,
    pub letters: Vec<Letter>,
    /// Arrivals that this one brings from accepted to held.
    pub withdrawn: Vec<ArrivalId>,
    /// What a delivery report says of letters of ours.
    pub returned: Option<Returned>,
}

/// What settling a society anew changes.
#[derive(Debug)]
pub(crate) struct Settled {
    pub place: Place,
    /// The version of the records on which it rests.
    pub version: i64,
    pub change: Change,
    pub settlement: Settlement,
    /// The arrivals whose judgement changes.
    members: Vec<Arc<Member>>,
}

/// Thinks about arrivals one after the other, each on what the one before it changed. Those that do not exist are left
/// out, and so are the last ones when reading the first took long or gave much. With `given` that claim is taken instead of what they
/// say of themselves.
pub(crate) async fn think(
    context: &Context,
    ids: &[ArrivalId],
    given: Option<&Claim>,
    memory: Memory,
) -> Result<(Vec<Outcome>, Desk), IntakeError> {
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
    let mut desk = Desk::open(context, places, configuration.version, memory).await?;
    let mut outcomes = Vec::with_capacity(cases.len());
    for case in cases {
        outcomes.push(case.judge(context, &configuration, &mut desk).await?);
    }
    Ok((outcomes, desk))
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
    returned: Option<Returned>,
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
        let returned = exhibit
            .as_ref()
            .and_then(|exhibit| returned(&claim, &exhibit.reading));
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
            returned,
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
        let mut letters: Vec<Letter> = self
            .lone
            .iter()
            .zip(&self.exhibit)
            .filter_map(|(judgement, exhibit)| {
                letters::about_unplaced(exhibit.evidence(configuration, context.reception()), judgement)
            })
            .collect();
        if let (Some(place), Some(placed)) = (&place, &self.joining) {
            let settled = self
                .resettle(context, configuration, desk, place.clone(), Some(placed))
                .await?;
            letters.extend(
                self.exhibit
                    .iter()
                    .flat_map(|exhibit| write_letters(context, exhibit, configuration, &settled.settlement)),
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
            returned: self.returned,
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
    ) -> Result<Settled, IntakeError> {
        let mut books = desk.take(&place);
        let notice = configuration.notices.iter().find(|notice| notice.id == place.0);
        let settlement = match notice {
            Some(notice) => {
                self.settlement(context, configuration, &mut books, (notice, &place.1), joining)
                    .await?
            }
            None => Settlement::default(),
        };
        let id = self.stored.arrival.id;
        if settlement.judgement(id).is_some() {
            books.join(Member {
                stored: StoredArrival {
                    pending: false,
                    placed: Some(place.clone()),
                    ..self.stored.clone()
                },
                rulings: self.rulings.clone(),
            });
        } else {
            books.leave(id);
        }
        let change = books.known.become_as(&settlement);
        let judged = change.judgements.iter().map(|(_, now)| now.arrival);
        let settled = Settled {
            version: books.version,
            members: judged.filter_map(|id| books.member(id).cloned()).collect(),
            place: place.clone(),
            change,
            settlement: settlement.clone(),
        };
        books.settled = Some(settlement);
        books.version += 1;
        desk.give_back(place, books);
        Ok(settled)
    }

    /// Continues what is settled, or settles all arrivals of the society.
    async fn settlement(
        &self,
        context: &Context,
        configuration: &Arc<Configuration>,
        books: &mut Books,
        (notice, society): (&Notice, &SocietyCode),
        joining: Option<&Arc<Placed>>,
    ) -> Result<Settlement, IntakeError> {
        let joining = joining.map(|placed| {
            let rulings: &[Ruling] = self.exhibit.as_ref().map_or(&[], |exhibit| &exhibit.rulings);
            seat(&self.stored, rulings, Arc::clone(placed))
        });
        if let Some(joining) = &joining
            && let Some(settled) = books.settled_before(&joining.arrival)
        {
            return Ok(settle_next(notice, society, settled, joining.member()));
        }
        let mut seats = Vec::with_capacity(books.members.len() + 1);
        for other in &books.members {
            if other.stored.arrival.id != self.stored.arrival.id {
                let placed = context
                    .placed(&other.stored, &other.rulings, configuration, notice, society)
                    .await?;
                seats.push(seat(&other.stored, &other.rulings, placed));
            }
        }
        seats.extend(joining);
        Ok(settle(notice, society, seats.iter().map(Seat::member).collect()))
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
        letter_modes: LetterModes,
        letter_domain: &str,
        now: DateTime<Utc>,
    ) -> Record {
        let societies = self
            .societies
            .into_iter()
            .map(|settled| SocietyRecord {
                notice: settled.place.0,
                society: settled.place.1,
                version: settled.version,
                judgements: settled
                    .change
                    .judgements
                    .into_iter()
                    .map(|(_, now)| now)
                    .collect(),
                submissions: settled.change.submissions,
                gone_submissions: settled.change.gone_submissions,
                return_forms: settled.change.return_forms,
                gone_return_forms: settled.change.gone_return_forms,
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
            letter_modes,
            returned: self.returned,
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

impl Seat {
    fn member(&self) -> settle::Member<'_> {
        settle::Member {
            arrival: &self.arrival,
            internal_dates: &self.internal_dates,
            placed: &self.placed,
        }
    }
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
    settled: &Settled,
) -> Result<Vec<Letter>, IntakeError> {
    let mut letters = Vec::new();
    for (before, now) in &settled.change.judgements {
        let was_held = is(before.as_ref(), |verdict| matches!(verdict, Verdict::Held { .. }));
        let is_accepted = matches!(now.verdict, Verdict::Accepted { .. });
        if now.arrival == judged || !was_held || !is_accepted {
            continue;
        }
        let member = settled
            .members
            .iter()
            .find(|member| member.stored.arrival.id == now.arrival);
        // What waits to be judged itself writes its own letter then.
        let Some(member) = member.filter(|member| !member.stored.pending) else {
            continue;
        };
        let exhibit = context.exhibit(&member.stored, member.rulings.clone()).await?;
        let evidence = exhibit.evidence(configuration, context.reception());
        letters.extend(letters::letters(
            evidence,
            LetterEvent::Completion,
            now,
            &settled.settlement,
        ));
    }
    Ok(letters)
}

/// Arrivals that were accepted and are held now, since another one came between.
fn withdrawn(judged: ArrivalId, societies: &[Settled]) -> Vec<ArrivalId> {
    let changed = societies.iter().flat_map(|settled| &settled.change.judgements);
    let withdrawn = changed.filter(|(before, now)| {
        let was_accepted = is(before.as_ref(), |verdict| {
            matches!(verdict, Verdict::Accepted { .. })
        });
        was_accepted && matches!(now.verdict, Verdict::Held { .. }) && now.arrival != judged
    });
    withdrawn.map(|(_, now)| now.arrival).collect()
}

fn is(judgement: Option<&Arc<Judgement>>, kind: impl Fn(&Verdict) -> bool) -> bool {
    judgement.is_some_and(|known| kind(&known.verdict))
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
    let judgement = settlement.judgement(exhibit.arrival.id);
    let Some(judgement) = judgement else {
        return Vec::new();
    };
    letters::letters(
        exhibit.evidence(configuration, context.reception()),
        event,
        judgement,
        settlement,
    )
}
