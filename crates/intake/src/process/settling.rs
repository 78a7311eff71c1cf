//! Settles a society: continues what is settled, or takes all that it has sent.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::arrival::Arrival;
use domain::ids::{ArrivalId, SocietyCode};
use domain::notice::Notice;
use domain::ruling::Ruling;
use store::StoredArrival;

use super::books::{Books, Member, Place};
use super::context::{Configuration, Context};
use crate::IntakeError;
use crate::claim::Placed;
use crate::settle::{self, Absent, Change, Settlement, settle, settle_next};

/// One arrival of a society, with what outlives the borrowing of [`Member`].
pub(super) struct Seat {
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

pub(super) fn seat(stored: &StoredArrival, rulings: &[Ruling], placed: Arc<Placed>) -> Seat {
    Seat {
        arrival: stored.arrival.as_ruled(rulings),
        internal_dates: stored.internal_dates.clone(),
        placed,
    }
}

/// What becomes of a society without an arrival, or with it as `joining`, and what that changes of what is recorded.
pub(super) async fn resettled(
    context: &Context,
    configuration: &Arc<Configuration>,
    books: &mut Books,
    (place, notice): (&Place, Option<&Notice>),
    (id, joining): (ArrivalId, Option<Seat>),
) -> Result<(Change, Settlement), IntakeError> {
    let mut found = None;
    if let (Some(notice), Some(joining)) = (notice, &joining) {
        found = continued(context, books, (notice, place), joining).await?;
    }
    let Some(whole) = &mut books.whole else {
        // The books were opened for what the batch was going to do.
        return found.ok_or(IntakeError::Contended(id));
    };
    let settlement = match (found, notice) {
        (Some((_, settlement)), _) => settlement,
        (None, Some(notice)) => {
            let others = books.members.iter().filter(|other| other.stored.arrival.id != id);
            anew(context, configuration, others, (notice, &place.1), joining).await?
        }
        (None, None) => Settlement::default(),
    };
    Ok((whole.become_as(&settlement), settlement))
}

/// Continues what is settled with an arrival that comes after it, and tells what that changes; what it takes of earlier
/// texts is read.
async fn continued(
    context: &Context,
    books: &mut Books,
    (notice, place): (&Notice, &Place),
    joining: &Seat,
) -> Result<Option<(Change, Settlement)>, IntakeError> {
    let Some(settled) = books.settled_before(&joining.arrival) else {
        return Ok(None);
    };
    let mut asked = Absent::default();
    loop {
        let absent = match settle_next(notice, &place.1, settled, joining.member()) {
            Ok(next) => return Ok(Some((Change::between(settled, &next), next))),
            Err(absent) => absent,
        };
        if !asked.add(&absent) {
            // The store says otherwise by now.
            return Err(IntakeError::Contended(joining.arrival.id));
        }
        let store = context.store();
        let known = store.versions_and_judgements(place, &absent.pieces, &absent.judgements);
        let (versions, judgements) = known.await?;
        settled.learn(versions, judgements);
    }
}

/// Settles all arrivals of a society.
async fn anew(
    context: &Context,
    configuration: &Arc<Configuration>,
    others: impl Iterator<Item = &Arc<Member>>,
    (notice, society): (&Notice, &SocietyCode),
    joining: Option<Seat>,
) -> Result<Settlement, IntakeError> {
    let mut seats = Vec::new();
    for other in others {
        let placed = context
            .placed(&other.stored, &other.rulings, configuration, notice, society)
            .await?;
        seats.push(seat(&other.stored, &other.rulings, placed));
    }
    seats.extend(joining);
    Ok(settle(notice, society, seats.iter().map(Seat::member).collect()))
}
