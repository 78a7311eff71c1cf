//! Which messages of a folder the store does not know.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::ids::MailboxName;
use store::{KnownMessage, SkipKind, Store};

use crate::ImapError;
use crate::connection::OpenFolder;
use crate::error::archiving;
use crate::listing::{Listed, Listing};

/// Messages that are not known.
#[derive(Debug, Default)]
pub(crate) struct Unknown {
    pub(crate) uids: BTreeSet<u32>,
    /// Those among them under whose number another message is known.
    pub(crate) renumbered: u64,
}

/// By their numbers alone.
pub(crate) async fn by_uid(
    store: &Store,
    mailbox: &MailboxName,
    open: &OpenFolder,
    listing: &Listing,
) -> Result<Unknown, ImapError> {
    let known = store
        .known_uids(mailbox, &open.name, open.uidvalidity)
        .await
        .map_err(archiving)?;
    let unknown = listing.messages.keys().filter(|uid| !known.contains(uid));
    Ok(Unknown {
        uids: unknown.copied().collect(),
        renumbered: 0,
    })
}

/// By their numbers, dates and sizes: some servers give a number anew without changing UIDVALIDITY. What was left out
/// as older than `start` and is not is unknown as well.
pub(crate) async fn by_looks(
    store: &Store,
    mailbox: &MailboxName,
    open: &OpenFolder,
    listing: &Listing,
    start: Option<DateTime<Utc>>,
) -> Result<Unknown, ImapError> {
    let known = store
        .known_messages(mailbox, &open.name, open.uidvalidity)
        .await
        .map_err(archiving)?;
    let mut unknown = Unknown::default();
    let mut known = known.as_slice();
    for (uid, listed) in &listing.messages {
        let begin = known.partition_point(|message| message.uid < *uid);
        known = known.get(begin..).unwrap_or_default();
        let end = known.partition_point(|message| message.uid == *uid);
        let same_uid = known.get(..end).unwrap_or_default();
        if !same_uid.iter().any(|message| is_known(message, *listed, start)) {
            unknown.uids.insert(*uid);
            let is_other = same_uid.iter().any(|message| message.skipped.is_none());
            unknown.renumbered += u64::from(is_other);
        }
    }
    Ok(unknown)
}

fn is_known(message: &KnownMessage, listed: Listed, start: Option<DateTime<Utc>>) -> bool {
    match message.skipped {
        Some(SkipKind::NotRetrievable) => false,
        Some(SkipKind::BeforeStart) => listed.date.is_some_and(|date| is_before(date, start)),
        None => {
            let date = message
                .date
                .zip(listed.date)
                .is_none_or(|(known, now)| known == now);
            let listed_size = (listed.size > 0).then_some(u64::from(listed.size));
            let size = message
                .size
                .zip(listed_size)
                .is_none_or(|(known, now)| known == now);
            date && size
        }
    }
}

/// Whether a message arrived before the first day that counts.
pub(crate) fn is_before(date: DateTime<Utc>, start: Option<DateTime<Utc>>) -> bool {
    start.is_some_and(|start| date < start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp(seconds, 0)
    }

    #[test]
    fn a_number_that_stands_for_another_date_or_size_is_not_known() {
        let known = KnownMessage {
            uid: 7,
            skipped: None,
            date: at(100),
            size: Some(10),
        };
        let listed = |date, size| Listed { size, date: at(date) };
        assert!(is_known(&known, listed(100, 10), None));
        assert!(!is_known(&known, listed(101, 10), None));
        assert!(!is_known(&known, listed(100, 11), None));
        assert!(
            is_known(&known, Listed::default(), None),
            "what the server does not tell proves nothing"
        );
    }

    #[test]
    fn what_was_too_old_is_looked_at_again_when_it_is_not() {
        let known = KnownMessage {
            uid: 7,
            skipped: Some(SkipKind::BeforeStart),
            date: None,
            size: None,
        };
        let listed = Listed {
            size: 10,
            date: at(100),
        };
        assert!(is_known(&known, listed, at(101)));
        assert!(!is_known(&known, listed, at(100)));
    }
}
