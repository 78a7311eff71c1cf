//! 待人工核对 — arrivals that wait for a person.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use domain::ledger::{ArrivalRecord, Ledger};
use domain::verdict::Verdict;

use super::arrival::{FileView, files, reading};
use super::{Who, notice_id};
use crate::frame::{self, HeadArrived};
use crate::refusal::Refusal;
use crate::session::SignedIn;
use crate::settings::SiteState;
use crate::wording::{self, Remark};

#[derive(Template)]
#[template(path = "office/held.html")]
struct HeldPage {
    who: Who,
    id: String,
    title: String,
    arrivals: Vec<HeldView>,
}

struct HeldView {
    id: i64,
    received: String,
    door: &'static str,
    sender: String,
    subject: String,
    society: String,
    suggestions: String,
    remarks: Vec<Remark>,
    files: Vec<FileView>,
}

pub(super) async fn show(
    site: web::Data<SiteState>,
    signed: SignedIn,
    id: web::Path<String>,
    now: HeadArrived,
) -> Result<HttpResponse, Refusal> {
    let ledger = site.store.ledger(&notice_id(&id)?, now.0).await?;
    let mut arrivals = Vec::new();
    for record in &ledger.arrivals {
        if let Some(mut view) = view(&ledger, record) {
            let reading = reading(&site.store, &record.arrival.original).await?;
            view.files = reading.as_ref().map(files).unwrap_or_default();
            arrivals.push(view);
        }
    }
    let page = HeldPage {
        who: Who::from(&signed),
        id: ledger.notice.id.to_string(),
        title: ledger.notice.title.clone(),
        arrivals,
    };
    frame::page(StatusCode::OK, &page)
}

fn view(ledger: &Ledger, record: &ArrivalRecord) -> Option<HeldView> {
    let judgement = record.judgement.as_ref()?;
    let Verdict::Held {
        society, suggestions, ..
    } = &judgement.verdict
    else {
        return None;
    };
    let name = |code| {
        ledger
            .society(code)
            .map_or_else(|| code.to_string(), |society| society.name.clone())
    };
    let arrival = &record.arrival;
    Some(HeldView {
        id: arrival.id.number(),
        received: wording::received(arrival.received, ledger.notice.zone),
        door: wording::door(arrival.door),
        sender: arrival.sender.clone().unwrap_or_default(),
        subject: arrival.subject.clone(),
        society: society.as_ref().map(name).unwrap_or_default(),
        suggestions: suggestions.iter().map(name).collect::<Vec<_>>().join("、"),
        remarks: wording::remarks(Some(judgement)),
        files: Vec::new(),
    })
}
