//! To which address of a society a letter goes, when letters to some of them came back.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use domain::letter::{LetterKind, LetterRecord};
use domain::returned::ReturnReason;
use domain::society::Society;
use store::{Store, StoreError};

/// Addresses, lower-case, to which no letter goes, and why.
type Shunned = BTreeMap<String, ReturnReason>;

/// Where a letter goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Destination {
    /// To the address that it has.
    AsWritten,
    /// To another one of its society.
    Instead(String),
    /// Nowhere, until the roster has another address or one of those can be used again.
    Nowhere {
        /// For the people of the office.
        why: String,
    },
}

/// After so many returns a letter waits for a person: a mailbox may be full for ever.
const MOST_RETURNS: u32 = 6;

/// Chooses among the address of the letter and those of its society, in this order. A stranger has one address only.
fn destination(
    record: &LetterRecord,
    society: &Society,
    shunned: &Shunned,
    came_back_from: &BTreeSet<String>,
) -> Destination {
    let written = &record.letter.recipient;
    let can_be_used = |address: &String| {
        let address = address.to_lowercase();
        !shunned.contains_key(&address) && !came_back_from.contains(&address)
    };
    let may_go = record.returned < MOST_RETURNS && can_be_used(written);
    if record.letter.key.kind == LetterKind::Acknowledgement || may_go {
        return Destination::AsWritten;
    }
    let others = society.addresses.iter();
    let mut others = others.filter(|_| record.returned < MOST_RETURNS);
    match others.find(|address| can_be_used(address)) {
        Some(other) => Destination::Instead(other.clone()),
        None => Destination::Nowhere {
            why: format!(
                "“{}”没有可用的邮箱（已退信），请电话联系该学会并更新名录",
                society.name
            ),
        },
    }
}

/// Where a letter goes by what is known at this moment. Asked for each letter: another may just have come back from one
/// of its society's addresses.
pub(crate) async fn destination_now(
    store: &Store,
    record: &LetterRecord,
    society: &Society,
    now: DateTime<Utc>,
) -> Result<Destination, StoreError> {
    let came_back_from = match record.returned {
        0 => BTreeSet::new(),
        _ => store.came_back_from(&record.message_id, now).await?,
    };
    let addresses = society.addresses.iter().chain([&record.letter.recipient]);
    let addresses = addresses.map(|address| address.to_lowercase()).collect();
    let answered = record.letter.key.answers().map(|(arrival, _)| arrival);
    let shunned = store.shunned_among(&addresses, answered, now).await?;
    Ok(destination(record, society, &shunned, &came_back_from))
}
