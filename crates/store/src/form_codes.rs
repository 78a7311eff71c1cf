//! 表样编码 — which blank forms were given out. A code is never taken back: a form may return years later.

use chrono::{DateTime, Utc};
use domain::form_code::{FormCode, IssuedForm};
use domain::ids::{NoticeId, SocietyCode};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _};

use crate::connect::Store;
use crate::entity::form_codes::{ActiveModel, Column, Entity, Model};
use crate::error::StoreError;
use crate::values::{RowName, moment};

impl Store {
    /// The code of a notice's form for a society, or for anybody. The first one that was offered stays, so that every
    /// copy of a form bears the same code.
    pub async fn form_code(
        &self,
        notice: &NoticeId,
        society: Option<&SocietyCode>,
        offered: &FormCode,
        now: DateTime<Utc>,
    ) -> Result<FormCode, StoreError> {
        if let Some(known) = find(self.read(), notice, society).await? {
            return Ok(known.code);
        }
        let row = ActiveModel {
            code: Set(offered.to_string()),
            notice: Set(notice.to_string()),
            society: Set(column(society).to_owned()),
            issued_at: Set(moment(now)),
        };
        let stays = OnConflict::columns([Column::Notice, Column::Society])
            .do_nothing()
            .to_owned();
        let transaction = self.begin_write().await?;
        Entity::insert(row)
            .on_conflict(stays)
            .exec_without_returning(&transaction)
            .await?;
        let issued = find(&transaction, notice, society).await?;
        transaction.commit().await?;
        issued
            .map(|issued| issued.code)
            .ok_or_else(|| StoreError::missing("form code", notice))
    }

    /// What these codes stand for; those that were never given out are left out.
    pub async fn issued_forms(&self, codes: &[FormCode]) -> Result<Vec<IssuedForm>, StoreError> {
        if codes.is_empty() {
            return Ok(Vec::new());
        }
        let rows = Entity::find()
            .filter(Column::Code.is_in(codes.iter().map(FormCode::as_str)))
            .all(self.read())
            .await?;
        rows.iter().map(issued).collect()
    }
}

async fn find<C: ConnectionTrait>(
    connection: &C,
    notice: &NoticeId,
    society: Option<&SocietyCode>,
) -> Result<Option<IssuedForm>, StoreError> {
    let row = Entity::find()
        .filter(Column::Notice.eq(notice.as_str()))
        .filter(Column::Society.eq(column(society)))
        .one(connection)
        .await?;
    row.as_ref().map(issued).transpose()
}

/// NULL would not keep a second row for anybody out.
fn column(society: Option<&SocietyCode>) -> &str {
    society.map_or("", SocietyCode::as_str)
}

fn issued(row: &Model) -> Result<IssuedForm, StoreError> {
    let name = RowName::new("form_codes", &row.notice);
    let society = match row.society.as_str() {
        "" => None,
        code => Some(name.id("society", code, SocietyCode::parse)?),
    };
    Ok(IssuedForm {
        code: name.word("code", &row.code, FormCode::parse)?,
        notice: name.id("notice", &row.notice, NoticeId::parse)?,
        society,
    })
}
