//! Mail that waited and was completed by a later one. That it is registered takes the place of what was said of it
//! before, and is said once.

use std::collections::BTreeSet;

use domain::letter::{Letter, LetterEvent, LetterKind, LetterState};
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, QueryFilter as _, QuerySelect as _,
};

use crate::entity::letters::{Column, Entity};
use crate::error::StoreError;

/// What tells that mail waits, or cannot be registered as it is.
const SAID_BEFORE: [LetterKind; 2] = [LetterKind::UnderReview, LetterKind::CorrectionRequest];

/// What certainly has not left.
pub(crate) fn not_begun() -> Condition {
    Condition::any()
        .add(Column::State.eq(LetterState::AwaitingApproval.as_str()))
        .add(
            Condition::all()
                .add(Column::State.eq(LetterState::Queued.as_str()))
                .add(Expr::col(Column::Attempts).eq(Expr::col(Column::Refused))),
        )
}

/// Takes back what was to be said of mail that these letters say is complete now. What left and came back stays.
pub(crate) async fn take_back<C: ConnectionTrait>(
    connection: &C,
    letters: &[&Letter],
) -> Result<(), StoreError> {
    for letter in letters {
        let Some((arrival, LetterEvent::Completion)) = letter.key.answers() else {
            continue;
        };
        Entity::delete_many()
            .filter(Column::Arrival.eq(arrival.number()))
            .filter(Column::Society.eq(letter.society.as_str()))
            .filter(Column::Kind.is_in(SAID_BEFORE.map(LetterKind::as_str)))
            .filter(Column::Returned.eq(0))
            .filter(not_begun())
            .exec(connection)
            .await?;
    }
    Ok(())
}

/// Those of these arrivals of which it was written that they were completed.
pub(crate) async fn told<C: ConnectionTrait>(
    connection: &C,
    arrivals: &BTreeSet<i64>,
) -> Result<Vec<i64>, StoreError> {
    let rows: Vec<Option<i64>> = Entity::find()
        .select_only()
        .column(Column::Arrival)
        .filter(Column::Arrival.is_in(arrivals.iter().copied()))
        .filter(Column::Event.eq(LetterEvent::Completion.to_string()))
        .filter(Column::Kind.eq(LetterKind::Receipt.as_str()))
        .into_tuple()
        .all(connection)
        .await?;
    Ok(rows.into_iter().flatten().collect())
}
