//! Sessions of office accounts, and attempts to sign in.

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
};

use crate::connect::Store;
use crate::entity::{logins, sessions};
use crate::error::StoreError;
use crate::people::Role;
use crate::values::{moment, text};

/// An open session of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Name of the account.
    pub staff: String,
    /// What it may do now.
    pub role: Role,
    /// Token that forms must carry.
    pub csrf: String,
}

/// How an attempt to sign in ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoginOutcome {
    /// Signed in.
    Good,
    /// Wrong name or password.
    Bad,
}

/// What is known of earlier attempts to sign in under a name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LoginTries {
    /// Failed ones from the same address.
    pub bad_from_address: u32,
    /// Failed ones from anywhere.
    pub bad: u32,
    /// Whether somebody signed in from this address.
    pub is_known: bool,
}

impl LoginOutcome {
    /// The word in the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Bad => "bad",
        }
    }
}

impl Store {
    /// Opens a session; forgets those that have ended.
    pub async fn open_session(
        &self,
        token_hash: &str,
        staff: &str,
        csrf: &str,
        now: DateTime<Utc>,
        expires: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let transaction = self.begin_write().await?;
        sessions::Entity::delete_many()
            .filter(sessions::Column::ExpiresAt.lte(moment(now)))
            .exec(&transaction)
            .await?;
        let row = sessions::ActiveModel {
            token_hash: Set(text(token_hash)),
            staff: Set(text(staff)),
            csrf: Set(text(csrf)),
            opened_at: Set(moment(now)),
            expires_at: Set(moment(expires)),
        };
        sessions::Entity::insert(row)
            .exec_without_returning(&transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// The open session with this token; none when it has ended or its account is disabled.
    pub async fn session(&self, token_hash: &str, now: DateTime<Utc>) -> Result<Option<Session>, StoreError> {
        let row = sessions::Entity::find_by_id(text(token_hash))
            .filter(sessions::Column::ExpiresAt.gt(moment(now)))
            .one(self.read())
            .await?;
        let Some(row) = row else { return Ok(None) };
        let account = self.staff(&row.staff).await?.filter(|account| !account.disabled);
        Ok(account.map(|account| Session {
            staff: account.name,
            role: account.role,
            csrf: row.csrf,
        }))
    }

    /// Ends a session.
    pub async fn close_session(&self, token_hash: &str) -> Result<(), StoreError> {
        let transaction = self.begin_write().await?;
        sessions::Entity::delete_by_id(text(token_hash))
            .exec(&transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// Notes an attempt to sign in under a name from an address, whether or not there is such an account.
    pub async fn note_login(
        &self,
        name: &str,
        address: &str,
        outcome: LoginOutcome,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let transaction = self.begin_write().await?;
        let row = logins::ActiveModel {
            id: NotSet,
            name: Set(text(name)),
            outcome: Set(outcome.as_str().to_owned()),
            at: Set(moment(now)),
            address: Set(text(address)),
        };
        row.insert(&transaction).await?;
        Ok(transaction.commit().await?)
    }

    /// Attempts under a name: failed ones at or after a moment, and whether the address is known since another one.
    pub async fn login_tries(
        &self,
        name: &str,
        address: &str,
        bad_since: DateTime<Utc>,
        known_since: DateTime<Utc>,
    ) -> Result<LoginTries, StoreError> {
        let tries = |outcome: LoginOutcome, since| {
            logins::Entity::find()
                .filter(logins::Column::Name.eq(text(name)))
                .filter(logins::Column::Outcome.eq(outcome.as_str()))
                .filter(logins::Column::At.gte(moment(since)))
        };
        let here = || logins::Column::Address.eq(text(address));
        let number = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
        let bad = tries(LoginOutcome::Bad, bad_since);
        let known = tries(LoginOutcome::Good, known_since).filter(here());
        Ok(LoginTries {
            bad_from_address: number(bad.clone().filter(here()).count(self.read()).await?),
            bad: number(bad.count(self.read()).await?),
            is_known: known.count(self.read()).await? > 0,
        })
    }
}
