//! Letters about mail that is judged anew: what has not left is written anew. What a person's decision makes another
//! letter of is kept as cancelled with the reason, since somebody may have seen it wait.

use std::collections::BTreeSet;

use domain::letter::{Letter, LetterEvent, LetterState};
use domain::ruling;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, QueryFilter as _};

use crate::completions;
use crate::entity::letters::{Column, Entity};
use crate::error::StoreError;
use crate::letters::is;
use crate::record::Record;

/// Stands with a first word of which a decision has made another letter before it left.
const REPLACED: &str = "已由处理意见后的通知代替";
/// Stands with a letter after a decision of which a later one makes another, or none.
const DECIDED_AGAIN: &str = "处理意见已有变更，此通知不再发出";

/// Stands with a letter after a decision about pieces of which newer versions count, as has been said.
pub const OVERTAKEN: &str = "所涉材料均已由此后的来件更新并已告知，此通知不再发出";

/// Takes back what was written about arrivals and certainly has not left: they are judged anew. What left and came back
/// stays. What a decision makes another letter of, or none, is kept as cancelled, until the same is written again.
pub(crate) async fn withdraw<C: ConnectionTrait>(
    connection: &C,
    arrivals: &BTreeSet<i64>,
    records: &[Record],
) -> Result<(), StoreError> {
    if arrivals.is_empty() {
        return Ok(());
    }
    let ruled = ruled(records);
    let undecided = undecided(records);
    let written_anew = written_anew(records);
    let first = Column::Event.eq(LetterEvent::FirstVerdict.to_string());
    let after_ruling = Condition::all()
        .add(Column::Arrival.is_in(arrivals.iter().copied()))
        .add(Column::Arrival.is_not_in(undecided.iter().copied()))
        .add(Column::Event.starts_with(LetterEvent::Ruling(1).word()))
        .add(written_anew.clone().not());
    let replaced = Condition::all()
        .add(Column::Arrival.is_in(ruled.iter().copied()))
        .add(first.clone());
    let decided = Condition::all()
        .add(Column::Arrival.is_in(decided(connection, arrivals).await?))
        .add(Column::Arrival.is_not_in(undecided.iter().copied()))
        .add(first);
    for (which, why) in [
        (replaced, REPLACED),
        (decided, DECIDED_AGAIN),
        (after_ruling, DECIDED_AGAIN),
    ] {
        Entity::update_many()
            .col_expr(Column::State, Expr::value(LetterState::Cancelled.as_str()))
            .col_expr(Column::LastError, Expr::value(why))
            .filter(which)
            .filter(Column::Returned.eq(0))
            .filter(completions::not_begun())
            .exec(connection)
            .await?;
    }
    let again = Condition::all()
        .add(Column::State.eq(LetterState::Cancelled.as_str()))
        .add(Column::LastError.is_in([REPLACED, DECIDED_AGAIN, OVERTAKEN]))
        .add(
            Condition::any()
                .add(written_anew)
                .add(Column::Arrival.is_in(undecided)),
        );
    let over = Condition::any().add(completions::not_begun()).add(again);
    Entity::delete_many()
        .filter(Column::Arrival.is_in(arrivals.iter().copied()))
        .filter(Column::Returned.eq(0))
        .filter(over)
        .exec(connection)
        .await?;
    Ok(())
}

/// Those of these arrivals about which clerks have decided something of which societies are told.
async fn decided<C: ConnectionTrait>(
    connection: &C,
    arrivals: &BTreeSet<i64>,
) -> Result<Vec<i64>, StoreError> {
    let ids: Vec<i64> = arrivals.iter().copied().collect();
    let rulings = crate::rulings::of_arrivals(connection, &ids).await?;
    let decided = rulings
        .into_iter()
        .filter(|(_, rulings)| ruling::told(rulings) > 0);
    Ok(decided.map(|(arrival, _)| arrival).collect())
}

/// Arrivals of which a first word is written: no decision about them is heard any more.
fn undecided(records: &[Record]) -> BTreeSet<i64> {
    let letters = records.iter().flat_map(|record| &record.letters);
    let answers = letters.filter_map(|letter| letter.key.answers());
    let first = answers.filter(|(_, event)| *event == LetterEvent::FirstVerdict);
    first.map(|(arrival, _)| arrival.number()).collect()
}

/// The rows of letters that these records write.
fn written_anew(records: &[Record]) -> Condition {
    // Never true, for when there are none.
    let none = Condition::any().add(Column::Id.is_null());
    let letters = records.iter().flat_map(|record| &record.letters);
    letters.fold(none, |any, letter| any.add(is(&letter.key)))
}

/// Arrivals about which these records write a letter after a decision.
fn ruled(records: &[Record]) -> BTreeSet<i64> {
    let letters = records.iter().flat_map(|record| {
        let is_on = |letter: &&Letter| record.letter_modes.of(letter.key.kind).first_state().is_some();
        record.letters.iter().filter(is_on)
    });
    let answers = letters.filter_map(|letter| letter.key.answers());
    let ruled = answers.filter(|(_, event)| matches!(event, LetterEvent::Ruling(_)));
    ruled.map(|(arrival, _)| arrival.number()).collect()
}
