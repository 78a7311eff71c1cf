//! A society that came by its link.

use chrono::{DateTime, Utc};
use domain::arrival::Door;
use domain::directory::Directory;
use domain::ids::ArrivalId;
use domain::ledger::{Ledger, LedgerRow};
use domain::notice::{CollectionItem, LatePolicy, Notice};
use domain::society::Society;
use intake::reading::UploadManifest;
use store::{SocietyFacts, Store, StoredArrival};

use crate::refusal::Refusal;
use crate::token::token_hash;

/// The society and the notice that a link stands for.
#[derive(Debug)]
pub(super) struct Visit {
    pub token: String,
    pub notice: Notice,
    pub society: Society,
}

/// Follows a link. Unknown, revoked and meaningless ones are alike.
pub(super) async fn follow(store: &Store, token: &str) -> Result<Visit, Refusal> {
    let link = store.link(&token_hash(token)).await?.ok_or(Refusal::NotFound)?;
    let notice = store
        .notices()
        .await?
        .into_iter()
        .find(|notice| notice.id == link.notice);
    let society = store.directory().await?.get(&link.society).cloned();
    match (notice, society) {
        (Some(notice), Some(society)) => Ok(Visit {
            token: token.to_owned(),
            notice,
            society,
        }),
        (None, _) | (_, None) => Err(Refusal::NotFound),
    }
}

impl Visit {
    /// What is recorded of this society for this notice.
    pub(super) async fn facts(&self, store: &Store) -> Result<SocietyFacts, Refusal> {
        Ok(store.society_facts(&self.notice.id, &self.society.code).await?)
    }

    /// Where the society stands with each item.
    pub(super) fn row(&self, facts: &SocietyFacts, now: DateTime<Utc>) -> Option<LedgerRow> {
        let alone = Directory::new(vec![self.society.clone()]);
        let (submissions, forms) = (facts.submissions.clone(), facts.return_forms.clone());
        let ledger = Ledger::draw(self.notice.clone(), &alone, submissions, forms, Vec::new(), now);
        ledger.rows.into_iter().next()
    }

    /// Whether returns for this item are no longer taken on the page.
    pub(super) fn is_closed(&self, item: &CollectionItem, now: DateTime<Utc>) -> bool {
        let ends = self.notice.ends(item, &self.society.code, now);
        match self.notice.late {
            LatePolicy::Flag => false,
            LatePolicy::Refuse => ends.is_some_and(|ends| ends + self.notice.grace <= now),
        }
    }

    /// Whether nothing can be returned on the page any more.
    pub(super) fn all_closed(&self, now: DateTime<Utc>) -> bool {
        self.notice.items.iter().all(|item| self.is_closed(item, now))
    }

    /// An arrival of this society for this notice, with what was submitted when it came by the page. Anybody else's
    /// arrival does not exist here.
    pub(super) async fn arrival(
        &self,
        store: &Store,
        id: ArrivalId,
    ) -> Result<(StoredArrival, Option<UploadManifest>), Refusal> {
        let mut stored = store.arrival(id).await?.ok_or(Refusal::NotFound)?;
        stored.arrival = stored.arrival.as_ruled(&store.rulings(id).await?);
        let manifest = manifest(store, &stored).await?;
        let placed = stored
            .placed
            .as_ref()
            .is_some_and(|(notice, society)| *notice == self.notice.id && *society == self.society.code);
        let sent = manifest.as_ref().is_some_and(|sent| {
            sent.notice == self.notice.id.as_str() && sent.society == self.society.code.as_str()
        });
        if placed || sent {
            Ok((stored, manifest))
        } else {
            Err(Refusal::NotFound)
        }
    }
}

/// What was submitted, for arrivals that came by the page.
pub(crate) async fn manifest(
    store: &Store,
    stored: &StoredArrival,
) -> Result<Option<UploadManifest>, Refusal> {
    match stored.arrival.door {
        Door::Upload | Door::Form => {
            let original = store.original(&stored.arrival.original).await?;
            Ok(serde_json::from_slice(&original).ok())
        }
        Door::Mail | Door::Manual => Ok(None),
    }
}
