//! 台账 — drawn from what is recorded, at one moment.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::arrival::Arrival;
use domain::directory::Directory;
use domain::ids::{NoticeId, SocietyCode};
use domain::ledger::{ArrivalRecord, Ledger};
use domain::notice::Notice;
use domain::return_form::ReturnForm;
use domain::submission::Submission;
use sea_orm::{
    ColumnTrait as _, Condition, DatabaseTransaction, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, QueryTrait as _, Select,
};

use crate::connect::Store;
use crate::entity::{self, arrivals};
use crate::error::StoreError;
use crate::{
    arrival_rows, choices, letter_rows, meanwhile, notices, return_form_rows, roster, rulings,
    submission_rows, verdict_rows,
};

/// How many arrivals are read at once.
const ROWS_OF_A_PART: u64 = 1000;

impl Store {
    /// The ledger of a notice. Its register holds the arrivals placed at the notice, those whose judgement names it,
    /// and those that no notice could be found for and that were seen in one of its mailboxes.
    pub async fn ledger(&self, notice: &NoticeId, now: DateTime<Utc>) -> Result<Ledger, StoreError> {
        let transaction = self.begin_read().await?;
        let notice = notices::find(&transaction, notice).await?;
        let directory = roster::directory(&transaction).await?;
        let submissions = submission_rows::of_notice(&transaction, &notice.id).await?;
        let return_forms = return_form_rows::of_notice(&transaction, &notice.id).await?;
        let arrivals = register(&transaction, &notice).await?;
        let letters = letter_rows::of_notice(&transaction, &notice.id).await?;
        let worded = meanwhile::of_notice(&transaction, &notice.id).await?;
        let (submissions, return_forms) = sorted(&notice, &directory, submissions, return_forms)?;
        let chosen = choices::in_force(&transaction, &notice.id, &submissions).await?;
        transaction.commit().await?;
        let mut ledger = Ledger::draw(notice, &directory, submissions, return_forms, arrivals, now);
        ledger.letters = letters;
        ledger.worded = worded;
        ledger.chosen = chosen;
        Ok(ledger)
    }
}

/// Submissions and return forms in roster order.
pub(crate) fn sorted(
    notice: &Notice,
    directory: &Directory,
    submissions: Vec<entity::submissions::Model>,
    return_forms: Vec<entity::return_forms::Model>,
) -> Result<(Vec<Submission>, Vec<ReturnForm>), StoreError> {
    let mut submissions: Vec<Submission> = submissions
        .into_iter()
        .map(submission_rows::submission)
        .collect::<Result<_, _>>()?;
    let mut return_forms: Vec<ReturnForm> = return_forms
        .into_iter()
        .map(return_form_rows::return_form)
        .collect::<Result<_, _>>()?;
    let places = places(directory);
    let place = |society: &SocietyCode| places.get(society).copied().unwrap_or(usize::MAX);
    let item = |s: &Submission| notice.items.iter().position(|item| item.id == s.item);
    submissions.sort_by_key(|s| (place(&s.society), item(s).unwrap_or(usize::MAX), s.id));
    return_forms.sort_by_key(|form| (place(&form.society), form.arrival, form.ordinal));
    Ok((submissions, return_forms))
}

fn places(directory: &Directory) -> BTreeMap<&SocietyCode, usize> {
    directory
        .societies()
        .iter()
        .enumerate()
        .map(|(place, society)| (&society.code, place))
        .collect()
}

/// Arrivals that concern the notice, in archive order.
async fn register(
    transaction: &DatabaseTransaction,
    notice: &Notice,
) -> Result<Vec<ArrivalRecord>, StoreError> {
    let here_or_nowhere = Condition::any()
        .add(arrivals::Column::Notice.eq(notice.id.as_str()))
        .add(arrivals::Column::Notice.is_null());
    let wanted = arrivals::Entity::find().filter(here_or_nowhere);
    records(transaction, notice, &wanted).await
}

/// Those of the wanted arrivals that concern the notice, with the judgements in force, in archive order. Rows are read
/// part by part: all rows of a large mailbox at once would take several times the memory of what is made of them.
pub(crate) async fn records(
    transaction: &DatabaseTransaction,
    notice: &Notice,
    wanted: &Select<arrivals::Entity>,
) -> Result<Vec<ArrivalRecord>, StoreError> {
    let mut records = Vec::new();
    let mut last = None;
    loop {
        let rows = wanted
            .clone()
            .apply_if(last, |wanted, last: i64| {
                wanted.filter(arrivals::Column::Id.gt(last))
            })
            .order_by_asc(arrivals::Column::Id)
            .limit(ROWS_OF_A_PART)
            .all(transaction)
            .await?;
        let Some(row) = rows.last() else {
            return Ok(records);
        };
        last = Some(row.id);
        records.extend(those_that_concern(transaction, notice, rows).await?);
    }
}

async fn those_that_concern(
    transaction: &DatabaseTransaction,
    notice: &Notice,
    rows: Vec<arrivals::Model>,
) -> Result<Vec<ArrivalRecord>, StoreError> {
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let verdicts = verdict_rows::in_force(transaction, &ids).await?;
    let rulings = rulings::of_arrivals(transaction, &ids).await?;
    let mut records = Vec::new();
    for stored in arrival_rows::complete(transaction, rows).await? {
        let verdict = verdicts.get(&stored.arrival.id.number());
        let judgement = verdict.map(verdict_rows::judgement).transpose()?;
        let placed = stored.placed.as_ref().map(|(notice, _)| notice);
        let named = judgement
            .as_ref()
            .and_then(|judgement| judgement.verdict.notice());
        let concerns = placed.or(named).map_or_else(
            || seen_in_mailbox_of(notice, &stored.arrival),
            |id| *id == notice.id,
        );
        if concerns {
            let ruled = rulings
                .get(&stored.arrival.id.number())
                .map_or(&[][..], Vec::as_slice);
            records.push(ArrivalRecord {
                arrival: stored.arrival.as_ruled(ruled),
                judgement,
            });
        }
    }
    Ok(records)
}

fn seen_in_mailbox_of(notice: &Notice, arrival: &Arrival) -> bool {
    let mut routes = notice.mailboxes.iter();
    routes.any(|route| arrival.mailboxes.contains(&route.name))
}
