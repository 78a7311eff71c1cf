//! To which address of a society a letter goes, when letters to some of them came back.

use std::collections::{BTreeMap, BTreeSet};

use domain::letter::{LetterKind, LetterRecord};
use domain::returned::ReturnReason;
use domain::society::Society;

/// Addresses, lower-case, to which no letter goes, and why.
pub(crate) type Shunned = BTreeMap<String, ReturnReason>;

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

/// Chooses among the address of the letter and those of its society, in this order. A stranger has one address only.
pub(crate) fn destination(
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
    if record.letter.key.kind == LetterKind::Acknowledgement || can_be_used(written) {
        return Destination::AsWritten;
    }
    match society.addresses.iter().find(|address| can_be_used(address)) {
        Some(other) => Destination::Instead(other.clone()),
        None => Destination::Nowhere {
            why: format!(
                "名录中“{}”的邮箱均已退信，请电话联系该学会并更新名录",
                society.name
            ),
        },
    }
}
