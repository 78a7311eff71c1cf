//! What a folder holds: UIDs, and size and date where they are wanted; without SEARCH and without a cursor.

use std::collections::{BTreeMap, BTreeSet};

use async_imap::imap_proto::{AttributeValue, Response};
use chrono::{DateTime, Utc};

use crate::connection::{Connection, OpenFolder};
use crate::uid_set::{self, LISTED_AT_ONCE};
use crate::{ImapError, Timeouts};

/// Sequence numbers that are asked for one by one when a listing leaves them out (seen with Exmail).
const PROBES: usize = 200;
/// Bytes of one message in an answer, at most.
const LINE: u64 = 120;

/// What is asked of every message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Detail {
    /// UID, size and date.
    Full,
    /// The UID alone: a third of the traffic, and for servers whose full answer cannot be read.
    UidOnly,
}

impl Detail {
    const fn items(self) -> &'static str {
        match self {
            Self::Full => "(UID RFC822.SIZE INTERNALDATE)",
            Self::UidOnly => "(UID)",
        }
    }
}

/// A message as listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Listed {
    /// Bytes, as far as the server is to be believed; 0 if unknown.
    pub(crate) size: u32,
    /// INTERNALDATE.
    pub(crate) date: Option<DateTime<Utc>>,
}

/// All messages of a folder.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    /// By UID, ascending.
    pub(crate) messages: BTreeMap<u32, Listed>,
    /// How many more the server counts than it lists.
    pub(crate) unlisted: u32,
    seen: BTreeSet<u32>,
}

/// Lists the folder that is open.
pub(crate) async fn list(
    connection: &mut Connection,
    timeouts: &Timeouts,
    open: &OpenFolder,
    detail: Detail,
) -> Result<Listing, ImapError> {
    let mut listing = Listing::default();
    let items = detail.items();
    match open.exists {
        Some(0) => return Ok(listing),
        Some(count) if count > LISTED_AT_ONCE => {
            let mut first = 1;
            while first <= count {
                let last = first.saturating_add(LISTED_AT_ONCE - 1).min(count);
                let line = format!("FETCH {first}:{last} {items}");
                fetch(connection, timeouts, &mut listing, &line).await?;
                first = last + 1;
            }
        }
        Some(_) | None => {
            let line = format!("UID FETCH 1:* {items}");
            fetch(connection, timeouts, &mut listing, &line).await?;
        }
    }
    let missing: Vec<u32> = (1..=open.exists.unwrap_or(0))
        .filter(|number| !listing.seen.contains(number))
        .collect();
    for number in missing.into_iter().take(PROBES) {
        let line = format!("FETCH {number} {items}");
        match fetch(connection, timeouts, &mut listing, &line).await {
            Ok(()) | Err(ImapError::Declined { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    let listed = u32::try_from(listing.messages.len()).unwrap_or(u32::MAX);
    listing.unlisted = open.exists.unwrap_or(0).saturating_sub(listed);
    listing.seen.clear();
    Ok(listing)
}

/// Asks for size and date of some messages of a listing.
pub(crate) async fn describe(
    connection: &mut Connection,
    timeouts: &Timeouts,
    listing: &mut Listing,
    wanted: &BTreeSet<u32>,
) -> Result<(), ImapError> {
    let items = Detail::Full.items();
    for set in uid_set::sets(listing.messages.keys().copied(), wanted) {
        let line = format!("UID FETCH {set} {items}");
        fetch(connection, timeouts, listing, &line).await?;
    }
    listing.seen.clear();
    Ok(())
}

async fn fetch(
    connection: &mut Connection,
    timeouts: &Timeouts,
    listing: &mut Listing,
    line: &str,
) -> Result<(), ImapError> {
    let patience = timeouts.answer(u64::from(LISTED_AT_ONCE) * LINE);
    connection
        .run("FETCH", line, patience, |response| {
            if let Response::Fetch(number, attributes) = response {
                note(listing, *number, attributes);
            }
        })
        .await
}

/// An answer without UID is about flags and was not asked for.
fn note(listing: &mut Listing, number: u32, attributes: &[AttributeValue<'_>]) {
    let mut uid = None;
    let mut listed = Listed::default();
    for attribute in attributes {
        match attribute {
            AttributeValue::Uid(value) => uid = Some(*value),
            AttributeValue::Rfc822Size(value) => listed.size = *value,
            AttributeValue::InternalDate(text) => listed.date = internal_date(text),
            _ => {}
        }
    }
    if let Some(uid) = uid.filter(|uid| *uid > 0) {
        listing.seen.insert(number);
        let known = listing.messages.entry(uid).or_default();
        known.size = known.size.max(listed.size);
        known.date = known.date.or(listed.date);
    }
}

fn internal_date(text: &str) -> Option<DateTime<Utc>> {
    let date = DateTime::parse_from_str(text.trim(), "%d-%b-%Y %H:%M:%S %z").ok()?;
    Some(date.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_internal_date_is_read_by_its_offset() {
        let expected = DateTime::parse_from_rfc3339("2022-10-09T16:30:00Z").unwrap();
        assert_eq!(
            internal_date("10-Oct-2022 00:30:00 +0800"),
            Some(expected.to_utc())
        );
        assert_eq!(
            internal_date(" 9-Oct-2022 16:30:00 +0000"),
            Some(expected.to_utc())
        );
        assert_eq!(internal_date("yesterday"), None);
    }

    #[test]
    fn a_late_answer_about_flags_does_not_wipe_what_is_known() {
        let mut listing = Listing::default();
        note(
            &mut listing,
            1,
            &[AttributeValue::Uid(7), AttributeValue::Rfc822Size(100)],
        );
        note(
            &mut listing,
            1,
            &[AttributeValue::Flags(vec![]), AttributeValue::Uid(7)],
        );
        note(&mut listing, 2, &[AttributeValue::Flags(vec![])]);
        assert_eq!(listing.messages.len(), 1);
        assert_eq!(listing.messages[&7].size, 100);
    }
}
