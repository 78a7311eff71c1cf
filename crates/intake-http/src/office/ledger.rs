//! 台账 of a notice: society × item.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use domain::arrival::Arrival;
use domain::ledger::{ItemState, ItemTotals, Ledger, LedgerRow};
use domain::notice::Notice;
use domain::task::{Task, count};
use serde::Deserialize;

use super::{Who, notice_id};
use crate::frame::{self, HeadArrived};
use crate::refusal::Refusal;
use crate::session::SignedIn;
use crate::settings::SiteState;
use crate::wording::{self, Mark};

#[derive(Template)]
#[template(path = "office/ledger.html")]
struct LedgerPage {
    who: Who,
    id: String,
    title: String,
    number: String,
    has_form: bool,
    taken: String,
    held: usize,
    follow: usize,
    answer: usize,
    filter: &'static str,
    items: Vec<Head>,
    totals: Vec<ItemTotals>,
    rows: Vec<Row>,
    societies: usize,
}

struct Head {
    title: String,
    due: String,
    remaining: Mark,
}

struct Row {
    code: String,
    name: String,
    contacts: Vec<String>,
    phones: Vec<String>,
    states: Vec<State>,
    /// Held arrivals that may be the society's answer.
    held: Vec<i64>,
}

struct State {
    mark: Mark,
    /// 10月28日, when the deadline was put off for the society.
    extended: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Filter {
    #[serde(default)]
    show: String,
}

pub(super) async fn show(
    site: web::Data<SiteState>,
    signed: SignedIn,
    id: web::Path<String>,
    filter: web::Query<Filter>,
    now: HeadArrived,
) -> Result<HttpResponse, Refusal> {
    let ledger = site.store.ledger(&notice_id(&id)?, now.0).await?;
    let notice = &ledger.notice;
    let filter = match filter.show.as_str() {
        "outstanding" => "outstanding",
        "incomplete" => "incomplete",
        _ => "all",
    };
    let heads = notice.items.iter().map(|item| Head {
        title: item.title.clone(),
        due: wording::due(&item.deadline),
        remaining: wording::remaining(item.deadline.ends(notice.zone, now.0), now.0),
    });
    let page = LedgerPage {
        who: Who::from(&signed),
        id: notice.id.to_string(),
        title: notice.title.clone(),
        number: notice
            .number
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        has_form: notice.form.is_some(),
        taken: wording::moment(ledger.taken_at, notice.zone),
        held: count(&ledger, Task::Decide),
        follow: count(&ledger, Task::Follow),
        answer: count(&ledger, Task::Answer),
        filter,
        items: heads.collect(),
        totals: (0..notice.items.len())
            .map(|index| ledger.totals(index))
            .collect(),
        rows: rows(&ledger, filter),
        societies: ledger.rows.len(),
    };
    frame::page(StatusCode::OK, &page)
}

fn rows(ledger: &Ledger, filter: &str) -> Vec<Row> {
    let shown = ledger.rows.iter().filter(|row| {
        row.states.iter().any(|state| match filter {
            "outstanding" => matches!(state, ItemState::Outstanding | ItemState::SentBack),
            "incomplete" => matches!(state, ItemState::Incomplete { .. }),
            _ => true,
        })
    });
    let answers = ledger.all_possible_answers();
    let held = |code| answers.get(code).map(Vec::as_slice).unwrap_or_default();
    shown
        .map(|shown| row(&ledger.notice, shown, held(&shown.society.code)))
        .collect()
}

fn row(notice: &Notice, row: &LedgerRow, held: &[&Arrival]) -> Row {
    let states = notice.items.iter().zip(&row.states);
    Row {
        code: row.society.code.to_string(),
        name: row.society.name.clone(),
        contacts: row.society.contacts.clone(),
        phones: row.society.phones.clone(),
        held: held.iter().map(|arrival| arrival.id.number()).collect(),
        states: states
            .map(|(item, state)| State {
                mark: wording::state(*state),
                extended: wording::extended(notice, item, &row.society.code),
            })
            .collect(),
    }
}
