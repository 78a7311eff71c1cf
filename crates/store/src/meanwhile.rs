//! What a letter that leaves must know of its society beside what it says itself.

use chrono::{DateTime, Utc};
use domain::ids::{NoticeId, SocietyCode};
use domain::letter::{LetterKey, LetterRecord, LetterState, Meanwhile};
use domain::return_form::ReturnForm;
use domain::submission::Submission;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, QueryFilter as _};

use crate::connect::Store;
use crate::entity::letters::Column;
use crate::error::StoreError;
use crate::letters::{select_key, with_key};
use crate::meanwhile_shapes::MeanwhileShape;
use crate::values::{RowName, json, moment};
use crate::{letter_rows, return_form_rows, submission_rows};

/// What is recorded of a society for a notice.
#[derive(Debug, Clone, Default)]
pub struct OfSociety {
    /// Its pieces, earlier versions too.
    pub pieces: Vec<Submission>,
    /// Its return forms.
    pub forms: Vec<ReturnForm>,
    /// Letters to it, oldest first.
    pub letters: Vec<LetterRecord>,
}

impl Store {
    /// What is recorded of a society for a notice, as of one moment.
    pub async fn of_society(
        &self,
        notice: &NoticeId,
        society: &SocietyCode,
    ) -> Result<OfSociety, StoreError> {
        let transaction = self.begin_read().await?;
        let place = [(notice.clone(), society.clone())];
        let pieces = submission_rows::of_societies(&transaction, &place).await?;
        let forms = return_form_rows::of_societies(&transaction, &place).await?;
        let letters = letter_rows::of_society(&transaction, notice, society).await?;
        transaction.commit().await?;
        Ok(OfSociety {
            pieces: pieces
                .into_iter()
                .map(submission_rows::submission)
                .collect::<Result<_, _>>()?,
            forms: forms
                .into_iter()
                .map(return_form_rows::return_form)
                .collect::<Result<_, _>>()?,
            letters,
        })
    }

    /// What had come meanwhile when a letter that may have left was worded; `None` when none of it can have left.
    pub async fn letter_meanwhile(&self, key: &LetterKey) -> Result<Option<Meanwhile>, StoreError> {
        let row = select_key(key).one(self.read()).await?;
        let Some((id, kept)) = row.and_then(|row| Some((row.id, row.meanwhile?))) else {
            return Ok(None);
        };
        let name = RowName::new("letters", &id);
        let shape: MeanwhileShape = name.json("meanwhile", &kept)?;
        shape.meanwhile(&name).map(Some)
    }

    /// Keeps with a letter that was handed out until `lease_end` what had come when it was worded, before it leaves.
    /// Nothing happens if somebody else has it by now.
    pub async fn keep_meanwhile(
        &self,
        key: &LetterKey,
        lease_end: DateTime<Utc>,
        meanwhile: &Meanwhile,
    ) -> Result<(), StoreError> {
        let update = with_key(key)
            .col_expr(
                Column::Meanwhile,
                Expr::value(json(&MeanwhileShape::of(meanwhile))),
            )
            .filter(Column::State.eq(LetterState::Queued.as_str()))
            .filter(Column::DueAt.eq(moment(lease_end)));
        self.change_letters(update).await?;
        Ok(())
    }
}
