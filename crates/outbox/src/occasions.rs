//! Letters that the office writes by itself: invitations, and what it grants.

use chrono::{DateTime, NaiveDate, Utc};
use domain::deadline::Extension;
use domain::ids::ItemId;
use domain::letter::{Enclosed, Letter, LetterCause, LetterKey, LetterKind};
use domain::notice::{CollectionItem, ExpectedOf, Notice};
use domain::reminder::{Lack, MissingItem};
use domain::society::Society;

use crate::deadline_words::Passed;

/// The items whose end for the society moves when the deadline of `only` (or of all items) is put off to this day: those
/// that have a fixed end before it.
pub fn put_off(
    notice: &Notice,
    society: &Society,
    only: Option<&ItemId>,
    until: NaiveDate,
    now: DateTime<Utc>,
) -> Vec<MissingItem> {
    let items = notice.items.iter();
    let items = items.filter(|item| only.is_none_or(|only| *only == item.id));
    items
        .filter_map(|item| {
            let before = item.deadline.ends(notice.zone, now)?;
            let ends = item
                .deadline
                .extended(notice.zone, now, Some(Extension { until }))?;
            (before < ends).then(|| MissingItem {
                item: item.id.clone(),
                lack: Lack::Nothing,
                gaps: Vec::new(),
                ends: Some(ends),
                extended: true,
                overdue: false,
                replaces: notice.extension(item, &society.code).is_some(),
            })
        })
        .collect()
}

/// The letter that tells a society that these items were put off; `None` when the roster has no address of it. Whoever
/// keeps the decision gives the letter its number.
pub fn extension(notice: &Notice, society: &Society, items: Vec<MissingItem>) -> Option<Letter> {
    let cause = LetterCause::Extension {
        notice: notice.id.clone(),
        society: society.code.clone(),
        decision: 0,
    };
    Some(Letter {
        missing: items,
        ..of_occasion(notice, society, cause, LetterKind::Extension)?
    })
}

/// The letter that invites a society to answer a notice; `None` when the roster has no address of it.
pub fn invitation(notice: &Notice, society: &Society, trial: bool, enclosed: Enclosed) -> Option<Letter> {
    let cause = LetterCause::Invitation {
        notice: notice.id.clone(),
        society: society.code.clone(),
        trial,
    };
    Some(Letter {
        nil_items: Vec::new(),
        enclosed,
        ..of_occasion(notice, society, cause, LetterKind::Invitation)?
    })
}

/// Whether a notice asks a society for anything.
pub fn concerns(notice: &Notice, society: &Society) -> bool {
    let mut items = notice.items.iter();
    items.any(|item| asks(item, society))
}

/// The items asked of a society whose end for it is over, or that of a stage: an invitation says so.
pub fn passed<'a>(notice: &'a Notice, society: &Society, now: DateTime<Utc>) -> Vec<&'a CollectionItem> {
    let items = notice.items.iter();
    items
        .filter(|item| asks(item, society) && Passed::of(notice, item, &society.code, now) != Passed::Nothing)
        .collect()
}

/// The items of which no letter can say where to send them: no mailbox serves them, and there is no `site` to send them
/// to.
pub fn without_way<'a>(notice: &'a Notice, site: Option<&str>) -> Vec<&'a CollectionItem> {
    let is_served = |item: &CollectionItem| {
        let mut routes = notice.mailboxes.iter();
        routes.any(|route| route.items.contains(&item.id))
    };
    let items = notice.items.iter();
    items.filter(|item| site.is_none() && !is_served(item)).collect()
}

fn asks(item: &CollectionItem, society: &Society) -> bool {
    item.expected_of.includes(&society.category) || item.expected_of == ExpectedOf::Nobody
}

fn of_occasion(notice: &Notice, society: &Society, cause: LetterCause, kind: LetterKind) -> Option<Letter> {
    Some(Letter {
        key: LetterKey { cause, kind },
        notice: notice.id.clone(),
        society: society.code.clone(),
        recipient: society.addresses.first()?.clone(),
        in_reply_to: None,
        sent_by: None,
        reply_to: None,
        received_at: None,
        original: String::new(),
        lines: Vec::new(),
        corrections: Vec::new(),
        missing: Vec::new(),
        nil_items: Vec::new(),
        enclosed: Enclosed::default(),
    })
}
