//! The first page of the console: notices, what waits, mailboxes.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use domain::ledger::Ledger;
use domain::letter::LetterState;
use domain::task::{Task, count};
use store::Tally;

use super::Who;
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
    folders: usize,
    archived: u64,
    copies: u64,
    tally: Tally,
    difference: u64,
    not_retrievable: u64,
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

pub(super) async fn show(
    site: web::Data<SiteState>,
    signed: SignedIn,
    now: HeadArrived,
) -> Result<HttpResponse, Refusal> {
    let mut notices = Vec::new();
    for notice in site.store.notices().await? {
        notices.push(view(&site.store.ledger(&notice.id, now.0).await?));
    }
    let mail = site.store.reconciliation().await?;
    let page = OverviewPage {
        who: Who::from(&signed),
        notices,
        letters: site
            .store
            .letters(Some(LetterState::AwaitingApproval))
            .await?
            .len(),
        pending: site.store.pending().await?,
        alarms: site.alarms(),
        folders: mail.folders.len(),
        archived: mail.archived(),
        copies: mail.copies(),
        tally: mail.tally,
        difference: mail.difference(),
        not_retrievable: mail.folders.iter().map(|folder| folder.not_retrievable).sum(),
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
