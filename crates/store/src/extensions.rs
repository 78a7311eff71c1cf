//! 延期 — deadlines that the office put off for a society. Decisions are appended; the last word counts.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::extension::{ExtensionDecision, in_force};
use domain::ids::{ItemId, NoticeId, SocietyCode};
use domain::letter::{Letter, LetterCause};
use domain::notice::Notice;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _,
    QueryOrder as _,
};

use crate::connect::Store;
use crate::entity::arrivals;
use crate::entity::extensions::{ActiveModel, Column, Entity, Model};
use crate::error::StoreError;
use crate::letter_modes::LetterModes;
use crate::values::{RowName, moment, text};
use crate::{configuration, letter_rows, rulings};

/// What the office decides about a society's deadline.
#[derive(Debug, Clone)]
pub struct NewExtension {
    /// Of which notice.
    pub notice: NoticeId,
    /// For whom.
    pub society: SocietyCode,
    /// For which item; `None`: for all.
    pub item: Option<ItemId>,
    /// The new last day, inclusive; `None`: what was granted is revoked.
    pub until: Option<NaiveDate>,
    /// Why.
    pub reason: String,
    /// Who decides.
    pub by: String,
    /// The letter that tells the society; its cause is given the decision's number.
    pub letter: Option<Letter>,
}

impl Store {
    /// Decides about a society's deadline: everything that it sent is judged again, and its letter is written, or nothing
    /// happens at all. Gives the decision's number.
    pub async fn decide_extension(
        &self,
        decision: &NewExtension,
        modes: LetterModes,
        domain: &str,
        now: DateTime<Utc>,
    ) -> Result<i64, StoreError> {
        let transaction = self.begin_write().await?;
        configuration::grow(&transaction).await?;
        let row = ActiveModel {
            id: NotSet,
            notice: Set(decision.notice.to_string()),
            society: Set(decision.society.to_string()),
            item: Set(decision.item.as_ref().map(ToString::to_string)),
            until: Set(decision.until.map(|day| day.to_string())),
            reason: Set(text(&decision.reason)),
            decided_by: Set(text(&decision.by)),
            decided_at: Set(moment(now)),
        };
        let id = row.insert(&transaction).await?.id;
        let its_own = arrivals::Column::Notice
            .eq(decision.notice.as_str())
            .and(arrivals::Column::Society.eq(decision.society.as_str()));
        rulings::judge_again(&transaction, its_own).await?;
        if let Some(letter) = &decision.letter {
            let mut letter = letter.clone();
            if let LetterCause::Extension { decision, .. } = &mut letter.key.cause {
                *decision = id;
            }
            letter_rows::enqueue_once(&transaction, &[letter], modes, domain, now).await?;
        }
        transaction.commit().await?;
        Ok(id)
    }

    /// All decisions about deadlines of a notice, oldest first.
    pub async fn extension_decisions(&self, notice: &NoticeId) -> Result<Vec<ExtensionDecision>, StoreError> {
        let mut decisions = decisions(self.read(), Some(notice)).await?;
        Ok(decisions.remove(notice).unwrap_or_default())
    }
}

/// Adds to notices what was put off in each.
pub(crate) async fn add<C: ConnectionTrait>(
    connection: &C,
    notices: &mut [Notice],
) -> Result<(), StoreError> {
    let only = match notices {
        [notice] => Some(notice.id.clone()),
        _ => None,
    };
    let decisions = decisions(connection, only.as_ref()).await?;
    for notice in notices {
        if let Some(decisions) = decisions.get(&notice.id) {
            notice.extensions = in_force(decisions, &notice.items);
        }
    }
    Ok(())
}

async fn decisions<C: ConnectionTrait>(
    connection: &C,
    only: Option<&NoticeId>,
) -> Result<BTreeMap<NoticeId, Vec<ExtensionDecision>>, StoreError> {
    let mut query = Entity::find().order_by_asc(Column::Id);
    if let Some(notice) = only {
        query = query.filter(Column::Notice.eq(notice.as_str()));
    }
    let mut found: BTreeMap<NoticeId, Vec<ExtensionDecision>> = BTreeMap::new();
    for row in query.all(connection).await? {
        let name = RowName::new("extensions", &row.id);
        let notice = name.id("notice", &row.notice, NoticeId::parse)?;
        found.entry(notice).or_default().push(decision(row, &name)?);
    }
    Ok(found)
}

fn decision(row: Model, name: &RowName) -> Result<ExtensionDecision, StoreError> {
    let item = row.item.as_deref();
    let until = row.until.as_deref();
    Ok(ExtensionDecision {
        id: row.id,
        society: name.id("society", &row.society, SocietyCode::parse)?,
        item: item
            .map(|item| name.id("item", item, ItemId::parse))
            .transpose()?,
        until: until
            .map(|day| name.word("until", day, |day| day.parse().ok()))
            .transpose()?,
        reason: row.reason,
        by: row.decided_by,
        at: row.decided_at,
    })
}
