//! What somebody approved and does not hold any more: such a letter waits for a person again, and says why.

use std::collections::BTreeSet;

use domain::ids::NoticeId;
use domain::letter::{Letter, LetterEvent, LetterState};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, QueryFilter as _, QuerySelect as _,
};

use crate::completions;
use crate::entity::letters::{Column, Entity};
use crate::error::StoreError;

/// The notice has another deadline.
pub(crate) const OTHER_DEADLINE: &str = "通知截止时间已变更，需重新审核";
/// The notice says something else.
pub(crate) const OTHER_NOTICE: &str = "通知内容已变更，需重新审核";
/// The mail that it answers was judged anew for another reason.
const JUDGED_ANEW: &str = "批准后来件经重新核对，需重新审核";

/// Lets letters about mail wait for approval again that were approved and have not begun to leave; returns how many.
pub(crate) async fn put_back<C: ConnectionTrait>(
    connection: &C,
    notice: &NoticeId,
    why: &str,
) -> Result<u64, StoreError> {
    let done = Entity::update_many()
        .col_expr(Column::State, Expr::value(LetterState::AwaitingApproval.as_str()))
        .col_expr(Column::LastError, Expr::value(why))
        .filter(Column::Notice.eq(notice.as_str()))
        .filter(Column::Arrival.is_not_null())
        .filter(was_approved())
        .exec(connection)
        .await?;
    Ok(done.rows_affected)
}

/// A decision made another letter of one that was approved.
const INSTEAD: &str = "此前批准的通知未及发出，已由本通知代替，需重新审核";

/// Approved, and certainly not left.
fn was_approved() -> Condition {
    Condition::all()
        .add(Column::State.eq(LetterState::Queued.as_str()))
        .add(Column::ApprovedAt.is_not_null())
        .add(Column::Returned.eq(0))
        .add(completions::not_begun())
}

/// Why letters about arrivals that are written anew must be approved anew.
#[derive(Debug, Default)]
pub(crate) struct Lapsed(Vec<(i64, String, String, &'static str)>);

impl Lapsed {
    /// Of those about these arrivals that are about to be taken back.
    pub(crate) async fn of<C: ConnectionTrait>(
        connection: &C,
        arrivals: &BTreeSet<i64>,
    ) -> Result<Self, StoreError> {
        if arrivals.is_empty() {
            return Ok(Self::default());
        }
        let told = Condition::all()
            .add(Column::State.eq(LetterState::AwaitingApproval.as_str()))
            .add(Column::LastError.is_in([OTHER_DEADLINE, OTHER_NOTICE, JUDGED_ANEW, INSTEAD]));
        let rows: Vec<(Option<i64>, String, String, Option<String>)> = Entity::find()
            .select_only()
            .columns([Column::Arrival, Column::Event, Column::Kind, Column::LastError])
            .filter(Column::Arrival.is_in(arrivals.iter().copied()))
            .filter(Condition::any().add(told).add(was_approved()))
            .into_tuple()
            .all(connection)
            .await?;
        let lapsed = rows.into_iter().filter_map(|(arrival, event, kind, remark)| {
            let known = [OTHER_DEADLINE, OTHER_NOTICE, INSTEAD].into_iter();
            let why = known.into_iter().find(|why| remark.as_deref() == Some(why));
            Some((arrival?, event, kind, why.unwrap_or(JUDGED_ANEW)))
        });
        Ok(Self(lapsed.collect()))
    }

    /// Why this one must be approved anew, if somebody had approved it before it was written anew.
    pub(crate) fn why(&self, letter: &Letter) -> Option<&'static str> {
        let (arrival, event) = letter.key.answers()?;
        let own = || {
            let lapsed = self.0.iter();
            lapsed.filter(|(number, ..)| *number == arrival.number())
        };
        let mut same =
            own().filter(|(_, of, kind, _)| *of == event.to_string() && kind == letter.key.kind.as_str());
        let instead = || {
            let mut earlier = own().filter_map(|(_, of, ..)| LetterEvent::parse(of));
            let is_ruled = matches!(event, LetterEvent::Ruling(_));
            (is_ruled && earlier.any(|of| of < event)).then_some(INSTEAD)
        };
        same.next().map(|(_, _, _, why)| *why).or_else(instead)
    }
}
