//! Office accounts.

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};

use crate::connect::Store;
use crate::entity::{sessions, staff};
use crate::error::StoreError;
use crate::values::{RowName, moment, text};

/// 角色 — what an account may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// 管理员.
    Admin,
    /// 工作人员.
    Clerk,
    /// 只读.
    Viewer,
}

/// 工作人员 — an office account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staff {
    /// Name to sign in with.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// Hash of the password with its parameters, as the HTTP door made it.
    pub password_hash: String,
    /// Whether it may no longer sign in.
    pub disabled: bool,
}

impl Role {
    /// The word on the command line and in the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Clerk => "clerk",
            Self::Viewer => "viewer",
        }
    }

    /// Reads the word of [`Role::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Admin, Self::Clerk, Self::Viewer]
            .into_iter()
            .find(|role| role.as_str() == text)
    }
}

impl Store {
    /// Makes an account, or gives an existing one another role and password and lets it sign in again.
    pub async fn put_staff(
        &self,
        name: &str,
        role: Role,
        password_hash: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        use staff::{ActiveModel, Column, Entity};
        let row = ActiveModel {
            name: Set(text(name)),
            role: Set(role.as_str().to_owned()),
            password_hash: Set(text(password_hash)),
            disabled: Set(false),
            changed_at: Set(moment(now)),
        };
        let known = OnConflict::column(Column::Name)
            .update_columns([
                Column::Role,
                Column::PasswordHash,
                Column::Disabled,
                Column::ChangedAt,
            ])
            .to_owned();
        let transaction = self.begin_write().await?;
        Entity::insert(row)
            .on_conflict(known)
            .exec_without_returning(&transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// Shuts an account out, its open sessions too; `false` when there is no such account.
    pub async fn disable_staff(&self, name: &str, now: DateTime<Utc>) -> Result<bool, StoreError> {
        use staff::{Column, Entity};
        let transaction = self.begin_write().await?;
        let done = Entity::update_many()
            .col_expr(Column::Disabled, Expr::value(true))
            .col_expr(Column::ChangedAt, Expr::value(moment(now)))
            .filter(Column::Name.eq(text(name)))
            .exec(&transaction)
            .await?;
        sessions::Entity::delete_many()
            .filter(sessions::Column::Staff.eq(text(name)))
            .exec(&transaction)
            .await?;
        transaction.commit().await?;
        Ok(done.rows_affected > 0)
    }

    /// The account with this name.
    pub async fn staff(&self, name: &str) -> Result<Option<Staff>, StoreError> {
        let row = staff::Entity::find_by_id(text(name)).one(self.read()).await?;
        row.map(account).transpose()
    }
}

fn account(row: staff::Model) -> Result<Staff, StoreError> {
    // An account's name is no identifier that may be shown; the table is small enough to find the row.
    let name = RowName::new("staff", &"row");
    Ok(Staff {
        role: name.word("role", &row.role, Role::parse)?,
        name: row.name,
        password_hash: row.password_hash,
        disabled: row.disabled,
    })
}
