//! 回执 — what was received, to print and to keep.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use domain::ids::ArrivalId;
use domain::notice::Notice;
use domain::submission::Submission;
use intake::reading::UploadManifest;
use store::{SocietyFacts, StoredArrival};

use super::visit::{Visit, follow};
use crate::frame;
use crate::refusal::Refusal;
use crate::sent::{SentView, reading, sent};
use crate::settings::SiteState;
use crate::wording::{self, Mark, Remark};

#[derive(Template)]
#[template(path = "receipt.html")]
struct ReceiptPage {
    token: String,
    arrival: i64,
    society: String,
    notice: String,
    number: String,
    issuer: String,
    received: String,
    basis: &'static str,
    door: &'static str,
    /// Of a letter.
    subject: String,
    original: String,
    verdict: Mark,
    pending: bool,
    typed: usize,
    filled_by: String,
    contact: String,
    files: Vec<SentView>,
    outcomes: Vec<OutcomeView>,
    pieces: Vec<PieceView>,
    remarks: Vec<Remark>,
}

struct OutcomeView {
    item: String,
    status: Mark,
    timeliness: &'static str,
}

struct PieceView {
    item: String,
    person: String,
    title: String,
    characters: u32,
    attachments: usize,
    /// Which of two arrivals brought what, when the text came apart from its photos.
    apart: String,
    status: Mark,
}

/// `GET /s/{token}/receipts/{arrival}`.
pub(super) async fn show(
    site: web::Data<SiteState>,
    path: web::Path<(String, i64)>,
) -> Result<HttpResponse, Refusal> {
    let (token, number) = path.into_inner();
    let visit = follow(&site.store, &token).await?;
    let (stored, manifest) = visit.arrival(&site.store, ArrivalId::new(number)).await?;
    let judgement = site.store.judgement(stored.arrival.id).await?;
    let facts = visit.facts(&site.store).await?;
    let judgement = judgement.map(|judgement| judgement.as_it_stands(&visit.notice, &facts.submissions));
    let reading = reading(&site.store, &stored.arrival.original).await?;
    let page = ReceiptPage {
        files: sent(reading.as_ref(), manifest.as_ref()),
        outcomes: judgement
            .as_ref()
            .map(|judgement| outcomes(&visit.notice, judgement.verdict.outcomes()))
            .unwrap_or_default(),
        remarks: wording::remarks(judgement.as_ref()),
        verdict: wording::verdict(judgement.as_ref()),
        pending: judgement.is_none(),
        pieces: pieces(&visit.notice, &facts, stored.arrival.id),
        ..receipt(&visit, &stored, manifest.unwrap_or_default())
    };
    frame::page(StatusCode::OK, &page)
}

fn receipt(visit: &Visit, stored: &StoredArrival, manifest: UploadManifest) -> ReceiptPage {
    let (notice, arrival) = (&visit.notice, &stored.arrival);
    let received = arrival.received;
    ReceiptPage {
        token: visit.token.clone(),
        arrival: arrival.id.number(),
        society: visit.society.name.clone(),
        notice: notice.title.clone(),
        number: notice
            .number
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        issuer: notice.issuer.clone(),
        received: received.map_or_else(
            || "待确认".to_owned(),
            |received| wording::moment(received.at, notice.zone),
        ),
        basis: received.map_or("", |received| wording::basis(received.by)),
        door: wording::door(arrival.door),
        subject: arrival.subject.clone(),
        original: arrival.original.clone(),
        verdict: wording::verdict(None),
        pending: true,
        typed: manifest.pieces.len(),
        filled_by: manifest.filled_by,
        contact: manifest.contact,
        files: Vec::new(),
        outcomes: Vec::new(),
        pieces: Vec::new(),
        remarks: Vec::new(),
    }
}

fn title(notice: &Notice, item: &domain::ids::ItemId) -> String {
    notice
        .item(item)
        .map_or_else(|| item.to_string(), |item| item.title.clone())
}

fn outcomes(notice: &Notice, outcomes: &[domain::verdict::Outcome]) -> Vec<OutcomeView> {
    let view = |outcome: &domain::verdict::Outcome| OutcomeView {
        item: title(notice, &outcome.item),
        status: wording::status(outcome.status),
        timeliness: wording::timeliness(outcome.timeliness),
    };
    outcomes.iter().map(view).collect()
}

fn pieces(notice: &Notice, facts: &SocietyFacts, arrival: ArrivalId) -> Vec<PieceView> {
    let came = |submission: &&Submission| {
        submission.id.arrival == arrival || submission.completed_by == Some(arrival)
    };
    let view = |submission: &Submission| PieceView {
        item: title(notice, &submission.item),
        person: submission
            .person
            .as_ref()
            .map_or_else(|| "（学会）".to_owned(), |person| person.name.clone()),
        title: submission.title.clone().unwrap_or_default(),
        characters: submission.characters,
        attachments: submission.attachments.len(),
        apart: apart(submission, arrival),
        status: wording::status(submission.status),
    };
    facts.submissions.iter().filter(came).map(view).collect()
}

fn apart(submission: &Submission, arrival: ArrivalId) -> String {
    let text = submission.id.arrival;
    match submission.completed_by.filter(|by| *by != text) {
        Some(by) if by == arrival => format!("正文见来件 {text}，附件由本件补齐"),
        Some(by) => format!("附件由来件 {by} 补齐"),
        None => String::new(),
    }
}
