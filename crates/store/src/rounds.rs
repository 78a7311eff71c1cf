//! Rounds of reminders: written into the outbox once for each society, looked at again before they leave.

use chrono::{DateTime, Utc};
use domain::ids::{NoticeId, SocietyCode};
use domain::ledger::Ledger;
use domain::letter::Letter;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, QueryFilter as _, QuerySelect as _, QueryTrait as _,
};

use crate::connect::Store;
use crate::entity::{arrivals, outbox, verdicts};
use crate::error::StoreError;
use crate::ledger::{records, sorted};
use crate::letter_modes::LetterModes;
use crate::values::{moment, text};
use crate::{letter_rows, notices, return_form_rows, roster, submission_rows, verdict_rows};

/// The only row of the table `outbox`.
const ROW: i32 = 1;

impl Store {
    /// Puts letters that answer no arrival into the outbox, at most one for each society and occasion (round,
    /// invitation); returns how many are new.
    pub async fn enqueue_letters(
        &self,
        letters: &[Letter],
        modes: LetterModes,
        domain: &str,
        now: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        let transaction = self.begin_write().await?;
        let fresh = letter_rows::enqueue_once(&transaction, letters, modes, domain, now).await?;
        transaction.commit().await?;
        Ok(fresh)
    }

    /// The ledger with one society alone; its register holds what is held back.
    pub async fn society_ledger(
        &self,
        notice: &NoticeId,
        society: &SocietyCode,
        now: DateTime<Utc>,
    ) -> Result<Ledger, StoreError> {
        let transaction = self.begin_read().await?;
        let notice = notices::find(&transaction, notice).await?;
        let directory = roster::directory_of(&transaction, society).await?;
        let place = [(notice.id.clone(), society.clone())];
        let submissions = submission_rows::of_societies(&transaction, &place).await?;
        let forms = return_form_rows::of_societies(&transaction, &place).await?;
        let held = arrivals::Entity::find()
            .filter(
                arrivals::Column::Id.in_subquery(
                    verdicts::Entity::find()
                        .select_only()
                        .column(verdicts::Column::Arrival)
                        .filter(verdict_rows::is_in_force())
                        .filter(verdicts::Column::Verdict.eq("held"))
                        .into_query(),
                ),
            )
            .filter(
                Condition::any()
                    .add(arrivals::Column::Notice.eq(notice.id.as_str()))
                    .add(arrivals::Column::Notice.is_null()),
            );
        let arrivals = records(&transaction, &notice, &held).await?;
        let letters = letter_rows::of_society(&transaction, &notice.id, society).await?;
        transaction.commit().await?;
        let (submissions, forms) = sorted(&notice, &directory, submissions, forms)?;
        let mut ledger = Ledger::draw(notice, &directory, submissions, forms, arrivals, now);
        ledger.letters = letters;
        Ok(ledger)
    }

    /// Since when the outbox is stopped, and by whom; `None` while letters go out.
    pub async fn outbox_pause(&self) -> Result<Option<(DateTime<Utc>, String)>, StoreError> {
        let row = outbox::Entity::find_by_id(ROW).one(self.read()).await?;
        Ok(row.and_then(|row| row.paused_at.zip(row.paused_by)))
    }

    /// Stops the outbox, or lets it go on.
    pub async fn pause_outbox(&self, paused: Option<(DateTime<Utc>, &str)>) -> Result<(), StoreError> {
        let transaction = self.begin_write().await?;
        outbox::Entity::update_many()
            .col_expr(
                outbox::Column::PausedAt,
                Expr::value(paused.map(|(at, _)| moment(at))),
            )
            .col_expr(
                outbox::Column::PausedBy,
                Expr::value(paused.map(|(_, by)| text(by))),
            )
            .filter(outbox::Column::Id.eq(ROW))
            .exec(&transaction)
            .await?;
        Ok(transaction.commit().await?)
    }
}
