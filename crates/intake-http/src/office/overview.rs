//! The first page of the console: notices, what waits, mailboxes.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use domain::ledger::Ledger;
use store::{LetterState, MailboxCounts};

use super::Who;
use super::tasks::{Task, count};
use crate::frame::{self, HeadArrived};
use crate::refusal::Refusal;
use crate::session::SignedIn;
use crate::settings::SiteState;
use crate::wording;

#[derive(Template)]
#[template(path = "office/overview.html")]
struct OverviewPage {
    who: Who,
    notices: Vec<NoticeView>,
    letters: usize,
    pending: u64,
    alarms: Vec<String>,
    mailboxes: Vec<MailboxView>,
    has_folders: bool,
}

struct NoticeView {
    id: String,
    title: String,
    number: String,
    issued: String,
    held: usize,
    follow: usize,
    answer: usize,
    items: Vec<ItemView>,
}

struct ItemView {
    title: String,
    due: String,
    expected: u32,
    submitted: u32,
    outstanding: u32,
}

struct MailboxView {
    name: String,
    folder: String,
    counts: MailboxCounts,
    difference: i128,
}

pub(super) async fn show(
    site: web::Data<SiteState>,
    signed: SignedIn,
    now: HeadArrived,
) -> Result<HttpResponse, Refusal> {
    let mut notices = Vec::new();
    for notice in site.store.notices().await? {
        notices.push(view(&site.store.ledger(&notice.id, now.0).await?));
    }
    let mailboxes: Vec<_> = site
        .store
        .mailbox_counts()
        .await?
        .into_iter()
        .map(mailbox)
        .collect();
    let page = OverviewPage {
        has_folders: mailboxes.iter().any(|mailbox| !mailbox.folder.is_empty()),
        who: Who::from(&signed),
        notices,
        letters: site
            .store
            .letters(Some(LetterState::AwaitingApproval))
            .await?
            .len(),
        pending: site.store.pending().await?,
        alarms: (site.mailbox_lines)(),
        mailboxes,
    };
    frame::page(StatusCode::OK, &page)
}

fn view(ledger: &Ledger) -> NoticeView {
    let notice = &ledger.notice;
    let items = (0..).zip(&notice.items).map(|(index, item)| {
        let totals = ledger.totals(index);
        ItemView {
            title: item.title.clone(),
            due: wording::due(&item.deadline),
            expected: totals.expected,
            submitted: totals.submitted,
            outstanding: totals.outstanding + totals.incomplete,
        }
    });
    NoticeView {
        id: notice.id.to_string(),
        title: notice.title.clone(),
        number: notice
            .number
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        issued: wording::day(notice.issued_on),
        held: count(ledger, Task::Decide),
        follow: count(ledger, Task::Follow),
        answer: count(ledger, Task::Answer),
        items: items.collect(),
    }
}

/// Every arrival has one verdict or waits for one: the difference must be zero.
fn mailbox(counts: MailboxCounts) -> MailboxView {
    let judged = [
        counts.accepted,
        counts.held,
        counts.ignored,
        counts.duplicate,
        counts.pending,
    ];
    MailboxView {
        name: counts.mailbox.to_string(),
        folder: counts.folder.clone(),
        difference: i128::from(counts.arrivals) - judged.into_iter().map(i128::from).sum::<i128>(),
        counts,
    }
}
