//! 来件 — the register of a notice: everything that came, found by society, sender, subject or number.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use domain::ids::SocietyCode;
use domain::ledger::{ArrivalRecord, Ledger};
use serde::Deserialize;

use super::{Who, notice_id};
use crate::frame::{self, HeadArrived};
use crate::refusal::Refusal;
use crate::session::SignedIn;
use crate::settings::SiteState;
use crate::wording::{self, Mark};

/// How many arrivals stand on one page.
const ARRIVALS_OF_A_PAGE: usize = 100;

#[derive(Template)]
#[template(path = "office/arrivals.html")]
struct ArrivalsPage {
    who: Who,
    id: String,
    title: String,
    /// The society whose arrivals alone are shown, by its code.
    society: String,
    society_name: String,
    words: String,
    found: usize,
    shown: Vec<ArrivalView>,
    page: usize,
    pages: usize,
}

struct ArrivalView {
    id: i64,
    received: String,
    door: &'static str,
    society: String,
    sender: String,
    subject: String,
    verdict: Mark,
}

#[derive(Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    society: String,
    #[serde(default)]
    words: String,
    #[serde(default)]
    page: usize,
}

/// `GET /office/notices/{id}/arrivals`: the latest first.
pub(super) async fn show(
    site: web::Data<SiteState>,
    signed: SignedIn,
    id: web::Path<String>,
    wanted: web::Query<Wanted>,
    now: HeadArrived,
) -> Result<HttpResponse, Refusal> {
    let ledger = site.store.ledger(&notice_id(&id)?, now.0).await?;
    let records = ledger.arrivals.iter().rev();
    let found: Vec<ArrivalView> = records
        .filter(|record| is_of(record, &wanted.society))
        .map(|record| view(&ledger, record))
        .filter(|view| has_words(view, &wanted.words))
        .collect();
    let pages = found.len().div_ceil(ARRIVALS_OF_A_PAGE).max(1);
    let page = wanted.page.clamp(1, pages);
    let society = SocietyCode::parse(&wanted.society).ok();
    let society = society.and_then(|code| ledger.society(&code));
    let page = ArrivalsPage {
        who: Who::from(&signed),
        id: ledger.notice.id.to_string(),
        title: ledger.notice.title.clone(),
        society: wanted.society.clone(),
        society_name: society.map(|society| society.name.clone()).unwrap_or_default(),
        words: wanted.words.trim().to_owned(),
        found: found.len(),
        shown: found
            .into_iter()
            .skip((page - 1) * ARRIVALS_OF_A_PAGE)
            .take(ARRIVALS_OF_A_PAGE)
            .collect(),
        page,
        pages,
    };
    frame::page(StatusCode::OK, &page)
}

/// Whether it is this society's, certainly or perhaps; of any when none is asked for.
fn is_of(record: &ArrivalRecord, society: &str) -> bool {
    let verdict = record.judgement.as_ref().map(|judgement| &judgement.verdict);
    let certainly = verdict.and_then(|verdict| verdict.society());
    society.is_empty()
        || certainly.is_some_and(|code| code.as_str() == society)
        || record.possible_senders().any(|code| code.as_str() == society)
}

/// Whether all words stand in what is shown of it, in whatever case.
fn has_words(view: &ArrivalView, words: &str) -> bool {
    let shown = format!("{} {} {} {}", view.id, view.society, view.sender, view.subject);
    let shown = shown.to_lowercase();
    words
        .to_lowercase()
        .split_whitespace()
        .all(|word| shown.contains(word))
}

fn view(ledger: &Ledger, record: &ArrivalRecord) -> ArrivalView {
    let arrival = &record.arrival;
    let judgement = record.judgement.as_ref();
    let society = judgement.and_then(|judgement| judgement.verdict.society());
    let name = |code: &SocietyCode| {
        let known = ledger.society(code);
        known.map_or_else(|| code.to_string(), |society| society.name.clone())
    };
    ArrivalView {
        id: arrival.id.number(),
        received: wording::received(arrival.received, ledger.notice.zone),
        door: wording::door(arrival.door),
        society: society.map(name).unwrap_or_default(),
        sender: arrival.sender.clone().unwrap_or_default(),
        subject: arrival.subject.clone(),
        verdict: wording::verdict(judgement),
    }
}
