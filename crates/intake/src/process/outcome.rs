//! What judging one arrival would write, thought out on facts of a known version.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::arrival::SenderStanding;
use domain::ids::ArrivalId;
use domain::letter::{Letter, LetterEvent};
use domain::returned::Returned;
use domain::ruling::{self, Ruling};
use domain::verdict::{Judgement, Verdict};
use mail::authentication::Standing;
use store::{ArrivalFacts, LetterModes, NewReading, Record, SocietyRecord, SocietyStanding, StoredArrival};

use super::books::{Member, Place};
use super::context::{Configuration, Context, Exhibit};
use super::desk::{Desk, Memory, Plan};
use super::earlier::{addressed, set_aside};
use super::others::{completion_letters, redrawn_letters};
use super::settling::{resettled, seat};
use super::staying::{registered, stay};
use super::thinking;
use super::turns::Turn;
use crate::IntakeError;
use crate::claim::{Claim, Dictionary, Placed, claim_by};
use crate::letters;
use crate::reading::READER_VERSION;
use crate::returned::returned;
use crate::settle::{Change, Settlement};

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
    /// Other arrivals whose letters are taken back as far as they have not left: this one brings them from accepted to
    /// held, or they are drawn anew.
    pub withdrawn: Vec<ArrivalId>,
    /// What a delivery report says of letters of ours.
    pub returned: Option<Returned>,
    /// What the receiving servers say of its sender.
    pub sender_standing: SenderStanding,
}

/// What settling a society anew changes.
#[derive(Debug)]
pub(crate) struct Settled {
    pub place: Place,
    /// The version of the records on which it rests.
    pub version: i64,
    pub change: Change,
    pub settlement: Settlement,
    /// On what the records rest then.
    standing: Option<SocietyStanding>,
    /// The arrivals whose judgement changes, as far as they were judged with the same books.
    pub(super) members: Vec<Arc<Member>>,
}

/// Thinks about arrivals one after the other, each on what the one before it changed. Those that do not exist are left
/// out, and so are the last ones when reading the first took long or gave much. With `given` that claim is taken instead of what they
/// say of themselves.
pub(crate) async fn think(
    context: &Context,
    ids: &[ArrivalId],
    given: Option<&Claim>,
    turn: Option<Turn>,
    memory: Memory,
) -> Result<(Vec<Outcome>, Desk), IntakeError> {
    let configuration = context.configuration().await?;
    let mut facts = context.store().arrivals_facts(ids, READER_VERSION).await?;
    facts.sort_by_key(|facts| facts.stored.arrival.as_ruled(&facts.rulings).order());
    let claims = if let Some(claim) = given {
        facts.iter().map(|_| (None, claim.clone())).collect()
    } else {
        // Boxed, since everything that a batch waits for is part of what waits for it.
        let exhibits = Box::pin(context.exhibits(&facts)).await?;
        let registered = facts.iter().map(registered).collect();
        claims(context, &configuration, exhibits, registered).await?
    };
    let mut cases = Vec::with_capacity(claims.len());
    for (facts, (exhibit, claim)) in facts.into_iter().zip(claims) {
        cases.push(Case::open(context, &configuration, facts, (exhibit, claim)).await);
    }
    let mut plan = Plan::default();
    for case in &cases {
        case.announce(&mut plan);
    }
    if let Some(turn) = &turn {
        turn.come().await;
    }
    let mut desk = Desk::open(context, plan, configuration.version.claims, memory).await?;
    drop(turn);
    let mut outcomes = Vec::with_capacity(cases.len());
    for case in cases {
        // Boxed, since everything that a batch waits for is part of what waits for it.
        outcomes.push(Box::pin(case.judge(context, &configuration, &mut desk)).await?);
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
    sender_standing: SenderStanding,
}

impl Case {
    async fn open(
        context: &Context,
        configuration: &Configuration,
        facts: ArrivalFacts,
        (exhibit, claim): (Option<Exhibit>, Claim),
    ) -> Self {
        let stored = facts.stored;
        let returned = exhibit
            .as_ref()
            .and_then(|exhibit| returned(&claim, &exhibit.reading));
        let sender_standing = exhibit.as_ref().map_or(SenderStanding::Unknown, |exhibit| {
            let mail = exhibit.reading.mail.as_ref();
            let standing = mail.map(|mail| context.reception().standing(&exhibit.arrival, mail));
            as_recorded(standing)
        });
        let (lone, joining) = lone_or_placed(stored.arrival.id, claim);
        if let (Some(placed), Some(_)) = (&joining, &exhibit) {
            context.remember(&stored, configuration, placed).await;
        }
        Self {
            stored,
            rulings: facts.rulings,
            known: facts.judgement,
            exhibit,
            lone,
            joining,
            returned,
            sender_standing,
        }
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

    /// Says what it will do to societies.
    fn announce(&self, plan: &mut Plan) {
        if let Some(left) = self.left() {
            plan.stood(left);
        }
        match self.place() {
            Some(place) if self.stored.placed.as_ref() == Some(&place) => plan.stood(place),
            Some(place) => plan.joins(place, self.order()),
            None => {}
        }
    }

    /// By what arrivals of a society are settled one after the other.
    fn order(&self) -> (DateTime<Utc>, ArrivalId) {
        self.stored.arrival.as_ruled(self.rulings_heard()).order()
    }

    /// The rulings that count for its claim.
    fn rulings_heard(&self) -> &[Ruling] {
        self.exhibit.as_ref().map_or(&[], |exhibit| &exhibit.rulings)
    }

    async fn judge(
        self,
        context: &Context,
        configuration: &Arc<Configuration>,
        desk: &mut Desk,
    ) -> Result<Outcome, IntakeError> {
        let id = self.stored.arrival.id;
        let (place, left) = (self.place(), self.left());
        let (mut societies, mut taken_back) = (Vec::new(), Vec::new());
        if let Some(left) = left {
            societies.push(self.resettle(context, configuration, desk, left, None).await?);
        }
        let mut letters: Vec<Letter> = self
            .lone
            .iter()
            .zip(&self.exhibit)
            .filter_map(|(judgement, exhibit)| {
                letters::that_it_waits(exhibit.evidence(configuration, context.reception()), judgement)
            })
            .collect();
        if let Some(judgement) = &self.lone {
            letters.extend(set_aside(context, judgement, &self.rulings).await?);
        }
        if let (Some(place), Some(placed)) = (&place, &self.joining) {
            let settled = self
                .resettle(context, configuration, desk, place.clone(), Some(placed))
                .await?;
            let exhibit = self.exhibit.iter();
            let own = exhibit
                .flat_map(|exhibit| write_letters(context, exhibit, configuration, &settled.settlement))
                .collect();
            letters.extend(addressed(context, configuration, &self.stored.arrival, own).await?);
            letters.extend(completion_letters(context, configuration, id, &settled).await?);
            if ruling::told(&self.rulings) > 0 {
                let redrawn = redrawn_letters(context, configuration, id, &settled).await?;
                taken_back.extend(redrawn.iter().filter_map(|letter| Some(letter.key.answers()?.0)));
                letters.extend(redrawn);
            }
            societies.push(settled);
        }
        taken_back.extend(withdrawn(id, &societies));
        Ok(Outcome {
            arrival: id,
            revision: self.stored.revision,
            waits: self.stored.pending,
            configuration: configuration.version.whole,
            reading: self.exhibit.and_then(|exhibit| exhibit.fresh),
            placed: place,
            lone: self.lone,
            known: self.known,
            withdrawn: taken_back,
            returned: self.returned,
            sender_standing: self.sender_standing,
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
        let joining = joining.map(|placed| seat(&self.stored, self.rulings_heard(), Arc::clone(placed)));
        let id = self.stored.arrival.id;
        let (change, settlement) = resettled(
            context,
            configuration,
            &mut books,
            (&place, notice),
            (id, joining),
        )
        .await?;
        let version = books.mark.version;
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
        let counts = (books.mark.arrivals, books.mark.revisions);
        let judged = change.judgements.iter().map(|(_, now)| now.arrival);
        let settled = Settled {
            version,
            members: judged.filter_map(|id| books.member(id).cloned()).collect(),
            standing: settlement.standing(configuration.version.claims, READER_VERSION, counts),
            place: place.clone(),
            change,
            settlement: settlement.clone(),
        };
        books.settled = Some(settlement);
        books.mark.version += 1;
        desk.give_back(place, books);
        Ok(settled)
    }
}

/// What arrivals say of themselves, each with what that was made from. One that takes too long to understand must be
/// looked at by a person; it is not known which of several it is.
async fn claims(
    context: &Context,
    configuration: &Arc<Configuration>,
    exhibits: Vec<Exhibit>,
    registered: Vec<Option<Place>>,
) -> Result<Vec<(Option<Exhibit>, Claim)>, IntakeError> {
    let ids: Vec<ArrivalId> = exhibits.iter().map(|exhibit| exhibit.arrival.id).collect();
    let known = (Arc::clone(configuration), Arc::clone(context.reception()));
    let thought = thinking::apart(move || {
        let dictionary = Dictionary::default();
        let claims = exhibits.iter().zip(&registered).map(|(exhibit, registered)| {
            let evidence = exhibit.evidence(&known.0, &known.1);
            stay(evidence, claim_by(evidence, &dictionary), registered.as_ref())
        });
        let claims: Vec<Claim> = claims.collect();
        exhibits.into_iter().map(Some).zip(claims).collect()
    });
    match (thought.await?, ids.as_slice()) {
        (Some(claims), _) => Ok(claims),
        (None, [only]) => {
            tracing::error!(arrival = %only, "held, since understanding it took too long");
            Ok(vec![(None, Claim::unprocessable())])
        }
        (None, ids) => Err(IntakeError::Slow(
            ids.first().copied().unwrap_or(ArrivalId::new(0)),
        )),
    }
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
                waiting: settled.change.waiting,
                gone_waiting: settled.change.gone_waiting,
                standing: settled.standing,
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
            sender_standing: self.sender_standing,
            letter_domain: letter_domain.to_owned(),
            now,
        }
    }
}

/// What is kept of what the receiving servers say; of an upload nothing.
fn as_recorded(standing: Option<Standing>) -> SenderStanding {
    match standing {
        Some(Standing::Passed) => SenderStanding::Passed,
        Some(Standing::Failed) => SenderStanding::Failed,
        Some(Standing::Unknown) | None => SenderStanding::Unknown,
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

pub(super) fn is(judgement: Option<&Arc<Judgement>>, kind: impl Fn(&Verdict) -> bool) -> bool {
    judgement.is_some_and(|known| kind(&known.verdict))
}

/// As what a letter about an arrival with these decisions is written.
pub(super) fn event_of(rulings: &[Ruling]) -> LetterEvent {
    match ruling::told(rulings) {
        0 => LetterEvent::FirstVerdict,
        number => LetterEvent::Ruling(u32::try_from(number).unwrap_or(u32::MAX)),
    }
}

fn write_letters(
    context: &Context,
    exhibit: &Exhibit,
    configuration: &Configuration,
    settlement: &Settlement,
) -> Vec<Letter> {
    let event = event_of(&exhibit.rulings);
    let judgement = settlement.judgement(exhibit.arrival.id);
    let Some(judgement) = judgement else {
        return Vec::new();
    };
    let evidence = exhibit.evidence(configuration, context.reception());
    // Where a person set aside what came, that person knows what is to become of it: the society need not send it again.
    let is_held = matches!(judgement.verdict, Verdict::Held { .. });
    if is_held && event == LetterEvent::FirstVerdict && !exhibit.rulings.is_empty() {
        return letters::that_a_person_is_at_it(evidence, event, judgement, settlement);
    }
    let letters = letters::letters(evidence, event, judgement, settlement);
    if is_held && letters.is_empty() && !exhibit.rulings.is_empty() {
        // What was to say that it came is taken back by the decision.
        return letters::that_a_person_is_at_it(evidence, event, judgement, settlement);
    }
    letters
}
