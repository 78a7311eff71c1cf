//! What a letter that leaves must know of its society beside what it says itself.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use domain::arrival::Arrival;
use domain::ids::{ArrivalId, NoticeId, SocietyCode};
use domain::letter::{LetterKey, LetterRecord, LetterState, Meanwhile, ReceiptOrder};
use domain::renaming::Renaming;
use domain::return_form::ReturnForm;
use domain::submission::{Submission, SubmissionStatus};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QuerySelect as _};

use crate::arrival_rows::IDS_AT_ONCE;
use crate::connect::Store;
use crate::entity::arrivals;
use crate::entity::letters::{Column, Entity};
use crate::error::StoreError;
use crate::letters::{select_key, with_key};
use crate::meanwhile_shapes::MeanwhileShape;
use crate::values::{RowName, json, moment};
use crate::{arrival_rows, letter_rows, return_form_rows, rulings, submission_rows, verdict_rows};

/// What is recorded of a society for a notice.
#[derive(Debug, Clone, Default)]
pub struct OfSociety {
    /// Its pieces, earlier versions too.
    pub pieces: Vec<Submission>,
    /// Its return forms.
    pub forms: Vec<ReturnForm>,
    /// Corrections of names of such pieces.
    pub renamings: Vec<Renaming>,
    /// Letters to it, oldest first.
    pub letters: Vec<LetterRecord>,
    /// When the arrivals were received that brought these, or that these letters are about.
    pub order: ReceiptOrder,
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
        let pieces: Vec<Submission> = pieces
            .into_iter()
            .map(submission_rows::submission)
            .collect::<Result<_, _>>()?;
        let forms: Vec<ReturnForm> = forms
            .into_iter()
            .map(return_form_rows::return_form)
            .collect::<Result<_, _>>()?;
        let renamings = renamings(&transaction, &pieces).await?;
        let answers = letters.iter().filter_map(|record| record.letter.key.answers());
        let concerned = pieces.iter().map(|piece| piece.id.arrival);
        let concerned = concerned.chain(forms.iter().map(|form| form.arrival));
        let concerned = concerned.chain(answers.map(|(arrival, _)| arrival)).collect();
        let order = receipt_order(&transaction, concerned).await?;
        transaction.commit().await?;
        Ok(OfSociety {
            pieces,
            forms,
            renamings,
            letters,
            order,
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

/// What had come when letters about a notice were worded that left or may have left, by their Message-IDs.
pub(crate) async fn of_notice<C: ConnectionTrait>(
    connection: &C,
    notice: &NoticeId,
) -> Result<BTreeMap<String, Meanwhile>, StoreError> {
    let rows: Vec<(i64, String, String)> = Entity::find()
        .select_only()
        .columns([Column::Id, Column::MessageId, Column::Meanwhile])
        .filter(Column::Notice.eq(notice.as_str()))
        .filter(Column::Meanwhile.is_not_null())
        .into_tuple()
        .all(connection)
        .await?;
    let worded = rows.into_iter().map(|(id, message_id, kept)| {
        let name = RowName::new("letters", &id);
        let shape: MeanwhileShape = name.json("meanwhile", &kept)?;
        Ok((message_id, shape.meanwhile(&name)?))
    });
    worded.collect()
}

/// Corrections of names among these pieces. Where none is withdrawn there are none, and nothing is asked.
async fn renamings<C: ConnectionTrait>(
    connection: &C,
    pieces: &[Submission],
) -> Result<Vec<Renaming>, StoreError> {
    let is_withdrawn = |piece: &Submission| piece.status == SubmissionStatus::Withdrawn;
    if !pieces.iter().any(is_withdrawn) {
        return Ok(Vec::new());
    }
    let arrivals: BTreeSet<i64> = pieces.iter().map(|piece| piece.id.arrival.number()).collect();
    let arrivals: Vec<i64> = arrivals.into_iter().collect();
    let mut renamings = Vec::new();
    for row in verdict_rows::in_force(connection, &arrivals).await?.values() {
        renamings.extend(Renaming::of(&verdict_rows::judgement(row)?));
    }
    Ok(renamings)
}

/// When these arrivals were received, as clerks have ruled.
async fn receipt_order<C: ConnectionTrait>(
    connection: &C,
    arrivals: BTreeSet<ArrivalId>,
) -> Result<ReceiptOrder, StoreError> {
    let ids: Vec<i64> = arrivals.iter().map(|arrival| arrival.number()).collect();
    let mut rows = Vec::new();
    for part in ids.chunks(IDS_AT_ONCE) {
        let named = arrivals::Column::Id.is_in(part.iter().copied());
        rows.extend(arrivals::Entity::find().filter(named).all(connection).await?);
    }
    let stored = arrival_rows::complete(connection, rows).await?;
    let rulings = rulings::of_arrivals(connection, &ids).await?;
    let ruled = stored.iter().map(|stored| {
        let heard = rulings.get(&stored.arrival.id.number());
        stored.arrival.as_ruled(heard.map_or(&[], Vec::as_slice))
    });
    let ruled: Vec<Arrival> = ruled.collect();
    Ok(ReceiptOrder::of(&ruled))
}
